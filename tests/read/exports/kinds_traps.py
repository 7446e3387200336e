"""Exports in which a reader could take one thing for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.read.exports.clean import KINDS, MONTHS, Clean, Export, english
from tests.read.exports.kinds_wide import HEAD
from tests.read.exports.sheets import book, long, text, wide


def months_merged_above_kinds(folder: Path, clean: Clean) -> Export:
    upper, lower = ["Ward"], [""]
    for name in HEAD[1:]:
        upper += [name, ""]
        lower += KINDS[:2]
    rows = [[clean.names[c], *(clean.counts[c, k, at] for at in MONTHS for k in KINDS[:2])]
            for c in clean.codes]  # fmt: skip
    return Export(wide(text(folder / "c.csv", [upper, lower, *rows])), mend="a name of its own")


def another_table_beside(folder: Path, clean: Clean) -> Export:
    rows = clean.rows()
    head = [*HEAD[:13], "", "Name", *HEAD[13:]]
    both = [[*a[:13], "", b[0], *b[13:]] for a, b in zip(rows, rows[::-1], strict=True)]
    return Export(wide(book(folder / "c.xlsx", {"Data": [head, *both]})), mend="two tables")


def provisional_months(folder: Path, clean: Clean) -> Export:
    head = [*HEAD[:22], *(f"{name} (p)" for name in HEAD[22:])]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()])), mend="Write 'Jan-18'")


def months_with_an_asterisk(folder: Path, clean: Clean) -> Export:
    head = [*HEAD[:24], f"{HEAD[24]}*"]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()])), mend="Write 'Mar-18'")


def rates_beside_the_counts(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(f"{english(at)}{more}" for at in MONTHS for more in ("", " rate"))]
    rows = [[row[0], *(f(n) for n in row[1:] for f in (int, lambda n: n / 10))]
            for row in clean.rows()]  # fmt: skip
    return Export(wide(text(folder / "c.csv", [head, *rows])))


def calendar_years_within(folder: Path, clean: Clean) -> Export:
    head = [*HEAD[:10], "2016", *HEAD[10:22], "2017", *HEAD[22:]]
    rows = [[*r[:10], sum(r[1:10]), *r[10:22], sum(r[10:22]), *r[22:]] for r in clean.rows()]
    return Export(wide(text(folder / "c.csv", [head, *rows])), codes=("columns-left-out",))


def the_last_month_first(folder: Path, clean: Clean) -> Export:
    rows = [[row[0], *row[:0:-1]] for row in [HEAD, *clean.rows()]]
    return Export(wide(text(folder / "c.csv", rows)))


def a_pivot_table_with_blank(folder: Path, clean: Clean) -> Export:
    rows = clean.rows()
    total = ["Grand Total", *(sum(column) + 3 for column in list(zip(*rows, strict=True))[1:])]
    path = text(folder / "c.csv", [HEAD, *rows, ["(blank)", *[3] * 24], total])
    return Export(wide(path), mend="Fill in the area")


def codes_in_two_cases(folder: Path, clean: Clean) -> Export:
    rows = [[row[0].lower() if k % 3 else f"{row[0]} ", *row[1:]]
            for k, row in enumerate(clean.long())]  # fmt: skip
    path = text(folder / "c.csv", [["Code", "Ward", "Month", "Type", "Offences"], *rows])
    return Export(long(path, area="Code"), clean.areas(), codes=("spellings",))


def line_breaks_within_names(folder: Path, clean: Clean) -> Export:
    rows = [[row[0].replace(" ", "\n"), *row[1:]] for row in clean.rows()]
    path = text(folder / "c.csv", [["Name of\nward", *HEAD[1:]], *rows])
    return Export(wide(path, area="Name of ward"))


def lines_that_end_as_on_old_macs(folder: Path, clean: Clean) -> Export:
    path = text(folder / "c.csv", [HEAD, *clean.rows()])
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))
    return Export(wide(path))


def an_end_of_file_character(folder: Path, clean: Clean) -> Export:
    path = text(folder / "c.csv", [HEAD, *clean.rows()])
    path.write_bytes(path.read_bytes() + b"\x1a")
    return Export(wide(path))


def unicode_text_without_its_mark(folder: Path, clean: Clean) -> Export:
    path = text(folder / "c.csv", [HEAD, *clean.rows()], "\t", "utf-16-le")
    return Export(wide(path), mend='encoding = "utf-16"')


def decimal_commas(folder: Path, clean: Clean) -> Export:
    rows = [[row[0], *(f"{n},5" for n in row[1:])] for row in clean.rows()]
    return Export(wide(text(folder / "c.csv", [HEAD, *rows], ";")), mend="a whole number")


def a_calendar_year_above_a_financial_one(folder: Path, clean: Clean) -> Export:
    upper = ["", "2016", *[""] * 11, "2017", *[""] * 11]
    lower = ["Ward", *(english(at, "{m}") for at in MONTHS)]
    path = text(folder / "c.csv", [upper, lower, *clean.rows()])
    return Export(wide(path), mend="or 2016/17 if")


def a_year_above_february(folder: Path, clean: Clean) -> Export:
    upper = ["", "2016", *[""] * 9, "2017", *[""] * 11, "2018", ""]
    lower = ["Ward", *(english(at, "{m}") for at in MONTHS)]
    path = text(folder / "c.csv", [upper, lower, *clean.rows()])
    return Export(wide(path), mend="above each January")


def _sum(name: str, rows: list[list[Any]]) -> list[Any]:
    return [name, *(sum(column) for column in list(zip(*rows, strict=True))[1:])]


def subtotals_above_each_half(folder: Path, clean: Clean, **keys: str) -> Export:
    rows = clean.rows()
    halves = [_sum("North", rows[:9]), *rows[:9], _sum("South", rows[9:]), *rows[9:]]
    path = text(folder / "c.csv", [HEAD, *halves, _sum("Redbridge", rows)])
    return Export(wide(path, **keys), mend='totals = "leave-out"')


def subtotals_left_out(folder: Path, clean: Clean) -> Export:
    export = subtotals_above_each_half(folder, clean, totals="leave-out")
    return replace(export, mend="", codes=("subtotals", "sum-area"))


def subtotals_below_each_half(folder: Path, clean: Clean) -> Export:
    rows = clean.rows()
    halves = [*rows[:9], _sum("North", rows[:9]), *rows[9:], _sum("South", rows[9:])]
    path = text(folder / "c.csv", [HEAD, *halves])
    return Export(wide(path, totals="leave-out"), codes=("subtotals",))


def dates_and_texts_in_the_header(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(date(at // 12, at % 12 + 1, 1) if at % 2 else english(at) for at in MONTHS)]
    path = book(folder / "c.xlsx", {"Data": [head, *clean.rows()]})
    return Export(wide(path), mend="all of them in one way")
