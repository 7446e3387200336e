"""One shift again, person by person, slowly and plainly, on the same draws as the fast one."""

from __future__ import annotations

import copy
import math
from collections import Counter

import numpy as np

from waterbed.simulate.market.market import TALLIES, Market
from waterbed.simulate.market.places import AWAY, EACH, INDOORS, PATROLLED


def choose(choice, row, base, u, v):
    """A cell, by cumulative chances: the first area, then the first cell, that exceeds a draw."""
    step = 0
    while step < 8 and choice.areas[step, row] <= u:
        step += 1
    area = choice.around[step, base]
    cell = 0
    while cell < 3 and choice.cells[cell, row - base + area] <= v:
        cell += 1
    return int(area) * EACH + cell


def slow_shift(market: Market, patrols, cameras) -> tuple[Counter, dict[int, int]]:
    """Tallies by (name, cell), and how many buyers each served, of a market left as it was."""
    market = copy.deepcopy(market)
    people, buyers, draws, values = market.sellers, market.buyers, market.draws, market.values
    u = draws.uniform("sellers", 4, people.count)
    v = draws.uniform("buyers", 3, buyers.count)
    x = draws.uniform("violence", 4, int(buyers.violent.sum()))
    number = {int(i): k for k, i in enumerate(np.flatnonzero(buyers.violent))}
    turns = draws.uniform("turns", 2, market.places.cells)
    w = draws.uniform("beats", 2, market.patrols)
    counted: Counter = Counter()
    police = list(patrols)
    pull = np.cumsum(market.places.pull)
    for k in range(market.patrols):
        area = next((a for a in range(len(pull)) if w[0, k] < pull[a]), len(pull) - 1)
        kind = next(i for i in range(3) if w[1, k] < PATROLLED[i])
        police[area * EACH + kind] += 1
    seen = [p + c for p, c in zip(police, cameras, strict=True)]
    here: dict[int, list[int]] = {}
    for i in range(people.count):
        if u[0, i] < people.out[i]:
            cell = choose(market.sellers_go, people.row[i], people.base[i], u[1, i], u[2, i])
            likelier = values["homeless_moved"] ** values["homeless_moved_attenuation"]
            each = values["moved_on"] * (likelier if people.homeless[i] else 1)
            chance = 1 - (1 - min(each, 1)) ** police[cell]
            if u[3, i] < chance and cell % EACH != INDOORS:
                counted["moved on", cell] += 1
                people.moved[i] = market.week
                people.fear[i] += np.float32(values["moved_fear"])
                cell = cell // EACH * EACH + AWAY
            here.setdefault(cell, []).append(i)
            counted["sellers", cell] += 1
    there: dict[int, list[int]] = {}
    for i in range(buyers.count):
        if v[0, i] < buyers.out[i]:
            cell = choose(market.buyers_go, buyers.row[i], buyers.base[i], v[1, i], v[2, i])
            there.setdefault(cell, []).append(i)
            counted["buyers", cell] += 1
    served: dict[int, int] = {}
    for cell in here.keys() & there.keys():
        sellers, men = here[cell], there[cell]
        first, second = int(turns[0, cell] * len(sellers)), int(turns[1, cell] * len(men))
        for rank in range(min(len(men), len(sellers) * round(values["contacts"]))):
            seller = sellers[(first + rank) % len(sellers)]
            buyer = men[(second + rank) % len(men)]
            own = x[:, number[buyer]] if buyer in number else ()
            if talk(market, counted, seller, buyer, cell, seen[cell], own):
                served[seller] = served.get(seller, 0) + 1
    return counted, served


def talk(market, counted, seller, buyer, cell, police, u) -> bool:
    """One contact; whether it became an encounter."""
    values, people, buyers = market.values, market.sellers, market.buyers
    counted["contacts", cell] += 1
    hurry = values["rush"] * buyers.nerve[buyer] * police
    if hurry > math.log(2):
        counted["rushed", cell] += 1
    if buyers.violent[buyer]:
        seconds = values["seconds"] * math.exp(-hurry)
        looked = 1 - math.exp(-seconds / values["look"])
        if u[0] < people.refuses[seller] * looked:
            counted["refused", cell] += 1
            return False
        chance = values["violence"] * (1 - values["protect"] * looked)
        if u[1] < chance * market.hazard[cell] * people.risk[seller]:
            counted["violence", cell] += 1
            tells = people.tells[seller]
            counted["told police", cell] += bool(u[2] < tells)
            counted["recorded", cell] += bool(u[2] < tells * values["recorded"])
            counted["told charity", cell] += bool(u[3] < values["told_charity"])
    counted["encounters", cell] += 1
    return True


def by_name(tally) -> Counter:
    """A market's tally as the slow one counts."""
    return Counter(
        {(TALLIES[k], int(c)): int(tally[k, c]) for k, c in zip(*np.nonzero(tally), strict=True)}
    )
