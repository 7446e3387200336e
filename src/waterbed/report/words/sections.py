"""The finding of each section, and what would change our mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from waterbed.model.months import in_words
from waterbed.model.released import (
    ShownDetectable,
    ShownEstimate,
    ShownReadings,
    ShownRun,
    ShownSeries,
    ShownStrip,
)
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import TARGET
from waterbed.report.words import names, remarks
from waterbed.report.words.claimed import claim_digits, claimed
from waterbed.report.words.estimates import difference, lowered, strayed
from waterbed.report.words.numbers import (
    HIDDEN,
    counted,
    day,
    length,
    listed,
    percent,
    plural,
    sentence,
    share,
)
from waterbed.report.words.remarks import tell

PLACEBO = (
    "A placebo is another place or an earlier year, treated as if the intervention had happened "
    "there: how much such places change shows how much change chance alone brings."
)
DONORS = (
    "Comparison areas (“donors” in the literature) are the places whose change over the same "
    "months says what would be expected with nothing done."
)


# The top ----------------------------------------------------------------------------------------


def asked(study: ShownStudy) -> str:
    return sentence(f"asked by: {study.asked_by}") if study.asked_by else ""


def place_and_data(results: ShownRun) -> str:
    """What place and which data, in one line."""
    targets = {role.intervention: role for role in results.roles if role.role == TARGET}
    sentences = [
        f"{listed(one.names) or plural(one.areas, 'area')} "
        f"({names.intervention(results.study, key)})"
        for key, one in targets.items()
    ]
    place = listed(sentences) or "no target area"
    if not results.outcomes:
        return sentence(f"place: {place}")
    what = listed(
        lowered(names.outcome(results.study, outcome.outcome)) for outcome in results.outcomes
    )
    first = min(one.first for one in results.outcomes)
    last = max(one.last for one in results.outcomes)
    areas = max(one.areas for one in results.outcomes)
    return (
        f"Place: {place}. Data: recorded counts of {what} in {plural(areas, 'area')}, "
        f"{in_words(first)} to {in_words(last)}."
    )


def seen_state(study: ShownStudy) -> str:
    """Whether results had been seen when the rule was written."""
    when = f" ({day(study.rule.data_seen_date)})" if study.rule.data_seen_date else ""
    if study.rule.data_seen:
        return f"Results had been seen when the decision rule was written{when}."
    return f"No result had been seen when the decision rule was written{when}."


def lock_state(results: ShownRun) -> str:
    when = f" on {day(results.lock_date)}" if results.lock_date else ""
    if results.lock == "same":
        return f"The decision rule is the one that was locked{when}."
    if results.lock == "differs":
        return f"The decision rule differs from the one that was locked{when}."
    return "The decision rule was not locked: no lock file stands beside the study file."


def replaced(results: ShownRun) -> tuple[str, ...]:
    """That another method than the one asked for decides, which a reader must know first."""
    notices = (notice for notice in results.notices if notice.code == "headline-replaced")
    return tuple(remarks.notice_text(results.study, one) for one in notices)


def released_note(results: ShownRun) -> str:
    """What “not shown” and “about” mean, where any number is withheld or rounded."""
    kinds = (results.estimates, results.readings, results.series, results.strips)
    states = {
        one.status for kind in (*kinds, results.detectable, results.by_quarter) for one in kind
    }
    sentences = []
    if "withheld" in states:
        sentences.append(
            "“Not shown” stands where a number would give away small counts of a table that is not "
            "published."
        )
    if "rounded" in states:
        sentences.append(
            "“About” stands before numbers made from counts rounded to the nearest five."
        )
    return " ".join(sentences)


def banner(profile: str) -> str:
    if profile == "internal":
        return "Internal: not for publication. Small numbers have not been hidden."
    return ""


# Could this study tell? -------------------------------------------------------------------------


def _spread(found: Sequence[tuple[str, float]], word: str, about: str) -> str:
    """The smallest of each outcome: a fall of 26% (violence) to 59% (robbery)."""
    best = min(found, key=lambda pair: pair[1])
    worst = max(found, key=lambda pair: pair[1])
    least, most = share(best[1]), share(worst[1])
    if least == most:
        return f"a {word} of {about}{least}"
    return f"a {word} of {about}{least} ({best[0]}) to {most} ({worst[0]})"


def could_findings(results: ShownRun, shown: Sequence[ShownDetectable]) -> str:
    """The smallest effects that could have been shown; where several interventions or programmes
    are asked about, of each by its name."""
    keys = dict.fromkeys(one.parameter.intervention for one in shown)
    if len(keys) < 2:
        return could_finding(results, shown)
    told, several = [], len({one.parameter.outcome for one in shown}) > 1
    for key in keys:
        own = [one for one in shown if one.parameter.intervention == key]
        parts, blind = _could_see(results, _of_targets(own))
        said = [listed(parts)] if parts else []
        said += [f"not {' or '.join(blind)}"] if blind else []
        where, outcomes = where_of(results.study, key), {one.parameter.outcome for one in own}
        if several and len(outcomes) == 1:
            where += f" for {lowered(names.outcome(results.study, *outcomes))}"
        told.append(f"{where}, {', but '.join(said) or HIDDEN}")
    return sentence(f"the smallest change that this study could have seen is, {'; '.join(told)}")


def could_finding(results: ShownRun, shown: Sequence[ShownDetectable]) -> str:
    """The smallest effects that the target's comparisons could have shown."""
    target = _of_targets(shown)
    if not target:
        if any(verdict.recorded is not None for verdict in results.verdicts):
            return "No comparison could be made: what was recorded can be told, an effect cannot."
        return "No comparison could be made, so that there is nothing that this study could tell."
    if all(one.status == "withheld" for one in target):
        return sentence(f"the smallest effect that this study could have seen is {HIDDEN}")
    parts, blind = _could_see(results, target)
    where = names.where(results.study, target[0].parameter)
    first = f"the smallest change that this study could have seen {where} is {listed(parts)}"
    if not parts:
        first = f"{where} this study would often have missed {listed(blind)}"
    elif blind:
        first += f"; it would often have missed {listed(blind)}"
    return sentence(first)


def _of_targets(shown: Sequence[ShownDetectable]) -> list[ShownDetectable]:
    return [one for one in shown if one.parameter.zone == TARGET] or list(shown)


def _could_see(results: ShownRun, target: Sequence[ShownDetectable]) -> tuple[list[str], list[str]]:
    """The smallest fall and rise, and what would often have been missed however large."""
    parts, blind = [], []
    for word in ("fall", "rise"):
        sizes = [
            (
                lowered(names.outcome(results.study, one.parameter.outcome)),
                one.fall if word == "fall" else one.rise,
            )
            for one in target
            if one.status != "withheld"
        ]
        seen = [(name, size) for name, size in sizes if size is not None]
        gone = [name for name, size in sizes if size is None]
        if seen:
            rounded = any(one.status == "rounded" for one in target)
            parts.append(_spread(seen, word, "about " if rounded else ""))
        if gone:
            limit = "even a fall to nothing" if word == "fall" else "even a rise to four times"
            blind.append(f"{limit} for {listed(dict.fromkeys(gone))}")
    return parts, blind


def nothing_to_draw(series: ShownSeries) -> str:
    """Why a chart has no line."""
    return sentence(HIDDEN if series.status == "withheld" else "no data")


def seen_in_counts(study: ShownStudy, detectable: ShownDetectable) -> str:
    """Robbery in the target area: 50 fewer (90%) or 60 more (107%) than the 56 expected."""
    key = detectable.parameter
    what = f"{names.outcome(study, key.outcome)} {names.where(study, key)}"
    if detectable.status == "withheld":
        return sentence(f"{what}: {HIDDEN}")
    fall, rise = (
        in_counts(detectable, detectable.fall, "fall"),
        in_counts(detectable, detectable.rise, "rise"),
    )
    against = (
        ""
        if detectable.expected is None
        else f", against {counted(detectable.expected, detectable.status)}"
    )
    return sentence(f"{what}: smallest fall {fall}, smallest rise {rise}{against} expected")


def in_counts(detectable: ShownDetectable, ratio: float | None, word: str) -> str:
    """32 fewer than 54 expected (−60%)."""
    if detectable.status == "withheld":
        return HIDDEN
    if ratio is None:
        return "none: not even to nothing" if word == "fall" else "none: not even to four times"
    if detectable.expected is None:
        return percent(-ratio if word == "fall" else ratio)
    size = counted(detectable.expected * ratio, detectable.status)
    return f"{size} {'fewer' if word == 'fall' else 'more'} ({share(ratio)})"


def where_of(study: ShownStudy, intervention: str) -> str:
    """in the target area of Police operation, which the section is about."""
    several = "s" if names.many(study, intervention) else ""
    return f"in the target area{several} ({lowered(names.intervention(study, intervention))})"


# Did it change? Did it move? --------------------------------------------------------------------


def direction(results: ShownRun, estimate: ShownEstimate) -> str:
    """fell or rose; barred by a failed gate; open where chance allows it; hidden in release; small
    where the change may be less than the smallest effect of interest."""
    if estimate.status == "withheld":
        return "hidden"
    if estimate.deciding is None:
        return "open"
    low, high = estimate.deciding
    bars = {check.bars for check in estimate.checks if check.gate and check.passed is False}
    ratio = estimate.parameter.scale == "ratio"
    least = results.study.rule.smallest_effect * (1.0 if ratio else estimate.expected or 0.0)
    if high is not None and high < 0:
        certain = "fell" if high < -least else "small"
        return "barred" if bars & {"fall", "both"} else certain
    if low is not None and low > 0:
        certain = "rose" if low > least else "small"
        return "barred" if bars & {"rise", "both"} else certain
    return "open"


_DIRECTIONS = {
    "fell": "{} fell against what would be expected",
    "rose": "{} rose against what would be expected",
    "small": "for {} the change is larger than chance, but it may be less than the {least} that "
    "counts as one",
    "barred": "for {} the change is larger than chance, but a binding check did not pass",
    "open": "for {} these data cannot tell a change from chance",
    "hidden": f"for {{}} the result is {HIDDEN}",
}


def change_finding(results: ShownRun, estimates: Sequence[ShownEstimate], where: str) -> str:
    """One sentence over the outcomes of one place: what fell, what rose, what cannot be told."""
    if not estimates:
        return sentence(f"no comparison could be made {where}")
    said: dict[str, list[str]] = {key: [] for key in _DIRECTIONS}
    for estimate in estimates:
        name = lowered(names.outcome(results.study, estimate.parameter.outcome))
        said[direction(results, estimate)].append(name)
    least = share(results.study.rule.smallest_effect)
    parts = [
        form.format(listed(said[key]), least=least)
        for key, form in _DIRECTIONS.items()
        if said[key]
    ]
    touched = dict.fromkeys(
        tell(warning, "event")
        for one in estimates
        for warning in one.warnings
        if warning.code == "event"
    )
    if touched:
        parts.append(f"the months compared touch {listed(touched)}, so that two changes are mixed")
    return sentence(f"{where}, {'; '.join(parts)}")


def changes_finding(results: ShownRun, found: Mapping[str, Sequence[ShownEstimate]]) -> str:
    """A sentence for the target of each intervention that a claim speaks of."""
    told = (
        change_finding(results, some, where_of(results.study, key)) for key, some in found.items()
    )
    return " ".join(told) or "No comparison could be made."


def matched_sentence(estimate: ShownEstimate) -> str:
    """How many placebos there are where only those picked as the place was are compared with."""
    if estimate.placebos is None or estimate.placebos_all is None or estimate.status == "withheld":
        return ""
    if estimate.placebos >= estimate.placebos_all:
        return ""
    return (
        f"These {estimate.placebos:,} are the places and years that the same rules would have "
        "picked; "
        f"the table of methods gives p among all {estimate.placebos_all:,} as well."
    )


def parts_sentence(co_treated: ShownEstimate | None, rest: ShownEstimate | None) -> str:
    """How a zone's figure splits over its co-treated areas and the rest."""
    if co_treated is None or rest is None:
        return ""
    if "withheld" in (co_treated.status, rest.status):
        return (
            "How this splits over the areas under another intervention as well and the rest is "
            f"{HIDDEN}."
        )
    return (
        f"Of this, {difference(co_treated)} in the {plural(co_treated.areas, 'area')} of the zone "
        f"under another intervention as well, and {difference(rest)} in the other "
        f"{plural(rest.areas, 'area')}."
    )


def strip_sentence(strip: ShownStrip) -> str:
    """Where the target stands among its placebos."""
    if strip.status == "withheld" or strip.target is None or not strip.placebos:
        return sentence(f"where the place stands among its placebos is {HIDDEN}")
    side = -1 if strip.target < 0 else 1
    reached = sum(1 for one in strip.placebos if side * one >= side * strip.target)
    total = len(strip.placebos)
    about = "About " if strip.status == "rounded" else ""
    none = "None" if not about else "About none"
    some = none if reached == 0 else f"{about}{reached:,} ({share(reached / total)})"
    return f"{some} of {plural(total, 'placebo')} {strayed(strip.target)}, allowing for size."


def dots_note(total: int, dots: int) -> str:
    if dots == total:
        return "One dot is one placebo."
    return f"{dots} dots stand for {total:,} placebos, each for the same share of them."


def series_note(series: ShownSeries, step: int, published_step: int) -> str:
    """The unit of a series chart, and why periods were added up."""
    unit = {1: "a month", 3: "in three months", 12: "a year"}.get(step, f"in {step} months")
    if step == published_step:
        return f"Recorded count {unit}."
    return (
        f"Recorded count {unit}, in blocks counted from {in_words(series.post.first)}: single "
        "months vary much by chance."
    )


def readings_sentence(results: ShownRun, table: ShownReadings) -> str:
    """How many readings reach the claimed figure."""
    study = results.study
    claim = next(one for one in study.claims if one.id == table.claim)
    reach = sum(1 for reading in table.readings if reading.reaches)
    total = len(table.readings) + table.missing
    if table.status == "withheld":
        what = lowered(names.outcome(study, table.outcome))
        return f"How far a claim about {what} depends on the months chosen is {HIDDEN}."
    if not total:
        return f"No way of choosing the months was declared for the figure that {claim.who} gave."
    size = claimed(claim) + (" or more" if claim.stated else "")
    some = "None" if reach == 0 else f"{reach:,}"
    give = "gives" if reach == 1 else "give"
    said = (
        f"{some} of {plural(total, 'way')} of choosing the months {give} "
        f"{size} in {lowered(names.outcome(study, table.outcome))}, the figure that "
        f"{claim.who} gave."
    )
    if table.missing:
        said += f" {table.missing:,} of them could not be computed, {names.why_missing(results)}."
    if table.stated is not None and table.stated.change is not None and table.status != "withheld":
        said += (
            f" On the months stated, {length(table.stated.post)}, the change is "
            f"{percent(table.stated.change, table.stated.base_count, claim_digits(claim))}."
        )
    return said


HARM_FINDING = (
    "These data cannot say: they count what was reported and recorded, and nothing here measures "
    "how much of what happened was."
)

CHANGE_MIND = {
    "could": (
        "More months, or a larger place: both make smaller effects visible.",
        "A source that counts more of what happens, since few incidents a month leave much to "
        "chance.",
    ),
    "change": (
        "A base that was not picked at its highest or lowest: several earlier years, not one.",
        "Another start or another window that gives the opposite answer, with a source for it.",
        "Something else that happened to this place and not to its comparison areas.",
    ),
    "move": (
        "A rise in the zones that stays when the areas under another intervention are left out.",
        "Counts from places beyond the zones to which people may have gone, and from indoors.",
        "A fall in the zones: benefit can spread as well as move.",
    ),
    "harm": (
        "A second source that does not go through the police: health services, outreach, surveys.",
        "Figures on how many incidents were reported, before and after.",
    ),
}
