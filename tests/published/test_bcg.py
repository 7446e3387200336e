"""Effects of many places together, beside a published meta-analysis: the BCG vaccine trials.

Thirteen trials of Colditz et al. (1994, *Journal of the American Medical Association*
271:698-702), as van Houwelingen, Arends and Stijnen (2002, *Statistics in Medicine* 21:589-624,
table I) print them.  Intervals of tau^2 are those that metafor gives by the same method: of odds
ratios on its page for that paper, of risk ratios in its tests of `confint`.  Estimates by Paule and
Mandel with the interval of Hartung and Knapp are those of statsmodels 0.15.0
(`combine_effects(y, se**2, method_re="iterated", use_t=True, atol=1e-12)`).
"""

from __future__ import annotations

import numpy as np
import pytest

from waterbed.programme.shrinkage import shrink, tau_interval

TRIALS = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    float,
)
"""Vaccinated with tuberculosis and without, not vaccinated with and without."""


def odds() -> tuple[np.ndarray, np.ndarray]:
    a, b, c, d = TRIALS.T
    return np.log(a * d / (b * c)), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def risks() -> tuple[np.ndarray, np.ndarray]:
    a, b, c, d = TRIALS.T
    y = np.log(a / (a + b) / (c / (c + d)))
    return y, np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def test_the_trials_are_those_that_metafor_prints() -> None:
    y, se = odds()
    np.testing.assert_allclose(y[:4], [-0.9387, -1.6662, -1.3863, -1.4564], atol=5e-5)
    np.testing.assert_allclose(se[:4] ** 2, [0.3571, 0.2081, 0.4334, 0.0203], atol=5e-5)


@pytest.mark.parametrize(
    ("made", "low", "high"), [(odds(), 0.1302, 1.1812), (risks(), 0.1197, 1.1115)]
)
def test_the_interval_of_the_spread_is_metafors(
    made: tuple[np.ndarray, np.ndarray], low: float, high: float
) -> None:
    # Four digits are printed, of a root that is found to about as many.
    np.testing.assert_allclose(np.square(tau_interval(*made)), (low, high), atol=6e-5)


@pytest.mark.parametrize(
    ("made", "tau2", "mean", "low", "high"),
    [
        (odds(), 0.3412051, -0.7454604, -1.1524416, -0.3384792),
        (risks(), 0.3180685, -0.7149682, -1.1090984, -0.3208379),
    ],
)
def test_mean_and_spread_are_those_of_statsmodels(
    made: tuple[np.ndarray, np.ndarray], tau2: float, mean: float, low: float, high: float
) -> None:
    ours = shrink(*made)
    found = (ours.tau**2, ours.mean, ours.mean_low, ours.mean_high)
    np.testing.assert_allclose(found, (tau2, mean, low, high), atol=1e-7)
