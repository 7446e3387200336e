"""Tables of recorded x committed months: what is read, what is rejected, what is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from waterbed.model.errors import InputError
from waterbed.model.months import Months, month
from waterbed.read.lists.triangle import BACKWARDS, NO_COMMITTED, PLACEHOLDER, read_triangle

COLUMNS = {"recorded": "recorded", "committed": "committed", "count": "n", "group": "place"}


def table(**changes) -> pl.DataFrame:
    columns = {
        "recorded": ["2017-04-01", "2017-05-01", "2017-05-01", "2017-05-01", "2017-06-01"],
        "committed": ["2017-04-01", "2017-04-01", "2017-04-01", "2012-01-01", "2017-05-01"],
        "n": [5, 2, 1, 4, 7],
        "place": ["North", "North", "North", "South", "South"],
        "sheet": ["a", "a", "a", "a", "b"],
    }
    return pl.DataFrame(columns | changes)


def test_rows_that_agree_are_summed():
    triangle, record = read_triangle(table(), **COLUMNS)
    assert triangle.groups == ("North", "South")
    assert (record.rows, record.rejected) == (5, 0)
    cells = list(
        zip(triangle.group, triangle.recorded, triangle.committed, triangle.count, strict=True)
    )
    may, april = month("2017-05"), month("2017-04")
    assert (0, may, april, 3) in cells and len(cells) == 4
    assert triangle.span == Months(april, month("2017-06"))
    counts = triangle.by_delay(2)
    assert counts.shape == (2, 3, 3)
    assert counts[0, 0].tolist() == [5, 3, 0]
    assert counts[1].sum() == 7  # the offence of 2012 lies before the span
    assert triangle.by_age(triangle.span, (0, 2, 12)).tolist() == [[8, 0, 0], [7, 0, 4]]


def test_a_sheet_is_chosen_by_its_value():
    triangle, _ = read_triangle(table(), **COLUMNS, where={"sheet": "b"})
    assert triangle.groups == ("South",) and triangle.count.tolist() == [7]
    with pytest.raises(InputError) as error:
        read_triangle(table(), **COLUMNS, where={"sheet": "c"})
    assert "no row has this value" in str(error.value) and "a, b" in str(error.value)


def test_text_dates_and_dates_read_alike():
    text, _ = read_triangle(table(), **COLUMNS)
    frame = table().with_columns(pl.col("recorded", "committed").str.to_date())
    dates, _ = read_triangle(frame, **COLUMNS)
    months, _ = read_triangle(
        table().with_columns(pl.col("recorded", "committed").str.slice(0, 7)),
        **COLUMNS,
        period_format="YYYY-MM",
    )
    for other in (dates, months):
        assert (other.count == text.count).all() and (other.committed == text.committed).all()


def test_a_row_an_incident():
    triangle, _ = read_triangle(table(), recorded="recorded", committed="committed")
    assert triangle.groups == ("all",) and triangle.count.sum() == 5


def test_bad_rows_are_rejected_counted_and_never_shown():
    frame = pl.concat(
        [
            table().with_columns(pl.col("recorded", "committed").str.to_date()),
            pl.DataFrame(
                {
                    "recorded": [date(2017, 4, 1)] * 4,
                    "committed": [date(2017, 5, 1), None, date(1900, 1, 1), date(1900, 1, 1)],
                    "n": [1, 1, 2, 3],
                    "place": ["North"] * 4,
                    "sheet": ["a"] * 4,
                }
            ),
        ]
    )
    triangle, record = read_triangle(frame, **COLUMNS, max_rejected=0.5)
    assert triangle.count.sum() == 19
    assert (record.rows, record.rejected) == (9, 4)
    assert dict(record.reasons) == {BACKWARDS: 1, NO_COMMITTED: 1, PLACEHOLDER: 2}
    with pytest.raises(InputError) as error:
        read_triangle(frame, **COLUMNS)
    assert "4 of 9 rows are rejected" in str(error.value) and "1900-01" not in str(error.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"count": "number"}, "no such column"),
        ({"recorded": "month"}, "no such column"),
        ({"group": "plaice"}, "Did you mean 'place'?"),
        ({"where": {"tab": "a"}}, "no such column"),
        ({"period_format": "YY"}, "format"),
    ],
)
def test_each_wrong_input_is_one_clear_error(change, words):
    with pytest.raises(InputError) as error:
        read_triangle(table(), **{**COLUMNS, **change})
    assert words in str(error.value)


@pytest.mark.parametrize("bad", [-1.0, 2.5, None])
def test_counts_that_are_none_are_rejected(bad):
    frame = table(n=[5.0, 2.0, 1.0, 4.0, bad])
    triangle, record = read_triangle(frame, **COLUMNS, max_rejected=0.5)
    assert triangle.count.sum() == 12 and record.rejected == 1


def test_vintages_and_groups():
    triangle, _ = read_triangle(table(), **COLUMNS)
    vintage = triangle.known_at(month("2017-05"))
    assert vintage.count.sum() == 12 and vintage.span.last == month("2017-05")
    assert triangle.only(("South",)).count.sum() == 11
    turned = triangle.only(("South", "North"))
    assert (turned.by_delay(1)[::-1] == triangle.by_delay(1)).all()
    for call in (lambda: triangle.known_at(month("2020-01")), lambda: triangle.only(("East",))):
        with pytest.raises(InputError):
            call()


def test_two_tables_in_one_file_hold_the_same_offences(data):
    """The London file: place and offence must never be summed; 8 rows backwards, 935 without."""
    file = data / "london" / "mps-vawg-offences.parquet"
    names = {
        "recorded": "recorded_date_months",
        "committed": "date_committed_from_date_months",
        "count": "count",
    }
    places, by_place = read_triangle(
        file, **names, group="borough_name", where={"sheet": "Offence count location"}
    )
    kinds, by_kind = read_triangle(
        file, **names, group="vawg_offence", where={"sheet": "Offence count classification"}
    )
    assert by_place.rows + by_kind.rows == 411_341
    reasons = [dict(record.reasons) for record in (by_place, by_kind)]
    assert sum(by_reason[NO_COMMITTED] for by_reason in reasons) == 935
    assert sum(by_reason[BACKWARDS] for by_reason in reasons) == 8
    assert sum(by_reason[PLACEHOLDER] for by_reason in reasons) == 99
    assert len(places.groups) == 34 and len(kinds.groups) == 63
    assert int(places.count.sum()) == pytest.approx(int(kinds.count.sum()), rel=1e-3)
    assert np.all(places.committed <= places.recorded)
