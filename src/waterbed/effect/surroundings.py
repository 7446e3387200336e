"""What the untreated surroundings did: the ring beyond the zones, and the rest of the target's
group.

A common local change takes them down with the target; so does benefit that spreads.  The two look
the same, so that nothing is judged by it.  The surroundings stay donors for everything else, and
are left out of their own prediction, as their placebos' are: round every placebo with its zones,
the same ring and the rest of its own group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import ends_on
from waterbed.effect.inference import critical
from waterbed.effect.other_outcomes import HERE, fit_place, own_setting
from waterbed.effect.placebo_shapes import groups_like
from waterbed.effect.steadiness import steadiness
from waterbed.effect.zones import Membership, co_treated, ring, rows, without
from waterbed.model.areas import Areas
from waterbed.model.results import GROUP, RING, Surrounding
from waterbed.model.study import NET, TARGET, ChosenFor, Study, ZoneRule
from waterbed.model.zones import Members


def surroundings(
    study: Study, comparison: Comparison, areas: Areas, method: str, outcomes: Sequence[str]
) -> tuple[Surrounding, ...]:
    """Recorded against expected, with the range that decides, of each outcome in each surrounding;
    one that cannot be judged says why.

    method : that carries verdicts
    In a sample of a map what lies about a place is not whole, so that nothing is made.
    """
    if areas.beside is not None:
        return ()
    surrounding = []
    for place, members, placebos in _places(study, comparison, areas):
        for outcome in outcomes:
            setting = own_setting(outcome, members, placebos, "rule", comparison.setting)
            setting = replace(setting, chosen_for=ChosenFor("random"))
            fitted = {method: fit_place(method, setting)}
            alone = Comparison(setting, fitted, steadiness(setting), place)
            surrounding.append(_judged(study, alone, place, outcome, method))
    return tuple(surrounding)


def _judged(study: Study, alone: Comparison, place: str, outcome: str, method: str) -> Surrounding:
    window, rule = alone.window, study.rule
    published = study.outcome_published(outcome)
    bare = Surrounding(
        window.intervention, outcome, window.name, place, method, len(alone.places[HERE]),
        rule.level, published=published,
    )  # fmt: skip
    why = alone.refusal(HERE, outcome, method)
    if why:
        return replace(bare, why=why)
    asked = Estimand(alone, HERE, outcome, method, published)
    ends, real = critical(asked.pools, rule.deciding_level), asked.real
    low, high = ends_on(asked, "ratio", ends)
    observed, expected = float(real.observed), float(real.expected)
    # The same range in counts: a number has one.
    least, most = (None if end is None else end * expected for end in (low, high))
    return replace(
        bare,
        observed=observed,
        expected=expected,
        value=observed / expected - 1,
        low=low,
        high=high,
        least=least,
        most=most,
    )


def _places(
    study: Study, comparison: Comparison, areas: Areas
) -> Iterator[tuple[str, Members, Membership]]:
    """Each surrounding that there is: its name, its areas, and the same of every placebo.

    What another intervention covers, or this one outside its target, belongs to none.
    """
    zones, known = comparison.zones, comparison.setting.panel.has_data
    intervention = study.intervention(comparison.window.intervention)
    own = np.unique(np.concatenate([zones.target, *(zone for _, zone in zones.displacement)]))
    real, targets = rows([own], len(areas)), comparison.setting.placebos.zones[TARGET]
    whole = comparison.setting.placebos.zones.get(NET, targets)
    under = co_treated(intervention, comparison.window, study.interventions, areas)
    left_out = dict(zones.left_out).get("co-treated", np.empty(0, np.int64))
    free = known & ~np.isin(np.arange(len(areas)), np.union1d(under, left_out))
    if areas.reach is not None:
        tolerances = [rule.tolerance for _, rule in intervention.zones if rule.kind == "touching"]
        touching = ZoneRule("touching", parent=NET, tolerance=max(tolerances, default=0.0))
        members = ring(touching, {NET: real}, areas, free).indices.astype(np.int64)
        if len(members):
            yield RING, np.sort(members), ring(touching, {NET: whole}, areas, known)
    groups = np.array(areas.groups, dtype=object)
    mine = set(groups[zones.target])
    if len(mine) == 1 and mine != {""}:
        members = np.setdiff1d(np.flatnonzero((groups == mine.pop()) & free), own)
        if len(members):
            # Nothing is drawn: a placebo's own groups.
            same = groups_like(targets, areas, np.random.default_rng(0), own=True)
            yield GROUP, members, _with_data(without(same, [whole]), known)


def _with_data(place: Membership, known: np.ndarray) -> Membership:
    """The places less their areas without data."""
    kept = sparse.csr_array(place * known[None, :])
    kept.eliminate_zeros()
    kept.sort_indices()
    return kept.astype(np.int8)
