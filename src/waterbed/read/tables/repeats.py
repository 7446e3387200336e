"""Keys that repeat in a table of counts: an error, or rows to be summed with a notice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.messages import fault
from waterbed.read.tables.files import Opened


def check_repeats(
    opened: Opened,
    used: NDArray[np.bool_],
    key: Sequence[str],
    counts: Sequence[str],
    *,
    secret: bool,
) -> tuple[Remark, ...]:
    """Look for keys (area, categories in use, period) that stand in several of the used rows.

    Rows alike in every column but the counts are one row twice: InputError with both rows.  Rows
    that differ in a column not used are parts of one count: summed by the caller, with a notice.
    """
    names = list(dict.fromkeys(key))
    frame = opened.read(names).filter(pl.Series(used))
    if not frame.is_duplicated().any():
        return ()
    others = [
        column
        for column in opened.columns
        if column and column not in counts and column not in names
    ]
    whole = opened.read([*names, *others]).with_row_index("\0row").filter(pl.Series(used))
    alike = whole.filter(pl.struct(*names, *others).is_duplicated())
    if alike.height:
        first = alike.row(0)
        second = next(row for row in alike.rows()[1:] if row[1:] == first[1:])
        raise fault(
            "repeated-row",
            file=opened.label,
            place=f"row {second[0] + opened.first_row}, {names[0]!r}",
            value=None if secret else second[1],
            row=first[0] + opened.first_row,
        )
    repeated = whole.filter(pl.struct(names).is_duplicated())
    keys = repeated.select(pl.struct(names).n_unique()).item()
    spread = repeated.group_by(names).agg(pl.col(others).n_unique() > 1)
    differing = [name for name in others if spread[name].any()]
    return (remark("keys-summed", keys=Figure(keys), columns=tuple(differing)),)
