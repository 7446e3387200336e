"""Movement of a programme: the set of one wave, of a sum, its gate, and how often it errs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.programme.staggered import MONTHS, about, boroughs, programme, wave
from tests.support.builders import grid
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.displacement.movement import placebo_pairs, real_pair
from waterbed.displacement.share import share_set
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.setting import WHOLE
from waterbed.model.areas import Areas
from waterbed.model.estimate import Estimate
from waterbed.model.panel import Panel
from waterbed.model.programme import POOLED, wave_level
from waterbed.model.results import Results
from waterbed.model.study import Study
from waterbed.programme.share_sum import Moved, keeps_share, summed_share_set
from waterbed.report.page import report_html

AREAS = grid(14, 14)
WAVES = (
    wave("first", ("A045",), "2017-01", zones=True),
    wave("second", ("A150",), "2017-07", zones=True),
)


def shifted(panel: Panel, study: Study, share: float, seed: int = 1) -> Panel:
    """Seven in ten of each target's counts gone, and a share of them in the area to its right."""
    rng = np.random.default_rng([seed, 5])
    made = panel.counts.copy()
    for one, months in zip(study.interventions, study.rule.windows, strict=True):
        row, at = AREAS.ids.index(one.target[0]), panel.slice(months.post)
        lost = rng.binomial(made[0, row, at], 0.7)
        made[0, row, at] -= lost
        made[0, row + 1, at] += rng.binomial(lost, share)
    return replace(panel, counts=made)


def large(panel: Panel) -> Panel:
    """The targets ten times as busy, and all places steady."""
    counts = panel.counts.copy()
    for one in WAVES:
        row = AREAS.ids.index(one.target[0])
        counts[0, row] = np.random.default_rng(row).poisson(120.0, counts.shape[2])
    return replace(panel, counts=counts)


def steady(seed: int) -> Panel:
    return large(boroughs(AREAS, seed, mean=12.0, own=0.03))


def judged(share: float, *kinds: str, **rule: object) -> Results:
    claims = tuple(about(kind, id=kind, zone="beside") for kind in kinds)
    study = programme(WAVES, MONTHS, *claims, **rule)
    return analyse(study, AREAS, shifted(steady(3), study, share))


def sums_of(results: Results, question: str) -> list[Estimate]:
    return [
        one
        for one in results.estimates
        if (one.parameter.question, one.method) == (question, POOLED)
    ]


def moved_of(found: Comparison) -> Moved:
    place = ("beside", WHOLE)
    asked = Estimand(found, place, "o0", "difference")
    return Moved(real_pair(asked), placebo_pairs(asked))


def comparisons(study: Study, areas: Areas, panel: Panel) -> list[Comparison]:
    return [
        compare(study, one, areas, panel, count=99, seed=[1], methods=("difference",))
        for one in study.rule.windows
    ]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_set_of_one_wave_is_that_of_the_wave(share: float) -> None:
    study = programme(WAVES, MONTHS)
    for found in comparisons(study, AREAS, shifted(steady(3), study, share)):
        one = moved_of(found)
        assert summed_share_set([one], 0.9) == share_set(one.real, one.pools, 0.9)


def test_the_sum_keeps_what_a_plain_search_keeps() -> None:
    study = programme(WAVES, MONTHS)
    panel = shifted(steady(3), study, 0.5)
    waves = [moved_of(found) for found in comparisons(study, AREAS, panel)]
    pieces = summed_share_set(waves, 0.9)
    for s in np.linspace(-3, 3, 61):
        inside = any(
            (low is None or low <= s + 1e-3) and (high is None or s - 1e-3 <= high)
            for low, high in pieces
        )
        assert keeps_share(waves, float(s), 0.9) <= inside


def test_what_moved_and_what_did_not() -> None:
    answers = {
        share: [one.answer for one in judged(share, "moved", "not-moved").verdicts]
        for share in (0.0, 1.0)
    }
    assert answers == {0.0: ["contradicted", "supported"], 1.0: ["supported", "contradicted"]}


def test_the_share_stands_on_both_waves_and_on_their_fall() -> None:
    results = judged(1.0, "moved")
    (one,) = sums_of(results, "share")
    assert one.value == pytest.approx(1.0, abs=0.35)
    check = one.checks[0]
    assert check.name == "target-fell" and check.passed


def test_without_a_fall_nothing_is_said_of_movement() -> None:
    study = programme(WAVES, MONTHS, about("moved", zone="beside"))
    (verdict,) = analyse(study, AREAS, boroughs(AREAS, 3)).verdicts
    assert verdict.answer == "undecided"
    assert verdict.reasons[0].code == "gate"


def test_a_margin_that_is_a_count_is_judged_on_the_zones_rise() -> None:
    results = judged(1.0, "moved", margin_count=50.0)
    shares = {one.parameter.scale: one for one in sums_of(results, "share")}
    assert set(shares) == {"share", "count"}
    rise = next(one for one in sums_of(results, "displacement") if one.parameter.scale == "count")
    assert shares["count"].deciding_set == (rise.deciding,)
    assert results.verdicts[0].answer == "supported"


def test_a_family_of_a_fall_and_of_movement() -> None:
    results = judged(1.0, "fell", "moved")
    page = report_html(release(results))
    assert "Of the fall in outcome 0 in the target areas, the share that turned up" in page
    assert [one.simultaneous in (one.answer, "undecided") for one in results.verdicts] == [True] * 2


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_movement_is_seldom_said_where_there_was_none(share: float) -> None:
    """Of draws whose fall is there, how often the wrong one of the two is supported."""
    study = programme(WAVES, MONTHS)
    wrong, draws, level = 0, 40, 2 * wave_level(0.95, 2) - 1
    for seed in range(draws):
        panel = shifted(steady(seed), study, share, seed)
        waves = [moved_of(found) for found in comparisons(study, AREAS, panel)]
        wrong += not keeps_share(waves, share, level)
    assert wrong / draws <= 0.1


@pytest.mark.slow
@pytest.mark.parametrize("shared", [0.0, 0.2])
@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_how_often_movement_is_said(share: float, shared: float) -> None:
    """The figures of docs/waves.md: neither is said where the other is true."""
    study, margin, draws = programme(WAVES, MONTHS), 0.2, 100
    held = moved = stayed = 0
    for seed in range(draws):
        panel = large(boroughs(AREAS, seed, mean=12.0, own=0.1, shared=shared))
        panel = shifted(panel, study, share, seed)
        waves = [moved_of(found) for found in comparisons(study, AREAS, panel)]
        level = 2 * wave_level(0.95, len(waves)) - 1
        pieces = summed_share_set(waves, level)
        held += keeps_share(waves, share, level)
        moved += all(low is not None and low >= margin for low, _ in pieces)
        stayed += all(high is not None and high < margin for _, high in pieces)
    print(
        f"shared {shared}, true share {share}: held {held / draws}, moved said {moved / draws}, "
        f"not-moved said {stayed / draws}"
    )
    assert share >= margin or moved / draws <= 0.06
    assert share < margin or stayed / draws <= 0.06
