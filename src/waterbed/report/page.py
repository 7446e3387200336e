"""report.html: one file, no script, no request to anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from markupsafe import Markup

from waterbed.model.released import Released, ShownRun
from waterbed.model.verdict import NOT_SHOWN
from waterbed.report.blocks import Chart, Grid, Section
from waterbed.report.lean import charts_of, grids_of, once, with_words, words_grid
from waterbed.report.record.results import require_released
from waterbed.report.sections import (
    activity,
    attitudes,
    cards,
    first_page,
    movement,
    opinions,
    people,
    quality,
)
from waterbed.report.sections import change as sections
from waterbed.report.sections import detectable as could
from waterbed.report.sections import programme as waves
from waterbed.report.sections import reporting as harm
from waterbed.report.sections.first_page import FirstPage
from waterbed.report.template import render
from waterbed.report.words import answers, data, head, known

KNOWN_NOTE = (
    "No part of the answer above: found by others, in other ways, and mostly elsewhere. Each was "
    "checked against its source unless it says otherwise; tables.xlsx names the sources in full."
)
WORDS_NOTE = "A sentence each; tables.xlsx has them in full."
SHAPES = {
    "supported": '<circle cx="12" cy="12" r="10" fill="currentColor"/>',
    "contradicted": (
        '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.5"/>'
        '<path d="M6 6L18 18M18 6L6 18" stroke="currentColor" stroke-width="2.5"/>'
    ),
    "undecided": (
        '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.5"/>'
        '<path d="M12 3a9 9 0 0 0 0 18z" fill="currentColor"/>'
    ),
    "not-shown": (
        '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.5" '
        'stroke-dasharray="3 3"/>'
    ),
    "untestable": (
        '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.5"/>'
    ),
}


@dataclass(frozen=True, slots=True)
class Pages:
    """What is written of a run for readers.

    report, summary : HTML, the whole and the first page by itself
    front : what that page says; banner : "" or what marks it
    grids : tables that the report leaves to the workbook; charts : every one, in its order
    source : whose the data are
    """

    report: str
    summary: str
    front: FirstPage
    banner: str
    grids: tuple[Grid, ...]
    charts: tuple[Chart, ...]
    source: str


def pages(released: Released[ShownRun]) -> Pages:
    """The report and its first page, made once for all the files that show them.

    Raises ValueError where anything has not been through disclosure.
    """
    require_released(released)
    results = released.content
    values = page(results)
    lean = cast("list[Section]", values["sections"])
    whole = cast("list[Section]", values.pop("whole"))
    front = cast("FirstPage", values["front"])
    strip = cast("Chart | None", values["strip"])
    report = with_words("report.html", WORDS_NOTE, short=True, **values)
    ways = (
        cards.ways_grid(results, number, claim, verdict)
        for number, (claim, verdict) in enumerate(cards.ordered(results), 1)
    )
    claimed = None if strip is None else strip.table
    others = (
        claimed,
        opinions.in_order(results),
        opinions.tests_grid(results),
        *ways,
        words_grid(report),
    )
    drawn = (front.picture, front.map, strip, *charts_of(whole))
    return Pages(
        report,
        render("summary.html", **values | {"report_file": "report.html"}),
        front,
        head.banner(results.profile),
        (
            *(grid for grid in grids_of(lean) if not grid.page),
            *(grid for grid in others if grid is not None),
        ),
        tuple(chart for chart in drawn if chart is not None and chart.svg),
        " ".join(data.attribution(results)),
    )


def report_html(released: Released[ShownRun]) -> str:
    """The whole report as one HTML text; ValueError as of `pages`."""
    return pages(released).report


def page(results: ShownRun) -> dict[str, object]:
    """All that the template shows, already in words."""
    study = results.study
    claim_cards, notes = cards.cards_of(results)
    whole = list(all_sections(results))
    given = {verdict.answer for verdict in results.verdicts}
    key = [answer for answer in answers.ANSWER_WORDS if answer != NOT_SHOWN or answer in given]
    return {
        "title": study.title,
        "front": first_page.first_page(results),
        "report_file": "",
        "banner": head.banner(results.profile),
        "version": results.version,
        "subjects": cards.subjects(results, claim_cards),
        "notes": notes,
        "known": known.every(study),
        "opinions": opinions.listed_opinions(study),
        "known_note": KNOWN_NOTE,
        "strip": cards.strip(results),
        "key": [
            (answer, answers.ANSWER_WORDS[answer], answers.ANSWER_MEANS[answer]) for answer in key
        ],
        "fits": answers.what_fits(study.rule.level),
        "shapes": {name: Markup(shape) for name, shape in SHAPES.items() if name in key},
        "sections": once(whole, claim_cards, notes),
        "whole": whole,
    }


def all_sections(results: ShownRun) -> tuple[Section, ...]:
    """In the order in which they are read."""
    return (
        *activity.what_was_done(results),
        could.could_tell(results),
        sections.did_it_change(results),
        *waves.do_they_add_up(results),
        movement.did_it_move(results),
        harm.is_it_harm(results),
        *people.how_many(results),
        *attitudes.what_people_answer(results),
        quality.data_section(results),
        quality.method_section(results),
        quality.quality_section(results),
    )
