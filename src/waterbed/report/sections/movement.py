"""The section on movement: target, zones and net on one axis, and the share that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from waterbed.model.released import ShownEstimate, ShownRun
from waterbed.model.study import NET, TARGET
from waterbed.report import charts
from waterbed.report.blocks import (
    Block,
    Chart,
    Grid,
    Section,
    counts_row,
    deciding_method,
    headline,
    main_intervention,
    of_key,
    series_of,
    zones_of,
)
from waterbed.report.charts import IntervalRow
from waterbed.report.charts.timeline_charts import time_chart
from waterbed.report.sections.change import methods_grid, overview
from waterbed.report.sections.elsewhere import where_else
from waterbed.report.words import movement as moves
from waterbed.report.words import names
from waterbed.report.words import sections as words
from waterbed.report.words.answers import level_words
from waterbed.report.words.checks import check_text
from waterbed.report.words.estimates import (
    comparison,
    difference,
    finding,
    lowered,
    range_words,
)
from waterbed.report.words.movement import bounds_sentence
from waterbed.report.words.numbers import counted, listed, sentence
from waterbed.report.words.surroundings import (
    TITLES,
    names_of,
    surrounding_row,
    surroundings_of,
)
from waterbed.report.words.switching import beside_sentences


def did_it_move(results: ShownRun) -> Section:
    """The zones: whole, co-treated and rest on one axis, then each outcome by itself."""
    main = main_intervention(results)
    zones = (*zones_of(results, main), NET)
    here = of_key(headline(results), intervention=main)
    estimates = [estimate for estimate in here if estimate.parameter.zone in zones]
    bounded = bounds_block(results, main)
    if not estimates and zones != (NET,):
        said = "No change in the zones could be judged, so that whether it moved cannot be said."
        alone = () if bounded is None else (bounded,)
        alone = (*alone, *where_else(results))
        return Section("move", "Did it move?", said, alone, words.CHANGE_MIND["move"])
    if not estimates:
        said = "No zone round the target was declared, so that nothing was asked about movement."
        kinds = tuple(where_else(results))
        if kinds:
            beside = beside_sentences(results.study, results.elsewhere)
            said = " ".join(["No zone round the target was declared.", *beside])
        return Section("move", "Did it move?", said, kinds, words.CHANGE_MIND["move"])
    first = zones[0]
    whole = of_key(estimates, part="whole", zone=first)
    drawn = [
        estimate
        for estimate in estimates
        if estimate.parameter.zone != NET or estimate.parameter.part == "whole"
    ]
    blocks = [overview(results, drawn, "move", "The change in the zones")]
    blocks += shared_block(results, whole)
    blocks += [
        replace(zone_block(results, estimate, here, zones, i), folded=True)
        for i, estimate in enumerate(whole)
    ]
    blocks += [] if bounded is None else [bounded]
    blocks += where_else(results)
    sentences = [words.change_finding(results, whole, placed(results, main, first))]
    above = moves.as_above(lowered(names.intervention(results.study, main)))
    known = {
        (estimate.parameter.outcome, share.text): above
        for estimate in whole
        for share in share_sentences(results, estimate)
    }
    for i, other in enumerate(others(results, main)):
        said, block = other_block(results, other, i, known)
        sentences.append(said)
        blocks.append(block)
    sentences += beside_sentences(results.study, results.elsewhere)
    return Section(
        "move", "Did it move?", " ".join(sentences), tuple(blocks), words.CHANGE_MIND["move"]
    )


def bounds_block(results: ShownRun, intervention: str) -> Block | None:
    """Zones of which bounds alone can be said."""
    sentences = tuple(
        bounds_sentence(results.study, estimate)
        for estimate in of_key(results.estimates, intervention=intervention, part="whole")
        if estimate.method == "bounds" and estimate.parameter.zone != TARGET
    )
    return Block("Where no test can be made: bounds", points=sentences) if sentences else None


def placed(results: ShownRun, intervention: str, zone: str) -> str:
    name = names.intervention(results.study, intervention)
    return f"{names.place(zone)} ({lowered(name)})"


def others(results: ShownRun, main: str) -> list[str]:
    """Other interventions with zones, of whose movement or zones a claim speaks."""
    interventions = []
    for claim in results.study.claims:
        zoned = claim.zone != TARGET and zones_of(results, claim.intervention)
        if zoned and claim.intervention != main:
            interventions.append(claim.intervention)
    return list(dict.fromkeys(interventions))


def other_block(
    results: ShownRun, intervention: str, i: int, known: Mapping[tuple[str, str], str]
) -> tuple[str, Block]:
    """What happened in the zones of another intervention, for the outcomes claimed about there.

    known : outcomes, and what is said of their shares already; how it is pointed to
    """
    asked = {claim.outcome for claim in results.study.claims if claim.intervention == intervention}
    zones = (*zones_of(results, intervention), NET)
    whole = [
        estimate
        for estimate in of_key(headline(results), intervention=intervention, part="whole")
        if estimate.parameter.zone in zones and estimate.parameter.outcome in asked
    ]
    first = of_key(whole, zone=zones[0])
    outcomes_by_share = shares_said(results, first, known)
    every = len({estimate.parameter.outcome for estimate in first})
    shares = tuple(
        share.text
        if share in map(ShareSaid, known.values()) and len(set(outcomes)) == every
        else of_outcomes(share, outcomes)
        for share, outcomes in outcomes_by_share.items()
    )
    said = words.change_finding(results, first, placed(results, intervention, zones[0]))
    named = names.intervention(results.study, intervention)
    shown = overview(results, whole, f"move-{i}", f"The change in the zones: {lowered(named)}")
    return said, replace(shown, title=names.capital(named), points=shares, folded=True)


def zone_block(
    results: ShownRun,
    estimate: ShownEstimate,
    here: Sequence[ShownEstimate],
    zones: Sequence[str],
    i: int,
) -> Block:
    """One outcome: target, zones and net on one axis, the share that moved, counts over time."""
    key = estimate.parameter
    same = of_key(here, outcome=key.outcome)
    whole = of_key(same, part="whole")
    parts = {other.parameter.part: other for other in of_key(same, zone=key.zone)}
    paragraphs = [words.parts_sentence(parts.get("co-treated"), parts.get("rest"))]
    balance = balance_chart(results, whole, i)
    if balance is None:
        paragraphs += [comparison(results.study, other) for other in of_key(whole, zone=NET)]
    paragraphs += own_shares(results, estimate, of_key(here, part="whole", zone=zones[0]))
    drawn = [balance, share_chart(results, estimate, i)]
    drawn.append(zones_over_time(results, estimate, zones, i))
    beside = methods_grid(results, estimate)
    return Block(
        title=names.outcome(results.study, key.outcome),
        finding="" if balance is not None else comparison(results.study, estimate),
        paragraphs=tuple(text for text in paragraphs if text),
        charts=tuple(chart for chart in drawn if chart is not None),
        grids=() if beside is None else (beside,),
    )


def zones_over_time(
    results: ShownRun, estimate: ShownEstimate, zones: Sequence[str], i: int
) -> Chart | None:
    key = estimate.parameter
    series = [
        series
        for zone in zones
        if zone != NET
        and (series := series_of(results, key.intervention, key.outcome, zone)) is not None
    ]
    if not series:
        return None
    where = names.zone_label(series[0].zone) if len(series) == 1 else "zones"
    name = lowered(names.outcome(results.study, key.outcome))
    title = f"Recorded {name} in the {where}, and what would be expected"
    return time_chart(results, series, f"zone{i}", title)


# Target, zones and net ---------------------------------------------------------------------------


def balance_chart(results: ShownRun, whole: Sequence[ShownEstimate], i: int) -> Chart | None:
    """What target, zones and both together gained or lost, in counts, each with its range."""
    order = {TARGET: 0, NET: 2}
    shown = [
        estimate
        for estimate in whole
        if estimate.joint is not None and estimate.status != "withheld"
    ]
    shown.sort(key=lambda estimate: order.get(estimate.parameter.zone, 1))
    if len(shown) < 2:
        return None
    name = names.outcome(results.study, shown[0].parameter.outcome)
    title = f"{name}: more or fewer than expected"
    rows = [
        counts_row(names.place_title(estimate.parameter.zone), estimate, joint_of(estimate))
        for estimate in shown
    ]
    key = shown[0].parameter
    around = [
        surrounding
        for surrounding in surroundings_of(results, key.intervention, key.outcome, key.window)
        if surrounding.status == "exact" and surrounding.value is not None
    ]
    rows += [
        IntervalRow(
            TITLES[surrounding.place],
            surrounding.least,
            surrounding.most,
            (surrounding.observed or 0.0) - (surrounding.expected or 0.0),
        )
        for surrounding in around
    ]
    description = " ".join(finding(results.study, estimate) for estimate in shown)
    svg = charts.interval_chart(rows, f"balance{i}", title, description, unit="count")
    note = (
        "Incidents observed less expected. Ring: best single figure; bar: what fits the data, "
        f"wide enough to hold for all of them at once, at the {level_words(shown[0].level)} level."
    )
    if around:
        note += f" {names.capital(names_of(around))}: untreated, each judged by itself."
    grid = balance_grid(shown, title)
    rest = tuple(surrounding_row(surrounding) for surrounding in around)
    return Chart(title, note, svg, replace(grid, rows=(*grid.rows, *rest)))


def joint_of(estimate: ShownEstimate) -> tuple[float | None, float | None]:
    return estimate.joint or (None, None)


def balance_grid(shown: Sequence[ShownEstimate], title: str) -> Grid:
    columns = ("Place", "Observed", "Expected", "Difference", "Range, all at once", "Range, alone")
    rows = tuple(
        (
            names.place_title(estimate.parameter.zone),
            counted(estimate.observed, estimate.status),
            counted(estimate.expected, estimate.status),
            difference(estimate),
            range_words(estimate, *joint_of(estimate)),
            range_words(estimate, estimate.low, estimate.high),
        )
        for estimate in shown
    )
    return Grid(title, columns, rows, (1, 2), page=False)


# The share that moved ----------------------------------------------------------------------------


def shares_of(results: ShownRun, estimate: ShownEstimate) -> list[ShownEstimate]:
    """Shares that turned up in each zone, whole and in parts, by the method that decides."""
    key = estimate.parameter
    method = deciding_method(results, key.intervention)
    here = {"intervention": key.intervention, "outcome": key.outcome, "window": key.window}
    shares = of_key(results.estimates, question="share", **here)
    return [other for other in shares if other.method == method]


@dataclass(frozen=True, slots=True)
class ShareSaid:
    """What is said of a share that moved.

    where : the zones that it is said of, where there are several to tell apart; "" of one alone
    whole : whether it names its outcome and its zone itself
    """

    text: str
    where: str = ""
    whole: bool = False


def share_sentences(results: ShownRun, estimate: ShownEstimate) -> list[ShareSaid]:
    """How much moved to each zone; where the fall is not supported, what the data allow."""
    shares = of_key(shares_of(results, estimate), part="whole")
    zones: dict[ShareSaid, list[str]] = {}
    for other in shares:
        label = moves.zone_lead(other.parameter.zone)
        if other.deciding_set is None and other.status != "withheld":
            for check in other.checks:
                zones.setdefault(ShareSaid(check_text(results.study, check)), []).append(label)
        else:
            zones[ShareSaid(moves.share_sentence(results.study, other), whole=True)] = []
    several = len({other.parameter.zone for other in shares}) > 1
    return [
        replace(share, where=listed(list(dict.fromkeys(labels)))) if several else share
        for share, labels in zones.items()
    ]


def shares_said(
    results: ShownRun,
    whole: Sequence[ShownEstimate],
    known: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> dict[ShareSaid, list[str]]:
    """What is said of the shares, each once, with the outcomes that it is said of."""
    outcomes_by_share: dict[ShareSaid, list[str]] = {}
    for estimate in whole:
        outcome = estimate.parameter.outcome
        for share in share_sentences(results, estimate):
            said = replace(share, text=known.get((outcome, share.text), share.text))
            outcomes_by_share.setdefault(said, []).append(
                lowered(names.outcome(results.study, outcome))
            )
    return outcomes_by_share


def of_outcomes(share: ShareSaid, outcomes: Sequence[str]) -> str:
    """All crime and robbery: what is said of both; the zone first, where there are several."""
    if share.whole:
        return share.text
    some = listed(list(dict.fromkeys(outcomes)))
    lead = f"{share.where}, for {some}" if share.where else some
    return sentence(f"{lead}: {lowered(share.text)}")


def shared_block(results: ShownRun, whole: Sequence[ShownEstimate]) -> list[Block]:
    """What is said alike of the shares of several outcomes, once."""
    outcomes_by_share = shares_said(results, whole)
    shared = tuple(
        of_outcomes(share, some) for share, some in outcomes_by_share.items() if len(some) > 1
    )
    return [Block(paragraphs=shared)] if shared else []


def own_shares(
    results: ShownRun, estimate: ShownEstimate, whole: Sequence[ShownEstimate]
) -> list[str]:
    """What is said of the share of one outcome, and of no other's."""
    others = {
        share
        for other in whole
        if other.parameter.outcome != estimate.parameter.outcome
        for share in share_sentences(results, other)
    }
    return [
        sentence(f"{share.where}: {lowered(share.text)}") if share.where else share.text
        for share in share_sentences(results, estimate)
        if share not in others
    ]


def share_chart(results: ShownRun, estimate: ShownEstimate, i: int) -> Chart | None:
    """The shares that fit the data, shaded; None where no share is given."""
    shares = of_key(shares_of(results, estimate), scale="share")
    shown = [other for other in shares if other.deciding_set is not None]
    if not shown:
        return None
    name = lowered(names.outcome(results.study, estimate.parameter.outcome))
    title = f"How much of the fall in {name} turned up elsewhere"
    rows, cells = [], []
    for other in shown:
        pieces = moves.at_least_nought(other.deciding_set or ())
        label = moves.share_label(other)
        band = tuple((low or 0.0, 2.0 if high is None else high) for low, high in pieces)
        rows.append(IntervalRow(label, interval=False, band=band))
        cells.append((label, moves.share_range(other.deciding_set or ())))
    svg = charts.interval_chart(
        rows, f"share{i}", title, "; ".join(f"{a}: {b}" for a, b in cells), unit="share"
    )
    note = (
        "Shaded: every share that fits the data. 100%: all that the target lost. A fall in the "
        "zone counts as nothing moved; the axis ends at twice the fall."
    )
    return Chart(title, note, svg, Grid(title, ("Zone", "What fits these data"), tuple(cells)))
