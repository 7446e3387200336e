"""report.html: one file, no script, no request to anywhere."""

from __future__ import annotations

from markupsafe import Markup

from waterbed.model.released import Released, ShownRun
from waterbed.model.verdict import NOT_SHOWN
from waterbed.report.blocks import Section
from waterbed.report.record.results import require_released
from waterbed.report.sections import (
    activity,
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
from waterbed.report.template import render
from waterbed.report.words import answers, head
from waterbed.report.words.glossary import terms

KNOWN_NOTE = "No part of the answer above: found by others, in other ways, and mostly elsewhere."
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


def report_html(released: Released[ShownRun]) -> str:
    """The whole report as one HTML text.

    Raises ValueError where anything has not been through disclosure.
    """
    require_released(released)
    return render("report.html", **page(released.content))


def page(results: ShownRun) -> dict[str, object]:
    """All that the template shows, already in words."""
    study = results.study
    told = all_sections(results)
    given = {one.answer for one in results.verdicts}
    key = [one for one in answers.ANSWER_WORDS if one != NOT_SHOWN or one in given]
    return {
        "title": study.title,
        "front": first_page.first_page(results),
        "report_file": "",
        "banner": head.banner(results.profile),
        "version": results.version,
        "subjects": cards.subjects(results),
        "opinions": opinions.listed_opinions(study),
        "known_note": KNOWN_NOTE,
        "in_order": opinions.in_order(results),
        "strip": cards.strip(results),
        "key": [
            (answer, answers.ANSWER_WORDS[answer], answers.ANSWER_MEANS[answer]) for answer in key
        ],
        "shapes": {name: Markup(shape) for name, shape in SHAPES.items() if name in key},
        "sections": told,
        "terms": terms(),
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
        quality.data_section(results),
        quality.method_section(results),
        quality.quality_section(results),
    )
