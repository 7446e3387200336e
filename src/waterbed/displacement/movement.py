"""Did it move: the share of the target's fall that turned up in a zone, as an Estimate.

The share is a question of its own, on the same placebos as effect and net: it is answered only
where the target's fall is supported, and as a set of values (`share`), never as a bare quotient.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.claims.answers import widen
from waterbed.displacement.share import LEAST_VARIANCE, Pairs, ends_along, share_set, with_effect
from waterbed.effect.compare import Comparison
from waterbed.effect.diagnostics import separate_enough, side_by_side
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import bare_estimate, ends_on
from waterbed.effect.inference import TIE, beyond, critical, invert_count, smallest_change
from waterbed.effect.setting import WHOLE, Place
from waterbed.model.estimate import Check, Detectable, Estimate, Parameter, remark
from waterbed.model.inversion import added_variance, not_below
from waterbed.model.kinds import fallen, risen
from waterbed.model.region import Pieces
from waterbed.model.study import NET, TARGET, Claim, Rule

HERE: Place = (TARGET, WHOLE)


def asks_share(comparison: Comparison, place: Place) -> bool:
    """Whether something could have moved to a place: a zone, or several zones together (net)."""
    zone = place[0]
    return zone != TARGET and (zone != NET or len(comparison.zones.displacement) > 1)


def share_parameter(asked: Estimand, scale: str = "share") -> Parameter:
    """scale : "share" of the target's fall, or "count" of the zone's rise by itself"""
    return replace(asked.parameter(scale), question="share")


# The two effects --------------------------------------------------------------------------------


def real_pair(asked: Estimand) -> Pairs:
    """Effects of the target and of a zone: the target's spread that of a count with its effect, the
    zone's that of one to which a share of it moved.

    Zones taken together are the net less the target; the spread of the net stands in for theirs,
    here and in the placebos.
    """
    here, there = asked.at(HERE).real, asked.real
    tau, delta = np.array(here.effect), np.array(there.effect)
    spread = np.array(with_effect(float(tau), float(here.scale)))
    moved = delta - tau if asked.zone == NET else delta
    return Pairs(tau, spread, moved, np.array(there.scale), moved=True)


def placebo_pairs(asked: Estimand) -> tuple[Pairs, ...]:
    """The same of the placebos that have both target and zone, by pool of the target."""
    pairs = []
    for effect, scale in asked.reference.pairs(asked.zone, asked.outcome):
        tau, delta = effect.T
        delta = delta - tau if asked.zone == NET else delta
        pairs.append(Pairs(tau, scale[:, 0], delta, scale[:, 1]))
    return tuple(pairs)


# The estimate -----------------------------------------------------------------------------------


def fall_supported(target: Estimate, checks: Sequence[Check], rule: Rule) -> bool:
    """Whether `fell` would be supported of the target, on its ratio and its gates."""
    return change_supported("fall", target, checks, rule)


def change_supported(turn: str, target: Estimate, checks: Sequence[Check], rule: Rule) -> bool:
    """The same of a fall or of a rise."""
    if target.deciding is None or not target.expected:
        return False
    bars = frozenset(check.bars for check in checks if check.gate and not check.passed)
    ((low, high),) = widen((target.deciding,), bars)
    region = fallen(rule.smallest_effect) if turn == "fall" else risen(rule.smallest_effect)
    return region.holds(-math.inf if low is None else low, math.inf if high is None else high)


def fall_check(asked: Estimand, fell: bool, rule: Rule) -> Check:
    """The gate of every share: the target's fall is supported.

    Whether these data fit with none and with all of the change having moved is said either way:
    the test of delta + s tau at s = 0 and at s = 1.
    """
    real, pools = real_pair(asked), placebo_pairs(asked)

    def fits(s: float) -> str:
        low, high = ends_along(pools, math.atan(s), rule.deciding_level)
        return "yes" if low - TIE <= float(real.statistic(s)) <= high + TIE else "no"

    facts = remark("target-fell", none=fits(0.0), all=fits(1.0))
    check = asked.check(facts, fell, gate=True, bars="" if fell else "both")
    return replace(check, parameter=share_parameter(asked))


def movement_checks(asked: Estimand, fell: bool, rule: Rule) -> tuple[Check, ...]:
    """The gates of every share: the target's fall, whether there are places enough with both, as
    the zone's own change needs them, and whether the placebos of target and zones lie as these do,
    since a share is read from both at once."""
    lie = side_by_side(asked.at((NET, WHOLE)))
    gate = fall_check(asked, fell, rule)
    few = min(len(pool.target) for pool in placebo_pairs(asked))
    places = separate_enough(asked, few, min(asked.disjoint, asked.at(HERE).disjoint), rule)
    others = (places,) if lie is None else (places, lie)
    return (gate, *(replace(check, parameter=gate.parameter) for check in others))


def share_estimate(asked: Estimand, fell: bool, rule: Rule, scale: str = "share") -> Estimate:
    """Share displaced s = -delta/tau as the set that the joint placebos do not reject; on the
    count scale the zone's rise delta by itself, for a margin that is a count.

    No value and no set where the target's fall is not supported.
    """
    real = real_pair(asked)
    wide, deciding = (
        movement_set(asked, scale, level) if fell else None
        for level in (rule.level, rule.deciding_level)
    )
    value = None
    if fell:  # the target then lost something
        value = float(real.zone) if scale == "count" else -float(real.zone) / float(real.target)
    return replace(
        bare_estimate(asked, scale, asked.method, rule.level),
        parameter=share_parameter(asked, scale),
        value=value,
        set=wide,
        deciding_set=deciding,
        placebos=min(len(pool.target) for pool in placebo_pairs(asked)),
        disjoint=asked.disjoint,
        smallest=min(asked.at(HERE).smallest, asked.smallest),
    )


def movement_set(asked: Estimand, scale: str, level: float) -> Pieces:
    """Shares, or the zone's rise in counts, that a two-sided test at `level` does not reject.

    A single zone's rise is judged as its effect is (`ends_on`); of zones taken together it is the
    net less the target, on the placebos that have both.
    """
    if scale != "count":
        return share_set(real_pair(asked), placebo_pairs(asked), level)
    expected = float(asked.real.expected)
    if asked.zone != NET:
        return (not_below(ends_on(asked, scale, critical(asked.pools, level)), -expected),)
    real, pairs = real_pair(asked), placebo_pairs(asked)
    ends = critical(tuple(np.sort(pair.zone / pair.zone_scale) for pair in pairs), level)
    rise = invert_count(float(real.zone), float(real.zone_scale), ends)
    return (not_below(rise, float(asked.at(HERE).real.expected) - expected),)


# What could have been seen ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planted:
    """A fall in the target, of which a share turned up in the zone, planted in the placebos' noise.

    expected, scale : of target and zone; pools : placebos, whose studentised effects are the noise
    lowest : critical value of the target's fall
    """

    expected: tuple[float, float]
    scale: tuple[float, float]
    pools: tuple[Pairs, ...]
    lowest: float
    rule: Rule

    def chance(self, fall: float, moved: float, below: bool) -> float:
        """Chance that the share is found below the margin (or at least as large as it)."""
        margin, level = self.rule.margin, self.rule.deciding_level
        count = self.rule.margin_count
        along = math.atan(margin if count is None else 0.0)
        spread = math.sqrt(added_variance(self.scale[1] ** 2, count or 0.0))
        low, high = ends_along(self.pools, along, level)
        chances = []
        for pool in self.pools:
            real = self._planted(pool, fall, moved)
            at = real.statistic(margin) if count is None else (real.zone - count) / spread
            mu, scale, least = self.expected[0], self.scale[0], self.rule.smallest_effect
            ends = (self.lowest, math.inf)
            fell = beyond(mu + real.target, mu, scale, ends, "fall", least)
            decided = at < low - TIE if below else at > high + TIE
            chances.append(float(np.mean(decided & fell)) if len(at) else 0.0)
        return min(chances)

    def _planted(self, pool: Pairs, fall: float, moved: float) -> Pairs:
        gone = fall * self.expected[0]
        spread = (with_effect(-gone, self.scale[0]), with_effect(moved * gone, self.scale[1]))
        with np.errstate(divide="ignore", invalid="ignore"):
            noise = [
                np.nan_to_num(effect / scale, posinf=1e9, neginf=-1e9)
                for effect, scale in (
                    (pool.target, pool.target_scale),
                    (pool.zone, pool.zone_scale),
                )
            ]
        target = noise[0] * spread[0] - gone
        own = np.sqrt(np.maximum(self.scale[0] ** 2 + target, LEAST_VARIANCE))
        zone = noise[1] * spread[1] + moved * gone
        return Pairs(target, own, zone, np.full(len(zone), self.scale[1]), moved=True)


def share_detectable(claim: Claim, asked: Estimand, rule: Rule, power: float = 0.8) -> Detectable:
    """Smallest fall of the target with which a claim of movement would be supported.

    Of "it did not move", where nothing had moved; of "it moved", where all of it had.  `chance`
    is that of a fall to nothing.

    asked : outcome and zone of the claim
    """
    target = asked.at(HERE)
    here, there = target.real, asked.real
    zone = float(there.expected - (here.expected if claim.zone == NET else 0.0))
    planted = Planted(
        (float(here.expected), zone),
        (float(here.scale), float(there.scale)),
        placebo_pairs(asked),
        critical(target.pools, rule.deciding_level)[0],
        rule,
    )
    assert claim.region is not None
    below = claim.region.contains(0.0)
    moved = 0.0 if below else 1.0
    base, _ = target.counts
    return Detectable(
        share_parameter(asked, "share" if rule.margin_count is None else "count"),
        base,
        float(here.expected),
        smallest_change(lambda fall: planted.chance(fall, moved, below) >= power, 1.0),
        None,
        power,
        min(len(pool.target) for pool in planted.pools),
        smallest=base,
        published=asked.published,
        claim=claim.id,
        chance=round(planted.chance(1.0, moved, below), 3),
    )
