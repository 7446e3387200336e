"""What an estimate or a reading says: both ends, the difference, and the range that fits."""

from __future__ import annotations

from collections.abc import Iterable

from waterbed.model.inversion import not_below
from waterbed.model.methods import method
from waterbed.model.released import ShownEstimate, ShownReading
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.answers import end_at
from waterbed.report.words.numbers import (
    HIDDEN,
    between,
    bounded,
    change,
    counted,
    length,
    percent,
    pieces,
    sentence,
    several,
    told_apart,
)


def finding(study: ShownStudy, estimate: ShownEstimate) -> str:
    """Both ends of a comparison and their difference, counts before percentages."""
    key = estimate.parameter
    what = f"{names.outcome(study, key.outcome)} {names.where(study, key)}"
    if estimate.status == "withheld" or estimate.observed is None or estimate.expected is None:
        return sentence(f"{what}: {HIDDEN if estimate.status == 'withheld' else 'no data'}")
    when = f" in {estimate.post.in_words()}" if estimate.post else ""
    observed = counted(estimate.observed, estimate.status)
    expected = counted(estimate.expected, estimate.status)
    row = method(estimate.method)
    by = "" if row.fitted else f" from {row.basis}"
    return sentence(
        f"{what}: {observed} recorded{when}, where {expected} would be expected{by}: "
        f"{difference(estimate)}"
    )


def comparison(study: ShownStudy, estimate: ShownEstimate) -> str:
    """Both ends of a comparison, their difference, and the range that fits."""
    ends = finding(study, estimate)
    return ends if estimate.status == "withheld" else f"{ends} {fits(estimate)}"


def difference(estimate: ShownEstimate) -> str:
    """25 fewer (−47%): observed against expected, in counts and then as a percentage."""
    if estimate.observed is None or not estimate.expected:
        return change(estimate.value, estimate.parameter.scale, estimate.status)
    gap = estimate.observed - estimate.expected
    ratio = gap / estimate.expected
    if estimate.parameter.scale == "count" and estimate.value is not None:
        gap, ratio = estimate.value, estimate.value / estimate.expected
    said = change(gap, "count", estimate.status)
    if said == "no change":
        return said
    size = percent(ratio, estimate.base_count if estimate.status == "exact" else None)
    return f"{said} ({'less than 1%' if size == '0%' else size})"


def fits(estimate: ShownEstimate, edges: Iterable[float] = ()) -> str:
    """The deciding interval as a range of the thing; `edges` are ratios to tell its ends from."""
    scale, lead = estimate.parameter.scale, f"What fits these data{end_at(estimate.level)}"
    if estimate.status == "withheld":
        return f"The range is {HIDDEN}."
    if estimate.set is not None:
        return f"{lead}: {pieces(estimate.set, scale, estimate.status)}."
    if estimate.deciding is None:
        return (
            f"The range is {HIDDEN}."
            if estimate.status == "rounded"
            else "No range could be computed."
        )
    low, high = estimate.deciding
    return f"{lead}: {range_words(estimate, low, high, edges)}."


def range_words(
    estimate: ShownEstimate, low: float | None, high: float | None, edges: Iterable[float] = ()
) -> str:
    """A range in counts, and in per cent of what was expected; one told in steps in per cent alone,
    of which its steps are."""
    scale, status, mu = estimate.parameter.scale, estimate.status, estimate.expected
    if status == "withheld" or (low is None and high is None):
        return between(low, high, scale, status)
    if scale not in ("count", "ratio"):
        return between(low, high, scale, status, told_apart([low, high, *edges]))
    ends = (low, high)
    if scale == "count":
        if not mu:
            return between(low, high, scale, status)
        low, high = not_below((low, high), -mu)
        ends = (None if low is None else low / mu, None if high is None else high / mu)
    digits = told_apart([*(x for x in ends if status == "exact"), *edges])
    if status == "rounded" or (scale == "ratio" and not mu):
        return between(*ends, "ratio", status, digits)
    counts = between(in_counts(estimate, low), in_counts(estimate, high), status=status)
    return f"{counts} ({_in_per_cent(*ends, digits)})"


def _in_per_cent(low: float | None, high: float | None, digits: int) -> str:
    """The ends of a range behind its counts: −52% to +36%; −5% or less."""
    low, high = bounded(low), bounded(high)
    first, last = (percent(x, None, digits) for x in (low, high))
    if low is None:
        return f"{last} or less"
    if high is None:
        return f"{first} or more"
    return first if first == last else f"{first} to {last}"


def in_counts(estimate: ShownEstimate, x: float | None) -> float | None:
    """A value or an end of an estimate in counts; None where there is none."""
    if x is None or estimate.parameter.scale != "ratio":
        return x
    return None if estimate.expected is None else x * estimate.expected


def reading_words(reading: ShownReading, status: str = "exact", digits: int = 0) -> str:
    """Both ends of one reading: 33 in the nine months ..., 23 in ...: 10 fewer (−30%).

    Of unequal lengths the count before is scaled to the months after; nothing is a per cent of 0.
    """
    if status == "withheld" or reading.base_count is None or reading.post_count is None:
        return HIDDEN if status == "withheld" else "no data"
    base, post = counted(reading.base_count, status), counted(reading.post_count, status)
    before = reading.base_count * len(reading.post) / len(reading.base)
    scaled = ""
    if len(reading.base) != len(reading.post):
        scaled = (
            f" (which would be {counted(before, status)} in {several(len(reading.post), 'month')})"
        )
    gap = change(reading.post_count - before, "count", status)
    moved = ""
    if reading.change is None and gap != "no change":
        moved = " (no percentage can be taken of a count of 0)"
    elif reading.change is not None and gap != "no change":
        moved = f" ({percent(reading.change, reading.base_count, digits)})"
    return (
        f"{base} in {length(reading.base)}{scaled}, {post} in {length(reading.post)}: {gap}{moved}"
    )


def reading_cell(reading: ShownReading, status: str = "exact", digits: int = 0) -> str:
    """Both ends of one reading in a table's cell: 33 to 23 (−30%)."""
    if status == "withheld" or reading.base_count is None or reading.post_count is None:
        return HIDDEN if status == "withheld" else "no data"
    moved = (
        ""
        if reading.change is None
        else f" ({percent(reading.change, reading.base_count, digits)})"
    )
    return f"{counted(reading.base_count, status)} to {counted(reading.post_count, status)}{moved}"


def strayed(value: float | None) -> str:
    """What a placebo did that went at least as far as the target, in the same direction."""
    if value is None:
        return "came out at least as far off, on the same side"
    side = "below" if value < 0 else "above"
    return f"came out at least as far {side}"


def lowered(text: str) -> str:
    """Lower first letter, but for acronyms."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) == 1 else text


def where_of(study: ShownStudy, intervention: str) -> str:
    """in the target area (police operation), of the intervention that is spoken of."""
    plural_s = "s" if names.many(study, intervention) else ""
    return f"in the target area{plural_s} ({lowered(names.intervention(study, intervention))})"
