"""One comparison area that in one month counts more than all the others together.

A town of 100 areas, or of 30 (rates gamma, shape 2, ten a month or four; a month's variance 1.5
times its mean), 60 months before the start and twelve after.  One place with ten or more a year is
drawn at random; another area counts in one month so many times what the whole town does in a month:
in the year after the start, in the year before it or in the three first ones.

    python -m tests.validity.overwhelming 100 [AREAS MEAN [before]]

prints a line for each: said to fall, to rise where nothing was done, and to fall after a fall by
half, in per cent of all studies.
    python -m tests.validity.overwhelming wards

prints whether such an area is among London's wards, by kind, and among how many boroughs' wards.
"before": as it was when such an area shaped what is expected (`effect.overwhelming`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np

from tests.validity.beds import bare
from tests.validity.trial import Counts, Trial, compared, pick, read_off, study_of
from tests.validity.wards import wards
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.effect.origins import FEWEST_DONORS
from waterbed.effect.overwhelming import overwhelming
from waterbed.model.methods import DEFAULT
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.reference import Mask

FIRST, BEFORE, MONTHS, YEAR = month("2010-01"), 60, 72, 12
SEED = 4
WHEN = {"after": (60, 72), "year before": (48, 60), "earlier": (0, 36)}
TOWNS = ((100, 10.0), (30, 4.0))


@dataclass(frozen=True, slots=True)
class Spike:
    """In which area and when, and how many times what the whole town counts in a month."""

    who: str
    when: str
    times: float


SPIKES = (
    Spike("any", "after", 0.5), Spike("any", "after", 2.0), Spike("quietest", "after", 2.0),
    Spike("any", "after", 20.0), Spike("any", "year before", 20.0), Spike("any", "earlier", 20.0),
)  # fmt: skip


def drawn(areas: int, mean: float, replicate: int) -> tuple[Panel, int]:
    """A town in which nothing happened, and the place that is judged."""
    rng = np.random.default_rng([SEED, areas, int(mean), replicate])
    rates = np.repeat(rng.gamma(2.0, mean / 2, areas)[:, None], MONTHS, axis=1)
    counts = rng.poisson(rng.gamma(rates / 0.5 + 1e-12, 0.5))
    covered = np.ones((1, *counts.shape), bool)
    panel = Panel(("crime",), bare(areas).ids, FIRST + np.arange(MONTHS), 1, counts[None], covered)
    target = pick(rng, panel, FIRST + BEFORE, "random")
    assert target is not None
    return panel, target


def spiked(panel: Panel, target: int, spike: Spike | None, replicate: int) -> Panel:
    """The panel with the spike in some other area."""
    if spike is None:
        return panel
    rng = np.random.default_rng([SEED, replicate])
    counts: Counts = panel.counts[0].copy()
    others = np.setdiff1d(np.arange(len(counts)), [target])
    whole = counts[others].sum(axis=1)
    drawn_area = rng.integers(len(others))
    area = others[np.argmin(whole) if spike.who == "quietest" else drawn_area]
    counts[area, rng.integers(*WHEN[spike.when])] += int(spike.times * counts.sum() / MONTHS)
    return replace(panel, counts=counts[None])


def judged(panel: Panel, target: int, effect: float) -> Trial:
    """The study of the place, after a fall by `effect` (a ratio) in it."""
    counts = panel.counts.copy()
    rng = np.random.default_rng([SEED, target, int(counts[0, target].sum())])
    counts[0, target, BEFORE:] = rng.binomial(counts[0, target, BEFORE:], 1 + effect)
    seen = replace(panel, counts=counts)
    study = study_of(seen, target, FIRST + BEFORE, "random")
    plan, shared = make_plan(study, seen), Shared(study, bare(len(counts[0])), seen, placebos=999)
    results = gather(study, plan, compared(shared, plan))
    base = float(counts[0, target, BEFORE - YEAR : BEFORE].sum())
    return read_off(results, study, DEFAULT, 0.0, effect, base)


def nobody(panel: Panel, donors: Mask, last: int) -> Mask:
    """As `overwhelming`, of which there are none."""
    return np.zeros((len(panel.areas), len(panel.outcomes)), bool)


def row(areas: int, mean: float, spike: Spike | None, count: int) -> str:
    fell, rose, seen = [], [], []
    for replicate in range(count):
        panel, target = drawn(areas, mean, replicate)
        spiked_panel = spiked(panel, target, spike, replicate)
        run = judged(spiked_panel, target, 0.0)
        fell.append(run.fell == "supported")
        rose.append(run.rose == "supported")
        seen.append(judged(spiked_panel, target, -0.5).fell == "supported")
    what = "nothing" if spike is None else f"{spike.who}, {spike.when}, {spike.times:g}"
    shares = " | ".join(f"{100 * np.mean(hits):.1f}" for hits in (fell, rose, seen))
    return f"| {areas} areas, {mean:g} a month | {what} | {shares} |"


def lines(count: int, towns: tuple[tuple[int, float], ...] = TOWNS) -> Iterator[str]:
    for areas, mean in towns:
        for spike in (None, *SPIKES):
            yield row(areas, mean, spike, count)


def real() -> Iterator[str]:
    """Of tables of wards, nine years of months, how many hold such an area."""
    london = wards()
    groups = np.array(london.areas.groups)
    for kind, counts in london.counts.items():
        maps = [
            np.arange(len(groups)),
            *(np.flatnonzero(groups == name) for name in np.unique(groups)),
        ]
        held = [_held(counts[members]) for members in maps if len(members) > FEWEST_DONORS]
        whole = "an area" if held[0] else "none"
        yield f"{kind}: {whole} of all wards; one in {sum(held[1:])} of {len(held) - 1} boroughs"


def _held(counts: Counts) -> bool:
    panel = Panel(
        ("crime",), bare(len(counts)).ids, FIRST + np.arange(counts.shape[1]), 1, counts[None],
        np.ones((1, *counts.shape), bool),
    )  # fmt: skip
    every = np.ones(len(counts), bool)
    return bool(overwhelming(panel, every, int(panel.periods[-1])).any())


def main(count: str, *rest: str) -> None:
    if count == "wards":
        print(*real(), sep="\n")
        return
    towns = ((int(rest[0]), float(rest[1])),) if len(rest) > 1 else TOWNS
    with ExitStack() as patched:
        for module in ("origins", "steadiness") if "before" in rest else ():
            patched.enter_context(patch(f"waterbed.effect.{module}.overwhelming", nobody))
        for line in lines(int(count), towns):
            print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
