"""A drafted scenario: every module, off, and every parameter at its default, each explained.

python -m waterbed.simulate.market.draft > examples/market/scenario.toml
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from waterbed.simulate.folder import toml_text
from waterbed.simulate.market.modules import MODULES, Module
from waterbed.simulate.market.parameters import NO_SOURCE, Parameter
from waterbed.simulate.market.run import BUYERS
from waterbed.simulate.market.table import PARAMETERS

ON = ("patrol", "fines for buyers")
"""Modules that are on in the draft, so that it shows something."""

WIDTH = 98

_HEAD = f"""\
# A street market on an abstract map, and what is done to it.  What comes out is by construction: it
# follows from the parameters below, of most of which little is known, and is no evidence about any
# place.  Run it with: waterbed simulate scenario.toml --out market; waterbed run market/study.toml

title = "Patrols and fines for buyers in the busiest area"
asked_by = "a drafted scenario"
seed = 1

[time]
first = "2015-04"                   # first month that is counted
last = "2019-03"
start = "2017-10"                   # nothing is done before
weeks_before = 26                   # lived before the first month, and not counted

[map]                               # square areas on a grid, four cells in each
rows = 12
columns = 15
borough = 3                         # side of a borough, in areas
busy = 0.3                          # a small number puts most people into few areas

[people]
sellers = 1000                      # at the start
reserve = 400                       # who may come to sell
buyers = {BUYERS}
patrols = 6                         # always out, on all streets

[target]
chosen = "busiest"                  # or "random"
"""


def draft_text(on: Iterable[str] = ON) -> str:
    """The file, with these modules on."""
    chosen = set(on)
    parts = [_HEAD, _title("what is done: each module on or off, alone"), ""]
    parts += [_module(row, row.name in chosen) for row in MODULES.values()]
    parts += [_title("parameters: change one by taking away the mark before its line"), ""]
    parts += ["[parameters]", *_parameters()]
    return "\n".join(parts) + "\n"


def _title(words: str) -> str:
    return f"# {'-' * 20} {words}"


def _module(row: Module, on: bool) -> str:
    return (
        f"[[modules]]                         # {row.says}\n"
        f"module = {toml_text(row.name)}\n"
        f"on = {'true' if on else 'false'}\n"
        f"{f'dose = {row.usual!r}':<36}# {row.dose}\n"
        'where = "target"                    # or "borough", "everywhere"\n'
    )


def _parameters() -> Iterator[str]:
    group = ""
    for row in PARAMETERS.values():
        if row.group != group:
            group = row.group
            yield f"\n# {group}"
        yield from _comment(row)
        yield f"# {row.name} = {row.default!r}"


def _comment(row: Parameter) -> Iterator[str]:
    source = row.status if row.status == NO_SOURCE else f"{row.status}: {row.source}"
    text = (
        f"{row.says} Unit: {row.unit}. Prior: {row.prior.words}. {source[0].upper()}{source[1:]}."
    )
    yield from (f"#   {line}" for line in wrap(text, WIDTH - 4))


if __name__ == "__main__":
    print(draft_text(), end="")
