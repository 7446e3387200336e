"""The effect by months since each place's start, over all places that share one set of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.analysis.ledger import has_secrets
from waterbed.analysis.readers import Readers
from waterbed.analysis.run import read_inputs
from waterbed.effect.zones import covered_by, target_of
from waterbed.model.areas import Areas
from waterbed.model.errors import Refusal
from waterbed.model.months import YEAR
from waterbed.model.panel import Panel
from waterbed.model.reference import Integers, Mask
from waterbed.model.released_batch import ShownMonth
from waterbed.model.study import Study
from waterbed.programme.event_time import NEVER, event_time
from waterbed.read.study.by_name import by_name

DRAWS = 999
FEWEST = 5
"""Places from which it is made: of fewer, each one's own report says more."""


@dataclass(frozen=True, slots=True)
class ByMonth:
    """months : none where `why`, a code, says so"""

    months: tuple[ShownMonth, ...] = ()
    why: str = ""


def by_month(
    studies: Sequence[Study], readers: Readers, profile: str, secret: bool = False
) -> Mapping[str, ByMonth]:
    """Of each outcome; nothing where there is no study.

    studies : those that were run, whose files can so be read and whose areas are known
    secret : whether an outcome or a kind of the batch is sensitive
    Monthly counts of tables that are not published enter no public summary.  Where it cannot be
    made, it is said why.
    """
    if not studies:
        return {}
    outcomes = [outcome.id for outcome in studies[0].outcomes]
    why = _why_not(studies, profile, secret)
    if why:
        return {outcome: ByMonth(why=why) for outcome in outcomes}
    inputs = read_inputs(studies[0], readers=readers)
    panel = inputs.counts.panel
    if panel.step != 1:
        return {outcome: ByMonth(why="not-monthly") for outcome in outcomes}
    began, donors = _starts(studies, inputs.areas, int(panel.periods[0]))
    return {outcome: _of(panel, outcome, began, donors, studies[0]) for outcome in outcomes}


def _why_not(studies: Sequence[Study], profile: str, secret: bool) -> str:
    first = studies[0]
    if profile == "public" and any(has_secrets(study) for study in studies):
        return "not-published"
    if profile == "public" and secret:
        return "sensitive"
    if len(studies) < FEWEST:
        return "few-places"
    same = all(
        (study.counts, study.outcomes, study.areas.file) ==
        (first.counts, first.outcomes, first.areas.file)
        for study in studies
    )  # fmt: skip
    return "" if same else "several-panels"


def _starts(studies: Sequence[Study], areas: Areas, first: int) -> tuple[Integers, Mask]:
    """The position of the earliest month under an intervention with a target, int [A], NEVER of
    other areas; and which of these are donors, bool [A]: no intervention covers them."""
    began, donors = np.full(len(areas), NEVER), np.ones(len(areas), bool)
    for study in studies:
        for done in by_name(study, areas).interventions:
            donors[covered_by(done, areas)] = False
            for k in target_of(done, areas):
                start = done.began - first
                began[k] = start if began[k] == NEVER else min(began[k], start)
    return began, donors & (began == NEVER)


def _of(panel: Panel, outcome: str, began: Integers, donors: Mask, study: Study) -> ByMonth:
    o = panel.outcomes.index(outcome)
    whole = panel.covered[o].all(axis=1)
    use = whole & (donors | ((began > YEAR) & (began < len(panel.periods))))
    if int((began[use] != NEVER).sum()) < FEWEST:
        return ByMonth(why="few-places")
    try:
        months = event_time(
            panel.counts[o][use],
            began[use],
            np.random.default_rng([study.seed, 7]),
            draws=DRAWS,
            level=study.rule.level,
        )
    except Refusal as refusal:
        return ByMonth(why=refusal.name)
    rows = zip(months.months, months.places, months.ratio, months.joint_low, months.joint_high,
               strict=True)  # fmt: skip
    return ByMonth(
        tuple(
            ShownMonth(int(month), int(places), *(_change(x) for x in (ratio, low, high)))
            for month, places, ratio, low, high in rows
        )
    )


def _change(ratio: float) -> float | None:
    return round(float(ratio) - 1, 10) if np.isfinite(ratio) else None
