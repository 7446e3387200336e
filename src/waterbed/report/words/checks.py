"""A sentence for every check of the catalogue (model/codes.py), after release."""

from __future__ import annotations

from waterbed.model.released import ShownCheck, ShownFigure, ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import breaks, covariates, delay, names, police_uk
from waterbed.report.words.attention import police_attention
from waterbed.report.words.facts import known, number, tell
from waterbed.report.words.movement import fall_gate
from waterbed.report.words.numbers import (
    HIDDEN,
    change,
    counted,
    fact,
    listed,
    ordinal,
    plural,
    sentence,
    share,
)
from waterbed.report.words.relative import own_change
from waterbed.report.words.remarks import Sentence, refusal, worded
from waterbed.report.words.season import season
from waterbed.report.words.small_areas import OVERWHELMING, SMALL_AREAS
from waterbed.report.words.surroundings import common_change


def base_window(study: ShownStudy, remark: ShownRemark) -> str:
    direction = known(remark, "direction")
    if direction == "unknown":
        return "There are too few earlier months to say whether the base was usual for this place."
    counts = _base_counts(remark)
    if direction == "usual":
        return f"The base is not unusual for this place{counts}."
    side, most, word, back = (
        ("high", "highest", "peak", "fall")
        if direction == "high"
        else ("low", "lowest", "trough", "rise")
    )
    rank = number(remark, "rank")
    placed = ""
    if rank is not None:
        placed = f" ({ordinal(rank)} of {tell(remark, 'of')} places, counted from the {most})"
    return (
        f"The base is unusually {side} for this place{counts}{placed}. "
        f"After a {word}, a {back} is to be expected with nothing done."
    )


def _base_counts(remark: ShownRemark) -> str:
    """The base count and what was to be expected, or that they are not shown."""
    if number(remark, "base") is None or number(remark, "expected") is None:
        return f" (counts {HIDDEN})"
    return (
        f": {tell(remark, 'base')} in the base months, where the months from "
        f"{tell(remark, 'from')} to {tell(remark, 'to')} and the comparison areas would lead one "
        f"to expect {tell(remark, 'expected')}"
    )


def placebos(study: ShownStudy, remark: ShownRemark) -> str:
    """How many separate places there are to compare with, and how many the level needs."""
    apart, needed = number(remark, "disjoint"), number(remark, "needed")
    enough = apart is None or needed is None or apart >= needed
    only = "" if enough else "only "
    separate = (
        f", {only}{tell(remark, 'disjoint')} of them separate (no area and year in common)"
        if apart is not None
        else ""
    )
    if number(remark, "placebos") is None:
        return (
            "How many other places and years could be treated as if they were the target is "
            f"{HIDDEN}; this level needs at least {tell(remark, 'needed')}."
        )
    return (
        f"{tell(remark, 'placebos')} other places and years could be treated as if they were the "
        f"target{separate}; this level needs "
        f"{'at least ' if enough else ''}{tell(remark, 'needed')}."
    )


def coverage(study: ShownStudy, remark: ShownRemark) -> str:
    missing = names.texts(known(remark, "missing"))
    if "missing" not in dict(remark.facts):
        gone = f"Months are missing in the target or its zones; which they are is {HIDDEN}."
    elif missing:
        gone = f"Months without data in the target or its zones: {listed(map(fact, missing))}."
    else:
        gone = "Every month of the comparison has data in the target and its zones."
    left_out = known(remark, "donors_left_out")
    if isinstance(left_out, ShownFigure) and left_out.value:
        n = plural(int(left_out.value), "comparison area")
        gone += f" {n} with gaps {'was' if left_out.value == 1 else 'were'} left out."
    return gone


def withheld(study: ShownStudy, remark: ShownRemark) -> str:
    """Between which counts a place with withheld counts changed."""
    cells = tell(remark, "cells")
    said = f"Withheld counts in these months: {cells}. A place with any has no estimate"
    ends = [tell(remark, f"{part}_{end}") for part in ("base", "post") for end in ("low", "high")]
    if HIDDEN in ends:
        return f"{said}; the bounds of its counts are not shown."
    way = {"fall": "a fall, whatever they are", "rise": "a rise, whatever they are"}.get(
        str(known(remark, "direction")), "so that it may have fallen or risen"
    )
    return (
        f"{said}. By the bounds that are stated it counted {ends[0]} to {ends[1]} in the months "
        f"before and {ends[2]} to {ends[3]} in the months after: {way}."
    )


def pre_trend(study: ShownStudy, remark: ShownRemark) -> str:
    earlier = known(remark, "change")
    lead = "The same comparison one step earlier, when nothing had been done"
    if not isinstance(earlier, ShownFigure) or earlier.value is None:
        return f"{lead}: {HIDDEN}."
    p = tell(remark, "p")
    beside = f" (p {p})" if number(remark, "p") is not None else ""
    return f"{lead}, gives {change(earlier.value, status=earlier.status)}{beside}."


def recorded_date(study: ShownStudy, remark: ShownRemark) -> str:
    tables = names.texts(known(remark, "tables"))
    if not tables:
        return "Counts are by the month in which the offence was committed."
    return (
        f"The month in {listed(tables)} is that of recording, not of the offence: "
        "reports that come late count in the month they came."
    )


BANDS = {
    "exceeds": "the zone fell by more than the target did",
    "diffusion": "the zone fell too, by less than the target did",
    "none": "the zone did not change",
    "displacement": "the zone rose, by less than the target fell",
    "outweighs": "the zone rose by more than the target fell",
}


def displacement_quotient(study: ShownStudy, remark: ShownRemark) -> str:
    why = str(known(remark, "why"))
    if why:
        return f"A displacement quotient means nothing here: {refusal(why)}."
    band = BANDS.get(str(known(remark, "band")), "")
    return (
        f"Weighted displacement quotient {tell(remark, 'quotient')}: set against their controls, "
        f"{band} ({_drawn(remark)})."
    )


def detectable_change(study: ShownStudy, remark: ShownRemark) -> str:
    part = number(remark, "share")
    power = number(remark, "power")
    if part is None or power is None:
        return "The smallest fall that these counts could show cannot be said."
    where = names.place_title(str(known(remark, "zone"))).lower()
    return (
        f"{where}: the smallest fall that these counts could show is {tell(remark, 'change')}, or "
        f"{share(part)} of the count before (it would be seen {share(power)} of the time)"
        + (". Not even a fall to nothing could be seen." if part > 1 else ".")
    )


def total_net_effect(study: ShownStudy, remark: ShownRemark) -> str:
    why = str(known(remark, "why"))
    if why:
        return f"A total net effect means nothing here: {refusal(why)}."
    prevented = number(remark, "prevented")
    if prevented is None:
        return "The total net effect is not shown."
    which = "fewer" if prevented >= 0 else "more"
    return (
        f"Total net effect: {counted(abs(prevented))} {which} in target and zone together, set "
        f"against the control ({_drawn(remark)} prevented)."
    )


def _drawn(remark: ShownRemark) -> str:
    """The interval of counts drawn anew: 95% of counts drawn anew give between 1 and 3."""
    level = number(remark, "level")
    part = HIDDEN if level is None else share(level, 1 if round(1000 * level) % 10 else 0)
    return (
        f"{part} of counts drawn anew give between {tell(remark, 'low')} and {tell(remark, 'high')}"
    )


def comparable(study: ShownStudy, remark: ShownRemark) -> str:
    side = "high" if known(remark, "direction") == "high" else "low"
    beyond, of, needed = (tell(remark, key) for key in ("beyond", "of", "needed"))
    alike = f"had a base as {side} against its own past as the target's"
    need = f"at least {needed} must have, for anything to compare it with."
    if beyond == HIDDEN:
        among = "" if of == HIDDEN else f"of {of} "
        return f"How many {among}placebo places and years {alike}, is {HIDDEN}; {need}"
    return f"{'None' if beyond == '0' else beyond} of {of} placebo places and years {alike}; {need}"


def steady(study: ShownStudy, remark: ShownRemark) -> str:
    """Whether its counts jump about more than those of the places it is compared with."""
    if known(remark, "direction") == "unknown":
        return (
            "There are too few earlier years to say whether its counts jump about more than those "
            "of the places it is compared with."
        )
    if known(remark, "direction") == "unclear":
        return (
            "Whether its counts jump about more from month to month than those of the places it is "
            "compared with is not told: rounded counts of whole years do not say."
        )
    times = _times(remark, "month to month")
    if known(remark, "direction") == "usual":
        return f"Its counts jump about no more than those of places it is compared with{times}."
    return (
        f"Its counts have jumped about more than those of most places it is compared with{times}. "
        "In such a place large falls and large rises come by themselves more often than the "
        "others tell."
    )


def own_years(study: ShownStudy, remark: ShownRemark) -> str:
    """Whether its yearly counts move more than those of the places it is compared with."""
    times = _times(remark, "year to year")
    if known(remark, "direction") == "usual":
        return f"Its yearly counts move no more than those of places it is compared with{times}."
    return (
        f"Its yearly counts have moved more than those of most places it is compared with{times}. "
        "Where a place has good and bad years of its own, a fall or a rise that nothing caused is "
        "taken for real more often than the range says."
    )


def _times(remark: ShownRemark, way: str) -> str:
    if number(remark, "times") is None or number(remark, "limit") is None:
        return ""
    return (
        f": over {tell(remark, 'years')} years before the start, {tell(remark, 'times')} times as "
        f"much from {way} as is usual among them for places of its size, where "
        f"{tell(remark, 'limit')} times may be chance"
    )


SIDE_BY_SIDE_MEND = (
    "give a map or a table of neighbours under [areas], or say areas_apart = true of the "
    "intervention where no two of them lie side by side"
)


def side_by_side(study: ShownStudy, remark: ShownRemark) -> str:
    """By what it is known that placebos of several areas lie as these do, or what would tell it."""
    known_by = {
        "said": "By the study its areas lie apart, and so do its placebos",
        "group": "Its areas are a whole group, and so are those of each placebo",
        "half": (
            "Its areas are at least half of a small group, and so are those of each placebo: they "
            "hardly lie farther apart"
        ),
    }.get(str(known(remark, "how")))
    if known_by:
        return known_by
    return (
        f"Nothing tells which of its {tell(remark, 'areas')} areas lie side by side. Those that do "
        "rise and fall together, and areas drawn from everywhere do not, so that too much would be "
        f"called unusual. To decide it, {SIDE_BY_SIDE_MEND}"
    )


def weights(study: ShownStudy, remark: ShownRemark) -> str:
    left = number(remark, "unsolved")
    text = (
        f"The largest weight that {names.method(tell(remark, 'method'))} gives one of "
        f"{tell(remark, 'donors')} comparison areas is {tell(remark, 'largest')} of the whole; the "
        f"past of the target over {tell(remark, 'months')} months lies "
        f"{tell(remark, 'distance')} standard deviations from what they can make up"
    )
    if not left:
        return f"{text}."
    return f"{text}. Placebos that no weights reproduce are left out: {int(left):,}."


def waves(study: ShownStudy, remark: ShownRemark) -> str:
    """Why the waves of a programme are not added up."""
    if known(remark, "why") == "base-treated":
        return (
            f"The waves are not added up, since {refusal('base-treated')}: what came after would "
            "be compared with what the other wave had changed already"
        )
    if known(remark, "why") != "wave":
        return (
            f"The waves are not added up, since {refusal(str(known(remark, 'why')))}: their places "
            "or zones overlap in the same months"
        )
    pairs = zip(
        names.texts(known(remark, "waves")), names.texts(known(remark, "because")), strict=False
    )
    sentences = [f"{names.intervention(study, key)}: {refusal(why)}" for key, why in pairs]
    return f"The waves are not added up, since one has no estimate ({'; '.join(sentences)})"


CHECK_WORDS: dict[str, Sentence] = {
    "base-window": base_window,
    "placebos": placebos,
    "side-by-side": side_by_side,
    "comparable": comparable,
    "small-areas": SMALL_AREAS,
    "overwhelming": OVERWHELMING,
    "steady": steady,
    "own-years": own_years,
    "target-fell": fall_gate,
    "common-change": common_change,
    "own-change": own_change,
    "first-change": (
        "A claim about what came after a {direction:plain} needs one to begin with, in the months "
        "of the first window, on a range that holds for both windows at once"
    ),
    "method-asked": "The method asked for, {method:method}, gives no estimate here: {why:refusal}.",
    "season": season,
    "weights": weights,
    "coverage": coverage,
    "withheld": withheld,
    "pre-trend": pre_trend,
    "waves": waves,
    "weighted-sum": (
        "{outcome:outcome} is not a number of incidents but a sum of counts, each times the weight "
        "that the study gives its kind ({kinds} kinds, weights from {least} to {most}). The "
        "weights are taken as known, and one grave incident can outweigh many: the intervals rest "
        "on how such sums vary elsewhere"
    ),
    "police-attention": police_attention,
    "recorded-date": recorded_date,
    "category-break": breaks.category_break,
    "period-jump": breaks.period_jump,
    "covariate": covariates.covariate_sentence,
    "committed-before": delay.committed_before,
    "completeness": delay.completeness,
    "snap-points": police_uk.snap_points,
    "detectable-change": detectable_change,
    "dispersion-unknown": (
        "How much counts vary beyond chance is not known here. The interval as published takes "
        "them for Poisson: where the variance is {ratios} times the mean, a 95% interval holds the "
        "truth in {coverages} of 100 cases."
    ),
    "total-net-effect": total_net_effect,
    "displacement-quotient": displacement_quotient,
}

CHECK_TITLES = {
    "base-window": "Was the base usual?",
    "placebos": "Enough placebos?",
    "side-by-side": "Do its placebos lie as it does?",
    "comparable": "Anything like it to compare with?",
    "small-areas": "How are small areas forecast?",
    "overwhelming": "Does one comparison area outweigh all the others?",
    "steady": "As steady as those it is compared with?",
    "own-years": "Does it have good and bad years of its own?",
    "season": "Does it have a season of its own?",
    "target-fell": "Did the target fall?",
    "common-change": "Did the surroundings change as well?",
    "own-change": "Did the target itself change?",
    "first-change": "Was there a change that could have lasted?",
    "method-asked": "Does the method asked for answer?",
    "weights": "How were comparison areas weighed?",
    "coverage": "Any months missing?",
    "withheld": "What could withheld counts be?",
    "pre-trend": "Did it drift before?",
    "waves": "Can the waves be added up?",
    "weighted-sum": "What is summed?",
    "police-attention": "Did police look elsewhere?",
    "recorded-date": "Recorded or committed?",
    "category-break": "Does a category end or begin everywhere?",
    "period-jump": "Does everything jump at once?",
    "covariate": "What else changed?",
    "committed-before": "How much is older than the start?",
    "completeness": "How complete are the last months?",
    "snap-points": "Did snap points move?",
    "detectable-change": "What could be seen?",
    "dispersion-unknown": "Do counts vary more than chance?",
    "total-net-effect": "Total net effect",
    "displacement-quotient": "Weighted displacement quotient",
}


def check_text(study: ShownStudy, check: ShownCheck) -> str:
    """The check's sentence; a check of another name is told by its name and figure."""
    if check.name in CHECK_WORDS or not check.figure:
        return worded(CHECK_WORDS, check.name, study, check.remark)
    return sentence(f"{check.name.replace('-', ' ')} {fact(check.figure)}")


def check_outcome(check: ShownCheck) -> str:
    """passed or failed, whether a failure binds, or for information."""
    if check.passed is None:
        return "noted"
    if check.passed:
        return "passed"
    return "failed, binds" if check.gate else "failed"
