"""Counts over time of tables that are not published: whole blocks of a year or more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from waterbed.disclosure.cells import Cell, Key
from waterbed.disclosure.exact import exact, only
from waterbed.disclosure.rules import round_count, too_small
from waterbed.model.released import ShownByQuarter, ShownReadings, ShownSeries, ShownSurrounding
from waterbed.model.results import ByQuarter, ReadingTable, Series, Surrounding
from waterbed.model.study import NET

YEAR = 12
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
    for one in series:
        longest = max(len(one.base), len(one.post), YEAR)
        blocks = -(-longest // YEAR) * YEAR
        lengths[one.intervention] = max(lengths.get(one.intervention, YEAR), blocks)
    first: dict[tuple[str, str, str], str] = {}
    out: list[ShownSeries] = []
    for one in series:
        if one.published or internal:
            out.append(exact(ShownSeries, one))
            continue
        place = (one.intervention, one.outcome, one.zone)
        cell = cells.get((one.intervention, one.outcome, one.window, one.zone))
        held = (one.intervention, one.window, one.zone, one.outcome) in withheld
        if (
            held
            or one.zone == NET
            or cell is None
            or first.setdefault(place, one.window) != one.window
        ):
            out.append(_bare(one))
            continue
        out.append(_in_blocks(one, lengths[one.intervention], last - DELAY))
    return tuple(
        _net(one, out) if one.zone == NET and one.status != "exact" else one for one in out
    )


def series_from(
    raw: Sequence[Series], rounded: Sequence[Series], shown: Collection[Key]
) -> tuple[Series, ...]:
    """Series as they were counted, with what was expected on rounded totals, and that only of
    places whose comparison is shown; of those, in their order, that there are on rounded totals."""
    counted = {(*_key(one), one.window): one for one in raw}
    made = []
    for one in rounded:
        key = (*_key(one), one.window)
        own = counted.get(key, one)
        hide = not (one.published or (*_key(one)[:2], one.window, one.zone) in shown)
        expected = tuple(None for _ in one.periods) if hide else one.expected
        made.append(replace(own, expected=expected))
    return tuple(made)


def _key(one: Series) -> tuple[str, str, str]:
    return one.intervention, one.outcome, one.zone


def _bare(one: Series) -> ShownSeries:
    return ShownSeries(
        one.intervention, one.outcome, one.zone, one.window, one.step, one.base, one.post
    )


def _in_blocks(one: Series, length: int, until: int) -> ShownSeries:
    """Blocks counted from the first month after the start, both ways; incomplete ones drop."""
    if length % one.step:
        return _bare(one)
    position = {period: i for i, period in enumerate(one.periods)}
    per = length // one.step
    start = one.post.first - length * ((one.post.first - one.periods[0]) // length)
    periods, observed, expected = [], [], []
    for begin in range(start, until - length + 2, length):
        inside = [position.get(begin + k * one.step) for k in range(per)]
        counts = [None if i is None else one.observed[i] for i in inside]
        known = [count for count in counts if count is not None]
        if len(known) < per:
            continue
        ahead = [None if i is None else one.expected[i] for i in inside]
        foreseen = [x for x in ahead if x is not None]
        periods.append(begin)
        observed.append(sum(known))
        expected.append(sum(foreseen) if len(foreseen) == per else None)
    if not periods or any(too_small(count) for count in observed):
        return _bare(one)
    return replace(
        _bare(one),
        periods=tuple(periods),
        step=length,
        observed=tuple(round_count(count) for count in observed),
        expected=tuple(None if x is None else round_count(x) for x in expected),
        status="rounded",
    )


def _net(one: ShownSeries, released: Sequence[ShownSeries]) -> ShownSeries:
    """The sum of those shown, of a series that has no number yet."""
    parts = [
        other
        for other in released
        if other.zone != NET
        and (other.intervention, other.outcome, other.window)
        == (one.intervention, one.outcome, one.window)
    ]
    if not parts or any(part.status != "rounded" for part in parts):
        return one
    shared = sorted(set.intersection(*(set(part.periods) for part in parts)))
    if not shared:
        return one
    at = [[part.periods.index(period) for period in shared] for part in parts]
    observed = [[p.observed[i] for i in where] for p, where in zip(parts, at, strict=True)]
    expected = [[p.expected[i] for i in where] for p, where in zip(parts, at, strict=True)]
    return replace(
        one,
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
    found: Sequence[ByQuarter], internal: bool = False
) -> tuple[ShownByQuarter, ...]:
    """Effects by quarter of published tables as they are; of others no quarter at all: the counts
    of three months are smaller than those of any window, and those of four add up to one."""
    return tuple(
        exact(ShownByQuarter, one)
        if one.published or internal
        else only(ShownByQuarter, one, "intervention outcome window method level")
        for one in found
    )


def release_surroundings(
    found: Sequence[Surrounding], internal: bool = False
) -> tuple[ShownSurrounding, ...]:
    """Those of published tables as they are; of others no number: the ring and the rest of a group
    hold areas of each other, and what one counts less the other would tell of a few areas."""
    return tuple(
        exact(ShownSurrounding, one)
        if one.published or internal
        else only(ShownSurrounding, one, "intervention outcome window place method areas level")
        for one in found
    )


def release_readings(table: ReadingTable, internal: bool) -> ShownReadings:
    """Readings of windows that overlap give monthly counts back: none of an unpublished table."""
    if table.published or internal:
        return exact(ShownReadings, table)
    return ShownReadings(table.claim, table.outcome, table.claimed, missing=table.missing)
