"""Did it fall more here than there: the target beside a zone, as an Estimate.

No evidence of an effect: a scheme that only moved crime to the zone comes out lower here than there
as well.  So its own change is a gate: that it fell more needs the target's fall supported, and what
bars a fall of the target, or a rise of the zone, bars it here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from waterbed.claims.answers import widen
from waterbed.displacement.movement import HERE, change_supported
from waterbed.displacement.relative import (
    Sides,
    correlation,
    critical_values,
    relative_ends,
    statistic,
)
from waterbed.effect.diagnostics import separate_enough
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import bare_estimate
from waterbed.effect.inference import TIE, beyond, critical, smallest_change
from waterbed.effect.possible import WITHOUT_BOUND
from waterbed.model.estimate import Check, Detectable, Estimate, Parameter, remark
from waterbed.model.inversion import thinned_variance
from waterbed.model.kinds import RELATIVE, Region
from waterbed.model.reference import Floats
from waterbed.model.region import OTHER_SIDE, Ends, Pieces
from waterbed.model.study import NET, Claim, Rule


def relative_parameter(asked: Estimand, question: str) -> Parameter:
    """question : a key of `RELATIVE`"""
    return replace(asked.parameter("relative"), question=question)


# Target and zone --------------------------------------------------------------------------------


def _sides(zone: str, expected: Floats, effect: Floats, scale: Floats) -> Sides:
    """Target and zone; zones taken together are the net less the target, and the spread of the net
    stands in for theirs, in the real place and in the placebos."""
    if zone == NET:
        expected, effect = (
            np.stack([x[..., 0], x[..., 1] - x[..., 0]], -1) for x in (expected, effect)
        )
    return Sides(expected + effect, expected, scale)


def real_sides(asked: Estimand) -> Sides:
    """Of the real target and zone: float [2]."""
    pair = (asked.at(HERE).real, asked.real)
    figures = (
        np.array([float(getattr(x, name)) for x in pair])
        for name in ("expected", "effect", "scale")
    )
    return _sides(asked.zone, *figures)


def placebo_sides(asked: Estimand) -> tuple[Sides, ...]:
    """The same of the placebos that have both, by pool of the zone: float [N, 2]."""
    standings = asked.reference.standings(asked.zone, asked.outcome)
    sides_of_pools = (_sides(asked.zone, *standing) for standing in standings)
    return tuple(_usable(sides) for sides in sides_of_pools)


def _usable(sides: Sides) -> Sides:
    keep = (sides.expected > 0).all(axis=-1)
    return Sides(sides.observed[keep], sides.expected[keep], sides.scale[keep])


def relative_set(asked: Estimand, level: float) -> Ends:
    """R - 1 that a two-sided test at `level` does not reject."""
    pools = placebo_sides(asked)
    together = correlation(pools)
    return relative_ends(real_sides(asked), together, critical_values(pools, together, level))


# The estimates and their gates -------------------------------------------------------------------


def relative_estimates(
    asked: Estimand, question: str, here: Estimate, there: Estimate, rule: Rule
) -> tuple[Estimate, tuple[Check, ...]]:
    """R - 1 with its gates, and those of them that are its own.

    here, there : of target and zone by the same method, with their checks
    """
    own = relative_checks(asked, question, here, there, rule)
    wide, deciding = (relative_set(asked, level) for level in (rule.level, rule.deciding_level))
    y, mu = (getattr(real_sides(asked), name) for name in ("observed", "expected"))
    value = float(y[0] * mu[1] / (mu[0] * y[1])) - 1 if y[1] else None
    estimate = replace(
        bare_estimate(asked, "relative", asked.method, rule.level),
        parameter=relative_parameter(asked, question),
        value=value,
        low=wide[0],
        high=wide[1],
        deciding=deciding,
        placebos=min(len(pool.t) for pool in placebo_sides(asked)),
        disjoint=min(asked.disjoint, asked.at(HERE).disjoint),
        smallest=min(asked.at(HERE).smallest, asked.smallest),
        checks=(*own, *(check for check in here.checks if _binds(check))),
    )
    return estimate, own


def _binds(check: Check) -> bool:
    """Whether a gate of the target binds here as it stands; that of placebos is one of both."""
    return check.gate and check.name != "placebos"


def relative_checks(
    asked: Estimand, question: str, here: Estimate, there: Estimate, rule: Rule
) -> tuple[Check, ...]:
    """The target's own change; places enough with both; what bars a change of the zone, turned
    round, where the target has no such check of its own."""
    turn, key = RELATIVE[question], relative_parameter(asked, question)
    changed = change_supported(turn, here, here.checks, rule)
    facts = remark("own-change", direction=turn)
    gate = asked.check(facts, changed, gate=True, bars="" if changed else turn)
    few = min(len(pool.t) for pool in placebo_sides(asked))
    places = separate_enough(asked, few, min(asked.disjoint, asked.at(HERE).disjoint), rule)
    turned = (
        replace(check, bars=OTHER_SIDE.get(check.bars, check.bars))
        for check in there.checks
        if check.name in ("base-window", "side-by-side") and check.gate and not check.passed
    )
    return (replace(gate, parameter=key), replace(places, parameter=key), *turned)


# What could come, and what could have been seen -------------------------------------------------


@dataclass(frozen=True, slots=True)
class PossibleRelative:
    """The deciding intervals that counts of target and zone could give.

    expected, scale : float [2], of target and zone; ends : critical values
    gate : "own-change" where no counts could support the target's own change, else ""
    turn : that change
    """

    expected: Floats
    scale: Floats
    together: float
    ends: tuple[float, float]
    turn: str
    gate: str

    def sets(self, region: Region) -> tuple[Pieces, ...]:
        """As `model.findings.Possible`: both ends rise with the target's count and fall with the
        zone's, so that nothing here or nothing there are the best for a region with one end."""
        bars = frozenset({self.turn}) if self.gate else frozenset()
        return tuple(widen((self._at(most),), bars) for most in (1, 0))

    def _at(self, most: int) -> Ends:
        """The interval where one of the two counted more than can come, and the other nothing."""
        observed = np.zeros(2)
        observed[most] = WITHOUT_BOUND * (self.expected[most] + self.scale[most] + 1.0)
        return relative_ends(Sides(observed, self.expected, self.scale), self.together, self.ends)


def possible_relative(asked: Estimand, question: str, able: bool, level: float) -> PossibleRelative:
    """able : whether some counts would support the target's own change; level : deciding"""
    real, pools = real_sides(asked), placebo_sides(asked)
    together = correlation(pools)
    ends = critical_values(pools, together, level)
    gate = "" if able else "own-change"
    return PossibleRelative(real.expected, real.scale, together, ends, RELATIVE[question], gate)


def relative_detectable(
    claim: Claim, question: str, asked: Estimand, rule: Rule, power: float = 0.8
) -> Detectable:
    """Smallest change of the target with which the claim would be supported where the zone did not
    change; of a claim that no change agrees with, the chance where nothing changed.

    The noise is that of the placebos that have both, as large as the counts planted make it.
    """
    real, pools = real_sides(asked), placebo_sides(asked)
    together = correlation(pools)
    ends = critical_values(pools, together, rule.deciding_level)
    target = critical(asked.at(HERE).pools, rule.deciding_level)
    turn = RELATIVE[question]
    sign = -1.0 if turn == "fall" else 1.0
    assert claim.region is not None
    region = claim.region.undenied
    edge = 1 + (region.high if math.isfinite(region.high) else region.low)

    def chance(change: float) -> float:
        chances = []
        for pool in pools:
            sides = _planted(real, pool, 1 + sign * change)
            t = statistic(sides, edge, together)
            lower = math.isfinite(region.high)
            seen = t < ends[0] - TIE if lower else t > ends[1] + TIE
            if not region.contains(0.0):
                mu, scale = float(real.expected[0]), float(real.scale[0])
                here = sides.observed[:, 0]
                seen &= beyond(here, mu, scale, target, turn, rule.smallest_effect)
            chances.append(float(np.mean(seen)) if len(t) else 0.0)
        return min(chances)

    base, _ = asked.at(HERE).counts
    general = Detectable(
        relative_parameter(asked, question), base, float(real.expected[0]), None, None, power,
        min(len(pool.t) for pool in pools), smallest=base, published=asked.published,
        claim=claim.id,
    )  # fmt: skip
    if region.contains(0.0):
        return replace(general, chance=round(chance(0.0), 3))
    largest = 1.0 if turn == "fall" else 3.0
    size = smallest_change(lambda x: chance(x) >= power, largest)
    return replace(general, fall=size) if turn == "fall" else replace(general, rise=size)


def _planted(real: Sides, pool: Sides, multiple: float) -> Sides:
    """Counts of target and zone with the studentised noise of the placebos, the target's `multiple`
    of what was expected."""
    t = np.nan_to_num(pool.t, posinf=1e9, neginf=-1e9)
    rho = (multiple, 1.0)
    spread = [
        math.sqrt(thinned_variance(float(s) ** 2, float(mu), x))
        for s, mu, x in zip(real.scale, real.expected, rho, strict=True)
    ]
    y = np.maximum(np.array(rho) * real.expected + t * np.array(spread), 0.0)
    return Sides(y, np.broadcast_to(real.expected, y.shape), np.broadcast_to(real.scale, y.shape))
