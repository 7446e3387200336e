"""Another outcome in areas of its own, beside the target: brothel closures in the borough."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.support.builders import OPERATION, WINDOW, counts, grid, study
from waterbed.analysis.run import analyse, read_inputs
from waterbed.cli import main
from waterbed.disclosure import release
from waterbed.displacement.switching import switching
from waterbed.effect.compare import compare
from waterbed.effect.joint import joint_tests
from waterbed.effect.other_outcomes import fit_others, place_of
from waterbed.model.decision import decision, rule_sha256
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.study import OtherOutcome, ZoneRule
from waterbed.read.study.study_file import read_study
from waterbed.report.page import report_html

REDBRIDGE = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"
AREAS = grid(20, 20)
RING = ZoneRule("within", distance=0.0)
BESIDE = ("A007", "A026", "A028", "A047")
"""The ring round A027 in a grid of twenty by twenty."""


def asked(*others, outcomes=2, **keys):
    plain = study(outcomes=outcomes)
    operation = replace(OPERATION, other_outcomes=others, **keys)
    return replace(plain, interventions=(operation,))


def closures(rule, name="indoors", outcome="o1"):
    return OtherOutcome(name, outcome, rule)


def judged(asked_study, panel, areas=AREAS, method="difference"):
    comparison = compare(asked_study, WINDOW, areas, panel, count=99, seed=[1], methods=(method,))
    others = fit_others(asked_study, comparison, areas, method, [1])
    return comparison, others, switching(comparison.fitted[method], others=others)


def planted(seed, outcome, ids, factor):
    panel = counts(AREAS, seed, 12.0, 2)
    risen = panel.counts.copy()
    at = [AREAS.index()[key] for key in ids]
    risen[outcome][at, 24:36] = np.rint(risen[outcome][at, 24:36] * factor)
    return replace(panel, counts=risen)


def test_a_rise_of_another_outcome_in_its_own_place_is_seen_beside_the_fall():
    panel = planted(1, 1, BESIDE, 2.0)
    fell = panel.counts.copy()
    fell[0, 27, 24:36] = np.rint(fell[0, 27, 24:36] * 0.3)
    asked_study = asked(closures(RING))
    _, _, rows = judged(asked_study, replace(panel, counts=fell))
    by = {(row.place, row.outcome): row for row in rows}
    assert list(by) == [("", "o0"), ("", "o1"), ("indoors", "o1")]
    assert by["", "o0"].band_high < 0 and by["", "o0"].p_family <= 0.05
    there = by["indoors", "o1"]
    assert there.band_low > 0 and there.p_family <= 0.05 and there.areas == 4
    assert by["", "o1"].p_family > 0.05


def test_the_family_is_target_and_places_on_the_same_placebos():
    """Against the joint test of columns put side by side by hand, placebo by placebo."""
    panel = counts(AREAS, 2, 12.0, 2)
    comparison, (own,), rows = judged(asked(closures(RING)), panel)
    reference, other = comparison.fitted["difference"].reference, own.fitted.reference
    for i in range(0, len(other.t), 17):
        (target,) = comparison.setting.placebos.zones["target"][[i]].indices
        x, y = target % 20, target // 20
        ring = {(x + a, y + b) for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))}
        ring = [q * 20 + p for p, q in ring if 0 <= p < 20 and 0 <= q < 20]
        observed = panel.counts[1][ring, 24:36].sum()
        if other.valid[i, 0, 0]:
            donors = np.setdiff1d(comparison.zones.donors, [*ring, target, *own.members])
            zone = comparison.setting.placebos.zones["net"][[i]].indices
            donors = np.setdiff1d(donors, zone) if comparison.setting.placebos.clean[i] else donors
            before, after = (panel.counts[1][:, part] for part in (slice(12, 24), slice(24, 36)))
            growth = after[donors].sum() / before[donors].sum()
            assert other.effect[i, 0, 0] == pytest.approx(observed - growth * before[ring].sum())
    use = reference.valid[:, 0].all(axis=1) & other.valid[:, 0, 0]
    draws = np.column_stack([reference.t[use][:, 0], other.t[use][:, 0, 0]])
    t = [*comparison.fitted["difference"].real["target", "whole"].t]
    t.append(own.fitted.real["target", "whole"].t[0])
    p, _ = joint_tests(np.array(t), draws, 0.95)
    assert [row.p_family for row in rows] == [max(a, row.p) for a, row in zip(p, rows, strict=True)]


def test_roles_and_estimates_stay_as_they_were():
    panel = counts(AREAS, 3, 12.0, 2)
    plain = analyse(asked(), AREAS, panel, placebos=99)
    more = analyse(asked(closures(ZoneRule("list", areas=BESIDE))), AREAS, panel, placebos=99)
    kept = tuple(estimate for estimate in more.estimates if estimate.parameter.question != "other")
    assert plain.estimates == kept and plain.roles == more.roles
    assert plain.checks == more.checks[: len(plain.checks)]
    assert plain.elsewhere == () and len(more.elsewhere) == 1
    assert [row.place for row in more.elsewhere[0].switched] == ["", "", "indoors"]
    assert more.elsewhere[0].switched[-1].placebos == "random"


def test_its_areas_are_no_donors_for_that_outcome_alone():
    far = ZoneRule("list", areas=("A100", "A101", "A102"))
    comparison, (before,), _ = judged(asked(closures(far)), counts(AREAS, 4, 12.0, 2))
    inside = [AREAS.index()[area] for area in far.areas]
    assert np.isin(inside, comparison.zones.donors).all()
    _, (after,), _ = judged(asked(closures(far)), planted(4, 1, far.areas, 5.0))
    was, now = (beside.fitted.real["target", "whole"] for beside in (before, after))
    assert now.expected == was.expected and now.observed > was.observed


def test_a_place_without_placebos_enough_is_refused_and_takes_no_part():
    west = ZoneRule("group", group="west")
    _, _, rows = judged(asked(closures(west)), counts(AREAS, 5, 12.0, 2))
    assert rows[-1].why == "few-references" and rows[-1].value is None
    _, _, plain = judged(asked(), counts(AREAS, 5, 12.0, 2))
    assert rows[:-1] == plain


def test_a_part_of_the_target_is_refused():
    asked_study = asked(
        closures(ZoneRule("list", areas=("A027", "A030"))),
        areas=("A027", "A028"), target=("A027", "A028"), zones=(), buffer=None,
    )  # fmt: skip
    with pytest.raises(InputError, match="part of the target"):
        judged(asked_study, counts(AREAS, 6, 12.0, 2))


def grouped(groups=16, side=3):
    """Groups of nine areas each, far more alike within than between."""
    areas = grid(12, 12)
    names = tuple(f"g{(i // 12 // side) * 4 + (i % 12) // side}" for i in range(144))
    return replace(areas, groups=names)


def test_the_group_of_a_placebo_is_its_own():
    areas = grouped()
    own = ZoneRule("group", group=areas.groups[27])
    comparison, (beside,), _ = judged(asked(closures(own)), counts(areas, 7, 12.0, 2), areas)
    places = place_of(closures(own), comparison.zones, areas, np.ones(144, bool))
    assert {areas.groups[i] for i in places} == {areas.groups[27]} and len(places) == 9
    assert (beside.members == places).all() and beside.placebos == "group"
    # Sixteen groups less the target's: those that touch no role can be placebos.
    assert beside.fitted.reference.disjoint[0, 0] <= 15


# The study file -----------------------------------------------------------------------------------

KEY = """
[[interventions.other_outcomes]]
name = "robbery, whole borough"
outcome = "robbery"
group = "Redbridge"
"""
AT = "[interventions.buffer]"


def written(folder: Path, added: str) -> Path:
    text = REDBRIDGE.read_text()
    path = folder / "study.toml"
    path.write_text(text.replace(AT, f"{added}\n{AT}", 1))
    return path


def test_redbridge_with_an_outcome_in_the_whole_borough(tmp_path):
    study_read = read_study(written(tmp_path, KEY), REDBRIDGE.parent)
    inputs = read_inputs(written(tmp_path, KEY), REDBRIDGE.parent)
    operation = study_read.interventions[0]
    assert operation.other_outcomes == (
        OtherOutcome("robbery, whole borough", "robbery", ZoneRule("group", group="Redbridge")),
    )
    window = study_read.rule.default_window("police operation")
    panel = inputs.counts.panel
    comparison = compare(
        study_read, window, inputs.areas, panel, count=9, seed=[1], methods=("forecast",)
    )
    (own,) = fit_others(study_read, comparison, inputs.areas, "forecast", [1])
    rows = switching(comparison.fitted["forecast"], others=(own,))
    borough = [i for i, group in enumerate(inputs.areas.groups) if group == "Redbridge"]
    o = panel.outcomes.index("robbery")
    assert rows[-1].observed == panel.total(window.post)[o, borough].sum()
    assert rows[-1].areas == len(borough) and rows[-1].co_treated == 4
    assert own.placebos == "group" and not rows[-1].why
    assert rows[-1].band_low <= rows[-1].low < rows[-1].value < rows[-1].high <= rows[-1].band_high


def test_it_belongs_to_the_rule(tmp_path):
    plain, more = read_study(REDBRIDGE), read_study(written(tmp_path, KEY), REDBRIDGE.parent)
    assert "other_outcomes" not in decision(plain)["interventions"][0]
    assert rule_sha256(plain) != rule_sha256(more)
    other = read_study(
        written(tmp_path, KEY.replace('group = "Redbridge"', "within = 900")), REDBRIDGE.parent
    )
    assert rule_sha256(more) != rule_sha256(other)
    closed = replace(more, counts=tuple(replace(t, published=False) for t in more.counts))
    held = json.dumps(decision(closed)["interventions"][0]["other_outcomes"])
    assert "Redbridge" not in held and "whole borough" not in held


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('outcome = "robbery"', 'outcome = "robery"', "robbery"),
        ('group = "Redbridge"', 'group = "Redbrige"', "group"),
        ('group = "Redbridge"', "", "one of areas, group, touching"),
        ('name = "robbery, whole borough"', 'name = "adjacent wards"', "name of its own"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, before, after, said):
    path = written(tmp_path, KEY.replace(before, after))
    with pytest.raises((InputError, InputErrors)) as caught:
        read_inputs(path, REDBRIDGE.parent)
    assert "other_outcomes" in str(caught.value) and said in str(caught.value)


def test_check_counts_its_areas(tmp_path):
    path = written(tmp_path, KEY)
    done = CliRunner().invoke(main, ["check", str(path), "--data", str(REDBRIDGE.parent)])
    assert done.exit_code == 0, done.output
    assert "robbery, whole borough: robbery" in done.output


# The report ---------------------------------------------------------------------------------------


def told(asked_study, panel, profile="public"):
    results = analyse(asked_study, AREAS, panel, placebos=99)
    return release(results, profile)


def test_the_report_sets_it_beside_and_adds_it_to_nothing():
    panel = planted(8, 1, BESIDE, 2.0)
    page = report_html(told(asked(closures(RING)), panel))
    assert "Outcome 1, in “indoors”" in page and "added to nothing" in page
    assert "no share of a fall in the target is put down to it" in page
    assert "What is the change beside it made of?" not in page
    plain = report_html(told(asked(), panel))
    assert "in “indoors”" not in plain


def test_without_a_zone_it_is_still_told():
    asked_study = asked(closures(RING), zones=(), buffer=None)
    page = report_html(told(asked_study, planted(8, 1, BESIDE, 2.0)))
    lead = "No zone round the target was declared. Outcome 1, in"
    assert lead in page


def test_of_unpublished_tables_the_public_report_says_nothing_of_it():
    asked_study = asked(closures(RING))
    asked_study = replace(
        asked_study, counts=tuple(replace(table, published=False) for table in asked_study.counts)
    )
    kept = told(asked_study, planted(8, 1, BESIDE, 2.0)).content
    row = kept.elsewhere[0].switched[-1]
    assert row.place == "indoors" and row.status == "withheld"
    assert (row.observed, row.value, row.p_family, row.band_low) == (None,) * 4
    assert "set beside the target (operation)" not in report_html(
        told(asked_study, planted(8, 1, BESIDE, 2.0))
    )
    assert not hasattr(kept.study.interventions[0], "other_outcomes")


def test_the_order_in_which_outcomes_are_declared_changes_no_number():
    """Places at random are drawn by the name of the outcome."""
    far = closures(ZoneRule("list", areas=("A100", "A101", "A102")), "one")
    near = closures(ZoneRule("list", areas=("A005", "A006", "A007")), "two")
    panel = counts(AREAS, 8, 12.0, 2)
    _, _, first = judged(asked(far, near), panel)
    _, _, second = judged(asked(near, far), panel)
    by = [{row.place: (row.p, row.value) for row in rows if row.place} for rows in (first, second)]
    assert by[0] == by[1] and set(by[0]) == {"one", "two"}
