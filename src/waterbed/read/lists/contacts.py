"""A sheet of contacts as a service keeps it: one row a contact, a client's code and the service.

Only the columns that are named are opened, and only the table of histories is kept.  No code and no
name of a service is ever in a message: a row number is.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.histories import Histories
from waterbed.model.liststudy import MOST_LISTS
from waterbed.model.messages import fault
from waterbed.model.months import label
from waterbed.model.population import ListTable
from waterbed.read.tables.files import clean
from waterbed.read.tables.opener import open_table
from waterbed.read.tables.periods import ordinals

NO_CODE = re.compile(
    r"|na|nan|null|none|unknown|notknown|notgiven|nocode|anon|anonymous|refused|declined|test|tbc"
    r"|x+|total|totals|sum"
)
A_NAME = re.compile(r"(?=.*[^\W\d_]{3})[^\W\d_]+(?:[ ,.'’-]+[^\W\d_]+)+")
ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1"})
NEARLY = 0.85
"""Likeness of two names of services from which on they may be one."""


@dataclass(slots=True)
class _Rows:
    """The rows of the sheet as they are narrowed: codes and services as written, row numbers."""

    label: str
    code: list[str]
    service: list[str]
    row: list[int]

    def keep(self, wanted: Sequence[bool]) -> int:
        """Drop the others; how many went."""
        at = [k for k, keep in enumerate(wanted) if keep]
        gone = len(self.row) - len(at)
        self.code = [self.code[k] for k in at]
        self.service = [self.service[k] for k in at]
        self.row = [self.row[k] for k in at]
        return gone


def read_contacts(table: ListTable, *, label: str = "") -> Histories:
    """People by the set of services that met them, from a sheet with a row a contact.

    Rows above the names of the columns are passed over.  Codes that differ in capitals, spaces or
    punctuation alone are one person's, unless `table.exact`; rows without a code or a service are
    left out.  What was joined or left out stands in `notices` of the histories, with row numbers.
    InputError for columns that are missing, names in place of codes, fewer than two or more than
    six services, and codes of which none is at two services.
    """
    label = label or table.file.name
    _settled(table, label)
    columns = [table.code, table.service] + ([table.date] if table.date else [])
    opened = open_table(
        table.file,
        label=label,
        encoding=table.encoding,
        sheet=table.sheet,
        wanted=columns,
        only=columns,
        secret=True,
    )
    frame = opened.read([opened.require(column, "", fold=True) for column in columns])
    opened.must_hold(frame.height)
    texts = [[clean(cell or "") for cell in series.cast(pl.String)] for series in frame]
    first = opened.first_row
    rows = _Rows(label, texts[0], texts[1], list(range(first, first + frame.height)))
    remarks = list(opened.notices)
    if table.date:
        remarks += _within(table, texts[2], rows)
    _no_names(rows, table.code)
    remarks += _complete(rows, table)
    codes, joined = _people(rows, exact=table.exact)
    services, names, left_out = _services(rows, table)
    histories = _histories(rows, codes, services, names)
    return replace(histories, notices=(*remarks, *joined, *left_out))


def _settled(table: ListTable, label: str) -> None:
    """InputError for columns that do not go together."""
    if not (table.code and table.service):
        raise fault("no-code-or-service", file=label, place="service" if table.code else "code")
    if table.count or table.stratum:
        raise fault("not-of-contacts", file=label, place="count" if table.count else "stratum")
    first, last = table.first, table.last
    if (first is not None or last is not None) and not table.date:
        raise fault("no-date-column", file=label, place="date")
    if first is not None and last is not None and last < first:
        raise fault("months-upside-down", file=label, place="last")


def _within(table: ListTable, dates: list[str], rows: _Rows) -> list[Remark]:
    """Keep the contacts of the months asked for."""
    written = pl.Series("date", dates, dtype=pl.String)
    month = ordinals(written, "date")
    if month.null_count():
        month = month.fill_null(ordinals(written, "DD/MM/YYYY"))
    blank = (written == "").to_list()
    known: list[int | None] = month.to_list()
    for k, ordinal in enumerate(known):
        if ordinal is None and not blank[k]:
            raise fault(
                "no-contact-date", file=rows.label, place=f"row {rows.row[k]}, {table.date!r}"
            )
    first = table.first if table.first is not None else min((m for m in known if m), default=0)
    last = table.last if table.last is not None else max((m for m in known if m), default=0)
    gone = rows.keep([ordinal is not None and first <= ordinal <= last for ordinal in known])
    months = remark("contact-months", first=label(first), last=label(last))
    return [months, *_left_out("outside-months", gone)]


def _no_names(rows: _Rows, column: str) -> None:
    """InputError where many of the codes look like what a person is called or written to."""
    some = set(rows.code) - {""}
    named = sum("@" in code or A_NAME.fullmatch(code) is not None for code in some)
    if some and named > len(some) / 4:
        raise fault("names-not-codes", file=rows.label, place=repr(column))


def _complete(rows: _Rows, table: ListTable) -> list[Remark]:
    """Leave out rows without a code or a service."""
    uncoded = rows.keep([NO_CODE.fullmatch(_folded(code)) is None for code in rows.code])
    nowhere = rows.keep([service != "" for service in rows.service])
    if not rows.row:
        raise fault("no-contacts", file=rows.label, place=f"{table.code!r} and {table.service!r}")
    return [*_left_out("without-code", uncoded), *_left_out("without-service", nowhere)]


def _left_out(code: str, rows: int) -> list[Remark]:
    return [remark(code, rows=Figure(rows))] if rows else []


def _folded(code: str) -> str:
    """A code without capitals, spaces and punctuation."""
    plain = unicodedata.normalize("NFKC", code).casefold()
    return "".join(character for character in plain if character.isalnum())


def _people(rows: _Rows, *, exact: bool) -> tuple[list[str], list[Remark]]:
    """Each row's person, and what was joined or may be one person."""
    codes = rows.code if exact else [_folded(written) for written in rows.code]
    if exact:
        return codes, []
    ways: dict[str, dict[str, int]] = {}
    for code, written, row in zip(codes, rows.code, rows.row, strict=True):
        ways.setdefault(code, {}).setdefault(written, row)
    joined = [list(way.values()) for way in ways.values() if len(way) > 1]
    near: dict[str, list[int]] = {}
    for code, spellings in ways.items():
        near.setdefault(code.translate(ALIKE).lstrip("0"), []).append(min(spellings.values()))
    doubtful = [sorted(rows_alike) for rows_alike in near.values() if len(rows_alike) > 1]
    return codes, [*_example("codes-joined", "codes", joined),
                   *_example("codes-alike", "sets", doubtful)]  # fmt: skip


def _example(code: str, name: str, groups: Sequence[Sequence[int]]) -> list[Remark]:
    """How many groups of rows there are, with two rows of the first."""
    if not groups:
        return []
    row, other = groups[0][:2]
    return [remark(code, **{name: Figure(len(groups))}, row=Figure(row), other=Figure(other))]


def _services(rows: _Rows, table: ListTable) -> tuple[list[str], list[str], list[Remark]]:
    """Each row's service, the services that count, by how they are written most, and remarks."""
    keys = [service.casefold() for service in rows.service]
    written: dict[str, Counter[str]] = {}
    for key, service in zip(keys, rows.service, strict=True):
        written.setdefault(key, Counter())[service] += 1
    wanted = [" ".join(service.casefold().split()) for service in table.lists] or sorted(written)
    for name, key in zip(table.lists, wanted, strict=False):
        if key not in written:
            raise fault("no-such-service", file=rows.label, place=repr(table.service), value=name)
    if not 2 <= len(wanted) <= MOST_LISTS:
        code = "many-services" if len(wanted) > MOST_LISTS else "few-services"
        place = repr(table.service)
        raise fault(code, file=rows.label, place=place, most=MOST_LISTS, number=len(wanted))
    left = len(set(written) - set(wanted))
    remarks = [remark("services-left", services=Figure(left))] if left else []
    for k, key in enumerate(wanted):
        if difflib.get_close_matches(key, wanted[k + 1 :], 1, NEARLY):
            remarks.append(remark("services-alike"))
            break
    return keys, [_most(written[key]) for key in wanted], remarks


def _most(written: Counter[str]) -> str:
    return min(written, key=lambda service: (-written[service], service))


def _histories(
    rows: _Rows, codes: Sequence[str], services: Sequence[str], names: Sequence[str]
) -> Histories:
    """People by set of services."""
    bit = {name.casefold(): 1 << k for k, name in enumerate(names)}
    seen: dict[str, int] = {}
    for code, service in zip(codes, services, strict=True):
        seen[code] = seen.get(code, 0) | bit.get(service, 0)
    met = [cell for cell in seen.values() if cell]
    if all(cell.bit_count() == 1 for cell in met):
        raise fault("no-overlap", file=rows.label)
    counts = np.bincount(met, minlength=1 << len(names)).astype(np.int64)
    return Histories(tuple(names), counts, unlisted=len(seen) - len(met))
