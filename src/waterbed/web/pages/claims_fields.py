"""The form of one claim: its fields from the study, and the study's keys from its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from waterbed.model.draft import Location
from waterbed.model.errors import Entry, InputError, Place
from waterbed.model.kinds import KINDS
from waterbed.model.written.study import StudyForm
from waterbed.propose.claim_form import (
    OPEN,
    Blank,
    Sentence,
    answers_of,
    attributed,
    changed,
    entry_of,
    kinds,
    put_already,
    reshaped,
    sentence_of,
)
from waterbed.propose.quoted import dated_by, figured_by
from waterbed.propose.recast import raise_unclear, recast_answers, reworded, turns_to_target
from waterbed.read.study.cells import NO, YES
from waterbed.read.study.problems import filled, is_unfilled
from waterbed.web.forms import CHOICE, HIDDEN, LONG, NUMBER, PICK, TEXT, TICK, Field, Form

KIND = Field(
    "kind", "What is claimed?", kind=PICK, choices=tuple((key, says) for key, says, _ in kinds()),
    heads=tuple(about for *_, about in kinds()), value="fell",
)  # fmt: skip
_OF_KIND = replace(
    KIND, kind=CHOICE, hint="Another answer asks for what it needs; what is entered stays."
)
_AS_BEFORE = ("intervention", "outcome", "window")
"""What a claim made against another has in common with it: never who says it, where or when."""
_SELDOM = ("rounding", "tested_by", "test", "side")
_FIGURES = {
    "change": "With its sign: −30% for a fall, +30% for a rise.",
    "size": "By how much, as 30%.",
    "people": "How many people.",
    "share": "What share of them, as 6%.",
    "actions": "How many; or, where it says among what, the share of these, as 30%.",
    "points": "By how many points of the share who say yes, as 10%. It may be left open.",
}
"""What a figure is, by that of the kind (`Kind.figure`)."""
_NAMED = " Left empty: the figure that the words name, where they name one as “fell by 30%”."
_MORE = {
    "date": " Left empty: the date that the source names, where it names one.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim that a form asks for.

    entry : as it stands in the study, none of a new one; entries : all claims
    before : the claim that it is made against, none of others; seen : `Opened.seen`
    """

    sentence: Sentence
    entry: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    before: Mapping[str, Any]
    seen: str


def entered(form: Form, answers: ImmutableMultiDict[str, str], entry: Mapping[str, Any]) -> Form:
    """The form of a claim with what was entered, but for words that stand in the study: another
    kind may have others (`recast_answers`)."""
    words = str(entry.get("words", "\0"))
    kept = [(k, v) for k, v in answers.multi_items() if (k, v) != ("words", words)]
    return form.entered(ImmutableMultiDict(kept))


def form_of(asked: Asked, named: str) -> Form:
    """The form of a claim; named : what the claim is called in what was sent, "" of none"""
    entry, entries, sentence = asked.entry, asked.entries, asked.sentence
    at = next((i for i, claim in enumerate(entries) if claim is entry), len(entries))
    new = f"claim {len(entries) + 1}"
    ids = {str(entry.get("id", new)), named or new}
    places = [Place(("claims", Entry(at, id))) for id in {*ids, ""}]
    says = ((NO, sentence.says), (YES, sentence.denies))
    given = recast_answers(sentence, entry)
    to_target = turns_to_target(entry, sentence)
    fields = [
        replace(_OF_KIND, value=sentence.kind),
        Field("claim", "", kind=HIDDEN, value=str(entry.get("id", ""))),
        Field("negated", "What it says", kind=PICK, choices=says, value=given["negated"][0]),
    ]
    common = answers_of(sentence, {k: asked.before[k] for k in _AS_BEFORE if k in asked.before})
    for blank in sentence.blanks:
        value = "\n".join(given.get(blank.key, ()))
        if to_target and blank.key == "zone":
            blank = replace(blank, needed=True)
        taken = ""
        if not entry and blank.key == "id":
            value = new
        elif not entry and (value := "\n".join(common.get(blank.key, ()))):
            taken = f" As of the claim “{asked.before.get('id', '')}”: change it if it is another."
        by_name = (*(str(place / blank.key) for place in places), f"claims, {blank.key}")
        if blank.key == "stated":
            row = KINDS[sentence.kind]
            hint = _FIGURES[row.figure] + (_NAMED if row.ratio else "")
        else:
            hint = blank.hint + _MORE.get(blank.key, "")
        fields.append(_field(blank, value, by_name, hint + taken))
    return Form("claim", tuple(fields), "Keep this claim", seen=asked.seen)


def _field(blank: Blank, value: str, places: tuple[str, ...], hint: str) -> Field:
    kind = TEXT if blank.column.kind not in ("number", "whole") else NUMBER
    choices = blank.choices
    if choices:
        kind = TICK if blank.column.many else CHOICE
        none = ("", "Choose" if blank.needed else "Left open")
        choices = choices if blank.column.many or (blank.needed and len(choices) == 1) else (
            none, *choices)  # fmt: skip
    elif blank.key in ("words", "tested_by"):
        kind = LONG
    if blank.key in OPEN:
        hint += " May be left open until the study is run."
    return Field(blank.key, blank.label, hint, kind, choices, places=places, value=value,
                 optional=not blank.needed and blank.key not in OPEN,
                 aside=blank.key in _SELDOM)  # fmt: skip


def changes_of(
    said: ImmutableMultiDict[str, str], study: StudyForm, entries: Sequence[Mapping[str, Any]]
) -> tuple[dict[Location, Any], str]:
    """What the form of a claim changes in the study, and the claim's id."""
    sentence = sentence_of(said.get("kind", ""), study)
    answers = {key: said.getlist(key) for key in said}
    if figure := figure_taken(said, entries):
        answers["stated"] = [figure]
    entry = entry_of(sentence, answers)
    at: int | None
    if of := said.get("claim", ""):
        at, before = entry_at(entries, of)
    else:
        at = put_already(entries, entry, study)
        before = entries[at] if at is not None else {}
        if at is not None:
            entry["id"] = before["id"]
    undated = not before or before.get("by_study") or is_unfilled(before.get("date"))
    if undated and "date" not in entry and (day := dated_by(str(entry.get("source", "")))):
        entry["date"] = day
    raise_unclear(before, sentence, entry, figure or said.get("stated", ""))
    entry = reworded(before, entry)
    if at is None:
        return {("claims", len(entries)): entry}, str(entry.get("id", ""))
    changes = changed(sentence, before, entry)
    if before.get("kind") != sentence.kind:
        changes |= reshaped(before, sentence_of(str(before["kind"]), study), sentence)
    changes = attributed(before, changes)
    return {("claims", at, key): value for key, value in changes.items()}, str(entry.get("id", ""))


def figure_taken(said: ImmutableMultiDict[str, str], entries: Sequence[Mapping[str, Any]]) -> str:
    """The figure that is read from the words, as it would be typed: where none was, nor stands in
    the study; "" of none."""
    before = next((claim for claim in entries if claim.get("id") == said.get("claim")), {})
    if said.get("stated", "").strip() or filled(before.get("stated")):
        return ""
    return figured_by(said.get("words", ""), said.get("kind", ""))


def entry_at(entries: Sequence[Mapping[str, Any]], id: str) -> tuple[int, Mapping[str, Any]]:
    """A claim and its position; InputError where there is none."""
    for at, entry in enumerate(entries):
        if entry.get("id") == id:
            return at, entry
    raise InputError("there is no such claim any more", value=id, mend="Nothing was written.")
