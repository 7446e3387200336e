"""How a form is shown: its fields, what stands in them, and what is wrong beside the field.

After the pattern of GOV.UK: a summary of the errors above, each a link to its field, and the same
sentence at the field itself.  The sentences are the library's; the place that an error names says
which field it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import ImmutableMultiDict

from waterbed.model.errors import InputError, InputErrors, WaterbedError
from waterbed.web.words import bare, worded

TEXT, LONG, NUMBER, CHOICE, PICK, TICK, SEND, FILE, HIDDEN = (
    "text", "long", "number", "choice", "pick", "tick", "send", "file", "hidden"
)  # fmt: skip
"""Kinds of field: a line, several lines, a number, a list to choose from, buttons of which one or
(`TICK`) any are ticked, buttons that send the form at once, a file, and what the user does not
see."""


@dataclass(frozen=True, slots=True)
class Field:
    """A question.

    name : in the form, and of its element; label, hint : the question, and why or how
    choices : value and words, of the kinds that have them
    heads : over each choice, where they are of several sorts
    group : the words over it and the fields beside it that are one question; given on the first
    beside : whether it stands in the group of the field before it
    places : places that errors of the library name (`str(InputError.place)`) and that this answers
    value : what stands in it at first; of `TICK`, values with a line break between
    """

    name: str
    label: str
    hint: str = ""
    kind: str = TEXT
    choices: tuple[tuple[str, str], ...] = ()
    group: str = ""
    beside: bool = False
    places: tuple[str, ...] = ()
    value: str = ""
    optional: bool = False
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and with which field ("": none of these)."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a page shows it (`forms.html`).

    name : told apart by it from other forms of its page; action : its address, "": its page's own
    button : what its button says, "" where a field sends it
    method : "post", or "get" where nothing is written
    seen : `Opened.seen` of the study that it was made of, "" of none
    """

    name: str
    fields: tuple[Field, ...]
    button: str
    action: str = ""
    method: str = "post"
    seen: str = ""
    values: Mapping[str, Sequence[str]] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def groups(self) -> list[list[Field]]:
        """Fields that stand together as one question."""
        made: list[list[Field]] = []
        for field in self.fields:
            if field.beside and made:
                made[-1].append(field)
            else:
                made.append([field])
        return made

    @property
    def sends_files(self) -> bool:
        return any(field.kind == FILE for field in self.fields)

    def given(self, field: Field) -> Sequence[str]:
        """What stands in a field."""
        if self.values is None:
            return field.value.split("\n") if field.kind == TICK else (field.value,)
        return self.values.get(field.name, ())

    def wrong(self, field: Field) -> list[str]:
        """What is wrong with a field."""
        return [problem.text for problem in self.problems if problem.field == field.name]

    def answered(
        self, answers: ImmutableMultiDict[str, str], error: WaterbedError | None = None
    ) -> Form:
        """The same form with what was entered, and what is wrong with it."""
        values = {name: answers.getlist(name) for name in answers}
        return Form(
            self.name, self.fields, self.button, self.action, self.method, self.seen,
            values, problems_of(error, self.fields),
        )  # fmt: skip


def problems_of(error: WaterbedError | None, fields: Iterable[Field] = ()) -> tuple[Problem, ...]:
    """Each error that was found, as a sentence, at the field that its place belongs to."""
    if error is None:
        return ()
    by_place = {place: field.name for field in fields for place in (field.name, *field.places)}
    each = error.errors if isinstance(error, InputErrors) else (error,)
    return tuple(_problem(error, by_place) for error in each)


def _problem(error: WaterbedError, by_place: Mapping[str, str]) -> Problem:
    if not isinstance(error, InputError):
        return Problem("", str(error))
    name = by_place.get(str(error.place), "")
    if not name:
        return Problem("", str(worded(error)))
    return Problem(name, bare(error))
