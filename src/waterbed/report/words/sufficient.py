"""Too few places or years to judge an effect: what was recorded, and what would have sufficed."""

from __future__ import annotations

from waterbed.model.released import ShownEstimate, ShownRemark, ShownRun, ShownVerdict
from waterbed.report.words import names
from waterbed.report.words.estimates import difference, lowered
from waterbed.report.words.facts import known, number
from waterbed.report.words.numbers import HIDDEN, counted, plural, sentence

BEFORE_AFTER = "before-after"


def sufficient_sentence(why: ShownRemark) -> str:
    """What there is to compare with, and what would have sufficed: more areas, earlier months."""
    needed, areas, starts, enough = (
        int(number(why, name) or 0) for name in ("needed", "areas", "starts", "enough")
    )
    if why.code == "zones-suffice":
        return _zones_sentence(why)
    since = str(known(why, "from"))
    have = f"{plural(areas, 'comparison area')} and {plural(starts, 'start')} with two years of"
    text = (
        f"This level needs at least {needed} separate places and years to compare with; there are "
        f"{have} months before it. "
    )
    more = [f"{enough} comparison areas or more over these months"] if starts else []
    more += [f"counts of these areas from {since} or earlier"] if since else []
    if not more:
        more = [f"two years of months before the start, and {enough} comparison areas or more"]
    return f"{text}What would have sufficed: {', or '.join(more)}."


def _zones_sentence(why: ShownRemark) -> str:
    """The same where there are areas enough, and too few places as large as this with its zones."""
    needed, areas, starts, separate, enough = (
        int(number(why, name) or 0) for name in ("needed", "areas", "starts", "separate", "enough")
    )
    share = f"only {separate} share none" if separate else "too few share none and leave ten others"
    months = "" if starts else ", and two years of months before the start"
    wanted = f"some {enough} comparison areas" if enough else "more comparison areas"
    return (
        f"This level needs at least {needed} separate places and years to compare with. There are "
        f"{plural(areas, 'comparison area')} and {plural(starts, 'start')} with two years of "
        f"months before it, but a place with its zones takes several areas, and {share}. What "
        f"would have sufficed: {wanted}{months}. Counts from earlier years, or a place or zones of "
        "fewer areas, may not suffice by themselves."
    )


def counts_sentence(results: ShownRun, estimate: ShownEstimate) -> str:
    """What was recorded before and after, of a place whose effect cannot be judged."""
    key = estimate.parameter
    what = lowered(names.outcome(results.study, key.outcome))
    lead = f"recorded all the same: {what} {names.where(results.study, key)}, "
    if estimate.status == "withheld" or estimate.base is None or estimate.post is None:
        return sentence(f"{lead}counts {HIDDEN}")
    before, after = (counted(x, estimate.status) for x in (estimate.base_count, estimate.observed))
    scaled = ""
    if len(estimate.base) != len(estimate.post):
        scaled = (
            f" (which would be {counted(estimate.expected, estimate.status)} in as many months)"
        )
    return sentence(
        f"{lead}{before} in {estimate.base.in_words()}{scaled}, {after} in "
        f"{estimate.post.in_words()}: {difference(estimate)}. How much of that would have come "
        "without the intervention cannot be said"
    )


def as_recorded(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """The same for the claim of a verdict; nothing where its place has no counts."""
    claim = verdict.claim
    estimate = next(
        (
            estimate
            for estimate in results.estimates
            if estimate.method == BEFORE_AFTER
            and _of(estimate, claim.intervention, claim.outcome, claim.zone)
            and (not claim.window or estimate.parameter.window == claim.window)
        ),
        None,
    )
    return "" if estimate is None else counts_sentence(results, estimate)


def _of(estimate: ShownEstimate, intervention: str, outcome: str, zone: str) -> bool:
    key = estimate.parameter
    return (key.intervention, key.outcome, key.zone, key.part, key.scale) == (
        intervention, outcome, zone, "whole", "count",
    )  # fmt: skip
