"""A simulated panel written out reads back as itself."""

from __future__ import annotations

import numpy as np
import pytest

from waterbed.analysis.run import read_inputs
from waterbed.simulate.folder import SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, simulate_panel

SAID = (
    SimulatedClaim(
        "down", "Council", 'It fell by "half" \\ more.', "recorded", stated=-0.5, rounding=0.1
    ),
    SimulatedClaim("moved", "Residents", "It moved.", "fell", "net", negated=True),
)


@pytest.fixture
def written(tmp_path):
    found = simulate_panel(np.random.default_rng(2), Settings(rows=6, columns=8, effect=-0.4))
    path = write_study(
        found, tmp_path / "study", title='A "title"', question="Did it?", said=SAID,
        chosen_for="peak", level=0.95, seed=9,
    )  # fmt: skip
    return found, read_inputs(path)


def test_panel_and_areas_come_back(written):
    found, inputs = written
    panel = inputs.counts.panel
    order = [inputs.areas.ids.index(key) for key in found.areas.ids]
    assert (panel.counts[0, order] == found.panel.counts[0]).all()
    assert panel.covered.all()
    assert (panel.periods == found.panel.periods).all()

    def pairs(areas):
        return {frozenset((areas.ids[i], areas.ids[j])) for i, j in areas.pairs}

    assert pairs(inputs.areas) == pairs(found.areas)
    assert dict(zip(inputs.areas.ids, inputs.areas.groups, strict=True)) == dict(
        zip(found.areas.ids, found.areas.groups, strict=True)
    )


def test_study_says_what_was_simulated(written):
    found, inputs = written
    study = inputs.study
    intervention = study.interventions[0]
    assert intervention.target == (found.areas.ids[found.target],)
    assert intervention.start == found.post.first
    assert intervention.chosen_for.rule == "peak"
    assert (study.rule.windows[0].base, study.rule.windows[0].post) == (found.base, found.post)
    assert (study.rule.level, study.seed, study.title) == (0.95, 9, 'A "title"')
    assert study.published and not study.rule.data_seen
    first, second = study.claims
    assert first.words == SAID[0].words and first.stated == -0.5 and first.rounding == 0.1
    assert second.negated and second.zone == "net"
    assert all(one.rejected == 0 for one in inputs.records)
