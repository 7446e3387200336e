"""Intervals in rows, on one axis with a zero line: a ratio, counts or a share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.report.charts.svg import (
    ARROW,
    BAND,
    BAR_WIDTH,
    BLUE,
    GREY,
    PINK,
    RING,
    ROW_LABEL,
    RULE,
    SIGN,
    WIDTH,
    Channel,
    Encoding,
    Layer,
    along,
    mark,
    quantity,
    render,
)

ROW, BARE_ROW = 46, 26
CROSS = "M-1,-1L1,1M-1,1L1,-1"


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One interval on the axis; on a ratio axis -0.3 is 30% lower.

    low, high : ends, None where unbounded; point : the estimate, or None
    band : the part of the axis that agrees with the claim, pieces of (low, high), or ()
    mark : a figure that somebody claimed, drawn as a cross, or None
    """

    label: str
    low: float | None = None
    high: float | None = None
    point: float | None = None
    interval: bool = True
    band: tuple[tuple[float, float], ...] = ()
    mark: float | None = None


def interval_chart(
    rows: Sequence[IntervalRow],
    key: str,
    title: str,
    description: str,
    labels: bool = True,
    unit: str = "ratio",
) -> str:
    """Each row an interval with its point, on one axis with a zero line.

    unit : "ratio" (as percentages with a sign), "count", or "share" (percentages from nought)
    What lies beyond the axis ends in an arrowhead.
    """
    layers = _layers(rows, unit, labels)
    height = len(rows) * (ROW if labels else BARE_ROW)
    width = WIDTH if labels else BAR_WIDTH
    chart = {"layer": layers, "width": width, "height": height}
    return render(chart, key, title, description)


def _domain(rows: Sequence[IntervalRow], unit: str) -> tuple[float, float]:
    """Of a ratio from -100% to the furthest end, at least to +100% and at most to +200%; of counts
    as far as the furthest end on either side; of a share from none to twice."""
    ends = [x for row in rows for x in (row.low, row.high, row.point, row.mark) if x is not None]
    if unit == "share":
        return 0.0, 2.0
    if unit == "count":
        reach = 1.05 * max([1.0, *(abs(x) for x in ends)])
        return -reach, reach
    return -1.0, min(max([1.0, *ends]), 2.0)


def _layers(rows: Sequence[IntervalRow], unit: str, labels: bool) -> list[Layer]:
    """Bands of the claims, zero line, bars, arrowheads, rings, crosses and labels."""
    depth, middle = (ROW, 32) if labels else (BARE_ROW, BARE_ROW // 2)
    domain = _domain(rows, unit)
    x = _axis(domain, _step(domain, unit, labels), unit)
    y = along("y", [0, len(rows) * depth], down=True)
    drawn: dict[str, list[dict[str, object]]] = {}
    for i, row in enumerate(rows):
        for kind, place in _marks(row, i * depth + middle, domain):
            drawn.setdefault(kind, []).append(place)
        drawn.setdefault("label", []).append(
            {"a": domain[0], "y": i * depth + 13, "text": row.label}
        )
    more: dict[str, Encoding] = {
        "band": {"x2": "b", "y2": "z"},
        "zero": {"y2": "z"},
        "bar": {"x2": "b"},
        "arrow": {"angle": quantity("turn", scale=None)},
        "ring": {},
        "cross": {},
        "label": {"text": "text"},
    }
    return [
        mark(_LOOKS[kind][0], drawn[kind], encoding={"x": x, "y": y, **ends}, **_LOOKS[kind][1])
        for kind, ends in more.items()
        if kind in drawn and (labels or kind != "label")
    ]


_LOOKS: dict[str, tuple[str, dict[str, object]]] = {
    "band": ("rect", {"color": BAND, "stroke": RULE, "strokeDash": [3, 2]}),
    "zero": ("rule", {"color": GREY, "size": 1.5}),
    "bar": ("rule", {"color": BLUE, "size": 5}),
    "arrow": ("point", {"shape": "triangle-up", **ARROW}),
    "ring": ("point", RING),
    "cross": (
        "point",
        {"shape": CROSS, "stroke": PINK, "strokeWidth": 3, "size": 60, "opacity": 1},
    ),
    "label": ("text", ROW_LABEL),
}


def _step(domain: tuple[float, float], unit: str, labels: bool) -> float:
    """The distance of ticks: at most four on each side of nought."""
    if unit != "count":
        return 0.5 if unit == "share" or (labels and domain[1] <= 1.0) else 1.0
    rough = domain[1] / 2
    power = 10.0 ** math.floor(math.log10(rough))
    return max(k * power for k in (1, 2, 5) if k * power <= rough)


def _axis(domain: tuple[float, float], step: float, unit: str) -> Channel:
    """The axis with a tick every `step`: numbers, or percentages; a sign but for shares."""
    ticks = [step * k for k in range(-4, 5) if domain[0] <= step * k <= domain[1]]
    sign = "''" if unit == "share" else SIGN
    counts, shares = "format(abs(datum.value), ',')", "round(abs(datum.value) * 100) + '%'"
    size = counts if unit == "count" else shares
    axis = {
        "title": None,
        "grid": False,
        "values": ticks,
        "labelExpr": f"datum.value == 0 ? '0' : {sign} + {size}",
    }
    return along("a", domain, axis)


def _marks(
    row: IntervalRow, middle: int, domain: tuple[float, float]
) -> list[tuple[str, dict[str, object]]]:
    """What is drawn of one row: kind of mark and its place."""
    low, high = domain

    def cut(v: float) -> float:
        return min(max(v, low), high)

    marks: list[tuple[str, dict[str, object]]] = [
        ("band", {"a": cut(a), "b": cut(b), "y": middle - 10, "z": middle + 10})
        for a, b in row.band
        if cut(a) < cut(b)
    ]
    marks.append(("zero", {"a": 0, "y": middle - 13, "z": middle + 13}))
    if row.interval:
        first = low if row.low is None else row.low
        last = high if row.high is None else row.high
        marks.append(("bar", {"a": cut(first), "b": cut(last), "y": middle}))
        if row.low is None or row.low < low:
            marks.append(("arrow", {"a": low, "y": middle, "turn": -90}))
        if row.high is None or row.high > high:
            marks.append(("arrow", {"a": high, "y": middle, "turn": 90}))
    if row.point is not None:
        marks.append(("ring", {"a": cut(row.point), "y": middle}))
    if row.mark is not None:
        marks.append(("cross", {"a": cut(row.mark), "y": middle}))
    return marks
