"""Two older measures with one control: the weighted displacement quotient and the total net effect.

Neither has a standard error.  The quotient means something only where the scheme succeeded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from waterbed.displacement.counts import Pair
from waterbed.model.errors import Refusal
from waterbed.model.reference import Floats


def success_and_buffer(counts: ArrayLike) -> tuple[Floats, Floats]:
    """S = T1/C1 - T0/C0 and B = D1/C1 - D0/C0 of counts [..., 3, 2] (target, control, buffer).

    S below nought is a success; B above nought is displacement.  NaN where the control has no
    counts.  Bowers and Johnson (2003), Journal of Quantitative Criminology 19(3).
    """
    n = np.asarray(counts, float)
    control = np.where(n[..., 1, :] > 0, n[..., 1, :], np.nan)
    target, buffer = n[..., 0, :] / control, n[..., 2, :] / control
    return target[..., 1] - target[..., 0], buffer[..., 1] - buffer[..., 0]


def demand_success(counts: tuple[Pair, Pair, Pair]) -> tuple[Floats, Floats]:
    """`success_and_buffer` of a scheme that succeeded; Refusals as `wdq`."""
    success, buffer = success_and_buffer(counts)
    if np.isnan(success):
        raise Refusal(
            "no-control-counts", "The control has no counts before or after", "Choose another."
        )
    if success >= 0:
        raise Refusal(
            "no-success",
            "The target did not fall against its control, so a displacement quotient would "
            "mislead: the sign of a failure turns displacement into diffusion",
        )
    return success, buffer


def wdq(treated: Pair, control: Pair, displaced: Pair) -> float:
    """Weighted displacement quotient B / S, where the scheme succeeded.

    Above 1 the diffusion of benefit exceeds the direct effect; 0 to 1 diffusion; 0 to -1
    displacement that leaves a net gain; below -1 displacement outweighs the gain.  Refusal
    `no-success` where the target did not fall against its control (a failed scheme with rising
    buffer would read as diffusion of benefit), `no-control-counts` where the control is empty.
    """
    success, buffer = demand_success((treated, control, displaced))
    return float(buffer / success)


def band(quotient: float) -> str:
    """Name of the quotient's band: exceeds, diffusion, none, displacement or outweighs."""
    if quotient > 1:
        return "exceeds"
    if quotient > 0:
        return "diffusion"
    if quotient == 0:
        return "none"
    return "displacement" if quotient >= -1 else "outweighs"


def wdq_interval(
    treated: Pair,
    control: Pair,
    displaced: Pair,
    rng: np.random.Generator,
    *,
    level: float = 0.95,
    dispersion: float = 1.0,
    draws: int = 9999,
) -> tuple[float, float]:
    """Central `level` interval of the quotients of counts drawn around those given.

    dispersion : variance over mean of the counts drawn (gamma-Poisson; Poisson at 1 and below)
    Only draws that look like a success count, as only those would have been printed.  Refusals
    as `wdq`; `no-success` also where fewer than a tenth of the draws succeed.
    """
    wdq(treated, control, displaced)
    counts = _drawn([treated, control, displaced], rng, dispersion, draws)
    success, buffer = success_and_buffer(counts)
    kept = success < 0
    if kept.sum() < draws / 10:
        raise Refusal("no-success", "Counts like these seldom look like a success")
    return _middle(buffer[kept] / success[kept], level)


def total_net_interval(
    treated: Pair,
    control: Pair,
    displaced: Pair,
    rng: np.random.Generator,
    *,
    level: float = 0.95,
    dispersion: float = 1.0,
    draws: int = 9999,
) -> tuple[float, float]:
    """Central `level` interval of the total net effects of counts drawn around those given.

    Draws in which the control has no counts before are left out.  Refusals as `total_net_effect`.
    """
    total_net_effect(treated, control, displaced)
    counts = _drawn([treated, control, displaced], rng, dispersion, draws)
    counts = counts[counts[:, 1, 0] > 0]
    growth = counts[:, 1, 1] / counts[:, 1, 0]
    both = counts[:, 0] + counts[:, 2]
    prevented = both[:, 0] * growth - both[:, 1]
    return _middle(prevented, level)


def _middle(drawn: Floats, level: float) -> tuple[float, float]:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _drawn(
    counts: Sequence[Pair], rng: np.random.Generator, dispersion: float, draws: int
) -> Floats:
    """Counts drawn around those given, [draws, 3, 2]."""
    mean = np.broadcast_to(np.asarray(counts, float), (draws, len(counts), 2))
    if dispersion > 1:
        mean = rng.gamma(mean / (dispersion - 1), dispersion - 1)
    return rng.poisson(mean).astype(float)


def total_net_effect(treated: Pair, control: Pair, displaced: Pair) -> float:
    """[T0 C1/C0 - T1] + [D0 C1/C0 - D1]: incidents prevented, above nought for fewer.

    Guerette (2009), Analyzing Crime Displacement and Diffusion.  Refusal `no-control-counts`
    where the control has none before.
    """
    if control[0] == 0:
        raise Refusal("no-control-counts", "The control has no counts before", "Choose another.")
    growth = control[1] / control[0]
    return float((treated[0] + displaced[0]) * growth - treated[1] - displaced[1])
