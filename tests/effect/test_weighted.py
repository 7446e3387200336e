"""Weighting methods as headline of a study: against the front door, refusals, and whole runs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import WINDOW, grid, panel_of, study
from waterbed import effect
from waterbed.analysis.run import analyse, run
from waterbed.disclosure.release import release
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.methods import FITS
from waterbed.effect.setting import WHOLE
from waterbed.effect.weights.methods import SOLVERS
from waterbed.model.errors import Refusal
from waterbed.model.methods import DEFAULT, EVERY, HEADLINES, WEIGHTED, carrying, fitted_with
from waterbed.model.months import month
from waterbed.model.study import TARGET
from waterbed.model.written.places import CHOSEN_FOR
from waterbed.report import write_outputs

PLACE = (TARGET, WHOLE)
EXACT = ("calibrated", "raking")
AREAS = grid()
STUDY = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"


def compared(method, panel, areas=AREAS):
    asked = study(headline=method)
    return compare(asked, WINDOW, areas, panel, count=99, seed=[1], methods=(method,))


def ordinary(seed=3, outcomes=1, years=2):
    """So many years before 2017 and two from it on, the target among the others."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(4.0, 2.0, (outcomes, len(AREAS), 1)) + 0.5
    made = rng.poisson(rate, (outcomes, len(AREAS), 12 * (years + 2)))
    made[:, 27] = np.rint(made[:, 40:56].mean(axis=1)).astype(int)
    made[:, 27] += rng.poisson(2, made[:, 27].shape)
    return replace(panel_of(AREAS, made), periods=month("2017-01") + np.arange(-12 * years, 24))


def test_every_method_of_the_family_may_be_asked_for():
    assert tuple(SOLVERS) == WEIGHTED
    assert (*EVERY, *WEIGHTED) == HEADLINES == tuple(FITS)
    for name in WEIGHTED:
        assert fitted_with(name) == (*EVERY, name)
        assert {carrying(name, rule) for rule in CHOSEN_FOR} == {DEFAULT}


@pytest.mark.parametrize("method", WEIGHTED)
def test_as_the_front_door_gives_it(method):
    """The same expected count; each placebo's t in turn, up to the one factor of them all."""
    # So many years that no area lies within the hull of the others, where weights are not unique;
    # and so few that exact balance can be had.
    panel = ordinary(years=2 if method in EXACT else 24)
    found = compared(method, panel)
    fitted, zones = found.fitted[method], found.zones
    asked = {
        "outcome": "o0",
        "start": "2017-01",
        "end": "2017-12",
        "method": method,
        "period": 12,
    }
    donors = [AREAS.ids[i] for i in zones.donors]
    door = effect.estimate(panel, **asked, treated=[AREAS.ids[27]], donors=donors)
    real = fitted.real[PLACE]
    assert real.expected[0] == pytest.approx(door.estimate().expected, rel=1e-9)
    assert real.observed[0] == door.estimate().observed == panel.counts[0, 27, -24:-12].sum()
    own = found.setting.placebos.own.toarray().astype(bool)
    slow = np.full(len(own), np.nan)
    for i, area in enumerate(zones.donors):
        left = [AREAS.ids[j] for j in zones.donors if not own[i, j]]
        try:
            made = effect.estimate(panel, **asked, treated=[AREAS.ids[area]], donors=left)
        except Refusal:
            continue
        slow[i] = made.estimate().t
    fine = np.isfinite(slow)
    np.testing.assert_array_equal(fitted.reference.valid[:, 0, 0], fine)
    assert fine.sum() > (10 if method in EXACT else 39)
    unit = (np.percentile(slow[fine], 84) - np.percentile(slow[fine], 16)) / 2
    np.testing.assert_allclose(fitted.reference.t[fine, 0, 0] * unit, slow[fine], atol=1e-7)
    assert real.t[0] * unit == pytest.approx(door.estimate().t, abs=1e-7)
    weighed = fitted.weighed["o0"]
    check = door.check("effective-donors").figure.value
    assert (
        weighed.effective == pytest.approx(check, rel=1e-6)
        and weighed.months == panel.counts.shape[2] - 24
    )
    assert weighed.unsolved == len(own) - fine.sum() and weighed.donors == len(donors)
    one = on_placebos(Estimand(found, PLACE, "o0", method, True), "count", study().rule)
    t = door.estimate().t
    sides = [1 + np.sum(slow[fine] <= t + 1e-9), 1 + np.sum(slow[fine] >= t - 1e-9)]
    assert one.p == pytest.approx(min(1, 2 * min(sides) / (1 + fine.sum())))
    assert (one.low is None or one.low <= 0 <= one.high) == (one.p > 0.05 + 1e-12)


def test_zones_are_refused_by_name_and_so_are_weights_that_do_not_exist():
    panel = ordinary()
    made = panel.counts.copy()
    made[:, 27] = 90
    far = replace(panel, counts=made)
    for method in WEIGHTED:
        found = compared(method, far)
        assert found.refusal(("beside", WHOLE), "o0", method) == "method"
        assert found.refusal(("net", WHOLE), "o0", method) == "method"
        why = "infeasible-weights" if method in EXACT else ""
        assert found.refusal(PLACE, "o0", method) == why


def test_gaps_shorten_the_past_of_the_target_and_cost_donors():
    panel = ordinary()
    covered = panel.covered.copy()
    covered[0, 27, 2] = False
    covered[0, 60, 20] = False
    covered[0, 61, 2] = False
    found = compared("simplex", replace(panel, covered=covered))
    whole = compared("simplex", panel).fitted["simplex"].weighed["o0"]
    weighed = found.fitted["simplex"].weighed["o0"]
    assert (whole.months, weighed.months) == (24, 12)
    assert weighed.donors == whole.donors - 1  # area 60; the gap of area 61 is before that year
    covered[0, 27, 10:13] = False
    gone = compared("simplex", replace(panel, covered=covered))
    assert gone.refusal(PLACE, "o0", "simplex") == "gaps"
    short = replace(WINDOW, base=replace(WINDOW.base, first=WINDOW.base.last - 5))
    covered[:] = True
    covered[0, 27, 15] = False
    asked = study(headline="simplex")
    made = replace(panel, covered=covered)
    found = compare(asked, short, AREAS, made, count=99, seed=[1], methods=("simplex",))
    assert found.refusal(PLACE, "o0", "simplex") == "short-history"


def test_nothing_varies():
    panel = ordinary(outcomes=2)
    made = panel.counts.copy()
    made[1] = 4
    found = compared("simplex", replace(panel, counts=made))
    assert found.refusal(PLACE, "o0", "simplex") == ""
    assert found.refusal(PLACE, "o1", "simplex") == "no-variation"


@pytest.mark.parametrize("method", ["simplex", "calibrated"])
def test_it_stands_beside_the_method_that_decides(method, tmp_path):
    panel = ordinary()
    plain = analyse(study(headline="forecast"), AREAS, panel)
    found = analyse(study(headline=method), AREAS, panel)
    assert found.methods == plain.methods == (("op", DEFAULT),)
    (verdict,), (usual,) = found.verdicts, plain.verdicts
    assert replace(verdict, estimates=(), checks=(), specifications=()) == replace(
        usual, estimates=(), checks=(), specifications=()
    )
    assert len(verdict.specifications) == len(usual.specifications) + 1
    own = [one for one in found.estimates if one.method == method]
    assert {(one.parameter.zone, one.parameter.scale) for one in own} == {
        (TARGET, "count"),
        (TARGET, "ratio"),
    }
    rest = [replace(one, checks=()) for one in found.estimates if one.method != method]
    assert rest == [replace(one, checks=()) for one in plain.estimates]
    (notice,) = (one for one in found.notices if one.code == "headline-replaced")
    assert dict(notice.facts)["asked"] == method and dict(notice.facts)["used"] == DEFAULT
    (check,) = (one for one in found.checks if one.name == "weights")
    assert not check.gate and check.figure.value > 1
    write_outputs(release(found), tmp_path)
    told = json.loads((tmp_path / "results.json").read_text())
    assert [one for one in told["estimates"] if one["method"] == method]
    page = (tmp_path / "report.html").read_text()
    assert "The method asked for," in page and "does not decide for" in page


def test_the_method_asked_for_says_why_it_gives_nothing():
    panel = ordinary()
    made = panel.counts.copy()
    made[:, 27] = 90
    found = analyse(study(headline="calibrated"), AREAS, replace(panel, counts=made))
    assert "calibrated" not in {one.method for one in found.estimates}
    (check,) = (one for one in found.checks if one.name == "method-asked")
    assert dict(check.remark.facts) == {"method": "calibrated", "why": "infeasible-weights"}


@pytest.mark.slow
def test_redbridge_with_another_headline(tmp_path):
    text = STUDY.read_text()
    assert text.count('headline = "forecast"') == 1
    for one in STUDY.parent.iterdir():
        if one.is_file() and one != STUDY:
            (tmp_path / one.name).symlink_to(one)
    path = tmp_path / STUDY.name
    path.write_text(text.replace('headline = "forecast"', 'headline = "simplex"'))
    found, plain = run(path)[0], run(STUDY)[0]
    assert set(found.methods) == set(plain.methods) and {m for _, m in found.methods} == {DEFAULT}
    assert [one.answer for one in found.verdicts] == [one.answer for one in plain.verdicts]
    notices = [one for one in found.notices if one.code == "headline-replaced"]
    assert len(notices) == len(found.methods)
    own = [one for one in found.estimates if one.method == "simplex"]
    assert len(own) == 32 and {one.parameter.zone for one in own} == {TARGET}
    assert all(np.isfinite([one.value, one.p, *one.deciding]).all() for one in own)
