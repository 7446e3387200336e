"""Small studies of several waves, made by hand or drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.support.builders import claim, grid, panel_of, study
from waterbed.analysis.run import analyse
from waterbed.model.areas import Areas
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.programme import ALL_WAVES, Programme
from waterbed.model.results import Results
from waterbed.model.study import ChosenFor, Claim, Intervention, Study, ZoneRule
from waterbed.model.window import Window

YEARS = 5


def wave(
    key: str, areas: tuple[str, ...], start: str, *, zones: bool = False, **more: object
) -> Intervention:
    ring = (("beside", ZoneRule("touching")),) if zones else ()
    return Intervention(
        key,
        key,
        "patrol",
        month(start),
        areas=areas,
        target=areas,
        zones=ring,
        chosen_for=ChosenFor("random"),
        **more,  # type: ignore[arg-type]
    )


def window(key: str, start: str, length: int = 12) -> Window:
    begin = month(start)
    return Window(
        f"of {key}", key, Months(begin - length, begin - 1), Months.starting(begin, length)
    )


def about(kind: str = "fell", **more: object) -> Claim:
    return claim(kind, **{"intervention": "all", "window": ALL_WAVES, **more})


def programme(
    waves: tuple[Intervention, ...], windows: tuple[Window, ...], *claims: Claim, **rule: object
) -> Study:
    made = study(*(claims or (about(),)), windows=windows, readings=(), **rule)
    named = Programme("all", "All of it", tuple(one.id for one in waves))
    return replace(made, interventions=waves, programmes=(named,))


def boroughs(
    areas: Areas, seed: int, *, mean: float = 8.0, shared: float = 0.0, own: float = 0.15
) -> Panel:
    """Counts whose areas go up and down by years: each by itself, and those of a group together.

    shared, own : standard deviations of the yearly log level of a group and of an area
    """
    rng = np.random.default_rng(seed)
    rate = rng.gamma(6.0, mean / 6.0, (len(areas), 1)) + 1.0
    groups = sorted(set(areas.groups))
    at = np.array([groups.index(one) for one in areas.groups])
    level = rng.normal(0, shared, (len(groups), YEARS))[at]
    level = level + rng.normal(0, own, (len(areas), YEARS))
    monthly = rate * np.exp(np.repeat(level, 12, axis=1))
    return panel_of(areas, rng.poisson(monthly)[None])


def planted(panel: Panel, areas: Areas, keys: tuple[str, ...], post: Months, by: float) -> Panel:
    """The panel with each of these counts thinned to `by` of it in these months."""
    made = panel.counts.copy()
    rows = [areas.ids.index(key) for key in keys]
    at = panel.slice(post)
    rng = np.random.default_rng(9)
    made[0, rows, at] = rng.binomial(made[0, rows, at], by)
    return replace(panel, counts=made)


TWO = (wave("first", ("A022",), "2017-01"), wave("second", ("A077",), "2017-07"))
MONTHS = (window("first", "2017-01"), window("second", "2017-07"))


def two_waves(fall: float = 0.4, **rule: object) -> Results:
    """Two areas of a hundred, half a year apart, whose counts fell to `fall` of what they were."""
    areas = grid(10, 10)
    panel = boroughs(areas, 3, mean=12.0)
    for one, months in zip(TWO, MONTHS, strict=True):
        panel = planted(panel, areas, one.areas, months.post, fall)
    return analyse(programme(TWO, MONTHS, **rule), areas, panel)
