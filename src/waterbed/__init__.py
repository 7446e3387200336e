"""Waterbed: did an intervention in a place work, did it move, and could the study tell?

    import waterbed as wb

    panel = wb.read_counts("counts.csv", area="ward", period="month", count="offences")
    found = wb.compare(panel, treated="E05011247", start="2017-04", claims=["fell", "rose"])
    print(found)
    print(found["fell"].why())

    study = wb.load("study.toml")
    print(wb.check(study).claims)
    wb.lock(study, "2026-11-24")
    wb.release(wb.run(study), "public")

Each name is imported when it is first asked for; docs/python.md goes through them.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.2.0"

_NAMES = {
    "Areas": ("waterbed.model.areas", "Areas"),
    "InputError": ("waterbed.model.errors", "InputError"),
    "Panel": ("waterbed.model.panel", "Panel"),
    "Refusal": ("waterbed.model.errors", "Refusal"),
    "Study": ("waterbed.model.study", "Study"),
    "batch": ("waterbed.library.studies", "batch"),
    "check": ("waterbed.library.studies", "check"),
    "compare": ("waterbed.library.compare", "compare"),
    "design": ("waterbed.design.table", "design"),
    "estimate": ("waterbed.library.estimates", "estimate"),
    "hidden": ("waterbed.library.lists", "hidden"),
    "load": ("waterbed.library.studies", "load"),
    "lock": ("waterbed.library.studies", "lock"),
    "read_areas": ("waterbed.library.counts", "read_areas"),
    "read_counts": ("waterbed.library.counts", "read_counts"),
    "release": ("waterbed.library.studies", "release"),
    "reporting": ("waterbed.library.numbers", "reporting"),
    "run": ("waterbed.library.studies", "run"),
    "survey": ("waterbed.library.numbers", "survey"),
    "wdd": ("waterbed.library.numbers", "wdd"),
}
"""What the library offers, and where it lies.  `__init__.pyi` says the same to type checkers, and
is made from it (tests/house/test_library.py prints it where the two differ)."""

__all__ = list(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'waterbed' has no attribute {name!r}")
    module, attribute = _NAMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return [*globals(), *_NAMES]


class _Library(ModuleType):
    """A package of which some functions are called as some of its folders are (`reporting`,
    `hidden`, `batch`, `design`): importing the folder does not put it in the function's place."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _NAMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Library
