"""What `waterbed simulate --truth` prints: what happened, beside nothing done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console


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
