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


def breakdown_told(study: ShownStudy, found: ShownBreakdown, deciding: str) -> tuple[str, ...]:
    """What carries the change of a zone.

    deciding : what the method that carries the verdicts says of the zone, or ""
    """
    whole = found.whole.change
    if found.status == "withheld" or whole is None:
        return (f"What the change in the zone is made of is {HIDDEN}.",)
    what = lowered(names.outcome(study, found.outcome))
    said = [
        sentence(
            f"{what} {names.place(found.zone)}, by the difference, whose parts add up: "
            f"{change(whole)} than the growth of the comparison areas would give"
        ),
        usual_told(found),
        f"By the method that decides: {deciding}" if deciding else "",
    ]
    if found.by_category:
        said.append(f"By kind of incident: {_parts(found.by_category)}.")
    if len(found.by_group) > 1:
        said.append(f"By borough: {_parts(found.by_group)}.")
    if found.co_treated is not None and found.rest is not None:
        said.append(
            f"Areas under another intervention in these months: {change(found.co_treated.change)}; "
            f"the rest: {change(found.rest.change)}. What happened next door may be the other "
            "intervention's doing."
        )
    return tuple(text for text in said if text)


def usual_told(found: ShownBreakdown) -> str:
    """Whether such a difference is unusual, from places where nothing was done."""
    if not found.usual:
        return "Whether such a difference is unusual cannot be said: nothing compares."
    inside = [_holds(one) for one in found.usual]
    lead = "Whether such a difference is unusual depends on the years"
    if all(inside) or not any(inside):
        lead = f"Such a difference is {'not ' if inside[0] else ''}unusual"
    ranges = [
        f"{_among(one)}, what fits is {between(one.low, one.high)} (p {probability(one.p)})"
        for one in found.usual
    ]
    end = " What it is made of says no more than that." if all(inside) else ""
    return f"{lead}: {listed(ranges)}.{end}"


def _holds(one: ShownUsual) -> bool:
    return (one.low is None or one.low <= 0) and (one.high is None or one.high >= 0)


def _among(one: ShownUsual) -> str:
    """Against 632 other zones (84 of them separate) in the same months."""
    when = "in the same months"
    if one.starts > 1:
        when = f"in the same months of this and {plural(one.starts - 1, 'earlier year')}"
    return f"against {one.placebos:,} other places ({one.disjoint:,} of them separate) {when}"


def _parts(parts: tuple[ShownPart, ...], most: int = 4) -> str:
    """The parts that changed most, in words."""
    known = [one for one in parts if one.change is not None]
    largest = sorted(known, key=lambda one: -abs(one.change or 0.0))[:most]
    told = [f"{part_name(one.name)} {change(one.change)}" for one in largest]
    left = len(known) - len(largest)
    if left:
        rest = sum(one.change or 0.0 for one in known) - sum(one.change or 0.0 for one in largest)
        told.append(f"{plural(left, 'other')} {change(rest)}")
    return listed(told)


def part_name(name: str) -> str:
    """Categories that a table writes in capitals are not shouted."""
    return name.lower() if name.isupper() else name


MIX_NOTE = (
    "Each kind is set against its own growth in the comparison areas, the whole against that of "
    "all kinds together; mix of kinds is what that leaves."
)
COLUMNS = ("Part", "Observed", "Expected", "Difference")
MORE_COLUMNS = ("Of it, under another intervention", "Of it, the rest")


def part_row(one: ShownPart, parted: bool) -> tuple[str, ...]:
    """A row of the table of parts; areas under another intervention apart where there are any."""
    mixed = one.name == MIX
    counts = ("", "") if mixed else (counted(one.observed), counted(one.expected))
    row = (names.capital(part_name(one.name)), *counts, change(one.change))
    return (*row, change(one.co_treated), change(one.rest)) if parted else row
