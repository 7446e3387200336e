"""Charts of overlapping lists: numbers of people in rows, and who is on which lists together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.report.charts.svg import (
    ARROW,
    BLUE,
    GREY,
    PINK,
    RING,
    ROW_LABEL,
    RULE,
    WIDTH,
    Channel,
    Encoding,
    Layer,
    along,
    mark,
    quantity,
    render,
)

ROW = 46
DOT, CELL = 150, 24
MOST_SETS = 20


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """Numbers of people: an interval, `high` None where it has no end, and a single number."""

    label: str
    low: float
    high: float | None
    point: float | None = None
    main: bool = False


def people_chart(
    rows: Sequence[PeopleRow], seen: float, key: str, title: str, description: str
) -> str:
    """Each row a bar on one axis from nought, the main one thick; a dashed line at those seen."""
    ends = [x for row in rows for x in (row.high, row.point, row.low, seen) if x is not None]
    top = 1.04 * max(ends)
    axis = {"title": None, "grid": False, "tickCount": 4, "format": ",.0f"}
    place = {"x": along("a", (0.0, top), axis), "y": along("y", [0, len(rows) * ROW], down=True)}
    bars: dict[bool, list[dict[str, object]]] = {True: [], False: []}
    arrows, rings, labels, marks = [], [], [], []
    for i, row in enumerate(rows):
        middle = i * ROW + 32
        high = top if row.high is None else row.high
        marks.append({"a": seen, "y": middle - 13, "z": middle + 13})
        bars[row.main].append({"a": row.low, "b": high, "y": middle})
        if row.high is None:
            arrows.append({"a": top, "y": middle})
        if row.point is not None:
            rings.append({"a": row.point, "y": middle})
        labels.append({"a": 0, "y": i * ROW + 13, "text": row.label})
    dashed = {"color": GREY, "size": 1.5, "strokeDash": [4, 3]}
    layers = [mark("rule", [{"a": seen}], encoding={"x": place["x"]}, **dashed)]
    for main, colour, size in ((False, BLUE, 5), (True, PINK, 11)):
        if bars[main]:
            encoding: Encoding = {**place, "x2": "b"}
            layers.append(mark("rule", bars[main], encoding=encoding, color=colour, size=size))
    if arrows:
        layers.append(mark("point", arrows, encoding=place, shape="triangle-right", **ARROW))
    if rings:
        layers.append(mark("point", rings, encoding=place, **RING))
    layers.append(mark("text", labels, encoding={**place, "text": "text"}, **ROW_LABEL))
    chart = {"layer": layers, "width": WIDTH, "height": len(rows) * ROW}
    return render(chart, key, title, description)


def sets_chart(
    lists: Sequence[str],
    sets: Sequence[tuple[Sequence[int], int]],
    key: str,
    title: str,
    description: str,
) -> str:
    """Who is on exactly which lists: dots joined by a line, and how many people as a bar.

    lists : names; sets : positions of lists and people, the largest first; at most twenty are
        drawn (Lex and others 2014, IEEE Transactions on Visualization 20:1983, turned on its side)
    """
    shown = list(sets)[:MOST_SETS]
    height, head = CELL * len(shown), _head(lists)
    matrix = _matrix(lists, shown, height)
    bars = _bars(shown, height)
    names = _names(lists, head)
    room = {"width": WIDTH - CELL * len(lists) - 10, "height": head}
    blank = mark("point", [{"a": 0}], encoding={}, opacity=0) | room
    left = {"vconcat": [names, matrix], "spacing": 0}
    right = {"vconcat": [blank, bars], "spacing": 0}
    return render({"hconcat": [left, right], "spacing": 10}, key, title, description)


def _place(lists: int) -> Channel:
    return along("k", [-0.5, lists - 0.5])


def _head(lists: Sequence[str]) -> int:
    """Room for the longest name, at most a hundred pixels."""
    return min(100, 12 + 8 * max(len(name) for name in lists))


def _names(lists: Sequence[str], head: int) -> Layer:
    """Names of the lists, written upwards over their column."""
    rows = [{"k": k, "y": 0, "text": name} for k, name in enumerate(lists)]
    y = quantity("y", scale={"domain": [0, 1]}, axis=None)
    look = {"angle": 270, "align": "left", "baseline": "middle", "limit": head - 4, "dx": 2}
    text = mark("text", rows, encoding={"x": _place(len(lists)), "y": y, "text": "text"}, **look)
    return text | {"width": CELL * len(lists), "height": head}


def _matrix(lists: Sequence[str], shown: Sequence[tuple[Sequence[int], int]], height: int) -> Layer:
    place = {"x": _place(len(lists)), "y": along("y", [-0.5, len(shown) - 0.5], down=True)}
    full = [{"k": k, "y": i} for i, (on, _) in enumerate(shown) for k in on]
    cells = [{"k": k, "y": i} for i in range(len(shown)) for k in range(len(lists))]
    empty = [cell for cell in cells if cell not in full]
    joins = [{"k": min(on), "b": max(on), "y": i} for i, (on, _) in enumerate(shown) if len(on) > 1]
    layers = []
    if empty:
        layers.append(mark("circle", empty, encoding=place, color=RULE, size=DOT / 4, opacity=1))
    if joins:
        layers.append(mark("rule", joins, encoding={**place, "x2": "b"}, color=BLUE, size=3))
    layers.append(mark("circle", full, encoding=place, color=BLUE, size=DOT, opacity=1))
    return {"layer": layers, "width": CELL * len(lists), "height": height}


def _bars(shown: Sequence[tuple[Sequence[int], int]], height: int) -> Layer:
    """Bars from nought with the number beside them."""
    most = max(people for _, people in shown)
    y = along("y", [-0.5, len(shown) - 0.5], down=True)
    rows = [
        {"a": 0, "b": people, "y": i, "text": f"{people:,}"} for i, (_, people) in enumerate(shown)
    ]
    x, end = along("a", [0, 1.3 * most]), along("b", [0, 1.3 * most])
    bars = mark("rule", rows, encoding={"x": x, "x2": "b", "y": y}, color=BLUE, size=12)
    look = {"align": "left", "baseline": "middle", "dx": 5}
    text = mark("text", rows, encoding={"x": end, "y": y, "text": "text"}, **look)
    return {"layer": [bars, text], "height": height}
