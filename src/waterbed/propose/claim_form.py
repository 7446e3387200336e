"""A claim as a sentence to complete: what each kind asks for, and the entry that the answers make.

Everything is read off the row of the kind (`model.kinds`) and the keys of the schema, so that a new
kind, or a new key of one, is asked for at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.errors import InputError, raise_all
from waterbed.model.kinds import KINDS
from waterbed.model.study import NET, TARGET
from waterbed.model.written.blocks import Column, block_of
from waterbed.model.written.study import StudyForm
from waterbed.propose.claims import BY_STUDY, as_drafted_about, in_order
from waterbed.propose.kinds_page import words_of
from waterbed.read.study.cells import NO, YES, CellError, cell_of, value_of
from waterbed.read.study.open_words import OPEN as OPEN_WORDS
from waterbed.read.study.problems import is_unfilled
from waterbed.report.words.names import capital

WHO = ("who", "side", "words", "source", "date")
"""Who says it: asked for, and open until a run (`read.study.open_words`)."""

OPEN = OPEN_WORDS["claims"]
_LAST = ("tested_by", "test")
_PLACED = ("zone", "other_outcome", "window")
_ORDER = (
    *("intervention", "outcome", "other_outcome", "zone", "window", "later"),
    *("actions", "among", "span", "survey", "numerator", "denominator", "population"),
    *("stated", "rounding"),
)
"""The keys of a kind as a sentence has them; others that a kind needs follow."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place of the sentence.

    choices : value and words, where there is a list to choose from; needed : whether the kind
        cannot be judged without
    """

    column: Column
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False

    @property
    def key(self) -> str:
        return self.column.path[0]

    @property
    def label(self) -> str:
        return label_of(self.key)

    @property
    def hint(self) -> str:
        """What the key holds; other keys of several words by their labels."""
        says = self.column.key.says
        for key in (column.path[0] for column in block_of("claims").columns):
            if "_" in key:
                says = says.replace(key, f"“{label_of(key)}”")
        return says


_LABELS = {
    "id": "Short name",
    "who": "Who says it",
    "words": "What was said",
    "source": "Where it was said",
    "date": "When it was said",
    "side": "Which side it belongs to",
    "stated": "Figure",
    "rounding": "How the figure is rounded",
    "tested_by": "What would settle it",
}


def label_of(key: str) -> str:
    """What a key is called over its blank."""
    return _LABELS.get(key) or capital(key.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a kind says, and what is to be filled in; means : what it is about"""

    kind: str
    means: str
    says: str
    denies: str
    blanks: tuple[Blank, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(blank.key for blank in self.blanks)


def kinds() -> tuple[tuple[str, str, str], ...]:
    """Every kind with what it says and what it is about, in the order of that."""
    about = {kind.quantity.means: None for kind in KINDS.values()}
    return tuple(
        (key, capital(words_of(kind, False)), capital(means))
        for means in about
        for key, kind in KINDS.items()
        if kind.quantity.means == means
    )


def sentence_of(kind: str, study: StudyForm) -> Sentence:
    """The sentence of a kind, with what this study has to choose from; InputError for no kind."""
    if kind not in KINDS:
        raise InputError("there is no such kind of claim", place="kind", value=kind)
    row, columns = KINDS[kind], {column.path[0]: column for column in block_of("claims").columns}
    asked = {*row.needs, *row.takes}
    asked |= {*_PLACED} if "intervention" in row.needs else set()
    asked |= {"stated", "rounding"} if row.figure else set()
    asked |= {"among"} if row.takes_share else set()
    asked -= {"other_outcome"} if not row.quantity.other else set()
    asked -= {"zone"} if row.first else set()
    order = [key for key in (*_ORDER, *asked) if key in asked and key not in _LAST]
    needs = {*row.needs}
    needs |= {"window"} if row.parameter == "recorded" and not study.rule.readings else set()
    blanks = (_blank(columns[key], study, key in needs) for key in (*dict.fromkeys(order),
              *_LAST, "id", *WHO))  # fmt: skip
    kept = tuple(
        blank
        for blank in blanks
        if blank.choices
        or blank.needed
        or not (blank.column.key.refers or blank.key == "other_outcome")
    )
    says, denies = (capital(words_of(row, denied)) for denied in (False, True))
    return Sentence(kind, row.quantity.means, says, denies, kept)


def _blank(column: Column, study: StudyForm, needed: bool) -> Blank:
    key = column.path[0]
    if key == "other_outcome":
        names = [
            other.name
            for intervention in study.interventions
            for other in intervention.other_outcomes
        ]
        return Blank(column, tuple((name, name) for name in dict.fromkeys(names)))
    if not column.key.refers:
        return Blank(
            column, tuple((choice, choice) for choice in column.choices), needed or key == "id"
        )
    return Blank(column, tuple(_entries(column.key.refers, study)), needed)


def _entries(refers: str, study: StudyForm) -> list[tuple[str, str]]:
    """What a key may name, and what that is called."""
    if refers == "zones":
        named = [zone.name for intervention in study.interventions for zone in intervention.zones]
        each = [TARGET, *dict.fromkeys(named), *([NET] if named else [])]
        return [(name, name) for name in each]
    if refers == "windows":
        return [(window.name, window.name) for window in study.rule.windows]
    listed = list(getattr(study, refers))
    if refers == "interventions":
        listed += study.programmes
    return [(entry.id, getattr(entry, "name", "") or entry.id) for entry in listed]


def answers_of(sentence: Sentence, entry: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands in each field for an entry of [[claims]], nothing where it is still to be filled
    in; several values each for itself."""
    answers = {"negated": [YES if entry.get("negated") else NO]}
    for blank in sentence.blanks:
        value = entry.get(blank.key)
        if value is None or is_unfilled(value):
            continue
        if blank.choices and blank.column.many:
            answers[blank.key] = (
                [str(part) for part in value] if isinstance(value, list) else [value]
            )
        else:
            answers[blank.key] = [str(cell_of(blank.column, value))]
    if KINDS[sentence.kind].figure == "change" and (figure := answers.get("stated")):
        answers["stated"] = [signed(figure[0])]
    return answers


def signed(figure: str) -> str:
    """A change as a form has it: a rise with its sign as well, since none is read without."""
    return figure if figure[:1] in ("+", "-", "−") or not figure.strip("0.") else f"+{figure}"


_SHARE = re.compile(r"([+−-]?\d+(?:\.\d+)?)\s*%")


def entry_of(sentence: Sentence, answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The entry that answers make, in the order of the keys page; what is left open is no key.

    InputError, or InputErrors, at the key of what cannot be taken apart.
    """
    entry: dict[str, Any] = {"kind": sentence.kind}
    errors: list[InputError] = []
    for blank in sentence.blanks:
        texts = [text.strip() for text in answers.get(blank.key, ()) if text.strip()]
        if not texts:
            continue
        if blank.choices:
            entry[blank.key] = texts if blank.column.many else texts[0]
            continue
        if blank.key == "stated" and (share := _SHARE.fullmatch(texts[0])):
            texts = [str(Decimal(share[1].replace("−", "-")) / 100)]
        elif blank.key == "stated":
            texts = [texts[0].replace("−", "-")]
        try:
            entry[blank.key] = value_of(blank.column, texts[0].replace("\r\n", "\n"))
        except CellError as error:
            errors.append(
                InputError(error.problem, place=blank.key, value=texts[0], mend=error.mend)
            )
    raise_all(errors)
    if list(answers.get("negated", ())) == [YES]:
        entry["negated"] = True
    return in_order(entry)


def changed(
    sentence: Sentence, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """The keys of an entry that change, None for one that is left open now; those that the sentence
    does not ask for stay, and so does a mark of what is to be filled in where nothing is."""
    asked = (*sentence.keys, "negated", "kind")
    return {key: after.get(key) for key in asked if not _same(before.get(key), after.get(key))}


def _same(before: Any, after: Any) -> bool:
    """Whether a key says the same: several values in any order, false as nothing, and what is still
    to be filled in as nothing."""
    before = None if is_unfilled(before) else before
    if isinstance(before, list) and isinstance(after, list):
        return sorted(map(str, before)) == sorted(map(str, after))
    return bool(before == after or (_is_nothing(before) and _is_nothing(after)))


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [])


def reshaped(before: Mapping[str, Any], old: Sentence, new: Sentence) -> dict[str, Any]:
    """The keys of an entry that a new kind does not ask for, each None."""
    return {key: None for key in old.keys if key in before and key not in new.keys}


def attributed(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of an entry, and with them that the study puts it no longer where somebody else
    says it now."""
    if not before.get("by_study") or not changes.get("who"):
        return dict(changes)
    own_side = changes.get("side", before.get("side")) == BY_STUDY
    return {**changes, "by_study": None, **({"side": None} if own_side else {})}


def put_already(
    entries: Sequence[Mapping[str, Any]], entry: Mapping[str, Any], study: StudyForm
) -> int | None:
    """The position of a claim that the study puts and that says the same, None where there is
    none: whoever says it takes its place."""
    all_of = [intervention.id for intervention in study.interventions]
    all_of += [programme.id for programme in study.programmes]
    only = {"intervention": all_of[0]} if len(all_of) == 1 else {}
    denied = bool(entry.get("negated"))
    for at, other in enumerate(entries):
        same = _alike({**only, **other}, {**only, **entry})
        if other.get("by_study") and same and bool(other.get("negated")) == denied:
            return at
    return None


def other_side(entries: Sequence[Mapping[str, Any]], id: str) -> str:
    """The kind of what is likely said against a claim: as the study puts it, that it only moved
    first."""
    outcome = next((entry.get("outcome") for entry in entries if entry.get("id") == id), None)
    put = [str(entry.get("kind")) for entry in entries
           if entry.get("by_study") and entry.get("outcome") == outcome]  # fmt: skip
    return "moved" if "moved" in put else next(iter(put), "rose")


def opposed(entries: Sequence[Mapping[str, Any]], entry: Mapping[str, Any]) -> bool:
    """Whether some claim says the opposite already: the same of the same, denied."""
    denied = bool(entry.get("negated"))
    return any(_alike(other, entry) and bool(other.get("negated")) != denied for other in entries)


def _alike(other: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether two claims ask the same, whoever says it and whether or not it is denied."""
    aside = ("id", "who", "family", "negated")
    keys = [
        column.path[0]
        for column in block_of("claims").columns
        if column.key.decides and column.path[0] not in aside
    ]
    return all(other.get(key) == entry.get(key) for key in keys)


def unanswered(entries: Sequence[Mapping[str, Any]], entry: Mapping[str, Any]) -> bool:
    """Whether the study puts a claim itself, of an outcome that no claim of somebody else is about:
    what it was put against may have been changed since."""
    outcome = entry.get("outcome")
    theirs = [other.get("outcome") for other in entries if not other.get("by_study")]
    put = bool(entry.get("by_study")) and outcome is not None
    return put and bool(theirs) and outcome not in theirs


@dataclass(frozen=True, slots=True)
class Along:
    """What the study put against a claim, and left on another outcome when that was changed.

    outcome : of the claim now; claims : ids of those that go along; changes : of the study
    """

    outcome: str
    claims: tuple[str, ...]
    changes: Mapping[Location, Any]


def left_behind(raw: Mapping[str, Any]) -> Along | None:
    """Of the claims that a study puts itself, those of `unanswered` that are still as `waterbed
    new` drafted them, and what takes them along; None where there is none."""
    entries = raw.get("claims", ())
    theirs = [entry for entry in entries if not entry.get("by_study") and entry.get("outcome")]
    if not theirs:
        return None
    new, ids, changes = str(theirs[0]["outcome"]), [], dict[Location, Any]()
    for at, entry in enumerate(entries):
        words = as_drafted_about(entry, new)
        if words is None or not unanswered(entries, entry):
            continue
        ids.append(str(entry["id"]))
        changes["claims", at, "outcome"] = new
        changes["claims", at, "words"] = words
        question = str(raw.get("question", ""))
        begins = f"Did {entry['outcome']} change in "
        if question.startswith(begins):
            changes["question",] = f"Did {new} change in {question.removeprefix(begins)}"
    return Along(new, tuple(ids), changes) if ids else None
