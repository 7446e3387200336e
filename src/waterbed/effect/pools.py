"""Which placebos a place is judged on: those picked as it was, or what stands in for them.

They are counted as places that share no area, in different years: placebos of several areas, and
rings, overlap, and many of them may be few.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from waterbed.effect.inference import placebos_needed
from waterbed.effect.matching import LEAST, RULES, TOPS, PastCounts, meets, standing
from waterbed.effect.origins import Origin
from waterbed.effect.placebo import Packed, years_apart
from waterbed.effect.setting import Extremity, Setting
from waterbed.effect.zones import Membership, rows
from waterbed.model.reference import COUNTING, Floats, Mask, Pool
from waterbed.model.study import TARGET
from waterbed.model.zones import Members

PoolsByOutcome = tuple[tuple[tuple[Pool, ...], ...], ...]
"""Of each outcome and zone."""

MOSTLY = 2 / 3
"""Share of placebos that count as a place like the target does, below which the others are left
out.  They stray less than their spread says: beside thirty areas in which nothing is ever counted a
busy place of a town of forty, in which nothing happened, was said to have fallen in 8% of studies
and to have risen in 6%, and beside a hundred in 17 and 13% (docs/validity/more.md)."""

Apart = Callable[[Mask], int]
"""How many of some placebos, bool [N], are valid and share no area and year."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the pools of one outcome are chosen from: placebos of every year, [N] each.

    picked : of each rule that the target meets, the placebos that it would have picked
    last, own : counts of the last twelve months, of placebos [N] and of the target
    places : of each rule of TOPS that the target meets, where among the others each stands
    """

    picked: dict[str, Mask]
    last: Floats
    own: float
    places: dict[str, Floats]

    @classmethod
    def of(cls, chosen: str, first: PastCounts, pasts: Sequence[PastCounts]) -> Choice:
        """By a study's rule, or by every rule where it is "unknown".

        first : the target and then the placebos of its own start, since a rule such as "the top
        twentieth" picks among all places; pasts : the placebos of every start, its own first
        """
        candidates = RULES if chosen == "unknown" else (chosen,) if chosen in RULES else ()
        own = {rule: mask for rule in candidates if (mask := meets(rule, first))[0]}
        return cls(
            {
                rule: np.concatenate([mask[1:], *(meets(rule, past) for past in pasts[1:])])
                for rule, mask in own.items()
            },
            np.concatenate([past.blocks[:, 0] for past in pasts]),
            float(first.blocks[0, 0]),
            {
                rule: np.concatenate([standing(rule, past) for past in pasts])
                for rule in TOPS
                if rule in own
            },
        )

    @property
    def busy(self) -> Mask:
        """Those with ten or more a year."""
        enough: Mask = self.last >= LEAST
        return enough

    def pools(self, apart: Apart, level: float) -> tuple[Pool, ...]:
        """As many as the table's interval needs both its ends for, where there are so many; else
        as many as a verdict needs, which is what the gate asks for.

        apart : how many of some placebos are valid and share no area and year
        """
        for shares in (2, 1):
            needed = placebos_needed(level, shares)
            pools = self._of(apart, needed)
            if min(apart(pool.rows) for pool in pools) >= needed:
                break
        return pools

    def _of(self, apart: Apart, needed: int) -> tuple[Pool, ...]:
        """Those that each rule picks, where they are enough; for the rules of which they are not,
        and where the target meets none, what stands in for them."""
        matched = {rule: mask for rule, mask in self.picked.items() if apart(mask) >= needed}
        rest = [rule for rule in self.picked if rule not in matched]
        more = self._unmatched(apart, needed, rest) if rest or not matched else ()
        return (*(Pool(rule, mask) for rule, mask in matched.items()), *more)

    def _unmatched(self, apart: Apart, needed: int, met: list[str]) -> tuple[Pool, ...]:
        """Pools of a target that too few places are like; met : the rules that it meets.

        All donors at all origins; of a target picked by a rule, those with ten or more a year, as
        every rule asks (the many small ones vary less than their spread says, so that more than 5%
        of the others are called unusual); and, of one picked as among the top, the `needed` nearest
        to the top as well: the wider tail counts.  Where those that count too little to be like the
        target are many, it is held to the others alone; to those that count any, be they too few.
        """
        if not met or apart(self.busy) < needed:
            mask = like_the_target(self.last, self.own, apart, needed)
            return (Pool("all-origins" if mask.all() else COUNTING, mask),)
        pools = [Pool("busy-origins", self.busy)]
        for rule, place in self.places.items():
            if rule in met and apart(place >= 0) >= needed:
                pools.append(Pool("nearest", place >= _nearest(place, apart, needed)))
        return tuple(pools)


def like_the_target(last: Floats, own: float, apart: Apart, needed: int) -> Mask:
    """Of placebos those that count what a place like the target does, where the others are many;
    else all: bool [N].

    last : float [N], counts in a year before the start, own : of the target
    Ten where it has so many and as many placebos as are needed have; any, where it has any.
    """
    every: Mask = np.ones(len(last), bool)
    all_of = apart(every)
    for least in (LEAST, 1):
        mask: Mask = last >= least
        separate = apart(mask)
        if own >= least and separate < MOSTLY * all_of and (separate >= needed or least == 1):
            return mask
    return every


def counting_alike(
    base: Floats, place: Members, places: Membership, valid: Mask, level: float
) -> Mask:
    """The same of one start, by what was counted in the base months, for what takes the base as
    given and for the checks of it: bool [P].

    base : float [A], counts of a year; place : areas of the real one; places : 0/1 [P, A]; valid :
        bool [P]
    """
    return like_the_target(
        np.asarray(places @ base),
        float(base[place].sum()),
        lambda some: int((valid & some).sum()),
        placebos_needed(level),
    )


def _nearest(place: Floats, apart: Apart, needed: int) -> float:
    """The highest standing that `needed` separate placebos reach, by bisection."""
    steps = np.unique(place[place >= 0])
    low, high = 0, len(steps)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if apart(place >= steps[middle]) >= needed else (low, middle)
    return float(steps[low])


def choose_pools(
    setting: Setting, origins: list[Origin], valid: Mask, packed: Packed
) -> tuple[PoolsByOutcome, dict[str, Extremity]]:
    """Placebos that each outcome and zone is judged on, and how extreme the target's base was.

    valid : bool [K, P, Z, O], by origin; packed : of these places, is added to

    By the rule that the study states, where the target meets it; by every such rule where it is
    unknown.  A zone has pools of its own, chosen by the placebos whose zone is valid: rings round
    placebos often meet the real one, and what is left of the target's pool may be too few.
    """
    zones = setting.placebos.zones
    real = rows([setting.zones.target], len(setting.totals.base))
    pools, extremity = [], {}
    for o, outcome in enumerate(setting.panel.outcomes):
        pasts = [origin.past(zones[TARGET], o) for origin in origins]
        both = origins[0].past(sparse.csr_array(sparse.vstack([real, zones[TARGET]])), o)
        choice = Choice.of(setting.chosen_for.rule, both, pasts)
        pools.append(
            tuple(
                # Those of which the target is valid too: a share is read from both.
                choice.pools(
                    _apart(name, zone, valid[:, :, z, o] & valid[:, :, 0, o], packed), setting.level
                )
                for z, (name, zone) in enumerate(zones.items())
            )
        )
        others = _bases(zones[TARGET], pasts, valid[:, :, 0, o], packed)
        z = float(both.excess[0])
        beyond = int(np.sum(others >= z) if z > 0 else np.sum(others <= z))
        extremity[outcome] = Extremity(z, beyond, len(others))
    return tuple(pools), extremity


COMPARABLE = 400
"""One placebo in so many must have had a base as far from the usual as the target's."""


def _bases(targets: Membership, pasts: list[PastCounts], valid: Mask, packed: Packed) -> Floats:
    """How far from the usual the bases of valid placebos were, [N']; valid bool [K, P].

    Of the target's own start and of so many earlier ones as together hold COMPARABLE separate
    places, or of all: the places of one start may be too few for one in so many to be told, and
    where they are enough, earlier starts, with a shorter past, would stretch what is usual.
    """
    bases, separate = [], 0
    for past, usable in zip(pasts, valid, strict=True):
        bases.append(past.excess[usable])
        separate += years_apart(TARGET, targets, usable[None], packed)
        if separate >= COMPARABLE:
            break
    return np.concatenate(bases)


def _apart(name: str, zone: Membership, valid: Mask, packed: Packed) -> Apart:
    """valid : bool [K, P]"""
    return lambda some: years_apart(name, zone, valid & some.reshape(valid.shape), packed)


def count_apart(
    zones: dict[str, Membership], valid: Mask, pools: PoolsByOutcome, packed: Packed
) -> NDArray[np.int64]:
    """Disjoint places and years of each zone and outcome, of the pool with the fewest, [Z, O]."""
    separate = np.zeros(valid.shape[2:], np.int64)
    for z, (name, zone) in enumerate(zones.items()):
        for o, own in enumerate(pools):
            apart = _apart(name, zone, valid[:, :, z, o], packed)
            separate[z, o] = min(apart(pool.rows) for pool in own[z])
    return separate
