"""Is a fall in reports a fall in harm?  Sentences, the same for a fall and for a rise.

What "fear silences" and what "police presence uncovers" would each give is told in equal room, by
one function, with the words of direction turned round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.model.calibration import Published, published_on
from waterbed.model.released import ShownEstimate
from waterbed.model.released_study import NO_STUDY
from waterbed.model.tipping import FALL, NEITHER, RISE, TippingPoints, tipping_points
from waterbed.report.words.numbers import between, change, sentence, share
from waterbed.report.words.remarks import warning_text

VERBS = {FALL: "fall", RISE: "rise"}
NEAR = 0.005
"""A recorded change smaller than this is told as none."""
LEAST_SIZE = 1.25
"""Where no range is stated, each reading takes at least 20% less or 25% more of it reported."""


def in_hundred(rate: float) -> str:
    """30 in 100; 25.5 in 100."""
    return f"{round(100 * rate, 1):g} in 100"


def moved(factor: float) -> str:
    """30% less, 25% more, as much."""
    if abs(factor - 1) < 0.0005:
        return "as much"
    return f"{share(abs(factor - 1))} {'less' if factor < 1 else 'more'}"


def factor_change(factor: float | None) -> str:
    """A ratio as a change: 30% lower, no change."""
    return change(None if factor is None else factor - 1, "ratio")


def factor_range(low: float | None, high: float | None) -> str:
    """between 42% lower and 15% lower."""
    ends = [None if end is None else end - 1 for end in (low, high)]
    return between(ends[0], ends[1], "ratio")


# Tipping points -------------------------------------------------------------------------------


def _by(tip: float, rate: float | None, first: bool) -> str:
    """by 30%, from 30 in 100 to 21 in 100."""
    size = f"by {share(abs(tip - 1))}"
    if rate is None:
        return size
    start = f"from {in_hundred(rate)} " if first else ""
    return f"{size}, {start}to {in_hundred(rate * tip)},"


def tipping_sentence(
    points: TippingPoints, rate: float | None = None, smallest_effect: float = 0.0
) -> str:
    """Reporting would have to fall by 30%, from 30 in 100 to 21 in 100, for this to be no fall ...

    rate : share of incidents reported before, if known.
    """
    if points.direction == NEITHER or abs(points.point - 1) < NEAR:
        return "What was recorded did not change, so that there is no change to explain."
    word = VERBS[points.direction]
    if rate is not None and rate * points.point > 1:
        return (
            f"Not even if all of it were reported, where {in_hundred(rate)} were before, would "
            f"this be no {word} at all: reporting would have to {word} by "
            f"{share(abs(points.point - 1))}."
        ) + _chance(points, rate, lead=True)
    if points.significant is None:
        said = (
            f"Chance could explain it; a {word} in reporting "
            f"{_by(points.point, rate, True).rstrip(',')} would make it no {word} at all"
        )
    else:
        said = (
            f"Reporting would have to {word} {_by(points.point, rate, True)} for this to be no "
            f"{word} at all" + _chance(points, rate)
        )
    if points.smallest is not None:
        said += (
            f"; {_by(points.smallest, rate, False)} for it to be a {word} of less than "
            f"{share(smallest_effect)}"
        )
    return sentence(said)


def _chance(points: TippingPoints, rate: float | None, lead: bool = False) -> str:
    if points.significant is None:
        return " As it stands chance could explain it." if lead else ""
    if lead and rate is not None and rate * points.significant > 1:
        return ""
    text = f"{_by(points.significant, rate, lead)} for it to be no more than chance"
    word = VERBS[points.direction]
    return f" It would have to {word} {text}." if lead else f"; {text}"


def exposed_sentence(points: TippingPoints, exposed: float, among: float | None) -> str:
    """If half of the reports come from those exposed, theirs would have to fall by 60%."""
    if points.direction == NEITHER:
        return ""
    word = VERBS[points.direction]
    lead = f"if {share(exposed)} of the reports come from those exposed"
    if among is None:
        return sentence(f"{lead}, not even their silence would make this no {word} at all")
    return sentence(
        f"{lead} and the others report as before, theirs would have to {word} by "
        f"{share(abs(among - 1))} for this to be no {word} at all"
    )


# Two readings in equal room -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """What each assumption would give, side by side."""

    silences: str
    uncovers: str


def two_readings(
    ratio: float, low: float | None, high: float | None, stated: tuple[float, float] | None = None
) -> TwoReadings:
    """What the record would mean if fear silences, and if police presence uncovers.

    stated : the range of the reporting ratio of the decision rule; without one, each reading takes
    a change of reporting as large as the recorded change, and at least `LEAST_SIZE`.
    """
    least, most = assumed(ratio, stated)

    def reading(name: str, effect: str, rho: float) -> str:
        ends = [None if end is None else end / rho for end in (low, high)]
        return (
            f"If {name}, {effect}: with {moved(rho)} of it reported, what happened would be "
            f"{against(ratio / rho)} ({factor_range(ends[0], ends[1])})."
        )

    return TwoReadings(
        reading("fear silences", "the record says too little", least),
        reading("police presence uncovers", "the record says too much", most),
    )


def assumed(ratio: float, stated: tuple[float, float] | None = None) -> tuple[float, float]:
    """The ratios of reporting that the two readings take, as of `two_readings`."""
    size = max(ratio, 1 / ratio, LEAST_SIZE)
    return stated or (1 / size, size)


def against(factor: float) -> str:
    return _than_expected(factor_change(factor))


def _than_expected(difference: str) -> str:
    return "as expected" if difference == "no change" else f"{difference} than expected"


def recorded_sentence(ratio: float, low: float | None, high: float | None) -> str:
    """Recorded: 30% lower than expected (between 42% lower and 15% lower)."""
    return f"Recorded: {against(ratio)} ({factor_range(low, high)})."


def bounds_sentence(union: ShownEstimate, narrow: ShownEstimate | None = None) -> str:
    """The true change for a stated range of the change in reporting."""
    if not union.set:
        return ""
    text = (
        "over the stated range of the change in reporting, what happened was "
        f"{within(*union.set[0])}; allowing for chance, {within(union.low, union.high)}"
    )
    if narrow is not None:
        text += (
            f" ({within(narrow.low, narrow.high)} for any one change of reporting in the range, "
            "by the method of Imbens and Manski)"
        )
    return sentence(text)


def no_information_sentence(estimate: ShownEstimate, least_share: float) -> str:
    """What follows if any share from `least_share` up was reported, before and after."""
    if not estimate.set:
        return ""
    return (
        f"If anything from {share(least_share)} to all of it was reported, before and after, what "
        f"happened was {within(*estimate.set[0])}; allowing for chance, "
        f"{within(estimate.low, estimate.high)}."
    )


def within(low: float | None, high: float | None) -> str:
    return _than_expected(factor_range(low, high))


def measured_sentence(estimate: ShownEstimate) -> str:
    return (
        "With the change of reporting as it was measured, what happened was "
        f"{against(estimate.value or 0.0)} ({factor_range(estimate.low, estimate.high)})."
    )


# Two sources ----------------------------------------------------------------------------------


def kappa_sentence(estimate: ShownEstimate) -> str:
    """How police reporting went against the second source's."""
    low, high = estimate.low or 0.0, estimate.high or 0.0
    relative = factor_change(estimate.value)
    text = (
        "Set against the second source, the police record is "
        f"{'unchanged' if relative == 'no change' else relative} "
        f"({factor_range(estimate.low, estimate.high)})"
    )
    if high < 1 or low > 1:
        word = "fell" if high < 1 else "rose"
        return (
            f"{text}: reporting or recording by the police {word} against that of the second "
            "source, whatever happened to the incidents themselves."
        )
    return f"{text}: the two tell the same story as far as chance lets one say."


def second_sentence(true: ShownEstimate, points: TippingPoints) -> str:
    """What the second source says if it counts the same share as before."""
    text = (
        "If the second source counts the same share of incidents as before, what happened was "
        f"{against(true.value or 0.0)} ({factor_range(true.low, true.high)})."
    )
    if points.direction == NEITHER or points.significant is None:
        return text
    word = VERBS[points.direction]
    return (
        f"{text} To overturn this, what the second source counts would have to {word} by "
        f"{share(abs(points.significant - 1))}; reporting to the police may {word} by anything."
    )


def spillover_sentence(point: float | None, significant: float | None) -> str:
    """How far the second source would have to follow the police's change of reporting."""
    if significant == 0:
        return "The second source alone leaves it open whether what happened changed."
    if significant is None:
        return (
            "However closely the second source followed the change in reporting to the police, it "
            "would say the same."
        )
    how = f"{share(significant)} or more of" if significant >= 0.01 else "even a little of"
    text = (
        f"If the second source followed {how} the change in reporting to the police (on the log "
        "scale), its change would be no more than chance"
    )
    if point is not None:
        text += f"; at {share(point)} there would be none"
    return sentence(text)


def linked_sentences(estimates: Sequence[ShownEstimate]) -> tuple[str, ...]:
    """What linked records say: reporting, what happened, and what would undo it."""
    by = {estimate.about: estimate for estimate in estimates}
    reporting, true, star = (by[k] for k in ("reporting-change", "true-change", "dependence"))
    known = factor_change(reporting.value)
    moved_to = "did not change" if known == "no change" else f"is {known}"
    sentences = [
        f"By the linked records, the share of incidents that the police know of {moved_to} "
        f"({factor_range(reporting.low, reporting.high)}), and what happened was "
        f"{against(true.value or 0.0)} ({factor_range(true.low, true.high)}), if the two lists "
        "are independent."
    ]
    if star.value is not None:
        sentences.append(
            "There would be no change at all in what happened if, afterwards, an incident on one "
            f"list had {star.value:.2f} times the odds of being on the other (1 is independence)."
        )
    return tuple(sentences)


# Published rates ------------------------------------------------------------------------------

TRENDS = (
    "Rates that have been published, to hold this against. They are trends over years, not the "
    "effect of any operation."
)


def published_sentence(trend: Published) -> str:
    """A published trend of reporting or recording, with its caveat and its source."""
    return (
        f"Of {trend.of}, {in_hundred(trend.before)} {trend.did} in {trend.when[0]}, and "
        f"{in_hundred(trend.after)} in {trend.when[1]} ({moved(trend.ratio)}). {trend.caveat} "
        f"({trend.source}.)"
    )


# Encounters -----------------------------------------------------------------------------------


def remaining_sentence(same: float, rose: float, fell: float) -> str:
    """If there are fewer than 70% as many encounters as before, the risk of each rose."""
    return (
        f"If there are fewer than {share(same)} as many encounters as before, the recorded risk of "
        f"each rose; if more, it fell. By more than chance it rose below {share(rose)}, and fell "
        f"above {share(fell)}."
    )


def risk_sentence(estimate: ShownEstimate) -> str:
    return (
        (
            f"Per encounter, the recorded risk was {against(estimate.value or 0.0)} "
            f"({factor_range(estimate.low, estimate.high)})."
        )
        .replace("than expected", "than before")
        .replace("as expected", "as before")
    )


# All of a command -----------------------------------------------------------------------------

CHOICE = (
    "Which of these holds cannot be told from the record alone. What would test it: a second "
    "source that does not go through the police, or figures on how much is reported."
)


def reporting_sentences(
    estimates: Sequence[ShownEstimate],
    *,
    rate: float | None = None,
    smallest_effect: float = 0.0,
    stated: tuple[float, float] | None = None,
    exposed: float | None = None,
    least_share: float | None = None,
) -> tuple[str, ...]:
    """Every sentence of `waterbed reporting`, from its estimates."""
    by = {(estimate.method, estimate.about): estimate for estimate in estimates}
    first = by["recorded-ratio", ""]
    ratio = first.value or 0.0
    points = tipping_points(ratio, first.low, first.high, smallest_effect)
    said = [recorded_sentence(ratio, first.low, first.high)]
    said += [warning_text(NO_STUDY, warning) for warning in first.warnings]
    said.append(tipping_sentence(points, rate, smallest_effect))
    if exposed is not None:
        among = by["tipping-point", "exposed"].value
        said.append(exposed_sentence(points, exposed, among))
    both = two_readings(ratio, first.low, first.high, stated)
    said += [both.silences, both.uncovers]
    if ("bounds", "union") in by:
        said.append(bounds_sentence(by["bounds", "union"], by.get(("bounds", "imbens-manski"))))
    if least_share is not None:
        said.append(no_information_sentence(by["bounds", "no-information"], least_share))
    if ("measured-reporting", "true-change") in by:
        said.append(measured_sentence(by["measured-reporting", "true-change"]))
    said += _second(by, smallest_effect)
    links = [estimate for estimate in estimates if estimate.method == "linked"]
    said += linked_sentences(links) if links else ()
    if ("per-encounter", "risk") in by:
        said.append(risk_sentence(by["per-encounter", "risk"]))
    else:
        ends = [by["encounters-remaining", k].value or 0.0 for k in ("same", "rose", "fell")]
        said.append(remaining_sentence(*ends))
    tested = {"kappa", "linked", "measured-reporting"} & {estimate.method for estimate in estimates}
    said += ["" if tested else CHOICE, TRENDS, *map(published_sentence, published_on(""))]
    return tuple(text for text in said if text)


def _second(by: dict[tuple[str, str], ShownEstimate], smallest_effect: float) -> list[str]:
    if ("kappa", "relative-reporting") not in by:
        return []
    true = by["second-source", "true-change"]
    points = tipping_points(true.value or 1.0, true.low, true.high, smallest_effect)
    return [
        kappa_sentence(by["kappa", "relative-reporting"]),
        second_sentence(true, points),
        spillover_sentence(
            by["spillover", "lambda_point"].value, by["spillover", "lambda_sig"].value
        ),
    ]
