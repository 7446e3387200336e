"""Did it change?  Roles of areas, placebo reference, contrasts, inference, diagnostics.

The front door of the library is `estimate` and `placebos`, with every method in `METHODS`; they are
imported when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waterbed.model.lazy import lazily

if TYPE_CHECKING:
    from waterbed.effect.api import admissible, estimate, jackknife, placebos
    from waterbed.effect.methods import METHODS
    from waterbed.effect.results import Effect, Placebos

__all__ = ["METHODS", "Effect", "Placebos", "admissible", "estimate", "jackknife", "placebos"]

_HOMES = {
    "admissible": "waterbed.effect.api",
    "estimate": "waterbed.effect.api",
    "jackknife": "waterbed.effect.api",
    "placebos": "waterbed.effect.api",
    "Effect": "waterbed.effect.results",
    "Placebos": "waterbed.effect.results",
    "METHODS": "waterbed.effect.methods",
}

__getattr__ = lazily(__name__, _HOMES)
