"""What `waterbed wdd` prints: estimates and checks of counts given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from waterbed.displacement.counts import (
    DISPLACEMENT,
    Dispersion,
    Pair,
    detectable_change,
    wdd,
    wdd_harm,
)
from waterbed.displacement.counts import dispersion as dispersion_of
from waterbed.displacement.proportional import BOUND, differences, ratios
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
from waterbed.model.verdict import POWER

# Share of 95% Poisson intervals of the net change that hold the truth, by variance over mean,
# at five incidents a cell: tests/displacement/test_coverage.py simulates it.
POISSON_COVERAGE = ((1.5, 0.893), (2.0, 0.836), (3.0, 0.747))


MARGIN = 0.2


@dataclass(frozen=True, slots=True)
class WddAnswer:
    """What `waterbed wdd` says.

    ratios : each place against what it would be in proportion to its control; changes : the same
        in counts, and of all places together, on which shares, margin and zones together rest
    controls : counts of each control
    estimates : as published (`wdd`), of types of incident by harm last
    shares : of the question "share", a zone each
    moved : against the margin; zones : intervals of several zones at once
    dispersion : as given or estimated; None: not known, and taken to be at most `BOUND`
    """

    ratios: tuple[Estimate, ...]
    changes: tuple[Estimate, ...]
    controls: tuple[Pair, ...]
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
    areas: Sequence[float] | None = None,
    harm: Sequence[Sequence[float]] = (),
    level: float = 0.95,
    dispersion: float | None = None,
    seed: int = 1,
) -> WddAnswer:
    """Everything that counts alone can say: changes in proportion, differences as published,
    shares, a margin, zones together.

    displaced, displaced_control : a pair a zone, in the same order
    areas : sizes of the places, in the order of the counts, for the published form alone
    harm : a type of incident each: harm of one, and its counts in the order of the counts
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
    zones = list(zip(displaced, displaced_control, strict=True))
    first = zones[0] if zones else (None, None)
    published = partial(wdd, time=time, areas=areas, level=level, dispersion=phi)
    estimates = published(treated, control, *first, more=zones[1:])
    estimates += _by_harm(harm, 1 + len(zones), level, phi)
    pairs = [(treated, control), *zones]
    taken = phi or BOUND
    changes = differences(pairs, level, taken)
    given = [count for pair in pairs for count in pair]
    plain = areas is None and tuple(time) == (1, 1)
    checks = _checks(given, plain, time, level, phi, seed)
    moves = bool(zones and changes)
    return WddAnswer(
        ratios(pairs, level, phi),
        changes,
        tuple(own_control for _, own_control in pairs),
        estimates,
        checks,
        shares(changes, taken.df) if moves else (),
        moved(changes, margin, taken.df, margin_count) if moves else (),
        together(changes, taken.df) if moves else None,
        phi,
        level,
    )


def _by_harm(
    harm: Sequence[Sequence[float]], zones: int, level: float, phi: Dispersion | None
) -> tuple[Estimate, ...]:
    """The published form over types of incident, each with its harm."""
    if not harm:
        return ()
    if any(len(kind) != 1 + 4 * zones for kind in harm) or zones > 2:
        raise InputError(
            "a type of incident is its harm and its counts, before and after, of each place",
            place="--harm",
            value=len(harm[0]) - 1,
            mend="Write --harm 5,20,12,30,31: the harm of one incident, the target before and "
            "after, its control before and after; then of at most one zone and its control.",
        )
    counts = [np.reshape(kind[1:], (2 * zones, 2)) for kind in harm]
    return wdd_harm(counts, [kind[0] for kind in harm], level=level, dispersion=phi)


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
    if len({len(counts) for counts in monthly}) > 1:
        raise InputError(
            "the lists of monthly counts differ in length",
            place="--monthly",
            value=", ".join(str(len(counts)) for counts in monthly),
            mend="Give the same months of every place.",
        )
    return dispersion_of(monthly)


def _checks(
    given: list[Pair], plain: bool, time: Pair, level: float, phi: Dispersion | None, seed: int
) -> tuple[Check, ...]:
    """What belongs beside the estimates, none of it a gate.

    `detectable-change` (from the counts before alone, of the target and, with a displacement pair,
    of the net change); `dispersion-unknown` where no dispersion is given; with a displacement pair
    and equal exposures (`plain`) also `total-net-effect` and `displacement-quotient` (of all zones
    together), failed and without a figure where the scheme did not succeed.  `seed` draws the
    counts around both.

    given : counts of the target, its control, a zone, its control and so on
    """
    before = [pair[0] for pair in given]
    checks = [_detectable(TARGET, before[:2], time, phi or BOUND, level)]
    if len(given) > 2:
        checks.append(_detectable(NET, before, time, phi or BOUND, level))
    if phi is None:
        checks.append(_dispersion_unknown())
    if len(given) > 2 and plain:
        spread = 1.0 if phi is None else phi.value
        zones = np.array(given[2::2], float).sum(axis=0)
        checks += _one_control((given[0], given[1], tuple(zones)), level, spread, seed)
    return tuple(checks)


def _parameter(zone: str) -> Parameter:
    return Parameter(question_of(zone), "", "", zone, "", "count")


def _detectable(zone: str, before: list[float], time: Pair, phi: Dispersion, level: float) -> Check:
    """From the counts before; `share` is of what the rate before would give after."""
    change = None
    if min(before[1::2]) > 0:
        change = detectable_change(before, time, dispersion=phi.value, level=level, power=POWER)
    expected, smallest = sum(before[0::2]) * time[1] / time[0], min(before)
    share = None if change is None or not expected else change / expected
    seen = Figure(change, "count", smallest)
    return Check(
        "detectable-change",
        None,
        False,
        remark(
            "detectable-change",
            zone=zone,
            change=seen,
            share=Figure(share, "ratio", smallest),
            power=Figure(POWER, "probability", published=True),
        ),
        seen,
        parameter=_parameter(zone),
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
