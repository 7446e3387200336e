"""A clean published table: the 22 wards of Redbridge, 24 months, from the worked example."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from waterbed.model.areas import Areas
from waterbed.model.months import label, month
from waterbed.model.sources import CountTable

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "redbridge"
FIRST = month("2016-04")
MONTHS = tuple(range(FIRST, FIRST + 24))
KINDS = ("BURGLARY", "ROBBERY", "THEFT", "VIOLENCE AGAINST THE PERSON")

Cells = dict[tuple[str, int], int | None]
"""Count by ward and first month of the period; None for no data."""


@dataclass(frozen=True)
class Clean:
    """counts : by code, kind and month; names : of the wards, by code."""

    names: dict[str, str]
    counts: dict[tuple[str, str, int], int]

    @property
    def codes(self) -> list[str]:
        return list(self.names)

    def total(self, code: str, at: int, step: int = 1) -> int:
        months = range(at, at + step)
        return sum(self.counts[code, kind, m] for kind in KINDS for m in months)

    def cells(self, step: int = 1, months: int = len(MONTHS)) -> Cells:
        return {
            (code, at): self.total(code, at, step)
            for code in self.names
            for at in MONTHS[:months:step]
        }

    def rows(self, names: bool = True, step: int = 1) -> list[list[Any]]:
        """A row a ward: its name (or code) and its total of every period."""
        return [
            [self.names[code] if names else code]
            + [self.total(code, at, step) for at in MONTHS[::step]]
            for code in self.names
        ]

    def long(self) -> list[list[Any]]:
        """A row a ward, month and kind: code, name, month, kind, count."""
        return [
            [code, self.names[code], label(at), kind, self.counts[code, kind, at]]
            for code in self.names
            for at in MONTHS
            for kind in KINDS
        ]

    def areas(self) -> Areas:
        return Areas(
            tuple(self.names), tuple(self.names.values()), ("Redbridge",) * len(self.names)
        )


@cache
def clean() -> Clean:
    wards = pl.read_csv(EXAMPLE / "areas.csv").filter(pl.col("borough") == "Redbridge")
    names = dict(wards.select("code", "name").iter_rows())
    months = [label(at).replace("-", "") for at in MONTHS]
    table = pl.read_parquet(EXAMPLE / "counts.parquet", columns=["wardcode", "majortext", *months])
    table = table.filter(pl.col("wardcode").is_in(list(names)), pl.col("majortext").is_in(KINDS))
    counts = dict.fromkeys(((c, k, m) for c in names for k in KINDS for m in MONTHS), 0)
    for code, kind, *values in table.iter_rows():
        counts |= {(code, kind, m): int(n) for m, n in zip(MONTHS, values, strict=True)}
    return Clean(names, counts)


@dataclass(frozen=True)
class Export:
    """A file as it is exported, and what must come of it.

    table : how the study reads it; areas : the study's, or None
    codes : of what is told; lost : ward and month that must be no data
    mend : words of the one message where it is asked about, else ""
    step : months in a period; months : how many of the table's are in the file
    """

    table: CountTable
    areas: Areas | None = None
    codes: tuple[str, ...] = ()
    lost: tuple[tuple[str, int], ...] = ()
    mend: str = ""
    step: int = 1
    months: int = 24


def english(at: int, form: str = "{m}-{yy}") -> str:
    """A month as people write it: Apr-16, April 2016."""
    names = "January February March April May June July August September October November December"
    name = names.split()[at % 12]
    return form.format(m=name[:3], mmm=name, yy=f"{at // 12 % 100:02d}", yyyy=at // 12)


def british(at: int, day: int = 1, form: str = "{d:02d}/{m:02d}/{y}") -> str:
    return form.format(d=day, m=at % 12 + 1, y=at // 12)
