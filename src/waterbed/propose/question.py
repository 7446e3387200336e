"""The question of a draft and what its own claims say, in words for whoever decides: what is
counted, where, and what was done there, each by its own name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.model.freetext import find_identifiers
from waterbed.propose.survey import Survey
from waterbed.report.words.numbers import listed

NAMED = 3
"""Areas or kinds of incident that a sentence names."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a draft is about, as it stands in a sentence.

    counted : all incidents; done : the street wardens; place : Riverside; moves : whether there is
    a zone
    """

    counted: str
    done: str
    place: str
    moves: bool

    @property
    def question(self) -> str:
        moved = ", did anything move next door" if self.moves else ""
        return (
            f"Did {self.counted} change in {self.place} because of {self.done}{moved}, and could "
            "these counts tell?"
        )

    @property
    def rose(self) -> str:
        return f"Because of {self.done}, {self.counted} rose in {self.place}"

    @property
    def moved(self) -> str:
        return f"It only moved: what fell in {self.place} turned up next door."


def subject_of(survey: Survey, outcomes: Sequence[str], *, moves: bool) -> Subject:
    """outcomes : ids of the drafted outcomes, the one that counts all first"""
    kind = " ".join(survey.asked.kind.split())
    done = kind if kind.lower().startswith(("the ", "a ", "an ")) else f"the {kind}"
    return Subject(
        _fit(_counted(survey, outcomes), "what is counted"),
        _fit(done, "what was done") if kind else "what was done",
        _fit(_place(survey), "the place"),
        moves,
    )


def _counted(survey: Survey, outcomes: Sequence[str]) -> str:
    whole, *kinds = outcomes
    if survey.asked.about:
        return survey.asked.about
    if whole != "everything":
        return whole
    return f"the counts of {_few(kinds, 'kinds') or f'“{survey.asked.counts.stem[:80]}”'}"


def _place(survey: Survey) -> str:
    chosen, known = survey.chosen, survey.known
    if chosen is None or known is None:
        return "the place"
    if chosen.group and survey.areas.get("group"):
        return chosen.group
    names = dict(zip(known.ids, known.names, strict=True))
    return _few([names[key] or key for key in chosen.ids], "areas")


def _few(names: Sequence[str], what: str) -> str:
    if len(names) <= NAMED + 1:
        return listed(names)
    return listed([*names[:NAMED], f"{len(names) - NAMED} more {what}"])


def _fit(words: str, instead: str) -> str:
    """The words, or others where a study could not print them."""
    return instead if find_identifiers(words) else words
