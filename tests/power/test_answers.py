"""The answers alone are those of the whole run, and what places have in common is made once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.power.test_prospect import AREAS, FALLS, asked, made
from tests.support.builders import panel_of
from waterbed.analysis.answers import answers
from waterbed.analysis.run import analyse
from waterbed.effect.compare import compare, recounted
from waterbed.model.kinds import KINDS
from waterbed.model.methods import EVERY
from waterbed.power import planted
from waterbed.power.injection import thinned
from waterbed.power.planted import prospect

PLACES = {"one": (45,), "five": (44, 45, 46, 54, 55)}


BESIDE = ("recorded-date", "surroundings")
"""Told beside an answer, and no part of how it came about."""


def study_of(members, rule="random"):
    """Both directions asked of a place of one or several areas."""
    one = asked(rule=rule)
    ids = tuple(AREAS.ids[i] for i in members)
    moved = replace(one.interventions[0], areas=ids, target=ids, zones=(), buffer=None)
    plain = one.claims[0]
    claims = tuple(
        replace(plain, id=kind, kind=kind, region=KINDS[kind].region(0.0, 0.0, 0.05))
        for kind in ("fell", "rose")
    )
    return replace(one, interventions=(moved,), claims=claims)


def told(verdict):
    return (
        verdict.answer,
        verdict.excluded,
        bool(verdict.estimates),
        tuple(one.code for one in verdict.reasons if one.code not in BESIDE),
        tuple((one.name, one.passed) for one in verdict.estimates[0].checks if one.gate),
    )


@pytest.mark.parametrize("rule", ["random", "peak"])
@pytest.mark.parametrize("name", PLACES)
def test_the_answers_are_those_of_the_whole_run(name, rule):
    members = PLACES[name]
    study = study_of(members, rule)
    panel = panel_of(AREAS, made(4, 8.0))
    place, start = study.interventions[0].target, study.interventions[0].start
    falls = thinned(
        panel, panel.outcomes[0], place, start, (0.0, 0.3, 0.6, 0.9), np.random.default_rng(5)
    )
    like, seen = None, set()
    for one in falls:
        whole = analyse(study, AREAS, one).verdicts
        found = answers(study, AREAS, one, like)
        like = found.comparison
        assert [told(verdict) for verdict in found.verdicts] == [told(v) for v in whole]
        assert [v.estimates[0].p for v in found.verdicts] == [v.estimates[0].p for v in whole]
        seen.add(found.verdicts[0].answer)
    assert rule == "peak" or "supported" in seen


@pytest.mark.parametrize("name", PLACES)
def test_counted_anew_is_compared_anew(name):
    """Of every method that is always fitted, whatever the target's counts after the start."""
    study = study_of(PLACES[name])
    window = study.rule.windows[0]
    panel = panel_of(AREAS, made(4, 8.0))
    _, thin = thinned(
        panel, panel.outcomes[0], study.interventions[0].target, window.post.first, (0.0, 0.7),
        np.random.default_rng(5),
    )  # fmt: skip
    one, other = (
        compare(study, window, AREAS, at, count=99, seed=[1], methods=EVERY) for at in (panel, thin)
    )
    again = recounted(one, thin)
    for method in EVERY:
        for place, standing in other.fitted[method].real.items():
            ours = again.fitted[method].real[place]
            for part in ("base", "observed", "expected", "scale"):
                assert (getattr(ours, part) == getattr(standing, part)).all(), (method, part)
        mine, theirs = again.fitted[method].reference, other.fitted[method].reference
        assert (mine.t == theirs.t).all() and (mine.valid == theirs.valid).all()
    assert (again.totals.post == other.totals.post).all()


def test_placebos_are_drawn_once_a_place_and_fitted_once_a_place_and_window(monkeypatch):
    """It took five minutes for five areas on a map: everything was made anew for every fall."""
    from waterbed.effect import compare as module

    drawn, fitted = [], []
    draw, fit = module.make_placebos, module.FITS["forecast"]
    monkeypatch.setattr(
        module, "make_placebos", lambda *a, **k: drawn.append(1) or draw(*a, **k)
    )  # fmt: skip
    monkeypatch.setitem(module.FITS, "forecast", lambda one: fitted.append(1) or fit(one))
    shown = []
    rows = prospect(
        study_of(PLACES["five"]),
        AREAS,
        panel_of(AREAS, made()),
        places=4,
        longer=(24,),
        falls=FALLS,
        progress=lambda what, done, of: shown.append((what, done / of)),
    )
    assert [row.months for row in rows] == [12, 24]
    assert [row.injected.places for row in rows] == [4, 4]
    assert len(drawn) == 4 and len(fitted) == 8
    assert shown[-1] == ("planting falls", 1.0)
    assert [done for _, done in shown] == sorted(done for _, done in shown)


def test_pictures_are_not_made(monkeypatch):
    from waterbed.analysis import compare as module

    def never(*words, **more):
        raise AssertionError("no picture is looked at")

    for name in ("map_areas", "quarters", "strips", "series", "round_about", "roles"):
        monkeypatch.setattr(module, name, never)
    (row,) = prospect(
        study_of(PLACES["one"]), AREAS, panel_of(AREAS, made()), places=2, longer=(), falls=FALLS
    )
    assert row.injected.places == 2 and planted.PLACES == 60
