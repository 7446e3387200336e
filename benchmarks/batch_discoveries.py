"""Hundreds of places judged by one rule: how many are named falsely, and how many are found.

Tables of 300 interventions (tests/programme/many_places.py), each place through its own comparison
by the forecast that carries verdicts, then judged together (`programme.many.judge_many`), beside
what Benjamini and Hochberg's rule makes of each place's own p.  Then effects shrunk towards their
mean, and how often their intervals hold.

    python benchmarks/batch_discoveries.py --beds near --tables 20 --keep parts

--shown: beside the rule on all that is known, what a batch makes of what reports show: of each
place one pool, without its years; of a table that is not published, figures on their steps.
--tables: of each bed; --beds: which of them; --first: the number of the first table, each number
a seed of its own (0 to 19 are those that the rule was chosen on); --keep: a folder where the
effects of each table are kept as they come, so that a run that was broken off goes on where it was.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _measure import report

from tests.programme.many_places import (
    NEIGHBOURS,
    Named,
    Table,
    changed,
    draw_table,
    effects_of,
    named,
    truth,
    with_placebos,
)
from waterbed.disclosure.placebos import OFF, on_steps, rounded_away
from waterbed.disclosure.rules import STATISTIC, round_count, round_to
from waterbed.model.reference import Floats, Mask
from waterbed.programme.discoveries import expected_false
from waterbed.programme.many import judge_many, shrunk
from waterbed.programme.place_effect import Draws, PlaceEffect, effect_of
from waterbed.simulate.worlds import World

LEVEL = 0.95
TIMES = 5
"""That effects are planted anew in each table."""

ALL = 10**9
"""Placebos so many that one more is nothing."""


@dataclass(frozen=True, slots=True)
class Bed:
    """words : what is printed; within, least : as of `draw_table`"""

    words: str
    world: World
    within: float = 1.0
    least: float = 3.0


BEDS = {
    "near": Bed("neighbours alike by 12% a year", NEIGHBOURS),
    "corner": Bed("the same, all places in two fifths of the map", NEIGHBOURS, within=0.4),
    "low": Bed("the same, five counts a month", replace(NEIGHBOURS, rate=5.0), least=1.0),
    "rough": Bed(
        "neighbours alike by 25% a year, drift 20%", replace(NEIGHBOURS, drift=0.2, smooth=0.25)
    ),
}
REAL: dict[str, tuple[tuple[int, float], ...]] = {
    "50 less by 30%, 50 halved": ((50, -0.3), (50, -0.5)),
    "50 more by 50%, 50 doubled": ((50, 0.5), (50, 1.0)),
    "10 less by 30%, 10 halved": ((10, -0.3), (10, -0.5)),
    "nothing": (),
}
SPREADS = ((0.0, 0.0), (-0.2, 0.0), (-0.2, 0.2), (-0.4, 0.4), (0.3, 0.3))

Kept = tuple[Table, list[PlaceEffect]]
Rule = Callable[[Sequence[PlaceEffect]], tuple[Mask, Mask]]


def tables(bed: str, numbers: range, keep: Path) -> Iterator[Kept]:
    """Tables of a bed in which nothing was done, each made once."""
    for number in numbers:
        file = keep / f"{bed}{number}.pickle"
        if not file.exists():
            one = BEDS[bed]
            rng = np.random.default_rng([19, number])
            table = draw_table(rng, one.world, within=one.within, least=one.least)
            file.write_bytes(pickle.dumps((table, effects_of(table))))
        yield pickle.loads(file.read_bytes())


def together(effects: Sequence[PlaceEffect]) -> tuple[Mask, Mask]:
    found = judge_many(effects, LEVEL).outcomes[0]
    return found.fell, found.rose


def alone(effects: Sequence[PlaceEffect]) -> tuple[Mask, Mask]:
    """Benjamini and Hochberg's rule on each place's own p, half of the error a direction."""

    def rejected(p: Floats, turn: str) -> Mask:
        order, count = np.argsort(p), len(p)
        below = p[order] <= (1 - LEVEL) / 2 * np.arange(1, count + 1) / count + 1e-12
        last = np.flatnonzero(below)
        made = np.zeros(count, bool)
        made[order[: last[-1] + 1 if len(last) else 0]] = True
        return made & np.array([turn not in one.barred for one in effects])

    return (
        rejected(np.array([one.p_fall for one in effects]), "fall"),
        rejected(np.array([one.p_rise for one in effects]), "rise"),
    )


def from_reports(effects: Sequence[PlaceEffect], rounded: bool = False) -> tuple[Mask, Mask]:
    """As a batch judges: on the pool that gives a place's p, whatever the years."""
    return together([as_shown(one, rounded) for one in effects])


def as_shown(effect: PlaceEffect, rounded: bool) -> PlaceEffect:
    """Made of what a report shows (`analysis.series.strips`; where it is rounded, also
    `disclosure.placebos.release_strip` and `batch.places`)."""
    t = effect.t
    pool = max(effect.pools, key=lambda own: min(own.p(t), own.mirrored.p(-t)))
    if not rounded:
        return replace(effect, pools=(pool,), years=((0, effect.separate),))
    every = np.interp(np.arange(1, pool.of + 1), pool.ranks, pool.values)
    steps = on_steps(every.tolist())
    tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    wide, width = (float(np.ptp(np.quantile(values, tails))) for values in (every, steps))
    scale = round_count(effect.scale * wide) / width
    draws = replace(Draws.thinned(np.array(steps)), off=OFF, hidden=rounded_away(pool.of))
    return effect_of(
        round_count(effect.observed),
        max(round_count(effect.expected), 1),
        scale or effect.scale,
        (draws,),
        id=effect.id,
        outcome=effect.outcome,
        separate=effect.separate,
        barred=effect.barred,
        t=round_to(effect.t, STATISTIC),
        off=OFF,
    )


RULES: dict[str, Rule] = {"together": together, "own p": alone}
SHOWN: dict[str, Rule] = {
    "together": together,
    "from reports": from_reports,
    "from rounded reports": partial(from_reports, rounded=True),
}


def rates(
    kept: Sequence[Kept], real: tuple[tuple[int, float], ...], few: int, rule: Rule, at: int
) -> list[Named]:
    """What a rule names in each table; at : the number of the first"""
    made = []
    for number, (table, effects) in enumerate(kept, at):
        rng = np.random.default_rng([7, number])
        change = rng.permutation(truth(len(effects), *real))
        seen = changed(rng, table, effects, change)
        seen = with_placebos(rng, seen, few) if few else seen
        made.append(named(table, change, *rule(seen)))
    return made


def share(pairs: Sequence[tuple[int, int]]) -> str:
    of, found = (sum(one) for one in zip(*pairs, strict=True))
    return f"{100 * found / of:.0f}%" if of else "-"


def line(made: Sequence[Named]) -> str:
    beyond = sum(one.false > (1 - LEVEL) * one.named + 2 for one in made)
    return " | ".join(
        [
            f"{np.mean([one.named for one in made]):.1f}",
            f"{np.mean([one.false for one in made]):.2f}",
            f"{100 * np.mean([one.share for one in made]):.1f}%",
            f"{beyond} of {len(made)}",
            share([one.twenty for one in made]),
            share([one.large for one in made]),
            share([one.small for one in made]),
        ]
    )


def print_rates(bed: str, kept: Sequence[Kept], at: int, shown: bool) -> None:
    print(f"\n{BEDS[bed].words} ({len(kept)} tables of {len(kept[0][1])})\n")
    print(
        "| what was done | placebos | rule | named | of them falsely | share | tables beyond 5% "
        "and two | large found, 15 to 25 a month | large found | small found |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for words, real in REAL.items():
        for few in (0,) if shown else (0, 99):
            for name, rule in (SHOWN if shown else RULES).items():
                found = line(rates(kept, real, few, rule, at))
                print(f"| {words} | {few or 'all'} | {name} | {found} |", flush=True)


def print_levels(kept: Sequence[Kept]) -> None:
    """Whether placebos of places with few counts and with many lie equally often far below."""
    effects = [one for _, made in kept for one in made]
    expected = np.array([one.expected for one in effects])
    print(
        "\n| expected in the year | places | placebos below -2 | targets below -2 "
        "| placebos above 2 | targets above 2 |"
    )
    print("|---|---|---|---|---|---|")
    ends = (0, 60, 120, 240, np.inf)
    for low, high in pairwise(ends):
        here = [effects[k] for k in np.flatnonzero((expected >= low) & (expected < high))]
        if not here:
            continue
        at = np.array([-2.0])
        pools = [one.pools for one in here]
        mirror = [tuple(pool.mirrored for pool in own) for own in pools]
        t = np.array([one.t for one in here])
        below, above = expected_false(at, pools, ALL)[0], expected_false(at, mirror, ALL)[0]
        counts = (below, (t < -2).sum(), above, (t > 2).sum())
        cells = " | ".join(f"{100 * n / len(here):.1f}%" for n in counts)
        print(f"| {low} to {high} | {len(here)} | {cells} |")


def print_shrunk(bed: str, kept: Sequence[Kept], at: int) -> None:
    print(
        f"\nShrunk effects, {BEDS[bed].words} (logs of ratios, {len(kept)} tables, {TIMES} times)\n"
    )
    print(
        "| true mean | true spread | mean is off by | its interval holds | spread | its interval "
        "holds | places' intervals hold | error, shrunk | error, own |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for mean, spread in SPREADS:
        rows = []
        for number, (table, effects) in enumerate(list(kept) * TIMES, at * TIMES):
            rng = np.random.default_rng([9, number])
            true = rng.normal(mean, spread, len(effects))
            seen = changed(rng, table, effects, np.expm1(true))
            found = shrunk(seen, LEVEL)
            own = np.array([one.log_ratio for one in seen])
            rows.append(
                (
                    found.mean - mean,
                    found.mean_low <= mean <= found.mean_high,
                    found.tau,
                    found.tau_low <= spread <= found.tau_high,
                    ((found.low <= true) & (true <= found.high)).mean(),
                    np.sqrt(((found.values - true) ** 2).mean()),
                    np.sqrt(((own - true) ** 2).mean()),
                )
            )
        a, b, c, d, e, f, g = np.mean(np.array(rows, float), axis=0)
        print(
            f"| {mean} | {spread} | {a:+.3f} | {100 * b:.0f}% | {c:.3f} | {100 * d:.0f}% "
            f"| {100 * e:.1f}% | {f:.3f} | {g:.3f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--shown", action="store_true")
    parser.add_argument("--beds", nargs="*", default=list(BEDS), choices=list(BEDS))
    asked = parser.parse_args()
    at = asked.first
    with tempfile.TemporaryDirectory() as folder:
        keep = asked.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        for number, bed in enumerate(asked.beds):
            begun = time.process_time()
            kept = list(tables(bed, range(at, at + asked.tables), keep))
            print_rates(bed, kept, at, asked.shown)
            if not asked.shown:
                print_levels(kept)
                print_shrunk(bed, kept, at)
            print(f"\nCPU: {time.process_time() - begun:.1f} s")
            if not number:
                first = rates(kept, REAL["50 less by 30%, 50 halved"], 0, together, at)
                false = float(np.mean([one.share for one in first]))
                found = sum(one.twenty[1] for one in first) / sum(one.twenty[0] for one in first)
    report("batch_discoveries", "share named falsely", false, found=round(found, 3))


if __name__ == "__main__":
    main()
