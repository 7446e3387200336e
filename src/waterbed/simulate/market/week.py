"""Between weeks: what people learn of places, how their lives go on, and what they will do next."""

from __future__ import annotations

import numpy as np

from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market import market as of
from waterbed.simulate.market.choice import Choice, choice_of
from waterbed.simulate.market.draws import Singles
from waterbed.simulate.market.market import Market, Week
from waterbed.simulate.market.parameters import Values, cause
from waterbed.simulate.market.people import RECENT, UNNERVED, Sellers

YEAR = 52.0
DEEPEST = 10.0
"""Deepest debt, in weeks of need."""

PAID = 0.95
"""Share of a debt that stands after a week, whatever is earned."""

HOUSED = 2
"""First class of those with a home.  Classes of people who sell: 0 homeless; 1 homeless and afraid
of police; 2 and 3 the same with a home; 4 controlled, and placed by a third party."""

PLACED = 4
SEEN_OUT = 0.95
"""Largest chance of working a shift."""

FURTHEST = 10.0
"""Times, or part, of what people are used to, beyond which earnings make no more come or go."""


def chance(rate: float) -> float:
    """Of something in a week, by its rate a person-year."""
    return float(-np.expm1(-rate / YEAR))


def learn(market: Market) -> None:
    """What is known of police, crowds and fines after a week; and a new week begins."""
    old, now = market.values["memory"], market.now
    shifts = max(now.shifts, 1)
    market.police = old * market.police + (1 - old) * now.police / shifts
    market.crowd = old * market.crowd + (1 - old) * now.sellers / shifts
    market.custom = old * market.custom + (1 - old) * now.buyers / shifts
    market.fines = old * market.fines + (1 - old) * now.fines
    _settle(market)
    market.now = Week.begun(market.places)
    market.week += 1


def _settle(market: Market) -> None:
    """What people earned, and their debts after it."""
    people, values, now = market.sellers, market.values, market.now
    served = np.concatenate(now.served) if now.served else np.zeros(0, np.int64)
    earned = np.asarray(np.bincount(served, minlength=people.count) * values["price"], np.float64)
    _remember(market, earned)
    earned = earned * np.where(people.controlled, 1 - values["taken"], 1)
    debt = people.debt * PAID + wanted(market) - earned
    debt = np.where(people.selling, np.clip(debt, 0, DEEPEST * people.need), 0)
    people.debt = debt.astype(np.float32)


def _remember(market: Market, earned: Floats) -> None:
    """What a week's earnings, £ [n], were where people are based, of late and for years."""
    people, size = market.sellers, len(market.places.pull)
    own = people.selling & ~people.controlled
    base = people.base[own]
    week = [np.bincount(base, earned[own], size), np.bincount(base, minlength=size)]
    kept = 0.5 ** (1 / np.array([market.values["patience"], YEAR]))
    market.takings = market.takings * kept[:, None, None] + np.array(week)


def worth(market: Market) -> Floats:
    """Earnings of a week of late beside what people are used to, [A]: 1 as ever, 0.5 half of it."""
    earned, weeks = market.takings.transpose(1, 0, 2)
    known = (earned[1] > 0) & (weeks[0] > 0)
    mean = earned / np.where(known, weeks, 1)
    beside = mean[0] / np.where(known, mean[1], 1)
    return np.where(known, np.clip(beside, 1 / FURTHEST, FURTHEST), 1.0)


def wanted(market: Market) -> Floats:
    """£ that each needs this week: [n]."""
    people, values = market.sellers, market.values
    relief = 1 - values["relief"] * people.engaged
    lost = values["sanction"] * (people.sanctioned > market.week)
    return np.asarray(people.need * relief + lost)


def live(market: Market) -> None:
    """A week of everybody's life: housing, support, control, leaving and entering.

    Each person takes seven draws whether they are used or not.
    """
    people, values, steady = market.sellers, market.values, market.steady
    u = market.draws.uniform("lives", 7, people.count)
    lost = np.where(people.homeless, u[0] >= chance(values["rehousing"]), u[0] < steady.unhoused)
    touch = np.where(people.engaged, u[1] >= steady.drops_out, u[1] < drop_in(values))
    freed = np.flatnonzero(people.controlled & people.selling & (u[2] < chance(values["freed"])))
    people.homeless, people.engaged = lost, touch
    market.free(freed, u[3, freed])
    _relocate(market, u[4])
    leaving = people.selling & ~people.controlled & (u[5] < leaves(market))
    entering = ~people.selling & (u[5] < enters(market))
    people.selling = (people.selling & ~leaving) | entering
    people.controlled = people.controlled | (entering & (u[6] < steady.taken_on))
    people.debt[entering] = 0
    people.fear[entering] = 0
    market.left += int(leaving.sum())
    market.entered += int(entering.sum())
    people.fear *= np.float32(0.5 ** (1 / values["fear_lasts"]))
    market.buyers.less = 1 - (1 - market.buyers.less) * np.float32(0.5 ** (1 / values["forgotten"]))
    _coerce(market)


def drop_in(values: Values) -> float:
    """Chance in a week of getting in touch with support where nothing is done."""
    return chance(0.5 * values["engaged"])


def leaves(market: Market) -> Floats:
    """Chance of each of leaving in a week, if not controlled: of those with another way to live (a
    home, or support) more where earnings have fallen for long."""
    people, values = market.sellers, market.values
    rate = np.where(people.engaged, values["leave"] * values["way_out"], values["leave"])
    short = worth(market)[people.base] ** -values["short_leave"]
    rate = rate * np.where(people.engaged | ~people.homeless, short, 1)
    return np.asarray(-np.expm1(-rate / YEAR))


def enters(market: Market) -> Floats:
    """Chance of each of entering in a week: more where income has been lost, or much is earned."""
    people, values = market.sellers, market.values
    lost = values["sanction"] * (people.sanctioned > market.week) / people.need
    drawn = worth(market)[people.base] ** values["short_enter"]
    chances = market.steady.enter * np.exp(values["enter_need"] * lost) * drawn
    return np.asarray(np.minimum(1, chances))


def _relocate(market: Market, u: Singles) -> None:
    """Third parties move people to an area beside, where police are about more than elsewhere."""
    people, values = market.sellers, market.values
    about = by_area(market, market.police)
    share = u / max(values["relocated"], 1e-9)
    where = people.controlled & people.selling & (share < 1)
    where &= about[people.base] > 2 * about.mean()
    moved = np.flatnonzero(where)
    step = 1 + (share[moved] * 8).astype(np.int64)
    people.base[moved] = market.places.around[np.minimum(step, 8), people.base[moved]]


def _coerce(market: Market) -> None:
    """Violence by third parties, told like any other; where somebody last worked."""
    people, values = market.sellers, market.values
    u = market.draws.uniform("coercion", 3, people.count)
    hurt = np.flatnonzero(people.controlled & people.selling & (u[0] < values["coercion"]))
    cell, tells = people.last[hurt], people.tells[hurt]
    tells_police = u[1, hurt] < tells
    np.add.at(market.tally[of.COERCION], cell, 1)
    np.add.at(market.tally[of.TOLD_POLICE], cell[tells_police], 1)
    recorded = u[1, hurt] < tells * values["recorded"]
    np.add.at(market.tally[of.RECORDED], cell[recorded], 1)
    np.add.at(market.tally[of.TOLD_CHARITY], cell[u[2, hurt] < values["told_charity"]], 1)


def by_area(market: Market, cells: Floats) -> Floats:
    """Sums over the cells of each area, [A]."""
    return np.asarray(market.places.by_area(cells), np.float64)


def prepare(market: Market, season: float) -> None:
    """What everybody will do in the week to come; season : demand beside its mean."""
    about = by_area(market, market.police)
    _sellers(market, about)
    buyers, values = market.buyers, market.values
    fear = values["nerves"] * about + values["fine_known"] * market.fines / 10
    going = values["visits"] / 7 * season * buyers.less * np.exp(-buyers.nerve * fear[buyers.base])
    buyers.out = np.minimum(going, SEEN_OUT).astype(np.float32)
    market.buyers_go = _buyers_go(market)
    market.sellers_go = _sellers_go(market)


def _sellers(market: Market, about: Floats) -> None:
    people, values = market.sellers, market.values
    deep = people.debt / (DEEPEST * people.need)
    out = values["shifts"] / 7 * (1 + values["debt_push"] * deep)
    out = out * np.sqrt(np.maximum(wanted(market), 0) / people.need)
    out = out * np.exp(-values["stay_home"] * people.fear * about[people.base])
    placed = values["shifts"] / 7 * (1 + values["debt_push"])
    out = np.where(people.controlled, placed, out) * people.selling
    people.out = np.minimum(out, SEEN_OUT).astype(np.float32)
    recent = market.week - people.moved <= RECENT
    risk = np.where(recent, cause(values, "displaced_risk"), 1.0)
    risk = risk * np.where(people.homeless, cause(values, "homeless_risk"), 1.0)
    people.risk = risk.astype(np.float32)
    tells = values["told_police"] * np.exp(-values["fear_silences"] * people.fear)
    people.tells = tells.astype(np.float32)
    refuses = values["refuse"] * (1 - values["debt_accept"] * deep)
    people.refuses = np.where(people.controlled, 0, refuses).astype(np.float32)
    people.row = group(people) * len(market.places.pull) + people.base


def group(people: Sellers) -> Integers:
    """The class of each, by which they choose places."""
    by_fear = (people.fear > 0.5) + HOUSED * (~people.homeless)
    return np.where(people.controlled, PLACED, by_fear).astype(np.int64)


def _buyers_go(market: Market) -> Choice:
    places, values = market.places, market.values
    group = market.buyers.group
    each = np.maximum(np.bincount(group, minlength=UNNERVED), 1)
    nerves = np.bincount(group, market.buyers.nerve, UNNERVED) / each
    pull = values["crowd"] * np.log1p(market.crowd) + values["found"] * places.visibility
    pull = pull + values["indoors"] * places.indoors
    shy = values["shy"] * market.police
    weights = np.exp(pull - nerves[:, None] * shy) * market.open_cells()
    return choice_of(places, weights, values["near"])


def _sellers_go(market: Market) -> Choice:
    places, values = market.places, market.values
    pull = values["crowd"] * np.log1p(market.custom) + values["indoors"] * places.indoors
    shy = values["seller_shy"] * market.police
    alone = values["lonely"] * places.isolation
    free = pull - alone
    weights = np.exp(np.stack([free - shy, free - 2 * shy, free - shy, free - 2 * shy, pull - shy]))
    weights[:HOUSED, places.indoors] = 0
    return choice_of(places, weights * market.open_cells(), values["near"])
