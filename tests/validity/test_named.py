"""Size of zones named by list or group, and of targets of several areas: short, and of record."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.validity.named import KINDS, Named, untouched

VERDICT = 0.06
"""Bound of the verdicts, which are tests at 5%."""


def over(studies: Sequence[Named]) -> list[str]:
    """Rates above the bound by more than two Monte Carlo errors; prints all of them."""
    exceeded = []
    for place in dict.fromkeys(study.place for study in studies):
        here = [study for study in studies if study.place == place and study.low is not None]
        assert here
        for kind in ("fell", "rose"):
            said = float(np.mean([getattr(study, kind) == "supported" for study in here]))
            print(f"{here[0].kind}, {place}: said to have {kind} in {said:.3f} of {len(here)}")
            if said > VERDICT + 2 * np.sqrt(VERDICT * (1 - VERDICT) / len(here)):
                exceeded.append(f"{place}: {kind}")
    return exceeded


@pytest.mark.parametrize("kind", ["other group", "list, side by side"])
def test_a_named_zone_of_one_borough_is_seldom_said_to_have_changed(kind):
    """Drawn from everywhere, a borough would be said to have fallen, or risen, in four of ten."""
    assert over(list(untouched(kind, 20, 910))) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_size(kind):
    assert over(list(untouched(kind, 200, 900))) == []
