"""What an incident avoided cost: the set that a range of changes allows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterbed.model.costs import cost_each, worth


@pytest.mark.parametrize(
    ("low", "high", "answer", "avoided", "ends"),
    [
        (-40.0, -12.0, "each", (12.0, 40.0), (3000.0, 10000.0)),
        (None, -12.0, "each", (12.0, None), (0.0, 10000.0)),
        (-40.0, 6.0, "cannot", (-6.0, 40.0), (3000.0, None)),
        (-40.0, 0.0, "cannot", (0.0, 40.0), (3000.0, None)),
        (-40.0, None, "cannot", (None, 40.0), (3000.0, None)),
        (None, None, "cannot", (None, None), (0.0, None)),
        (0.0, 6.0, "none", (-6.0, 0.0), (None, None)),
        (3.0, 6.0, "none", (-6.0, -3.0), (None, None)),
        (3.0, None, "none", (None, -3.0), (None, None)),
    ],
)
def test_the_set_of_a_range(low, high, answer, avoided, ends):
    found = cost_each(120_000, low, high)
    assert (found.answer, found.avoided, (found.low, found.high)) == (answer, avoided, ends)


@given(
    st.floats(-1e4, 1e4),
    st.floats(0, 1e4),
    st.floats(0.01, 1e6),
)
def test_every_change_of_the_range_has_its_cost_in_the_set(low, width, amount):
    """The slow way: the cost of each of many changes, one after the other."""
    found = cost_each(amount, low, low + width)
    for change in np.linspace(low, low + width, 11):
        avoided = -change
        if avoided <= 1e-6:
            assert found.answer != "each" or avoided > -1e-9
            continue
        assert found.answer != "none"
        assert found.low <= amount / avoided * (1 + 1e-9)
        if found.answer == "each":
            assert amount / avoided <= found.high * (1 + 1e-9)


def test_what_is_avoided_is_worth_its_unit_cost():
    assert worth(250.0, (-6.0, 40.0)) == (-1500.0, 10000.0)
    assert worth(250.0, (None, 4.0)) == (None, 1000.0)
    assert math.copysign(1, cost_each(1.0, -1.0, 0.0).avoided[0]) == 1
