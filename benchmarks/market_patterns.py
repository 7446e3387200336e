"""What published patterns tell of the market's parameters, and where each story comes out.

Calibrates by sequential Monte Carlo (`simulate/market/calibrate.py`), then compares the patterns
that were held back, and draws the region of parameters of each story over the priors.  All of it is
by construction.  --out writes the same as a page.

    python benchmarks/market_patterns.py [--population 120] [--generations 20] [--most 15000]
        [--points 40] [--workers 1] [--out docs/market-patterns.md]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from waterbed.analysis.market_page import shown_regions
from waterbed.simulate.market.calibrate import NEAR, Calibration, calibrate, values_at
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.targets import (
    CALIBRATED,
    HELD_BACK,
    TARGETS,
    distance,
    held_back,
    simulated,
)

SAMPLED = 40
"""Draws of the posterior on which patterns are compared."""

NEAREST, MARKETS = 10, 10
"""Particles among which the best point is looked for, and markets of each."""

HEAD = """\
# What published patterns tell of the simulated market

By construction, all of this follows from a model (docs/market.md): it shows what would have to be
true, and is no evidence about any place. Written by `benchmarks/market_patterns.py`:
{runs} markets in the calibration, {points} a story, seed {seed}. The priors of the ratios come from
the survey that the targets come from: where such a posterior is narrower than its prior, that
survey is counted twice.
"""


HOMES = """
Of those moved on by homeless: where homes are lost and found as often as Walker 2024 has it (1.4
rehousings a person-year), whoever is homeless when asked had a home for a part of the half-year.
The published odds ratio, 3.60, then asks that the homeless be moved on some seven times as often,
towards the end of what the priors of the ratio and its attenuation allow together; were homes kept,
twice as often would do."""


def announce(what: str, done: int, of: int) -> None:
    if done == of:
        print(f"{what}, CPU s {time.process_time():.0f}", file=sys.stderr, flush=True)


def ranged(low: float, middle: float, high: float) -> str:
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def calibrated(calibration: Calibration) -> Iterator[str]:
    met = "has converged" if calibration.converged else "has **not** converged"
    yield f"## Calibration\n\nThe calibration {met}: its last particles lie up to"
    away = calibration.tolerances[-1]
    yield f"{away:.2f} standard errors from the targets (root mean square; {NEAR:g} is asked)."
    yield "\n| parameter | prior | posterior, 90% | width beside the prior | |"
    yield "|---|---|---|---|---|"
    for name in calibration.names:
        low, middle, high = calibration.range(name)
        stays = "stays at its prior" if calibration.stays(name) else ""
        prior, width = PARAMETERS[name].prior.words, calibration.width(name)
        yield f"| `{name}` | {prior} | {ranged(low, middle, high)} | {width:.2f} | {stays} |"
    rest = [name for name in PARAMETERS if name not in calibration.names]
    yield f"\nThe targets were asked nothing of the other {len(rest)} parameters. They stood at"
    yield "their defaults, and what is known of them is their prior, as before:\n"
    listed = "; ".join(f"`{name}` ({PARAMETERS[name].prior.words})" for name in rest) + "."
    yield fill(listed, 100, break_on_hyphens=False)


def best_point(calibration: Calibration) -> np.ndarray:
    """What the point that comes nearest gives, on average: [TARGETS]."""
    nearest = np.argsort(calibration.distances)[:NEAREST]
    means = [
        np.mean([simulated(values_at(calibration.names, calibration.points[row]), 40_000 + i)
                 for i in range(MARKETS)], axis=0)
        for row in nearest
    ]  # fmt: skip
    return min(means, key=distance)


def patterns(calibration: Calibration, rng: np.random.Generator) -> Iterator[str]:
    drawn, best = calibration.sample(rng, SAMPLED), best_point(calibration)
    seen = np.array([simulated(values, 50_000 + i) for i, values in enumerate(drawn)])
    away = [(best[k] - target.figure) / target.error for k, target in enumerate(TARGETS)]
    far = [target.name for target, gap in zip(TARGETS, away, strict=True) if abs(gap) > 1]
    yield "\n## Patterns that it was calibrated on\n"
    yield f"The best point lies {distance(best):.2f} standard errors from them in the root mean"
    yield f"square (mean of {MARKETS} markets). Further than one: {'; '.join(far) or 'none'}.\n"
    heads = "pattern | published | standard error | best point | errors away | posterior, 90%"
    yield f"| {heads} | met |"
    yield "|---|---|---|---|---|---|---|"
    for k, target in enumerate(TARGETS):
        low, middle, high = np.quantile(seen[:, k], (0.05, 0.5, 0.95))
        met = "yes" if low <= target.figure <= high else "no"
        name = f"{target.name} ({target.scale}; {target.source})"
        shown = f"{target.figure:.3g} | {target.error:.2g} | {best[k]:.3g} | {away[k]:+.1f}"
        yield f"| {name} | {shown} | {ranged(low, middle, high)} | {met} |"
    yield HOMES
    held = np.array([held_back(values, 60_000 + i) for i, values in enumerate(drawn)])
    yield "\n## Patterns that were held back\n"
    yield "| pattern | range asked | posterior, 90% | share of draws within |"
    yield "|---|---|---|---|"
    for k, pattern in enumerate(HELD_BACK):
        low, middle, high = np.quantile(held[:, k], (0.05, 0.5, 0.95))
        share = np.mean((held[:, k] >= pattern.low) & (held[:, k] <= pattern.high))
        name, asked = (
            f"{pattern.name}: {pattern.says} ({pattern.source})",
            f"{pattern.low:g} to {pattern.high:g}",
        )
        yield f"| {name} | {asked} | {ranged(low, middle, high)} | {share:.0%} |"


def regions(points: int, workers: int, seed: int) -> Iterator[str]:
    yield "\n## Where each story comes out\n"
    yield "Share of the points of the priors at which each story holds; below it the same by thirds"
    yield "of the two parameters named first: rows from the highest third of the second down.\n"
    for region in shown_regions(points, seed=seed, workers=workers):
        yield f"### {region.story} ({region.side}): {region.share:.0%}\n"
        yield f"{region.says}\n"
        heads = " | ".join(region.columns)
        yield f"| `{region.down}` down, `{region.across}` across | {heads} |"
        yield "|---" * (len(region.columns) + 1) + "|"
        for name, row in zip(region.rows, region.grid, strict=True):
            cells = " | ".join("–" if share is None else f"{share:.0%}" for share in row)
            yield f"| {name} | {cells} |"
        yield ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("population", 120), ("generations", 20), ("most", 15000), ("points", 40),
                        ("workers", 1), ("seed", 1)):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    start, rng = time.process_time(), np.random.default_rng(asked.seed)
    calibration = calibrate(
        CALIBRATED, population=asked.population, generations=asked.generations, most=asked.most,
        seed=asked.seed, workers=asked.workers, progress=announce,
    )  # fmt: skip
    lines = [HEAD.format(runs=calibration.runs, points=asked.points, seed=asked.seed)]
    for part in (
        calibrated(calibration),
        patterns(calibration, rng),
        regions(asked.points, asked.workers, asked.seed),
    ):
        for line in part:
            lines.append(line)
            print(line, flush=True)
    if asked.out:
        asked.out.write_text("\n".join(lines).rstrip() + "\n", "utf-8")
    report("market_patterns", "CPU s", time.process_time() - start, runs=calibration.runs,
           tolerance=round(calibration.tolerances[-1], 3),
           converged=calibration.converged)  # fmt: skip


if __name__ == "__main__":
    main()
