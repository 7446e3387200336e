"""Reasons of claims of what was recorded: the window that they state, and other ways of choosing
one."""

from __future__ import annotations

from waterbed.model.released import ShownReadings, ShownRemark, ShownRun, ShownVerdict
from waterbed.report.words import names
from waterbed.report.words.claimed import claim_digits, claim_place, claimed, rounded_to
from waterbed.report.words.estimates import lowered, reading_words
from waterbed.report.words.numbers import HIDDEN, change, sentence


def readings_of(results: ShownRun, verdict: ShownVerdict) -> ShownReadings | None:
    return next(
        (reading for reading in results.readings if reading.claim == verdict.claim.id), None
    )


def recorded_window(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    claim, table = verdict.claim, readings_of(results, verdict)
    if table is None or table.stated is None or table.status == "withheld":
        return _counts_hidden(results, verdict)
    what = names.outcome(results.study, claim.outcome)
    said = f"Recorded {lowered(what)} {claim_place(results.study, claim)}: "
    text = sentence(said + reading_words(table.stated, table.status, claim_digits(claim)))
    if verdict.reproduced is None:
        return text
    comes = "comes out" if verdict.reproduced else "does not come out"
    return f"{text} The figure claimed, {claimed(claim)}{rounded_to(claim)}, {comes}."


def _counts_hidden(results: ShownRun, verdict: ShownVerdict) -> str:
    """The change of rounded counts, where the counts themselves are not shown."""
    claim, figure = verdict.claim, verdict.recorded
    if figure is None:
        return ""
    what = lowered(names.outcome(results.study, claim.outcome))
    known = figure.status != "withheld" and figure.value is not None
    said = f"{change(figure.value, 'ratio', figure.status)} than before" if known else ""
    said = f"Recorded {what} {claim_place(results.study, claim)}: {said or f'counts {HIDDEN}'}"
    return sentence(f"{said}. The figure claimed is {claimed(claim)}{rounded_to(claim)}")


def grid_count(results: ShownRun, verdict: ShownVerdict) -> str:
    """7 of the 70 ways of choosing the months give a fall of 50% or more."""
    claim, table = verdict.claim, readings_of(results, verdict)
    reach, of = verdict.readings or (0, 0)
    ways = "the one way" if of == 1 else f"the {of:,} ways"
    some = "none" if reach == 0 else f"{reach:,}"
    verb = "gives" if reach == 1 else "give"
    more = " or more" if claim.stated else ""
    missing = 0 if table is None else table.missing
    gone = f"; {missing:,} of them could not be computed, {names.why_missing(results)}"
    said = f"{some} of {ways} of choosing the months {verb} {claimed(claim)}{more}"
    return said + (gone if missing else "")


def recorded_grid(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    if verdict.readings is None:
        return f"The claim names no months; in how many ways of choosing them it holds is {HIDDEN}."
    return sentence(f"the claim names no months; {grid_count(results, verdict)}")


def other_readings(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    if verdict.readings is None:
        return ""
    return sentence(f"for comparison, {grid_count(results, verdict)}")
