"""What a reader of several numbers can tell by solving for what they do not show."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.disclosure.ledger.tables import ALL, Table, kind
from waterbed.disclosure.ledger.atoms import system_of
from waterbed.disclosure.ledger.audit import FEWEST, audit
from waterbed.disclosure.ledger.cell import joined
from waterbed.disclosure.ledger.guarded import guarded

YEAR, NEXT = (0, 11), (12, 23)


def table(*rows: tuple[int, ...]) -> Table:
    """Areas with so many incidents a month over two years; a pair a row is by category."""
    counts = np.array(rows, np.int64).T[..., None]
    return Table(np.repeat(counts, 24, axis=2))


def spread(base: Table, area: int, months: tuple[int, int], total: int) -> None:
    """Give an area so many incidents in a run of months, and none else there."""
    base.counts[:, area, months[0] : months[1] + 1] = 0
    base.counts[0, area, months[0] : months[0] + total] = 1


def test_two_whole_years_one_release_each_pass():
    t = table((5,), (4,), (6,))
    first = [t.cell([0], YEAR), t.cell([1, 2], YEAR)]
    second = [t.cell([0], NEXT), t.cell([1, 2], NEXT)]
    assert not t.narrow(first + second)


def test_nested_targets_at_once_are_refused():
    t = table((5,), (6,), (1,))
    spread(t, 2, YEAR, 6)
    (found,) = t.narrow([t.cell([0, 1], YEAR), t.cell([0, 1, 2], YEAR)])
    assert found.values < FEWEST


def test_a_zone_with_one_area_more_in_a_second_release_is_refused():
    t = table((5,), (6,), (1,))
    spread(t, 2, YEAR, 3)
    first = [t.cell([0], YEAR), t.cell([1], YEAR)]
    assert not t.narrow(first)
    assert t.narrow([*first, t.cell([1, 2], YEAR)])


def test_a_borough_total_beside_its_parts_is_refused():
    t = table((5,), (6,), (1,))
    spread(t, 2, YEAR, 4)
    parts = [t.cell([0], YEAR), t.cell([1], YEAR), t.cell([2], YEAR)]
    assert parts[2].withheld and not t.narrow(parts)
    total = t.true([0, 1, 2], YEAR)
    # Two rounded parts leave nine counts of what is left of a total that is known to one.
    (found,) = t.narrow([*parts, t.bare([0, 1, 2], YEAR, ALL, total, total)])
    assert found.values == min(9, 5 + t.true([2], YEAR))


@pytest.mark.parametrize("count", range(9, 13))
def test_a_withheld_part_of_ten_to_twelve_is_not_found_by_its_sum(count):
    """33 less 22, each rounded to five, is 11 to 19, and what is withheld is no more than 12."""
    t = table((5,), (5,))
    spread(t, 0, YEAR, 0)
    spread(t, 1, YEAR, count)
    t.counts[0, 0, 0] = 33 - count if count < 11 else 22
    parts = [t.cell([0], YEAR), t.cell([1], YEAR)]
    assert parts[1].withheld and not t.narrow(parts)
    (found,) = t.narrow([*parts, t.cell([0, 1], YEAR)])
    assert found.values < FEWEST and found.least <= count <= found.greatest
    # Of two numbers that stand alone nine counts are left, and no number says that it is small.
    alone = t.narrow([parts[0], t.cell([0, 1], YEAR)])
    assert bool(alone) is (count < 10)


def test_months_after_years_are_refused():
    t = table((5,))
    spread(t, 0, (11, 11), 7)
    t.counts[0, 0, 11] = 7
    whole = t.cell([0], YEAR)
    assert not t.narrow([whole])
    assert t.narrow([whole, t.cell([0], (0, 10))])


def test_all_beside_all_but_soliciting_is_refused():
    t = table((5, 0), (9, 0))
    t.counts[1, 0, :3] = 1
    every, but = t.cell([0], YEAR), t.cell([0], YEAR, kind(without=["k1"]))
    assert not t.narrow([every]) and not t.narrow([but])
    assert t.narrow([every, but])


def test_overlapping_windows_that_add_up_are_refused():
    """Fourteen months less each of their halves, and what lies between them."""
    t = table((5,))
    t.counts[0, 0, 6:8] = 2
    cells = [t.cell([0], (0, 7)), t.cell([0], (6, 13)), t.cell([0], (0, 13))]
    assert t.true([0], (6, 7)) < 10
    values = [found.values for found in t.narrow(cells)]
    assert values == [] or min(values) >= 1
    exact = [
        t.bare([0], m, ALL, t.true([0], m), t.true([0], m)) for m in ((0, 7), (6, 13), (0, 13))
    ]
    assert any(found.values == 1 for found in t.narrow(exact))


def test_a_withheld_cell_of_an_earlier_release_stays_guarded():
    t = table((5,), (1,), (8,))
    spread(t, 1, YEAR, 5)
    withheld = t.cell([1], YEAR)
    assert withheld.withheld
    around = [t.bare([0, 1], YEAR, ALL, 60, 72), t.bare([0], YEAR, ALL, 60, 62)]
    found = t.narrow([withheld, *around])
    assert not found  # 0 to 12
    assert t.narrow([withheld, t.bare([0, 1], YEAR, ALL, 60, 68), around[1]])


def test_what_is_withheld_is_known_to_be_small():
    """Nine is left between 9 and 21 by three rounded numbers, and to 12 by not being shown."""
    t = table((6,), (6,), (1,))
    for area, total in ((0, 62), (1, 62), (2, 9)):
        t.counts[0, area, 0], t.counts[0, area, 1:12] = total, 0
    cells = [t.cell([0], YEAR), t.cell([1], YEAR), t.cell([0, 1, 2], YEAR)]
    assert [cell.lo for cell in cells] == [58, 58, 133]
    assert not t.narrow(cells)
    withheld = t.cell([2], YEAR)
    assert withheld.withheld
    assert min(found.values for found in t.narrow([*cells, withheld])) == 4
    t.counts[0, 2, 0] = 13  # it is not withheld for being small
    large = t.bare([2], YEAR, ALL, None, None)
    assert not t.narrow([*cells, large])


def test_a_count_of_another_vintage_does_not_make_the_system_impossible():
    t = table((5,), (6,))
    old = t.bare([0], YEAR, ALL, 10, 14)
    system = t.system([old, t.cell([0, 1], YEAR)])
    row = [cell.key for cell in system.cells].index(old.key)
    assert system.lo[row] == 10 and system.hi[row] == t.true([0], YEAR)


def brute(system, rows) -> set[int]:
    """Guarded sets with fewer than ten counts possible, by trying every table of whole numbers.

    Bounds of every atom are those of the cells that hold it.
    """
    member = system.member.astype(int)
    tops = [int(system.hi[member[:, n] > 0].min()) for n in range(member.shape[1])]
    possible: list[set[int]] = [set() for _ in rows]
    for x in product(*(range(top + 1) for top in tops)):
        sums = member @ np.array(x)
        if (sums >= system.lo).all() and (sums <= system.hi).all():
            for seen, row in zip(possible, rows, strict=True):
                seen.add(int(np.array(x)[row].sum()))
    return {g for g, seen in enumerate(possible) if max(seen) - min(seen) + 1 < FEWEST}


@st.composite
def tiny(draw):
    """Two areas, two months, two categories, and a few cells with bounds of every width."""
    counts = np.array(draw(st.lists(st.integers(0, 6), min_size=8, max_size=8))).reshape(2, 2, 2)
    t = Table(counts)
    cells = []
    for _ in range(draw(st.integers(1, 4))):
        areas = draw(st.sampled_from([(0,), (1,), (0, 1)]))
        months = draw(st.sampled_from([(0, 0), (1, 1), (0, 1)]))
        kinds = draw(st.sampled_from([ALL, kind("k0"), kind(without=["k0"])]))
        true = t.true(areas, months, kinds)
        down, up = draw(st.integers(0, 6)), draw(st.integers(0, 6))
        cells.append(t.bare(areas, months, kinds, max(true - down, 0), true + up))
    return t, cells


@settings(max_examples=60, deadline=None)
@given(tiny())
def test_the_audit_is_that_of_every_whole_number_tried(drawn):
    t, cells = drawn
    system = t.system(cells)
    if system.member.shape[1] > 4:
        return
    rows = guarded(system)
    narrow = {tuple(found.row) for found in audit(system, rows)}
    assert narrow == {tuple(rows[g]) for g in brute(system, rows)}


@pytest.mark.parametrize("small", [0, 9])
def test_nought_is_guarded_as_any_small_count_is(small):
    t = table((5,), (1,))
    spread(t, 1, YEAR, small)
    assert t.narrow([t.cell([0, 1], YEAR), t.cell([0], YEAR)])


def test_published_counts_that_are_part_of_a_place_leave_a_small_rest():
    """Forty are published of the forty-six that are shown as forty-five."""
    t = table((5,))
    t.counts[0, 0, :12] = [4] * 10 + [3, 3]
    cells = [t.cell([0], YEAR)]
    assert t.true([0], YEAR) == 46 and not t.narrow(cells)
    published = np.zeros_like(t.counts)
    published[0, 0, :12] = [4] * 10 + [0, 0]
    for ends in ({"least": published}, {"most": t.counts + (t.counts == 3) * 2}):
        known = replace(t.known(cells), **ends)
        system = system_of(joined(cells), {"t": known})
        (found,) = audit(system, guarded(system))
        assert found.values < FEWEST
