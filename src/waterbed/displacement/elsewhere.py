"""Where else it rose, and what else that could be: everything of one comparison at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from waterbed.displacement.breakdown import breakdown
from waterbed.displacement.placebo_changes import placebo_changes
from waterbed.displacement.profile import profile
from waterbed.displacement.search import search
from waterbed.displacement.switching import switching
from waterbed.effect.compare import Comparison
from waterbed.effect.other_outcomes import Beside
from waterbed.model.areas import Areas
from waterbed.model.elsewhere import Breakdown, Elsewhere, Search, Switched
from waterbed.model.errors import Refusal
from waterbed.model.panel import Panel


def where_else(
    comparison: Comparison,
    areas: Areas,
    *,
    method: str,
    last: Mapping[str, int | None],
    seed: Sequence[int],
    categories: Mapping[str, Panel] | None = None,
    published: Sequence[str] = (),
    weighted: Sequence[str] = (),
    level: float = 0.95,
    draws: int = 999,
    others: Sequence[Beside] = (),
) -> Elsewhere:
    """Scan, rings, table of outcomes and breakdowns of one intervention and window.

    method : that carries the verdicts, for the table of outcomes; last : by outcome, the last month
        that a scan may look at (`disclosure.destinations.limits`), None for no bound
    categories : by outcome, a panel of the kinds that it is made of, on the same areas
    weighted : outcomes that are sums by weight, which are not scanned (no law of theirs is known)
    others : outcomes in places of their own, for the table of outcomes
    What cannot be done says why (a code of REFUSALS) in `refused`: neither scan nor rings in a
    sample of a map.
    """
    window = comparison.window
    named = (window.intervention, window.name, window.post)
    scanned = [outcome for outcome in comparison.outcomes if outcome not in weighted]
    searches, unsearched = _searches(
        comparison, areas, scanned, last, seed, published, level, draws
    )
    rings = (
        ()
        if areas.beside is not None
        else profile(comparison.setting, areas, level=level, published=published)
    )
    breakdowns, undivided = _breakdowns(comparison, areas, categories or {}, published, level)
    return Elsewhere(
        *named,
        searches,
        rings,
        switched_outcomes(comparison, method, published, weighted, level, others),
        breakdowns,
        (*unsearched, *undivided),
    )


def switched_outcomes(
    comparison: Comparison,
    method: str,
    published: Sequence[str],
    weighted: Sequence[str],
    level: float,
    others: Sequence[Beside],
) -> tuple[Switched, ...]:
    """The table of outcomes of the target; all else as of `where_else`."""
    panel, target = comparison.setting.panel, comparison.zones.target
    return switching(
        comparison.fitted[method],
        level=level,
        published=published,
        weighted=weighted,
        # Variance that each added unit brings to a sum by weight.
        units={outcome: panel.unit(outcome, target) for outcome in weighted},
        others=others,
    )


Refused = tuple[tuple[str, str, str], ...]


def _searches(
    comparison: Comparison,
    areas: Areas,
    outcomes: Sequence[str],
    last: Mapping[str, int | None],
    seed: Sequence[int],
    published: Sequence[str],
    level: float,
    draws: int,
) -> tuple[tuple[Search, ...], Refused]:
    """A scan of every outcome asked."""
    searches, refused = [], []
    for outcome in outcomes:
        number = comparison.outcomes.index(outcome)
        if areas.beside is not None:
            refused.append(("scan", outcome, "sampled"))
            continue
        try:
            outcome_search = search(
                comparison.setting.panel,
                areas,
                outcome,
                comparison.window.post.first,
                without=comparison.zones.target,
                rng=np.random.default_rng([*seed, number]),
                intervention=comparison.window.intervention,
                horizon=len(comparison.window.post),
                last=last.get(outcome),
                level=level,
                draws=draws,
                published=outcome in published,
            )
        except Refusal as refusal:
            refused.append(("scan", outcome, refusal.name))
        else:
            searches.append(outcome_search)
    return tuple(searches), tuple(refused)


def _breakdowns(
    comparison: Comparison,
    areas: Areas,
    categories: Mapping[str, Panel],
    published: Sequence[str],
    level: float,
) -> tuple[tuple[Breakdown, ...], Refused]:
    """What the change of every zone is made of, outcome by outcome."""
    breakdowns, refused = [], []
    for outcome in comparison.outcomes:
        for zone, members in comparison.zones.displacement:
            if not len(members):
                continue
            asked = (
                comparison.setting.panel,
                areas,
                comparison.window,
                comparison.zones,
                outcome,
                zone,
            )
            kinds, open_ = categories.get(outcome), outcome in published
            try:
                zone_breakdown = breakdown(*asked, published=open_)
            except Refusal as refusal:
                refused.append(("breakdown", outcome, refusal.name))
                continue
            if kinds is not None:
                try:
                    zone_breakdown = breakdown(*asked, categories=kinds, published=open_)
                except Refusal as refusal:
                    refused.append(("kinds", outcome, refusal.name))
            breakdowns.append(
                replace(
                    zone_breakdown, usual=placebo_changes(comparison.setting, zone, outcome, level)
                )
            )
    return tuple(breakdowns), tuple(refused)
