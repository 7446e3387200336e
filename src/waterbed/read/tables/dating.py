"""Rows and columns by period: in which format they are written, how long a period is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.messages import fault
from waterbed.model.months import Months
from waterbed.model.sources import CountTable
from waterbed.read.tables import periods as written
from waterbed.read.tables.detect import detect, sparse_step
from waterbed.read.tables.files import Opened
from waterbed.read.tables.rejects import BAD_PERIOD, NO_PERIOD, STAND_IN, Rejections
from waterbed.read.tables.tally import within

# Formats that leave nothing to be said of.
_USUAL = ("YYYY-MM", "YYYY-MM-DD", "date")
_AMERICAN = ("MM/DD/YYYY", "MM/DD/YY")
_DATED = ("YYYY-MM-DD", "date", "DD/MM/YYYY", "DD/MM/YY", *_AMERICAN, *written.MIXED)


@dataclass(frozen=True, slots=True)
class Dated:
    """Rows by period.

    periods : int [T], those that appear and that the study keeps, ascending
    at : int [R, K], position of each cell's in periods, or -1
    kept : bool [R], False where the date is known and outside what the study keeps
    bad : bool [R], where there is no date or none that can be read
    stand_in : bool [R], of them dates that stand for "no date"
    """

    periods: NDArray[np.int64]
    at: NDArray[np.int64]
    kept: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    stand_in: NDArray[np.bool_]


def settle_format(
    table: CountTable, opened: Opened, values: pl.Series, place: str
) -> tuple[CountTable, tuple[Remark, ...]]:
    """The table with its period_format told from the values, where the study file leaves it open.

    InputError where two formats read them and give other months, or where months come before days;
    of incidents no value is shown.
    """
    if table.period_format != written.AUTO:
        return table, _of_each_way(values, table.period_format)
    detected = detect(values)
    if not detected.form:
        return table, ()
    ways = (detected.form, *detected.rivals)
    if len(ways) > 1 or detected.form in _AMERICAN:
        raise _ambiguous(table, opened, values, place, ways)
    if detected.read < detected.of and (other := _second(values, detected.form)):
        raise _mangled(opened, place, (detected.form, other))
    if detected.form in _USUAL:
        return replace(table, period_format=detected.form), ()
    if detected.form in written.MIXED:
        return replace(table, period_format=detected.form), _of_each_way(values, detected.form)
    example, means = _example(values, detected.form)
    if table.layout == "incidents":
        example = ""
    notice = remark("period-format", form=detected.form, example=example, means=means)
    return replace(table, period_format=detected.form), (notice,)


def _of_each_way(values: pl.Series, form: str) -> tuple[Remark, ...]:
    """How many dates are written in each of two ways; nothing of one way."""
    if form not in written.MIXED:
        return ()
    way, other = written.MIXED[form]
    rows, others = (int(written.ordinals(values, each).count()) for each in (way, other))
    return (
        remark(
            "period-formats",
            form=way,
            rows=Figure(rows),
            other_form=other,
            other_rows=Figure(others),
        ),
    )


def _second(values: pl.Series, form: str) -> str:
    """Another format of days that reads values which the first does not, or ""."""
    if form not in _DATED or values.dtype.is_temporal():
        return ""
    rest = values.filter(written.ordinals(values, form).is_null())
    other = detect(rest).form
    return other if other in _DATED else ""


def _mangled(opened: Opened, place: str, ways: tuple[str, str]) -> InputError:
    return fault("mixed-dates", file=opened.label, place=place, first=ways[0], second=ways[1])


def _example(values: pl.Series, form: str) -> tuple[str, str]:
    """The first value that is a period so written, and which months it is."""
    few = values.head(10_000)
    ordinals = written.ordinals(few, form)
    at = int(np.flatnonzero(ordinals.is_not_null().to_numpy())[0]) if ordinals.count() else 0
    if not ordinals.count():
        return "", ""
    first = int(ordinals[at])
    return str(few[at]).strip(), Months(first, first + written.step_of(form) - 1).in_words()


def _ambiguous(
    table: CountTable, opened: Opened, values: pl.Series, place: str, ways: tuple[str, ...]
) -> InputError:
    if len(ways) == 1:
        problem = "the dates have the month before the day, which is not the British way"
        mend = f'Set period_format = "{ways[0]}" if that is meant.'
    elif (example := _differing(values, ways)) is None:
        problem = f"the periods are written in {len(ways)} ways: {' and '.join(ways)}"
        mend = (
            "Write all of them in one way. Where a spreadsheet program read 04/05 as 5 April and "
            "left 28/05 as text, day and month have changed places in some: export the table again."
        )
    else:
        meanings = [f"{_example(example, way)[1]} ({way})" for way in ways]
        problem = f"the periods can be read in {len(ways)} ways"
        if table.layout != "incidents":
            problem += f": {example[0]!r} is {' or '.join(meanings)}"
        mend = "Set period_format = " + " or ".join(f'"{way}"' for way in ways) + "."
    return InputError(problem, file=opened.label, place=place, mend=mend)


def _differing(values: pl.Series, ways: tuple[str, ...]) -> pl.Series | None:
    """The first value that the formats read differently; None where each reads others."""
    few = values.drop_nulls().head(10_000)
    first, second = (written.ordinals(few, way) for way in ways[:2])
    apart = np.flatnonzero((first != second).fill_null(False).to_numpy())
    if not len(apart) and (first.is_not_null() & second.is_not_null()).any():
        return few.slice(0, 1)
    return few.slice(int(apart[0]), 1) if len(apart) else None


def settle_step(
    table: CountTable, opened: Opened, ordinals: NDArray[np.int64], place: str
) -> CountTable:
    """The table with the number of months in its periods.

    InputError where single months stand a quarter or a year apart, so that each may be the whole
    of it, and where `step` does not fit the periods.
    """
    own = written.step_of(table.period_format)
    if table.layout == "incidents":
        return replace(table, step=own)
    apart = sparse_step(ordinals)
    if table.step:
        distinct = np.unique(ordinals)
        if (own > 1 and own != table.step) or (np.diff(distinct) % table.step).any():
            raise fault(
                "wrong-step",
                file=opened.label,
                place=f"{place}, step",
                value=table.step,
                step=table.step,
            )
        return table
    if own == 1 and apart > 1:
        code = "sparse-years" if apart == 12 else "sparse-quarters"
        raise fault(code, file=opened.label, place=place)
    return replace(table, step=own)


def step(table: CountTable) -> int:
    """Months in a period of a table whose format is settled."""
    return table.step or written.step_of(table.period_format)


def dates(table: CountTable, opened: Opened, series: pl.Series) -> Dated:
    """Cut the dates to periods; InputError where none can be read."""
    months, stand_in = written.dated(series, table.period_format)
    bad = months.is_null().to_numpy()
    if bad.all():
        raise _no_dates(table, opened, series)
    ordinal = months.fill_null(0).to_numpy()
    kept = bad | within(ordinal, table, step(table))
    periods = np.unique(ordinal[kept & ~bad])
    if not len(periods):
        raise fault("table-outside", file=opened.label, place=f"{table.period!r}")
    at = np.searchsorted(periods, ordinal)
    at = np.where(kept & ~bad, at, -1)[:, None]
    return Dated(periods, at, kept, bad, stand_in.to_numpy())


def _no_dates(table: CountTable, opened: Opened, series: pl.Series) -> InputError:
    texts = series.cast(pl.String).drop_nulls().unique().sort()
    place, form = repr(table.period), table.period_format
    value = None if table.secret or not len(texts) else texts[0]
    if form == written.AUTO:
        return fault("no-dates", file=opened.label, place=place, value=value)
    if guess := detect(texts).form:
        return fault("other-dates", file=opened.label, place=place, value=value, form=form,
                     guess=guess)  # fmt: skip
    return fault("no-such-dates", file=opened.label, place=place, value=value, form=form)


def reject_undated(
    rejections: Rejections, dated: Dated, used: NDArray[np.bool_], column: str, values: pl.Series
) -> None:
    """Reject the used rows whose date is missing, stands for none, or cannot be read."""
    empty = (values.cast(pl.String).str.strip_chars().fill_null("") == "").to_numpy()
    rejections.add(NO_PERIOD, used & dated.bad & empty, column, values)
    rejections.add(STAND_IN, used & dated.stand_in, column, values)
    rejections.add(BAD_PERIOD, used & dated.bad, column, values)


def utc_notice(table: CountTable, values: pl.Series) -> tuple[Remark, ...]:
    """How many times are in UTC, and how many of them fall in another month in Britain."""
    rows = written.in_utc(values)
    if not rows.any():
        return ()
    there = values.filter(rows)
    plain = (
        there.dt.replace_time_zone(None)
        if there.dtype.is_temporal()
        else there.str.replace(r"(?i) ?(?:Z|\+00(?::?00)?|UTC)\s*$", "")
    )
    in_utc, in_britain = (written.ordinals(some, table.period_format) for some in (there, plain))
    moved = int((in_utc != in_britain).fill_null(False).sum())
    return (remark("utc", rows=Figure(int(rows.sum())), moved=Figure(moved)),)
