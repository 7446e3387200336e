"""Counts alone: several zones, monthly counts, shares, the margin, quotients at a level."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from tests.displacement.test_coverage import draw
from waterbed.cli import main
from waterbed.displacement.command import wdd_answer
from waterbed.displacement.counts import dispersion, wdd, zone_names
from waterbed.displacement.quotient import total_net_interval, wdq_interval
from waterbed.displacement.several import deciding_rows, moved, shares, together
from waterbed.model.errors import InputError, Refusal

TREATED, CONTROL = (207, 110), (308, 318)
FIRST, SECOND = ((178, 157), (150, 140)), ((90, 80), (100, 110))
MONTHLY = ((12, 9, 14, 20, 17, 15), (22, 29, 24, 20, 27, 25))


def beside(treated, control, *zone, more=(), **keys):
    """Estimates and checks of what `waterbed wdd` answers."""
    zones, controls = zip(zone, *more, strict=True)
    given = wdd_answer(treated, control, zones, controls, **keys)
    return given.estimates, given.checks


def answer(zones=(FIRST, SECOND), **keys):
    return wdd_answer(TREATED, CONTROL, [z for z, _ in zones], [c for _, c in zones], **keys)


# Several zones -----------------------------------------------------------------------------------


def test_one_zone_is_as_it_was():
    assert answer((FIRST,)).estimates == wdd(TREATED, CONTROL, *FIRST)
    assert answer((FIRST,)).zones is None
    alone = wdd_answer(TREATED, CONTROL)
    assert alone.shares == alone.moved == () and len(alone.estimates) == 1


def test_zones_add_up():
    target, first, second, net = answer().estimates
    assert (first.parameter.zone, second.parameter.zone) == zone_names(2) == ("1", "2")
    assert (first.value, second.value, net.value) == (-11, -20, -138)
    assert net.se == pytest.approx(math.hypot(target.se, first.se, second.se))
    assert net.observed == 110 + 157 + 80 and net.base_count == 207 + 178 + 90
    assert first == wdd(TREATED, CONTROL, *FIRST, more=[SECOND])[1]


def test_a_zone_without_a_control_is_refused():
    with pytest.raises(InputError) as error:
        wdd_answer(TREATED, CONTROL, [FIRST[0], SECOND[0]], [FIRST[1]])
    assert error.value.place == "--displaced-control"
    with pytest.raises(InputError) as error:
        answer((FIRST, ((90, -1), (100, 110))))
    assert error.value.place == "displaced 2"


def test_zones_together_hold_all_truths_at_once():
    """Two zones in which nothing moved: both inside at once 95% of the time."""
    rng = np.random.default_rng(1)
    both, runs = 0, 1500
    for _ in range(runs):
        counts = rng.poisson(200, (6, 2))
        jointly = together(wdd(counts[0], counts[1], counts[2], counts[3], more=[counts[4:]]))
        both += all(low <= 0 <= high for _, low, high in jointly.intervals)
    assert both / runs == pytest.approx(0.95, abs=2.5 * math.sqrt(0.95 * 0.05 / runs))


def test_p_of_zones_together():
    wdd_given = answer()
    least = min(
        change.p for change in wdd_given.changes if change.parameter.question == "displacement"
    )
    assert wdd_given.zones.p == pytest.approx(1 - (1 - least) ** 2)
    ends = {zone: (low, high) for zone, low, high in wdd_given.zones.intervals}
    for estimate in wdd_given.estimates[1:3]:
        assert (
            ends[estimate.parameter.zone][0] < estimate.low
            and ends[estimate.parameter.zone][1] > estimate.high
        )


# The dispersion ----------------------------------------------------------------------------------


def test_monthly_counts_give_the_dispersion():
    wdd_given = answer(monthly=MONTHLY)
    assert wdd_given.dispersion == dispersion(MONTHLY)
    assert {estimate.method for estimate in wdd_given.estimates} == {"wdd", "wdd-dispersion"}
    assert wdd_given.estimates[4].se == pytest.approx(
        wdd_given.estimates[0].se * math.sqrt(wdd_given.dispersion.value)
    )
    assert all(
        estimate.method == "wdd-dispersion" for estimate in deciding_rows(wdd_given.estimates)
    )
    assert "dispersion-unknown" not in [check.name for check in wdd_given.checks]


@pytest.mark.parametrize(
    "keys",
    [
        {"monthly": MONTHLY, "dispersion": 1.5},
        {"monthly": MONTHLY[:1]},
        {"monthly": (*MONTHLY, *MONTHLY, *MONTHLY, *MONTHLY)},
        {"monthly": ((1, 2, 3), (1, 2))},
        {"monthly": ((1, 2, 3), (1, -2, 3))},
        {"margin": 0.0},
        {"margin": -0.2},
        {"margin": math.nan},
        {"dispersion": 0.0},
        {"level": 0.4},
    ],
)
def test_what_does_not_fit_is_refused(keys):
    with pytest.raises(InputError):
        answer(**keys)


def test_monthly_counts_that_say_nothing_are_refused():
    with pytest.raises(Refusal):
        answer(monthly=((0, 0), (0, 0)))


# Shares and the margin ---------------------------------------------------------------------------


def fieller(tau, v_tau, delta, v_delta, reach):
    """Ends of {s : |delta + s tau| <= reach sqrt(v_delta + s^2 v_tau)} by the quadratic formula."""
    a = tau**2 - reach**2 * v_tau
    b, c = 2 * delta * tau, delta**2 - reach**2 * v_delta
    root = math.sqrt(b * b - 4 * a * c)
    return sorted(((-b - root) / (2 * a), (-b + root) / (2 * a))), a > 0


@pytest.mark.parametrize("df", [None, 5, 60])
@pytest.mark.parametrize("level", [0.95, 0.9])
def test_the_share_set_is_fiellers(df, level):
    estimates = wdd(TREATED, CONTROL, *FIRST, level=level)
    law = stats.norm if df is None else stats.t(df)
    (share,) = shares(estimates, df)
    target, zone = estimates[:2]
    for pieces, at in ((share.set, level), (share.deciding_set, 2 * level - 1)):
        ends, bounded = fieller(
            target.value, target.se**2, zone.value, zone.se**2, law.ppf((1 + at) / 2)
        )
        assert bounded and pieces == (pytest.approx(tuple(ends), abs=2e-3),)
    assert share.value == pytest.approx(-zone.value / target.value)


def test_no_share_without_a_fall():
    estimates = wdd((100, 110), (500, 500), (50, 60), (50, 50))
    (share,) = shares(estimates)
    assert share.value is share.set is share.deciding_set is None
    (movement,) = moved(estimates, 0.2)
    assert movement.answer == "no-fall" and movement.power is None
    assert movement.none


def test_nothing_counted_gives_no_share():
    assert shares(wdd((0, 0), (0, 0), (0, 0), (3, 1))) == ()
    assert together(wdd((9, 3), (5, 5), (0, 0), (0, 0), more=[((4, 4), (4, 4))])).intervals[0] == (
        "1",
        None,
        None,
    )


def test_moved_and_not_moved_are_opposite_sides_of_one_margin():
    base = (4000, 4000)
    kept = moved(wdd((4000, 2000), base, base, base), 0.2)[0]
    gone = moved(wdd((4000, 2000), base, (4000, 6000), base), 0.2)[0]
    between = moved(wdd((4000, 2000), base, (4000, 4400), base), 0.2)[0]
    assert (kept.answer, gone.answer, between.answer) == ("not-moved", "moved", "undecided")
    assert kept.none and not kept.all and gone.all and not gone.none
    assert kept.power > 0.8
    for movement in (kept, gone, between):
        assert movement.p_below + movement.p_above == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize(
    "share",
    [
        0.0,
        pytest.param(0.5, marks=pytest.mark.slow),
        1.0,
        pytest.param(1.5, marks=pytest.mark.slow),
    ],
)
def test_the_set_covers_the_true_share(share):
    """Counts of variance twice the mean, the dispersion estimated on 24 months of four places."""
    rng = np.random.default_rng(2)
    covered, runs = [], 80
    for _ in range(runs):
        monthly = draw(rng, 40.0, 2.0, (4, 24))
        means = np.array([[480, 240], [480, 480], [480, 480 + 240 * share], [480, 480]])
        counts = draw(rng, means, 2.0, (4, 2))
        estimates = wdd(*counts, dispersion=dispersion(monthly))
        (row,) = shares(estimates, dispersion(monthly).df)
        if row.set is not None:
            covered.append(
                any(
                    (low is None or low <= share) and (high is None or share <= high)
                    for low, high in row.set
                )
            )
    assert len(covered) > 0.95 * runs
    assert np.mean(covered) >= 0.94 - 2 * math.sqrt(0.95 * 0.05 / len(covered))


def test_power_is_how_often_not_moved_is_shown():
    rng = np.random.default_rng(3)
    means = np.array([[1000, 400], [1000, 1000], [1000, 1000], [1000, 1000]])
    (planned,) = moved(wdd(*means), 0.2)
    shown = []
    for counts in rng.poisson(means, (200, 4, 2)):
        shown.append(moved(wdd(*counts), 0.2)[0].answer == "not-moved")
    assert np.mean(shown) == pytest.approx(planned.power, abs=0.06)


# Quotients ---------------------------------------------------------------------------------------


def figures(keys, name):
    _, checks = beside(TREATED, CONTROL, *FIRST, **keys)
    return next(check for check in checks if check.name == name).remark


@pytest.mark.parametrize("name", ["total-net-effect", "displacement-quotient"])
def test_level_and_dispersion_reach_both_older_figures(name):
    plain, lower = figures({}, name), figures({"level": 0.8}, name)
    wider = figures({"dispersion": 3.0}, name)
    assert plain["level"].value == 0.95 and lower["level"].value == 0.8

    def width(facts):
        return facts["high"].value - facts["low"].value

    assert width(lower) < 0.75 * width(plain) < width(plain) < width(wider)


def test_intervals_of_both_older_figures():
    """Against the delta method: total net effect of counts that are many."""
    many = tuple(tuple(100 * x for x in pair) for pair in (TREATED, CONTROL, FIRST[0]))
    low, high = total_net_interval(*many, np.random.default_rng(4))
    (t0, t1), (c0, c1), (d0, d1) = many
    r = c1 / c0
    variance = r**2 * (t0 + d0) + t1 + d1 + (t0 + d0) ** 2 * (c1 / c0**2 + c1**2 / c0**3)
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt(variance), rel=0.03)
    wide = total_net_interval(*many, np.random.default_rng(4), dispersion=4.0)
    assert wide[1] - wide[0] == pytest.approx(2 * (high - low), rel=0.03)
    assert (
        wdq_interval(*many, np.random.default_rng(4), level=0.5)[0]
        > wdq_interval(*many, np.random.default_rng(4))[0]
    )


def test_both_older_figures_are_barred_where_the_target_did_not_fall():
    _, checks = beside((100, 110), (500, 500), (50, 60), (500, 500))
    for check in checks[-2:]:
        assert check.name in ("total-net-effect", "displacement-quotient")
        assert check.passed is False and check.figure is None
        assert check.remark["why"] == "no-success" and check.remark["low"].value is None


def test_older_figures_take_all_zones_together():
    _, checks = beside(TREATED, CONTROL, *FIRST, more=[SECOND])
    total = next(check for check in checks if check.name == "total-net-effect")
    growth = 318 / 308
    assert total.figure.value == pytest.approx((207 + 178 + 90) * growth - 110 - 157 - 80)


# The door ----------------------------------------------------------------------------------------

COMMAND = (
    "wdd --treated 207 110 --control 308 318 --displaced 178 157 --displaced-control 150 140 "
    "--displaced 90 80 --displaced-control 100 110 --level 0.9 --margin 0.5 "
    "--monthly 12,9,14,20,17,15 --monthly 22,29,24,20,27,25"
)


def call(text):
    return CliRunner().invoke(main, text.split(), env={"COLUMNS": "200"})


def test_the_command_says_all_of_it_at_the_level_asked_for():
    said = call(COMMAND)
    assert said.exit_code == 0, said.output
    text = " ".join(said.output.split())
    for words in (
        "Intervals are at the 90% level",
        "Counts vary by 1.2 times what chance alone would give",
        "2 zones looked at together",
        "the share that turned up in the “1” zone: what fits these counts (90%) is between none",
        "Less than 50% of the target's fall turned up in the “2” zone",
        "90% of counts drawn anew",
        "the smallest fall that these counts could show",
    ):
        assert words in text
    assert "95%" not in text


def test_the_command_as_json():
    record = json.loads(call(COMMAND + " --json").output)
    assert [row["zone"] for row in record["shares"]] == ["1", "2", "net"]
    assert [row["margin"] for row in record["moved"]] == [0.5] * 3
    assert record["level"] == 0.9 and record["dispersion"]["df"] == 5
    assert len(record["zones"]["intervals"]) == 2 and record["words"]
    assert record["shares"][0]["set"][0][1] == pytest.approx(0.533, abs=0.001)


@pytest.mark.parametrize(
    "more",
    ["--monthly 1,a --monthly 1,2", "--monthly 1,2", "--displaced 1 2", "--margin 0"],
)
def test_the_command_refuses_in_one_sentence(more):
    start = COMMAND.split(" --monthly")[0].replace("--margin 0.5", "")
    said = call(f"{start} {more}")
    assert said.exit_code == 2
    assert len(said.output.strip().splitlines()) == 1
