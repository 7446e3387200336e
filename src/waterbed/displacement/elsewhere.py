"""Where else it rose, and what else that could be: everything of one comparison at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from waterbed.displacement.breakdown import breakdown
from waterbed.displacement.profile import profile
from waterbed.displacement.search import search
from waterbed.displacement.switching import switching
from waterbed.effect.compare import Comparison
from waterbed.nouns.areas import Areas
from waterbed.nouns.destinations import Breakdown, Elsewhere, Search
from waterbed.nouns.errors import Refusal
from waterbed.nouns.panel import Panel


def where_else(
    found: Comparison,
    areas: Areas,
    *,
    method: str,
    last: Mapping[str, int | None],
    seed: Sequence[int],
    categories: Mapping[str, Panel] | None = None,
    published: Sequence[str] = (),
    level: float = 0.95,
    draws: int = 999,
) -> Elsewhere:
    """Scan, rings, table of outcomes and breakdowns of one intervention and window.

    method : that carries the verdicts, for the table of outcomes; last : by outcome, the last month
        that a scan may look at (`disclosure.destinations.limits`), None for no bound
    categories : by outcome, a panel of the kinds that it is made of, on the same areas
    What cannot be done says why (a code of REFUSALS) in `refused`.
    """
    refused: list[tuple[str, str, str]] = []
    searches: list[Search] = []
    breakdowns: list[Breakdown] = []
    window, panel = found.window, found.setting.panel
    for number, outcome in enumerate(found.outcomes):
        try:
            searches.append(
                search(
                    panel,
                    areas,
                    outcome,
                    window.post.first,
                    without=found.zones.target,
                    rng=np.random.default_rng([*seed, number]),
                    intervention=window.intervention,
                    horizon=len(window.post),
                    last=last.get(outcome),
                    level=level,
                    draws=draws,
                    published=outcome in published,
                )
            )
        except Refusal as refusal:
            refused.append(("scan", outcome, refusal.name))
        for zone, members in found.zones.displacement:
            if not len(members):
                continue
            try:
                breakdowns.append(
                    breakdown(
                        panel,
                        areas,
                        window,
                        found.zones,
                        outcome,
                        zone,
                        categories=(categories or {}).get(outcome),
                        published=outcome in published,
                    )
                )
            except Refusal as refusal:
                refused.append(("breakdown", outcome, refusal.name))
    rings = profile(found.setting, areas, level=level, published=published)
    rows = switching(found.fitted[method], level=level, published=published)
    named = (window.intervention, window.name, window.post)
    return Elsewhere(*named, tuple(searches), rings, rows, tuple(breakdowns), tuple(refused))
