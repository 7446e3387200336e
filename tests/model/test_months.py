from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import counts, grid, panel_of
from waterbed.model.errors import InputError, InputErrors, raise_all
from waterbed.model.months import Months, in_words, label, month
from waterbed.model.panel import Panel


@given(st.integers(12 * 1900, 12 * 2100))
def test_labels_go_there_and_back(ordinal):
    assert month(label(ordinal)) == ordinal


@pytest.mark.parametrize("text", ["2017-13", "2017-0", "17-01", "2017/01", "", "2017-01-01"])
def test_what_is_no_month(text):
    with pytest.raises(ValueError, match="YYYY-MM"):
        month(text)


def test_months_in_words():
    assert Months.parse("2017-04", "2018-03").in_words() == "April 2017 to March 2018"
    assert Months.parse("2017-04", "2017-12").in_words() == "April to December 2017"
    assert Months.parse("2017-04", "2017-04").in_words() == in_words(month("2017-04"))


def test_a_window_outside_the_counts_names_both_runs():
    panel = counts(grid())
    with pytest.raises(InputError, match=r"2014-01 to 2014-12 lie outside .* 2015-01 to 2018-12"):
        panel.slice(Months.parse("2014-01", "2014-12"))


def test_quarters_take_whole_quarters_only():
    areas = grid(2, 2)
    made = panel_of(areas, np.arange(4 * 8).reshape(1, 4, 8))
    panel = Panel(
        made.outcomes, made.areas, month("2015-01") + 3 * np.arange(8), 3, made.counts, made.covered
    )
    assert panel.span == Months.parse("2015-01", "2016-12")
    assert panel.total(Months.parse("2015-04", "2015-09"))[0, 0] == 1 + 2
    with pytest.raises(InputError, match="whole periods of 3 months"):
        panel.slice(Months.parse("2015-02", "2015-04"))


def test_an_error_says_file_place_value_and_mend():
    one = InputError("not a month", file="a.csv", place="row 3", value="2017-13", mend="Mend it.")
    assert str(one) == "a.csv, row 3: not a month: '2017-13'. Mend it."
    with pytest.raises(InputErrors) as caught:
        raise_all([one, InputError("no such file", file="b.csv")])
    assert str(caught.value).splitlines() == [str(one), "b.csv: no such file."]
