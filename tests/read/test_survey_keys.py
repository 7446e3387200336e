"""Keys of [[survey]] and of claims of it: what they mean, and an error for each that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.read.study_files import SMALL, errors_of
from waterbed.model.survey import Answers
from waterbed.propose.convert import convert
from waterbed.read.study.study_file import read_study

ASKED = """
[[survey]]
id = "safe"
question = "Do you feel safe in the street after dark?"
yes_means = "very or fairly safe"
who = "residents aged 16 and over"
before = { yes = 212, of = 400, asked = "spring 2018" }
after = { yes = 171, of = 400 }
comparison_before = { yes = 190, of = 390 }
comparison_after = { yes = 186, of = 390 }
same_people = true
repeated = 0.4
cluster = 20
correlation = 0.05
source = "A council survey"
published = true

[[claims]]
id = "afraid"
who = "The shop"
side = "against"
words = "Ten in a hundred fewer feel safe."
source = "A paper"
date = "early 2019"
kind = "fewer-say"
survey = "safe"
stated = 0.1
"""
WHOLE = SMALL + ASKED


def test_what_the_keys_mean(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(WHOLE, encoding="utf-8")
    study = read_study(path)
    (survey,) = study.surveys
    assert survey.before.answers == Answers(212, 400) and survey.before.asked == "spring 2018"
    assert (
        len(survey.waves) == 4 and survey.compared and survey.published and survey.repeated == 0.4
    )
    claim = study.claims[-1]
    assert claim.survey == "safe"
    assert claim.region is not None and claim.region.high == pytest.approx(-0.095)


def test_a_workbook_holds_it_too(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(WHOLE, encoding="utf-8")
    convert(path, tmp_path / "study.xlsx")
    study, again = read_study(path), read_study(tmp_path / "study.xlsx")
    assert again.surveys == study.surveys and again.rule_sha256 == study.rule_sha256


def test_the_answers_are_in_no_hash_and_how_they_are_read_is(tmp_path: Path) -> None:
    """So that a study can be locked before the people are asked again."""

    def hashed(old: str, new: str) -> str:
        assert old in WHOLE
        path = tmp_path / "study.toml"
        path.write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
        return read_study(path).rule_sha256

    before = hashed("171", "171")
    later = "after = { yes = 171, of = 400 }\n"
    beside = "comparison_after = { yes = 186, of = 390 }\n"
    assert hashed("171", "17") == before
    assert hashed(f"{later}comparison_before = {{ yes = 190, of = 390 }}\n{beside}",
                  "comparison_before = { yes = 190, of = 390 }\n") == before  # fmt: skip
    assert hashed("correlation = 0.05", "correlation = 0.06") != before
    assert hashed('"very or fairly safe"', '"very safe"') != before


BAD = {
    "more than all": ("yes = 171, of = 400", "yes = 471, of = 400", "471 of 400 people cannot"),
    "below nought": ("yes = 171", "yes = -1", "must not be below 0"),
    "a share": ("yes = 171", "yes = 0.43", "whole number"),
    "too few": ("yes = 171, of = 400", "yes = 3, of = 5", "at least ten people"),
    "no wave before": ('before = { yes = 212, of = 400, asked = "spring 2018" }\n', "", "missing"),
    "no number of people": ("yes = 171, of = 400", "yes = 171", "missing"),
    "one wave of a comparison": ("comparison_after = { yes = 186, of = 390 }\n", "",
                                 "a comparison has two waves"),
    "only the comparison again": ("after = { yes = 171, of = 400 }\n", "",
                                  "only the comparison was asked again"),
    "others, and their two answers": ("same_people = true\n", "", "the same people asked twice"),
    "the same people, fewer of them": ("yes = 171, of = 400", "yes = 171, of = 399",
                                       "as many after as before"),
    "clusters without correlation": ("correlation = 0.05\n", "", "go together"),
    "correlation without clusters": ("cluster = 20\n", "", "go together"),
    "a design effect and clusters": ("cluster = 20", "cluster = 20\ndesign_effect = 2.0",
                                     "stands instead of clusters"),
    "a design effect below one": ("cluster = 20\ncorrelation = 0.05", "design_effect = 0.5",
                                  "a design effect is at least 1"),
    "less than one person": ("cluster = 20\ncorrelation = 0.05", "cluster = 0.5",
                             "at least one person"),
    "one street": ("cluster = 20", "cluster = 300", "at least two clusters"),
    "a correlation above one": ("correlation = 0.05", "correlation = 5.0", "must not be above 1"),
    "no source": ('source = "A council survey"\n', "", "missing"),
    "a key that is none": ("cluster = 20", "clusters = 20", "cluster"),
    "no such survey": ('survey = "safe"', 'survey = "save"', "Did you mean 'safe'"),
    "no survey": ('survey = "safe"\n', "", "needs it"),
    "per cent": ("stated = 0.1", "stated = 10.0", "Write ten points as 0.1"),
    "a minus": ("stated = 0.1", "stated = -0.1", "the kind says which way"),
    "a key of another kind": ('kind = "fewer-say"', 'kind = "needs"\ntested_by = "x"',
                              "means nothing in a claim of the kind"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_is_one_sentence_with_its_place(case: str, tmp_path: Path) -> None:
    old, new, said = BAD[case]
    assert old in ASKED
    messages = [str(error) for error in errors_of(tmp_path, SMALL + ASKED.replace(old, new, 1))]
    # a figure of another kind
    own = [message for message in messages if "takes no figure" not in message]
    assert len(own) == 1 and said in own[0], messages
    assert "survey 'safe'" in own[0] or "claims 'afraid'" in own[0]
    assert own[0].endswith((".", "?")) and "\n" not in own[0]


def test_an_id_twice(tmp_path: Path) -> None:
    survey = ASKED.split("[[claims]]")[0]
    messages = [str(error) for error in errors_of(tmp_path, WHOLE + survey)]
    assert len(messages) == 1 and "this stands twice: 'safe'" in messages[0]
