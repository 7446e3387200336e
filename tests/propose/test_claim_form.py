"""A claim as a sentence: what is left as it was is no change of the study."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from waterbed.propose.claim_form import answers_of, changed, entry_of, sentence_of
from waterbed.read.study.form import check_form
from waterbed.read.study.problems import Problems

RAW = tomllib.loads(Path("examples/redbridge/study.toml").read_text("utf-8"))


@pytest.mark.parametrize("negated", [None, False, True])
@pytest.mark.parametrize("claim", RAW["claims"], ids=lambda claim: claim["id"])
def test_an_entry_that_is_kept_as_it_stands_does_not_change(
    claim: dict[str, Any], negated: bool | None
) -> None:
    study = check_form(RAW, Problems(""))
    assert study is not None
    entry = {key: value for key, value in claim.items() if key != "negated"}
    entry |= {} if negated is None else {"negated": negated}
    sentence = sentence_of(entry["kind"], study)
    kept = entry_of(sentence, answers_of(sentence, entry))
    assert changed(sentence, entry, kept) == {}
    other = changed(sentence, entry, {**kept, "negated": not negated})
    assert other == {"negated": not negated}


@pytest.mark.parametrize(("declared", "needed"), [(True, False), (False, True)])
def test_a_recorded_claim_needs_its_window_unless_readings_are_declared(
    declared: bool, needed: bool
) -> None:
    rule = {key: value for key, value in RAW["rule"].items() if key != "readings" or declared}
    study = check_form({**RAW, "rule": rule}, Problems(""))
    assert study is not None and bool(study.rule.readings) is declared
    blank = next(one for one in sentence_of("recorded", study).blanks if one.key == "window")
    assert blank.needed is needed
