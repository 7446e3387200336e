"""A scenario as its file writes it, and what it comes to: a market, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from waterbed.model.errors import Entry, Place
from waterbed.model.messages import suggestion
from waterbed.model.months import first_day
from waterbed.model.written.key import Form, Key
from waterbed.model.written.values import Id, Many, Month, Text, one_of
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.modules import MODULES, Aim
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.places import Ground, Places, lay_out
from waterbed.simulate.market.run import BUYERS, DAYS, Active, Setting
from waterbed.simulate.market.table import PARAMETERS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TARGET, BOROUGH, EVERYWHERE = "target", "borough", "everywhere"
WHERE = (TARGET, BOROUGH, EVERYWHERE)
BUSIEST, RANDOM = "busiest", "random"
CHOSEN = (BUSIEST, RANDOM)
HISTORY = 24
"""Months before anything is done that a study needs to compare with."""


def _known(name: str) -> str:
    if name not in MODULES:
        raise PydanticCustomError("choice", "one of a few", {"values": tuple(MODULES)})
    return name


class MapForm(Form):
    rows: Annotated[Annotated[int, Field(ge=3, le=126)], Key("Rows of areas.")] = 12
    columns: Annotated[Annotated[int, Field(ge=3, le=126)], Key("Columns of areas.")] = 15
    borough: Annotated[Annotated[int, Field(ge=1, le=126)], Key("Side of a borough, in areas.")] = 3
    busy: Annotated[
        Annotated[float, Field(ge=0.1, le=10)],
        Key("How evenly people are spread: a small number puts most into few areas."),
    ] = 0.3


class PeopleForm(Form):
    sellers: Annotated[
        Annotated[int, Field(ge=0, le=1_000_000)], Key("People who sell at the start.")
    ] = 1000
    reserve: Annotated[
        Annotated[int, Field(ge=0, le=1_000_000)], Key("People who do not, and may come to.")
    ] = 400
    buyers: Annotated[Annotated[int, Field(ge=0, le=5_000_000)], Key("Buyers.")] = BUYERS
    patrols: Annotated[
        Annotated[int, Field(ge=0, le=100_000)], Key("Patrols that are always out, on all streets.")
    ] = 6


class TimeForm(Form):
    first: Annotated[Month, Key("First month that is counted.")]
    last: Annotated[Month, Key("Last month.")]
    start: Annotated[Month, Key("First month in which something is done.")]
    weeks_before: Annotated[
        Annotated[int, Field(ge=1, le=520)],
        Key("Weeks that are lived before the first month and not counted."),
    ] = 26


class TargetForm(Form):
    chosen: Annotated[str, one_of(CHOSEN), Key("Which area: the busiest, or one at random.")] = (
        BUSIEST
    )


class ModuleForm(Form):
    module: Annotated[str, AfterValidator(_known), Key("Which module.")]
    on: Annotated[bool, Key("Whether it is on; off, it changes nothing.")]
    dose: Annotated[
        Annotated[float, Field(gt=0, le=10_000)] | None, Key("How much of it, in its own unit.")
    ] = None
    where: Annotated[str, one_of(WHERE), Key("Where it acts.")] = TARGET
    start: Annotated[Month | None, Key("Its first month, if not that of [time].")] = None
    end: Annotated[Month | None, Key("Its last month; it goes on if left out.")] = None
    days: Annotated[
        Annotated[Many[Annotated[str, one_of(WEEKDAYS)]], Field(min_length=1)],
        Key("Days of the week; all if left out."),
    ] = WEEKDAYS


class ScenarioForm(Form):
    """Every key that a scenario file may hold."""

    title: Annotated[Text, Key("What the scenario is called.")]
    asked_by: Annotated[str, Key("Who asks.")] = ""
    seed: Annotated[
        Annotated[int, Field(ge=0, lt=2**63)],
        Key("Any whole number: the same number gives the same bytes again."),
    ] = 1
    time: Annotated[TimeForm, Key("Months.")]
    map: Annotated[MapForm, Key("An abstract map.")] = MapForm()
    people: Annotated[PeopleForm, Key("Numbers of people.")] = PeopleForm()
    target: Annotated[TargetForm, Key("The area that a study asks about.")] = TargetForm()
    modules: Annotated[Many[ModuleForm], Key("What is done.")] = ()
    parameters: Annotated[dict[Id, float], Key("Parameters that differ from their defaults.")] = {}  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Planned:
    """A module that is on, with where and when as a scenario says it.

    areas : int, positions; first, last : ordinals of its months, None while it goes on
    """

    module: str
    where: str
    areas: NDArray[np.int64]
    dose: float
    first: int
    last: int | None
    days: tuple[int, ...]

    @property
    def active(self) -> Active:
        """As a run takes it."""
        end = date.max if self.last is None else first_day(self.last + 1)
        return Active(
            self.module, Aim(self.areas, self.dose), first_day(self.first), end, self.days
        )


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is to be simulated.

    values : of every parameter; given : those that the file gives
    target : position of the area that a study asks about; chosen : a word of CHOSEN
    planned : modules that are on; start : ordinal of the first month in which something may be done
    """

    title: str
    asked_by: str
    seed: int
    setting: Setting
    values: Mapping[str, float]
    given: Mapping[str, float]
    places: Places
    target: int
    chosen: str
    planned: tuple[Planned, ...]
    start: int

    @property
    def active(self) -> tuple[Active, ...]:
        return tuple(planned.active for planned in self.planned)


Say = Callable[[Place, str, object, str], None]
"""Takes note of a problem: its place, what is wrong, the value, and what to do."""


def scenario_of(form: ScenarioForm, say: Say) -> Scenario | None:
    """What a form comes to; None where something is wrong with it, which `say` is told."""
    problems: list[str] = []

    def wrong(place: Place, problem: str, value: object, mend: str) -> None:
        problems.append(problem)
        say(place, problem, value, mend)

    _check_time(form, wrong)
    _check_parameters(form, wrong)
    if not problems:
        _check_modules(form, wrong)
    if form.people.sellers + form.people.reserve == 0:
        wrong(Place(("people",)), "there is nobody who sells or may come to", None,
              "Write sellers or reserve above nought.")  # fmt: skip
    if problems:
        return None
    ground = Ground(form.map.rows, form.map.columns, form.map.borough, form.map.busy)
    people, time = form.people, form.time
    setting = Setting(
        ground, people.sellers, people.reserve, people.buyers, people.patrols,
        time.first, time.last - time.first + 1, time.weeks_before,
    )  # fmt: skip
    draws = Draws(form.seed)
    places = lay_out(ground, draws)
    target = _target(places, form.target.chosen, draws)
    planned = tuple(_planned(module, form, places, target) for module in form.modules if module.on)
    return Scenario(
        form.title, form.asked_by, form.seed, setting, defaults(PARAMETERS, form.parameters),
        form.parameters, places, target, form.target.chosen, planned, time.start,
    )  # fmt: skip


def _target(places: Places, chosen: str, draws: Draws) -> int:
    if chosen == BUSIEST:
        return int(np.argmax(places.pull))
    return int(draws.stream("target").integers(len(places.pull)))


def _planned(module: ModuleForm, form: ScenarioForm, places: Places, target: int) -> Planned:
    every = np.arange(len(places.pull))
    groups = np.array(places.areas.groups)
    areas = {
        TARGET: every[[target]],
        BOROUGH: every[groups == groups[target]],
        EVERYWHERE: every,
    }[module.where]
    days = tuple(sorted(WEEKDAYS.index(day) for day in module.days))
    dose = MODULES[module.module].usual if module.dose is None else module.dose
    first = form.time.start if module.start is None else module.start
    return Planned(module.module, module.where, areas, dose, first, module.end, days)


def _check_time(form: ScenarioForm, wrong: Say) -> None:
    time, at = form.time, Place(("time",))
    if time.last < time.start:
        wrong(at / "last", "the last month comes before anything is done", None,
              "Write a month after start.")  # fmt: skip
    if time.start - time.first < HISTORY:
        wrong(at / "start", f"a study needs {HISTORY} months before anything is done", None,
              "Let first be two years earlier, or start later.")  # fmt: skip


def _check_parameters(form: ScenarioForm, wrong: Say) -> None:
    for name, value in form.parameters.items():
        at, row = Place(("parameters", name)), PARAMETERS.get(name)
        if row is None:
            wrong(at, "there is no such parameter", None, suggestion(name, PARAMETERS, "names"))
            continue
        low, high = row.least, row.prior.high
        if not low <= value <= high:
            wrong(at, f"this lies outside of what may be: {low:g} to {high:g} {row.unit}", value,
                  "Change it; docs/market.md has the priors.")  # fmt: skip


def _check_modules(form: ScenarioForm, wrong: Say) -> None:
    seen: set[tuple[str, str, int]] = set()
    for i, module in enumerate(form.modules):
        at = Place(("modules", Entry(i, module.module)))
        first = form.time.start if module.start is None else module.start
        if first < form.time.start:
            wrong(at / "start", "this comes before the month in which anything is done", None,
                  "Write it no earlier than start under [time].")  # fmt: skip
        elif first > form.time.last:
            wrong(at / "start", "this comes after the last month", None, "Start it earlier.")
        elif module.end is not None and module.end < first:
            wrong(at / "end", "it ends before it starts", None, "Write a later month.")
        if len(set(module.days)) < len(module.days):
            wrong(at / "days", "a day stands twice", ", ".join(module.days), "Write each once.")
        row = MODULES[module.module]
        if module.dose is not None and module.dose > row.most:
            wrong(at / "dose", f"this must not be above {row.most:g}: it is a {row.dose}",
                  module.dose, "Write a smaller dose.")  # fmt: skip
        if row.week is not None and len(module.days) < DAYS:
            wrong(at / "days", "this module acts once a week, and takes no days", None,
                  "Leave days out.")  # fmt: skip
        key = (module.module, module.where, first)
        if module.on and key in seen:
            wrong(at, "this module stands twice, with the same place and start", None,
                  "Leave one out, or give it another start.")  # fmt: skip
        seen.add(key)
