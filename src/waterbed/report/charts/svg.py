"""From a Vega-Lite specification to inline SVG, made offline by vl-convert."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

BLUE, PINK, GREY, RULE, BAND = "#12436D", "#801650", "#3D3D3D", "#B1B4B6", "#E6E6F2"
WIDTH, BAR_WIDTH = 370, 290
FONT = "Helvetica, Arial, sans-serif"

CONFIG: dict[str, object] = {
    "aria": False,
    "background": "transparent",
    "font": FONT,
    "axis": {
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
    "view": {"stroke": None},
    "title": {"fontSize": 15, "anchor": "start", "color": GREY, "frame": "group", "offset": 8},
    "concat": {"spacing": 26},
    "text": {"color": GREY, "fontSize": 14},
}

SIGN = "(datum.value < 0 ? '\u2212' : '+')"
"""The sign of a tick, as an expression of Vega."""

Channel = dict[str, Any]
Encoding = Mapping[str, str | Channel]
Layer = dict[str, Any]
Row = Mapping[str, object]
"""Of a Vega-Lite specification, written as the dicts that it is made of: a library that builds them
copies every part at every step, which cost more than drawing them."""

_POINT: Channel = {"size": 110, "opacity": 1}
RING: Channel = {"shape": "circle", "stroke": BLUE, "fill": "#FFFFFF", "strokeWidth": 3, **_POINT}
ARROW: Channel = {"color": BLUE, "fill": BLUE, **_POINT}
ROW_LABEL: Channel = {"align": "left", "baseline": "middle", "limit": WIDTH}


def quantity(field: str, **given: object) -> Channel:
    """A channel of numbers: what `given` says of its scale and axis (None: it has none)."""
    return {"field": field, "type": "quantitative", **given}


def along(
    field: str, domain: Sequence[float], axis: Channel | None = None, *, down: bool = False
) -> Channel:
    """A channel of numbers over just this domain, `down` from its start at the top."""
    scale: Channel = {"domain": domain, "nice": False} | ({"reverse": True} if down else {})
    return quantity(field, scale=scale, axis=axis)


def mark(kind: str, rows: Sequence[Row], *, encoding: Encoding, **look: object) -> Layer:
    """A mark a row.  A channel given as a name holds that field, of words for text and detail."""
    channels = {
        name: ({"field": channel} | ({"type": "nominal"} if name in ("text", "detail") else {}))
        if isinstance(channel, str)
        else channel
        for name, channel in encoding.items()
    }
    return {"data": {"values": rows}, "mark": {"type": kind, **look}, "encoding": channels}


def render(layer: Layer, key: str, title: str, description: str) -> str:
    """Inline SVG that scales with its column; `key` makes its ids unique in a page."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(layer | {"config": CONFIG})
    return _inline(svg, key, title, description)


def _inline(svg: str, key: str, title: str, description: str) -> str:
    """The SVG with a title, a description, unique ids, short numbers and no fixed size."""
    box = re.search(r'viewBox="([^"]+)"', svg)
    if box is None:
        raise ValueError("the chart has no viewBox")
    body = svg[svg.index(">") + 1 :]
    body = re.sub(r"<[^>]*>", lambda tag: _lean(tag[0]), body)
    body = re.sub(r'<path d="(M0,0h[^"]*)?"( fill="none")?( display="none")?/>', "", body)
    body = _ungrouped(body)
    body = re.sub(rf"(?:{_DOT}){{2,}}", _path_of_dots, body)
    body = re.sub(rf"(?:{_LINE}){{2,}}", _paths_by_stroke, body)
    body = re.sub(r' d="(M[^"A-LN-Za-ik-z]*(?:[LM][^"A-Za-z]*)+Z?)"', _by_steps, body)
    ids = list(dict.fromkeys(re.findall(r'id="([^"]+)"', body)))
    for i, name in enumerate(ids):
        body = body.replace(f'id="{name}"', f'id="{key}-{i}"').replace(
            f"url(#{name})", f"url(#{key}-{i})"
        )
    head = (
        f'<svg class="chart" viewBox="{box[1]}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{html.escape(title)}</title>'
        f'<desc id="{key}-d">{html.escape(description.removeprefix(f"{title}. "))}</desc>'
    )
    return head + body


_LINE = (
    r'<line(?: transform="translate\([-\d.]+,[-\d.]+\)")? x2="[-\d.]+" y2="[-\d.]+"'
    r'(?: stroke[-\w]*="[^"]*")+/>'
)
_IDLE = (
    'opacity="1"',
    'stroke-miterlimit="10"',
    'stroke-width="1"',
    'stroke-dasharray="1,0"',
    'text-anchor="start"',
    'font-weight="normal"',
    'transform="translate(0,0)"',
)
"""Attributes that say what holds without them."""
_DOT = r'<path transform="translate\([-\d.]+,[-\d.]+\)" d="M[\d.]+,0A[^"]*" fill="#(?!FFF)\w+"/>'


def _lean(tag: str) -> str:
    """A tag with numbers of one decimal and without what says nothing."""
    tag = re.sub(r"\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}", tag)
    tag = re.sub(r"(\d)\.0(?=[^\d.])", r"\1", tag)
    tag = re.sub(r' (aria-[a-z]+|role|font-family|pointer-events|class)="[^"]*"', "", tag)
    for idle in _IDLE:
        tag = tag.replace(f" {idle}", "")
    tag = re.sub(r'(fill="#[0-9A-F]{6}") stroke-width="2"', r"\1", tag)
    if tag.startswith("<text"):
        # The style sheet gives text this size and this grey.
        tag = tag.replace(' font-size="14px"', "").replace(f' fill="{GREY}"', "")
        tag = re.sub(r'transform="translate\(([-\d.]+),([-\d.]+)\)"', r'x="\1" y="\2"', tag)
    return tag.replace(' fill="transparent"', ' fill="none"')


def _path_of_dots(dots: re.Match[str]) -> str:
    """A run of filled circles of one size and colour as one path of round dots."""
    circles = re.findall(r'\(([-\d.]+),([-\d.]+)\)" d="M([\d.]+),0[^"]*" fill="(#\w+)"', dots[0])
    if len({(radius, colour) for _, _, radius, colour in circles}) > 1:
        return dots[0]
    _, _, radius, colour = circles[0]
    steps, (last_x, last_y) = "", (None, 0.0)
    for x, y, _, _ in circles:
        # a dot over the last one is named by its step
        down = shortened(float(y) - last_y)
        steps += (
            f"m0{'' if down.startswith('-') else ' '}{down}h0" if x == last_x else f"M{x},{y}h0"
        )
        last_x, last_y = x, float(y)
    width = f"{2 * float(radius):g}"
    return f'<path d="{steps}" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'


def shortened(number: float) -> str:
    """A number of one decimal as short as SVG takes it: 5, -.3."""
    text = f"{round(number, 1):g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _by_steps(path: re.Match[str]) -> str:
    """A path of straight lines by the steps from point to point, at the same one decimal."""
    drawn, last = "", (0.0, 0.0)
    for letter, points in re.findall(r"([MLZ])([^MLZ]*)", path[1]):
        for text in re.findall(r"-?[\d.]+,-?[\d.]+", points):
            x, y = (round(float(part), 1) for part in text.split(","))
            if letter == "M":
                drawn += f"M{shortened(x)} {shortened(y)}"
            else:
                across, down = shortened(x - last[0]), shortened(y - last[1])
                drawn += f"l{across}{'' if down.startswith('-') else ' '}{down}"
            last = (x, y)
        drawn += "z" if letter == "Z" else ""
    return f' d="{drawn}"'


def _paths_by_stroke(lines: re.Match[str]) -> str:
    """A run of lines, those of one stroke after one another as one path."""
    segments = re.findall(
        r'<line(?: transform="translate\(([-\d.]+),([-\d.]+)\)")? x2="([-\d.]+)" y2="([-\d.]+)"'
        r"([^/]*)/>",
        lines[0],
    )
    paths: dict[str, list[str]] = {}
    for x, y, right, down, stroke in segments:
        step = f"v{down}" if right == "0" else f"h{right}" if down == "0" else f"l{right},{down}"
        paths.setdefault(stroke, []).append(f"M{x or 0},{y or 0}{step}")
    return "".join(f'<path d="{"".join(steps)}"{stroke}/>' for stroke, steps in paths.items())


def _ungrouped(body: str) -> str:
    """Without groups that set nothing."""
    kept: list[str] = []
    open_groups: list[bool] = []
    for part in re.split(r"(<g>|<g [^>]*>|</g>)", body):
        if part.startswith("<g"):
            open_groups.append(part != "<g>")
            if part == "<g>":
                continue
        elif part == "</g>" and not open_groups.pop():
            continue
        kept.append(part)
    return "".join(kept)


def titled(text: str) -> dict[str, str]:
    """The title of a chart as an argument, where it has one."""
    return {"title": text} if text else {}


def beside(at: float, domain: Sequence[float], text: str, size: int) -> tuple[float, str, int]:
    """Where a name goes so that it stays in the chart: its x, its alignment, its shift in pixels.

    To the right of its mark, else to the left of it, else from the chart's left edge on.
    """
    low, high = domain[0], domain[-1]
    pixel = (at - low) / (high - low) * WIDTH
    width = 0.6 * size * len(text)
    if pixel + width <= WIDTH:
        return at, "left", 3
    if pixel - width >= 0:
        return at, "right", -3
    return low, "left", 0
