"""Claims on another outcome in its own place: it moved indoors, said as a rise of the closures."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.displacement.test_others import (
    AREAS,
    BESIDE,
    KEY,
    REDBRIDGE,
    RING,
    asked,
    closures,
    counts,
    grouped,
    planted,
    told,
    written,
)
from tests.support.builders import WINDOW, claim
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import understand
from waterbed.cli import main
from waterbed.effect.compare import compare
from waterbed.effect.inference import critical, simultaneous
from waterbed.effect.other_outcomes import fit_others
from waterbed.model.decision import decision, rule_sha256
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.months import month
from waterbed.model.study import ChosenFor, Intervention, ZoneRule
from waterbed.model.window import AlternativeStart
from waterbed.read.study.study_file import read_study
from waterbed.report.page import pages, report_html


def indoors(kind="rose", **keys):
    given = {"id": kind, "outcome": "o1", "zone": "indoors", "other": True, **keys}
    return claim(kind, **given)


def claimed(*claims, rule=RING, **keys):
    """By the difference: the place is said to have been chosen at random."""
    keys = {"chosen_for": ChosenFor("random"), **keys}
    return replace(asked(closures(rule), **keys), claims=claims)


def answers(asked, panel, areas=AREAS):
    results = analyse(asked, areas, panel, placebos=99)
    return results, {verdict.claim.id: verdict for verdict in results.verdicts}


def test_a_rise_of_it_is_a_claim_like_any_other():
    asked = claimed(indoors(), indoors("fell"), indoors("rose", id="no rise", negated=True))
    _, by = answers(asked, planted(1, 1, BESIDE, 2.0))
    assert [verdict.answer for verdict in by.values()] == [
        "supported",
        "contradicted",
        "contradicted",
    ]
    estimate = by["rose"].estimates[0]
    assert (estimate.parameter.question, estimate.parameter.zone) == ("other", "indoors")
    assert estimate.deciding[0] > 0 and estimate.method == "difference" and estimate.areas == 4
    assert {check.name for check in by["rose"].checks} >= {"placebos", "coverage"}
    # Before and after and both WDDs beside it.
    assert {way.method for way, _ in by["rose"].specifications} >= {
        "before-after", "wdd", "wdd-dispersion", "forecast",
    }  # fmt: skip
    assert by["rose"].detectable.rise < 1.0


def test_its_estimate_is_that_of_the_table_and_of_sums_by_hand():
    panel = planted(2, 1, BESIDE, 1.5)
    results, _ = answers(claimed(indoors()), panel)
    there = [AREAS.index()[area] for area in BESIDE]
    ends = {}
    for estimate in results.estimates:
        if estimate.parameter.question == "other" and estimate.method == "difference":
            assert estimate.observed == panel.counts[1][there, 24:36].sum()
            assert estimate.base_count == panel.counts[1][there, 12:24].sum()
            ends[estimate.parameter.scale] = estimate
    row = results.elsewhere[0].switched[-1]
    there = ends["ratio"]
    assert (row.low, row.high) == (there.low, there.high)
    assert row.value == pytest.approx(there.value)
    assert row.p == ends["count"].p


def test_claims_of_one_speaker_on_target_and_place_are_judged_together():
    """Against max-t over the columns of both references, put side by side by hand."""
    panel = planted(3, 1, BESIDE, 2.0)
    asked = claimed(claim("fell", id="street"), indoors())
    _, by = answers(asked, panel)
    assert by["street"].family == by["rose"].family
    comparison = compare(
        asked, WINDOW, AREAS, panel, count=99, seed=[1, 0, 0], methods=("difference",)
    )
    (own,) = fit_others(asked, comparison, AREAS, "difference", [1, 0, 0, 2])
    street, place = comparison.fitted["difference"].reference, own.fitted.reference
    use = street.valid[:, 0, 0] & place.valid[:, 0, 0]
    joint = np.column_stack([street.t[use, 0, 0], place.t[use, 0, 0]])
    level = asked.rule.deciding_level
    alone = [
        critical(street.placebos("target", "o0"), level),
        critical(place.placebos("target", "o1"), level),
    ]
    ends = simultaneous(joint, alone, level)
    assert ends[1][1] >= alone[1][1] and ends[1] != alone[1]
    real = own.fitted.real["target", "whole"]
    t = float(real.t[0])
    # The judge's simultaneous answer follows from the wider critical value alone.
    assert (by["rose"].simultaneous == "supported") == (t > ends[1][1])


def test_another_start_is_made_for_it_too():
    other = AlternativeStart(month("2017-03"), "minutes")
    asked = claimed(indoors(), alternative_starts=(other,))
    _, by = answers(asked, planted(4, 1, BESIDE, 2.0))
    windows = {str(estimate.parameter.window) for estimate in by["rose"].estimates}
    assert windows == {"year", "year@2017-03"}
    assert any(reason.code == "alternative-start" for reason in by["rose"].reasons)


def test_the_same_answer_is_needed_where_nothing_else_was_done():
    order = Intervention("order", "Order", "order", month("2016-06"), areas=(BESIDE[0],))
    panel = planted(5, 1, BESIDE[:1], 12.0)
    asked = claimed(indoors())
    _, plain = answers(asked, panel)
    assert plain["rose"].answer == "supported"
    asked = replace(asked, interventions=(*asked.interventions, order))
    results, by = answers(asked, panel)
    assert by["rose"].answer == "undecided"
    assert by["rose"].reasons[0].code == "parts-differ"
    parts = {e.parameter.part for e in results.estimates if e.parameter.question == "other"}
    assert parts == {"whole", "co-treated", "rest"}
    # The order is not in the target: nothing is said of a package.
    assert all(reason.code != "co-treated-target" for reason in by["rose"].reasons)


def test_mirrored_and_renamed_claims_have_mirrored_answers():
    asked = claimed(indoors(), indoors("fell"))
    for seed in range(4):
        panel = planted(10 + seed, 1, BESIDE, (0.4, 1.0, 1.3, 2.0)[seed])
        results, by = answers(asked, panel)
        said = {verdict.answer for verdict in by.values()}
        assert said <= {"undecided", "contradicted"} or said == {"supported", "contradicted"}
        swapped = replace(asked, claims=tuple(replace(c, side="other") for c in asked.claims))
        assert [verdict.answer for verdict in answers(swapped, panel)[0].verdicts] == [
            verdict.answer for verdict in results.verdicts
        ]


def test_where_placebos_are_too_few_it_is_untestable():
    areas = grouped()
    own = ZoneRule("group", group=areas.groups[27])
    results, by = answers(claimed(indoors(), rule=own), counts(areas, 7, 12.0, 2), areas)
    assert by["rose"].answer == "untestable"
    assert by["rose"].reasons[0]["why"] == "few-references"
    judged = [e for e in results.estimates if e.parameter.question == "other" and e.placebos]
    assert not judged and results.elsewhere[0].switched[-1].why == "few-references"


def test_a_gap_in_its_place_leaves_the_target_as_it_is():
    panel = planted(8, 1, BESIDE, 2.0)
    covered = panel.covered.copy()
    covered[1, AREAS.index()[BESIDE[0]], 30] = False
    results, by = answers(claimed(claim("fell", id="street"), indoors()),
                          replace(panel, covered=covered))  # fmt: skip
    assert by["rose"].answer == "untestable" and by["rose"].reasons[0]["why"] == "gaps"
    assert by["street"].estimates
    assert any(c.name == "coverage" and c.parameter.question == "other" for c in results.checks)


def test_a_sum_by_weight_in_its_own_place_is_judged_on_the_scale_of_every_claim():
    asked = claimed(indoors())
    weighed = tuple(
        replace(outcome, weights=(("x", 2.0),)) if outcome.id == "o1" else outcome
        for outcome in asked.outcomes
    )
    results, by = answers(replace(asked, outcomes=weighed), planted(1, 1, BESIDE, 2.0))
    scales = {e.parameter.scale for e in results.estimates if e.parameter.question == "other"}
    assert scales == {"count", "ratio"}
    assert by["rose"].estimates[0].parameter.scale == "ratio" and by["rose"].answer == "supported"


# The report ---------------------------------------------------------------------------------------


def test_the_card_has_all_parts_and_the_caution():
    released = told(claimed(indoors()), planted(1, 1, BESIDE, 2.0))
    page = report_html(released)
    assert "Judged as: outcome 1 in “indoors” rose against what would be expected" in page
    assert "This study could have seen a rise of" in page
    assert "added to nothing, and no share of a fall in the target is put down to it" in page
    assert any(
        "every other way of computing it" in table.caption for table in pages(released).grids
    )


def test_of_unpublished_tables_neither_answer_nor_number_leaves():
    """An answer follows from what is shown, and of a place that may hold the target nothing is."""
    asked = claimed(indoors())
    asked = replace(asked, counts=tuple(replace(table, published=False) for table in asked.counts))
    kept = told(asked, planted(8, 1, BESIDE, 2.0)).content
    shown = [e for e in kept.estimates if e.parameter.question == "other"]
    assert shown and all(
        (e.value, e.low, e.high, e.deciding, e.observed, e.base_count, e.expected, e.p, e.t)
        == (None,) * 9
        for e in shown
    )
    assert kept.verdicts[0].answer == "not-shown" and kept.verdicts[0].specifications == ()
    assert all(d.status == "withheld" for d in kept.detectable if d.parameter.question == "other")


# The study file -----------------------------------------------------------------------------------

CLAIM = """
[[claims]]
id = "indoors"
who = "A resident"
side = "residents"
words = "It moved into the rest of the borough."
source = "a letter"
date = "2018"
kind = "rose"
intervention = "police operation"
other_outcome = "robbery, whole borough"
"""


def with_claim(folder: Path, text: str = CLAIM) -> Path:
    path = written(folder, KEY)
    path.write_text(path.read_text() + text)
    return path


def test_the_study_file_names_it(tmp_path):
    last = read_study(with_claim(tmp_path), REDBRIDGE.parent).claims[-1]
    assert last.other and last.zone == "robbery, whole borough" and last.outcome == "robbery"


def test_the_rule_tells_it_from_a_zone_and_old_rules_keep_their_hash(tmp_path):
    plain = read_study(written(tmp_path, KEY), REDBRIDGE.parent)
    other = read_study(with_claim(tmp_path), REDBRIDGE.parent)
    assert all("other" not in row for row in decision(plain)["claims"])
    assert decision(other)["claims"][-1]["other"] is True
    street = replace(other, claims=(*other.claims[:-1], replace(other.claims[-1], other=False)))
    assert rule_sha256(other) != rule_sha256(street)
    closed = replace(other, counts=tuple(replace(t, published=False) for t in other.counts))
    assert decision(closed)["claims"][-1]["zone"] == "other outcome 1"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "rose"', 'kind = "moved"', 'Say that it rose: kind = "rose".'),
        ('kind = "rose"', 'kind = "not-moved"', 'kind = "rose"'),
        ('kind = "rose"', 'kind = "harm-rose"', "cannot be judged on another outcome"),
        ('whole borough"', 'whole burough"', "robbery, whole borough"),
        ('kind = "rose"', 'kind = "rose"\nzone = "adjacent wards"', "names a zone as well"),
        ('kind = "rose"', 'kind = "rose"\noutcome = "all crime"', "counts 'robbery'"),
    ],
)
def test_what_cannot_be_said_of_it_is_one_message(tmp_path, before, after, said):
    path = with_claim(tmp_path, CLAIM.replace(before, after))
    with pytest.raises((InputError, InputErrors)) as caught:
        read_study(path, REDBRIDGE.parent)
    problems = getattr(caught.value, "errors", (caught.value,))
    assert len(problems) == 1
    assert "claims 'indoors'" in str(caught.value) and said in str(caught.value)


def test_a_workbook_and_back_keeps_it(tmp_path):
    book, again = tmp_path / "study.xlsx", tmp_path / "again" / "study.toml"
    again.parent.mkdir()
    path = with_claim(tmp_path)
    for source, target in ((path, book), (book, again)):
        done = CliRunner().invoke(main, ["convert", str(source), str(target)])
        assert done.exit_code == 0, done.output
    first, last = (read_study(file, REDBRIDGE.parent) for file in (path, again))
    assert last.claims == first.claims and last.rule_sha256 == first.rule_sha256


def test_check_says_what_can_be_tested_as_the_run_would(tmp_path):
    """Two hundred wards at random have too few others apart; the run says the same, by one code."""
    with (REDBRIDGE.parent / "areas.csv").open() as file:
        far = [row["code"] for row in csv.DictReader(file) if row["borough"] != "Redbridge"][-200:]
    wide = KEY.replace("whole borough", "far").replace('group = "Redbridge"', f"areas = {far}")
    path = written(tmp_path, KEY + wide)
    recorded = CLAIM.replace('"rose"', '"recorded"\nstated = 0.1').replace('"indoors"', '"up"')
    few = CLAIM.replace("robbery, whole borough", "robbery, far").replace('"indoors"', '"few"')
    path.write_text(path.read_text() + CLAIM + recorded + few)
    reasons = {
        testable.claim: testable.why for testable in understand(path, REDBRIDGE.parent).claims
    }
    assert (reasons["indoors"], reasons["up"], reasons["few"]) == ("", "", "few-references")
