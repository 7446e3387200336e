"""How many claims have each answer, and how many figures come out, at the top of a report."""

from __future__ import annotations

import pytest

from tests.report import report_fixture as fixture
from waterbed.report.page import report_html
from waterbed.report.words.claimed import tally
from waterbed.report.words.data import checks_finding

TWO = " 2 claims quote a figure that these counts can check: "


@pytest.mark.parametrize(
    ("reproduced", "told"),
    [
        ((None, None), ""),
        ((False, None), " 1 claim quotes a figure that these counts can check: it does not match."),
        ((True, None), " 1 claim quotes a figure that these counts can check: it matches."),
        ((False, False),
         TWO + "none of them matches."),
        ((True, False), TWO + "1 of them matches."),
        ((True, True), TWO + "all of them match."),
    ],
)  # fmt: skip
def test_answers_and_figures_are_counted(reproduced, told) -> None:
    lead = "2 claims: 1 supported, 0 contradicted, 1 undecided, 0 untestable."
    assert tally(("supported", "undecided"), reproduced) == lead + told


def test_the_first_screen_has_the_count() -> None:
    results = fixture.results()
    page = report_html(fixture.released())
    counted = tally(
        [one.answer for one in results.verdicts], [one.reproduced for one in results.verdicts]
    )
    assert page.index(counted) < page.index('<section id="claims">')


def test_where_nothing_could_be_compared_no_check_is_said_to_have_passed():
    assert "passed" not in checks_finding(0, 2, compared=False)
    assert checks_finding(0, 0).startswith("every check that could bar an answer passed")
