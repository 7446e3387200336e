"""A place that no method can judge: bounds in place of a refusal, by hand, and as told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.builders import WINDOW, claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.displacement.bounds import bounds
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.model.months import Months
from waterbed.report.sections.movement import did_it_move

SMALL = grid(5, 5)
"""Too few comparison areas for a test: the ring and the buffer leave a handful."""


def asked(comparison):
    return Estimand(comparison, ("target", "whole"), "o0", published=True)


def small():
    plain = study(claim(kind="rose", zone="beside"))
    (patrol,) = plain.interventions
    middle = replace(patrol, areas=("A012",), target=("A012",), buffer=None)
    return replace(plain, interventions=(middle,))


@pytest.fixture(scope="module")
def results():
    return analyse(small(), SMALL, counts(SMALL, 3), run_month=12 * 2030, placebos=99)


def test_bounds_by_hand():
    panel = counts(SMALL, 3)
    comparison = compare(small(), WINDOW, SMALL, panel, count=99, seed=[1], methods=())
    bound = bounds(asked(comparison), "few-references", 0.95)
    base, post = panel.total(WINDOW.base)[0], panel.total(WINDOW.post)[0]
    growths = [*(post[comparison.zones.donors] / base[comparison.zones.donors])]
    assert len(growths) == 20
    assert bound.low == pytest.approx(post[12] - base[12] * max(growths))
    assert bound.high == pytest.approx(post[12] - base[12] * min(growths))
    assert (bound.value, bound.deciding, bound.p) == (None, None, None)


def test_its_own_earlier_years_bound_it_too():
    """The same months of 2015 and 2016, before those of 2017 and 2018."""
    raised = counts(SMALL, 3).counts.copy()
    raised[0, 12, 12:24] = 40
    panel = replace(counts(SMALL, 3), counts=raised)
    window = replace(
        WINDOW, base=Months.parse("2017-01", "2017-12"), post=Months.parse("2018-01", "2018-12")
    )
    comparison = compare(small(), window, SMALL, panel, count=99, seed=[1], methods=())
    bound = bounds(asked(comparison), "few-references", 0.95)
    own = raised[0, 12]
    growth = own[12:24].sum() / own[:12].sum()
    assert bound.low == pytest.approx(own[36:].sum() - growth * own[24:36].sum())
    assert bound.warnings[0]["years"].value == 1 and bound.warnings[0]["places"].value == 20


def test_a_refused_zone_gets_bounds_and_no_verdict(results):
    zone = [estimate for estimate in results.estimates if estimate.parameter.zone == "beside"]
    assert "forecast" not in {estimate.method for estimate in zone}
    (bound,) = (estimate for estimate in zone if estimate.method == "bounds")
    assert bound.low < bound.high and bound.deciding is None
    (verdict,) = results.verdicts
    assert verdict.answer == "untestable"


def test_the_section_says_why_and_calls_them_bounds(results):
    section = did_it_move(release(results, "public").content)
    assert "No zone round the target was declared" not in section.finding
    block = next(b for b in section.blocks if b.title == "Where no test can be made: bounds")
    (text,) = (point for point in block.points if "“beside”" in point)
    assert "no test: they carry no verdict" in text
    assert "too few separate places" in text and "the difference lies between" in text


def test_where_the_method_decides_there_are_none():
    wide = grid(12, 12)
    asked = study(claim(kind="rose", zone="beside"))
    results = analyse(asked, wide, counts(wide, 3), placebos=99)
    assert all(estimate.method != "bounds" for estimate in results.estimates)


def test_unpublished_tables_get_none():
    plain = small()
    closed = replace(plain, counts=tuple(replace(t, published=False) for t in plain.counts))
    results = analyse(closed, SMALL, counts(SMALL, 3), placebos=99)
    assert all(row.method != "bounds" for row in results.estimates)


def test_a_gap_or_an_empty_base_gives_none():
    panel = counts(SMALL, 3)
    empty = panel.counts.copy()
    empty[0, 12, 12:24] = 0
    covered = panel.covered.copy()
    covered[0, 12, 30] = False
    for spoilt in (replace(panel, counts=empty), replace(panel, covered=covered)):
        comparison = compare(small(), WINDOW, SMALL, spoilt, count=99, seed=[1], methods=())
        assert bounds(asked(comparison), "gaps", 0.95) is None
