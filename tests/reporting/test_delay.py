"""Reporting delay: the estimator against known truths, changes, windows, London's figures."""

from __future__ import annotations

import numpy as np
import pytest

from tests.report import report_fixture as fixture
from waterbed.model.errors import InputError
from waterbed.model.estimate import remark
from waterbed.model.months import Months, month
from waterbed.model.released import ShownFigure
from waterbed.model.triangle import Triangle
from waterbed.read.lists.triangle import read_triangle
from waterbed.report.words import delay as words
from waterbed.reporting import delay


def triangle(counts: np.ndarray, first: int = 24_000) -> Triangle:
    """From counts [G, C, D + 1]; what would be recorded after the last month is left out."""
    g, c, d = np.nonzero(counts)
    months = counts.shape[1]
    seen = c + d < months
    g, c, d = g[seen], c[seen], d[seen]
    names = tuple(f"group {i}" for i in range(len(counts)))
    return Triangle(
        names, g, first + c + d, first + c, counts[g, c, d], Months(first, first + months - 1)
    )


TRUE = np.array([0.55, 0.15, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01])
"""Chances of a delay of 0 to 9 months, nothing longer."""


def drawn(seed: int, groups: int = 1, months: int = 36, mean: float = 80.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(mean * TRUE, size=(groups, months, len(TRUE)))


def slow_distribution(counts: np.ndarray) -> np.ndarray:
    """F by the definition, one delay after the other; counts [C, D + 1] where c + d < C is seen."""
    months, delays = counts.shape
    f = [1.0]
    for d in range(delays - 1, 0, -1):
        events = sum(counts[c, d] for c in range(months) if c + d < months)
        risk = sum(counts[c, j] for c in range(months) if c + d < months for j in range(d + 1))
        f.append(f[-1] * (1 - events / risk))
    return np.array(f[::-1])


def test_distribution_is_the_slow_one():
    made = triangle(drawn(1))
    f, _ = delay.delay_distribution(made, 9)
    assert f[0] == pytest.approx(slow_distribution(made.by_delay(9)[0]))


def test_distribution_by_hand():
    """Three months; delays of 0 and 1: at risk of 1 are the first two months alone."""
    made = triangle(np.array([[[6, 2], [8, 4], [5, 9]]]))
    f, se = delay.delay_distribution(made, 1)
    assert f[0].tolist() == pytest.approx([14 / 20, 1])
    assert se[0].tolist() == pytest.approx([0.7 * np.sqrt(0.3 / (20 * 0.7)), 0])


def test_truncation_is_undone_and_the_error_is_honest():
    """F(0) among 2,000 truncated triangles: no bias, and the standard error is the spread."""
    counts = drawn(2, groups=2000, months=14)
    made = triangle(counts)
    f, se = delay.delay_distribution(made, 9)
    naive = made.by_delay(9)[:, :, 0].sum(axis=1) / made.by_delay(9).sum(axis=(1, 2))
    truth = TRUE.cumsum()
    assert naive.mean() > truth[0] + 0.05
    assert f[:, :6].mean(axis=0) == pytest.approx(truth[:6], abs=0.005)
    assert se[:, 0].mean() == pytest.approx(f[:, 0].std(), rel=0.08)
    held = np.abs(f[:, 0] - truth[0]) <= 1.96 * se[:, 0]
    assert held.mean() == pytest.approx(0.95, abs=0.02)


def test_a_window_of_records_follows_a_drift():
    """Delays that doubled a year ago: all records give a mixture, the last year's the new ones."""
    rng = np.random.default_rng(3)
    slow = np.repeat(TRUE, 2)[: len(TRUE)]
    slow = slow / slow.sum()
    chances = np.where(np.arange(60)[:, None] < 36, TRUE, slow)
    made = triangle(rng.poisson(400 * chances)[None])
    counts = made.by_delay(9)
    recent = delay.reverse_hazards(counts, 12).distribution()[0][0, 0]
    every = delay.reverse_hazards(counts).distribution()[0][0, 0]
    assert recent == pytest.approx(slow[0], abs=0.03)
    assert every > recent + 0.08


def test_completeness_is_what_is_known_over_what_will_be():
    made = triangle(drawn(4, months=60, mean=2000.0))
    found = delay.completeness(made, (0, 3), horizon=6)
    truth = TRUE.cumsum()
    assert found[0].tolist() == pytest.approx([truth[0] / truth[6], truth[3] / truth[9]], abs=0.01)


def test_empty_groups_are_no_crash():
    counts = drawn(5, groups=2)
    counts[1] = 0
    f, se = delay.delay_distribution(triangle(counts), 9)
    assert np.isfinite(f).all() and np.isfinite(se).all()


@pytest.mark.parametrize("longest", [0, 36, 99])
def test_longest_delay_outside_the_table(longest):
    with pytest.raises(InputError, match="watched"):
        delay.delay_distribution(triangle(drawn(6)), longest)


# Did the delay change? ----------------------------------------------------------------------------

BEFORE, AFTER = Months(24_012, 24_023), Months(24_024, 24_035)


def shifted(factor: tuple[float, float, float], seed: int, groups: int = 12) -> Triangle:
    """Groups alike but for the first, whose records of each class change by a factor after."""
    rng = np.random.default_rng(seed)
    delays = np.arange(30)
    mean = 600 * 0.75**delays
    cls = np.searchsorted(delay.EDGES, delays, side="right") - 1
    means = np.tile(mean, (groups, 66, 1))
    recorded = np.arange(66)[:, None] + delays
    means[0] *= np.where(recorded >= 54, np.array(factor)[cls][None, :], 1.0)
    return triangle(rng.poisson(means), first=24_000 - 30)


def test_a_shift_to_older_records_is_found_and_named_by_its_class():
    made = shifted((0.8, 1.0, 1.5), 7)
    found = delay.age_shift(made, "group 0", BEFORE, AFTER)
    assert np.exp(found.log) == pytest.approx([0.8, 1.0, 1.5], abs=0.08)
    estimates = {one.about: one for one in delay.shift_estimates(found)}
    assert estimates["fresh"].high < 1 < estimates["older"].low
    assert estimates["within-a-year"].low < 1 < estimates["within-a-year"].high
    assert found.df == 11 and (found.dispersion >= 1).all()


def test_shift_covers_where_nothing_changed():
    held = []
    for seed in range(60):
        found = delay.age_shift(shifted((1, 1, 1), 100 + seed), "group 0", BEFORE, AFTER)
        held += [one.low <= 1 <= one.high for one in delay.shift_estimates(found)]
    assert np.mean(held) > 0.92


def test_shift_turns_round_with_time():
    made = shifted((0.8, 1.0, 1.5), 8)
    there = delay.age_shift(made, "group 0", BEFORE, AFTER)
    back = delay.age_shift(made, "group 0", AFTER, BEFORE)
    assert there.log == pytest.approx(-back.log) and there.se == pytest.approx(back.se)


def test_shift_refuses():
    made = shifted((1, 1, 1), 9, groups=3)
    for group, named in (("group 9", "no such group"), ("group 0", "fewer than three")):
        with pytest.raises(InputError, match=named):
            delay.age_shift(made, group, BEFORE, AFTER)
    empty = triangle(drawn(10, groups=6))
    with pytest.raises(InputError, match="no records"):
        delay.age_shift(empty, "group 0", BEFORE, AFTER)


# Windows ------------------------------------------------------------------------------------------


def test_share_committed_before_the_start_by_hand():
    made = triangle(np.array([[[6, 2], [8, 4], [5, 9]]]))
    post = Months(24_001, 24_002)
    assert delay.share_before(made, post, 24_001)[0] == pytest.approx(2 / (2 + 8 + 4 + 5))
    assert np.isnan(delay.share_before(made, Months(24_100, 24_101), 24_001)[0])


def test_rescaled():
    assert delay.rescaled(0.70, 0.26) == pytest.approx(0.44 / 0.74)
    assert delay.rescaled(1.0, 0.26) == 1.0
    assert delay.rescaled(0.2, 0.26) == 0.0
    assert delay.rescaled(1.3, 0.0) == 1.3
    with pytest.raises(InputError):
        delay.rescaled(0.7, 1.0)


# London -------------------------------------------------------------------------------------------

NAMES = {
    "recorded": "recorded_date_months",
    "committed": "date_committed_from_date_months",
    "count": "count",
}


@pytest.fixture(scope="module")
def kinds(data):
    file = data / "london" / "mps-vawg-offences.parquet"
    where = {"sheet": "Offence count classification"}
    return read_triangle(file, **NAMES, group="crimsec_group", where=where)[0]


def test_a_quarter_of_sexual_offences_recorded_in_a_year_are_older(kinds):
    """26% of rape and other sexual offences recorded April 2017 to March 2018: from before."""
    post = Months.parse("2017-04", "2018-03")
    early, every = kinds.committed_before(post, post.first)
    at = [kinds.groups.index(name) for name in ("Rape", "Other Sexual Offences")]
    assert early[at].sum() / every[at].sum() == pytest.approx(0.26, abs=0.005)


def test_rape_comes_to_the_record_later_than_assault(kinds):
    f, se = delay.delay_distribution(kinds, 12, Months.parse("2016-01", "2019-12"))
    rape, injury = (kinds.groups.index(one) for one in ("Rape", "Violence with Injury"))
    assert f[rape, 1] + 10 * se[rape, 1] < f[injury, 1]
    assert month("2016-01") >= kinds.span.first


# Checks and words ---------------------------------------------------------------------------------


def test_check_of_a_window_by_month_of_recording():
    made = triangle(np.array([[[6, 2], [8, 4], [5, 9]]]))
    post = Months(24_001, 24_002)
    check = delay.window_check(made, "group 0", post, 24_001, 0.70, published=True)
    early = 2 / 19
    assert check.figure.value == pytest.approx(early) and check.gate is False
    since = dict(check.remark.facts)["since"]
    assert since.value == pytest.approx((0.70 - early) / (1 - early) - 1)
    assert delay.window_check(made, "group 0", post, 24_001, None).remark["since"].value is None
    nothing = delay.window_check(made, "group 0", Months(24_100, 24_101), 24_001, 0.7)
    assert nothing.figure.value is None


def test_check_of_a_window_by_month_of_the_offence():
    made = triangle(drawn(11, months=60, mean=2000.0))
    late = delay.completeness_check(made, "group 0", Months(24_050, 24_059))
    early = delay.completeness_check(made, "group 0", Months(24_010, 24_020))
    assert late.figure.value == pytest.approx(TRUE[0], abs=0.02)
    assert early.figure.value == pytest.approx(1.0, abs=0.001)
    with pytest.raises(InputError, match="ends after"):
        delay.completeness_check(made, "group 0", Months(24_050, 24_061))


def test_checks_in_words():
    released = {"status": "exact"}
    facts = {
        "early": ShownFigure(0.26, "ratio", **released),
        "recorded": ShownFigure(-0.30, "ratio", **released),
        "since": ShownFigure(-0.41, "ratio", **released),
    }
    said = words.committed_before(fixture.study(), remark("committed-before", **facts))
    assert said == (
        "26% of what was recorded in these months had been committed before the start, when "
        "nothing had been done yet. Had those been recorded as expected, offences committed since "
        "would be 41% lower than expected, where all that was recorded is 30% lower than expected."
    )
    known = remark("completeness", known=ShownFigure(0.858, "ratio", **released))
    assert "86% of what will be known" in words.completeness(fixture.study(), known)


def test_shifts_in_words():
    made = shifted((0.8, 1.0, 1.5), 7)
    found = delay.shift_estimates(delay.age_shift(made, "group 0", BEFORE, AFTER))
    said = [words.shift_sentence(one) for one in found]
    assert said[0].startswith("Offences recorded in the month they were committed or the one after")
    assert "lower than elsewhere" in said[0] and "chance" not in said[0]
    assert "which chance could explain" in said[1] and "higher than elsewhere" in said[2]
    fresh, _, older = (words.went(one) for one in found)
    silences, uncovers = words.shift_readings(fresh, older)
    assert silences.endswith("only that of the fresh is so here.")
    assert uncovers.endswith("only that of the older is so here.")
    assert abs(len(silences.split()) - len(uncovers.split())) <= 1
    assert words.shift_readings("open", "open")[0].endswith("neither is so here.")
    assert words.shift_readings("rose", "rose")[1].endswith("both are so here.")
