"""What is recorded: the totals of outcomes, and how a claim on recorded counts may be read."""

from __future__ import annotations

import numpy as np

from waterbed.effect.other_outcomes import place_of
from waterbed.effect.readings import read_claim
from waterbed.effect.zones import resolve
from waterbed.model.areas import Areas
from waterbed.model.estimate import Figure
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.results import OutcomeTotal, ReadingTable
from waterbed.model.study import NET, TARGET, Claim, Study


def outcome_total(study: Study, panel: Panel, o: int) -> OutcomeTotal:
    """Total of one outcome over all that is data, and the periods that are not."""
    counts, covered = panel.counts[o], panel.covered[o]
    has_data = covered.any(axis=1)
    share = covered[has_data].mean(axis=0) if has_data.any() else np.zeros(len(panel.periods))
    total = float(counts[covered].sum())
    key = panel.outcomes[o]
    return OutcomeTotal(
        key,
        Figure(total, "count", total, study.outcome_published(key)),
        panel.span.first,
        panel.span.last,
        int(has_data.sum()),
        gaps=_named(panel, share == 0),
        partial=_named(panel, (share > 0) & (share < 1)),
        by_area=tuple(np.where(covered, counts, 0).sum(axis=1, dtype=float).tolist()),
    )


def _named(panel: Panel, mask: np.ndarray) -> tuple[str, ...]:
    """The periods of a mask in words, those that follow one another as one run."""
    positions = np.flatnonzero(mask)
    runs = np.split(panel.periods[positions], np.flatnonzero(np.diff(positions) > 1) + 1)
    return tuple(
        Months(int(run[0]), int(run[-1]) + panel.step - 1).in_words() for run in runs if len(run)
    )


def readings(study: Study, areas: Areas, panel: Panel) -> dict[str, ReadingTable]:
    """The readings of each claim on recorded counts, by the claim's id."""
    tables = {}
    for claim in study.claims:
        if KINDS[claim.kind].parameter != "recorded":
            continue
        members = claimed_areas(claim, study, areas, panel.has_data)
        if len(members):
            published = study.outcome_published(claim.outcome)
            tables[claim.id] = read_claim(panel, members, claim, study.rule, published)
    return tables


def claimed_areas(claim: Claim, study: Study, areas: Areas, known: np.ndarray) -> np.ndarray:
    """Positions of the areas that a recorded claim is about, in the window that it names."""
    intervention = study.intervention(claim.intervention)
    window = (
        study.rule.window(claim.window)
        if claim.window
        else study.rule.default_window(claim.intervention)
    )
    if window is None:
        return np.empty(0, np.int64)
    zones = resolve(intervention, window, study.interventions, areas, known)
    if claim.other:
        meant = next(
            outcome for outcome in intervention.other_outcomes if outcome.name == claim.zone
        )
        return place_of(meant, zones, areas, known)
    named = dict(zones.named())
    if claim.zone == NET:
        return np.unique(np.concatenate(list(named.values())))
    return named.get(claim.zone, zones.target if claim.zone == TARGET else np.empty(0, np.int64))
