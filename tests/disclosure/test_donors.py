"""What a report of an unpublished table says of the donors, few and quiet beside a busy target.

The attacker has every other count, the study file and this program, and tries the donors' counts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, claim, grid, month, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.study import ChosenFor, ZoneRule
from waterbed.model.window import Window
from waterbed.report.record.results import results_json

AREAS = grid(6, 4)
DONORS = ("A000", "A003", "A005", "A012", "A017", "A019", "A023")
TARGET = 8
WINDOW = Window(
    "year", "op", Months.parse("2015-01", "2015-12"), Months.parse("2016-01", "2016-12")
)


def closed():
    made = study(claim("fell"), headline="difference", windows=(WINDOW,), level=0.8)
    place = replace(
        OPERATION,
        start=month("2016-01"),
        areas=("A008",),
        target=("A008",),
        zones=(),
        buffer=None,
        donors=ZoneRule("list", areas=DONORS),
        chosen_for=ChosenFor("random"),
    )
    closed_tables = (replace(made.counts[0], published=False),)
    return replace(made, counts=closed_tables, interventions=(place,))


def panel(base: int, post: int) -> Panel:
    """Two years; the target counts 420 and 310, the donors these totals."""
    counts = np.zeros((1, len(AREAS), 24), np.int64)
    counts[0, TARGET, :12], counts[0, TARGET, 12:] = 35, 310 // 12
    counts[0, TARGET, 12:22] += 1
    at = [AREAS.ids.index(one) for one in DONORS]
    for months, total in ((range(12), base), (range(12, 24), post)):
        for k in range(total):
            counts[0, at[k % len(at)], months[(5 * k) % 12]] += 1
    periods = month("2015-01") + np.arange(24)
    return Panel(("o0",), AREAS.ids, periods, 1, counts, np.ones(counts.shape, bool))


def told(base: int, post: int) -> bytes:
    """All that leaves, but for the total over all areas and months, which has an edge of its own
    near these."""
    out = release(analyse(closed(), AREAS, panel(base, post)), "public")
    return results_json(replace(out, content=replace(out.content, outcomes=())))


def rows(base: int, post: int):
    out = release(analyse(closed(), AREAS, panel(base, post))).content
    return [one for one in out.estimates if one.method in ("difference", "wdd", "wdd-dispersion")]


def test_quiet_donors_tell_nothing_of_their_totals():
    """Of donors too few to show, every total gives the same report to the last byte, none too."""
    assert len({told(base, 9) for base in (0, 1, 4, 9, 12)}) == 1
    assert len({told(9, post) for post in (0, 1, 4, 9, 12)}) == 1


@pytest.mark.parametrize("totals", [(28, 31), (60, 52)])
def test_what_is_expected_of_a_busy_place_does_not_tell_of_quiet_donors(totals):
    """One donor's incident would move it by several."""
    assert {one.status for one in rows(*totals)} == {"withheld"}
    assert {one.status for one in rows(310, 330)} == {"rounded"}


def test_what_is_expected_tells_busy_donors_to_the_nearest_five():
    classes: dict[object, list[int]] = {}
    for post in range(300, 330):
        numbers = tuple((one.value, one.expected, one.observed) for one in rows(403, post))
        classes.setdefault(numbers, []).append(post)
    inner = [found for found in classes.values() if found[0] > 300 and found[-1] < 329]
    assert len(inner) >= 3 and all(len(found) >= 5 for found in inner), inner
