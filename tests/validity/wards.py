"""Rows of real counts: places that a rule picks among London's wards, at every quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.validity.cases import TWELVE, WARDS, Case
from tests.validity.choosing import Counts, Members, choices, past_of
from tests.validity.studies import Seen, answers, panel_of, study_of
from waterbed.analysis.run import read_inputs
from waterbed.effect.matching import meets
from waterbed.model.areas import Areas
from waterbed.model.months import month
from waterbed.model.study import Outcome, Study
from waterbed.read.study.study_file import read_study

ROOT = Path(__file__).resolve().parents[2]
CATEGORIES = {"robbery": "ROBBERY", "sexual offences": "SEXUAL OFFENCES", "theft": "THEFT"}
FIRST, LAST = month("2010-04"), month("2019-03")
ORIGINS = range(month("2014-01"), month("2018-05"), 3)
MOST = 24
"""Places of a row at one origin."""

VOLATILE = 0.9


@dataclass(frozen=True, slots=True)
class Wards:
    areas: Areas
    counts: dict[str, Counts]


@cache
def wards() -> Wards:
    """The ward counts of the worked example (published; committed with it), April 2010 to March
    2019, of wards with data in every month."""
    inputs = read_inputs(_asked())
    panel, areas = inputs.counts.panel, inputs.areas
    span = slice(*(int(np.flatnonzero(panel.periods == period)[0]) for period in (FIRST, LAST + 1)))
    keep = np.flatnonzero(panel.covered[:, :, span].all(axis=(0, 2)))
    parts = (areas.ids, areas.names, areas.groups)
    whole = Areas(*(tuple(part[i] for i in keep) for part in parts))
    return Wards(
        whole,
        {
            outcome: panel.counts[panel.outcomes.index(outcome), keep][:, span]
            for outcome in CATEGORIES
        },
    )


def _asked() -> Study:
    study = read_study(ROOT / "examples" / "redbridge" / "study.toml", None)
    outcomes = tuple(
        Outcome(outcome, outcome, (), ((("", category),),))
        for outcome, category in CATEGORIES.items()
    )
    return replace(study, outcomes=outcomes)


def volatile(counts: Counts) -> NDArray[np.bool_]:
    """The tenth of the busy places whose yearly counts vary most for their size, bool [A]; counts
    before the start, relative to those of all places together."""
    blocks = past_of(counts).blocks
    mean = blocks.mean(axis=1)
    steady = blocks / blocks.sum(axis=0) * blocks.sum(axis=0).mean()
    index = steady.var(axis=1) / np.maximum(mean, 1e-9)
    busy = mean >= 10
    return busy & (index >= np.quantile(index[busy], VOLATILE))


def trials(case: Case, start: int, seed: int) -> Iterator[Seen]:
    """Up to MOST places that a rule picks at one origin, each through a whole run.

    Places in which something was done are not known and stay, as in any study's placebos.
    """
    known = wards()
    counts = known.counts[case.bed.removeprefix(WARDS)][:, : start - FIRST + TWELVE]
    before = counts[:, : start - FIRST]
    rng = np.random.default_rng([seed, start, int(case.key, 16)])
    among = volatile(before) if case.own else np.ones(len(counts), bool)
    for area in _picked(rng, case, before, among):
        seen = counts
        if case.effect:
            seen = counts.copy()
            after = slice(start - FIRST, None)
            seen[area, after] = rng.binomial(counts[area, after], 1 + case.effect)
        panel = panel_of(known.areas.ids, FIRST, seen)
        study = study_of(case, (known.areas.ids[area],), start, int(rng.integers(1 << 30)))
        yield Seen(
            answers(case, study, known.areas, panel),
            base=float(before[area, -TWELVE:].sum()),
            place=area,
            year=start // TWELVE,
        )


def _picked(
    rng: np.random.Generator, case: Case, before: Counts, among: NDArray[np.bool_]
) -> Members:
    """Places that meet the rule, at random; of a rule that has a top, its top twentieth."""
    if case.chosen in ("random", "peak"):
        able = choices(case.chosen, before, among)
    else:
        able = np.flatnonzero(among & meets(case.says, past_of(before)))
    return np.sort(rng.choice(able, min(MOST, len(able)), replace=False))
