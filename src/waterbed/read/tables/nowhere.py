"""Rows of counts whose area is a word for no place: unknown, not recorded, other."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.sources import CountTable
from waterbed.read.tables.tally import Placed, place

_NAMED = 8
_AREA = (
    "(?:areas?|wards?|locations?|places?|lsoas?|msoas?|boroughs?|districts?|beats?|sectors?"
    "|neighbourhoods?|address(?:es)?|geograph(?:y|ies)|codes?|teams?|locality|localities|sites?"
    "|authority|authorities|force|postcodes?|data|match|information)"
)
_LOST = (
    "unknown|unk|unrecorded|unspecified|unstated|unallocated|unassigned|unmapped|unmatched"
    "|unplaced|unlocated|uncoded|unclassified|undefined|undetermined|unavailable|missing|none|nil"
    "|na|n a|nfa|tbc|tbd|invalid|others?|misc|miscellaneous|various|elsewhere|multiple"
    "|to be (?:confirmed|determined|advised)"
    "|not (?:yet )?(?:known|recorded|stated|specified|applicable|available|provided|given|found"
    "|assigned|allocated|matched|mapped|geocoded|coded|entered|supplied|set|disclosed)"
    "|no fixed (?:abode|address|location|place)"
)
_NOWHERE = re.compile(
    rf"(?:{_AREA} )?(?:{_LOST})(?: {_AREA})?|no {_AREA}"
    rf"|(?:outside|out of|beyond) (?:the )?(?:{_AREA}|county|city|boundary|boundaries|region"
    r"|council|force area)|[ewsnx]9{8}|zz99.*"
)


def is_nowhere(text: str) -> bool:
    """Whether a name says that the place is not known, or is none of those that are named."""
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())
    if not plain:
        return bool(text.strip()) and not any(character.isalnum() for character in text)
    return bool(_NOWHERE.fullmatch(plain))


def without_nowhere(
    table: CountTable, placed: Placed, ids: pl.Series, areas: Areas | None
) -> Placed:
    """The rows by area, those that name no place set aside at none.

    An area of the study, or one that the table's aliases name, is a place whatever it is called.
    """
    kept = {name for pair in table.aliases for name in pair}
    if areas is not None:
        kept |= {*areas.ids, *areas.names}
    texts = ids.cast(pl.String).str.strip_chars()
    lost = [null for null in texts.unique().drop_nulls() if null not in kept and is_nowhere(null)]
    if not lost:
        return placed
    rows = texts.is_in(lost).fill_null(False).to_numpy() & ~placed.empty
    rest = texts.set(pl.Series(rows | placed.empty), None)
    placed_rest = place(rest, None if areas is None else areas.ids)
    return replace(placed_rest, empty=placed_rest.empty & ~rows, nowhere=rows)


def nowhere_notice(
    table: CountTable,
    placed: Placed,
    used: NDArray[np.bool_],
    ids: pl.Series,
    counts: NDArray[np.int64],
) -> tuple[Remark, ...]:
    """How many rows that outcomes use name no place, and how much they count.

    counts : int [R], of each row over all periods, 0 where there is no data
    """
    if placed.nowhere is None or not (rows := placed.nowhere & used).any():
        return ()
    names = ids.filter(pl.Series(rows)).cast(pl.String).str.strip_chars().unique().sort().to_list()
    inside = used & ((placed.at >= 0) | rows)
    return (
        remark(
            "no-place",
            rows=Figure(int(rows.sum())),
            counts=Figure(int(counts[rows].sum()), "count"),
            of=Figure(int(counts[inside].sum()), "count"),
            names=() if table.secret else tuple(names[:_NAMED]),
        ),
    )
