"""A sentence for every warning, notice, refusal and assumption (model/codes.py), after release."""

from __future__ import annotations

from collections.abc import Callable

from waterbed.model.codes import ASSUMPTIONS
from waterbed.model.estimate import Fact, Figure, Remark
from waterbed.model.methods import method
from waterbed.model.study import Study
from waterbed.report.words import names
from waterbed.report.words.numbers import (
    counted,
    day,
    fact,
    listed,
    months_in,
    plural,
    sentence,
)

Sentence = Callable[[Study, Remark], str]


def known(one: Remark, key: str) -> Fact:
    """A fact of a remark, or "" where it carries none of that name."""
    return dict(one.facts).get(key, "")


def tell(one: Remark, key: str) -> str:
    return fact(known(one, key))


def number(one: Remark, key: str) -> float | None:
    found = known(one, key)
    return found.value if isinstance(found, Figure) else None


def another_start(study: Study, one: Remark) -> str:
    """April 2017 for second wave (the council's minutes)"""
    source, wave = months_in(str(known(one, "source"))), str(known(one, "wave"))
    whose = f" for {names.intervention(study, wave)}" if wave else ""
    return f"{tell(one, 'start')}{whose}" + (f" ({source})" if source else "")


# Warnings -------------------------------------------------------------------------------------

WARNING_WORDS: dict[str, Sentence] = {
    "event": lambda study, one: (
        f"The months compared touch {tell(one, 'event')}, so that two changes are mixed."
    ),
    "co-treated": lambda study, one: (
        f"{names.interventions(study, known(one, 'interventions'))} covered the same place, so "
        "this measures them together."
    ),
    "poisson-interval": lambda study, one: (
        "The interval allows for chance in counting only; where counts vary more than that, it is "
        "too narrow."
    ),
    "no-control": lambda study, one: (
        "Before and after, without comparison areas: every other change counts as the effect."
    ),
    "groups-at-random": lambda study, one: (
        "The placebo zones are drawn at random and lie as the real one does: whole groups, or as "
        "many areas in as many groups."
    ),
    "bounds": lambda study, one: (
        "These are bounds and no test: they carry no verdict. No estimate that may decide could be "
        f"made: {refusal(str(known(one, 'why')))}."
    ),
    "pooled-bounds": lambda study, one: (
        f"The ends are those of {tell(one, 'waves')} waves added up, each at a level at which all "
        "of them hold at once, whatever the waves have in common. This is wider than it need be "
        "where waves err in different directions."
    ),
    "pooled-open": lambda study, one: (
        "The range has an open end: each wave of such a sum takes "
        f"{tell(one, 'needed')} places to compare with, and not every wave has "
        f"them{_those(study, one)}."
    ),
    "pooled-independent": lambda study, one: (
        "This is what the range would be if the waves err independently of each other, which "
        "nobody knows; it decides nothing."
    ),
    "pooled-without-test": lambda study, one: (
        "These are bounds and no test: they have no level and carry no verdict, since not every "
        f"wave has a test{_those(study, one)}."
    ),
    "few-disjoint": lambda study, one: (
        f"Only {tell(one, 'disjoint')} of the placebo places share no area with one another."
    ),
    "matched": lambda study, one: (
        f"The placebo places are those that {picked(known(one, 'rules'))} would have picked, as it "
        "would have the target."
    ),
    "not-matched": lambda study, one: (
        "The placebo places are all comparison areas in this and earlier years, not only those "
        "picked as the target was."
    ),
    "not-matched-busy": lambda study, one: (
        "Too few places were picked as the target was. The placebo places are all comparison areas "
        "with ten or more a year, in this and earlier years."
    ),
    "not-matched-nearest": lambda study, one: (
        "Too few places were picked as the target was. The placebo places are all comparison areas "
        "with ten or more a year, in this and earlier years, and once more only those of them that "
        "came nearest to being picked so; of the two answers the more cautious counts."
    ),
    "small-counts": lambda study, one: (
        "The counts are small, so that a few incidents more or fewer change the answer."
    ),
}


def _those(study: Study, one: Remark) -> str:
    """The waves that a remark is about, in brackets."""
    named = names.interventions(study, known(one, "waves"))
    return f" (not {named})" if named else ""


PICKED = {
    "peak": "a count at its peak",
    "peak-share": "a share of the whole at its peak",
    "rise": "a rise",
    "level": "a high count",
    "excess": "a count above what would be expected",
}


def picked(rules: Fact) -> str:
    """The rules by which places would have been picked, in words."""
    return listed(PICKED.get(rule, rule) for rule in names.texts(rules)) or "no rule"


def warning_text(study: Study, one: Remark) -> str:
    words = WARNING_WORDS.get(one.code)
    return sentence(words(study, one) if words else one.code.replace("-", " "))


# Notices --------------------------------------------------------------------------------------

NOTICE_WORDS: dict[str, Sentence] = {
    "headline-replaced": lambda study, one: (
        f"The method asked for, {names.method(tell(one, 'asked'))}, does not decide for "
        f"{names.intervention(study, tell(one, 'intervention'))}: "
        f"{method(str(known(one, 'asked'))).fails}. "
        f"The verdicts rest on the {names.method(tell(one, 'used'))}; the one asked for stands "
        "beside it."
    ),
    "lock-differs": lambda study, one: (
        f"The decision rule differs from the one that was locked on {day(tell(one, 'date'))}."
    ),
    "lock-areas": lambda study, one: (
        "The lock covers the decision rule, not which areas were chosen."
    ),
    "data-seen": lambda study, one: (
        "Results had been seen when this decision rule was written"
        + (f" ({day(tell(one, 'date'))})." if known(one, "date") else ".")
    ),
    "not-covered": lambda study, one: (
        f"{areas_counted(known(one, 'areas'))} of the map without any counts: no data, not zero."
    ),
    "alternative-outside": lambda study, one: (
        f"The other start of {names.intervention(study, str(known(one, 'intervention')))}, "
        f"{tell(one, 'start')}, lies outside the counts, or inside one of their periods, and was "
        "not tried."
    ),
    "police-uk-sexual": lambda study, one: (
        "police.uk counts sexual offences together with violence, in one category: neither can be "
        "told apart"
        + (
            f". {names.capital(listed(names.outcome(study, key) for key in mixed))} "
            f"{'counts' if len(mixed) == 1 else 'count'} both."
            if (mixed := names.texts(known(one, "outcomes")))
            else "."
        )
    ),
    "police-uk-soliciting": lambda study, one: (
        "police.uk has no category for soliciting, kerb-crawling or other offences round the sale "
        "of sex: what is recorded of them stands among other crime, and no count here is one of it."
    ),
    "police-uk-month": lambda study, one: (
        "police.uk gives a month and no day, and not the month of the offence apart from that of "
        "its record: a report that comes late counts in the month it came."
    ),
    "police-uk-points": lambda study, one: (
        "police.uk moves every incident to the nearest of its snap points, and has changed those "
        "points before: an incident near the edge of an area can count in the next one, and a "
        "whole point can change sides."
    ),
    "police-uk-disorder": lambda study, one: (
        "Anti-social behaviour on police.uk is calls and reports, not crimes, and has no id: the "
        "same incident reported twice cannot be told from two."
    ),
    "window-refused": lambda study, one: (
        f"The window {known(one, 'window')} was not computed: {refusal(str(known(one, 'why')))}."
    ),
}


def areas_counted(one: Fact) -> str:
    """5 areas; a list of names is counted, not told."""
    if isinstance(one, Figure):
        return (
            plural(int(one.value), "area") if one.value is not None else counted(None, one.status)
        )
    return one if isinstance(one, str) else plural(len(one), "area")


def notice_text(study: Study, one: Remark) -> str:
    words = NOTICE_WORDS.get(one.code)
    return sentence(words(study, one) if words else one.code.replace("-", " "))


# Refusals and assumptions ---------------------------------------------------------------------

REFUSAL_WORDS = {
    "no-target": "the intervention names no target area",
    "no-zone": "the zone holds no area",
    "no-donors": "fewer than two comparison areas are left",
    "gaps": "months are missing in the target or the zone",
    "outside": "the months lie outside the counts",
    "empty-base": "the comparison areas have no counts in the base months",
    "nothing-expected": "nothing was counted in this place in the base months",
    "short-history": "there are fewer than two years of months before the start",
    "few-references": "fewer than 39 places and earlier years are left to compare with",
    "method": "the deciding method cannot be used here",
    "infeasible-weights": "no weights on comparison areas reproduce the past of the target",
    "no-variation": "the count is the same in every comparison area and month before the start",
    "no-success": "the target did not fall against its control",
    "no-control-counts": "the control has no counts",
    "no-dispersion": "too few areas or months have counts",
    "counted-twice": "an area and month would be counted twice, in two waves",
    "base-treated": "the months before of one wave lie under another wave in the same place",
    "wave": "one of its waves has no estimate",
}


def refusal(code: str) -> str:
    return REFUSAL_WORDS.get(code, code.replace("-", " "))


CAUTION_WORDS = {
    "other-outcome": "its words name another outcome than its own: is outcome right?",
    "mixed-category": "police.uk counts violence and sexual offences together: it is about both",
    "no-category": "police.uk has no category for it: this outcome counts something else",
    "few-places": "too few separate places compare: it will be undecided, whatever the counts",
}


ASSUMPTION_WORDS = {
    "parallel": (
        "Without the intervention, the place would have changed by the same ratio as its "
        "comparison areas."
    ),
    "history": (
        "Without the intervention, the place would have gone the way of comparison areas with a "
        "past like its own."
    ),
    "between-extremes": (
        "Without the intervention, the place would have changed by no less and no more than such "
        "places did, or it did itself in earlier years."
    ),
    "weights": (
        "Without the intervention, the place would have gone the way of its comparison areas, "
        "weighted so that they went with it before."
    ),
    "exchangeable": "But for the intervention, the place is one like its comparison areas.",
    "no-spill": "The intervention did not touch the comparison areas.",
    "base-usual": "The base months were not unusual for this place.",
    "same-recording": "The share of incidents that are reported and recorded did not change.",
    "poisson": "Counts vary by chance alone, as a Poisson variable does.",
    "dispersion": "Counts vary by the same multiple of the Poisson variance everywhere.",
    "no-other-change": "Nothing else changed between the base months and the months after.",
    "reporting-range": "The share reported changed by a ratio that lies within the stated range.",
    "same-incidents": (
        "Both sources count incidents of the same kind, in the same places and months."
    ),
    "second-stable": "The second source counts the same share of incidents as before.",
    "lists-independent": (
        "Within each period, being on one list says nothing of being on the other."
    ),
    "waves-independent": "The waves err independently of each other.",
    "independent-measure": "The change of reporting was measured apart from these counts.",
}


def assumption_text(code: str) -> str:
    return ASSUMPTION_WORDS.get(code, sentence(ASSUMPTIONS.get(code, code.replace("-", " "))))
