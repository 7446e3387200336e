"""What may be said of what was done: a published total as it is, a table of one's own in full to
its holder alone."""

from __future__ import annotations

from waterbed.disclosure.exact import only
from waterbed.disclosure.rules import release_figure
from waterbed.model.activity import Done
from waterbed.model.estimate import Figure
from waterbed.model.released_activity import ShownActivity


def release_activity(one: Done, internal: bool = False) -> ShownActivity:
    """A total that a source gives, or a published table, as it is; of another table the sum of all
    months, rounded or withheld as counts are, and no single month."""
    asked = one.activity
    number = float(one.counts.sum()) if one.monthly else asked.total
    shown = release_figure(Figure(number, "count", number, asked.open or internal))
    counts: tuple[float | None, ...] = ()
    if one.monthly and (asked.open or internal):
        pairs = zip(one.counts.tolist(), one.whole.tolist(), strict=True)
        counts = tuple(count if whole else None for count, whole in pairs)
    return only(
        ShownActivity,
        asked,
        "id action on place intervention bound by partial source date",
        number=shown.value,
        months=one.months,
        by_month=one.monthly,
        from_month=one.first,
        counts=counts,
        status=shown.status,
    )
