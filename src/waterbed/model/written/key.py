"""A key of a study: what it means, whether it decides, whether it is printed; and its sections."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, ClassVar, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model


@dataclass(frozen=True, slots=True)
class Key:
    """What there is to know of a key beside what it may hold.

    says : what it means, in a sentence of at most 250 characters, which is what a spreadsheet shows
        beside a cell; of a key that holds a section, what the section is for
    decides : whether it is in the hash of the decision rule
    printed : whether it is text that is published as the user wrote it; links : whether it may
        then hold web addresses
    refers : the list whose entries it names: "outcomes"
    """

    says: str
    decides: bool = False
    printed: bool = False
    links: bool = False
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """That a key is written as another type than it is kept as: a table for pairs of texts."""

    type: Any
    default: Any = None


class Form(BaseModel):
    """No key that is not declared; no value turned from one type into another.

    short : the key that a value stands for where it is written in place of the table, or ""
    """

    short: ClassVar[str] = ""
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def form_of(section: type, name: str, module: str) -> Any:
    """The form of a section: the fields that are keys, each said once where it is kept.

    name, module : where the form is bound, so that worker processes find it
    """
    keys: dict[str, Any] = {}
    hints = get_type_hints(section, include_extras=True)
    for field in fields(section):
        kept, *meta = get_args(hints[field.name]) or (None,)
        if not any(isinstance(part, Key) for part in meta):
            continue
        written = next((part for part in meta if isinstance(part, Written)), Written(kept))
        default = field.default if written.default is None else written.default
        rest = (part for part in meta if part is not written)
        hint = Annotated[(written.type, *rest)]  # type: ignore[name-defined]
        keys[field.name] = (hint, ... if field.default is MISSING else default)
    form: Any = create_model(name, __base__=Form, **keys)
    form.__module__ = module
    return form


def values_of(form: Any) -> dict[str, Any]:
    """What each key holds."""
    return dict(form)


def given_in(form: Any) -> set[str]:
    """The keys that are written, whatever they say."""
    given: set[str] = form.model_fields_set
    return given


FILE = "Path of the file, from the folder of the study, with forward slashes: data/counts.csv."
LICENCE = "Licence under which it is published, as the publisher names it."
ATTRIBUTION = "The words in which the publisher asks to be named."
GET = (
    "How to get the file where it is not here yet: a command, or whom to ask. Where every file "
    "that is missing says so, `check` prints it and reads the rest."
)
SHEET = "Sheet of the workbook, if the file is one; the first sheet if left out."
ENCODING = "How a CSV is encoded: utf-8, latin-1 or cp1252."
REJECTED = "Largest share of rows that may be unreadable before it is an error: 0.01 is one in "
GROUP = "Or a group, by name, in place of the list: all its areas, as [areas] groups them."
COUNT = "Column of the number; left out where each row is one."
TOUCHING = "Every area that touches this: target, or a zone named before."
TOLERANCE = "Gap in metres that still counts as touching, since boundaries are drawn roughly."
WITHIN = "Every area within so many metres of the target, or of the zone named under of."
OF = "The zone that the metres of within are measured from; the target if left out."
