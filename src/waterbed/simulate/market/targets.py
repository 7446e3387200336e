"""Patterns that a market is calibrated on, and those that are held back and compared afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waterbed.model.months import month
from waterbed.model.reference import Floats
from waterbed.simulate.market.effects import each_effect, outdoors_to_indoors, plan_of
from waterbed.simulate.market.market import TALLIES
from waterbed.simulate.market.parameters import Values
from waterbed.simulate.market.people import RECENT
from waterbed.simulate.market.places import Ground
from waterbed.simulate.market.run import RECALLED, Outcome, Setting, simulate

SURVEYED = Setting(
    Ground(5, 5, 5, 0.3), sellers=300, reserve=100, buyers=3000, patrols=4,
    first=month("2017-01"), months=2, before=RECENT,
)  # fmt: skip
"""A market of which three hundred are asked once half a year has passed.  No source says how many
patrols are out: with two, fewer talks are rushed than the target says wherever in the priors."""

WALKER = "Walker 2024"


@dataclass(frozen=True, slots=True)
class Target:
    """A row: its name, the figure and its standard error on the scale named, and who gives it."""

    name: str
    figure: float
    error: float
    scale: str
    source: str


def _share(name: str, share: float, asked: int, source: str) -> Target:
    return Target(name, share, math.sqrt(share * (1 - share) / asked), "share", source)


def _ratio(name: str, ratio: float, low: float, high: float, source: str) -> Target:
    error = math.log(high / low) / (2 * 1.96)
    return Target(name, math.log(ratio), error, "log ratio", source)


TARGETS = (
    _share("homeless", 0.64, 197, WALKER),
    _share("recent violence", 0.72, 197, WALKER),
    _share("recently moved on", 0.78, 197, WALKER),
    _ratio("violence by homeless, odds ratio", 1.97, 0.88, 4.43, WALKER),
    _ratio("violence by moved on, odds ratio", 4.79, 1.99, 12.11, WALKER),
    _ratio("moved on by homeless, odds ratio", 3.60, 1.59, 8.17, WALKER),
    _ratio("violence outdoors to indoors, hazard ratio", 2.3, 1.5, 3.5, "Church 2001"),
    Target(
        "rushed talks",
        0.089,
        0.02,
        "share of talks; the survey's is of women",
        "Landsberg 2017, before",
    ),
)
"""What a market with nothing done to it is calibrated on."""

CALIBRATED = (
    "homeless", "visits", "violent", "violence", "refuse", "protect", "look", "rush", "moved_on",
    "isolated", "outdoors", "outdoors_attenuation", "homeless_risk", "homeless_risk_attenuation",
    "displaced_risk", "displaced_risk_attenuation", "homeless_moved", "homeless_moved_attenuation",
    "seller_shy", "controlled",
)  # fmt: skip
"""Parameters that these patterns may tell something of."""


def observed() -> Floats:
    """Figures of TARGETS."""
    return np.array([target.figure for target in TARGETS])


def simulated(values: Values, seed: int) -> Floats:
    """The same of a market, by a survey of everybody who sells."""
    return patterns(simulate(SURVEYED, values, seed=seed))


def patterns(outcome: Outcome) -> Floats:
    """TARGETS of an outcome."""
    asked = outcome.survey.astype(bool)
    hurt, moved, homeless = (asked[:, RECALLED.index(name)] for name in RECALLED[:3])
    tally = outcome.tally.sum(axis=(0, 2))
    contacts = tally[TALLIES.index("contacts")]
    hazard = outdoors_to_indoors(outcome)
    return np.array([
        homeless.mean(),
        hurt.mean(),
        moved.mean(),
        odds_ratio(hurt, homeless),
        odds_ratio(hurt, moved),
        odds_ratio(moved, homeless),
        math.log(hazard) if hazard > 0 else 5.0,
        tally[TALLIES.index("rushed")] / max(contacts, 1),
    ])  # fmt: skip


def odds_ratio(outcome: NDArray[np.bool_], given: NDArray[np.bool_]) -> float:
    """Log odds ratio of two flags [n], a half added to each count."""
    both, first = (outcome & given).sum() + 0.5, (outcome & ~given).sum() + 0.5
    second, none = (~outcome & given).sum() + 0.5, (~outcome & ~given).sum() + 0.5
    return float(np.log(both * none / (first * second)))


def distance(figures: Floats) -> float:
    """Root mean square of how many standard errors a market is from each target."""
    errors = np.array([target.error for target in TARGETS])
    gaps = (figures - observed()) / errors
    return float(np.sqrt(np.mean(np.square(gaps)))) if np.isfinite(gaps).all() else math.inf


@dataclass(frozen=True, slots=True)
class Held:
    """A pattern that was held back: what is said of it, and the range that it is met in."""

    name: str
    says: str
    low: float
    high: float
    source: str


HELD_BACK = (
    Held("half the policing", "violence changes by", -0.12, 0.0, f"{WALKER}'s model: -5.7%"),
    Held("rushed under patrols", "rushed talks, times as many", 1.3, 2.2,
         "Landsberg 2017: 8.9 to 14.8%"),
    Held("street before encounters", "fall on the street less that of encounters", 0.0, 1.0,
         "crackdowns: what is seen falls faster than what happens"),
    Held("nothing done", "change of anything", 0.0, 0.0, "by construction"),
)  # fmt: skip


def held_back(values: Values, seed: int) -> Floats:
    """HELD_BACK of a market: one number each."""
    half = replace(SURVEYED, patrols=SURVEYED.patrols // 2)
    base, less = (simulate(setting, values, seed=seed) for setting in (SURVEYED, half))
    plan = plan_of("patrol", patrol=1)
    patrolled, nothing = each_effect(values, [plan, plan_of()], seed=seed, setting=SURVEYED)
    more = simulate(replace(SURVEYED, patrols=2 * SURVEYED.patrols), values, seed=seed)
    rushed = [patterns(outcome)[-1] for outcome in (more, base)]
    changed = max((abs(value) for value in nothing.values() if value == value), default=0.0)
    return np.array([
        less.risk.sum() / max(base.risk.sum(), 1e-12) - 1,
        rushed[0] / max(rushed[1], 1e-12),
        patrolled["encounters"] - patrolled["street"],
        changed,
    ])  # fmt: skip
