"""What `waterbed simulate --truth` prints: what happened, beside nothing done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console

if TYPE_CHECKING:
    from waterbed.simulate.market.factorial import Term
    from waterbed.simulate.market.sensitivity import Index


def show_truth(path: Path) -> None:
    """Street, violence and residents' confrontations side by side, after the start."""
    truth = json.loads(path.read_text("utf-8"))
    console = open_console()
    console.print(Text(truth["what"]))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=False)
    table.add_column(f"From {truth['start']} on")
    table.add_column("Nothing done", justify="right")
    table.add_column("As the scenario says", justify="right")
    worlds = [truth[name]["after"] for name in ("nothing", "done")]
    for name, shown in _rows(*worlds):
        table.add_row(name, *shown)
    console.print(table)


def _rows(*worlds: dict[str, Any]) -> list[tuple[str, list[str]]]:
    here = [world["target"] for world in worlds]
    return [
        ("On the street here in a shift", [f"{w['on the street in a shift']:.1f}" for w in here]),
        ("Confrontations here a month", [f"{w['confrontations a month']:.1f}" for w in here]),
        ("Encounters, all places", [f"{w['encounters']:,}" for w in worlds]),
        ("Violence by buyers, all places", [f"{w['violence']:,}" for w in worlds]),
        ("Violence by third parties, all places", [f"{w['coercion']:,}" for w in worlds]),
        ("Violence in 1,000 encounters", [_per(w) for w in worlds]),
        ("People who sell, at the end", [f"{w['people at the end']['selling']:,}" for w in worlds]),
        ("of them controlled", [f"{w['people at the end']['controlled']:,}" for w in worlds]),
    ]  # fmt: skip


def _per(world: dict[str, Any]) -> str:
    share = world["violence per encounter"]
    return "–" if share is None else f"{1000 * share:.1f}"


SHOWN = 4
"""Parameters of an effect that are printed: those that decide most."""


def show_indices(indexes: Sequence[Index], method: str) -> None:
    """For each effect the parameters that decide it most."""
    console = open_console()
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=False)
    for name in ("Effect", "decided by"):
        table.add_column(name)
    for effect in dict.fromkeys(index.effect for index in indexes):
        of = [(index.weight, index.parameter) for index in indexes if index.effect == effect]
        most = sorted(of, reverse=True)[:SHOWN]
        table.add_row(effect, ", ".join(f"{name} {weight:.2f}" for weight, name in most))
    console.print(Text("By construction, over the priors: these follow from the model."))
    console.print(table)
    console.print(Text(_MEANS[method]))


def show_terms(terms: Sequence[Term]) -> None:
    """What each set of modules adds to street, violence and confrontations, side by side."""
    console = open_console()
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=False)
    table.add_column("Alone, or together beyond that")
    shown = ("street", "street nearby", "violence", "risk", "confrontations", "controlled")
    for name in shown:
        table.add_column(name, justify="right")
    for term in terms:
        cells = (f"{100 * term.effects[n]:+.0f} ±{196 * term.errors[n]:.0f}" for n in shown)
        table.add_row(" and ".join(term.modules), *cells)
    console.print(Text("By construction, in a small market for a year, beside nothing done."))
    console.print(table)
    console.print(Text("Per cent, with the range of chance over seeds (1.96 standard errors)."))


_MEANS = {
    "sobol": "Shares of the variance that each explains, with its interactions.",
    "morris": "Mean change of the effect, either way, over the whole prior at the slope of steps "
    "of two thirds.",
}
