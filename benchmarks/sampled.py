"""What it costs to compare a place of a country with 1,200 areas drawn at random, not with all.

Panels of 12,000 areas and 72 months like London's wards, uneven as those are (`simulate.beds`), a
new one for each place.  The place is picked at random or at its peak, as the study says; nothing
was done there, or 40% of its counts were taken away.  The same study is run with all areas and
with those drawn: how often its answers differ, how often it tells of a change where there was
none, and how wide its range of the ratio is.

    python benchmarks/sampled.py [PLACES] [FIRST]

PLACES: panels of each outcome; FIRST: the number of the first, each a seed of its own.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _measure import report

from tests.validity.beds import FIRST, bare, one_outcome
from tests.validity.trial import Trial, pick, trial
from waterbed.analysis import sampled
from waterbed.model.methods import DEFAULT
from waterbed.simulate.beds import LONDON, draw_rates

AREAS, MONTHS, BEFORE = 12_000, 72, 60
RULES, EFFECTS = ("random", "peak"), (0.0, -0.4)
USUAL = sampled.MANY
Pair = tuple[Trial, Trial]


def pairs(outcome: str, number: int) -> Iterator[tuple[str, float, Pair]]:
    """Of one panel: each way of choosing and each effect, with all areas and with those drawn."""
    rng = np.random.default_rng([23, number])
    areas, start = bare(AREAS), FIRST + BEFORE
    counts = rng.poisson(draw_rates(rng, LONDON[outcome], AREAS, MONTHS))
    panel = one_outcome(outcome, areas.ids, counts)
    for rule in RULES:
        area = pick(rng, panel, start, rule)
        for effect in EFFECTS if area is not None else ():
            made = []
            for many in (AREAS, USUAL):
                sampled.MANY = many
                same = np.random.default_rng([24, number])
                found = trial(same, areas, panel, area, start, chosen_for=rule, effect=effect)
                made.append(found[DEFAULT])
            yield rule, effect, (made[0], made[1])


def width(one: Trial) -> float:
    return one.ratio[1] - one.ratio[0]


def both(counts: Sequence[float], form: str = "d") -> str:
    """The figure with all areas, and the one with those drawn."""
    return f"{counts[0]:{form}} and {counts[1]:{form}}"


def row(words: str, found: Sequence[Pair]) -> str:
    """A line of the table."""
    sides = list(zip(*found, strict=True))
    other = sum((a.fell, a.rose) != (b.fell, b.rose) for a, b in found)
    opposed = sum({a.fell, b.fell} == {"supported", "contradicted"} for a, b in found)
    cells = [
        both([sum(one.fell == "supported" for one in side) for side in sides]),
        both([sum(one.rose == "supported" for one in side) for side in sides]),
        both([sum(one.refused or one.barred != "" for one in side) for side in sides]),
        both([float(np.median([width(one) for one in side])) for side in sides], ".3f"),
    ]
    return f"| {words} | {len(found)} | {other} | {opposed} | {' | '.join(cells)} |"


def main(places: int, first: int) -> None:
    begun = time.process_time()
    seen: dict[tuple[str, float], list[Pair]] = defaultdict(list)
    for number in range(first, first + places):
        for outcome in LONDON:
            for rule, effect, found in pairs(outcome, number):
                seen[rule, effect].append(found)
    print(
        "| the place | planted | studies | answered otherwise | opposed | fell | rose "
        "| barred or no estimate | width of the range, median |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for (rule, effect), some in sorted(seen.items(), key=lambda one: (one[0][0], -one[0][1])):
        print(row(f"{rule} | {effect:.0%}", some))
    null = [one for (_, effect), some in seen.items() if not effect for one in some]
    every, drawn = (
        float(np.mean([turn == "supported" for one in side for turn in (one.fell, one.rose)]))
        for side in zip(*null, strict=True)
    )
    print(f"{time.process_time() - begun:.0f} CPU s")
    report("sampled", "share of claims supported falsely, drawn", drawn, all_areas=round(every, 4))


if __name__ == "__main__":
    main(*[int(one) for one in [*sys.argv[1:], *("30", "0")[len(sys.argv) - 1 :]]])
