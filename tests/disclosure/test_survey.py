"""What leaves of a survey: a published one as it is, of another no small or exact number."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims.test_attitudes import RULE, asked
from tests.disclosure.test_activity import written
from tests.support.builders import claim, counts, grid, study
from waterbed.analysis.attitudes import as_public, attitude
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.disclosure.attitudes import release_attitude
from waterbed.model.attitudes import Survey
from waterbed.model.kinds import KINDS
from waterbed.report.sections.cards import every_card

AREAS = grid(8, 8)
OWN = asked((213, 401), (171, 402))
SMALL = asked((213, 401), (396, 402))
BESIDE = asked((213, 401), (171, 402), (193, 391), (7, 391))


def ran(survey: Survey):  # type: ignore[no-untyped-def]
    """A study on published counts with this survey and a claim each way."""
    made = []
    for kind in ("fewer-say", "more-say"):
        region = KINDS[kind].region
        assert region is not None
        one = claim(id=kind, kind="needs", tested_by="x", intervention="", outcome="")
        made.append(replace(one, kind=kind, survey="s", region=region(0.0, 0.005, 0.0)))
    asks = replace(study(*made), surveys=(survey,), sha256="ab" * 32)
    return analyse(asks, AREAS, counts(AREAS), placebos=49)


def bare(files: dict[str, str]) -> str:
    texts = (text for name, text in files.items() if name.endswith((".json", ".csv", ".html")))
    return re.sub(r"<svg.*?</svg>|<style.*?</style>", "", "".join(texts), flags=re.S)


def stands(number: int, text: str) -> bool:
    return re.search(rf"(?<![\d.,#-]){number} of ", text) is not None


def test_a_published_survey_leaves_whole(tmp_path: Path) -> None:
    files = written(ran(replace(OWN, published=True)), tmp_path)
    found = json.loads(files["results.json"])
    (one,) = found["surveys"]
    assert (
        one["before"]["yes"] == 213 and one["status"] == "exact" and found["study"]["study_sha256"]
    )
    answers = {row["kind"]: row["answer"] for row in found["verdicts"]}
    assert answers == {"fewer-say": "supported", "more-say": "contradicted"}
    assert stands(213, bare(files)) and "surveys.csv" in files
    assert "Do people answer otherwise?" in files["report.html"]
    assert "rounded to the nearest five" not in files["report.html"]


def test_of_ones_own_survey_no_exact_number_leaves(tmp_path: Path) -> None:
    files = written(ran(OWN), tmp_path)
    found = json.loads(files["results.json"])
    (one,) = found["surveys"]
    assert (one["before"]["yes"], one["before"]["of"], one["status"]) == (215, 400, "rounded")
    text = bare(files)
    for number in (213, 171, 401, 402, 188, 231):
        assert not re.search(rf"(?<![\d.,#-]){number}(?![\d.,%])", text), number
    # a hash of the study file, which holds the counts, would let a guess of them be checked
    assert not found["study"]["study_sha256"]
    assert "rounded to the nearest five" in files["report.html"]


@pytest.mark.parametrize("survey", [SMALL, BESIDE], ids=["few say no", "few elsewhere"])
def test_few_who_say_yes_or_no_withhold_the_whole_survey(survey: Survey, tmp_path: Path) -> None:
    raw = ran(survey)
    found = json.loads(written(raw, tmp_path)["results.json"])
    (one,) = found["surveys"]
    assert one["before"] == {"yes": None, "of": None, "asked": ""} and one["status"] == "withheld"
    assert (one["value"], one["low"], one["high"]) == (None, None, None)
    for row in found["verdicts"]:
        assert row["answer"] == "not-shown" and not row["could_see"]
        assert [why["code"] for why in row["reasons"]] == ["not-shown"]
    held = json.loads(written(raw, tmp_path, "internal")["results.json"])
    assert held["surveys"][0]["before"]["yes"] == 213
    assert {row["answer"] for row in held["verdicts"]} == {"supported", "contradicted"}


def shown_of(yes: int, of: int, after: int):  # type: ignore[no-untyped-def]
    one = as_public(attitude(asked((yes, of), (after, of)), RULE), RULE)
    return release_attitude(one, RULE.deciding_level)


@given(st.integers(30, 80), st.data())
def test_all_counts_that_look_alike_leave_the_same(of: int, data: st.DataObject) -> None:
    yes, after = (data.draw(st.integers(0, of)) for _ in range(2))
    shown = shown_of(yes, of, after)
    for wave in (shown.before, shown.after):
        assert wave is not None
        if wave.yes is not None and wave.of is not None:
            assert min(wave.yes, wave.of - wave.yes) >= 15
    if shown.status != "withheld":
        alike = {n for n in range(of + 1) if shown_of(n, of, after) == shown}
        assert len(alike) >= 5 and all(min(n, of - n) >= 10 for n in alike)


def test_the_card_has_the_bar_in_points_and_what_no_survey_mends() -> None:
    shown = release(ran(replace(OWN, published=True))).content
    for card in every_card(shown):
        told = " ".join(card.paragraphs)
        assert "<svg" in card.bar and "In points. From 16" in card.bar
        for said in ("Starting from 53%", "each end at 95%", "not what they do",
                     "Nobody was asked where nothing was done"):  # fmt: skip
            assert said in told
    assert "Judged as: the share who say yes fell: “Safe?”" in every_card(shown)[0].paragraphs
