"""How a form is shown: its fields, what stands in them, and what is wrong beside the field.

After the pattern of GOV.UK: a summary of the errors above, each a link to its field, and the same
sentence at the field itself.  The sentences are the library's; the place that an error names says
which field it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
    heads : over each choice, where they are of several sorts (of `PICK`, `TICK` and `CHOICE`)
    group : the words over it and the fields beside it that are one question; given on the first
    beside : whether it stands in the group of the field before it
    places : places that errors of the library name (`str(InputError.place)`) and that this answers
    aside : whether it is seldom answered, and stands folded away as long as nothing is in it
    several : whether more files than one may be chosen, of `FILE`
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
    several: bool = False
    aside: bool = False


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
        groups: list[list[Field]] = []
        for field in self.fields:
            if field.beside and groups:
                groups[-1].append(field)
            else:
                groups.append([field])
        return groups

    @property
    def folded(self) -> list[Field]:
        """Fields that are seldom answered."""
        return [field for field in self.fields if field.aside]

    @property
    def unfolded(self) -> bool:
        """Whether anything stands in those, or is wrong with them."""
        return any(any(self.given(field)) or self.wrong(field) for field in self.folded)

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

    def entered(self, answers: ImmutableMultiDict[str, str]) -> Form:
        """The same form with what was entered in fields that were asked, the others as they are."""
        return replace(self, values={
            field.name: answers.getlist(field.name)
            if field.name in answers or field.kind == TICK
            else self.given(field)
            for field in self.fields
        })  # fmt: skip

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
