"""Findings of whole studies: every claim of the worked example shows, and what has nothing to draw
says so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import waterbed as wb
from waterbed.library.findings import Findings
from waterbed.library.shown import INTERNAL
from waterbed.model.study import TARGET
from waterbed.simulate.folder import SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, simulate_panel


@pytest.fixture(scope="module")
def found(redbridge_run: Any) -> Findings:
    return Findings(*redbridge_run)


def test_every_claim_of_the_worked_example_shows(found: Findings) -> None:
    text = repr(found)
    assert text.startswith(INTERNAL) and found.study.title in text
    assert len(found.claims) == len(found.study.claims) == len(found.answers)
    for claim in found.claims:
        told = claim.why()
        assert (
            claim.words in told and told.startswith(INTERNAL) and repr(claim).startswith(claim.id)
        )
    assert all(one.words in found.why() for one in found.claims)


def test_every_table_of_the_worked_example_is_a_frame(found: Findings) -> None:
    for name in ("claims", "estimates", "checks", "readings", "roles", "series", "detectable"):
        frame = found.to_polars(name)
        assert frame.height and set(frame["profile"]) == {"internal"}
    with pytest.raises(wb.InputError, match=r"table: .*'claim'.* 'claims'"):
        found.to_polars("claim")


@pytest.mark.parametrize("what", ["claims", "change", "time"])
def test_pictures_of_the_worked_example(found: Findings, what: str) -> None:
    svg = found.plot(what).svg
    told = " ".join(re.sub("<[^>]*>", " ", svg).split())
    assert svg.startswith("<svg ") and "Open Government Licence" in told
    assert "not for publication" in told


def test_names_that_are_not_there_are_told_with_those_that_are(found: Findings) -> None:
    with pytest.raises(wb.InputError, match=r"claim: .*'fell'"):
        found["fell"]
    with pytest.raises(wb.InputError, match=r"outcome: .*'arson'.* 'robbery'"):
        found.plot("time", "arson")


def test_a_study_without_claims_on_counts_says_that_there_is_nothing_to_draw(
    tmp_path: Path,
) -> None:
    made = simulate_panel(np.random.default_rng(1), Settings(rows=4, columns=5, least=5))
    said = SimulatedClaim("any", "Council", "It feels safer.", "fell", TARGET)
    path = write_study(made, tmp_path, title="t", question="q", said=[said], level=0.95)
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    for key in ("intervention", "outcome", "zone", "window", "rounding"):
        raw["claims"][0].pop(key, None)
    raw["claims"][0]["kind"] = "needs"
    raw["claims"][0]["tested_by"] = "A survey."
    untestable = wb.run(wb.load(raw, tmp_path))
    assert untestable.answers == {"any": "untestable"} and "Untestable" in repr(untestable)
    for what in ("claims", "change"):
        with pytest.raises(wb.InputError, match="there is nothing to draw"):
            untestable.plot(what)
    assert untestable.plot("time").svg.startswith("<svg ")
