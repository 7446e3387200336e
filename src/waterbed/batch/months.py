"""The effect by months since each place's start, over all places that share one set of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.analysis.ledger import has_secrets
from waterbed.analysis.readers import Readers
from waterbed.analysis.run import Inputs, read_inputs
from waterbed.disclosure.elsewhere import sensitive
from waterbed.model.errors import Refusal
from waterbed.model.panel import Panel
from waterbed.model.released_batch import ShownMonth
from waterbed.model.study import Study
from waterbed.programme.event_time import NEVER, YEAR, event_time
from waterbed.read.study.by_name import by_name

DRAWS = 999
FEWEST = 5
"""Places from which it is made: of fewer, each one's own report says more."""


@dataclass(frozen=True, slots=True)
class ByMonth:
    """months : none where `why`, a code, says so"""

    months: tuple[ShownMonth, ...] = ()
    why: str = ""


def by_month(studies: Sequence[Study], readers: Readers, profile: str) -> Mapping[str, ByMonth]:
    """Of each outcome; nothing where no study could be read.

    Monthly counts of tables that are not published enter no public summary.  Raises nothing: where
    it cannot be made, it is said why.
    """
    if not studies:
        return {}
    outcomes = [outcome.id for outcome in studies[0].outcomes]
    why = _why_not(studies, profile)
    if why:
        return {outcome: ByMonth(why=why) for outcome in outcomes}
    inputs = read_inputs(studies[0], readers=readers)
    panel = inputs.counts.panel
    if panel.step != 1:
        return {outcome: ByMonth(why="not-monthly") for outcome in outcomes}
    starts = _starts(studies, inputs)
    return {outcome: _of(panel, outcome, starts, studies[0]) for outcome in outcomes}


def _why_not(studies: Sequence[Study], profile: str) -> str:
    first = studies[0]
    if profile == "public" and any(has_secrets(study) for study in studies):
        return "not-published"
    if profile == "public" and any(sensitive(one) for one in first.outcomes):
        return "sensitive"
    if len(studies) < FEWEST:
        return "few-places"
    same = all(
        (study.counts, study.outcomes, study.areas.file) ==
        (first.counts, first.outcomes, first.areas.file)
        for study in studies
    )  # fmt: skip
    return "" if same else "several-panels"


def _starts(studies: Sequence[Study], inputs: Inputs) -> dict[int, int]:
    """First month under an intervention of each area of a target, by position; the earliest."""
    at, found = inputs.areas.index(), dict[int, int]()
    for study in studies:
        for one in by_name(study, inputs.areas).interventions:
            in_group = [k for k, group in enumerate(inputs.areas.groups) if one.target_group
                        and group == one.target_group]  # fmt: skip
            for k in [*(at[id] for id in one.target if id in at), *in_group]:
                found[k] = min(found.get(k, one.began), one.began)
    return found


def _of(panel: Panel, outcome: str, starts: Mapping[int, int], study: Study) -> ByMonth:
    o, first = panel.outcomes.index(outcome), int(panel.periods[0])
    whole = panel.covered[o].all(axis=1)
    began = np.full(len(panel.areas), NEVER)
    for k, start in starts.items():
        began[k] = start - first
    inside = (began == NEVER) | ((began > YEAR) & (began < len(panel.periods)))
    use = whole & inside
    if int((began[use] != NEVER).sum()) < FEWEST:
        return ByMonth(why="few-places")
    try:
        found = event_time(
            panel.counts[o][use],
            began[use],
            np.random.default_rng([study.seed, 7]),
            draws=DRAWS,
            level=study.rule.level,
        )
    except Refusal as refusal:
        return ByMonth(why=refusal.name)
    rows = zip(found.months, found.places, found.ratio, found.joint_low, found.joint_high,
               strict=True)  # fmt: skip
    return ByMonth(
        tuple(
            ShownMonth(int(month), int(places), *(_change(x) for x in (ratio, low, high)))
            for month, places, ratio, low, high in rows
        )
    )


def _change(ratio: float) -> float | None:
    return round(float(ratio) - 1, 10) if np.isfinite(ratio) else None
