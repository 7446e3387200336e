"""The names of a table's columns, found among the rows from its top: titles, merged headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from waterbed.read.tables.files import clean, plain
from waterbed.read.tables.totals import is_total

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?"
    r"|oct(ober)?|nov(ember)?|dec(ember)?)\.?",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"(?:q|quarter ?)([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_TAX = re.compile(r"(?:FY ?)?(\d{4}) ?[/–-] ?(\d{2}|\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the names of the columns stand.

    at : position of their first row; rows : one, or two that were joined
    names : of the columns, "" where there is none
    """

    at: int
    rows: int
    names: tuple[str, ...]


def find_header(top: Sequence[Sequence[str]], wanted: Iterable[str] = ()) -> Header:
    """The first row that holds every wanted name in any case, else the first that fills half as
    many cells as the widest; joined with a row of years above it, or of months below it."""
    at = _position(top, {plain(name) for name in wanted if name})
    names = [clean(cell) for cell in top[at]] if top else []
    below = [clean(cell) for cell in top[at + 1]] if at + 1 < len(top) else []
    above = [clean(cell) for cell in top[at - 1]] if at else []
    if _are_parts(below) and any(_is_year(name) for name in names):
        return Header(at, 2, tuple(_joined(names, below)))
    if _are_parts(name for name in names if _is_part(name)) and _are_years(above):
        return Header(at - 1, 2, tuple(_joined(above, names)))
    return Header(at, 1, tuple(names))


def turning_year(header: Header, top: Sequence[Sequence[str]]) -> str:
    """A calendar year that stands above months which turn from December to January, or "".

    Then it is a financial year, or does not stand above its first month.
    """
    if header.rows != 2:
        return ""
    year, run = "", list[int]()
    above = [clean(cell) for cell in top[header.at]]
    below = [clean(cell) for cell in top[header.at + 1]]
    for k, part in enumerate(below):
        if k < len(above) and above[k]:
            year, run = above[k], []
        if not (_YEAR.fullmatch(year) and _MONTH.fullmatch(part)):
            continue
        run.append(_MONTHS.index(part[:3].lower()))
        steps = [later > earlier for earlier, later in pairwise(run)]
        if len(set(steps)) > 1:
            return year
    return ""


def holds(top: Sequence[Sequence[str]], wanted: Iterable[str]) -> bool:
    """Whether one of these rows names every wanted column."""
    asked = {plain(name) for name in wanted if name}
    return any(asked <= set(map(plain, row)) for row in top)


def _position(top: Sequence[Sequence[str]], wanted: set[str]) -> int:
    if wanted:
        for k, row in enumerate(top):
            if wanted <= set(map(plain, row)):
                return k
    filled = [sum(bool(cell.strip()) for cell in row) for row in top]
    enough = max(2, max(filled, default=0) / 2)
    return next((k for k, cells in enumerate(filled) if cells >= enough), 0)


def _is_part(name: str) -> bool:
    return bool(_MONTH.fullmatch(name) or _QUARTER.fullmatch(name))


def _is_year(name: str) -> bool:
    return bool(_YEAR.fullmatch(name) or _TAX.fullmatch(name))


def _are_parts(names: Iterable[str]) -> bool:
    """Two or more months or quarters without a year, and nothing else but totals."""
    named = [name for name in names if name]
    parts = [name for name in named if _is_part(name)]
    return len(parts) >= 2 and all(_is_part(name) or is_total(name) for name in named)


def _are_years(names: Sequence[str]) -> bool:
    named = [name for name in names if name and not is_total(name)]
    return bool(named) and all(_is_year(name) for name in named)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Each column's name of two rows: a year is that of every column up to the next name."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    names, year = [], ""
    for k in range(width):
        below = lower[k] if k < len(lower) else ""
        if above[k]:
            year = above[k] if _is_year(above[k]) else ""
        if year and _is_part(below):
            names.append(_period(year, below))
        elif year and below:
            names.append(f"{below} {year}")
        else:
            names.append(below or above[k])
    return names


def _period(year: str, part: str) -> str:
    """A year and a month or quarter under it, in one of the ways of `periods.FORMATS`."""
    quarter = _QUARTER.fullmatch(part)
    if quarter:
        return f"{year}{'-' if _YEAR.fullmatch(year) else ' '}Q{quarter[1]}"
    tax = _TAX.fullmatch(year)
    month = part[:3].lower()
    if tax and (int(tax[2]) - int(tax[1]) - 1) % 100 == 0:
        number = _MONTHS.index(month) + 1
        return f"{int(tax[1]) + (number < 4)}-{number:02d}"
    return f"{year}-{_MONTHS.index(month) + 1:02d}" if not tax else f"{part} {year}"


_NOTE = re.compile(
    r"(source|notes?|key|footnotes?|data|extracted|produced|prepared|contact|last updated|please"
    r"|this (table|data|file)|crown|contains|figures?|counts?|©|\(c\)|\*+|\.\.|\[[a-z]\]|<"
    r"|\(?\d+[.)])"
    r"(?![a-z])",
    re.IGNORECASE,
)


def last_row(rows: Sequence[Sequence[str]], width: int) -> int:
    """How many of these rows stand before notes below the table and blank rows at its end."""
    end = len(rows)
    while end:
        filled = [cell.strip() for cell in rows[end - 1] if cell.strip()]
        if filled and not _is_note(filled, width, rows[end - 2] if end > 1 else ()):
            break
        end -= 1
    return end


def _is_note(filled: Sequence[str], width: int, above: Sequence[str]) -> bool:
    """Whether a row is a note: of one cell under a blank row or wordy, or marked as a note."""
    if width < 3:
        return len(filled) == 1 and bool(_NOTE.match(filled[0])) and len(filled[0]) > 12
    apart = not any(cell.strip() for cell in above)
    if len(filled) == 1 and (apart or len(filled[0]) > 40):
        return True
    return len(filled) <= 2 and bool(_NOTE.match(filled[0]))
