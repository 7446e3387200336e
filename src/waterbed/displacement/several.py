"""What counts alone say of movement: shares of the target's fall, a margin, several zones at once.

Target and zones have controls of their own, so that their differences are independent and the law
of each is known (normal, or t where the dispersion was estimated): the share set is Fieller's
(1954, *JRSS B* 16:175-185), found by the same search as with placebos.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from waterbed.displacement.share import Pairs, share_set, share_tails
from waterbed.model.elsewhere import Moved, Together
from waterbed.model.errors import InputError
from waterbed.model.estimate import Estimate
from waterbed.model.laws import below, quantile, two_sided
from waterbed.model.region import Pieces
from waterbed.model.study import NET, TARGET

DRAWN = 1999
"""Quantiles that stand for the law of a studentised difference: its 2.5% point is the 50th."""


def deciding_rows(estimates: Sequence[Estimate]) -> list[Estimate]:
    """The rows that allow for dispersion where there are any, else the published ones."""
    robust = [estimate for estimate in estimates if estimate.method == "wdd-dispersion"]
    return robust or list(estimates)


def shares(estimates: Sequence[Estimate], df: int | None = None) -> tuple[Estimate, ...]:
    """The share of the target's fall that turned up in each zone, and in all together.

    estimates : of `counts.wdd`; df : of the dispersion where it was estimated
    Estimates of the question "share": the set at `level` and the deciding one; none where the
    target's fall is not supported.
    """
    share_rows = []
    rows = deciding_rows(estimates)
    for zone, real in _pairs(rows).items():
        target = rows[0]
        fell = _fell(target)
        wide, deciding = (_set(real, df, level) if fell else None
                          for level in (target.level, 2 * target.level - 1))  # fmt: skip
        value = -float(real.zone) / float(real.target) if fell else None
        share_rows.append(
            replace(
                target,
                parameter=replace(target.parameter, question="share", zone=zone, scale="share"),
                value=value,
                low=None,
                high=None,
                deciding=None,
                set=wide,
                deciding_set=deciding,
                base_count=None,
                observed=None,
                expected=None,
                se=None,
                p=None,
                p_low=None,
                p_high=None,
            )
        )
    return tuple(share_rows)


def moved(
    estimates: Sequence[Estimate],
    margin: float,
    df: int | None = None,
    count: float | None = None,
) -> tuple[Moved, ...]:
    """Each zone, and all together, against the margin: one-sided tests of delta + m tau = 0, or of
    delta = count where the margin is a count.

    InputError for a margin that is not above nought.
    """
    if count is not None and not (math.isfinite(count) and count > 0):
        raise InputError(
            "the margin in counts is above nought",
            place="--margin-count",
            value=f"{count:g}",
            mend="Write 12 for a rise of twelve in the zone.",
        )
    if not (math.isfinite(margin) and margin > 0):
        raise InputError(
            "the margin is a share of the target's fall above nought",
            place="--margin",
            value=f"{margin:g}",
            mend="Write 0.2 for a fifth.",
        )
    rows = deciding_rows(estimates)
    target = rows[0]
    return tuple(
        _moved(zone, real, target, margin, df, count) for zone, real in _pairs(rows).items()
    )


def _moved(
    zone: str,
    real: Pairs,
    target: Estimate,
    margin: float,
    df: int | None,
    count: float | None,
) -> Moved:
    if count is None:
        at = share_tails(real, (_law(df),), margin)
        low, high = at.low, at.high
    else:
        low = float(below((float(real.zone) - count) / float(real.zone_scale), df))
        high = 1 - low
    fell = _fell(target)
    size = 1 - target.level
    answer = "no-fall"
    if fell:
        answer = "not-moved" if low <= size else "moved" if high <= size else "undecided"
    kept = _set(real, df, 2 * target.level - 1)
    return Moved(
        zone,
        margin,
        target.level,
        low,
        high,
        answer,
        _power(real, margin, target.level, df, count) if fell else None,
        _holds(kept, 0.0),
        _holds(kept, 1.0),
        count,
    )


def _power(real: Pairs, margin: float, level: float, df: int | None, count: float | None) -> float:
    """Chance that delta + m tau (or delta - count) is found below nought, were delta nought."""
    spread, away = float(real.zone_scale), count
    if away is None:
        spread = math.hypot(spread, margin * float(real.target_scale))
        away = -margin * float(real.target)
    return float(below(away / spread - quantile(level, df)))


def together(estimates: Sequence[Estimate], df: int | None = None) -> Together | None:
    """Intervals simultaneous over several zones; None for fewer than two."""
    rows = [row for row in deciding_rows(estimates) if row.parameter.question == "displacement"]
    if len(rows) < 2:
        return None
    level = rows[0].level
    reach = two_sided(level ** (1 / len(rows)), df)
    ends = []
    for row in rows:
        known = row.se is not None and row.value is not None
        half = reach * (row.se or 0.0)
        value = row.value or 0.0
        low, high = (value - half, value + half) if known else (None, None)
        ends.append((row.parameter.zone, low, high))
    least = min((row.p for row in rows if row.p is not None), default=1.0)
    return Together(tuple(ends), 1 - (1 - least) ** len(rows), level)


def _pairs(rows: Sequence[Estimate]) -> dict[str, Pairs]:
    """Target and each zone, and target and all zones together; those without variance left out."""
    target = rows[0]
    assert target.parameter.zone == TARGET
    zones = [row for row in rows if row.parameter.question == "displacement"]
    if target.se is None:
        return {}
    here = np.array(target.value), np.array(target.se)

    def pair(value: float, se: float) -> Pairs:
        return Pairs(*here, np.array(value), np.array(se))

    known = [zone for zone in zones if zone.se is not None and zone.value is not None]
    pairs = {
        estimate.parameter.zone: pair(estimate.value or 0.0, estimate.se or 0.0)
        for estimate in known
    }
    if len(known) == len(zones) > 1:
        value = sum(zone.value or 0.0 for zone in zones)
        pairs[NET] = pair(value, math.hypot(*(zone.se or 0.0 for zone in zones)))
    return pairs


def _fell(target: Estimate) -> bool:
    high = target.deciding[1] if target.deciding else None
    return high is not None and high < 0


def _law(df: int | None) -> Pairs:
    """A reference whose statistic has the known law at every share."""
    at = np.arange(1, DRAWN + 1) / (DRAWN + 1)
    nothing = np.zeros(DRAWN)
    return Pairs(nothing, nothing, quantile(at, df), nothing + 1)


def _set(real: Pairs, df: int | None, level: float) -> Pieces:
    return share_set(real, (_law(df),), level)


def _holds(pieces: Pieces, s: float) -> bool:
    return any((low is None or low <= s) and (high is None or s <= high) for low, high in pieces)
