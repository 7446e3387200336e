"""What a newcomer meets first: slips on the command line, and what `check` shows in which order."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.read.made import crime, street
from tests.report import report_fixture as fixture
from waterbed.cli import main
from waterbed.model.verdict import Verdict
from waterbed.report.words.beside import other_ways


def told(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    return done.exit_code, done.output


def test_one_count_in_place_of_two_is_named() -> None:
    code, said = told("wdd", "--treated", "207", "--control", "308", "318")
    assert code == 2 and "--treated 207 110" in said and "'--control' is not a number" in said


@pytest.mark.parametrize("out", ["board", "absent/board.html"])
def test_a_page_that_cannot_be_is_refused_before_lists_are_read(out: str, tmp_path: Path) -> None:
    code, said = told("hidden", str(tmp_path / "no-such.csv"), "--out", str(tmp_path / out))
    assert code == 2 and "page" in said and "no-such" not in said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["undecided"], "The one other way of computing it, which decides nothing,"),
        (["undecided"], "gives undecided."),
        (["supported", "undecided", "supported", "contradicted"],
         "which decide nothing: 2 supported, 1 contradicted and 1 undecided."),
    ],
)  # fmt: skip
def test_other_ways_are_told_in_whole_sentences(answers: list[str], said: str) -> None:
    estimate = fixture.estimates()[0]
    ways = tuple((estimate, answer) for answer in answers)
    verdict = Verdict(fixture.claims()[0], "supported", "supported", (), specifications=ways)
    (told,) = other_ways(verdict)
    assert said in told and told.endswith(".")


def test_check_shows_rejected_rows_after_what_was_understood(tmp_path: Path) -> None:
    for at in ("2016-07", "2017-07"):
        rows = [crime(f"E0100000{k}") for k in range(1, 9) for _ in range(k)]
        street(tmp_path / "files", "kent", at, [*rows, crime("")])
    study = tmp_path / "study.toml"
    study.write_text(STUDY, encoding="utf-8")
    code, said = told("check", str(study))
    assert code == 0, said
    parts = ["Files", "Outcomes", "Can these data speak", "Rejected rows, for example"]
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)


STUDY = """
title = "A patrol"
question = "Did crime fall?"
[[counts]]
name = "crime"
file = "files"
layout = "police-uk"
published = true
[[interventions]]
id = "patrol"
kind = "patrol"
start = "2017-01"
target = ["E01000003"]
[rule]
data_seen = true
data_seen_date = 2026-11-24
[[rule.windows]]
name = "July on July"
base = ["2016-07", "2016-07"]
post = ["2017-07", "2017-07"]
[[outcomes]]
id = "all"
[[claims]]
id = "recorded"
who = "council"
side = "council"
words = "Down by a fifth."
source = "made up"
date = "2017"
outcome = "all"
kind = "recorded"
window = "July on July"
stated = -0.2
"""
