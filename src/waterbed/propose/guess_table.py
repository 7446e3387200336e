"""The layout of a table of counts or incidents, and what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from waterbed.model.errors import InputError
from waterbed.model.messages import fault
from waterbed.model.months import Months
from waterbed.propose.columns import MOST, Column, coarser, column_of, named_column
from waterbed.propose.guess import (
    BY_NAME,
    BY_VALUES,
    NOTHING,
    Guess,
    answered,
    asked,
    begins,
    named,
    words_of,
)
from waterbed.propose.guess_area import AreaGuess, guess_area
from waterbed.read.tables.detect import detect
from waterbed.read.tables.files import BOOK_SUFFIXES, Opened
from waterbed.read.tables.header_checks import must_be_names
from waterbed.read.tables.periods import FORMATS, MIXED, ordinals, step_of

_FEW_PERIODS, _MANY_PERIODS = 2, 6
# Rows that an area has at the least, on average, in a table that is not wide.
_ROWS_EACH = 4
_COUNT = (r"(?:(?:no|number|total|sum) (?:of )?)?(?:recorded |crime |offence )?"
          r"(?:counts?|n|total|offences?|crimes?|incidents?|records?|volume|freq|frequency|number)"
          r"(?: counts?| recorded)?")  # fmt: skip
_COORDINATE = "easting|northing|latitude|longitude|lat|lon|lng|x|y"


@dataclass(frozen=True, slots=True)
class TableGuess:
    """What a table was understood to be.

    guesses : by key of [[counts]]
    columns : those that are no periods, told by their values, over the rows that count
    area : the guess at the column of areas
    part : column and value of the rows that count, where the table holds several tables
    periods : of a wide table, the columns named after one
    months : from the first to the last, or None where the period is asked
    held : first months of the periods that it holds; () where that is not known
    """

    layout: str
    guesses: dict[str, Guess]
    columns: tuple[Column, ...]
    area: AreaGuess
    rows: int
    part: tuple[str, str] | None = None
    periods: tuple[str, ...] = ()
    months: Months | None = None
    step: int = 1
    held: tuple[int, ...] = ()

    def column(self, key: str) -> Column | None:
        """The column that a key names, or None where it is asked or left out."""
        guess = self.guesses.get(key)
        return next(
            (column for column in self.columns if guess and column.name == guess.value), None
        )


def guess_table(
    opened: Opened,
    known: Sequence[Column],
    wanted: Sequence[str],
    layout: str = "",
    said: Mapping[str, str] = NOTHING,
) -> TableGuess:
    """Tell layout and columns; InputError where no period is found or the layout stays open.

    known : columns of the file of areas, or none; wanted : places that the user names
    layout : as the user says, or ""; said : answers of the user, by key
    """
    ways, periods = period_columns(opened.columns)
    if (way := said.get("period_format")) in ways:
        ways = (way,)
    rest = [name for name in opened.columns if name and name not in periods]
    wide = layout == "wide" or (not layout and len(periods) >= _MANY_PERIODS)
    frame = body(opened, rest)
    opened.must_hold(frame.height)
    columns = [_written(column_of(frame[name]), said) for name in rest]
    if not wide and not layout and len(periods) >= _FEW_PERIODS:
        wide = not any(column.ways for column in columns)
    if wide:
        return _wide(columns, ways, periods, guess_area(columns, known, wanted, frame.height, said),
                     frame.height)  # fmt: skip
    must_be_names(opened.columns, opened.label, "incidents", opened.first_row - 1)
    if periods:
        raise fault("dates-for-names", file=opened.label, place=f"row {opened.first_row - 1}")
    dated = [column for column in columns if column.ways]
    if not dated:
        _refuse_some_dates(columns, opened)
        raise fault(
            "no-periods",
            file=opened.label,
            place="columns " + ", ".join(repr(name) for name in opened.columns[:12]),
        )
    guess = guess_area(columns, known, wanted, frame.height // _ROWS_EACH, said)
    part, frame, columns = _part(frame, columns, guess.guess)
    if part:
        dated = [column for column in columns if column.ways]
        guess = guess_area(columns, known, wanted, frame.height // _ROWS_EACH, said)
    counts = _could_count(columns, guess, frame.height)
    chosen = layout or _layout(opened, columns, dated, counts, guess)
    guesses = {"layout": _layout_guess(chosen, layout, counts)}
    if (chosen_period := answered("period", said)) is not None:
        dated = [named_column(dated, chosen_period)]
    period = _period(dated, columns, opened)
    guesses |= {"area": guess.guess} | period | _dates_of_a_book(period, opened)
    column = next((column for column in dated if column.name == period["period"].value), None)
    if chosen == "long":
        guesses["count"] = answered("count", said) or _count(counts)
    months = _months(column) if column and column.at is not None else None
    step = step_of(column.ways[0]) if column else 1
    held = _held(column) if column and column.at is not None else ()
    return TableGuess(chosen, guesses, tuple(columns), guess, frame.height, part, (), months, step,
                      held)  # fmt: skip


def _written(column: Column, said: Mapping[str, str]) -> Column:
    """A column of dates of which the user says how they are written, where they can be."""
    way = said.get("period_format", "")
    if way not in column.ways:
        return column
    at = column.at if column.at is not None else ordinals(column.text, way)
    return replace(column, ways=(way,), at=at)


def _refuse_some_dates(columns: Sequence[Column], opened: Opened) -> None:
    """InputError where a column holds dates in half of its rows or more, and not in all of them."""
    for column in columns:
        there = column.text.drop_nulls()
        detected = detect(there) if not column.numeric else None
        hits = ordinals(there, detected.form).count() if detected and detected.form else 0
        if hits and 2 * hits >= column.filled:
            raise InputError(
                f"{column.filled - hits:,} of {column.filled:,} values are no dates written as the "
                "others are, or dates before 1901",
                file=opened.label,
                place=f"column {column.name!r}",
                mend="Write all dates in one way, and leave those that are not known empty. Where "
                "a spreadsheet program read 04/05 as 5 April and left 28/05 as text, day and month "
                "have changed places in some: export the table again.",
            )


def body(opened: Opened, names: Sequence[str]) -> pl.DataFrame:
    """Columns of a table without its blank rows."""
    frame = opened.read([name for name in names if name])
    return frame if opened.idle is None else frame.filter(pl.Series(~opened.idle))


def period_columns(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The one way in which most columns are named after periods, and those columns.

    More ways than one where they give different months.
    """
    series = pl.Series("name", list(names), dtype=pl.String)
    hits = {way: ordinals(series, way) for way in FORMATS}
    best = max(hits, key=lambda way: hits[way].count())
    there = series.filter(hits[best].is_not_null())
    detected = detect(there)
    ways = (detected.form, *detected.rivals) if len(there) else (best,)
    return ways, there.to_list()


def _wide(
    columns: Sequence[Column],
    ways: Sequence[str],
    periods: Sequence[str],
    guess: AreaGuess,
    rows: int,
) -> TableGuess:
    at = ordinals(pl.Series(periods), ways[0]).sort().to_numpy()
    step = step_of(ways[0])
    sure = len(ways) == 1
    how = f"{len(periods)} columns are named after periods"
    guesses = {
        "layout": Guess("layout", "wide", how),
        "area": guess.guess,
        "period_format": Guess("period_format", ways[0], f"all {len(periods)} are written so")
        if sure
        else asked("period_format", "the names give different months by each of them", ways),
    }
    months = Months(int(at[0]), int(at[-1]) + step - 1) if sure else None
    return TableGuess("wide", guesses, tuple(columns), guess, rows, None, tuple(periods),
                      months, step, tuple(at.tolist()) if sure else ())  # fmt: skip


def _part(
    frame: pl.DataFrame, columns: list[Column], area: Guess
) -> tuple[tuple[str, str] | None, pl.DataFrame, list[Column]]:
    """The rows that have areas, where one value of a column tells them from all others.

    Only of a table with a column of counts: a value of a table of incidents would be told.
    """
    if not any(column.whole and says_count(column) for column in columns):
        return None, frame, columns
    names = [area.value] if area.value else list(area.candidates)
    gappy = [
        column for column in columns if column.name in names and column.filled < MOST * frame.height
    ]
    few = [column for column in columns if column.is_text and column.filled == frame.height
           and 2 <= column.distinct <= 6]  # fmt: skip
    for splitter in few:
        for column in gappy:
            shares = (
                pl.DataFrame({"by": splitter.text, "there": column.text.is_not_null()})
                .group_by("by")
                .agg(pl.col("there").mean())
            )
            whole = shares.filter(pl.col("there") >= MOST)
            if (
                whole.height == 1
                and shares["there"].is_between(0.01, MOST, closed="none").sum() == 0
            ):
                value = str(whole["by"][0])
                kept = frame.filter(splitter.text == value)
                return (splitter.name, value), kept, [column_of(kept[n]) for n in frame.columns]
    return None, frame, columns


def _could_count(columns: Sequence[Column], area: AreaGuess, rows: int) -> list[Column]:
    """Columns of whole numbers that may be counts: no codes, ids, coordinates, or figures of
    an area, unless by their name they are counts, alike in every row of an area."""
    fixed = {figure.name for figure in area.attributes if not says_count(figure)}
    fixed |= {area.guess.value}
    return [
        column
        for column in columns
        if column.whole and not column.ways and not column.prefix and column.name not in fixed
        and not named(column.name, _COORDINATE) and not (column.distinct > 0.9 * rows > 45)
    ]  # fmt: skip


def says_count(column: Column) -> bool:
    return re.fullmatch(_COUNT, words_of(column.name)) is not None


def _layout(
    opened: Opened,
    columns: Sequence[Column],
    dated: Sequence[Column],
    counts: Sequence[Column],
    area: AreaGuess,
) -> str:
    """Long or incidents; InputError where both fit."""
    called = [count for count in counts if says_count(count)]
    timed = any(column.timed for column in dated)
    if not counts or (timed and not called):
        return "incidents"
    if called and not timed:
        return "long"
    if called or (area.guess.value is None and not _unique(columns, counts)):
        raise fault(
            "counts-or-incidents", file=opened.label, place=f"column {(called or counts)[0].name!r}"
        )
    return "long" if _unique(columns, counts) else "incidents"


def _unique(columns: Sequence[Column], counts: Sequence[Column]) -> bool:
    """Whether the columns that are no counts tell every row from every other."""
    names = {count.name for count in counts}
    key = pl.DataFrame({column.name: column.text for column in columns if column.name not in names})
    return bool(key.n_unique() >= MOST * key.height)


def _layout_guess(chosen: str, layout: str, counts: Sequence[Column]) -> Guess:
    if layout:
        return Guess("layout", chosen, "as --layout says")
    how = (
        "a column of dates, and none of counts"
        if chosen == "incidents"
        else f"a column of periods and {counts[0].name!r} of whole numbers"
    )
    return Guess("layout", chosen, how)


def _count(counts: Sequence[Column]) -> Guess:
    columns = [count for count in counts if says_count(count)]
    if len(columns) == 1 and (len(counts) == 1 or not begins(columns[0].name, "total")):
        more = [repr(count.name) for count in counts if count is not columns[0]]
        how = "whole numbers of 0 or more" + (f", as are {', '.join(more[:4])}" if more else "")
        return Guess("count", columns[0].name, how, BY_NAME if more else BY_VALUES)
    if len(counts) == 1:
        return Guess("count", counts[0].name, "the only whole numbers of 0 or more")
    how = "several columns hold whole numbers" if counts else "no column holds whole numbers"
    many = columns if len(columns) > 1 else counts
    return asked("count", how, [column.name for column in many])


def _period(dated: Sequence[Column], columns: Sequence[Column], opened: Opened) -> dict[str, Guess]:
    """Guesses at period and period_format: one column, or the finest of those that agree."""
    finest = max(dated, key=lambda dates: (dates.at is not None, -_step(dates), dates.distinct))
    if finest.at is not None and coarser(
        [column for column in dated if column is not finest], finest
    ):
        if finest.ways[0] in ("YYYY", "YYYY/YY"):
            _refuse_month_apart(columns, finest, opened)
        rows = len(finest.text)
        how = f"{finest.hits:,} of {rows:,} values are {written_words(finest.ways[0])}"
        if finest.ways[0] in MIXED:
            each = [f"{ordinals(finest.text, way).count():,} as {way}"
                    for way in MIXED[finest.ways[0]]]  # fmt: skip
            how += f", {' and '.join(each)}"
        return {
            "period": Guess("period", finest.name, how),
            "period_format": Guess("period_format", finest.ways[0], how),
        }
    if len(dated) == 1:
        how = "the values are dates by more than one way of writing, which give different months"
        return {
            "period": Guess("period", finest.name, "the only column of dates"),
            "period_format": asked("period_format", how, finest.ways),
        }
    if (reported := _reported(dated)) is not None:
        return reported
    how = "several columns hold periods, and they differ"
    ways = list(dict.fromkeys(way for column in dated for way in column.ways))
    return {
        "period": asked("period", how, [column.name for column in dated]),
        "period_format": Guess("period_format", ways[0], "all of them are written so")
        if len(ways) == 1
        else asked("period_format", "the columns of periods are written differently", ways),
    }


def _dates_of_a_book(period: Mapping[str, Guess], opened: Opened) -> dict[str, Guess]:
    """period_format of a workbook's dates, which are read in one way, however it shows them."""
    guess = period["period_format"]
    if guess.value != "YYYY-MM-DD" or not opened.label.lower().endswith(BOOK_SUFFIXES):
        return {}
    said = "the workbook's own dates are read so, however its cells show them"
    return {"period_format": replace(guess, how=f"{guess.how}; {said}")}


def _reported(dated: Sequence[Column]) -> dict[str, Guess] | None:
    """The column of days on which incidents were reported, where the others are of later steps."""
    first = [
        column for column in dated if begins(column.name, "report|record|creat|logged|received")
    ]
    if len(first) != 1 or len(first[0].ways) != 1:
        return None
    others = [column for column in dated if column is not first[0]]
    if not all(begins(other.name, "clos|resol|complet|finish|updat|modif|review|due|end")
               for other in others):  # fmt: skip
        return None
    over = " and ".join(repr(other.name) for other in others)
    return {
        "period": Guess("period", first[0].name, f"the day of the report, taken over {over}",
                        BY_NAME),
        "period_format": Guess("period_format", first[0].ways[0], "its values are written so"),
    }  # fmt: skip


def _step(column: Column) -> int:
    return step_of(column.ways[0])


def written_words(way: str) -> str:
    """What values of this way of writing are called."""
    named_ways = {"YYYY": "years", "YYYY-Qn": "quarters", "YYYY-MM": "months", "YYYYMM": "months"}
    return named_ways.get(way, "dates" if "d" in way.casefold() else "months")


def _refuse_month_apart(columns: Sequence[Column], year: Column, opened: Opened) -> None:
    for column in columns:
        there = column.text.drop_nulls()
        months = there.cast(pl.Float64, strict=False)
        numbered = bool(months.is_between(1, 12).fill_null(False).all())
        called = ordinals(there + " 2000", "Mon YYYY").count() == len(there)
        if column.filled and begins(column.name, "month|mon|period") and (numbered or called):
            raise fault(
                "month-apart", file=opened.label, place=f"columns {year.name!r} and {column.name!r}"
            )


def _held(column: Column) -> tuple[int, ...]:
    assert column.at is not None
    return tuple(column.at.drop_nulls().unique().sort().to_list())


def _months(column: Column) -> Months:
    assert column.at is not None
    at = column.at.drop_nulls().to_numpy()
    return Months(int(at.min()), int(at.max()) + _step(column) - 1)
