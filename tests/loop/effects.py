"""What each mechanism does, as the simulated market has it: by construction, over its priors.

A market is drawn from all of its priors; something is done in its busiest area and those round it,
which stand for the ward; what comes of it beside nothing done is taken where it is the story.  Of
each only that is kept which the story speaks of: one mechanism at a time, so that what is true of
a claim is known.  How large the multipliers are is by construction as well.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.loop.studies import ROOT, Effects
from waterbed.simulate.market.calibrate import values_at
from waterbed.simulate.market.counts import indoors, on_the_street
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.effects import LAB
from waterbed.simulate.market.modules import Aim
from waterbed.simulate.market.places import lay_out
from waterbed.simulate.market.run import PEOPLE, Active, Outcome, simulate_each
from waterbed.simulate.market.table import PARAMETERS

TABLE = ROOT / "docs" / "closed-loop" / "effects.csv"
MARKET = replace(LAB, sellers=4 * LAB.sellers, reserve=4 * LAB.reserve, buyers=4 * LAB.buyers)
"""A year of four thousand agents."""

SEEN, LITTLE = 0.1, 0.05
"""Changes that count in a story, and that count as none."""

RECORDED = 30
"""Violence recorded with nothing done, fewer than which say nothing of the share recorded."""

Change = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """How one mechanism is had of the market.

    doses : modules that are on in the ward, with their doses
    holds : whether a change is the story; keeps : what is taken of it, names of Effects
    """

    doses: Mapping[str, float]
    holds: Callable[[Change], bool]
    keeps: tuple[str, ...]


_POLICE = {"patrol": 2.0, "fines for buyers": 1.0}
_CAUTIONS = {"patrol": 2.0, "cautions for sellers": 1.0}
_FREES = {"closures": 0.1, "action against traffickers": 3.0}
_SUPPORT = {"support": 5.0}

ROWS = {
    "deters": Row(
        _POLICE,
        lambda e: max(e["street"], e["violence"]) <= -SEEN and e["moved"] < 0.2,
        ("street", "violence"),
    ),
    "moves next door": Row(
        _POLICE,
        lambda e: max(e["street"], e["violence"]) <= -SEEN and e["moved"] >= 0.5,
        ("street", "street_next", "violence", "violence_next"),
    ),
    "moves indoors": Row(
        _POLICE,
        lambda e: e["street"] <= -SEEN and e["indoors"] >= 0.2,
        ("street", "violence"),
    ),
    "silences reports": Row(
        _CAUTIONS,
        lambda e: e["reports"] <= -SEEN and e["recorded"] >= RECORDED,
        ("reports",),
    ),
    "harms": Row(
        _CAUTIONS,
        lambda e: e["street"] <= -SEEN and e["violence"] >= SEEN,
        ("street", "violence"),
    ),
    "frees": Row(
        _FREES,
        lambda e: max(e["controlled"], e["violence"]) <= -SEEN,
        ("street", "violence"),
    ),
    "support alone": Row(
        _SUPPORT,
        lambda e: max(e["street"], e["violence"]) <= -SEEN,
        ("street", "violence"),
    ),
}  # fmt: skip
"""Conditions of both sides' stories are of one size.  Moved: of those fewer on the street here, the
share that are more next door; indoors: the same of those who work indoors here."""


def simulate(
    draws: int, wanted: Callable[[str], bool], seed: int = 17
) -> Iterator[tuple[str, int, Change]]:
    """Mechanisms' changes in so many markets: the name, the number of the draw, the change.

    wanted : whether more of a mechanism are; what is done for none that is, is left out
    """
    rng = np.random.default_rng(seed)
    names = tuple(PARAMETERS)
    start = date(MARKET.first // 12, MARKET.first % 12 + 1, 1)
    for number in range(draws):
        values, luck = values_at(names, rng.random(len(names))), 1 + number % 8
        places = lay_out(MARKET.ground, Draws(luck))
        middle = int(np.argmax(places.pull))
        here = np.unique(places.around[places.near[:, middle], middle])
        rows = {story: row for story, row in ROWS.items() if wanted(story)}
        plans = {id(row.doses): row.doses for row in rows.values()}
        done = [
            tuple(Active(name, Aim(here, dose), start) for name, dose in doses.items())
            for doses in plans.values()
        ]
        nothing, *came = simulate_each(MARKET, values, [(), *done], seed=luck)
        changes = {
            key: _change(_levels(one, here), _levels(nothing, here))
            for key, one in zip(plans, came, strict=True)
        }
        for story, row in rows.items():
            yield story, number, changes[id(row.doses)]


def _levels(outcome: Outcome, here: NDArray[np.int64]) -> dict[str, float]:
    there = np.setdiff1d(np.arange(len(outcome.places.pull)), here)
    street, inside = on_the_street(outcome).mean(axis=0), indoors(outcome).mean(axis=0)
    harm = outcome.places.by_area(outcome.risk).sum(axis=0) + outcome.total("coercion").sum(axis=0)
    happened = (outcome.total("violence") + outcome.total("coercion"))[:, here].sum()
    recorded = float(outcome.total("recorded")[:, here].sum())
    return {
        "street": float(street[here].sum()),
        "street_next": float(street[there].sum()),
        "violence": float(harm[here].sum()),
        "violence_next": float(harm[there].sum()),
        "indoors": float(inside[here].sum()),
        "recorded": recorded,
        "reports": recorded / max(float(happened), 1.0),
        "controlled": float(outcome.people[-1, PEOPLE.index("controlled"), here].sum()),
    }


def _change(done: Change, nothing: Change) -> Change:
    gap = {name: done[name] - nothing[name] for name in done}
    over = {"street_next": "street", "violence_next": "violence", "indoors": "street"}
    found = {name: gap[name] / max(nothing[over.get(name, name)], 1e-9) for name in gap}
    lost = max(-found["street"], 1e-9)
    return found | {
        "moved": found["street_next"] / lost,
        "indoors": found["indoors"] / lost,
        "recorded": nothing["recorded"],
    }


MOST = 40
"""Draws of a story that are taken."""


def kept(draws: int, seed: int = 17) -> tuple[list[tuple[str, int, Effects]], dict[str, str]]:
    """The first draws in which each story comes out, with what is taken of them, and of how many
    they are."""
    made: list[tuple[str, int, Effects]] = []
    held, looked = dict.fromkeys(ROWS, 0), dict.fromkeys(ROWS, 0)
    for story, number, change in simulate(draws, lambda one: held[one] < MOST, seed):
        looked[story] += 1
        if ROWS[story].holds(change):
            held[story] += 1
            taken = {name: round(change[name], 3) for name in ROWS[story].keeps}
            made.append((story, number, Effects(**taken)))
    made.sort(key=lambda one: (list(ROWS).index(one[0]), one[1]))
    return made, {story: f"{held[story]} of {looked[story]}" for story in ROWS}


NAMES = tuple(one.name for one in fields(Effects))


def write(made: list[tuple[str, int, Effects]], path: Path = TABLE) -> None:
    """A line a draw."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["story", "draw", *NAMES])
        for story, number, effects in made:
            writer.writerow([story, number, *(f"{value:g}" for value in astuple(effects))])


def read(path: Path = TABLE) -> dict[str, list[Effects]]:
    """By story; "nothing" does nothing."""
    found: dict[str, list[Effects]] = {"nothing": [Effects()]}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            made = Effects(**{name: float(line[name]) for name in NAMES})
            found.setdefault(line["story"], []).append(made)
    return found
