"""Seven and eight lists: what the search finds is what trying every model finds."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from tests.hidden.tables import ORLEANS, UK5, from_bits
from waterbed.hidden import command, graphs
from waterbed.hidden.command import hidden_command
from waterbed.hidden.headline import headline
from waterbed.hidden.models import fit_all
from waterbed.hidden.window import fit_near, search
from waterbed.model.histories import Histories, membership

TABLES = {"New Orleans": ORLEANS, "UK": UK5}


@pytest.mark.parametrize("name", TABLES)
def test_the_search_finds_every_model_that_is_close(name: str) -> None:
    counts = from_bits(TABLES[name]).astype(float)
    whole, found = fit_all(counts, close_only=True), fit_near(counts)
    near = whole.close()
    assert np.sort(found.population) == pytest.approx(np.sort(whole.population[near]))
    assert np.sort(found.bic) == pytest.approx(np.sort(whole.bic[near]))
    assert found.population[found.best()] == pytest.approx(whole.population[whole.best()])


@pytest.mark.parametrize("name", TABLES)
def test_the_graphs_found_average_as_all_do(name: str, monkeypatch) -> None:
    counts = from_bits(TABLES[name]).astype(float)
    whole = graphs.average(counts)
    monkeypatch.setattr(graphs, "MOST_WHOLE", 2)
    found = graphs.average(counts)
    assert found.graphs < whole.graphs
    for key in ("median", "low", "high"):
        assert getattr(found, key) == pytest.approx(getattr(whole, key), rel=0.02)


def test_a_search_ends_and_keeps_what_is_near() -> None:
    rated = []

    def rate(models):
        rated.extend(models.tolist())
        return np.array([bin(one).count("1") for one in models.tolist()], float)

    found = search((0b111111,), 6, rate, 1.0, 1000)
    assert found.tolist() == [0, 1, 2, 4, 8, 16, 32] and len(rated) == len(set(rated))
    rated.clear()
    search((0b111111,), 6, rate, 6.0, 20)
    assert len(rated) == 20


def listed(lists: int, people: int = 1200, seed: int = 3) -> Histories:
    rng = np.random.default_rng(seed)
    on = rng.random((people, lists)) < rng.uniform(0.06, 0.25, lists)
    on[:, 1] |= on[:, 0] & (rng.random(people) < 0.3)
    counts = np.bincount(on @ (1 << np.arange(lists)), minlength=1 << lists)
    counts[0] = 0
    return Histories(tuple(f"list {k}" for k in range(lists)), counts)


@pytest.mark.parametrize("lists", [7, 8])
def test_seven_and_eight_lists_give_a_range(lists: int) -> None:
    found = headline(listed(lists).counts.astype(float), np.random.default_rng(1), replicates=200)
    assert found.seen < found.low <= 1200 <= found.high < 2000
    assert found.near.all() and found.averaged.graphs > 1


def test_the_order_of_seven_lists_makes_no_difference() -> None:
    whole = listed(7)
    order = [3, 1, 6, 0, 5, 2, 4]
    at = membership(7) @ (1 << np.array(order))
    turned = Histories(tuple(whole.lists[k] for k in order), whole.counts[at])
    one, other = whole.canonical(), turned.canonical()
    assert one.lists == other.lists and (one.counts == other.counts).all()
    first, second = (headline(h.counts.astype(float), np.random.default_rng(1), replicates=50)
                     for h in (one, other))  # fmt: skip
    assert (first.low, first.high) == (second.low, second.high)


def test_the_command_answers_of_seven(monkeypatch) -> None:
    short = partial(command.latent_classes, warm_up=600, draws=200)
    monkeypatch.setattr(command, "latent_classes", short)
    found = hidden_command(listed(7), source="made up", replicates=200)
    methods = [one.method for one in found.estimates]
    assert methods[:4] == ["range", "stepwise", "bic", "dga"] and "bic-full" not in methods
    assert len(found.checks) == 15
