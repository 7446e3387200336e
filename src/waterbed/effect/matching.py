"""Places picked as the target was: selection rules that look at past counts only.

B is the count of the last twelve months before the start, P of the twelve before those, E what the
place's share of all earlier counts would give.  Places with at least ten a year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.nouns.reference import Floats, Mask

RULES = ("peak", "peak-share", "rise", "level", "excess")
LEAST = 10
TOP = 0.95


@dataclass(frozen=True, slots=True)
class Past:
    """Counts of some places before one origin, for one outcome.

    blocks : float [U, K], consecutive twelve-month counts, the latest first
    whole : float [K], the same for all donors together
    earlier : float [U], counts of all months before the latest block
    year_before : whether the second block is that of the year before
    """

    blocks: Floats
    whole: Floats
    earlier: Floats
    whole_earlier: float
    year_before: bool = True

    @property
    def excess(self) -> Floats:
        """z of the latest block: (B - E)/sqrt(E)."""
        share = self.whole[0] / max(self.whole_earlier, 1e-300)
        expected = self.earlier * share
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (self.blocks[:, 0] - expected) / np.sqrt(expected)
        return np.where(np.isnan(z), 0.0, z)


def _top(values: Floats, among: Mask) -> Mask:
    if not among.any():
        return among
    return among & (values >= np.quantile(values[among], TOP, method="higher"))


def _highest(blocks: Floats, among: Mask) -> Mask:
    """Places whose latest block is above every earlier one."""
    highest: Mask = among & (blocks[:, 0] > blocks[:, 1:].max(axis=1))
    return highest


def meets(rule: str, past: Past) -> Mask:
    """Which places a rule would have picked, bool [U]."""
    latest = past.blocks[:, 0]
    enough: Mask = latest >= LEAST
    if rule == "level":
        return _top(latest, enough)
    if rule == "excess":
        return _top(past.excess, enough)
    if past.blocks.shape[1] < 2:
        return np.zeros(len(latest), bool)
    before = past.blocks[:, 1]
    if rule == "rise" and not past.year_before:
        return np.zeros(len(latest), bool)
    if rule == "rise":
        ratio = latest / np.maximum(before, 1)
        return _top(ratio, enough & (before >= 15))
    if rule == "peak":
        return _highest(past.blocks, enough)
    return _highest(past.blocks / np.maximum(past.whole, 1), enough)
