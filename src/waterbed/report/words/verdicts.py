"""The words on a claim's card: what was judged, what the study could have seen, and why.

A sentence for every code of REASONS (nouns/codes.py).  None of them knows who speaks: no side
and no name of a speaker is an argument of a reason.
"""

from __future__ import annotations

from collections.abc import Callable

from waterbed.nouns.estimate import Detectable, Estimate, Figure, Remark, Verdict
from waterbed.nouns.kinds import KINDS
from waterbed.nouns.results import ReadingTable, Results
from waterbed.nouns.study import Claim, Study
from waterbed.report.words import movement, names, remarks
from waterbed.report.words.checks import check_text
from waterbed.report.words.estimates import finding, fits, lowered, reading_words
from waterbed.report.words.numbers import (
    HIDDEN,
    going,
    months_in,
    sentence,
    share,
)

ANSWER_WORDS = {
    "supported": "Supported",
    "contradicted": "Contradicted",
    "undecided": "Undecided",
    "untestable": "Untestable",
}
ANSWER_MEANS = {
    "supported": "everything that fits the data agrees with the claim",
    "contradicted": "nothing that fits the data agrees with the claim",
    "undecided": "some of what fits the data agrees with the claim and some does not, or a check "
    "found that the comparison cannot bear an answer",
    "untestable": "these data cannot speak to the claim",
}


def claim_of(results: Results, verdict: Verdict) -> Claim:
    return next(one for one in results.study.claims if one.id == verdict.claim)


def readings_of(results: Results, verdict: Verdict) -> ReadingTable | None:
    return next((one for one in results.readings if one.claim == verdict.claim), None)


def deciding(results: Results, verdict: Verdict) -> Estimate | None:
    """The estimate that decides: the first that the verdict rests on."""
    return results.estimates[verdict.estimates[0]] if verdict.estimates else None


# Reasons --------------------------------------------------------------------------------------

Reason = Callable[[Results, Verdict, Remark], str]

_AGREES = {
    "supported": "All of that range agrees with the claim.",
    "contradicted": "None of that range agrees with the claim.",
    "undecided": "Part of that range agrees with the claim and part does not.",
}
_BINDING = ("gate", "parts-differ", "alternative-start-opposite")


def interval(results: Results, verdict: Verdict, why: Remark) -> str:
    estimate = deciding(results, verdict)
    if estimate is None:
        return ""
    bound = any(one.code in _BINDING for one in verdict.reasons)
    agrees = "" if bound else _AGREES.get(verdict.answer, "")
    if agrees and estimate.status == "rounded":
        agrees = f"(Judged on the range before it was rounded.) {agrees}"
    if estimate.status == "withheld":
        return finding(results.study, estimate)
    return f"{finding(results.study, estimate)} {fits(estimate)} {agrees}".strip()


def share_reason(results: Results, verdict: Verdict, why: Remark) -> str:
    """The share that fits the data, and how much of it agrees with the claim."""
    estimate = deciding(results, verdict)
    if estimate is None:
        return ""
    told = movement.share_told(results.study, estimate)
    bound = any(one.code in _BINDING for one in verdict.reasons)
    agrees = "" if bound or estimate.status == "withheld" else _AGREES.get(verdict.answer, "")
    return f"{told} {agrees}".strip()


def claimed(claim: Claim) -> str:
    """What the figure of a claim says: a fall of 21%, a rise of 5%, no change."""
    if not claim.stated:
        return "no change"
    return f"a {going(claim.stated)} of {share(abs(claim.stated))}"


def recorded_window(results: Results, verdict: Verdict, why: Remark) -> str:
    claim, table = claim_of(results, verdict), readings_of(results, verdict)
    if table is None or table.stated is None:
        return ""
    what = names.outcome(results.study, claim.outcome)
    said = f"Recorded {lowered(what)} {names.place(claim.zone)}: "
    text = sentence(said + reading_words(table.stated, table.status))
    if verdict.reproduced is None:
        return text
    comes = "comes out" if verdict.reproduced else "does not come out"
    return f"{text} The figure claimed, {claimed(claim)}, {comes}."


def grid_count(claim: Claim, verdict: Verdict) -> str:
    """7 of the 70 ways of choosing the months give a fall of 50% or more."""
    reach, of = verdict.readings or (0, 0)
    ways = "the one way" if of == 1 else f"the {of:,} ways"
    some = "none" if reach == 0 else f"{reach:,}"
    verb = "gives" if reach == 1 else "give"
    more = " or more" if claim.stated else ""
    return f"{some} of {ways} of choosing the months {verb} {claimed(claim)}{more}"


def recorded_grid(results: Results, verdict: Verdict, why: Remark) -> str:
    if verdict.readings is None:
        return f"The claim names no months; in how many ways of choosing them it holds is {HIDDEN}."
    said = grid_count(claim_of(results, verdict), verdict)
    return sentence(f"the claim names no months; {said}")


def other_readings(results: Results, verdict: Verdict, why: Remark) -> str:
    if verdict.readings is None:
        return ""
    return sentence(f"for comparison, {grid_count(claim_of(results, verdict), verdict)}")


def gate(results: Results, verdict: Verdict, why: Remark) -> str:
    """The failed check that keeps the estimate from carrying this answer, in its own words."""
    name = str(remarks.known(why, "check"))
    failed = [results.checks[i] for i in verdict.checks if results.checks[i].name == name]
    failed = [one for one in failed if one.passed is False] or failed
    told = check_text(results.study, failed[0]) if failed else ""
    if verdict.reasons[0] != why:
        return f"Besides, a check that binds did not pass. {told}".strip()
    return f"This comparison may not decide, since a check that binds did not pass. {told}".strip()


def told_by_check(results: Results, verdict: Verdict, why: Remark) -> str:
    """What a check that informs has found, in its own words."""
    found = [results.checks[i] for i in verdict.checks]
    told = [check_text(results.study, one) for one in found if one.name == why.code]
    return told[0] if told else ""


def parts_differ(results: Results, verdict: Verdict, why: Remark) -> str:
    whole, rest = (str(remarks.known(why, key)) for key in ("whole", "rest"))
    return (
        "Some areas of the zone are under another intervention as well. Judged on the whole zone, "
        f"the claim would be {whole}; judged without those areas, it is {rest}."
    )


def another_start(why: Remark) -> str:
    source = months_in(str(remarks.known(why, "source")))
    return f"{remarks.tell(why, 'start')}" + (f" ({source})" if source else "")


def start_opposite(results: Results, verdict: Verdict, why: Remark) -> str:
    return f"Counted from another start, {another_start(why)}, the answer is the opposite one."


def start_quoted(results: Results, verdict: Verdict, why: Remark) -> str:
    return f"Counted from another start, {another_start(why)}: {remarks.tell(why, 'answer')}."


def co_treated_target(results: Results, verdict: Verdict, why: Remark) -> str:
    others = names.interventions(results.study, remarks.known(why, "interventions"))
    return f"{sentence(others)[:-1]} covered the same place, so that this measures them together."


def unusual(results: Results, verdict: Verdict, why: Remark) -> str:
    reached, of = remarks.known(why, "reached"), remarks.known(why, "placebos")
    if not (isinstance(reached, Figure) and isinstance(of, Figure)):
        return ""
    if reached.value is None or not of.value:
        return ""
    n, total = int(reached.value), int(of.value)
    about = "about " if reached.status == "rounded" else ""
    if n == 0 and not about:
        some = f"None of {total:,} other places and years"
    else:
        some = f"{about}{n:,} of {total:,} other places and years ({share(n / total)})"
    some = some[:1].upper() + some[1:]
    return f"{some}, with no intervention that we know of, changed at least as much the same way."


def no_estimate(results: Results, verdict: Verdict, why: Remark) -> str:
    return sentence(f"no estimate could be made: {remarks.refusal(str(remarks.known(why, 'why')))}")


def needs(results: Results, verdict: Verdict, why: Remark) -> str:
    tested_by = claim_of(results, verdict).tested_by
    more = f" What would test it: {tested_by}" if tested_by else ""
    return sentence(f"counts of recorded incidents cannot show this.{more}")


def later(results: Results, verdict: Verdict, why: Remark) -> str:
    tested_by = claim_of(results, verdict).tested_by
    more = f" What would test it: {tested_by}" if tested_by else ""
    return sentence(f"this question is not yet asked of these data.{more}")


REASON_WORDS: dict[str, Reason] = {
    "recorded-window": recorded_window,
    "recorded-grid": recorded_grid,
    "other-readings": other_readings,
    "nearest-place": lambda results, verdict, why: (
        "Not so in the nearest published area; the area that the claim means is not one of those "
        "published, and may be smaller."
    ),
    "interval": interval,
    "share": share_reason,
    "gate": gate,
    "parts-differ": parts_differ,
    "alternative-start-opposite": start_opposite,
    "alternative-start": start_quoted,
    "co-treated-target": co_treated_target,
    "unusual": unusual,
    "recorded-not-harm": lambda results, verdict, why: (
        "This is about what was reported and recorded; a fall or a rise in that need not be one in "
        "what happened."
    ),
    "event": lambda results, verdict, why: (
        f"The months compared touch {remarks.tell(why, 'event')}, so that two changes are mixed."
    ),
    "recorded-date": lambda results, verdict, why: (
        "Counts are by month of recording, not of the offence."
    ),
    "pre-trend": told_by_check,
    "base-window": told_by_check,
    "no-estimate": no_estimate,
    "later": later,
    "needs": needs,
}


def reason_sentences(results: Results, verdict: Verdict) -> tuple[str, ...]:
    """Why this answer, what binds first; a sentence or two for each reason."""
    told = []
    for why in verdict.reasons:
        words = REASON_WORDS.get(why.code)
        said = words(results, verdict, why) if words else why.code.replace("-", " ")
        if said:
            told.append(sentence(said))
    return tuple(dict.fromkeys(told))


def reason_text(results: Results, verdict: Verdict) -> str:
    """The answer and all its reasons as one paragraph."""
    return " ".join((f"{ANSWER_WORDS[verdict.answer]}.", *reason_sentences(results, verdict)))


def together(results: Results, verdict: Verdict) -> str:
    """What the claim is answered when judged together with the others of its family."""
    if verdict.simultaneous == verdict.answer or not verdict.family:
        return ""
    return (
        "Judged together with the other claims of its family "
        f"({names.month_words(verdict.family)}), the answer is {verdict.simultaneous}: with "
        "several claims at once, chance has several tries."
    )


# What was judged, and what could have been seen -----------------------------------------------


def judged_as(study: Study, claim: Claim) -> str:
    """The claim as the region of a parameter, in our own words."""
    judged = {"recorded": judged_recorded, "effect": judged_effect, "share": judged_share}
    words = judged.get(KINDS[claim.kind].parameter)
    if words is None:
        return ""
    said = words(study, claim)
    lead = "Judged as the opposite of this" if claim.negated else "Judged as"
    done = names.intervention(study, claim.intervention)
    return sentence(f"{lead}: {said} (intervention: {done})")


def judged_recorded(study: Study, claim: Claim) -> str:
    found = names.window(study, claim.window) if claim.window else None
    when = (
        f", {names.compared(found.base, found.post)}" if found else ", whichever months are chosen"
    )
    more = " or more" if claim.stated else ""
    return (
        f"recorded {lowered(names.outcome(study, claim.outcome))} {names.place(claim.zone)} show "
        f"{claimed(claim)}{more}{when}"
    )


def judged_effect(study: Study, claim: Claim) -> str:
    delta = study.rule.smallest_effect
    margin = f" by more than {share(delta)}" if delta else ""
    by = f" by {share(abs(claim.stated))} or more" if claim.stated else ""
    verb = {
        "fell": f"fell{margin}",
        "rose": f"rose{margin}",
        "unchanged": f"changed by no more than {share(delta)} either way"
        if delta
        else "did not change",
        "fell-by": f"fell{by}",
        "rose-by": f"rose{by}",
    }.get(claim.kind, claim.kind)
    found = names.window(study, claim.window) if claim.window else None
    found = found or study.rule.default_window(claim.intervention)
    when = f" in {found.post.in_words()}" if found else ""
    return (
        f"{lowered(names.outcome(study, claim.outcome))} {names.place(claim.zone)} {verb} against "
        f"what would be expected from the comparison areas{when}"
    )


def judged_share(study: Study, claim: Claim) -> str:
    found = names.window(study, claim.window) if claim.window else None
    found = found or study.rule.default_window(claim.intervention)
    when = f" in {found.post.in_words()}" if found else ""
    size = "less than" if claim.kind == "not-moved" else "at least"
    what = lowered(names.outcome(study, claim.outcome))
    return (
        f"{size} {share(study.rule.margin)} of the fall in {what} in the target area turned up "
        f"{movement.there(claim.zone)}{when}"
    )


def could_see(results: Results, verdict: Verdict) -> str:
    """What this study could have seen, for the direction that the claim speaks of."""
    if verdict.detectable is None:
        return ""
    found = results.detectable[verdict.detectable]
    if found.status == "withheld":
        return f"What this study could have seen is {HIDDEN}."
    if KINDS[verdict.kind].parameter == "share":
        return movement.movement_seen(found, verdict.kind, verdict.negated)
    if verdict.kind == "unchanged" and found.chance is not None and found.chance < found.power:
        return (
            "This study could hardly have supported this claim: it would have come out supported "
            f"{share(found.chance)} of the time if nothing at all had changed."
        )
    return f"This study could have seen {seen(found, verdict.kind)}."


def seen(found: Detectable, kind: str = "unchanged") -> str:
    """a fall of 60% or more; a rise of 45% or more."""
    about = "about " if found.status == "rounded" else ""
    if kind == "unchanged" and found.chance is not None:
        return f"no change {about}{share(found.chance)} of the time, if there was none"
    fall = (
        f"a fall of {about}{share(found.fall)} or more"
        if found.fall is not None
        else "no fall at all, not even to nothing"
    )
    rise = (
        f"a rise of {about}{share(found.rise)} or more"
        if found.rise is not None
        else "no rise at all, not even to four times as many"
    )
    if kind in ("fell", "fell-by"):
        return fall
    if kind in ("rose", "rose-by"):
        return rise
    return f"{fall}, and {rise}"
