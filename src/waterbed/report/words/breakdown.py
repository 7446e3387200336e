"""Words on what a zone's change is made of, after whether it is unusual at all."""

from __future__ import annotations

from waterbed.model.elsewhere import MIX
from waterbed.model.released_elsewhere import ShownBreakdown, ShownPart, ShownUsual
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import (
    HIDDEN,
    between,
    change,
    counted,
    listed,
    plural,
    probability,
    sentence,
)


def breakdown_sentences(study: ShownStudy, breakdown: ShownBreakdown) -> tuple[str, ...]:
    """What carries the change of a zone."""
    whole = breakdown.whole.change
    if breakdown.status == "withheld" or whole is None:
        return (f"What the change in the zone is made of is {HIDDEN}.",)
    what = lowered(names.outcome(study, breakdown.outcome))
    said = [
        sentence(
            f"{what} {names.place(breakdown.zone)}: {change(whole)} than the growth of the "
            "comparison areas would give"
        ),
        usual_sentence(breakdown),
    ]
    if breakdown.by_category:
        said.append(f"By kind of incident: {_parts(breakdown.by_category)}.")
    if len(breakdown.by_group) > 1:
        said.append(f"By borough: {_parts(breakdown.by_group)}.")
    return tuple(text for text in said if text)


def usual_sentence(breakdown: ShownBreakdown) -> str:
    """Whether such a difference is unusual, from places where nothing was done."""
    if not breakdown.usual:
        return "Whether such a difference is unusual cannot be said: nothing compares."
    inside = [_holds(among) for among in breakdown.usual]
    lead = "Whether such a difference is unusual depends on the years"
    if all(inside) or not any(inside):
        lead = f"Such a difference is {'not ' if inside[0] else ''}unusual"
    ranges = [
        f"{_among(usual)}, what fits is {between(usual.low, usual.high)} (p {probability(usual.p)})"
        for usual in breakdown.usual
    ]
    return f"{lead}: {listed(ranges)}."


def _holds(among: ShownUsual) -> bool:
    return (among.low is None or among.low <= 0) and (among.high is None or among.high >= 0)


def _among(among: ShownUsual) -> str:
    """Against 632 other zones (84 of them separate) in the same months."""
    when = "in the same months"
    if among.starts > 1:
        when = f"in the same months of this and {plural(among.starts - 1, 'earlier year')}"
    return f"against {among.placebos:,} other places ({among.disjoint:,} of them separate) {when}"


def _parts(parts: tuple[ShownPart, ...], most: int = 4) -> str:
    """The parts that changed most, in words."""
    known = [part for part in parts if part.change is not None]
    largest = sorted(known, key=lambda part: -abs(part.change or 0.0))[:most]
    sentences = [f"{part_name(part.name)} {change(part.change)}" for part in largest]
    left = len(known) - len(largest)
    if left:
        rest = sum(part.change or 0.0 for part in known) - sum(
            shown_part.change or 0.0 for shown_part in largest
        )
        sentences.append(f"{plural(left, 'other')} {change(rest)}")
    return listed(sentences)


def part_name(name: str) -> str:
    """Categories that a table writes in capitals are not shouted."""
    return name.lower() if name.isupper() else name


NOTE = (
    "Told by the plain difference, whose parts add up; it decides nothing. Where such a difference "
    "is not unusual, what it is made of says no more than that."
)
MIX_NOTE = (
    "Each kind is set against its own growth in the comparison areas, the whole against that of "
    "all kinds together; mix of kinds is what that leaves."
)
COLUMNS = ("Part", "Observed", "Expected", "Difference")
MORE_COLUMNS = ("Of it, under another intervention", "Of it, the rest")


def part_row(part: ShownPart, parted: bool) -> tuple[str, ...]:
    """A row of the table of parts; areas under another intervention apart where there are any."""
    mixed = part.name == MIX
    counts = ("", "") if mixed else (counted(part.observed), counted(part.expected))
    row = (names.capital(part_name(part.name)), *counts, change(part.change))
    return (*row, change(part.co_treated), change(part.rest)) if parted else row
