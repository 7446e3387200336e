"""What was said, sentence by sentence: opinions, and the table in the order of what is answered."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.released import ShownRun, ShownVerdict
from waterbed.model.released_study import ShownClaim, ShownOpinion, ShownStudy
from waterbed.report.blocks import Grid
from waterbed.report.sections.cards import ordered
from waterbed.report.words import answers, wanted
from waterbed.report.words.numbers import day

COLUMNS = ("Number", "What was said", "By whom", "Answer", "What would test it")
TITLE = "Every assertion in its own order, with its answer and what would test it"
NOTE = (
    "Number: of the assertion in what is answered here; one that says several things has a row for "
    "each. Answers are those of the cards of report.html."
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
        ListedOpinion(opinion.words, f"{opinion.who}, {day(opinion.date)}", opinion.source)
        for opinion in study.opinions
    )


@dataclass(frozen=True, slots=True)
class Assertion:
    """What was said under a number, and how it is answered; an opinion has no verdict."""

    order: int
    said: ShownClaim | ShownOpinion
    verdict: ShownVerdict | None = None


def assertions(results: ShownRun) -> tuple[Assertion, ...]:
    """Claims and opinions that have a number, by it."""
    numbered = [
        Assertion(claim.order, claim, verdict)
        for claim, verdict in ordered(results)
        if claim.order is not None
    ]
    numbered += [
        Assertion(opinion.order, opinion)
        for opinion in results.study.opinions
        if opinion.order is not None
    ]
    return tuple(sorted(numbered, key=lambda assertion: assertion.order))


OPINION = "Opinion"


def in_order(results: ShownRun) -> Grid | None:
    """Claims and opinions that have a number, by it; None where none has."""
    rows = tuple(_row(assertion, results.study.rule.level) for assertion in assertions(results))
    return Grid(TITLE, COLUMNS, rows, note=NOTE) if rows else None


def tests_grid(results: ShownRun) -> Grid | None:
    """What would test the claims: how large, at what cost, who could hold the data."""
    numbers: dict[str, list[str]] = {}
    for number, (claim, _) in enumerate(ordered(results), 1):
        numbers.setdefault(claim.test, []).append(str(number))
    level = results.study.rule.level
    rows = tuple(
        (
            ", ".join(numbers.get(test.id, [])),
            test.what,
            wanted.size_words(test, level),
            wanted.cost_words(test),
            test.holders,
        )
        for test in results.study.tests
    )
    columns = ("Claims", "What would test it", "How large", "Cost, roughly", "Who could hold data")
    return Grid("What would test the claims", columns, rows) if rows else None


def _row(assertion: Assertion, level: float) -> tuple[str, ...]:
    said, word, test = assertion.said, OPINION, ""
    if assertion.verdict is not None and isinstance(said, ShownClaim):
        word, test = answers.answer_word(assertion.verdict, level), said.tested_by
    return (str(assertion.order), said.words, said.who, word, test)
