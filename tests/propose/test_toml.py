"""A draft as TOML: read again it is the same, to the last value."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.read.study_files import SMALL
from waterbed.model.written.blocks import block_of, blocks
from waterbed.propose.draft import Draft, to_fill
from waterbed.propose.toml import toml_text

REDBRIDGE = (ROOT / "examples" / "redbridge" / "study.toml").read_text(encoding="utf-8")

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=12,
)
_NAMES = [block.path[-1] for block in blocks() if block.path] + ["title", "id", "a key"]


@given(st.dictionaries(st.sampled_from(_NAMES) | _TEXTS, _VALUES, max_size=6))
def test_any_mapping_is_read_again_as_it_was(raw: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(Draft(raw))) == raw


@pytest.mark.parametrize("text", [REDBRIDGE, SMALL], ids=["redbridge", "small"])
def test_a_study_is_read_again_as_it_was(text: str) -> None:
    raw = tomllib.loads(text)
    assert tomllib.loads(toml_text(Draft(raw))) == raw


def test_notes_stand_above_what_they_are_about() -> None:
    raw = {
        "title": to_fill("what it is called"),
        "interventions": [{"id": "a", "zones": [{"name": "ring"}]}, {"id": "b", "areas": ["A1"]}],
        "rule": {"data_seen_date": date(2026, 1, 31)},
    }
    notes = {
        ("title",): "Note of a key",
        ("interventions", 1): "Note of an entry\nof two lines",
        ("interventions", 1, "areas", 0): "Note of a value",
        ("interventions", 0, "zones", 0): "Note of a zone",
        ("rule",): "Note of a section",
    }
    text = toml_text(Draft(raw, notes))
    assert tomllib.loads(text) == raw
    lines = [line for line in text.splitlines() if line and not line.startswith("# ---")]
    above = dict(zip(lines[1:], lines, strict=False))
    assert above['title = "FILL IN: what it is called"'] == "# Note of a key"
    assert above["[[interventions.zones]]"] == "# Note of a zone"
    assert above['areas = ["A1"]'] == "# Note of a value"
    assert above["[rule]"] == "# Note of a section"
    second = lines.index('id = "b"')
    assert lines[second - 3 : second - 1] == ["# Note of an entry", "# of two lines"]


def test_a_key_is_explained_where_it_first_stands_and_unused_ones_are_named() -> None:
    text = toml_text(Draft({"outcomes": [{"id": "a"}, {"id": "b"}]}))
    assert text.count(f"# {block_of('outcomes').says('id')}") == 1
    said = " ".join(line.removeprefix("# ") for line in text.splitlines())
    unused = [column.header for column in block_of("outcomes").columns if column.header != "id"]
    assert f"Further keys: {', '.join(unused)}." in said


def test_a_long_list_has_a_line_a_value() -> None:
    raw = {"areas": {"a": [f"E050112{i}" for i in range(10, 40)]}}
    text = toml_text(Draft(raw))
    assert tomllib.loads(text) == raw
    assert max(map(len, text.splitlines())) <= 100
