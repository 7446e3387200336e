"""Files that a study names, that are not there, and that it says how to get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from waterbed.model.errors import InputError
from waterbed.model.messages import fault
from waterbed.model.study import Study
from waterbed.read.tables.files import shown


@dataclass(frozen=True, slots=True)
class Absent:
    """file : its path as the study has it; what : what it holds; get : how to get it"""

    file: str
    what: str
    get: str


def absent_files(study: Study) -> tuple[Absent, ...]:
    """Those files of areas and counts that are not there, each with how to get it; none where the
    study does not say so of one of them: then its path may be wrong, which reading tells."""
    named: list[tuple[Path | None, str, str]] = [
        (study.areas.file, "areas", study.areas.get),
        *((table.file, f"counts {table.name!r}", table.get) for table in study.counts),
    ]
    gone = [row for row in named if row[0] is not None and not row[0].exists()]
    if not all(get for _, _, get in gone):
        return ()
    return tuple(
        Absent(shown(file, study.folder), what, get) for file, what, get in gone if file is not None
    )


def not_here(absent: Sequence[Absent], file: str) -> list[InputError]:
    """An error for each of them."""
    return [fault("not-here", file=file, place=gone.what, value=gone.file, get=gone.get.rstrip("."))
            for gone in absent]  # fmt: skip
