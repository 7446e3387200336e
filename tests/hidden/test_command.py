"""What the command answers: never a silent wrong number, the same for any order of lists."""

from __future__ import annotations

from functools import partial
from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hidden.tables import ORLEANS, UK5, from_bits, random_table
from waterbed.hidden import command
from waterbed.hidden.command import hidden_command
from waterbed.hidden.latent import latent_classes
from waterbed.model.errors import Refusal
from waterbed.model.estimate import Figure
from waterbed.model.histories import Histories
from waterbed.model.liststudy import LIST_CHECKS

REFUSALS = {
    "few-shared", "contained-list", "unlinked-lists", "no-finite-estimate", "no-useful-range",
    "empty-list",
}  # fmt: skip


@pytest.fixture(autouse=True)
def short_chains(monkeypatch):
    """Few steps: whether chains agree is tested in test_latent.py."""
    monkeypatch.setattr(
        command, "latent_classes", partial(latent_classes, warm_up=60, draws=200, chains=4)
    )


def histories(counts, names="ABCDEF") -> Histories:
    lists = int(np.log2(len(counts)))
    return Histories(tuple(names[:lists]), np.asarray(counts, np.int64))


def numbers(study):
    """Every number of a study, with where it stands."""
    for one in study.estimates:
        for key in ("value", "low", "high", "se"):
            value = getattr(one, key)
            if value is not None:
                yield f"{one.method} {key}", value
    for check in study.checks:
        for key, fact in check.remark.facts:
            if isinstance(fact, Figure) and fact.value is not None:
                yield f"{check.name} {key}", fact.value


@pytest.fixture
def uk5(once):
    """The five lists of the United Kingdom, by the chains of these tests."""
    return once("hidden-uk5", lambda: hidden_command(histories(from_bits(UK5))))


@st.composite
def sparse_tables(draw):
    """Histories of two to five lists, mostly empty, now and then with large cells."""
    lists = draw(st.integers(2, 5))
    cell = st.one_of(st.just(0), st.just(0), st.integers(0, 4), st.integers(0, 60))
    counts = draw(st.lists(cell, min_size=1 << lists, max_size=1 << lists))
    counts[0] = 0
    for k in range(lists):
        counts[1 << k] += draw(st.integers(0, 300))
    return np.array(counts)


SPARSE = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@settings(SPARSE, max_examples=10)
@given(sparse_tables())
def test_random_sparse_tables_give_a_range_or_a_named_refusal(counts):
    range_or_refusal(counts)


@pytest.mark.slow
@settings(SPARSE, max_examples=100)
@given(sparse_tables())
def test_many_sparse_tables_give_a_range_or_a_named_refusal(counts):
    range_or_refusal(counts)


def range_or_refusal(counts):
    if not counts.any():
        return
    try:
        study = hidden_command(histories(counts), replicates=200)
    except Refusal as refusal:
        assert refusal.name in REFUSALS
        assert refusal.mend
        return
    seen = counts.sum()
    for where, value in numbers(study):
        assert np.isfinite(value), where
        assert value <= max(1000 * seen, 1e6) if "joint" in where else value <= 1000 * seen, where
    for one in study.estimates:
        ends = [x for x in (one.low, one.value, one.high) if x is not None]
        assert ends == sorted(ends), one.method
    two = len(counts) == 4
    assert (study.estimates[0].method == "range") != two
    if not two:
        assert seen <= study.estimates[0].low <= study.estimates[0].high


REFUSED = {
    "few-shared": {"001": 20, "010": 30, "100": 25, "011": 3, "101": 3, "110": 3},
    "contained-list": {"001": 20, "010": 30, "011": 12, "101": 14, "111": 3},
    "unlinked-lists": {"001": 20, "010": 30, "011": 12, "100": 25},
    "empty-list": {"001": 20, "010": 30, "011": 12},
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_by_name_with_what_would_mend_it(name):
    with pytest.raises(Refusal) as caught:
        hidden_command(histories(from_bits(REFUSED[name], 3)))
    assert caught.value.name == name and caught.value.mend


def test_everybody_seen_once_is_refused():
    with pytest.raises(Refusal) as caught:
        hidden_command(histories(from_bits({"001": 200, "010": 300, "100": 250}, 3)))
    assert caught.value.name == "few-shared"


def test_two_lists_give_chapman_and_no_range():
    study = hidden_command(histories([0, 60, 40, 20]))
    assert [one.method for one in study.estimates] == ["chapman"]
    assert study.verdict == "two-lists"
    names = [check.name for check in study.checks]
    assert names == ["seen-once", "dependence", "verdict"]
    down, up = (study.checks[1].remark[key].value for key in ("down", "up"))
    low, high = study.estimates[0].low, study.estimates[0].high
    assert 120 + down * 60 * 40 / 20 == pytest.approx(low)
    assert 120 + up * 60 * 40 / 20 == pytest.approx(high)


def same(a, b):
    for (where, x), (_, y) in zip(numbers(a), numbers(b), strict=True):
        assert x == pytest.approx(y, rel=1e-9), where


def test_order_of_lists_rows_and_labels_change_nothing():
    counts = from_bits(ORLEANS).astype(np.int64)
    plain = hidden_command(histories(counts, "ABCDE"))
    rng = np.random.default_rng(6)
    for order in rng.permutation(list(permutations(range(5))))[:3]:
        cells = sum(((np.arange(32) >> k) & 1) << order[k] for k in range(5))
        moved = np.zeros_like(counts)
        moved[cells] = counts
        names = ["" for _ in range(5)]
        for k in range(5):
            names[order[k]] = f"renamed {'ABCDE'[k]}"
        other = hidden_command(Histories(tuple(names), moved))
        same(plain, other)
        assert other.lists == tuple(f"renamed {name}" for name in plain.lists)


def test_the_same_seed_gives_the_same_answer_and_another_a_close_one():
    first, again = (hidden_command(histories(from_bits(ORLEANS)), seed=3) for _ in range(2))
    assert first == again
    other = hidden_command(histories(from_bits(ORLEANS)), seed=4)
    assert other.estimates[0].high == pytest.approx(first.estimates[0].high, rel=0.1)


def test_the_range_is_the_union_of_its_parts(uk5):
    study = uk5
    rows = {one.method: one for one in study.estimates if one.method != "chapman"}
    parts = [rows[name] for name in ("stepwise", "bic", "dga")]
    assert rows["range"].low == min(one.low for one in parts)
    assert rows["range"].high == max(one.high for one in parts)
    assert rows["range"].value is None
    assert rows["range"].low > 8000 and rows["range"].high < 40_000


def test_all_fifteen_checks_with_their_facts(uk5):
    study = uk5
    assert [check.name for check in study.checks] == [*LIST_CHECKS][:15]
    for check in study.checks:
        assert tuple(key for key, _ in check.remark.facts) == LIST_CHECKS[check.name]
    facts = {check.name: dict(check.remark.facts) for check in study.checks}
    passed = {check.name: check.passed for check in study.checks}
    assert facts["overlap"]["empty"].value == 1
    assert facts["seen-once"]["share"].value == pytest.approx(2523 / 2744)
    assert facts["seen-once"]["bound"].value is None  # LA and GP avoid each other
    assert facts["models"]["models"].value == 12
    assert facts["models"]["spread"].value == pytest.approx(2.43, abs=0.005)
    assert facts["thresholds"]["high"].value == pytest.approx(13101, abs=0.5)
    assert facts["left-out"]["high"].value == pytest.approx(22623, abs=0.5)
    assert facts["pairwise"]["low"].value == pytest.approx(2839, abs=0.5)
    assert facts["pairwise"]["high"].value == pytest.approx(95707, abs=0.5)
    assert facts["width"]["ratio"].value == pytest.approx(1.9, abs=0.3)
    assert 35 < facts["choice"]["models"].value < 65
    assert facts["choice"]["share"].value == pytest.approx(0.26, abs=0.05)
    assert study.verdict == facts["verdict"]["level"] == "order-of-magnitude"
    assert not passed["models"] and not passed["overlap"] and passed["thresholds"]


def test_strata_add_up_or_are_refused():
    rng = np.random.default_rng(2)
    parts = np.array([random_table(rng, 4, 30, 0.0).astype(np.int64) for _ in range(2)])
    table = Histories(tuple("ABCD"), parts.sum(axis=0), ("2012", "2013"), parts)
    study = hidden_command(table)
    check = study.checks[-1]
    assert check.name == "strata" and check.remark["missing"].value == 0
    assert check.remark["total"].value == pytest.approx(sum(value for _, value in study.strata))
    small = Histories(tuple("ABCD"), table.counts, ("2012", "2013"), np.array(
        [table.counts - parts[0] // 40, parts[0] // 40]))  # fmt: skip
    with pytest.raises(Refusal) as caught:
        hidden_command(small)
    assert caught.value.name == "small-stratum"


def test_models_of_every_order_stand_beside_the_range_and_not_in_it(uk5):
    study = uk5
    rows = {one.method: one for one in study.estimates if one.method != "chapman"}
    assert rows["bic-full"].value == pytest.approx(25311.3, abs=0.05)
    assert rows["bic-full"].high > 34083 > rows["range"].high


def test_large_tables_and_small_ones_are_fitted_alike():
    """Ten thousand times as many people give ten thousand times the estimate, more narrowly."""
    rng = np.random.default_rng(3)
    on = rng.random((3000, 4)) < [0.3, 0.25, 0.2, 0.2]
    counts = np.bincount(on @ (1 << np.arange(4)), minlength=16)
    counts[0] = 0
    small, large = (hidden_command(histories(counts * scale)) for scale in (1, 10_000))
    rows = [{one.method: one for one in study.estimates} for study in (small, large)]
    assert rows[1]["main-effects"].value == pytest.approx(10_000 * rows[0]["main-effects"].value)
    widths = [(row["main-effects"].high - row["main-effects"].low) for row in rows]
    assert widths[1] == pytest.approx(100 * widths[0], rel=0.05)
