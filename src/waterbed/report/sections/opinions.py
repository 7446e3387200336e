"""What was said, sentence by sentence: opinions, and the table in the order of what is answered."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.released import ShownRun
from waterbed.model.released_study import ShownOpinion, ShownStudy
from waterbed.report.blocks import Grid
from waterbed.report.sections.cards import ordered
from waterbed.report.words import answers, wanted
from waterbed.report.words.numbers import day

COLUMNS = ("Number", "What was said", "By whom", "Answer", "What would test it")
TITLE = "Every assertion in its own order, with its answer and what would test it"
NOTE = (
    "Number: of the assertion in what is answered here; one that says several things has a row for "
    "each. Answers are those of the cards below."
)


@dataclass(frozen=True, slots=True)
class ListedOpinion:
    """An opinion as the page lists it."""

    words: str
    said_by: str
    source: str


def listed_opinions(study: ShownStudy) -> tuple[ListedOpinion, ...]:
    """Opinions in the order of the study file."""
    return tuple(
        ListedOpinion(one.words, f"{one.who}, {day(one.date)}", one.source)
        for one in study.opinions
    )


def in_order(results: ShownRun) -> Grid | None:
    """Claims and opinions that have a number, by it; None where none has."""
    level = results.study.rule.level
    rows: list[tuple[int, tuple[str, ...]]] = []
    for claim, verdict in ordered(results):
        if claim.order is not None:
            word = answers.answer_word(verdict, level)
            said = (claim.words, claim.who, word, claim.tested_by)
            rows.append((claim.order, (str(claim.order), *said)))
    rows += [
        (one.order, opinion_row(one)) for one in results.study.opinions if one.order is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: row[0])
    return Grid(TITLE, COLUMNS, tuple(row for _, row in rows), note=NOTE)


def tests_grid(results: ShownRun) -> Grid | None:
    """What would test the claims: how large, at what cost, who could hold the data."""
    numbers: dict[str, list[str]] = {}
    for number, (claim, _) in enumerate(ordered(results), 1):
        numbers.setdefault(claim.test, []).append(str(number))
    level = results.study.rule.level
    rows = tuple(
        (
            ", ".join(numbers.get(one.id, [])),
            one.what,
            wanted.size_told(one, level),
            wanted.cost_told(one),
            one.holders,
        )
        for one in results.study.tests
    )
    columns = ("Claims", "What would test it", "How large", "Cost, roughly", "Who could hold data")
    return Grid("What would test the claims", columns, rows) if rows else None


def opinion_row(one: ShownOpinion) -> tuple[str, ...]:
    return (str(one.order), one.words, one.who, "Opinion", "")
