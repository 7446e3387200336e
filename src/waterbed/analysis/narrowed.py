"""Of a country, the areas that one comparison needs: its place, those about it, and a sample.

An area is compared with every other one where nothing was done.  Thousands of them tell what chance
does no better than some thousands drawn at random, and cost as many times more, in a report and in
hundreds of reports.  Beyond `sampled.MANY` areas the comparison of a single area without zones is
made among `KEPT` of them, that of one with zones among `ZONED`, each with its own zones.  The draw
follows from the seed of the study alone: check and run draw the same, and so do all studies of that
seed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from waterbed.analysis.mapped import MOST, frame_of, within_frame
from waterbed.analysis.plan import Task
from waterbed.analysis.sampled import drawn, samples
from waterbed.analysis.window_findings import Shared
from waterbed.effect.zones import covered_by, resolve, ring, rows, target_of
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET, Intervention
from waterbed.model.zones import Members

GROUP = 1_000
"""A target's group is kept whole, for what is said of it, if it has no more areas; nothing is said
of a larger one."""

STREAM = 4_000_000
"""Sets this draw apart from those of comparisons, whose seeds count windows."""


def narrowed(shared: Shared, task: Task) -> Shared:
    """What a task reads, with the areas that it needs; all of it where they are not many."""
    kept = kept_areas(shared, task)
    if kept is None:
        return shared
    intervention = shared.study.intervention(task.window.intervention)
    return replace(
        shared,
        areas=_areas_of(shared, intervention, kept),
        panel=panel_among(shared.panel, kept),
        apart={key: panel_among(panel, kept) for key, panel in shared.apart.items()},
        categories={key: panel_among(panel, kept) for key, panel in shared.categories.items()},
    )


def _areas_of(shared: Shared, intervention: Intervention, kept: Members) -> Areas:
    """The map of a sample.  What lies beside each of those drawn is in it where there are zones."""
    if intervention.zones:
        beside = ~np.isin(kept, _drawn(shared, intervention))
        return replace(touching_among(shared.areas, kept), beside=beside)
    target = target_of(intervention, shared.areas)
    whole = len(_own_group(shared.areas, int(target[0]))) <= GROUP
    return areas_among(shared.areas, kept, whole)


def _drawn(shared: Shared, intervention: Intervention) -> Members:
    rng = np.random.default_rng([shared.study.seed, STREAM])
    return rng.permutation(len(shared.areas))[: drawn(intervention)]


def kept_areas(shared: Shared, task: Task) -> Members | None:
    """Positions of the areas of one comparison, ascending; None where all are."""
    study, areas = shared.study, shared.areas
    intervention = study.intervention(task.window.intervention)
    if not samples(study, intervention, len(areas)):
        return None
    target, some = target_of(intervention, areas), _drawn(shared, intervention)
    parts = [target, some, *(covered_by(other, areas) for other in study.interventions)]
    shown = target
    if intervention.zones:
        # Where nothing was counted no report of an unpublished table tells (`compare.as_listed`).
        known = shared.panel.has_data | (not study.published)
        zones = resolve(intervention, task.window, (), areas, known)
        shown = np.concatenate([members for _, members in zones.named()])
        parts += [shown, zones.buffer]
        parts += _zones_of(some, intervention, areas, known)
    else:
        own = _own_group(areas, int(target[0]))
        parts += [own] if len(own) <= GROUP else []
    if areas.shapes is not None and areas.shapes[target[0]] is not None:
        known = np.array([shape is not None for shape in areas.shapes])
        near = within_frame(areas.shapes, known, frame_of(areas.shapes[shown[known[shown]]]))
        parts.append(near if len(near) <= MOST else target)
    return np.unique(np.concatenate(parts))


def _zones_of(
    some: Members, intervention: Intervention, areas: Areas, known: NDArray[np.bool_]
) -> list[Members]:
    """Positions of the areas in each zone of any of these."""
    zones = {TARGET: rows(list(some[:, None]), len(areas))}
    for name, rule in intervention.zones:
        zones[name] = ring(rule, zones, areas, known)
    return [np.unique(zone.indices).astype(np.int64) for zone in zones.values()]


def _own_group(areas: Areas, target: int) -> Members:
    """Positions of the areas of the target's group."""
    groups = np.array(areas.groups, dtype=str)
    return np.flatnonzero((groups == groups[target]) & (groups != ""))


def areas_among(areas: Areas, kept: Members, grouped: bool = True) -> Areas:
    """Some areas of a map.  Which lie beside which is left out: of most the neighbours are not
    among them.  grouped : whether their groups are told"""
    shapes = areas.shapes
    known = None if shapes is None else np.array([shape for shape in shapes if shape is not None])
    return replace(
        areas,
        ids=tuple(areas.ids[i] for i in kept),
        names=tuple(areas.names[i] for i in kept),
        groups=tuple(areas.groups[i] if grouped else "" for i in kept),
        pairs=np.empty((0, 2), np.int64),
        gaps=np.empty(0),
        reach=None,
        shapes=None if shapes is None else shapes[kept],
        backdrop=known if areas.backdrop is None else areas.backdrop,
    )


def touching_among(areas: Areas, kept: Members) -> Areas:
    """Some areas of a map, and which of them lie beside which."""
    new = np.full(len(areas), -1)
    new[kept] = np.arange(len(kept))
    pairs = new[areas.pairs]
    both = (pairs >= 0).all(axis=1)
    among = areas_among(areas, kept)
    return replace(among, pairs=pairs[both], gaps=areas.gaps[both], reach=areas.reach)


def panel_among(panel: Panel, kept: Members) -> Panel:
    """The counts of some areas."""

    def cut(values: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
        return None if values is None else values[:, kept]

    return replace(
        panel,
        areas=tuple(panel.areas[i] for i in kept),
        counts=panel.counts[:, kept],
        covered=panel.covered[:, kept],
        values=cut(panel.values),
        squares={key: squares[kept] for key, squares in panel.squares.items()},
        bounds={key: bounds[:, kept] for key, bounds in panel.bounds.items()},
    )
