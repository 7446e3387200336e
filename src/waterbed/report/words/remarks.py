"""A sentence for every warning, notice, refusal and assumption (model/codes.py), after release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter

from waterbed.model.codes import ASSUMPTIONS
from waterbed.model.methods import method
from waterbed.model.released import ShownFact, ShownFigure, ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.change_log import CHANGE_LOG_WORDS
from waterbed.report.words.facts import known, tell
from waterbed.report.words.numbers import counted, day, listed, plural, sentence

Sentence = str | Callable[[ShownStudy, ShownRemark], str]
"""A template over the facts, {waves} or {why:refusal}; a function where they choose the words."""


def filled(template: str, remark: ShownRemark, form: Callable[[ShownRemark, str, str], str]) -> str:
    """A template with the facts of a remark in it; `form` words a fact by its name and its form."""
    return "".join(
        text + ("" if key is None else form(remark, key, how or ""))
        for text, key, how, _ in Formatter().parse(template)
    )


FORMS: dict[str, Callable[[ShownStudy, ShownRemark, str], str]] = {
    "": lambda study, remark, key: tell(remark, key),
    "plain": lambda study, remark, key: str(known(remark, key)),
    "day": lambda study, remark, key: day(tell(remark, key)),
    "activities": lambda study, remark, key: names.actions(study, known(remark, key)),
    "areas": lambda study, remark, key: areas_counted(known(remark, key)),
    "fails": lambda study, remark, key: method(str(known(remark, key))).fails,
    "intervention": lambda study, remark, key: names.intervention(study, str(known(remark, key))),
    "interventions": lambda study, remark, key: names.interventions(study, known(remark, key)),
    "method": lambda study, remark, key: names.method(str(known(remark, key))),
    "outcome": lambda study, remark, key: names.outcome(study, str(known(remark, key))),
    "picked": lambda study, remark, key: picked(known(remark, key)),
    "refusal": lambda study, remark, key: refusal(str(known(remark, key))),
    "those": lambda study, remark, key: _those(study, remark),
}


def worded(words: Mapping[str, Sentence], code: str, study: ShownStudy, remark: ShownRemark) -> str:
    """What a table of words says of a remark; a code that is not in it is told by its name."""
    said = words.get(code, code.replace("-", " "))
    if not isinstance(said, str):
        return sentence(said(study, remark))
    return sentence(filled(said, remark, lambda _, key, form: FORMS[form](study, remark, key)))


def another_start(study: ShownStudy, remark: ShownRemark) -> str:
    """April 2017 for second wave; its source stands once, with what was done."""
    wave = str(known(remark, "wave"))
    return f"{tell(remark, 'start')}{f' for {names.intervention(study, wave)}' if wave else ''}"


# Warnings -------------------------------------------------------------------------------------

TWO_CHANGES = "The months compared touch {event}, so that two changes are mixed."

WARNING_WORDS: dict[str, Sentence] = {
    "event": TWO_CHANGES,
    "co-treated": (
        "{interventions:interventions} covered the same place, so this measures them together."
    ),
    "dispersion-bound": (
        "Nobody said how much these counts vary. The ranges allow for {ratio} times the variance "
        "that chance alone would give. Say how much they vary, and the ranges are usually narrower."
    ),
    "poisson-interval": (
        "The interval allows for chance in counting only; where counts vary more than that, it is "
        "too narrow."
    ),
    "no-control": (
        "Before and after, without comparison areas: every other change counts as the effect."
    ),
    "groups-at-random": (
        "The placebo zones are drawn at random and lie as the real one does: whole groups, or as "
        "many areas in as many groups."
    ),
    "bounds": (
        "These are bounds and no test: they carry no verdict. No estimate that may decide could be "
        "made: {why:refusal}."
    ),
    "pooled-bounds": (
        "The ends are those of {waves} waves added up, each at a level at which all of them hold "
        "at once, whatever the waves have in common. This is wider than it need be where waves err "
        "in different directions."
    ),
    "pooled-open": (
        "The range has an open end: each wave of such a sum takes {needed} places to compare with, "
        "and not every wave has them{waves:those}."
    ),
    "pooled-independent": (
        "This is what the range would be if the waves err independently of each other, which "
        "nobody knows; it decides nothing."
    ),
    "pooled-without-test": (
        "These are bounds and no test: they have no level and carry no verdict, since not every "
        "wave has a test{waves:those}."
    ),
    "few-disjoint": "Only {disjoint} of the placebo places share no area with one another.",
    "matched": (
        "The placebo places are those that {rules:picked} would have picked, as it would have the "
        "target."
    ),
    "matched-quarter": (
        "Its last three months before the start stood out, so that what is expected rests on them "
        "too."
    ),
    "not-matched": (
        "The placebo places are all comparison areas in this and earlier years, not only those "
        "picked as the target was."
    ),
    "not-matched-busy": (
        "Too few places were picked as the target was. The placebo places are all comparison areas "
        "with ten or more a year, in this and earlier years."
    ),
    "not-matched-counting": (
        "Many comparison areas count too little to be like this place. The placebo places are the "
        "others, in this and earlier years, not only those picked as the target was."
    ),
    "not-matched-nearest": (
        "Too few places were picked as the target was. The placebo places are all comparison areas "
        "with ten or more a year, in this and earlier years, and once more only those of them that "
        "came nearest to being picked so; of the two answers the more cautious counts."
    ),
    "small-counts": (
        "The counts are small, so that a few incidents more or fewer change the answer."
    ),
}


def _those(study: ShownStudy, remark: ShownRemark) -> str:
    """The waves that a remark is about, in brackets."""
    named = names.interventions(study, known(remark, "waves"))
    return f" (not {named})" if named else ""


PICKED = {
    "peak": "a count at its peak",
    "peak-share": "a share of the whole at its peak",
    "rise": "a rise",
    "level": "a high count",
    "excess": "a count above what would be expected",
    "last-quarter": "a last quarter that stood out",
}


def picked(rules: ShownFact) -> str:
    """The rules by which places would have been picked, in words."""
    return listed(PICKED.get(rule, rule) for rule in names.texts(rules)) or "no rule"


def warning_text(study: ShownStudy, remark: ShownRemark) -> str:
    return worded(WARNING_WORDS, remark.code, study, remark)


# Notices --------------------------------------------------------------------------------------

NOTICE_WORDS: dict[str, Sentence] = {
    **CHANGE_LOG_WORDS,
    "headline-replaced": (
        "The method asked for, {asked:method}, does not decide for {intervention:intervention}: "
        "{asked:fails}. The verdicts rest on the {used:method}; the one asked for stands beside it."
    ),
    "lock-differs": "The decision rule differs from the one that was locked on {date:day}.",
    "lock-areas": "The lock covers the decision rule, not which areas were chosen.",
    "data-seen": lambda study, remark: (
        "Results had been seen when this decision rule was written"
        + (f" ({day(tell(remark, 'date'))})." if known(remark, "date") else ".")
    ),
    "not-covered": "{areas:areas} of the map without any counts: no data, not zero.",
    "alternative-outside": (
        "The other start of {intervention:intervention}, {start}, lies outside the counts, or "
        "inside one of their periods, and was not tried."
    ),
    "police-uk-sexual": lambda study, remark: (
        "police.uk counts sexual offences together with violence, in one category: neither can be "
        "told apart"
        + (
            f". {names.capital(listed(names.outcome(study, key) for key in mixed))} "
            f"{'counts' if len(mixed) == 1 else 'count'} both."
            if (mixed := names.texts(known(remark, "outcomes")))
            else "."
        )
    ),
    "police-uk-soliciting": (
        "police.uk has no category for soliciting, kerb-crawling or other offences round the sale "
        "of sex: what is recorded of them stands among other crime, and no count here is one of it."
    ),
    "police-uk-month": (
        "police.uk gives a month and no day, and not the month of the offence apart from that of "
        "its record: a report that comes late counts in the month it came."
    ),
    "police-uk-points": (
        "police.uk moves every incident to the nearest of its snap points, and has changed those "
        "points before: an incident near the edge of an area can count in the next one, and a "
        "whole point can change sides."
    ),
    "police-uk-disorder": (
        "Anti-social behaviour on police.uk is calls and reports, not crimes, and has no id: the "
        "same incident reported twice cannot be told from two."
    ),
    "activity-none": (
        "In the months compared ({window:plain}) there were none of these: "
        "{activities:activities}. What changed then is not what they did."
    ),
    "activity-other-months": (
        "Known of other months only than those compared ({window:plain}): {activities:activities}. "
        "How much of it there was in the months compared is not known."
    ),
    "activity-donors": (
        "Not of the target alone, but of places that it is compared with as well, or of a place "
        "that holds some: {activities:activities}. What it did there is in what is expected here."
    ),
    "covariate-unread": "There will be no reading with {covariate}: {why:refusal}.",
    "sampled": "There are {areas} areas. The place of {intervention:intervention} is compared with "
    "{kept} of them, drawn at random by the seed of the study: more would tell no more.",
    "sampled-zones": (
        "There are {areas} areas. The place of {intervention:intervention} is compared with {kept} "
        "of them, drawn at random by the seed of the study, and its zones with theirs. Where else "
        "it rose, and what areas beyond the zones did, is not looked at: that takes all areas."
    ),
    "window-refused": "The window {window:plain} was not computed: {why:refusal}.",
}


def areas_counted(fact: ShownFact) -> str:
    """5 areas; a list of names is counted, not told."""
    if isinstance(fact, ShownFigure):
        return (
            plural(int(fact.value), "area")
            if fact.value is not None
            else counted(None, fact.status)
        )
    return fact if isinstance(fact, str) else plural(len(fact), "area")


def notice_text(study: ShownStudy, remark: ShownRemark) -> str:
    return worded(NOTICE_WORDS, remark.code, study, remark)


# Refusals and assumptions ---------------------------------------------------------------------

REFUSAL_WORDS = {
    "no-target": "the intervention names no target area",
    "no-zone": "the zone holds no area",
    "no-donors": "fewer than two comparison areas are left",
    "few-donors": "fewer than ten comparison areas are left, too few to tell what to expect",
    "gaps": "months are missing in the target or the zone",
    "outside": "the months lie outside the counts",
    "empty-base": "the comparison areas have no counts in the base months",
    "nothing-expected": "nothing was counted in this place in the base months",
    "short-history": "there are fewer than two years of months before the start",
    "few-references": "too few separate places and earlier years are left to compare with",
    "method": "the deciding method cannot be used here",
    "infeasible-weights": "no weights on comparison areas reproduce the past of the target",
    "no-variation": "comparison areas never stray from what is expected of them, as counts do",
    "no-success": "the target did not fall against its control",
    "no-control-counts": "nothing was counted before or after in the areas compared with",
    "no-dispersion": "too few areas or months have counts",
    "counted-twice": "an area and month would be counted twice, in two waves",
    "base-treated": "the months before of one wave lie under another wave in the same place",
    "wave": "one of its waves has no estimate",
    "sampled": "the areas are a sample, in which not all that lies about each is known",
    "covariate-target": "it is not known in the target for all months compared",
    "covariate-still": "it changed alike in all comparison areas, or not at all",
}


def refusal(code: str) -> str:
    return REFUSAL_WORDS.get(code, code.replace("-", " "))


def unseen(code: str) -> str:
    """Why nothing can be planted or seen: a code of REFUSALS or of CAUTIONS."""
    return CAUTION_WORDS.get(code) or refusal(code)


CAUTION_WORDS = {
    "other-outcome": "its words name another outcome than its own: is outcome right?",
    "mixed-category": "police.uk counts violence and sexual offences together: it is about both",
    "no-category": "police.uk has no category for it: this outcome counts something else",
    "few-places": "too few separate places compare: it will be undecided, whatever the counts",
    "side-by-side": (
        "nothing tells which of its areas lie side by side: it will be undecided, whatever the "
        "counts"
    ),
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
