"""The Seattle problem against what microsynth 2.0.51 gives for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.published.seattle.seattle import FILE, OUTCOMES, arguments, design_of
from waterbed import effect
from waterbed.effect.weights.calibration import calibrated
from waterbed.effect.weights.design import Groups
from waterbed.effect.weights.methods import procedure
from waterbed.effect.weights.survey import contrasts

# value for each of OUTCOMES, absolute tolerance; provenance
EXACT = {
    # microsynth prints 68.22238604 and so on, whose weights stop at 1e-4; these solve its problem
    # to 1e-14 (the same within that tolerance)
    "expected": ((68.221977, 71.799579, 23.758598, 986.434023), 1e-5),
    "t": ((-2.295510, -2.891787, -0.656146, -2.180259), 1e-5),
}
PRINTED = {
    # plot_microsynth / print of the package's own weights, to the accuracy of its calibration
    "observed": ((46, 45, 20, 788), 0.0),
    "expected": ((68.22238604, 71.80012324, 23.75882122, 986.4389737), 6e-3),
    "t": ((-2.2955114718, -2.8918066265, -0.6561607608, -2.1802539483), 3e-5),
}
RAKING = ((69.542588, 68.390925, 22.975131, 973.464445), 1e-5)
# ratio of the area-clustered standard error to the survey one, from an independent computation
CLUSTERING = ((1.23, 1.42, 1.22, 1.81), 5e-3)
# with the package's own 39 groups, each with its own weights
JACKKNIFE_T = ((-1.471549, -1.495328, -0.431957, -1.444242), 2e-5)
# pyfixest 0.60 feols, ID and time effects, CRV1 by block: standard error of a block-quarter
DIFFERENCE_SE = ((0.0531, 0.0646, 0.0424, 0.4932), 1e-4)
# 8,000 placebos drawn from all blocks, the treated included: p of a fall by t
LOWER_P = (0.0326, 0.0160, 0.2986, 0.0166)
STORED = Path("seattle") / "reference" / "ref_sea2_perm50_jack39"


@pytest.fixture(scope="module")
def problem(data):
    if not (data / FILE).exists():
        pytest.skip(f"no {FILE} among the published data")
    return arguments(data)


def agree(found, expected):
    values, tolerance = expected
    found = np.asarray(found, float).ravel()
    assert len(found) == len(values) > 0
    np.testing.assert_allclose(found, values, rtol=0, atol=tolerance)


@pytest.fixture(scope="module")
def fitted(problem):
    panel, asked = problem
    return effect.estimate(panel, **asked)


@pytest.mark.parametrize("key", EXACT)
def test_exact_solution(fitted, key):
    agree([getattr(fitted.estimate(name), key) for name in OUTCOMES], EXACT[key])


@pytest.mark.parametrize("key", PRINTED)
def test_as_microsynth_prints_it(fitted, key):
    agree([getattr(fitted.estimate(name), key) for name in OUTCOMES], PRINTED[key])


def test_every_moment_is_met(fitted):
    check = fitted.check("moments-met")
    assert check.passed and check.figure.value < 1e-8
    assert np.abs(fitted.balance.after).max() < 1e-8
    assert np.abs(fitted.balance.before).max() > 1


def test_raking(problem):
    panel, asked = problem
    found = effect.estimate(panel, **asked, method="raking")
    agree([found.estimate(name).expected for name in OUTCOMES], RAKING)


def test_clustered_standard_errors(problem, fitted):
    panel, asked = problem
    design = design_of(panel, asked)
    groups = Groups.of([design.treated])
    _, found = procedure("calibrated")(design, groups)
    agree(found.clustered / found.se, CLUSTERING)
    printed = [fitted.estimate(name).se for name in OUTCOMES]
    agree(found.clustered * 39 * 4, (printed, 1e-8))


def test_difference_as_a_regression_gives_it(problem):
    panel, asked = problem
    plain = {key: value for key, value in asked.items() if key != "covariates"}
    found = effect.estimate(panel, **plain, method="uniform")
    agree([found.estimate(name, "rate").se for name in OUTCOMES], DIFFERENCE_SE)


def stored(data, name):
    file = data / STORED / name
    if not file.exists():
        pytest.skip(f"no {STORED / name} among the published data")
    return pl.read_csv(file, null_values="NA", infer_schema_length=None)


@pytest.fixture(scope="module")
def groups(data, problem):
    """Weights by group of areas, and who is treated in each, as microsynth returned them."""
    panel, _ = problem
    weights, roles = stored(data, "sea2_weights.csv.gz"), stored(data, "sea2_inter.csv.gz")
    for table in (weights, roles):
        assert tuple(table[""].cast(pl.String)) == panel.areas
    return weights, roles


def test_the_50_placebo_groups_of_microsynth(data, problem, groups):
    panel, asked = problem
    weights, roles = groups
    names = [name for name in roles.columns if name.startswith("Perm")]
    assert len(names) == 50
    members = [np.flatnonzero(roles[name].to_numpy()) for name in names]
    design = design_of(panel, asked).with_donors(np.ones(len(panel.areas), bool))
    placebo = Groups.of(members)
    fits = calibrated(design, placebo)
    theirs = weights.select(names).to_numpy().T.astype(float)
    for row, own in enumerate(members):
        theirs[row, own] = 0
    assert fits.converged.all() and fits.misfit.max() < 1e-8
    assert np.abs(fits.weights - theirs).max() < 1e-4
    found = contrasts(design, placebo, fits)
    printed = stored(data, "sea2_stats1.csv").filter(pl.col("").is_in(names))
    assert printed[""].to_list() == names
    t = printed.select(OUTCOMES).to_numpy().astype(float)
    assert np.abs(found.mean / found.se - t).max() < 2e-4


def test_the_39_jackknife_groups_of_microsynth(problem, groups):
    panel, asked = problem
    weights, roles = groups
    names = [name for name in roles.columns if name.startswith("Jack")]
    assert len(names) == 39
    members, barred = [], []
    for name in names:
        out = roles[name].is_null().to_numpy()
        members.append(np.flatnonzero(roles[name].fill_null(False).to_numpy()))
        barred.append(np.union1d(members[-1], np.flatnonzero(out)))
    design = design_of(panel, asked)
    dealt = Groups(tuple(members), tuple(barred), np.full(39, 39.0))
    fits, found = procedure("calibrated")(design, dealt)
    theirs = np.nan_to_num(weights.select(names).to_numpy().T.astype(float))
    for row, own in enumerate(members):
        theirs[row, own] = 0
    assert np.abs(fits.weights - theirs).max() < 3e-4
    _, whole = procedure("calibrated")(design, Groups.of([design.treated]))
    off = found.mean - whole.mean
    agree(whole.mean / np.sqrt(38 / 39 * (off**2).sum(axis=0)), JACKKNIFE_T)


def lower_p(panel, asked, fitted, count, seed):
    found = effect.placebos(panel, **asked, count=count, seed=seed, with_treated=True)
    assert len(found) == found.asked == count
    return [float(np.mean(found.of(name) < fitted.estimate(name).t)) for name in OUTCOMES]


def three_errors(count):
    p = np.array(LOWER_P)
    return 3 * np.sqrt(p * (1 - p) * (1 / 8000 + 1 / count))


def test_lower_p_with_the_draw_of_microsynth(problem, fitted):
    found = lower_p(*problem, fitted, 500, 7)
    assert (np.abs(found - np.array(LOWER_P)) < three_errors(500)).all()


@pytest.mark.slow
def test_lower_p_of_8000_placebos(problem, fitted):
    found = lower_p(*problem, fitted, 8000, 2024)
    assert (np.abs(found - np.array(LOWER_P)) < three_errors(8000)).all()


def test_the_stricter_draw_leaves_the_treated_out(problem, fitted):
    panel, asked = problem
    found = effect.placebos(panel, **asked, count=200, seed=7)
    assert len(found) == 200
    shown = effect.estimate(panel, **asked, reference=found)
    for name in OUTCOMES:
        one = shown.estimate(name)
        n, below = len(found), np.sum(found.of(name) <= one.t)
        assert one.p_low == pytest.approx((1 + below) / (1 + n), abs=1e-12)
        assert one.placebos == 200 and one.p_monte_carlo_error > 0
