"""What a claim says: its figure, its place, how it is judged, and what could have been seen of it.

None of these knows who speaks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from waterbed.model.estimate import (
    Detectable,
    Estimate,
    Parameter,
    Verdict,
)
from waterbed.model.kinds import KINDS
from waterbed.model.results import Results
from waterbed.model.study import OTHER, Claim, Study
from waterbed.report.words import movement, names, population
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import (
    HIDDEN,
    digits_of,
    going,
    plural,
    sentence,
    share,
)


def claimed(claim: Claim) -> str:
    """What the figure of a claim says: a fall of 21%, a rise of 5%, no change."""
    if not claim.stated:
        return "no change"
    return f"a {going(claim.stated)} of {share(abs(claim.stated), claim_digits(claim))}"


def claim_digits(claim: Claim) -> int:
    """Decimals of the figure that a claim states and of what is held against it."""
    return digits_of(claim.stated or 0.0, claim.rounding)


def rounded_to(claim: Claim) -> str:
    """How the figure was rounded, where its last digit does not say so: (to the nearest 5%)."""
    step = 10.0 ** -(claim_digits(claim) + 2)
    if math.isclose(claim.rounding, step) or not claim.stated:
        return ""
    return f" (to the nearest {share(claim.rounding, digits_of(claim.rounding))})"


def claim_place(study: Study, claim: Claim) -> str:
    """Where a claim is about: in the target area."""
    asked = OTHER if claim.other else ""
    key = Parameter(asked, claim.intervention, claim.outcome, claim.zone, claim.window, "")
    return names.where(study, key)


def edges(claim: Claim, estimate: Estimate) -> tuple[float, ...]:
    """Where the claim's region ends, as ratios: the range is written so that it differs."""
    region = claim.region
    if region is None or estimate.status != "exact":
        return ()
    return tuple(x for x in (region.low, region.high) if math.isfinite(x))


def in_few_words(claim: Claim) -> str:
    """What a claim says of its outcome, behind its name: , recorded; did not fall; moved."""
    if KINDS[claim.kind].parameter == "recorded":
        return ", recorded"
    by = f" by {share(abs(claim.stated), claim_digits(claim))}" if claim.stated else ""
    said, opposite = {
        "fell": ("fell", "did not fall"),
        "rose": ("rose", "did not rise"),
        "fell-by": (f"fell{by}", f"did not fall{by}"),
        "rose-by": (f"rose{by}", f"did not rise{by}"),
        "unchanged": ("unchanged", "changed"),
        "moved": ("moved", "did not move"),
        "not-moved": ("did not move", "moved"),
    }.get(claim.kind, ("", ""))
    return f" {opposite if claim.negated else said}".rstrip()


ANSWERS = ("supported", "contradicted", "undecided", "untestable")


def tally(answers: Sequence[str], reproduced: Sequence[bool | None]) -> str:
    """How many claims have each answer, and how many of the figures claimed come out."""
    counted = [f"{list(answers).count(one)} {one}" for one in ANSWERS]
    told = f"{plural(len(answers), 'claim')}: {', '.join(counted)}."
    tried = [one for one in reproduced if one is not None]
    if not tried:
        return told
    figures = plural(len(tried), "figure was", "figures were")
    come = f"{sum(tried)} of them {'comes' if sum(tried) == 1 else 'come'}"
    if not any(tried):
        come = "none of them comes"
    if all(tried):
        come = "it comes" if len(tried) == 1 else "all of them come"
    elif len(tried) == 1:
        come = "it does not come"
    return f"{told} {figures} claimed that these counts can check: {come} out."


def judged_as(study: Study, claim: Claim) -> str:
    """The claim as the region of a parameter, in our own words."""
    if KINDS[claim.kind].parameter == "population":
        return sentence(f"judged as: {judged_people(study, claim)}")
    judged = {"recorded": judged_recorded, "effect": judged_effect, "movement": judged_share}
    words = judged.get(KINDS[claim.kind].parameter)
    if words is None:
        return ""
    done = names.intervention(study, claim.intervention)
    kind = "intervention" if study.programme(claim.intervention) is None else "programme"
    return sentence(f"judged as: {words(study, claim)} ({kind}: {done})")


def judged_people(study: Study, claim: Claim) -> str:
    known = {one.id: one.name for one in study.populations}
    asked = (claim.population, claim.numerator, claim.denominator)
    said = population.judged(claim, tuple(known[key] for key in asked if key in known))
    return f"not so that {said}" if claim.negated else said


def judged_recorded(study: Study, claim: Claim) -> str:
    found = names.window(study, claim.window) if claim.window else None
    when = (
        f", {names.compared(found.base, found.post)}" if found else ", whichever months are chosen"
    )
    more = " or more" if claim.stated else ""
    said = f"{claimed(claim)}{more}"
    if claim.negated:
        said = "some change" if not claim.stated else f"no {said[2:]}"
    what = lowered(names.outcome(study, claim.outcome))
    return f"{said} in recorded {what} {claim_place(study, claim)}{when}"


def judged_effect(study: Study, claim: Claim) -> str:
    delta = study.rule.smallest_effect
    by = f" by more than {share(delta, digits_of(delta))}" if delta else ""
    if claim.stated:
        by = f" by {share(abs(claim.stated), claim_digits(claim))} or more"
    verb = f"{'fell' if claim.kind.startswith('fell') else 'rose'}{by}"
    if claim.negated:
        verb = f"did not {'fall' if claim.kind.startswith('fell') else 'rise'}{by}"
    if claim.kind == "unchanged":
        size = share(delta, digits_of(delta))
        verb = f"changed by no more than {size} either way"
        if claim.negated:
            verb = f"changed by more than {size}, one way or the other"
    found = names.window(study, claim.window) if claim.window else None
    found = found or study.rule.default_window(claim.intervention)
    when = f" in {found.post.in_words()}" if found else ""
    if study.programme(claim.intervention) is not None:
        when = ", all waves added up, each over its own months"
    what = lowered(names.outcome(study, claim.outcome))
    return (
        f"{what} {claim_place(study, claim)} {verb} against what would be expected from the "
        f"comparison areas{when}"
    )


def judged_share(study: Study, claim: Claim) -> str:
    found = names.window(study, claim.window) if claim.window else None
    found = found or study.rule.default_window(claim.intervention)
    when = f" in {found.post.in_words()}" if found else ""
    target = "target areas" if names.many(study, claim.intervention) else "target area"
    if study.programme(claim.intervention) is not None:
        when = ", all waves added up, each over its own months"
    below = (claim.kind == "not-moved") != claim.negated
    size = "less than" if below else "at least"
    what = lowered(names.outcome(study, claim.outcome))
    if study.rule.margin_count is not None:
        return (
            f"the {target} fell in {what}, and {size} {study.rule.margin_count:g} more than "
            f"expected turned up {movement.there(claim.zone)}{when}"
        )
    return (
        f"{size} {share(study.rule.margin)} of the fall in {what} in the {target} turned up "
        f"{movement.there(claim.zone)}{when}"
    )


def could_see(results: Results, verdict: Verdict) -> str:
    """What this study could have seen, for the direction that the claim speaks of."""
    if verdict.detectable is None:
        return ""
    found = results.detectable[verdict.detectable]
    if found.status == "withheld":
        return in_general(results, found, verdict.kind)
    if KINDS[verdict.kind].parameter == "movement":
        return movement.movement_seen(found, verdict.kind, verdict.negated)
    comes = "contradicted" if verdict.negated else "supported"
    if verdict.kind == "unchanged" and found.chance is not None:
        return no_change_seen(found.chance, found.power, comes)
    size = found.fall if is_fall(verdict.kind) else found.rise
    if size is None:
        return (
            f"This study could not have seen {blind(verdict.kind)}: even then it would have "
            f"{comes} this claim less than {share(found.power)} of the time."
        )
    return (
        f"This study could have seen {seen(found, verdict.kind)}: from there on it would have "
        f"{comes} this claim at least {share(found.power)} of the time."
    )


def is_fall(kind: str) -> bool:
    return kind.startswith("fell")


def blind(kind: str) -> str:
    return "even a fall to nothing" if is_fall(kind) else "even a rise to four times as many"


def no_change_seen(chance: float, power: float, comes: str) -> str:
    """How often a claim of no change would be answered, where there is none."""
    if chance == 0:
        return f"This study could not have {comes} this claim, even if nothing at all had changed."
    only = "only " if chance < power else ""
    return (
        f"If nothing at all had changed, this study would have {comes} this claim {only}"
        f"{share(chance)} of the time."
    )


def in_general(results: Results, own: Detectable, kind: str) -> str:
    """What could be told from no change, where the claim's own figure is not shown."""
    hidden = f"What this study could have seen of this claim is {HIDDEN}."
    plain = next(
        (
            one
            for one in results.detectable
            if not one.claim and one.status != "withheld" and one.parameter == own.parameter
        ),
        None,
    )
    if plain is None or (is_fall(kind) and plain.fall is None):
        return hidden
    if kind not in ("fell", "rose", "fell-by", "rose-by") or plain.rise is None:
        return hidden
    return f"This study could have told {seen(plain, kind)} from no change. {hidden}"


def seen(found: Detectable, kind: str) -> str:
    """a fall of 60% or more; a rise of 45% or more."""
    about = "about " if found.status == "rounded" else ""
    size, word = (found.fall, "fall") if is_fall(kind) else (found.rise, "rise")
    return blind(kind) if size is None else f"a {word} of {about}{share(size)} or more"
