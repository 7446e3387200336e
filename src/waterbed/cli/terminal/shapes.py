"""Shapes that the commands share: a console, a table without a frame, an answer, a path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.segment import Segment
from rich.table import Table

from waterbed.model.freetext import visible
from waterbed.report.words.answers import ANSWER_WORDS

SHAPES = {
    "supported": "●",
    "contradicted": "⊗",
    "undecided": "◐",
    "untestable": "○",
    "not-shown": "◌",
}


@dataclass(frozen=True, slots=True)
class _Visible:
    """What is printed, with a mark for each character of a user's that would steer the terminal."""

    inner: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for part in console.render(self.inner, options):
            yield part if part.control else Segment(visible(part.text), part.style)


class _OnlyVisible(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Visible(renderable) for renderable in renderables]


def open_console() -> Console:
    console = Console(highlight=False, soft_wrap=False)
    console.push_render_hook(_OnlyVisible())
    return console


def unframed() -> Table:
    """Columns without a frame, the last one wrapped."""
    return Table.grid(padding=(0, 2))


def answer_shape(answer: str, word: str = "") -> str:
    """An answer with its shape; word : of its own, as one that carries its level"""
    return f"{SHAPES[answer]} {word or ANSWER_WORDS[answer]}"
