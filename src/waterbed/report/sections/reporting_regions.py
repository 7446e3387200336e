"""The picture of the quarrel: reporting in the target against reporting in the zones.

Both axes are ratios on a log scale, so that reporting that halved lies as far from the middle as
reporting that doubled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from waterbed.model.reporting_regions import Quarrel
from waterbed.report.blocks import Grid
from waterbed.report.charts.svg import (
    BAND,
    BLUE,
    GREY,
    PINK,
    RULE,
    WIDTH,
    Channel,
    Encoding,
    Layer,
    Row,
    mark,
    quantity,
    render,
)
from waterbed.report.words import harm as words

REACH = 2.5
"""The axes run from 1/2.5 to 2.5 times as much reported."""
TICKS = (0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 2.5)
STEPS = 61


def quarrel_chart(
    quarrel: Quarrel,
    key: str,
    title: str,
    description: str,
    stated: tuple[float, float] | None = None,
) -> str:
    """Break-even line with its band, contours of the share displaced, and the point of no change.

    stated : the range of the reporting ratio of the decision rule, drawn as a box
    """
    layers = [_band(quarrel), *_contours(quarrel), *_line(quarrel)]
    if stated is not None:
        layers.append(_box(stated))
    layers += [*_middle(), *_names()]
    chart = {"layer": layers, "width": WIDTH, "height": WIDTH}
    return render(chart, key, title, description)


def _grid() -> Any:
    return np.exp(np.linspace(-np.log(REACH), np.log(REACH), STEPS))


def _cut(x: Any) -> Any:
    return np.clip(x, 1 / REACH, REACH)


def _axis(field: str, title: str) -> Channel:
    label = "(datum.value == 1 ? '0' : (datum.value < 1 ? '\u2212' : '+') + "
    axis = {
        "title": title,
        "values": TICKS,
        "grid": False,
        "labelExpr": label + "round(abs(datum.value - 1) * 100) + '%')",
        "labelFontSize": 13,
    }
    scale = {"type": "log", "domain": [1 / REACH, REACH], "nice": False}
    return quantity(field, axis=axis, scale=scale)


def _x() -> Encoding:
    return {"x": _axis("t", words.AXES[0])}


def _y() -> Encoding:
    return {"y": _axis("b", words.AXES[1])}


def _band(quarrel: Quarrel) -> Layer:
    """Where these data cannot tell, between the edges of a fall and of a rise.

    Where no reporting in the zones brings the statistic to an edge, the edge lies beyond the top
    (true harm rose all the way up) or beyond the bottom.
    """
    target = _grid()
    above = quarrel.statistic(target, REACH)

    def edge(critical: float) -> Any:
        zones_at_edge = quarrel.zones_edge(target, critical)
        beyond = np.where(above > critical, REACH, 1 / REACH)
        return np.where(np.isfinite(zones_at_edge), _cut(zones_at_edge), beyond)

    rows = [
        {"t": round(float(t), 4), "b": round(float(low), 4), "v": round(float(high), 4)}
        for t, low, high in zip(target, edge(quarrel.high), edge(quarrel.low), strict=True)
    ]
    look = {"color": BAND, "stroke": RULE, "opacity": 1}
    return mark("area", rows, encoding={**_x(), **_y(), "y2": "v"}, **look)


def _path(t: Any, b: Any) -> list[Row]:
    inside = np.isfinite(t) & np.isfinite(b)
    inside &= (t >= 1 / REACH) & (t <= REACH) & (b >= 1 / REACH) & (b <= REACH)
    return [
        {"t": round(float(x), 4), "b": round(float(y), 4)}
        for x, y in zip(t[inside], b[inside], strict=True)
    ]


def _line(quarrel: Quarrel) -> list[Layer]:
    """No net change: all of the target's fall is displaced."""
    target = _grid()
    left = quarrel.expected - quarrel.target / target
    zones = np.where(left > 0, quarrel.zones / np.where(left > 0, left, 1.0), np.nan)
    return _named(_path(target, zones), words.share_label(1.0), 14, BLUE, {"strokeWidth": 2.5})


def _contours(quarrel: Quarrel) -> list[Layer]:
    """Lines of an equal share displaced, where the target truly fell: none and half of it."""
    layers = []
    target = _grid()
    thin: dict[str, object] = {"strokeWidth": 1.5, "strokeDash": [5, 3]}
    for share, name in ((0.0, words.share_label(0.0)), (0.5, "")):
        layers += _named(_path(target, quarrel.contour(target, share)), name, -8, PINK, thin)
    return layers


def _named(
    rows: list[Row], name: str, shift: int, colour: str, look: dict[str, object]
) -> list[Layer]:
    """A line with its name at its right end."""
    if len(rows) < 2:
        return []
    place = {**_x(), **_y()}
    line = mark("line", rows, encoding={**place, "order": quantity("t")}, color=colour, **look)
    if not name:
        return [line]
    last, text = [{**rows[-1], "text": name}], {"align": "right", "dx": -3, "dy": shift}
    encoding = {**place, "text": "text"}
    return [line, mark("text", last, encoding=encoding, color=colour, fontSize=13, **text)]


def _box(stated: tuple[float, float]) -> Layer:
    low, high = (float(_cut(end)) for end in stated)
    rows = [{"t": low, "u": high, "b": low, "v": high}]
    look = {"filled": False, "stroke": GREY, "strokeDash": [2, 2], "strokeWidth": 1.2}
    return mark("rect", rows, encoding={**_x(), **_y(), "x2": "u", "y2": "v"}, **look)


def _middle() -> list[Layer]:
    """Reporting as before in both places: two rules that cross, and a ring."""
    crossing: list[Row] = [{"t": 1.0, "b": 1.0}]
    rule = {"color": GREY, "size": 1, "strokeDash": [1, 3]}
    ring = {"shape": "circle", "stroke": BLUE, "fill": "#FFFFFF", "size": 110}
    return [
        mark("rule", crossing, encoding=_x(), **rule),
        mark("rule", crossing, encoding=_y(), **rule),
        mark("point", crossing, encoding={**_x(), **_y()}, opacity=1, strokeWidth=3, **ring),
    ]


def _names() -> list[Layer]:
    """The two sides of the line named in one size, at the corners where they lie."""
    rise, fall = 1 / REACH * 1.06, REACH / 1.06
    rows = (
        ({"t": rise, "b": rise, "text": words.SIDES["rose"]}, "left", -4),
        ({"t": fall, "b": fall, "text": words.SIDES["fell"]}, "right", 8),
    )
    look = {"color": GREY, "fontSize": 14, "fontWeight": "bold"}
    encoding = {**_x(), **_y(), "text": "text"}
    return [
        mark("text", [row], encoding=encoding, align=align, dy=shift, **look)
        for row, align, shift in rows
    ]


def quarrel_grid(quarrel: Quarrel, title: str) -> Grid:
    """The same in numbers: for some changes in the zones, where the target's reporting tips."""
    zones = np.array(TICKS)
    rise, line, fall = (
        quarrel.edge(zones, quarrel.high),
        quarrel.line(zones),
        quarrel.edge(zones, quarrel.low),
    )
    rows = tuple(
        (words.factor_words(float(b)), *(words.factor_cell(float(x)) for x in (r, n, f)))
        for b, r, n, f in zip(zones, rise, line, fall, strict=True)
    )
    return Grid(f"Table: {title}", words.QUARREL_COLUMNS, rows, (1, 2, 3), page=False)
