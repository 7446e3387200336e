"""Which answers a public report will keep back, before any count after the start is read: what
`release` would do if places went on counting as they did in the base months.

A place that was too small to show before will not be shown, whatever comes; one that was about
large enough may fall below.  Where rounding alone could have given an answer, only a run can tell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from waterbed.disclosure.areas import coarse
from waterbed.disclosure.cells import Cell, Key, cells_of, key_of, linked_outcomes
from waterbed.disclosure.estimates import Public
from waterbed.disclosure.rules import too_small
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.findings import Findings
from waterbed.model.kinds import PAIRED
from waterbed.model.results import OutcomeTotal
from waterbed.model.study import TARGET

FEW, FALL, SHARE = "few", "fall", "share"
"""Why an answer is likely to be kept back: too few are counted; too few would be left after a fall
that could be seen; and, of what moved, it is shown only where the target's own fall is."""


@dataclass(frozen=True, slots=True)
class Rests:
    """What an answer rests on: parameters, and of a claim on what an unpublished table recorded the
    counts of its place, `before` of them in the earlier months that it names."""

    keys: tuple[Parameter, ...] = ()
    recorded: Key | None = None
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be shown of a study whose tables are not published.

    cells : of places; shown : parameters, of no scale, that have numbers; known : all that were
    looked at
    """

    cells: Mapping[Key, Cell]
    shown: frozenset[Parameter]
    known: frozenset[Parameter]

    def withholds(self, asked: Rests) -> bool:
        """Whether anything that an answer rests on is not shown."""
        keys = {replace(key, scale="") for key in asked.keys}
        unshown = any(key in self.known and key not in self.shown for key in keys)
        return unshown or (asked.recorded is not None and self._hides(asked.recorded, asked.before))

    def _hides(self, recorded: Key, before: float | None) -> bool:
        """Of what was recorded in a place; by the count alone where nothing was compared there."""
        looked_at = any(key_of(key) == recorded for key in self.known)
        return recorded not in self.cells if looked_at else too_small(before)


def kept_back(
    asked: Mapping[str, Rests],
    findings: Findings,
    totals: Sequence[OutcomeTotal],
    weighted: Collection[str] = (),
) -> dict[str, str]:
    """By the id of a claim, why a public report is likely to keep its answer back; no other claims.

    asked : what each claim rests on, by its id
    findings : of the methods that decide; of counts of places, those of base months alone are read
    totals : of all that was counted before the start; weighted : outcomes that are sums by weight
    """
    hidden = linked_outcomes(totals) | frozenset(weighted)
    falls = {
        replace(seen.parameter, scale=""): seen.fall
        for seen in findings.detectable
        if seen.fall is not None and not seen.claim
    }
    usual, fallen = (_outlook(findings, hidden, some) for some in ({}, falls))
    reasons: dict[str, str] = {}
    for id, rests in asked.items():
        shares = {replace(key, scale="") for key in rests.keys if key.question == "share"}
        if usual.withholds(rests):
            reasons[id] = FEW
        elif fallen.withholds(rests):
            reasons[id] = FALL
        elif shares & usual.known:
            reasons[id] = SHARE
    return reasons


def _outlook(
    findings: Findings, hidden: frozenset[str], falls: Mapping[Parameter, float]
) -> Outlook:
    each = [_supposed(counted, falls) for counted in findings.estimates if not counted.published]
    cells = cells_of(each, hidden)
    public = Public(cells, {
        (donor.intervention, donor.outcome, donor.window): float(coarse(donor.count))
        for donor in findings.donors
        if not donor.published
    })  # fmt: skip
    known = frozenset(replace(estimate.parameter, scale="") for estimate in each)
    shown = frozenset(
        replace(estimate.parameter, scale="") for estimate in each if _shows(estimate, public)
    )
    return Outlook(cells, shown, known)


def _supposed(estimate: Estimate, falls: Mapping[Parameter, float]) -> Estimate:
    """An estimate as if as much had been counted after the start as in base months of that length,
    and been expected; or less by a fall."""
    waves = tuple(_supposed(wave, falls) for wave in estimate.waves)
    if estimate.base_count is None or estimate.base is None or estimate.post is None:
        return replace(estimate, base_count=None, observed=None, waves=waves)
    expected = estimate.base_count * len(estimate.post) / len(estimate.base)
    after = expected * (1 - falls.get(replace(estimate.parameter, scale=""), 0.0))
    smallest = min(estimate.base_count, after)
    return replace(
        estimate, observed=after, expected=expected, smallest=smallest, waves=waves
    )  # fmt: skip


def _shows(estimate: Estimate, public: Public) -> bool:
    if estimate.waves:
        return all(_shows(wave, public) for wave in estimate.waves)
    if estimate.parameter.question in PAIRED:
        here = replace(estimate.parameter, zone=TARGET)
        return all(key_of(key) in public.cells for key in (here, estimate.parameter))
    return key_of(estimate.parameter) in public.cells and public.stands(estimate)
