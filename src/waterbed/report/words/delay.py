"""Words on the delay from offence to record."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.released import ShownEstimate, ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words.facts import number
from waterbed.report.words.numbers import HIDDEN, share
from waterbed.report.words.reporting import against, factor_change, factor_range

CLASSES = {
    "fresh": "offences recorded in the month they were committed or the one after",
    "within-a-year": "offences recorded two to eleven months after they were committed",
    "older": "offences recorded a year or more after they were committed",
}


def shift_sentence(estimate: ShownEstimate) -> str:
    """How records of one class of age went in a place against all others."""
    moved = factor_change(estimate.value)
    low, high = estimate.low or 0.0, estimate.high
    sure = low > 1 or (high is not None and high < 1)
    tail = "" if sure else ", which chance could explain"
    went = "as they did elsewhere" if moved == "no change" else f"{moved} than elsewhere"
    return (
        f"{CLASSES[estimate.about][:1].upper()}{CLASSES[estimate.about][1:]}: {went} "
        f"({factor_range(estimate.low, estimate.high)}){tail}."
    )


def shift_readings(fresh: str, older: str) -> tuple[str, str]:
    """What a shift in delay would look like under either reading; fresh, older : rose, fell, open.

    Each reading is told whatever came out, in equal room.
    """
    silences = (
        "If fear silences, fresh offences go missing from the record and older ones stay untold: "
        f"{_seen(fresh == 'fell', older == 'fell')}."
    )
    uncovers = (
        "If police presence uncovers, fresh offences come onto the record and older ones are told: "
        f"{_seen(fresh == 'rose', older == 'rose')}."
    )
    return silences, uncovers


def _seen(fresh: bool, older: bool) -> str:
    if fresh and older:
        return "both are so here"
    if fresh or older:
        return f"only that of the {'fresh' if fresh else 'older'} is so here"
    return "neither is so here"


def went(estimate: ShownEstimate) -> str:
    """rose, fell or open, by the interval of a shift."""
    if estimate.low is not None and estimate.low > 1:
        return "rose"
    return "fell" if estimate.high is not None and estimate.high < 1 else "open"


def shift_sentences(estimates: Sequence[ShownEstimate]) -> tuple[str, ...]:
    """Each class of age against elsewhere, then both readings of fresh and older records."""
    by = {estimate.about: estimate for estimate in estimates}
    if not by:
        return ()
    sentences = tuple(shift_sentence(by[name]) for name in CLASSES if name in by)
    return (*sentences, *shift_readings(went(by["fresh"]), went(by["older"])))


def committed_before(study: ShownStudy, remark: ShownRemark) -> str:
    """What of a window by month of recording lies before the start, and the change without it."""
    early, since = number(remark, "early"), number(remark, "since")
    if early is None:
        return f"How much of what was recorded had been committed before the start is {HIDDEN}."
    text = (
        f"{share(early)} of what was recorded in these months had been committed before the start, "
        "when nothing had been done yet"
    )
    if since is None:
        return f"{text}."
    recorded = number(remark, "recorded") or 0.0
    return (
        f"{text}. Had those been recorded as expected, offences committed since would be "
        f"{against(1 + since)}, where all that was recorded is {against(1 + recorded)}."
    )


def completeness(study: ShownStudy, remark: ShownRemark) -> str:
    """How much of the last months is known."""
    known = number(remark, "known")
    if known is None:
        return f"How complete the last months are is {HIDDEN}."
    return (
        f"Counts are by month of the offence: of the offences of the last month compared, "
        f"{share(min(known, 1.0))} of what will be known a year on was known when the table ended."
    )
