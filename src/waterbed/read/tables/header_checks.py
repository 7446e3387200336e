"""Whether the names of a table's columns are names, differ, and leave no counts without one.

A month merged above several columns names the first of them alone, and a second table may stand
beside the first: their counts would be lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from waterbed.model.errors import InputError
from waterbed.model.messages import fault
from waterbed.read.tables.detect import detect
from waterbed.read.tables.headers import Header, turning_year

# Marks of a footnote, of provisional and revised figures, and of a name that was there before.
_MARK = re.compile(
    r"(.*?\w)[ _]*(?:[*†‡^¹²³]+|\.\d|[\[(]\d{1,2}[\])]|\b[pre]|[\[(](?:[a-z]{1,2}|note \d+)[\])]"
    r"|[\[(]?(?:prov(?:isional)?|revised|estimated?|part|to date)\.?[\])]?)",
    re.IGNORECASE,
)

_VALUE = re.compile(r"-?\d+([.,/:-]\d+)*([T ][\d:.]+Z?)?")


def check_names(
    header: Header, top: Sequence[Sequence[str]], label: str, layout: str, secret: bool
) -> None:
    """InputError where the row of names holds values, a name twice, or hides columns of counts.

    layout : "" where it is still to be told; secret : whether no cell is shown
    """
    row = header.at + header.rows
    must_be_names(header.names, label, layout, row)
    must_differ(header.names, label, show=not secret, row=row)
    if layout in ("", "wide"):
        must_be_one_table(header, top, label)


def must_be_names(columns: Sequence[str], label: str, layout: str, row: int = 1) -> None:
    """InputError where the row of names holds numbers or dates."""
    if layout not in ("long", "incidents", "police-uk"):
        return
    value = next((name for name in columns if _VALUE.fullmatch(name.strip())), None)
    if value is not None:
        raise fault(
            "values-for-names",
            file=label,
            place=f"row {row}",
            # Without names nothing tells whether its rows are incidents, whose dates are not shown.
            value=value if layout == "long" and len(value) <= len("2020-01") else None,
        )


def must_differ(header: Sequence[str], label: str, *, show: bool, row: int = 1) -> None:
    """InputError where two columns have the same name."""
    repeated = next((name for name in header if header.count(name) > 1 and name), None)
    if repeated is not None:
        raise fault("same-name", file=label, place=f"row {row}", value=repeated if show else None)


def must_be_one_table(header: Header, top: Sequence[Sequence[str]], label: str) -> None:
    """InputError where columns beside periods have values and no name or are a second table, or
    where it cannot be told to which year a month belongs."""
    names = header.names
    if year := turning_year(header, top):
        following = f"{(int(year) + 1) % 100:02d}"
        place = f"row {header.at + 1}"
        raise fault("turning-year", file=label, place=place, value=year, year=year,
                    following=following)  # fmt: skip
    if "" not in names:
        return
    body = top[header.at + header.rows :]
    cells = [[row[j].strip() for row in body if j < len(row)] for j in range(len(names))]
    periods = [j for j, name in enumerate(names) if is_period(name)]
    if len(periods) < 2:
        return
    row = header.at + header.rows
    nameless = [j for j in range(periods[0], len(names)) if not names[j] and _filled(cells[j])]
    if nameless:
        number = len(nameless)
        raise InputError(
            f"{number} column{'s' if number > 1 else ''} beside the periods "
            f"{'have' if number > 1 else 'has'} values and no name",
            file=label,
            place=f"row {row}, right of {_before(names, nameless[0])!r}",
            mend="Give each column a name of its own: a month that is merged above several columns "
            "is the name of the first alone. Of several kinds of counts keep one, or write the "
            "kind in a column of its own, a row an area and kind.",
        )
    for gap in (j for j in range(periods[0], len(names)) if not names[j]):
        beside = next((j for j in range(gap, len(names)) if names[j]), None)
        if beside is not None and _are_words(cells[beside]) and beside < periods[-1]:
            raise fault("two-tables", file=label, place=f"row {row}, from {names[beside]!r}")


def is_period(name: str) -> bool:
    """Whether a column's name is a period by any way of writing."""
    return any(character.isdigit() for character in name) and bool(detect([name]).form)


def unmarked(name: str) -> str:
    """The name of a column without a mark behind it (2017-04*, Apr 2017 (p)); "" without one."""
    match = _MARK.fullmatch(name)
    return match[1].strip() if match else ""


def _filled(cells: Sequence[str]) -> bool:
    """Whether at least half of the rows have a value."""
    return bool(cells) and sum(bool(cell) for cell in cells) * 2 >= len(cells)


def _are_words(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(cell[0].isalpha() for cell in filled) * 2 > len(filled)


def _before(names: Sequence[str], at: int) -> str:
    return next(names[j] for j in range(at, -1, -1) if names[j])
