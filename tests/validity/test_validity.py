"""Size, coverage and power through whole runs: a short version, and the one of record (slow).

Bounds are the acceptance's (size 6%, power as stated) with Monte Carlo error: two standard errors
where there are 2,000 panels, three in the short version, which is run at every change.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from tests.conftest import Once
from tests.validity.beds import OUTCOMES, Row, simulated
from tests.validity.cases import WARDS, Case
from tests.validity.coverage import (
    band,
    count_covers,
    either,
    fell,
    meant_covers,
    no_fall,
    no_rise,
    rate,
    ratio_covers,
    rose,
    says_fell,
    says_rose,
    select,
)
from tests.validity.rates import claim_rates, stands
from tests.validity.rows import ROWS
from tests.validity.studies import Seen
from tests.validity.trial import EXTREME, HELD, YEAR
from tests.validity.wards import ORIGINS, trials
from waterbed.simulate.beds import LONDON, Bed

SIZE = 0.06
POWER = {"sexual offences": 0.48, "robbery": 0.40}
FALL = -0.4
CHANGES = (0.0, -0.4, -0.75, 0.5, 1.0)
SHORT = ("random", "peak", "rise", EXTREME)


def null(rows: list[Row], **keys: object) -> list[Row]:
    return select(rows, effect=0.0, method="forecast", **keys)


def open_(rows: list[Row], closed) -> list[Row]:
    return [row for row in rows if not closed(row.trial)]


def holds(rows: list[Row], errors: float) -> None:
    """Size of a fall, of a rise and two-sided, at most 6% and the Monte Carlo error."""
    for part, test in (
        (open_(rows, no_fall), fell),
        (open_(rows, no_rise), rose),
        ([row for row in rows if not row.trial.refused], either),
    ):
        share = rate(part, test)
        error = np.sqrt(SIZE * (1 - SIZE) / max(share.n, 1))
        assert share.share <= SIZE + errors * max(share.se, error), (test.__name__, share)


def short_of(number: int, outcome: str) -> list[Row]:
    return list(
        simulated(
            "surges", outcome, 40, seed=40 + number, rules=SHORT,
            model=LONDON[outcome].with_surges(), effects=(0.0, FALL),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def short(once: Once) -> list[Row]:
    parts = once.each(
        {
            f"validity-short-{number}": partial(short_of, number, outcome)
            for number, outcome in enumerate(OUTCOMES)
        }
    )
    return [row for part in parts for row in part]


def test_the_forecast_holds_its_size_where_places_are_picked(short):
    for rule in SHORT[:-1]:
        holds(null(short, rule=rule), 3)
    holds([row for row in null(short) if row.rule != EXTREME], 3)


def test_the_suite_sees_a_method_that_does_not(short):
    """The difference takes the base as given: it says "fell" of untouched places."""
    picked = select(short, effect=0.0, method="difference", rule="rise")
    share = rate(picked, fell)
    assert share.share - 2 * share.se > 0.10


def test_the_most_extreme_place_is_refused(short):
    assert rate(null(short, rule=EXTREME), no_fall).share >= 0.9
    assert rate(null(short, rule=EXTREME), says_fell).share <= 0.05


def test_planted_falls_are_covered_and_seen(short):
    planted = select(short, effect=FALL, method="forecast")
    assert rate(planted, ratio_covers).share >= 0.93 - 3 * np.sqrt(0.07 * 0.93 / len(planted))
    assert all(a.trial.lost > 0 for a in planted)
    for outcome in OUTCOMES:
        seen = rate(band(select(planted, outcome=outcome, rule="peak"), 10, np.inf), says_fell)
        assert seen.share >= POWER[outcome] - 0.05 - 3 * np.sqrt(0.25 / seen.n)
    assert rate(planted, says_rose).share <= 0.02


def changes(
    mean: float, wandering: bool, replicates: int, effects: tuple[float, ...] = CHANGES
) -> list[Row]:
    """Falls and rises of places with so many a month, that wander as London's do or not at all."""
    london = LONDON["sexual offences"]
    walk, noise = (london.walk, london.noise) if wandering else (0.0, 0.0)
    bed = Bed(mean * YEAR, 8.0, walk, noise, (1.0,) * 9)
    rows = simulated(
        "changes", "o", replicates, seed=70, areas=100, model=bed, rules=("random",),
        effects=effects,
    )  # fmt: skip
    return [row for row in rows if row.method == "forecast" and not row.trial.refused]


def covered(rows: list[Row], errors: float) -> None:
    """The count interval holds the number that came or went, and the mean of such numbers; the
    ratio's holds the ratio."""
    for effect in dict.fromkeys(row.effect for row in rows):
        here = select(rows, effect=effect)
        for test in (count_covers, meant_covers, ratio_covers):
            error = np.sqrt(0.07 * 0.93 / len(here))
            assert rate(here, test).share >= 0.93 - errors * error, (effect, test.__name__)


def test_rises_are_covered_as_falls_are():
    """Without the variance of what is added, 87% where counts double and do not wander."""
    covered(changes(10, False, 150, (-0.75, 1.0)), 2)


def test_one_borough_alone_holds_its_size():
    """Some rules find 39 places of its kind over the years, others fall back on all of them."""
    rows = [
        row
        for number, outcome in enumerate(OUTCOMES)
        for row in simulated(
            "borough", outcome, 120, seed=50 + number, areas=24, rules=("peak", "level")
        )
    ]
    for matched in (True, False):
        part = [row for row in null(rows) if row.trial.matched == matched]
        assert len(part) >= 100
        holds(part, 3)


# ------------------------------------------------------------------- the version of record

REPLICATES = 2000


@pytest.mark.slow
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("surges", [False, True])
@pytest.mark.parametrize("areas", [680, 24])
def test_size_by_rule(outcome, surges, areas):
    bed = LONDON[outcome].with_surges() if surges else LONDON[outcome]
    rows = list(simulated("bed", outcome, REPLICATES, seed=60, areas=areas, model=bed, rules=HELD))
    for rule in HELD:
        for matched in (True, False):
            part = [row for row in null(rows, rule=rule) if row.trial.matched == matched]
            if len(part) >= 100:
                holds(part, 2)
    covered = rate([row for row in null(rows) if not row.trial.refused], count_covers)
    assert 0.93 - 2 * covered.se <= covered.share <= 0.97 + 2 * covered.se


@pytest.mark.slow
@pytest.mark.parametrize("mean", [3, 10, 50])
@pytest.mark.parametrize("wandering", [False, True])
def test_coverage_of_falls_and_rises(mean, wandering):
    covered(changes(mean, wandering, REPLICATES), 2)


def of_record(case: Case) -> list[Seen]:
    return [study for start in ORIGINS for study in trials(case, start, 61)]


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in ROWS if case.real and not case.effect], ids=str)
def test_size_on_london_wards(case):
    assert stands(case, claim_rates(case, of_record(case))) == "holds"


SHORT_OF_POWER = pytest.mark.xfail(
    strict=True,
    reason="robbery: .32 (.03) of falls of 40% are seen in wards at their peak, .40 was asked; no "
    "better forecast was found (docs/validity.md)",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "outcome", ["sexual offences", pytest.param("robbery", marks=SHORT_OF_POWER)]
)
def test_power_on_london_wards(outcome):
    case = Case(f"{WARDS}{outcome}", 680, "peak", effect=FALL)
    fell, _ = claim_rates(case, of_record(case))
    print(f"{outcome}: seen in {fell.supported}, asked {POWER[outcome]:.2f}")
    assert fell.supported.share >= POWER[outcome] - 2 * fell.supported.se
