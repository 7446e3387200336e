"""A measure that is read two ways is one measure: neither reading is another beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.read.study_files import errors_of, spoil, write
from tests.report import report_fixture as fixture
from tests.support.builders import OPERATION, claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.read.study.study_file import read_study
from waterbed.report.words.front import among_others

SECOND = """[[interventions]]
id = "wider"
kind = "patrol"
start = "2018-08-21"
areas = ["A1", "A2"]
target = ["A1", "A2"]
reading_of = "{}"

[rule]"""


@pytest.mark.parametrize("reading", [False, True])
def test_a_second_reading_is_no_other_measure_in_the_target(reading: bool) -> None:
    areas = grid(9, 9)
    second = replace(OPERATION, id="second", reading_of=OPERATION.id if reading else "")
    asked = replace(study(claim("fell")), interventions=(OPERATION, second))
    results = analyse(asked, areas, counts(areas, 1))
    codes = {reason.code for reason in results.verdicts[0].reasons}
    assert ("co-treated-target" in codes) is not reading
    warned = {warning.code for estimate in results.estimates for warning in estimate.warnings}
    assert ("co-treated" in warned) is not reading


@pytest.mark.parametrize(
    ("of", "says"), [("patrols", "patrols"), ("wider", "itself a reading of another")]
)
def test_it_names_the_first_of_them(tmp_path: Path, of: str, says: str) -> None:
    (error,) = errors_of(tmp_path, spoil(("[rule]", SECOND.format(of))))
    assert "reading_of" in str(error) and says in str(error)
    (folder := tmp_path / "right").mkdir()
    right = read_study(write(folder, spoil(("[rule]", SECOND.format("patrol")))))
    assert [row.reading_of for row in right.interventions] == ["", "patrol"]


def test_the_first_page_says_that_it_is_one_measure() -> None:
    shown = fixture.released().content.study
    first, second = shown.interventions
    assert among_others(shown).startswith("One of two measures")
    measure = replace(shown, interventions=(first, replace(second, reading_of=first.id)))
    assert (
        among_others(measure) == "One of two readings of one measure; the report has the other too."
    )
