"""What may be said of places where something is thought to have moved to.

A list of such places, derived by the program, is a list of where people can be found.  For
sensitive outcomes both profiles keep it coarse and old; others follow the published geography.
"""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.nouns.study import Outcome

DELAY = 12

_SENSITIVE = ("solicit", "brothel", "sexual", "prostitut", "sex work", "rape", "kerb crawl")


@dataclass(frozen=True, slots=True)
class Limits:
    """coarsest : "borough" (or a larger area) or "published" (the geography of the table)
    last : ordinal of the last month that may stand in it, or None for no bound"""

    coarsest: str
    last: int | None


def sensitive(outcome: Outcome) -> bool:
    """Declared so, or of soliciting, brothels or sexual offences by its name or categories."""
    text = [outcome.id, outcome.name]
    text += [value for selector in outcome.include for _, value in selector]
    joined = " ".join(text).lower().replace("-", " ").replace("_", " ")
    return outcome.sensitive or any(word in joined for word in _SENSITIVE)


def limits(outcome: Outcome, run_month: int) -> Limits:
    """Bounds on derived destinations in either profile; `run_month` is the ordinal of the run."""
    if sensitive(outcome):
        return Limits("borough", run_month - DELAY)
    return Limits("published", None)
