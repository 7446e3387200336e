"""What the smaller keys of a table hold: coordinates, references, categories, absent rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from waterbed.model.months import in_words, label
from waterbed.propose.columns import MOST, Column
from waterbed.propose.guess import BY_DEFAULT, BY_NAME, Guess, asked, begins, named
from waterbed.propose.guess_table import TableGuess, body
from waterbed.read.tables.files import Opened
from waterbed.read.tables.numbers import BLANK, DASH, Marks, counted
from waterbed.read.tables.part_months import days_of, part_months

_KINDS = "type|categor|offence|offense|crime|class|group|kind|nature|hoclass"
_PERSONS = (
    "victim|suspect|offender|officer|person|people|age|sex|gender|ethnicity|ethnic|weapon|status"
    "|name|surname|complainant|caller|informant|witness|reporter|by|staff|client|user|owner"
    "|patient|handler|attending|oic|pc|team|address|street|road|location|place|comments?|notes?"
    "|description|dob|birth|relationship|disability|religion|nationality|occupation"
)


def incident_id(table: TableGuess) -> Guess | None:
    """The column of incidents' references: by its name, where no value repeats or none is known.

    Where some repeat, they may be one incident with several rows, or a row may be one; that is
    asked.
    """
    used = {guess.value for guess in table.guesses.values()}
    for column in table.columns:
        if column.name in used or not named(column.name, "id|ref|reference|urn|number|no|key"):
            continue
        if column.filled < 0.5 * table.rows or column.distinct < 0.5 * column.filled:
            continue
        if column.distinct == column.filled:
            return Guess("id", column.name, "no reference stands in two rows", BY_NAME)
        repeats = column.filled - column.distinct
        how = (f"{repeats:,} rows repeat a reference of {column.name!r}: give its name if such "
               'rows are one incident (and max_rejected as the share of rows left out), or "" if '
               "each row is one")  # fmt: skip
        return asked("id", how)
    return None


def coordinates(columns: Sequence[Column]) -> tuple[Guess, Guess, Guess] | None:
    """The columns x and y and their system, by names and by the range of the values."""
    pairs = (("longitude|lon|lng|long", "latitude|lat", "EPSG:4326", (-9.1, 2.2), (49.7, 61.0)),
             ("easting|x", "northing|y", "EPSG:27700", (0.0, 7e5), (0.0, 1.3e6)))  # fmt: skip
    for east, north, crs, across, up in pairs:
        xs = [
            column
            for column in columns
            if column.numeric and begins(column.name, rf"(?:{east})s?\b")
        ]
        ys = [
            column
            for column in columns
            if column.numeric and begins(column.name, rf"(?:{north})s?\b")
        ]
        if len(xs) == len(ys) == 1 and _inside(xs[0], across) and _inside(ys[0], up):
            how = f"numbers in the range of {crs}"
            return (Guess("x", xs[0].name, how, BY_NAME), Guess("y", ys[0].name, how, BY_NAME),
                    Guess("crs", crs, how, BY_NAME))  # fmt: skip
    return None


def _inside(column: Column, bounds: tuple[float, float]) -> bool:
    values = column.text.cast(pl.Float64, strict=False).drop_nulls()
    values = values.filter(values != 0)
    return bool(len(values)) and int(values.is_between(*bounds).sum()) >= MOST * len(values)


def which_date(table: TableGuess) -> Guess:
    """Whether the period is that of recording or of the offence, by the name of its column."""
    period = table.guesses.get("period")
    name = str(period.value) if period and period.value else ""
    if begins(name, "record|report|creat|logged|entered|received"):
        return Guess("date", "recorded", f"the column is called {name!r}", BY_NAME)
    if begins(name, "commit|offence|occur|incident|from|crime"):
        return Guess("date", "offence", f"the column is called {name!r}", BY_NAME)
    return Guess(
        "date",
        "recorded",
        "nothing says which; correct it if the months are those of the offence",
        BY_DEFAULT,
    )


def absent(table: TableGuess) -> Guess:
    """What a row that is not there means: asked where the table speaks for both."""
    if table.layout == "wide":
        how = "a category without a row in an area had none there; correct it if rows are missing"
        return Guess("absent", "zero", how, BY_DEFAULT)
    count, area, period = (table.column(key) for key in ("count", "area", "period"))
    if count is None or area is None or period is None or period.at is None:
        return Guess(
            "absent",
            "zero",
            "a month without a row had none; correct it if rows are missing",
            BY_DEFAULT,
        )
    numbers = counted(count.text, Marks({}))
    if not bool(((numbers.counts == 0) & ~numbers.missing).any()):
        return Guess("absent", "zero", "no row holds 0, so zeros were left out")
    key = [area.text.alias("\0area")]
    key += [category.text for category in categories(table)]
    frame = pl.DataFrame(key).with_columns(period.at.alias("\0at"))
    spans = frame.unique().group_by(pl.exclude("\0at")).len()["len"].to_numpy()
    if np.all(spans == frame["\0at"].n_unique()):
        return Guess("absent", "zero", "every area and category there is has every period")
    how = 'some periods of an area have no row and others hold 0: "zero" or "no-data"'
    return asked("absent", how)


def categories(table: TableGuess) -> list[Column]:
    """Columns of few texts that are no figure of an area, the coarsest first.

    Of incidents only those that are named after kinds of offence and not after persons: each value
    is written into the study.
    """
    fixed = {column.name for column in table.area.attributes}
    fixed |= {str(guess.value) for guess in table.guesses.values()}
    fixed |= {name for guess in table.guesses.values() for name in guess.candidates}
    fixed |= {table.part[0]} if table.part else set()
    kinds = [column for column in table.columns if column.is_text and column.name not in fixed
             and 2 <= column.distinct <= min(200, table.rows / 3) and not column.prefix
             and column.filled >= MOST * table.rows]  # fmt: skip
    if table.layout == "incidents":
        kinds = [column for column in kinds if column.distinct <= 60
                 and begins(column.name, _KINDS) and not named(column.name, _PERSONS)]  # fmt: skip
    return sorted(kinds, key=lambda column: column.distinct)


def whole_months(table: TableGuess) -> tuple[Guess, ...]:
    """Guesses at first and last, where the first or last month seems to be there in part: the
    export begins or ends within it.
    """
    period = table.column("period")
    if table.layout != "incidents" or period is None or period.at is None or table.step > 1:
        return ()
    days = days_of(period.text, period.ways[0])
    there = period.at.is_not_null()
    if days is not None:
        there = there & days.is_not_null()
    at = period.at.filter(there).to_numpy()
    day = None if days is None else days.filter(there).to_numpy()
    guesses = []
    for part in part_months(at, day):
        beside = "after" if part.end == "first" else "before"
        how = f"{in_words(part.month)} holds far fewer incidents than the months {beside} it"
        if part.days:
            how = f"the {part.end} {part.days} days of {in_words(part.month)} hold no incident"
        guesses.append(Guess(part.end, label(part.month + (1 if beside == "after" else -1)), how))
    return tuple(guesses)


def marks(table: TableGuess, opened: Opened) -> tuple[Guess, ...]:
    """What an empty cell and a lone dash mean among the counts: asked, where there are any."""
    count = table.guesses.get("count")
    names = list(table.periods) if table.layout == "wide" else [str(count.value)] if count else []
    if not names or names == ["None"]:
        return ()
    frame = body(opened, names)
    kinds = [counted(column, Marks({})).kinds for column in frame if column.dtype == pl.String]
    guesses = []
    for key, code, what in (("blank", BLANK, "empty"), ("dash", DASH, "a lone dash")):
        cells = sum(int((marked == code).sum()) for marked in kinds if marked is not None)
        if cells:
            how = f'{cells:,} cells are {what}: "zero" or "no-data"'
            guesses.append(asked(key, how))
    return tuple(guesses)
