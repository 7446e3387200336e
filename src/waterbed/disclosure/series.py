"""Counts over time of tables that are not published: whole blocks of a year or more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from waterbed.disclosure.cells import Cell, Key
from waterbed.disclosure.exact import exact, only
from waterbed.disclosure.rules import round_count, too_small
from waterbed.model.months import YEAR
from waterbed.model.released import ShownByQuarter, ShownReadings, ShownSeries, ShownSurrounding
from waterbed.model.results import ByQuarter, ReadingTable, Series, Surrounding
from waterbed.model.study import NET

DELAY = 6


def release_series(
    series: Sequence[Series],
    cells: Mapping[Key, Cell],
    last: int,
    internal: bool = False,
    withheld: Collection[tuple[str, str, str, str]] = (),
) -> tuple[ShownSeries, ...]:
    """Published series as they are; the others in rounded blocks, or without any number.

    cells : what may be shown; last : ordinal of the last month of the data; withheld :
    intervention, window, zone and outcome of those that the ledger withholds
    One window of a place is shown, in blocks no shorter than any of the intervention's windows:
    a window is then one block or none, never a sum of several.  One small block withholds the
    whole series.  The latest six months are left out.  A net series is the sum of those shown.
    """
    lengths: dict[str, int] = {}
    for line in series:
        longest = max(len(line.base), len(line.post), YEAR)
        blocks = -(-longest // YEAR) * YEAR
        lengths[line.intervention] = max(lengths.get(line.intervention, YEAR), blocks)
    first: dict[tuple[str, str, str], str] = {}
    out: list[ShownSeries] = []
    for line in series:
        if line.published or internal:
            out.append(exact(ShownSeries, line))
            continue
        place = (line.intervention, line.outcome, line.zone)
        cell = cells.get((line.intervention, line.outcome, line.window, line.zone))
        held = (line.intervention, line.window, line.zone, line.outcome) in withheld
        if (
            held
            or line.zone == NET
            or cell is None
            or first.setdefault(place, line.window) != line.window
        ):
            out.append(_bare(line))
            continue
        out.append(_in_blocks(line, lengths[line.intervention], last - DELAY))
    return tuple(
        _net(series, out) if series.zone == NET and series.status != "exact" else series
        for series in out
    )


def series_from(
    raw: Sequence[Series], rounded: Sequence[Series], shown: Collection[Key]
) -> tuple[Series, ...]:
    """Series as they were counted, with what was expected on rounded totals, and that only of
    places whose comparison is shown; of those, in their order, that there are on rounded totals."""
    counted = {(*_key(series), series.window): series for series in raw}
    kept = []
    for series in rounded:
        key = (*_key(series), series.window)
        own = counted.get(key, series)
        hide = not (series.published or (*_key(series)[:2], series.window, series.zone) in shown)
        expected = tuple(None for _ in series.periods) if hide else series.expected
        kept.append(replace(own, expected=expected))
    return tuple(kept)


def _key(series: Series) -> tuple[str, str, str]:
    return series.intervention, series.outcome, series.zone


def _bare(series: Series) -> ShownSeries:
    return ShownSeries(
        series.intervention,
        series.outcome,
        series.zone,
        series.window,
        series.step,
        series.base,
        series.post,
    )


def _in_blocks(series: Series, length: int, until: int) -> ShownSeries:
    """Blocks counted from the first month after the start, both ways; incomplete ones drop."""
    if length % series.step:
        return _bare(series)
    position = {period: i for i, period in enumerate(series.periods)}
    per = length // series.step
    start = series.post.first - length * ((series.post.first - series.periods[0]) // length)
    periods, observed, expected = [], [], []
    for begin in range(start, until - length + 2, length):
        inside = [position.get(begin + k * series.step) for k in range(per)]
        counts = [None if i is None else series.observed[i] for i in inside]
        known = [count for count in counts if count is not None]
        if len(known) < per:
            continue
        ahead = [None if i is None else series.expected[i] for i in inside]
        foreseen = [x for x in ahead if x is not None]
        periods.append(begin)
        observed.append(sum(known))
        expected.append(sum(foreseen) if len(foreseen) == per else None)
    if not periods or any(too_small(count) for count in observed):
        return _bare(series)
    return replace(
        _bare(series),
        periods=tuple(periods),
        step=length,
        observed=tuple(round_count(count) for count in observed),
        expected=tuple(None if x is None else round_count(x) for x in expected),
        status="rounded",
    )


def _net(series: ShownSeries, released: Sequence[ShownSeries]) -> ShownSeries:
    """The sum of those shown, of a series that has no number yet."""
    parts = [
        other
        for other in released
        if other.zone != NET
        and (other.intervention, other.outcome, other.window)
        == (series.intervention, series.outcome, series.window)
    ]
    if not parts or any(part.status != "rounded" for part in parts):
        return series
    shared = sorted(set.intersection(*(set(part.periods) for part in parts)))
    if not shared:
        return series
    at = [[part.periods.index(period) for period in shared] for part in parts]
    observed = [[p.observed[i] for i in where] for p, where in zip(parts, at, strict=True)]
    expected = [[p.expected[i] for i in where] for p, where in zip(parts, at, strict=True)]
    return replace(
        series,
        periods=tuple(shared),
        step=parts[0].step,
        observed=tuple(_sum(column) for column in zip(*observed, strict=True)),
        expected=tuple(_sum(column) for column in zip(*expected, strict=True)),
        status="rounded",
    )


def _sum(numbers: Sequence[float | None]) -> float | None:
    known = [x for x in numbers if x is not None]
    return sum(known) if len(known) == len(numbers) else None


def release_by_quarter(
    quarters: Sequence[ByQuarter], internal: bool = False
) -> tuple[ShownByQuarter, ...]:
    """Effects by quarter of published tables as they are; of others no quarter at all: the counts
    of three months are smaller than those of any window, and those of four add up to one."""
    return tuple(
        exact(ShownByQuarter, quarter)
        if quarter.published or internal
        else only(ShownByQuarter, quarter, "intervention outcome window method level")
        for quarter in quarters
    )


def release_surroundings(
    surroundings: Sequence[Surrounding], internal: bool = False
) -> tuple[ShownSurrounding, ...]:
    """Those of published tables as they are; of others no number: the ring and the rest of a group
    hold areas of each other, and what one counts less the other would tell of a few areas; how many
    of them have counts tells where nothing was counted."""
    return tuple(
        exact(ShownSurrounding, surrounding)
        if surrounding.published or internal
        else only(
            ShownSurrounding, surrounding, "intervention outcome window place method level", areas=0
        )
        for surrounding in surroundings
    )


def release_readings(table: ReadingTable, internal: bool) -> ShownReadings:
    """Readings of windows that overlap give monthly counts back: none of an unpublished table."""
    if table.published or internal:
        return exact(ShownReadings, table)
    return ShownReadings(table.claim, table.outcome, table.claimed)
