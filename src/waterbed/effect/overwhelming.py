"""A comparison area that in one period counts more than all the others together.

A thousand incidents in one month of one area are an error of recording, or one event.  They would
shape what is expected of every place, and of every place alike say that it jumps about: of a
hundred areas of ten a month a fall by half was seen in none to three quarters of the studies in
which another area held such a month, where it is seen in nine of ten without
(`python -m tests.validity.overwhelming`).

So an area shapes no forecast, and no course of the donors, where in some period it counts more than
all other donors together, more than TIMES its own mean period besides, and LEAST.  It stays among
the placebos, predicted as one that is no donor: were such areas common, the place judged might be
one.
"""

from __future__ import annotations

import numpy as np

from waterbed.effect.matching import LEAST
from waterbed.model.panel import Panel
from waterbed.model.reference import Mask

TIMES = 12
"""Of its own other periods' mean that a count in one must exceed."""


def overwhelming(panel: Panel, donors: Mask, last: int) -> Mask:
    """Which donors overwhelm the others in some period up to the month `last`, bool [A, O].

    donors : bool [A]
    """
    left_out = np.zeros((len(panel.areas), len(panel.outcomes)), bool)
    members, until = np.flatnonzero(donors), int((panel.periods <= last).sum())
    if not len(members) or not until:
        return left_out
    for o, outcome in enumerate(panel.outcomes):
        known = panel.covered[o][members, :until]
        counts = np.where(known, panel.counts[o][members, :until], 0)
        total, most = counts.sum(axis=0), counts.max(axis=0)
        enough = LEAST * panel.unit(outcome, members)
        for period in np.flatnonzero((2 * most > total) & (most >= enough)):
            area = int(np.argmax(counts[:, period]))
            others = int(known[area].sum()) - 1
            rest = counts[area].sum() - most[period]
            left_out[members[area], o] |= bool(most[period] * others > TIMES * rest)
    return left_out
