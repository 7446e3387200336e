"""One made-up panel for every peer, and how each peer is asked about it.

Numbers come from a formula, so that no stream of random numbers has to stay the same.  Run as a
module, this prints the table that stands in peers.csv:

    python -m tests.published.peers.peers > tests/published/peers/peers.csv
"""

from __future__ import annotations

import csv
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

AREAS, PERIODS, PRE = 24, 14, 9
NAMES = tuple(f"A{k:02d}" for k in range(AREAS))
ONE, THREE = (3,), (3, 8, 15)
TABLE = Path(__file__).with_name("peers.csv")


def counts():
    """int [24, 14]: four fewer in three areas from the tenth period on."""
    i, t = np.arange(AREAS)[:, None], np.arange(PERIODS)[None]
    made = 12 + (7 * i * i + 3 * i) % 17 + (5 * i + 11 * t + 3 * i * t) % 13
    made = made + t * ((i * 3) % 5) // 4
    made[list(THREE), PRE:] -= 4
    return made


def size():
    """A covariate, float [24]."""
    i = np.arange(AREAS)
    return 3.0 + (i * i + 5 * i) % 11


def frame(treated):
    import pandas as pd

    made = pd.DataFrame(
        {
            "unit": np.repeat(NAMES, PERIODS),
            "time": np.tile(np.arange(1, PERIODS + 1), AREAS),
            "y": counts().ravel().astype(float),
        }
    )
    made["group"] = made["unit"].isin([NAMES[k] for k in treated]).astype(int)
    made["post"] = (made["time"] > PRE).astype(int)
    made["treated"] = made["group"] * made["post"]
    return made


def _feols(treated):
    import pyfixest

    found = pyfixest.feols(
        "y ~ treated | unit + time",
        data=frame(treated),
        vcov={"CRV1": "unit"},
        ssc=pyfixest.ssc(k_adj=False, G_adj=True),
    )
    return float(found.coef()["treated"]), float(found.se()["treated"])


def _synthetic_did(treated):
    from diff_diff import SyntheticDiD

    after = list(range(PRE + 1, PERIODS + 1))
    estimator = SyntheticDiD(n_bootstrap=2, seed=1)
    found = estimator.fit(frame(treated), "y", "group", "unit", "time", post_periods=after)
    return float(found.att)


def _prepared():
    from pysyncon import Dataprep

    own = NAMES[ONE[0]]
    before = range(1, PRE + 1)
    return Dataprep(
        foo=frame(ONE)[["unit", "time", "y"]],
        predictors=[],
        predictors_op="mean",
        dependent="y",
        unit_variable="unit",
        time_variable="time",
        treatment_identifier=own,
        controls_identifier=[name for name in NAMES if name != own],
        time_predictors_prior=before,
        time_optimize_ssr=before,
        special_predictors=[("y", [k], "mean") for k in before],
    )


def _gap(weights):
    after = counts()[:, PRE:].mean(axis=1)
    others = np.delete(after, ONE[0])
    return float(after[ONE[0]] - np.asarray(weights) @ others)


def _synth():
    from pysyncon import Synth

    made = Synth()
    # It divides each lag by its standard deviation; these importances undo that.  They are not
    # made to sum to one, since its optimiser stops by an absolute tolerance.
    made.fit(_prepared(), custom_V=counts()[:, :PRE].var(axis=0, ddof=1))
    return _gap(made.W)


def _augmented():
    from pysyncon import AugSynth

    made = AugSynth()
    made.fit(_prepared(), use_covariates=False)
    return _gap(made.W), float(made.lambda_)


def _weighted_regression(weights):
    """Coefficient and standard error by area, G/(G - 1), of y ~ treatment + period."""
    import statsmodels.api as sm

    y = counts()[:, PRE:].astype(float)
    periods = y.shape[1]
    own = np.isin(np.arange(AREAS), THREE)
    x = np.column_stack([np.repeat(own, periods), np.tile(np.eye(periods), (AREAS, 1))]).astype(
        float
    )
    w = np.repeat(np.where(own, 1.0, weights), periods)
    model = sm.WLS(y.ravel(), x, weights=w)
    groups = np.repeat(np.arange(AREAS), periods)
    area = model.fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    return float(area.params[0]), float(area.bse[0]) * float(np.sqrt(AREAS / (AREAS - 1)))


def our_weights():
    """Calibrated weights of the three treated areas, by area, [24]."""
    found = ask("calibrated", THREE, period=3)
    weights = np.zeros(AREAS)
    weights[[NAMES.index(name) for name in found.donors]] = found.weights
    return weights


def ask(method, treated, **more):
    """`effect.estimate` of the panel."""
    from waterbed import effect
    from waterbed.model.panel import Panel

    made = counts()[None].astype(np.int64)
    panel = Panel(("n",), NAMES, np.arange(1, PERIODS + 1), 1, made, np.ones(made.shape, bool))
    chosen = [NAMES[k] for k in treated]
    return effect.estimate(panel, outcome="n", treated=chosen, start=PRE + 1, method=method, **more)


def rate(method, treated, **more):
    return ask(method, treated, **more).estimate(scale="rate")


# name -> package, how the peer is asked, our value, tolerance
CASES: dict[str, tuple[str, Callable[[], float], Callable[[], float], float]] = {
    "difference, one area": (
        "pyfixest",
        lambda: _feols(ONE)[0],
        lambda: rate("uniform", ONE).value,
        1e-9,
    ),
    "difference, three areas": (
        "pyfixest",
        lambda: _feols(THREE)[0],
        lambda: rate("uniform", THREE).value,
        1e-9,
    ),
    "standard error by area, three areas": (
        "pyfixest",
        lambda: _feols(THREE)[1],
        lambda: rate("uniform", THREE).se,
        1e-9,
    ),
    # diff-diff stops where synthdid does, before the least loss is reached.
    "synthetic difference, one area": (
        "diff-diff",
        lambda: _synthetic_did(ONE),
        lambda: rate("sdid", ONE).value,
        5e-4,
    ),
    "synthetic difference, three areas": (
        "diff-diff",
        lambda: _synthetic_did(THREE),
        lambda: rate("sdid", THREE).value,
        5e-4,
    ),
    # scipy's SLSQP inside.
    "synthetic control": ("pysyncon", _synth, lambda: rate("simplex", ONE).value, 1e-4),
    "ridge-augmented": (
        "pysyncon",
        lambda: _augmented()[0],
        lambda: rate("ridge", ONE).value,
        1e-5,
    ),
    "calibrated, weighted regression": (
        "statsmodels",
        lambda: _weighted_regression(our_weights())[0],
        lambda: rate("calibrated", THREE, period=3).value,
        1e-6,
    ),
    "calibrated, standard error by area": (
        "statsmodels",
        lambda: _weighted_regression(our_weights())[1],
        lambda: rate("calibrated", THREE, period=3).se,
        1e-6,
    ),
}


def main() -> None:
    warnings.simplefilter("ignore")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["quantity", "package", "version", "value", "tolerance"])
    for name, (package, peer, _, tolerance) in CASES.items():
        writer.writerow([name, package, version(package), repr(peer()), tolerance])


if __name__ == "__main__":
    main()
