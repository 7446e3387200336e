"""What a study would count of a market: each source sees its share of what happened."""

from __future__ import annotations

import calendar
from collections.abc import Mapping

import numpy as np
from scipy import special

from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.market import TALLIES
from waterbed.simulate.market.parameters import Values
from waterbed.simulate.market.places import MAIN, SIDE
from waterbed.simulate.market.run import Outcome

NIGHTS = 4
"""Nights of a month on which people on the street are counted."""

POLICE, CHARITY, COUNCIL, STREET, ADVERTS = "police", "charity", "council", "street", "adverts"
SOURCES = {
    POLICE: "police records",
    CHARITY: "reports to a charity",
    COUNCIL: "complaints to the council",
    STREET: "counts of people on the street, four nights a month",
    ADVERTS: "counts of adverts",
}
"""Who counts, by the name of the file."""

AGAINST = "violence against people who sell"
OTHER = "other violence"
TOLD = "violence told to a charity"
COMPLAINTS = "complaints"
SEEN = "people seen on the street"
LISTED = "adverts of indoor work"

KINDS = {
    POLICE: (AGAINST, OTHER),
    CHARITY: (TOLD,),
    COUNCIL: (COMPLAINTS,),
    STREET: (SEEN,),
    ADVERTS: (LISTED,),
}
"""What each counts."""

Counts = Mapping[str, Mapping[str, Integers]]


def observe(outcome: Outcome, values: Values, draws: Draws) -> Counts:
    """Counts by source and kind, int64 [T, A] each.

    What depends on the market is drawn by quantiles of one draw a month and area, so that the same
    market gives the same counts, whatever stands beside it.
    """
    counted = {
        AGAINST: outcome.total("recorded"),
        TOLD: outcome.total("told charity"),
        OTHER: _other(outcome, values, draws),
    }
    expected = {
        COMPLAINTS: values["complain"] * confrontations(outcome, values),
        SEEN: values["seen"] * on_the_street(outcome) * NIGHTS,
        LISTED: values["advertised"] * indoors(outcome),
    }
    for kind, mean in expected.items():
        u = draws.stream(kind).random(mean.shape)
        counted[kind] = quantile(u, mean)
    return {source: {kind: counted[kind] for kind in kinds} for source, kinds in KINDS.items()}


def confrontations(outcome: Outcome, values: Values) -> Floats:
    """Expected confrontations of residents, float [T, A], by who can be seen."""
    about = _tallied(outcome, "sellers") + _tallied(outcome, "buyers")
    visible = about * outcome.places.visibility
    return values["confront"] / 1000 * np.asarray(outcome.places.by_area(visible), np.float64)


def on_the_street(outcome: Outcome) -> Floats:
    """People who sell on streets where they can be seen, in an average shift: float [T, A].

    Main streets and side streets are looked at; who was moved out of the way is not found.
    """
    cells = _tallied(outcome, "sellers").reshape(len(outcome.periods), -1, 4)
    return np.asarray(cells[:, :, [MAIN, SIDE]].sum(axis=2) / days(outcome)[:, None])


def indoors(outcome: Outcome) -> Floats:
    """People who sell indoors in an average shift, float [T, A]."""
    inside = _tallied(outcome, "sellers") * outcome.places.indoors
    return np.asarray(outcome.places.by_area(inside), np.float64) / days(outcome)[:, None]


def days(outcome: Outcome) -> Integers:
    """Shifts of each month, [T]."""
    months = ((int(at) // 12, int(at) % 12 + 1) for at in outcome.periods)
    return np.array([calendar.monthrange(*month)[1] for month in months])


def _tallied(outcome: Outcome, name: str) -> Floats:
    return outcome.tally[:, TALLIES.index(name)].astype(np.float64)


def _other(outcome: Outcome, values: Values, draws: Draws) -> Integers:
    """Violence beside the market: negative binomial round each area's own rate, with a season."""
    rng = draws.stream(OTHER)
    areas = len(outcome.places.pull)
    rate = rng.gamma(2.0, values["other_violence"] / 2, areas)
    wave = 1 + 0.1 * np.cos(2 * np.pi * (outcome.periods % 12 - 6.5) / 12)
    mean = np.maximum(wave[:, None] * rate, 1e-9)
    extra = values["dispersion"] - 1
    return np.asarray(rng.poisson(rng.gamma(mean / extra, extra)))


def quantile(u: Floats, mean: Floats) -> Integers:
    """Poisson quantiles: the least n with P(N <= n) >= u, of means that may be nought."""
    safe = np.maximum(mean, 1e-12)
    above = np.ceil(special.pdtrik(np.clip(u, 1e-12, 1 - 1e-12), safe))
    below = np.maximum(above - 1, 0)
    drawn = np.where(special.pdtr(below, safe) >= u, below, above)
    return np.where(mean > 0, drawn, 0).astype(np.int64)
