"""People of the market, as arrays: everybody keeps one position to the last shift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from waterbed.model.reference import Integers
from waterbed.simulate.market.draws import Draws, Singles
from waterbed.simulate.market.parameters import Values
from waterbed.simulate.market.places import Places

Flags = NDArray[np.bool_]

NEVER = -10_000
"""A week long before the first."""

RECENT = 26
"""Weeks that count as recent, of violence and of being moved on: six months, as surveys ask."""

UNNERVED = 3
"""Classes of buyers by how police unnerve them; they choose places alike within one."""


@dataclass(slots=True)
class Sellers:
    """Everybody who sells or may come to; [n] each.

    base : area that they start from; selling : whether they do so now
    homeless, engaged, controlled : as they are now; engaged: in touch with support
    need : £ a week; debt : £; fear : of the police, in cautions
    moved, hurt : week in which they were last moved on by police, or last met a buyer's violence,
        which is what the surveys ask that a market is held against
    last : cell of the last shift worked
    sanctioned : week in which a sanction of their benefits ends
    out, risk, tells : worked out each week (`week.py`): chance of working a shift, how much
        likelier violence is for them, chance of telling the police of it
    refuses : chance of turning away a buyer who is seen to be violent
    row : row of their table of choice, times the number of areas, plus base
    """

    base: Integers
    selling: Flags
    homeless: Flags
    engaged: Flags
    controlled: Flags
    need: Singles
    debt: Singles
    fear: Singles
    moved: Integers
    hurt: Integers
    last: Integers
    sanctioned: Integers
    out: Singles
    risk: Singles
    tells: Singles
    refuses: Singles
    row: Integers

    @property
    def count(self) -> int:
        return len(self.base)


@dataclass(slots=True)
class Buyers:
    """Everybody who buys or did; [n] each.

    base : area that they start from; nerve : how police unnerve them, mean 1, least first
    group : class by nerve; violent : whether they are
    less : share of their visits left after fines and messages; reached : by a message
    out, row : as of Sellers
    """

    base: Integers
    nerve: Singles
    group: Integers
    violent: Flags
    less: Singles
    reached: Flags
    out: Singles
    row: Integers

    @property
    def count(self) -> int:
        return len(self.base)


def sellers_of(places: Places, selling: int, reserve: int, values: Values, draws: Draws) -> Sellers:
    """`selling` people who sell at the start, and `reserve` who do not."""
    n = selling + reserve
    u = draws.uniform("sellers at the start", 6, n)
    controlled = u[1] < values["controlled"]
    controlled[selling:] = False
    blank = np.zeros(n, np.float32)
    return Sellers(
        base=_bases(places, u[0]),
        selling=np.arange(n) < selling,
        homeless=u[2] < values["homeless"],
        engaged=u[3] < values["engaged"],
        controlled=controlled,
        need=(values["need"] * np.exp(0.5 * special.ndtri(_inside(u[4])))).astype(np.float32),
        debt=blank.copy(),
        fear=blank.copy(),
        moved=np.full(n, NEVER),
        hurt=np.full(n, NEVER),
        last=np.zeros(n, np.int64),
        sanctioned=np.full(n, NEVER),
        out=blank.copy(),
        risk=blank.copy(),
        tells=blank.copy(),
        refuses=blank.copy(),
        row=np.zeros(n, np.int64),
    )


def buyers_of(places: Places, count: int, values: Values, draws: Draws) -> Buyers:
    """Buyers in no order but that of their draws; classes by thirds of nerve."""
    u = draws.uniform("buyers at the start", 3, count)
    shape = 1 / values["spread"] ** 2
    nerve = (special.gammaincinv(shape, _inside(u[1])) / shape).astype(np.float32)
    group = np.minimum((u[1] * UNNERVED).astype(np.int64), UNNERVED - 1)
    base = _bases(places, u[0])
    return Buyers(
        base=base,
        nerve=nerve,
        group=group,
        violent=u[2] < values["violent"],
        less=np.ones(count, np.float32),
        reached=np.zeros(count, np.bool_),
        out=np.zeros(count, np.float32),
        row=group * len(places.pull) + base,
    )


def _bases(places: Places, u: Singles) -> Integers:
    reached = np.searchsorted(np.cumsum(places.pull), u, side="right")
    return np.minimum(reached, len(places.pull) - 1)


def _inside(u: Singles) -> NDArray[np.float64]:
    return np.clip(u.astype(np.float64), 1e-6, 1 - 1e-6)
