"""Before anything is done: how many places, which months, by lots or in steps, what could be seen.

    from waterbed.design import design

The question stands in `asked`, the ways of giving a thing out by lot in `ways`, the test that is
made of them in `lots`, what it could see in `planting`, the table in `table`, and what is written
in `files`.
"""

from importlib import import_module
from typing import Any

_NAMES = {
    "Asked": ("waterbed.design.asked", "Asked"),
    "design": ("waterbed.design.table", "design"),
    "judge": ("waterbed.design.judged", "judge"),
    "read_design": ("waterbed.design.judged", "read_design"),
    "write": ("waterbed.design.files", "write"),
}
__all__ = ["Asked", "design", "judge", "read_design", "write"]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'waterbed.design' has no attribute {name!r}")
    module, attribute = _NAMES[name]
    return getattr(import_module(module), attribute)
