"""A place's own season, in words."""

from __future__ import annotations

from waterbed.model.methods import METHODS
from waterbed.model.released import ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words.facts import known, number, tell
from waterbed.report.words.numbers import HIDDEN, ordinal

SEASON_MEND = "to be free of it, compare twelve or twenty-four months"


def season(study: ShownStudy, remark: ShownRemark) -> str:
    """Whether the place has a season of its own in the months compared."""
    direction, months = known(remark, "direction"), _calendar(remark)
    if direction == "unknown":
        return (
            "The months compared are not the same months of the calendar, and there are too few "
            "whole years before the start to say whether this place has a season of its own."
        )
    counts = _season_counts(remark, months)
    if direction == "usual":
        return f"This place has no season of its own that chance would not bring{counts}."
    side, back = ("more", "rise") if direction == "high" else ("fewer", "fall")
    rank = number(remark, "rank")
    placed = ""
    if rank is not None:
        end = "most" if direction == "high" else "fewest"
        placed = f" ({ordinal(rank)} of {tell(remark, 'of')} places, counted from the {end})"
    blind = f"A window of these months would show a {back} with nothing done; {SEASON_MEND}."
    method = METHODS.get(tell(remark, "method"))
    kept = "The forecast takes this season from the place’s earlier years."
    return (
        f"This place has a season of its own: {side} in {months} than elsewhere{counts}{placed}. "
        + (kept if method and not method.takes_base else blind)
    )


def _calendar(remark: ShownRemark) -> str:
    first, last = tell(remark, "first"), tell(remark, "last")
    return first if first == last else f"{first} to {last}"


def _season_counts(remark: ShownRemark, months: str) -> str:
    """The count in the months of the calendar and what was to be expected, or that they are not
    shown."""
    if number(remark, "counted") is None or number(remark, "expected") is None:
        return f" (counts {HIDDEN})"
    return (
        f": {tell(remark, 'counted')} in {months} of the {tell(remark, 'years')} whole years "
        f"before the start, where its other counts and the comparison areas would lead one to "
        f"expect {tell(remark, 'expected')}"
    )
