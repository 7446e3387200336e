"""Effect against distance from the target's edge: rings, and overlapping rings ever further out.

Each ring is judged as a displacement zone is, by the method and on the placebos of the study, with
rings of the same distances round every placebo; the band is simultaneous over rings (max-t).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from waterbed.effect import history
from waterbed.effect.inference import critical, placebos_needed, tails, weighted_ratio
from waterbed.effect.joint import joint_tests
from waterbed.effect.origins import busy
from waterbed.effect.placebo import PlaceboPlaces
from waterbed.effect.setting import REST, WHOLE, MethodFit, Place, Setting
from waterbed.effect.zones import Membership, adjacency, rows
from waterbed.model.areas import Areas
from waterbed.model.elsewhere import Profile, Ring
from waterbed.model.months import Months
from waterbed.model.reference import Mask
from waterbed.model.study import TARGET
from waterbed.model.zones import Members

Edges = tuple[float, float]
"""A ring's inner and outer distance, metres."""

EDGES = (0.0, 500.0, 1000.0, 2000.0, 3000.0, 5000.0)
SMOOTH = 12
"""Overlapping rings in a smooth profile, each a quarter of the reach wide."""


def rings_of(reach: float | None) -> tuple[Edges, ...]:
    """Rings that the known gaps allow: `EDGES` up to the reach, or one ring up to it."""
    if reach is None or reach <= 0:
        return ()
    edges = [edge for edge in EDGES if edge < reach]
    ends = [*edges[1:], reach] if reach <= EDGES[-1] else [*EDGES[1:]]
    return tuple(zip(edges, ends, strict=False))


def smooth_of(reach: float | None) -> tuple[Edges, ...]:
    """Overlapping rings a quarter of the reach wide; none where there is room for one ring only."""
    if reach is None or len(rings_of(reach)) < 2:
        return ()
    most = min(reach, EDGES[-1])
    width = most / 4
    starts = np.linspace(0.0, most - width, SMOOTH)
    return tuple((float(near), float(near + width)) for near in starts)


def round_targets(targets: Membership, areas: Areas, edges: Edges, known: Mask) -> Membership:
    """The ring round each row of targets, 0/1 [P, A]: areas with data whose gap to the nearest area
    of the target lies above the inner and not above the outer distance (from 0: touching ones too).
    """
    near, far = edges
    out = _within(targets, areas, far, known)
    if near > 0:
        inner = _within(targets, areas, near, known)
        out = sparse.csr_array(out - out.multiply(inner))
    out = sparse.csr_array(out - out.multiply(targets))
    out.eliminate_zeros()
    out.sort_indices()
    return out.astype(np.int8)


def _within(targets: Membership, areas: Areas, distance: float, known: Mask) -> Membership:
    within = targets.astype(np.int32) @ adjacency(areas, distance).astype(np.int32)
    within = sparse.csr_array(within * known[None, :])
    within.eliminate_zeros()
    within.data = np.minimum(within.data, 1)
    return within


def profile(
    setting: Setting,
    areas: Areas,
    rings: Sequence[Edges] | None = None,
    smooth: Sequence[Edges] | None = None,
    *,
    level: float = 0.95,
    published: Sequence[str] = (),
) -> tuple[Profile, ...]:
    """Profiles of every outcome; nothing where the map's gaps do not reach a second ring.

    setting : of the comparison (its target, window and placebo targets; its own zones play no part
        but that they are no donors); rings, smooth : distances, by default `rings_of` and
        `smooth_of` the reach of the gaps; published : outcomes whose tables are
    """
    rings = rings_of(areas.reach) if rings is None else rings
    smooth = smooth_of(areas.reach) if smooth is None else smooth
    if len(rings) < 2:
        return ()
    known = setting.panel.has_data
    every = list(dict.fromkeys([*rings, *smooth]))
    ringed = _with_rings(setting, areas, every, known)
    ringed = replace(ringed, places=ringed.places | _rests(ringed, rings))
    fitted = history.fit(ringed)
    window, profiles = setting.window, []
    for outcome in setting.panel.outcomes:
        apart, p = _judge(ringed, fitted, outcome, rings, level)
        over, _ = _judge(ringed, fitted, outcome, smooth, level)
        named = (window.intervention, outcome, window.name)
        profiles.append(Profile(*named, apart, over, p, level, outcome in published))
    return tuple(profiles)


def _name(edges: Edges) -> str:
    return f"{edges[0]:g}-{edges[1]:g} m"


def _with_rings(setting: Setting, areas: Areas, every: Sequence[Edges], known: Mask) -> Setting:
    """The same setting with rings for zones; rings may overlap, and "net" is none of them."""
    targets = setting.placebos.zones[TARGET]
    real = rows([setting.zones.target], len(areas))
    zones, places = {TARGET: targets}, {(TARGET, WHOLE): setting.zones.target}
    for edges in every:
        zones[_name(edges)] = round_targets(targets, areas, edges, known)
        places[_name(edges), WHOLE] = np.sort(round_targets(real, areas, edges, known).indices)
    placebos = PlaceboPlaces(
        zones,
        setting.placebos.clean,
        targets,
        setting.placebos.drawn,
        setting.placebos.at_random,
    )
    return replace(setting, placebos=placebos, places=places)


def _rests(setting: Setting, rings: Sequence[Edges]) -> dict[Place, Members]:
    """What is left of each ring without areas under another intervention, where it holds some."""
    under = busy(setting, Months(setting.window.base.first, setting.window.post.last))
    whole = {_name(edges): setting.places[_name(edges), WHOLE] for edges in rings}
    return {
        (name, REST): np.setdiff1d(members, under)
        for name, members in whole.items()
        if np.isin(members, under).any()
    }


def _judge(
    setting: Setting, fitted: MethodFit, outcome: str, edges: Sequence[Edges], level: float
) -> tuple[tuple[Ring, ...], float | None]:
    """Every ring by itself and all together; those that cannot be judged say why."""
    reference = fitted.reference
    o = reference.outcomes.index(outcome)
    why = {edge: _refusal(setting, fitted, outcome, edge) for edge in edges}
    able = [edge for edge in edges if not why[edge]]
    # PlaceboPlaces must have all rings clean; the outermost give way first.
    while able and len(reference.joint(_cells(able, outcome))) < placebos_needed(level, 2):
        why[able.pop()] = "few-references"
    ends: dict[Edges, tuple[tuple[float, float], tuple[float, float]]] = {}
    p = None
    if able:
        cells = _cells(able, outcome)
        joint = reference.joint(cells)
        own = [critical(reference.placebos(*cell), level) for cell in cells]
        t = np.array([float(fitted.real[zone, WHOLE].t[o]) for zone, _ in cells])
        every, together = joint_tests(t, joint, level)
        # Pools matched to the target may be wider than all placebos together.
        band = [
            (min(low, float(ends_[0])), max(high, float(ends_[1])))
            for (low, high), ends_ in zip(own, together, strict=True)
        ]
        ends = dict(zip(able, zip(own, band, strict=True), strict=True))
        alone = [
            tails(float(ring_t), reference.placebos(*cell)).both
            for ring_t, cell in zip(t, cells, strict=True)
        ]
        p = max(float(every.min()), min(alone))
    return tuple(
        _ring(setting, fitted, outcome, edge, ends.get(edge), why[edge]) for edge in edges
    ), p


def _cells(edges: Sequence[Edges], outcome: str) -> tuple[tuple[str, str], ...]:
    return tuple((_name(edge), outcome) for edge in edges)


def _refusal(setting: Setting, fitted: MethodFit, outcome: str, edges: Edges) -> str:
    place = (_name(edges), WHOLE)
    o = setting.panel.outcomes.index(outcome)
    if not len(setting.places[place]):
        return "no-zone"
    if why := fitted.refused.get((place, outcome), ""):
        return why
    real = fitted.real[place]
    return "" if real.expected[o] > 0 and real.scale[o] > 0 else "nothing-expected"


def _ring(
    setting: Setting,
    fitted: MethodFit,
    outcome: str,
    edges: Edges,
    ends: tuple[tuple[float, float], tuple[float, float]] | None,
    why: str,
) -> Ring:
    place = (_name(edges), WHOLE)
    members = setting.places[place]
    rest = setting.places.get((place[0], REST), members)
    shared = len(members) - len(rest)
    if ends is None:
        return Ring(*edges, len(members), why=why, co_treated=shared)
    o = setting.panel.outcomes.index(outcome)
    real = fitted.real[place]
    y, mu, scale = real.figures(o)
    panel = setting.panel
    unit = panel.unit(outcome, members) if outcome in panel.squares else None
    low, high = weighted_ratio(y, mu, scale, ends[0], unit)
    band = weighted_ratio(y, mu, scale, ends[1], unit)
    pools = fitted.reference.placebos(place[0], outcome)
    whole = Ring(
        *edges,
        len(members),
        y,
        mu,
        y / mu - 1,
        low,
        high,
        *band,
        tails(float(real.t[o]), pools).both,
        min(len(pool) for pool in pools),
        min(float(real.base[o]), y),
        co_treated=shared,
    )
    return _with_rest(whole, setting, fitted, outcome, ends[0]) if shared else whole


def _with_rest(
    ring: Ring, setting: Setting, fitted: MethodFit, outcome: str, ends: tuple[float, float]
) -> Ring:
    """The ring with what is left without areas under another intervention, if any are."""
    place, o = (_name((ring.near, ring.far)), REST), setting.panel.outcomes.index(outcome)
    real = fitted.real[place]
    y, mu, scale = real.figures(o)
    if not len(setting.places[place]) or not (mu > 0 and scale > 0):
        return ring
    panel = setting.panel
    unit = panel.unit(outcome, setting.places[place]) if outcome in panel.squares else None
    low, high = weighted_ratio(y, mu, scale, ends, unit)
    return replace(
        ring,
        rest_observed=y,
        rest_expected=mu,
        rest_value=y / mu - 1,
        rest_low=low,
        rest_high=high,
    )
