from __future__ import annotations

import math
import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import reflected
from waterbed import __file__ as package
from waterbed.model.kinds import KINDS, QUANTITIES, Kind, Region
from waterbed.report.words.claimed import JUDGED

SOURCE = Path(package).parent

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


def lacks(key: str) -> list[str]:
    """What a row lacks that some output would have to say of it."""
    kind, missing = KINDS[key], []
    if kind.parameter not in QUANTITIES:
        return [f"parameter: {kind.parameter!r} is no row of QUANTITIES"]
    if kind.quantity.compared and not all(kind.says):
        missing.append("says: what it says of its outcome, and what its denial says")
    if JUDGED.get(kind.parameter) and kind.parameter != "recorded":
        words = [kind.in_words(denied) for denied in (False, True)]
        if not all(words) or words[0] == words[1]:
            missing.append("judged: how it is judged, and how its denial is")
        shown = {"by", "least", "figure", "who", "what", "size"}
        unknown = {name for text in words for _, name, _, _ in Formatter().parse(text) if name}
        missing += [f"judged: {{{name}}} stands for nothing" for name in unknown - shown]
        if kind.figure == "size" and "size" not in unknown:
            missing.append("judged: on which side of the {size} stated, in its words")
    if kind.parameter == "population" and not kind.takes:
        missing.append("takes: the populations that it names")
    if (kind.region is None) != (kind.parameter == "none"):
        missing.append("region")
    if kind.figure not in ("", "change", "size", "points", "people", "share", "actions"):
        missing.append(f"figure: {kind.figure!r} is none")
    return missing


@pytest.mark.parametrize("key", KINDS)
def test_a_row_lacks_nothing(key):
    assert lacks(key) == []


def test_a_figure_is_judged_in_the_words_of_the_row():
    """An upper bound is no "20% or more"."""
    KINDS["test"] = Kind(
        "effect",
        lambda s, h, d: Region(high=abs(s) + h),
        says=("rose{by} at most", "rose by more"),
        figure="size",
    )
    try:
        assert lacks("test") == ["judged: on which side of the {size} stated, in its words"]
    finally:
        del KINDS["test"]


def test_a_row_that_lacks_words_is_named():
    KINDS["test"] = Kind("effect", lambda s, h, d: Region(high=d), judged=("{sort}", "{sort}"))
    try:
        assert lacks("test") == [
            "says: what it says of its outcome, and what its denial says",
            "judged: how it is judged, and how its denial is",
            "judged: {sort} stands for nothing",
        ]
    finally:
        del KINDS["test"]


def test_every_parameter_has_words_or_says_that_it_has_none():
    assert set(JUDGED) == set(QUANTITIES) >= {kind.parameter for kind in KINDS.values()}


@pytest.mark.parametrize(
    ("key", "direction"),
    [("fell", "fall"), ("rose", "rise"), ("unchanged", ""), ("fell-by", "fall"), ("moved", "rise"),
     ("not-moved", ""), ("harm-rose", "rise"), ("recorded", ""), ("needs", "")],
)  # fmt: skip
def test_which_way_a_kind_points_is_read_from_its_region(key, direction):
    assert KINDS[key].direction == direction


def test_no_other_module_branches_on_a_kind_by_its_name():
    branch = re.compile(r"\b(claim|verdict|form)\.kind( (==|!=|in|not in) |\.startswith)")
    names = [
        f'"{key}"' for key in ("fell-by", "rose-by", "reporting-fell", "harm-fell", "harm-rose")
    ]
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if branch.search(text) or any(name in text for name in names):
            found.append(str(path.relative_to(SOURCE)))
    # The closed loop and the simulated market make claims, as anyone would: they branch on none.
    assert found == ["model/closed_loop.py", "model/kinds.py", "simulate/market/stories.py"]
