"""Words of `waterbed wdd`: what counts alone say of movement, at the level asked for."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.elsewhere import Moved, Together
from waterbed.model.released import ShownEstimate
from waterbed.model.study import NET
from waterbed.report.words import names
from waterbed.report.words.answers import level_words
from waterbed.report.words.movement import allowed, share_range, there
from waterbed.report.words.numbers import (
    between,
    change,
    listed,
    ordinal,
    plural,
    probability,
    sentence,
    share,
)


def intervals_sentence(level: float) -> str:
    return f"A minus sign is fewer. Intervals are at the {level_words(level)} level."


def dispersion_sentence(ratio: float, df: int | None) -> str:
    """How much the counts vary, and where that comes from."""
    what = f"Counts vary by {ratio:.2g} times what chance alone would give"
    whence = "" if df is None else f" (monthly counts, {df} degrees of freedom)"
    more = "" if ratio > 1 else "; no interval is made narrower for that"
    return f"{what}{whence}{more}."


UNLIKE = 2.0
"""A control this many times as large or as small as its place is not of about its size."""


def place_sentence(estimate: ShownEstimate, control: Sequence[float]) -> str:
    """What was counted, what would be in proportion to the control, and whether that is a fall."""
    where = names.place_title(estimate.parameter.zone)
    before, after = estimate.base_count or 0.0, estimate.observed or 0.0
    counts = (
        f"{where}: {before:,.0f} before and {after:,.0f} after; its control {control[0]:,.0f} and "
        f"{control[1]:,.0f}."
    )
    if estimate.value is None or estimate.expected is None:
        return (
            f"{counts} One of the four counts is nought, so there is no change in proportion: take "
            "more months or a larger control."
        )
    measured = (
        f"In proportion to its control {estimate.expected:,.0f} would be expected after, and the "
        f"count is {_near(estimate.value)} ({between(estimate.low, estimate.high, 'ratio')})."
    )
    return f"{counts} {measured} {_answer(estimate.low, estimate.high)}"


def _near(value: float) -> str:
    difference = change(value, "ratio")
    return "as expected" if difference == "no change" else f"{difference} than that"


def _answer(low: float | None, high: float | None) -> str:
    if high is not None and high < 0:
        return "It fell by more than chance would explain."
    if low is not None and low > 0:
        return "It rose by more than chance would explain."
    return "These counts cannot tell a change from chance."


def published_form(
    lead: Sequence[ShownEstimate],
    published: Sequence[ShownEstimate],
    controls: Sequence[Sequence[float]],
) -> str:
    """What the table of the published form is, and where it cannot be held against the lines above.

    lead : in proportion, a row a place; published : the form of 2018, in the same order first
    """
    said = "As published in 2018, raw changes less raw changes of the control:"
    for estimate, beside, control in zip(lead, published, controls, strict=False):
        base = estimate.base_count or 0.0
        if min(base, control[0]) <= 0 or 1 / UNLIKE <= control[0] / base <= UNLIKE:
            continue
        many = control[0] / base
        size = f"{many:,.0f} times" if many > 1 else f"a {spelled_part(1 / many)} of"
        apart = (estimate.value or 0.0) * (beside.value or 0.0) < 0
        opposite = " Here it even has the opposite sign." if apart else ""
        return (
            "The published form below subtracts raw changes, and so needs a control of about the "
            f"size of its place. One control is {size} that size: go by the lines above.{opposite}"
        )
    return said


def spelled_part(n: float) -> str:
    """A third, a 40th: one part of so many."""
    known = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth"}
    return known.get(round(n), ordinal(round(n)))


def share_sentence(estimate: ShownEstimate) -> str:
    """How much of the target's fall turned up in a zone."""
    where = there(estimate.parameter.zone)
    if estimate.set is None:
        return sentence(
            f"the share of the target's fall that turned up {where} cannot be given: that fall is "
            "not supported"
        )
    return sentence(
        f"of the target's fall, the share that turned up {where}: what fits these counts "
        f"({level_words(estimate.level)}) is {share_range(estimate.set)}"
    )


def moved_sentence(moved: Moved) -> str:
    """Whether as much as the margin moved, and whether these counts could have shown that not."""
    where = there(moved.zone)
    margin = f"{share(moved.margin)} of the target's fall"
    if moved.count is not None:
        margin = f"a rise of {moved.count:g}"
    if moved.answer == "no-fall":
        return (
            f"Whether anything moved {_to(moved.zone)} cannot be said, since no fall in the target "
            f"is shown. {allowed(*('yes' if fits else 'no' for fits in (moved.none, moved.all)))}"
        )
    if moved.answer == "not-moved":
        text = f"less than {margin} turned up {where} (p {probability(moved.p_below)})"
    elif moved.answer == "moved":
        text = f"more than {margin} turned up {where} (p {probability(moved.p_above)})"
    else:
        text = (
            f"these counts can't tell whether as much as {margin} turned up {where} "
            f"(p {probability(moved.p_below)} for less, {probability(moved.p_above)} for more)"
        )
    seen = share(moved.power or 0.0)
    return (
        f"{sentence(text)} Had the target fallen as estimated and nothing moved, counts like these "
        f"would show that {seen} of the time."
    )


def _to(zone: str) -> str:
    return "to the zones" if zone == NET else f"to the “{zone}” zone"


def together_sentence(joint: Together) -> str:
    """Several zones at once."""
    intervals = listed(
        f"{names.place(zone)} {between(low, high)}" for zone, low, high in joint.intervals
    )
    return sentence(
        f"{plural(len(joint.intervals), 'zone')} looked at together, intervals that hold all their "
        f"truths at once {level_words(joint.level)} of the time: {intervals} (the largest change "
        f"has a p of {probability(joint.p)} when their number is allowed for)"
    )
