"""For which parameters each story comes out: what would have to be true of the market.

Each row holds a plan, what the story says of its effects, and the parameters that are swept.  The
conditions of both sides are of one size, so that neither story is easier to have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.reference import Floats
from waterbed.simulate.market.effects import Plan, plan_of

Effects = Mapping[str, float]

SEEN = 0.1
"""A change that counts in a story: a tenth."""

LITTLE = 0.05
"""A change that counts as none."""


@dataclass(frozen=True, slots=True)
class Region:
    """A row.

    story : its short name; side : whose story it is; says : it, in a sentence
    plan : what is done; holds : whether these effects are the story
    told_by : parameters that may decide it, those that the picture is drawn of first
    """

    story: str
    side: str
    says: str
    plan: Plan
    holds: Callable[[Effects], bool]
    told_by: tuple[str, ...]


COUNCIL, COLLECTIVE = "council", "collective"
_POLICE = plan_of("patrol", "fines for buyers")
_MOVES = ("nerves", "shy", "seller_shy", "near", "rush", "look", "protect", "isolated", "moved_on",
          "controlled")  # fmt: skip

REGIONS = (
    Region("works", COUNCIL,
           "Patrols and fines: fewer encounters and confrontations, and less violence.", _POLICE,
           lambda e: max(e[name] for name in ("encounters", "confrontations", "violence")) <= -SEEN,
           _MOVES),
    Region("moves", COLLECTIVE,
           "Patrols and fines: the street empties here, and most of it is next door.", _POLICE,
           lambda e: e["street"] <= -SEEN and e["moved"] >= 0.5 and e["encounters"] > -SEEN,
           ("nerves", "seller_shy", *(n for n in _MOVES if n not in ("nerves", "seller_shy")))),
    Region("harms", COLLECTIVE,
           "Patrols and fines: violence in an encounter rises while the street empties.", _POLICE,
           lambda e: e["street"] <= -SEEN and e["risk"] >= SEEN,
           ("rush", "moved_on", *(n for n in _MOVES if n not in ("rush", "moved_on")))),
    Region("silences", COLLECTIVE,
           "Patrols and cautions: the police record less of the violence.",
           plan_of("patrol", "cautions for sellers", everywhere=["cautions for sellers"], patrol=8),
           lambda e: e["reported"] <= -SEEN,
           ("fear_silences", "cautioned", "fear_lasts", "moved_fear", "moved_on")),
    Region("messages alone", COUNCIL,
           "Messages alone: fewer encounters and less violence, and no more risk in each.",
           plan_of("messages", everywhere=["messages"]),
           lambda e: e["encounters"] <= -SEEN and e["violence"] <= -SEEN and e["risk"] <= LITTLE,
           ("message_less", "message_nerves", "forgotten", "debt_accept", "debt_push", "rush")),
    Region("stops", COUNCIL,
           "Messages alone: fewer people sell, since there is less to earn.",
           plan_of("messages", everywhere=["messages"]),
           lambda e: e["selling"] <= -LITTLE,
           ("short_leave", "message_less", "leave", "patience", "short_enter", "forgotten",
            "controlled")),
    Region("frees", COUNCIL,
           "Closures and action against traffickers: fewer are controlled, and less violence.",
           plan_of("closures", "action against traffickers",
                   everywhere=["closures", "action against traffickers"]),
           lambda e: e["controlled"] <= -SEEN and e["violence"] <= -LITTLE,
           ("controlled", "action_frees", "closure_frees", "freed_leave", "coercion", "refuse")),
    Region("closures harm", COLLECTIVE,
           "Closures: people work outdoors instead, and there is more violence.",
           plan_of("closures", everywhere=["closures"], closures=0.5),
           lambda e: e["indoors"] <= -SEEN and e["violence"] >= LITTLE,
           ("indoors", "outdoors", "shut_weeks", "controlled", "closure_frees", "isolated")),
    Region("pushes in", COLLECTIVE,
           "Sanctions of benefits: more people sell.",
           plan_of("sanctions", everywhere=["sanctions"], sanctions=0.03),
           lambda e: e["selling"] >= LITTLE,
           ("enter_need", "sanction", "sanction_weeks", "leave", "need")),
    Region("way out", COUNCIL,
           "Support and rehousing: fewer people sell, and less violence.",
           plan_of("support", everywhere=["support"]),
           lambda e: e["selling"] <= -LITTLE and e["violence"] <= -LITTLE,
           ("engage", "way_out", "leave", "relief", "housing_first", "controlled")),
)  # fmt: skip


def shares(u: Floats, held: Sequence[bool] | NDArray[np.bool_], bins: int = 5) -> Floats:
    """Of points float [n, 2] in the unit square, the share that hold in each cell of a grid:
    float [bins, bins], rows by the second coordinate from below; nan where there is no point."""
    at = np.minimum((np.asarray(u)[:, :2] * bins).astype(int), bins - 1)
    cell = at[:, 1] * bins + at[:, 0]
    many = np.bincount(cell, minlength=bins * bins).astype(np.float64)
    hits = np.bincount(cell, np.asarray(held, np.float64), minlength=bins * bins)
    return np.where(many > 0, hits / np.maximum(many, 1), np.nan).reshape(bins, bins)
