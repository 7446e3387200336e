"""Places picked as the target was: selection rules that look at past counts only.

B is the count of the last twelve months before the start, P of the twelve before those, E what the
place's share of all earlier counts would give.  One rule looks at less than a year: Q is the
count of the last three months, set against the place's share of all months before them.
Places with at least ten a year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.model.reference import Floats, Mask

RULES = ("peak", "peak-share", "rise", "level", "excess", "last-quarter")
TOPS = ("rise", "level", "excess", "last-quarter")
"""Rules that pick the top twentieth in an order of their own, of few places hardly any."""

LEAST = 10
TOP = 0.95


@dataclass(frozen=True, slots=True)
class PastCounts:
    """Counts of some places before one origin, for one outcome.

    blocks : float [U, K], consecutive twelve-month counts, the latest first
    whole : float [K], the same for all donors together
    earlier : float [U], counts of all months before the latest block
    year_before : whether the second block is that of the year before
    quarter : float [U], counts of the last three months; whole_quarter : of all donors together;
        None where periods hide them
    """

    blocks: Floats
    whole: Floats
    earlier: Floats
    whole_earlier: float
    year_before: bool = True
    quarter: Floats | None = None
    whole_quarter: float = 0.0

    def at_start(self) -> Floats | None:
        """z of the last three months, (Q - E)/sqrt(E), as `excess`; None where they are hidden."""
        if self.quarter is None:
            return None
        before = self.blocks[:, 0] + self.earlier - self.quarter
        whole = float(self.whole[0]) + self.whole_earlier - self.whole_quarter
        return _score(self.quarter, before * self.whole_quarter / max(whole, 1e-300))

    @property
    def excess(self) -> Floats:
        """z of the latest block: (B - E)/sqrt(E)."""
        share = self.whole[0] / max(self.whole_earlier, 1e-300)
        return _score(self.blocks[:, 0], self.earlier * share)


def _score(count: Floats, expected: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (count - expected) / np.sqrt(expected)
    return np.where(np.isnan(z), 0.0, z)


def _top(values: Floats, among: Mask) -> Mask:
    if not among.any():
        return among
    return among & (values >= np.quantile(values[among], TOP, method="higher"))


def stands_out(rule: str, past: PastCounts) -> Mask:
    """Which places are in the top or the bottom twentieth of those that a rule of TOPS can pick, in
    its order; bool [U]."""
    values, among = _order(rule, past)
    return _top(values, among) | _top(-values, among)


def _highest(blocks: Floats, among: Mask) -> Mask:
    """Places whose latest block is above every earlier one."""
    highest: Mask = among & (blocks[:, 0] > blocks[:, 1:].max(axis=1))
    return highest


def _order(rule: str, past: PastCounts) -> tuple[Floats, Mask]:
    """What a rule of TOPS orders places by, float [U], and those that it can pick, bool [U]."""
    latest = past.blocks[:, 0]
    enough: Mask = latest >= LEAST
    if rule == "level":
        return latest, enough
    if rule == "excess":
        return past.excess, enough
    if rule == "last-quarter":
        score = past.at_start()
        return (latest, np.zeros(len(latest), bool)) if score is None else (score, enough)
    if past.blocks.shape[1] < 2 or not past.year_before:
        return latest, np.zeros(len(latest), bool)
    before = past.blocks[:, 1]
    return latest / np.maximum(before, 1), enough & (before >= 15)


def _ranks(values: Floats) -> Floats:
    """From 1; equal ones share the mean of their ranks."""
    _, which, times = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(times) - (times - 1) / 2)[which]
    return ranks


def standing(rule: str, past: PastCounts) -> Floats:
    """Share of the places that a rule of TOPS can pick which stand below each, [U]; -1 where it
    cannot be picked."""
    values, among = _order(rule, past)
    shares = np.full(len(values), -1.0)
    if among.any():
        shares[among] = (_ranks(values[among]) - 0.5) / among.sum()
    return shares


def meets(rule: str, past: PastCounts) -> Mask:
    """Which places a rule would have picked, bool [U]."""
    if rule in TOPS:
        return _top(*_order(rule, past))
    latest = past.blocks[:, 0]
    enough: Mask = latest >= LEAST
    if past.blocks.shape[1] < 2:
        return np.zeros(len(latest), bool)
    if rule == "peak":
        return _highest(past.blocks, enough)
    return _highest(past.blocks / np.maximum(past.whole, 1), enough)
