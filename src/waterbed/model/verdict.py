"""Verdict: a claim, its answer, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.estimate import Check, Detectable, Estimate, Figure, Remark
from waterbed.model.region import Ends
from waterbed.model.study import Claim

LEVEL = 0.95
"""The usual one, of each one-sided test and of the intervals that carry no verdict."""

POWER = 0.8
"""The usual one: the share of studies that would see an effect as large as the one stated."""

NOT_SHOWN = "not-shown"
"""What stands for an answer in the public profile where the counts behind it are withheld."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim's answer and what it rests on.

    answer, simultaneous : supported, contradicted, undecided or untestable
    reasons : what binds, first; then whatever else must be said
    recorded, reproduced, readings : for recorded claims, the change on the stated reading, whether
        the claimed figure comes out, and in how many of how many readings it is at least as large
    estimates : the deciding one first; checks : those of the deciding one
    specifications : every other estimate of the same parameter (methods, windows, starts) and what
        it alone would answer
    windows : of a claim of two windows, the ranges of the first and of the later one that hold at
        once, as ratios
    excluded : answers that no counts after the start could have given
    """

    claim: Claim
    answer: str
    simultaneous: str
    reasons: tuple[Remark, ...]
    recorded: Figure | None = None
    reproduced: bool | None = None
    readings: tuple[int, int] | None = None
    estimates: tuple[Estimate, ...] = ()
    checks: tuple[Check, ...] = ()
    detectable: Detectable | None = None
    specifications: tuple[tuple[Estimate, str], ...] = ()
    family: str = ""
    excluded: tuple[str, ...] = ()
    windows: tuple[Ends, ...] = ()

    @property
    def kind(self) -> str:
        return self.claim.kind

    @property
    def negated(self) -> bool:
        return self.claim.negated

    @property
    def stated(self) -> float | None:
        return self.claim.stated
