"""Words on what was done: how much of it, and what a claim of it meets."""

from __future__ import annotations

from waterbed.model.kinds import KINDS
from waterbed.model.released import ShownFigure, ShownRemark, ShownRun, ShownVerdict
from waterbed.model.released_activity import ShownActivity
from waterbed.model.released_study import ShownClaim, ShownStudy
from waterbed.report.words import names
from waterbed.report.words.facts import known
from waterbed.report.words.numbers import HIDDEN, counted, digits_of, plural, sentence, share

NOT_NOUGHT = "What nobody has counted is not nought."
MOST_SAID = 3
"""Activities that the section names, and the first page."""
UNKNOWN = "The study gives no count of what was done."


def action_on(activity: ShownActivity) -> str:
    """What was done, and on whom: fines of buyers."""
    return f"{activity.action} of {activity.on}" if activity.on else activity.action


def number_of(activity: ShownActivity) -> str:
    """114; at least 150; at most 200; about 35."""
    text = amount(activity.number, activity.status)
    if activity.status == "withheld" or activity.bound == "exact":
        return text
    return f"{activity.bound.replace('-', ' ')} {text}"


def amount(x: float | None, status: str = "exact") -> str:
    """A number of actions or hours: whole, or with one decimal where it is no whole number."""
    if x is None or status != "exact" or x == int(x):
        return counted(x, status)
    return f"{x:,.1f}"


def activity_words(activity: ShownActivity) -> str:
    """114 fines of buyers, by April 2019."""
    number = number_of(activity)
    what = action_on(activity)
    said = f"{what}: {HIDDEN}" if activity.status == "withheld" else f"{number} {what}"
    parts = [said, names.span_of(activity)]
    if activity.partial:
        parts.append("not all of them")
    return ", ".join(part for part in parts if part)


def finding(activities: tuple[ShownActivity, ...]) -> str:
    """How much was done, the earliest first, in one sentence; the table has the rest."""
    more = len(activities) - MOST_SAID
    dated = sorted(activities, key=lambda activity: activity.months.first if activity.months else 0)
    text = "; ".join(activity_words(activity) for activity in dated[:MOST_SAID])
    rest = f"; and {plural(more, 'more figure')} in the table of what was done" if more > 0 else ""
    return sentence(text + rest)


def on_others(
    study: ShownStudy, activities: tuple[ShownActivity, ...], key: str, start: int
) -> str:
    """Of each group that other measures acted on since, and this one is not known to have, the
    first of what was done; "" where there is none."""
    since = [
        activity
        for activity in activities
        if activity.months is None or activity.months.last >= start
    ]
    known = {activity.on for activity in since if activity.intervention == key}
    said = []
    for activity in sorted(
        since, key=lambda activity: activity.months.last if activity.months else 0
    ):
        if activity.on and activity.on not in known and activity.intervention:
            known.add(activity.on)
            said.append(
                f"{activity_words(activity)} ({names.intervention(study, activity.intervention)})"
            )
    return f" Under another measure: {sentence('; '.join(said))}" if said else ""


THESE_ONLY = "A share of these kinds of action alone: others, if there were any, are no part of it."
WIDER = "What nobody counted of these kinds makes the range wide; it is not nought."
COLUMNS = ("What was done", "On whom", "Where", "Months", "Number", "A month")
NOTE = (
    "A month: the number over the months that it is of. “At least” and “at most” are the source's. "
    f"{NOT_NOUGHT} Sources: tables.xlsx, sheet “activity”."
)


def row(activity: ShownActivity) -> tuple[str, ...]:
    part = " (not all of them)" if activity.partial else ""
    return (
        names.capital(activity.action) + part,
        activity.on or "not said",
        activity.place or "the target",
        names.capital(names.span_of(activity)),
        number_of(activity),
        a_month(activity),
    )


def a_month(activity: ShownActivity) -> str:
    """14 a month; nothing where the number is a bound, or not exact."""
    if (
        activity.number is None
        or activity.months is None
        or activity.bound != "exact"
        or activity.status != "exact"
    ):
        return ""
    rate = activity.number / len(activity.months)
    return f"{rate:,.1f}" if rate < 10 else counted(rate)


# Claims ---------------------------------------------------------------------------------------


def figure(claim: ShownClaim) -> str:
    """50%; 30."""
    if claim.stated is None:
        return "no figure"
    if claim.among:
        return share(claim.stated, digits_of(claim.stated, claim.rounding))
    return amount(claim.stated)


def judged(study: ShownStudy, claim: ShownClaim) -> str:
    """The claim as a region of a number or a share of what was done."""
    said = KINDS[claim.kind].in_words(claim.negated)
    text = said.format(what=_of_span(study, claim, claim.actions), figure=figure(claim))
    if claim.among:
        text += f" of all of these: {_of_span(study, claim, claim.among)}"
    return f"{text} ({claim.span.in_words()})" if claim.span else text


def _of_span(study: ShownStudy, claim: ShownClaim, keys: tuple[str, ...]) -> str:
    """Actions by name, without their months where those are the claim's, which are told once."""
    text = names.actions(study, keys)
    return text.replace(f" ({claim.span.in_words()})", "") if claim.span else text


def in_short(study: ShownStudy, claim: ShownClaim) -> str:
    """What is judged and of which months, where another claim has the same words."""
    what = names.actions(study, claim.actions)
    return f"{what}, {claim.span.in_words()}" if claim.span else what


def reason(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """What is known of each activity, and the range that this leaves for the claim."""
    claim, study = verdict.claim, results.study
    asked = claim.among or claim.actions
    there = "; ".join(
        activity_words(activity) for activity in results.activity if activity.id in asked
    )
    span = f"in {claim.span.in_words()} " if claim.span else ""
    what = _of_span(study, claim, claim.actions)
    said = sentence(f"what is known: {there}")
    of = " of all of these" if claim.among else ""
    a_month = "" if KINDS[claim.kind].takes_share else " a month"
    fits = f"{span}{what} {range_of(claim, why)}{a_month}{of}"
    if not claim.among:
        return f"{said} {sentence(fits)}"
    short = any(remark.code == "not-all-of-them" for remark in verdict.reasons)
    rest = (plain_share(why), THESE_ONLY, WIDER if short else "")
    return " ".join(text for text in (said, sentence(fits), *rest) if text)


def plain_share(why: ShownRemark) -> str:
    """The share among those alone of which number and group are known, where others are not; else
    that of the totals as they are given."""
    part, whole = known(why, "part"), known(why, "whole")
    if not (isinstance(part, ShownFigure) and isinstance(whole, ShownFigure)):
        return ""
    if part.value is None or not whole.value or part.status != "exact":
        return ""
    size = f"{share(part.value / whole.value)} ({amount(part.value)} of {amount(whole.value)})"
    if known(why, "all") == "no":
        return (
            f"As the sources' totals stand, of whatever months and whether or not they are all, "
            f"they are {size}."
        )
    return f"Among those whose number and group are known they are {size}."


def range_of(claim: ShownClaim, why: ShownRemark) -> str:
    """come to 63%; can be any share; come to at least 68."""
    facts = dict(why.facts)
    low, high = facts.get("low"), facts.get("high")
    if not (isinstance(low, ShownFigure) and isinstance(high, ShownFigure)):
        return HIDDEN
    if "withheld" in (low.status, high.status):
        return f"come to a number that is {HIDDEN}"
    ends = [
        None if end.value is None
        else share(end.value) if claim.among else amount(end.value, end.status)
        for end in (low, high)
    ]  # fmt: skip
    if claim.among and (low.value, high.value) == (0, 1):
        return "can be any share"
    if ends[1] is None:
        return f"come to at least {ends[0]}"
    if ends[0] == ends[1]:
        return f"come to {ends[0]}"
    return f"come to between {ends[0]} and {ends[1]}"


def not_all(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    what = names.actions(results.study, known(why, "activities"))
    return (
        f"Not all of them are known: {what}. The source leaves out a part of the actions or does "
        "not cover all of these months."
    )


def unsaid(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    what = names.actions(results.study, known(why, "activities"))
    return f"On whom is not said of {what}: any or none of them may be on this group."
