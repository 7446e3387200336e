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


def roles(comparison: Comparison, areas: Areas) -> tuple[RoleCount, ...]:
    """Areas of each role; a small target and areas let in by a tolerance are named."""
    window, zones = comparison.window, comparison.zones
    shown = dict(zones.by_tolerance)
    if len(zones.target) <= NAMED:
        shown["target"] = zones.target

    def role(name: str, members: np.ndarray) -> RoleCount:
        names = tuple(areas.called(i) for i in shown.get(name, ()))
        return RoleCount(window.intervention, window.name, name, len(members), names)

    donors = np.flatnonzero(comparison.totals.donors.any(axis=1))
    gaps = np.setdiff1d(zones.donors, donors)
    out = [role(name, members) for name, members in zones.named()]
    out.append(role("buffer", zones.buffer))
    out.append(role("donors", donors))
    out += [role(f"left out: {name}", members) for name, members in zones.left_out]
    out.append(role("left out: gaps", gaps))
    return tuple(out)


def donor_totals(comparison: Comparison, study: Study) -> tuple[DonorTotal, ...]:
    """What the donors counted together, of each outcome, in base and in post months."""
    window, totals, ids = comparison.window, comparison.totals, comparison.setting.panel.areas
    rows = []
    for o, outcome in enumerate(comparison.outcomes):
        use = np.flatnonzero(totals.donors[:, o])
        for months, counts in ((window.base, totals.base), (window.post, totals.post)):
            rows.append(
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
    return tuple(rows)


def series(comparison: Comparison, method: str, study: Study) -> tuple[Series, ...]:
    """Counts of target and zones by period, beside what the deciding method expects of them."""
    panel, by_zone = comparison.setting.panel, []
    for o, outcome in enumerate(comparison.outcomes):
        for (zone, part), members in comparison.places.items():
            if part != WHOLE or comparison.refusal((zone, part), outcome, method):
                continue
            known = panel.covered[o][members].all(axis=0)
            counts = panel.counts[o][members].sum(axis=0)
            expected = _expected(comparison, method, (zone, part), o)
            by_zone.append(
                Series(
                    comparison.window.intervention,
                    outcome,
                    zone,
                    comparison.window.name,
                    tuple(int(m) for m in panel.periods),
                    panel.step,
                    tuple(float(c) if k else None for c, k in zip(counts, known, strict=True)),
                    tuple(float(e) if np.isfinite(e) else None for e in expected),
                    comparison.window.base,
                    comparison.window.post,
                    smallest=Estimand(comparison, (zone, part), outcome).smallest,
                    published=study.outcome_published(outcome),
                )
            )
    return tuple(by_zone)


def _expected(comparison: Comparison, method: str, place: Place, o: int) -> np.ndarray:
    """What is expected by period, [T], not a number where nothing is: the donors' counts scaled to
    the place's base, or, of a method that looks ahead from each year, its total for that year
    spread over the months as the donors' counts are."""
    panel = comparison.setting.panel
    donors = comparison.totals.donors[:, o]
    here = panel.covered[o] & donors[:, None]
    total = (panel.counts[o] * here).sum(axis=0).astype(float)
    foreseen = comparison.fitted[method].foreseen.get(place)
    if foreseen is None:
        base = (comparison.totals.base[:, o][:, None] * here).sum(axis=0)
        own = comparison.counts(place, comparison.outcomes[o])[0]
        return np.where(base > 0, total / np.maximum(base, 1e-300) * own, np.nan)
    expected = np.full(len(total), np.nan)
    for months, mu in foreseen:
        part = panel.slice(months)
        share = total[part] / max(total[part].sum(), 1e-300)
        expected[part] = mu[o] * share
    return expected


def strips(
    comparison: Comparison, method: str, study: Study, asked: Sequence[Parameter]
) -> tuple[PlaceboStrip, ...]:
    """Place and placebos (of the pool that gives the p) of every parameter asked for."""
    fitted, by_parameter = comparison.fitted[method], {}
    for key in asked:
        o = comparison.outcomes.index(key.outcome)
        t = float(fitted.real[key.zone, WHOLE].t[o])
        pools = fitted.reference.placebos(key.zone, key.outcome)
        pool = max(pools, key=lambda placebos: tails(t, (placebos,)).both)
        by_parameter[replace(key, scale="count")] = PlaceboStrip(
            replace(key, scale="count"),
            t,
            tuple(np.round(pool[np.isfinite(pool)], 3).tolist()),
            published=study.outcome_published(key.outcome),
        )
    return tuple(by_parameter.values())


def quarters(
    comparison: Comparison, method: str, study: Study, asked: Sequence[Asked]
) -> tuple[ByQuarter, ...]:
    """The target's effects by quarter, of the outcomes that claims speak of; none of a method that
    weighs donors, whose placebos are too dear to make eight times."""
    if row(method).weighs:
        return ()
    spoken = {asked_claim.claim.outcome for asked_claim in asked if not asked_claim.claim.other}
    outcomes = [outcome for outcome in comparison.outcomes if outcome in spoken]
    return tuple(
        replace(quarter, published=study.outcome_published(quarter.outcome))
        for quarter in by_quarter(comparison, method, outcomes, study.rule.level)
    )
