"""The words on a claim's card: the answer and why.

A sentence for every code of REASONS (model/codes.py).  None of them knows who speaks: no side
and no name of a speaker is an argument of a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from waterbed.model.kinds import KINDS, SECOND
from waterbed.model.months import label
from waterbed.model.released import (
    ShownCheck,
    ShownEstimate,
    ShownFigure,
    ShownRemark,
    ShownRun,
    ShownVerdict,
)
from waterbed.model.released_study import ShownWindowFrom
from waterbed.model.study import TARGET
from waterbed.model.tipping import on_ratio
from waterbed.report.words import (
    activity,
    attitudes,
    harm,
    lasting,
    movement,
    names,
    population,
    recorded,
    relative,
    remarks,
    sufficient,
)
from waterbed.report.words.answers import AGREES, answer_word, at_level
from waterbed.report.words.attention import LOOKING
from waterbed.report.words.checks import check_text
from waterbed.report.words.claimed import (
    edges,
    how_much,
)
from waterbed.report.words.estimates import (
    difference,
    finding,
    fits,
    lowered,
    range_words,
    strayed,
)
from waterbed.report.words.facts import known, tell
from waterbed.report.words.numbers import counted, sentence, share
from waterbed.report.words.surroundings import surroundings_reason
from waterbed.report.words.switching import PLACES_NOTE


def deciding(verdict: ShownVerdict) -> ShownEstimate | None:
    """The estimate that decides: the first that the verdict rests on."""
    return verdict.estimates[0] if verdict.estimates else None


# Reasons --------------------------------------------------------------------------------------

Reason = Callable[[ShownRun, ShownVerdict, ShownRemark], str]

NOT_FROM = "This is about that count alone; whether any of it came from the target is not judged."
_BINDING = ("gate", "parts-differ", "alternative-start-opposite")


def _agrees(verdict: ShownVerdict) -> str:
    """How much of the range agrees with the claim; "" where something else binds the answer."""
    bound = any(reason.code in _BINDING for reason in verdict.reasons)
    return "" if bound else AGREES.get(verdict.answer, "")


def interval(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    estimate = deciding(verdict)
    if estimate is None:
        return ""
    agrees = _agrees(verdict)
    if estimate.status == "withheld":
        return finding(results.study, estimate)
    claim = verdict.claim
    text = f"{finding(results.study, estimate)} {fits(estimate, edges(claim, estimate))} {agrees}"
    return f"{text.strip()} {NOT_FROM}" if claim.other and agrees else text.strip()


def lasting_reason(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    return lasting.windows_sentence(results, verdict, _agrees(verdict))


def pair_reason(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """What fits of a share, or of the target beside a zone, and how much of it agrees with the
    claim; of the latter, that neither answer tells of an effect."""
    estimate = deciding(verdict)
    if estimate is None:
        return ""
    agrees = "" if estimate.status == "withheld" else _agrees(verdict)
    if why.code == "relative":
        claim = verdict.claim
        text = relative.relative_sentence(results, estimate, edges(claim, estimate))
        note = relative.NO_EFFECT[KINDS[verdict.kind].quantity.turn or "fall"]
    else:
        text, note = movement.share_sentence(results.study, estimate), ""
        claimed_share = how_much(results.study.rule, verdict.claim)
        agrees = agrees.replace("the claim", f"the claim ({claimed_share})")
    return " ".join(part for part in (text, agrees, note) if part)


def gate(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """The failed check that keeps the estimate from carrying this answer, in its own words."""
    name = str(known(why, "check"))
    failed = checks_named(verdict, name)
    text = check_sentences(results, verdict, failed)
    if name == "target-fell" and failed:
        text = movement.kept_from(failed[0].remark, verdict.kind, verdict.negated)
        text += never_fell(results, verdict)
    if verdict.reasons[0] != why:
        return f"Besides: {text}" if text else ""
    return f"{text} This comparison may not decide.".strip()


def never_fell(results: ShownRun, verdict: ShownVerdict) -> str:
    """Of a share, the check known before the start that keeps any fall from support."""
    own = deciding(verdict)
    if own is None:
        return ""
    fall = (replace(own.parameter, question="effect", zone=TARGET, scale="ratio"), own.method)
    barred = [
        check
        for estimate in results.estimates
        if (estimate.parameter, estimate.method) == fall
        for check in estimate.checks
        if check.gate and check.passed is False and check.bars in ("fall", "both")
    ]
    why = check_text(results.study, barred[0]) if barred else ""
    return f" Whatever the counts, that fall could not have been supported. {why}" if why else ""


def gate_beside(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """The failed check that took away the end of the range on which this answer does not rest."""
    failed = checks_named(verdict, str(known(why, "check")))
    sides = {check.bars for check in failed} or {""}
    lead = _OTHER_END.get(sides.pop(), "") if len(sides) == 1 else ""
    return f"{lead} {check_sentences(results, verdict, failed)}".strip()


_OTHER_END = {
    side: f"An answer that rests on a {side} could not have been given here; this one rests on "
    "none."
    for side in ("fall", "rise")
}


def checks_named(verdict: ShownVerdict, name: str) -> list[ShownCheck]:
    """The checks of a name behind a verdict; those that failed, where some did."""
    named = [check for check in verdict.checks if check.name == name]
    return [check for check in named if check.passed is False] or named


def check_sentences(results: ShownRun, verdict: ShownVerdict, checks: Sequence[ShownCheck]) -> str:
    """What a check says; of several waves each, with its name."""
    study = results.study
    if study.programme(verdict.claim.intervention) is None:
        return check_text(study, checks[0]) if checks else ""
    sentences = (
        f"{names.capital(names.intervention(study, check.parameter.intervention))}: "
        f"{lowered(check_text(study, check))}"
        for check in checks
        if check.parameter is not None
    )
    return " ".join(sentences)


def check_reason(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """What a check that informs has found, in its own words."""
    return check_sentences(results, verdict, checks_named(verdict, why.code))


def parts_differ(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    level = at_level(results.study.rule.level)
    whole, rest = (
        answer + (level if answer != "untestable" else "")
        for answer in (tell(why, key) for key in ("whole", "rest"))
    )
    return (
        "Some areas of the zone are under another intervention as well. Judged on the whole zone, "
        f"the claim would be {whole}; judged without those areas, it is {rest}."
    )


def start_opposite(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    lead = f"Counted from another start, {remarks.another_start(results.study, why)}, "
    return f"{lead}the answer is the opposite one{from_start(results, verdict, why)}."


def start_quoted(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    lead = f"Counted from another start, {remarks.another_start(results.study, why)}, "
    answer = tell(why, "answer")
    if answer != "untestable":
        answer += at_level(results.study.rule.level)
    # Of one measure the figures stand in the table of every other way.
    figures = from_start(results, verdict, why) if known(why, "wave") else ""
    return f"{lead}the claim would be {answer}{figures}."


def from_start(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """The figures of the same comparison from another start."""
    start = str(known(why, "start"))
    wave = str(known(why, "wave"))
    estimate = next(
        (
            estimate
            for estimate in verdict.estimates
            if isinstance(key := estimate.parameter.window, ShownWindowFrom)
            and (label(key.start.start), key.wave) == (start, wave)
        ),
        None,
    )
    if (
        estimate is None
        or estimate.deciding is None
        or estimate.observed is None
        or estimate.expected is None
    ):
        return ""
    near = edges(verdict.claim, estimate)
    seen, mu = (counted(x, estimate.status) for x in (estimate.observed, estimate.expected))
    fit = range_words(estimate, *estimate.deciding, near)
    return f": {seen} against {mu} expected, {difference(estimate)}; what fits: {fit}"


def co_treated_target(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    others = names.interventions(results.study, known(why, "interventions"))
    return f"{sentence(others)[:-1]} covered the same place, so this measures them together."


def unusual(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    reached, of = known(why, "reached"), known(why, "placebos")
    if not (isinstance(reached, ShownFigure) and isinstance(of, ShownFigure)):
        return ""
    if reached.value is None or not of.value:
        return ""
    n, total = int(reached.value), int(of.value)
    about = "about " if reached.status == "rounded" else ""
    if n == 0 and not about:
        some = f"None of {total:,} places and years where nothing was done"
    else:
        part = share(n / total)
        some = f"{about}{n:,} of {total:,} places and years where nothing was done ({part})"
    estimate = deciding(verdict)
    value = None if estimate is None else estimate.value
    if KINDS[verdict.kind].first:
        some = f"over the later months, {lowered(some)}"
    return f"{names.capital(some)} {strayed(value)}."


def untested(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """Why this study has no data for such a claim, and what would test it."""
    claim = verdict.claim
    said = KINDS[verdict.kind].untested
    if KINDS[verdict.kind].parameter in SECOND:
        said = harm.claim_reason(results.study, verdict.kind, harm.estimate_for(results, claim))
    more = f" What would test it: {claim.tested_by}" if claim.tested_by else ""
    return sentence(f"{said}{more}")


def recorded_not_harm(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """That the record is not what happened, with the change of reporting that would explain it."""
    ratio = on_ratio(deciding(verdict), results.estimates)
    said = (
        "This is about what was reported and recorded; a fall or a rise in that need not be one in "
        "what happened."
    )
    return f"{said} {harm.carried(results.study, ratio)}".strip()


def second_source(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """What the second source says of reporting, or of what happened."""
    return harm.second_reason(KINDS[verdict.kind].parameter, deciding(verdict))


def not_shown(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """Why the public profile gives no answer."""
    if known(why, "why") == "near":
        return (
            "The counts are shown to the nearest five, or not at all for these months, and what is "
            "shown does not tell whether this is so."
        )
    return "The counts behind this are too small to be shown, and an answer would tell of them."


REASON_WORDS: dict[str, str | Reason] = {
    "recorded-window": recorded.recorded_window,
    "recorded-grid": recorded.recorded_grid,
    "other-readings": recorded.other_readings,
    "nearest-place": (
        "Not so in the nearest published area; the area that the claim means is not one of those "
        "published, and may be smaller."
    ),
    "interval": interval,
    "relative": pair_reason,
    "lasting": lasting_reason,
    "share": pair_reason,
    "gate": gate,
    "gate-beside": gate_beside,
    "parts-differ": parts_differ,
    "alternative-start-opposite": start_opposite,
    "alternative-start": start_quoted,
    "co-treated-target": co_treated_target,
    "own-place": PLACES_NOTE,
    "unusual": unusual,
    "surroundings": surroundings_reason,
    "recorded-not-harm": recorded_not_harm,
    "event": remarks.TWO_CHANGES,
    "recorded-date": "Counts are by month of recording, not of the offence.",
    "own-years": check_reason,
    "pre-trend": check_reason,
    "police-attention": LOOKING,
    "base-window": check_reason,
    "season": check_reason,
    "no-estimate": "no estimate that may decide could be made: {why:refusal}",
    "not-shown": not_shown,
    "as-recorded": sufficient.as_recorded,
    "would-suffice": lambda results, verdict, why: sufficient.sufficient_sentence(why),
    "zones-suffice": lambda results, verdict, why: sufficient.sufficient_sentence(why),
    "second-source": second_source,
    "population": population.judged_on,
    "part-exceeds-whole": population.not_the_same_people,
    "activity": lambda results, verdict, why: (
        f"{activity.reason(results, verdict, why)} {AGREES.get(verdict.answer, '')}".strip()
    ),
    "answers": lambda results, verdict, why: (
        f"{attitudes.reason(results, verdict, why)} {AGREES.get(verdict.answer, '')}".strip()
    ),
    "what-answers-are": attitudes.limits,
    "no-answers": untested,
    "not-all-of-them": activity.not_all,
    "on-whom-unsaid": activity.unsaid,
    "no-activity": untested,
    "no-population": untested,
    "later": untested,
    "needs": untested,
}


def reason_sentences(results: ShownRun, verdict: ShownVerdict) -> tuple[str, ...]:
    """Why this answer, what binds first; a sentence or two for each reason."""
    sentences = (reason_sentence(results, verdict, why) for why in verdict.reasons)
    return tuple(dict.fromkeys(text for text in sentences if text))


def reason_sentence(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    words = REASON_WORDS.get(why.code)
    if words is None or isinstance(words, str):
        return remarks.worded({why.code: words} if words else {}, why.code, results.study, why)
    return sentence(words(results, verdict, why))


def reason_text(results: ShownRun, verdict: ShownVerdict) -> str:
    """The answer and all its reasons as one paragraph."""
    word = answer_word(verdict, results.study.rule.level)
    return " ".join((f"{word}.", *reason_sentences(results, verdict)))
