"""Tables of overlapping lists: histories with counts, or a row a person with 0/1 or yes/no columns.

Only the columns that are named are opened, and only the table of histories is kept.  An error
gives row and column, never a value: the table may be about persons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError, raise_all
from waterbed.model.histories import Histories
from waterbed.model.liststudy import MOST_LISTS
from waterbed.model.messages import fault
from waterbed.read.tables.files import Opened
from waterbed.read.tables.numbers import counted
from waterbed.read.tables.opener import open_table

COUNT_NAMES = ("count", "n", "freq", "frequency", "people")
MOST_SHOWN = 10
YES_NO = {"yes": "1", "y": "1", "true": "1", "no": "0", "n": "0", "false": "0"}

NEVER_STRATA = re.compile(
    r"nation|citizen|immigra|migra|asylum|visa|leave.?to|ethnic|race|religio|country|passport"
    r"|status|origin",
    re.IGNORECASE,
)
# Words that name what a person is, or when a row is of, and no list that she is on.
NO_LIST = re.compile(
    r"(?<![a-z])(?:year|month|quarter|date|period|age|aged|sex|gender|male|female|adults?|minors?"
    r"|child|children|total|sum|id|code|ref|reference|row|born|dob|nationality|ethnicity|weight"
    r"|notes?|any|all|none|repeat)(?![a-z])",
    re.IGNORECASE,
)
# Codes of wards, of output areas and of postcodes: finer than a borough.  Q1 and H1 are periods.
TOO_FINE = re.compile(
    r"(?:[EW](?:00|01|02|05)|S0[0-2]|S13|N08)\d{6}"
    r"|(?![QH]\d$)[A-Z]{1,2}\d[A-Z\d]?(?:\s*\d[A-Z]{0,2})?",
    re.IGNORECASE,
)


def read_lists(
    path: Path,
    *,
    lists: Sequence[str] = (),
    count: str = "",
    stratum: str = "",
    encoding: str = "utf-8",
    sheet: str = "",
    label: str = "",
) -> Histories:
    """Read a table of overlapping lists.

    lists : 0/1 or yes/no columns.  None named: every column but `count` (and `stratum`), which
        only a table of histories with counts allows
    count : the column with the number of people of each history; by default one that is called
        count, n, freq, frequency or people, if no lists are named; none: a row is a person.
        Where lists are named, such a column must be named as well: a row might be either
    stratum : a column of periods or areas (borough or coarser)
    InputError for a column that is missing or holds anything else, a count that is none,
    fewer than two or more than eight lists, a stratum that says who people are.
    """
    named = tuple(name for name in (*lists, count, stratum) if name)
    opened = open_table(
        path,
        label=label or path.name,
        encoding=encoding,
        sheet=sheet,
        wanted=named,
        only=named if lists else (),
        secret=True,
    )
    return histories_of(opened, lists=lists, count=count, stratum=stratum)


def histories_of(
    opened: Opened, *, lists: Sequence[str] = (), count: str = "", stratum: str = ""
) -> Histories:
    """The same of a table that is open already, such as a data frame."""
    names, count = _columns(opened, lists, count, stratum)
    wanted = [*names, *([count] if count else []), *([stratum] if stratum else [])]
    table = opened.read(wanted)
    opened.must_hold(table.height)
    if not lists:
        _ask_of_others(opened, table, names)
    on, errors = _memberships(opened, table, names)
    people, wrong = _people(opened, table, count)
    raise_all((errors + wrong)[:MOST_SHOWN])
    cells = on @ (1 << np.arange(len(names)))
    size = 1 << len(names)
    counts = np.bincount(cells, people, size).astype(np.int64)
    unlisted, counts[0] = int(counts[0]), 0
    if not counts.any():
        raise fault("nobody-listed", file=opened.label)
    strata, by_stratum = _strata(opened, table, stratum, cells, people, size)
    return Histories(tuple(names), counts, strata, by_stratum, unlisted, opened.notices)


def _columns(
    opened: Opened, lists: Sequence[str], count: str, stratum: str
) -> tuple[list[str], str]:
    """The columns of the lists, and that of the count or ""."""
    if any(name.strip() in ("", "0", "1") for name in opened.columns):
        raise fault("nameless-columns", file=opened.label, place="row 1")
    if stratum:
        _check_stratum(opened, stratum)
    likely = next((column for column in opened.columns if column.lower() in COUNT_NAMES), "")
    if lists and likely and not count and likely not in lists:
        raise fault("person-or-history", file=opened.label, place=repr(likely))
    if not lists and not count:
        count = likely
    if count:
        opened.require(count, "count")
    if not lists and not count:
        raise fault("no-lists", file=opened.label)
    names = list(lists) or [column for column in opened.columns if column not in (count, stratum)]
    for name in names:
        opened.require(name, "list")
    if len(set(names)) < len(names) or {count, stratum} & set(names):
        raise fault("column-twice", file=opened.label, place="list")
    if not 2 <= len(names) <= MOST_LISTS:
        code = "many-lists" if len(names) > MOST_LISTS else "few-lists"
        raise fault(code, file=opened.label, place="list", most=MOST_LISTS, number=len(names))
    return names, count


def _ask_of_others(opened: Opened, table: pl.DataFrame, names: Sequence[str]) -> None:
    """InputError that names the columns which seem to be no lists, where none was named: by their
    name, or since some cells are neither 0 nor 1, or all of them are 1."""
    strange = []
    for name in names:
        marks = counted(_marks(table[name]))
        bad = marks.missing | (marks.counts > 1)
        whole = len(bad) > 2 and not bad.any() and bool((marks.counts == 1).all())
        if NO_LIST.search(name) or 2 * int(bad.sum()) > len(bad) or whole:
            strange.append(name)
    if strange:
        named = ", ".join(repr(name) for name in strange[:MOST_SHOWN])
        columns = "their names are not shown" if opened.hidden else named
        raise fault("columns-no-lists", file=opened.label, n=len(strange), columns=columns)


def _check_stratum(opened: Opened, stratum: str) -> None:
    if NEVER_STRATA.search(stratum):
        raise fault("never-strata", file=opened.label, place=repr(stratum))
    opened.require(stratum, "by")


def _marks(column: pl.Series) -> pl.Series:
    """A column of 0 and 1 where it holds yes and no, or a tick box; any other cell as it stands."""
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int64)
    if column.dtype != pl.String:
        return column
    return column.str.strip_chars().str.to_lowercase().replace(YES_NO)


def _memberships(
    opened: Opened, table: pl.DataFrame, names: Sequence[str]
) -> tuple[NDArray[np.int64], list[InputError]]:
    """int [R, K] of 0 and 1, and an error for the first cell of each column that is neither."""
    on = np.zeros((table.height, len(names)), np.int64)
    errors = []
    for k, name in enumerate(names):
        marks = counted(_marks(table[name]))
        bad = marks.missing | (marks.counts > 1)
        on[:, k] = np.where(bad, 0, marks.counts)
        if bad.any():
            errors.append(
                fault(
                    "no-membership",
                    file=opened.label,
                    place=f"row {int(bad.argmax()) + opened.first_row}, {name!r}",
                )
            )
    return on, errors


def _people(
    opened: Opened, table: pl.DataFrame, count: str
) -> tuple[NDArray[np.int64], list[InputError]]:
    if not count:
        return np.ones(table.height, np.int64), []
    numbers = counted(table[count])
    if not numbers.missing.any():
        return numbers.counts, []
    row = int(numbers.missing.argmax()) + opened.first_row
    error = fault("no-people", file=opened.label, place=f"row {row}, {count!r}")
    return np.where(numbers.missing, 0, numbers.counts), [error]


def _strata(
    opened: Opened,
    table: pl.DataFrame,
    stratum: str,
    cells: NDArray[np.int64],
    people: NDArray[np.int64],
    size: int,
) -> tuple[tuple[str, ...], NDArray[np.int64] | None]:
    """Names in alphabetical order and counts by stratum; those on no list are left out."""
    if not stratum:
        return (), None
    text = table[stratum].cast(pl.String).str.strip_chars().fill_null("")
    empty = (text == "").to_numpy()
    fine = np.array([TOO_FINE.fullmatch(cell) is not None for cell in text])
    for mask, code in ((empty, "empty-stratum"), (fine, "fine-stratum")):
        if mask.any():
            row = int(mask.argmax()) + opened.first_row
            raise fault(code, file=opened.label, place=f"row {row}, {stratum!r}")
    names, at = np.unique(text.to_numpy().astype(str), return_inverse=True)
    counts = np.zeros((len(names), size), np.int64)
    np.add.at(counts, (at, cells), people)
    counts[:, 0] = 0
    return tuple(str(name) for name in names), counts
