"""HTML and tabbed text in files that are called .xls, as many systems export them."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from tests.propose.filled import accepted, made
from tests.read.made import ALL, NOWHERE, areas, long
from waterbed.model.errors import InputError
from waterbed.read.tables.counts import read_counts
from waterbed.read.tables.misnamed import html_rows

ROWS = [["Ward & zone", "Month", "Count"]] + [
    [f"St. Mary’s {k}", f"2020-{at:02d}", str(k + at)] for k in range(1, 6) for at in range(1, 13)
]


def page(rows: list[list[str]], before: str = "") -> str:
    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>\n"
        for row in rows
    )
    return (
        f"<html><body><table><tr><td>Run by</td></tr></table>{before}<TABLE>{cells}</TABLE></body>"
    )


def saved(folder: Path, text: str, encoding: str = "utf-8", name: str = "export.xls") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


TABBED = "\r\n".join("\t".join(row) for row in ROWS)
FORMS = {
    "html": (page(ROWS), "utf-8"),
    "html in cp1252": (page(ROWS), "cp1252"),
    "tabs": (TABBED, "utf-8"),
    "tabs of Excel, UTF-16": (TABBED, "utf-16"),
    "commas": ("\n".join(",".join(row) for row in ROWS), "utf-8"),
    "html in UTF-16": (page(ROWS), "utf-16"),
}


@pytest.mark.parametrize("name", FORMS)
def test_it_is_read_as_what_it_is(name: str, tmp_path: Path) -> None:
    text, encoding = FORMS[name]
    path = saved(tmp_path, text, encoding)
    new = made(tmp_path, path, places=("St Marys 3",), start="2020-07")
    assert new.survey.counts["layout"].value == "long" and new.counts is not None
    inputs = accepted(new)
    assert inputs.counts.panel.counts.sum() == sum(int(row[2]) for row in ROWS[1:])
    (record,) = inputs.counts.records
    assert record.remarks[0].code.startswith("misnamed")


def test_titles_above_and_notes_below_are_left_aside(tmp_path: Path) -> None:
    rows = [["Incidents by ward"], [], *ROWS, [], ["Source: the crime system"]]
    path = saved(tmp_path, page(rows))
    table = long(path, area="Ward & zone", period="Month", count="Count", categories=())
    counts = read_counts([table], [ALL], areas(*(f"St. Mary’s {k}" for k in range(1, 6))), NOWHERE)
    assert counts.panel.counts.sum() == sum(int(row[2]) for row in ROWS[1:])


def test_cells_over_columns_and_tables_in_cells() -> None:
    text = (
        "<table><tr><th colspan=2>A<br>b&nbsp;c<th>D<tr><td>1<td><table><tr><td>x</table>2"
        "<td>3</table>"
    )
    assert html_rows(text, "t.xls") == [["A b c", "", "D"], ["1", "", "3"]]


def test_a_cell_over_more_columns_than_a_number_may_have_digits() -> None:
    wide = f"<table><tr><td>A<td colspan={'9' * 5_000}>B</table>"
    with pytest.raises(InputError, match="far larger inside"):
        html_rows(wide, "t.xls")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body><p>Your session has ended.</p></body></html>", "holds no table"),
        (b"\x00\x01\x02nothing", "workbook"),
        (page([ROWS[0], *ROWS[1:5], ["too", "many", "cells", "by", "far"], *ROWS[5:]]).encode(),
         "row"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        made(tmp_path, path, places=("x",), start="2020-07")
