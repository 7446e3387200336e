"""What it costs to compare a place of a country with 1,200 areas drawn at random, not with all.

Panels of 12,000 areas and 72 months like London's wards, uneven as those are (`simulate.beds`), a
new one for each place.  The place is picked at random or at its peak, as the study says; nothing
was done there, or 40% of its counts were taken away.  The same study is run with all areas and
with those drawn: how often its answers differ, how often it tells of a change where there was
none, and how wide its range of the ratio is.

    python benchmarks/sampled.py [PLACES] [FIRST] [--zones]

PLACES: panels of each outcome; FIRST: the number of the first, each a seed of its own; --zones: of
a place with a zone of all areas that touch it, on a map: the place, its zone and both together.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _measure import report

from tests.validity.beds import FIRST, bare, one_outcome
from tests.validity.trial import Trial, compared, pick, plant, read_off, study_of, trial
from waterbed.analysis import sampled
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.model.areas import Areas
from waterbed.model.methods import DEFAULT
from waterbed.model.panel import Panel
from waterbed.model.study import NET, TARGET, ZoneRule, question_of
from waterbed.simulate.beds import LONDON, draw_rates
from waterbed.simulate.panel import grid

ROWS, COLUMNS = 100, 120
AREAS, MONTHS, BEFORE = ROWS * COLUMNS, 72, 60
BESIDE = "next door"
RULES, EFFECTS = ("random", "peak"), (0.0, -0.4)
USUAL = sampled.MANY
Pair = tuple[Trial, Trial]
Key = tuple[str, str, float]


def pairs(outcome: str, number: int, zones: bool) -> Iterator[tuple[Key, Pair]]:
    """Of one panel: each way of choosing and each effect, with all areas and with those drawn."""
    rng = np.random.default_rng([23, number])
    areas, start = grid(ROWS, COLUMNS, 1) if zones else bare(AREAS), FIRST + BEFORE
    counts = rng.poisson(draw_rates(rng, LONDON[outcome], AREAS, MONTHS))
    panel = one_outcome(outcome, areas.ids, counts)
    for rule in RULES:
        area = pick(rng, panel, start, rule)
        for effect in EFFECTS if area is not None else ():
            trials = []
            for many in (AREAS, USUAL):
                sampled.MANY = many
                same = np.random.default_rng([24, number])
                if zones:
                    trials.append(zoned(same, areas, panel, area, start, rule, effect))
                    continue
                methods = trial(same, areas, panel, area, start, chosen_for=rule, effect=effect)
                trials.append({TARGET: methods[DEFAULT]})
            for place, with_all in trials[0].items():
                yield (place, rule, effect), (with_all, trials[1][place])


def zoned(
    rng: np.random.Generator, areas: Areas, panel: Panel, at: int, start: int, rule: str, by: float
) -> dict[str, Trial]:
    """A place with a zone through a run that makes answers alone: the place, its zone, both."""
    seen, lost = plant(rng, panel, at, start, by)
    study = study_of(seen, at, start, rule)
    done = replace(study.interventions[0], zones=((BESIDE, ZoneRule("touching")),))
    claims = {
        zone: tuple(replace(claim, id=f"{claim.id} {zone}", zone=zone) for claim in study.claims)
        for zone in (TARGET, BESIDE, NET)
    }
    study = replace(study, interventions=(done,), claims=sum(claims.values(), ()))
    plan = make_plan(study, seen)
    shared = Shared(study, areas, seen, placebos=999, answers=True)
    results = gather(study, plan, compared(shared, plan))
    return {
        zone: read_off(
            replace(
                results,
                estimates=tuple(
                    estimate
                    for estimate in results.estimates
                    if (key := estimate.parameter).zone == zone
                    and (key.question, key.part) == (question_of(zone), "whole")
                ),
            ),
            replace(study, claims=own), DEFAULT, lost, by, 0.0,
        )
        for zone, own in claims.items()
    }  # fmt: skip


def width(run: Trial) -> float:
    return run.ratio[1] - run.ratio[0]


def both(counts: Sequence[float], form: str = "d") -> str:
    """The figure with all areas, and the one with those drawn."""
    return f"{counts[0]:{form}} and {counts[1]:{form}}"


def row(words: str, some: Sequence[Pair]) -> str:
    """A line of the table."""
    sides = list(zip(*some, strict=True))
    other = sum((a.fell, a.rose) != (b.fell, b.rose) for a, b in some)
    opposed = sum({a.fell, b.fell} == {"supported", "contradicted"} for a, b in some)
    cells = [
        both([sum(run.fell == "supported" for run in side) for side in sides]),
        both([sum(run.rose == "supported" for run in side) for side in sides]),
        both([sum(run.refused or run.barred != "" for run in side) for side in sides]),
        both([float(np.median([width(run) for run in side])) for side in sides], ".3f"),
    ]
    return f"| {words} | {len(some)} | {other} | {opposed} | {' | '.join(cells)} |"


def main(places: int, first: int, zones: bool) -> None:
    begun = time.process_time()
    seen: dict[Key, list[Pair]] = defaultdict(list)
    for number in range(first, first + places):
        for outcome in LONDON:
            for key, pair in pairs(outcome, number, zones):
                seen[key].append(pair)
    print(
        "| the place | planted | studies | answered otherwise | opposed | fell | rose "
        "| barred or no estimate | width of the range, median |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for (place, rule, effect), some in sorted(
        seen.items(), key=lambda item: (*item[0][:2], -item[0][2])
    ):
        print(row(f"{f'{rule}, {place}' if zones else rule} | {effect:.0%}", some))
    null = [
        pair
        for (place, _, effect), some in seen.items()
        if not effect or place == BESIDE
        for pair in some
    ]
    every, drawn = (
        float(np.mean([turn == "supported" for run in side for turn in (run.fell, run.rose)]))
        for side in zip(*null, strict=True)
    )
    print(f"{time.process_time() - begun:.0f} CPU s")
    words = "share of claims supported falsely, drawn"
    report("sampled zones" if zones else "sampled", words, drawn, all_areas=round(every, 4))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("places", type=int, nargs="?", default=30)
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("--zones", action="store_true")
    asked = parser.parse_args()
    main(asked.places, asked.first, asked.zones)
