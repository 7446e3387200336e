"""Words on the target beside a zone: did it fall more here than there?

Whichever way it comes out, it is no evidence for or against an effect, and says so for both sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from waterbed.model.kinds import RELATIVE
from waterbed.model.released import ShownDetectable, ShownEstimate, ShownRemark, ShownRun
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import NET, TARGET
from waterbed.report.words import movement, names
from waterbed.report.words.estimates import fits, lowered
from waterbed.report.words.facts import known
from waterbed.report.words.numbers import HIDDEN, change, sentence, share

NO_EFFECT = {
    "fall": "This is no evidence for or against an effect: under a scheme that only moved crime "
    "there it falls more here, and under one whose benefit spread there it may not.",
    "rise": "This is no evidence for or against an effect: under a scheme that only drew crime "
    "from there it rises more here, and under one whose harm spread there it may not.",
}

OWN = {
    "fall": "That it fell more here than there takes a fall of the target’s own, and these data do "
    "not establish one",
    "rise": "That it rose more here than there takes a rise of the target’s own, and these data do "
    "not establish one",
}


def own_change(study: ShownStudy, remark: ShownRemark) -> str:
    """The gate of every claim of more here than there."""
    return OWN.get(str(known(remark, "direction")), OWN["fall"])


def relative_sentence(
    results: ShownRun, estimate: ShownEstimate, edges: Iterable[float] = ()
) -> str:
    """Both changes in one sentence, one beside the other, and the range that fits; `edges` are
    ratios to tell its ends from."""
    key, study = estimate.parameter, results.study
    what = lowered(names.outcome(study, key.outcome))
    here, there = target_place(study, key.intervention), movement.there(key.zone)
    changes = {zone: _ratio(results, estimate, zone) for zone in (TARGET, key.zone)}
    if HIDDEN in changes.values() or estimate.status == "withheld":
        said = f"{what} {here} and {there}, each against what would be expected: {HIDDEN}"
        return f"{sentence(said)} {fits(estimate)}"
    said = (
        f"against what would be expected, {what} {here} came out {changes[TARGET]}, and {there} "
        f"{changes[key.zone]}"
    )
    beside = change(estimate.value, "ratio", estimate.status)
    if estimate.value is not None:
        said += (
            f": beside each other, {beside}{'' if beside == 'no change' else ' here than there'}"
        )
    return f"{sentence(said)} {fits(estimate, edges)}"


def target_place(study: ShownStudy, intervention: str) -> str:
    return "in the target areas" if names.many(study, intervention) else names.place(TARGET)


def _ratio(results: ShownRun, estimate: ShownEstimate, zone: str) -> str:
    """30% lower, of a place by the same method; of zones taken together, of what is not target."""
    key = estimate.parameter
    estimates = {
        shown_estimate.parameter.zone: shown_estimate
        for shown_estimate in results.estimates
        if names.same_place(
            shown_estimate.parameter, replace(key, zone=shown_estimate.parameter.zone)
        )
        and (shown_estimate.parameter.scale, shown_estimate.parameter.part) == ("ratio", "whole")
        and shown_estimate.method == estimate.method
    }
    place, less = estimates.get(zone), estimates.get(TARGET) if zone == NET else None
    if place is None or place.observed is None or not place.expected:
        return HIDDEN
    observed, expected = place.observed, place.expected
    if less is not None:
        observed, expected = observed - (less.observed or 0.0), expected - (less.expected or 0.0)
    if expected <= 0:
        return HIDDEN
    difference = change(observed / expected - 1, "ratio", place.status)
    return "as expected" if difference == "no change" else difference


def relative_seen(seen: ShownDetectable, comes: str) -> str:
    """What a study could have seen of a claim of more here than there.

    comes : supported this claim (at 90%)
    """
    turn = RELATIVE[seen.parameter.question]
    size = seen.fall if turn == "fall" else seen.rise
    went, most = ("fallen", "to nothing") if turn == "fall" else ("risen", "to four times as many")
    if size is None:
        return (
            f"This study would have {comes} less than {share(seen.power)} of the time, "
            f"even if the target had {went} {most} and nothing had changed there."
        )
    return (
        f"This study could have {comes}, {share(seen.power)} of the time, if the target "
        f"had {went} by {share(size)} or more and nothing had changed there."
    )
