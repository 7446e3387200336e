"""An area that in one period counts more than all the others together shapes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.validity.overwhelming import BEFORE, FIRST, YEAR, drawn
from tests.validity.trial import study_of
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.diagnostics import checks, overwhelming
from waterbed.effect.estimand import Estimand
from waterbed.effect.overwhelming import overwhelming as overwhelming_areas
from waterbed.effect.setting import WHOLE
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET

START = FIRST + BEFORE
AFTER, BASE, EARLY = BEFORE + 4, BEFORE - 4, 7


def comparison(panel: Panel, target: int) -> Comparison:
    areas = Areas(panel.areas, panel.areas, ("",) * len(panel.areas))
    study = study_of(panel, target, START, "random")
    return compare(study, study.rule.windows[0], areas, panel, count=99, seed=[1])


def estimand(compared: Comparison) -> Estimand:
    return Estimand(compared, (TARGET, WHOLE), "crime", "forecast", True)


def with_count(panel: Panel, area: int, period: int, count: float) -> Panel:
    counts = panel.counts.copy()
    counts[0, area, period] = count
    return replace(panel, counts=counts)


def beside(target: int) -> int:
    return 0 if target else 1


@pytest.mark.parametrize("period", [AFTER, BASE, EARLY])
def test_however_much_it_counts_everything_expected_is_the_same(period: int) -> None:
    panel, target = drawn(40, 8.0, 1)
    area = beside(target)
    made = [comparison(with_count(panel, area, period, n), target) for n in (10_000, 90_000)]
    first, second = (estimand(each) for each in made)
    assert first.real.expected == second.real.expected
    assert first.real.t == second.real.t
    # It is as though the area were no donor, but that it is among the placebos.
    study = comparison(panel, target)
    assert len(first.pools[0]) == len(estimand(study).pools[0])
    usual = float(estimand(study).real.expected)
    assert float(first.real.expected) == pytest.approx(usual, rel=0.05)
    steady = {check.name: check for check in checks(first, study_of(panel, target, START, "").rule)}
    assert steady["steady"].passed
    said = overwhelming(first)
    assert said is not None
    assert (said.name, said.passed, said.gate, said.bars) == ("overwhelming", None, False, "")
    assert overwhelming(estimand(study)) is None


def test_it_stays_among_the_placebos_as_one_far_out() -> None:
    panel, target = drawn(40, 8.0, 1)
    area = beside(target)
    compared = comparison(with_count(panel, area, AFTER, 10_000), target)
    reference = compared.fitted["forecast"].reference
    row = int(np.flatnonzero(compared.setting.placebos.zones[TARGET].indices == area)[0])
    assert reference.valid[row, 0, 0]
    assert reference.t[row, 0, 0] == reference.t[:, 0, 0].max() > 20


def test_only_what_outweighs_the_others_and_itself_is_left_out() -> None:
    panel, target = drawn(40, 8.0, 2)
    donors = np.arange(len(panel.areas)) != target
    area, last = beside(target), START + YEAR - 1
    others = int(panel.counts[0, donors, AFTER].sum() - panel.counts[0, area, AFTER])
    for more, found in ((-1, False), (1, True)):
        spiked = with_count(panel, area, AFTER, others + more)
        assert overwhelming_areas(spiked, donors, last)[area, 0] == found
        assert overwhelming_areas(spiked, donors, last).sum() == found
        assert not overwhelming_areas(spiked, donors, START - 1).any()
    # The busy centre of a small map is what it always was.
    counts = panel.counts.copy()
    counts[0, area] *= 100
    assert not overwhelming_areas(replace(panel, counts=counts), donors, last).any()
    # Where next to nothing is counted, a single incident outweighs all others by chance.
    nothing = with_count(replace(panel, counts=0 * panel.counts), area, AFTER, 9)
    assert not overwhelming_areas(nothing, donors, last).any()
    assert overwhelming_areas(with_count(nothing, area, AFTER, 10), donors, last)[area, 0]


def test_what_a_gap_holds_is_not_looked_at() -> None:
    panel, target = drawn(40, 8.0, 3)
    donors, area = np.arange(len(panel.areas)) != target, beside(target)
    covered = panel.covered.copy()
    covered[0, area, AFTER] = False
    gapped = replace(with_count(panel, area, AFTER, 90_000), covered=covered)
    assert not overwhelming_areas(gapped, donors, START + YEAR - 1).any()


def test_ten_areas_are_all_kept_so_that_a_forecast_is_made() -> None:
    panel, target = drawn(11, 8.0, 1)
    compared = comparison(with_count(panel, beside(target), AFTER, 10_000), target)
    assert not compared.fitted["forecast"].overwhelmed
    assert np.isfinite(estimand(compared).real.expected)
