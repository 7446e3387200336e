"""A place that jumps about more than those it is compared with carries no verdict."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import claim
from tests.validity.beds import bare, one_outcome
from tests.validity.trial import OP, read_off, study_of
from waterbed.analysis.compare import work
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.diagnostics import own_years, steady
from waterbed.effect.estimand import Estimand
from waterbed.effect.setting import WHOLE
from waterbed.model.estimate import Check, Figure
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET

AREAS, PAST = 100, 60
BURSTY, CALM = 3, 7
FIRST = month("2010-04")
START = FIRST + PAST


def drawn(seed: int, past: int = PAST, *, season: float = 0.0) -> Panel:
    """Six in a hundred areas jump about: a variance of eight times the mean and a yearly shock of
    their own; all others one and a half.  season : amplitude of a season of CALM's own."""
    rng = np.random.default_rng(seed)
    months = past + 12
    rates = np.repeat(np.maximum(rng.gamma(2.0, 2.0, AREAS), 1.0)[:, None], months, axis=1)
    rates[[BURSTY, CALM]] = 8.0
    rates[CALM] *= 1 + season * np.sin(2 * np.pi * np.arange(months) / 12)
    jumpy = np.arange(AREAS) % 16 == BURSTY
    shocks = np.exp(0.5 * rng.standard_normal((AREAS, months // 12)))
    rates[jumpy] *= np.repeat(shocks, 12, axis=1)[jumpy]
    excess = np.where(jumpy, 7.0, 0.5)[:, None]
    counts = rng.poisson(rng.gamma(rates / excess, excess))
    return one_outcome("o", bare(AREAS).ids, counts)


def told(panel: Panel, area: int, rule: str = "unknown") -> tuple[Check, Comparison]:
    start = int(panel.periods[-1]) - 11
    asked = study_of(panel, area, start, rule)
    (window,) = asked.rule.windows
    found = compare(asked, window, bare(AREAS), panel, count=99, seed=[1])
    return steady(Estimand(found, (TARGET, WHOLE), "o", "forecast", True)), found


def figure(check: Check, name: str) -> float:
    fact = dict(check.remark.facts)[name]
    assert isinstance(fact, Figure) and fact.value is not None
    return fact.value


def test_a_place_that_jumps_about_is_barred_in_both_directions() -> None:
    for seed in range(10):
        check, _ = told(drawn(seed), BURSTY)
        assert (check.passed, check.gate, check.bars) == (False, True, "both")
        assert figure(check, "times") > 2 > figure(check, "limit")


def test_hardly_any_place_as_steady_as_the_others_is_barred() -> None:
    barred = 0
    for seed in range(10):
        panel = drawn(seed)
        for area in range(CALM, AREAS, 16):
            barred += told(panel, area)[0].passed is False
    assert barred <= 3  # of 60


def test_a_season_of_its_own_is_no_unsteadiness() -> None:
    plain, own = (
        [figure(told(drawn(seed, season=size), CALM)[0], "times") for seed in range(10)]
        for size in (0.0, 0.7)
    )
    assert abs(np.mean(own) - np.mean(plain)) < 0.25


def test_months_after_the_start_change_nothing() -> None:
    panel = drawn(1)
    counts = panel.counts.copy()
    counts[:, BURSTY, panel.periods >= START] *= 9
    assert told(replace(panel, counts=counts), BURSTY)[0] == told(panel, BURSTY)[0]


def test_of_a_place_with_two_years_nothing_is_said_and_nothing_barred() -> None:
    check, _ = told(drawn(1, past=24), BURSTY)
    assert (check.passed, check.gate, check.bars) == (None, False, "")
    assert dict(check.remark.facts)["direction"] == "unknown"


def test_years_without_data_are_left_out() -> None:
    """As though they had not been: what a gap holds is never looked at."""
    panel = drawn(1)
    covered = panel.covered.copy()
    covered[:, BURSTY, 14:16] = False
    counts = panel.counts.copy()
    counts[:, BURSTY, 14:16] = 900
    gapped = replace(panel, covered=covered, counts=counts)
    _, found = told(gapped, CALM)
    assert found.steady
    place = int(np.flatnonzero(found.setting.placebos.zones[TARGET].indices == BURSTY)[0])
    assert found.steady[0].placebos[0, place, 0, 0] < 12
    check, _ = told(gapped, BURSTY)
    assert check.passed is None or figure(check, "years") == 4


def test_the_index_is_the_obvious_sum() -> None:
    panel = drawn(2)
    _, found = told(panel, BURSTY)
    assert found.steady
    donors = [i for i in range(AREAS) if i != BURSTY]
    years = [range(12 * k, 12 * k + 12) for k in range(PAST // 12)]
    counts = panel.counts[0]

    def index(area: int) -> float:
        rest = np.empty((len(years), 12))
        for k, months in enumerate(years):
            whole = sum(counts[area, m] for m in months)
            common = sum(counts[i, m] for i in donors for m in months)
            for j, m in enumerate(months):
                share = sum(counts[i, m] for i in donors) / common
                rest[k, j] = counts[area, m] - whole * share
        squares = sum((rest[:, j] - rest[:, j].mean()) @ (rest[:, j] - rest[:, j].mean())
                      for j in range(12))  # fmt: skip
        chance = 11 * (len(years) - 1) * counts[area, :PAST].mean()
        return float(squares / chance)

    times, mean, number = found.steady[0].own[TARGET, WHOLE][0]
    assert (mean, number) == (pytest.approx(counts[BURSTY, :PAST].mean()), 5)
    # What is usual for a size is a line: two places tell it, a third one lies on it.
    where = {int(a): p for p, a in enumerate(found.setting.placebos.zones[TARGET].indices)}
    usual = {a: index(a) / found.steady[0].placebos[0, where[a], 0, 0] for a in (5, 6, 8)}
    size = {a: float(counts[a, :PAST].mean()) for a in usual}
    slope = (usual[6] - usual[5]) / (size[6] - size[5])
    assert usual[8] == pytest.approx(usual[5] + slope * (size[8] - size[5]), rel=1e-9)
    line = usual[5] + slope * (mean - size[5])
    assert times == pytest.approx(index(BURSTY) / line, rel=1e-9)


def test_the_index_of_years_is_the_obvious_sum_and_leaves_out_the_last() -> None:
    panel = drawn(2)
    _, found = told(panel, BURSTY)
    donors = [i for i in range(AREAS) if i != BURSTY]
    years = [slice(12 * k, 12 * k + 12) for k in range(PAST // 12 - 1)]
    counts = panel.counts[0]

    def index(area: int) -> float:
        own = np.array([counts[area, months].sum() for months in years])
        theirs = np.array([counts[donors, months].sum() for months in years])
        expected = own.sum() * theirs / theirs.sum()
        return float(((own - expected) ** 2 / expected).sum() / (len(years) - 1))

    steadiness = found.steady[1]
    times, mean, number = steadiness.own[TARGET, WHOLE][0]
    last = 12 * len(years)
    assert (mean, number) == (pytest.approx(counts[BURSTY, :last].mean()), 4)
    where = {int(a): p for p, a in enumerate(found.setting.placebos.zones[TARGET].indices)}
    usual = {a: index(a) / steadiness.placebos[0, where[a], 0, 0] for a in (5, 6)}
    size = {a: float(counts[a, :last].mean()) for a in usual}
    slope = (usual[6] - usual[5]) / (size[6] - size[5])
    assert times == pytest.approx(index(BURSTY) / (usual[5] + slope * (mean - size[5])), rel=1e-9)


def test_good_and_bad_years_of_its_own_are_told_and_bar_nothing() -> None:
    """Yearly shocks, and within a year no more variation than elsewhere."""
    seen = calm = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rates = np.full((AREAS, PAST + 12), 8.0)
        rates[BURSTY] *= np.repeat(np.exp(0.7 * rng.standard_normal(PAST // 12 + 1)), 12)
        panel = one_outcome("o", bare(AREAS).ids, rng.poisson(rates))
        for area, other in ((BURSTY, False), (CALM, True)):
            _, found = told(panel, area)
            check = own_years(Estimand(found, (TARGET, WHOLE), "o", "forecast", True))
            assert check is not None and (check.gate, check.bars) == (False, "")
            seen += not other and check.passed is False
            calm += other and check.passed is False
    assert seen >= 15 and calm <= 2


def test_the_last_year_for_which_a_place_is_chosen_changes_nothing_of_its_years() -> None:
    panel = drawn(1)
    counts = panel.counts.copy()
    counts[:, CALM, PAST - 12 : PAST] *= 3
    (before, after) = (
        told(each, CALM)[1].steady[1].own[TARGET, WHOLE]
        for each in (panel, replace(panel, counts=counts))
    )
    assert after == pytest.approx(before)


def test_verdicts_are_barred_and_check_says_so_beforehand() -> None:
    """A fall and a rise planted in a place that jumps about: neither is ever supported."""
    panel = drawn(4)
    for factor in (0.2, 4.0):
        counts = panel.counts.copy()
        after = panel.periods >= START
        counts[:, BURSTY, after] = (counts[:, BURSTY, after] * factor).astype(int)
        seen = replace(panel, counts=counts)
        asked = study_of(seen, BURSTY, START, "random")
        denied = claim("fell", id="denied", intervention=OP, outcome="o")
        assert denied.region is not None
        asked = replace(
            asked,
            claims=(*asked.claims, replace(denied, negated=True,
                                           region=denied.region.complement())),
        )  # fmt: skip
        plan = make_plan(asked, seen)
        shared = Shared(asked, bare(AREAS), seen, placebos=99)
        results = gather(asked, plan, [work(shared, task) for task in plan.tasks])
        found = read_off(results, replace(asked, claims=asked.claims[:2]), "forecast", 0, 0, 0)
        assert (found.fell, found.rose) == ("undecided", "undecided")
        assert "steady: both" in found.why
        ahead = foreseen(asked, bare(AREAS), seen, placebos=99)
        for one in ahead:
            assert one.undecided and "steady" in one.gates


def test_a_place_that_varies_half_as_much_again_is_seldom_barred() -> None:
    """As real wards do among each other; its placebos' own tails then hold."""
    barred = 0
    for seed in range(40):
        rng = np.random.default_rng([31, seed])
        rates = np.repeat(rng.gamma(4.0, 2.0, AREAS)[:, None] + 2, 72, axis=1)
        excess = np.where(np.arange(AREAS) == CALM, 1.25, 0.5)[:, None]
        counts = rng.poisson(rng.gamma(rates / excess, excess))
        barred += told(one_outcome("o", bare(AREAS).ids, counts), CALM)[0].passed is False
    assert barred <= 4, barred
