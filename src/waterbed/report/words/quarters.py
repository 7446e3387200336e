"""The effect quarter by quarter, in words."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.months import in_words
from waterbed.model.released import ShownByQuarter, ShownParameter, ShownQuarter, ShownRun
from waterbed.model.study import TARGET
from waterbed.report.words import names
from waterbed.report.words.numbers import (
    HIDDEN,
    between,
    change,
    counted,
    listed,
    percent,
    share,
    spelled,
)
from waterbed.report.words.remarks import refusal

UNITS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}

NOTE = (
    "Expected: what the method expects with nothing done, from what was known before the start "
    "alone. A single {unit} holds few incidents, and {all_of} must hold at once, so that "
    "these ranges are wider than that of the whole window. Claims are not judged on them."
)


def unit(quarter: ShownByQuarter) -> str:
    """What one of its rows is: a quarter, or the period that the counts come in."""
    return UNITS.get(len(quarter.quarters[0].months), "period") if quarter.quarters else "quarter"


def quarter_sentences(results: ShownRun, by_quarter: ShownByQuarter) -> tuple[str, ...]:
    """In which quarters it lay beyond what chance explains, and when the measure ended."""
    unit_name = unit(by_quarter)
    if by_quarter.status == "withheld":
        return (f"The effect by {unit_name} is {HIDDEN}: it would rest on small counts.",)
    known = [quarter for quarter in by_quarter.quarters if quarter.value is not None]
    if not known:
        return (
            f"The effect by {unit_name} cannot be told: {refusal(by_quarter.quarters[0].why)}.",
        )
    below = [quarter for quarter in known if quarter.high is not None and quarter.high < 0]
    above = [quarter for quarter in known if quarter.low is not None and quarter.low > 0]
    every = f"all {spelled(len(known))} {unit_name}s" if len(known) > 1 else f"the one {unit_name}"
    said = [_beyond(below, "fewer"), _beyond(above, "more")]
    rest = len(known) - len(below) - len(above)
    if not below and not above:
        tail = "no difference beyond chance"
    else:
        tail = " and ".join(text for text in said if text)
        if rest:
            tail += f"; in the other {spelled(rest)} chance could bring the difference"
    how = f"with ranges that hold for {every} at once at {share(by_quarter.level)}"
    return (
        f"By {unit_name}, {how}: {tail}.",
        *_bound(results, by_quarter),
        *_ended(results, by_quarter),
    )


def _bound(results: ShownRun, quarter: ShownByQuarter) -> tuple[str, ...]:
    """That the same comparison may not decide, where a check of it did not pass."""
    failed = any(
        check.gate and check.passed is False
        for estimate in results.estimates
        if estimate.method == quarter.method and of_target(estimate.parameter, quarter)
        for check in estimate.checks
    )
    warning = "A check of this comparison did not pass, so that these ranges may not be relied on."
    return (warning,) if failed else ()


def of_target(key: ShownParameter, quarter: ShownByQuarter) -> bool:
    """Whether an estimate is that of the target over the same months."""
    whole = (key.question, key.zone, key.part) == ("effect", TARGET, "whole")
    same = (quarter.intervention, quarter.outcome, quarter.window)
    return whole and (key.intervention, key.outcome, key.window) == same


def _beyond(quarters: Sequence[ShownQuarter], word: str) -> str:
    if not quarters:
        return ""
    when = listed(quarter.months.in_words() for quarter in quarters)
    return f"{word} than chance explains in {when}"


def _ended(results: ShownRun, quarter: ShownByQuarter) -> tuple[str, ...]:
    done = next((x for x in results.study.interventions if x.id == quarter.intervention), None)
    if done is None or done.end is None or done.end >= quarter.quarters[-1].months.first:
        return ()
    named = names.capital(names.intervention(results.study, done.id))
    return (f"{named} ended in {in_words(done.end)}; what comes later is what was left of it.",)


def columns(quarter: ShownByQuarter) -> tuple[str, ...]:
    unit_name = unit(quarter)
    band = f"Range, all {unit_name}s at once ({share(quarter.level)})"
    return names.capital(unit_name), "Recorded", "Expected", "Difference", band


def row(quarter: ShownQuarter) -> tuple[str, ...]:
    """Recorded and expected, their difference in counts and per cent, and its range."""
    when = quarter.months.in_words()
    if quarter.value is None or quarter.observed is None or quarter.expected is None:
        return when, "", "", refusal(quarter.why) if quarter.why else "", ""
    gap = change(quarter.observed - quarter.expected)
    size = "" if gap == "no change" else f" ({percent(quarter.value, quarter.expected)})"
    band = between(quarter.low, quarter.high, "ratio")
    return when, counted(quarter.observed), counted(quarter.expected), f"{gap}{size}", band


def note(quarter: ShownByQuarter) -> str:
    unit_name = unit(quarter)
    return NOTE.format(unit=unit_name, all_of=f"all {unit_name}s")
