"""The effect by quarter: the history fixed, and a band that holds all quarters at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, claim, grid, month, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.effect import history as history_module
from waterbed.effect import origins as origins_module
from waterbed.effect.compare import compare
from waterbed.effect.inference import critical, invert_ratio, simultaneous
from waterbed.effect.months_after import by_quarter, over_months, quarters_of
from waterbed.model.panel import Panel
from waterbed.model.study import ChosenFor
from waterbed.report import report_html
from waterbed.report.tables import tables

AREAS = grid(12, 12)
TARGET = 27
FROM = month("2013-01")


def panel_of(areas, counts) -> Panel:
    periods = FROM + np.arange(counts.shape[2])
    return Panel(("o0",), areas.ids, periods, 1, counts, np.ones(counts.shape, bool))


def panel(seed: int = 1, months: int = 72, fall: float = 0.0, since: str = "2017-01") -> Panel:
    """Six years from 2013, a rate an area; the target's counts fall from a month on."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(4.0, 10 / 4.0, (1, len(AREAS), 1)) + 2
    rate[0, TARGET] = 30
    counts = rng.poisson(rate, (1, len(AREAS), months)).astype(np.int64)
    after = FROM + np.arange(months) >= month(since)
    counts[0, TARGET, after] = rng.binomial(counts[0, TARGET, after], 1 - fall)
    return Panel(
        ("o0",), AREAS.ids, FROM + np.arange(months), 1, counts, np.ones(counts.shape, bool)
    )


def by_forecast(*claims, published: bool = True, **intervention: object):
    made = study(*claims, headline="forecast")
    keys = {"zones": (), "buffer": None, "chosen_for": ChosenFor("random"), **intervention}
    tables_ = tuple(replace(one, published=published) for one in made.counts)
    return replace(made, counts=tables_, interventions=(replace(OPERATION, **keys),))  # type: ignore[arg-type]


def comparison(counts: Panel, method: str = "forecast"):
    made = by_forecast(claim("fell"))
    return compare(made, made.rule.windows[0], AREAS, counts, count=99, seed=[1], methods=(method,))


def test_quarters_run_from_the_start_on_for_two_years_while_counts_last():
    found = quarters_of(comparison(panel()))
    assert [one.labels for one in found[:2]] == [("2017-01", "2017-03"), ("2017-04", "2017-06")]
    assert len(found) == 8 and found[-1].labels == ("2018-10", "2018-12")
    assert len(quarters_of(comparison(panel(months=64)))) == 5


def test_longer_periods_are_shown_as_they_are():
    counts = panel()
    yearly = replace(
        counts,
        periods=counts.periods[::12],
        step=12,
        counts=counts.counts.reshape(1, len(AREAS), -1, 12).sum(axis=3),
        covered=counts.covered[:, :, ::12],
    )
    assert [len(one) for one in quarters_of(comparison(yearly, "difference"))] == [12, 12]


@pytest.mark.parametrize("method", ["forecast", "difference"])
def test_the_band_is_the_widest_of_one_factor_for_all_quarters(method):
    """Slow and obvious: each placebo's worst quarter, in units of each quarter's own two ends."""
    found = comparison(panel(fall=0.4), method)
    (made,) = by_quarter(found, method, ("o0",), 0.95)
    fits = [over_months(found, method, one.months, ("o0",)).fitted[method] for one in made.quarters]
    both = np.logical_and.reduce([one.reference.valid[:, 0, 0] for one in fits])
    columns = [one.reference.t[both, 0, 0] for one in fits]

    def ends_of(values):
        k = int(0.025 * (len(values) + 1) + 1e-9)
        ordered = sorted(values)
        return ordered[k - 1], ordered[-k]

    joint = [ends_of(column) for column in columns]
    worst = sorted(
        max(t / low if t < 0 else t / high for t, (low, high) in zip(row, joint, strict=True))
        for row in zip(*columns, strict=True)
    )
    factor = max(1.0, worst[-int(0.05 * (len(worst) + 1) + 1e-9)])
    for fit, quarter in zip(fits, made.quarters, strict=True):
        real = fit.real["target", "whole"]
        low, high = ends_of(fit.reference.placebos("target", "o0")[0])
        y, mu, scale = (float(one[0]) for one in (real.observed, real.expected, real.scale))
        expected = invert_ratio(y, mu, scale, (low * factor, high * factor))
        assert (quarter.low, quarter.high) == pytest.approx(expected)
        assert quarter.value == pytest.approx(y / mu - 1)
    assert factor > 1.2


def test_no_count_after_the_start_moves_what_a_later_quarter_expects_of_the_target():
    """The history is that before the start: a fall in the first year does not lower the second."""
    plain, fallen = panel(), panel(fall=0.9)
    made = [by_quarter(comparison(one), "forecast", ("o0",), 0.95)[0] for one in (plain, fallen)]
    for one, other in zip(made[0].quarters, made[1].quarters, strict=True):
        assert one.expected == pytest.approx(other.expected)
        assert one.observed > 2 * other.observed


def test_quarters_add_up_to_the_window():
    counts = panel(fall=0.4)
    found = comparison(counts)
    (made,) = by_quarter(found, "forecast", ("o0",), 0.95)
    real = found.fitted["forecast"].real["target", "whole"]
    assert sum(one.observed for one in made.quarters[:4]) == real.observed[0]
    assert sum(one.expected for one in made.quarters[:4]) == pytest.approx(
        real.expected[0], rel=0.03
    )


def test_a_quarter_without_data_says_why():
    counts = panel()
    covered = counts.covered.copy()
    covered[0, TARGET, 61] = False
    found = comparison(replace(counts, covered=covered))
    (made,) = by_quarter(found, "forecast", ("o0",), 0.95)
    assert [one.why for one in made.quarters] == ["", "", "", "", "gaps", "", "", ""]
    assert made.quarters[4].value is None and made.quarters[5].low is not None


def test_the_band_holds_all_quarters_of_a_place_where_nothing_happened():
    """1 in 20 bands at most miss nought somewhere, within the error of 60 places."""
    missed = 0
    rng = np.random.default_rng(5)
    for seed in range(60):
        areas = grid(8, 8)
        rate = rng.gamma(4.0, 10 / 4.0, (1, len(areas), 1)) + 2
        counts = rng.poisson(rate, (1, len(areas), 72)).astype(np.int64)
        made = by_forecast(claim("fell"))
        found = compare(
            made, made.rule.windows[0], areas,
            panel_of(areas, counts),
            count=99, seed=[seed], methods=("forecast",),
        )  # fmt: skip
        (one,) = by_quarter(found, "forecast", ("o0",), 0.95)
        missed += any(not (q.low <= 0 <= (q.high or np.inf)) for q in one.quarters)
    assert missed <= 3 + 2 * (60 * 0.05 * 0.95) ** 0.5


def test_a_run_shows_them_in_the_report_and_in_the_workbook():
    results = analyse(by_forecast(claim("fell")), AREAS, panel(fall=0.6))
    assert [one.outcome for one in results.by_quarter] == ["o0"]
    shown = release(results)
    page = report_html(shown)
    assert "with ranges that hold for all eight quarters at once at 95%" in page
    assert "fewer than chance explains in January to March 2017" in page
    (sheet,) = (one for one in tables(shown.content) if one.name == "quarters")
    assert len(sheet.rows) == 8


def test_a_measure_that_has_ended_is_said_to_have():
    made = by_forecast(claim("fell"), end=month("2017-12"))
    page = report_html(release(analyse(made, AREAS, panel())))
    assert "Operation ended in December 2017; what comes later is what was left of it." in page


def test_no_quarter_of_an_unpublished_table_leaves():
    raw = analyse(by_forecast(claim("fell"), published=False), AREAS, panel())
    (one,) = release(raw).content.by_quarter
    assert one.status == "withheld" and one.quarters == ()
    page = report_html(release(raw))
    assert "Single months and quarters, and other ways of choosing the months, stay back." in page
    assert "quarters at once" not in page and "fewer than chance explains" not in page
    (one,) = release(raw, "internal").content.by_quarter
    assert one.status == "exact" and len(one.quarters) == 8


def test_a_fall_mirrored_is_a_rise_mirrored():
    """Each quarter's studentised value and ends turn with the sign."""
    found = comparison(panel(fall=0.5))
    made = [over_months(found, "forecast", one, ("o0",)) for one in quarters_of(found)]
    fitted = [one.fitted["forecast"] for one in made]
    t = np.stack([one.reference.t[:, 0, 0] for one in fitted], axis=1)
    own = [critical((np.sort(column),), 0.95) for column in t.T]
    turned = [(-high, -low) for low, high in own]
    there = simultaneous(t, own, 0.95)
    back = simultaneous(-t, turned, 0.95)
    assert np.array([(-high, -low) for low, high in back]) == pytest.approx(np.array(there))


def test_what_two_quarters_rest_on_alike_is_found_once(monkeypatch):
    """The same quarter of two years has the same season and the same pools, to the last digit."""
    found = comparison(panel(3, fall=0.2))
    months = quarters_of(found)
    alone = [over_months(found, "forecast", one, ("o0",)).fitted["forecast"] for one in months]
    times = {"seasons": 0, "choose_pools": 0}

    def counted(module, name):
        real = getattr(module, name)

        def wrapped(*given):
            times[name] += 1
            return real(*given)

        monkeypatch.setattr(module, name, wrapped)

    counted(origins_module, "seasons")
    counted(history_module, "choose_pools")
    (made,) = by_quarter(found, "forecast", ("o0",), 0.95)
    starts = len(origins_module.origins(found.setting))
    assert times == {"seasons": 4 * starts, "choose_pools": 1}
    for quarter, fit in zip(made.quarters, alone, strict=True):
        assert quarter.expected == float(fit.real["target", "whole"].expected[0])
