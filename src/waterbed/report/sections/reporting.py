"""The section on reporting: tipping points, both readings, the picture of the quarrel.

Everything here is made of numbers that have been released.
"""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.calibration import published_on
from waterbed.model.kinds import KINDS, SECOND
from waterbed.model.released import ShownEstimate, ShownRun
from waterbed.model.reporting_regions import quarrel_of
from waterbed.model.study import NET, TARGET
from waterbed.model.tipping import TippingPoints, exposed_change, on_ratio
from waterbed.report.blocks import (
    Block,
    Chart,
    Grid,
    Section,
    headline,
    main_intervention,
    of_key,
    zones_of,
)
from waterbed.report.sections.reporting_regions import quarrel_chart, quarrel_grid
from waterbed.report.words import delay as delays
from waterbed.report.words import harm as words
from waterbed.report.words import names, sections
from waterbed.report.words import reporting as tips
from waterbed.report.words.checks import check_text
from waterbed.report.words.numbers import share

EXPOSED = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the reports that come from those exposed, for the table."""


def is_it_harm(results: ShownRun) -> Section:
    """Is a fall in reports a fall in harm?  Each outcome of the main intervention in its turn."""
    main = main_intervention(results)
    places = (TARGET, *zones_of(results, main), NET)
    whole = of_key(headline(results), intervention=main, part="whole")
    here = [estimate for estimate in whole if estimate.parameter.zone in places]
    outcomes = tuple(dict.fromkeys(estimate.parameter.outcome for estimate in here))
    blocks = [
        outcome_block(results, of_key(here, outcome=outcome), i)
        for i, outcome in enumerate(pictured(results, outcomes))
    ]
    shown = [block for block in blocks if block is not None]
    if shown:
        shown.append(published_block(results.study.topic))
    paired = any(second_of(results, estimate) for estimate in here)
    return Section(
        "harm",
        "Is a fall in reports a fall in harm?",
        words.SECOND_FINDING if paired else sections.HARM_FINDING,
        tuple(shown),
        sections.CHANGE_MIND["harm"],
    )


def pictured(results: ShownRun, outcomes: Sequence[str]) -> tuple[str, ...]:
    """Outcomes that a claim on harm or on reporting speaks of; without any, the first."""
    claims = results.study.claims
    spoken = {claim.outcome for claim in claims if KINDS[claim.kind].parameter in SECOND}
    return tuple(outcome for outcome in outcomes if outcome in spoken) or tuple(outcomes[:1])


def outcome_block(results: ShownRun, estimates: Sequence[ShownEstimate], i: int) -> Block | None:
    """One outcome: what would explain the record in each place, both readings, the picture.

    None where no place has numbers that may be shown.
    """
    study = results.study
    twins = [
        twin
        for estimate in estimates
        if (twin := on_ratio(estimate, results.estimates)) is not None
    ]
    ratios = [(twin, ratio) for twin in twins if (ratio := words.released_ratio(twin)) is not None]
    if not ratios:
        return None
    first, at = ratios[0]
    name = names.outcome(study, first.parameter.outcome)
    smallest, stated = study.rule.smallest_effect, study.rule.reporting_change
    both = tips.two_readings(*at, stated)
    title = f"{name}: by how much reporting would have to change"
    picture = picture_of(results, estimates, i)
    return Block(
        title=name,
        folded=True,
        finding=words.place_sentence(study, first, smallest),
        paragraphs=(
            words.sides_sentence(at[1], at[2]),
            both.silences,
            both.uncovers,
            *(() if stated is None else (words.range_sentence(at, stated),)),
            *second_of(results, first),
            *delay_of(results, first),
        ),
        points=words.other_places(study, ratios[1:], smallest),
        charts=() if picture is None else (picture,),
        grids=(tipping_grid(ratios, smallest, title), exposure_grid(name, at[0])),
    )


def second_of(results: ShownRun, estimate: ShownEstimate) -> tuple[str, ...]:
    """What a second source says of the same outcome, place and window."""
    asked = of_key(results.estimates, question="reporting")
    return words.second_sentences(
        [other for other in asked if names.same_place(other.parameter, estimate.parameter)]
    )


def delay_of(results: ShownRun, estimate: ShownEstimate) -> tuple[str, ...]:
    """What tables of recorded and committed months say of the same outcome and window."""
    checks = [
        check_text(results.study, check)
        for check in results.checks
        if check.name in ("committed-before", "completeness")
        and check.parameter is not None
        and names.same_place(check.parameter, estimate.parameter)
    ]
    shifts = [
        other
        for other in results.estimates
        if other.method == "delay"
        and other.status != "withheld"
        and names.same_place(other.parameter, estimate.parameter)
    ]
    return (*checks, *delays.shift_sentences(shifts))


def tipping_grid(
    ratios: Sequence[tuple[ShownEstimate, words.RecordedRatio]], smallest: float, title: str
) -> Grid:
    """Tipping points of every place in a table."""

    def row(estimate: ShownEstimate, points: TippingPoints) -> tuple[str, ...]:
        cells = [points.point, points.significant, points.opposite]
        if smallest:
            cells.insert(2, points.smallest)
        return (
            names.place_title(estimate.parameter.zone),
            tips.factor_change(points.point),
            *(words.tip_cell(cell) for cell in cells),
        )

    rows = tuple(row(estimate, words.points_of(ratio, smallest)) for estimate, ratio in ratios)
    columns = words.TIPPING_COLUMNS if smallest else (
        *words.TIPPING_COLUMNS[:4], words.TIPPING_COLUMNS[5]
    )  # fmt: skip
    return Grid(title, columns, rows, tuple(range(1, len(columns))), page=False)


def exposure_grid(name: str, ratio: float) -> Grid:
    """Reporting among those exposed that explains the record, by their share of the reports."""
    rows = tuple((share(part), words.exposed_cell(exposed_change(ratio, part))) for part in EXPOSED)
    return Grid(f"{name}: {words.EXPOSED_TITLE}", words.EXPOSED_COLUMNS, rows, (0, 1), page=False)


def picture_of(results: ShownRun, estimates: Sequence[ShownEstimate], i: int) -> Chart | None:
    """The picture of the quarrel for one outcome; None without a zone, or where numbers are not
    shown exactly."""
    places = {estimate.parameter.zone: estimate for estimate in estimates}
    if TARGET not in places or NET not in places:
        return None
    if {places[zone].status for zone in (TARGET, NET)} != {"exact"}:
        return None
    quarrel = quarrel_of(places[TARGET], places[NET])
    if quarrel is None:
        return None
    name = names.outcome(results.study, places[TARGET].parameter.outcome)
    stated = results.study.rule.reporting_change
    title = f"{name}: where true harm fell, stayed or rose"
    said = " ".join(words.quarrel_sentences(quarrel, stated))
    svg = quarrel_chart(quarrel, f"quarrel{i}", title, said, stated)
    note = f"{said} {words.BOX}" if stated else said
    return Chart(title, words.QUARREL_KEY, svg, quarrel_grid(quarrel, title), note)


def published_block(topic: str) -> Block:
    """Published trends of reporting and recording on a topic, with their sources."""
    points = tuple(tips.published_sentence(trend) for trend in published_on(topic))
    return Block(title="How far reporting has been seen to go", finding=tips.TRENDS, points=points)
