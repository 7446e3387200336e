"""Arguments of the library's functions held against their annotations, before anything is done."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, get_type_hints

from waterbed.model.errors import InputError, raise_all

P = ParamSpec("P")
T = TypeVar("T")

MOST = 100_000
"""Placebos, or replicates, that can be asked for."""

_SAID = {
    "str": ("this should be text", 'Put it in quotes: "ward".'),
    "bool": ("this should be True or False", "Write True or False."),
    "int": ("this should be a whole number", "Write digits: 999."),
    "float": ("this should be a number", "Write digits: 0.95."),
    "tuple": ("this should be as many numbers as are needed", "Write them as (207, 110)."),
    "path": ("this should be the path of a file", 'Write it in quotes: "counts.csv".'),
    "": ("this is not what is needed here", "See help() of the function."),
}
"""What is said of an argument by what it should be."""


def explained(
    only: Collection[str] = (), but: Collection[str] = ()
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A function whose arguments are held against their annotations: InputErrors name every one
    that does not fit, its value and the mend.

    only : those that are, all of them by default; but : those that are not, since the function
        reads them itself
    Arrays and series of numbers are taken as lists.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(function)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            given = signature.bind(*args, **kwargs)
            wanted = [
                key for key in given.arguments if key not in but and (key in only or not only)
            ]
            errors = []
            for key in wanted:
                try:
                    given.arguments[key] = fitted(function, key, given.arguments[key])
                except InputError as error:
                    errors.append(error)
            raise_all(errors)
            return function(*given.args, **given.kwargs)

        return checked

    return decorate


def fitted(function: Callable[..., Any], key: str, value: Any, called: str = "") -> Any:
    """A value as the annotation of an argument has it; InputError where it does not fit.

    called : what the argument is called in the error, if not so
    """
    from pydantic import ValidationError

    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    try:
        return _adapter(function, key).validate_python(value)
    except (ValidationError, RecursionError):
        problem, mend = _SAID[_kind(get_type_hints(function)[key])]
        raise InputError(problem, place=called or key, value=_short(value), mend=mend) from None


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str | int | float | list | tuple | type(None)) else ""
    return text.strip("'") or type(value).__name__


@cache
def _adapter(function: Callable[..., Any], key: str) -> Any:
    from pydantic import ConfigDict, TypeAdapter

    config = ConfigDict(arbitrary_types_allowed=True, allow_inf_nan=False)
    return TypeAdapter(get_type_hints(function)[key], config=config)


def _kind(hint: Any) -> str:
    text = str(hint).lower()
    if "path" in text:
        return "path"
    if "sequence" in text or "tuple" in text:
        return "tuple" if "float" in text or "int" in text else "str"
    return next((kind for kind in ("bool", "float", "int", "str") if kind in text), "")


def must_be(given: object, kind: type | tuple[type, ...], key: str, mend: str) -> None:
    """InputError for an argument of another kind."""
    if not isinstance(given, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        wanted = " or ".join(each.__name__ for each in kinds)
        raise InputError(f"this must be {wanted}", place=key, value=type(given).__name__, mend=mend)
