"""A place chosen for its last three months is compared with places that stood out likewise, and
they are in what is expected of it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validity.beds import bare, one_outcome
from tests.validity.trial import study_of
from waterbed.effect.compare import compare
from waterbed.effect.forecast import TINY, fit_spread
from waterbed.effect.last_quarter import level_at_start
from waterbed.effect.matching import PastCounts, meets
from waterbed.effect.origins import origins
from waterbed.effect.setting import WHOLE, MethodFit
from waterbed.effect.totals import quarter_sums
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET
from waterbed.model.written.places import CHOSEN_FOR
from waterbed.report.words.remarks import picked
from waterbed.simulate.worlds import World, draw_world

AREAS, PAST, PLACE = 100, 60, 4
FIRST = month("2010-04")
START = FIRST + PAST


def drawn(seed: int, last: int) -> Panel:
    """Rates that wander by month; in PLACE, `last` in each of the last three months before."""
    rng = np.random.default_rng(seed)
    months = PAST + 12
    wander = np.empty((AREAS, months))
    wander[:, 0] = rng.standard_normal(AREAS)
    for m in range(1, months):
        wander[:, m] = 0.8 * wander[:, m - 1] + 0.6 * rng.standard_normal(AREAS)
    counts = rng.poisson(
        np.maximum(rng.gamma(2.0, 2.0, AREAS), 1.0)[:, None] * np.exp(0.4 * wander)
    )
    counts[PLACE] = rng.poisson(4.0, months)
    counts[PLACE, PAST - 3 : PAST] = last
    return one_outcome("o", bare(AREAS).ids, counts)


def fitted(panel: Panel, rule: str, place: int = PLACE) -> MethodFit:
    asked = study_of(panel, place, START, rule)
    (window,) = asked.rule.windows
    found = compare(asked, window, bare(AREAS), panel, count=99, seed=[1], methods=("forecast",))
    return found.fitted["forecast"]


def labels(panel: Panel, rule: str) -> tuple[str, ...]:
    return fitted(panel, rule).reference.labels("target", "o")


@pytest.mark.parametrize("rule", ["last-quarter", "unknown"])
def test_a_target_that_stood_out_is_matched_by_its_last_quarter(rule: str) -> None:
    assert set(labels(drawn(1, 12), rule)) & {"last-quarter", "nearest"}
    assert not set(labels(drawn(1, 4), rule)) & {"last-quarter"}


def test_what_was_picked_is_the_top_twentieth_of_the_obvious_score() -> None:
    panel = drawn(2, 12)
    asked = study_of(panel, PLACE, START, "last-quarter")
    found = compare(asked, asked.rule.windows[0], bare(AREAS), panel, count=99, seed=[1])
    targets = found.setting.placebos.zones["target"]
    (first, *_) = origins(found.setting)
    got = meets("last-quarter", first.past(targets, 0))
    counts = panel.counts[0]
    donors = [i for i in range(AREAS) if i != PLACE]
    last = {i: int(counts[i, PAST - 3 : PAST].sum()) for i in donors}
    before = {i: int(counts[i, : PAST - 3].sum()) for i in donors}
    change = sum(last.values()) / sum(before.values())
    score = {i: (last[i] - before[i] * change) / np.sqrt(before[i] * change) for i in donors}
    busy = [i for i in donors if counts[i, PAST - 12 : PAST].sum() >= 10]
    edge = np.quantile([score[i] for i in busy], 0.95, method="higher")
    wanted = {i for i in busy if score[i] >= edge - 1e-9}
    assert {int(i) for i in targets.indices[got]} == wanted
    assert first.past(targets, 0).quarter is not None


@pytest.mark.parametrize("last", [14, 0])
@pytest.mark.parametrize(
    ("rule", "is_in"),
    [("last-quarter", True), ("unknown", True), ("level", True), ("random", False)],
)
def test_a_quarter_that_stood_out_on_either_side_is_in_the_forecast(
    last: int, rule: str, is_in: bool
) -> None:
    """Unless the place was picked at random, or as the stated rule picks: no top is as quiet."""
    assert (fitted(drawn(1, last), rule).late == {"o"}) == is_in
    assert not fitted(drawn(1, 4), rule).late


def test_a_place_that_the_stated_rule_would_have_picked_is_forecast_as_before() -> None:
    assert fitted(drawn(1, 40), "last-quarter").late
    assert not fitted(drawn(1, 40), "excess").late


def studentised(sign: int, rule: str) -> np.ndarray:
    """Of the places with the highest (lowest) last quarter, where nothing was done."""
    found = []
    for seed in range(40):
        world = World(drift=0.4, persistence=0.8)
        counts = draw_world(np.random.default_rng([7, seed]), world, 10, 10, FIRST, PAST, 12).counts
        last, before = counts[:, PAST - 3 : PAST].sum(1), counts[:, : PAST - 3].sum(1)
        usual = before * 3 / (PAST - 3)
        score = np.where(counts[:, PAST - 12 : PAST].sum(1) >= 10, sign * (last - usual), -np.inf)
        place = int(np.argmax(score / np.sqrt(np.maximum(usual, 1))))
        made = fitted(one_outcome("o", bare(AREAS).ids, counts), rule, place)
        found.append(float(made.real[TARGET, WHOLE].t[0]))
    return np.array(found)


@pytest.mark.parametrize(("sign", "rule"), [(1, "last-quarter"), (1, "unknown"), (-1, "unknown")])
def test_shocks_that_last_are_not_taken_for_a_change(sign: int, rule: str) -> None:
    t = sign * studentised(sign, rule)
    assert t.mean() < 1.645 / np.sqrt(len(t)), t.mean()


def test_what_is_known_of_the_level_is_an_empirical_bayes_mean() -> None:
    counts = drawn(3, 12).counts[0].astype(float)
    quarter, before = counts[:, PAST - 3 : PAST].sum(1), counts[:, : PAST - 3].sum(1)
    donors = np.arange(AREAS) != PLACE
    usual = before * quarter[donors].sum() / before[donors].sum()
    spread = fit_spread(usual[donors], quarter[donors])
    found = level_at_start(quarter, before, donors)
    assert found is not None
    for i in (PLACE, 11, 60):
        mean = usual[i] + TINY
        weight = spread.alpha * mean / (spread.phi + spread.alpha * mean)
        level = (1 - weight) + weight * (quarter[i] + TINY) / mean
        assert found[i] == pytest.approx(np.log(level + TINY))
    even = np.full(AREAS, 12.0)
    assert level_at_start(even, 20 * even, donors) is None


def test_years_hide_what_a_quarter_held() -> None:
    years = Panel(
        ("o",), ("a", "b"), FIRST + 12 * np.arange(6), 12,
        np.full((1, 2, 6), 40), np.ones((1, 2, 6), bool),
    )  # fmt: skip
    assert quarter_sums(years, START - 1) is None
    blocks = np.full((2, 5), 40.0)
    past = PastCounts(blocks, blocks.sum(axis=0), blocks[:, 1:].sum(axis=1), 320.0)
    assert not meets("last-quarter", past).any()


def test_the_study_file_takes_it_and_the_report_words_it() -> None:
    assert "last-quarter" in CHOSEN_FOR
    assert picked(("last-quarter",)) == "a last quarter that stood out"
