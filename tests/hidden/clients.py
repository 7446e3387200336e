"""A sheet of contacts as a charity keeps it: titles on top, codes written in several ways."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter

SERVICES = (("Outreach", 0.35), ("Clinic", 0.3), ("Shelter", 0.25))
PEOPLE = 620


def memberships(seed: int = 4) -> np.ndarray:
    """bool [PEOPLE, 3]: who is met by which service, independently."""
    shares = [share for _, share in SERVICES]
    return np.random.default_rng(seed).random((PEOPLE, len(shares))) < shares


def code_of(person: int) -> str:
    return f"{'BCDEFGHJ'[person % 8]}{'KMNPQ'[person % 5]}{person + 100}"


def write_clients(path: Path, seed: int = 4) -> None:
    """The workbook; columns Date, Client code, Service, Worker, Notes under two rows of titles."""
    rng = np.random.default_rng(seed)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Contacts")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "Contacts, all services, 2024")
    for column, name in enumerate(("Date", "Client code", "Service", "Worker", "Notes")):
        sheet.write(2, column, name)
    row = 3
    for person, met in enumerate(memberships(seed)):
        for service in np.flatnonzero(met):
            for _ in range(int(rng.integers(1, 4))):
                when = datetime(2024, 1, 1) + timedelta(days=int(rng.integers(366)))
                sheet.write_datetime(row, 0, when, day)
                sheet.write(row, 1, _as_written(code_of(person), rng))
                sheet.write(row, 2, SERVICES[service][0] + (" " if rng.random() < 0.05 else ""))
                sheet.write(row, 3, "Jo Private")
                sheet.write(row, 4, "seen at Secret Street")
                row += 1
    for last in (("anon", "Clinic"), ("Total", row)):
        sheet.write(row, 1, last[0])
        sheet.write(row, 2, last[1])
        row += 1
    book.close()


def _as_written(code: str, rng: np.random.Generator) -> str:
    ways = (code + " ", code.lower(), f"{code[:2]} {code[2:]}", f"{code[:2]}-{code[2:]}")
    return ways[int(rng.integers(4))] if rng.random() < 0.1 else code
