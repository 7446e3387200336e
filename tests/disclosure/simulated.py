"""Simulated studies of tables that are not published, and what their public reports say."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from waterbed.analysis.run import analyse
from waterbed.demo import claims_of
from waterbed.disclosure import release
from waterbed.model.kinds import KINDS
from waterbed.model.released import ShownRun
from waterbed.model.results import Results
from waterbed.model.study import Study
from waterbed.read.study.study_file import read_study
from waterbed.simulate.folder import SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, Simulated, simulate_panel

RATES = (1.0, 2.0, 4.0, 8.0)
EFFECTS = (0.0, -0.3, -0.5, -0.7, 0.5)
CHOSEN = (("random", "random"), ("random", "unknown"), ("peak", "peak"))
LEVEL = 0.95


def draw(seed: int) -> tuple[Study, Simulated]:
    """A study of 120 areas and five years: busy or quiet, with an effect or none, chosen at random
    or at its peak."""
    rng = np.random.default_rng([14, seed])
    select, chosen = CHOSEN[seed % len(CHOSEN)]
    rate, effect = RATES[seed % len(RATES)], EFFECTS[seed % len(EFFECTS)]
    settings = Settings(
        rows=10,
        columns=12,
        rate=rate,
        shape=1.5,
        effect=effect,
        displaced=0.5 if effect < 0 and seed % 2 else 0.0,
        select=select,
        least=int(6 * rate) + 10,
    )
    found = simulate_panel(rng, settings)
    said = (
        *claims_of(found),
        SimulatedClaim("much", "Council", "It fell by a third.", "fell-by", stated=0.33),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = write_study(
            found, Path(folder), title="t", question="q", said=said, chosen_for=chosen, level=LEVEL
        )
        study = read_study(path)
    closed = tuple(replace(table, published=False) for table in study.counts)
    return replace(study, counts=closed), found


def run_of(seed: int) -> tuple[Results, ShownRun]:
    study, found = draw(seed)
    raw = analyse(study, found.areas, found.panel)
    return raw, release(raw).content


@dataclass(frozen=True, slots=True)
class Told:
    """Of one claim: what it speaks of, its answers, and what the public report gives beside."""

    parameter: str
    internal: str
    public: str
    ranged: bool
    powered: bool


def told_of(raw: Results, out: ShownRun) -> list[Told]:
    made = []
    for own, shown in zip(raw.verdicts, out.verdicts, strict=True):
        first = shown.estimates[0] if shown.estimates else None
        seen = shown.detectable
        made.append(
            Told(
                KINDS[own.kind].parameter,
                own.answer,
                shown.answer,
                first is not None and (first.deciding or first.deciding_set) is not None,
                seen is not None and seen.status != "withheld",
            )
        )
    return made


def counted(claims: Iterable[Told]) -> Counter[str]:
    """Claims that allow for chance: how many, and of how many the public report gives what."""
    found: Counter[str] = Counter()
    for one in claims:
        if one.parameter == "recorded":
            continue
        kind = "share" if one.parameter == "movement" else "change"
        decided = one.public not in ("not-shown", "untestable")
        opposite = {one.public, one.internal} == {"supported", "contradicted"}
        same_share = kind == "share" and one.internal in ("supported", "contradicted")
        found.update(
            {
                f"{kind}: claims": 1,
                f"{kind}: an answer": decided,
                f"{kind}: a range": one.ranged,
                f"{kind}: power": one.powered,
                f"{kind}: another answer": decided and one.public != one.internal,
                f"{kind}: the opposite answer": opposite,
                f"{kind}: answered inside, and in public": same_share and decided,
            }
        )
    return found
