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
from types import ModuleType
from typing import Any

from waterbed.model.lazy import lazily

__version__ = "0.2.0"

_HOMES = {
    "Areas": "waterbed.model.areas",
    "InputError": "waterbed.model.errors",
    "Panel": "waterbed.model.panel",
    "Refusal": "waterbed.model.errors",
    "Study": "waterbed.model.study",
    "batch": "waterbed.library.studies",
    "check": "waterbed.library.studies",
    "compare": "waterbed.library.compare",
    "design": "waterbed.design.table",
    "estimate": "waterbed.library.estimates",
    "hidden": "waterbed.library.lists",
    "load": "waterbed.library.studies",
    "lock": "waterbed.library.studies",
    "read_areas": "waterbed.library.counts",
    "read_counts": "waterbed.library.counts",
    "release": "waterbed.library.studies",
    "reporting": "waterbed.library.numbers",
    "run": "waterbed.library.studies",
    "survey": "waterbed.library.numbers",
    "wdd": "waterbed.library.numbers",
}
"""What the library offers, and where it lies.  `__init__.pyi` says the same to type checkers, and
is made from it (tests/house/test_library.py prints it where the two differ)."""

__all__ = list(_HOMES)

__getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]


class _Library(ModuleType):
    """A package of which some functions are called as some of its folders are (`reporting`,
    `hidden`, `batch`, `design`): importing the folder does not put it in the function's place."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Library
