"""Shapes that the commands share: a console, a table without a frame, an answer, a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from waterbed.report.words.verdicts import ANSWER_WORDS

if TYPE_CHECKING:
    from pathlib import Path


SHAPES = {"supported": "●", "contradicted": "⊗", "undecided": "◐", "untestable": "○"}


def open_console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def unframed() -> Table:
    """Columns without a frame, the last one wrapped."""
    return Table.grid(padding=(0, 2))


def answer_shape(answer: str) -> str:
    return f"{SHAPES[answer]} {ANSWER_WORDS[answer]}"


def typed(path: Path | str) -> str:
    """A path as it is typed in a command: in quotes where it holds a space."""
    return f'"{path}"' if " " in str(path) else str(path)
