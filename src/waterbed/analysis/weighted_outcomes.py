"""Outcomes that are sums by weight: their kinds are read as outcomes of their own, then weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from waterbed.displacement.switching import with_harm
from waterbed.model.panel import Panel
from waterbed.model.study import Outcome

SEPARATOR = "\x1f"


def to_read(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What is to be read: each weighted outcome as one outcome a category."""
    by_category: list[Outcome] = []
    for outcome in outcomes:
        if not outcome.weights:
            by_category.append(outcome)
        by_category += [
            replace(outcome, id=_part(outcome, category), include=((("", category),),), weights=())
            for category, _ in outcome.weights
        ]
    return tuple(by_category)


def weighed(panel: Panel, outcomes: Sequence[Outcome]) -> Panel:
    """The panel of `to_read` with the study's outcomes, in their order."""
    for outcome in outcomes:
        if outcome.weights:
            weights = {_part(outcome, category): weight for category, weight in outcome.weights}
            panel = with_harm(panel, weights, outcome.id)
    at = [panel.outcomes.index(outcome.id) for outcome in outcomes]
    return replace(
        panel,
        outcomes=tuple(outcome.id for outcome in outcomes),
        counts=panel.counts[at],
        covered=panel.covered[at],
    )


def _part(outcome: Outcome, category: str) -> str:
    return f"{outcome.id}{SEPARATOR}{category}"
