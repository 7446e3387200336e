"""What can be done to a market: one row a module, each on or off alone.

A module acts through up to four functions, each called only while it is on, and draws from the
stream of its own name alone:

patrols : adds patrols to the cells of so many shifts, float [shifts, C]
cameras : adds to what people see of police there, in patrols, float [shifts, C] or [C]
shift : acts on shifts that were worked side by side; bool [shifts] says in which it is on
week : acts on people between weeks
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market.market import Market, indoor_cells
from waterbed.simulate.market.places import EACH, MAIN
from waterbed.simulate.market.shift import Shifts, beats
from waterbed.simulate.market.week import YEAR


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a module acts, and how hard.

    areas : int, their positions; dose : in the unit of the module
    """

    areas: Integers
    dose: float

    def holds(self, bases: Integers) -> NDArray[np.bool_]:
        """Which of these areas are among them."""
        return np.isin(bases, self.areas)


OnCells = Callable[[Market, Aim, int], Floats]
OnShifts = Callable[[Market, Aim, Shifts, NDArray[np.bool_]], None]


@dataclass(frozen=True, slots=True)
class Module:
    """One row.

    name : in scenario files; kind : what sort of intervention it is called in a study
    says : what it is, in a sentence; dose : what its dose is, with its unit; usual : one that fits;
        most : the largest that a scenario may give
    action, on : what is counted of it, and on whom; "" for the place
    told_by : names of the parameters that say what it does
    """

    name: str
    kind: str
    says: str
    dose: str
    usual: float
    action: str
    on: str
    told_by: tuple[str, ...] = ()
    patrols: OnCells | None = None
    cameras: OnCells | None = None
    shift: OnShifts | None = None
    week: Callable[[Market, Aim], None] | None = None
    most: float = 10_000


def patrol(market: Market, aim: Aim, shifts: int) -> Floats:
    """So many patrols more, in every shift in which it runs, in areas drawn among its own."""
    most = int(np.ceil(aim.dose))
    u = market.draws.uniform("patrol", 3 * shifts, most).reshape(shifts, 3, most)
    working = np.arange(most) + u[:, 2] < aim.dose
    areas = aim.areas[(u[:, 0] * len(aim.areas)).astype(np.int64)]
    market.count("patrol", areas[working])
    return beats(market, areas, u[:, 1], working)


def cameras(market: Market, aim: Aim, shifts: int) -> Floats:
    """Cameras on the main street of each area."""
    seen = np.zeros(market.places.cells)
    seen[aim.areas * EACH + MAIN] = market.values["camera"] * aim.dose
    market.count("cameras", np.repeat(aim.areas, shifts))
    return seen


def _caught(times: Floats, chance: float) -> Floats:
    return np.asarray(1 - (1 - min(chance, 1.0)) ** times)


def _near(
    market: Market, aim: Aim, place: Integers, police: Floats, on: NDArray[np.bool_]
) -> tuple[Integers, Integers, Integers]:
    """Which of these places police are in while a module is on there, their shifts and areas."""
    day, cell = np.divmod(place, market.places.cells)
    area = cell // EACH
    near = np.flatnonzero((police[place] > 0) & on[day] & aim.holds(area))
    return near, day[near], area[near]


def fine_buyers(market: Market, aim: Aim, worked: Shifts, on: NDArray[np.bool_]) -> None:
    """Patrols and cameras fine buyers whom they see with somebody."""
    u = market.draws.uniform("fines for buyers", 2 * len(on), market.buyers.count)
    near, day, area = _near(market, aim, worked.place, worked.watched, on)
    who = worked.buyer[near]
    chance = _caught(worked.watched[worked.place[near]], market.values["caught"] * aim.dose)
    hit = np.flatnonzero(u[2 * day, who] < chance)
    stopping = u[2 * day[hit] + 1, who[hit]] < market.values["fined_stop"]
    left = np.where(stopping, 0, 1 - market.values["fined_less"]).astype(np.float32)
    np.multiply.at(market.buyers.less, who[hit], left)
    market.now.fines += np.bincount(area[hit], minlength=len(market.now.fines))
    market.count("fines for buyers", area[hit])


def caution_sellers(market: Market, aim: Aim, worked: Shifts, on: NDArray[np.bool_]) -> None:
    """Patrols caution or fine people whom they meet selling: fear, and off to somewhere else."""
    people = market.sellers
    u = market.draws.uniform("cautions for sellers", len(on), people.count)
    near, day, area = _near(market, aim, worked.at, worked.patrols, on)
    who = worked.sellers[near]
    chance = _caught(worked.patrols[worked.at[near]], market.values["cautioned"] * aim.dose)
    hit = np.flatnonzero(u[day, who] < chance)
    np.add.at(people.fear, who[hit], np.float32(1))
    people.moved[who[hit]] = market.week
    market.count("cautions for sellers", area[hit])


def messages(market: Market, aim: Aim) -> None:
    """A campaign reaches buyers who are based there: fewer visits, and more nerves."""
    buyers, values = market.buyers, market.values
    u = market.draws.uniform("messages", 1, buyers.count)[0]
    hit = np.flatnonzero((u < aim.dose) & aim.holds(buyers.base))
    buyers.less[hit] = np.minimum(buyers.less[hit], np.float32(1 - values["message_less"]))
    first = hit[~buyers.reached[hit]]
    buyers.nerve[first] *= np.float32(1 + values["message_nerves"])
    buyers.reached[first] = True
    market.count("messages", buyers.base[hit])


def support(market: Market, aim: Aim) -> None:
    """Support is offered, and a home to those who take it up."""
    people, values = market.sellers, market.values
    u = market.draws.uniform("support", 2, people.count)
    here = people.selling & aim.holds(people.base)
    taking = here & ~people.engaged & (u[0] < values["engage"] * aim.dose)
    people.engaged |= taking
    rate = max(values["housing_first"] - values["rehousing"], 0.0)
    housed = here & people.engaged & people.homeless & (u[1] < -np.expm1(-rate * aim.dose / YEAR))
    people.homeless &= ~housed
    market.count("support", people.base[taking])


def against_traffickers(market: Market, aim: Aim) -> None:
    """Action against third parties ends the control of some."""
    people = market.sellers
    u = market.draws.uniform("action against traffickers", 2, people.count)
    held = people.selling & people.controlled & aim.holds(people.base)
    hit = np.flatnonzero(held & (u[0] < market.values["action_frees"] * aim.dose))
    market.free(hit, u[1, hit])
    market.count("action against traffickers", people.base[hit])


def closures(market: Market, aim: Aim) -> None:
    """Places indoors are shut for weeks; of those found there some are freed, others moved on."""
    people, values = market.sellers, market.values
    u = market.draws.uniform("closures", 1, market.places.cells)[0]
    w = market.draws.uniform("closures, people", 2, people.count)
    cells = indoor_cells(aim.areas)
    shut = cells[(u[cells] < aim.dose) & market.open_cells()[cells]]
    market.shut[shut] = market.week + round(values["shut_weeks"])
    inside = people.selling & np.isin(people.last, shut)
    free = inside & people.controlled & (w[0] < values["closure_frees"])
    people.moved[inside] = market.week
    people.fear[inside & ~free] += np.float32(values["moved_fear"])
    who = np.flatnonzero(free)
    market.free(who, w[1, who])
    market.count("closures", shut // EACH)


def sanctions(market: Market, aim: Aim) -> None:
    """Benefits are sanctioned, of those who sell and of those who may come to."""
    people = market.sellers
    u = market.draws.uniform("sanctions", 1, people.count)[0]
    hit = np.flatnonzero((u < aim.dose) & aim.holds(people.base))
    people.sanctioned[hit] = market.week + round(market.values["sanction_weeks"])
    market.count("sanctions", people.base[hit])


_ROWS = (
    Module("patrol", "police operation", "More patrols on the streets.",
           "patrols in a shift", 2.0, "patrols", "",
           ("nerves", "shy", "seller_shy", "stay_home", "rush", "moved_on"), patrols=patrol),
    Module("fines for buyers", "fines", "Patrols and cameras fine buyers.",
           "times the chance of being caught", 1.0, "fines", "buyers",
           ("caught", "fined_stop", "fined_less", "fine_known", "forgotten"), shift=fine_buyers),
    Module("cautions for sellers", "fines or cautions", "Patrols caution people who sell.",
           "times the chance of being cautioned", 1.0, "cautions", "people who sell",
           ("cautioned", "fear_silences", "fear_lasts"), shift=caution_sellers),
    Module("cameras", "cameras", "Cameras on main streets.",
           "cameras an area", 1.0, "camera shifts", "", ("camera",), cameras=cameras),
    Module("messages", "campaign", "Messages to buyers.",
           "share of buyers reached a week", 0.1, "messages", "buyers",
           ("message_less", "message_nerves", "forgotten"), week=messages, most=1),
    Module("support", "support and rehousing", "Support and a home are offered.",
           "times the chance of taking it up", 1.0, "referrals", "people who sell",
           ("engage", "housing_first", "relief", "way_out"), week=support),
    Module("action against traffickers", "action against traffickers",
           "Control by third parties is ended.", "times the chance of being freed", 1.0,
           "people freed", "people who sell", ("action_frees", "freed_leave"),
           week=against_traffickers),
    Module("closures", "brothel closure", "Places indoors are shut.",
           "chance of each place a week", 0.1, "closures", "",
           ("closure_frees", "shut_weeks", "moved_fear"), week=closures, most=1),
    Module("sanctions", "benefit sanction", "Benefits are sanctioned.",
           "chance of each person a week", 0.01, "sanctions", "people who sell, or may",
           ("sanction", "sanction_weeks", "enter_need"), week=sanctions, most=1),
)  # fmt: skip

MODULES: dict[str, Module] = {row.name: row for row in _ROWS}
