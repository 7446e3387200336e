"""LSOA of 2011 and of 2021 in one archive: what was split or merged is a gap, not a zero.

police.uk writes the codes of 2011 into older files and those of 2021 into newer ones, not always
from one month on.  An LSOA that did not change keeps its code.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.months import in_words
from waterbed.read.police_uk.police_months import by_text

# The last codes of 2011; those of 2021 that are new are numbered on from them.
LAST_2011 = {"E": "E01033768", "W": "W01001958"}
# Below this chance of having no row of a new code, a month without one is a month of 2011.
CHANCE = 1e-6


def is_new(code: str) -> bool:
    """Whether a code is that of an LSOA made in 2021."""
    last = LAST_2011.get(code[:1])
    return last is not None and len(code) == len(last) and code[1:3] == "01" and code > last


def vintage_gaps(
    ids: Sequence[str],
    at: NDArray[np.int64],
    codes: pl.Series | None,
    months: NDArray[np.int64],
    rows: NDArray[np.int64],
    periods: NDArray[np.int64],
) -> tuple[NDArray[np.bool_], tuple[Remark, ...]]:
    """Months in which an area's code was not in use, bool [A, T], and a notice.

    at : int [G], position of each group of rows among the ids, -1 for none; codes : of the groups
    as they stand in the files, or None where they are not counted by code; months : int [G],
    ordinals; rows : int [G], rows in each; periods : int [T], ordinals
    A month is of 2011 where it has no code of 2021 and so many rows that this is no chance
    (CHANCE).  An area of 2011 counts as gone where it has rows of any kind in such a month, and
    none in any month with codes of 2021.
    """
    gaps = np.zeros((len(ids), len(periods)), bool)
    if codes is None:
        return gaps, ()
    texts, which = by_text(codes)
    fresh = np.array([text is not None and is_new(text) for text in texts.to_list()], bool)[which]
    newer = np.isin(periods, months[fresh])
    spot = np.searchsorted(periods, months)
    known = periods[np.minimum(spot, len(periods) - 1)] == months
    held = np.bincount(spot[known], rows[known], len(periods))
    share = rows[fresh].sum() / max(int(held[newer].sum()), 1)
    older = ~newer & (held * np.log1p(-min(share, 0.999)) < np.log(CHANCE))
    if not newer.any() or not older.any():
        return gaps, ()
    used = (at >= 0) & np.isin(months, periods)
    seen = np.zeros_like(gaps)
    seen[at[used], np.searchsorted(periods, months[used])] = True
    new = np.array([is_new(id) for id in ids], bool)
    gone = ~new & seen[:, older].any(1) & ~seen[:, newer].any(1)
    gaps[np.ix_(new, older)] = True
    gaps[np.ix_(gone, newer)] = True
    notice = remark(
        "lsoa-codes",
        newer=Figure(int(newer.sum())),
        of=Figure(len(periods)),
        month=in_words(int(periods[newer][0])),
        older=Figure(int(older.sum())),
        made=Figure(int(new.sum())),
        gone=Figure(int(gone.sum())),
    )
    return gaps, (notice,)
