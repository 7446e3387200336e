"""Charts of overlapping lists: numbers of people in rows, and who is on which lists together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from waterbed.report.charts.svg import (
    BLUE,
    GREY,
    PINK,
    RULE,
    WIDTH,
    Layer,
    altair,
    data,
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
    alt = altair()
    x = _axis((0.0, top))
    scale = alt.Scale(domain=[0, len(rows) * ROW], reverse=True, nice=False)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=scale, axis=None)

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
    layers = [
        alt.Chart(data([{"a": seen}]))
        .mark_rule(color=GREY, size=1.5, strokeDash=[4, 3])
        .encode(x=x)
    ]
    for main, colour, size in ((False, BLUE, 5), (True, PINK, 11)):
        if bars[main]:
            layers.append(
                alt.Chart(data(bars[main]))
                .mark_rule(color=colour, size=size)
                .encode(x=x, x2="b:Q", y=y("y"))
            )
    if arrows:
        mark = {"shape": "triangle-right", "color": BLUE, "fill": BLUE, "size": 110, "opacity": 1}
        layers.append(alt.Chart(data(arrows)).mark_point(**mark).encode(x=x, y=y("y")))
    if rings:
        mark = {"shape": "circle", "stroke": BLUE, "fill": "#FFFFFF", "size": 110, "opacity": 1,
                "strokeWidth": 3}  # fmt: skip
        layers.append(alt.Chart(data(rings)).mark_point(**mark).encode(x=x, y=y("y")))
    layers.append(
        alt.Chart(data(labels))
        .mark_text(align="left", baseline="middle", limit=WIDTH)
        .encode(x=x, y=y("y"), text="text:N")
    )
    chart = alt.layer(*layers, width=WIDTH, height=len(rows) * ROW)
    return render(chart, key, title, description)


def _axis(domain: tuple[float, float]) -> Any:
    alt = altair()
    axis = alt.Axis(title=None, grid=False, tickCount=4, format=",.0f")
    return alt.X("a:Q", scale=alt.Scale(domain=list(domain), nice=False), axis=axis)


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
    alt = altair()
    height, head = CELL * len(shown), _head(lists)
    matrix = _matrix(alt, lists, shown, height)
    bars = _bars(alt, shown, height)
    names = _names(alt, lists, head)
    blank = (
        alt.Chart(data([{"a": 0}]))
        .mark_point(opacity=0)
        .encode()
        .properties(width=WIDTH - CELL * len(lists) - 10, height=head)
    )
    left = alt.vconcat(names, matrix, spacing=0)
    right = alt.vconcat(blank, bars, spacing=0)
    return render(alt.hconcat(left, right, spacing=10), key, title, description)


def _place(alt: Any, lists: int) -> Any:
    return alt.X("k:Q", scale=alt.Scale(domain=[-0.5, lists - 0.5], nice=False), axis=None)


def _head(lists: Sequence[str]) -> int:
    """Room for the longest name, at most a hundred pixels."""
    return min(100, 12 + 8 * max(len(name) for name in lists))


def _names(alt: Any, lists: Sequence[str], head: int) -> Layer:
    """Names of the lists, written upwards over their column."""
    rows = [{"k": k, "y": 0, "text": name} for k, name in enumerate(lists)]
    return (
        alt.Chart(data(rows))
        .mark_text(angle=270, align="left", baseline="middle", limit=head - 4, dx=2)
        .encode(
            x=_place(alt, len(lists)),
            y=alt.Y("y:Q", scale=alt.Scale(domain=[0, 1]), axis=None),
            text="text:N",
        )
        .properties(width=CELL * len(lists), height=head)
    )


def _matrix(
    alt: Any, lists: Sequence[str], shown: Sequence[tuple[Sequence[int], int]], height: int
) -> Layer:
    x = _place(alt, len(lists))
    scale = alt.Scale(domain=[-0.5, len(shown) - 0.5], reverse=True, nice=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    full = [{"k": k, "y": i} for i, (on, _) in enumerate(shown) for k in on]
    empty = [
        {"k": k, "y": i}
        for i, (on, _) in enumerate(shown)
        for k in range(len(lists))
        if k not in on
    ]
    joins = [{"k": min(on), "b": max(on), "y": i} for i, (on, _) in enumerate(shown) if len(on) > 1]
    layers = []
    if empty:
        layers.append(
            alt.Chart(data(empty)).mark_circle(color=RULE, size=DOT / 4, opacity=1).encode(x=x, y=y)
        )
    if joins:
        layers.append(
            alt.Chart(data(joins)).mark_rule(color=BLUE, size=3).encode(x=x, x2="b:Q", y=y)
        )
    layers.append(
        alt.Chart(data(full)).mark_circle(color=BLUE, size=DOT, opacity=1).encode(x=x, y=y)
    )
    return alt.layer(*layers, width=CELL * len(lists), height=height)


def _bars(alt: Any, shown: Sequence[tuple[Sequence[int], int]], height: int) -> Layer:
    """Bars from nought with the number beside them."""
    most = max(people for _, people in shown)
    scale = alt.Scale(domain=[-0.5, len(shown) - 0.5], reverse=True, nice=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    rows = [
        {"a": 0, "b": people, "y": i, "text": f"{people:,}"} for i, (_, people) in enumerate(shown)
    ]
    x = alt.X("a:Q", scale=alt.Scale(domain=[0, 1.3 * most], nice=False), axis=None)
    end = alt.X("b:Q", scale=alt.Scale(domain=[0, 1.3 * most], nice=False), axis=None)
    bars = alt.Chart(data(rows)).mark_rule(color=BLUE, size=12).encode(x=x, x2="b:Q", y=y)
    text = (
        alt.Chart(data(rows))
        .mark_text(align="left", baseline="middle", dx=5)
        .encode(x=end, y=y, text="text:N")
    )
    return alt.layer(bars, text, height=height)
