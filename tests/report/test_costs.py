"""Cost in the report, in results.json and on the terminal: what the range allows, and no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.report import report_fixture as made
from waterbed.analysis.run import run
from waterbed.disclosure import release
from waterbed.model.errors import InputErrors
from waterbed.model.released import Released
from waterbed.model.released_study import ShownSpent, ShownUnitCost
from waterbed.read.study.study_file import read_study
from waterbed.report.page import report_html
from waterbed.report.record.results import record
from waterbed.report.sections.costs import cost_lines, cost_records, cost_rows
from waterbed.report.words.costs import NOTE, money
from waterbed.simulate.folder import SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, simulate_panel

SPENT = ShownSpent(120_000, "GBP", "minutes of the council")


def costed(unit=(), **changes):
    """The fixture's run, with what was spent on the operation; `changes` to its sexual offences'
    estimates."""
    run = made.results()
    study = run.study
    interventions = tuple(
        replace(one, spent=SPENT) if one.id == "operation" else one for one in study.interventions
    )
    estimates = tuple(
        replace(one, **changes)
        if one.parameter.outcome == "sexual" and one.parameter.zone == "target"
        else one
        for one in run.estimates
    )
    study = replace(study, interventions=interventions, unit_costs=tuple(unit))
    return replace(run, study=study, estimates=estimates)


def of_sexual(run):
    return next(row for row in cost_rows(run) if row.estimate.parameter.outcome == "sexual")


def sentence(run):
    return next(line for line in cost_lines(run) if line.startswith("Sexual offences"))


def test_a_study_that_says_nothing_of_money_has_no_costs():
    run = made.results()
    assert cost_rows(run) == ()
    assert cost_lines(run) == ()
    assert "costs" not in record(run)


def in_counts(low, high):
    """Ends in counts on the scale of the fixture's estimate, and no check that binds."""
    estimate = of_sexual(costed()).estimate
    scale = estimate.expected if estimate.parameter.scale == "ratio" else 1.0
    return {"deciding": tuple(None if x is None else x / scale for x in (low, high)), "checks": ()}


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-40, -12, "Sexual offences: between 12 and 40 avoided, between £3,000 and £10,000 for "
                   "each."),
        (None, -12, "Sexual offences: 12 or more avoided, at most £10,000 for each."),
        (-40, 6, "Sexual offences: cannot be told, since what fits these data holds none avoided "
                 "as well; if any was, each cost £3,000 or more."),
        (3, 6, "Sexual offences: none was avoided; there were between 3 and 6 more than expected."),
        (3, None, "Sexual offences: none was avoided; there were at least 3 more than expected."),
    ],
)  # fmt: skip
def test_each_answer_has_its_sentence(low, high, said):
    told = sentence(costed(**in_counts(low, high)))
    assert told.replace(" (at 95%)", "") == said


def test_the_whole_of_it_stands_in_page_record_and_terminal():
    unit = ShownUnitCost("sexual", 2_500, "GBP", "a report")
    run = costed([unit], **in_counts(-40, -12))
    worth = "At £2,500 an incident (source: a report) that is worth between £30,000 and £100,000"
    assert worth in sentence(run)
    row = next(one for one in cost_records(run) if one["outcome"] == "sexual")
    assert row["answer"] == "each"
    assert row["cost_each"] == pytest.approx([3000, 10000])
    assert row["worth"] == pytest.approx([30000, 100000])
    assert row["text"] == sentence(run)
    lines = cost_lines(run)
    assert lines[0].startswith("£120,000 was spent on")
    assert lines[-1] == NOTE
    page = report_html(Released(run, "public"))
    for line in lines:
        assert line in page
    other = replace(unit, currency="EUR")
    assert "not set beside each other" in sentence(costed([other], **in_counts(-40, -12)))


def test_what_is_withheld_or_barred_has_no_cost():
    hidden = costed(status="withheld", deciding=None, expected=None)
    assert of_sexual(hidden).answer == "withheld"
    row = next(one for one in cost_records(hidden) if one["outcome"] == "sexual")
    assert (row["avoided"], row["cost_each"]) == (None, None)
    assert "not shown" in row["text"]
    # Without a range it cannot be told: its counts are shown.
    assert "cannot be told" in sentence(costed(status="exact", deciding=None, deciding_set=None))
    gate = made.checks()[0]
    for bars, barred in (("fall", True), ("both", True), ("rise", False)):
        check = replace(gate, passed=False, gate=True, bars=bars)
        found = of_sexual(costed(**(in_counts(-40, -12) | {"checks": (check,)})))
        assert (found.answer == "barred") is barred
        # The mirror: a check that bars rises takes "none was avoided" away.
        found = of_sexual(costed(**(in_counts(3, 6) | {"checks": (check,)})))
        assert (found.answer == "barred") is (bars != "fall")


def test_a_cost_rests_on_no_end_that_a_check_takes_away():
    gate = made.checks()[0]

    def told(low, high, bars):
        check = replace(gate, passed=False, gate=True, bars=bars)
        run = costed(**(in_counts(low, high) | {"checks": (check,)}))
        return of_sexual(run), sentence(run).replace(" (at 95%)", "")

    row, said = told(-40, -12, "rise")
    assert said == "Sexual offences: 12 or more avoided, at most £10,000 for each."
    assert row.each.avoided == (pytest.approx(12), None)
    row, said = told(-40, 6, "rise")
    assert "if any was" not in said
    row, said = told(-40, 6, "fall")
    assert said.endswith("if any was, each cost £3,000 or more.")
    assert row.each.avoided == (None, pytest.approx(40))
    row, said = told(3, 6, "fall")
    assert said.endswith("there were at least 3 more than expected.")
    assert told(-40, 6, "both")[0].answer == "barred"


@pytest.mark.parametrize(
    ("x", "said"),
    [(0.0, "£0"), (1234.5, "£1,200"), (-1500, "−£1,500"), (2.345, "£2.30"), (98_765, "£99,000")],
)
def test_money_is_rounded_to_what_it_bears(x, said):
    assert money(x, "GBP") == said
    assert money(1234.5, "GBP", exact=True) == "£1,234.50"
    assert money(12.5, "GBP", exact=True) == "£12.50"
    assert money(12, "SEK") == "SEK 12"


KEYS = 'spent = { amount = 50000, currency = "GBP", source = "minutes" }\n'
UNIT = (
    '\n[[unit_cost]]\noutcome = "incidents"\namount = 900\ncurrency = "GBP"\nsource = "a report"\n'
)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("costs")
    found = simulate_panel(np.random.default_rng(2), Settings(rate=20.0, effect=-0.6))
    said = [SimulatedClaim("fell", "for", "It fell.", "fell")]
    path = write_study(found, folder, title="t", question="q", said=said)
    text = path.read_text()
    at = text.index("[[interventions]]\n") + len("[[interventions]]\n")
    path.write_text(text[:at] + KEYS + text[at:] + UNIT)
    return path


def test_a_whole_study_says_what_an_incident_avoided_cost(study, tmp_path):
    row = record(release(run(study)[0], "public").content)["costs"][0]
    assert row["answer"] == "each"
    least, most = row["avoided"]
    assert row["cost_each"] == pytest.approx([50000 / most, 50000 / least])
    assert row["unit_cost"] == 900


def test_what_was_spent_is_said_where_no_claim_asks_what_it_did(study):
    head, claim, rest = study.read_text().partition("[[claims]]")
    assert claim and "[[" not in rest.partition("[[unit_cost]]")[0]
    alone = study.with_name("alone.toml")
    alone.write_text(head + UNIT)
    shown = release(run(alone)[0], "public").content
    (line,) = cost_lines(shown)
    assert line.startswith("£50,000 was spent on") and "(source: minutes)" in line
    assert line.endswith("cannot be told: no claim asks for an effect of it.")
    assert line in report_html(Released(shown, "public"))
    assert cost_records(shown) == []


def test_small_counts_of_an_unpublished_table_leave_no_cost(study, tmp_path):
    """What a public report withholds or rounds it does not give back through a price."""
    hidden = study.with_name("hidden.toml")
    hidden.write_text(study.read_text().replace("published = true", "published = false"))
    results = run(hidden)[0]
    shown = release(results, "public").content
    for row in cost_rows(shown):
        if row.estimate.status == "withheld" or row.estimate.deciding is None:
            assert row.each is None
        else:
            ends = row.estimate.deciding
            assert all(x is None or abs(20 * x - round(20 * x)) < 1e-6 for x in ends)


def test_a_cost_of_no_outcome_and_no_money_are_refused(study):
    wrong = study.with_name("wrong.toml")
    wrong.write_text(
        study.read_text().replace('outcome = "incidents"\namount', 'outcome = "x"\namount')
        .replace('"GBP", source = "minutes"', '"pounds", source = "minutes"')
        .replace("amount = 50000", "amount = -1")
    )  # fmt: skip
    with pytest.raises(InputErrors) as error:
        read_study(wrong)
    said = str(error.value)
    assert "currency" in said
    assert "amount" in said
