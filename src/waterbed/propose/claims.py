"""The claims of a draft: one to fill in, and those that stand against it."""

from __future__ import annotations

from datetime import date
from typing import Any

from waterbed.model.draft import Location
from waterbed.propose.draft import to_fill


def draft_claims(
    outcome: str, today: date, programme: str, *, moves: bool
) -> tuple[list[dict[str, Any]], dict[Location, str]]:
    """Entries of [[claims]] and notes on them: what somebody says, its opposite and, where there is
    a zone, that it only moved, so that each answer is open.

    programme : that they are about, or ""; moves : whether there is a zone
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
    against = [_put("the opposite", "rose", _ROSE, today)]
    against += [_put("only moved", "moved", _MOVED, today)] if moves else []
    notes: dict[Location, str] = {
        ("claims",): "What each side says, one claim a sentence; at least one of each side.",
        ("claims", 0, "kind"): _KINDS,
        ("claims", 1): "Turn it round with the first, or delete it if another claim takes this "
        "side.",
    }
    if moves:
        notes["claims", 2] = (
            "What is often said against a fall. Where somebody says it, put who, words, source and "
            "date, and take by_study out."
        )
    return [said, *({**one, **about, "outcome": outcome} for one in against)], notes


_KINDS = (
    "fell-by and rose-by need stated = 0.2; recorded needs stated = -0.2 and a window; moved, "
    "not-moved, fell-more and no-more need zones; done-to, not-done and delivered need actions, "
    "by id, and span."
)
_ROSE = (
    "The measure raised what is counted: the opposite of the first claim, put by this study so "
    "that either answer is open.",
    "Not from a source: the first claim turned round",
)
_MOVED = (
    "It only moved: what fell in the target turned up next door.",
    "Not from a source: what is often said against a fall, put by this study",
)


def _put(id: str, kind: str, said: tuple[str, str], today: date) -> dict[str, Any]:
    """A claim that the study puts itself."""
    words, source = said
    return {
        "id": id,
        "who": "This study",
        "side": "put by this study",
        "words": words,
        "source": source,
        "date": str(today.year),
        "by_study": True,
        "kind": kind,
    }
