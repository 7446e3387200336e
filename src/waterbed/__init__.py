"""Waterbed: did an intervention in a place work, did it move, and could the study tell?

    import waterbed

    study = waterbed.load("study.toml")
    print(waterbed.check(study).claims)
    waterbed.lock(study, "2026-11-24")
    results, panel = waterbed.run(study)
    released = waterbed.release(results, "public")

`load` takes a path or a mapping; the others take what it gave.  Each name is imported when it is
first asked for.
"""

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

_NAMES = {
    "Study": ("waterbed.model.study", "Study"),
    "load": ("waterbed.analysis.load", "load"),
    "check": ("waterbed.analysis.understand", "understand"),
    "lock": ("waterbed.analysis.lock", "write_lock"),
    "run": ("waterbed.analysis.run", "run"),
    "release": ("waterbed.disclosure", "release"),
}
__all__ = ["Study", "check", "load", "lock", "release", "run"]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'waterbed' has no attribute {name!r}")
    module, attribute = _NAMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return [*globals(), *_NAMES]
