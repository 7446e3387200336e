"""The public profile of a whole run on an unpublished table, and an attack on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.disclosure.test_release import assert_released
from waterbed.analysis.run import analyse
from waterbed.demo import claims_of
from waterbed.disclosure import release
from waterbed.model.kinds import KINDS
from waterbed.model.methods import EVERY
from waterbed.read.study.study_file import read_study
from waterbed.simulate.folder import write_study
from waterbed.simulate.panel import Settings, simulate_panel

LEAST = 5
SETTINGS = Settings(rows=12, columns=15, rate=6.0, shape=1.5, effect=-0.5, least=80)


@pytest.fixture
def case(tmp_path):
    """A simulated panel and its study, declared not published."""
    found = simulate_panel(np.random.default_rng(5), SETTINGS)
    path = write_study(found, tmp_path, title="t", question="q", said=claims_of(found), level=0.9)
    study = read_study(path)
    study = replace(study, counts=tuple(replace(t, published=False) for t in study.counts))
    return study, found


def moved(found, base: int, post: int):
    """The panel with so many more counts of the target in base and post months."""
    panel = found.panel
    counts = panel.counts.copy()
    for months, extra in ((found.base, base), (found.post, post)):
        part = panel.slice(months)
        cell = counts[0, found.target, part]
        cell[np.argmax(cell)] += extra
    return replace(panel, counts=counts)


def test_nothing_raw_leaves(case):
    study, found = case
    raw = analyse(study, found.areas, found.panel)
    assert_released(release(raw, "public").content, {"exact", "rounded", "withheld"})
    assert_released(release(raw, "internal").content, {"exact"})
    shown = [one for one in release(raw).content.estimates if one.status == "rounded"]
    assert {one.method for one in shown} == {*EVERY, "before-after", "wdd", "wdd-dispersion"}
    assert {one.parameter.zone for one in shown} == {"target", "next door", "net"}
    assert all(one.se is None and one.p is None for one in shown)


def test_areas_of_the_study_do_not_leave(case):
    study, found = case
    out = release(analyse(study, found.areas, found.panel)).content
    assert found.areas.ids[found.target] not in repr(out)


@pytest.mark.slow
def test_counts_of_the_target_from_all_that_leaves(case):
    """Every pair of counts that gives the same released numbers, by an attacker who has the rest
    of the panel, the study file and this program.

    The recorded claim says far less than what happened, so that its edge is far.
    """
    study, found = case
    easy = tuple(
        replace(claim, stated=-0.1, region=KINDS["recorded"].region(-0.1, 0.005, 0.0))
        if claim.kind == "recorded"
        else claim
        for claim in study.claims
    )
    study = replace(study, claims=easy)

    def released(base: int, post: int):
        out = release(analyse(study, found.areas, moved(found, base, post))).content
        return replace(out, study=study)

    seen = released(0, 0)
    assert sum(one.status == "rounded" for one in seen.estimates) >= 10
    reach = range(-5, 6)
    pairs = [(b, y) for b in reach for y in reach if released(b, y) == seen]
    assert (0, 0) in pairs
    assert len({b for b, _ in pairs}) >= LEAST and len({y for _, y in pairs}) >= LEAST
