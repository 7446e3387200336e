"""Where else it rose, and which outcomes changed: beside a comparison, and deciding nothing."""

from __future__ import annotations

from dataclasses import replace

from waterbed.analysis.plan import Task
from waterbed.analysis.window_findings import Shared
from waterbed.displacement.elsewhere import switched_outcomes, where_else
from waterbed.effect.compare import Comparison
from waterbed.effect.other_outcomes import Beside
from waterbed.model.areas import Areas
from waterbed.model.elsewhere import Elsewhere, Search

DRAWS = 199
"""Null panels of a scan in a run: a family-wise p of .05 with an error of .015."""


def rises_elsewhere(
    shared: Shared, task: Task, comparison: Comparison, method: str, others: tuple[Beside, ...]
) -> Elsewhere | None:
    """Where else it rose, of the study's main comparison, where that is asked; of any other the
    table of outcomes alone, where some have a place of their own."""
    study = shared.study
    published = [outcome for outcome in comparison.outcomes if study.outcome_published(outcome)]
    weighted = [outcome.id for outcome in study.outcomes if outcome.weights]
    level = study.rule.level
    if shared.bounds is None or not task.main or not comparison.zones.displacement:
        if not others:
            return None
        rows = switched_outcomes(comparison, method, published, weighted, level, others)
        window = comparison.window
        return Elsewhere(window.intervention, window.name, window.post, (), (), rows, ())
    elsewhere = where_else(
        comparison,
        shared.areas,
        method=method,
        last=shared.bounds,
        seed=[*task.seed, 1],
        categories=shared.categories,
        published=published,
        weighted=weighted,
        level=level,
        draws=DRAWS,
        others=others,
    )
    return replace(
        elsewhere, searches=tuple(_named(search, shared.areas) for search in elsewhere.searches)
    )


def _named(search: Search, areas: Areas) -> Search:
    """The scan with areas by what they are called."""
    row = areas.index()
    rises = tuple(
        replace(
            rise,
            areas=tuple(areas.called(row[key]) if key in row else key for key in rise.areas),
        )
        for rise in search.rises
    )
    return replace(search, rises=rises)
