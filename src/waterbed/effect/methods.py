"""How each method of `model.methods` is fitted to an intervention, its window and its placebos."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from waterbed.effect import difference, history
from waterbed.effect.setting import MethodFit, Setting
from waterbed.model.methods import HEADLINES, WEIGHTED, method

Fit = Callable[[Setting], MethodFit]


def _weighted(name: str, setting: Setting) -> MethodFit:
    # Imported where asked for: no run without it pays for its solvers.
    from waterbed.effect.weighted import fit

    return fit(name, setting)


FITS: dict[str, Fit] = {
    "forecast": history.fit,
    "difference": difference.fit,
    **{name: partial(_weighted, name) for name in WEIGHTED},
}
"""The real places and their placebos, by each method: a line a method."""


def check_rows(fits: Iterable[str]) -> None:
    """LookupError that names the row or the line that a method lacks."""
    for name in fits:
        if name not in HEADLINES:
            raise LookupError(
                f"the method {name!r} is fitted in effect/methods.py and has no row with `fitted` "
                "in model/methods"
            )
    for name in HEADLINES:
        if name not in fits:
            raise LookupError(
                f"the method {name!r} has a row with `fitted` in model/methods and no line in FITS "
                "of effect/methods.py"
            )


check_rows(FITS)

METHODS = {name: method(name) for name in HEADLINES}
"""Rows of the methods that `estimate` and a study's rule may name."""
