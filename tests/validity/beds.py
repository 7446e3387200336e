"""The beds of the validity suite, and the places that each selection rule picks in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.validity.trial import EXTREME, PICKS, YEAR, Counts, Trial, past_of, pick, trial
from waterbed.analysis.run import read_inputs
from waterbed.effect.matching import meets
from waterbed.model.areas import Areas
from waterbed.model.methods import DEFAULT
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.simulate.beds import LONDON, Bed, draw_rates

ROOT = Path(__file__).resolve().parents[2]
OUTCOMES = ("sexual offences", "robbery")
FIRST = month("2010-04")
START = month("2018-04")
MONTHS = 9 * YEAR
WARDS = 680


def months_apart(step: int) -> range:
    """Origins from January 2014 to July 2018."""
    return range(month("2014-01"), month("2018-08"), step)


ORIGINS = months_apart(3)


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
    made = counts[None]
    periods = FIRST + np.arange(counts.shape[1])
    return Panel((outcome,), ids, periods, 1, made, np.ones(made.shape, bool))


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
                found = trial(
                    rng, places, panel, area, START,
                    chosen_for=chosen, effect=effect, rates=rates, headline=headline,
                )  # fmt: skip
                for method, one in found.items():
                    if headline not in (DEFAULT, method):
                        continue
                    yield Row(bed, outcome, rule, chosen, method, effect, replicate, replicate, one)


@dataclass(frozen=True, slots=True)
class London:
    """Real wards with data in every month, one panel an outcome."""

    areas: Areas
    panels: dict[str, Panel]

    def borough(self, name: str) -> London:
        """One borough alone."""
        keep = np.flatnonzero(np.array(self.areas.groups) == name)
        areas = Areas(*(tuple(part[i] for i in keep) for part in
                        (self.areas.ids, self.areas.names, self.areas.groups)))  # fmt: skip
        return London(
            areas,
            {
                key: replace(
                    panel,
                    areas=areas.ids,
                    counts=panel.counts[:, keep],
                    covered=panel.covered[:, keep],
                )
                for key, panel in self.panels.items()
            },
        )


def london() -> London:
    """The ward counts of the worked example (published; committed with it)."""
    inputs = read_inputs(ROOT / "examples" / "redbridge" / "study.toml")
    panel, areas = inputs.counts.panel, inputs.areas
    keep = np.flatnonzero(panel.covered.all(axis=(0, 2)))
    whole = Areas(*(tuple(part[i] for i in keep) for part in
                    (areas.ids, areas.names, areas.groups)))  # fmt: skip
    panels = {}
    for outcome in OUTCOMES:
        o = panel.outcomes.index(outcome)
        panels[outcome] = replace(
            panel,
            outcomes=(outcome,),
            areas=whole.ids,
            counts=panel.counts[o : o + 1, keep],
            covered=panel.covered[o : o + 1, keep],
        )
    return London(whole, panels)


def cut(panel: Panel, start: int) -> Panel:
    """The panel up to the end of the post months: a study of its time saw no more."""
    part = panel.slice(Months(int(panel.periods[0]), start + YEAR - 1))
    return replace(
        panel,
        periods=panel.periods[part],
        counts=panel.counts[:, :, part],
        covered=panel.covered[:, :, part],
    )


def real(
    bed: str,
    outcome: str,
    wards: London,
    *,
    seed: int,
    most: int = 30,
    rules: tuple[str, ...] = PICKS,
    unknown: bool = False,
    effects: tuple[float, ...] = (0.0,),
    origins: range = ORIGINS,
    first_ward: int = 0,
) -> Iterator[Row]:
    """At each quarterly origin, up to `most` of the wards that each rule picks.

    Wards in which something was done are not known and stay: rows are of places picked, whatever
    happened there, as in any study's placebos.
    """
    for start in origins:
        panel = cut(wards.panels[outcome], start)
        rng = np.random.default_rng([seed, start])
        for rule in rules:
            for area in _picked(rng, panel, start, rule, most):
                chosen = told(rule, unknown)
                for effect in effects:
                    found = trial(
                        rng, wards.areas, panel, area, start, chosen_for=chosen, effect=effect
                    )
                    for method, one in found.items():
                        yield Row(
                            bed,
                            outcome,
                            rule,
                            chosen,
                            method,
                            effect,
                            first_ward + area,
                            start // YEAR,
                            one,
                        )


def _picked(rng: np.random.Generator, panel: Panel, start: int, rule: str, most: int) -> list[int]:
    if rule == EXTREME:
        area = pick(rng, panel, start, rule)
        return [] if area is None else [area]
    past = past_of(panel, start)
    if rule == "random":
        met = past.earlier * YEAR >= 10 * (start - YEAR - int(panel.periods[0]))
    else:
        met = meets(rule, past)
    found = np.flatnonzero(met)
    return sorted(int(i) for i in rng.choice(found, min(most, len(found)), replace=False))
