"""What police.uk calls its areas: the names that stand beside the codes in its files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from waterbed.model.areas import Areas
from waterbed.model.sources import CountTable
from waterbed.read.police_uk.archive import STREET, files_in
from waterbed.read.police_uk.police_uk import LSOA, LSOA_NAME


def with_lsoa_names(areas: Areas, tables: Sequence[CountTable]) -> Areas:
    """The areas of archives that go without a file of areas, by the names of each force's last
    month; an area that is in none of these keeps its code for a name."""
    named: dict[str, str] = {}
    for table in tables:
        if table.layout != "police-uk" or table.x:
            continue
        files = files_in(table.file, table.file.as_posix(), STREET)
        last = {force: source for force, _, _, source in sorted(files, key=lambda file: file[1])}
        for source in last.values():
            content = source() if callable(source) else source.read_bytes()
            try:
                frame = pl.read_csv(io.BytesIO(content), columns=[LSOA, LSOA_NAME],
                                    infer_schema=False, truncate_ragged_lines=True)  # fmt: skip
            except pl.exceptions.ColumnNotFoundError:
                continue
            pairs = frame.select(LSOA, LSOA_NAME).drop_nulls()
            named |= dict(pairs.unique(LSOA, keep="first", maintain_order=True).iter_rows())
    names = tuple(named.get(id) or name for id, name in zip(areas.ids, areas.names, strict=True))
    return replace(areas, names=names)
