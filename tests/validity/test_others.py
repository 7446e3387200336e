"""Size and power of claims on another outcome in its own place: short, and of record (slow)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validity.others import PLACES, Told, doubled, rates, untouched

TAIL, VERDICT = 0.035, 0.06
"""Bounds of the one-sided tests at 2.5% and of the verdicts, which are tests at 5%."""


def over(told: list[Told]) -> list[str]:
    """Rates above their bound by more than two Monte Carlo errors; prints all of them."""
    found = []
    for place, one in rates(told).items():
        n = one["panels"] * (1 - one["refused"])
        print(place, {key: round(value, 3) for key, value in one.items()})
        for bound, keys in ((TAIL, ("low", "high")), (VERDICT, ("fell", "rose"))):
            error = np.sqrt(bound * (1 - bound) / max(n, 1))
            found += [f"{place}: {key}" for key in keys if one[key] > bound + 2 * error]
    return found


def test_where_nothing_happened_little_is_said_to_have_changed():
    """Two kinds of place in panels in which whole boroughs rise and fall together."""
    kinds = ("own group", "list, side by side")
    told = list(untouched(8, 410, shocks=0.15, kinds=kinds))
    pooled = [Told("all", *(getattr(one, key) for key in Told.__slots__[1:])) for one in told]
    assert len(told) == 16 and over(pooled) == []


def test_a_doubling_is_seen_and_said_to_have_risen():
    told = list(doubled(3, 510, "ring"))
    assert sum(one.rose == "supported" for one in told) >= 2
    assert all(one.fell != "supported" and one.covered for one in told)


@pytest.mark.slow
@pytest.mark.parametrize("shocks", [0.0, 0.15])
def test_size(shocks):
    told = list(untouched(200, 400, shocks=shocks))
    assert len(told) == 200 * len(PLACES)
    assert over(told) == []


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_power_for_a_doubling(place):
    (one,) = rates(list(doubled(40, 500, place))).values()
    print(place, one)
    assert one["refused"] == 0 and one["rose"] >= 0.9 and one["fell"] == 0
