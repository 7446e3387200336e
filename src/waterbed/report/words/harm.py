"""Reporting in a report: tipping points of released estimates, reasons of claims, the picture.

Every sentence is made of numbers that have been released, and is the same for either side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from waterbed.model.kinds import KINDS
from waterbed.model.released import ShownEstimate, ShownRun
from waterbed.model.released_study import ShownClaim, ShownStudy
from waterbed.model.reporting_regions import Quarrel
from waterbed.model.tipping import TippingPoints, tipping_points
from waterbed.report.words import names
from waterbed.report.words.numbers import HIDDEN, bounded, listed, sentence, share
from waterbed.report.words.reporting import (
    NEAR,
    against,
    kappa_sentence,
    moved,
    second_sentence,
    spillover_sentence,
    tipping_sentence,
    within,
)

# The picture of the quarrel -------------------------------------------------------------------

AXES = ("Reporting in the target area", "Reporting in the zones")
SIDES = {"rose": "harm rose", "fell": "harm fell", "open": "cannot be told"}
QUARREL_COLUMNS = (
    "Reporting in the zones",
    "Harm rose where the target's is below",
    "No net change at",
    "Harm fell where the target's is above",
)


def factor_words(factor: float) -> str:
    """30% less, 25% more, as before."""
    size = moved(factor)
    return "as before" if size == "as much" else size


def factor_cell(factor: float) -> str:
    """The same for a cell that may hold nothing."""
    return factor_words(factor) if math.isfinite(factor) else "nowhere"


def share_label(share_displaced: float) -> str:
    """none displaced; all displaced, which is no net change."""
    named = {0.0: "none displaced", 1.0: "all displaced: no net change"}
    return named.get(share_displaced, f"{share(share_displaced)} displaced")


def quarrel_sentences(
    quarrel: Quarrel, stated: tuple[float, float] | None = None
) -> tuple[str, ...]:
    """What the picture says: as recorded, at no net change, and over a stated range."""
    sentences = [f"If reporting changed nowhere, true harm {_verdict(quarrel.verdict(1, 1))}."]
    steady, equal = quarrel.at_steady_zones, quarrel.at_equal
    if steady is None:
        sentences.append(
            "With reporting in the zones as before, no change of reporting in the target alone "
            "would make the net change nothing."
        )
    else:
        sentences.append(
            "With reporting in the zones as before, the net change would be nothing with "
            f"{moved(steady)} reported in the target; with one change everywhere, with "
            f"{moved(equal)}."
        )
    if stated is not None:
        corners = {quarrel.verdict(t, b) for t in stated for b in stated}
        if len(corners) == 1:
            sentences.append(
                "Over the whole of the stated range of reporting, true harm "
                f"{_verdict(corners.pop())}."
            )
        else:
            sentences.append("Within the stated range of reporting, the answer changes.")
    return tuple(sentences)


def _verdict(direction: str) -> str:
    return {
        "fell": "fell in target and zones together",
        "rose": "rose in target and zones together",
        "open": "may have fallen or risen in target and zones together: these data cannot tell",
    }[direction]


QUARREL_KEY = (
    "Solid line: no net change in target and zones together. Shaded: these data cannot tell. To "
    "the lower left less is reported than before, so that true harm is more than recorded; to the "
    "upper right more is reported, so that it is less. Ring: reporting as before. Dashed: none "
    "and half of the target's fall displaced, where it truly fell."
)


# In a report ----------------------------------------------------------------------------------

KAPPA, STABLE = "relative-reporting", "true-change"
RecordedRatio = tuple[float, float | None, float | None]
"""A recorded ratio and the ends of the interval that decides, from released numbers."""

TIPPING_COLUMNS = (
    "Place",
    "Recorded",
    "No change at all, if reporting was",
    "No more than chance, if",
    "Less than the smallest change of interest, if",
    "The opposite by more than chance, if beyond",
)
EXPOSED_TITLE = "if only some report differently, in the target area"
EXPOSED_COLUMNS = ("Their share of the reports before", "No change at all, if theirs were")
SECOND_FINDING = (
    "A second source counts some of the same incidents, so that reporting and what happened can be "
    "told apart as far as that source counted the same share as before."
)
BOX = "The dotted box is the range of the change in reporting that the decision rule states."


def released_ratio(estimate: ShownEstimate) -> RecordedRatio | None:
    """The ratio of an estimate on the scale "ratio"; None where it is not shown, nothing came, or
    the scale is another."""
    value = bounded(estimate.value)
    if estimate.parameter.scale != "ratio" or estimate.status == "withheld" or value is None:
        return None
    ratio = 1 + value
    if ratio <= 0:
        return None
    ends = (bounded(end) for end in estimate.deciding or (None, None))
    low, high = (None if end is None else max(1 + end, 0.0) for end in ends)
    return ratio, low, high


def points_of(ratio: RecordedRatio, smallest_effect: float = 0.0) -> TippingPoints:
    return tipping_points(*ratio, smallest_effect)


def tip_cell(factor: float | None) -> str:
    """A tipping point in a table: 15% less; not so where there is none."""
    return "not so as it is" if factor is None else factor_words(factor)


def exposed_cell(factor: float | None) -> str:
    """Reporting among the exposed; not even silence may be enough."""
    return "not even none" if factor is None else factor_words(factor)


def other_places(
    study: ShownStudy, ratios: Sequence[tuple[ShownEstimate, RecordedRatio]], smallest_effect: float
) -> tuple[str, ...]:
    """A sentence for each place whose change is beyond chance, and one for all others: what
    reporting would have to do for no change at all is of little use where chance will do."""
    beyond = [estimate for estimate, ratio in ratios if points_of(ratio).significant is not None]
    sentences = tuple(place_sentence(study, estimate, smallest_effect) for estimate in beyond)
    return sentences if len(beyond) == len(ratios) else (*sentences, WITHIN)


WITHIN = "Elsewhere chance could explain the change; what reporting would have to do: tables.xlsx."


def place_sentence(study: ShownStudy, estimate: ShownEstimate, smallest_effect: float = 0.0) -> str:
    """Robbery in the target area: 30% lower than expected.  Reporting would have to fall by ..."""
    ratio = released_ratio(estimate)
    if ratio is None:
        return ""
    key = estimate.parameter
    about = "about " if estimate.status == "rounded" else ""
    lead = sentence(
        f"{names.outcome(study, key.outcome)} {names.where(study, key)}: recorded "
        f"{about}{against(ratio[0])}"
    )
    rate = reported(study, key.outcome)
    return f"{lead} {tipping_sentence(points_of(ratio, smallest_effect), rate, smallest_effect)}"


def reported(study: ShownStudy, outcome: str) -> float | None:
    """The share of an outcome's incidents that were reported before, if the study gives it."""
    return next(
        (shown_outcome.reported for shown_outcome in study.outcomes if shown_outcome.id == outcome),
        None,
    )


def range_sentence(ratio: RecordedRatio, stated: tuple[float, float]) -> str:
    """What happened, over the stated range of the change in reporting: R/b to R/a, L/b to U/a."""
    value, low, high = ratio
    least, most = stated
    ends = (None if low is None else low / most, None if high is None else high / least)
    return sentence(
        f"over the stated range of the change in reporting ({factor_words(least)} to "
        f"{factor_words(most)}), what happened was {within(value / most, value / least)}; allowing "
        f"for chance, {within(*ends)}"
    )


def _condition(end: float | None, below: bool) -> str:
    """Which changes of reporting lie below an end, or above it; "" where none do."""
    if end is None or end <= 0:
        return ""
    word, other = ("fell", "rose") if below else ("rose", "fell")
    size = share(abs(end - 1))
    if abs(end - 1) < NEAR:
        return f"if reporting {word} at all"
    if (end < 1) == below:
        return f"if reporting {word} by more than {size}"
    return f"unless reporting {other} by {size} or more"


def sides_sentence(low: float | None, high: float | None) -> str:
    """At which changes of reporting what happened rose, and at which it fell, in equal room."""
    sides = (("rise", _condition(low, True)), ("fall", _condition(high, False)))
    parts = [f"a {word} beyond chance {when}" for word, when in sides if when]
    if not parts:
        return "At no change of reporting do these data say whether what happened fell or rose."
    return f"In what happened there was {listed(parts)}; otherwise these data cannot tell."


def estimate_for(results: ShownRun, claim: ShownClaim) -> ShownEstimate | None:
    """The released ratio of the outcome, place and window that a claim names, or None."""
    rule = results.study.rule
    window = claim.window
    if not window:
        default = rule.default_window(claim.intervention)
        window = default.name if default is not None else ""
    method = dict(results.methods).get(claim.intervention, rule.headline)
    asked = (claim.intervention, claim.outcome, claim.zone, window, "whole", "ratio")
    for estimate in results.estimates:
        key = estimate.parameter
        where = (key.intervention, key.outcome, key.zone, key.window, key.part, key.scale)
        if where == asked and estimate.method == method:
            return estimate
    return None


def claim_reason(study: ShownStudy, kind: str, estimate: ShownEstimate | None) -> str:
    """Why a claim about harm or about reporting cannot be tested, with its tipping point.

    kind : one of harm or of reporting; estimate : the released estimate of the outcome that
    the claim speaks of, or None.  The same sentences for either side's claim.
    """
    untested = KINDS[kind].untested
    ratio = None if estimate is None else released_ratio(estimate)
    if estimate is None or ratio is None:
        return untested
    text = f"{untested} {place_sentence(study, estimate)}"
    if KINDS[kind].parameter == "reporting":
        return text
    return f"{text} {sides_sentence(ratio[1], ratio[2])}"


def as_factors(estimate: ShownEstimate) -> ShownEstimate:
    """An estimate on the ratio scale as factors, with the interval that decides as its own."""

    def up(x: float | None) -> float | None:
        return None if x is None else 1 + x

    low, high = estimate.deciding or (estimate.low, estimate.high)
    return replace(estimate, value=up(estimate.value), low=up(low), high=up(high))


def second_reason(parameter: str, estimate: ShownEstimate | None) -> str:
    """What a second source says of a claim on reporting or on harm.

    parameter : "reporting" or "harm"; estimate : released, of method kappa or second-source
    """
    if estimate is None or estimate.value is None or estimate.status == "withheld":
        return f"What the second source says is {HIDDEN}."
    factors = as_factors(estimate)
    if parameter == "reporting":
        return (
            f"{kappa_sentence(factors)} This takes the second source to count the same share of "
            "incidents as before."
        )
    points = tipping_points(factors.value or 1.0, factors.low, factors.high)
    return second_sentence(factors, points)


def second_sentences(estimates: Sequence[ShownEstimate]) -> tuple[str, ...]:
    """What a second source says of one outcome in one place, from its released estimates."""
    by = {
        (estimate.method, estimate.about): estimate
        for estimate in estimates
        if estimate.status != "withheld"
    }
    relative, true = by.get(("kappa", KAPPA)), by.get(("second-source", STABLE))
    if relative is None or true is None or relative.value is None or true.value is None:
        return ()
    points, significant = (
        by[key].value if (key := ("spillover", about)) in by else None
        for about in ("lambda_point", "lambda_sig")
    )
    return (
        second_reason("reporting", relative),
        second_reason("harm", true),
        spillover_sentence(points, significant),
    )


def carried(study: ShownStudy, estimate: ShownEstimate | None) -> str:
    """The tipping point that a verdict on recorded counts carries; "" where there is none."""
    ratio = None if estimate is None else released_ratio(estimate)
    if estimate is None or ratio is None:
        return ""
    return tipping_sentence(points_of(ratio), reported(study, estimate.parameter.outcome))
