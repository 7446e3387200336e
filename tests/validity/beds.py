"""The beds of the validity suite, and the places that each selection rule picks in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.validity.trial import EXTREME, PICKS, YEAR, Counts, Trial, pick, trial
from waterbed.model.areas import Areas
from waterbed.model.methods import DEFAULT
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.simulate.beds import LONDON, Bed, draw_rates

ROOT = Path(__file__).resolve().parents[2]
OUTCOMES = ("sexual offences", "robbery")
FIRST = month("2010-04")
START = month("2018-04")
MONTHS = 9 * YEAR
WARDS = 680


@dataclass(frozen=True, slots=True)
class Row:
    """One trial and where it belongs in the table; ward and year are its clusters."""

    bed: str
    outcome: str
    rule: str
    chosen_for: str
    method: str
    effect: float
    ward: int
    year: int
    trial: Trial


def bare(count: int) -> Areas:
    """Areas without a map."""
    ids = tuple(f"a{i:03d}" for i in range(count))
    return Areas(ids, ids, ("",) * count)


def one_outcome(outcome: str, ids: tuple[str, ...], counts: Counts) -> Panel:
    """A panel of one fully covered outcome, from April 2010."""
    by_outcome = counts[None]
    periods = FIRST + np.arange(counts.shape[1])
    return Panel((outcome,), ids, periods, 1, by_outcome, np.ones(by_outcome.shape, bool))


def told(rule: str, unknown: bool) -> str:
    """What the study says of how the place was chosen; the most extreme one is an excess."""
    return "unknown" if unknown else "excess" if rule == EXTREME else rule


def simulated(
    bed: str,
    outcome: str,
    replicates: int,
    *,
    seed: int,
    areas: int = WARDS,
    model: Bed | None = None,
    rules: tuple[str, ...] = PICKS,
    unknown: bool = False,
    effects: tuple[float, ...] = (0.0,),
    first: int = 0,
    headline: str = DEFAULT,
) -> Iterator[Row]:
    """One new panel a replicate, counted from `first`, and one place a rule, where it picks any.

    headline : the method that studies ask for; its own rows alone come where it is not the default
    """
    drawn_from = model or LONDON[outcome]
    places = bare(areas)
    for replicate in range(first, first + replicates):
        rng = np.random.default_rng([seed, replicate])
        rates = draw_rates(rng, drawn_from, areas, MONTHS)
        panel = one_outcome(outcome, places.ids, rng.poisson(rates))
        for rule in rules:
            area = pick(rng, panel, START, rule)
            if area is None:
                continue
            for effect in effects:
                chosen = told(rule, unknown)
                trials = trial(
                    rng, places, panel, area, START,
                    chosen_for=chosen, effect=effect, rates=rates, headline=headline,
                )  # fmt: skip
                for method, trial_ in trials.items():
                    if headline not in (DEFAULT, method):
                        continue
                    yield Row(
                        bed, outcome, rule, chosen, method, effect, replicate, replicate, trial_
                    )
