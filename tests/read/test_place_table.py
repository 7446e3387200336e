"""Tables of places: names of columns, several areas in a cell, dates as workbooks have them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from waterbed.batch.composed import compose, ids_of
from waterbed.disclosure.elsewhere import sensitive_written
from waterbed.model.errors import InputError
from waterbed.read.study.place_table import PlaceRow, read_place_table
from waterbed.read.study.study_toml import read_toml

TEMPLATE = {
    "title": "Patrols",
    "counts": [{"name": "c", "file": "c.csv", "layout": "wide", "area": "area"}],
    "outcomes": [{"id": "theft"}],
    "interventions": [
        {"id": "patrol", "kind": "patrol", "start": "2017-01", "target": ["A"], "end": "2017-06"}
    ],
    "rule": {
        "windows": [
            {"name": "year", "intervention": "patrol", "base": ["2016-01", "2016-12"],
             "post": ["2017-01", "2017-12"]},
        ]
    },
}  # fmt: skip


def test_columns_go_by_several_names(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("Scheme,Area codes,Start date,Note\nHigh Street,A1; A2,2017-04,x\n,A3,soon,\n")
    first, second = read_place_table(path)
    assert first == PlaceRow(2, "High Street", ("A1", "A2"), "2017-04", "intervention")
    assert (second.place, second.start) == ("row 3", "soon")


def test_a_workbook_has_dates(tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["place", "areas", "date", "kind"])
        sheet.write_row(1, 0, ["Market", "A1"])
        sheet.write_datetime(1, 2, date(2017, 9, 12), book.add_format({"num_format": "dd/mm/yyyy"}))  # type: ignore[arg-type]
        sheet.write_string(1, 3, "patrol")
    (row,) = read_place_table(path)
    assert (row.start, row.kind) == ("2017-09-12", "patrol")


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("place,date\nA,2017-04\n")
    with pytest.raises(InputError, match="no column 'areas'"):
        read_place_table(path)


def test_a_row_moves_the_months_of_the_template() -> None:
    rows = [PlaceRow(2, "One", ("B1",), "2018-03", "light"),
            PlaceRow(3, "Two", ("B2",), "2018-05", "light"),
            PlaceRow(4, "Three", ("B3",), "no date", "light")]  # fmt: skip
    raw = read_toml(compose(TEMPLATE, rows, rows[0], "One").encode(), "made")
    own, other = raw["interventions"]
    assert (own["target"], own["start"], own["end"]) == (["B1"], "2018-03", "2018-08")
    assert (other["areas"], other["start"]) == (["B2"], "2018-05")
    (window,) = raw["rule"]["windows"]
    assert window["base"] == ["2017-03", "2018-02"]
    assert window["post"] == ["2018-03", "2019-02"]
    assert raw["title"] == "Patrols: One"


def test_places_of_sensitive_things_are_numbered() -> None:
    rows = [PlaceRow(2, "Ilford Lane", ("A",), "2017-04", "kerb-crawling patrol"),
            PlaceRow(3, "Ilford Lane", ("B",), "2017-05", "patrol")]  # fmt: skip
    assert sensitive_written(TEMPLATE, [row.kind for row in rows])
    assert not sensitive_written(TEMPLATE, [row.kind for row in rows[1:]])
    assert ids_of(rows, secret=True) == ("place-2", "place-3")
    assert ids_of(rows) == ("ilford-lane", "ilford-lane-3")


def test_ids_are_all_different_whatever_places_are_called() -> None:
    rows = [PlaceRow(n, place, ("A",), "2017-04", "patrol")
            for n, place in ((2, "Market"), (3, "Market 4"), (4, "Market"))]  # fmt: skip
    assert ids_of(rows) == ("market", "market-4", "market-4-4")
