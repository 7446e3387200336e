from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import reflected
from waterbed.model.kinds import KINDS, Region

ENDS = st.floats(-5, 5) | st.just(-math.inf) | st.just(math.inf)
REGIONS = st.builds(
    lambda a, b, lo, ho, out: Region(min(a, b), max(a, b), lo, ho, out),
    st.floats(-5, 5),
    st.floats(-5, 5),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(REGIONS, ENDS, ENDS)
def test_no_interval_lies_in_a_region_and_in_its_complement(region, a, b):
    low, high = min(a, b), max(a, b)
    assert not (region.holds(low, high) and region.complement().holds(low, high))


@given(REGIONS, st.floats(-6, 6))
def test_a_point_lies_in_a_region_or_in_its_complement(region, x):
    assert region.contains(x) != region.complement().contains(x)
    assert region.holds(x, x) == region.contains(x)


@given(REGIONS, ENDS, ENDS)
def test_reflection_turns_interval_and_region_together(region, a, b):
    low, high = min(a, b), max(a, b)
    assert region.holds(low, high) == reflected(region).holds(-high, -low)


@pytest.mark.parametrize(
    ("kind", "stated", "inside", "outside"),
    [
        ("recorded", -0.21, -0.205, -0.2049),
        ("recorded", -0.5, -0.60, -0.49),
        ("recorded", 0.30, 0.295, 0.29),
        ("recorded", 0.0, 0.005, 0.0051),
        ("fell", 0.0, -0.001, 0.0),
        ("rose", 0.0, 0.001, 0.0),
        ("fell-by", 0.4, -0.395, -0.39),
        ("rose-by", 0.4, 0.395, 0.39),
    ],
)
def test_region_of_a_kind(kind, stated, inside, outside):
    make = KINDS[kind].region
    assert make is not None
    region = make(stated, 0.005, 0.0)
    assert region.contains(inside)
    assert not region.contains(outside)


def test_fell_rose_and_unchanged_share_out_the_line():
    fell, rose, same = (KINDS[k].region(0.0, 0.0, 0.1) for k in ("fell", "rose", "unchanged"))
    for x in (-0.5, -0.1, 0.0, 0.1, 0.5):
        assert sum(region.contains(x) for region in (fell, rose, same)) == 1
