"""Attacks on the public profile of an unpublished table: each leaves at least five candidates."""

from __future__ import annotations

import functools
import random
from dataclasses import replace

import pytest

from tests.disclosure.attack import (
    BASE,
    CONTROL,
    PLACEBOS,
    POST,
    candidates,
    changed,
    difference,
    estimates_of,
    key,
    results_of,
)
from waterbed.disclosure import release
from waterbed.disclosure.areas import coarse
from waterbed.disclosure.cells import cells_of, linked_outcomes
from waterbed.disclosure.estimates import Public, release_estimates
from waterbed.disclosure.rules import round_count, round_total
from waterbed.model.estimate import Detectable, Figure, remark
from waterbed.model.months import Months
from waterbed.model.results import InputRecord, OutcomeTotal
from waterbed.report.words.data import rejected_words

LEAST = 5


DONORS = {("patrol", "robbery", "year"): min(CONTROL)}


def public(results):
    return release(results, "public").content


@functools.cache
def of_one_place(b, y):
    made = estimates_of(coarse(b), coarse(y))
    return release_estimates(made, Public(cells_of(made), DONORS), [()] * len(made))


DRAWN = random.Random(4)
PAIRS = [(60, 41), (13, 13), (14, 90), (52, 48)]
MORE = [(DRAWN.randint(13, 400), DRAWN.randint(13, 400)) for _ in range(40)]
ALL = PAIRS + [pytest.param(pair, marks=pytest.mark.slow) for pair in MORE]


@pytest.mark.parametrize("pair", ALL)
def test_standard_error_from_the_ends(pair):
    """(high - low)/3.92 is the root of a sum of counts; all seven estimates of a place at once,
    by an attacker who knows the control, the dispersion, the placebos and this program."""
    base, post = candidates(lambda made: made, of_one_place, pair)
    assert len(base) >= LEAST and len(post) >= LEAST


@pytest.mark.parametrize("pair", [PAIRS[0], *ALL[4:]])
def test_counts_from_the_whole_run(pair):
    """The same with checks, verdicts, series, strips and detectable effects beside."""

    base, post = candidates(public, lambda b, y: results_of((b, y)), pair, reach=5)
    assert len(base) >= LEAST and len(post) >= LEAST


def test_rounding_alone_would_not_do():
    """Why it is computed again: each number rounded by itself gives the counts away."""

    def rounded(made):
        return tuple(
            tuple(None if x is None else 5 * round(x / 5) for x in (e.value, e.low, e.high))
            for e in made
            if e.parameter.scale == "count"
        ) + (made[0].p and round(made[0].t, 1),)

    worst = min(
        min(len(found) for found in candidates(rounded, estimates_of, pair)) for pair in PAIRS[:2]
    )
    assert worst < LEAST


def test_standard_error_from_t_or_p():
    found = public(results_of()).estimates
    assert found
    for one in found:
        assert (one.se, one.t, one.p, one.p_low, one.p_high) == (None,) * 5
        assert one.p_monte_carlo_error is None and one.set is None and not hasattr(one, "smallest")


def test_rank_is_a_p_value():
    out = public(results_of((60, 31)))
    assert out.verdicts[0].reasons[0]["reached"].value is None
    assert out.verdicts[0].reasons[0]["placebos"].value == 8
    check = out.checks[0].remark
    assert check["rank"].value is None and check["z"].value is None and check["of"].value == 9
    assert check["expected"].value is None and check["base"].value == 60
    assert out.checks[0].figure.value is None and out.checks[1].figure.value is None


def test_parts_of_a_zone_add_up_to_it():
    parts = [
        difference(b, y, key("adjacent", part=part))
        for part, b, y in (("co-treated", 4, 6), ("rest", 116, 127))
    ]
    out = public(results_of(extra=parts))
    for one in out.estimates[-2:]:
        assert one.status == "withheld" and one.base_count is None and one.value is None
    whole = next(e for e in out.estimates if e.parameter.zone == "adjacent")
    assert whole.status == "rounded"


def test_net_less_its_zones():
    out = public(results_of((60, 41), (122, 133)))
    zone = {e.parameter.zone: e for e in out.estimates if e.method == "difference"}
    assert zone["net"].base_count == zone["target"].base_count + zone["adjacent"].base_count
    assert zone["net"].observed == zone["target"].observed + zone["adjacent"].observed
    lines = {s.zone: s for s in out.series}
    for i, count in enumerate(lines["net"].observed):
        assert count == lines["target"].observed[i] + lines["adjacent"].observed[i]


@pytest.mark.parametrize(("target", "adjacent"), [((9, 40), (120, 133)), ((60, 41), (120, 12))])
def test_net_beside_a_hidden_zone(target, adjacent):
    out = public(results_of(target, adjacent))
    hidden = "target" if target == (9, 40) else "adjacent"
    for one in out.estimates:
        shown = one.parameter.zone not in (hidden, "net")
        assert one.status == ("rounded" if shown else "withheld")
    for one in out.series:
        assert one.status == ("rounded" if one.zone not in (hidden, "net") else "withheld")


def windows(first, second, both):
    """Estimates of a place over one year, the next, and the two together."""
    years = (POST, POST.shift(12), Months(POST.first, POST.last + 12))
    bases = (BASE, BASE.shift(-12), Months(BASE.first - 12, BASE.last))
    return [
        difference(b, y, key(window=name), base=base, post=post)
        for (b, y), name, base, post in zip(
            (first, second, both), ("one", "two", "both"), bases, years, strict=True
        )
    ]


def test_two_years_less_one():
    made = windows((47, 30), (27, 44), (74, 74))
    shown = cells_of(made)
    assert {k[2] for k in shown} == {"one", "two"}
    assert {k[2] for k in cells_of(made[::-1])} == {"both", "two"}


def test_nested_windows():
    """Nine months of twelve: the three months between keep at least five candidates."""
    nine = Months(POST.first, POST.last - 3)
    for late in range(10):
        made = [
            difference(60, 40 + late, key(window="year")),
            difference(48, 40, key(window="nine"), base=nine.shift(-12), post=nine),
        ]
        cells = cells_of(made)
        year, part = (
            round_count(cells["patrol", "robbery", name, "target"].post)
            for name in ("year", "nine")
        )
        left = {
            a - b
            for a in range(int(year) - 2, int(year) + 3)
            for b in range(int(part) - 2, int(part) + 3)
            if a >= b
        }
        assert late in left and len(left) >= LEAST


def test_ratio_back_to_counts():
    """A change of -30.3%, or word that the claim's -30.3% comes out, is 23 of 33 and no other."""
    out = public(results_of((33, 23)))
    verdict = out.verdicts[0]
    assert verdict.reproduced is None and verdict.readings is None
    assert verdict.recorded.status == "rounded" and verdict.recorded.value == -0.3
    base, post = candidates(
        lambda r: public(r).verdicts[0].recorded, lambda b, y: results_of((b, y)), (33, 23)
    )
    assert len(base) >= LEAST and len(post) >= LEAST
    assert out.readings[0].readings == () and out.readings[0].stated is None


def test_recorded_change_of_small_counts_is_withheld():
    recorded = public(results_of((33, 9))).verdicts[0].recorded
    assert recorded.value is None and recorded.status == "withheld"
    assert not hasattr(recorded, "smallest")


def test_months_from_a_series():
    out = public(results_of())
    line = out.series[0]
    assert line.step == 12 and line.observed == (60, 55, 60, 40)
    assert line.periods[-1] + line.step - 1 <= out.outcomes[0].last - 6
    assert all(count % 5 == 0 for count in line.observed)


def test_one_small_year_withholds_the_series():
    raw = results_of()
    thin = replace(raw.series[0], observed=tuple([0.0] * 12) + raw.series[0].observed[12:])
    out = public(changed(raw, series=(thin, *raw.series[1:])))
    assert out.series[0].status == "withheld" and out.series[0].observed == ()
    assert out.series[2].status == "withheld"


def test_missing_month_drops_its_year():
    raw = results_of()
    gap = replace(raw.series[0], observed=(None, *raw.series[0].observed[1:]))
    assert public(changed(raw, series=(gap,))).series[0].observed == (55, 60, 40)


def test_second_window_of_a_series_is_withheld():
    raw = results_of()
    second = replace(raw.series[0], window="other")
    out = public(changed(raw, series=(*raw.series, second)))
    assert out.series[-1].status == "withheld"


def test_placebos_keep_no_order():
    raw = results_of()
    assert public(raw).strips[0].placebos == ()  # eight of them
    many = tuple(0.37 * one + 0.01 * k for k in range(10) for one in PLACEBOS)
    strip = public(changed(raw, strips=(replace(raw.strips[0], placebos=many),))).strips[0]
    assert len(strip.placebos) == 80
    assert all(strip.placebos.count(t) >= 10 for t in strip.placebos)
    assert list(strip.placebos) == sorted(strip.placebos)
    assert all(t % 0.5 == 0 for t in (*strip.placebos, strip.target))
    assert public(results_of((9, 40))).strips[0].target is None


def test_detectable_effect_is_that_of_the_rounded_count():
    def shown(b):
        n = coarse(b)
        one = Detectable(key(), n, n * CONTROL[1] / CONTROL[0], 4 / n**0.5, 5 / n**0.5, 0.8, 8, n)
        return public(changed(results_of((b, 40)), detectable=(one,))).detectable[0]

    assert len({str(shown(b)) for b in range(58, 63)}) == 1
    assert shown(12).fall is None and shown(12).status == "withheld"


def test_total_less_everything_else():
    """All but one cell of a total may be known: it is shown to two figures."""
    out = public(results_of())
    assert out.outcomes[0].total.value == 1200 and out.outcomes[0].total.status == "rounded"
    assert [round_total(x) for x in (17, 99, 100, 1250, 64175)] == [15, 100, 100, 1300, 64000]


def test_guess_checked_by_a_hash():
    out = public(results_of())
    assert out.inputs[0].sha256 == "" and out.study.sha256 == ""
    assert "ef" * 8 not in repr(out) and "ab" * 8 not in repr(out)


def test_folders_carry_names():
    text = repr(public(results_of()))
    assert "jane" not in text and "home" not in text and "Users" not in text
    assert public(results_of()).inputs[0].path == "incidents 2018.csv"
    inside = repr(release(results_of(), "internal").content.study)
    assert "jane" not in inside


def test_examples_of_rejected_rows():
    one = public(results_of()).inputs[0]
    assert one.rejected == 5 and one.reasons == (("other", 5),)
    assert "High St" not in repr(one) and "beat" not in repr(one)
    assert one.rows == 1200


def test_rejected_rows_can_be_incidents_and_are_told_as_coarsely_as_counts():
    reasons = (("no-place", 1), ("outside", 7), ("unknown-area", 313))
    raw = replace(results_of().inputs[0], rejected=321, reasons=reasons)
    one = public(changed(results_of(), inputs=(raw,))).inputs[0]
    assert one.rejected == 320 and one.status == "rounded"
    assert dict(one.reasons) == {"no-place": 5, "outside": 5, "unknown-area": 310}
    said = rejected_words(one)
    assert "about 320 of about 1,200 rows rejected" in said and "outside every area: a few" in said
    exact = release(changed(results_of(), inputs=(raw,)), "internal").content.inputs[0]
    assert exact.rejected == 321 and exact.reasons == reasons and exact.status == "exact"


def test_places_without_an_official_code():
    out = public(results_of())
    assert "beat" not in repr(out)
    assert out.study.interventions[0].targets == 0
    assert out.roles[0].names == () and out.roles[0].areas == 2
    named = public(changed(results_of(), official=True))
    assert named.roles[0].names == ("beat 9",)
    assert named.study.interventions[0].targets == 1


def test_a_method_that_weighs_donors_is_withheld():
    """What it expects may be the count of one donor."""
    raw = results_of()
    odd = replace(raw.rounded.estimates[0], method="simplex")
    out = public(changed(raw, estimates=(*raw.rounded.estimates, odd))).estimates[-1]
    assert out.status == "withheld" and out.value is None and out.deciding is None


@pytest.mark.parametrize("donors", [(9.0, 40.0), (40.0, 12.0), (45.0, 40.0)])
def test_few_donors_withhold_what_rests_on_them(donors):
    """What is expected of 60 would tell of so few: all but the place's own change is withheld."""
    raw = results_of()
    quiet = tuple(replace(one, count=count) for one, count in zip(raw.donors, donors, strict=True))
    out = public(changed(raw, donors=quiet))
    for one in out.estimates:
        zone = one.parameter.zone
        stays = one.method == "before-after" or (min(donors) > 13 and zone == "target")
        assert one.status == ("rounded" if stays and zone != "" else "withheld"), one
    assert all(e is None for one in out.series if one.zone == "net" for e in one.expected)


def total(outcome, value, published=False):
    return OutcomeTotal(outcome, Figure(value, "count", value, published), 0, 35, 12)


@pytest.mark.parametrize(
    ("totals", "hidden"),
    [
        ([("all", 900.0), ("injury", 300.0), ("other", 600.0)], {"injury"}),
        ([("all", 900.0), ("injury", 300.0), ("other", 599.0)], set()),
        ([("a", 10.0), ("b", 20.0), ("c", 30.0), ("d", 60.0)], {"a"}),
        ([("a", 0.0), ("b", 5.0), ("c", 5.0)], set()),
        ([("a", 70.0), ("b", 20.0), ("c", 30.0), ("d", 20.0)], {"b"}),
    ],
)
def test_outcomes_that_add_up(totals, hidden):
    assert linked_outcomes([total(*one) for one in totals]) == hidden


def test_what_adds_up_by_chance_is_no_sum():
    """One incident more would have hidden an outcome, or shown it."""
    whole, part, rest = total("all", 900.0), total("x", 300.0), total("y", 600.0)
    for areas, hidden in (((100.0, 200.0), set()), ((200.0, 100.0), {"x"})):
        told = [
            replace(whole, by_area=(500.0, 400.0)),
            replace(part, by_area=areas),
            replace(rest, by_area=(300.0, 300.0)),
        ]
        assert linked_outcomes(told) == hidden


def test_published_parts_hide_the_rest():
    """The whole and one part are known: the other part must go; where all but the whole are
    published, the whole is known and nothing is left to hide."""
    assert linked_outcomes([total("all", 9.0, True), total("x", 3.0, True), total("y", 6.0)]) == {
        "y"
    }
    assert linked_outcomes([total("all", 9.0), total("x", 3.0, True), total("y", 6.0, True)]) == {
        "all"
    }


def test_hidden_outcome_leaves_nothing():
    raw = results_of()
    raw = changed(raw, outcomes=(*raw.outcomes, total("a", 1000.0), total("b", 2236.0)))
    assert linked_outcomes(raw.outcomes) == {"a"}
    raw = changed(raw, outcomes=(raw.outcomes[0], total("a", 2000.0), total("b", 3236.0)))
    out = public(raw)
    assert out.outcomes[0].total.status == "withheld"
    assert {one.status for one in (*out.estimates, *out.series, *out.strips)} == {"withheld"}
    assert out.verdicts[0].recorded.value is None and out.detectable[0].fall is None


def test_files_of_a_closed_study_have_no_folders():
    areas = InputRecord("jane/beats.csv", "12" * 32, 40, published=True)
    raw = results_of()
    closed = public(changed(raw, inputs=(*raw.inputs, areas))).inputs[1]
    assert (closed.path, closed.sha256, closed.rows) == ("beats.csv", "", 40)
    coded = public(changed(raw, inputs=(areas,), official=True)).inputs[0]
    assert (coded.path, coded.sha256) == ("beats.csv", "12" * 32)
    known = public(replace(results_of(published=True), inputs=(areas,))).inputs[0]
    assert (known.path, known.sha256) == ("jane/beats.csv", "12" * 32)


def test_many_outcomes_are_searched_in_time():
    parts = [(f"part {i}", float(3**i)) for i in range(16)]
    whole = ("all", sum(value for _, value in parts))
    assert linked_outcomes([total(*one) for one in (*parts, whole)]) == {"part 0"}
    assert linked_outcomes([total(*one) for one in parts]) == set()


def test_a_range_on_steps_holds_the_one_on_rounded_counts():
    """And that reaches no further than the next step out."""
    for b, y in PAIRS + MORE[:10]:
        raw = estimates_of(coarse(b), coarse(y))
        out = release_estimates(raw, Public(cells_of(raw), DONORS), [()] * len(raw))
        for one, true in zip(out, raw, strict=True):
            unit = true.expected if true.parameter.scale == "count" else 1.0
            shown = one.expected if true.parameter.scale == "count" else 1.0
            for side, name in ((-1, "low"), (1, "high")):
                told, was = getattr(one, name), getattr(true, name)
                if told is None:
                    assert was is None or was / unit > 10
                    continue
                beyond = side * (told / shown - max(was / unit, -1.0))
                assert -1e-9 <= beyond <= max(0.25 + 1e-9, abs(was / unit)), (name, true)


def test_plain_numbers_that_rank_counts_are_withheld():
    raw = results_of()
    check = replace(
        raw.checks[0],
        name="comparable",
        remark=remark("comparable", beyond=Figure(207), of=Figure(495)),
        figure=Figure(207),
    )
    out = public(changed(raw, checks=(check, raw.checks[1]))).checks[0]
    assert out.figure.value is None and out.remark["beyond"].value is None
    # How many pasts are alike is withheld as `placebos`, and was told here.
    assert out.remark["of"].value is None
    patrol = raw.study.interventions[0]
    drawn = replace(patrol, chosen_for=replace(patrol.chosen_for, rule="random"))
    at_random = replace(raw.study, interventions=(drawn,))
    shown = public(changed(raw, study=at_random, checks=(check, raw.checks[1]))).checks[0]
    assert shown.remark["of"].value == 495
    enough = replace(check, remark=remark("placebos", placebos=Figure(8)), figure=Figure(8))
    assert public(changed(raw, checks=(enough, raw.checks[1]))).checks[0].figure.value == 8
