"""The command line as a program: a process that is nobody else's."""

from __future__ import annotations

import gc
import sys

from waterbed.cli import main

UNUSED = ("geopandas", "pandas")
"""Where they are installed, pyogrio loads them for functions that nothing here calls: a tenth of a
run's time."""

THRESHOLDS = (50_000, 20, 100)
"""Of the collector of circular garbage, of which a run makes hardly any: by Python's own thresholds
it looks for some nine hundred times, another tenth of a run's time."""


def program() -> None:
    """`waterbed`, as it is installed; `waterbed.cli.main` is the same inside another's process."""
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    gc.set_threshold(*THRESHOLDS)
    main(prog_name="waterbed")


if __name__ == "__main__":
    program()
