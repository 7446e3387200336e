"""The catalogue of errors by code: what is wrong, and what to do about it, with named facts.

`fault` makes the InputError of a code; the sentences stand in `messages_tables.py` and
`messages_sources.py`, and nowhere in the readers.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from waterbed.model.errors import InputError, Place
from waterbed.model.messages_sources import ACTIONS, ARCHIVES, AREAS, LISTS, PROPOSALS
from waterbed.model.messages_tables import TABLES

Fact = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Sentences with facts in braces.

    there : what the names are called (columns, sheets) of which the fact `wanted` is none; the
        fact `there` holds those that there are, and the mend names the closest
    """

    problem: str
    mend: str = ""
    there: str = ""


def fault(
    code: str,
    *,
    file: str = "",
    place: str | Place = "",
    value: object | None = None,
    **facts: Fact,
) -> InputError:
    """The error of a code, with its facts and its place."""
    message = MESSAGES[code]
    mend = message.mend.format(**facts)
    if message.there:
        names = facts["there"]
        assert isinstance(names, tuple)
        mend = suggestion(str(facts["wanted"]), names, message.there)
    problem = message.problem.format(**facts)
    return InputError(problem, file=file, place=place, value=value, mend=mend, code=code,
                      facts=facts)  # fmt: skip


def suggestion(wanted: str, there: Iterable[str], what: str) -> str:
    """A sentence with the closest name and the names there are."""
    names = list(dict.fromkeys(there))
    folded = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(wanted.casefold(), list(folded), 1, 0.6) if wanted else []
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    listed = f"The {what} are: {shown}." if names else f"There are no {what}."
    return f"Did you mean {folded[close[0]]!r}? {listed}" if close else listed


MESSAGES = {
    code: Message(*texts)
    for code, texts in {**TABLES, **AREAS, **LISTS, **ARCHIVES, **PROPOSALS, **ACTIONS}.items()
}
