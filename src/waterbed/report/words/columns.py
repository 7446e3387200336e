"""What the columns of the report's tables mean."""

from __future__ import annotations

STANDARDISED = (
    "Standardised change: observed less expected, in units of its chance variation, so that places "
    "of different size can be compared; below nought is fewer than expected."
)
SERIES_NOTE = (
    "From and To: first and last month of each row. Expected: what the method would expect from "
    "earlier months and the comparison areas; a dash stands where it makes no forecast."
)
_RANGE_NOTE = (
    "Expected: what the method expects with nothing done. Difference: recorded less expected. "
    "Range that decides: what fits the data, and what claims are judged on; one-sided tests at its "
    "ends."
)
_P_NOTE = (
    "p: how often chance alone would bring a change at least as large, up or down, by the number "
    "of placebos (places and years treated as if it had happened there) in the next column. "
    "Separate: how many of them share no area and year; p is told no more finely than so many can "
    "tell it. Where placebos are only places picked as this one was, “p, all placebos” is the same "
    "over all of them."
)


EXPLAINED = (
    "The columns mean what they mean in the first table of this kind, further up this sheet."
)


def estimates_note() -> str:
    """What the columns of a table of estimates mean."""
    wider = "Wider range: the same at the higher level, for comparison with other studies."
    return f"Before and After: recorded in the months compared. {_RANGE_NOTE} {wider} {_P_NOTE}"


def methods_note() -> str:
    """What the columns of a table of methods mean."""
    return f"The row marked “decides” carries the verdicts. {_RANGE_NOTE} {_P_NOTE}"
