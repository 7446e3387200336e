"""The methods, one line each: how each is fitted, and when it may carry a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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
"""Fitted in every run."""


def _weigh(name: str, setting: Setting) -> Fitted:
    # Imported where asked for: no run without it pays for its solvers.
    from waterbed.effect.weighted import fit

    return fit(name, setting)


WEIGHTED = {
    name: Method(partial(_weigh, name), True, frozenset())
    for name in (
        "uniform",
        "calibrated",
        "raking",
        "simplex",
        "simplex-intercept",
        "ridge",
        "sdid",
    )
}
"""Fitted where a study's rule names one as headline; none has its size shown yet."""


def method(name: str) -> Method:
    return METHODS[name] if name in METHODS else WEIGHTED[name]


def fitted_with(headline: str) -> tuple[str, ...]:
    """Names of the methods of a run: those of every run, and the one that the rule names."""
    return tuple(METHODS) if headline in METHODS else (*METHODS, headline)


def carrying(headline: str, chosen_for: str) -> str:
    """The method that carries verdicts: the one asked for if its size holds, else the default."""
    holds = method(headline).holds
    return headline if holds is None or chosen_for in holds else DEFAULT
