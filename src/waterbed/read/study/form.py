"""The mapping of a study file against its form: every key and value that does not fit, at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from waterbed.model.draft import TO_FILL, Location
from waterbed.model.mends import Mend, by_type
from waterbed.model.messages import suggestion
from waterbed.model.written.study import StudyForm
from waterbed.read.study.problems import Problems, place_of, unfilled

_TYPES = {
    "string_type": "this should be text",
    "int_type": "this is not a whole number",
    "float_type": "this is not a number",
    "bool_type": "this is neither true nor false",
    "list_type": "this should be a list",
    "dict_type": "this should hold keys with values",
    "model_type": "this should hold keys with values",
}
_OF_COUNTS = (
    "A claim of a number of people is judged in a study that has counts, outcomes and an "
    "intervention as well. Without counts, ask the lists alone: waterbed hidden FILE gives the "
    "range to set beside the claim (docs/clients.md)."
)
_BOUNDS = {
    "greater_than": "this must be above {gt:g}",
    "greater_than_equal": "this must not be below {ge:g}",
    "less_than": "this must be below {lt:g}",
    "less_than_equal": "this must not be above {le:g}",
    "finite_number": "this must be a finite number",
    "too_short": "this list has fewer than {min_length} entries",
    "too_long": "this list has more than {max_length} entries",
    "string_too_long": "this text has more than {max_length} characters",
}


def check_form(raw: Mapping[str, Any], problems: Problems) -> StudyForm | None:
    """The study as written, or None where problems are noted: all keys and values of one pass.

    What is still to be filled in is a problem of its own, before anything else said of that key.
    """
    places = dict(unfilled(raw))
    for location, what in places.items():
        problem = f"still to be filled in{f': {what}' if what else ''}"
        problems.add(place_of(location, raw), problem, mend=f"Write it in place of {TO_FILL}.")
    return check_filled(raw, problems)


def check_filled(raw: Mapping[str, Any], problems: Problems) -> StudyForm | None:
    """The study as written, None where some of it is still to be filled in or a problem is noted.

    Problems are those of what is filled in.
    """
    return fitted(raw, StudyForm, problems)


Model = TypeVar("Model", bound=BaseModel)


def fitted(raw: Mapping[str, Any], model: type[Model], problems: Problems) -> Model | None:
    """A mapping as a model of its keys, a scenario's or a study's; None as of `check_filled`."""
    places = [location for location, _ in unfilled(raw)]
    try:
        form = model.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors():
            if not any(_meet(detail["loc"], place) for place in places):
                _translate(detail, raw, model, problems)
        return None
    return None if places else form


def _meet(location: Location, other: Location) -> bool:
    """Whether one location is inside the other."""
    size = min(len(location), len(other))
    return location[:size] == other[:size]


def _translate(
    error: ErrorDetails, raw: Mapping[str, Any], model: type[BaseModel], problems: Problems
) -> None:
    """One of pydantic's errors as place, problem, value and mend."""
    location, kind, facts = error["loc"], error["type"], error.get("ctx", {})
    place = place_of(location, raw)
    mend: Mend | str
    value = error["input"] if isinstance(error["input"], str | int | float) else None
    if kind == "extra_forbidden":
        mend = suggestion(str(location[-1]), _keys_at(location[:-1], model), "keys")
        problems.add(place, "there is no such key", value, mend)
        return
    if kind == "missing":
        mend = by_type("missing")
        if location == ("counts",) and raw.get("populations"):
            mend = _OF_COUNTS
        problems.add(place, "this key is missing", mend=mend)
        return
    if kind == "waterbed":
        problem, mend = facts["problem"], facts["mend"]
    elif kind == "choice":
        problem = "this key does not take that value"
        mend = suggestion(str(error["input"]), facts["values"], "values")
    elif kind in _TYPES:
        problem, mend = _TYPES[kind], by_type(kind)
    elif kind in _BOUNDS:
        problem, mend = _BOUNDS[kind].format(**facts), "Change it."
        if kind == "too_short":
            mend = by_type(kind)
    else:
        problem, mend = error["msg"][:1].lower() + error["msg"][1:], ""
    problems.add(place, problem, value, mend)


def _keys_at(location: Sequence[int | str], form: type[BaseModel]) -> list[str]:
    """The keys that the form knows at a place."""
    for step in location:
        if isinstance(step, str) and step in form.model_fields:
            form = next(_models(form.model_fields[step].annotation), form)
    return list(form.model_fields)


def _models(annotation: Any) -> Any:
    """Form classes inside a field's annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
