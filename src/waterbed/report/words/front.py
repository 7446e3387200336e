"""The sentences of the first page: what happened, what would have happened, whether it moved, what
it says of harm, and how large a change could have been seen.

Each is made of the facts of `report.front`, and reads alike for a fall and for a rise.
"""

from __future__ import annotations

import re

from waterbed.model.months import Months, in_words
from waterbed.model.released import ShownDetectable, ShownRun
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import TARGET
from waterbed.report.front import (
    MOST,
    Expected,
    Front,
    Moved,
    Recorded,
    areas_of,
    is_compared,
    names_of,
)
from waterbed.report.words import movement, names
from waterbed.report.words.answers import at_level, missed
from waterbed.report.words.could import BARRED
from waterbed.report.words.estimates import difference, range_words
from waterbed.report.words.failures import barred_by
from waterbed.report.words.numbers import (
    HIDDEN,
    change,
    counted,
    day,
    listed,
    percent,
    plural,
    sentence,
    share,
    spelled,
)
from waterbed.report.words.remarks import refusal


def where(results: ShownRun, intervention: str) -> str:
    """The place by its official name, or how many areas it has: Loxford; 9 areas."""
    place_names = names_of(results, intervention, TARGET)
    if place_names:
        return listed(place_names)
    areas = areas_of(results, intervention, TARGET)
    return plural(areas, "area") if areas else "the target area"


def place_line(results: ShownRun, intervention: str) -> str:
    """The place, how many areas lie beside it, and how many it is compared with; what an area is,
    in the words of the glossary."""
    target = areas_of(results, intervention, TARGET)
    place = where(results, intervention)
    parts = [place]
    if target and results.outcomes:
        every = max(outcome.areas for outcome in results.outcomes)
        lead = f"{place}, " if names_of(results, intervention, TARGET) else ""
        count = spelled(target) if lead else f"{target:,}"
        parts = [f"{lead}{count} of the {every:,} areas that counts are given for"]
    for zone in results.study.intervention(intervention).zones:
        if zone != TARGET and (areas := areas_of(results, intervention, zone)):
            parts.append(f"beside it “{zone}” ({plural(areas, 'area')})")
    if donors := areas_of(results, intervention, "donors"):
        compared = is_compared(results, intervention)
        parts.append(f"compared with {donors:,} others" if compared else "not compared with others")
    return sentence("; ".join(parts))


def done(study: ShownStudy, intervention: str) -> str:
    """What was done, and from when to when."""
    measure = study.intervention(intervention)
    until = f" to {in_words(measure.end)}" if measure.end is not None else ""
    kind = (
        f" ({measure.kind})"
        if measure.kind and measure.kind.lower() not in measure.name.lower()
        else ""
    )
    said = sentence(f"{measure.name or measure.id}{kind}, from {in_words(measure.start)}{until}")
    return f"{said} {among_others(study)}".strip()


def among_others(study: ShownStudy) -> str:
    """That the page is of one of several measures, whose years the study's title gives, or of one
    reading of a measure."""
    readings = len(study.interventions)
    measures = len({done.reading_of or done.id for done in study.interventions})
    if readings < 2:
        return ""
    what, several = (
        ("measures", measures) if measures > 1 else ("readings of one measure", readings)
    )
    dated = measures > 1 and YEAR.search(study.title)
    whole = ", and the title gives the years of all" if dated else ""
    rest = "the other" if several == 2 else "the others"
    return f"One of {spelled(several)} {what}{whole}; the report has {rest} too."


YEAR = re.compile(r"\b(19|20)\d\d\b")


def rule_line(results: ShownRun) -> str:
    """Whether the rule stood before the results, and was locked, in one line."""
    rule = results.study.rule
    when = f" ({day(rule.data_seen_date)})" if rule.data_seen_date else ""
    first = (
        f"The rule for judging was written after the results had been seen{when}"
        if rule.data_seen
        else f"The rule for judging was written before any result was seen{when}"
    )
    locked = {
        "same": "it is the one that was locked",
        "differs": "it differs from the one that was locked",
    }.get(results.lock, "no lock shows that it has not changed since")
    dated = f" on {day(results.lock_date)}" if results.lock_date else ""
    return sentence(f"{first}; {locked}{dated}")


def months_after(base: Months, post: Months) -> str:
    """The months after, behind those before: the same months a year later."""
    if len(base) == len(post) and post.first - base.first == 12:
        return "the same months a year later"
    return post.in_words()


def gap(counts: Recorded) -> str:
    """10 fewer (−30%); the count before is first brought to as many months."""
    if counts.before is None or counts.after is None or counts.base is None or counts.post is None:
        return ""
    before = counts.before * len(counts.post) / len(counts.base)
    said = change(counts.after - before, "count", counts.status)
    if said == "no change" or not before:
        return said
    rounded = counts.status == "rounded"
    return f"{said} ({percent(counts.after / before - 1, None if rounded else counts.before)})"


def recorded(results: ShownRun, facts: Front) -> str:
    """Both ends of what was recorded, counts before percentages."""
    counts, place = facts.recorded, where(results, facts.intervention)
    what = names.outcome(results.study, counts.outcome)
    if counts.base is None or counts.post is None:
        return sentence(f"{what} in {place}: the study names no months to compare")
    if counts.before is None or counts.after is None:
        why = HIDDEN if counts.status == "withheld" else "not known, since months are missing"
        return sentence(f"{what} in {place}: what was recorded before and after is {why}")
    before, after = (counted(x, counts.status) for x in (counts.before, counts.after))
    scaled = ""
    if len(counts.base) != len(counts.post):
        as_many = counted(counts.before * len(counts.post) / len(counts.base), "rounded")
        scaled = f" ({as_many} for as many months)"
    return sentence(
        f"{what} in {place}: {before} recorded in {counts.base.in_words()}{scaled}, and {after} in "
        f"{months_after(counts.base, counts.post)}: {gap(counts)}"
    )


def expected(results: ShownRun, facts: Front) -> str:
    """What would have been expected, the range that the difference lies in, and what that says."""
    expectation = facts.expected
    estimate = expectation.estimate
    if expectation.direction == "hidden":
        return f"What would have been expected with nothing done is {HIDDEN}."
    if estimate is None or estimate.expected is None:
        return sentence(
            f"what would have been expected with nothing done cannot be said{why_none(expectation)}"
        )
    mu = counted(estimate.expected, estimate.status)
    came = difference(estimate)
    came = "as many were recorded" if came == "no change" else f"{came} were recorded"
    said = f"With nothing done, {mu} would have been expected after; {came}."
    if estimate.deciding is None:
        return f"{said} How far chance reaches could not be computed."
    fit = range_words(estimate, *estimate.deciding)
    out = missed(results.study.rule.level)
    means = MEANS[expectation.direction].format(bars=barred_by(expectation.failed))
    return f"{said} What fits the data lies {fit}, {out}. {means}"


MEANS = {
    "fell": "So it fell by more than chance would explain; other causes in the same months are not "
    "ruled out.",
    "rose": "So it rose by more than chance would explain; other causes in the same months are not "
    "ruled out.",
    "small": "So it changed by more than chance would explain, but perhaps by too little to count.",
    "open": "So these counts cannot tell a change from chance, nor put one down to what was done.",
    "barred": "That is more than chance, but {bars}.",
}


def why_none(expectation: Expected) -> str:
    return f": {refusal(expectation.why)}" if expectation.why else ""


def beside(move: Moved) -> str:
    """A zone inside a sentence: the 8 areas of “adjacent wards”."""
    areas = plural(move.areas, "area") if move.areas else "areas"
    return f"the {areas} of “{move.zone}”"


def moved(results: ShownRun, facts: Front) -> str:
    """Whether it moved, zone by zone."""
    if not facts.moved:
        return "The study names no areas beside it, so whether anything moved was not asked."
    by_zone = [moved_to(move, facts) for move in facts.moved[:ZONES]]
    more = len(facts.moved) - ZONES
    by_zone += [(f"{plural(more, 'more zone')} are in the report.",)] if more > 0 else []
    return " ".join(dict.fromkeys(text for texts in by_zone for text in texts))


ZONES = 2
"""Zones that the first page tells of."""


def moved_to(move: Moved, facts: Front) -> tuple[str, ...]:
    place = beside(move)
    # A range rounded outwards may no longer establish the fall that a share is of.
    fell = facts.expected.direction == "fell"
    if (
        fell
        and move.share is not None
        and move.share.status != "withheld"
        and move.share.deciding_set
    ):
        failed = [check for check in move.share.checks if check.gate and check.passed is False]
        bars = f"; this is not established: {barred_by(failed)}" if failed else ""
        if not movement.at_least_nought(move.share.deciding_set):
            return (sentence(f"none of the fall turned up in {place}: they fell as well{bars}"),)
        turned = movement.share_range(move.share.deciding_set)
        return (sentence(f"of the fall, {turned} turned up in {place}{bars}"),)
    return no_share(facts), own_change(move, place)


def no_share(facts: Front) -> str:
    """Why no share of a fall can be given."""
    direction = facts.expected.direction
    if direction == "rose":
        return "It rose, so there is no fall that could have moved."
    if direction in ("hidden", "none"):
        return "Whether it moved cannot be said, since whether it fell cannot."
    if direction == "fell":
        return "How much of the fall moved cannot be told."
    return "Whether it moved cannot be said, since a fall is not established."


def own_change(move: Moved, place: str) -> str:
    """What the areas beside it did, against what was expected there."""
    estimate = move.own.estimate
    if move.own.direction == "hidden":
        return sentence(f"what happened in {place} is {HIDDEN}")
    if estimate is None or estimate.observed is None or estimate.expected is None:
        return sentence(f"what happened in {place} cannot be said{why_none(move.own)}")
    seen, mu = (counted(x, estimate.status) for x in (estimate.observed, estimate.expected))
    came = f"{difference(estimate)}, {BESIDE[move.own.direction]}"
    text = f"in {place}, {seen} were recorded where {mu} would be expected: {came}"
    return sentence(text.format(bars=barred_by(move.own.failed)))


BESIDE = {
    "fell": "a fall beyond what chance would explain",
    "rose": "a rise beyond what chance would explain",
    "small": "a change beyond chance, but perhaps too small to count",
    "open": "which chance could explain",
    "barred": "more than chance, but {bars}",
}


def harm(second: bool) -> str:
    """Whether a change in reports is one in harm."""
    if second:
        return (
            "A second source counts some of the same incidents; the report says how far it tells "
            "a change in reporting from a change in what happened."
        )
    return (
        "These are counts of what was reported and recorded. Whether more or less happened, they "
        "cannot say."
    )


def seen(
    results: ShownRun, detectable: ShownDetectable | None, expectation: Expected | None = None
) -> str:
    """How large a change could have been seen; that this is no part of what came, where the range
    of that stands above.

    expectation : what the page says of the change
    """
    if detectable is None:
        return "Nothing was compared, so there is no change that this study could have seen."
    level = at_level(results.study.rule.level)
    if detectable.status == "withheld":
        return f"How large a change this study could have seen is {HIDDEN}."
    about = "about " if detectable.status == "rounded" else ""
    sizes = [(detectable.fall, "fall"), (detectable.rise, "rise")]
    parts = [
        f"a {word} of {about}{share(size)} or more" for size, word in sizes if size is not None
    ]
    blind = [
        f"a {word} of any size"
        for size, word in sizes
        if size is None and word not in detectable.barred
    ]
    text = f"this study could have told from chance{level} {' or '.join(parts)}" if parts else ""
    if blind:
        missed = f"would often have missed{'' if parts else level} {' and '.join(blind)}"
        text = f"{text}; it {missed}" if parts else f"this study {missed}"
    if detectable.barred:
        barred = " and no ".join(detectable.barred)
        never = f"could have shown no {barred}, whatever the counts: {BARRED}"
        text = f"{text}; it {never}" if text else f"this study {never}"
    if not parts:
        return sentence(text)
    said = sentence(f"{text}; smaller changes it would miss more often")
    if about:
        said += " Sizes are rounded, since the counts are not published."
    estimate = (
        None if expectation is None or expectation.direction == "hidden" else expectation.estimate
    )
    ranged = estimate is not None and estimate.deciding is not None and estimate.expected
    return f"{said} {BEFOREHAND}" if ranged else said


BEFOREHAND = "Those sizes were known before the counts; the range above is what the counts left."


def other_row(results: ShownRun, pair: tuple[Recorded, Expected]) -> tuple[str, str, str, str, str]:
    """A further outcome as a row: name, before, after, expected, what that says."""
    counts, expectation = pair
    shown = [counted(x, counts.status) for x in (counts.before, counts.after)]
    estimate = expectation.estimate
    mu = HIDDEN if expectation.direction == "hidden" else "–"
    if estimate is not None and estimate.expected is not None and expectation.direction != "hidden":
        mu = counted(estimate.expected, estimate.status)
    return (
        names.outcome(results.study, counts.outcome),
        shown[0],
        shown[1],
        mu,
        IN_A_WORD[expectation.direction],
    )


IN_A_WORD = {
    "fell": "fell",
    "rose": "rose",
    "small": "yes, perhaps small",
    "open": "unclear",
    "barred": "unclear",
    "hidden": HIDDEN,
    "none": "unclear",
}


WHY_NOT_JUDGED = "Supported: the counts are as the claim says; why they are is not judged."


def claims_note(listed_: int, total: int, *, supported: bool, together: int = 0) -> str:
    """What supported leaves open, and by which rule some of many claims are listed.

    together : of those listed, how many are undecided once judged together with their group
    """
    meant = WHY_NOT_JUDGED if supported else ""
    if together:
        whole = "the one" if listed_ == 1 else f"all {spelled(listed_)}"
        some = whole if together == listed_ else f"{spelled(together)} of the {spelled(listed_)}"
        said = (
            f"{some} listed {'is' if together == 1 else 'are'} undecided once judged together "
            "with others of the same group."
        )
        meant = f"{meant} {sentence(said)}".lstrip()
    if listed_ == total:
        return meant
    return (
        f"{meant} Listed are claims answered for or against, then others on what is counted above, "
        f"each speaker in turn, {spelled(MOST)} at most. All {total:,} have a card of their own."
    ).lstrip()
