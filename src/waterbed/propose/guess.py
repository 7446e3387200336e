"""What is guessed of a table, and from what: a value, or the candidates between which to choose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from waterbed.propose.draft import to_fill

BY_VALUES, BY_NAME, BY_DEFAULT, ASKED = "values", "name", "default", "asked"


@dataclass(frozen=True, slots=True)
class Guess:
    """One key of a study and what it is guessed to hold.

    value : None where it is asked, or what holds the marks that ask
    how : what it was guessed from, in words; never a value of a table of incidents
    sure : "values" (every value fits), "name" (by the name of the column), "default" (nothing
        speaks for or against it), "asked" (the user decides)
    candidates : what it could be, where it is asked
    """

    key: str
    value: Any
    how: str
    sure: str = BY_VALUES
    candidates: tuple[str, ...] = ()

    def written(self) -> Any:
        """What stands in the draft."""
        if self.sure != ASKED or self.value is not None:
            return self.value
        return to_fill(self.choice)

    @property
    def choice(self) -> str:
        """The candidates in words."""
        if not self.candidates:
            return self.how
        quoted = [repr(candidate) for candidate in self.candidates[:12]]
        return "one of " + ", ".join(quoted) if len(quoted) > 1 else quoted[0]


def asked(key: str, how: str, candidates: Sequence[str] = ()) -> Guess:
    return Guess(key, None, how, ASKED, tuple(candidates))


NOTHING: Mapping[str, str] = MappingProxyType({})
SAID = "as --answer says"


def answered(key: str, said: Mapping[str, str]) -> Guess | None:
    """What the user says that a key holds, or None where nothing is said of it."""
    return Guess(key.rpartition(".")[2], said[key], SAID) if key in said else None


def words_of(name: str) -> str:
    """The name of a column as lower-case words: "LSOA11CD" is "lsoa 11 cd"."""
    return " ".join(re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)).casefold()


def named(name: str, words: str) -> bool:
    """Whether a column's name holds one of these words: "count|number"."""
    return re.search(rf"\b(?:{words})\b", words_of(name)) is not None


def begins(name: str, words: str) -> bool:
    """Whether a word of a column's name begins with one of these: "ward" in "wardcode"."""
    return re.search(rf"\b(?:{words})", words_of(name)) is not None
