"""Waves added up: by hand, against a slow version, and what may not change the sum."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme import staggered
from tests.programme.staggered import (
    MONTHS,
    TWO,
    about,
    boroughs,
    planted,
    programme,
    two_waves,
    wave,
    window,
)
from tests.support.builders import grid
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import answerable
from waterbed.disclosure import release
from waterbed.effect.inference import Outlook, critical
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.inversion import count_end, ratio_end
from waterbed.model.kinds import Region
from waterbed.model.months import Months, month
from waterbed.model.programme import ALL_WAVES, INDEPENDENT, POOLED, add_up, wave_level
from waterbed.model.results import Results
from waterbed.model.window import AlternativeStart
from waterbed.programme.sums import Noise, PooledOutlook, drawn, independent_ends, ratio_ends
from waterbed.report.words import verdicts as verdict_words


def part(scale: str, expected: float, value: float, low: float | None, high: float) -> Estimate:
    key = Parameter("effect", "op", "o", "target", "w", scale)
    ends = (low, high)
    return Estimate(
        key, "difference", None, None, value, low, high, 0.95, ends, 50.0, 40.0, expected
    )


def test_counts_by_hand() -> None:
    total = add_up([part("count", 50, -10, -20, 4), part("count", 40, 0, -9, 9)])
    assert (total.value, total.wide, total.deciding) == (-10, (-29, 13), (-29, 13))
    assert (total.base_count, total.observed, total.expected) == (100, 80, 90)


def test_ratios_are_averaged_by_what_was_expected() -> None:
    total = add_up([part("ratio", 60, -0.5, -0.8, 0.0), part("ratio", 20, 0.5, 0.1, 1.0)])
    assert total.value == pytest.approx((30 + 30) / 80 - 1)
    assert total.wide == pytest.approx(((-0.8 * 60 + 0.1 * 20) / 80, 20 / 80))


def test_an_open_end_stays_open() -> None:
    total = add_up([part("count", 50, -10, None, 4), part("count", 40, 0, -9, 9)])
    assert total.wide == (None, 13)


def pooled(results: Results, scale: str = "count", method: str = POOLED) -> Estimate:
    return next(
        one
        for one in results.estimates
        if (one.parameter.intervention, one.parameter.scale) == ("all", scale)
        and (one.method, one.parameter.window) == (method, ALL_WAVES)
    )


def test_the_ends_are_those_of_waves_at_half_the_error_added_up() -> None:
    """Slowly: the same study at the level that a sum of two takes of each."""
    made = pooled(two_waves())
    alone = two_waves(level=wave_level(0.95, 2))
    rows = [
        next(
            one
            for one in alone.estimates
            if (one.parameter.intervention, one.parameter.scale, one.method)
            == (key, "count", "difference")
        )
        for key in ("first", "second")
    ]
    assert made.value == sum(one.value for one in rows)
    # No wave loses more than all that was expected of it.
    assert made.low == sum(max(one.low, -one.expected) for one in rows)
    assert made.deciding[0] == sum(max(one.deciding[0], -one.expected) for one in rows)
    assert made.high == sum(one.high for one in rows)
    assert made.deciding[1] == sum(one.deciding[1] for one in rows)
    assert made.deciding[1] < 0 and made.value < -50
    assert made.base is None and made.post is None and made.p is None
    assert [one.parameter.intervention for one in made.waves] == ["first", "second"]


def test_both_claims_are_judged_on_the_sum_and_told_from_chance() -> None:
    results = two_waves()
    (verdict,) = results.verdicts
    assert verdict.answer == "supported"
    assert verdict.estimates[0].method == POOLED
    seen = verdict.detectable
    assert seen.parameter.intervention == "all" and 0 < seen.fall < 1 and seen.rise is None


def test_the_order_of_waves_changes_nothing() -> None:
    areas = grid(10, 10)
    panel = boroughs(areas, 3)
    one = programme(TWO, MONTHS)
    turned = replace(one, programmes=(replace(one.programmes[0], waves=("second", "first")),))
    windows = replace(one, rule=replace(one.rule, windows=MONTHS[::-1]))
    found = [analyse(study, areas, panel) for study in (one, turned, windows)]
    assert found[0].estimates == found[1].estimates
    assert found[0].detectable == found[1].detectable
    assert found[0].verdicts == found[1].verdicts
    for method in (POOLED, INDEPENDENT):
        assert pooled(found[0], method=method).deciding == pooled(found[2], method=method).deciding
    seen = [[d for d in one.detectable if d.parameter.intervention == "all"] for one in found]
    assert seen[0] == seen[2]


def test_one_place_in_two_waves_of_one_window_has_the_same_sum() -> None:
    areas = grid(10, 10)
    panel = boroughs(areas, 5)
    apart = (wave("first", ("A022",), "2017-01"), wave("second", ("A023",), "2017-01"))
    months = (window("first", "2017-01"), window("second", "2017-01"))
    whole = (wave("whole", ("A022", "A023"), "2017-01"),)
    of_both = pooled(analyse(programme(apart, months), areas, panel))
    alone = analyse(programme(apart[:0] + whole, (window("whole", "2017-01"),)), areas, panel)
    one = next(
        e
        for e in alone.estimates
        if (e.parameter.scale, e.method, e.parameter.intervention)
        == ("count", "difference", "whole")
    )
    assert of_both.value == pytest.approx(one.value)
    assert (of_both.observed, of_both.expected) == pytest.approx((one.observed, one.expected))


def test_an_empty_area_changes_nothing_of_the_sum() -> None:
    areas = grid(10, 10)
    panel = boroughs(areas, 5)
    counts = panel.counts.copy()
    counts[0, 99] = 0
    panel = replace(panel, counts=counts)
    beside = programme(TWO, MONTHS)
    first = replace(TWO[0], areas=("A022", "A099"))  # covered, and no target
    found = [
        pooled(analyse(one, areas, panel))
        for one in (beside, replace(beside, interventions=(first, TWO[1])))
    ]
    assert found[0].value == pytest.approx(found[1].value)


def test_another_start_of_a_wave_is_quoted() -> None:
    areas = grid(10, 10)
    panel = boroughs(areas, 3)
    other = AlternativeStart(month("2017-09"), "minutes")
    waves = (TWO[0], replace(TWO[1], alternative_starts=(other,)))
    results = analyse(programme(waves, MONTHS), areas, panel)
    (verdict,) = results.verdicts
    assert [str(one.parameter.window) for one in verdict.estimates] == [
        ALL_WAVES,
        f"{ALL_WAVES}, second@2017-09",
    ]
    assert any(why.code.startswith("alternative-start") for why in verdict.reasons)


def test_another_start_that_leaves_no_sum_is_told() -> None:
    """Under it the second wave would begin within the months of the first."""
    areas = grid(10, 10)
    early = AlternativeStart(month("2017-09"), "minutes")
    over = replace(wave("first", ("A022",), "2017-01"), end=month("2017-06"))
    waves = (over, wave("second", ("A022",), "2018-01", alternative_starts=(early,)))
    second = replace(window("second", "2018-01"), base=Months.parse("2017-07", "2017-12"))
    study = programme(waves, (window("first", "2017-01"), second))
    (verdict,) = analyse(study, areas, boroughs(areas, 3)).verdicts
    (told,) = [why for why in verdict.reasons if why.code == "alternative-start"]
    assert dict(told.facts) == {
        "start": "2017-09",
        "source": "minutes",
        "wave": "second",
        "answer": "untestable",
    }


def test_other_starts_of_two_waves_in_one_month_are_told_apart() -> None:
    areas = grid(10, 10)
    other = AlternativeStart(month("2017-04"), "minutes")
    waves = tuple(replace(one, alternative_starts=(other,)) for one in TWO)
    results = analyse(programme(waves, MONTHS), areas, boroughs(areas, 3, mean=12.0))
    (verdict,) = release(results, "public").content.verdicts
    told = [
        verdict_words.REASON_WORDS[why.code](results, verdict, why)
        for why in verdict.reasons
        if why.code.startswith("alternative-start")
    ]
    moved = verdict.estimates[1:]
    assert len(told) == 2
    for text, name, one in zip(told, ("first", "second"), moved, strict=True):
        assert f"April 2017 for {name}" in text and f"{one.observed:,.0f} against" in text
    assert moved[0].observed != moved[1].observed


def refused(results: Results) -> tuple[str, str]:
    (verdict,) = results.verdicts
    assert [one.name for one in results.checks].count("waves") == 1
    assert not any(one.method == POOLED for one in results.estimates)
    return verdict.answer, str(dict(verdict.reasons[0].facts)["why"])


def test_an_area_and_month_counted_twice_is_refused_and_the_waves_stay() -> None:
    areas = grid(10, 10)
    waves = (TWO[0], wave("second", ("A022",), "2017-07"))
    results = analyse(programme(waves, MONTHS), areas, boroughs(areas, 3))
    assert refused(results) == ("untestable", "counted-twice")
    assert {one.parameter.intervention for one in results.estimates} == {"first", "second"}


def test_a_base_that_another_wave_has_changed_is_refused() -> None:
    """Added up, a fall of the first year that ends would be made good by the second year."""
    areas = grid(10, 10)
    first = wave("first", ("A022",), "2017-01")
    waves = (first, wave("second", ("A022",), "2018-01"))
    months = (window("first", "2017-01"), window("second", "2018-01"))
    panel = planted(boroughs(areas, 3), areas, ("A022",), months[0].post, 0.3)
    assert refused(analyse(programme(waves, months), areas, panel)) == (
        "untestable",
        "base-treated",
    )
    over = replace(first, end=month("2017-06"))
    before = replace(months[1], base=Months.parse("2017-07", "2017-12"))
    kept = analyse(programme((over, waves[1]), (months[0], before)), areas, panel)
    assert pooled(kept).value is not None


def test_zones_that_overlap_bar_the_net_and_not_the_targets() -> None:
    areas = grid(10, 10)
    waves = (
        wave("first", ("A022",), "2017-01", zones=True),
        wave("second", ("A024",), "2017-07", zones=True),
    )
    results = analyse(programme(waves, MONTHS), areas, boroughs(areas, 3))
    kept = {one.parameter.zone for one in results.estimates if one.method == POOLED}
    assert kept == {"target"}
    told = {one.parameter.zone: one.remark["why"] for one in results.checks if one.name == "waves"}
    assert told == {"beside": "counted-twice", "net": "counted-twice"}


def test_a_wave_outside_the_counts_bars_the_sum() -> None:
    areas = grid(10, 10)
    late = (window("first", "2017-01"), window("second", "2022-07"))
    waves = (TWO[0], wave("second", ("A077",), "2022-07"))
    results = analyse(programme(waves, late), areas, boroughs(areas, 3))
    assert refused(results) == ("untestable", "wave")


def test_a_wave_without_a_test_leaves_bounds_without_a_verdict() -> None:
    areas = grid(10, 10)
    early = (window("first", "2016-01"), window("second", "2018-07"))
    waves = (
        replace(wave("first", ("A022",), "2016-01"), chosen_for=staggered.ChosenFor("unknown")),
        wave("second", ("A077",), "2018-07"),
    )
    results = analyse(programme(waves, early, headline="forecast"), areas, boroughs(areas, 3))
    assert refused(results) == ("untestable", "wave")
    left = next(one for one in results.estimates if one.parameter.intervention == "all")
    assert left.method == "bounds" and left.value is None and left.deciding is None
    assert left.low < left.high
    assert left.low == sum(one.low for one in left.waves)


def test_a_family_is_judged_at_a_smaller_share_still() -> None:
    """A claim that just holds by itself does not hold among two, and its own answer stays."""
    areas = grid(10, 10)
    panel = boroughs(areas, 3, mean=12.0)
    waves = tuple(
        wave(key, (area,), start, zones=True)
        for key, area, start in (("first", "A022", "2017-01"), ("second", "A077", "2017-07"))
    )
    for one, months in zip(waves, MONTHS, strict=True):
        panel = planted(panel, areas, one.areas, months.post, 0.4)
    plain = pooled(analyse(programme(waves, MONTHS), areas, panel))
    edge = plain.deciding[1] / plain.expected + 1e-6
    fell = replace(about(), region=Region(high=edge, high_open=True))
    alone = analyse(programme(waves, MONTHS, fell), areas, panel).verdicts
    claims = (fell, about("rose", id="c2", zone="beside"))
    among = analyse(programme(waves, MONTHS, *claims), areas, panel).verdicts
    assert [(one.answer, one.simultaneous) for one in alone] == [("supported", "supported")]
    assert (among[0].answer, among[0].simultaneous) == ("supported", "undecided")


@settings(max_examples=200, deadline=None)
@given(st.floats(0, 400), st.floats(1, 200), st.floats(0.1, 30), st.floats(-6, 6))
def test_ends_of_many_counts_are_those_of_each(
    observed: float, expected: float, scale: float, t: float
) -> None:
    found = float(ratio_ends(np.array([observed]), expected, scale, t)[0])
    one = ratio_end(observed, expected, scale, t)
    if one is None:
        assert found > 1e6 - 2
    else:
        assert found == pytest.approx(one - 1, rel=1e-6, abs=1e-6)


def noise(seed: int, expected: float = 80.0, size: int = 400) -> Noise:
    pool = np.sort(np.random.default_rng(seed).normal(0, 1.1, size))
    ends = critical((pool,), 0.9)
    return Noise(expected, math.sqrt(2 * expected), (pool,), ends, (seed,))


def test_independent_ends_of_a_slow_version() -> None:
    waves = [noise(1), noise(2, 50.0)]
    spread = math.sqrt(sum(one.scale**2 for one in waves))
    (values,) = drawn(waves)
    sums = sorted(
        sum(one.scale * float(v) for one, v in zip(waves, column, strict=True)) / spread
        for column in values.T
    )
    k = math.floor(0.05 * (len(sums) + 1) + 1e-9)
    (ends,) = independent_ends(-30.0, waves, (0.9,))
    assert ends[0] == pytest.approx(count_end(-30.0, spread, sums[-k]))
    assert ends[1] == pytest.approx(count_end(-30.0, spread, sums[k - 1]))


def test_too_few_placebos_leave_the_ends_open() -> None:
    (ends,) = independent_ends(-30.0, [noise(1), noise(2, size=12)], (0.9,))
    assert ends == (None, None)


def test_the_outlook_of_one_wave_is_that_of_the_wave() -> None:
    one = noise(4, size=1999)
    alone = Outlook(one.expected, one.scale, one.pools, one.ends)
    together = PooledOutlook.of([one])
    for fall in (0.1, 0.3, 0.5):
        assert together.chance(-fall, -math.inf, 0.0) == pytest.approx(
            alone.chance(-fall, -math.inf, 0.0), abs=0.04
        )
        assert together.chance(fall, 0.0, math.inf) == pytest.approx(
            alone.chance(fall, 0.0, math.inf), abs=0.04
        )


def test_what_decides_is_wider_than_if_waves_erred_independently() -> None:
    results = two_waves()
    bounds, apart = pooled(results), pooled(results, method=INDEPENDENT)
    assert bounds.deciding[0] < apart.deciding[0] < apart.deciding[1] < bounds.deciding[1]
    assert not any(one.method == INDEPENDENT for v in results.verdicts for one in v.estimates)


def test_too_few_separate_placebos_for_the_share_decide_nothing() -> None:
    """Twenty-eight areas are enough for each wave by itself at this level, and not for a half of
    its error."""
    areas = grid(5, 6)
    months = (window("first", "2017-01"), window("second", "2017-07"))
    waves = (wave("first", ("A002",), "2017-01"), wave("second", ("A027",), "2017-07"))
    panel = boroughs(areas, 3, mean=30.0, own=0.05)
    for one, when in zip(waves, months, strict=True):
        panel = planted(panel, areas, one.areas, when.post, 0.2)
    study = programme(waves, months)
    assert {one.caution for one in answerable(study, areas, panel)} == {"few-places"}
    alone = tuple(replace(one, intervention="first", window="") for one in study.claims)
    first = replace(study, claims=alone)
    assert {one.caution for one in answerable(first, areas, panel)} == {""}
    results = analyse(study, areas, panel)
    made = pooled(results)
    enough = [check for check in made.checks if check.name == "placebos"]
    failed = [one for one in enough if one.passed is False]
    assert len(enough) == 4 and {one.bars for one in failed} == {"both"}
    assert {one.parameter.intervention for one in failed} == {"first", "second"}
    assert {one.remark["needed"].value for one in failed} == {39}
    assert results.verdicts[0].answer == "undecided"
