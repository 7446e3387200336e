"""What to count: everything, and each category of which there is much."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from waterbed.disclosure.elsewhere import sensitive
from waterbed.model.study import Outcome
from waterbed.propose.columns import Column
from waterbed.propose.guess_table import TableGuess, body
from waterbed.propose.uncounted import is_void
from waterbed.read.tables.files import Opened, plain
from waterbed.read.tables.numbers import Marks, counted
from waterbed.read.tables.totals import is_total

FEWEST = 10
"""Rows of a table of incidents below which a category is not named."""

_LARGE, _MOST = 0.02, 8
_CRIME = re.compile("burglary|robbery|theft|criminal|violence|assault", re.IGNORECASE)
# Reports to a national line are booked to a police area where nothing need have happened.
_NOT_LOCAL = re.compile(r"\b(?:nfib|action fraud)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Categories:
    """The values of one column of categories.

    totals : what is counted in each, the largest first; of incidents only those of FEWEST or more
    unnamed : how many values are not named
    """

    column: str
    totals: Mapping[str, int]
    unnamed: int


def tally(table: TableGuess, column: Column, opened: Opened | None) -> Categories:
    """What is counted in each category: counts, or rows of a table of incidents.

    Spellings that differ by case or spaces are one category, as they are when the table is read
    (`read/tables/select.py`); the commonest of them stands for it.
    """
    count = table.column("count")
    if table.layout == "wide":
        assert opened is not None
        frame = body(opened, table.periods)
        size = np.sum([counted(cells, Marks({})).counts for cells in frame], axis=0)
    elif count is not None:
        size = counted(count.text, Marks({})).counts
    else:
        size = np.ones(table.rows, np.int64)
    spelt = (
        pl.DataFrame({"of": column.text, "size": size})
        .drop_nulls("of")
        .group_by("of")
        .agg(pl.col("size").sum(), pl.len().alias("rows"))
        .sort(["rows", "of"], descending=[True, False])
    )
    totals = (
        spelt.with_columns(pl.Series("plain", [plain(str(of)) for of in spelt["of"]], pl.String))
        .group_by("plain", maintain_order=True)
        .agg(pl.col("of").first(), pl.col("size").sum(), pl.col("rows").sum())
        .select("of", "size", "rows")
        .sort(["size", "of"], descending=[True, False])
    )
    secret = table.layout == "incidents"
    shown = totals.filter(pl.col("rows") >= FEWEST) if secret else totals
    sizes = {str(of): int(size) for of, size, _ in shown.rows()}
    return Categories(column.name, sizes, totals.height - shown.height)


def called(table: TableGuess, kinds: Categories | None) -> str:
    """What all that is counted is called: crime only where the categories say so."""
    if table.layout == "incidents":
        return "all incidents"
    crime = kinds is not None and any(map(_CRIME.search, kinds.totals))
    return "all crime" if crime or table.layout == "police-uk" else "everything"


def draft_outcomes(
    everything: str,
    kinds: Categories | None,
    part: tuple[str, str] | None,
    void: Sequence[Mapping[str, str]] = (),
) -> tuple[list[dict[str, Any]], dict[tuple[str | int, ...], str]]:
    """Entries of [[outcomes]] and notes on them.

    everything : the id of the outcome that counts all
    part : column and value that every outcome selects, where the table holds several tables
    void : selectors of rows that no outcome counts
    """
    entries, notes = _drafted(everything, kinds, part)
    for k, entry in enumerate(entries if void else ()):
        entry["exclude"] = [*entry.get("exclude", ()), *void]
        said = "Without rows that are cancelled, recorded twice or no crime."
        notes["outcomes", k, "exclude"] = (
            f"{notes.get(('outcomes', k, 'exclude'), '')} {said}".strip()
        )
    return entries, notes


def _drafted(
    everything: str, kinds: Categories | None, part: tuple[str, str] | None
) -> tuple[list[dict[str, Any]], dict[tuple[str | int, ...], str]]:
    whole: dict[str, Any] = {"id": everything}
    notes: dict[tuple[str | int, ...], str] = {}
    if part:
        whole["include"] = [{part[0]: part[1]}]
        notes["outcomes", 0, "include"] = (
            f"The table holds several tables, told apart by {part[0]!r}; only these rows have "
            "areas, and rows of the others would be counted twice."
        )
    if kinds is None:
        return [whole], notes
    left = [value for value in kinds.totals if _counts_nothing(value)]
    if left:
        whole["exclude"] = [_selector(kinds.column, value, part) for value in left]
        notes["outcomes", 0, "exclude"] = (
            "Sums of other rows, national reports of fraud, which are no offences of an area, and "
            "what was cancelled or no crime."
        )
    local = {value: size for value, size in kinds.totals.items() if value not in left}
    total = sum(local.values()) or 1
    large = [value for value, size in local.items() if size >= _LARGE * total][:_MOST]
    large += [value for value in local if value not in large and _sensitive(value)]
    entries = [whole]
    for value in large:
        entry: dict[str, Any] = {"id": _id(value, entries)}
        entry["include"] = [_selector(kinds.column, value, part)]
        if _sensitive(value):
            entry["sensitive"] = True
        entries.append(entry)
    notes["outcomes",] = _rest(kinds, [value for value in local if value not in large])
    return entries, notes


def _counts_nothing(value: str) -> bool:
    return bool(_NOT_LOCAL.search(value)) or is_total(value) or is_void(value)


def _selector(column: str, value: str, part: tuple[str, str] | None) -> Any:
    return {part[0]: part[1], column: value} if part else value


def _sensitive(value: str) -> bool:
    return sensitive(Outcome(value, value, (), ((),)))


def _id(value: str, entries: list[dict[str, Any]]) -> str:
    """A short name that no other outcome has."""
    text = " ".join(value.replace("@", " at ").split())
    text = (text.lower() if text.isupper() else text)[:70]
    taken = {entry["id"] for entry in entries}
    name, number = text, 2
    while name in taken:
        name, number = f"{text} {number}", number + 1
    return name


def _rest(kinds: Categories, left: list[str]) -> str:
    text = f"One for everything and one for each large category of {kinds.column!r}; delete those "\
           "that nobody asks about."  # fmt: skip
    if left:
        more = f" and {len(left) - 20} more" if len(left) > 20 else ""
        text += f" Also there: {', '.join(left[:20])}{more}."
    if kinds.unnamed:
        text += f" {kinds.unnamed} with fewer than {FEWEST} incidents are not named."
    return text
