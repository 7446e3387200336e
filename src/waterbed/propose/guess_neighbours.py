"""The table of neighbours: which of its columns are the two areas and the gap."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from waterbed.model.messages import fault
from waterbed.propose.columns import column_of
from waterbed.propose.places import Known
from waterbed.read.tables.opener import open_table
from waterbed.read.tables.spellings import key as fold


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Columns of the two areas and of the gap in metres; reach : the largest gap."""

    a: str
    b: str
    gap: str
    reach: float

    def written(self, file: str) -> Any:
        """What stands in the study: the file alone where the columns are called so."""
        if (self.a, self.b, self.gap) == ("a", "b", "gap"):
            return file
        return {"file": file, "a": self.a, "b": self.b, "gap": self.gap}


def guess_neighbours(path: Path, known: Known | None) -> Neighbours:
    """Two columns of ids of areas and one of metres; InputError where they are not found."""
    opened = open_table(path)
    frame = opened.read([name for name in opened.columns if name])
    columns = [column_of(frame[name]) for name in frame.columns]
    ids = {fold(key) for key in known.ids} if known else set()
    ends = [column.name for column in columns
            if column.filled and all(fold(value) in ids for value in column.values)]  # fmt: skip
    gaps = [column for column in columns if column.numeric and column.name not in ends]
    if len(ends) != 2 or len(gaps) != 1:
        raise fault(
            "no-pair-columns",
            file=path.as_posix(),
            place="columns " + ", ".join(repr(name) for name in opened.columns[:12]),
        )
    widest = gaps[0].text.cast(pl.Float64, strict=False).max()
    reach = float(widest) if isinstance(widest, float) else 0.0
    return Neighbours(ends[0], ends[1], gaps[0].name, reach)
