"""The weighted displacement difference, its harm form, quotients and net effects as published.

Each case is computed, then compared with figures of (value, absolute tolerance): half a unit of
the last digit printed.
"""

from __future__ import annotations

import numpy as np
import pytest

from waterbed.displacement.counts import scaled_wdd, wdd, wdd_harm
from waterbed.displacement.quotient import total_net_effect, wdq
from waterbed.model.errors import Refusal

PAPER = ((207, 110), (308, 318), (178, 157), (150, 140))

WDD_CASES = {
    # Wheeler and Ratcliffe (2018), Crime Science 7:11, worked table; as tested in Wheeler's ptools
    "paper": (
        PAPER,
        {},
        {
            ("target", "value"): (-107, 0),
            ("target", "se"): (30.708, 5e-4),
            ("displacement", "value"): (-11, 0),
            ("displacement", "se"): (25.0, 5e-4),
            ("net", "value"): (-118, 0),
            ("net", "variance"): (1568, 1e-9),
            ("net", "se"): (39.598, 5e-4),
            ("net", "z"): (-2.98, 5e-3),
            ("net", "low"): (-195.6, 5e-2),
            ("net", "high"): (-40.4, 5e-2),
        },
    ),
    # Wheeler, blog of 2021-02-23: the paper's counts with areas of unequal size
    "areas": (
        PAPER,
        {"areas": (1.2, 0.9, 1.5, 1.6)},
        {
            ("target", "value"): (-91.944, 5e-4),
            ("target", "se"): (31.512, 5e-4),
            ("displacement", "value"): (-7.75, 5e-3),
            ("displacement", "se"): (16.192, 5e-4),
            ("net", "value"): (-99.694, 5e-4),
            ("net", "se"): (35.428, 5e-4),
            ("net", "z"): (-2.814, 5e-4),
            ("net", "low"): (-169.13, 5e-3),
            ("net", "high"): (-30.26, 5e-3),
        },
    ),
    # Wheeler, blog of 2021-01-09: two years before, one after
    "time": (
        ((80, 20), (100, 50)),
        {"time": (2, 1)},
        {
            ("target", "value"): (-20, 1e-9),
            ("target", "variance"): (115, 1e-9),
            ("target", "se"): (10.724, 5e-4),
            ("target", "low"): (-41.0, 5e-2),
            ("target", "high"): (1.0, 5e-2),
        },
    ),
    "time, unweighted": (
        ((80, 20), (100, 50)),
        {},
        {("target", "value"): (-10, 1e-9), ("target", "se"): (15.811, 5e-4)},
    ),
    # Wheeler, post of 2025: one year before, then five years of 500 before
    "one year": (
        ((100, 80), (100, 90)),
        {},
        {("target", "value"): (-10, 1e-9), ("target", "se"): (19.235, 5e-4)},
    ),
    "five years": (
        ((500, 80), (500, 90)),
        {"time": (5, 1)},
        {("target", "value"): (-10, 1e-9), ("target", "se"): (14.491, 5e-4)},
    ),
}


def _got(estimates, zone, what):
    estimate = next(e for e in estimates if e.parameter.zone == zone and e.method == "wdd")
    if what == "variance":
        return estimate.se**2
    if what == "z":
        return estimate.value / estimate.se
    return getattr(estimate, what)


@pytest.mark.parametrize("case", WDD_CASES)
def test_wdd_as_published(case):
    counts, settings, expected = WDD_CASES[case]
    estimates = wdd(*counts, **settings)
    for (zone, what), (value, tolerance) in expected.items():
        assert _got(estimates, zone, what) == pytest.approx(value, abs=tolerance + 1e-12)


# Wheeler, blog of 2020-11-19: Dallas, violence and property, weights of harm 3, 2, 5, 7, 10
DALLAS = {
    "motor vehicle theft": ((130, 74), (133, 91), 3, -14, 20.69),
    "theft": ((327, 202), (388, 305), 2, -42, 34.96),
    "burglary": ((398, 190), (148, 97), 5, -157, 28.86),
    "robbery": ((144, 92), (86, 64), 7, -30, 19.65),
    "assault": ((183, 96), (94, 67), 10, -60, 20.98),
}


@pytest.mark.parametrize("kind", DALLAS)
def test_each_type_of_the_harm_case(kind):
    treated, control, _, value, se = DALLAS[kind]
    (estimate,) = wdd(treated, control)
    assert estimate.value == value
    assert estimate.se == pytest.approx(se, abs=5e-3)


def test_harm_as_published():
    counts = [[treated, control] for treated, control, *_ in DALLAS.values()]
    (estimate,) = wdd_harm(counts, [row[2] for row in DALLAS.values()])
    assert estimate.value == pytest.approx(-1721, abs=1e-9)
    assert estimate.se == pytest.approx(304.10, abs=5e-3)
    assert estimate.value / estimate.se == pytest.approx(-5.659, abs=5e-4)
    assert estimate.low == pytest.approx(-2317.0, abs=5e-2)
    assert estimate.high == pytest.approx(-1125.0, abs=5e-2)


# Computed for this project from the formulae of Bowers and Johnson (2003) and Guerette (2009);
# G is the paper's table without the control of its displacement area.
QUOTIENTS = {
    "A": ((100, 60), (50, 65), (500, 500), -0.375, 25),
    "B": ((100, 60), (50, 100), (500, 500), -1.25, -10),
    "C": ((100, 60), (50, 40), (500, 500), 0.25, 50),
    "D": ((100, 70), (100, 40), (500, 500), 2.0, 90),
    "F": ((100, 60), (50, 45), (500, 400), -0.25, 15),
    "G": ((207, 110), (178, 157), (308, 318), 0.258, 130.5),
}


@pytest.mark.parametrize("case", QUOTIENTS)
def test_quotient_and_total_net_effect(case):
    treated, displaced, control, quotient, prevented = QUOTIENTS[case]
    assert wdq(treated, control, displaced) == pytest.approx(quotient, abs=5e-4)
    assert total_net_effect(treated, control, displaced) == pytest.approx(prevented, abs=0.05)


def test_quotient_of_a_failed_scheme_is_refused():
    """Case E: the formula would give +1.0, "diffusion of benefit", for a scheme that failed."""
    treated, displaced, control = (100, 110), (50, 60), (500, 500)
    with pytest.raises(Refusal) as refused:
        wdq(treated, control, displaced)
    assert refused.value.name == "no-success"
    assert total_net_effect(treated, control, displaced) == pytest.approx(-20, abs=1e-9)


LOXFORD = "E05011247"


def _ring(shapes, inner):
    """Positions of the shapes within 30 m of those given, themselves left out."""
    shapely = pytest.importorskip("shapely")
    near = shapely.dwithin(shapely.union_all(shapes[sorted(inner)]), shapes, 30)
    return {i for i, hit in enumerate(near) if hit} - inner


def test_scaled_difference_of_loxford(data):
    """Standard errors 9.5 (target) and 25.4 (net) with the growth of London estimated.

    With the growth taken as known they are 9.4 and 25.2; the growth that target and ring share
    makes the difference.

    Sexual offences, twelve months from April 2017 against the twelve before; the control is every
    ward with counts but for Loxford, the eight wards around it and the fourteen around those.
    """
    pl = pytest.importorskip("polars")
    pyogrio = pytest.importorskip("pyogrio")
    shapely = pytest.importorskip("shapely")
    _, _, geometry, fields = pyogrio.raw.read(
        data / "london" / "wards2025.gpkg", columns=["wardcode"]
    )
    codes, shapes = list(fields[0]), shapely.from_wkb(geometry)
    inner = {codes.index(LOXFORD)}
    first = _ring(shapes, inner)
    second = _ring(shapes, inner | first)
    assert (len(first), len(second)) == (8, 14)

    before = [f"2016{m:02d}" for m in range(4, 13)] + ["201701", "201702", "201703"]
    after = [f"2017{m:02d}" for m in range(4, 13)] + ["201801", "201802", "201803"]
    frame = (
        pl.read_parquet(data / "london" / "mps-recorded-crime-ward-historical.parquet")
        .filter(pl.col("majortext") == "SEXUAL OFFENCES")
        .group_by("wardcode")
        .agg(pl.col(before + after).sum())
    )
    counts = {
        row["wardcode"]: np.array([sum(row[m] for m in before), sum(row[m] for m in after)])
        for row in frame.to_dicts()
    }
    zone = {codes[i] for i in first}
    taken = zone | {codes[i] for i in second} | {LOXFORD}
    ring = sum(counts[code] for code in zone)
    control = sum(pair for code, pair in counts.items() if code not in taken)

    of_target, of_zone, net = scaled_wdd(counts[LOXFORD], control, ring)
    assert (of_target.base_count, of_target.observed) == (49, 29)
    assert of_target.value == pytest.approx(-25.27, abs=0.05)
    assert of_zone.value == pytest.approx(26.13, abs=0.05)
    assert of_target.se == pytest.approx(9.5, abs=0.05)
    assert net.se == pytest.approx(25.4, abs=0.05)
    growth = control[1] / control[0]
    known = np.sqrt(net.observed + growth**2 * net.base_count)
    assert known == pytest.approx(25.2, abs=0.05)
