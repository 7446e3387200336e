"""Which months of a police.uk archive are data, by area: the forces that police it, and what of a
month is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Remark
from waterbed.read.police_uk.thin import missing_kinds, silent_areas, thin_files
from waterbed.read.tables.select import Selection
from waterbed.read.tables.tally import Placed

# A force that gives less than this share of an area's rows does not police it: such rows come
# from the edge of the force, and its missing months leave the area's months complete.
MAIN_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Archive:
    """All street files, counted by every combination of force, place, month and categories.

    groups : a row a combination, columns of Enum; rows : int [G], crimes in each
    repeated : bool [G], whether these are crimes whose id stands in an earlier row
    force : int [G], position in forces; month : int [G], ordinal, -1 where it cannot be read
    files : int [F, 2], force position and month of every file, ascending
    own : int [G], position of the force and month in files, -1 for none
    """

    groups: pl.DataFrame
    rows: NDArray[np.int64]
    repeated: NDArray[np.bool_]
    forces: tuple[str, ...]
    force: NDArray[np.int64]
    month: NDArray[np.int64]
    files: NDArray[np.int64]
    own: NDArray[np.int64]


def polices_of(archive: Archive, placed: Placed) -> NDArray[np.bool_]:
    """Which forces police which area, bool [A, F]."""
    shape = (len(placed.ids), len(archive.forces))
    known = placed.at >= 0
    cell = placed.at[known] * shape[1] + archive.force[known]
    rows = np.bincount(cell, archive.rows[known], shape[0] * shape[1]).reshape(shape)
    polices: NDArray[np.bool_] = rows >= np.maximum(MAIN_SHARE * rows.sum(1, keepdims=True), 1)
    return polices


def holes_of(
    archive: Archive,
    selection: Selection,
    placed: Placed,
    polices: NDArray[np.bool_],
    periods: NDArray[np.int64],
    column: str,
) -> tuple[NDArray[np.bool_], tuple[Remark, ...]]:
    """Months that lack a kind of crime or a block of areas, bool [O, A, T], and notices.

    polices : bool [A, F]; periods : int [T], ordinals; column : of kinds of crime
    """
    files, forces, own = archive.files, archive.forces, archive.own
    texts, kind = by_text(archive.groups[column])
    shape = (len(files), len(texts))
    inside = own >= 0
    cell = own[inside] * shape[1] + kind[inside]
    rows = np.bincount(cell, archive.rows[inside], shape[0] * shape[1]).astype(np.int64)
    rows = rows.reshape(shape)
    lost, remarks = missing_kinds(forces, files, [str(text) for text in texts], rows)
    known = inside & (placed.at >= 0)
    when = np.searchsorted(periods, archive.month[known])
    full = (len(placed.ids), len(periods))
    place = placed.at[known] * full[1] + when
    counts = np.bincount(place, archive.rows[known], full[0] * full[1]).astype(np.int64)
    counts = counts.reshape(full)
    main = np.where(polices.any(1), polices.argmax(1), -1)
    silent, quiet = silent_areas(forces, files, main, counts, periods)
    holes = np.repeat(silent[None], len(selection.masks), axis=0)
    for f, k in np.argwhere(lost).tolist():
        asked = selection.masks[:, kind == k].any(axis=1)
        month = periods == files[f, 1]
        holes[np.ix_(asked, polices[:, files[f, 0]], month)] = True
    return holes, (*thin_files(forces, files, rows.sum(axis=1)), *remarks, *quiet)


def by_text(series: pl.Series) -> tuple[pl.Series, NDArray[np.int64]]:
    """The texts of an Enum column, null last, and each row's position among them."""
    assert isinstance(series.dtype, pl.Enum)
    texts = series.dtype.categories.to_list()
    codes = series.to_physical().cast(pl.Int64).fill_null(len(texts)).to_numpy()
    return pl.Series(series.name, [*texts, None], dtype=pl.String), codes
