"""The picture of reporting in the target against reporting in the zones."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.inversion import ratio_end
from waterbed.model.reporting_regions import Quarrel, quarrel_of
from waterbed.report.sections.reporting_regions import quarrel_chart, quarrel_grid
from waterbed.report.words import harm as words

EXAMPLE = Quarrel(60.0, 100.0, 210.0, 200.0, 25.0, -1.7, 1.6)
rho = st.floats(0.3, 3)


def test_net_by_hand():
    assert EXAMPLE.net(1, 1) == 60 + 210 - 300
    assert EXAMPLE.net(0.6, 1) == pytest.approx(100 + 210 - 300)
    assert EXAMPLE.net(0.6, 1.05) == pytest.approx(0)
    assert EXAMPLE.at_equal == pytest.approx(270 / 300)
    assert EXAMPLE.at_steady_zones == pytest.approx(60 / 90)
    assert replace(EXAMPLE, zones=310.0).at_steady_zones is None


def test_statistic_by_hand():
    assert EXAMPLE.statistic(1, 1) == pytest.approx(-30 / 25)
    spread = math.sqrt(25**2 + 100 * (0.4 / 0.6) + 200 * (0.25 / 0.75))
    assert EXAMPLE.statistic(0.6, 0.75) == pytest.approx((100 + 280 - 300) / spread)


@given(rho)
def test_the_line_has_no_net_change(zones):
    target = float(EXAMPLE.line(zones))
    if math.isfinite(target):
        assert float(EXAMPLE.net(target, zones)) == pytest.approx(0, abs=1e-6)
    else:
        assert 210 / zones >= 300 - 60 / 0.01


@given(rho, st.sampled_from([-1.7, 1.6]))
def test_edges_are_where_the_verdict_turns(zones, critical):
    target = float(EXAMPLE.edge(zones, critical))
    if math.isfinite(target):
        assert float(EXAMPLE.statistic(target, zones)) == pytest.approx(critical, abs=1e-6)
        kind = "fell" if critical < 0 else "rose"
        inside, outside = (
            target * (1 + 1e-6 * np.sign(critical)),
            target * (1 - 1e-6 * np.sign(critical)),
        )
        assert EXAMPLE.verdict(outside, zones) == kind
        assert EXAMPLE.verdict(inside, zones) == "open"
    there = float(EXAMPLE.zones_edge(zones, critical))
    if math.isfinite(there):
        assert float(EXAMPLE.statistic(zones, there)) == pytest.approx(critical, abs=1e-6)


@given(rho, rho)
def test_less_reporting_never_makes_harm_look_smaller(target, zones):
    assert EXAMPLE.statistic(target * 0.9, zones) > EXAMPLE.statistic(target, zones)
    assert EXAMPLE.statistic(target, zones * 0.9) > EXAMPLE.statistic(target, zones)


@given(st.floats(0.65, 3), st.sampled_from([0.0, 0.25, 1.0]))
def test_contours_have_their_share(target, share):
    zones = float(EXAMPLE.contour(target, share))
    fall, rise = 100 - 60 / target, 210 / zones - 200
    assert rise == pytest.approx(share * fall, abs=1e-6)
    if share == 1.0:
        assert float(EXAMPLE.line(zones)) == pytest.approx(target)


def test_no_contour_where_the_target_did_not_truly_fall():
    assert np.isnan(EXAMPLE.contour([0.3, 0.59], 0.5)).all()


# From estimates ---------------------------------------------------------------------------------


def counted(zone: str, observed: float, expected: float, **more) -> Estimate:
    key = Parameter("effect", "operation", "robbery", zone, "year", "count")
    value = observed - expected
    base = Estimate(
        key, "forecast", None, None, value, None, None, 0.95, None, 90.0, observed, expected
    )  # fmt: skip
    return replace(base, **more)


TARGET = counted("target", 60.0, 100.0)
LOW, HIGH = (ratio_end(270.0, 300.0, 25.0, t) - 1 for t in (1.6, -1.7))
NET = counted("net", 270.0, 300.0, t=-1.2, deciding=(LOW, HIGH))
NET = replace(NET, parameter=replace(NET.parameter, scale="ratio"), value=-0.1)


def test_picture_of_two_estimates():
    found = quarrel_of(TARGET, NET)
    for name in ("target", "target_expected", "zones", "zones_expected", "scale", "low", "high"):
        assert getattr(found, name) == pytest.approx(getattr(EXAMPLE, name)), name


@pytest.mark.parametrize("sides", [(-0.23, -0.01), (0.02, 0.13), (-0.23, 0.04)])
def test_at_reporting_as_before_it_says_what_the_net_effect_says(sides):
    """The deciding interval below nought: fell; above: rose; across: cannot be told."""
    found = quarrel_of(TARGET, replace(NET, deciding=sides))
    expected = "fell" if sides[1] < 0 else "rose" if sides[0] > 0 else "open"
    assert found.verdict(1, 1) == expected


@pytest.mark.parametrize(
    "net",
    [
        replace(NET, t=None),
        replace(NET, t=0.0),
        replace(NET, deciding=None),
        replace(NET, deciding=(None, 3.0)),
        replace(NET, observed=None),
        replace(NET, parameter=replace(NET.parameter, scale="count")),
        replace(NET, observed=60.0),
    ],
)
def test_no_picture_without_its_numbers(net):
    assert quarrel_of(TARGET, net) is None


def test_band_covers_where_only_reporting_changed():
    """True harm as expected in both places, reporting .6 and .9: open at the true ratios."""
    rng = np.random.default_rng(1)
    held = []
    for y, b in zip(rng.poisson(100 * 0.6, 4000), rng.poisson(200 * 0.9, 4000), strict=True):
        one = Quarrel(float(y), 100.0, float(b), 200.0, math.sqrt(300), -1.645, 1.645)
        held.append(one.verdict(0.6, 0.9) == "open")
    assert np.mean(held) == pytest.approx(0.90, abs=0.015)


# What is shown ----------------------------------------------------------------------------------


def test_chart_names_both_sides_and_has_its_table():
    svg = quarrel_chart(EXAMPLE, "q", "A title", "A description", (0.8, 1.25))
    for text in ("harm rose", "harm fell", "none displaced", "all displaced", "A title"):
        assert text in svg, text
    assert "NaN" not in svg and "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    grid = quarrel_grid(EXAMPLE, "A title")
    steady = next(row for row in grid.rows if row[0] == "as before")
    assert steady[2] == "33% less"
    assert len({len(row) for row in grid.rows} | {len(grid.columns)}) == 1


def test_chart_where_only_one_side_can_be():
    for one in (replace(EXAMPLE, zones=3000.0), replace(EXAMPLE, zones=1.0, target=1.0)):
        assert quarrel_chart(one, "q", "t", "d").startswith("<svg")


def test_sentences():
    said = words.quarrel_sentences(EXAMPLE, (0.8, 1.25))
    assert said[0].startswith("If reporting changed nowhere, true harm may have fallen or risen")
    assert "33% less reported in the target" in said[1] and "with 10% less" in said[1]
    assert said[2] == "Within the stated range of reporting, the answer changes."
    sure = replace(EXAMPLE, target=10.0, zones=100.0)
    assert words.quarrel_sentences(sure, (0.9, 1.1)) == (
        "If reporting changed nowhere, true harm fell in target and zones together.",
        "With reporting in the zones as before, the net change would be nothing with 95% less "
        "reported in the target; with one change everywhere, with 63% less.",
        "Over the whole of the stated range of reporting, true harm fell in target and zones "
        "together.",
    )
    assert (
        "no change of reporting in the target alone"
        in (words.quarrel_sentences(replace(EXAMPLE, zones=310.0))[1])
    )
