"""The police.uk archive: its months, its LSOAs and its types of crime."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from waterbed.model.months import Months
from waterbed.model.sources import CountTable
from waterbed.propose.columns import column_of
from waterbed.propose.guess import Guess
from waterbed.propose.guess_area import AreaGuess
from waterbed.propose.guess_table import TableGuess
from waterbed.read.police_uk.archive import Member, content, members_of
from waterbed.read.police_uk.police_uk import CRIME_ID, CRIME_TYPE, LSOA, LSOA_NAME, MONTH


def guess_archive(path: Path) -> TableGuess:
    """What an archive holds; InputError where it is none.

    Areas and types of crime are those of each force's last month.
    """
    table = CountTable("archive", path, "police-uk", area=LSOA, period=MONTH,
                       categories=(CRIME_TYPE,), id=CRIME_ID)  # fmt: skip
    members = members_of(table, path.as_posix())
    last = {member.force: member for member in sorted(members, key=lambda file: file.month)}
    frame = pl.concat([_read(member) for member in last.values()])
    columns = tuple(column_of(frame[name]) for name in frame.columns)
    forces = ", ".join(sorted(last))
    held = tuple(sorted({member.month for member in members}))
    months = Months(held[0], held[-1])
    files = f"{len(members)} street {'file' if len(members) == 1 else 'files'} of {forces}"
    guesses = {"layout": Guess("layout", "police-uk", files)}
    attributes = tuple(column for column in columns if column.name == LSOA_NAME)
    area = AreaGuess(Guess("area", LSOA, "the archive's own column"), "", attributes)
    return TableGuess("police-uk", guesses, columns, area, frame.height, months=months, held=held)


def _read(member: Member) -> pl.DataFrame:
    wanted = [LSOA, CRIME_TYPE, *([LSOA_NAME] if LSOA_NAME in member.columns else [])]
    frame = pl.read_csv(io.BytesIO(content(member)), columns=wanted, infer_schema=False)
    return frame.select(wanted)
