"""Periods as tables write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterbed.model.errors import InputError
from waterbed.model.months import month
from waterbed.read.tables.detect import detect, sparse_step
from waterbed.read.tables.periods import check_format, dated, ordinals, step_of

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
        ("Mon YYYY", "Apr-16", ["Apri-16", "April", "16-Apr", "Ape 2016", "31 April 2016"]),
        ("DD Mon YYYY", "30th April 2016", ["32 Apr 2016", "Apr 2016"]),
        ("YYYY/YY", "2016/17", ["2016/18", "2016", "2016/2018", "16/17"]),
        ("YYYY/YY Qn", "2016/17 Q1", ["2016/17 Q5", "2016/18 Q1", "2016 Q1"]),
        ("YYYY/YY Qn", "Q1 16/17", ["Q1 16/18", "Q5 16/17"]),
        ("financial Qn", "Q1 2016", ["Q5 2016", "2016", "Q1 2016/17"]),
        ("financial Qn", "2016-Q1", ["2016-Q0"]),
        ("YYYY-MM-DD", "2016-03-31T23:30:00Z", ["2016-03-32T23:30:00Z"]),
        ("DD/MM/YYYY", "31/03/2016 23:30 UTC", ["32/03/2016 23:30 UTC"]),
        ("date", "2016-04-30T22:59:59.123+00:00", []),
        ("Mon-Mon YYYY", "Apr-Jun 2016", ["Apr-May 2016", "Apr-Jul 2016", "Nov-Jan 2016"]),
        ("MM/DD/YYYY", "04/13/2016", ["13/04/2016"]),
        ("DD/MM/YY", "13/04/16", ["13/04/2016", "04/13/16"]),
        ("excel", "42475", ["1999", "201604", "0", "99999"]),
    ],
)
def test_formats(written: str, good: str, bad: list[str]) -> None:
    check_format(written)
    months = ordinals(pl.Series([good, f" {good} ", None, *bad], dtype=pl.String), written)
    assert months.to_list() == [APRIL, APRIL, None, *(None for _ in bad)]


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


def test_dates_that_stand_for_none() -> None:
    def found(texts: list[str]) -> list[bool]:
        return dated(pl.Series([*texts, None, "x"]), "YYYY-MM-DD")[1].to_list()[: len(texts)]

    assert found(["1899-12-30", "1900-01-01", "1970-01-01", "9999-12-31", "2016-04-01"]) == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert found(["1970-01-01", "1971-05-02", "1969-03-04"]) == [False] * 3
    assert found(["2099-12-31", "2016-04-01"]) == [True, False]


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 30)))
def test_a_time_in_utc_is_that_of_a_clock_in_london(moment: datetime) -> None:
    """Against the zone of the standard library, near the ends of months as well."""
    end = moment.replace(day=1, hour=23) - timedelta(days=1)
    for instant in (moment, end):
        local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))
        expected = 12 * local.year + local.month - 1
        for written, text in (
            ("YYYY-MM-DD", f"{instant.isoformat(timespec='seconds')}Z"),
            ("date", f"{instant:%Y-%m-%d %H:%M}+00:00"),
            ("DD/MM/YYYY", f"{instant:%d/%m/%Y %H:%M:%S} UTC"),
        ):
            assert ordinals(pl.Series([text]), written).to_list() == [expected]
        typed = pl.Series([instant]).dt.replace_time_zone("UTC")
        assert ordinals(typed, "date").to_list() == [expected]


def test_times_without_a_zone_or_with_another_are_cut_as_they_stand() -> None:
    texts = ["2016-05-31T23:30:00", "2016-05-31 23:30", "2016-05-31T23:30:00+01:00"]
    assert ordinals(pl.Series(texts), "YYYY-MM-DD").to_list() == [month("2016-05")] * 3


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


@pytest.mark.parametrize("written", ["MMM/YYYY", "yyyy-mm", "%Y", "%m", "%H", ""])
def test_formats_that_hold_no_month_are_refused(written: str) -> None:
    with pytest.raises(InputError) as caught:
        check_format(written)
    assert caught.value.place == "period_format" and "YYYY-MM" in caught.value.mend


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["wardname", "201604", "201605"], "YYYYMM"),
        (["one", "two"], ""),
        ([], ""),
        (["2011-12", "2012-01"], "YYYY-MM"),
        (["2010-11", "2011-12", "2012-13"], "YYYY/YY"),
        (["2009/10", "2010/11", "2011/12"], "YYYY/YY"),
        (["01/04/2016", "01/05/2016"], "DD/MM/YYYY"),
        (["01/04/2016 13:45", "31/05/2016 09:00"], "DD/MM/YYYY"),
        (["04/13/2016", "04/14/2016"], "MM/DD/YYYY"),
        (["Apr-16", "Sept 2016", "2017 January"], "Mon YYYY"),
        (["1 April 2016", "02-May-16"], "DD Mon YYYY"),
        (["2016/17 Q1", "Q2 2016/17"], "YYYY/YY Qn"),
        (["Apr-Jun 2016", "July to September 2016"], "Mon-Mon YYYY"),
        (["42461", "42491.5"], "excel"),
        (["2016", "2017"], "YYYY"),
        (["Q1 16/17", "16/17 Q2"], "YYYY/YY Qn"),
        (["2016-04-28", "28/04/2016", "05/05/2016"], "YYYY-MM-DD or DD/MM/YYYY"),
        (["2016-04-28 09:30", "28/04/2016 13:45", "5/5/2016"], "YYYY-MM-DD or DD/MM/YYYY"),
        (["2016-04-28", "28.04.2016", "05.05.2016", "TBC"], "YYYY-MM-DD or DD.MM.YYYY"),
        (["2016-04-01", "2016-05-01", "01/06/2016", "01/07/2016"], "YYYY-MM-DD or DD/MM/YYYY"),
    ],
)
def test_the_format_is_told_from_the_values(values: list[str], form: str) -> None:
    detected = detect(values)
    assert detected.form == form and not detected.rivals


@pytest.mark.parametrize(
    ("values", "ways"),
    [
        (["01/04/2016", "02/05/2016"], {"DD/MM/YYYY", "MM/DD/YYYY"}),
        (["04/01/2016", "05/01/2016"], {"DD/MM/YYYY", "MM/DD/YYYY"}),
        (["01/04/16"], {"DD/MM/YY", "MM/DD/YY"}),
        (["2011-12"], {"YYYY-MM", "YYYY/YY"}),
        (["2010/11", "2011/12"], {"YYYY/MM", "YYYY/YY"}),
        (["2016 Q1", "2016-Q2"], {"YYYY-Qn", "financial Qn"}),
        (["Q4 2016", "Q1 2017"], {"Qn YYYY", "financial Qn"}),
    ],
)
def test_values_that_do_not_tell_have_rivals(values: list[str], ways: set[str]) -> None:
    detected = detect(values)
    assert {detected.form, *detected.rivals} == ways


def test_a_wrong_month_is_never_read_where_the_day_settles_it() -> None:
    """Every day of a year, day first and month first, gives its own format and its own months."""
    days = [date(2016, 1, 1) + timedelta(k) for k in range(366)]
    for form, pattern in (("DD/MM/YYYY", "%d/%m/%Y"), ("MM/DD/YYYY", "%m/%d/%Y")):
        texts = [day.strftime(pattern) for day in days]
        assert detect(texts).form == form
        assert ordinals(pl.Series(texts), form).to_list() == [
            12 * day.year + day.month - 1 for day in days
        ]


def test_serial_days_of_a_workbook() -> None:
    """Against the calendar: day 0 is 30 December 1899, every month from 1990 to 2050."""
    firsts = [date(year, month, 1) for year in range(1990, 2051) for month in range(1, 13)]
    serials = pl.Series([str((day - date(1899, 12, 30)).days) for day in firsts])
    assert ordinals(serials, "excel").to_list() == [12 * d.year + d.month - 1 for d in firsts]


def test_months_that_may_be_whole_quarters_or_years() -> None:
    assert sparse_step(np.array([3, 6, 9, 15])) == 3
    assert sparse_step(np.array([3, 15, 27])) == 12
    assert [sparse_step(np.array(few)) for few in ([3, 6], [1, 2, 3], [1, 4, 6])] == [1, 1, 1]
