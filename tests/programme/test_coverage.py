"""How often the ends of a sum of waves hold the truth, and how often they find what is not there.

The waves overlap in time and lie in one borough, whose areas go up and down together, so that
they err the same way; the places that they are compared with lie in all boroughs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from tests.programme.staggered import boroughs, programme, wave, window
from tests.support.builders import grid
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.setting import WHOLE
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel
from waterbed.model.programme import Sum, add_up, wave_level
from waterbed.model.study import TARGET, Study

# Half a year and a year apart, in one corner of the map; the second alone is in another borough.
PLACES = (("A022", "2017-01", 12), ("A027", "2017-07", 12), ("A031", "2017-10", 6))


@dataclass(frozen=True)
class Tally:
    """Shares of draws: the 95% ends hold the truth; a fall, or a rise, is called at the level."""

    held: float
    fell: float
    rose: float


def study_of(many: int, **rule: object) -> Study:
    chosen = PLACES[:many]
    waves = tuple(wave(f"w{i}", (area,), start) for i, (area, start, _) in enumerate(chosen))
    months = tuple(window(f"w{i}", start, n) for i, (_, start, n) in enumerate(chosen))
    return programme(waves, months, **rule)


def sum_of(study: Study, areas: Areas, panel: Panel, method: str) -> Sum:
    rule = replace(study.rule, level=wave_level(study.rule.level, len(study.interventions)))
    rows = []
    for one in study.rule.windows:
        found = compare(study, one, areas, panel, count=99, seed=[1], methods=(method,))
        rows.append(
            on_placebos(Estimand(found, (TARGET, WHOLE), "o0", method, True), "count", rule)
        )
    return add_up(rows)


def thinned(study: Study, areas: Areas, panel: Panel, fall: float, seed: int) -> tuple[Panel, int]:
    """The panel with a share of each target's counts taken away, and how many that was."""
    rng = np.random.default_rng([seed, 7])
    made, gone = panel.counts.copy(), 0
    for one, months in zip(study.interventions, study.rule.windows, strict=True):
        row, at = areas.ids.index(one.target[0]), panel.slice(months.post)
        lost = rng.binomial(made[0, row, at], fall)
        made[0, row, at] -= lost
        gone += int(lost.sum())
    return replace(panel, counts=made), gone


def tally(many: int, draws: int, *, shared: float, fall: float, method: str) -> Tally:
    areas, study = grid(16, 16), study_of(many)
    areas = replace(areas, groups=tuple(f"{i // 64}{i % 16 // 4}" for i in range(256)))
    held = fell = rose = 0
    for seed in range(draws):
        panel = boroughs(areas, seed, shared=shared)
        panel, gone = thinned(study, areas, panel, fall, seed)
        total = sum_of(study, areas, panel, method)
        low, high = total.wide
        held += (low is None or low <= -gone) and (high is None or -gone <= high)
        fell += total.deciding[1] is not None and total.deciding[1] < 0
        rose += total.deciding[0] is not None and total.deciding[0] > 0
    return Tally(held / draws, fell / draws, rose / draws)


@pytest.mark.parametrize("many", [2, 3])
def test_the_ends_hold_and_nothing_is_found_where_nothing_is(many: int) -> None:
    found = tally(many, 200, shared=0.2, fall=0.0, method="difference")
    assert found.held >= 0.95 and found.fell <= 0.06 and found.rose <= 0.06


def test_the_ends_hold_a_true_fall_and_mostly_find_it() -> None:
    found = tally(2, 100, shared=0.2, fall=0.7, method="difference")
    assert found.held >= 0.95 and found.fell > 0.5 and found.rose == 0


@pytest.mark.slow
@pytest.mark.parametrize("fall", [0.0, 0.5])
@pytest.mark.parametrize("shared", [0.0, 0.3])
@pytest.mark.parametrize("many", [2, 3])
@pytest.mark.parametrize("method", ["difference", "forecast"])
def test_the_same_of_many_draws(many: int, shared: float, fall: float, method: str) -> None:
    found = tally(many, 400, shared=shared, fall=fall, method=method)
    print(f"{method}, K = {many}, shared {shared}, fall {fall}: {found}")
    assert found.held >= 0.95
    assert fall or (found.fell <= 0.06 and found.rose <= 0.06)
