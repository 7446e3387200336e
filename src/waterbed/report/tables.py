"""tables.xlsx and tables/*.csv: the rows of results.json, flat, for Excel and Power BI.

A column called `shown` says of each row whether its numbers are exact, rounded or not shown;
numbers that are not shown are empty cells.  Text that a spreadsheet would take for a formula is
disarmed: in CSV by an apostrophe in front, in the workbook by being written as text.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import xlsxwriter

from waterbed.model.freetext import visible
from waterbed.model.months import label
from waterbed.model.released import ShownRun
from waterbed.model.released_activity import ShownActivity
from waterbed.report.book import grids_sheet, opening_sheet
from waterbed.report.page import Pages
from waterbed.report.record.findings import without
from waterbed.report.record.results import record
from waterbed.report.record.rows import Row
from waterbed.report.words.known import LEADS
from waterbed.report.words.numbers import HIDDEN

Cell = str | int | float | bool | None

SHOWN = {"exact": "exact", "rounded": "rounded", "withheld": HIDDEN}
WIDE = ("words", "reason", "text", "finding")
WAVES = ("before", "after", "comparison_before", "comparison_after")
"""Waves of a survey, as its row has them."""
ALWAYS = tuple(
    "claims estimates checks readings roles inputs outcomes series detectable".split()  # noqa: SIM905
)
"""Tables that every run has, be they empty."""
_FORMULA = ("=", "+", "-", "@")
CREATED = datetime(2000, 1, 1)  # constant, so that the same results give the same bytes


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: a name, column titles, and rows as long as the titles."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(results: ShownRun, run: Row | None = None) -> tuple[Table, ...]:
    """Every table of a run, from the rows of `record` (`run`, where they are made already)."""
    recorded = record(results) if run is None else run
    estimates = _numbered(recorded["estimates"])
    study = recorded["study"]
    rows = {
        "claims": [_claim(results, i, row) for i, row in enumerate(recorded["verdicts"])],
        "opinions": study.get("opinions", []),
        "known": _known(study.get("known", [])),
        "estimates": [without(row, "waves") for row in estimates],
        "waves": _waves(estimates),
        "checks": _numbered(recorded["checks"]),
        "readings": _readings(recorded["readings"]),
        "roles": recorded["roles"],
        "inputs": recorded["inputs"],
        "outcomes": recorded["outcomes"],
        "series": _by_period(recorded["series"]),
        "quarters": _by_quarter(recorded["by_quarter"]),
        "surroundings": recorded["surroundings"],
        "activity": [without(row, "counts") for row in recorded["activity"]],
        "activity months": _by_month(results.activity),
        "surveys": _surveys(recorded.get("surveys", ())),
        "detectable": _numbered(recorded["detectable"]),
    }
    return tuple(_table(name, of) for name, of in rows.items() if of or name in ALWAYS)


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [{"number": i} | row for i, row in enumerate(rows)]


def _waves(estimates: Iterable[Row]) -> list[Row]:
    """What each wave of a programme brings to a sum, a row for each wave and numbered estimate."""
    return [
        {key: row[key] for key in ("number", "outcome", "zone", "part", "scale")}
        | {f"sum_{key}": row[key] for key in ("intervention", "method")}
        | wave
        for row in estimates
        for wave in row.get("waves", ())
    ]


def _readings(readings: Iterable[Row]) -> list[Row]:
    """A row a reading; the one that a claim states comes first where the grid has it not."""
    return [
        {"claim": table["claim"], "outcome": table["outcome"], "stated": row == table["stated"]}
        | row
        | {"status": table["status"]}
        for table in readings
        for row in ([table["stated"]] if table["stated"] not in (None, *table["readings"]) else [])
        + table["readings"]
    ]


def _by_period(series: Iterable[Row]) -> list[Row]:
    return [
        {key: line[key] for key in ("intervention", "outcome", "zone", "window", "step")}
        | {"period": period, "observed": observed, "expected": expected, "status": line["status"]}
        for line in series
        for period, observed, expected in zip(
            line["periods"], line["observed"], line["expected"], strict=True
        )
    ]


def _by_quarter(windows: Iterable[Row]) -> list[Row]:
    return [
        {key: window[key] for key in ("intervention", "outcome", "window", "method", "level")}
        | quarter
        | {"status": window["status"]}
        for window in windows
        for quarter in window["quarters"]
    ]


def _by_month(done: Iterable[ShownActivity]) -> list[Row]:
    return [
        {"activity": activity.id, "month": label(activity.from_month + k), "number": count}
        for activity in done
        for k, count in enumerate(activity.counts)
    ]


def _surveys(surveys: Iterable[Row]) -> list[Row]:
    """A row a survey: who said yes, and of how many, in each of its waves."""
    return [
        without(row, *WAVES)
        | {f"{wave}_{key}": (row[wave] or {}).get(key) for wave in WAVES for key in ("yes", "of")}
        for row in surveys
    ]


def _claim(results: ShownRun, i: int, row: Row) -> Row:
    """A verdict's row with the claim's own words in front."""
    claim = results.verdicts[i].claim
    said = {"who": claim.who, "side": claim.side, "words": claim.words, "source": claim.source}
    dated = {"date": claim.date, "subject": claim.subject, "outcome": claim.outcome}
    rest = {key: value for key, value in row.items() if key not in ("claim", "reasons", "windows")}
    for name, ends in zip(("first", "later"), row["windows"], strict=False):
        rest |= {f"{name}_low": ends[0], f"{name}_high": ends[1]}
    return {"claim": claim.id} | said | dated | {"zone": claim.zone} | rest


def _known(findings: list[Row]) -> list[Row]:
    """What is known from elsewhere, a row for each finding and claim that it bears on."""
    return [
        {"claim": claim, "bears": lead} | without(row, *LEADS)
        for side, lead in LEADS.items()
        for row in findings
        for claim in row[side]
    ]


def _table(name: str, rows: list[Row]) -> Table:
    """Rows of one shape as a table; lists of two become two columns, others are joined."""
    flat = [_flat(row) for row in rows]
    columns = tuple(dict.fromkeys(key for row in flat for key in row))
    return Table(name, columns, tuple(tuple(row.get(key) for key in columns) for row in flat))


_ENDS = {
    "window": ("window_from", "window_to"),
    "base": ("base_from", "base_to"),
    "post": ("post_from", "post_to"),
    "months": ("months_from", "months_to"),
    "deciding": ("deciding_low", "deciding_high"),
    "readings": ("readings_reaching", "readings_declared"),
}


def _flat(row: Row) -> dict[str, Cell]:
    flat: dict[str, Cell] = {}
    for key, value in row.items():
        if key == "facts":
            continue
        if key == "status":
            flat["shown"] = SHOWN[value]
        elif key in _ENDS and not isinstance(value, str):
            flat |= dict(zip(_ENDS[key], value or (None, None), strict=True))
        elif isinstance(value, dict):
            flat[key] = "; ".join(f"{name}: {n}" for name, n in value.items())
        elif isinstance(value, list):
            flat[key] = "; ".join(map(str, value))
        else:
            flat[key] = value
    return flat


@lru_cache(2**14)
def disarm(text: str) -> str:
    """Text that no spreadsheet takes for a formula, whatever stands before its sign."""
    bare = unicodedata.normalize("NFKC", visible(text)).lstrip(" \t\ufffd\n\u200b\ufeff")
    return f"'{text}" if bare.startswith(_FORMULA) or text.startswith(("\t", "\r", "\n")) else text


def csv_files(run_tables: Iterable[Table]) -> dict[str, bytes]:
    """Name and bytes of each CSV, UTF-8 with the mark that Excel needs to know it."""
    return {f"{table.name}.csv": _csv(table) for table in run_tables}


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([disarm(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def workbook(results: ShownRun, run_tables: Iterable[Table], shown: Pages | None = None) -> bytes:
    """One sheet a table of a run, the head row fixed and filtered.

    shown : what readers are shown, which the workbook then opens on, with the tables that the
        report leaves to it
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": CREATED, "title": results.study.title[:250]})
        if shown is not None:
            opening_sheet(book, shown.front, shown.banner)
            grids_sheet(book, shown.grids)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for table in run_tables:
            _sheet(book, head, table, results.profile)
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, head: object, table: Table, profile: str) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.set_header(f"&L{table.name}&RProfile: {profile}")
    for j, title in enumerate(table.columns):
        sheet.write_string(0, j, title, head)
        sheet.set_column(j, j, 40 if title in WIDE else 14)
    for i, row in enumerate(table.rows, start=1):
        for j, cell in enumerate(row):
            if isinstance(cell, bool):
                sheet.write_boolean(i, j, cell)
            elif isinstance(cell, str):
                sheet.write_string(i, j, cell[:32_000])
            elif cell is not None:
                sheet.write_number(i, j, cell)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
