"""The errors that a user can meet.

WaterbedError            something that we explain rather than crash on
├── InputError           the user's file, key or value is wrong: exit code 2
│   └── InputErrors      several of them, found in one pass
└── Refusal              the data cannot answer what was asked: exit code 2
"""

from __future__ import annotations

from collections.abc import Sequence


class WaterbedError(Exception):
    """Anything that the program explains in words; `exit_code` is what the shell gets."""

    exit_code = 1


class InputError(WaterbedError):
    """One thing wrong with what the user gave.

    Attributes
    ----------
    file : the file as the user wrote it, or "" when no file is involved
    place : where in it: a row, a column, a key, an area, a month
    problem : what is wrong, in words, without the value
    value : the offending value as text, or None in tables of persons or incidents
    mend : what to do about it
    """

    exit_code = 2

    def __init__(
        self,
        problem: str,
        *,
        file: str = "",
        place: str = "",
        value: object | None = None,
        mend: str = "",
    ) -> None:
        self.file = file
        self.place = place
        self.problem = problem
        self.value = None if value is None else str(value)
        self.mend = mend
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        where = ", ".join(part for part in (self.file, self.place) if part)
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
            first.problem, file=first.file, place=first.place, value=first.value, mend=first.mend
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
