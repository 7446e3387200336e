"""Readings that cannot be made, since months are missing."""

from __future__ import annotations

import pytest

from waterbed.claims import Evidence, ask, judge
from waterbed.model.estimate import Reading
from waterbed.model.findings import Findings
from waterbed.model.months import Months
from waterbed.model.results import ReadingTable
from waterbed.model.study import Claim, Rule

BASE, POST = Months.parse("2016-04", "2016-12"), Months.parse("2017-04", "2017-12")
CLAIM = Claim(
    "down", "Police", "police", "Down", "", "", "recorded", outcome="robbery", stated=-0.2
)
RULE = Rule(0.95, "forecast", ())


def answer(reaches: tuple[bool, ...], missing: int) -> tuple[str, tuple[int, int] | None]:
    found = tuple(Reading(BASE, POST, "year-before", 10, 5, -0.5, one) for one in reaches)
    table = ReadingTable("down", "robbery", -0.2, None, found, missing=missing)
    verdict = judge(ask(CLAIM, RULE), Evidence(Findings(), readings={"down": table}))
    return verdict.answer, verdict.readings


@pytest.mark.parametrize(("reaches", "said"), [(True, "supported"), (False, "contradicted")])
def test_a_grid_answers_only_where_every_declared_reading_exists(reaches: bool, said: str) -> None:
    assert answer((reaches,) * 3, 0)[0] == said
    assert answer((reaches,) * 3, 1) == ("undecided", (3 * reaches, 4))
    assert answer((), 4)[0] == "untestable"
