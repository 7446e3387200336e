"""What a claim says: its figure, its place, how it is judged, and what could have been seen of it.

None of these knows who speaks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from waterbed.model.kinds import KINDS, Kind
from waterbed.model.released import (
    ShownDetectable,
    ShownEstimate,
    ShownParameter,
    ShownRun,
    ShownVerdict,
)
from waterbed.model.released_study import ShownClaim, ShownRule, ShownStudy
from waterbed.model.study import OTHER
from waterbed.report.words import (
    activity,
    attitudes,
    lasting,
    movement,
    names,
    population,
    relative,
)
from waterbed.report.words.answers import at_level
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import digits_of, going, plural, sentence, share


def claimed(claim: ShownClaim) -> str:
    """What the figure of a claim says: a fall of 21%, a rise of 5%, no change."""
    if not claim.stated:
        return "no change"
    return f"a {going(claim.stated)} of {share(abs(claim.stated), claim_digits(claim))}"


def claim_digits(claim: ShownClaim) -> int:
    """Decimals of the figure that a claim states and of what is held against it."""
    return digits_of(claim.stated or 0.0, claim.rounding)


def rounded_to(claim: ShownClaim) -> str:
    """How the figure was rounded, where its last digit does not say so: (to the nearest 5%)."""
    step = 10.0 ** -(claim_digits(claim) + 2)
    if math.isclose(claim.rounding, step) or not claim.stated:
        return ""
    return f" (to the nearest {share(claim.rounding, digits_of(claim.rounding))})"


def claim_place(study: ShownStudy, claim: ShownClaim) -> str:
    """Where a claim is about: in the target area."""
    asked = OTHER if claim.other else ""
    key = ShownParameter(asked, claim.intervention, claim.outcome, claim.zone, claim.window, "")
    return names.where(study, key)


def edges(claim: ShownClaim, estimate: ShownEstimate) -> tuple[float, ...]:
    """Where the claim's region ends, as ratios: the range is written so that it differs."""
    region = claim.region
    if region is None or estimate.status != "exact":
        return ()
    return tuple(x for x in (region.low, region.high) if math.isfinite(x))


def in_few_words(rule: ShownRule, claim: ShownClaim) -> str:
    """What a claim says of its outcome, behind its name: , recorded; did not fall; moved (at least
    20% of it)."""
    by = f" by {share(abs(claim.stated), claim_digits(claim))}" if claim.stated else ""
    said = KINDS[claim.kind].says[claim.negated].format(by=by)
    if part := how_much(rule, claim):
        said = f"{said} ({part})"
    return said if said.startswith(",") else f" {said}".rstrip()


def how_much(rule: ShownRule, claim: ShownClaim) -> str:
    """How much a claim of movement says had moved, by the margin of the rule: at least 20% of it;
    "" of any other claim."""
    if KINDS[claim.kind].parameter != "movement":
        return ""
    return f"{KINDS[claim.kind].in_words(claim.negated)} {movement.margin_of(rule)}"


ANSWERS = ("supported", "contradicted", "undecided", "untestable")
PUT_BY = "put by this study"
PUT_BY_STUDY = "Put by this study; nobody is known to have said it"


def tally(answers: Sequence[str], reproduced: Sequence[bool | None], opinions: int = 0) -> str:
    """How many claims have each answer, how many opinions are listed beside them, and how many of
    the figures claimed come out."""
    counted = [f"{list(answers).count(answer)} {answer}" for answer in ANSWERS]
    hidden = list(answers).count("not-shown")
    counted += [f"{hidden} not shown"] if hidden else []
    text = f"{plural(len(answers), 'claim')}: {', '.join(counted)}."
    if opinions:
        text += f" {plural(opinions, 'opinion is', 'opinions are')} listed and not judged."
    tried = [matches for matches in reproduced if matches is not None]
    if not tried:
        return text
    figures = plural(len(tried), "claim quotes a figure", "claims quote a figure")
    match = f"{sum(tried)} of them {'matches' if sum(tried) == 1 else 'match'}"
    if not any(tried):
        match = "none of them matches"
    if all(tried):
        match = "it matches" if len(tried) == 1 else "all of them match"
    elif len(tried) == 1:
        match = "it does not match"
    return f"{text} {figures} that these counts can check: {match}."


def settled_together(verdicts: Sequence[ShownVerdict]) -> str:
    """How many answers for or against are undecided once judged with their group; "" if none."""
    settled = [verdict for verdict in verdicts if verdict.answer in ("supported", "contradicted")]
    turned = sum(verdict.simultaneous == "undecided" for verdict in settled)
    if not turned:
        return ""
    are = "is" if turned == 1 else "are"
    return (
        f"Of {len(settled)} supported or contradicted, {turned} {are} undecided once judged "
        "together with others of the same group."
    )


def judged_as(study: ShownStudy, claim: ShownClaim, reason: str = "") -> str:
    """The claim as the region of a parameter, in our own words.

    reason : what a card says before it; the months that this names are not named again
    """
    words = JUDGED[KINDS[claim.kind].parameter]
    if words is None:
        return ""
    region = words(study, claim)
    if (when := months_judged(study, claim)) in reason:
        region = region.removesuffix(when)
    judged = f"judged as: {region}"
    if "intervention" not in KINDS[claim.kind].needs:
        return sentence(judged)
    done = names.intervention(study, claim.intervention)
    kind = "intervention" if study.programme(claim.intervention) is None else "programme"
    return sentence(f"{judged} ({kind}: {done})")


def judged_people(study: ShownStudy, claim: ShownClaim) -> str:
    known = dict(study.populations)
    asked = (getattr(claim, key) for key in KINDS[claim.kind].takes)
    return population.judged(claim, tuple(known[key] for key in asked if key in known))


def judged_recorded(study: ShownStudy, claim: ShownClaim) -> str:
    window = names.window(study, claim.window) if claim.window else None
    when = ", whichever months are chosen"
    if window:
        when = f", {names.compared(window.base, window.post)}"
    more = " or more" if claim.stated else ""
    said = f"{claimed(claim)}{more}"
    if claim.negated:
        said = "some change" if not claim.stated else f"no {said[2:]}"
    what = lowered(names.outcome(study, claim.outcome))
    return f"{said} in recorded {what} {claim_place(study, claim)}{when}"


def months_judged(study: ShownStudy, claim: ShownClaim) -> str:
    """The months that a claim is judged on: its window's, the first one's, or of all waves."""
    if study.programme(claim.intervention) is not None:
        return ", all waves added up, each over its own months"
    window = names.window(study, claim.window) if claim.window else None
    window = window or study.rule.default_window(claim.intervention)
    return f" in {window.post.in_words()}" if window else ""


def judged_effect(study: ShownStudy, claim: ShownClaim) -> str:
    delta = study.rule.smallest_effect
    least = share(delta, digits_of(delta))
    by = f" by more than {least}" if delta else ""
    size = share(abs(claim.stated), claim_digits(claim)) if claim.stated else ""
    verb = KINDS[claim.kind].in_words(claim.negated).format(by=by, least=least, size=size)
    what = lowered(names.outcome(study, claim.outcome))
    return (
        f"{what} {claim_place(study, claim)} {verb} against what would be expected"
        f"{months_judged(study, claim)}"
    )


def judged_relative(study: ShownStudy, claim: ShownClaim) -> str:
    least = share(study.rule.margin, digits_of(study.rule.margin))
    verb = KINDS[claim.kind].in_words(claim.negated).format(least=least)
    what = lowered(names.outcome(study, claim.outcome))
    return (
        f"{what} {relative.target_place(study, claim.intervention)} {verb} than "
        f"{movement.there(claim.zone)}, each set against what would be expected"
        f"{months_judged(study, claim)}"
    )


def judged_lasting(study: ShownStudy, claim: ShownClaim) -> str:
    """An effect in a first window and in a later one, both at once."""
    delta = study.rule.smallest_effect
    by = f" by more than {share(delta, digits_of(delta))}" if delta else ""
    verb = KINDS[claim.kind].in_words(claim.negated).format(by=by)
    what = lowered(names.outcome(study, claim.outcome))
    later = names.window(study, claim.later)
    then = f", then in {later.post.in_words()}" if later else ""
    return (
        f"{what} {claim_place(study, claim)} {verb} against what would be expected, "
        f"first{months_judged(study, claim)}{then}, both at once"
    )


def judged_share(study: ShownStudy, claim: ShownClaim) -> str:
    target = "target areas" if names.many(study, claim.intervention) else "target area"
    size = KINDS[claim.kind].in_words(claim.negated)
    what = lowered(names.outcome(study, claim.outcome))
    there = f"{movement.there(claim.zone)}{months_judged(study, claim)}"
    if study.rule.margin_count is not None:
        return (
            f"the {target} fell in {what}, and {size} {movement.margin_of(study.rule)} turned up "
            f"{there}"
        )
    part = f"{size} {share(study.rule.margin)} of the fall in {what} in the {target}"
    return f"{part} turned up {there}"


JUDGED: dict[str, Callable[[ShownStudy, ShownClaim], str] | None] = {
    "recorded": judged_recorded,
    "effect": judged_effect,
    "movement": judged_share,
    "relative-fall": judged_relative,
    "relative-rise": judged_relative,
    "lasting": judged_lasting,
    "population": judged_people,
    "activity": activity.judged,
    "delivery": activity.judged,
    "attitude": attitudes.judged,
    "reporting": None,
    "harm": None,
    "none": None,
}


def wider(claim: ShownClaim, reasons: Sequence[str]) -> str:
    """What would test a claim better than these counts, where no reason says it already."""
    if not claim.tested_by or any(claim.tested_by in text for text in reasons):
        return ""
    return f"What would test it better: {sentence(claim.tested_by)}"


def could_see(results: ShownRun, verdict: ShownVerdict) -> str:
    """What this study could have seen, for the direction that the claim speaks of."""
    if KINDS[verdict.kind].quantity.asked:
        return attitudes.seen_for(results, verdict.claim)
    known = any(check.gate and check.passed is False for check in verdict.checks)
    level = results.study.rule.level
    return size_sentence(verdict, verdict.detectable, level, known)


@dataclass(frozen=True, slots=True)
class Foretold:
    """A claim before it is judged, and the answers that no counts would give it."""

    kind: str
    negated: bool
    excluded: tuple[str, ...]


def size_sentence(
    verdict: Foretold | ShownVerdict, seen: ShownDetectable | None, level: float, known: bool
) -> str:
    """The smallest change that could have been seen of a claim; "" where there is nothing to say.

    known : whether checks that have failed say already what cannot come out
    """
    if seen is None or seen.status == "withheld":
        return ""  # the page says once what stays back, and why
    kind = KINDS[verdict.kind]
    comes = "contradicted" if verdict.negated and kind.parameter != "movement" else "supported"
    claim = f"this claim{at_level(level)}"
    if comes in verdict.excluded:
        why = "" if known else ": what fits them would have reached beyond what is claimed"
        return f"This study could not have {comes} {claim}, whatever the counts{why}."
    if kind.first:
        sizes = {"fall": seen.fall, "rise": seen.rise}
        return lasting.lasting_seen(sizes, kind.direction, seen.power, f"{comes} {claim}")
    if kind.parameter == "movement":
        return movement.movement_seen(seen, verdict.kind, verdict.negated, level)
    if kind.quantity.turn and kind.direction:
        return relative.relative_seen(seen, f"{comes} {claim}")
    if seen.chance is not None:
        return no_change_seen(seen.chance, seen.power, f"{comes} {claim}")
    if not kind.direction:
        return ""
    if size_seen(seen, kind) is None:
        return (
            f"This study would often have missed {change_seen(seen, kind)}: even then it would "
            f"have {comes} {claim} less than {share(seen.power)} of the time."
        )
    return (
        f"This study could have seen {change_seen(seen, kind)}: from there on it would have "
        f"{comes} {claim} at least {share(seen.power)} of the time."
    )


def no_change_seen(chance: float, power: float, comes: str) -> str:
    """How often a claim of no change would be answered, where there is none.

    comes : supported this claim (at 90%)
    """
    if chance == 0:
        return f"Even if nothing had changed, this study would hardly ever have {comes}."
    only = "only " if chance < power else ""
    return (
        f"If nothing at all had changed, this study would have {comes} {only}"
        f"{share(chance)} of the time."
    )


def size_seen(seen: ShownDetectable, kind: Kind) -> float | None:
    """The smallest change in the direction that a kind speaks of; None where none is seen."""
    return {"fall": seen.fall, "rise": seen.rise}.get(kind.direction)


def change_seen(seen: ShownDetectable, kind: Kind) -> str:
    """a fall of 60% or more; a rise of 45% or more."""
    size = size_seen(seen, kind)
    if size is None:
        return BLIND[kind.direction]
    about = "about " if seen.status == "rounded" else ""
    return f"a {kind.direction} of {about}{share(size)} or more"


BLIND = {"fall": "even a fall to nothing", "rise": "even a rise to four times as many"}
"""What a study would often have missed, where no size of a change would do."""
