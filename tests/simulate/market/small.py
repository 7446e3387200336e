"""Markets that are small enough for tests."""

from __future__ import annotations

from datetime import date

import numpy as np

from waterbed.model.months import month
from waterbed.simulate.market.modules import MODULES, Aim
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.places import Ground
from waterbed.simulate.market.run import Active, Outcome, Setting, simulate
from waterbed.simulate.market.table import PARAMETERS

SMALL = Setting(
    Ground(4, 5, 2, 0.5), sellers=80, reserve=40, buyers=800, patrols=4,
    first=month("2016-01"), months=6, before=4,
)  # fmt: skip
START = date(2016, 4, 1)
EVERY = np.arange(20)


def active(*names: str, start: date = START, areas: np.ndarray = EVERY) -> list[Active]:
    """Modules at their usual dose; more patrols, since they are of all areas."""
    return [
        Active(name, Aim(areas, MODULES[name].usual * (10 if name == "patrol" else 1)), start)
        for name in names
    ]


def lived(
    *names: str,
    setting: Setting = SMALL,
    seed: int = 3,
    start: date = START,
    areas: np.ndarray = EVERY,
    **values: float,
) -> Outcome:
    """A run with these modules, and parameters that differ from their defaults."""
    told = defaults(PARAMETERS, values)
    return simulate(setting, told, active(*names, start=start, areas=areas), seed=seed)


def same(a: Outcome, b: Outcome, months: slice = slice(None)) -> bool:
    """Whether two runs are the same to the byte, in some months."""
    return (
        a.tally[months].tobytes() == b.tally[months].tobytes()
        and a.people[months].tobytes() == b.people[months].tobytes()
    )
