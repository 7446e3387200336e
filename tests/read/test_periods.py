"""Periods as tables write them."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterbed.nouns.errors import InputError
from waterbed.nouns.months import month
from waterbed.read.periods import check_format, guess, ordinals, step_of

APRIL = month("2016-04")


@pytest.mark.parametrize(
    ("written", "good", "bad"),
    [
        ("YYYY-MM", "2016-04", ["2016-13", "2016-00", "201604", "2016-4", "16-04", "", "x"]),
        ("YYYYMM", "201604", ["201613", "2016-04", "20164"]),
        ("YYYY-MM-DD", "2016-04-30", ["2016-04-31", "2016-04", "30/04/2016"]),
        ("DD/MM/YYYY", "30/04/2016", ["31/04/2016", "04/30/2016", "2016-04-30"]),
        ("YYYY-MM-DD", "2016-04-30T23:59:59", ["tomorrow"]),
        ("date", "2016-04-01 00:00:00", ["2016-02-30"]),
        ("%b %Y", "Apr 2016", ["Avr 2016"]),
        ("%d.%m.%y", "30.04.16", ["31.04.16"]),
        ("%d/%m/%Y %H:%M", "30/04/2016 23:59", ["30/04/2016"]),
    ],
)
def test_formats(written: str, good: str, bad: list[str]) -> None:
    check_format(written)
    found = ordinals(pl.Series([good, f" {good} ", None, *bad], dtype=pl.String), written)
    assert found.to_list() == [APRIL, APRIL, None, *(None for _ in bad)]


def test_years_and_quarters() -> None:
    assert ordinals(pl.Series([2016, 99, None]), "YYYY").to_list() == [month("2016-01"), None, None]
    assert ordinals(pl.Series([2016.0]), "YYYY").to_list() == [month("2016-01")]
    quarters = ordinals(pl.Series(["2016-Q2", "2016q4", "2016-Q5"]), "YYYY-Qn")
    assert quarters.to_list() == [APRIL, month("2016-10"), None]
    assert [step_of(way) for way in ("YYYY", "YYYY-Qn", "YYYY-MM", "%b %Y")] == [12, 3, 1, 1]


def test_real_dates_are_read_whatever_the_format() -> None:
    for value in (date(2016, 4, 30), datetime(2016, 4, 30, 23, 59)):
        assert ordinals(pl.Series([value, None]), "YYYY-MM").to_list() == [APRIL, None]


def test_placeholders_are_no_dates() -> None:
    old = pl.Series(["1900-01-01", "1899-12-30", "0001-01-01", "9999-12-31", "1901-01-01"])
    assert ordinals(old, "YYYY-MM-DD").to_list() == [None] * 4 + [month("1901-01")]


@given(st.dates(date(1901, 1, 1), date(2100, 12, 31)))
def test_every_day_falls_in_its_month(day: date) -> None:
    expected = 12 * day.year + day.month - 1
    for written, text in (
        ("YYYY-MM-DD", day.isoformat()),
        ("DD/MM/YYYY", f"{day.day:02d}/{day.month:02d}/{day.year}"),
        ("YYYYMM", f"{day.year}{day.month:02d}"),
        ("%d %B %Y", f"{day.day} {day:%B} {day.year}"),
    ):
        assert ordinals(pl.Series([text]), written).to_list() == [expected]


@pytest.mark.parametrize("written", ["MM/YYYY", "yyyy-mm", "%Y", "%m", "%H", ""])
def test_formats_that_hold_no_month_are_refused(written: str) -> None:
    with pytest.raises(InputError) as caught:
        check_format(written)
    assert caught.value.place == "period_format" and "YYYY-MM" in caught.value.mend


def test_guess() -> None:
    assert guess(["wardname", "201604", "201605"]) == "YYYYMM"
    assert guess(["one", "two"]) == ""
