"""The police.uk archive as downloaded: a folder or a zip of YYYY-MM/YYYY-MM-force-street.csv.

Only the columns of place, month, category and crime id are opened, and of the id only a hash is
kept, to see whether one repeats (none does in West Yorkshire's July 2016, 2017 and 2018).  Rows
without an id are kept, identical ones too: they are mostly anti-social behaviour.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Remark
from waterbed.model.messages import fault
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.areas.areas import Polygons
from waterbed.read.police_uk.archive import Member, broken, content, members_of
from waterbed.read.police_uk.police_months import Archive, by_text, holes_of, polices_of
from waterbed.read.police_uk.thin import empty_files
from waterbed.read.police_uk.vintage import vintage_gaps
from waterbed.read.tables.by_kind import by_kind
from waterbed.read.tables.coordinates import locate_rows
from waterbed.read.tables.files import Opened, digest, digest_of
from waterbed.read.tables.periods import ordinals
from waterbed.read.tables.rejects import (
    BAD_PERIOD,
    NO_CODE,
    NO_LOCATION,
    NO_PERIOD,
    OTHER_MONTH,
    OUTSIDE,
    REPEATED_ID,
    UNKNOWN_AREA,
    ZERO_POINT,
    Rejections,
)
from waterbed.read.tables.select import Selection, category_columns, select
from waterbed.read.tables.tally import Placed, Tally, accumulate, place, record_of, unknown_notice

LSOA, MONTH, CRIME_TYPE, CRIME_ID = "LSOA code", "Month", "Crime type", "Crime ID"
LSOA_NAME = "LSOA name"
# A row with a comma too many has a piece of a street or town where the code should be.
_CODE = r"^[A-Z0-9]+$"
# Cells up to which equal keys are counted in a table of all keys.
_DENSE = 2**23
# Bytes from which files are parsed, small ones together: the next are read into the same memory.
_AT_ONCE = 2**22
_ID, _NAMED = "\0id", "\0named"
# Rows from which it is judged whether a column comes in runs.
_PROBE = 8192


def read_police_uk(
    table: CountTable,
    label: str,
    outcomes: Sequence[Outcome],
    known: Sequence[str] | None,
    polygons: Polygons | None,
    examples: int,
) -> Tally:
    """Count crimes by month, crime type, and LSOA code or coordinates.

    A month is data for an area where every force that polices the area has a file with rows for
    it, and where no kind of crime and no block of areas is missing (`police_months`); other months
    are gaps.  Rows without an LSOA code are rejected and counted, but do not tell against the
    table: the publisher could not place them.
    """
    table = as_published(table)
    members = members_of(table, label)
    opened = Opened(label, members[0].columns, 2, lambda _: pl.DataFrame())
    categories = category_columns(table, outcomes, opened)
    archive, sha256 = _counted(members, table, categories)
    groups = archive.groups
    selection = select(groups.select(categories), table, outcomes, groups.height)
    rejections = Rejections(table, label, 2, groups.height, examples, archive.rows)
    used = selection.used
    placed, notices = _placed(table, groups, known, polygons, rejections, used)
    rejections.add(NO_PERIOD, used & groups[table.period].is_null().to_numpy(), table.period)
    rejections.add(BAD_PERIOD, used & (archive.month < 0), table.period)
    rejections.add(OTHER_MONTH, used & (archive.own < 0), table.period)
    rejections.add(REPEATED_ID, used & archive.repeated, table.id)
    _show_examples(rejections, members, table, archive, examples)
    rejections.judge(int(archive.rows[used].sum()))
    alive = np.zeros(len(archive.files), bool)
    alive[archive.own[archive.own >= 0]] = True
    if not alive.any():
        raise fault("no-crime-of-month", file=label, place=repr(table.period))
    notices += empty_files(archive.forces, archive.files[~alive])
    return _tallied(table, archive, selection, placed, alive, rejections, sha256, notices)


def as_published(table: CountTable) -> CountTable:
    """The table with the columns of police.uk where the study names none."""
    return replace(
        table,
        area="" if table.x else table.area or LSOA,
        period=table.period or MONTH,
        categories=table.categories or (CRIME_TYPE,),
        id=table.id or CRIME_ID,
        period_format="YYYY-MM",
    )


def _placed(
    table: CountTable,
    groups: pl.DataFrame,
    known: Sequence[str] | None,
    polygons: Polygons | None,
    rejections: Rejections,
    used: NDArray[np.bool_],
) -> tuple[Placed, tuple[Remark, ...]]:
    """Find the areas by code or by coordinates; rejects the rows that have none."""
    if not table.area:
        points = groups.select(pl.col(table.x, table.y).cast(pl.String))
        located = locate_rows(table, rejections.file, points, polygons)
        rejections.add(NO_LOCATION, used & located.empty, table.x, weigh=False)
        rejections.add(ZERO_POINT, used & located.zero, table.x)
        rejections.add(OUTSIDE, used & (located.placed.at < 0), table.x)
        return located.placed, ()
    texts, at = by_text(groups[table.area])
    codes = texts.filter(texts.str.contains(_CODE)).to_list() if known is None else known
    distinct = place(texts, codes)
    placed = Placed(distinct.ids, distinct.at[at], distinct.unknown[at], distinct.empty[at])
    rejections.add(NO_LOCATION, used & placed.empty, table.area, weigh=False)
    rejections.add(NO_CODE if known is None else UNKNOWN_AREA, used & placed.unknown, table.area)
    return placed, unknown_notice(placed, used, groups[table.area]) if known is not None else ()


def _tallied(
    table: CountTable,
    archive: Archive,
    selection: Selection,
    placed: Placed,
    alive: NDArray[np.bool_],
    rejections: Rejections,
    sha256: str,
    notices: Sequence[Remark],
) -> Tally:
    """Sum the groups, and cover the months of each area's forces."""
    held = archive.files[alive]
    periods = np.unique(held[:, 1])
    at = np.where(rejections.bad, -1, placed.at)
    when = np.searchsorted(periods, archive.month)
    shape = (len(placed.ids), len(periods))
    totals, there, _ = accumulate(
        selection.masks,
        at,
        when[:, None],
        archive.rows[:, None],
        np.zeros((len(at), 1), bool),
        shape,
    )
    files = np.zeros((len(archive.forces), len(periods)), bool)
    files[held[:, 0], np.searchsorted(periods, held[:, 1])] = True
    polices = polices_of(archive, placed)
    complete = ~((polices.astype(np.int64) @ (~files).astype(np.int64)) > 0)
    covered = there if table.absent == "no-data" else np.ones_like(there)
    codes = archive.groups[table.area] if table.area else None
    gaps, aged = vintage_gaps(placed.ids, placed.at, codes, archive.month, archive.rows, periods)
    holes, thin = holes_of(archive, selection, placed, polices, periods, table.categories[0])
    covered = covered & complete & ~gaps & ~holes & selection.selected[:, None, None]
    totals[~covered] = 0
    tally = Tally(
        table=table,
        file=rejections.file,
        areas=placed.ids,
        periods=periods,
        step=1,
        counts=totals,
        covered=covered,
        selection=selection,
        record=record_of(
            table, rejections, sha256, int(archive.rows.sum()), (*notices, *thin, *aged)
        ),
        rejected=tuple(rejections.shown),
    )
    kinds = archive.groups[table.categories[0]]
    return replace(tally, by_kind=by_kind(tally, kinds, at, when[:, None], archive.rows[:, None]))


def _place_columns(table: CountTable) -> tuple[str, ...]:
    return (table.area,) if table.area else (table.x, table.y)


def _counted(
    members: Sequence[Member], table: CountTable, categories: Sequence[str]
) -> tuple[Archive, str]:
    """Count the files, together where force and header are the same; and the archive's SHA-256."""
    names = list(dict.fromkeys([*_place_columns(table), table.period, *categories]))
    alike: dict[tuple[str, tuple[str, ...]], list[Member]] = defaultdict(list)
    for member in members:
        alike[member.force, member.columns].append(member)
    hashes: list[tuple[str, str]] = []
    parts = [_part(together, names, table.id, hashes) for together in alike.values()]
    sha256 = digest_of(hashes) if table.file.is_dir() else digest(table.file)
    repeats = _repeats(parts)
    kinds = [
        pl.Enum(pl.concat([part.values[k] for part in parts]).drop_nulls().unique().sort())
        for k in range(len(names))
    ]
    counted = [_groups(part, flags, kinds) for part, flags in zip(parts, repeats, strict=True)]
    groups = pl.concat([frame for frame, _, _ in counted])
    forces = tuple(dict.fromkeys(member.force for member in members))
    sizes = [frame.height for frame, _, _ in counted]
    force = np.repeat([forces.index(part.force) for part in parts], sizes).astype(np.int64)
    month = _months(groups[table.period])
    files = np.array([(forces.index(m.force), m.month) for m in members], np.int64)
    archive = Archive(
        groups,
        np.concatenate([rows for _, rows, _ in counted]),
        np.concatenate([flags for _, _, flags in counted]),
        forces,
        force,
        month,
        files,
        _position(files, force, month),
    )
    return archive, sha256


def _months(series: pl.Series) -> NDArray[np.int64]:
    texts, codes = by_text(series)
    months: NDArray[np.int64] = ordinals(texts, "YYYY-MM").fill_null(-1).to_numpy()[codes]
    return months


def _position(
    files: NDArray[np.int64], force: NDArray[np.int64], month: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Position of force and month in files (ascending), -1 for none."""
    span = int(files[:, 1].max()) + 2  # months from -1 on
    keys = files[:, 0] * span + files[:, 1] + 1
    wanted = force * span + np.minimum(month, span - 2) + 1
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where((keys[at] == wanted) & (month < span - 1), at, -1)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one scan, coded.

    values : the distinct texts of each column, null last; key : int [R], all codes in one number
    ids : hash of the crime id, uint64 [R]; named : where there is one, bool [R]
    """

    force: str
    values: tuple[pl.Series, ...]
    key: NDArray[np.int64]
    ids: NDArray[np.uint64]
    named: NDArray[np.bool_]


def _part(
    members: Sequence[Member], names: list[str], id_column: str, hashes: list[tuple[str, str]]
) -> Part:
    """Code the rows of files of one force and header; adds each file's name and SHA-256.

    Each file is read once, and hashed and parsed while it is in memory.
    """
    crime = pl.col(id_column)
    asked = [*names, crime.hash().alias(_ID), crime.is_not_null().alias(_NAMED)]
    frames: list[pl.DataFrame] = []
    texts: list[bytes] = []
    for member in members:
        texts.append(content(member))
        hashes.append((member.label.rsplit("/", 1)[-1], hashlib.sha256(texts[-1]).hexdigest()))
        if sum(map(len, texts)) < _AT_ONCE and member is not members[-1]:
            continue
        sources: list[IO[bytes]] = [io.BytesIO(text) for text in texts]
        try:
            frames.append(pl.scan_csv(sources, infer_schema=False).select(asked).collect())
        except pl.exceptions.PolarsError as error:
            raise broken(members, error) from error
        texts.clear()
        sources.clear()
    frame = pl.concat(frames)
    key = np.zeros(frame.height, np.int64)
    values = []
    for name in names:
        distinct, codes = _coded(frame[name])
        key *= len(distinct)
        key += codes
        values.append(distinct)
    ids, named = (frame[column].to_numpy() for column in (_ID, _NAMED))
    return Part(members[0].force, tuple(values), key, ids, named)


def _coded(series: pl.Series) -> tuple[pl.Series, NDArray[np.unsignedinteger[Any]]]:
    """The distinct texts, null last, and the position of each row's among them."""
    name, lengths = series.name, None
    if len(series.head(_PROBE).rle()) < _PROBE // 4:  # files are sorted by place: long runs
        runs = series.rle()
        series, lengths = runs.struct.field("value"), runs.struct.field("len").to_numpy()
    distinct = series.unique().drop_nulls().sort()
    codes = series.cast(pl.Enum(distinct)).to_physical().fill_null(len(distinct)).to_numpy()
    if lengths is not None:
        codes = np.repeat(codes, lengths)
    values = [*distinct.to_list(), None]
    return pl.Series(name, values, dtype=pl.String), codes


def _repeats(parts: Sequence[Part]) -> list[NDArray[np.bool_] | None]:
    """Which rows of each part have an id that stands in an earlier row; None: none has."""
    named = np.concatenate([part.named for part in parts])
    ids = np.concatenate([part.ids for part in parts])[named]
    known = np.sort(ids)
    if not (known[1:] == known[:-1]).any():
        return [None] * len(parts)
    flags = np.zeros(len(named), bool)
    flags[named] = ~pl.Series(ids).is_first_distinct().to_numpy()
    ends = np.cumsum([len(part.ids) for part in parts])
    return list(np.split(flags, ends[:-1]))


def _groups(
    part: Part, flags: NDArray[np.bool_] | None, kinds: Sequence[pl.Enum]
) -> tuple[pl.DataFrame, NDArray[np.int64], NDArray[np.bool_]]:
    """Count equal keys: the texts of each, the number of rows, whether they are repeats."""
    sizes = [len(value) for value in part.values]
    total = math.prod(sizes)
    key = part.key if flags is None else part.key + total * flags
    if total <= _DENSE:
        rows = np.bincount(key, minlength=1)
        keys = np.flatnonzero(rows)
        rows = rows[keys]
    else:
        keys, rows = np.unique(key, return_counts=True)
    codes = np.unravel_index(keys % total, sizes)
    texts = [
        distinct.cast(kind).gather(code)
        for distinct, kind, code in zip(part.values, kinds, codes, strict=True)
    ]
    return pl.DataFrame(texts), rows.astype(np.int64), keys >= total


def _show_examples(
    rejections: Rejections,
    members: Sequence[Member],
    table: CountTable,
    archive: Archive,
    examples: int,
) -> None:
    """Show one row for each reason; of those without a place one of the first file."""
    if NO_LOCATION in rejections.unweighed:
        first, column = members[0], table.area or table.x
        frame = pl.read_csv(content(first), columns=[column], infer_schema=False)
        rows = frame.with_row_index("\0row").filter(pl.col(column).is_null())["\0row"]
        for row in rows.head(min(examples, 1)).to_list():
            rejections.example(NO_LOCATION, row, column, file=first.label)
    columns = {UNKNOWN_AREA: table.area, NO_CODE: table.area, REPEATED_ID: table.id}
    columns |= dict.fromkeys((NO_PERIOD, BAD_PERIOD, OTHER_MONTH), table.period)
    for reason in rejections.reasons:
        group = rejections.first[reason]
        column = columns.get(reason, table.x)
        theirs = [m for m in members if m.force == archive.forces[archive.force[group]]]
        if reason == REPEATED_ID:  # which of the group's rows is the repeat is not known
            theirs = [m for m in theirs if m.month == archive.month[group]]
            rejections.example(reason, -2, column, file=theirs[0].label if theirs else "")
            continue
        label, row = _find(theirs, archive.groups[group])
        rejections.example(reason, row, column, file=label)


def _find(members: Sequence[Member], group: pl.DataFrame) -> tuple[str, int]:
    """The first row of the files that belongs to a group, and its file."""
    match = [pl.col(name).eq_missing(pl.lit(group[name][0])) for name in group.columns]
    for member in members:
        frame = pl.read_csv(content(member), columns=group.columns, infer_schema=False)
        rows = frame.with_row_index("\0row").filter(match)["\0row"]
        if len(rows):
            return member.label, int(rows[0])
    return members[0].label, -2
