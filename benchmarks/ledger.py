"""CPU seconds to hold a ledger of a hundred releases and one more together, budget 5.

Every release is of another place of one city: a target, the areas beside it, the rest as donors;
two years compared, and the total over everything.  Printed at one, ten and a hundred releases:
cells, distinct sets, atoms, guarded sets, how many are too narrow, seconds.
"""

from __future__ import annotations

import time

import numpy as np
from _measure import report

from waterbed.disclosure.ledger.atoms import TrueCounts, system_of
from waterbed.disclosure.ledger.audit import audit
from waterbed.disclosure.ledger.cell import Cell, Kinds, joined
from waterbed.disclosure.ledger.guarded import guarded
from waterbed.disclosure.rules import round_count, round_total, too_small
from waterbed.model.months import Months

BUDGET = 5.0
AREAS, YEARS, FIRST = 360, 6, 24_000
OUTCOMES = (Kinds(),)
HOLDS = np.array([[True, True]])
IDS = np.array([f"a{n:03d}" for n in range(AREAS)])


def main() -> None:
    rng = np.random.default_rng(1)
    rates = rng.gamma(1.5, 0.6, (2, AREAS, 1))
    counts = rng.poisson(np.broadcast_to(rates, (2, AREAS, 12 * YEARS))).astype(np.int64)
    known = TrueCounts(tuple(IDS), FIRST + np.arange(12 * YEARS), OUTCOMES, HOLDS, counts)
    releases = [release(counts, rng) for _ in range(101)]
    for many in (1, 10, len(releases)):
        cells = [cell for one in releases[:many] for cell in one]
        seconds, told = held(cells, known)
        print(f"{many} releases: {told}: {seconds:.2f} CPU s", flush=True)
    report("ledger", "CPU s", seconds, BUDGET, "budget")


def held(cells: list[Cell], known: TrueCounts) -> tuple[float, str]:
    """CPU seconds of one whole audit, and the size of it in words."""
    begun = time.process_time()
    system = system_of(joined(cells), {"counts": known})
    rows = guarded(system)
    narrow = audit(system, rows)
    taken = time.process_time() - begun
    size = f"{len(cells)} cells, {len(system.cells)} sets, {system.member.shape[1]} atoms"
    return taken, f"{size}, {len(rows)} guarded, {len(narrow)} too narrow"


def release(counts: np.ndarray, rng: np.random.Generator) -> list[Cell]:
    """Two years of target, zone and donors of every outcome, and the totals over all months."""
    target, start = int(rng.integers(AREAS)), 12 * int(rng.integers(1, YEARS))
    zone = (target + np.array([-19, -18, -17, -1, 1, 17, 18, 19])) % AREAS
    rest = np.setdiff1d(np.arange(AREAS), [target, *zone])
    made = []
    for p in range(len(OUTCOMES)):
        for areas in ([target], zone, rest):
            made += [cell(counts, areas, start - back, 12, p) for back in (12, 0)]
        made.append(cell(counts, np.arange(AREAS), 0, 12 * YEARS, p))
    return made


def cell(counts: np.ndarray, areas: object, first: int, length: int, p: int) -> Cell:
    where = np.sort(np.asarray(areas))
    count = int(counts[HOLDS[p]][:, where, first : first + length].sum())
    bounds: tuple[int | None, int | None] = (None, None)
    if length > 12:
        shown = round(round_total(count))
        bounds = (shown - 500, shown + 499)
    elif not too_small(count):
        shown = round(round_count(count))
        bounds = (shown - 2, shown + 2)
    months = Months(FIRST + first, FIRST + first + length - 1)
    return Cell(tuple(IDS[where].tolist()), months, OUTCOMES[p], ("counts",), *bounds)


if __name__ == "__main__":
    main()
