"""Checks that did not pass: told once a kind, with what they bind."""

from __future__ import annotations

from dataclasses import replace

from tests.report import report_fixture as fixture
from waterbed.model.estimate import remark
from waterbed.model.released import (
    ShownCheck,
    ShownFigure,
    ShownInput,
    ShownParameter,
    ShownRun,
)
from waterbed.report.words import data
from waterbed.report.words.failures import barred_by, binding_failures, failures
from waterbed.report.words.numbers import HIDDEN

EXACT = ShownFigure(None, "count", "exact")


def base(key: ShownParameter, direction: str, gate: bool, count: float = 49.0) -> ShownCheck:
    facts = remark(
        "base-window", direction=direction, base=replace(EXACT, value=count),
        expected=replace(EXACT, value=28.0), rank=ShownFigure(8.0, status="exact"),
        of=ShownFigure(657.0, status="exact"),
    )  # fmt: skip
    return ShownCheck("base-window", False, gate, facts, parameter=key, bars="fall" if gate else "")


def with_checks(*gates: tuple[str, bool]) -> tuple[ShownRun, ShownParameter]:
    """The fixture's first estimate with failed base checks of a direction, gates or not."""
    results = fixture.results()
    key = results.estimates[0].parameter
    checks = tuple(base(key, direction, gate) for direction, gate in gates)
    first = replace(results.estimates[0], checks=checks)
    rest = tuple(replace(one, checks=()) for one in results.estimates[1:])
    return replace(results, checks=checks, estimates=(first, *rest)), key


def test_one_failure_of_many_methods_is_told_once() -> None:
    results, _ = with_checks(("high", True), ("high", False))
    (one,) = failures(results)
    assert one.title == "Unusually high base"
    (place,) = one.places
    assert place.endswith(": 49, 28 to be expected (8th highest of 657 places).")
    assert "bars answers that would rest on: difference against" in one.meaning


def test_high_and_low_are_mirror_images_and_what_binds_comes_first() -> None:
    results, _ = with_checks(("low", False), ("high", True))
    high, low = failures(results)
    assert "After a peak, a fall is to be expected" in high.meaning
    assert "After a trough, a rise is to be expected" in low.meaning
    assert low.places[0] == high.places[0].replace("8th highest", "8th lowest")
    assert low.meaning.endswith("It is told and bars nothing.")


def test_a_base_that_no_earlier_months_can_judge_is_neither_unusual_nor_withheld() -> None:
    """A heading "base window", no words below it, and "counts withheld" of counts that nobody
    withheld: of the two wards of Waltham Forest."""
    results, key = with_checks(("high", True))
    unknown = ShownCheck(
        "base-window", False, True, remark("base-window", direction="unknown"),
        parameter=key, bars="both",
    )  # fmt: skip
    first = replace(results.estimates[0], checks=(unknown,))
    rest = results.estimates[1:]
    (failure,) = failures(replace(results, checks=(unknown,), estimates=(first, *rest)))
    assert failure.title == "Too few earlier months"
    assert failure.meaning.startswith("There are too few earlier months to say whether the base")
    assert failure.places[0].endswith(": too few earlier months.")
    assert HIDDEN not in failure.places[0]
    assert barred_by([unknown]).startswith("there are too few earlier months")


def test_failures_of_the_deciding_method_are_told_from_those_beside_it() -> None:
    results, key = with_checks(("high", True))
    own = replace(results, methods=((key.intervention, results.estimates[0].method),))
    assert binding_failures(own) == (1, 0)
    other = replace(results, methods=((key.intervention, "forecast"),))
    assert binding_failures(other) == (0, 1)
    assert data.data_finding(other).startswith("Nothing could be compared")
    decides = replace(results.estimates[0], method="forecast", checks=())
    said = data.data_finding(replace(other, estimates=(*other.estimates, decides)))
    assert said.startswith("Every check that could bar an answer passed (one ")
    assert data.data_finding(own).startswith("One check that bars answers did not")


def test_rows_of_the_map_are_not_counted_among_rows_of_counts() -> None:
    results, _ = with_checks()
    table, areas = ShownInput("c.csv", "", 500, date="recorded"), ShownInput("m.gpkg", "", 36)
    said = data.data_finding(replace(results, inputs=(areas, table)))
    assert said.endswith("none of the 500 rows of counts was rejected.")
    gone = replace(table, rejected=2)
    said = data.data_finding(replace(results, inputs=(areas, gone)))
    assert said.endswith("2 of 500 rows of counts were rejected.")


def test_withheld_figures_of_a_failure_come_out_as_words() -> None:
    results, _ = with_checks(("high", True))
    hidden = ShownFigure(None, "count", "withheld")
    facts = remark("base-window", direction="high", base=hidden, expected=hidden, rank=hidden)
    shown = replace(results, checks=(replace(results.checks[0], remark=facts),))
    (one,) = failures(shown)
    assert HIDDEN in one.places[0] and "None" not in one.places[0]
