"""The claims of a draft: one to fill in, and those that stand against it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.kinds import KINDS
from waterbed.model.written.blocks import block_of
from waterbed.propose.draft import to_fill
from waterbed.propose.kinds_page import words_of
from waterbed.propose.question import Subject
from waterbed.report.words import names
from waterbed.report.words.numbers import digits_of, share


def draft_claims(
    outcome: str, today: date, programme: str, subject: Subject
) -> tuple[list[dict[str, Any]], dict[Location, str]]:
    """Entries of [[claims]] and notes on them: what somebody says, its opposite and, where there is
    a zone, that it only moved, so that each answer is open.

    programme : that they are about, or ""
    """
    about = {"intervention": programme} if programme else {}
    said = {
        "id": "claim",
        "who": to_fill("the office or organisation that says it, no person"),
        "words": to_fill("what it says, in its own words"),
        "source": to_fill("where it stands: paper, minutes, address"),
        "date": to_fill('when it was said, as far as known: "early 2018"'),
        "kind": "fell",
        **about,
        "outcome": outcome,
    }
    opposite = f"{subject.rose}: {OPPOSITE}"
    against = [_put("the opposite", "rose", (opposite, TURNED), today)]
    if subject.moves:
        against.append(_put("only moved", "moved", (subject.moved, OFTEN), today))
    notes: dict[Location, str] = {
        ("claims",): "What each side says, one claim a sentence; at least one of each side.",
        ("claims", 0, "kind"): _KINDS,
        ("claims", 1): "Turn it round with the first, or delete it if another claim takes this "
        "side.",
    }
    if subject.moves:
        notes["claims", 2] = (
            "What is often said against a fall. Where somebody says it, put who, words, source and "
            "date, and take by_study out."
        )
    return [said, *({**claim, **about, "outcome": outcome} for claim in against)], notes


BY_STUDY = "put by this study"
"""The side of claims that the study puts itself."""
TURNED = "Not from a source: the first claim turned round"
_KEYS = block_of("claims").keys
_DECIDES = {column.path[0] for column in block_of("claims").columns if column.key.decides}

_KINDS = (
    "fell-by and rose-by need stated = 0.2; recorded needs stated = -0.2 and a window; moved, "
    "not-moved, fell-more and no-more need zones; done-to, not-done and delivered need actions, "
    "by id, and span."
)
OPPOSITE = "the opposite of the first claim, put by this study so that either answer is open."
OFTEN = "Not from a source: what is often said against a fall, put by this study"


_ROSE = re.compile(
    r"(?P<done>Because of .*?), (?P<counted>[^,]+|the counts of .+) rose in (?P<place>.+): "
    + re.escape(OPPOSITE)
)
"""The words of a drafted opposite (`Subject.rose`)."""
_TURNED = re.compile(
    r".+: the opposite of the claim .+, put by this study so that either answer is open\."
)
"""The words of a claim that was turned round (`turned_round`)."""


def as_drafted_about(entry: Mapping[str, Any], outcome: str) -> str | None:
    """The words of a claim that the study puts, about another outcome; None of one that is not as
    it was drafted."""
    words = str(entry.get("words", ""))
    if not entry.get("by_study"):
        return None
    if entry.get("kind") == "moved" and entry.get("source") == OFTEN:
        return words
    drafted = _ROSE.fullmatch(words)
    if drafted is None or entry.get("source") != TURNED or entry.get("kind") != "rose":
        return None
    return f"{drafted['done']}, {outcome} rose in {drafted['place']}: {OPPOSITE}"


def drafted_of(entry: Mapping[str, Any]) -> bool:
    """Whether the study puts a claim, in the words that it was drafted or turned round in."""
    words = str(entry.get("words", ""))
    if entry.get("by_study") and entry.get("source") == TURNED and _TURNED.fullmatch(words):
        return True
    return as_drafted_about(entry, str(entry.get("outcome", ""))) == words


def uncaused(entry: Mapping[str, Any], *, rose: bool) -> str:
    """The words of a drafted opposite, of what was recorded: without what was done; "" of others.

    rose : else it fell
    """
    words = _ROSE.fullmatch(str(entry.get("words", "")))
    if words is None or not drafted_of(entry):
        return ""
    counted, went = names.capital(words["counted"]), "rose" if rose else "fell"
    return f"{counted} {went} in {words['place']}: {OPPOSITE}"


def turned_round(entry: Mapping[str, Any], taken: Collection[str], today: date) -> dict[str, Any]:
    """The opposite of a claim, put by the study so that either answer is open.

    taken : ids of the claims that there are
    """
    kind, denied = str(entry["kind"]), not entry.get("negated", False)
    said = names.capital(words_of(KINDS[kind], denied))
    if stated := entry.get("stated"):
        ratio = KINDS[kind].ratio or (KINDS[kind].figure == "share")
        figure = share(abs(stated), digits_of(stated)) if ratio else f"{stated:g}"
        said = said.replace("the figure", figure)
    id = f"not {entry['id']}"
    while id in taken:
        id += " (2)"
    words = f"{said}: the opposite of the claim {entry['id']}, put by this study so that either "
    put = _put(id, kind, (f"{words}answer is open.", TURNED), today)
    decides = {
        key: value
        for key, value in entry.items()
        if key in _DECIDES and key not in (*put, "family", "negated")
    }
    return in_order({**put, **decides, **({"negated": True} if denied else {})})


def in_order(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of [[claims]] with its keys as the keys page has them."""
    return dict(sorted(entry.items(), key=lambda pair: _KEYS.index(pair[0])))


def _put(id: str, kind: str, said: tuple[str, str], today: date) -> dict[str, Any]:
    """A claim that the study puts itself."""
    words, source = said
    return {
        "id": id,
        "who": "This study",
        "side": BY_STUDY,
        "words": words,
        "source": source,
        "date": str(today.year),
        "by_study": True,
        "kind": kind,
    }
