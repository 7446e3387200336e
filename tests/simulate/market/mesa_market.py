"""The same market in Mesa, one object a person: an oracle, and the peer of the benchmark.

It starts from the same people and places, draws its own random numbers, and shuffles people in a
cell in full.  Nothing is done to it but the patrols that are always out.  Cells are plain lists,
which is lighter than Mesa's own grids, and the tables of choice are ours.
"""

from __future__ import annotations

import math
from bisect import bisect_right

import mesa
import numpy as np

from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.market import TALLIES
from waterbed.simulate.market.parameters import cause
from waterbed.simulate.market.people import RECENT
from waterbed.simulate.market.places import AWAY, EACH, INDOORS, PATROLLED
from waterbed.simulate.market.run import Setting, begin
from waterbed.simulate.market.week import (
    DEEPEST,
    FURTHEST,
    HOUSED,
    PAID,
    PLACED,
    SEEN_OUT,
    YEAR,
    _buyers_go,
    _sellers_go,
    chance,
    drop_in,
)


class Person(mesa.Agent):
    """Somebody who goes to a cell."""

    def go(self, tables) -> int:
        areas, cells, around = tables
        row = self.row
        area = around[bisect_right(areas[row], self.random.random())][self.base]
        at = row - self.base + area
        return area * EACH + bisect_right(cells[at], self.random.random())


class Seller(Person):
    """Somebody who sells, or may come to."""

    def shift(self) -> None:
        model = self.model
        if self.random.random() >= self.out:
            return
        cell = self.go(model.sellers_go)
        police = model.police_here[cell]
        if police and cell % EACH != INDOORS:
            stay = (1 - model.moved_on[self.homeless]) ** police
            if self.random.random() < 1 - stay:
                self.moved = model.week
                self.fear += model.told["moved_fear"]
                model.counted["moved on"] += 1
                cell = cell // EACH * EACH + AWAY
        model.sellers_here.setdefault(cell, []).append(self)
        self.last = cell

    def earn(self) -> None:
        """What a week came to, where this person is based."""
        if self.selling and not self.controlled:
            for known in self.model.takings:
                known[self.base][0] += self.served * self.model.told["price"]
                known[self.base][1] += 1

    def week(self) -> None:
        """Earnings and debts, housing, support, control, leaving and entering."""
        model, told, chance_of = self.model, self.model.told, self.random.random
        share = 1 - told["taken"] if self.controlled else 1.0
        debt = self.debt * PAID + self.wanted() - self.served * told["price"] * share
        self.debt = min(max(debt, 0.0), DEEPEST * self.need) if self.selling else 0.0
        self.served = 0
        rate = model.rehoused if self.homeless else model.steady.unhoused
        if chance_of() < rate:
            self.homeless = not self.homeless
        rate = model.steady.drops_out if self.engaged else model.drops_in
        if chance_of() < rate:
            self.engaged = not self.engaged
        if self.controlled and self.selling and chance_of() < model.freed:
            self.controlled = False
            if chance_of() < told["freed_leave"]:
                self.selling = False
        if self.controlled and self.selling and chance_of() < told["relocated"] \
                and model.about[self.base] > 2 * model.about_mean:  # fmt: skip
            self.base = int(model.around[1 + self.random.randrange(8)][self.base])
        if self.selling and not self.controlled:
            rate = told["leave"] * (told["way_out"] if self.engaged else 1)
            if self.engaged or not self.homeless:
                rate *= model.worth[self.base] ** -told["short_leave"]
            self.selling = chance_of() >= chance(rate)
        elif not self.selling and chance_of() < (
            model.steady.enter * model.worth[self.base] ** told["short_enter"]
        ):
            self.selling, self.debt, self.fear = True, 0.0, 0.0
            self.controlled = chance_of() < model.steady.taken_on
        self.fear *= model.fades
        if self.controlled and self.selling and chance_of() < told["coercion"]:
            model.counted["coercion"] += 1

    def wanted(self) -> float:
        return self.need * (1 - self.model.told["relief"] * self.engaged)

    def plan(self) -> None:
        """What this person will do in the week to come."""
        model, told = self.model, self.model.told
        deep = self.debt / (DEEPEST * self.need)
        out = told["shifts"] / 7
        if self.controlled:
            out *= 1 + told["debt_push"]
            kind = PLACED
        else:
            out *= (1 + told["debt_push"] * deep) * math.sqrt(self.wanted() / self.need)
            out *= math.exp(-told["stay_home"] * self.fear * model.about[self.base])
            kind = (self.fear > 0.5) + HOUSED * (not self.homeless)
        self.out = min(out, SEEN_OUT) if self.selling else 0.0
        self.risk = model.displaced if model.week - self.moved <= RECENT else 1.0
        self.risk *= model.homeless if self.homeless else 1.0
        self.refuses = 0.0 if self.controlled else told["refuse"] * (1 - told["debt_accept"] * deep)
        self.row = kind * model.areas + self.base


class Buyer(Person):
    """Somebody who buys."""

    def shift(self) -> None:
        if self.random.random() < self.out:
            cell = self.go(self.model.buyers_go)
            self.model.buyers_here.setdefault(cell, []).append(self)

    def plan(self) -> None:
        model = self.model
        fear = model.told["nerves"] * model.about[self.base]
        out = model.told["visits"] / 7 * model.season * math.exp(-self.nerve * fear)
        self.out = min(out, SEEN_OUT)

    def week(self) -> None:
        pass


class MesaMarket(mesa.Model):
    """A market from our own start, lived through by Mesa's agents."""

    def __init__(self, setting: Setting, values, seed: int, start_seed: int = 1) -> None:
        super().__init__(seed=seed)
        self.ours = begin(setting, values, Draws(start_seed))
        market, self.told, self.setting = self.ours, values, setting
        self.areas, self.steady, self.week, self.season = (
            len(market.places.pull),
            market.steady,
            0,
            1.0,
        )
        self.counted = dict.fromkeys(TALLIES, 0)
        self.displaced, self.homeless = (
            cause(values, f"{n}_risk") for n in ("displaced", "homeless")
        )
        self.rehoused, self.freed = chance(values["rehousing"]), chance(values["freed"])
        self.drops_in = drop_in(values)
        each = values["moved_on"]
        self.moved_on = [each, min(each * cause(values, "homeless_moved"), 1.0)]
        self.takings = [[[0.0, 0.0] for _ in range(self.areas)] for _ in range(2)]
        self.fades = 0.5 ** (1 / values["fear_lasts"])
        self.around = market.places.around.tolist()
        self.hazard = market.hazard.tolist()
        people, men = market.sellers, market.buyers
        for i in range(people.count):
            one = Seller(self)
            for name in ("base", "selling", "homeless", "engaged", "controlled", "need", "moved"):
                setattr(one, name, getattr(people, name)[i].item())
            one.debt, one.fear, one.served, one.last = 0.0, 0.0, 0, 0
        for i in range(men.count):
            one = Buyer(self)
            for name in ("base", "nerve", "violent", "row"):
                setattr(one, name, getattr(men, name)[i].item())
        self.people, self.men = self.agents_by_type[Seller], self.agents_by_type[Buyer]
        self._begin_week()
        self._prepare()

    def _begin_week(self) -> None:
        self.sums = np.zeros((3, self.ours.places.cells))
        self.shifts = 0

    def _prepare(self) -> None:
        market = self.ours
        about = market.places.by_area(market.police)
        self.about, self.about_mean = about.tolist(), float(about.mean())
        for name, choice in (
            ("sellers_go", _sellers_go(market)),
            ("buyers_go", _buyers_go(market)),
        ):
            tables = choice.areas.T.tolist(), choice.cells.T.tolist(), self.around
            setattr(self, name, tables)
        self.people.do("plan")
        self.men.do("plan")

    def new_week(self) -> None:
        """People learn of places, live on, and plan."""
        market, old = self.ours, self.told["memory"]
        for k, name in enumerate(("police", "crowd", "custom")):
            known = old * getattr(market, name) + (1 - old) * self.sums[k] / self.shifts
            setattr(market, name, known)
        self.week += 1
        for known, weeks in zip(self.takings, (self.told["patience"], YEAR), strict=True):
            for pair in known:
                pair[:] = [value * 0.5 ** (1 / weeks) for value in pair]
        self.people.do("earn")
        self.worth = [
            min(max(late[0] / late[1] / (used[0] / used[1]), 1 / FURTHEST), FURTHEST)
            if late[1] and used[0]
            else 1.0
            for late, used in zip(*self.takings, strict=True)
        ]
        self.people.do("week")
        self._begin_week()
        self._prepare()

    def step(self) -> None:
        """One shift."""
        cells = self.ours.places.cells
        self.police_here = [0] * cells
        for _ in range(self.setting.patrols):
            area = min(bisect_right(self.ours.places.reach, self.random.random()), self.areas - 1)
            kind = bisect_right(PATROLLED[:-1], self.random.random())
            self.police_here[area * EACH + kind] += 1
        self.sellers_here: dict[int, list[Seller]] = {}
        self.buyers_here: dict[int, list[Buyer]] = {}
        self.people.shuffle_do("shift")
        self.men.shuffle_do("shift")
        for cell, sellers in self.sellers_here.items():
            self.sums[1, cell] += len(sellers)
            if cell in self.buyers_here:
                self.meet(cell, sellers, self.buyers_here[cell])
        for cell, men in self.buyers_here.items():
            self.sums[2, cell] += len(men)
        self.sums[0] += self.police_here
        self.shifts += 1

    def meet(self, cell: int, sellers: list[Seller], men: list[Buyer]) -> None:
        """Buyers come up to people who sell, in random order."""
        limit = round(self.told["contacts"])
        for rank in range(min(len(men), len(sellers) * limit)):
            self.talk(cell, sellers[rank % len(sellers)], men[rank])

    def talk(self, cell: int, seller: Seller, buyer: Buyer) -> None:
        told, counted, police = self.told, self.counted, self.police_here[cell]
        hurry = told["rush"] * buyer.nerve * police
        counted["contacts"] += 1
        counted["rushed"] += hurry > math.log(2)
        if buyer.violent:
            looked = 1 - math.exp(-told["seconds"] * math.exp(-hurry) / told["look"])
            if self.random.random() < seller.refuses * looked:
                counted["refused"] += 1
                return
            risk = told["violence"] * (1 - told["protect"] * looked)
            if self.random.random() < risk * self.hazard[cell] * seller.risk:
                counted["violence"] += 1
        counted["encounters"] += 1
        seller.served += 1

    def live(self, weeks: int) -> dict[str, int]:
        """So many weeks; what was counted in them."""
        for week in range(weeks):
            if week:
                self.new_week()
            for _ in range(7):
                self.step()
        return self.counted
