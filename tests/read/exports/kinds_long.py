"""Long tables and tables of incidents as they are exported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.read.exports.clean import KINDS, MONTHS, Clean, Export, british, english
from tests.read.exports.sheets import book, long, text
from waterbed.model.months import month
from waterbed.model.sources import CountTable

HEAD = ["Code", "Ward", "Month", "Type", "Offences"]


def three_spellings_of_a_ward(folder: Path, clean: Clean) -> Export:
    spelt = ["Seven Kings", "SEVEN KINGS ", "Seven  Kings Ward"]
    rows = clean.long()
    mine = [row for row in rows if row[1] == "Seven Kings"]
    for k, row in enumerate(mine):
        row[1] = spelt[0] if k % 5 else spelt[1 + k // 5 % 2]
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), codes=("spellings",))


def a_ward_misspelt_in_some_rows(folder: Path, clean: Clean) -> Export:
    rows = clean.long()
    for row in rows[::7]:
        row[1] = row[1].replace("Barkingside", "Barkingsde")
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), mend='"Barkingsde" = "Barkingside"')


def a_ward_misspelt_with_its_alias(folder: Path, clean: Clean) -> Export:
    path = a_ward_misspelt_in_some_rows(folder, clean).table.file
    return Export(long(path, aliases=(("Barkingsde", "Barkingside"),)), codes=("aliases",))


def _sums(clean: Clean, kind: str) -> list[list[Any]]:
    return [[code, clean.names[code], row[2], kind, clean.total(code, month(row[2]))]
            for code in clean.names for row in clean.long()[:: len(KINDS)][:24]]  # fmt: skip


def all_crime_among_the_kinds(folder: Path, clean: Clean) -> Export:
    rows = [*clean.long(), *_sums(clean, "All crime")]
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), codes=("total-category",))


def a_kind_that_is_the_sum_of_the_others(folder: Path, clean: Clean) -> Export:
    rows = [*clean.long(), *_sums(clean, "Notifiable offences")]
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), codes=("sum-category",))


def all_crime_that_is_more_than_the_kinds(folder: Path, clean: Clean) -> Export:
    rows = [*clean.long(), *([*row[:4], row[4] + 7] for row in _sums(clean, "All crime"))]
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), mend='include = ["All crime"]')


def totals_by_ward_in_the_column_of_months(folder: Path, clean: Clean) -> Export:
    rows = clean.long()
    for code in clean.codes:
        for kind in KINDS:
            whole = sum(clean.counts[code, kind, at] for at in MONTHS)
            rows.append([code, clean.names[code], "Total", kind, whole])
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), codes=("totals",))


def dates_that_may_be_american(folder: Path, clean: Clean) -> Export:
    rows = [[*row[:2], british(month(row[2]), 1 + k % 12), *row[3:]]
            for k, row in enumerate(clean.long())]  # fmt: skip
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), mend='"DD/MM/YYYY" or')


def dates_with_the_month_first(folder: Path, clean: Clean) -> Export:
    rows = [[*row[:2], british(month(row[2]), 13 + k % 12, "{m:02d}/{d:02d}/{y}"), *row[3:]]
            for k, row in enumerate(clean.long())]  # fmt: skip
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), mend='"MM/DD/YYYY"')


def dates_that_a_spreadsheet_changed(folder: Path, clean: Clean) -> Export:
    """Opened where months stand first: days up to the 12th became dates of another month."""
    rows = []
    for k, row in enumerate(clean.long()):
        at, day = month(row[2]), 1 + 3 * k % 28
        changed = datetime(at // 12, day, at % 12 + 1) if day <= 12 else british(at, day)
        rows.append([*row[:2], changed, *row[3:]])
    return Export(long(book(folder / "c.xlsx", {"Data": [HEAD, *rows]})), mend="as text")


def days_of_the_month(folder: Path, clean: Clean) -> Export:
    rows = [[*row[:2], british(month(row[2]), 28), *row[3:]] for row in clean.long()]
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), codes=("period-format",))


def serial_days(folder: Path, clean: Clean) -> Export:
    day = {row[2]: (datetime.fromisoformat(f"{row[2]}-01") - datetime(1899, 12, 30)).days
           for row in clean.long()}  # fmt: skip
    rows = [[*row[:2], day[row[2]], *row[3:]] for row in clean.long()]
    return Export(long(book(folder / "c.xlsx", {"Data": [HEAD, *rows]})), codes=("period-format",))


def one_month_written_in_two_ways_twice(folder: Path, clean: Clean) -> Export:
    rows = [[*row[:2], english(month(row[2])), *row[3:]] for row in clean.long()]
    rows.append([*rows[1][:2], "April 2016", *rows[1][3:]])
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), mend="Remove the repeated rows")


def wards_named_once_a_group(folder: Path, clean: Clean) -> Export:
    rows = clean.long()
    for k, row in enumerate(rows):
        if k % (24 * len(KINDS)):
            row[0] = row[1] = ""
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), mend="Fill in the area")


def zeros_left_blank(folder: Path, clean: Clean) -> Export:
    rows = [[*row[:4], row[4] or ""] for row in clean.long()]
    assert any(row[4] == "" for row in rows)
    return Export(long(text(folder / "c.csv", [HEAD, *rows]), blank="zero"), codes=("blank",))


def zeros_dashed(folder: Path, clean: Clean) -> Export:
    rows = [[*row[:4], row[4] or "-"] for row in clean.long()]
    return Export(long(text(folder / "c.csv", [HEAD, *rows]), dash="zero"), codes=("dash",))


def wards_by_name_and_a_map(folder: Path, clean: Clean) -> Export:
    rows = clean.long()
    return Export(long(text(folder / "c.csv", [HEAD, *rows])), clean.areas(), codes=("by-name",))


def a_name_of_two_wards(folder: Path, clean: Clean) -> Export:
    known = clean.areas()
    names = tuple("Loxford" if name == "Valentines" else name for name in known.names)
    areas = type(known)(known.ids, names, known.groups)
    return Export(
        long(text(folder / "c.csv", [HEAD, *clean.long()])), areas, mend="column of codes"
    )


def titles_notes_and_totals_together(folder: Path, clean: Clean) -> Export:
    total = ["", "Total", "", "", sum(row[4] for row in clean.long())]
    rows = [["Crime"], [], HEAD, *clean.long(), total, [], ["Source: MPS"]]
    return Export(long(book(folder / "c.xlsx", {"Data": rows})),
                  codes=("titles", "notes", "totals"))  # fmt: skip


# Incidents ----------------------------------------------------------------------------------------


def _crimes(clean: Clean, write: Any, months: Sequence[int] = MONTHS) -> list[list[Any]]:
    """A row an incident: reference, when (by `write`), its ward."""
    rows = []
    for code in clean.names:
        for at in months:
            for n in range(clean.total(code, at)):
                when = datetime(at // 12, at % 12 + 1, 1 + n % 28, n % 24, 7 * n % 60)
                rows.append([f"CR{len(rows):06d}", *write(when), clean.names[code]])
    return rows


def _incidents(path: Path, **keys: Any) -> CountTable:
    keys = {"area": "Ward", "period": "Date", "id": "Ref"} | keys
    return CountTable("crime", path, "incidents", **keys)


def incidents_with_times(folder: Path, clean: Clean) -> Export:
    rows = _crimes(clean, lambda when: (f"{when:%d/%m/%Y %H:%M}", f"{when:%H:%M}", "19:30"))
    head = ["Ref", "Date", "Time from", "To", "Ward"]
    path = text(folder / "c.csv", [["Crimes, restricted"], [], head, *rows])
    return Export(_incidents(path), codes=("titles", "period-format", "times"))


def incidents_from_a_workbook(folder: Path, clean: Clean) -> Export:
    rows = _crimes(clean, lambda when: (when, time(when.hour, when.minute)), MONTHS[:3])
    path = book(folder / "c.xlsx", {"Data": [["Ref", "Date", "Clock", "Ward"], *rows]})
    return Export(_incidents(path), codes=("times",), months=3)


def incidents_with_iso_date_times(folder: Path, clean: Clean) -> Export:
    rows = _crimes(clean, lambda when: (when.isoformat(),))
    return Export(_incidents(text(folder / "c.csv", [["Ref", "Date", "Ward"], *rows])))


def incidents_in_utc(folder: Path, clean: Clean) -> Export:
    """Just after midnight on the first of a month of summer it is the month before in UTC."""
    rows = _crimes(clean, lambda when: (when,))
    for row in rows:
        at: datetime = row[1]
        summer = 4 <= at.month <= 10
        first = at.replace(hour=0, minute=30) if at.day == 1 and at.month != 4 else at
        moved = first - timedelta(hours=1) if summer else first
        row[1] = f"{moved.isoformat()}Z"
    path = text(folder / "c.csv", [["Ref", "Date", "Ward"], *rows])
    return Export(_incidents(path), codes=("utc",))


def incidents_with_a_misspelt_ward(folder: Path, clean: Clean) -> Export:
    rows = _crimes(clean, lambda when: (when.isoformat(),))
    for row in rows[::9]:
        row[2] = row[2].replace("Loxford", "Loxfrod")
    path = text(folder / "c.csv", [["Ref", "Date", "Ward"], *rows])
    return Export(_incidents(path), clean.areas(), mend="aliases")
