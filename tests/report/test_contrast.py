"""Contrast of the page's colours by the formula of WCAG 2.1, in light and in dark mode.

Text: at least 4.5 to 1 (1.4.3).  What a chart is read by: at least 3 to 1 (1.4.11).
"""

from __future__ import annotations

import re
from importlib import resources

import pytest

from waterbed.report.charts import drawn, regions, svg

STYLE = resources.files("waterbed.report").joinpath("templates/style.css").read_text("utf-8")
DARK = STYLE[STYLE.index("prefers-color-scheme:dark") : STYLE.index("@media print")]
TEXT = [(ink, ground) for ink in ("ink", "soft", "blue") for ground in ("paper", "wash")]


def colours(style: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", style[style.index(":root{") :]))


LIGHT_MODE = colours(STYLE[: STYLE.index("@media")])
MODES = {"light": LIGHT_MODE, "dark": LIGHT_MODE | colours(DARK)}


def luminance(colour: str) -> float:
    code = colour.lstrip("#")
    code = "".join(2 * one for one in code) if len(code) == 3 else code
    parts = (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_ratios_of_the_standard():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out(mode, ink, ground):
    assert contrast(MODES[mode][ink], MODES[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_the_banner_stands_out(mode):
    assert contrast("#ffffff", MODES[mode]["pink"]) >= 4.5


@pytest.mark.parametrize("share", [k / 20 for k in range(21)])
def test_shares_stand_out_on_their_cells_in_both_modes(share):
    """A cell goes from white to blue, and keeps its colour in dark mode."""
    ends = ("#FFFFFF", svg.BLUE)
    mixed = (
        round(int(a, 16) + share * (int(b, 16) - int(a, 16)))
        for a, b in (tuple(end[i : i + 2] for end in ends) for i in (1, 3, 5))
    )
    text = regions.ON_CELLS[share >= regions.DARK]
    assert text not in DARK and text not in ("#3D3D3D", "#FFFFFF")
    assert contrast(text, "#" + "".join(f"{x:02x}" for x in mixed)) >= 4.5


def turned(colour: str, what: str) -> str:
    """A chart's colour as dark mode draws it; as it is where the style turns none."""
    found = re.search(
        rf'svg\.chart \[{what}="{colour}"\][^{{}}]*\{{{what}:(#[0-9a-f]{{6}})\}}', DARK
    )
    return found[1] if found else colour


@pytest.mark.parametrize("what", ["fill", "stroke"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["BLUE", "PINK", "GREY", "TEAL"])
def test_what_a_chart_is_read_by_stands_out(mode, name, what):
    colour = getattr(svg, name, "") or getattr(drawn, name)
    shown = turned(colour, what) if mode == "dark" else colour
    assert contrast(shown, MODES[mode]["paper"]) >= 3
