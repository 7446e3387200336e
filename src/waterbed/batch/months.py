"""The effect by months since each place's start, over all places that share one set of counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

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


Averaged = Collection[tuple[str, str, str]]
"""Study, intervention and outcome of each place that averages are of."""


def by_month(
    studies: Mapping[str, Study],
    readers: Readers,
    profile: str,
    averaged: Averaged,
    secret: bool = False,
) -> Mapping[str, ByMonth]:
    """Of each outcome; nothing where there is no study.

    studies : by id, those that were run, whose files can so be read and whose areas are known
    averaged : places that are in it; others are neither in it nor compared with
    secret : whether an outcome or a kind of the batch is sensitive
    Monthly counts of tables that are not published enter no public summary.  Where it cannot be
    made, it is said why.
    """
    if not studies:
        return {}
    first = next(iter(studies.values()))
    outcomes = [outcome.id for outcome in first.outcomes]
    why = _why_not(list(studies.values()), profile, secret)
    if why:
        return {outcome: ByMonth(why=why) for outcome in outcomes}
    inputs = read_inputs(first, readers=readers)
    panel = inputs.counts.panel
    if panel.step != 1:
        return {outcome: ByMonth(why="not-monthly") for outcome in outcomes}
    # Names of areas are looked up once, not for every outcome.
    named = {id: by_name(study, inputs.areas) for id, study in studies.items()}
    starts = partial(_starts, named, averaged, inputs.areas, int(panel.periods[0]))
    places = Counter(outcome for _, _, outcome in averaged)
    return {
        outcome: _of(panel, outcome, *starts(outcome), first)
        if places[outcome] >= FEWEST
        else ByMonth(why="few-places")
        for outcome in outcomes
    }


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


def _starts(
    studies: Mapping[str, Study], averaged: Averaged, areas: Areas, first: int, outcome: str
) -> tuple[Integers, Mask]:
    """The position of the earliest month under an intervention with a target, int [A], NEVER of
    other areas and of those of a place that is not averaged; and which are donors, bool [A]: no
    intervention covers them.

    studies : by id, whose areas are listed by id
    """
    began, donors = np.full(len(areas), NEVER), np.ones(len(areas), bool)
    left_out = np.zeros(len(areas), bool)
    for id, study in studies.items():
        for done in study.interventions:
            donors[covered_by(done, areas)] = False
            target = list(target_of(done, areas))
            donors[target] = False
            left_out[target] |= (id, done.id, outcome) not in averaged
            start = done.began - first
            began[target] = np.where(
                began[target] == NEVER, start, np.minimum(began[target], start)
            )
    return np.where(left_out, NEVER, began), donors


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
