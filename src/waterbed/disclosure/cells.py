"""The counts of places over windows: which may be shown, and as which rounded numbers.

All that is released of one place and window, in whichever table, takes its counts from here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from waterbed.disclosure.rules import round_total, too_small
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.kinds import PAIRED
from waterbed.model.months import Months
from waterbed.model.programme import INDEPENDENT
from waterbed.model.results import OutcomeTotal
from waterbed.model.study import NET, OTHER, Study
from waterbed.model.window import WindowKey

WHOLE = "whole"
UNCOUNTED = (*PAIRED, "reporting", OTHER)
"""Questions whose estimates carry no counts of a place, or of one that holds other places of the
study (a borough its wards): its rounded counts, less theirs, would tell of the rest."""

Key = tuple[str, str, WindowKey, str]
"""Intervention, outcome, window, zone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Rounded counts of a place in base and post months, as they are shown."""

    base: float
    post: float


def key_of(parameter: Parameter) -> Key:
    return (parameter.intervention, parameter.outcome, parameter.window, parameter.zone)


def weighted_outcomes(study: Study) -> frozenset[str]:
    """Sums by weight of unpublished tables: large however few incidents they rest on, so that no
    rule for small counts would see them."""
    return frozenset(
        outcome.id
        for outcome in study.outcomes
        if outcome.weights and not study.outcome_published(outcome.id)
    )


def linked_outcomes(totals: Sequence[OutcomeTotal]) -> frozenset[str]:
    """Unpublished outcomes to withhold so that no outcome left is the sum of others left.

    Rounded parts and their rounded whole give each other away.  Told by the totals over all months,
    of all areas together and of each, so that none is taken for a sum by chance; of each sum the
    smallest part goes.
    """
    value = {total.outcome: total.total.value for total in totals if total.total.value}
    areas = {total.outcome: np.array(total.by_area) for total in totals}
    hidden: set[str] = set()
    while True:
        kept = [key for key in value if key not in hidden]
        parts = next(
            (
                some
                for size in _sizes(len(kept))
                for some in combinations(kept, size)
                if any(
                    sum(value[key] for key in some) == value[whole]
                    and np.array_equal(sum(areas[key] for key in some), areas[whole])
                    for whole in kept
                    if whole not in some
                )
            ),
            None,
        )
        if parts is None:
            return frozenset(hidden)
        published = {total.outcome for total in totals if total.total.published}
        secret = [key for key in parts if key not in published] or [
            key for key in kept if key not in published and key not in parts
        ]
        if not secret:
            return frozenset(hidden)
        hidden.add(min(secret, key=lambda key: round_total(value[key])))


def _sizes(outcomes: int) -> Sequence[int]:
    """Sizes of the sums that are looked for: all where there are few outcomes, else the likely."""
    return range(2, outcomes) if outcomes <= 14 else (2, 3, outcomes - 1)


def cells_of(
    estimates: Iterable[Estimate],
    hidden_outcomes: frozenset[str] = frozenset(),
    withheld: Collection[tuple[str, str, str, str]] = (),
) -> dict[Key, Cell]:
    """Cells that may be shown, of whole zones whose tables are not published.

    estimates : made from rounded totals (`panel`)
    withheld : intervention, window (as text), zone and outcome of those that the ledger withholds
    Not shown, beside these and those that are too small: a part of a zone (with the other part it
    adds up to the whole); a net total unless every place in it is shown; a window that, with two
    others of the place, would make a sum of released totals, since three rounded numbers that add
    up give each other away.
    """
    whole: dict[Key, Estimate] = {}
    small: set[Key] = set()
    for estimate in estimates:
        if estimate.waves or estimate.method == INDEPENDENT:
            continue  # made of its waves' cells
        if (
            estimate.published
            or estimate.parameter.part != WHOLE
            or estimate.parameter.question in UNCOUNTED
        ):
            continue
        if estimate.parameter.outcome in hidden_outcomes:
            continue
        key = key_of(estimate.parameter)
        whole.setdefault(key, estimate)
        if too_small(estimate.smallest) or estimate.base_count is None or estimate.observed is None:
            small.add(key)
        if (key[0], str(key[2]), key[3], key[1]) in withheld:
            small.add(key)
    shown: dict[Key, Cell] = {}
    runs: dict[tuple[str, str], list[Months]] = {}
    for key, estimate in whole.items():
        if (
            key in small
            or key[3] == NET
            or estimate.base_count is None
            or estimate.observed is None
        ):
            continue
        known = runs.setdefault((key[1], key[3]), [])  # interventions can share a place
        new = [
            run for run in (estimate.base, estimate.post) if run is not None and run not in known
        ]
        if _adds_up([*known, *new]):
            continue
        known += new
        shown[key] = Cell(estimate.base_count, estimate.observed)
    for key in whole:
        places = [other for other in whole if other[:3] == key[:3] and other[3] != NET]
        if key[3] != NET or key in small or not places or any(p not in shown for p in places):
            continue
        shown[key] = Cell(
            sum(shown[place].base for place in places), sum(shown[place].post for place in places)
        )
    return shown


def _adds_up(runs: list[Months]) -> bool:
    """Whether two of these runs of months lie end to end and make up a third."""
    ends = {(run.first, run.last) for run in runs}
    return any(
        left.last + 1 == right.first and (left.first, right.last) in ends
        for left in runs
        for right in runs
    )
