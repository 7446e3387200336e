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
    readings = [_read(covariate, known, shown(covariate.file, folder)) for covariate in asked]
    return tuple(followed for followed, _ in readings), tuple(record for _, record in readings)


def _read(covariate: Covariate, known: Sequence[str], label: str) -> tuple[Followed, InputRecord]:
    columns = columns_of(covariate)
    opened = open_table(
        covariate.file, label=label, encoding=covariate.encoding, sheet=covariate.sheet,
        wanted=columns, only=columns,
    )  # fmt: skip
    frame = chosen_rows(opened, covariate)
    months, step = months_of(opened, frame, covariate, longer=True)
    numbers, missing = numbers_of(opened, frame, covariate)
    areas = areas_of(opened, frame, covariate, known, more=True)
    index = {key: i for i, key in enumerate(known)}
    at = np.array([index.get(key, -1) for key in areas.tolist()])
    if not (at >= 0).any():
        raise fault("no-area-known", file=label, place=covariate.area, value=str(areas[0]))
    each_once(opened, frame, months, areas, at >= 0)
    kept = (at >= 0) & ~missing
    first = int(months.min())
    values = np.full((len(known), int(months.max()) + step - first), np.nan)
    for later in range(step):
        values[at[kept], months[kept] - first + later] = numbers[kept]
    strange = len(set(areas[at < 0].tolist()))
    left_aside = (remark("unknown-areas", areas=Figure(strange)),) if strange else ()
    record = InputRecord(
        label, digest(covariate.file), frame.height, published=covariate.published,
        licence=covariate.licence, attribution=covariate.attribution,
        remarks=(*opened.notices, *left_aside),
    )  # fmt: skip
    return Followed(covariate, first, values), record
