"""What may leave of a study of overlapping lists.

A table that is published leaves as it is; of any other the public profile shows the range and the
people seen, rounded to two figures, and each check as passed or failed without its figure.  Names
of lists and of periods or areas, overlaps, and every other estimate stay back: each is a function
of a few counts of people.  Two lists have no range; Chapman's interval takes its place only where
its rounded ends leave at least five values possible for each of the three counts behind it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.exact import exact, only
from waterbed.disclosure.rules import PROFILES, round_total, too_small, withheld
from waterbed.model.dualsystem import chapman
from waterbed.model.errors import InputError, Refusal
from waterbed.model.estimate import Check, Estimate, Figure
from waterbed.model.liststudy import FEWEST_SHARED, MOST_SEEN_ONCE, ListStudy
from waterbed.model.population import PopulationRange
from waterbed.model.reference import Floats
from waterbed.model.released import (
    Released,
    ShownCheck,
    ShownEstimate,
    ShownFact,
    ShownFigure,
    ShownLists,
    ShownParameter,
    ShownPopulation,
    ShownRemark,
)

LEAST_POSSIBLE = 5


def release_lists(study: ListStudy, profile: str = "public") -> Released[ShownLists]:
    """Released for a profile, "public" or "internal".

    InputError for any other; Refusal `too-few-to-show` where so few people are seen that their
    rounded number would tell who they are.
    """
    if profile not in PROFILES:
        raise InputError(
            "there is no such disclosure profile", value=profile, mend="Use public or internal."
        )
    if profile == "internal" or study.published:
        content = exact(ShownLists, study, profile=profile)
    else:
        content = _public(study)
    return Released(content, profile)


def release_populations(
    ranges: Sequence[PopulationRange], profile: str, held: Set[tuple[str, ...]]
) -> tuple[ShownPopulation, ...]:
    """held : keys of those that the ledger withholds"""
    return tuple(
        release_population(people, profile, (people.population.id,) in held) for people in ranges
    )


def release_population(
    population_range: PopulationRange, profile: str, held: bool = False
) -> ShownPopulation:
    """A range that is quoted or of published lists as it is; of others as `release_lists`.

    Withheld where so few people are seen that a rounded number would tell who they are; why lists
    give no range is not said, since it can name them.
    """
    asked = population_range.population
    bare = ShownPopulation(
        asked.id,
        asked.name,
        asked.scope,
        asked.here,
        asked.source,
        refused=population_range.refused,
    )
    if profile == "internal" or asked.published:
        lists = (
            None
            if population_range.study is None
            else release_lists(population_range.study, profile).content
        )
        return replace(
            bare,
            low=population_range.low,
            high=population_range.high,
            why=population_range.why,
            lists=lists,
            status="exact",
        )
    if population_range.study is None:
        return replace(bare, status="exact")
    if held:
        return bare
    try:
        lists = release_lists(population_range.study, profile).content
    except Refusal:
        return bare
    top = next((row for row in lists.estimates if row.method == "range"), None)
    low, high = (None, None) if top is None else (top.low, top.high)
    return replace(bare, low=low, high=high, lists=lists, status="rounded")


def _public(study: ListStudy) -> ShownLists:
    if study.seen.value is None or too_small(study.seen.value):
        raise Refusal(
            "too-few-to-show",
            "So few people are seen that even rounded numbers could tell who they are",
            "Use --profile internal, and keep what it prints.",
        )
    if study.verdict == "two-lists":
        show = _chapman_is_safe(study)
        kept = tuple(_range(estimate, show) for estimate in study.estimates)
    else:
        kept = tuple(_range(estimate) for estimate in study.estimates if estimate.method == "range")
    return ShownLists(
        lists=tuple(f"list {k + 1}" for k in range(len(study.lists))),
        seen=ShownFigure(round_total(study.seen.value), study.seen.unit, "rounded"),
        verdict=study.verdict,
        estimates=kept,
        checks=tuple(_check(check) for check in study.checks),
        source=study.source,
        seed=study.seed,
        replicates=study.replicates,
        profile="public",
    )


def _range(estimate: Estimate, show: bool = True) -> ShownEstimate:
    """Its ends alone, rounded; of a row made from two named lists not which they are."""
    low, high, observed = (
        None if x is None else round_total(x)
        for x in (estimate.low, estimate.high, estimate.observed)
    )
    return only(
        ShownEstimate,
        estimate,
        "method level assumptions",
        parameter=exact(ShownParameter, estimate.parameter, zone="population"),
        low=low if show else None,
        high=high if show else None,
        observed=observed,
        status="rounded" if show else "withheld",
    )


def _chapman_is_safe(study: ListStudy) -> bool:
    """Whether five values or more of each count give the same three rounded numbers.

    Tables near the true one are tried: those found are enough to say yes.
    """
    counts = dict(study.histories)
    m, a, b = (counts.get(on, 0) for on in ((0, 1), (0,), (1,)))
    near = [_near(m, 12, FEWEST_SHARED), _near(a, 40, 1), _near(b, 40, 1)]
    tried = np.stack([x.ravel() for x in np.meshgrid(*near, indexing="ij")])
    shown = _told(*np.array([[m], [a], [b]]))[0]
    same = tried[:, (_told(*tried) == shown).all(axis=1)]
    return all(len(np.unique(values)) >= LEAST_POSSIBLE for values in same)


def _near(count: int, steps: int, least: int) -> NDArray[np.int64]:
    """Whole numbers from `least` on about a count, up to a third of it away or `steps`."""
    reach = max(steps, count // 3)
    near = np.round(np.linspace(-reach, reach, 2 * steps + 1)).astype(np.int64) + count
    return np.unique(near[near >= least])


def _told(both: NDArray[np.int64], only1: NDArray[np.int64], only2: NDArray[np.int64]) -> Floats:
    """What leaves of tables of two lists: people seen and ends, rounded, and a check; [T, 4]."""
    system = chapman(both, only1, only2)
    shown = [
        [round_total(float(x)) for x in column] for column in (system.seen, system.low, system.high)
    ]
    return np.array([*shown, only1 + only2 <= MOST_SEEN_ONCE * system.seen], float).T


def _check(check: Check) -> ShownCheck:
    """Whether it passed, and nothing else; what could not be tried does not show either."""
    facts: list[tuple[str, ShownFact]] = []
    for name, fact in check.remark.facts:
        if isinstance(fact, Figure):
            facts.append((name, withheld(fact)))
        elif name == "level":
            facts.append((name, fact))
    return ShownCheck(
        check.name, bool(check.passed), check.gate, ShownRemark(check.remark.code, tuple(facts))
    )
