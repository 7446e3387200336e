"""A column added as CONTRIBUTING says stands on the page and in the workbook, for every place."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.batch.test_public import PLACES, summed
from tests.conftest import ROOT
from waterbed.report.batch import batch_html, batch_workbook
from waterbed.report.sections.batch import PLACE_COLUMNS, PlaceColumn

RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PART = RECIPE.split("## To add a column to the summary of a batch")[1].partition("\n## ")[0]
ROW = PART.split("```python\n")[1].split("```")[0]
TITLE = "What was done"


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of the recipe, for one test alone."""
    table = dict(PLACE_COLUMNS)
    exec(ROW, {"PLACE_COLUMNS": table, "PlaceColumn": PlaceColumn})
    (title,) = table.keys() - PLACE_COLUMNS.keys()
    assert title == TITLE
    monkeypatch.setitem(PLACE_COLUMNS, title, table[title])


def test_the_page_and_the_workbook_have_it(added: None) -> None:
    shown = summed(PLACES)
    assert f"{TITLE}</th>" in batch_html(shown)
    sheet = openpyxl.load_workbook(io.BytesIO(batch_workbook(shown)))["places"]
    titles, *rows = sheet.iter_rows(values_only=True)
    at = titles.index(TITLE)
    assert [row[at] for row in rows] == [place.kind for place in PLACES]
