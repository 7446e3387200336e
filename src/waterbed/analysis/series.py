"""What the pictures of a comparison are drawn from: roles, counts by period, placebos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from waterbed.claims import Asked
from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import tails
from waterbed.effect.months_after import by_quarter
from waterbed.effect.setting import WHOLE, Place
from waterbed.model.areas import Areas
from waterbed.model.estimate import Parameter
from waterbed.model.methods import method as row
from waterbed.model.results import ByQuarter, DonorTotal, PlaceboStrip, RoleCount, Series
from waterbed.model.study import Study

NAMED = 5
"""Targets of more areas than this are not named one by one."""


def roles(found: Comparison, areas: Areas) -> tuple[RoleCount, ...]:
    """Areas of each role; a small target and areas let in by a tolerance are named."""
    window, zones = found.window, found.zones
    shown = dict(zones.by_tolerance)
    if len(zones.target) <= NAMED:
        shown["target"] = zones.target

    def role(name: str, members: np.ndarray) -> RoleCount:
        names = tuple(areas.names[i] or areas.ids[i] for i in shown.get(name, ()))
        return RoleCount(window.intervention, window.name, name, len(members), names)

    donors = np.flatnonzero(found.totals.donors.any(axis=1))
    gaps = np.setdiff1d(zones.donors, donors)
    out = [role(name, members) for name, members in zones.named()]
    out.append(role("buffer", zones.buffer))
    out.append(role("donors", donors))
    out += [role(f"left out: {name}", members) for name, members in zones.left_out]
    out.append(role("left out: gaps", gaps))
    return tuple(out)


def donor_totals(found: Comparison, study: Study) -> tuple[DonorTotal, ...]:
    """What the donors counted together, of each outcome, in base and in post months."""
    window, totals, ids = found.window, found.totals, found.setting.panel.areas
    made = []
    for o, outcome in enumerate(found.outcomes):
        use = np.flatnonzero(totals.donors[:, o])
        for months, counts in ((window.base, totals.base), (window.post, totals.post)):
            made.append(
                DonorTotal(
                    window.intervention,
                    outcome,
                    window.key,
                    tuple(ids[i] for i in use),
                    months,
                    float(counts[use, o].sum()),
                    study.outcome_published(outcome),
                )
            )
    return tuple(made)


def series(found: Comparison, method: str, study: Study) -> tuple[Series, ...]:
    """Counts of target and zones by period, beside what the deciding method expects of them."""
    panel, made = found.setting.panel, []
    for o, outcome in enumerate(found.outcomes):
        for (zone, part), members in found.places.items():
            if part != WHOLE or found.refusal((zone, part), outcome, method):
                continue
            known = panel.covered[o][members].all(axis=0)
            counts = panel.counts[o][members].sum(axis=0)
            expected = _expected(found, method, (zone, part), o)
            made.append(
                Series(
                    found.window.intervention,
                    outcome,
                    zone,
                    found.window.name,
                    tuple(int(m) for m in panel.periods),
                    panel.step,
                    tuple(float(c) if k else None for c, k in zip(counts, known, strict=True)),
                    tuple(float(e) if np.isfinite(e) else None for e in expected),
                    found.window.base,
                    found.window.post,
                    smallest=Estimand(found, (zone, part), outcome).smallest,
                    published=study.outcome_published(outcome),
                )
            )
    return tuple(made)


def _expected(found: Comparison, method: str, place: Place, o: int) -> np.ndarray:
    """What is expected by period, [T], not a number where nothing is: the donors' counts scaled to
    the place's base, or, of a method that looks ahead from each year, its total for that year
    spread over the months as the donors' counts are."""
    panel = found.setting.panel
    donors = found.totals.donors[:, o]
    here = panel.covered[o] & donors[:, None]
    total = (panel.counts[o] * here).sum(axis=0).astype(float)
    foreseen = found.fitted[method].foreseen.get(place)
    if foreseen is None:
        base = (found.totals.base[:, o][:, None] * here).sum(axis=0)
        own = found.counts(place, found.outcomes[o])[0]
        return np.where(base > 0, total / np.maximum(base, 1e-300) * own, np.nan)
    expected = np.full(len(total), np.nan)
    for months, mu in foreseen:
        part = panel.slice(months)
        share = total[part] / max(total[part].sum(), 1e-300)
        expected[part] = mu[o] * share
    return expected


def strips(
    found: Comparison, method: str, study: Study, asked: Sequence[Parameter]
) -> tuple[PlaceboStrip, ...]:
    """Place and placebos (of the pool that gives the p) of every parameter asked for."""
    fitted, made = found.fitted[method], {}
    for key in asked:
        o = found.outcomes.index(key.outcome)
        t = float(fitted.real[key.zone, WHOLE].t[o])
        pools = fitted.reference.placebos(key.zone, key.outcome)
        pool = max(pools, key=lambda one: tails(t, (one,)).both)
        made[replace(key, scale="count")] = PlaceboStrip(
            replace(key, scale="count"),
            t,
            tuple(np.round(pool[np.isfinite(pool)], 3).tolist()),
            published=study.outcome_published(key.outcome),
        )
    return tuple(made.values())


def quarters(
    found: Comparison, method: str, study: Study, asked: Sequence[Asked]
) -> tuple[ByQuarter, ...]:
    """The target's effects by quarter, of the outcomes that claims speak of; none of a method that
    weighs donors, whose placebos are too dear to make eight times."""
    if row(method).weighs:
        return ()
    spoken = {one.claim.outcome for one in asked if not one.claim.other}
    outcomes = [one for one in found.outcomes if one in spoken]
    return tuple(
        replace(one, published=study.outcome_published(one.outcome))
        for one in by_quarter(found, method, outcomes, study.rule.level)
    )
