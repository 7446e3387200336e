"""What `waterbed wdd` prints: estimates and checks of counts given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.displacement.counts import DISPLACEMENT, Dispersion, Pair, detectable_change, wdd
from waterbed.displacement.counts import dispersion as dispersion_of
from waterbed.displacement.quotient import (
    band,
    demand_success,
    total_net_effect,
    total_net_interval,
    wdq,
    wdq_interval,
)
from waterbed.displacement.several import moved, shares, together
from waterbed.model.elsewhere import Moved, Together
from waterbed.model.errors import InputError, Refusal
from waterbed.model.estimate import Check, Estimate, Fact, Figure, Parameter, remark
from waterbed.model.study import NET, TARGET, question_of

# Share of 95% Poisson intervals of the net change that hold the truth, by variance over mean,
# at five incidents a cell: tests/displacement/test_coverage.py simulates it.
POISSON_COVERAGE = ((1.5, 0.893), (2.0, 0.836), (3.0, 0.747))

POWER = 0.8


MARGIN = 0.2


@dataclass(frozen=True, slots=True)
class WddAnswer:
    """What `waterbed wdd` says.

    estimates : as `wdd`; shares : of the question "share", a zone each
    moved : against the margin; zones : intervals of several zones at once
    """

    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    shares: tuple[Estimate, ...]
    moved: tuple[Moved, ...]
    zones: Together | None
    dispersion: Dispersion | None
    level: float


def wdd_answer(
    treated: Pair,
    control: Pair,
    displaced: Sequence[Pair] = (),
    displaced_control: Sequence[Pair] = (),
    *,
    monthly: Sequence[Sequence[float]] = (),
    margin: float = MARGIN,
    margin_count: float | None = None,
    time: Pair = (1.0, 1.0),
    level: float = 0.95,
    dispersion: float | None = None,
    seed: int = 1,
) -> WddAnswer:
    """Everything that counts alone can say: differences, shares, a margin, zones together.

    displaced, displaced_control : a pair a zone, in the same order
    monthly : counts of months before, a list a place in the order target, its control, zone, its
        control and so on (any two places or more); the dispersion is estimated on them
    margin : share of the target's fall; margin_count : a rise of the zone in counts instead
    InputError where zones and controls do not pair, for lists that do not fit, for both a
    dispersion and monthly counts.
    """
    if len(displaced) != len(displaced_control):
        raise InputError(
            f"{len(displaced)} displaced pairs have {len(displaced_control)} controls",
            place="--displaced-control",
            mend="Give one for each --displaced, in the same order.",
        )
    phi = _dispersion(monthly, dispersion, 2 + 2 * len(displaced))
    pairs = list(zip(displaced, displaced_control, strict=True))
    first = pairs[0] if pairs else (None, None)
    estimates = wdd(
        treated, control, *first, more=pairs[1:], time=time, level=level, dispersion=phi
    )
    given = [treated, control, *(count for pair in pairs for count in pair)]
    checks = _checks(given, estimates[0].parameter.scale, time, level, phi, seed)
    df = phi.df if phi else None
    if not pairs:
        return WddAnswer(estimates, checks, (), (), None, phi, level)
    return WddAnswer(
        estimates,
        checks,
        shares(estimates, df),
        moved(estimates, margin, df, margin_count),
        together(estimates, df),
        phi,
        level,
    )


def _dispersion(
    monthly: Sequence[Sequence[float]], given: float | None, places: int
) -> Dispersion | None:
    if not monthly:
        return None if given is None else Dispersion(given)
    if given is not None:
        raise InputError(
            "a dispersion and monthly counts are two answers to one question",
            place="--dispersion, --monthly",
            mend="Give one of them.",
        )
    if not 2 <= len(monthly) <= places:
        raise InputError(
            f"monthly counts are needed of two to {places} places, a list each",
            place="--monthly",
            value=len(monthly),
        )
    if len({len(one) for one in monthly}) > 1:
        raise InputError(
            "the lists of monthly counts differ in length",
            place="--monthly",
            value=", ".join(str(len(one)) for one in monthly),
            mend="Give the same months of every place.",
        )
    return dispersion_of(monthly)


def _checks(
    given: list[Pair], scale: str, time: Pair, level: float, phi: Dispersion | None, seed: int
) -> tuple[Check, ...]:
    """What belongs beside the estimates, none of it a gate.

    `detectable-change` (from the counts before alone, of the target and, with a displacement pair,
    of the net change); `dispersion-unknown` where no dispersion is given; with a displacement pair
    and equal exposures also `total-net-effect` and `displacement-quotient` (of all zones together),
    failed and without a figure where the scheme did not succeed.  `seed` draws the counts around
    both.

    given : counts of the target, its control, a zone, its control and so on
    """
    spread = 1.0 if phi is None else phi.value
    exposure = np.ones((len(given), 1)) * np.asarray(time, float)
    before = [pair[0] for pair in given]
    checks = [_detectable(TARGET, before[:2], exposure[:2], spread, level)]
    if len(given) > 2:
        checks.append(_detectable(NET, before, exposure, spread, level))
    if phi is None:
        checks.append(_dispersion_unknown())
    if len(given) > 2 and scale == "count":
        zones = np.array(given[2::2], float).sum(axis=0)
        checks += _one_control((given[0], given[1], tuple(zones)), level, spread, seed)
    return tuple(checks)


def _parameter(zone: str, scale: str = "count") -> Parameter:
    question = question_of(zone)
    return Parameter(question, "", "", zone, "", scale)


def _detectable(
    zone: str, before: list[float], exposure: np.ndarray, phi: float, level: float
) -> Check:
    """From the counts before; `share` is of the rate of the zone before."""
    change = detectable_change(before, exposure, dispersion=phi, level=level, power=POWER)
    rates = np.asarray(before, float)[0::2] / exposure[0::2, 0]
    base, smallest = float(rates.sum()), min(before)
    plain = bool((exposure == 1).all())
    share = Figure(change / base if base > 0 else None, "ratio", smallest)
    return Check(
        "detectable-change",
        None,
        False,
        remark(
            "detectable-change",
            zone=zone,
            change=Figure(change, "count", smallest),
            share=share,
            power=Figure(POWER, "probability", published=True),
        ),
        Figure(change, "count", smallest),
        parameter=_parameter(zone, "count" if plain else "rate"),
    )


def _dispersion_unknown() -> Check:
    ratios = tuple(f"{ratio:g}" for ratio, _ in POISSON_COVERAGE)
    coverages = tuple(f"{100 * covered:.0f}" for _, covered in POISSON_COVERAGE)
    return Check(
        "dispersion-unknown",
        None,
        False,
        remark("dispersion-unknown", ratios=ratios, coverages=coverages),
    )


def _one_control(
    given: tuple[Pair, Pair, Pair], level: float, dispersion: float, seed: int
) -> list[Check]:
    """The total net effect and the quotient, which use the treated area's control for both."""
    checks = []
    for name, zone, unit, value_of, interval_of in (
        ("total-net-effect", NET, "count", total_net_effect, total_net_interval),
        ("displacement-quotient", DISPLACEMENT, "statistic", wdq, wdq_interval),
    ):
        if name == "total-net-effect" and given[1][0] == 0:
            continue
        smallest = float(min(min(pair) for pair in given))
        figure = low = high = Figure(None, unit)
        why = ""
        try:
            demand_success(given)
            rng = np.random.default_rng(seed)
            ends = interval_of(*given, rng, level=level, dispersion=dispersion)
            low, high = (Figure(end, unit, smallest) for end in ends)
            figure = Figure(value_of(*given), unit, smallest)
        except Refusal as refusal:
            why = refusal.name
        facts: dict[str, Fact] = {"prevented": figure}
        if name == "displacement-quotient":
            named = "" if figure.value is None else band(figure.value)
            facts = {"quotient": figure, "band": named}
        facts |= {"low": low, "high": high, "why": why}
        facts["level"] = Figure(level, "probability", published=True)
        failed, shown = (False, None) if why else (None, figure)
        checks.append(
            Check(name, failed, False, remark(name, **facts), shown, parameter=_parameter(zone))
        )
    return checks
