"""The weighting methods as methods of a study: donors weighted to go with the target's past.

A study whose rule names one of them gets it beside the methods of every run, for the target alone
(zones by rule differ in size from placebo to placebo, and so would what their effects are divided
by); it never carries a verdict until the validity suite shows where its size holds.

One outcome at a time.  Pre-periods are the whole years up to the base's end in which the target has
data, balanced as yearly totals; donors are those that have data throughout.  Effects are
studentised as at the front door (`weights.methods.scales`) and then divided by one common factor,
so that the middle two thirds of the placebos lie within one: p is the same with any factor, and
the scale is a standard deviation of the prediction, as the intervals need it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.effect.setting import WHOLE, MethodFit, Setting, WeightSummary
from waterbed.effect.weights.design import Design, DonorWeights, Groups, make_design
from waterbed.effect.weights.hull import hull_distance
from waterbed.effect.weights.methods import procedure, scales
from waterbed.effect.weights.placebos import BATCH
from waterbed.effect.zones import areas_of
from waterbed.model.errors import Refusal
from waterbed.model.months import YEAR, Months
from waterbed.model.reference import Floats, Mask, Standing
from waterbed.model.study import TARGET
from waterbed.model.zones import Members


@dataclass(frozen=True, slots=True)
class _OfOutcome:
    """One outcome: the target, and placebos with a row each.

    expected, scale : of the target
    effect, spread : float [P], of placebos and what their effects are divided by; ok : bool [P]
    """

    expected: float
    scale: float
    effect: Floats
    spread: Floats
    ok: Mask
    weighed: WeightSummary


def fit(method: str, setting: Setting) -> MethodFit:
    """The target and every placebo target; displacement zones are refused by the code "method"."""
    outcomes, placebos = setting.panel.outcomes, setting.placebos
    t = np.zeros((placebos.zones[TARGET].shape[0], len(placebos.zones), len(outcomes)))
    effect, spread = np.zeros(t.shape), np.ones(t.shape)
    valid: Mask = np.zeros(t.shape, bool)
    refused = {(place, name): "method" for place in setting.places for name in outcomes}
    expected, scale = np.full(len(outcomes), np.nan), np.full(len(outcomes), np.nan)
    weighed = {}
    target = (TARGET, WHOLE)
    for o, outcome in enumerate(outcomes):
        try:
            of_outcome = _outcome(method, setting, o)
        except Refusal as refusal:
            refused[target, outcome] = refusal.name
            continue
        del refused[target, outcome]
        unit = _unit(of_outcome)
        expected[o], scale[o] = of_outcome.expected, of_outcome.scale * unit
        effect[:, 0, o], spread[:, 0, o] = of_outcome.effect, of_outcome.spread * unit
        t[of_outcome.ok, 0, o] = of_outcome.effect[of_outcome.ok] / spread[of_outcome.ok, 0, o]
        valid[:, 0, o] = of_outcome.ok
        weighed[outcome] = of_outcome.weighed
    reference = placebos.reference(outcomes, effect, spread, t, valid)
    own = setting.zones.target
    totals = setting.totals
    blank = np.full(len(outcomes), np.nan)
    real = dict.fromkeys(setting.places, Standing(blank, blank, blank, blank))
    base, post = (counts[own].sum(axis=0) for counts in (totals.base, totals.post))
    real[target] = Standing(base, post, expected, scale)
    return MethodFit(method, real, reference, refused, weighed=weighed)


def _unit(weighed: _OfOutcome) -> float:
    """Half the distance between the 16th and the 84th percentile of the placebos' t."""
    t = weighed.effect[weighed.ok] / weighed.spread[weighed.ok]
    if len(t) < 2:
        return 1.0
    low, high = np.percentile(t, [16, 84])
    half = float(high - low) / 2
    return half if half > 1e-9 else 1.0


def _outcome(method: str, setting: Setting, o: int) -> _OfOutcome:
    """Weigh donors for the target and for every placebo; Refusal where that cannot be done."""
    design, position = _design(setting, o)
    run = procedure(method)
    real = Groups.of([design.treated])
    fits, contrasts = run(design, real)
    if not fits.converged[0]:
        raise Refusal("infeasible-weights", "no donor weights reproduce the target's past")
    scale = float(scales(contrasts, design)[0, 0])
    members, barred, usable = _placebo_groups(setting, design, position)
    effect, spread = np.zeros(len(usable)), np.ones(len(usable))
    ok = usable.copy()
    rows = np.flatnonzero(usable)
    for at in range(0, len(rows), BATCH):
        part = rows[at : at + BATCH]
        own = tuple(members[i] for i in part)
        groups = Groups(
            own, tuple(barred[i] for i in part), np.full(len(part), float(len(design.treated)))
        )
        their, placebos = run(design, groups)
        effect[part], spread[part] = placebos.effect[:, 0], scales(placebos, design)[:, 0]
        ok[part] = their.converged & (spread[part] > 0) & np.isfinite(spread[part])
    left = int(usable.sum() - ok.sum())
    expected = float(contrasts.observed[0, 0] - contrasts.effect[0, 0])
    return _OfOutcome(
        expected, scale, effect, spread, ok, _weighed(design, real, fits, setting.panel.step, left)
    )


def _design(setting: Setting, o: int) -> tuple[Design, Members]:
    """The problem of one outcome, and where each of the panel's areas stands in it (-1: nowhere).

    Refusal "short-history" where the target has no whole year of months up to the base's end.
    """
    panel, window, own = setting.panel, setting.window, setting.zones.target
    outcome = panel.outcomes[o]
    if not setting.totals.complete[own, o].all():
        raise Refusal("gaps", "months are missing in the target")
    before = panel.slice(Months(panel.span.first, window.base.last))
    known = panel.covered[o][:, before]
    here = known[own].all(axis=0)
    run = int(np.argmin(here[::-1])) if not here.all() else len(here)
    year = YEAR // panel.step
    run -= run % year
    if run < year:
        raise Refusal("short-history", "there is no whole year of months before the start")
    first = before.stop - run
    donors = setting.totals.donors[:, o] & known[:, first:].all(axis=1)
    if donors.sum() < 2:
        raise Refusal("no-donors", "fewer than two donors are left")
    kept = np.union1d(np.flatnonzero(donors), own)
    periods = [
        np.arange(first, before.stop),
        np.arange(len(panel.periods))[panel.slice(window.post)],
    ]
    values = panel.counts[o][np.ix_(kept, np.concatenate(periods))].astype(float)
    is_donor = donors[kept]
    design = make_design(
        [outcome], values[:, None, :], run, is_donor, np.flatnonzero(~is_donor), period=year
    )
    position = np.full(len(panel.areas), -1)
    position[kept] = np.arange(len(kept))
    return design, position


def _placebo_groups(
    setting: Setting, design: Design, position: Members
) -> tuple[list[Members], list[Members], Mask]:
    """Areas of each placebo target, what its donors leave out, and whether it can be used."""
    placebos = setting.placebos
    donor = np.zeros(len(position), bool)
    donor[position >= 0] = design.donor[position[position >= 0]]
    members, barred = [], []
    targets, own = placebos.zones[TARGET], placebos.own
    usable = np.zeros(targets.shape[0], bool)
    for i in range(targets.shape[0]):
        areas, out = areas_of(targets, i), position[areas_of(own, i)]
        usable[i] = len(areas) == len(design.treated) and bool(donor[areas].all())
        members.append(np.sort(position[areas]))
        barred.append(np.union1d(members[-1], out[out >= 0]))
        usable[i] &= int(design.donor.sum()) - len(barred[-1]) >= 2
    return members, barred, usable


def _weighed(
    design: Design, groups: Groups, fits: DonorWeights, step: int, left: int
) -> WeightSummary:
    donors = design.donors_of(groups, 0)
    size = np.abs(fits.weights[0, donors])
    total = max(float(size.sum()), 1e-300)
    return WeightSummary(
        len(donors),
        total**2 / max(float((size**2).sum()), 1e-300),
        float(size.max()) / total,
        hull_distance(design, groups),
        design.pre * step,
        left,
    )
