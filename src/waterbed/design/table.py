"""Designs beside each other: places, months, by lots or in steps, and what each could see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.design.choosing import Ranked, ranked
from waterbed.design.planting import DRAWS, origins, plant
from waterbed.design.ways import LOTS, STEP_GROUPS, WAYS, Way, way, ways_to_draw
from waterbed.disclosure.design import refuse_sensitive
from waterbed.model.areas import Areas
from waterbed.model.designed import SHOWN_FALLS, DesignRow, DesignTable
from waterbed.model.errors import InputError
from waterbed.model.months import YEAR, month
from waterbed.model.panel import Panel
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Integers
from waterbed.model.study import Outcome
from waterbed.model.verdict import LEVEL, POWER
from waterbed.power.injection import crossing

MONTHS = (12, 24)
FALL = 0.3
FEWEST = 4
"""Places below which no lots are worth drawing."""

TOUCHING = 30.0
"""Metres between the edges of areas that count as neighbours: outlines are generalised."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The past that a design rests on.

    counts : int [C, T], candidates without gaps, of the months before the start
    ids : of the candidates, in the panel's order; left_out : how many had gaps
    step : months in a period; first, last : ordinals of the months read; later : periods between
        the last of them and the start
    ranked : the ranks of the candidates by their last year, where they were chosen by it
    """

    counts: Integers
    ids: tuple[str, ...]
    left_out: int
    step: int
    first: int
    last: int
    later: int = 0
    ranked: Ranked | None = None


def ground(
    panel: Panel, outcome: str, candidates: Sequence[str] | None, start: int | None
) -> Ground:
    """The candidates' counts before the start; InputError for ids that are not there, and where
    there is no year of counts before it."""
    known = {key: i for i, key in enumerate(panel.areas)}
    asked = list(dict.fromkeys(candidates if candidates is not None else panel.areas))
    wrong = [key for key in asked if key not in known]
    if wrong:
        raise InputError("there is no such area", place="--candidates", value=wrong[0],
                         mend="Give areas by id, as they stand in the table.")  # fmt: skip
    if outcome not in panel.outcomes:
        panel.series(outcome)
        raise InputError("only counts of incidents can be planted in", place="--outcome",
                         value=outcome, mend="Name an outcome that counts incidents.")  # fmt: skip
    if outcome in panel.squares:
        raise InputError("sums by weight cannot be thinned incident by incident",
                         place="--outcome", value=outcome,
                         mend="Name an outcome without weights.")  # fmt: skip
    o = panel.outcomes.index(outcome)
    ends = panel.periods + panel.step - 1
    before = np.ones(len(ends), bool) if start is None else ends < start
    if before.sum() * panel.step < 12:
        raise InputError("there is no year of counts before the start", place="--start",
                         mend="Give a later start, or a longer table.")  # fmt: skip
    rows = np.array([known[key] for key in asked], int)
    covered = panel.covered[o][rows][:, before]
    # Months that no candidate has are not held against any of them: the table ends there.
    held = np.flatnonzero(covered.any(axis=0))
    if not len(held):
        raise InputError("the candidates have no counts before the start", place="--candidates")
    span = slice(held[0], held[-1] + 1)
    whole = covered[:, span].all(axis=1)
    kept = rows[whole]
    periods = panel.periods[before][span]
    first, last = int(periods[0]), int(periods[-1]) + panel.step - 1
    counts = panel.counts[o][kept][:, before][:, span]
    later = 0 if start is None else (start - last - 1) // panel.step
    return Ground(
        counts,
        tuple(panel.areas[i] for i in kept),
        int((~whole).sum()),
        panel.step,
        first,
        last,
        later,
    )


def _by_last_year(panel: Panel, outcome: str, past: Ground) -> Ground:
    """The candidates as places chosen by their last year among all areas of the panel that have
    counts in all its months; InputError where they are all of them."""
    o = panel.outcomes.index(outcome)
    read = (panel.periods >= past.first) & (panel.periods <= past.last)
    whole = np.flatnonzero(panel.covered[o][:, read].all(axis=1))
    own = np.flatnonzero(np.isin([panel.areas[i] for i in whole], past.ids))
    places = ranked(panel.counts[o][whole][:, read], own, max(1, YEAR // past.step))
    return replace(past, ranked=places)


def design(
    panel: Panel,
    *,
    outcome: str,
    kind: str,
    candidates: Sequence[str] | None = None,
    places: Sequence[int] = (),
    fall: float | None = None,
    months: Sequence[int] = MONTHS,
    ways: Sequence[str] = WAYS,
    groups: int = STEP_GROUPS,
    start: str | int | None = None,
    level: float = LEVEL,
    seed: int = 1,
    draws: int = DRAWS,
    selectors: Outcome | None = None,
    areas: Areas | None = None,
    published: bool = False,
    by_last_year: bool = False,
    progress: Progress = quiet,
) -> DesignTable:
    """What each design could see, before anything is done.

    panel : past counts; outcome : id of the one that is to fall; kind : what will be done
    candidates : ids of areas that could get it, None: all; places : how many can get it
    fall : instead of places (or beside them), the number of places is looked for by which a fall of
        this size is seen in four of five lots; without either, one of 30%
    months : lengths compared, each; ways : of WAYS; groups : of places in steps
    start : first month in which it is done, YYYY-MM, None: the month after the counts
    selectors : the outcome with its categories, by which sensitive kinds are refused; areas : a
        map, for what is said of neighbours; published : whether the counts are
    by_last_year : whether the candidates were chosen among the areas of the panel since much, or
        little, was counted there in the last twelve months (`design.choosing`)
    draws : lots in which falls are planted; the same seed gives the same table
    Power is that of the test of `design.lots`, planted in the candidates' own past.  InputError
    for what cannot be read, and for sensitive kinds; a design that cannot be drawn or planted is a
    row that says why.
    """
    refuse_sensitive(selectors or Outcome(outcome, outcome, (), ()), kind)
    _demand(kind, places, fall, level, draws)
    begins = month(start) if isinstance(start, str) else start
    past = ground(panel, outcome, candidates, begins)
    if by_last_year:
        past = _by_last_year(panel, outcome, past)
    year = past.counts[:, -max(1, YEAR // past.step) :].sum()
    asked: list[tuple[Way, float | None]] = [
        (way(name, count, length, groups), None)
        for name in ways for length in months for count in places
    ]  # fmt: skip
    if fall is not None or not places:
        sought = FALL if fall is None else fall
        asked += [(way(name, FEWEST, length, groups), sought) for name in ways for length in months]
    rows = _rows(past, asked, level, seed, draws, progress)
    return DesignTable(
        outcome=outcome, kind=kind, candidates=len(past.ids), left_out=past.left_out,
        first=past.first, last=past.last, start=past.last + 1 if begins is None else begins,
        level=level, seed=seed, yearly=float(year), touching=_touching(areas, past.ids),
        published=published, rows=rows, by_last_year=by_last_year,
    )  # fmt: skip


def _rows(
    past: Ground,
    asked: Sequence[tuple[Way, float | None]],
    level: float,
    seed: int,
    draws: int,
    progress: Progress,
) -> tuple[DesignRow, ...]:
    """The row of each way; with a fall, of the fewest places of that way by which it is seen."""
    rows = []
    for k, (chosen, fall) in enumerate(asked):
        progress("planting falls", k, len(asked))
        rows.append(
            row(past, chosen, level, seed, draws) if fall is None
            else needed(past, chosen, fall, level, seed, draws)
        )  # fmt: skip
    return tuple(rows)


def _demand(kind: str, places: Sequence[int], fall: float | None, level: float, draws: int) -> None:
    if not kind.strip():
        raise InputError("say what will be done", place="--kind",
                         mend="Give its kind: lighting, patrols, a clean-up.")  # fmt: skip
    fits = (
        ("--places", all(count >= 1 for count in places), "Give one place or more."),
        ("--fall", fall is None or 0 < fall < 1,
         "Give a share between 0 and 1: 0.3 for a fall of 30%."),
        ("--level", 0.5 < level < 1, "Give a level between 0.5 and 1: 0.95."),
        ("--draws", draws >= 50, "Give 50 or more."),
    )  # fmt: skip
    for place, right, mend in fits:
        if not right:
            raise InputError("this number cannot be", place=place, mend=mend)


def row(past: Ground, asked: Way, level: float, seed: int, draws: int) -> DesignRow:
    """One design, planted."""
    there = len(past.ids)
    blank = DesignRow(
        asked.name, asked.places, min(asked.candidates(there), there), asked.months, asked.groups
    )
    if why := _cannot(past, asked, level):
        return replace(blank, why=why)
    rng = np.random.default_rng([seed, WAYS.index(asked.name), asked.places, asked.months])
    planted = plant(past.counts, asked, rng, draws=draws, level=level, step=past.step,
                    later=past.later, ranked=past.ranked)  # fmt: skip
    if planted is None:
        return replace(blank, why="short-history")
    smallest, error = planted.smallest(POWER)
    ranges = [ends for fall in SHOWN_FALLS if (ends := planted.between(fall)) is not None]
    rise = crossing(planted.injected.falls, np.array(planted.rises), POWER)
    return replace(
        blank,
        smallest=smallest,
        smallest_error=error,
        smallest_rise=rise,
        power=tuple(planted.power(fall) for fall in SHOWN_FALLS),
        power_low=tuple(low for low, _ in ranges),
        power_high=tuple(high for _, high in ranges),
        error=max(planted.error(fall) for fall in SHOWN_FALLS),
        false_fall=planted.power(0.0),
        false_rise=planted.injected.size_of_rise()[0],
        dates=planted.dates,
        draws=planted.injected.places,
    )


def _cannot(past: Ground, asked: Way, level: float) -> str:
    """Why a design cannot be drawn or planted; "" where it can."""
    there = len(past.ids)
    if asked.months % (past.step * asked.segments):
        raise InputError(
            "the months are not made of whole periods of the table", place="--months",
            value=asked.months, mend=f"Each step must be a multiple of {past.step} months.",
        )  # fmt: skip
    if asked.places < FEWEST or asked.places > there - (asked.name == LOTS):
        return "few-places"
    # Even the most extreme of so few lots would not be rare enough.
    if ways_to_draw(asked, there) < math.log(1 / (1 - level)):
        return "few-lots"
    if past.counts.sum() == 0:
        return "no-counts"
    length, periods = asked.months // past.step, past.counts.shape[1]
    return "" if origins(periods, length, past.step, past.later) else "short-history"


def needed(past: Ground, asked: Way, fall: float, level: float, seed: int, draws: int) -> DesignRow:
    """The row of the fewest places by which a fall is seen in POWER of lots; where no number does,
    that of the most places, marked `met` False."""
    there = len(past.ids)
    most = there // 2 if asked.name == LOTS else there
    last = _at(past, asked, most, fall, level, seed, draws)
    if last.why or not last.met:
        return last
    low, high, best = FEWEST - 1, most, last
    while high - low > 1:
        middle = (low + high) // 2
        tried = _at(past, asked, middle, fall, level, seed, draws)
        if tried.met and not tried.why:
            high, best = middle, tried
        else:
            low = middle
    return best


def _at(
    past: Ground, asked: Way, places: int, fall: float, level: float, seed: int, draws: int
) -> DesignRow:
    tried = row(past, replace(asked, places=places), level, seed, draws)
    met = not tried.why and tried.smallest is not None and tried.smallest <= fall
    return replace(tried, asked_fall=fall, met=met)


def _touching(areas: Areas | None, ids: Sequence[str]) -> bool | None:
    """Whether any two candidates lie side by side; None where no map tells."""
    if areas is None or areas.reach is None:
        return None
    own = np.isin(np.array(areas.ids), np.array(ids))
    near = areas.gaps <= TOUCHING
    return bool((own[areas.pairs[:, 0]] & own[areas.pairs[:, 1]] & near).any())
