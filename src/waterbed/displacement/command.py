"""What `waterbed wdd` prints: estimates and checks of counts given by hand."""

from __future__ import annotations

import numpy as np

from waterbed.displacement.counts import DISPLACEMENT, Dispersion, Pair, detectable_change, wdd
from waterbed.displacement.quotient import band, total_net_effect, wdq, wdq_interval
from waterbed.nouns.errors import Refusal
from waterbed.nouns.estimate import Check, Estimate, Figure, Parameter, remark
from waterbed.nouns.study import NET, TARGET, question_of

# Share of 95% Poisson intervals of the net change that hold the truth, by variance over mean,
# at five incidents a cell: tests/displacement/test_coverage.py simulates it.
POISSON_COVERAGE = ((1.5, 0.893), (2.0, 0.836), (3.0, 0.747))

POWER = 0.8


def wdd_command(
    treated: Pair,
    control: Pair,
    displaced: Pair | None = None,
    displaced_control: Pair | None = None,
    *,
    time: Pair = (1.0, 1.0),
    areas: tuple[float, ...] | None = None,
    level: float = 0.95,
    dispersion: Dispersion | float | None = None,
    seed: int = 1,
) -> tuple[tuple[Estimate, ...], tuple[Check, ...]]:
    """Estimates of `wdd`, with the checks that belong beside them.

    Checks, none of them a gate: `detectable-change` (from the counts before alone, of the target
    and, with a displacement pair, of the net change); `dispersion-unknown` where no dispersion
    is given; with a displacement pair and equal exposures also `total-net-effect` and
    `displacement-quotient`, the latter failed and without a figure where the scheme did not
    succeed.  `seed` draws the counts around the quotient.  Errors as `wdd`.
    """
    estimates = wdd(
        treated,
        control,
        displaced,
        displaced_control,
        time=time,
        areas=areas,
        level=level,
        dispersion=dispersion,
    )
    phi = dispersion.value if isinstance(dispersion, Dispersion) else float(dispersion or 1.0)
    given = [pair for pair in (treated, control, displaced, displaced_control) if pair is not None]
    sizes = np.ones(len(given)) if areas is None else np.asarray(areas, float)
    exposure = sizes[:, None] * np.asarray(time, float)
    before = [pair[0] for pair in given]
    plain = estimates[0].parameter.scale == "count"
    checks = [_detectable(TARGET, before[:2], exposure[:2], phi, level)]
    if len(given) == 4:
        checks.append(_detectable(NET, before, exposure, phi, level))
    if dispersion is None:
        checks.append(_dispersion_unknown())
    if displaced is not None and plain:
        checks += _one_control(treated, control, displaced, np.random.default_rng(seed))
    return estimates, tuple(checks)


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
    treated: Pair, control: Pair, displaced: Pair, rng: np.random.Generator
) -> list[Check]:
    """The total net effect and the quotient, which use the treated area's control for both."""
    smallest = float(min(*treated, *control, *displaced))
    checks = []
    if control[0] > 0:
        prevented = Figure(total_net_effect(treated, control, displaced), "count", smallest)
        about = _parameter(NET)
        checks.append(
            Check(
                "total-net-effect",
                None,
                False,
                remark("total-net-effect", prevented=prevented),
                prevented,
                parameter=about,
            )
        )
    return [*checks, _quotient(treated, control, displaced, smallest, rng)]


def _quotient(
    treated: Pair, control: Pair, displaced: Pair, smallest: float, rng: np.random.Generator
) -> Check:
    nothing = Figure(None, "statistic")
    low = high = figure = nothing
    name = why = ""
    try:
        value = wdq(treated, control, displaced)
        ends = wdq_interval(treated, control, displaced, rng)
        low, high = (Figure(end, "statistic", smallest) for end in ends)
        figure, name = Figure(value, "statistic", smallest), band(value)
    except Refusal as refusal:
        why = refusal.name
    return Check(
        "displacement-quotient",
        False if why else None,
        False,
        remark("displacement-quotient", quotient=figure, band=name, low=low, high=high, why=why),
        None if why else figure,
        parameter=_parameter(DISPLACEMENT),
    )
