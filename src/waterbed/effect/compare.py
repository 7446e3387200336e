"""One comparison: an intervention's target and zones, base against post, beside its placebos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.effect.methods import FITS
from waterbed.effect.placebo import PlaceboPlaces, make_placebos
from waterbed.effect.setting import CO_TREATED, REST, WHOLE, MethodFit, Place, Setting
from waterbed.effect.steadiness import Steadiness, steadiness
from waterbed.effect.totals import Totals
from waterbed.effect.zones import elsewhere, resolve
from waterbed.model.areas import Areas
from waterbed.model.covariates import Followed
from waterbed.model.methods import EVERY, method
from waterbed.model.panel import Panel
from waterbed.model.study import NET, TARGET, Study
from waterbed.model.window import Window
from waterbed.model.zones import Members, Zones

Drawn = dict[tuple[bytes, bytes], PlaceboPlaces]
"""Placebos of targets, by the areas of each and its donors."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What every estimator and check of one intervention and window reads.

    setting : roles, counts, placebos
    fitted : what each method found
    steady : how much each place jumps about, of months and of years; none where unknown
    beside : name of the other outcome whose place stands as the target here, or ""
    """

    setting: Setting
    fitted: dict[str, MethodFit]
    steady: tuple[Steadiness, ...] = ()
    beside: str = ""

    @property
    def window(self) -> Window:
        return self.setting.window

    @property
    def zones(self) -> Zones:
        return self.setting.zones

    @property
    def totals(self) -> Totals:
        return self.setting.totals

    @property
    def places(self) -> dict[Place, Members]:
        return self.setting.places

    @property
    def outcomes(self) -> tuple[str, ...]:
        return self.setting.panel.outcomes

    def whole(self, zone: str) -> Place:
        """Where the figures of a zone are found; another outcome's place stands as the target."""
        return (TARGET if self.beside else zone, WHOLE)

    def counts(self, place: Place, outcome: str) -> tuple[float, float]:
        """Counts of a place in the base and post months."""
        o = self.outcomes.index(outcome)
        members = self.places[place]
        return (
            float(self.totals.base[members, o].sum()),
            float(self.totals.post[members, o].sum()),
        )

    def refusal(self, place: Place, outcome: str, name: str = "") -> str:
        """Why no estimate can be made (a code of REFUSALS), or ""; by a method, or (no `name`)
        from the counts of base and post months alone."""
        o = self.outcomes.index(outcome)
        areas = self.places[place]
        if not len(areas):
            return "no-zone"
        if not self.totals.complete[areas, o].all():
            return "gaps"
        if self.totals.donors[:, o].sum() < 2:
            return "no-donors"
        if not name or method(name).takes_base:
            base, post = self.totals.donor_sums()
            if base[o] <= 0 or post[o] <= 0:
                return "empty-base"
            if self.counts(place, outcome)[0] <= 0:
                return "nothing-expected"
        if not name:
            return ""
        fitted = self.fitted[name]
        why = fitted.refused.get((place, outcome), "")
        real = fitted.real[place]
        if not why and not (real.scale[o] > 0 and real.expected[o] > 0):
            why = "nothing-expected"
        return why


def recounted(comparison: Comparison, panel: Panel) -> Comparison:
    """The same comparison where nothing but counts of the target after the start differ.

    What is expected, and all placebos, rest on other places and on months before: only what was
    observed is counted anew.
    """
    setting = replace(
        comparison.setting,
        panel=panel,
        totals=Totals.of(panel, comparison.window, comparison.zones),
    )
    post = setting.totals.post

    def counted(fit: MethodFit) -> MethodFit:
        real = {
            place: replace(standing, observed=post[setting.places[place]].sum(axis=0))
            for place, standing in fit.real.items()
        }
        return replace(fit, real=real)

    fitted = {name: counted(fit) for name, fit in comparison.fitted.items()}
    return replace(comparison, setting=setting, fitted=fitted)


def places_of(zones: Zones) -> dict[Place, Members]:
    """Areas of target, displacement zones and net; zones with co-treated areas also in parts.

    The target belongs to both parts of the net: it is the package that is asked about.
    """
    places: dict[Place, Members] = {(TARGET, WHOLE): zones.target}
    everywhere = [zones.target]
    for name, zone in zones.displacement:
        places[name, WHOLE] = zone
        everywhere.append(zone)
        shared = np.intersect1d(zone, zones.co_treated)
        if len(shared):
            places[name, CO_TREATED] = shared
            places[name, REST] = np.setdiff1d(zone, shared)
    if zones.displacement:
        places[NET, WHOLE] = np.unique(np.concatenate(everywhere))
        outside = np.setdiff1d(places[NET, WHOLE], zones.target)
        shared = np.intersect1d(outside, zones.co_treated)
        if len(shared):
            places[NET, CO_TREATED] = np.union1d(zones.target, shared)
            places[NET, REST] = np.setdiff1d(places[NET, WHOLE], shared)
    return places


def compare(
    study: Study,
    window: Window,
    areas: Areas,
    panel: Panel,
    *,
    count: int,
    seed: list[int],
    history: int | None = None,
    methods: Sequence[str] = EVERY,
    drawn: Drawn | None = None,
    covariate: Followed | None = None,
    adjusts: bool = False,
) -> Comparison:
    """Resolve roles, sum the windows, make the placebos and fit each method.

    drawn : placebos that comparisons of the same interventions with the same seed have drawn
        already, by target and donors; is added to
    covariate, adjusts : as of `Setting`

    count : placebos where they are drawn; seed : of this comparison alone, so that the answer does
    not depend on which worker runs it or what ran before; history : last month untouched by the
    intervention (by default the one before its start).  InputError where the window lies outside
    the counts or an area is unknown.
    """
    intervention = study.intervention(window.intervention)
    known = panel.has_data
    zones = resolve(intervention, window, study.interventions, areas, known)
    key = (zones.target.tobytes(), zones.donors.tobytes())
    placebos = None if drawn is None else drawn.get(key)
    if placebos is None:
        placebos = make_placebos(
            intervention,
            zones,
            areas,
            known,
            count=count,
            level=study.rule.level,
            rng=np.random.default_rng(seed),
        )
    if drawn is not None:
        drawn[key] = placebos
    setting = Setting(
        window,
        intervention.began - 1 if history is None else history,
        study.rule.level,
        intervention.chosen_for,
        panel,
        zones,
        Totals.of(panel, window, zones),
        placebos,
        places_of(zones),
        elsewhere(intervention, study.interventions, areas),
        covariate=covariate,
        adjusts=adjusts,
    )
    fitted = {name: FITS[name](setting) for name in methods}
    return Comparison(setting, fitted, steadiness(setting))


def as_listed(comparison: Comparison, study: Study, areas: Areas) -> Comparison:
    """The comparison with each area in the role that lists and map give it, whether or not any
    count of it is known: for what is said of places without telling where nothing was counted."""
    setting, window = comparison.setting, comparison.window
    every = np.ones(len(areas), bool)
    intervention = study.intervention(window.intervention)
    zones = resolve(intervention, window, study.interventions, areas, every)
    donors = np.zeros_like(setting.totals.donors)
    donors[zones.donors] = True
    totals = replace(setting.totals, donors=donors)
    return replace(comparison, setting=replace(setting, zones=zones, totals=totals))
