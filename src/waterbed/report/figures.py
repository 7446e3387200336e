"""Charts as files of their own: the title over the picture, the source under it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from textwrap import wrap

from waterbed.report.blocks import Chart
from waterbed.report.charts.svg import FONT, GREY

PAD, LINE = 12, 18
TITLE, SMALL = 15, 11
"""Sizes of letters, in the picture's own units."""
SHARP = 2.0
"""Dots of a PNG to a unit."""


def standing_alone(chart: Chart, source: str) -> str:
    """The chart as an SVG file: its title, its key and its source are inside."""
    box = re.search(r'viewBox="([-\d.]+)[ ,]([-\d.]+)[ ,]([-\d.]+)[ ,]([-\d.]+)"', chart.svg)
    if box is None:
        raise ValueError("the chart has no viewBox")
    left, top, wide, high = map(float, box.groups())
    wide = max(wide, 360.0)
    head = _lines(chart.title, wide, TITLE, bold=True) + _lines(chart.subtitle, wide, SMALL + 1)
    foot = _lines(chart.note, wide, SMALL) + _lines(sourced(source), wide, SMALL)
    drawn, y = "", 0.0
    for size, bold, text in head:
        y += LINE if bold else LINE - 2
        drawn += _text(left, y, size, bold, text)
    picture = y + 10 - top
    y += 10 + high + 6
    for size, bold, text in foot:
        y += LINE - 3
        drawn += _text(left, y, size, bold, text)
    body = chart.svg[chart.svg.index(">") + 1 : chart.svg.rindex("</svg>")]
    height = y + 2 * PAD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide + 2 * PAD:g}" '
        f'height="{height:g}" viewBox="{left - PAD:g} {-PAD} {wide + 2 * PAD:g} {height:g}" '
        f'font-family="{FONT}" font-size="14">'
        f'<rect x="{left - PAD:g}" y="{-PAD}" width="100%" height="100%" fill="#FFFFFF"/>{drawn}'
        f'<g transform="translate(0,{picture:g})">{_text_styled(body)}</g></svg>'
    )


def sourced(source: str) -> str:
    """The words under a picture that say whose the data are."""
    return source if not source or source.startswith("Source") else f"Source: {source}"


def _text_styled(body: str) -> str:
    """Text in the grey and the size that the page's style gives it."""

    def full(tag: re.Match[str]) -> str:
        text = tag[0]
        if " fill=" not in text:
            text = text.replace("<text", f'<text fill="{GREY}"', 1)
        return text if "font-size=" in text else text.replace("<text", '<text font-size="14"', 1)

    return re.sub(r"<text[^>]*>", full, body)


def _lines(text: str, wide: float, size: int, bold: bool = False) -> list[tuple[int, bool, str]]:
    letters = int(wide / (size * (0.58 if bold else 0.52)))
    return [(size, bold, line) for line in wrap(text, letters)] if text else []


def _text(x: float, y: float, size: int, bold: bool, text: str) -> str:
    heavy = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{GREY}"{heavy}>'
        f"{html.escape(text)}</text>"
    )


def png(svg: str) -> bytes:
    """The picture in dots, drawn offline."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(svg, scale=SHARP)
    return picture


def figure_files(charts: Sequence[Chart], source: str) -> dict[str, bytes]:
    """figures/NAME.svg and .png of every chart, named by their titles and in their order."""
    files: dict[str, bytes] = {}
    for i, chart in enumerate(charts, 1):
        name = re.sub(r"[^a-z0-9]+", "-", chart.title.casefold()).strip("-")[:60].strip("-")
        svg = standing_alone(chart, source)
        files[f"figures/{i:02d}-{name}.svg"] = svg.encode()
        files[f"figures/{i:02d}-{name}.png"] = png(svg)
    return files
