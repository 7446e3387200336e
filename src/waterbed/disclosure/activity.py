"""What may be said of what was done: a published total as it is, a table of one's own in full to
its holder alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from waterbed.disclosure.exact import only
from waterbed.disclosure.rules import BASE, LEAST_SHOWN, release_figure, round_count, too_small
from waterbed.model.activity import Done
from waterbed.model.estimate import Figure
from waterbed.model.months import Months
from waterbed.model.released_activity import ShownActivity


@dataclass(frozen=True, slots=True)
class Rounded(Done):
    """What is known of an activity of one's own table once its numbers are rounded: as a public
    report judges claims of it, so that an answer tells no more than a rounded number does."""

    @property
    def is_public(self) -> bool:
        return True

    def between(self, span: Months) -> tuple[float, float]:
        """All that the number of the span may be, where it is told rounded or withheld as small."""
        low, high = Done.between(self, span)
        return _shown_as(low)[0], _shown_as(high)[1]


def _shown_as(number: float) -> tuple[float, float]:
    """The least and the most of numbers that are shown as this one is."""
    if math.isinf(number):
        return number, number
    if too_small(number):
        return 0.0, LEAST_SHOWN
    return round_count(number) - BASE / 2, round_count(number) + BASE / 2


def on_rounded(done: Done) -> Done:
    """An activity as a public report may know it: one that is published is as it is."""
    if done.activity.open:
        return done
    return Rounded(done.activity, done.first, done.counts, done.whole, done.areas)


def release_activity(done: Done, internal: bool = False) -> ShownActivity:
    """A total that a source gives, or a published table, as it is; of another table the sum of all
    months, rounded or withheld as counts are, and no single month."""
    asked = done.activity
    number = float(done.counts.sum()) if done.monthly else asked.total
    shown = release_figure(Figure(number, "count", number, asked.open or internal))
    counts: tuple[float | None, ...] = ()
    if done.monthly and (asked.open or internal):
        pairs = zip(done.counts.tolist(), done.whole.tolist(), strict=True)
        counts = tuple(count if whole else None for count, whole in pairs)
    return only(
        ShownActivity,
        asked,
        "id action on place intervention bound by partial source date",
        number=shown.value,
        months=done.months,
        by_month=done.monthly,
        from_month=done.first,
        counts=counts,
        status=shown.status,
    )
