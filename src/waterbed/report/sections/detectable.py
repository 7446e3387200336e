"""Could this study tell?  The smallest effects that it could have seen, before any result."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.released import ShownDetectable, ShownRun
from waterbed.report import charts
from waterbed.report.blocks import (
    Block,
    Chart,
    Grid,
    Section,
    main_intervention,
    of_key,
    shown_detectable,
)
from waterbed.report.charts import IntervalRow
from waterbed.report.sections.stories import stories_apart
from waterbed.report.words import could as words
from waterbed.report.words import larger, names
from waterbed.report.words.answers import at_level
from waterbed.report.words.numbers import counted, share
from waterbed.report.words.sections import CHANGE_MIND


def could_tell(results: ShownRun) -> Section:
    """The smallest effect that it could have seen, before any result."""
    everything = shown_detectable(results)
    main = main_intervention(results)
    detectables = of_key(everything, intervention=main)
    finding_words = words.could_findings(results, asked_of(results, everything))
    mind = CHANGE_MIND["could"]
    apart = stories_apart(results.study.loop)
    detectables = [detectable for detectable in detectables if detectable.status != "withheld"]
    if not detectables:
        return Section("could", "Could this study tell?", finding_words, apart, mind)
    power = max(detectable.power for detectable in detectables)
    note = (
        f"“Seen” means that a claim of such a change would come out supported"
        f"{at_level(results.study.rule.level)} {share(power)} of the time; a smaller change would "
        "more often be missed."
    )
    block = Block(
        paragraphs=(note, words.DONORS),
        charts=(detectable_chart(results, detectables, everything),),
    )
    return Section("could", "Could this study tell?", finding_words, (block, *apart), mind)


def asked_of(results: ShownRun, shown: Sequence[ShownDetectable]) -> list[ShownDetectable]:
    """Those of outcomes that a claim speaks of for this intervention, or for a programme of it;
    all of an intervention that no claim names."""
    study = results.study
    spoken: dict[str, set[str]] = {}
    for claim in study.claims:
        programme = study.programme(claim.intervention)
        for key in (claim.intervention, *(programme.waves if programme else ())):
            spoken.setdefault(key, set()).add(claim.outcome)
    return [
        detectable
        for detectable in shown
        if detectable.parameter.outcome
        in spoken.get(detectable.parameter.intervention, {detectable.parameter.outcome})
    ]


def detectable_chart(
    results: ShownRun, detectables: Sequence[ShownDetectable], everything: Sequence[ShownDetectable]
) -> Chart:
    """The main intervention's comparisons, and a table of every intervention's."""
    rows = [
        IntervalRow(
            detectable_label(results, detectable),
            None if detectable.fall is None else -detectable.fall,
            detectable.rise,
        )
        for detectable in detectables
        if detectable.status != "withheld"
    ]
    title = "Changes too small for this study to tell from chance"
    text = " ".join(words.seen_in_counts(results.study, detectable) for detectable in detectables)
    subtitle = (
        "Bar: from the smallest fall to the smallest rise that could be seen"
        f"{at_level(results.study.rule.level)}, against what was expected. An arrow: no end "
        "within sight."
    )
    svg = charts.interval_chart(rows, "could-all", title, text) if rows else ""
    return Chart(title, subtitle, svg, detectable_grid(results, everything))


def detectable_label(results: ShownRun, detectable: ShownDetectable) -> str:
    what = names.outcome(results.study, detectable.parameter.outcome)
    return f"{what}, {names.zone_label(detectable.parameter.zone)}"


def detectable_grid(results: ShownRun, detectables: Sequence[ShownDetectable]) -> Grid:
    rows = tuple(
        (
            names.outcome(results.study, detectable.parameter.outcome),
            names.capital(names.intervention(results.study, detectable.parameter.intervention)),
            names.where_title(results.study, detectable.parameter),
            names.window_words(results.study, detectable.parameter.window),
            counted(detectable.expected, detectable.status),
            words.in_counts(detectable, detectable.fall, "fall"),
            words.in_counts(detectable, detectable.rise, "rise"),
            larger.in_cell(detectable.larger, "places"),
            larger.in_cell(detectable.larger, "counts"),
        )
        for detectable in detectables
        if detectable.status != "withheld"
    )
    columns = (
        "Outcome",
        "Intervention",
        "Place",
        "Months after",
        "Expected",
        "Smallest fall",
        "Smallest rise",
        "Places that would tell",
        "Times the counts that would",
    )
    note = (
        "Expected: what would be expected in the months after with nothing done. Smallest fall and "
        "rise: the smallest that would be seen, in counts and against what was expected. "
        f"{larger.NOTE}"
    )
    return Grid(
        "The smallest changes that could be seen", columns, rows, (4, 5, 6), note=note, page=False
    )
