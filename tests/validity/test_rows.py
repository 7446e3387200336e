"""The rows of the table: that they can be run, that false answers are seldom, and that the table
tells them from frequent ones: a few panels here, all of record in docs/validity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.validity.cases import BESIDE, MAP, RING, Case
from tests.validity.rates import BOUND, claim_rates, clustered, oracle, stands
from tests.validity.record import HEAD, line
from tests.validity.rows import MOST, ROWS
from tests.validity.studies import (
    OP,
    PLACEBOS,
    Said,
    Seen,
    answers,
    areas_of,
    draw,
    panel_of,
    start_of,
    study_of,
    trial,
)
from waterbed.analysis.foresight import foreseen
from waterbed.model.kinds import KINDS

FEW = 12
SHORT = (
    Case(chosen="peak"),
    Case(areas=24, chosen="largest rise"),
    Case(chosen="peak", months=6, level=0.9),
    Case(shape=BESIDE, given=MAP, chosen="largest rise"),
    Case("bursty", chosen="peak"),
)


def ran(case: Case, panels: int, seed: int = 7) -> list[Seen]:
    every = (
        trial(case, draw(case, seed, replicate), seed, replicate) for replicate in range(panels)
    )
    return [trial_ for trial_ in every if trial_ is not None]


def test_the_table_has_the_rows_that_it_should():
    """Ways of choosing x sizes x shapes x what is known of where x months, and a tenth at 90%."""
    assert len(ROWS) <= MOST
    assert len({case.key for case in ROWS}) == len(ROWS)
    for name, values in {
        "areas": {24, 100, 680}, "shape": {"one", "side by side", "scattered"},
        "given": {"map", "groups", "neither"}, "months": {12, 9, 6}, "level": {0.95, 0.9},
        "zone": {"", RING},
    }.items():  # fmt: skip
        assert {getattr(case, name) for case in ROWS} == values, name
    assert sum(case.level == 0.9 for case in ROWS) >= 0.09 * len(ROWS)
    assert all(case.truth(claim) is not None or "moved" in claim
               for case in ROWS for claim in case.claims)  # fmt: skip


def test_false_answers_are_seldom_over_a_few_rows():
    seen = [(case, study) for case in SHORT for study in ran(case, FEW)]
    said = [answer.answer == "supported" for case, trial_ in seen for answer in trial_.said]
    assert len(said) == 2 * len(seen) > 2 * FEW
    limit = 0.075 + 3 * np.sqrt(0.075 * 0.925 / len(said))
    assert np.mean(said) <= limit


def test_a_fall_that_is_there_is_seen_as_the_oracle_sees_it():
    case = Case(chosen="peak", mean=20.0, effect=-0.6)
    seen = ran(case, FEW)
    best = oracle(case, seen)
    fell, rose = claim_rates(case, seen)
    assert best is not None and best.share >= 0.9
    assert fell.supported.share >= 0.7 and rose.supported.share == 0
    assert stands(case, [fell, rose]) == "few"


@pytest.mark.parametrize("case", [SHORT[1], SHORT[3], Case(zone=RING, given=MAP, mean=20.0)])
def test_what_is_barred_is_what_check_foresees(case):
    """The run's own findings and those of `check` exclude the same answers."""
    drawn = draw(case, 8, 0)
    target, areas = np.array([3, 4]) if case.shape == BESIDE else np.array([3]), None
    areas = areas_of(case.areas, case.given)
    panel = panel_of(areas.ids, start_of(case) - 60, drawn.counts)
    study = study_of(case, tuple(areas.ids[i] for i in target), start_of(case), 1)
    foreseen_claims = foreseen(study, areas, panel, placebos=PLACEBOS)
    for said, ahead in zip(answers(case, study, areas, panel), foreseen_claims, strict=True):
        barred = ("contradicted", "supported") if ahead.untestable else ahead.excluded
        assert (said.barred, bool(ahead.untestable)) == (barred, said.answer == "untestable")


def seen_with(answers_: list[str], barred: tuple[str, ...] = ()) -> list[Seen]:
    return [Seen((Said(answer, answer, barred, ""), Said("undecided", "undecided", (), "")))
            for answer in answers_]  # fmt: skip


@pytest.mark.parametrize(("false", "says"), [(70, "holds"), (76, "above")])
def test_a_row_whose_answers_are_false_too_often_is_above(false, says):
    case = Case()
    seen = seen_with(["supported"] * false + ["undecided"] * (1000 - false))
    assert stands(case, claim_rates(case, seen)) == says
    assert BOUND[0.95] == 0.075
    assert stands(replace(case, level=0.9), claim_rates(case, seen)) == "holds"


def test_a_row_that_is_barred_does_not_decide():
    case = Case(claims=("fell",))
    seen = [
        replace(study, said=study.said[:1])
        for study in seen_with(["undecided"] * 90, ("supported",))
    ]
    rates = claim_rates(case, seen)
    assert (stands(case, rates), rates[0].barred.share) == ("barred", 1.0)


def test_a_line_has_a_cell_for_every_column():
    for case in ROWS:
        assert tuple(line(1, case, [])) == HEAD


def test_kinds_that_rows_claim_are_kinds_or_will_be():
    known = {claim.split(" ")[0] for case in ROWS if case.possible for claim in case.claims}
    assert known <= set(KINDS)
    assert OP == "op"


def test_clusters_widen_the_error_and_never_narrow_it():
    hits = np.repeat(np.random.default_rng(4).random(50) < 0.3, 20).astype(float)
    ward = np.repeat(np.arange(50), 20)
    plain = np.sqrt(hits.var() / len(hits))
    assert clustered(hits, ward) == pytest.approx(plain * np.sqrt(20), rel=0.02)
    assert clustered(hits, np.arange(1000)) == pytest.approx(plain, rel=0.01)
    both = clustered(hits, ward, np.tile(np.arange(20), 50))
    assert both == pytest.approx(plain * np.sqrt(20), rel=0.05)
