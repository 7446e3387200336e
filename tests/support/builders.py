"""Small studies made by hand, for tests of the arithmetic."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from waterbed.model.areas import Areas
from waterbed.model.kinds import KINDS, Region
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Claim, Intervention, Outcome, ReadingGrid, Rule, Study, ZoneRule
from waterbed.model.window import Window

START = month("2015-01")
YEARS = 4


def grid(width: int = 8, height: int = 8) -> Areas:
    """Square areas that touch where they share an edge."""
    at = {(x, y): y * width + x for y in range(height) for x in range(width)}
    pairs = [
        sorted((i, at[x + dx, y + dy]))
        for (x, y), i in at.items()
        for dx, dy in ((1, 0), (0, 1))
        if (x + dx, y + dy) in at
    ]
    ids = tuple(f"A{i:03d}" for i in range(width * height))
    groups = tuple("west" if i % width < width // 2 else "east" for i in range(width * height))
    return Areas(ids, ids, groups, np.array(pairs), np.zeros(len(pairs)), 0.0)


def counts(areas: Areas, seed: int = 1, mean: float = 5.0, outcomes: int = 1) -> Panel:
    """Poisson counts, another rate an area, 48 months from January 2015."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(4.0, mean / 4.0, (outcomes, len(areas), 1)) + 0.5
    made = rng.poisson(rate, (outcomes, len(areas), 12 * YEARS))
    return panel_of(areas, made)


def panel_of(areas: Areas, made: np.ndarray) -> Panel:
    periods = START + np.arange(made.shape[2])
    return Panel(
        tuple(f"o{i}" for i in range(made.shape[0])),
        areas.ids,
        periods,
        1,
        made.astype(np.int64),
        np.ones(made.shape, bool),
    )


WINDOW = Window(
    "year", "op", Months.parse("2016-01", "2016-12"), Months.parse("2017-01", "2017-12")
)

OPERATION = Intervention(
    "op",
    "Operation",
    "patrol",
    month("2017-01"),
    areas=("A027",),
    target=("A027",),
    zones=(("beside", ZoneRule("touching")),),
    buffer=ZoneRule("touching", parent="beside"),
)


def claim(kind: str = "fell", **keys: object) -> Claim:
    """A claim with its region, as the study file would resolve it."""
    made = Claim(
        **{  # type: ignore[arg-type]
            "id": "c1",
            "who": "Council",
            "side": "council",
            "words": "It fell.",
            "source": "minutes",
            "date": "2018",
            "kind": kind,
            "intervention": "op",
            "outcome": "o0",
            **keys,
        }
    )
    make = KINDS[kind].region
    if make is None:
        return made
    least = 0.2 if KINDS[kind].quantity.zoned else 0.0
    region = make(made.stated or 0.0, made.rounding / 2, least)
    return replace(made, region=region.complement() if made.negated else region)


def study(*claims: Claim, outcomes: int = 1, **rule: object) -> Study:
    grid_of_readings = ReadingGrid((month("2017-01"), month("2017-02")), (6, 12), ("year-before",))
    return Study(
        title="A study",
        question="Did it fall?",
        asked_by="",
        seed=1,
        areas=AreaSource(),
        counts=(CountTable("counts", Path("counts.csv"), "long", published=True),),
        outcomes=tuple(Outcome(f"o{i}", f"outcome {i}", (), ((),)) for i in range(outcomes)),
        interventions=(OPERATION,),
        events=(),
        rule=Rule(
            **{  # type: ignore[arg-type]
                "level": 0.95,
                "headline": "difference",
                "windows": (WINDOW,),
                "readings": (("op", grid_of_readings),),
                "data_seen": False,
                **rule,
            }
        ),
        claims=claims or (claim(),),
    )


def reflected(region: Region) -> Region:
    """The region of -x."""
    return Region(-region.high, -region.low, region.high_open, region.low_open, region.outside)
