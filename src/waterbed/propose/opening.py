"""What the user asks, and the table of counts opened: its sheet, its encoding, its layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from waterbed.model.errors import InputError
from waterbed.propose.columns import Column
from waterbed.propose.guess import BY_DEFAULT, Guess
from waterbed.propose.guess_table import TableGuess, guess_table
from waterbed.read.tables.files import BOOK_SUFFIXES, CSV_SUFFIXES, Opened
from waterbed.read.tables.misnamed import is_book
from waterbed.read.tables.opener import open_table
from waterbed.read.tables.text import is_utf8
from waterbed.read.tables.workbooks import open_book


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user gives on the command line; "" and None where nothing is said.

    start : a month or a day as a study writes it
    starts : where there are several, one for each place
    beside : areas next door, by id or name; none where a map tells
    about : id of the outcome that the question and the claims are about; all that is counted if ""
    answers : key and value, of keys that stay open (`propose.questions`): area, areas.id, absent
    """

    counts: Path
    areas: Path | None = None
    neighbours: Path | None = None
    places: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    start: str = ""
    layout: str = ""
    sheet: str = ""
    encoding: str = "utf-8"
    starts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    about: str = ""


def open_counts(asked: Asked, known: Sequence[Column]) -> tuple[Asked, Opened, TableGuess]:
    """The table of counts, guessed, with the sheet and the encoding that it was read by.

    known : columns of the file of areas, or none
    InputError where no sheet holds such a table, or several do; no value of a table is shown,
    since it may be one of persons.
    """
    book = is_book(asked.counts)
    if _is_text(asked.counts) and not is_utf8(asked.counts):
        asked = replace(asked, encoding="cp1252")
    return _of_sheets(asked, known) if book and not asked.sheet else _guessed(asked, known)


def _is_text(path: Path) -> bool:
    """Whether a file is text, whatever its name says."""
    suffix = path.suffix.lower()
    if not path.is_file() or suffix not in (*CSV_SUFFIXES, *BOOK_SUFFIXES):
        return False
    return suffix in CSV_SUFFIXES or not is_book(path)


def _of_sheets(asked: Asked, known: Sequence[Column]) -> tuple[Asked, Opened, TableGuess]:
    """The only sheet that holds a table of counts."""
    label = asked.counts.as_posix()
    names = [str(name) for name in open_book(asked.counts, label, "", show=False).sheet_names]
    if len(names) == 1:
        return _guessed(asked, known)
    tables, errors = [], []
    for name in names:
        try:
            tables.append(_guessed(replace(asked, sheet=name), known))
        except InputError as error:
            errors.append(error)
    if not names:
        raise InputError("this workbook has no sheet", file=label,
                         mend="Save it again in the program that it comes from.")  # fmt: skip
    if not tables:
        raise errors[0]
    if len(tables) > 1:
        raise InputError(
            f"{len(tables)} sheets hold a table of counts",
            file=label,
            place="sheets " + ", ".join(repr(table[0].sheet) for table in tables[:8]),
            mend="Name one of them with --sheet.",
            code="several-sheets",
            facts={"sheets": tuple(table[0].sheet for table in tables)},
        )
    return tables[0]


def _guessed(asked: Asked, known: Sequence[Column]) -> tuple[Asked, Opened, TableGuess]:
    opened = open_table(
        asked.counts, encoding=asked.encoding, sheet=asked.sheet, layout="", secret=True
    )
    said = dict(asked.answers)
    return asked, opened, guess_table(opened, known, asked.places, asked.layout, said)


def how_read(asked: Asked, sheet: str) -> dict[str, Guess]:
    """Guesses at the sheet and the encoding, where either must be said.

    sheet : as the user named it, or ""
    """
    guesses = {}
    if asked.sheet:
        how = "as --sheet says" if sheet else "the only sheet that holds such a table"
        guesses["sheet"] = Guess("sheet", asked.sheet, how)
    if asked.encoding != "utf-8":
        how = "the text is not utf-8"
        guesses["encoding"] = Guess("encoding", asked.encoding, how, BY_DEFAULT)
    return guesses
