"""The errors that a user can meet.

WaterbedError            something that we explain rather than crash on
├── InputError           the user's file, key or value is wrong: exit code 2
│   └── InputErrors      several of them, found in one pass
└── Refusal              the data cannot answer what was asked: exit code 2
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list, by its number from 0 and its name or id; "" where it has none."""

    index: int
    name: str = ""

    def __str__(self) -> str:
        return repr(self.name) if self.name else f"no. {self.index + 1}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a study: keys from the top, each list's name with its entry after it.

    >>> str(Place(("claims", Entry(2, "down"), "outcome")))
    "claims 'down', outcome"
    """

    steps: tuple[str | Entry, ...] = ()

    def __truediv__(self, deeper: str | Entry | Place) -> Place:
        return Place((*self.steps, *(deeper.steps if isinstance(deeper, Place) else (deeper,))))

    def __str__(self) -> str:
        parts: list[str] = []
        for step in self.steps:
            if isinstance(step, Entry):
                parts[-1:] = [f"{parts[-1] if parts else ''} {step}".strip()]
            else:
                parts.append(step)
        return ", ".join(parts)

    @property
    def location(self) -> tuple[str | int, ...]:
        """Keys and numbers of entries, as they lead through the mapping of a study file."""
        return tuple(step.index if isinstance(step, Entry) else step for step in self.steps)

    @property
    def section(self) -> str:
        """The table that it is in: "interventions.zones"; "" of the keys above all sections."""
        return ".".join(step for step in self.steps[: self._depth] if isinstance(step, str))

    @property
    def entry(self) -> Entry | None:
        """The innermost entry that it is in."""
        entries = [step for step in self.steps if isinstance(step, Entry)]
        return entries[-1] if entries else None

    @property
    def key(self) -> str:
        """The key in that table: "chosen_for.outcome"; "" for the table or the entry as a whole."""
        return ".".join(str(step) for step in self.steps[self._depth :])

    @property
    def _depth(self) -> int:
        """How many steps lead to the table or to its entry."""
        entries = [i + 1 for i, step in enumerate(self.steps) if isinstance(step, Entry)]
        return entries[-1] if entries else int(len(self.steps) > 1)


class WaterbedError(Exception):
    """Anything that the program explains in words; `exit_code` is what the shell gets."""

    exit_code = 1


class InputError(WaterbedError):
    """One thing wrong with what the user gave.

    Attributes
    ----------
    file : the file as the user wrote it, or "" when no file is involved
    place : where in it: a row, a column, an area, a month; of a study, the Place in it
    where : the place as the reader knows it: of a study in a workbook, sheet and cell as well
    problem : what is wrong, in words, without the value
    value : the offending value as text, or None in tables of persons or incidents
    mend : what to do about it
    code : of `messages.MESSAGES`, "" where the sentence is made in place; facts : its facts
    """

    exit_code = 2

    def __init__(
        self,
        problem: str,
        *,
        file: str = "",
        place: str | Place = "",
        value: object | None = None,
        mend: str = "",
        where: str = "",
        code: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code
        self.facts = dict(facts or {})
        self.file = file
        self.place = place
        self.where = where or str(place)
        self.problem = problem
        self.value = None if value is None else str(value)
        self.mend = mend
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        where = ", ".join(part for part in (self.file, self.where) if part)
        what = self.problem.rstrip(".")
        if self.value is not None:
            shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
            what += f": {shown!r}"
        text = f"{where}: {what}." if where else f"{what}."
        return f"{text} {self.mend}".strip()


class InputErrors(InputError):
    """Several input errors found in one pass; `errors` holds each."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(
            first.problem,
            file=first.file,
            place=first.place,
            value=first.value,
            mend=first.mend,
            where=first.where,
            code=first.code,
            facts=first.facts,
        )

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class Refusal(WaterbedError):
    """A question that these data cannot answer, with the name of the reason and the mend."""

    exit_code = 2

    def __init__(self, name: str, reason: str, mend: str = "") -> None:
        self.name = name
        self.reason = reason
        self.mend = mend
        super().__init__(f"{reason.rstrip('.')}. {mend}".strip())


def raise_all(errors: Sequence[InputError]) -> None:
    """Raise nothing, the one error, or all of them together."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise InputErrors(errors)
