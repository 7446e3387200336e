"""A sentence for every code of the catalogue (nouns/codes.py), after release."""

from __future__ import annotations

from collections.abc import Callable

from waterbed.nouns.codes import ASSUMPTIONS
from waterbed.nouns.estimate import Check, Fact, Figure, Remark
from waterbed.nouns.study import Study
from waterbed.report.words import names
from waterbed.report.words.numbers import (
    HIDDEN,
    change,
    counted,
    day,
    fact,
    listed,
    plural,
    sentence,
    share,
)

Sentence = Callable[[Study, Remark], str]


def known(one: Remark, key: str) -> Fact:
    """A fact of a remark, or "" where it carries none of that name."""
    return dict(one.facts).get(key, "")


def tell(one: Remark, key: str) -> str:
    return fact(known(one, key))


def _number(one: Remark, key: str) -> float | None:
    found = known(one, key)
    return found.value if isinstance(found, Figure) else None


# Checks ---------------------------------------------------------------------------------------


def base_window(study: Study, one: Remark) -> str:
    direction = known(one, "direction")
    if direction == "unknown":
        return "There are too few earlier months to say whether the base was usual for this place."
    told = _base_counts(one)
    if direction == "usual":
        return f"The base is not unusual for this place{told}."
    side, most, word, back = (
        ("high", "highest", "peak", "fall")
        if direction == "high"
        else ("low", "lowest", "trough", "rise")
    )
    rank = _number(one, "rank")
    placed = ""
    if rank is not None:
        placed = f" ({ordinal(rank)} of {tell(one, 'of')} places, counted from the {most})"
    return (
        f"The base is unusually {side} for this place{told}{placed}. "
        f"After a {word}, a {back} is to be expected with nothing done."
    )


def _base_counts(one: Remark) -> str:
    """The base count and what was to be expected, or that they are not shown."""
    if _number(one, "base") is None or _number(one, "expected") is None:
        return f" (counts {HIDDEN})"
    return (
        f": {tell(one, 'base')} in the base months, where the months from {tell(one, 'from')} to "
        f"{tell(one, 'to')} and the comparison areas would lead one to expect "
        f"{tell(one, 'expected')}"
    )


def ordinal(x: float) -> str:
    """10th, 21st."""
    n = int(x)
    tail = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{tail}"


def placebos(study: Study, one: Remark) -> str:
    """How many separate places there are to compare with, and how many the level needs."""
    apart, needed = _number(one, "disjoint"), _number(one, "needed")
    enough = apart is None or needed is None or apart >= needed
    only = "" if enough else "only "
    separate = (
        f", {only}{tell(one, 'disjoint')} of them separate (no area and year in common)"
        if apart is not None
        else ""
    )
    return (
        f"{tell(one, 'placebos')} other places and years could be treated as if they were the "
        f"target{separate}; this level needs {'at least ' if enough else ''}{tell(one, 'needed')}."
    )


def coverage(study: Study, one: Remark) -> str:
    missing = names.texts(known(one, "missing"))
    if missing:
        gone = f"Months without data in the target or its zones: {listed(map(fact, missing))}."
    else:
        gone = "Every month of the comparison has data in the target and its zones."
    left_out = known(one, "donors_left_out")
    if isinstance(left_out, Figure) and left_out.value:
        n = plural(int(left_out.value), "comparison area")
        gone += f" {n} with gaps {'was' if left_out.value == 1 else 'were'} left out."
    return gone


def pre_trend(study: Study, one: Remark) -> str:
    found = known(one, "change")
    lead = "The same comparison one step earlier, when nothing had been done"
    if not isinstance(found, Figure) or found.value is None:
        return f"{lead}: {HIDDEN}."
    p = tell(one, "p")
    beside = f" (p {p})" if _number(one, "p") is not None else ""
    return f"{lead}, gives {change(found.value, status=found.status)}{beside}."


def events(study: Study, one: Remark) -> str:
    found = names.texts(known(one, "events"))
    if not found:
        return "No declared event falls into the months compared."
    return f"The months compared touch {listed(found)}, which changed many places or the record."


def recorded_date(study: Study, one: Remark) -> str:
    tables = names.texts(known(one, "tables"))
    if not tables:
        return "Counts are by the month in which the offence was committed."
    return (
        f"The month in {listed(tables)} is that of recording, not of the offence: "
        "reports that come late count in the month they came."
    )


def co_treated(study: Study, one: Remark) -> str:
    others = names.interventions(study, known(one, "interventions"))
    role = tell(one, "role") or "the zone"
    n = _number(one, "areas")
    areas = plural(int(n), "area") if n is not None else tell(one, "areas")
    return (
        f"{areas} of the {role} {'was' if n == 1 else 'were'} under {others} as well in the months "
        "compared."
    )


def dispersion_unknown(study: Study, one: Remark) -> str:
    ratios, covers = (names.texts(known(one, key)) for key in ("ratios", "coverages"))
    return (
        "How much counts vary beyond chance is not known here. The interval as published takes "
        f"them for Poisson: where the variance is {listed(ratios)} times the mean, a 95% interval "
        f"holds the truth in {listed(covers)} of 100 cases."
    )


BANDS = {
    "exceeds": "the zone fell by more than the target did",
    "diffusion": "the zone fell too, by less than the target did",
    "none": "the zone did not change",
    "displacement": "the zone rose, by less than the target fell",
    "outweighs": "the zone rose by more than the target fell",
}


def displacement_quotient(study: Study, one: Remark) -> str:
    why = str(known(one, "why"))
    if why:
        return f"A displacement quotient means nothing here: {refusal(why)}."
    band = BANDS.get(str(known(one, "band")), "")
    return (
        f"Weighted displacement quotient {tell(one, 'quotient')}: set against their controls, "
        f"{band} (95% of quotients of counts drawn anew lie between {tell(one, 'low')} and "
        f"{tell(one, 'high')})."
    )


def detectable_change(study: Study, one: Remark) -> str:
    part = _number(one, "share")
    power = _number(one, "power")
    if part is None or power is None:
        return "The smallest fall that these counts could show cannot be said."
    where = names.place_title(str(known(one, "zone"))).lower()
    return (
        f"{where}: the smallest fall that these counts could show is {tell(one, 'change')}, or "
        f"{share(part)} of the count before (it would be seen {share(power)} of the time)"
        + (". Not even a fall to nothing could be seen." if part > 1 else ".")
    )


def total_net_effect(study: Study, one: Remark) -> str:
    prevented = _number(one, "prevented")
    if prevented is None:
        return "The total net effect is not shown."
    which = "fewer" if prevented >= 0 else "more"
    return (
        f"Total net effect: {counted(abs(prevented))} {which} in target and zone together, set "
        "against the control."
    )


def comparable(study: Study, one: Remark) -> str:
    side = "high" if known(one, "direction") == "high" else "low"
    return (
        f"{tell(one, 'beyond')} of {tell(one, 'of')} placebo places had, in the same months, a "
        f"base as {side} against its own past as the target's; at least {tell(one, 'needed')} must "
        "have, for anything to compare it with."
    )


def method_asked(study: Study, one: Remark) -> str:
    return (
        f"The method asked for, {names.method(tell(one, 'method'))}, gives no estimate here: "
        f"{refusal(str(known(one, 'why')))}."
    )


def weights(study: Study, one: Remark) -> str:
    left = _number(one, "unsolved")
    told = (
        f"The largest weight that {names.method(tell(one, 'method'))} gives one of "
        f"{tell(one, 'donors')} comparison areas is {tell(one, 'largest')} of the whole; the past "
        f"of the target over {tell(one, 'months')} months lies {tell(one, 'distance')} standard "
        "deviations from what they can make up"
    )
    if not left:
        return f"{told}."
    return f"{told}. Placebos that no weights reproduce are left out: {int(left):,}."


CHECK_WORDS: dict[str, Sentence] = {
    "base-window": base_window,
    "placebos": placebos,
    "comparable": comparable,
    "method-asked": method_asked,
    "weights": weights,
    "coverage": coverage,
    "pre-trend": pre_trend,
    "events": events,
    "recorded-date": recorded_date,
    "co-treated": co_treated,
    "detectable-change": detectable_change,
    "dispersion-unknown": dispersion_unknown,
    "total-net-effect": total_net_effect,
    "displacement-quotient": displacement_quotient,
}

CHECK_TITLES = {
    "base-window": "Was the base usual?",
    "placebos": "Enough placebos?",
    "comparable": "Anything like it to compare with?",
    "method-asked": "Does the method asked for answer?",
    "weights": "How were comparison areas weighed?",
    "coverage": "Any months missing?",
    "pre-trend": "Did it drift before?",
    "events": "Events in the months compared",
    "recorded-date": "Recorded or committed?",
    "co-treated": "Other interventions",
    "detectable-change": "What could be seen?",
    "dispersion-unknown": "Do counts vary more than chance?",
    "total-net-effect": "Total net effect",
    "displacement-quotient": "Weighted displacement quotient",
}


def check_text(study: Study, check: Check) -> str:
    """The check's sentence; a check of another name is told by its name and figure."""
    words = CHECK_WORDS.get(check.name)
    if words is not None:
        return sentence(words(study, check.remark))
    shown = f" {fact(check.figure)}" if check.figure else ""
    return sentence(f"{check.name.replace('-', ' ')}{shown}")


def check_outcome(check: Check) -> str:
    """passed or failed, whether a failure binds, or for information."""
    if check.passed is None:
        return "noted"
    if check.passed:
        return "passed"
    return "failed, binds" if check.gate else "failed"


# Warnings -------------------------------------------------------------------------------------

WARNING_WORDS: dict[str, Sentence] = {
    "event": lambda study, one: (
        f"The months compared touch {tell(one, 'event')}, so that two changes are mixed."
    ),
    "co-treated": lambda study, one: (
        f"{names.interventions(study, known(one, 'interventions'))} covered the same place, so "
        "that this measures them together."
    ),
    "poisson-interval": lambda study, one: (
        "The interval allows for chance in counting only; where counts vary more than that, it is "
        "too narrow."
    ),
    "no-control": lambda study, one: (
        "Before and after, without comparison areas: every other change counts as the effect."
    ),
    "groups-at-random": lambda study, one: (
        "The placebo zones are areas drawn at random, not zones found by the zone's own rule."
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
    "small-counts": lambda study, one: (
        "The counts are small, so that a few incidents more or fewer change the answer."
    ),
}


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
        + (
            "where a place was not chosen by lot it finds too many effects that are none. "
            if known(one, "asked") == "difference"
            else "nobody has shown that, for a place chosen in this way, it finds no more effects "
            "that are none than it may. "
        )
        + f"The verdicts rest on the {names.method(tell(one, 'used'))}; the one asked for stands "
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
        f"{tell(one, 'start')}, lies outside the counts and was not tried."
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
    "nothing-expected": "nothing was counted in the zone in the base months",
    "short-history": "there are fewer than two years of months before the start",
    "few-references": "fewer than 39 places and earlier years are left to compare with",
    "method": "the deciding method cannot be used here",
    "infeasible-weights": "no weights on comparison areas reproduce the past of the target",
    "no-variation": "the count is the same in every comparison area and month before the start",
    "no-success": "the target did not fall against its control",
    "no-control-counts": "the control has no counts",
    "no-dispersion": "too few areas or months have counts",
}


def refusal(code: str) -> str:
    return REFUSAL_WORDS.get(code, code.replace("-", " "))


ASSUMPTION_WORDS = {
    "parallel": (
        "Without the intervention, the place would have changed by the same ratio as its "
        "comparison areas."
    ),
    "history": (
        "Without the intervention, the place would have gone the way of comparison areas with a "
        "past like its own."
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
}


def assumption_text(code: str) -> str:
    return ASSUMPTION_WORDS.get(code, sentence(ASSUMPTIONS.get(code, code.replace("-", " "))))
