"""Answers: what an interval or a set says of a region, and what failed gates take away."""

from __future__ import annotations

import math

from waterbed.model.estimate import Estimate, Remark
from waterbed.model.region import Pieces, Region
from waterbed.model.study import Claim
from waterbed.model.verdict import Verdict

SUPPORTED, CONTRADICTED = "supported", "contradicted"
UNDECIDED, UNTESTABLE = "undecided", "untestable"
OPPOSITE = {SUPPORTED: CONTRADICTED, CONTRADICTED: SUPPORTED}


EVERYTHING: Pieces = ((None, None),)


def answer(region: Region, pieces: Pieces) -> str:
    """What an interval, or all pieces of a set, say of a region; None is an unbounded end."""
    ends = [
        (-math.inf if low is None else low, math.inf if high is None else high)
        for low, high in pieces
    ]
    if all(region.holds(*end) for end in ends):
        return SUPPORTED
    if all(region.complement().holds(*end) for end in ends):
        return CONTRADICTED
    return UNDECIDED


def decides(estimate: Estimate) -> Pieces:
    """The deciding set of an estimate; everything where it has none."""
    if estimate.deciding_set:
        return estimate.deciding_set
    return EVERYTHING if estimate.deciding is None else (estimate.deciding,)


def widen(pieces: Pieces, bars: frozenset[str]) -> Pieces:
    """The set without the ends that failed gates take away.

    What rests on an estimated fall rests on the upper end, what rests on a rise on the lower one.
    """
    if bars & {"fall", "both"}:
        pieces = ((pieces[0][0], None),)
    if bars & {"rise", "both"}:
        pieces = ((None, pieces[-1][1]),)
    return pieces


def verdict_of(claim: Claim, answered: str, reasons: tuple[Remark, ...]) -> Verdict:
    return Verdict(claim, answered, answered, reasons)
