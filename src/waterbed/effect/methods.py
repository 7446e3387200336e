"""The methods, one line each: how each is fitted, and when it may carry a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from waterbed.effect import difference, history
from waterbed.effect.setting import Fitted, Setting

DEFAULT = "forecast"


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table.

    fit : the real places and their placebos
    takes_base : whether the base months are taken as given, so that a base out of the ordinary
        bars what rests on it
    holds : selection rules under which its size holds (docs/validity.md); None: under every one
    """

    fit: Callable[[Setting], Fitted]
    takes_base: bool
    holds: frozenset[str] | None


METHODS = {
    "forecast": Method(history.fit, False, None),
    "difference": Method(difference.fit, True, frozenset({"random"})),
}


def carrying(headline: str, chosen_for: str) -> str:
    """The method that carries verdicts: the one asked for if its size holds, else the default."""
    holds = METHODS[headline].holds
    return headline if holds is None or chosen_for in holds else DEFAULT
