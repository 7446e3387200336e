"""Tables in which nothing varies, nothing is counted, or hardly a year is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.validity.beds import bare
from tests.validity.trial import DEFAULT, Trial, compared, read_off, study_of
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.batch.summary import ShownTogether
from waterbed.effect.compare import compare
from waterbed.effect.origins import origins
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.reference import COUNTING, Pool
from waterbed.report.words.batch import average

AREAS, BEFORE, MONTHS = 60, 60, 72
FIRST = month("2010-01")
START = FIRST + BEFORE


def panel_of(counts: np.ndarray, covered: np.ndarray | None = None) -> Panel:
    known = np.ones(counts.shape, bool) if covered is None else covered
    ids = bare(len(counts)).ids
    return Panel(("crime",), ids, FIRST + np.arange(MONTHS), 1, counts[None], known[None])


def answered(panel: Panel, target: int = 0) -> Trial:
    """A whole run on one place, drawn at random."""
    study = study_of(panel, target, START, "random")
    plan, shared = make_plan(study, panel), Shared(study, bare(AREAS), panel, placebos=99)
    return read_off(gather(study, plan, compared(shared, plan)), study, DEFAULT, 0.0, 0.0, 0.0)


def ordinary(seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(np.repeat(rng.gamma(2.0, 4.0, (AREAS, 1)), MONTHS, axis=1))


@pytest.mark.parametrize("after", [5, 2, 9])
def test_where_no_area_ever_strays_nothing_is_judged(after: int) -> None:
    """Whatever the place counted, it would be beyond chance, and its range a point."""
    counts = np.full((AREAS, MONTHS), 5)
    counts[0, BEFORE:] = after
    run = answered(panel_of(counts))
    assert (run.fell, run.rose, run.why) == ("untestable", "untestable", ("no-variation",))


@pytest.mark.parametrize("target", [0, 5])
def test_where_the_others_count_nothing_after_the_start_it_is_said(target: int) -> None:
    counts = ordinary()
    counts[:, BEFORE:] = 0
    counts[0, BEFORE:] = target
    run = answered(panel_of(counts))
    assert (run.fell, run.rose, run.why) == ("untestable", "untestable", ("no-control-counts",))


def test_where_all_areas_have_data_for_hardly_a_year_it_is_said() -> None:
    covered = np.ones((AREAS, MONTHS), bool)
    covered[:, : BEFORE - 20] = False
    assert answered(panel_of(ordinary(), covered)).why == ("short-history",)


def test_a_place_in_which_nothing_was_counted_does_not_jump_about() -> None:
    """So that a rise there is said; a fall cannot be."""
    counts = ordinary()
    counts[0, :BEFORE] = 0
    for after, rose in ((5, "supported"), (0, "undecided")):
        counts[0, BEFORE:] = after
        run = answered(panel_of(counts))
        assert (run.rose, run.why) == (rose, ())
        assert run.fell != "supported"


def test_the_constant_stays_first_where_sums_leave_nothing_else() -> None:
    """A column of the last quarter comes after it: what is expected starts from the mean."""
    rng = np.random.default_rng(4)
    counts = rng.poisson(0.2, (AREAS, MONTHS))
    counts[:, BEFORE - 3 : BEFORE] = rng.poisson(rng.gamma(0.1, 10.0, (AREAS, 1)), (AREAS, 3))
    counts[0, BEFORE - 3 : BEFORE] = 40
    counts[:, BEFORE:] = 1  # as much in each, whatever it counted before: no part has any weight
    study = study_of(panel_of(counts), 0, START, "last-quarter")
    made = compare(study, study.rule.windows[0], bare(AREAS), panel_of(counts), count=99, seed=[1])
    (origin, *_) = origins(made.setting)
    assert origin.late[0]
    donors = origin.donors[:, 0]
    assert origin.mu[donors, 0] == pytest.approx(12.0, rel=1e-3)


def test_places_left_out_of_a_pool_are_left_out_of_what_is_judged_together() -> None:
    counts = ordinary()
    counts[25:] = 0
    study = study_of(panel_of(counts), 0, START, "random")
    made = compare(study, study.rule.windows[0], bare(AREAS), panel_of(counts), count=99, seed=[1])
    reference = made.fitted[DEFAULT].reference
    ((pool,),) = reference.pools[0]
    assert pool.label == COUNTING
    column = (("target", "crime"),)
    assert len(reference.joint(column)) == len(reference.placebos(*column[0])[0])
    every = Pool("all", np.ones(len(reference.t), bool))
    whole = replace(reference, pools=(((every,),),))
    assert (
        len(whole.joint(column))
        == len(reference.everyone(*column[0]))
        > len(reference.joint(column))
    )


@pytest.mark.parametrize(("high", "said"), [(0.0, "at least as close"), (0.2, "(0.00 to 0.20)")])
def test_a_spread_of_nothing_is_said_in_words(high: float, said: str) -> None:
    together = ShownTogether(
        "crime", "Crime", 1, 1, 8, 0, 0, mean=-0.1, mean_range=(-0.2, 0.0), averaged=10,
        between=0.0, between_range=(0.0, high),
    )  # fmt: skip
    assert said in average(together)
    assert "0.00 to 0.00" not in average(together)
