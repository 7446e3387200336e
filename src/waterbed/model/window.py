"""Window: which months are compared with which, counted from the start as given or another one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waterbed.model.months import Months, label


@dataclass(frozen=True, slots=True)
class AlternativeStart:
    """Another first month wholly under the intervention, and who says so.

    transition : the month that it began in, if inside a month
    """

    start: int
    source: str
    transition: int | None = None

    @property
    def began(self) -> int:
        return self.start if self.transition is None else self.transition


@dataclass(frozen=True, slots=True)
class WindowFrom:
    """A window of the rule, counted from another start.

    wave : of a programme, the wave that has the other start; "" where there is none
    """

    name: str
    start: AlternativeStart
    wave: str = ""

    def __str__(self) -> str:
        """As results.json has it."""
        wave = f", {self.wave}" if self.wave else ""
        return f"{self.name}{wave}@{label(self.start.start)}"


WindowKey = str | WindowFrom
"""How a parameter names its window: the rule's name of it, or the same from another start."""

Where = tuple[str, WindowKey]
"""Intervention and window."""


@dataclass(frozen=True, slots=True)
class Window:
    """A comparison: base and post months of one intervention; the months between are in neither.

    start : the other start that it is counted from, or None
    """

    name: str
    intervention: str
    base: Months
    post: Months
    start: AlternativeStart | None = None

    @property
    def key(self) -> WindowKey:
        return self.name if self.start is None else WindowFrom(self.name, self.start)

    def shift(self, months: int) -> Window:
        return replace(self, base=self.base.shift(months), post=self.post.shift(months))
