"""Places derived by the program: coarse and old for sensitive outcomes, in both profiles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from waterbed.disclosure.elsewhere import (
    Limits,
    at_borough,
    release_breakdown,
    release_profile,
    release_search,
    release_switching,
    sensitive_words,
)
from waterbed.disclosure.exact import leaving
from waterbed.model.elsewhere import Breakdown, Part, Profile, Ring, Rise, Search, Switched
from waterbed.model.months import Months

POST = Months.parse("2017-04", "2018-03")
BASE = Months.parse("2012-04", "2017-03")
WARD = Rise(("Newham",), ("E05000001",), Months.parse("2017-05", "2017-10"),
            61.0, 32.0, 431.0, 398.0, 0.01)  # fmt: skip
NOWHERE = replace(WARD, groups=(), areas=("E05000002",))
FOUND = Search("op", "o", POST, BASE, 678, 0, (WARD, NOWHERE), 0.01, (0, 4),
               (("Newham", 0.01), ("Redbridge", 0.9)), 1.3, 0.1, 999, 0.95,
               published=True)  # fmt: skip
RUN_MONTH = POST.last + 60
OPEN = Limits("published", None)
SENSITIVE = Limits("borough", POST.last)


@pytest.mark.parametrize(
    "text", ["Kerb-crawling", "on-street sex work", "the sex trade", "human_trafficking",
             "Red light district", "sexworkers"]
)  # fmt: skip
def test_what_concerns_people_who_sell_sex_is_sensitive(text):
    assert sensitive_words(text)
    assert not sensitive_words("Red light cameras; drug trafficking; Essex; by sex and age")


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_sensitive_scan_names_boroughs_with_their_own_counts(profile):
    found = release_search(FOUND, SENSITIVE, official=True, profile=profile)
    (rise,) = found.rises
    assert rise.groups == ("Newham",) and rise.areas == ()
    assert (rise.observed, rise.expected) == (431.0, 398.0)
    assert "61" not in repr(found) and "E05" not in repr(found)


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_scan_that_looked_too_late_says_nothing(profile):
    late = Limits("borough", POST.last - 1)
    found = release_search(FOUND, late, official=True, profile=profile)
    assert (found.rises, found.by_group, found.p, found.status) == ((), (), None, "withheld")


def test_an_open_scan_is_as_fine_as_the_table():
    assert release_search(FOUND, OPEN, official=True).rises == leaving(FOUND.rises)


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_areas_of_no_official_geography_are_not_named(profile):
    found = release_search(FOUND, OPEN, official=False, profile=profile)
    assert [rise.groups for rise in found.rises] == [("Newham",)]
    assert found.rises[0].areas == ()


def test_an_unpublished_scan_tells_no_count_and_no_p():
    own = replace(FOUND, published=False)
    found = release_search(own, OPEN, official=True)
    rise = found.rises[0]
    assert (rise.observed, rise.expected, rise.group_observed, rise.group_expected) == (None,) * 4
    assert rise.months == own.rises[0].months
    assert found.p is found.phi is found.rises[0].p is None and found.by_group == ()
    assert release_search(own, OPEN, official=True, profile="internal").rises == leaving(
        FOUND.rises
    )


RING = Ring(0.0, 500.0, 8, 300.0, 280.0, 0.07, -0.1, 0.2, -0.2, 0.3, 0.4, 99)
PROFILE = Profile("op", "o", "year", (RING,), (RING,), 0.6, 0.95, published=True)


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_sensitive_ring_profile_is_shown_of_boroughs_alone(profile):
    for bounds, boroughs, shown in [
        (OPEN, False, True),
        (SENSITIVE, False, False),
        (SENSITIVE, True, True),
        (Limits("borough", POST.last - 1), True, False),
    ]:
        found = release_profile(PROFILE, POST, bounds, boroughs=boroughs, profile=profile)
        assert (found.rings == leaving(PROFILE.rings)) is shown
        assert (found.status == "withheld") is not shown
        if not shown:
            assert found.rings[0].areas == 0 and found.rings[0].value is None and found.p is None
    unpublished = release_profile(
        replace(PROFILE, published=False), POST, OPEN, boroughs=False, profile=profile
    )
    assert (unpublished.status == "withheld") is (profile == "public")


def test_which_codes_are_boroughs():
    assert at_borough(("E09000026", "E08000035", "W06000015"))
    assert not at_borough(("E09000026", "E05011247"))
    assert not at_borough(())


def test_a_table_of_outcomes_is_exact_or_names():
    one = Switched("o", 10.0, 12.0, -0.17, -0.5, 0.3, -0.6, 0.4, 0.4, 0.8, 10.0, published=True)
    assert release_switching([one]) == (leaving(one),)
    (bare,) = release_switching([replace(one, published=False)])
    assert (bare.outcome, bare.status) == ("o", "withheld")
    assert bare.value is bare.p_family is bare.observed is None


PART = Part("all", 100.0, 80.0)
TABLE = Breakdown("op", "o", "beside", "year", PART, (PART,), (PART,), (PART,), None, PART,
                  published=True)  # fmt: skip


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_breakdown_is_by_borough_and_old_where_the_outcome_is_sensitive(profile):
    def of(bounds, **keys):
        return release_breakdown(
            replace(TABLE, **keys),
            POST,
            bounds,
            official=True,
            run_month=RUN_MONTH,
            profile=profile,
        )

    assert of(OPEN).by_area == leaving(TABLE.by_area)
    assert of(SENSITIVE).by_area == () and of(SENSITIVE).by_group == leaving(TABLE.by_group)
    late = of(Limits("borough", POST.last - 1))
    assert late.by_group == () and late.by_category == leaving(TABLE.by_category)
    unpublished = of(OPEN, published=False)
    assert (unpublished.by_category == ()) is (profile == "public")
    assert (unpublished.whole.observed is None) is (profile == "public")


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_recent_months_are_not_broken_down_by_kind_where_one_is_sensitive(profile):
    """Not even of an outcome that is not, since the kinds left would give the one left out."""
    kinds = (Part("THEFT", 60.0, 50.0), Part("SEXUAL OFFENCES", 40.0, 30.0))

    def of(run_month, parts):
        found = replace(TABLE, by_category=parts)
        keys = {"official": True, "run_month": run_month, "profile": profile}
        return release_breakdown(found, POST, OPEN, **keys).by_category

    assert of(POST.last + 12, kinds) == leaving(kinds)
    assert of(POST.last + 11, kinds) == ()
    assert of(POST.last + 11, kinds[:1]) == leaving(kinds[:1])
