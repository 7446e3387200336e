"""Which of many places fell, and which rose, with few of them named falsely.

At a threshold t, the places of which nothing is true are expected to lie beyond it as often as
their placebos do: V(t) = sum over places of the share of a place's own placebos beyond t, whatever
the places have in common.  With R(t) places beyond it, V(t)/R(t) is the expected share of false
ones among those named, and the threshold that lies least far out of those at which it is at most
what is allowed names them (Storey 2002, *Journal of the Royal Statistical Society* B 64:479-498;
Tusher, Tibshirani and Chu 2001, *PNAS* 98:5116-5121; no share of true nulls is estimated).  It
finds what p values from one place's 99 placebos, none below .01, cannot.

One placebo is added to V(t), as (1 + k)/(1 + n) adds one to those of a single test; but places
have placebos in common, and 300 times the same donors are no more than once those donors.  The
one that is added is one of all *different* placebos, N: m/(1 + N) of m places.  A lone place far
out is so not named on the word of few donors; a dozen are.

That placebos of one place would do for another is not asked: a place with few counts has placebos
that never lie far below, and one with many has others, and each is counted among its own.

Of rounded figures V(t) counts every placebo that may lie beyond t, and R(t) only places that must.
How many lie beyond the outermost that is shown is bounded by how fast those shown fall off
(`Draws.decay`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waterbed.effect.inference import TIE
from waterbed.model.reference import Floats
from waterbed.programme.place_effect import Draws, PlaceEffect


def expected_false(scores: Floats, pools: Sequence[tuple[Draws, ...]], different: int) -> Floats:
    """How many of the places would lie as low as each score if nothing were true of any, [K].

    scores : float [K], the lower the more of a fall; pools : each place's placebos on the same
    scale, of several the widest tail counts; different : how many of all placebos are different
    """
    beyond = np.zeros(len(scores))
    for own in pools:
        beyond += np.max([pool.as_low(scores) for pool in own], axis=0)
    return beyond + len(pools) / (1 + different)


def different_placebos(effects: Sequence[PlaceEffect]) -> int:
    """How many placebos are different: of each year no more than the place with the most of that
    year has, as all places draw from one panel."""
    most: dict[int, int] = {}
    for effect in effects:
        for year, count in effect.years:
            most[year] = max(most.get(year, 0), count)
    return sum(most.values())


def adjusted(scores: Floats, false: Floats) -> Floats:
    """The least expected share of false ones at which each place is still named, [K].

    Step-up: the expected number of false ones over the number as low, its minimum over all higher
    thresholds; at most 1.
    """
    order = np.argsort(scores, kind="stable")
    named = np.searchsorted(scores[order], scores[order] + TIE, side="right")
    share = np.minimum(false[order] / named, 1.0)
    steps = np.minimum.accumulate(share[::-1])[::-1]
    least = np.empty(len(scores))
    least[order] = steps
    return least


def discoveries(effects: Sequence[PlaceEffect]) -> tuple[Floats, Floats]:
    """Adjusted p of a fall and of a rise of each place, float [K] each; a rise is a fall of the
    mirror image.

    A place that a gate bars from one of them, which has 1 there, is not counted among the others:
    those that fall by themselves are barred, and with them in R(t) more of what is named would be
    false.
    """
    falls, rises = np.ones((2, len(effects)))
    for turn, shares in (("fall", falls), ("rise", rises)):
        free = np.array([turn not in effect.barred for effect in effects], bool)
        judged = [effect for effect in effects if turn not in effect.barred]
        rise = turn == "rise"
        scores = np.array([effect.as_rise if rise else effect.as_fall for effect in judged])
        pools = [effect.pools for effect in judged]
        if rise:
            pools = [tuple(pool.mirrored for pool in own) for own in pools]
        false = expected_false(scores, pools, different_placebos(judged))
        shares[free] = adjusted(scores, false)
    return falls, rises
