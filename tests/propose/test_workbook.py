"""A study in a workbook is the study in TOML: there and back, and by the hash of its rule."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.propose.generated import studies, values
from tests.read.study_files import SMALL
from waterbed.model.written.blocks import Column, blocks
from waterbed.model.written.study import StudyForm
from waterbed.propose.draft import Draft
from waterbed.propose.toml import toml_text
from waterbed.propose.workbook import workbook_bytes
from waterbed.read.study.cells import cell_of, value_of
from waterbed.read.study.study_file import read_study
from waterbed.read.study.study_workbook import read_workbook

REDBRIDGE = ROOT / "examples" / "redbridge" / "study.toml"


COLUMNS = [(block.name, column) for block in blocks() for column in block.columns]


@settings(deadline=None)
@given(st.sampled_from(COLUMNS).flatmap(lambda one: st.tuples(st.just(one), values(one[1]))))
def test_no_value_loses_anything_in_its_cell(drawn: tuple[tuple[str, Column], Any]) -> None:
    (_, column), value = drawn
    wanted = value.isoformat() if isinstance(value, date) else value
    assert (value_of(column, cell_of(column, value)) or {}) == (wanted or {})


def there_and_back(raw: dict[str, Any]) -> dict[str, Any]:
    """The mapping after a workbook and TOML again."""
    book = read_workbook(workbook_bytes(Draft(raw)), "study.xlsx")
    return tomllib.loads(toml_text(Draft(book.raw)))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(studies())
def test_no_study_loses_anything(raw: dict[str, Any]) -> None:
    asked = StudyForm.model_validate(raw)
    again = StudyForm.model_validate(there_and_back(raw))
    for key in StudyForm.model_fields:
        assert getattr(again, key) == getattr(asked, key)


@pytest.mark.parametrize("text", [REDBRIDGE.read_text("utf-8"), SMALL], ids=["redbridge", "small"])
def test_the_rule_has_the_same_hash_in_both_forms(tmp_path: Path, text: str) -> None:
    toml, book = tmp_path / "study.toml", tmp_path / "book.xlsx"
    toml.write_text(text, encoding="utf-8")
    book.write_bytes(workbook_bytes(Draft(tomllib.loads(text))))
    first, second = read_study(toml), read_study(book)
    assert second.rule_sha256 == first.rule_sha256
    assert second.claims == first.claims
    assert second.interventions == first.interventions
    assert second.sha256 != first.sha256
