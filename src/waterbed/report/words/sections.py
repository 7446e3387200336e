"""What is found of a change and of movement, and what would change our mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from waterbed.model.months import in_words
from waterbed.model.released import (
    ShownCheck,
    ShownEstimate,
    ShownReadings,
    ShownRun,
    ShownSeries,
    ShownStrip,
)
from waterbed.report.words import names
from waterbed.report.words.claimed import claim_digits, claimed
from waterbed.report.words.estimates import difference, lowered, strayed, where_of
from waterbed.report.words.facts import tell
from waterbed.report.words.failures import barred_by
from waterbed.report.words.numbers import (
    HIDDEN,
    length,
    listed,
    percent,
    plural,
    sentence,
    share,
)


def nothing_to_draw(series: ShownSeries) -> str:
    """Why a chart has no line."""
    return sentence(HIDDEN if series.status == "withheld" else "no data")


def direction(results: ShownRun, estimate: ShownEstimate) -> str:
    """fell or rose; barred by a failed gate; open where chance allows it; hidden in release; small
    where the change may be less than the smallest effect of interest."""
    if estimate.status == "withheld":
        return "hidden"
    if estimate.deciding is None:
        return "open"
    low, high = estimate.deciding
    ratio = estimate.parameter.scale == "ratio"
    least = results.study.rule.smallest_effect * (1.0 if ratio else estimate.expected or 0.0)
    if high is not None and high < 0:
        certain = "fell" if high < -least else "small"
        return "barred" if barring(estimate) else certain
    if low is not None and low > 0:
        certain = "rose" if low > least else "small"
        return "barred" if barring(estimate) else certain
    return "open"


def barring(estimate: ShownEstimate) -> tuple[ShownCheck, ...]:
    """The failed checks that keep a change beyond chance from being established."""
    low, high = estimate.deciding or (None, None)
    way = "fall" if high is not None and high < 0 else "rise" if (low or 0.0) > 0 else ""
    return tuple(
        check
        for check in estimate.checks
        if way and check.gate and check.passed is False and check.bars in (way, "both")
    )


_DIRECTIONS = {
    "fell": "{} fell against what would be expected",
    "rose": "{} rose against what would be expected",
    "small": "for {} the change is larger than chance, but it may be less than the {least} that "
    "counts as one",
    "barred": "for {} the change is larger than chance, but it is not established: {why}",
    "open": "for {} these data cannot tell a change from chance",
    "hidden": f"for {{}} the result is {HIDDEN}",
}


def change_finding(results: ShownRun, estimates: Sequence[ShownEstimate], where: str) -> str:
    """One sentence over the outcomes of one place: what fell, what rose, what cannot be told."""
    if not estimates:
        return sentence(f"no comparison could be made {where}")
    # Outcomes that are barred for another reason are told apart.
    said: dict[tuple[str, str], list[str]] = {}
    for estimate in estimates:
        name = lowered(names.outcome(results.study, estimate.parameter.outcome))
        way = direction(results, estimate)
        why = barred_by(barring(estimate)) if way == "barred" else ""
        said.setdefault((way, why), []).append(name)
    least = share(results.study.rule.smallest_effect)
    parts = [
        form.format(listed(outcomes), least=least, why=why)
        for key, form in _DIRECTIONS.items()
        for (way, why), outcomes in said.items()
        if way == key
    ]
    touched = dict.fromkeys(
        tell(warning, "event")
        for estimate in estimates
        for warning in estimate.warnings
        if warning.code == "event"
    )
    if touched:
        parts.append(f"the months compared touch {listed(touched)}, so that two changes are mixed")
    return sentence(f"{where}, {'; '.join(parts)}")


def changes_finding(
    results: ShownRun, by_intervention: Mapping[str, Sequence[ShownEstimate]]
) -> str:
    """A sentence for the target of each intervention that a claim speaks of."""
    sentences = (
        change_finding(results, some, where_of(results.study, key))
        for key, some in by_intervention.items()
    )
    return " ".join(sentences) or "No comparison could be made."


def matched_sentence(estimate: ShownEstimate) -> str:
    """How many placebos there are where only those picked as the place was are compared with: of
    several pools, those of the one that gives the p, as the sentence before it says."""
    if estimate.placebos is None or estimate.placebos_all is None or estimate.status == "withheld":
        return ""
    total = estimate.reached[1] if estimate.reached else estimate.placebos
    if total >= estimate.placebos_all:
        return ""
    return (
        f"These {total:,} are the places and years that the same rules would have "
        f"picked; tables.xlsx gives p among all {estimate.placebos_all:,}."
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
        f"Of the difference there, {difference(co_treated)} in the "
        f"{plural(co_treated.areas, 'area')} of the zone under another intervention as well, "
        f"{difference(rest)} in the other {rest.areas:,}."
    )


def strip_sentence(strip: ShownStrip) -> str:
    """Where the target stands among its placebos."""
    if strip.status == "withheld" or strip.target is None or not strip.placebos:
        return sentence(f"where the place stands among its placebos is {HIDDEN}")
    side = -1 if strip.target < 0 else 1
    reached = sum(1 for placebo in strip.placebos if side * placebo >= side * strip.target)
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
    claim = next(claim for claim in study.claims if claim.id == table.claim)
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
