"""The front door: what comes back, p and interval together, and every malformed question."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest

from tests.support import builders
from waterbed import effect
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.joint import joint_tests
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError, Refusal
from waterbed.model.methods import HEADLINES, METHODS, WEIGHTED
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET, Intervention
from waterbed.model.window import Window
from waterbed.read import panel_from_long

EXACT = ("calibrated", "raking")


def panel(seed=1, areas=30, outcomes=2, periods=12, mean=8.0):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(4.0, mean / 4, (outcomes, areas, 1)), (outcomes, areas, periods))
    ids = tuple(f"A{i:02d}" for i in range(areas))
    names = tuple(f"o{i}" for i in range(outcomes))
    months = month("2016-01") + np.arange(periods)
    return Panel(names, ids, months, 1, counts, np.ones(counts.shape, bool))


def ordinary():
    """An area among the others, so that exact balance can be had."""
    made = panel()
    counts = made.counts.copy()
    counts[:, 5] = np.rint(counts[:, 10:20].mean(axis=1)).astype(int)
    return replace(made, counts=counts)


ASKED = {"outcome": "o0", "treated": ["A05"], "start": "2016-07", "period": 3}


@pytest.mark.parametrize("method", WEIGHTED)
def test_what_comes_back(method):
    made = ordinary()
    asked = {**ASKED, "method": method}
    reference = effect.placebos(made, **asked)
    found = effect.estimate(made, **asked, reference=reference)
    one = found.estimate()
    assert one.observed == made.counts[0, 5, 6:].sum()
    assert one.value == pytest.approx(one.observed - one.expected)
    assert one.value == pytest.approx(found.gaps[0, found.pre :].sum())
    assert found.estimate(scale="ratio").value == pytest.approx(one.value / one.expected)
    assert found.estimate(scale="rate").value == pytest.approx(one.value / 6)
    assert found.observed.shape == found.expected.shape == (1, 12)
    assert one.base.labels == ("2016-01", "2016-06") and one.post.labels == ("2016-07", "2016-12")
    values = made.counts[0].astype(float)
    ids = [made.areas.index(name) for name in found.donors]
    by_hand = found.weights @ values[ids] + found.shift[0]
    np.testing.assert_allclose(found.expected[0], by_hand, atol=1e-9)
    assert found.weights.sum() == pytest.approx(1, abs=1e-6)
    assert {"balance", "effective-donors", "largest-weight"} <= {c.name for c in found.checks}
    assert reference.asked == 29
    assert one.p_monte_carlo_error is None  # every placebo there is, none drawn


def test_p_and_interval_never_disagree():
    """An effect added to the treated is in the interval exactly where its p is above the level."""
    made = ordinary()
    asked = {**ASKED, "method": "uniform"}
    reference = effect.placebos(made, **asked)
    both = []
    for added in range(-60, 61, 3):
        counts = made.counts.copy()
        counts[0, 5, 6] = max(0, counts[0, 5, 6] + added)
        shifted = replace(made, counts=counts)
        for level in (0.8, 0.9):
            found = effect.estimate(shifted, **asked, level=level, reference=reference)
            for scale in ("count", "rate", "ratio"):
                one = found.estimate(scale=scale)
                held = (one.low is None or one.low <= 0) and (one.high is None or one.high >= 0)
                assert held == (one.p > 1 - level + 1e-12)
                low, high = one.deciding
                assert (low is None or low <= 0) == (one.p_high > 1 - level + 1e-12)
                assert (high is None or high >= 0) == (one.p_low > 1 - level + 1e-12)
                both.append(held)
    assert any(both) and not all(both)


def test_p_by_period_and_jointly():
    """A fall in one month alone shows in that month's p, and in the joint p of all months."""
    made = ordinary()
    asked = {**ASKED, "method": "uniform"}
    reference = effect.placebos(made, **asked)
    quiet = effect.estimate(made, **asked, reference=reference)
    counts = made.counts.copy()
    counts[0, 5, 8] = counts.max() * 20
    loud = effect.estimate(replace(made, counts=counts), **asked, reference=reference)
    assert loud.by_period.p.shape == (1, 6)
    assert loud.by_period.p[0, 2] == pytest.approx(2 / 30) and loud.joint_p == pytest.approx(1 / 30)
    others = np.delete(quiet.by_period.p[0], 2)
    assert (others > 0.05).all() and quiet.joint_p > 0.05
    assert effect.estimate(made, **asked).joint_p is None


def test_joint_p_is_exact_under_exchangeability():
    """Each row in turn is the target: its joint p is below a level for at most that share."""
    rows = np.random.default_rng(5).standard_t(3, (40, 7)) * np.arange(1, 8)
    p = [joint_tests(rows[i], np.delete(rows, i, 0), 0.9)[0].min() for i in range(40)]
    for level in (0.05, 0.1, 0.25, 0.5):
        assert np.mean(np.array(p) <= level) <= level
    assert min(p) <= 0.075


def test_several_areas_total_and_average_several_outcomes_together():
    made = panel(areas=80)
    counts = made.counts.copy()
    counts[:, :3] = np.rint(counts[:, 20:60].mean(axis=1, keepdims=True)).astype(int)
    made = replace(made, counts=counts)
    asked = {
        "outcome": ["o0", "o1"],
        "treated": ["A00", "A01", "A02"],
        "start": "2016-07",
        "period": 3,
    }
    reference = effect.placebos(made, **asked, count=40, seed=3)
    found = effect.estimate(made, **asked, reference=reference)
    assert found.weights.sum() == pytest.approx(3, abs=1e-6)
    assert np.abs(found.balance.after).max() < 1e-6
    for name in ("o0", "o1"):
        total, average = found.estimate(name), found.estimate(name, "rate")
        assert average.value == pytest.approx(total.value / (3 * 6))
        assert total.se == pytest.approx(average.se * 18) and total.se > 0
        assert total.areas == 3 and total.p_monte_carlo_error > 0
    single = effect.estimate(made, **{**asked, "outcome": "o0"})
    assert single.estimate().expected != pytest.approx(found.estimate("o0").expected, abs=1e-6)


def test_covariates_are_met_exactly():
    made = ordinary()
    size = np.linspace(1, 3, 30)
    found = effect.estimate(made, **ASKED, covariates={"size": size})
    ids = [made.areas.index(name) for name in found.donors]
    assert found.weights @ size[ids] == pytest.approx(size[5], abs=1e-6)
    low, high = effect.admissible(made, **ASKED, covariates={"size": size})["o0"]
    assert low < found.estimate().value < high


def test_jackknife_at_the_door():
    made = panel(areas=40)
    asked = {**ASKED, "treated": ["A05", "A06", "A07"], "method": "uniform"}
    se = effect.jackknife(made, **asked, seed=2)["o0"]
    assert 0.2 < se / effect.estimate(made, **asked).estimate().se < 5
    assert se == effect.jackknife(made, **asked, seed=2)["o0"]
    with pytest.raises(Refusal, match="only one"):
        effect.jackknife(made, **ASKED, method="uniform")
    with pytest.raises(InputError, match="one fold"):
        effect.jackknife(made, **asked, folds=1)
    with pytest.raises(InputError, match="no such argument"):
        effect.jackknife(made, **asked, level=0.9)
    with pytest.raises(InputError, match="missing"):
        effect.admissible(made, outcome="o0", start="2016-07")


def test_given_groups_and_donors():
    made = ordinary()
    asked = {**ASKED, "method": "simplex"}
    found = effect.placebos(made, **asked, groups=[["A10"], ["A11"]])
    assert len(found) == 2
    few = effect.estimate(made, **asked, donors=["A01", "A02", "A03"])
    assert set(few.donors) <= {"A01", "A02", "A03"}


def test_donors_with_gaps_leave_counted():
    made = ordinary()
    covered = made.covered.copy()
    covered[0, 7, 2] = False
    found = effect.estimate(replace(made, covered=covered), **ASKED)
    assert "A07" not in found.donors and found.check("donors-left-out").figure.value == 1


def test_measures_go_through_the_same_door():
    rng = np.random.default_rng(2)
    frame = pl.DataFrame(
        {
            "area": np.repeat([f"R{i}" for i in range(10)], 8),
            "year": np.tile(np.arange(2000, 2008), 10),
            "rate": rng.normal(-1.0, 0.2, 80),
        }
    )
    made = panel_from_long(frame, area="area", period="year", count="rate", measures=["rate"])
    found = effect.estimate(made, outcome="rate", treated=["R0"], start=2005, method="simplex")
    assert found.estimate().expected < 0
    with pytest.raises(InputError, match="no such estimate"):
        found.estimate(scale="ratio")  # nothing was expected that a ratio could be taken of


FRAME = {
    "place": ["a", "a", "b", "b", "a", "b"],
    "when": ["2016-01", "2016-02", "2016-01", "2016-02", "2016-04", "2016-04"],
    "n": [1, 2, 3, 4, 5, 6],
}


@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame])
def test_from_long_takes_polars_and_pandas_and_a_missing_month_is_no_data(make):
    made = panel_from_long(make(FRAME), area="place", period="when", count="n")
    assert made.outcomes == ("n",) and made.areas == ("a", "b") and made.step == 1
    assert made.counts[0].tolist() == [[1, 2, 0, 5], [3, 4, 0, 6]]
    assert made.covered[0].tolist() == [[True, True, False, True]] * 2
    zero = panel_from_long(make(FRAME), area="place", period="when", count="n", absent="zero")
    assert zero.covered.all()


@pytest.mark.parametrize(
    ("written", "first", "step"),
    [
        ([2016, 2017], "2016-01", 12),
        (["2016-Q1", "2016-Q2"], "2016-01", 3),
        ([201611, 201612], "2016-11", 1),
        (["2016-03", "2016-04"], "2016-03", 1),
    ],
)
def test_from_long_reads_periods(written, first, step):
    frame = pl.DataFrame({"a": ["x", "x"], "p": written, "n": [1, 2]})
    made = panel_from_long(frame, area="a", period="p", count="n")
    assert int(made.periods[0]) == month(first) and made.step == step
    assert made.counts.shape == (1, 1, 2)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"n": [1.5, 2, 3, 4, 5, 6]}, "no counts"),
        ({"n": [-1, 2, 3, 4, 5, 6]}, "no counts"),
        ({"when": ["2016-01"] * 6}, "two rows for one period"),
        ({"when": ["never"] * 6}, "cannot be read"),
        ({"place": [None, "a", "b", "b", "a", "b"]}, "area is missing"),
    ],
)
def test_from_long_refuses(change, problem):
    frame = pl.DataFrame({**FRAME, **change})
    with pytest.raises(InputError, match=problem):
        panel_from_long(frame, area="place", period="when", count="n")


def test_from_long_names_a_missing_column():
    with pytest.raises(InputError, match="no such column"):
        panel_from_long(pl.DataFrame(FRAME), area="plaice", period="when", count="n")


def with_counts(made, **rows):
    counts = made.counts.copy()
    for key, value in rows.items():
        counts[:, int(key[1:])] = value
    return replace(made, counts=counts)


def uncovered(made, area, period):
    covered = made.covered.copy()
    covered[:, area, period] = False
    return replace(made, covered=covered)


def measured(changes, unit=1.0):
    """`ordinary` with measures for counts, some of them changed."""
    made = ordinary()
    values = made.counts * unit
    for (area, period), value in changes.items():
        values[:, area, period] = value
    return replace(
        made,
        outcomes=(),
        counts=made.counts[:0],
        covered=made.covered[:0],
        measures=made.outcomes,
        values=values,
    )


MALFORMED = {
    "no donors": (panel(areas=1), {"treated": ["A00"]}, InputError, "no donor"),
    "one donor": (panel(areas=2), {"treated": ["A00"]}, Refusal, "fewer than two donors"),
    "all donors have gaps": (
        uncovered(panel(), slice(6, None), 0),
        {"donors": ["A06", "A07", "A08"]},
        InputError,
        "no donor",
    ),
    "all zeros": (
        replace(panel(), counts=np.zeros((2, 30, 12), int)),
        {},
        Refusal,
        "same value of 'o0' in every pre-period",
    ),
    "constant series everywhere": (
        replace(panel(), counts=np.full((2, 30, 12), 4)),
        {},
        Refusal,
        "same value of 'o0' in every pre-period",
    ),
    "one outcome of zeros": (
        replace(panel(), counts=panel().counts * np.array([1, 0])[:, None, None]),
        {"outcome": ["o0", "o1"]},
        Refusal,
        "same value of 'o1' in every pre-period",
    ),
    "a role twice": (ordinary(), {"treated": ["A05", "A05"]}, InputError, "named twice"),
    "an area twice, once as a number": (ordinary(), {"treated": [5, "5"]}, InputError, "twice"),
    "treated none": (ordinary(), {"treated": None}, InputError, "no area has this id"),
    "no outcome": (ordinary(), {"outcome": None}, InputError, "no such outcome"),
    "two roles": (
        ordinary(),
        {"donors": ["A04", "A05", "A06"]},
        InputError,
        "two roles, treated and donor.*A05",
    ),
    "donors named as none": (ordinary(), {"donors": []}, InputError, "no donor"),
    "since the start": (ordinary(), {"since": "2016-07"}, InputError, "first period"),
    "gap in the pre-period": (uncovered(ordinary(), 5, 2), {}, Refusal, "no data in 2016-03"),
    "gap in the post-period": (uncovered(ordinary(), 5, 8), {}, Refusal, "no data in 2016-09"),
    "treated from the first period": (ordinary(), {"start": "2016-01"}, InputError, "first period"),
    "ends before it starts": (ordinary(), {"end": "2016-03"}, InputError, "ends before"),
    "outside the panel": (ordinary(), {"start": "2019-01"}, InputError, "outside the panel"),
    "no period": (ordinary(), {"start": "soon"}, InputError, "not a period"),
    "unknown area": (ordinary(), {"treated": ["Z"]}, InputError, "no area has this id"),
    "nobody treated": (ordinary(), {"treated": []}, InputError, "no area is treated"),
    "unknown outcome": (ordinary(), {"outcome": "o9"}, InputError, "no such outcome"),
    "unknown method": (ordinary(), {"method": "magic"}, InputError, "no such method"),
    "outcome twice": (ordinary(), {"outcome": ["o0", "o0"]}, InputError, "each once"),
    "long chunks": (ordinary(), {"period": 7}, InputError, "do not hold"),
    "half a chunk": (ordinary(), {"period": 1.5}, InputError, "do not hold"),
    "chunks of nothing": (ordinary(), {"period": None}, InputError, "do not hold"),
    "chunks of halves": (ordinary(), {"period": (2, 1.5)}, InputError, "do not hold"),
    "start that is none": (ordinary(), {"start": float("nan")}, InputError, "not a period"),
    "start without a text": (ordinary(), {"start": None}, InputError, "not a period"),
    "infinite measure": (measured({(9, 2): np.inf}), {}, InputError, r"infinite|'A09', 2016-03"),
    "gap in the treated measure": (measured({(5, 2): np.nan}), {}, Refusal, "no data in 2016-03"),
    "measure beyond squares": (measured({(9, 2): 1e200}), {}, InputError, "too large"),
    "measure below squares": (measured({}, 1e-200), {}, InputError, "large enough"),
    "overlapping zones": (
        ordinary(),
        {"treated": ["A04", "A05"], "donors": ["A05", "A06", "A07"]},
        InputError,
        "two roles, treated and donor.*A05",
    ),
}


@pytest.mark.parametrize("method", WEIGHTED)
@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_questions_are_refused_in_words(case, method):
    made, change, error, words = MALFORMED[case]
    asked = {**ASKED, "method": method, **change}
    for door in (effect.estimate, effect.placebos, effect.admissible, effect.jackknife):
        with pytest.raises(error, match=words):
            door(made, **asked)


@pytest.mark.parametrize("level", [0.5, 1.0, 95, float("nan"), None, "0.95"])
def test_a_level_that_decides_nothing(level):
    with pytest.raises(InputError, match=r"between 0\.5 and 1"):
        effect.estimate(ordinary(), **ASKED, level=level)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"count": 0}, "from 1 on"),
        ({"count": 1.5}, "from 1 on"),
        ({"seed": -1}, "from 0 on"),
        ({"workers": None}, "from 1 on"),
        ({"groups": []}, "no placebo is asked for"),
        ({"groups": [["A05"]]}, "two roles, treated and placebo"),
        ({"groups": [["A06", "A06"]]}, "as many areas as were treated"),
        ({"groups": [["A06", "A07"]]}, "as many areas as were treated"),
        ({"groups": [["Z"]]}, "neither treated nor a usable donor"),
    ],
)
def test_placebos_that_are_none(more, words):
    with pytest.raises(InputError, match=words):
        effect.placebos(ordinary(), **ASKED, **more)


def test_a_treated_area_far_above_every_donor_gives_a_count_but_no_ratio():
    """What no donor comes near is estimated by the methods that shift or extrapolate."""
    counts = ordinary().counts.copy()
    counts[:, 5] = 10**12
    made = replace(ordinary(), counts=counts)
    found = effect.estimate(made, **ASKED, method="simplex")
    assert found.estimate().value > 5e12 and found.check("hull-distance").figure.value > 1e6
    with pytest.raises(InputError, match="no such estimate"):
        found.estimate(scale="ratio")


def test_placebos_without_weights_are_left_out_and_told():
    made = ordinary()
    reference = effect.placebos(made, **ASKED)
    left = reference.asked - len(reference)
    assert 0 < left < 29
    found = effect.estimate(made, **ASKED, reference=reference)
    check, one = found.check("placebos-left-out"), found.estimate()
    facts = dict(check.remark.facts)
    k = round(min(one.p_low, one.p_high) * (1 + len(reference)))
    assert check.figure.value == left and not check.gate
    assert facts["p"].value == pytest.approx(min(1, 2 * (k + left) / 30))
    assert facts["p"].value >= one.p and facts["asked"].value == 29
    whole = effect.estimate(
        made,
        **ASKED,
        method="uniform",
        reference=effect.placebos(made, **ASKED, method="uniform"),
    )
    assert "placebos-left-out" not in {one.name for one in whole.checks}


@pytest.mark.parametrize("method", EXACT)
def test_collinear_covariates_are_named(method):
    size = np.linspace(1, 3, 30)
    with pytest.raises(InputError, match=r"'twice'.*made up of the ones before it"):
        effect.estimate(
            ordinary(), **ASKED, method=method, covariates={"size": size, "twice": 2 * size + 1}
        )
    with pytest.raises(InputError, match="missing or is no finite number"):
        effect.estimate(
            ordinary(), **ASKED, method=method, covariates={"size": np.where(size > 2, np.nan, 1)}
        )
    with pytest.raises(InputError, match=r"'size'.*not a number"):
        effect.estimate(ordinary(), **ASKED, method=method, covariates={"size": ["big"] * 30})


@pytest.mark.parametrize("method", ["uniform", "sdid"])
def test_covariates_where_a_method_takes_none(method):
    with pytest.raises(InputError, match="takes no covariates"):
        effect.estimate(ordinary(), **ASKED, method=method, covariates={"size": np.ones(30)})


@pytest.mark.parametrize("method", EXACT)
def test_weights_that_cannot_be_had_are_refused_by_name(method):
    made = with_counts(ordinary(), A05=900)
    with pytest.raises(Refusal, match="moments cannot be met") as refused:
        effect.estimate(made, **ASKED, method=method)
    assert refused.value.name == "infeasible-weights"


@pytest.mark.parametrize("method", WEIGHTED)
@pytest.mark.parametrize("value", [0, 7])
def test_a_constant_treated_area_gives_numbers_or_a_refusal(method, value):
    made = with_counts(ordinary(), A05=value)
    asked = {**ASKED, "method": method}
    try:
        reference = effect.placebos(made, **asked)
        found = effect.estimate(made, **asked, reference=reference)
    except Refusal as refusal:
        assert method in EXACT and refusal.name == "infeasible-weights"
        return
    assert not np.isnan(reference.t).any()
    for one in found.estimates:
        numbers = [one.value, one.expected, one.t, one.p, one.low, one.high, one.se]
        assert not any(number is not None and np.isnan(number) for number in numbers)


@pytest.mark.parametrize("method", WEIGHTED)
def test_donors_of_zeros_give_numbers_or_a_refusal(method):
    rows = {f"A{i:02d}": 0 for i in range(30) if i != 5}
    rows["A09"] = np.arange(12)
    try:
        found = effect.estimate(with_counts(ordinary(), **rows), **ASKED, method=method)
    except Refusal as refusal:
        assert method in EXACT and refusal.name == "infeasible-weights"
        return
    assert all(np.isfinite(one.value) for one in found.estimates)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "simplex"},
        {"outcome": "o1"},
        {"treated": ["A06"]},
        {"start": "2016-08"},
        {"end": "2016-11"},
        {"since": "2016-02"},
        {"period": 2},
        {"donors": [f"A{i:02d}" for i in range(10, 30)]},
    ],
)
def test_placebos_of_another_question_are_no_reference(change):
    made = ordinary()
    reference = effect.placebos(made, **{**ASKED, "method": "uniform"})
    with pytest.raises(InputError, match="another method or of another question"):
        effect.estimate(made, **{**ASKED, "method": "uniform", **change}, reference=reference)


@pytest.mark.parametrize(
    ("start", "end", "same_start", "same_end"),
    [("2016", "2017", "2016-01", "2017-10"), ("2016-04", "2016-12", "2016-04", "2016-10")],
)
def test_years_and_quarters_are_whole(start, end, same_start, same_end):
    rng = np.random.default_rng(0)
    quarters = month("2015-01") + 3 * np.arange(12)
    counts = rng.poisson(6.0, (1, 9, 12))
    ids = tuple("abcdefghi")
    made = Panel(("n",), ids, quarters, 3, counts, np.ones(counts.shape, bool))
    asked = {"outcome": "n", "treated": "a", "method": "uniform"}
    found = effect.estimate(made, **asked, start=start, end=end)
    same = effect.estimate(made, **asked, start=same_start, end=same_end)
    assert found.estimate() == same.estimate()
    assert found.estimate().post.labels[1] == f"{end[:4]}-12"
    for key, value in (("start", "2016-05"), ("end", "2016-05"), ("since", "2015-06")):
        with pytest.raises(InputError, match="within a period of 3 months"):
            effect.estimate(made, **{**asked, "start": "2016", key: value})


@pytest.mark.parametrize("method", WEIGHTED)
def test_one_pre_period_compares_effects_as_they_are(method):
    """Neither misfit nor noise can be told from one period: no effect over nothing."""
    asked = {**ASKED, "method": method, "since": "2016-06", "period": 1}
    reference = effect.placebos(ordinary(), **asked)
    found = effect.estimate(ordinary(), **asked, reference=reference)
    one = found.estimate()
    assert np.isfinite(reference.t).all() and np.ptp(reference.scale) == 0
    below = np.sum(reference.effect[:, 0] <= one.value + 1e-6)
    assert one.p_low == pytest.approx((1 + below) / (1 + len(reference)))


def test_predictors_that_tell_nothing_apart():
    with pytest.raises(InputError, match="'x': this predictor is the same for every donor"):
        effect.estimate(ordinary(), **ASKED, method="simplex", predictors={"x": np.ones(30)})
    for given in ({"x": np.arange(30) * 1e300}, {"x": np.full(30, np.inf)}):
        with pytest.raises(InputError, match="finite number"):
            effect.estimate(ordinary(), **ASKED, method="simplex", predictors=given)
        with pytest.raises(InputError, match="finite number"):
            effect.estimate(ordinary(), **ASKED, covariates=given)
    with pytest.raises(InputError, match="given by name"):
        effect.estimate(ordinary(), **ASKED, covariates=[1.0] * 30)


def test_too_few_donors_for_a_placebo_group():
    made = panel(areas=5)
    asked = {**ASKED, "treated": ["A00", "A01", "A02"], "method": "uniform"}
    assert effect.estimate(made, **asked).estimate().areas == 3
    with pytest.raises(Refusal, match="hold no placebo group"):
        effect.placebos(made, **asked)


FITTED = [name for name in HEADLINES if name not in WEIGHTED]


@pytest.mark.parametrize("method", FITTED)
@pytest.mark.parametrize("treated", [27, (27, 28)])
def test_a_fitted_method_is_asked_as_a_study_asks_it(method, treated):
    """The estimates and checks that a study without zones gives, on both scales."""
    areas, made = builders.grid(), builders.counts(builders.grid(), mean=20.0)
    own = tuple(areas.ids[i] for i in np.atleast_1d(treated))
    bare = Areas(areas.ids, areas.ids, ("",) * len(areas))
    asked = {"outcome": "o0", "treated": own, "start": "2018-01", "method": method}
    given = effect.placebos(made, **asked, count=99, seed=5)
    found = effect.estimate(made, **asked, level=0.9, reference=given)
    window = Window(
        "post", "op", Months.parse("2017-01", "2017-12"), Months.parse("2018-01", "2018-12")
    )
    plain = builders.study(headline=method, windows=(window,), level=0.9)
    operation = Intervention("op", "op", "patrol", month("2018-01"), areas=own, target=own)
    study = replace(plain, interventions=(operation,))
    compared = compare(study, window, bare, made, count=99, seed=[5], methods=(method,))
    for scale in ("count", "ratio"):
        slow = on_placebos(
            Estimand(compared, (TARGET, "whole"), "o0", method, True), scale, study.rule
        )
        one = found.estimate(scale=scale)
        assert replace(one, parameter=slow.parameter) == slow
        assert one.p is not None and one.low is not None
    assert {check.name for check in found.checks} >= {"base-window", "placebos", "coverage"}
    assert found.check("base-window").gate == METHODS[method].takes_base
    assert len(given) == given.asked and given.of("o0").size >= one.placebos
    alone = effect.estimate(made, **asked, level=0.9).estimate(scale="ratio")
    assert alone.p is not None and (method == "forecast" or alone.value == one.value)


def test_what_a_fitted_method_cannot_do_is_said():
    asked = {"outcome": "o0", "treated": ["A005"], "start": "2018-01", "method": "forecast"}
    made = builders.counts(builders.grid())
    for change, words in (
        ({"period": 3}, "balances no periods"),
        ({"covariates": {"x": np.ones(64)}}, "takes no covariates"),
        ({"base": ("2017-06", "2018-02")}, "base ends after the treatment"),
        ({"base": ("2017-06", "2017-02")}, "base ends before it starts"),
        ({"method": "simplex", "base": ("2017-01", "2017-12")}, "takes no base"),
        ({"method": "magic"}, "no such method"),
    ):
        with pytest.raises(InputError, match=words):
            effect.estimate(made, **{**asked, **change})
    with pytest.raises(InputError, match="finds its own placebos"):
        effect.placebos(made, **asked, groups=[["A006"]])
    with pytest.raises(InputError, match="periods with dates"):
        effect.estimate(replace(made, periods=np.arange(48)), **{**asked, "start": 36})
    for other in (effect.admissible, effect.jackknife):
        with pytest.raises(Refusal, match="no weights"):
            other(made, **asked)
    with pytest.raises(Refusal, match="two years of months") as refused:
        effect.estimate(made, **{**asked, "start": "2016-01", "end": "2016-12"})
    assert refused.value.name == "short-history"
    with pytest.raises(InputError, match="another method or of another question"):
        given = effect.placebos(made, **asked)
        effect.estimate(made, **{**asked, "treated": ["A006"]}, reference=given)


def test_the_level_that_is_asked_for_chooses_the_placebos():
    """At .90 some 20 places as picked are enough for both ends; at .95 those with ten or more."""
    rng = np.random.default_rng(0)
    counts = rng.poisson(rng.gamma(8.0, 6 / 8, (1, 20, 1)), (1, 20, 72))
    latest = counts[0, :, 48:60].sum(axis=1)
    highest = counts[0, :, :48].reshape(20, 4, 12).sum(axis=2).max(axis=1)
    ids = tuple(f"A{i:02d}" for i in range(20))
    periods = month("2013-01") + np.arange(72)
    made = Panel(("o0",), ids, periods, 1, counts, np.ones(counts.shape, bool))
    asked = {
        "outcome": "o0", "treated": [ids[int(np.argmax(latest / highest))]], "start": "2018-01",
        "method": "forecast", "chosen_for": "peak",
    }  # fmt: skip
    given = effect.placebos(made, **asked)
    for reference in (None, given):
        for level, code in ((0.9, "matched"), (0.95, "not-matched-busy")):
            one = effect.estimate(made, **asked, level=level, reference=reference).estimate()
            assert code in {warning.code for warning in one.warnings}
