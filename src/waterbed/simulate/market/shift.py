"""One shift: who goes out and where, whom they meet, how long they look, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.simulate.market import market as of
from waterbed.simulate.market.draws import Singles
from waterbed.simulate.market.market import Market
from waterbed.simulate.market.places import AWAY, EACH, INDOORS, PATROLLED

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

HALF = np.log(2.0)
"""A talk counts as rushed that is cut by half, on a log scale."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What happened in a shift.

    patrols : float [C]; watched : the same with cameras, in patrols
    sellers, buyers : positions of those who were out; at, came : their cells
    seller, buyer, cell : of each contact, int [M]
    """

    patrols: Floats
    watched: Floats
    sellers: Integers
    at: Integers
    buyers: Integers
    came: Integers
    seller: Integers
    buyer: Integers
    cell: Integers


def work(market: Market, patrols: Floats, cameras: Floats) -> Shift:
    """Run one shift with what patrols, float [C], and cameras, in patrols, modules add.

    The draws of a person are the same whatever the others do.
    """
    sellers, buyers, draws = market.sellers, market.buyers, market.draws
    u = draws.uniform("sellers", 4, sellers.count)
    v = draws.uniform("buyers", 7, buyers.count)
    turns = draws.uniform("turns", 2, market.places.cells)
    patrols = patrols + _beats(market)
    out = np.flatnonzero(u[0] < sellers.out)
    at = market.sellers_go.draw(sellers.row[out], sellers.base[out], u[1, out], u[2, out])
    at = _move_on(market, out, at, patrols, u[3])
    come = np.flatnonzero(v[0] < buyers.out)
    came = market.buyers_go.draw(buyers.row[come], buyers.base[come], v[1, come], v[2, come])
    limit = round(market.values["contacts"])
    pairs = meet(at, came, turns, limit)
    watched = patrols + cameras
    shift = Shift(patrols, watched, out, at, come, came, out[pairs[0]], come[pairs[1]], pairs[2])
    _meetings(market, shift, v[3:])
    market.tally[of.SELLERS] += pairs[3]
    market.tally[of.BUYERS] += pairs[4]
    now = market.now
    now.police += watched
    now.sellers += pairs[3]
    now.buyers += pairs[4]
    now.shifts += 1
    sellers.last[out] = at
    return shift


def _beats(market: Market) -> Floats:
    """Where the patrols are that are always out: by where people are based, on the streets."""
    u = market.draws.uniform("beats", 2, market.patrols)
    area = np.searchsorted(np.cumsum(market.places.pull), u[0], side="right")
    area = np.minimum(area, len(market.places.pull) - 1)
    return beats(market, area, u[1])


def beats(market: Market, areas: Integers, u: Singles) -> Floats:
    """Patrols at these areas, float [C], each on one of its three cells outdoors by u."""
    cell = areas * EACH + np.searchsorted(PATROLLED[:-1], u, side="right")
    return np.bincount(cell, minlength=market.places.cells).astype(np.float64)


def _move_on(market: Market, out: Integers, at: Integers, patrols: Floats, u: Singles) -> Integers:
    """Their cells after patrols have moved some of them on, out of the way of their area."""
    met = patrols[at]
    seen = np.flatnonzero(met)
    chance = 1 - (1 - market.values["moved_on"]) ** met[seen]
    seen = seen[(u[out[seen]] < chance) & (at[seen] % EACH != INDOORS)]
    who = out[seen]
    market.sellers.moved[who] = market.week
    market.sellers.fear[who] += np.float32(market.values["moved_fear"])
    np.add.at(market.tally[of.MOVED_ON], at[seen], 1)
    after = at.copy()
    after[seen] = at[seen] // EACH * EACH + AWAY
    return after


def meet(
    at: Integers, came: Integers, turns: Singles, limit: int
) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Who talks to whom: positions of seller and buyer of each contact, its cell, and the numbers
    of sellers and of buyers in every cell.

    at, came : cells of sellers and of buyers; turns : float32 [2, C]; limit : contacts of a seller.
    In each cell sellers and buyers stand in two circles, each turned at random; buyers come up one
    by one to the next seller, until none is left or every seller has had `limit`.  So each buyer,
    and each pair, has the same chance.
    """
    cells = turns.shape[1]
    sellers = np.bincount(at, minlength=cells)
    buyers = np.bincount(came, minlength=cells)
    contacts = np.minimum(buyers, sellers * limit)
    busy = np.flatnonzero(contacts)
    many = contacts[busy]
    cell = np.repeat(busy, many)
    rank = np.arange(len(cell)) - np.repeat(np.cumsum(many) - many, many)
    lines = []
    for here, count, turn in ((at, sellers, turns[0]), (came, buyers, turns[1])):
        order = np.argsort(here.astype(np.uint16), kind="stable")
        first = np.cumsum(count) - count
        shift = np.minimum((turn * count).astype(np.int64), np.maximum(count - 1, 0))
        lines.append(order[first[cell] + (rank + shift[cell]) % count[cell]])
    return lines[0], lines[1], cell, sellers, buyers


def _meetings(market: Market, shift: Shift, u: Singles) -> None:
    """Talk, look, agree or refuse; violence; and whom it is told to.  u : float32 [4, buyers]."""
    tally, values, buyers = market.tally, market.values, market.buyers
    cells = market.places.cells
    contacts = np.bincount(shift.cell, minlength=cells)
    tally[of.CONTACTS] += contacts
    tally[of.ENCOUNTERS] += contacts
    watched = np.flatnonzero(shift.watched[shift.cell])
    hurry = values["rush"] * buyers.nerve[shift.buyer[watched]] * shift.watched[shift.cell[watched]]
    tally[of.RUSHED] += np.bincount(shift.cell[watched[hurry > HALF]], minlength=cells)
    rough = np.flatnonzero(buyers.violent[shift.buyer])
    seller, buyer, cell = shift.seller[rough], shift.buyer[rough], shift.cell[rough]
    hurry = values["rush"] * buyers.nerve[buyer] * shift.watched[cell]
    looked = 1 - np.exp(-values["seconds"] * np.exp(-hurry) / values["look"])
    refused = u[0, buyer] < market.sellers.refuses[seller] * looked
    np.add.at(tally[of.REFUSED], cell[refused], 1)
    np.subtract.at(tally[of.ENCOUNTERS], cell[refused], 1)
    chance = values["violence"] * (1 - values["protect"] * looked)
    chance = chance * market.hazard[cell] * market.sellers.risk[seller]
    hurt = np.flatnonzero(~refused & (u[1, buyer] < chance))
    served = np.ones(len(shift.cell), np.bool_)
    served[rough[refused]] = False
    market.now.served.append(shift.seller[served])
    _told(market, seller[hurt], cell[hurt], u[2, buyer[hurt]], u[3, buyer[hurt]])


def _told(market: Market, victim: Integers, cell: Integers, u: Singles, v: Singles) -> None:
    """Violence, and to whom it is told: the police by u, a charity by v, or nobody."""
    tally, tells = market.tally, market.sellers.tells[victim]
    market.sellers.hurt[victim] = market.week
    np.add.at(tally[of.VIOLENCE], cell, 1)
    np.add.at(tally[of.TOLD_POLICE], cell[u < tells], 1)
    np.add.at(tally[of.RECORDED], cell[u < tells * market.values["recorded"]], 1)
    np.add.at(tally[of.TOLD_CHARITY], cell[v < market.values["told_charity"]], 1)
