"""California's Proposition 99 and the Basque country against what R gives for them.

Figures are of (value, absolute tolerance).  R packages: synthdid 0.0.9, Synth 1.1-9, tidysynth's
data.  Where an exact solution differs from what R prints, R's own iteration, stopped as R stops it,
stands beside it and gives R's figure.
"""

from __future__ import annotations

import csv

import numpy as np
import polars as pl
import pytest

from tests.effect.weights_reference import sparse_frank_wolfe
from waterbed import effect
from waterbed.effect.weights.importance import search, spread, weigh
from waterbed.effect.weights.ridge import choose_penalty, corrected
from waterbed.effect.weights.simplex import simplex_qp
from waterbed.read import panel_from_long

# synthdid's own estimates: synthdid_estimate, sc_estimate, did_estimate
SYNTHDID = {"sdid": -15.60382787, "simplex": -19.61966347, "uniform": -27.34911108}
# The exact solutions of the same problems, whose loss is lower than where synthdid stops
EXACT = {"sdid": -15.605398, "simplex": -19.513630, "uniform": -27.34911108}
SDID_DONORS = {"Nevada": 0.12449, "New Hampshire": 0.10505, "Connecticut": 0.07829}
SDID_PERIODS = {1986: 0.36647, 1987: 0.20645, 1988: 0.42708}

# Synth: loss of the outcome, mean gap over the years, the donors' printed weights
SYNTH = {
    "basque": {
        "loss": 0.008864628933,
        "weights": {"10": 0.85080, "14": 0.14920},
        "years": (1970, 1997),
        "mean_gap": -0.5799254555,
        "points": {1997: -0.8280808668, 1985: -0.6729826758, 1989: -1.0358452364},
    },
    "prop99": {
        "loss": 3.209078264,
        "weights": {
            "Utah": 0.34322,
            "Nevada": 0.23575,
            "Montana": 0.18197,
            "Colorado": 0.17468,
            "Connecticut": 0.06242,
        },
        "years": (1989, 2000),
        "mean_gap": -18.71947582,
        "points": {2000: -25.43455865},
    },
}


def there(data, name):
    file = data / "classic" / name
    if not file.exists():
        pytest.skip(f"no classic/{name} among the published data")
    return file


@pytest.fixture(scope="module")
def california(data):
    table = pl.read_csv(there(data, "california_prop99_synthdid.csv"))
    return panel_from_long(
        table,
        area="State",
        period="Year",
        count="PacksPerCapita",
        measures=["PacksPerCapita"],
    )


def fit(panel, method, **more):
    return effect.estimate(
        panel,
        outcome="PacksPerCapita",
        treated=["California"],
        start=1989,
        method=method,
        **more,
    )


@pytest.mark.parametrize("method", EXACT)
def test_california(california, method):
    assert fit(california, method).estimate(scale="rate").value == pytest.approx(
        EXACT[method], abs=1e-5
    )


def test_california_weights(california):
    found = fit(california, "sdid")
    weights = dict(zip(found.donors, found.weights, strict=True))
    for name, printed in SDID_DONORS.items():
        assert weights[name] == pytest.approx(printed, abs=6e-4)  # R stops early
    years = (found.periods[: found.pre] // 12).astype(int).tolist()
    for year, printed in SDID_PERIODS.items():
        assert found.period_weights[0, years.index(year)] == pytest.approx(printed, abs=1e-5)


def test_why_california_differs_from_what_r_prints(california):
    """R's iteration, stopped where R stops it, gives R's figures; our weights have a lower loss."""
    values, known = california.series("PacksPerCapita")
    assert known.all()
    own = california.areas.index("California")
    y0, y1, pre = np.delete(values, own, 0), values[own], 19
    noise = np.diff(y0[:, :pre], axis=1).std(ddof=1)
    decrease = 1e-5 * noise
    columns = np.column_stack([y0[:, :pre].T, y1[:pre]])
    omega, loss = sparse_frank_wolfe(columns, 12**0.25 * noise, True, decrease)
    periods, _ = sparse_frank_wolfe(
        np.column_stack([y0[:, :pre], y0[:, pre:].mean(axis=1)]), 1e-6 * noise, True, decrease
    )
    after = y1[pre:].mean() - omega @ y0[:, pre:].mean(axis=1)
    before = (y1[:pre] - omega @ y0[:, :pre]) @ periods
    assert after - before == pytest.approx(SYNTHDID["sdid"], abs=1e-6)
    alone, alone_loss = sparse_frank_wolfe(columns, 1e-6 * noise, False, decrease)
    gap = y1[pre:].mean() - alone @ y0[:, pre:].mean(axis=1)
    assert gap == pytest.approx(SYNTHDID["simplex"], abs=1e-6)
    ours = fit(california, "simplex")
    assert (ours.gaps[0, :pre] ** 2).mean() < alone_loss - 0.01
    mine = np.zeros(len(y0))
    names = [name for name in california.areas if name != "California"]
    sdid = fit(california, "sdid")
    for name, weight in zip(sdid.donors, sdid.weights, strict=True):
        mine[names.index(name)] = weight
    missed = y1[:pre] - y1[:pre].mean() - mine @ (y0[:, :pre] - y0[:, :pre].mean(1, keepdims=True))
    assert 12**0.5 * noise**2 * float(mine @ mine) + (missed**2).mean() < loss


# pysyncon 1.7.0 (scipy's SLSQP inside, hence 1e-4): AugSynth without covariates on California,
# mean gap 1989 to 2000 at given penalties, and at the penalty that it chooses itself
PYSYNCON_RIDGE = {10.0: -12.703543805660404, 100.0: -14.34338400094491, 1000.0: -16.755860300167445}
PYSYNCON_CHOSEN = {"penalty": 429.837582813449, "gap": -15.95260035373367}
PYSYNCON_SIMPLEX = -19.513646409850423


def test_ridge_augmented_as_pysyncon_gives_it(california):
    values, _ = california.series("PacksPerCapita")
    own = california.areas.index("California")
    y0, y1 = np.delete(values, own, 0), values[own]
    middle = y0[:, :19].mean(axis=0)
    x, target = y0[:, :19] - middle, y1[:19] - middle
    first = simplex_qp(x - target)
    for penalty, printed in PYSYNCON_RIDGE.items():
        weights = corrected(x, target, first, np.array([penalty]))[0]
        gap = y1[19:].mean() - weights @ y0[:, 19:].mean(axis=1)
        assert gap == pytest.approx(printed, abs=1e-4)
    assert choose_penalty(x, target) == pytest.approx(PYSYNCON_CHOSEN["penalty"], rel=1e-9)
    found = fit(california, "ridge").estimate(scale="rate")
    assert found.value == pytest.approx(PYSYNCON_CHOSEN["gap"], abs=1e-4)
    found = fit(california, "simplex").estimate(scale="rate")
    assert found.value == pytest.approx(PYSYNCON_SIMPLEX, abs=1e-4)


def matrix(data, name):
    with there(data, name).open() as file:
        rows = list(csv.reader(file))
    return rows[0][1:], [row[0] for row in rows[1:]], np.array([row[1:] for row in rows[1:]], float)


def predictors(data, case):
    """Donors' predictors less the treated area's in standard deviations, and lags less its own."""
    donors, _, x0 = matrix(data, f"{case}_X0.csv")
    x1, z0, z1 = (matrix(data, f"{case}_{key}.csv")[2] for key in ("X1", "Z0", "Z1"))
    apart = (x0 - x1).T / spread(np.column_stack([x0, x1]).T)
    return donors, apart, (z0 - z1).T


def outcomes(data, case):
    """Years, the treated area's outcome, and every donor's by name."""
    if case == "basque":
        table = pl.read_csv(there(data, "basque.csv"), null_values="NA")
        table = table.filter(pl.col("regionno") != 1).select("regionno", "year", "gdpcap")
        area, year, value, treated = "regionno", "year", "gdpcap", 17
    else:
        table = pl.read_csv(there(data, "prop99_smoking_tidysynth.csv"), null_values="NA")
        area, year, value, treated = "state", "year", "cigsale", "California"
    wide = table.sort(year).pivot(on=area, index=year, values=value)
    years = wide[year].to_list()
    series = {str(name): wide[str(name)].to_numpy() for name in wide.columns if name != year}
    return years, series.pop(str(treated)), series


@pytest.mark.parametrize("case", SYNTH)
def test_gaps_with_the_printed_donor_weights(data, case):
    """The printed weights give the printed gaps, to 1e-3 and what the unprinted ones could add.

    Those of prop99 sum to .99804: Synth prints none below .005, so the rest lies anywhere among
    the other donors.
    """
    printed = SYNTH[case]
    years, own, series = outcomes(data, case)
    rest = 1 - sum(printed["weights"].values())
    known = sum(weight * series[name] for name, weight in printed["weights"].items())
    others = np.stack([values for name, values in series.items() if name not in printed["weights"]])
    low, high = (own - known - rest * end for end in (others.max(axis=0), others.min(axis=0)))
    middle = own - known - rest * np.median(others, axis=0)
    first, last = printed["years"]
    window = [years.index(year) for year in range(first, last + 1)]
    cases = [(window, printed["mean_gap"])]
    cases += [([years.index(year)], gap) for year, gap in printed["points"].items()]
    for at, gap in cases:
        assert low[at].mean() - 1e-3 <= gap <= high[at].mean() + 1e-3
        assert middle[at].mean() == pytest.approx(gap, abs=1e-3 if rest < 1e-6 else 0.05)


@pytest.mark.parametrize("case", SYNTH)
def test_search_of_importances_is_no_worse_than_synth(data, case):
    donors, apart, z = predictors(data, case)
    importance, weights = search(apart, z)
    loss = float(((weights @ z) ** 2).mean())
    assert loss <= SYNTH[case]["loss"]
    assert importance.sum() == pytest.approx(1) and weights.sum() == pytest.approx(1)
    np.testing.assert_allclose(weights, weigh(apart, importance), atol=1e-12)
    first, last = SYNTH[case]["years"]
    years, own, series = outcomes(data, case)
    if case == "basque":
        names = donors
    else:  # columns of the matrices are numbers of states in alphabetical order
        states = sorted([*series, "California"])
        names = [states[int(donor) - 1] for donor in donors]
    gap = own - sum(w * series[name] for w, name in zip(weights, names, strict=True))
    mean = float(np.mean(gap[[years.index(year) for year in range(first, last + 1)]]))
    theirs = SYNTH[case]
    print(f"{case}: loss {loss:.6f} (Synth {theirs['loss']:.6f}), ", end="")
    print(f"mean gap {mean:.4f} (Synth {theirs['mean_gap']:.4f})")
    assert mean < 0


def test_basque_through_the_front_door(data):
    """Lags of 1960 to 1969, predictors of the reference, through `effect.estimate`."""
    table = pl.read_csv(there(data, "basque.csv"), null_values="NA")
    table = table.filter((pl.col("regionno") != 1) & (pl.col("year") >= 1960))
    panel = panel_from_long(
        table, area="regionno", period="year", count="gdpcap", measures=["gdpcap"]
    )
    donors, names, x0 = matrix(data, "basque_X0.csv")
    x1 = matrix(data, "basque_X1.csv")[2]
    given = {}
    for row, name in enumerate(names):
        values = dict(zip([*donors, "17"], [*x0[row], x1[row, 0]], strict=True))
        given[name] = [values[area] for area in panel.areas]
    found = effect.estimate(
        panel,
        outcome="gdpcap",
        treated=["17"],
        start=1970,
        method="simplex",
        predictors=given,
    )
    assert (found.gaps[0, :10] ** 2).mean() <= SYNTH["basque"]["loss"]
    assert found.estimate(scale="rate").value < 0
    assert len(found.importance) == len(names)
