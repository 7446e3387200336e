"""results.json has a schema: of this version, whole, and kept by every file that the tests write.

`tests/conftest.py` validates each of them as it is written; here it is seen that this would find
what is wrong.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.support.schema import faults
from waterbed.report.record.page import results_page
from waterbed.report.record.schema import schema

MADE = schema()
ROWS = {"Run": MADE, **MADE["$defs"]}


@pytest.fixture
def whole(redbridge_folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((redbridge_folder / "results.json").read_text("utf-8"))
    return found


def test_what_is_published_is_of_this_version() -> None:
    """Made anew by `python -m waterbed.report.record.schema > docs/results.schema.json`, and by
    `python -m waterbed.report.record.page > docs/results.md`."""
    published = (ROOT / "docs" / "results.schema.json").read_text("utf-8")
    assert json.loads(published) == MADE
    assert (ROOT / "docs" / "results.md").read_text("utf-8") == results_page()


@pytest.mark.parametrize("name", ROWS)
def test_every_key_is_told(name: str) -> None:
    untold = [key for key, held in ROWS[name]["properties"].items() if not held.get("description")]
    assert untold == [], "write a sentence: in the type's docstring, or in record/said.py"


def test_the_worked_example_keeps_to_it(whole: dict[str, Any]) -> None:
    assert faults(whole) == []
    assert whole["map"] and {"topic", "loop"} <= whole["study"].keys()


def spoilt(whole: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Files that are each wrong in one thing."""
    first, *others = whole["estimates"]
    text = {key: value for key, value in whole.items() if key != "verdicts"}
    return {
        "a key too many": whole | {"pressure": 1},
        "a key of a row too many": whole | {"estimates": [first | {"row": "x"}, *others]},
        "a key missing": text,
        "a text for a number": whole | {"estimates": [first | {"value": "-3"}, *others]},
        "no month": whole | {"estimates": [first | {"base": ["2016-04"]}, *others]},
        "no hash": whole | {"inputs": [whole["inputs"][0] | {"sha256": "abc"}]},
        "a row before the first": whole | {"verdicts": [whole["verdicts"][0] | {"checks": [-1]}]},
    }


def test_what_is_wrong_is_found(whole: dict[str, Any]) -> None:
    for what, document in spoilt(whole).items():
        assert faults(document), what


def test_a_reader_of_later_versions_may_meet_more(whole: dict[str, Any]) -> None:
    assert faults(whole | {"new": 1}, closed=False) == []
