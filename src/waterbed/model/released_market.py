"""What a page on a simulated market shows: nobody's counts, since the market is made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One thing by month: as the scenario says, and with nothing done.

    name : what it is; periods : ordinals of months
    """

    name: str
    periods: tuple[int, ...]
    done: tuple[float, ...]
    nothing: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ShownRegion:
    """Where one story comes out, over the priors.

    story, side, says : as its row has them; share : of so many points, those at which it holds
    across, down : names of the parameters of the grid; columns, rows : their ranges, in words
    grid : shares by row from the highest of `down`, None where no point lies
    """

    story: str
    side: str
    says: str
    share: float
    points: int
    across: str
    down: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    grid: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownMarket:
    """All of the page.

    title : of the scenario; start : ordinal of the first month in which something may be done
    modules : what is done, each with its dose and place, in words
    lines : street, violence and confrontations; totals : name, nothing done, as the scenario says
    decides : effect, and the parameters that decide it with their weights; of a sweep, if any
    parameters : name, unit, default or value given, prior, what is known of it
    known : how many parameters are of each status
    """

    title: str
    start: int
    modules: tuple[str, ...]
    lines: tuple[ShownLine, ...]
    totals: tuple[tuple[str, str, str], ...]
    regions: tuple[ShownRegion, ...]
    decides: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str, str, str, str], ...]
    known: tuple[tuple[str, int], ...]
