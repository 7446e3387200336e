"""One incident more or less, in any area: nothing that leaves changes but by an edge of a rounded
total.  And what there is to leave does not depend on counts at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import OPERATION, claim, grid, month, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.disclosure.panel import coarse
from waterbed.disclosure.rules import round_total
from waterbed.model.panel import Panel
from waterbed.model.released import ShownRun
from waterbed.model.results import Results
from waterbed.report.record.results import record, results_json

AREAS = grid(7, 7)
TARGET = 27


def closed():
    made = study(
        claim("fell"),
        claim("rose", id="c2", zone="beside"), claim("moved", id="c3", zone="beside"),
        claim("recorded", id="c4", window="year", stated=-0.2), level=0.9,
    )  # fmt: skip
    tables = (replace(made.counts[0], published=False),)
    return replace(made, counts=tables, interventions=(replace(OPERATION, chosen_for=RANDOM),))


RANDOM = replace(OPERATION.chosen_for, rule="random")


def panel(counts: np.ndarray) -> Panel:
    shape = (1, len(AREAS), 48)
    return Panel(("o0",), AREAS.ids, month("2014-01") + np.arange(48), 1,
                 counts.reshape(shape).astype(np.int64), np.ones(shape, bool))  # fmt: skip


def drawn(seed: int, mean: float, target: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(4.0, mean / 4, (len(AREAS), 1)), (len(AREAS), 48))
    counts[TARGET] = rng.poisson(target, 48)
    return counts


def run_of(counts: np.ndarray) -> tuple[Results, ShownRun]:
    raw = analyse(closed(), AREAS, panel(counts))
    return raw, release(raw).content


def numbers(raw: Results) -> object:
    """Every rounded total: of target, zones and donors in each year, of everything."""
    line = [
        tuple(coarse(sum(x or 0.0 for x in one.observed[k : k + 12])) for k in range(0, 48, 12))
        for one in raw.series
    ]
    quarters = [coarse(sum(x or 0.0 for x in one.observed[33:36])) for one in raw.series]
    donors = [coarse(one.count) for one in raw.donors]
    return line, quarters, donors, [round_total(one.total.value) for one in raw.outcomes]


def told(out: ShownRun) -> object:
    """What leaves of places and claims, but for ranges, which rest on the placebos too."""
    return (
        [
            (
                one.parameter,
                one.method,
                one.value,
                one.base_count,
                one.observed,
                one.expected,
                one.status,
            )
            for one in out.estimates
        ],
        [(one.observed, one.periods) for one in out.series],
        out.outcomes,
    )


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 5), st.integers(0, 48), st.integers(0, 47), st.sampled_from((-1, 1)))
def test_one_incident_changes_nothing_but_by_an_edge(seed, area, at, step):
    counts = drawn(seed, (0.4, 2.0)[seed % 2], (2.0, 6.0)[seed % 2])
    moved = counts.copy()
    moved[area, at] = max(0, moved[area, at] + step)
    (raw, out), (other, again) = run_of(counts), run_of(moved)
    if numbers(raw) == numbers(other):
        assert told(out) == told(again)
        opposite = {"supported", "contradicted"}
        for one, two in zip(out.verdicts, again.verdicts, strict=True):
            assert {one.answer, two.answer} != opposite


def rows_of(out: ShownRun) -> object:
    """Which rows, keys and sections there are; not how many steps a set or a strip has."""
    made = record(out)
    parts = ("estimates", "detectable", "checks", "verdicts", "inputs")
    keys = (
        "question",
        "outcome",
        "zone",
        "part",
        "scale",
        "method",
        "name",
        "claim",
        "window_name",
    )
    return (
        {part: [tuple(str(row.get(key)) for key in keys) for row in made[part]] for part in parts},
        sorted(made),
        [(one.zone, one.window) for one in out.series],
        len(out.strips),
    )


NOUGHTS = {
    "none before": (slice(TARGET, TARGET + 1), slice(24, 36), 0),
    "none after": (slice(TARGET, TARGET + 1), slice(36, 48), 0),
    "none ever": (slice(TARGET, TARGET + 1), slice(0, 48), 0),
    "none next door": (slice(20, 35), slice(36, 48), 0),
    "few": (slice(TARGET, TARGET + 1), slice(24, 48), 1),
    "many": (slice(TARGET, TARGET + 1), slice(24, 36), 30),
}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_rows_whatever_the_counts(seed):
    """None in the base months was told by a row that was not there."""
    usual = rows_of(run_of(drawn(seed, 2.0, 5.0))[1])
    for name, (areas, months, count) in NOUGHTS.items():
        counts = drawn(seed, 2.0, 5.0)
        counts[areas, months] = count
        assert rows_of(run_of(counts)[1]) == usual, name


def test_noughts_and_few_are_the_same_report():
    """A place that counted none and one that counted a dozen, to the last byte."""
    made = set()
    for count in (0, 1, 3, 12):
        counts = drawn(3, 2.0, 5.0)
        counts[TARGET, 24:36] = 0
        counts[TARGET, 24 : 24 + count] = 1
        out = release(analyse(closed(), AREAS, panel(counts)))
        made.add(results_json(replace(out, content=replace(out.content, outcomes=()))))
    assert len(made) == 1
