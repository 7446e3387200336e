"""Many ranges on one axis, a line each: what each place shows, and what all of them together do."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.report.charts.drawn import WIDE, picture
from waterbed.report.charts.svg import BLUE, GREY, PINK, RULE

FARTHEST = math.log(4.0)
"""Of the log of a ratio: the axis ends at a quarter and at four times what was expected."""

TICKS = (-0.75, -0.5, 0.0, 1.0, 3.0)
LABELLED = 60
"""So many places have their names beside them."""

FELL, ROSE, OTHER = "fell", "rose", ""
_LOOK = {FELL: BLUE, ROSE: PINK, OTHER: GREY}


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A change (-0.3 is 30% lower) with its range; an end that is None has no bound.

    look : FELL, ROSE or OTHER; wide : whether it is drawn as the sum of the others
    """

    label: str
    change: float | None
    low: float | None
    high: float | None
    look: str = OTHER
    wide: bool = False


def forest(rows: Sequence[ForestRow], key: str, title: str, description: str) -> str:
    """An SVG of all rows, from above; the axis is that of ratios, so that half and twice lie alike
    far from no change.  What lies beyond it ends at its edge."""
    named = len(rows) <= LABELLED
    left, step = (150, 17) if named else (8, 5)
    right, top = WIDE - 8, 22

    def across(change: float | None, end: float) -> float:
        log = end if change is None else math.log(max(1 + change, 1e-9))
        log = min(max(log, -FARTHEST), FARTHEST)
        return round(left + (right - left) * (log + FARTHEST) / (2 * FARTHEST), 1)

    foot = top + step * len(rows) + 4
    body = ""
    for tick in TICKS:
        x = across(tick, 0.0)
        label = "0%" if tick == 0 else f"{'−' if tick < 0 else '+'}{abs(tick):.0%}"
        anchor = "start" if x < left + 12 else "end" if x > right - 12 else "middle"
        dashed = "" if tick == 0 else ' stroke-dasharray="2 3"'
        body += (
            f'<text x="{x:g}" y="12" font-size="11" text-anchor="{anchor}">{label}</text>'
            f'<path d="M{x:g} {top - 5}V{foot - 4}" stroke="{RULE}"{dashed}/>'
        )
    for i, row in enumerate(rows):
        y = top + step * i + step / 2
        colour = _LOOK[row.look]
        low, high = across(row.low, -FARTHEST), across(row.high, FARTHEST)
        thick = 3 if row.wide else 1.5
        body += f'<path d="M{low:g} {y:g}H{high:g}" stroke="{colour}" stroke-width="{thick}"/>'
        if row.change is not None:
            body += _point(across(row.change, 0.0), y, row, 3.5 if named else 2)
        if named:
            weight = ' font-weight="bold"' if row.wide else ""
            body += (
                f'<text x="{left - 6}" y="{y + 4:g}" font-size="11" text-anchor="end"{weight}>'
                f"{html.escape(row.label[:24])}</text>"
            )
    return picture(key, foot, title, description, body)


def _point(x: float, y: float, row: ForestRow, size: float) -> str:
    """A filled circle where it is judged to have fallen, a square where it rose, else a ring."""
    if row.look == ROSE:
        return (
            f'<rect x="{x - size:g}" y="{y - size:g}" width="{2 * size:g}" '
            f'height="{2 * size:g}" fill="{PINK}"/>'
        )
    fill = BLUE if row.look == FELL else "#FFFFFF"
    return f'<circle cx="{x:g}" cy="{y:g}" r="{size:g}" fill="{fill}" stroke="{_LOOK[row.look]}"/>'
