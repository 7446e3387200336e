"""Charts as inline SVG, made offline by Vega-Lite (Altair, vl-convert).

Three kinds only: intervals in rows, counts over time, and dots in columns.  Colours are the
Government Analysis Function's; series also differ by dash or shape and are labelled where they
end.  Every chart has a title and a description, and a table of its numbers stands beside it.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BLUE, PINK, GREY, RULE, BAND = "#12436D", "#801650", "#3D3D3D", "#B1B4B6", "#E6E6F2"
WIDTH = 440
FONT = "Helvetica, Arial, sans-serif"
ROW = 46

Layer = Any


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One interval on a ratio axis (-0.3 is 30% lower).

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


@dataclass(frozen=True, slots=True)
class Panel:
    """Counts over time in one place: months as ordinals, None where there is no data."""

    title: str
    periods: tuple[int, ...]
    observed: tuple[float | None, ...]
    expected: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """A named month: an intervention's start or an event's first month."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class DotRow:
    """Values in one row of a dot chart, and those singled out by name."""

    title: str
    values: tuple[float, ...]


# From a specification to SVG --------------------------------------------------------------------


@functools.cache
def _altair() -> Any:
    import altair  # 0.2 CPU s and 43 MB: only where a chart is drawn

    return altair


def render(layer: Layer, key: str, title: str, description: str) -> str:
    """Inline SVG that scales with its column; `key` makes its ids unique in a page."""
    import vl_convert

    spec = layer.configure(
        aria=False,
        background="transparent",
        font=FONT,
        axis={
            "labelFontSize": 14,
            "titleFontSize": 14,
            "titleFontWeight": "normal",
            "labelColor": GREY,
            "titleColor": GREY,
            "gridColor": "#D9D9D9",
            "domainColor": RULE,
            "tickColor": RULE,
            "labelPadding": 4,
        },
        view={"stroke": None},
        title={"fontSize": 15, "anchor": "start", "color": GREY, "frame": "group", "offset": 8},
        concat={"spacing": 26},
        text={"color": GREY, "fontSize": 14},
    ).to_dict()
    version = ".".join(_altair().SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg = vl_convert.vegalite_to_svg(spec, vl_version=version)
    return _inline(svg, key, title, description)


def _inline(svg: str, key: str, title: str, description: str) -> str:
    """The SVG with a title, a description, unique ids, short numbers and no fixed size."""
    box = re.search(r'viewBox="([^"]+)"', svg)
    if box is None:
        raise ValueError("the chart has no viewBox")
    body = svg[svg.index(">") + 1 :]
    body = re.sub(r"\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}", body)
    body = re.sub(r' (aria-[a-z]+|role|font-family|pointer-events|class)="[^"]*"', "", body)
    body = body.replace(' stroke-miterlimit="10"', "").replace(
        ' fill="transparent"', ' fill="none"'
    )
    body = re.sub(
        r"<path d=\"M0,0h[\d.]+v[\d.]+h-[\d.]+Z\" ?(fill=\"none\")?/?>(</path>)?", "", body
    )
    ids = list(dict.fromkeys(re.findall(r'id="([^"]+)"', body)))
    for i, name in enumerate(ids):
        body = body.replace(f'id="{name}"', f'id="{key}-{i}"').replace(
            f"url(#{name})", f"url(#{key}-{i})"
        )
    head = (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="{box[1]}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{html.escape(title)}</title>'
        f'<desc id="{key}-d">{html.escape(description)}</desc>'
    )
    return head + body


def _data(rows: Sequence[Mapping[str, object]]) -> Any:
    return _altair().Data(values=list(rows))


# Intervals in rows ------------------------------------------------------------------------------


def interval_chart(
    rows: Sequence[IntervalRow],
    key: str,
    title: str,
    description: str,
    labels: bool = True,
) -> str:
    """Each row an interval with its point, on one ratio axis with a zero line.

    What lies beyond the axis ends in an arrowhead.
    """
    low, high = _domain(rows)
    layers = _interval_layers(rows, low, high, labels)
    height = len(rows) * (ROW if labels else 26)
    chart = _altair().layer(*layers).properties(width=WIDTH, height=height)
    return render(chart, key, title, description)


def _domain(rows: Sequence[IntervalRow]) -> tuple[float, float]:
    """From -100% to the furthest end, at least to +100% and at most to +200%."""
    ends = [x for row in rows for x in (row.high, row.point, row.mark) if x is not None]
    return -1.0, min(max([1.0, *ends]), 2.0)


def _interval_layers(
    rows: Sequence[IntervalRow], low: float, high: float, labels: bool
) -> list[Layer]:
    alt = _altair()
    depth, at = (ROW, 32) if labels else (26, 13)
    x = alt.X(
        "a:Q",
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(
            title=None,
            grid=False,
            values=[v for v in (-1, -0.5, 0, 0.5, 1, 1.5, 2) if v <= high],
            labelExpr="datum.value == 0 ? '0' : (datum.value < 0 ? '\u2212' : '+') + "
            "round(abs(datum.value) * 100) + '%'",
        ),
    )
    total = len(rows) * depth

    def y(field: str) -> Any:
        scale = alt.Scale(domain=[0, total], reverse=True, nice=False)
        return alt.Y(f"{field}:Q", scale=scale, axis=None)

    def cut(v: float) -> float:
        return min(max(v, low), high)

    bands, bars, points, marks, ends, words = [], [], [], [], [], []
    for i, row in enumerate(rows):
        middle = i * depth + at
        for a, b in row.band:
            if cut(a) < cut(b):
                bands.append({"a": cut(a), "b": cut(b), "y": middle - 10, "z": middle + 10})
        if row.interval:
            first = low if row.low is None else row.low
            last = high if row.high is None else row.high
            bars.append({"a": cut(first), "b": cut(last), "y": middle})
            if row.low is None or row.low < low:
                ends.append({"a": low, "y": middle, "turn": -90})
            if row.high is None or row.high > high:
                ends.append({"a": high, "y": middle, "turn": 90})
        if row.point is not None:
            points.append({"a": cut(row.point), "y": middle})
        if row.mark is not None:
            marks.append({"a": cut(row.mark), "y": middle})
        words.append({"a": low, "y": i * depth + 13, "text": row.label})
    zeros = [{"a": 0, "y": i * depth + at - 13, "z": i * depth + at + 13} for i in range(len(rows))]
    zero = alt.Chart(_data(zeros)).mark_rule(color=GREY, size=1.5)
    layers = [zero.encode(x=x, y=y("y"), y2="z:Q")]
    if bands:
        layers.insert(
            0,
            alt.Chart(_data(bands))
            .mark_rect(color=BAND, stroke=RULE, strokeDash=[3, 2])
            .encode(x=x, x2="b:Q", y=y("y"), y2="z:Q"),
        )
    if bars:
        layers.append(
            alt.Chart(_data(bars)).mark_rule(color=BLUE, size=5).encode(x=x, x2="b:Q", y=y("y"))
        )
    if ends:
        layers.append(
            alt.Chart(_data(ends))
            .mark_point(shape="triangle-up", color=BLUE, fill=BLUE, size=110, opacity=1)
            .encode(x=x, y=y("y"), angle=alt.Angle("turn:Q", scale=None))
        )
    if points:
        layers.append(
            alt.Chart(_data(points))
            .mark_point(
                shape="circle", stroke=BLUE, fill="#FFFFFF", size=110, strokeWidth=3, opacity=1
            )
            .encode(x=x, y=y("y"))
        )
    if marks:
        layers.append(
            alt.Chart(_data(marks))
            .mark_point(
                shape="M-1,-1L1,1M-1,1L1,-1", stroke=PINK, size=60, strokeWidth=3, opacity=1
            )
            .encode(x=x, y=y("y"))
        )
    if labels:
        layers.append(
            alt.Chart(_data(words))
            .mark_text(align="left", baseline="middle", color=GREY, fontSize=14)
            .encode(x=x, y=y("y"), text="text:N")
        )
    return layers


# Counts over time -------------------------------------------------------------------------------


def series_chart(
    panels: Sequence[Panel],
    markers: Sequence[Marker],
    band: tuple[int, int] | None,
    key: str,
    title: str,
    description: str,
) -> str:
    """Recorded counts and what was expected, a panel a place, one time axis, zero on the y axis.

    markers : named months, drawn as rules with their names above the first panel
    band : first month and the month after the last of those compared, shaded
    """
    alt = _altair()
    first = min(period for panel in panels for period in panel.periods)
    last = max(period for panel in panels for period in panel.periods)
    domain = [first / 12, (last + (last - first) * 0.24) / 12]
    shown = [marker for marker in markers if first <= marker.at <= last]
    drawn = [
        _panel(panel, shown if i == 0 else [], shown, band, domain)
        for i, panel in enumerate(panels)
    ]
    return render(alt.vconcat(*drawn), key, title, description)


def _panel(
    panel: Panel,
    named: Sequence[Marker],
    markers: Sequence[Marker],
    band: tuple[int, int] | None,
    domain: list[float],
) -> Layer:
    alt = _altair()
    seen = [v for v in (*panel.observed, *panel.expected) if v is not None]
    top = max([1.0, *seen]) * 1.08
    step = 2 if domain[1] - domain[0] > 5 else 1
    last = max(panel.periods) / 12
    years = [year for year in range(int(domain[0]) + 1, int(last) + 1) if year % step == 0]
    x = alt.X(
        "t:Q",
        scale=alt.Scale(domain=domain, nice=False),
        axis=alt.Axis(title=None, values=years, format="d", grid=False),
    )
    y = alt.Y(
        "n:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title=None, tickCount=4, format=",d" if top >= 4 else ",.1f"),
    )
    layers = []
    if band is not None:
        rows = [{"t": max(band[0] / 12, domain[0]), "u": band[1] / 12}]
        layers.append(alt.Chart(_data(rows)).mark_rect(color=BAND).encode(x=x, x2="u:Q"))
    if markers:
        rows = [{"t": marker.at / 12} for marker in markers]
        layers.append(
            alt.Chart(_data(rows)).mark_rule(color=GREY, size=1.2, strokeDash=[2, 2]).encode(x=x)
        )
    layers += _lines(panel, x, y)
    layers += _end_labels(panel, x, y, top)
    head = [] if not named else [_marker_names(named, domain)]
    chart = alt.layer(*layers).properties(width=WIDTH, height=170, title=panel.title)
    return alt.vconcat(*head, chart, spacing=2) if head else chart


def _lines(panel: Panel, x: Any, y: Any) -> list[Layer]:
    """The two lines, broken where there is no data."""
    alt = _altair()
    layers = []
    for values, colour, dash, width in (
        (panel.expected, PINK, [5, 3], 2),
        (panel.observed, BLUE, [1, 0], 2.5),
    ):
        rows, run = [], 0
        for period, value in zip(panel.periods, values, strict=True):
            run += value is None
            if value is not None:
                rows.append({"t": period / 12, "n": round(value, 2), "run": run})
        runs = [row["run"] for row in rows]
        alone = [row for row in rows if runs.count(row["run"]) == 1]
        if rows:
            layers.append(
                alt.Chart(_data(rows))
                .mark_line(color=colour, strokeDash=dash, strokeWidth=width)
                .encode(x=x, y=y, detail="run:N")
            )
        if alone:
            layers.append(
                alt.Chart(_data(alone)).mark_circle(color=colour, size=30).encode(x=x, y=y)
            )
    return layers


def _end_labels(panel: Panel, x: Any, y: Any, top: float) -> list[Layer]:
    """The name of each line at its end, kept a line's height apart."""
    alt = _altair()
    ends = []
    for values, name, colour in (
        (panel.observed, "Recorded", BLUE),
        (panel.expected, "Expected", PINK),
    ):
        seen = [(p, v) for p, v in zip(panel.periods, values, strict=True) if v is not None]
        if seen:
            ends.append({"t": seen[-1][0] / 12, "n": seen[-1][1], "text": name, "c": colour})
    gap = top * 0.11
    if len(ends) == 2:
        upper, lower = sorted(ends, key=lambda end: -float(str(end["n"])))
        over = gap - (float(str(upper["n"])) - float(str(lower["n"])))
        if over > 0:
            upper["n"] = float(str(upper["n"])) + over / 2
            lower["n"] = float(str(lower["n"])) - over / 2
    return [
        alt.Chart(_data([end]))
        .mark_text(align="left", dx=6, color=end["c"], fontSize=14, fontWeight="bold")
        .encode(x=x, y=y, text="text:N")
        for end in ends
    ]


def _marker_names(markers: Sequence[Marker], domain: list[float]) -> Layer:
    """Names over the first panel, one to a line, so that none hides another."""
    alt = _altair()
    middle = (domain[0] + domain[1]) / 2
    layers = []
    for side in ("left", "right"):
        rows = [
            {"t": marker.at / 12, "y": i, "text": marker.name}
            for i, marker in enumerate(markers)
            if (marker.at / 12 <= middle) == (side == "left")
        ]
        if rows:
            layers.append(
                alt.Chart(_data(rows))
                .mark_text(align=side, dx=3 if side == "left" else -3, fontSize=13, color=GREY)
                .encode(
                    x=alt.X("t:Q", scale=alt.Scale(domain=domain, nice=False), axis=None),
                    y=alt.Y(
                        "y:Q",
                        scale=alt.Scale(domain=[-0.6, len(markers) - 0.4], reverse=True),
                        axis=None,
                    ),
                    text="text:N",
                )
            )
    return alt.layer(*layers).properties(width=WIDTH, height=17 * len(markers))


# Dots in columns --------------------------------------------------------------------------------


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
    alt = _altair()
    values = [value for row in rows for value in row.values] + [value for value, _ in singled]
    low, high = _spread(values, ratio)
    width = (high - low) / 44
    panels = []
    for i, row in enumerate(rows):
        panels.append(
            _dots(row, singled, (low, high), width, i == len(rows) - 1, ratio, axis_title)
        )
    head = _singled_names(singled, (low, high))
    return render(alt.vconcat(*head, *panels, spacing=6), key, title, description)


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
    alt = _altair()
    stacks: dict[int, int] = {}
    dots = []
    for value in sorted(row.values):
        column = int(((min(value, domain[1]) - domain[0]) / width) // 1)
        stacks[column] = stacks.get(column, 0) + 1
        dots.append({"v": domain[0] + (column + 0.5) * width, "n": stacks[column] - 0.5})
    tallest = max([4, *stacks.values()])
    axis = alt.Axis(title=None, labels=False, ticks=False, grid=False)
    if last:
        sign = "datum.value == 0 ? '0' : (datum.value < 0 ? '\u2212' : '+') + "
        axis = alt.Axis(
            title=axis_title,
            grid=False,
            tickCount=6,
            labelExpr=sign
            + (
                "round(abs(datum.value) * 100) + '%'" if ratio else "format(abs(datum.value), '.3')"
            ),
        )
    x = alt.X("v:Q", scale=alt.Scale(domain=list(domain), nice=False), axis=axis)
    y = alt.Y("n:Q", scale=alt.Scale(domain=[0, tallest], nice=False), axis=None)
    layers = [alt.Chart(_data([{"v": 0}])).mark_rule(color=GREY, size=1.5).encode(x=x)]
    if dots:
        layers.append(
            alt.Chart(_data(dots)).mark_circle(color=BLUE, size=52, opacity=1).encode(x=x, y=y)
        )
    for i, (value, _) in enumerate(singled):
        dash = [6, 3] if i == 0 else [1, 0]
        rows = [{"v": min(value, domain[1])}]
        layers.append(
            alt.Chart(_data(rows)).mark_rule(color=PINK, size=2.5, strokeDash=dash).encode(x=x)
        )
    chart = alt.layer(*layers).properties(width=WIDTH, height=9 * tallest)
    return chart.properties(title=row.title) if row.title else chart


def _singled_names(
    singled: Sequence[tuple[float, str]], domain: tuple[float, float]
) -> list[Layer]:
    if not singled:
        return []
    markers = [Marker(0, name) for _, name in singled]
    alt = _altair()
    layers = []
    for i, ((value, _), marker) in enumerate(zip(singled, markers, strict=True)):
        left = value <= (domain[0] + domain[1]) / 2
        layers.append(
            alt.Chart(_data([{"v": min(value, domain[1]), "y": i, "text": marker.name}]))
            .mark_text(
                align="left" if left else "right",
                dx=3 if left else -3,
                color=PINK,
                fontSize=14,
                fontWeight="bold",
            )
            .encode(
                x=alt.X("v:Q", scale=alt.Scale(domain=list(domain), nice=False), axis=None),
                y=alt.Y(
                    "y:Q",
                    scale=alt.Scale(domain=[-0.6, len(singled) - 0.4], reverse=True),
                    axis=None,
                ),
                text="text:N",
            )
        )
    return [alt.layer(*layers).properties(width=WIDTH, height=18 * len(singled))]
