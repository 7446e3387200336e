"""How much of a change police attention could explain, where what the police did is known."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.activity import Done
from waterbed.model.estimate import Estimate, Fact, Figure


def attended(estimate: Estimate, known: Sequence[Done]) -> dict[str, Fact]:
    """Facts of the check on police attention: the first activity that is known in every month
    compared, how much of it there was before and after, and how much of the change it could
    explain; nothing where there is none.

    estimate : of counts, of an outcome that follows the police
    """
    if estimate.base is None or estimate.post is None:
        return {}
    for activity in known:
        ends = activity.between(estimate.base), activity.between(estimate.post)
        if not activity.monthly or any(low != high for low, high in ends):
            continue
        before, after = (low for low, _ in ends)
        share = explained(estimate, before / len(estimate.base), after / len(estimate.post))
        published = estimate.published and activity.activity.open
        least = min(before, after)
        facts: dict[str, Fact] = {
            "activities": (activity.activity.id,),
            "before": Figure(before, "count", least, published),
            "after": Figure(after, "count", least, published),
        }
        return facts | (
            {} if share is None else {"explained": Figure(share, "ratio", 0, published)}
        )
    return {}


def explained(estimate: Estimate, before: float, after: float) -> float | None:
    """The share of observed - expected that there would be if such records changed one for one with
    what the police did, from none to all: an upper bound of what attention could be.

    before, after : what the police did a month.  None where nothing changed, nothing was expected
    or nothing was done before.
    """
    if not before or not estimate.expected or not estimate.value:
        return None
    share = estimate.expected * (after / before - 1) / estimate.value
    return min(max(share, 0.0), 1.0)
