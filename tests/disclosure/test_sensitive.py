"""What is sensitive by the kind of a measure, or by its table, whatever its outcome is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import OPERATION, WINDOW, grid, month, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.disclosure.elsewhere import marked_outcomes, sensitive_study
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.study import Study

AREAS = grid(7, 7)
MONTHS = 120
SHAPE = (1, len(AREAS), MONTHS)
PANEL = Panel(
    ("o0",), AREAS.ids, month("2008-01") + np.arange(MONTHS), 1,
    np.random.default_rng(1).poisson(5.0, SHAPE), np.ones(SHAPE, bool),
)  # fmt: skip


def called(kind: str = "patrol", **table: object) -> Study:
    """A study of published counts whose outcome has a harmless name."""
    made = study()
    return replace(
        made,
        interventions=(replace(OPERATION, kind=kind),),
        counts=(replace(made.counts[0], **table),),
    )


def months_searched(asked: Study) -> list[Months]:
    """In which months a report half a year after the last one says where it rose."""
    results = analyse(asked, AREAS, PANEL, run_month=month("2018-06"))
    (elsewhere,) = release(results).content.elsewhere
    return [search.months for search in elsewhere.searches if search.status == "exact"]


SENSITIVE = {
    "kind": called("kerb-crawling patrol"),
    "table": called(name="soliciting"),
    "file": called(file=Path("brothels.csv")),
    "sheet": called(sheet="Sexual offences"),
}


@pytest.mark.parametrize("why", SENSITIVE)
def test_a_harmless_name_does_not_open_what_is_sensitive(why: str) -> None:
    """Recent months were searched for where it went, by the name of the outcome alone."""
    (outcome,) = marked_outcomes(SENSITIVE[why])
    assert outcome.sensitive and sensitive_study(SENSITIVE[why])
    assert months_searched(called()) == [WINDOW.post]
    last_allowed = month("2017-06")
    assert all(months.last <= last_allowed for months in months_searched(SENSITIVE[why]))


def test_what_is_counted_in_another_table_is_not_sensitive_by_it() -> None:
    """Burglary is not, since the study has a table of sexual offences as well."""
    made = study(outcomes=2)
    tables = (replace(made.counts[0], name="sexual offences"), replace(made.counts[0], name="all"))
    first, second = made.outcomes
    split = (replace(first, tables=("sexual offences",)), replace(second, tables=("all",)))
    marked = marked_outcomes(replace(made, counts=tables, outcomes=split))
    assert [outcome.sensitive for outcome in marked] == [True, False]
    assert marked_outcomes(made) == made.outcomes


def test_a_measure_is_sensitive_by_its_name_too() -> None:
    """A batch of closures, their kind a police operation, put every place on a map by its name."""
    named = replace(OPERATION, name="Brothel closures")
    assert sensitive_study(replace(called(), interventions=(named,)))
    assert not sensitive_study(called())
