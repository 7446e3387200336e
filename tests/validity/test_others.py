"""Size and power of claims on another outcome in its own place: short, and of record (slow)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validity.others import PLACES, Told, doubled, rates, untouched

TAIL, VERDICT = 0.035, 0.06
"""Bounds of the one-sided tests at 2.5% and of the verdicts, which are tests at 5%."""


def over(studies: list[Told]) -> list[str]:
    """Rates above their bound by more than two Monte Carlo errors; prints all of them."""
    exceeded = []
    for place, shares in rates(studies).items():
        n = shares["panels"] * (1 - shares["refused"])
        print(place, {key: round(value, 3) for key, value in shares.items()})
        for bound, keys in ((TAIL, ("low", "high")), (VERDICT, ("fell", "rose"))):
            error = np.sqrt(bound * (1 - bound) / max(n, 1))
            exceeded += [f"{place}: {key}" for key in keys if shares[key] > bound + 2 * error]
    return exceeded


def test_where_nothing_happened_little_is_said_to_have_changed():
    """Two kinds of place in panels in which whole boroughs rise and fall together."""
    kinds = ("own group", "list, side by side")
    studies = list(untouched(8, 410, shocks=0.15, kinds=kinds))
    pooled = [
        Told("all", *(getattr(study, key) for key in Told.__slots__[1:])) for study in studies
    ]
    assert len(studies) == 16 and over(pooled) == []


def test_a_doubling_is_seen_and_said_to_have_risen():
    studies = list(doubled(3, 510, "ring"))
    assert sum(study.rose == "supported" for study in studies) >= 2
    assert all(study.fell != "supported" and study.covered for study in studies)


@pytest.mark.slow
@pytest.mark.parametrize("shocks", [0.0, 0.15])
def test_size(shocks):
    studies = list(untouched(200, 400, shocks=shocks))
    assert len(studies) == 200 * len(PLACES)
    assert over(studies) == []


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_power_for_a_doubling(place):
    (shares,) = rates(list(doubled(40, 500, place))).values()
    print(place, shares)
    assert shares["refused"] == 0 and shares["rose"] >= 0.9 and shares["fell"] == 0
