"""What the files leave open and only the user can say, as questions with answers to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from waterbed.model.errors import InputError
from waterbed.propose.guess import ASKED, BY_VALUES, SAID, Guess
from waterbed.propose.guess_table import TableGuess
from waterbed.read.study.problems import is_unfilled

if TYPE_CHECKING:
    from waterbed.propose.survey import Survey

LAYOUT, SHEET = "layout", "sheet"
"""Keys of questions that have options of their own (`Asked`); all others are answers."""
TOTALS = "totals"
"""The key that is asked where the reader cannot tell whether rows are totals of others."""
MAY_BE_TOTALS = ("may-be-total", "may-be-subtotals")

ASKS = {
    "area": "Which column says where?",
    "period": "Which column says when?",
    "period_format": "How are the dates written?",
    "count": "Which column holds the counts?",
    "id": "Is each row an incident of its own?",
    "absent": "What does it mean where a period of an area has no row?",
    "blank": "What does an empty cell mean?",
    "dash": "What does a lone dash mean?",
    "areas.id": "Which column of the file of areas holds their codes?",
    TOTALS: "Are these rows totals of others?",
    LAYOUT: "What is a row of this table?",
    SHEET: "Which sheet holds the counts?",
}
"""The questions, by key; a name that may be misspelt has one of its own."""

ALIAS = "aliases."
_NONE_OR_UNKNOWN = (("zero", "None was counted there"), ("no-data", "Nobody knows"))
_ANSWERS = {
    "absent": _NONE_OR_UNKNOWN,
    "blank": _NONE_OR_UNKNOWN,
    "dash": _NONE_OR_UNKNOWN,
    LAYOUT: (("long", "A count"), ("incidents", "An incident, or a person")),
    TOTALS: (("leave-out", "Yes: leave them out"), ("keep", "No: keep them as they are")),
}


@dataclass(frozen=True, slots=True)
class Question:
    """key : of an answer (`Asked.answers`), or LAYOUT or SHEET; asks : in words; why : what left it
    open; choices : value and words"""

    key: str
    asks: str
    why: str
    choices: tuple[tuple[str, str], ...]


SETTLES = {"period": "period_format"}
"""What an answer may settle: a column of dates is mostly written in one way."""
COLUMNS = ("area", "period", "count")
"""Questions whose answers may settle others, which depends on the column that is chosen."""


def open_questions(survey: Survey) -> tuple[Question, ...]:
    """What the files left open, the file of areas first; nothing that waits for an answer to
    another of them (`SETTLES`)."""
    waits = {
        SETTLES[key]
        for key, guess in survey.counts.items()
        if key in SETTLES and guess.sure == ASKED
    }
    return tuple(
        question
        for section, guesses in (("areas.", survey.areas), ("", survey.counts))
        for guess in guesses.values()
        if guess.sure == ASKED and not (section == "" and guess.key in waits)
        for question in _questions(section, guess, survey.table)
    )


def question_of(error: InputError) -> Question | None:
    """What an error asks that kept the files from being read any further."""
    if error.code == "counts-or-incidents":
        return Question(LAYOUT, ASKS[LAYOUT], f"{error.place}: {error.problem}", _ANSWERS[LAYOUT])
    if error.code == "several-sheets":
        sheets = error.facts["sheets"]
        assert isinstance(sheets, tuple)
        return Question(
            SHEET, ASKS[SHEET], error.problem, tuple((sheet, sheet) for sheet in sheets)
        )
    if error.code in MAY_BE_TOTALS:
        named = f"{error.value}: " if error.value else ""
        return Question(TOTALS, ASKS[TOTALS], named + error.problem, _ANSWERS[TOTALS])
    return None


def asked_by_option(error: InputError) -> InputError:
    """What stops a draft and would be set in the study, which is not there yet, as an option."""
    if error.code not in MAY_BE_TOTALS:
        return error
    return InputError(
        error.problem, file=error.file, place=error.place, value=error.value, code=error.code,
        facts=error.facts,
        mend=f"Say --answer {TOTALS}=leave-out if they are totals, or --answer {TOTALS}=keep if "
        "not.",
    )  # fmt: skip


def _questions(section: str, guess: Guess, table: TableGuess) -> Iterator[Question]:
    if guess.key == "aliases":
        for pair in guess.candidates:
            rare, _, common = pair.partition(" = ")
            if is_unfilled(guess.value[rare]):
                yield Question(
                    ALIAS + rare, f"Is {rare!r} another spelling of {common!r}?", guess.how,
                    ((common, "Yes, the same area"), (rare, "No, an area of its own")),
                )  # fmt: skip
        return
    key = section + guess.key
    choices = _ANSWERS.get(key) or tuple((candidate, candidate) for candidate in guess.candidates)
    if key == "id":
        column = _reference(table, guess)
        choices = (("", "Yes, each row is one"), (column, f"No: rows of one {column} are one"))
    if not choices:
        choices = tuple((column.name, column.name) for column in table.columns)
    yield Question(key, ASKS[key], guess.how, choices)


def _reference(table: TableGuess, guess: Guess) -> str:
    return next(column.name for column in table.columns if repr(column.name) in guess.how)


def check_answers(answers: Iterable[tuple[str, str]]) -> None:
    """InputError for an answer to what nobody asks."""
    known = [key for key in ASKS if key not in (LAYOUT, SHEET)]
    for key, value in answers:
        if key not in known and not key.startswith(ALIAS):
            raise InputError(
                "nothing is asked of this key", place="--answer", value=f"{key}={value}",
                mend=f"Answer one of: {', '.join(known)}, or {ALIAS}NAME.",
            )  # fmt: skip


def settled(
    counts: Mapping[str, Guess], table: TableGuess, said: Mapping[str, str]
) -> dict[str, Guess]:
    """The open keys of [[counts]] that the user's answers fill and that choose no column."""
    guesses = {}
    for key in ("absent", "blank", "dash", "id"):
        if key in said and (guess := counts.get(key)) is not None and guess.sure == ASKED:
            guesses[key] = Guess(key, said[key], SAID)
            if key == "id" and said[key]:
                guesses["max_rejected"] = _repeats(table, said[key])
    if TOTALS in said:
        guesses[TOTALS] = Guess(TOTALS, said[TOTALS], SAID)
    names = counts.get("aliases")
    if names is not None and any(key.startswith(ALIAS) for key in said):
        value = {rare: said.get(ALIAS + rare, asks) for rare, asks in names.value.items()}
        left = any(ALIAS + rare not in said for rare in names.value)
        guesses["aliases"] = (
            Guess("aliases", value, names.how, ASKED, names.candidates)
            if left
            else Guess("aliases", value, SAID, BY_VALUES)
        )
    return guesses


def _repeats(table: TableGuess, reference: str) -> Guess:
    """The share of rows that repeat a reference, which are left out."""
    column = next((column for column in table.columns if column.name == reference), None)
    repeats = (column.filled - column.distinct) / table.rows if column else 0.0
    how = f"{repeats:.1%} of the rows repeat a reference and are left out"
    return Guess("max_rejected", round(repeats + 0.01, 2), how)
