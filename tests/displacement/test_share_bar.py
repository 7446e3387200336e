"""A share of the fall rests on as many separate places as a change of the zone by itself."""

from __future__ import annotations

import numpy as np
import pytest

from waterbed.analysis.run import analyse, read_inputs
from waterbed.demo import claims_of
from waterbed.disclosure import release
from waterbed.report.sections.first_page import first_page
from waterbed.simulate.folder import write_study
from waterbed.simulate.panel import Settings, simulate_panel


@pytest.mark.parametrize(
    ("rows", "columns", "least", "seed", "enough"),
    [(12, 15, 40, 8, False), (16, 20, 300, 1, True)],
)
def test_a_share_is_answered_where_the_zone_is(rows, columns, least, seed, enough, tmp_path):
    """Of 180 areas 18 places with such a zone share none: the level needs 19."""
    settings = Settings(
        rows=rows, columns=columns, rate=25.0, shape=0.7, months=60, before=48, effect=-0.6,
        displaced=0.5, select="random", least=least,
    )  # fmt: skip
    simulated = simulate_panel(np.random.default_rng(seed), settings)
    path = write_study(
        simulated, tmp_path, title="Gates", question="Did it fall?", said=claims_of(simulated),
        chosen_for="random", level=0.95, seed=seed,
    )  # fmt: skip
    inputs = read_inputs(path)
    run = analyse(inputs.study, inputs.areas, inputs.counts.panel, inputs.records, placebos=199)
    answers = {verdict.claim.id: verdict for verdict in run.verdicts}
    barred = {
        key: any(check.gate and check.passed is False for check in answers[key].checks)
        for key in ("rose", "moved", "stayed")
    }
    assert barred == dict.fromkeys(barred, not enough)
    decided = ("supported", "contradicted")
    assert all((answers[key].answer in decided) == enough for key in ("moved", "stayed"))
    said = " ".join(
        sentence.text for sentence in first_page(release(run, "internal").content).sentences
    )
    assert "turned up in the" in said and ("not established: too few" in said) != enough
