"""A run of a market, from its setting to what was counted, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from waterbed.model.months import first_day, month
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market.choice import Choice
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.market import TALLIES, Market, Steady, Week
from waterbed.simulate.market.modules import MODULES, Aim, Module
from waterbed.simulate.market.parameters import Values, cause
from waterbed.simulate.market.people import RECENT, buyers_of, sellers_of
from waterbed.simulate.market.places import Ground, Places, lay_out
from waterbed.simulate.market.shift import work
from waterbed.simulate.market.week import (
    chance,
    drop_in,
    learn,
    leaves,
    live,
    prepare,
)

DAYS = 7
BUYERS = 12_000
"""Buyers of a market, if no other number is given."""

SUMMER = 196
"""Day of the year in the middle of the busy half."""

TOGETHER = 70_000
"""Agents whose shifts are worked side by side: more would not stay in a processor's cache."""

MOST_PLACES = 65_535
"""Places that can be sorted as 16-bit numbers."""

PEOPLE = ("selling", "controlled", "homeless", "engaged")
"""Of those who sell, at the end of each month, by the area that they start from."""

RECALLED = ("hurt", "moved", "homeless", "people")
"""What a survey of those who sell would find at the end of the run (`Outcome.survey`)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Size and time of a market.

    ground : its map; sellers, reserve, buyers, patrols : people who sell at the start, people who
        may come to, buyers, and units that are out in every shift
    first, months : ordinal of the first month, and how many; a shift a day
    before : weeks lived before the first month, so that what is known and recent has settled
    """

    ground: Ground = field(default_factory=Ground)
    sellers: int = 1000
    reserve: int = 400
    buyers: int = BUYERS
    patrols: int = 6
    first: int = month("2015-04")
    months: int = 48
    before: int = 26

    @property
    def agents(self) -> int:
        return self.sellers + self.reserve + self.buyers + self.patrols


@dataclass(frozen=True, slots=True)
class Active:
    """A module that is on: its name, where and how hard, from one day to another (not included),
    on which days of the week (0 is Monday)."""

    module: str
    aim: Aim
    start: date
    end: date = date.max
    days: tuple[int, ...] = tuple(range(DAYS))

    @property
    def row(self) -> Module:
        return MODULES[self.module]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened, as no study would know it.

    tally : int64 [T, K, C], by TALLIES and cell
    people : int64 [T, 4, A], by PEOPLE
    risk : float [T, C], violence by buyers as it was to be expected of the talks that took place
    done : by module int64 [T, A], what was done
    entered, left : people, since the first month
    survey : int [n, 4] of those who sell at the end, 0 or 1, by RECALLED
    steps : of all agents, those before the first month among them
    """

    places: Places
    periods: Integers
    tally: Integers
    people: Integers
    risk: Floats
    done: Mapping[str, Integers]
    entered: int
    left: int
    survey: NDArray[np.int8]
    steps: int

    def total(self, name: str) -> Integers:
        """Of one of TALLIES, by month and area: int64 [T, A]."""
        return np.asarray(self.places.by_area(self.tally[:, TALLIES.index(name)]), np.int64)


def begin(setting: Setting, values: Values, draws: Draws) -> Market:
    """The market before its first shift."""
    places = lay_out(setting.ground, draws)
    sellers = sellers_of(places, setting.sellers, setting.reserve, values, draws)
    buyers = buyers_of(places, setting.buyers, values, draws)
    hazard = values["isolated"] ** places.isolation
    hazard = hazard * np.where(places.indoors, 1 / cause(values, "outdoors"), 1)
    none = Choice(np.zeros((8, 0), np.float32), np.zeros((3, 0), np.float32), places.around)
    spread = places.pull.repeat(4) / 4
    market = Market(
        values, places, draws, sellers, buyers, setting.patrols, hazard.astype(np.float32),
        police=spread * setting.patrols, crowd=spread * setting.sellers * values["shifts"] / DAYS,
        custom=spread * setting.buyers * values["visits"] / DAYS,
        fines=np.zeros(len(places.pull)), takings=np.zeros((2, 2, len(places.pull))),
        shut=np.zeros(places.cells, np.int64),
        now=Week.begun(places),
        tally=np.zeros((len(TALLIES), places.cells), np.int64),
        expected=np.zeros(places.cells),
        sellers_go=none, buyers_go=none, steady=Steady(),
    )  # fmt: skip
    market.steady = _steady(market, setting)
    return market


def _steady(market: Market, setting: Setting) -> Steady:
    """Rates of coming that meet those of going, as people are at the start."""
    people, values = market.sellers, market.values
    held = int((people.selling & people.controlled).sum())
    ends = held * chance(values["freed"])
    own = people.selling & ~people.controlled
    leaving = float(leaves(market)[own].sum()) + ends * values["freed_leave"]
    share = values["engaged"]
    return Steady(
        enter=min(leaving / setting.reserve, 1.0) if setting.reserve else 0.0,
        taken_on=min(ends / leaving, 1.0) if leaving else 0.0,
        unhoused=min(_held(values["homeless"], chance(values["rehousing"])), 1.0),
        drops_out=min(drop_in(values) * (1 - share) / share, 1.0) if share else 0.0,
    )


def _held(share: float, going: float) -> float:
    """Chance of coming into a state that keeps this share in it, by the chance of going."""
    return going * share / (1 - share) if share < 1 else 0.0


def simulate(
    setting: Setting,
    values: Values,
    active: Sequence[Active] = (),
    *,
    seed: int = 1,
    run: int = 0,
    progress: Progress = quiet,
) -> Outcome:
    """Live through a market, a shift a day; the same seed and run, the same people and draws.

    values : of every parameter (`parameters.defaults`)
    """
    life = _Life(setting, begin(setting, values, Draws(seed, run)))
    life.live(active, life.end, progress)
    return life.kept.outcome(life.market, setting)


def simulate_each(
    setting: Setting, values: Values, plans: Sequence[Sequence[Active]], *, seed: int = 1
) -> list[Outcome]:
    """`simulate` for each of several plans; what comes before any of them starts is lived once."""
    life = _Life(setting, begin(setting, values, Draws(seed)))
    starts = [planned.start for active in plans for planned in active]
    life.live((), min([*starts, life.end]))
    outcomes = []
    for active in plans:
        branch = deepcopy(life)
        branch.live(active, branch.end)
        outcomes.append(branch.kept.outcome(branch.market, setting))
    return outcomes


class _Life:
    """A market that goes on from day to day, and the months that it has lived through."""

    def __init__(self, setting: Setting, market: Market) -> None:
        self.market, self.kept = market, _Kept()
        self.opening = first_day(setting.first)
        self.end = first_day(setting.first + setting.months)
        self.day = self.opening - timedelta(weeks=setting.before)
        places = MOST_PLACES // market.places.cells
        self.most = max(1, min(DAYS, TOGETHER // max(setting.agents, 1), places))

    def live(self, active: Sequence[Active], until: date, progress: Progress = quiet) -> None:
        """Go on until a day, with these modules where they have started."""
        while self.day < until:
            day, market = self.day, self.market
            lived = (day - self.opening).days % DAYS
            if not lived:
                _new_week(market, active, day)
            left = (_next_month(day) - day).days
            days = min(DAYS - lived, left, self.most, (until - day).days)
            _work(
                market,
                [planned for planned in active if planned.start <= day < planned.end],
                day,
                days,
            )
            if days == left:
                self.kept.month(market, day >= self.opening)
                done = max((day - self.opening).days, 0)
                progress("shifts", done, (self.end - self.opening).days)
            self.day = day + timedelta(days=days)


def _new_week(market: Market, active: Sequence[Active], day: date) -> None:
    wave = np.cos(2 * np.pi * (day.timetuple().tm_yday - SUMMER) / 365.25)
    if market.now.shifts:
        learn(market)
        live(market)
    for planned in active:
        if planned.row.week is not None and planned.start <= day < planned.end:
            planned.row.week(market, planned.aim)
    prepare(market, float(1 + market.values["season"] * wave))


def _work(market: Market, here: Sequence[Active], day: date, days: int) -> None:
    """So many shifts of one week and month, side by side, with the modules that are on."""
    patrols, cameras = np.zeros((2, days, market.places.cells))
    weekday = (day.weekday() + np.arange(days)) % DAYS
    on = [np.isin(weekday, active.days) for active in here]
    for active, days_on in zip(here, on, strict=True):
        if active.row.patrols is not None:
            patrols[days_on] += active.row.patrols(market, active.aim, int(days_on.sum()))
        if active.row.cameras is not None:
            cameras[days_on] += active.row.cameras(market, active.aim, int(days_on.sum()))
    worked = work(market, patrols, cameras)
    for active, days_on in zip(here, on, strict=True):
        if active.row.shift is not None:
            active.row.shift(market, active.aim, worked, days_on)


def _next_month(day: date) -> date:
    return first_day(12 * day.year + day.month)


@dataclass(slots=True)
class _Kept:
    """Months that have ended."""

    tally: list[Integers] = field(default_factory=list)
    people: list[Integers] = field(default_factory=list)
    risk: list[Floats] = field(default_factory=list)
    done: list[dict[str, Integers]] = field(default_factory=list)
    entered: int = 0
    left: int = 0

    def month(self, market: Market, counted: bool) -> None:
        """A month is over; before the first that counts, what was counted is dropped."""
        if counted:
            self.tally.append(market.tally.copy())
            self.people.append(_by_base(market))
            self.risk.append(market.expected.copy())
            self.done.append(market.done)
        else:
            self.entered, self.left = market.entered, market.left
        market.tally[:] = 0
        market.expected[:] = 0
        market.done = {}

    def outcome(self, market: Market, setting: Setting) -> Outcome:
        names = sorted({name for month_done in self.done for name in month_done})
        areas = len(market.places.pull)
        nothing = np.zeros(areas, np.int64)
        days = first_day(setting.first + setting.months) - first_day(setting.first)
        return Outcome(
            market.places,
            np.arange(setting.first, setting.first + setting.months),
            np.stack(self.tally),
            np.stack(self.people),
            np.stack(self.risk),
            {
                name: np.stack([month_done.get(name, nothing) for month_done in self.done])
                for name in names
            },
            market.entered - self.entered,
            market.left - self.left,
            _surveyed(market),
            (days.days + DAYS * setting.before) * setting.agents,
        )


def _by_base(market: Market) -> Integers:
    people, size = market.sellers, len(market.places.pull)
    flags = (people.selling, people.controlled, people.homeless, people.engaged)
    return np.stack(
        [np.bincount(people.base[flag & people.selling], minlength=size) for flag in flags]
    )


def _surveyed(market: Market) -> NDArray[np.int8]:
    people = market.sellers
    asked = people.selling
    recent = [market.week - at[asked] <= RECENT for at in (people.hurt, people.moved)]
    return np.stack([*recent, people.homeless[asked], asked[asked]], axis=1).astype(np.int8)
