"""One comparison: an intervention's target and zones, base against post, beside its placebos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.effect.placebo import Totals, contrast, make_reference
from waterbed.effect.zones import Membership, resolve, rows
from waterbed.nouns.areas import Areas
from waterbed.nouns.panel import Panel
from waterbed.nouns.reference import Contrast, Reference
from waterbed.nouns.study import NET, TARGET, Study, Window
from waterbed.nouns.zones import Members, Zones

WHOLE, CO_TREATED, REST = "whole", "co-treated", "rest"

Place = tuple[str, str]
"""Name of a zone and which part of it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What every estimator and check of one intervention and window reads.

    outcomes : ids, in the order of the arrays
    places : positions of the areas of each zone and part
    real : Contrast [O] of each zone and part
    placebos : membership [P, A] of each zone of the reference
    """

    window: Window
    zones: Zones
    outcomes: tuple[str, ...]
    totals: Totals
    reference: Reference
    placebos: dict[str, Membership]
    places: dict[Place, Members]
    real: dict[Place, Contrast]

    def refusal(self, place: Place, outcome: str) -> str:
        """Why no estimate can be made (a code of REFUSALS), or ""."""
        o = self.outcomes.index(outcome)
        areas = self.places[place]
        if not len(areas):
            return "no-zone"
        if not self.totals.complete[areas, o].all():
            return "gaps"
        if self.totals.donors[:, o].sum() < 2:
            return "no-donors"
        found = self.real[place]
        if not np.isfinite(found.growth[o]) or found.growth[o] <= 0:
            return "empty-base"
        if found.base[o] <= 0:
            return "nothing-expected"
        return ""


def places_of(zones: Zones) -> dict[Place, Members]:
    """Areas of target, displacement zones and net; zones with co-treated areas also in parts.

    The target belongs to both parts of the net: it is the package that is asked about.
    """
    found: dict[Place, Members] = {(TARGET, WHOLE): zones.target}
    everywhere = [zones.target]
    for name, zone in zones.displacement:
        found[name, WHOLE] = zone
        everywhere.append(zone)
        shared = np.intersect1d(zone, zones.co_treated)
        if len(shared):
            found[name, CO_TREATED] = shared
            found[name, REST] = np.setdiff1d(zone, shared)
    if zones.displacement:
        found[NET, WHOLE] = np.unique(np.concatenate(everywhere))
        outside = np.setdiff1d(found[NET, WHOLE], zones.target)
        shared = np.intersect1d(outside, zones.co_treated)
        if len(shared):
            found[NET, CO_TREATED] = np.union1d(zones.target, shared)
            found[NET, REST] = np.setdiff1d(found[NET, WHOLE], shared)
    return found


def compare(
    study: Study, window: Window, areas: Areas, panel: Panel, *, count: int, seed: list[int]
) -> Comparison:
    """Resolve roles, sum the windows, draw the placebos and contrast the real places.

    count : placebos where they are drawn; seed : of this comparison alone, so that the answer does
    not depend on which worker runs it or what ran before.  InputError where the window lies
    outside the counts or an area is unknown.
    """
    intervention = study.intervention(window.intervention)
    known = panel.has_data
    zones = resolve(intervention, window, study.interventions, areas, known)
    totals = Totals.of(panel, window, zones)
    reference, placebos = make_reference(
        intervention,
        zones,
        totals,
        areas,
        known,
        panel.outcomes,
        count=count,
        rng=np.random.default_rng(seed),
    )
    places = places_of(zones)
    size = len(areas)
    real = {}
    for place, positions in places.items():
        member = rows([positions], size)
        found = contrast(member, member, totals)
        real[place] = Contrast(
            found.base[0], found.observed[0], found.growth[0], found.dispersion[0]
        )
    return Comparison(window, zones, panel.outcomes, totals, reference, placebos, places, real)
