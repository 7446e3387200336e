"""Published counts beside unpublished ones that hold them, or that they hold.

A reader who has both takes one from the other.  Which outcome holds another no table says; it is
told by the counts: one that is nowhere, in no area and month, above another is taken for a part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from waterbed.disclosure.ledger.atoms import MOST, TrueCounts
from waterbed.disclosure.ledger.cell import Kinds
from waterbed.model.panel import Panel
from waterbed.model.reference import Integers
from waterbed.model.study import Study

FEWEST = 10
"""A part that counts fewer in all tells of nothing."""


def beside_published(
    counts: TrueCounts, outcomes: Mapping[str, Kinds], study: Study, panel: Panel
) -> TrueCounts:
    """The counts with what published ones say at least, and at most, of each class of rows.

    outcomes : kinds of the outcomes that only this table counts.  One that is several classes of
    rows is left to what releases say of it.
    """
    published = [
        outcome.id
        for outcome in study.outcomes
        if study.outcome_published(outcome.id) and not outcome.weights
    ]
    least, most = np.zeros_like(counts.counts), np.full_like(counts.counts, MOST)
    for outcome, kinds in outcomes.items():
        classes = np.flatnonzero(counts.holds[counts.kinds.index(kinds)])
        if len(classes) != 1 or study.outcome_published(outcome):
            continue
        whole = panel.counts[panel.outcomes.index(outcome)]
        for other in published:
            part = panel.counts[panel.outcomes.index(other)]
            if part.sum() >= FEWEST and (part <= whole).all():
                own = _aligned(counts, panel, part, 0)
                least[classes[0]] = np.maximum(least[classes[0]], own)
            elif whole.sum() >= FEWEST and (whole <= part).all():
                own = _aligned(counts, panel, part, MOST)
                most[classes[0]] = np.minimum(most[classes[0]], own)
    # Months that the study leaves out may be counted otherwise.
    least = np.minimum(least, counts.counts)
    most = np.maximum(most, counts.counts)
    return replace(
        counts,
        least=least if least.any() else None,
        most=most if (most < MOST).any() else None,
    )


def _aligned(counts: TrueCounts, panel: Panel, numbers: Integers, nothing: int) -> Integers:
    """Numbers of a panel [A, T] in the order of a table's areas and periods."""
    at = {key: i for i, key in enumerate(panel.areas)}
    when = {int(period): t for t, period in enumerate(panel.periods)}
    rows = np.array([at.get(key, -1) for key in counts.areas])
    columns = np.array([when.get(int(period), -1) for period in counts.periods])
    aligned: Integers = np.where(
        (rows >= 0)[:, None] & (columns >= 0), numbers[np.ix_(rows, columns)], nothing
    )
    return aligned
