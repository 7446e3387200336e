"""Two sources in one study: pairing, deciding intervals, refusals, coverage of both answers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from waterbed.model.errors import InputError
from waterbed.model.estimate import Check, Estimate, Parameter, remark
from waterbed.model.months import Months
from waterbed.reporting.pairs import as_ratio, pair_estimates, paired

BASE, POST = Months.parse("2016-04", "2017-03"), Months.parse("2017-04", "2018-03")


def made(outcome: str, value: float, low: float, high: float, expected: float = 100.0) -> Estimate:
    """A ratio estimate; the deciding interval is a little narrower than the other."""
    key = Parameter("effect", "operation", outcome, "target", "year", "ratio")
    deciding = (0.85 * low, high - 0.15 * abs(high))
    return Estimate(
        key, "forecast", BASE, POST, value, low, high, 0.95, deciding, 100.0,
        expected * (1 + value), expected, smallest=60.0, published=True, areas=1,
    )  # fmt: skip


CHECKS = tuple(
    Check(name, True, False, remark(name)) for name in ("base-window", "coverage", "placebos")
)
POLICE = replace(made("police", -0.45, -0.60, -0.25), checks=CHECKS[:2], t=-4.0)
HEALTH = replace(made("hospital", -0.05, -0.18, 0.10), checks=CHECKS[2:], t=-0.5)


def test_ratio_of_an_estimate():
    found = as_ratio(POLICE)
    assert (found.value, found.low, found.high) == pytest.approx((0.55, 0.40, 0.75))
    assert found.se == pytest.approx(math.log(0.75 / 0.40) / (2 * 1.959964))
    for change in ({"low": None}, {"high": None}, {"value": None}, {"low": -1.0}):
        assert as_ratio(replace(POLICE, **change)) is None
    for scale in ("share", "count"):
        asked = replace(POLICE.parameter, scale=scale)
        assert as_ratio(replace(POLICE, parameter=asked)) is None


def test_pair_by_hand():
    found = {one.about: one for one in pair_estimates(POLICE, HEALTH)}
    relative = found["relative-reporting"]
    assert relative.value == pytest.approx(0.55 / 0.95 - 1)
    assert relative.se == pytest.approx(math.hypot(as_ratio(POLICE).se, as_ratio(HEALTH).se))
    assert relative.low < relative.deciding[0] < relative.deciding[1] < relative.high
    stable = found["true-change"]
    assert (stable.value, stable.low, stable.high) == pytest.approx((-0.05, -0.18, 0.10))
    assert stable.deciding == pytest.approx((-0.153, 0.085))
    assert (relative.checks, stable.checks) == (CHECKS[:2], CHECKS[2:])
    assert {one.parameter.outcome for one in found.values()} == {"police"}
    assert {one.parameter.question for one in found.values()} == {"reporting"}
    assert all(one.published and one.smallest == 60 for one in found.values())
    assert all(one.observed is None and one.t is None for one in found.values())
    assert found["lambda_sig"].value == 0.0  # the hospital's change is within chance


def test_published_only_where_both_are():
    hidden = replace(HEALTH, published=False)
    assert not any(one.published for one in pair_estimates(POLICE, hidden))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (replace(HEALTH, post=POST.shift(1)), "different months"),
        (replace(HEALTH, base=BASE.shift(-12)), "different months"),
        (replace(HEALTH, method="difference"), "different methods"),
        (
            replace(HEALTH, parameter=replace(HEALTH.parameter, zone="ring")),
            "different places",
        ),
    ],
)
def test_a_second_source_with_other_windows_is_one_clear_error(other, words):
    with pytest.raises(InputError, match=words):
        pair_estimates(POLICE, other)


def test_nothing_without_intervals():
    assert pair_estimates(POLICE, replace(HEALTH, high=None)) == ()


def test_pairs_are_found_place_by_place():
    ring = [replace(one, parameter=replace(one.parameter, zone="ring")) for one in (POLICE, HEALTH)]
    alone = replace(POLICE, parameter=replace(POLICE.parameter, zone="far"))
    count = replace(POLICE, parameter=replace(POLICE.parameter, scale="count"))
    methods = {"operation": "forecast"}
    found = paired([POLICE, HEALTH, *ring, alone, count], [("police", "hospital")], methods)
    assert [one.parameter.zone for one in found if one.method == "kappa"] == ["target", "ring"]
    assert paired([POLICE, HEALTH], [("hospital", "ambulance"), ("police", "")], methods) == []
    assert paired([POLICE, HEALTH], [("police", "hospital")], {"operation": "wdd"}) == []
