"""Tables of interventions of known truth, judged together: false discoveries, and what is found.

The long version is benchmarks/batch_discoveries.py, whose figures docs/many-places.md gives.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.programme.many_places import (
    Named,
    Table,
    changed,
    draw_table,
    effect,
    effects_of,
    named,
    studies,
    truth,
)
from waterbed.programme.discoveries import different_placebos
from waterbed.programme.many import judge_many
from waterbed.programme.place_effect import PlaceEffect


def small(seed: int) -> Table:
    """Forty places of 240 areas."""
    return draw_table(np.random.default_rng([23, seed]), rows=12, columns=20, places=40)


def judged(seed: int, table: Table, effects: list[PlaceEffect], *real: tuple[int, float]) -> Named:
    rng = np.random.default_rng([7, seed])
    change = rng.permutation(truth(len(effects), *real))
    found = judge_many(changed(rng, table, effects, change)).outcomes[0]
    return named(table, change, found.fell, found.rose)


def test_halved_and_doubled_places_are_found_and_few_others_named() -> None:
    table = small(1)
    effects = effects_of(table)
    for real in ((20, -0.5), (20, 1.0)):
        found = judged(1, table, effects, real)
        of, hit = found.large
        assert hit >= 0.6 * of
        assert found.false <= 0.05 * found.named + 2
    assert judged(1, table, effects).named == 0


def test_placebos_of_all_years_are_told_apart() -> None:
    table = small(2)
    one = effect(studies(table)[0], table, 0)
    assert len(one.years) > 2
    assert one.separate <= sum(count for _, count in one.years)


def test_a_batch_that_knows_no_years_counts_no_more_placebos_as_different() -> None:
    """As `batch.places` has it from reports: it names no place that the years would not."""
    effects = effects_of(small(2))
    bare = [replace(one, years=((0, one.separate),)) for one in effects]
    assert different_placebos(bare) <= different_placebos(effects)


def test_a_change_planted_in_what_was_observed_is_one_planted_in_the_counts() -> None:
    """What is expected of a place, and its placebos, rest on other places and months before."""
    table = small(3)
    before = effect(studies(table)[5], table, 5)
    counts = table.panel.counts.copy()
    first = int(table.start[5] - table.panel.periods[0])
    year = slice(first, first + 12)
    counts[0, table.at[5], year] //= 2
    halved = replace(table, panel=replace(table.panel, counts=counts))
    after = effect(studies(halved)[5], halved, 5)
    assert after.observed == counts[0, table.at[5], year].sum()
    assert (after.expected, after.scale) == (before.expected, before.scale)
    assert np.array_equal(after.pools[0].values, before.pools[0].values)


@pytest.mark.slow
def test_false_discoveries_of_tables_of_300() -> None:
    """Four tables: 100 real changes, 200 none; neighbours alike, half picked for their counts."""
    for real in (((50, -0.3), (50, -0.5)), ((50, 0.5), (50, 1.0))):
        made = []
        for seed in range(4):
            table = draw_table(np.random.default_rng([19, seed]))
            made.append(judged(seed, table, effects_of(table), *real))
        false, every = sum(one.false for one in made), sum(one.named for one in made)
        assert false <= 0.05 * every + 2
        assert sum(one.twenty[1] for one in made) >= 0.6 * sum(one.twenty[0] for one in made)
