"""What else could a rise be?  A zone's change by category, by borough, by area, and by whether the
areas were under another intervention.

The difference is taken (base counts times the growth of the donors), since its parts add up: a
forecast of every category by itself would not.
"""

from __future__ import annotations

import numpy as np

from waterbed.effect.totals import Totals
from waterbed.model.areas import Areas
from waterbed.model.elsewhere import MIX, Breakdown, Part
from waterbed.model.errors import Refusal
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.window import Window
from waterbed.model.zones import Members, Zones

NO_GROUP = "no group"


def breakdown(
    panel: Panel,
    areas: Areas,
    window: Window,
    zones: Zones,
    outcome: str,
    zone: str,
    *,
    categories: Panel | None = None,
    published: bool = False,
) -> Breakdown:
    """The parts of a zone's change in one outcome.

    zone : "target" or the name of a displacement zone
    categories : a panel of the kinds of incident that the outcome is made of, on the same areas and
        periods; each grows by its own donors' growth, so that its change is what departs from the
        donors in that kind, and a last part "mix of kinds" makes up the sum
    Refusal `empty-base` where the donors have no counts before, `gaps` where the zone or a category
    has months missing.
    """
    totals = Totals.of(panel, window, zones)
    o = panel.outcomes.index(outcome)
    members = dict(zones.named())[zone]
    donors = totals.donors[:, o]
    if not totals.complete[members, o].all():
        raise Refusal("gaps", f"months are missing in '{zone}'", "Choose months without gaps.")
    growth = _growth(totals, o, donors)
    base, post = totals.base[:, o], totals.post[:, o]

    shared = np.intersect1d(members, zones.co_treated)

    def part(name: str, own: Members) -> Part:
        return _part(name, base, post, own, shared, growth)

    rest = np.setdiff1d(members, shared)
    groups = np.array([areas.groups[i] or NO_GROUP for i in members], dtype=object)
    whole = part("all", members)
    return Breakdown(
        window.intervention,
        outcome,
        zone,
        window.name,
        whole,
        () if categories is None else _by_category(categories, window, zones, zone, whole),
        _falling([part(str(name), members[groups == name]) for name in sorted(set(groups))]),
        _falling([part(areas.called(i), members[members == i]) for i in members]),
        part("under another intervention", shared) if len(shared) else None,
        part("the rest", rest) if len(shared) else None,
        published,
    )


def _part(
    name: str, base: Floats, post: Floats, own: Members, shared: Members, growth: float
) -> Part:
    """Areas `own` against the donors' growth; of their change, what lies in `shared`."""
    b, y = float(base[own].sum()), float(post[own].sum())
    both = np.intersect1d(own, shared)
    beside = float(post[both].sum() - growth * base[both].sum()) if len(shared) else None
    return Part(name, y, growth * b, min(b, y), beside)


def _growth(totals: Totals, o: int, donors: Mask) -> float:
    base, post = float(totals.base[donors, o].sum()), float(totals.post[donors, o].sum())
    if base <= 0:
        raise Refusal("empty-base", "the donors have no counts in the base months")
    return post / base


def _by_category(
    panel: Panel, window: Window, zones: Zones, zone: str, whole: Part
) -> tuple[Part, ...]:
    """Each category against its own growth at the donors, and what that leaves of the whole."""
    totals = Totals.of(panel, window, zones)
    members = dict(zones.named())[zone]
    shared = np.intersect1d(members, zones.co_treated)
    parts = []
    for o, name in enumerate(panel.outcomes):
        if not totals.complete[members, o].all():
            raise Refusal("gaps", f"months are missing in '{name}'", "Choose months without gaps.")
        base, post = totals.base[:, o], totals.post[:, o]
        if not base[members].any() and not post[members].any():
            continue
        growth = _growth(totals, o, totals.donors[:, o]) if base[members].any() else 0.0
        parts.append(_part(name, base, post, members, shared, growth))
    observed, expected, beside = (
        getattr(whole, name) - sum(getattr(part, name) for part in parts)
        if getattr(whole, name) is not None
        else None
        for name in ("observed", "expected", "co_treated")
    )
    falling = _falling(parts)
    if max(abs(left or 0.0) for left in (observed, expected, beside)) < 1e-6:
        return falling
    return (*falling, Part(MIX, observed, expected, co_treated=beside))


def _falling(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: -(part.change or 0.0)))
