"""Tables of covariates: a number by area and month, quarter or year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from waterbed.model.covariates import Covariate, Followed
from waterbed.model.estimate import Figure, remark
from waterbed.model.messages import fault
from waterbed.model.results import InputRecord
from waterbed.read.tables.by_month import (
    areas_of,
    chosen_rows,
    columns_of,
    each_once,
    months_of,
    numbers_of,
)
from waterbed.read.tables.files import digest, shown
from waterbed.read.tables.opener import open_table


def read_covariates(
    asked: Sequence[Covariate], known: Sequence[str], *, folder: Path | None = None
) -> tuple[tuple[Followed, ...], tuple[InputRecord, ...]]:
    """Each covariate on the study's areas, and a record of each file.

    known : ids of the study's areas; folder : that which paths are told from
    What a table holds of other areas is left aside and counted.  InputError as of activity, and
    where no area is the study's.
    """
    found = [_read(one, known, shown(one.file, folder)) for one in asked]
    return tuple(one for one, _ in found), tuple(record for _, record in found)


def _read(one: Covariate, known: Sequence[str], label: str) -> tuple[Followed, InputRecord]:
    columns = columns_of(one)
    opened = open_table(
        one.file, label=label, encoding=one.encoding, sheet=one.sheet, wanted=columns, only=columns,
    )  # fmt: skip
    frame = chosen_rows(opened, one)
    months, step = months_of(opened, frame, one, longer=True)
    numbers, missing = numbers_of(opened, frame, one)
    areas = areas_of(opened, frame, one, known, more=True)
    index = {key: i for i, key in enumerate(known)}
    at = np.array([index.get(key, -1) for key in areas.tolist()])
    if not (at >= 0).any():
        raise fault("no-area-known", file=label, place=one.area, value=str(areas[0]))
    each_once(opened, frame, months, areas, at >= 0)
    kept = (at >= 0) & ~missing
    first = int(months.min())
    values = np.full((len(known), int(months.max()) + step - first), np.nan)
    for later in range(step):
        values[at[kept], months[kept] - first + later] = numbers[kept]
    strange = len(set(areas[at < 0].tolist()))
    told = (remark("unknown-areas", areas=Figure(strange)),) if strange else ()
    record = InputRecord(
        label, digest(one.file), frame.height, published=one.published, licence=one.licence,
        attribution=one.attribution, remarks=(*opened.notices, *told),
    )  # fmt: skip
    return Followed(one, first, values), record
