"""Where a story comes out: a grid over two parameters, darker where it comes out more often."""

from __future__ import annotations

from waterbed.model.released_market import ShownRegion
from waterbed.report.charts.svg import (
    BLUE,
    RULE,
    WIDTH,
    Channel,
    Encoding,
    Layer,
    along,
    mark,
    render,
)

SIDE = 46
"""Height of a row of the grid, in pixels."""

DARK = 0.72
"""Share from which a number is written in white."""


ON_CELLS = ("#000000", "#FEFEFE")
"""Text on light and on dark cells; cells keep their colours in dark mode, and so must these: no
colour that the style turns."""


def region_chart(region: ShownRegion, key: str, title: str, description: str) -> str:
    """A row of the grid a row, with its share in each cell; no colour alone says anything."""
    across, down = len(region.columns), len(region.rows)
    cells = [
        {"x": i, "u": i + 1, "y": j, "w": j + 1, "share": share or 0.0, "mx": i + 0.5,
         "my": j + 0.5, "text": "–" if share is None else f"{share:.0%}"}
        for j, row in enumerate(region.grid)
        for i, share in enumerate(row)
    ]  # fmt: skip
    left = 1.4
    x, y = along("x", [-left, across]), along("y", [0, down + 1.2], down=True)
    scale = {"domain": [0, 1], "range": ["#FFFFFF", BLUE], "interpolate": "rgb"}
    fill: Channel = {"field": "share", "type": "quantitative", "legend": None, "scale": scale}
    corners: Encoding = {"x": x, "x2": "u", "y": y, "y2": "w", "color": fill}
    layers: list[Layer] = [mark("rect", cells, encoding=corners, stroke=RULE)]
    at = {"x": along("mx", [-left, across]), "y": along("my", [0, down + 1.2], down=True)}
    for dark in (False, True):
        rows = [cell for cell in cells if (float(str(cell["share"])) >= DARK) == dark]
        if rows:
            colour = ON_CELLS[dark]
            encoding: Encoding = {**at, "text": "text"}
            layers.append(mark("text", rows, encoding=encoding, fontSize=14, color=colour))
    names = [
        {"mx": -0.1, "my": j + 0.5, "text": name, "side": "right"}
        for j, name in enumerate(region.rows)
    ]
    layers.append(mark("text", names, encoding={**at, "text": "text"}, align="right", fontSize=13))
    heads = [
        {"mx": i + 0.5, "my": down + 0.35, "text": name} for i, name in enumerate(region.columns)
    ]
    heads.append({"mx": across / 2, "my": down + 0.85, "text": region.across})
    layers.append(mark("text", heads, encoding={**at, "text": "text"}, fontSize=13))
    label = [{"mx": -left, "my": down + 0.35, "text": f"{region.down} ↑"}]
    layers.append(mark("text", label, encoding={**at, "text": "text"}, align="left", fontSize=13))
    height = SIDE * (down + 1.2)
    return render({"layer": layers, "width": WIDTH, "height": height}, key, title, description)
