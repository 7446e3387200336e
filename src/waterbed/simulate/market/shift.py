"""Shifts: who goes out and where, whom they meet, how long they look, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market import market as of
from waterbed.simulate.market.draws import Singles
from waterbed.simulate.market.market import Market
from waterbed.simulate.market.parameters import cause
from waterbed.simulate.market.places import AWAY, EACH, INDOORS, PATROLLED

HALF = np.log(2.0)
"""A talk counts as rushed that is cut by half, on a log scale."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """What happened in S shifts of one week, side by side.

    A place is a cell of a shift: shift x C + cell.
    patrols : float [S C]; watched : the same with cameras, in patrols
    sellers, buyers : positions of those who were out; at, came : their places
    seller, buyer, place : of each contact, int [M]
    """

    patrols: Floats
    watched: Floats
    sellers: Integers
    at: Integers
    buyers: Integers
    came: Integers
    seller: Integers
    buyer: Integers
    place: Integers


def work(market: Market, patrols: Floats, cameras: Floats) -> Shifts:
    """Run some shifts with what patrols and cameras, in patrols, modules add: float [S, C] each.

    Within a week nobody learns, so that its shifts can be worked side by side: the bytes are those
    of one after the other.  The draws of a person are the same whatever the others do.
    """
    sellers, buyers, draws = market.sellers, market.buyers, market.draws
    shifts, cells = patrols.shape
    u = draws.uniform("sellers", 4 * shifts, sellers.count).reshape(shifts, 4, -1)
    v = draws.uniform("buyers", 3 * shifts, buyers.count).reshape(shifts, 3, -1)
    turns = draws.uniform("turns", 2 * shifts, cells).reshape(shifts, 2, cells)
    police = (patrols + _beats(market, shifts)).ravel()
    watched = police + cameras.ravel()
    day, out, (a, b, c) = _out(u, sellers.out)
    cell = market.sellers_go.draw(sellers.row[out], sellers.base[out], a, b)
    at = _move_on(market, out, day * cells + cell, police, c)
    day, come, (a, b) = _out(v, buyers.out)
    came = day * cells + market.buyers_go.draw(buyers.row[come], buyers.base[come], a, b)
    limit = round(market.values["contacts"])
    circles = turns.transpose(1, 0, 2).reshape(2, -1)
    first, second, place, here, there = meet(at, came, circles, limit)
    worked = Shifts(police, watched, out, at, come, came, out[first], come[second], place)
    _meetings(market, worked, draws.uniform("violence", 4 * shifts, int(buyers.violent.sum())))
    standing, passing = (count.reshape(shifts, cells).sum(axis=0) for count in (here, there))
    market.tally[of.SELLERS] += standing
    market.tally[of.BUYERS] += passing
    now = market.now
    now.police += watched.reshape(shifts, cells).sum(axis=0)
    now.sellers += standing
    now.buyers += passing
    now.shifts += shifts
    sellers.last[out] = at % cells
    return worked


def _out(u: Singles, chances: Singles) -> tuple[Integers, Integers, list[Singles]]:
    """Who goes out, of draws [S, rows, n]: the shift and the position of each, and the draws of
    their further rows."""
    _, rows, people = u.shape
    flat = np.flatnonzero(u[:, 0] < chances)
    shift = flat // max(people, 1)
    who = flat - shift * people
    first = who + shift * (rows * people)
    return shift, who, [u.ravel()[first + k * people] for k in range(1, rows)]


def _beats(market: Market, shifts: int) -> Floats:
    """Where the patrols are that are always out: by where people are based, on the streets."""
    u = market.draws.uniform("beats", 2 * shifts, market.patrols).reshape(shifts, 2, -1)
    area = np.searchsorted(market.places.reach, u[:, 0], side="right")
    return beats(market, np.minimum(area, len(market.places.pull) - 1), u[:, 1])


def beats(
    market: Market, areas: Integers, u: Singles, working: NDArray[np.bool_] | None = None
) -> Floats:
    """Patrols at areas, int [S, P], each on one of its three cells outdoors by u: float [S, C].

    working : bool [S, P], which of them are out; all, if it is None
    """
    cells, shifts = market.places.cells, len(areas)
    cell = areas * EACH + np.searchsorted(PATROLLED[:-1], u, side="right")
    place = cell + cells * np.arange(shifts)[:, None]
    chosen = place.ravel() if working is None else place[working]
    count = np.bincount(chosen, minlength=shifts * cells)
    return count.reshape(shifts, cells).astype(np.float64)


def _move_on(market: Market, out: Integers, at: Integers, patrols: Floats, u: Singles) -> Integers:
    """Their places after patrols have moved some of them on, out of the way of their area."""
    met = patrols[at]
    seen = np.flatnonzero(met)
    each = market.values["moved_on"]
    homeless = min(each * cause(market.values, "homeless_moved"), 1.0)
    chance = 1 - (1 - np.where(market.sellers.homeless[out[seen]], homeless, each)) ** met[seen]
    seen = seen[(u[seen] < chance) & (at[seen] % EACH != INDOORS)]
    who = out[seen]
    market.sellers.moved[who] = market.week
    np.add.at(market.sellers.fear, who, np.float32(market.values["moved_fear"]))
    np.add.at(market.tally[of.MOVED_ON], at[seen] % market.places.cells, 1)
    after = at.copy()
    after[seen] = at[seen] // EACH * EACH + AWAY
    return after


def meet(
    at: Integers, came: Integers, turns: Singles, limit: int
) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Who talks to whom: positions of seller and buyer of each contact, its place, and the numbers
    of sellers and of buyers in every place.

    at, came : places of sellers and of buyers; turns : float32 [2, places]; limit : contacts of a
    seller.  In each place sellers and buyers stand in two circles, each turned at random; buyers
    come up one by one to the next seller, until none is left or every seller has had `limit`.  So
    each buyer, and each pair, has the same chance.
    """
    places = turns.shape[1]
    sellers = np.bincount(at, minlength=places)
    buyers = np.bincount(came, minlength=places)
    contacts = np.minimum(buyers, sellers * limit)
    busy = np.flatnonzero(contacts)
    many = contacts[busy]
    place = np.repeat(busy, many)
    begun = np.cumsum(many) - many
    rank = np.arange(len(place), dtype=np.int32)
    lines = []
    for here, count, turn in ((at, sellers, turns[0]), (came, buyers, turns[1])):
        order = np.argsort(here.astype(np.uint16), kind="stable")
        size = count[busy].astype(np.int32)
        shift = np.minimum((turn[busy] * size).astype(np.int32), size - 1)
        step = rank + np.repeat((shift - begun).astype(np.int32), many)
        step %= np.repeat(size, many)
        lines.append(order[step + np.repeat((np.cumsum(count) - count)[busy], many)])
    return lines[0], lines[1], place, sellers, buyers


def _meetings(market: Market, worked: Shifts, u: Singles) -> None:
    """Talk, look, agree or refuse; violence; and whom it is told to.

    u : float32 [4 S, violent buyers], each one's four draws of every shift
    """
    tally, values, nerve = market.tally, market.values, market.buyers.nerve
    cells = market.places.cells
    contacts = np.bincount(worked.place % cells, minlength=cells)
    tally[of.CONTACTS] += contacts
    tally[of.ENCOUNTERS] += contacts
    police = worked.watched[worked.place]
    watched = np.flatnonzero(police)
    hurry = values["rush"] * nerve[worked.buyer[watched]] * police[watched]
    np.add.at(tally[of.RUSHED], worked.place[watched[hurry > HALF]] % cells, 1)
    rough = np.flatnonzero(market.buyers.violent[worked.buyer])
    seller, buyer = worked.seller[rough], worked.buyer[rough]
    day, cell = np.divmod(worked.place[rough], cells)
    number = np.cumsum(market.buyers.violent)[buyer] - 1
    hurry = values["rush"] * nerve[buyer] * police[rough]
    looked = 1 - np.exp(-values["seconds"] * np.exp(-hurry) / values["look"])
    refuses = market.sellers.refuses[seller] * looked
    refused = u[4 * day, number] < refuses
    np.add.at(tally[of.REFUSED], cell[refused], 1)
    np.subtract.at(tally[of.ENCOUNTERS], cell[refused], 1)
    chance = values["violence"] * (1 - values["protect"] * looked)
    chance = chance * market.hazard[cell] * market.sellers.risk[seller]
    np.add.at(market.expected, cell, (1 - refuses) * np.minimum(chance, 1))
    hurt = np.flatnonzero(~refused & (u[4 * day + 1, number] < chance))
    served = np.ones(len(worked.place), np.bool_)
    served[rough[refused]] = False
    market.now.served.append(worked.seller[served])
    day, number = 4 * day[hurt], number[hurt]
    _told(market, seller[hurt], cell[hurt], u[day + 2, number], u[day + 3, number])


def _told(market: Market, victim: Integers, cell: Integers, u: Singles, v: Singles) -> None:
    """Violence, and to whom it is told: the police by u, a charity by v, or nobody."""
    tally, tells = market.tally, market.sellers.tells[victim]
    market.sellers.hurt[victim] = market.week
    np.add.at(tally[of.VIOLENCE], cell, 1)
    np.add.at(tally[of.TOLD_POLICE], cell[u < tells], 1)
    np.add.at(tally[of.RECORDED], cell[u < tells * market.values["recorded"]], 1)
    np.add.at(tally[of.TOLD_CHARITY], cell[v < market.values["told_charity"]], 1)
