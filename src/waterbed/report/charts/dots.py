"""Dots stacked in columns over an axis, with named values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.report.charts.svg import (
    BLUE,
    GREY,
    PINK,
    SIGN,
    WIDTH,
    Encoding,
    Layer,
    along,
    beside,
    mark,
    quantity,
    render,
    titled,
)


@dataclass(frozen=True, slots=True)
class DotRow:
    """Values in one row of a dot chart, and those singled out by name."""

    title: str
    values: tuple[float, ...]


def dot_chart(
    rows: Sequence[DotRow],
    singled: Sequence[tuple[float, str]],
    key: str,
    title: str,
    description: str,
    ratio: bool,
    axis_title: str,
) -> str:
    """Dots stacked in columns over an axis with a zero line, and named values as rules.

    ratio : whether the axis is a percentage or a standardised value
    singled : values with their names, drawn across all rows and labelled above
    """
    values = [value for row in rows for value in row.values] + [value for value, _ in singled]
    low, high = _spread(values, ratio)
    width = (high - low) / 44
    panels = [
        _dots(row, singled, (low, high), width, i == len(rows) - 1, ratio, axis_title)
        for i, row in enumerate(rows)
    ]
    head = _singled_names(singled, (low, high))
    return render({"vconcat": [*head, *panels], "spacing": 6}, key, title, description)


def _spread(values: Sequence[float], ratio: bool) -> tuple[float, float]:
    """Symmetrical about zero on a standardised axis; from -100% on a ratio axis."""
    if ratio:
        return -1.0, min(max([1.0, *values]), 3.0)
    reach = max([3.0, *(abs(value) for value in values)])
    return -reach * 1.02, reach * 1.02


def _dots(
    row: DotRow,
    singled: Sequence[tuple[float, str]],
    domain: tuple[float, float],
    width: float,
    last: bool,
    ratio: bool,
    axis_title: str,
) -> Layer:
    stacks: dict[int, int] = {}
    dots = []
    for value in sorted(row.values):
        column = int(((min(value, domain[1]) - domain[0]) / width) // 1)
        stacks[column] = stacks.get(column, 0) + 1
        dots.append({"v": domain[0] + (column + 0.5) * width, "n": stacks[column] - 0.5})
    tallest = max([4, *stacks.values()])
    axis: dict[str, object] = {"title": None, "labels": False, "ticks": False, "grid": False}
    if last:
        sign = f"datum.value == 0 ? '0' : {SIGN} + "
        size = "round(abs(datum.value) * 100) + '%'" if ratio else "format(abs(datum.value), '.3')"
        axis = {"title": axis_title, "grid": False, "tickCount": 6, "labelExpr": sign + size}
    x, y = along("v", domain, axis), along("n", [0, tallest])
    layers = [mark("rule", [{"v": 0}], encoding={"x": x}, color=GREY, size=1.5)]
    if dots:
        look = {"color": BLUE, "size": 52, "opacity": 1}
        layers.append(mark("circle", dots, encoding={"x": x, "y": y}, **look))
    for i, (value, _) in enumerate(singled):
        dash = [6, 3] if i == 0 else [1, 0]
        rows = [{"v": min(value, domain[1])}]
        layers.append(mark("rule", rows, encoding={"x": x}, color=PINK, size=2.5, strokeDash=dash))
    return {"layer": layers, "width": WIDTH, "height": 9 * tallest, **titled(row.title)}


def _singled_names(
    singled: Sequence[tuple[float, str]], domain: tuple[float, float]
) -> list[Layer]:
    if not singled:
        return []
    x = along("v", domain)
    lines = {"domain": [-0.6, len(singled) - 0.4], "reverse": True}
    y = quantity("y", scale=lines, axis=None)
    look = {"color": PINK, "fontSize": 14, "fontWeight": "bold"}
    layers = []
    for i, (value, name) in enumerate(singled):
        at, align, shift = beside(min(value, domain[1]), domain, name, 14)
        rows = [{"v": at, "y": i, "text": name}]
        encoding: Encoding = {"x": x, "y": y, "text": "text"}
        layers.append(mark("text", rows, encoding=encoding, align=align, dx=shift, **look))
    return [{"layer": layers, "width": WIDTH, "height": 18 * len(singled)}]
