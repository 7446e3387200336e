"""Small pictures drawn by hand: the counts before and after, and where the places lie.

Patterns stand beside colours, so that roles are told apart without them.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.report.charts.svg import BAND, BLUE, GREY, PINK, RULE, shortened

TEAL, WHITE = "#28A197", "#FFFFFF"
WIDE = 400
LEFT, RIGHT, ROW = 142, 345, 38
LETTER = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its months; `low` and `high` where it is expected and has a range."""

    label: str
    months: str
    value: float
    printed: str
    low: float | None = None
    high: float | None = None
    expected: bool = False


def picture(key: str, height: float, title: str, description: str, body: str) -> str:
    """An SVG of the page's charts, with a title and a description."""
    return (
        f'<svg class="chart drawn" viewBox="0 0 {WIDE} {height:g}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{html.escape(title)}</title>'
        f'<desc id="{key}-d">{html.escape(description)}</desc>{body}</svg>'
    )


def before_after(bars: Sequence[Bar], key: str, title: str, description: str) -> str:
    """Bars from nought: before, after, and what would have been expected with its range."""
    top = max([1.0, *(x for bar in bars for x in (bar.value, bar.high or 0.0))])
    widest = max(len(bar.printed) for bar in bars)
    scale = (min(RIGHT, WIDE - 11 - LETTER * widest) - LEFT) / top
    drawn = [_row(bar, i, scale) for i, bar in enumerate(bars)]
    foot = ROW * len(bars) + 4
    axis = f'<path d="M{LEFT} 0V{foot - 4}" stroke="{GREY}" stroke-width="1.5"/>'
    return picture(key, foot, title, description, "".join(drawn) + axis)


def _row(bar: Bar, i: int, scale: float) -> str:
    y = ROW * i
    label = (
        f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{html.escape(bar.label)}</text>'
        f'<text x="{LEFT - 8}" y="{y + 30}" text-anchor="end" font-size="12">'
        f"{html.escape(bar.months)}</text>"
    )
    at = LEFT + bar.value * scale
    end = at
    if bar.expected:
        shape = ""
        if bar.low is not None and bar.high is not None:
            ends = [LEFT + max(0.0, x) * scale for x in (bar.low, bar.high)]
            end = max(ends[1], at)
            shape = (
                f'<path d="M{ends[0]:.1f} {y + 18}H{ends[1]:.1f}M{ends[0]:.1f} {y + 11}v14'
                f'M{ends[1]:.1f} {y + 11}v14" stroke="{PINK}" stroke-width="3" fill="none"/>'
            )
        shape += (
            f'<circle cx="{at:.1f}" cy="{y + 18}" r="6" fill="{WHITE}" stroke="{PINK}" '
            'stroke-width="3"/>'
        )
        end += 6
    else:
        light = bar.label == "Before"
        fill = f'fill="{BAND}" stroke="{BLUE}"' if light else f'fill="{BLUE}"'
        shape = f'<path d="M{LEFT} {y + 7}H{max(at, LEFT + 0.5):.1f}v22H{LEFT}z" {fill}/>'
    value = (
        f'<text x="{end + 5:.1f}" y="{y + 23}" font-weight="bold">{html.escape(bar.printed)}</text>'
    )
    return label + shape + value


# Places -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """A role of areas on the map or in the rings; look : a key of LOOKS."""

    key: str
    label: str
    look: str


LOOKS = ("target", "zone-0", "zone-1", "zone-2", "buffer", "donors", "out", "none", "backdrop")


def _pattern(key: str, look: str) -> str:
    """The definition of a look that is a pattern; "" of one that is a colour alone."""
    lines = {
        "zone-0": (8, f'<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="{TEAL}" stroke-width="3"/>'),
        "zone-1": (
            8,
            f'<path d="M0 0L8 8M-2 6L2 10M6 -2L10 2" stroke="{PINK}" stroke-width="2.5"/>',
        ),
        "zone-2": (8, f'<path d="M0 4H8" stroke="{BLUE}" stroke-width="2.5"/>'),
        "buffer": (7, f'<circle cx="3.5" cy="3.5" r="1.5" fill="{GREY}"/>'),
        "out": (9, f'<path d="M0 0L9 9M9 0L0 9" stroke="{RULE}" stroke-width="1.2"/>'),
    }
    if look not in lines:
        return ""
    size, drawn = lines[look]
    return (
        f'<pattern id="{key}-{look}" width="{size}" height="{size}" '
        f'patternUnits="userSpaceOnUse"><rect width="{size}" height="{size}" fill="{WHITE}"/>'
        f"{drawn}</pattern>"
    )


def _fill(key: str, look: str) -> str:
    plain = {"target": BLUE, "donors": BAND, "none": WHITE, "backdrop": WHITE}
    return plain.get(look) or f"url(#{key}-{look})"


def _patterns(key: str, looks: Sequence[str]) -> str:
    patterns = "".join(_pattern(key, look) for look in dict.fromkeys(looks))
    return f"<defs>{patterns}</defs>" if patterns else ""


HALF = (WIDE // 2 - 32) // LETTER
"""Letters of a label that leave room for another beside it."""


def _legend(key: str, roles: Sequence[Role], left: float, top: float) -> tuple[str, float]:
    """A swatch and a label a role, and where the legend ends."""
    drawn, y = "", top
    double = left == 0 and all(len(role.label) <= HALF for role in roles)
    for i, role in enumerate(roles):
        left = WIDE / 2 * (i % 2) if double else left
        dashed = ' stroke-dasharray="3 2"' if role.look == "none" else ""
        drawn += (
            f'<rect x="{left + 2:g}" y="{y + 3:g}" width="24" height="15" '
            f'fill="{_fill(key, role.look)}" stroke="{GREY}"{dashed}/>'
            f'<text x="{left + 32:g}" y="{y + 15:g}">{html.escape(role.label)}</text>'
        )
        y += 0 if double and i % 2 == 0 and i + 1 < len(roles) else 23
    return drawn, y


def ring_diagram(roles: Sequence[Role], key: str, title: str, description: str) -> str:
    """The target in the middle, and a ring a step away from it: not to scale, and no map."""
    step = min(20, 76 / max(len(roles), 1))
    radii = [step * (i + 1) for i in range(len(roles))]
    centre = radii[-1] + 2 if radii else 2
    body = _patterns(key, [role.look for role in roles])
    for role, radius in reversed(list(zip(roles, radii, strict=True))):
        body += (
            f'<circle cx="{centre:g}" cy="{centre:g}" r="{radius:g}" '
            f'fill="{_fill(key, role.look)}" stroke="{GREY}"/>'
        )
    top = max(0.0, centre - 11.5 * len(roles))
    legend, foot = _legend(key, roles, 2 * centre + 8, top)
    return picture(key, max(foot, 2 * centre), title, description, body + legend)


Rings = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on the map: its look, its outline in metres, and a name to print on it or "".

    area, called : its id and what it is called, where it can be picked by them; "" where it cannot
    """

    look: str
    outline: Rings
    name: str = ""
    area: str = ""
    called: str = ""


def bounds(shapes: Sequence[Shape]) -> tuple[float, float, float, float]:
    """Least and most x and y of outlines, in metres: west, south, east, north."""
    points = [point for shape in shapes for ring in shape.outline for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def place_map(
    shapes: Sequence[Shape],
    box: tuple[float, float, float, float],
    whole: Sequence[Shape],
    roles: Sequence[Role],
    key: str,
    title: str,
    description: str,
) -> str:
    """The areas round the target by role, and where they lie in the whole.

    box : least and most x and y that are drawn; whole : outlines for the small map, or none
    """
    west, south, east, north = box
    scale = WIDE / (east - west)
    tall = (north - south) * scale
    body = _patterns(key, [role.look for role in roles])
    body += f'<clipPath id="{key}-c"><rect width="{WIDE}" height="{tall:.0f}"/></clipPath>'
    body += (
        f'<g clip-path="url(#{key}-c)" stroke="{GREY}" stroke-width=".8" stroke-linejoin="round">'
    )
    for look in reversed(LOOKS):
        drawn = "".join(
            _path(shape.outline, west, north, scale) for shape in shapes if shape.look == look
        )
        if drawn:
            dashed = ' stroke-dasharray="3 2"' if look == "none" else ""
            wide = ' stroke-width="2"' if look == "target" else ""
            body += f'<path d="{drawn}" fill="{_fill(key, look)}"{dashed}{wide}/>'
    body += "".join(_pickable(shape, west, north, scale) for shape in shapes if shape.area)
    body += "</g>" + "".join(_name(shape, west, north, scale) for shape in shapes if shape.name)
    body += _small_map(whole, box) if whole else ""
    legend, foot = _legend(key, roles, 0, tall + 6)
    return picture(key, foot, title, description, body + legend)


def _pickable(shape: Shape, west: float, north: float, scale: float) -> str:
    """An area once more, seen through, that a script can tell by its id."""
    return (
        f'<path class="pick" data-area="{html.escape(shape.area)}" fill-opacity="0" '
        f'd="{_path(shape.outline, west, north, scale)}">'
        f"<title>{html.escape(shape.called)}</title></path>"
    )


def _path(outline: Rings, west: float, north: float, scale: float) -> str:
    """Closed rings, from point to point by steps of a tenth of a unit."""
    drawn = ""
    for ring in outline:
        points = [(round((x - west) * scale, 1), round((north - y) * scale, 1)) for x, y in ring]
        points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        if len(points) < 4:
            continue
        x, y = points[0]
        drawn += f"M{x:g} {y:g}l"
        steps = []
        for nx, ny in points[1:-1]:
            dx, dy = shortened(nx - x), shortened(ny - y)
            steps.append(f"{dx}{'' if dy.startswith('-') else ' '}{dy}")
            x, y = nx, ny
        drawn += " ".join(steps) + "z"
    return drawn


def _name(shape: Shape, west: float, north: float, scale: float) -> str:
    """The name over the middle of the area, on a halo."""
    points = [point for ring in shape.outline[:1] for point in ring]
    if not points:
        return ""
    x = (sum(p[0] for p in points) / len(points) - west) * scale
    y = (north - sum(p[1] for p in points) / len(points)) * scale
    text = html.escape(shape.name)
    place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="middle" font-weight="bold"'
    return (
        f'<text {place} fill="{WHITE}" stroke="{WHITE}" stroke-width="4">{text}</text>'
        f"<text {place}>{text}</text>"
    )


def _small_map(whole: Sequence[Shape], box: tuple[float, float, float, float]) -> str:
    """All areas in a corner, with a frame round those that are drawn large."""
    xs = [p[0] for shape in whole for ring in shape.outline for p in ring]
    ys = [p[1] for shape in whole for ring in shape.outline for p in ring]
    west, north = min(xs), max(ys)
    scale = min(110 / (max(xs) - west), 88 / (north - min(ys)))
    wide, high = (max(xs) - west) * scale, (north - min(ys)) * scale
    drawn = "".join(_path(shape.outline, west, north, scale) for shape in whole)
    frame = (
        f'<rect x="{(box[0] - west) * scale:.0f}" y="{(north - box[3]) * scale:.0f}" '
        f'width="{max((box[2] - box[0]) * scale, 3):.0f}" '
        f'height="{max((box[3] - box[1]) * scale, 3):.0f}" fill="none" stroke="{PINK}" '
        'stroke-width="2"/>'
    )
    x, y = WIDE - wide - 9, 9
    return (
        f'<g transform="translate({x:.0f},{y:.0f})"><rect x="-5" y="-5" width="{wide + 10:.0f}" '
        f'height="{high + 10:.0f}" fill="{WHITE}" stroke="{GREY}"/>'
        f'<path d="{drawn}" fill="{BAND}" stroke="{GREY}" stroke-width=".5"/>{frame}</g>'
    )
