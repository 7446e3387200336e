"""The effect by months since the start: a slow version, a peer, and where two-way fixed effects is
wrong."""

from __future__ import annotations

import numpy as np
import pytest

from tests.programme.staggered_counts import draw_staggered, two_way
from waterbed.effect.forecast import fit_poisson
from waterbed.model.errors import Refusal
from waterbed.programme.event_time import NEVER, EventTime, event_time

AREAS, MONTHS = 60, 40
STARTS = np.full(AREAS, NEVER)
STARTS[:18] = np.repeat([20, 26, 30], 6)


def panel(seed: int = 1, kept: float = 0.6) -> np.ndarray:
    """Sixty areas, of which eighteen are thinned from three starts on."""
    rng = np.random.default_rng(seed)
    months = np.exp(0.2 * np.sin(np.arange(MONTHS)))
    counts = rng.poisson(rng.gamma(2.0, 5.0, (AREAS, 1)) * months)
    for area in range(18):
        after = slice(STARTS[area], None)
        counts[area, after] = rng.binomial(counts[area, after], kept)
    return counts


def found(counts: np.ndarray, starts: np.ndarray = STARTS, draws: int = 199) -> EventTime:
    return event_time(counts, starts, np.random.default_rng(2), leads=6, horizon=12, draws=draws)


def slow_expected(counts: np.ndarray, held: int) -> np.ndarray:
    """Every area and month by a coefficient of its own, fitted on cells that nothing was done to;
    held : months before the start that are left out as well."""
    area, month = np.divmod(np.arange(AREAS * MONTHS), MONTHS)
    x = np.zeros((len(area), AREAS + MONTHS - 1))
    x[np.arange(len(area)), area] = 1
    later = month > 0
    x[np.flatnonzero(later), AREAS + month[later] - 1] = 1
    untreated = (STARTS[area] == NEVER) | (month < STARTS[area] - held)
    begin = np.zeros(x.shape[1])
    begin[:AREAS] = np.log(counts.mean())
    beta, _ = fit_poisson(x[untreated], counts.ravel()[untreated].astype(float), start=begin)
    return np.exp(x @ beta).reshape(AREAS, MONTHS)


@pytest.mark.parametrize("held", [0, 6])
def test_what_is_expected_is_that_of_a_regression_with_all_its_coefficients(held: int) -> None:
    counts = panel()
    made, slow = found(counts), slow_expected(counts, held)
    for k, value in zip(made.months, made.expected, strict=True):
        if (k < 0) == (held > 0):
            at = [(area, STARTS[area] + k) for area in range(18) if STARTS[area] + k < MONTHS]
            assert value == pytest.approx(sum(slow[one] for one in at), rel=1e-9)


def test_places_are_those_whose_month_is_in_the_panel() -> None:
    made = found(panel())
    assert made.places.tolist() == [18] * 16 + [12, 12]
    assert made.months.tolist() == list(range(-6, 12))


def test_mean_effects_are_those_of_diff_diff() -> None:
    """Wooldridge's Poisson estimator with cohorts, of diff-diff 3.13.0, whose event effects are
    means of observed less expected; in `test_the_peer_itself` it is run where it is installed."""
    made = found(panel())
    after = made.months >= 0
    mean = (made.observed - made.expected)[after] / made.places[after]
    np.testing.assert_allclose(mean, PEER, atol=2e-6)


@pytest.mark.slow
def test_the_peer_itself() -> None:
    peer = pytest.importorskip("diff_diff")
    pandas = pytest.importorskip("pandas")
    area, month = np.divmod(np.arange(AREAS * MONTHS), MONTHS)
    first = np.where(STARTS[area] == NEVER, 0, STARTS[area] + 1)
    frame = pandas.DataFrame(
        {"area": area, "month": month + 1, "y": panel().ravel(), "first": first}
    )
    fitted = peer.WooldridgeDiD(method="poisson").fit(
        frame, outcome="y", unit="area", time="month", first_treat="first"
    )
    effects = fitted.aggregate("event_study").event_study_effects
    np.testing.assert_allclose([effects[k]["att"] for k in range(12)], PEER, atol=2e-6)


def test_two_way_fixed_effects_is_wrong_where_effects_grow_and_imputation_is_not() -> None:
    """Counts without noise: few donors, early places that change most."""
    starts = np.full(22, NEVER)
    starts[:12], starts[12:20] = 12, 36
    rate = np.linspace(80, 160, 22)[:, None] * np.exp(0.1 * np.cos(np.arange(60)))
    true = np.ones_like(rate)
    for area in range(20):
        since = np.arange(60 - starts[area])
        true[area, starts[area] :] = 1 - (0.7 if starts[area] == 12 else 0.1) * since / 48
    counts = np.round(rate * true * 1000)
    treated = (starts[:, None] != NEVER) & (np.arange(60) >= starts[:, None])
    truth = (rate * true)[treated].sum() / rate[treated].sum()
    assert abs(two_way(counts, starts) - truth) > 0.08
    donors = np.repeat(rate[20:], 10, axis=0) * 1000
    whole = np.concatenate([counts[:20], np.round(donors)]).astype(np.int64)
    several = np.concatenate([starts[:20], np.full(20, NEVER)])
    made = event_time(whole, several, np.random.default_rng(3), leads=6, horizon=48, draws=19)
    after = made.months >= 0
    here = made.observed[after].sum() / made.expected[after].sum()
    assert here == pytest.approx(truth, abs=1e-4)


def test_a_rise_is_read_as_a_fall_is() -> None:
    rng = np.random.default_rng(8)
    counts = rng.poisson(np.full((AREAS, MONTHS), 400.0))
    nothing, after = found(counts), np.arange(6, 18)
    for by in (1.25, 0.8):
        made = counts.copy()
        for area in range(18):
            made[area, STARTS[area] :] = np.round(counts[area, STARTS[area] :] * by)
        one = found(made)
        for ends in ("ratio", "low", "high", "joint_low", "joint_high"):
            scaled = getattr(one, ends)[after] / getattr(nothing, ends)[after]
            # Spreads of the joint test take the treated places in with their placebos.
            np.testing.assert_allclose(scaled, by, rtol=5e-3)
        assert (one.low[after] > 1).all() if by > 1 else (one.high[after] < 1).all()


def test_same_seed_same_bytes_and_more_months_change_no_draw() -> None:
    counts = panel()
    one, two = found(counts), found(counts)
    assert np.array_equal(one.low, two.low)
    assert one.joint_high.tobytes() == two.joint_high.tobytes()


def test_refusals_say_why() -> None:
    counts = panel()
    with pytest.raises(Refusal, match="fewer than ten"):
        found(counts[:25], STARTS[:25])
    early = STARTS.copy()
    early[0] = 6
    with pytest.raises(Refusal, match="before"):
        found(counts, early)


PEER = (
    -4.446584, -5.926611, -3.630681, -4.625777, -2.685442, -4.034827,
    -3.984231, -4.157877, -5.452198, -4.06476, -4.468518, -3.212351,
)  # fmt: skip
"""`test_the_peer_itself`."""


def rates(trials: int, draws: int, **bed: object) -> tuple[float, float, float]:
    """Share of months whose interval misses the truth, of panels whose joint one does, and mean
    error of the log ratio, over the year from the start."""
    alone, jointly, off = [], [], []
    for trial in range(trials):
        rng = np.random.default_rng([19, trial])
        made = draw_staggered(rng, **bed)  # type: ignore[arg-type]
        one = event_time(made.counts, made.starts, rng, horizon=12, draws=draws)
        after = one.months >= 0
        truth = made.truth[one.months[after]]
        alone.append(((truth < one.low[after]) | (truth > one.high[after])).mean())
        missed = (truth < one.joint_low[after]) | (truth > one.joint_high[after])
        jointly.append(missed.any())
        off.append(np.log(one.ratio[after] / truth).mean())
    return float(np.mean(alone)), float(np.mean(jointly)), float(np.mean(off))


@pytest.mark.slow
@pytest.mark.parametrize("deepest", [0.0, 0.5])
@pytest.mark.parametrize("picked", [True, False])
def test_bands_hold_where_effects_differ_and_grow(deepest: float, picked: bool) -> None:
    alone, jointly, off = rates(100, 199, deepest=deepest, picked=picked)
    assert alone < 0.08
    assert jointly < 0.08
    assert abs(off) < 0.015
