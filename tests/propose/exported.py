"""An export of incidents as a council's system makes it, for tests: made up, with a fixed seed."""

from __future__ import annotations

import calendar
import random
from datetime import datetime
from pathlib import Path

import xlsxwriter

WARDS = (
    "Abbey Park", "Ashfield", "Beacon Hill", "Birchwood", "Bridge End", "Castle", "Central",
    "Chapel Fields", "Clayton Moor", "Cross Lanes", "Eastgate", "Fairfield", "Fox Hill", "Glebe",
    "Greenbank", "Hawthorn", "Highfields", "Kingsway", "Lakeside", "Longmeadow", "Manor",
    "Market", "Millbrook", "Northgate", "Oakwood", "Priory & Docks", "Queensbury", "Riverside",
    "St Mary's", "Southfields", "Thornhill", "Victoria", "Weston",
)  # fmt: skip
KINDS = ("Anti-social behaviour", "Criminal damage", "Theft from vehicle", "Fly-tipping")
SPELT = {
    "St Mary's": ("St. Mary's", "Saint Marys", "ST MARY'S WARD"),
    "Priory & Docks": ("Priory and Docks",),
    "Riverside": ("RIVERSIDE", "Riverside ward"),
    "Market": ("market ",),
}
MISSPELT = {"Thornhill": "Thornhil"}
TARGET, START = "Riverside", (2023, 5)
SECRETS = ("Ashworth-Example", "07700 900", "14 Sample Street")
"""Beginnings of values that name persons and doors; none may be shown."""


def incidents(seed: int = 7) -> list[tuple[str, datetime, str, str, str, str, str]]:
    """Rows of January 2018 to 11 September 2024; the target falls by half from its start."""
    draw = random.Random(seed)
    rows = []
    for year in range(2018, 2025):
        for month in range(1, 13):
            if (year, month) > (2024, 9):
                continue
            last = 11 if (year, month) == (2024, 9) else calendar.monthrange(year, month)[1]
            for k, ward in enumerate(WARDS):
                mean = 4.0 + k % 7
                if ward == TARGET and (year, month) >= START:
                    mean /= 2
                for _ in range(round(draw.gauss(mean, mean**0.5) * last / 30)):
                    rows.append(_row(draw, year, month, last, ward))
    rows.sort(key=lambda row: row[1])
    return [(f"CS/{k:06d}", *row[1:]) for k, row in enumerate(rows, 1)]


def _row(
    draw: random.Random, year: int, month: int, last: int, ward: str
) -> tuple[str, datetime, str, str, str, str, str]:
    at = datetime(year, month, draw.randint(1, last), draw.randrange(24), draw.randrange(60))
    spelling = draw.choice(SPELT[ward]) if ward in SPELT and draw.random() < 0.3 else ward
    if ward in MISSPELT and draw.random() < 0.03:
        spelling = MISSPELT[ward]
    kind = draw.choices(KINDS, (5, 3, 2, 2))[0]
    caller = f"{SECRETS[0]} {draw.randrange(9000)}"
    telephone = f"{SECRETS[1]}{draw.randrange(100, 1000)}"
    return "", at, spelling, kind, caller, telephone, f"{SECRETS[2]}, no. {draw.randrange(99)}"


def write_export(path: Path) -> int:
    """A workbook with title rows, a table of incidents, a total row, and a second sheet of notes.

    Returns the number of incidents.
    """
    rows = incidents()
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Incidents")
        when = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write(0, 0, "Community safety: incidents by ward")
        sheet.write(1, 0, "Exported on 11 September 2024")
        names = (
            "Reference",
            "Reported",
            "Ward",
            "Incident type",
            "Caller",
            "Telephone",
            "Door",
        )
        sheet.write_row(3, 0, names)
        for at, row in enumerate(rows, 4):
            sheet.write(at, 0, row[0])
            sheet.write_datetime(at, 1, row[1], when)
            sheet.write_row(at, 2, row[2:])
        sheet.write(len(rows) + 4, 0, "Total")
        sheet.write(len(rows) + 4, 1, len(rows))
        notes = book.add_worksheet("Notes")
        notes.write(0, 0, "Restricted: names of callers are not to be published.")
    return len(rows)
