"""The target beside a zone: the test, its inversion, and what must not change it."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import OPERATION, claim, grid, panel_of, study
from waterbed.analysis.run import analyse
from waterbed.claims import answer
from waterbed.disclosure import release
from waterbed.displacement.relative import (
    CLIP,
    Sides,
    correlation,
    critical_values,
    relative_ends,
    statistic,
)
from waterbed.model.kinds import KINDS
from waterbed.model.study import ZoneRule
from waterbed.report.words.verdicts import reason_sentences

COUNTS = st.integers(0, 80)
EXPECTED = st.floats(2, 80)
STRETCH = st.floats(0.8, 3.0)
TOGETHER = st.floats(-0.6, 0.6)
RATIOS = st.floats(0.05, 20)


def sides(y, mu, stretch):
    mu = np.array(mu, float)
    return Sides(np.array(y, float), mu, np.sqrt(mu * np.array(stretch)))


SIDES = st.builds(
    lambda y, z, a, b, s, t: sides((y, z), (a, b), (s, t)),
    *(COUNTS, COUNTS, EXPECTED, EXPECTED, STRETCH, STRETCH),
)


def drawn(rng, n, fall=1.0, both=1.0, phi=1.5, shared=0.0):
    """Counts of n targets and zones that came to `both` times what they would have been, the target
    to `fall` times that; shared : standard deviation of a shock that the two have in common."""
    mu = np.stack([rng.uniform(10, 60, n), rng.uniform(20, 150, n)], axis=1)
    shock = np.exp(shared * rng.normal(size=(n, 1)) - shared**2 / 2)
    rate = rng.gamma(mu * shock / (phi - 1), phi - 1)
    y = rng.poisson(rate * both * np.array([fall, 1.0])).astype(float)
    return Sides(y, mu, np.sqrt(phi * mu + (shared * mu) ** 2))


def one_of(pairs, i):
    return Sides(pairs.observed[i], pairs.expected[i], pairs.scale[i])


# The slow reference ------------------------------------------------------------------------------


def slow_statistic(sides, ratio, together):
    """t(R) of one place, term by term."""
    (y, z), (mu, nu) = (tuple(map(float, x)) for x in (sides.observed, sides.expected))
    v, w = (float(x) ** 2 for x in sides.scale)
    both = (y + z) / (ratio * mu + nu)

    def thinned(variance, expected, rho):
        poisson = min(variance, expected)
        return rho**2 * (variance - poisson) + rho * poisson

    most = math.sqrt((v - min(v, mu)) * (w - min(w, nu)))
    covariance = min(together * math.sqrt(v * w), most) * ratio * both**2
    variance = (
        thinned(v, mu, ratio * both) / mu**2
        + ratio**2 * thinned(w, nu, both) / nu**2
        - 2 * ratio * covariance / (mu * nu)
    )
    return (y / mu - ratio * z / nu) / math.sqrt(variance) if variance > 0 else 0.0


def slow_kept(real, pools, ratio, level):
    """Whether R is not rejected by the tails of each pool, counted one by one."""
    values = [
        [slow_statistic(one_of(pool, i), 1.0, slow_correlation(pools)) for i in range(len(pool.t))]
        for pool in pools
    ]
    t = slow_statistic(real, ratio, slow_correlation(pools))
    tail = (1 - level) / 2
    below = max((1 + sum(x <= t + 1e-9 for x in some)) / (1 + len(some)) for some in values)
    above = max((1 + sum(x >= t - 1e-9 for x in some)) / (1 + len(some)) for some in values)
    return min(below, above) > tail + 1e-12


def slow_correlation(pools):
    pairs = [row for pool in pools for row in np.clip(pool.t, -CLIP, CLIP).tolist()]
    top = sum(a * b for a, b in pairs)
    return top / math.sqrt(sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs))


@given(SIDES, RATIOS, TOGETHER)
def test_the_statistic_is_that_of_a_slow_reference(sides, ratio, together):
    assert float(statistic(sides, ratio, together)) == pytest.approx(
        slow_statistic(sides, ratio, together), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_interval_holds_what_a_slow_reference_does_not_reject(seed):
    rng = np.random.default_rng(seed)
    pools = tuple(drawn(rng, n, shared=0.15) for n in ((120,) if seed % 2 else (60, 45)))
    real = one_of(drawn(rng, 1, fall=rng.uniform(0.3, 1.5), both=rng.uniform(0.5, 1.5)), 0)
    together = correlation(pools)
    assert together == pytest.approx(slow_correlation(pools))
    low, high = relative_ends(real, together, critical_values(pools, together, 0.9))
    high = math.inf if high is None else high
    for ratio in np.exp(np.linspace(-3, 3, 61)):
        if min(abs(ratio - 1 - low), abs(ratio - 1 - high)) > 1e-6:
            assert slow_kept(real, pools, float(ratio), 0.9) == (low < ratio - 1 < high)


# What must not change it, or must turn with it ----------------------------------------------------


@given(SIDES, TOGETHER)
def test_the_statistic_falls_as_the_ratio_rises(sides, together):
    t = [float(statistic(sides, math.exp(x), together)) for x in np.linspace(-6, 6, 49)]
    assert all(a >= b - 1e-9 for a, b in pairwise(t)) or not sides.observed.any()


@given(SIDES, RATIOS, TOGETHER)
def test_target_and_zone_turned_round_turn_the_ratio_over(sides, ratio, together):
    plain = float(statistic(sides, ratio, together))
    assert float(statistic(sides.turned(), 1 / ratio, together)) == pytest.approx(
        -plain, rel=1e-6, abs=1e-9
    )


@settings(max_examples=60)
@given(SIDES, st.integers(0, 99))
def test_turned_round_the_interval_is_turned_over(sides, seed):
    rng = np.random.default_rng(seed)
    pool = drawn(rng, 99)
    together = correlation((pool,))
    low, high = relative_ends(sides, together, critical_values((pool,), together, 0.9))
    other = pool.turned()
    low2, high2 = relative_ends(sides.turned(), together, critical_values((other,), together, 0.9))
    assert (1 + low2) == pytest.approx(0.0 if high is None else 1 / (1 + high), rel=1e-6, abs=2e-6)
    if high2 is None:
        assert 1 + low <= 2e-6
    else:
        assert (1 + low) * (1 + high2) == pytest.approx(1.0, rel=1e-6)


@given(SIDES, RATIOS, TOGETHER, st.floats(0.2, 5))
def test_a_common_error_of_both_forecasts_changes_nothing(sides, ratio, together, k):
    """Both expected k times as large, with the spread that goes with it: Poisson's part of the
    variance in proportion, the rest in the square."""
    poisson = np.minimum(sides.expected, sides.scale**2)
    more = sides.scale**2 - poisson
    other = Sides(sides.observed, k * sides.expected, np.sqrt(k**2 * more + k * poisson))
    if together <= 0:
        return  # a negative covariance is taken of the whole spread, which goes otherwise
    most = np.sqrt(more.prod() / (sides.scale**2).prod())
    most2 = np.sqrt((k**2 * more).prod() / (other.scale**2).prod())
    if together < max(most, most2):
        together = 0.0
    assert float(statistic(other, ratio, together)) == pytest.approx(
        float(statistic(sides, ratio, together)), rel=1e-6, abs=1e-9
    )


def test_the_order_of_the_placebos_changes_nothing():
    rng = np.random.default_rng(4)
    pool, real = drawn(rng, 99, shared=0.1), one_of(drawn(rng, 1, fall=0.5), 0)
    order = rng.permutation(99)
    other = Sides(pool.observed[order], pool.expected[order], pool.scale[order])
    ends = [
        relative_ends(real, correlation((p,)), critical_values((p,), correlation((p,)), 0.95))
        for p in (pool, other)
    ]
    assert ends[0] == pytest.approx(ends[1])


def test_where_nothing_tells_everything_fits():
    pool = drawn(np.random.default_rng(1), 99)
    together = correlation((pool,))
    ends = critical_values((pool,), together, 0.9)
    assert relative_ends(sides((0, 0), (20, 60), (1.5, 1.5)), together, ends) == (-1.0, None)
    low, high = relative_ends(sides((9, 0), (20, 60), (1.5, 1.5)), together, ends)
    assert low > 0 and high is None
    low, high = relative_ends(sides((0, 50), (20, 60), (1.5, 1.5)), together, ends)
    assert low == -1.0 and high is not None and high < 0
    few = critical_values((one_few(pool),), together, 0.9)
    assert relative_ends(sides((9, 50), (20, 60), (1.5, 1.5)), together, few) == (-1.0, None)


def one_few(pool):
    return Sides(pool.observed[:18], pool.expected[:18], pool.scale[:18])


# Size --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("both", [0.5, 0.75, 1.0, 1.5])
@pytest.mark.parametrize("shared", [0.0, 0.15])
def test_a_common_change_is_called_more_here_in_a_twentieth(both, shared):
    """Before the target's own fall is asked for; of the tests of the ratios .5 and 2 as many."""
    rng, runs = np.random.default_rng(7), 4000
    pool = drawn(rng, 3999, shared=shared)
    together = correlation((pool,))
    low, high = critical_values((pool,), together, 0.9)
    for ratio in (1.0, 0.5, 2.0):
        real = drawn(rng, runs, fall=ratio, both=both, shared=shared)
        t = statistic(real, ratio, together)
        print(both, shared, ratio, np.mean(t < low), np.mean(t > high))
        assert max(np.mean(t < low), np.mean(t > high)) <= 0.065


# Through a whole run -----------------------------------------------------------------------------

RATIO_KINDS = [key for key, kind in KINDS.items() if kind.quantity.turn]


def world(fall=1.0, beside=1.0, seed=3):
    """Counts of a 9 by 9 map with the target's and its zone's after the start at a multiple."""
    areas, rng = grid(9, 9), np.random.default_rng(seed)
    rate = rng.uniform(4, 9, (1, 81, 1)) * np.ones((1, 1, 48))
    counts = rng.poisson(rate)
    target = areas.ids.index("A040")
    ring = [int(j) for pair in areas.pairs if target in pair for j in pair if j != target]
    counts[0, target, 24:] = rng.binomial(counts[0, target, 24:], fall)
    counts[0, ring, 24:] = rng.binomial(counts[0, ring, 24:], beside)
    return areas, panel_of(areas, counts)


def verdicts(fall, beside, headline="forecast"):
    return {verdict.claim.id: verdict for verdict in run(fall, beside, headline).verdicts}


def run(fall, beside, headline="forecast", published=True):
    areas, panel = world(fall, beside)
    op = replace(
        OPERATION, areas=("A040",), target=("A040",), zones=(("beside", ZoneRule("touching")),),
        buffer=None, chosen_for=replace(OPERATION.chosen_for, rule="random"),
    )  # fmt: skip
    claims = [claim(key, id=f"{key} {no}", zone="beside", negated=no)
              for key in RATIO_KINDS for no in (False, True)]  # fmt: skip
    claims += [claim("fell", id="fell"), claim("fell", id="fell beside", zone="beside")]
    asked = replace(study(*claims, headline=headline), interventions=(op,))
    table = replace(asked.counts[0], published=published)
    return analyse(replace(asked, counts=(table,)), areas, panel)


@pytest.mark.parametrize("headline", ["forecast", "difference"])
def test_a_fall_here_alone_is_more_here_and_one_of_both_is_not(headline):
    alone = verdicts(0.4, 1.0, headline)
    assert alone["fell-more False"].answer == "supported"
    assert alone["fell-more True"].answer == "contradicted"
    assert alone["no-more False"].answer == "contradicted"
    assert alone["rose-more False"].answer != "supported"
    common = verdicts(0.4, 0.4, headline)
    assert common["fell"].answer == common["fell beside"].answer == "supported"
    assert common["fell-more False"].answer == "undecided"
    assert common["rose-no-more False"].answer != "contradicted"


def test_more_here_needs_a_fall_of_the_target_itself():
    """A rise in the zone alone: lower here than there, and nothing fell."""
    areas, panel = world()
    counts = panel.counts.copy()
    target = areas.ids.index("A040")
    ring = [int(j) for pair in areas.pairs if target in pair for j in pair if j != target]
    counts[0, ring, 24:] *= 3
    op = replace(
        OPERATION, areas=("A040",), target=("A040",), zones=(("beside", ZoneRule("touching")),),
        buffer=None, chosen_for=replace(OPERATION.chosen_for, rule="random"),
    )  # fmt: skip
    asked = replace(
        study(claim("fell-more", zone="beside"), headline="forecast"), interventions=(op,)
    )
    (verdict,) = analyse(asked, areas, replace(panel, counts=counts)).verdicts
    assert verdict.answer == "undecided"
    assert answer(verdict.claim.region, (verdict.estimates[0].deciding,)) == "supported"
    gates = [str(why["check"]) for why in verdict.reasons if why.code == "gate"]
    assert gates == ["own-change"]


def words_of(profile, published):
    """What the cards of a fall here alone say, by claim."""
    results = run(0.4, 1.0, published=published)
    shown = release(results, profile).content
    return {
        verdict.claim.id: " ".join(reason_sentences(shown, verdict)) for verdict in shown.verdicts
    }, shown


def test_both_changes_stand_in_one_sentence_and_neither_answer_is_an_effect():
    said, _ = words_of("public", True)
    for key in ("fell-more False", "fell-more True", "no-more False", "no-more True"):
        sentences = re.split(r"(?<=[.]) ", said[key])
        here = next(sentence for sentence in sentences if "in the target area came out" in sentence)
        assert re.search(r"and in the “beside” zone (\d+% (lower|higher)|as expected)", here)
        assert "no evidence for or against an effect" in said[key]
        assert "a scheme that only moved crime there it falls more here" in said[key]
        assert "whose benefit spread there it may not" in said[key]


def test_of_an_unpublished_table_steps_are_told_and_no_count():
    """A public report is made on rounded totals: its ranges stand in steps."""
    said, shown = words_of("public", False)
    hidden = [estimate for estimate in shown.estimates if estimate.parameter.scale == "relative"]
    assert hidden
    for estimate in hidden:
        assert estimate.status == "rounded" and estimate.placebos is None
        assert {estimate.value, estimate.observed, estimate.expected} == {None}
        ends = {estimate.low, estimate.high, *(estimate.deciding or ())} - {None}
        assert ends and all(round(abs(100 * end)) in (25, 33, 50, 75, 90) for end in ends)
    assert "between about 75% lower and about 25% lower" in said["fell-more False"]


def test_denials_have_the_opposite_answers():
    turned = {"supported": "contradicted", "contradicted": "supported"}
    for by_claim in (verdicts(0.4, 1.0), verdicts(0.4, 0.4), verdicts(1.0, 0.4)):
        for key in RATIO_KINDS:
            said, denied = (by_claim[f"{key} {no}"].answer for no in (False, True))
            assert denied == turned.get(said, said)


def test_that_nothing_changed_more_here_is_not_told_as_a_fault_of_the_comparison():
    """Beside "no more here than there", supported or undecided, stood that a check had failed."""
    said_of, shown = words_of("public", True)
    answers = {verdict.claim.id: verdict.answer for verdict in shown.verdicts}
    assert answers["rose-no-more False"] == "supported"
    assert "could not have been given" not in said_of["rose-no-more False"]
    results = release(run(0.9, 0.7)).content
    for verdict in results.verdicts:
        if verdict.claim.id.startswith("no-more") and verdict.answer == "undecided":
            said = " ".join(reason_sentences(results, verdict))
            assert "may not decide" not in said and "Part of that range" in said
