"""The forecast with a covariate: a slow reference, what must change nothing, and known truths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from tests.validity.beds import bare, one_outcome
from tests.validity.trial import study_of
from waterbed.analysis.covariates import accounted
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.setting import WHOLE
from waterbed.model.covariates import Covariate, Followed
from waterbed.model.estimate import Estimate
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats
from waterbed.model.study import TARGET
from waterbed.model.window import Window

AREAS, PAST = 60, 60
FIRST = month("2010-04")
START = FIRST + PAST
ASKED = Covariate("need", "need.csv", "ward", "month", "n", "people", "s", published=True)  # type: ignore[arg-type]


def followed(values: Floats) -> Followed:
    return Followed(ASKED, FIRST, values)


def world(seed: int, drives: float, areas: int = AREAS) -> tuple[Panel, Floats]:
    """Counts whose rates follow the covariate to the power `drives`, and the covariate [A, T]; it
    takes a step of its own in every area and year."""
    rng = np.random.default_rng([17, seed])
    years = (PAST + 12) // 12
    steps = np.cumsum(0.35 * rng.standard_normal((areas, years)), axis=1)
    need = np.repeat(100 * np.exp(steps - steps.mean(axis=1, keepdims=True)), 12, axis=1)
    base = np.maximum(rng.gamma(4.0, 2.0, areas), 2.0)[:, None]
    rates = base * (need / 100) ** drives
    return one_outcome("o", bare(areas).ids, rng.poisson(rng.gamma(rates / 0.5, 0.5))), need


def compared(
    panel: Panel, target: int, series: Followed | None = None, adjusts: bool = False
) -> Comparison:
    asked = study_of(panel, target, START, "random")
    (window,) = asked.rule.windows
    return compare(
        asked, window, bare(len(panel.areas)), panel, count=99, seed=[1], methods=("forecast",),
        covariate=series, adjusts=adjusts,
    )  # fmt: skip


def estimate(found: Comparison) -> Estimate:
    asked = Estimand(found, (TARGET, WHOLE), "o", "forecast", True)
    assert not asked.refusal, asked.refusal
    return on_placebos(asked, "ratio", study_of(found.setting.panel, 0, START, "random").rule)


def lowest(need: Floats) -> int:
    """The area whose covariate fell most into the last year."""
    return int(np.argmin(need[:, -1] / need[:, -13]))


# A slow reference ------------------------------------------------------------------------------


def fitted(x: Floats, y: Floats) -> Floats:
    """Poisson coefficients, by a general minimiser."""

    def loss(beta: Floats) -> tuple[float, Floats]:
        mu = np.exp(x @ beta)
        return float(mu.sum() - y @ (x @ beta)), x.T @ (mu - y)

    start = np.zeros(x.shape[1])
    start[0] = np.log(y.mean())
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9})
    return np.asarray(found.x, float)


def slow(counts: NDArray[np.int64], need: Floats, target: int, back: int) -> tuple[Floats, Floats]:
    """What is expected of each area, each donor left out of its own fit; and what was counted."""
    stop = PAST - back
    y = counts[:, stop : stop + 12].sum(axis=1).astype(float)
    last = counts[:, stop - 12 : stop].sum(axis=1).astype(float)
    long = counts[:, : stop - 12].sum(axis=1) * 12 / (stop - 12)
    before, after = need[:, stop - 12 : stop].mean(axis=1), need[:, stop : stop + 12].mean(axis=1)
    change = np.log((after + need.mean() / 100) / (before + need.mean() / 100))
    donors = np.arange(len(y)) != target
    x = np.stack(
        [np.ones(len(y)), change, *(np.log((one + 0.5) / (one[donors].mean() + 0.5))
                                    for one in (long, last))],
        axis=1,
    )  # fmt: skip
    mu = np.empty(len(y))
    for area in range(len(y)):
        use = donors & (np.arange(len(y)) != area)
        mu[area] = np.exp(x[area] @ fitted(x[use], y[use]))
    return mu, y


def test_target_and_every_placebo_are_predicted_as_a_slow_reference_does() -> None:
    panel, need = world(1, 1.0)
    target = lowest(need)
    fit = compared(panel, target, followed(need), True).fitted["forecast"]
    reference = fit.reference
    donors = np.delete(np.arange(AREAS), target)
    found = reference.expected[:, 0, 0].reshape(-1, AREAS - 1)
    for k in range(len(found)):
        mu, y = slow(panel.counts[0], need, target, 12 * k)
        if k == 0:
            assert fit.real[TARGET, WHOLE].expected[0] == pytest.approx(mu[target], rel=1e-4)
        # One Newton step stands for each fit without a donor.
        assert found[k] == pytest.approx(mu[donors], rel=0.03)
        assert np.median(np.abs(found[k] / mu[donors] - 1)) < 2e-3
        effects = reference.effect[:, 0, 0].reshape(found.shape)[k]
        assert effects == pytest.approx(y[donors] - found[k])


# What changes nothing --------------------------------------------------------------------------


def same(one: Estimate, other: Estimate) -> bool:
    told = [(e.value, *e.deciding, e.p, e.expected) for e in (one, other) if e.deciding]
    return bool(np.allclose(*np.array(told, float), rtol=1e-6, atol=1e-9))


@pytest.mark.parametrize("unit", [0.001, 12.0, 1e6])
def test_the_unit_of_a_covariate_changes_nothing(unit: float) -> None:
    panel, need = world(2, 1.0)
    plain, scaled = (estimate(compared(panel, 3, followed(x), True)) for x in (need, unit * need))
    assert same(plain, scaled)


def test_the_order_of_areas_changes_nothing() -> None:
    panel, need = world(3, 1.0)
    order = np.random.default_rng(5).permutation(AREAS)
    turned = replace(panel, counts=panel.counts[:, order], covered=panel.covered[:, order])
    target = 7
    here = estimate(compared(panel, target, followed(need), True))
    there = int(np.flatnonzero(order == target)[0])
    assert same(here, estimate(compared(turned, there, followed(need[order]), True)))


def test_a_covariate_that_is_only_there_changes_nothing() -> None:
    """Known everywhere and not taken into account; or the same change everywhere."""
    panel, need = world(4, 1.0)
    plain = estimate(compared(panel, 3))
    assert same(plain, estimate(compared(panel, 3, followed(need))))
    alike = np.repeat(2.0 ** np.arange(6), 12)[None] * np.ones((AREAS, 1))
    assert same(plain, estimate(compared(panel, 3, followed(alike), True)))


def test_donors_without_it_are_left_out_and_a_target_without_it_is_refused() -> None:
    panel, need = world(5, 1.0)
    gaps = need.copy()
    gaps[10:20, -3] = np.nan
    found = compared(panel, 3, followed(gaps), True).fitted["forecast"].reference
    here = found.valid[: AREAS - 1, 0, 0]
    assert here.sum() == AREAS - 1 - 10
    # Of earlier years they are known.
    assert found.valid[AREAS - 1 :].all()
    refused = Estimand(compared(panel, 12, followed(gaps), True), (TARGET, WHOLE), "o", "forecast")
    assert refused.refusal == "gaps"


def test_change_has_no_unit_and_a_value_at_nought() -> None:
    one = followed(np.array([[10.0] * 12 + [12.0] * 12, [0.0] * 12 + [3.0] * 12, [0.0] * 24]))
    base, post = Months(FIRST, FIRST + 11), Months(FIRST + 12, FIRST + 23)
    little = one.values.mean() / 100
    new = np.log((3 + little) / little)
    assert one.change(base, post) == pytest.approx(
        [np.log((12 + little) / (10 + little)), new, 0.0]
    )
    assert not followed(np.zeros((3, 24))).change(base, post).any()
    assert np.isnan(one.change(base, Months(FIRST + 13, FIRST + 24))).all()


# Known truths ----------------------------------------------------------------------------------


def test_a_covariate_that_drives_the_counts_takes_the_false_effect_away() -> None:
    """Where need fell most: nothing was done, and a fall is found without it, none with it."""
    plain, adjusted, shares = [], [], []
    for seed in range(12):
        panel, need = world(seed, 1.0)
        target = lowest(need)
        found = [compared(panel, target, followed(need), adjusts) for adjusts in (False, True)]
        without, with_it = map(estimate, found)
        plain.append(without.value)
        adjusted.append(with_it.value)
        shares.append(accounted(*(one.fitted["forecast"].reference for one in found), "o"))
    assert np.mean(np.array(plain, float)) < -0.3
    assert abs(np.mean(np.array(adjusted, float))) < 0.1
    assert np.mean(shares) > 0.4


def test_it_does_so_for_several_areas_and_part_of_a_year() -> None:
    """Placebos that are groups are predicted without all of their own; seasons come on top."""
    plain, adjusted = [], []
    for seed in range(6):
        panel, need = world(seed, 1.0)
        targets = np.argsort(need[:, -1] / need[:, -13])[:3]
        asked = study_of(panel, int(targets[0]), START, "random")
        ids = tuple(panel.areas[i] for i in targets)
        window = Window(
            "half", asked.interventions[0].id,
            Months.starting(START - 12, 6), Months.starting(START, 6),
        )  # fmt: skip
        asked = replace(
            asked,
            interventions=(
                replace(asked.interventions[0], areas=ids, target=ids, areas_apart=True),
            ),
            rule=replace(asked.rule, windows=(window,)),
        )
        for adjusts, found in ((False, plain), (True, adjusted)):
            made = compare(
                asked, window, bare(AREAS), panel, count=99, seed=[1], methods=("forecast",),
                covariate=followed(need), adjusts=adjusts,
            )  # fmt: skip
            found.append(estimate(made).value)
    assert np.mean(np.array(plain, float)) < -0.3
    assert abs(np.mean(np.array(adjusted, float))) < 0.15


def test_a_covariate_of_noise_changes_little_and_keeps_the_size() -> None:
    """The same false effect stays where the covariate has nothing to do with it."""
    moved, shares, beyond = [], [], 0
    for seed in range(40):
        panel, _ = world(seed, 0.0)
        _, need = world(1000 + seed, 0.0)
        found = [compared(panel, seed, followed(need), adjusts) for adjusts in (False, True)]
        without, with_it = map(estimate, found)
        assert without.value is not None and with_it.value is not None
        moved.append(abs(with_it.value - without.value))
        shares.append(accounted(*(one.fitted["forecast"].reference for one in found), "o"))
        assert with_it.p is not None
        beyond += with_it.p <= 0.1
    assert np.median(moved) < 0.03
    assert np.mean(shares) < 0.02
    assert beyond <= 10  # of 40 at 10%: 4 are to be expected
