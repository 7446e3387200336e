"""Release: profiles, published tables, statuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import waterbed
from tests.disclosure.attack import Months, changed, estimates_of, results_of, study, walk
from waterbed.disclosure import limits, release
from waterbed.disclosure.exact import exact, leaving
from waterbed.disclosure.inputs import bare_name
from waterbed.disclosure.rules import release_figure, round_count, round_ratio, too_small
from waterbed.model import released, released_elsewhere, released_study
from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, remark
from waterbed.model.released import (
    ShownDetectable,
    ShownEstimate,
    ShownFigure,
    ShownParameter,
    ShownReadings,
    ShownSeries,
    ShownStrip,
)
from waterbed.model.study import Outcome

NUMBERS = {
    ShownFigure: ("value",),
    ShownEstimate: (
        "value", "low", "high", "set", "deciding", "se", "t", "p", "p_low", "p_high",
        "base_count", "observed", "expected", "p_monte_carlo_error",
        "joint", "deciding_set", "p_all",
    ),
    ShownDetectable: ("base_count", "expected", "fall", "rise", "chance"),
    ShownStrip: ("target",),
    ShownReadings: ("stated",),
}  # fmt: skip
LISTS = {ShownSeries: ("periods", "observed", "expected"), ShownStrip: ("placebos",)}


def assert_released(results, allowed):
    found = 0
    for place, one in walk(results):
        if not hasattr(one, "status"):
            continue
        found += 1
        assert one.status in allowed, place
        if one.status == "withheld":
            for name in NUMBERS.get(type(one), ()):
                assert getattr(one, name) is None, f"{place}.{name}"
            for name in LISTS.get(type(one), ()):
                assert getattr(one, name) == (), f"{place}.{name}"
        assert not hasattr(one, "smallest"), place
    assert found > 20


count = st.integers(1, 300)


@settings(max_examples=60, deadline=None)
@given(st.tuples(count, count), st.tuples(count, count), st.booleans())
def test_nothing_raw_survives(target, adjacent, published):
    released = release(results_of(target, adjacent, published), "public")
    assert released.profile == released.content.profile == "public"
    allowed = {"exact"} if published else {"exact", "rounded", "withheld"}
    assert_released(released.content, allowed)
    for _, one in walk(released.content):
        if isinstance(one, ShownEstimate | ShownSeries | ShownDetectable) and not published:
            assert one.status != "exact"


def test_withheld_reaches_nested_remarks():
    made = estimates_of(60, 41)
    small = remark("few-disjoint", disjoint=Figure(4.0, "count", 4.0))
    raw = results_of(extra=[replace(made[0], warnings=(small,))])
    figure = release(raw).content.estimates[-1].warnings[0]["disjoint"]
    assert (figure.value, figure.status) == (None, "withheld") and not hasattr(figure, "smallest")


def test_published_tables_stay_exact():
    raw = results_of(published=True)
    out = release(raw, "public").content
    assert [e.value for e in out.estimates] == [e.value for e in raw.estimates]
    assert [e.se for e in out.estimates] == [e.se for e in raw.estimates]
    assert out.series[0].observed == raw.series[0].observed
    assert out.strips[0].placebos == raw.strips[0].placebos
    assert out.readings[0].stated == leaving(raw.readings[0].stated)
    assert out.verdicts[0].reproduced is True
    assert out.verdicts[0].reasons[0]["reached"].value == 1
    assert out.inputs[0].sha256 == "ef" * 32 and out.inputs[0].rows == 1238
    assert out.inputs[0].path == "incidents 2018.csv"


def test_internal_keeps_every_number_and_says_so():
    raw = results_of((3, 4), (5, 6))
    released = release(raw, "internal")
    out = released.content
    assert released.profile == out.profile == "internal"
    assert [e.value for e in out.estimates] == [e.value for e in raw.estimates]
    assert out.series[0].observed == raw.series[0].observed
    named = tuple(replace(one, path=bare_name(one.path)) for one in raw.inputs)
    assert out.inputs == leaving(named) and out.checks[0].figure.value == 1.7
    assert_released(out, {"exact"})


def test_public_is_the_default_and_others_are_refused():
    assert release(results_of()).profile == "public"
    with pytest.raises(InputError):
        release(results_of(), "secret")


def test_raw_results_are_left_alone():
    raw = results_of()
    before = repr(raw)
    release(raw, "public")
    assert repr(raw) == before


def test_an_answer_on_counts_that_are_withheld_is_not_shown():
    """It would narrow them; of counts that are shown it stays as it follows from what is shown."""
    for counts, told in (((9, 2), "not-shown"), ((60, 31), "supported")):
        for profile, answer in (("public", told), ("internal", "supported")):
            verdict = release(results_of(counts), profile).content.verdicts[0]
            assert (verdict.answer, verdict.simultaneous) == (answer, answer)


def test_no_public_report_without_rounded_totals():
    with pytest.raises(ValueError, match="rounded totals"):
        release(replace(results_of(), rounded=None))


def test_only_disclosure_makes_released():
    source = Path(waterbed.__file__).parent
    listed = "|".join(
        name
        for module in (released, released_elsewhere, released_study)
        for name, kind in vars(module).items()
        if is_dataclass(kind) and kind.__module__ == module.__name__ and kind is not ShownParameter
    )
    makers = {
        path.relative_to(source).parts[0]
        for path in source.rglob("*.py")
        if not path.stem.startswith("released")
        and re.search(rf"\b({listed})\(", path.read_text("utf-8"))
    }
    assert makers == {"disclosure"}


@given(st.integers(13, 10_000))
def test_a_shown_count_has_five_values(n):
    same = [m for m in range(n - 5, n + 6) if not too_small(m) and round_count(m) == round_count(n)]
    assert len(same) == 5 and round_count(n) % 5 == 0


def test_thresholds():
    assert all(too_small(n) for n in (0, 1, 9, 10, 12)) and too_small(None)
    assert not too_small(13)
    assert round_ratio(-0.303) == -0.3 and str(round_ratio(-0.01)) == "0.0"


def test_figures():
    count = Figure(41.0, "count", 41.0)
    assert release_figure(count) == ShownFigure(40.0, "count", "rounded")
    assert release_figure(Figure(41.0, "count", 9.0)).value is None
    assert release_figure(Figure(41.0, "count")).value is None
    for unit in ("ratio", "statistic", "probability"):
        assert release_figure(Figure(0.4, unit, 100.0)).status == "withheld"
        assert release_figure(Figure(0.4, unit, 3.0, published=True)).value == 0.4
    assert release_figure(Figure(656)).value == 656


def test_a_type_without_a_released_one_does_not_leave():
    @dataclass(frozen=True)
    class Rows:
        counts: tuple[int, ...] = (4, 3, 9)

    series = results_of().series[0]
    for rows in (Rows(), [4, 3, 9], {"counts": 4}):
        with pytest.raises(TypeError, match="does not leave"):
            leaving((series, rows))
        with pytest.raises(TypeError, match="does not leave"):
            exact(ShownSeries, replace(series, observed=(rows,)))


@pytest.mark.parametrize(
    "path", ["C:\\Users\\jane\\a.csv", "/home/jane/a.csv", "a.csv", "x\\y/a.csv", "//srv/j/a.csv"]
)
def test_bare_names(path):
    assert bare_name(path) == "a.csv"


@pytest.mark.parametrize(
    ("outcome", "coarsest"),
    [
        (Outcome("sex", "Sexual offences", (), ()), "borough"),
        (Outcome("x", "All", (), ((("minor", "BROTHEL KEEPING"),),)), "borough"),
        (Outcome("kerb-crawling", "Kerb-crawling", (), ()), "borough"),
        (Outcome("burglary", "Burglary", (), (), sensitive=True), "borough"),
        (Outcome("burglary", "Burglary", (), ()), "published"),
    ],
)
def test_derived_destinations(outcome, coarsest):
    found = limits(outcome, Months.parse("2026-11", "2026-11").first)
    assert found.coarsest == coarsest
    assert (found.last is None) == (coarsest == "published")
    if found.last is not None:
        assert Months(found.last, found.last).labels[0] == "2025-11"


def test_study_is_reduced_only_where_unpublished():
    open_study = release(results_of(published=True)).content.study
    assert open_study.interventions[0].targets == 1
    assert open_study.sha256 == study().sha256


@pytest.mark.parametrize("published", [False, True])
def test_what_could_have_been_seen_of_one_claim_is_told_in_steps(published: bool) -> None:
    """Sizes no smaller than they are, a chance to the nearest step."""
    raw = results_of(published=published)
    (general,) = raw.detectable
    own = replace(general, claim="halved", fall=0.837, rise=None, chance=0.613)
    found = release(changed(raw, detectable=(general, own))).content.detectable
    if published:
        assert [one.status for one in found] == ["exact", "exact"]
        assert found[1] == leaving(own)
        return
    assert found[0].status == "rounded" and found[0].fall is not None
    assert found[1].status == "rounded"
    assert (found[1].fall, found[1].rise, found[1].chance) == (0.85, None, 0.6)
    small = release(changed(results_of((9, 41)), detectable=(general, own))).content.detectable
    for one in small:
        assert (one.status, one.fall, one.rise, one.chance) == ("withheld", None, None, None)
