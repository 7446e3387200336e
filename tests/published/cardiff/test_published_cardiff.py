"""Cardiff: anonymised hospital data shared with police and council, set against 14 cities.

Florence, Shepherd, Brennan and Simon (2011), BMJ 342:d3313: adjusted rate ratios of hospital
admissions for violence (.58), of woundings recorded by the police (.68) and of minor assaults
recorded by the police (1.38).  Minor assaults rose in the police record while injuries fell.
"""

from __future__ import annotations

import pytest

from waterbed.model.tipping import tipping_points
from waterbed.reporting.ratios import from_interval
from waterbed.reporting.sources import kappa, source_estimates

PRINTED = {
    "admissions": (0.58, 0.49, 0.69),
    "woundings": (0.68, 0.61, 0.75),
    "minor assaults": (1.38, 1.13, 1.70),
}
DIGIT = 0.005
"""Half a unit of the last digit printed."""


RHO_SIG = [("admissions", 0.69), ("woundings", 0.75)]
KAPPA = [("woundings", 1.17, 0.96, 1.43), ("minor assaults", 2.38, 1.82, 3.11)]


@pytest.mark.parametrize(("name", "expected"), RHO_SIG)
def test_rho_sig(name, expected):
    found = tipping_points(*PRINTED[name])
    assert found.direction == "fall" and found.significant == expected


@pytest.mark.parametrize(("name", "value", "low", "high"), KAPPA)
def test_kappa(name, value, low, high):
    found = kappa(from_interval(*PRINTED[name]), from_interval(*PRINTED["admissions"]))
    assert found.value == pytest.approx(value, abs=DIGIT)
    assert found.low == pytest.approx(low, abs=DIGIT)
    assert found.high == pytest.approx(high, abs=DIGIT)


def test_police_data_alone_would_have_read_as_more_violence():
    police, health = (from_interval(*PRINTED[name]) for name in ("minor assaults", "admissions"))
    assert police.low > 1 and health.high < 1
    found = {(e.method, e.about): e for e in source_estimates(police, health)}
    assert found["kappa", "relative-reporting"].low > 1
    assert found["second-source", "true-change"].high < 1
    assert found["second-source", "rho_sig"].value == 0.69
