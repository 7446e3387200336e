"""How many claims have each answer, and how many figures come out, at the top of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report import report_fixture as fixture
from waterbed.model.codes import TOO_LITTLE
from waterbed.model.released import ShownLarger, ShownRemark, ShownVerdict
from waterbed.report.page import report_html
from waterbed.report.words.claimed import tally
from waterbed.report.words.data import checks_finding
from waterbed.report.words.front import claims_note
from waterbed.report.words.larger import would_have_told

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


def untestable(kind: str, *reasons: ShownRemark) -> ShownVerdict:
    some = fixture.released().content.verdicts[0]
    claim = replace(some.claim, kind=kind)
    return replace(some, claim=claim, kind=kind, answer="untestable", reasons=reasons)


def test_what_untestable_claims_take_goes_by_why_they_are():
    """More places make good neither a zone that nobody drew nor a month that is missing."""
    verdicts = (
        *(untestable("fell", ShownRemark("no-estimate", (("why", why),))) for why in TOO_LITTLE),
        untestable("moved", ShownRemark("no-estimate", (("why", "no-zone"),))),
        untestable("fell", ShownRemark("no-estimate", (("why", "gaps"),))),
        untestable("harm-fell", ShownRemark("no-estimate", (("why", "few-references"),))),
        untestable("harm-fell", ShownRemark("later")),
        untestable("needs", ShownRemark("needs")),
    )
    results = replace(fixture.released().content, verdicts=verdicts)
    assert would_have_told(results, None) == (
        "Of 9 untestable claims, 5 need more places or months to compare with, 1 needs a second "
        "source, 2 need what their cards say is missing and 1 needs something that is not counted "
        "here."
    )


@pytest.mark.parametrize(
    ("listed", "together", "said"),
    [(1, 1, "The one listed is"), (4, 4, "All four listed are"), (4, 1, "One of the four listed")],
)
def test_of_how_many_listed_the_answer_changes_once_judged_together(listed, together, said):
    assert claims_note(listed, listed, supported=False, together=together).startswith(said)


@pytest.mark.parametrize("counts", [None, 9])
def test_what_alone_would_not_do_is_said_once(counts):
    content = fixture.released().content
    seen = next(row for row in content.detectable if row.status != "withheld")
    larger = (ShownLarger("fall", 0.1, 50, None), ShownLarger("rise", 0.3, 3, counts))
    said = would_have_told(content, replace(seen, larger=larger))
    once = "a rise of 30%, over about three. More counts here alone would not do."
    apart = "(more counts here alone would not do); a rise of 30%, over about three, or with at"
    assert (once if counts is None else apart) in said and said.count("would not do") == 1
