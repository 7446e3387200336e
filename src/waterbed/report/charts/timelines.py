"""Recorded and expected counts over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.report.charts.svg import (
    BAND,
    BLUE,
    GREY,
    PINK,
    WIDTH,
    Channel,
    Encoding,
    Layer,
    along,
    mark,
    quantity,
    render,
    titled,
)


@dataclass(frozen=True, slots=True)
class CountsOverTime:
    """Counts over time in one place: months as ordinals, None where there is no data.

    step : months in a period; a count is drawn in the middle of its period
    seen, beside : what the lines of those observed and of those expected are called
    """

    title: str
    step: int
    periods: tuple[int, ...]
    observed: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    seen: str = "Recorded"
    beside: str = "Expected"

    def middle(self, period: int) -> float:
        """Where a period's count stands on an axis of years."""
        return (period + self.step / 2) / 12


@dataclass(frozen=True, slots=True)
class Marker:
    """A month with a letter: an intervention's start or an event's first month."""

    at: int
    letter: str


def series_chart(
    panels: Sequence[CountsOverTime],
    markers: Sequence[Marker],
    band: tuple[int, int] | None,
    key: str,
    title: str,
    description: str,
) -> str:
    """Recorded counts and what was expected, a panel a place, one time axis, zero on the y axis.

    markers : months drawn as rules with their letters above the first panel
    band : first month and the month after the last of those compared, shaded
    """
    first = min(period for panel in panels for period in panel.periods)
    last = max(period + panel.step for panel in panels for period in panel.periods)
    domain = [first / 12, (last + (last - first) * 0.3) / 12]
    shown = [marker for marker in markers if first <= marker.at <= last]
    drawn = [
        _panel(panel, shown if i == 0 else [], shown, band, domain)
        for i, panel in enumerate(panels)
    ]
    return render({"vconcat": drawn}, key, title, description)


def _panel(
    panel: CountsOverTime,
    named: Sequence[Marker],
    markers: Sequence[Marker],
    band: tuple[int, int] | None,
    domain: list[float],
) -> Layer:
    seen = [v for v in (*panel.observed, *panel.expected) if v is not None]
    top = max([1.0, *seen]) * 1.08
    x = along("t", domain, _months_axis(panel, domain))
    form = ",d" if top >= 4 else ",.1f"
    y = along("n", [0, top], {"title": None, "tickCount": 4, "format": form})
    layers = []
    if band is not None:
        rows = [{"t": max(band[0] / 12, domain[0]), "u": band[1] / 12}]
        layers.append(mark("rect", rows, encoding={"x": x, "x2": "u"}, color=BAND))
    if markers:
        rows = [{"t": marker.at / 12} for marker in markers]
        dashed = {"color": GREY, "size": 1.2, "strokeDash": [2, 2]}
        layers.append(mark("rule", rows, encoding={"x": x}, **dashed))
    layers += _lines(panel, x, y)
    layers += _end_labels(panel, x, y, top)
    head = [] if not named else [_letters(named, domain)]
    chart = {"layer": layers, "width": WIDTH, "height": 170, **titled(panel.title)}
    return {"vconcat": [*head, chart], "spacing": 2} if head else chart


SHORT = 48
"""Months of a panel whose axis names more than one month a year."""


def _months_axis(panel: CountsOverTime, domain: list[float]) -> Channel:
    """Ticks at months, by name; years alone of counts of a year or more."""
    last = max(panel.periods) / 12
    axis: Channel = {"title": None, "grid": False}
    if panel.step < 12 and max(panel.periods) - min(panel.periods) <= SHORT:
        halves = range(2 * int(domain[0]) + 1, int(2 * last) + 1)
        names = "floor(datum.value) == datum.value ? 'Jan ' : 'Jul '"
        expression = f"({names}) + floor(datum.value)"
        return axis | {"values": [half / 2 for half in halves], "labelExpr": expression}
    step = 2 if domain[1] - domain[0] > 5 else 1
    years = [year for year in range(int(domain[0]) + 1, int(last) + 1) if year % step == 0]
    axis |= {"values": years, "format": "d"}
    return axis | ({"labelExpr": "'Jan ' + datum.value"} if panel.step < 12 else {})


def _lines(panel: CountsOverTime, x: Channel, y: Channel) -> list[Layer]:
    """The two lines, broken where there is no data."""
    layers = []
    for values, colour, dash, width in (
        (panel.expected, PINK, [5, 3], 2),
        (panel.observed, BLUE, [1, 0], 2.5),
    ):
        rows, run = [], 0
        for period, value in zip(panel.periods, values, strict=True):
            run += value is None
            if value is not None:
                rows.append({"t": panel.middle(period), "n": round(value, 2), "run": run})
        runs = [row["run"] for row in rows]
        alone = [row for row in rows if runs.count(row["run"]) == 1]
        if rows:
            look = {"color": colour, "strokeDash": dash, "strokeWidth": width}
            encoding: Encoding = {"x": x, "y": y, "detail": "run"}
            layers.append(mark("line", rows, encoding=encoding, **look))
        if alone:
            layers.append(mark("circle", alone, encoding={"x": x, "y": y}, color=colour, size=30))
    return layers


def _end_labels(panel: CountsOverTime, x: Channel, y: Channel, top: float) -> list[Layer]:
    """The name of each line at its end, kept a line's height apart."""
    ends = []
    for values, name, colour in (
        (panel.observed, panel.seen, BLUE),
        (panel.expected, panel.beside, PINK),
    ):
        seen = [(p, v) for p, v in zip(panel.periods, values, strict=True) if v is not None]
        if seen:
            ends.append(
                {"t": panel.middle(seen[-1][0]), "n": seen[-1][1], "text": name, "c": colour}
            )
    gap = top * 0.11
    if len(ends) == 2:
        upper, lower = sorted(ends, key=lambda end: -float(str(end["n"])))
        over = gap - (float(str(upper["n"])) - float(str(lower["n"])))
        if over > 0:
            upper["n"] = float(str(upper["n"])) + over / 2
            lower["n"] = float(str(lower["n"])) - over / 2
    looks = {"align": "left", "dx": 6, "fontSize": 14, "fontWeight": "bold"}
    # A line behind would strike it.
    halo = {"color": "#FFFFFF", "stroke": "#FFFFFF", "strokeWidth": 5}
    return [
        mark("text", [end], encoding={"x": x, "y": y, "text": "text"}, **looks, **colours)
        for end in ends
        for colours in (halo, {"color": end["c"]})
    ]


def _letters(markers: Sequence[Marker], domain: list[float]) -> Layer:
    """The letter of each marker over its rule, on a second line where two would touch."""
    rows: list[dict[str, object]] = []
    ends: list[float] = []
    for marker in markers:
        pixel = (marker.at / 12 - domain[0]) / (domain[1] - domain[0]) * WIDTH
        line = next((i for i, end in enumerate(ends) if pixel - end >= 13), len(ends))
        ends[line : line + 1] = [pixel]
        rows.append({"t": marker.at / 12, "y": line, "text": marker.letter})
    lines = {"domain": [-0.6, len(ends) - 0.4], "reverse": True}
    y = quantity("y", scale=lines, axis=None)
    encoding: Encoding = {"x": along("t", domain), "y": y, "text": "text"}
    names = mark("text", rows, encoding=encoding, fontSize=14, fontWeight="bold", color=GREY)
    return {"layer": [names], "width": WIDTH, "height": 17 * len(ends)}
