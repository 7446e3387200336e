"""Words on what a rise beside the target could be, other than a move from it."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.elsewhere import MIX
from waterbed.model.released import ShownCheck
from waterbed.model.released_elsewhere import ShownBreakdown, ShownPart
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.breakdown import part_name
from waterbed.report.words.checks import check_text
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import change, listed, sentence, several


def together(study: ShownStudy, here: Sequence[ShownBreakdown]) -> str:
    """Other kinds of incident that went up or down in the same zone."""
    changes = _kinds(study, here)
    if len(changes) < 2:
        return ""
    up = [name for name, x in changes if x >= 0.5]
    down = [name for name, x in changes if x <= -0.5]
    where = names.place(here[0].zone)
    text = f"Other kinds of incident: of {several(len(changes), 'kind')} counted {where}"
    if not up:
        return sentence(f"{text}, none went up against the comparison areas")
    more = f"; {listed(down)} went down" if down else ""
    return sentence(
        f"{text}, {listed(up)} went up against the comparison areas{more}. Where many kinds rise "
        "together, something common to them all (people, recording, policing) explains it as well "
        "as a move of one of them does"
    )


def _kinds(study: ShownStudy, here: Sequence[ShownBreakdown]) -> list[tuple[str, float]]:
    """Names and changes, by kind of incident where an outcome is broken down, else by outcome."""
    most = max(here, key=lambda breakdown: len(breakdown.by_category))
    if most.by_category:
        parts: list[tuple[str, ShownPart]] = [
            (part_name(part.name), part) for part in most.by_category if part.name != MIX
        ]
    else:
        parts = [
            (lowered(names.outcome(study, breakdown.outcome)), breakdown.whole)
            for breakdown in here
        ]
    return [(name, part.change) for name, part in parts if part.change is not None]


def next_door(study: ShownStudy, here: Sequence[ShownBreakdown]) -> str:
    """What of each change lies in areas under another intervention."""
    parted = [
        f"{lowered(names.outcome(study, breakdown.outcome))}: "
        f"{change(breakdown.co_treated.change)} there, {change(breakdown.rest.change)} in the rest"
        for breakdown in here
        if breakdown.co_treated is not None
        and breakdown.rest is not None
        and breakdown.co_treated.change is not None
        and breakdown.rest.change is not None
    ]
    if not parted:
        return ""
    return sentence(
        f"another intervention next door: part of the “{here[0].zone}” zone was under one in "
        f"these months, whose doing it may be; by the difference, {'; '.join(parted)}"
    )


def attention(study: ShownStudy, checks: Sequence[ShownCheck]) -> str:
    """Police attention, for outcomes that the study says follow it."""
    sentences = [
        f"{names.outcome(study, check.parameter.outcome)}: {check_text(study, check)}"
        for check in checks
        if check.parameter is not None
    ]
    return " ".join(["Police attention:", *sentences]) if sentences else ""
