"""Direct and spillover effects on a grid against diff-diff's SpilloverDiD (3.13.0).

The stored table is always checked; the peer itself is asked again where it is installed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.published.spillover.spillover import (
    AFTER,
    BEFORE,
    DIRECT,
    RING,
    SEEDS,
    SIDE,
    counts,
    peer,
    ring,
    stored,
    treated,
)
from tests.support.builders import study
from waterbed.effect.compare import compare
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.study import Intervention, ZoneRule
from waterbed.model.window import Window
from waterbed.simulate.panel import grid

START = month("2016-07")
FIRST = START - BEFORE
WINDOW = Window("half a year", "op", Months.starting(FIRST, BEFORE), Months.starting(START, AFTER))


def of(seed: int, with_ring: bool):
    """Our difference through the same door as a study's: effects a cell and month."""
    areas = grid(SIDE, SIDE, 4)
    made = counts(seed)[None]
    panel = Panel(
        ("o0",), areas.ids, FIRST + np.arange(made.shape[2]), 1, made, np.ones(made.shape, bool)
    )
    names = tuple(areas.ids[i] for i in treated())
    zones = (("beside", ZoneRule("touching")),) if with_ring else ()
    done = Intervention("op", "Operation", "patrol", START, areas=names, target=names, zones=zones)
    asked = replace(study(), interventions=(done,))
    found = compare(asked, WINDOW, areas, panel, count=1, seed=[seed], methods=("difference",))
    real = found.fitted["difference"].real
    return found, {
        place[0]: float(one.effect[0]) / len(found.places[place]) / AFTER
        for place, one in real.items()
    }


@cache
def ours(seed: int) -> tuple[float, float, float]:
    """Direct effect, ring effect, and the direct one where the ring is among the comparisons."""
    _, ringed = of(seed, True)
    _, naive = of(seed, False)
    return ringed["target"], ringed["beside"], naive["target"]


def test_the_rule_finds_the_cells_of_the_ring():
    found, _ = of(1, True)
    assert list(found.places["beside", "whole"]) == ring() and len(ring()) == 56
    assert len(treated()) == 32


def test_the_table_is_whole():
    assert [int(row["seed"]) for row in stored()] == list(SEEDS)


@pytest.mark.parametrize("row", stored(), ids=lambda row: f"seed {row['seed']:.0f}")
def test_within_one_standard_error_of_the_peer(row):
    direct, beside, naive = ours(int(row["seed"]))
    assert abs(direct - row["direct"]) < row["direct_se"]
    assert abs(beside - row["ring"]) < row["ring_se"]
    # Growth of the comparison cells multiplies here and adds there: a hundredth or two apart.
    assert direct == pytest.approx(row["direct"], abs=0.05)
    assert beside == pytest.approx(row["ring"], abs=0.05)
    assert naive == pytest.approx(row["naive"], abs=0.05)


def test_the_naive_difference_is_biased_and_ours_is_not():
    """The ring's gain in the comparison makes the fall look larger by .8 x 56/368 = .12."""
    made = np.array([ours(seed) for seed in SEEDS])
    error = made.std(axis=0, ddof=1) / np.sqrt(len(made))
    direct, beside, naive = made.mean(axis=0)
    print(f"direct {direct:.3f}, ring {beside:.3f}, naive {naive:.3f}, errors {error.round(3)}")
    assert abs(direct - DIRECT) < 2.5 * error[0]
    assert abs(beside - RING) < 2.5 * error[1]
    bias = made[:, 2] - made[:, 0]
    assert bias.mean() == pytest.approx(-RING * 56 / 368, abs=0.02)
    assert bias.mean() < -4 * bias.std(ddof=1) / np.sqrt(len(bias))
    assert abs(naive - DIRECT) > 2 * error[2]


@pytest.mark.parametrize("seed", [1, 17])
def test_the_table_is_what_the_peer_says(seed):
    pytest.importorskip("diff_diff")
    row = next(row for row in stored() if row["seed"] == seed)
    for name, value in peer(seed).items():
        assert value == pytest.approx(row[name], abs=1e-6)
