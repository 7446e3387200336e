"""A simulated panel as a folder of files: counts, areas, neighbours and a study file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waterbed.model.areas import Areas
from waterbed.model.months import Months, label
from waterbed.simulate.panel import OUTCOME, Simulated

INTERVENTION = "patrol"
NEIGHBOURS = "next door"
WINDOW = "twelve months"


@dataclass(frozen=True, slots=True)
class SimulatedClaim:
    """One claim of a simulated study: the keys of the study file."""

    id: str
    side: str
    words: str
    kind: str
    zone: str = "target"
    stated: float | None = None
    rounding: float = 0.01
    negated: bool = False


def write_study(
    simulated: Simulated,
    folder: Path,
    *,
    title: str,
    question: str,
    said: Sequence[SimulatedClaim],
    chosen_for: str = "random",
    level: float = 0.975,
    seed: int = 1,
) -> Path:
    """Write counts.csv, areas.csv, neighbours.csv and study.toml; returns the study's path.

    counts.csv is long and leaves noughts out, as published tables do.  The tables are declared
    published: they are nobody's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    areas, panel = simulated.areas, simulated.panel
    rows, times = np.nonzero(panel.counts[0])
    months = [label(int(period)) for period in panel.periods]
    write_rows(
        folder / "counts.csv",
        ("area", "month", "count"),
        (
            (areas.ids[a], months[t], panel.counts[0, a, t])
            for a, t in zip(rows, times, strict=True)
        ),
    )
    write_areas(areas, folder)
    head = _head(simulated, title, question, chosen_for, level, seed)
    path = folder / "study.toml"
    path.write_text("\n".join([head, *(_claim(claim, simulated) for claim in said)]), "utf-8")
    return path


def write_areas(areas: Areas, folder: Path) -> None:
    """Write areas.csv and neighbours.csv, as a study without a map reads them."""
    write_rows(
        folder / "areas.csv",
        ("area", "name", "group"),
        zip(areas.ids, areas.names, areas.groups, strict=True),
    )
    write_rows(
        folder / "neighbours.csv",
        ("a", "b", "gap"),
        (
            (areas.ids[i], areas.ids[j], f"{gap:g}")
            for (i, j), gap in zip(areas.pairs, areas.gaps, strict=True)
        ),
    )


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def toml_text(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def _run(months: Months) -> str:
    return json.dumps(list(months.labels))


def _head(
    simulated: Simulated, title: str, question: str, chosen_for: str, level: float, seed: int
) -> str:
    start = label(simulated.post.first)
    target = simulated.areas.ids[simulated.target]
    return f"""\
# Simulated: no place, no people.  What was planted in it is known to the program that wrote it.
title = {toml_text(title)}
question = {toml_text(question)}
asked_by = "waterbed demo"
seed = {seed}

[areas]
file = "areas.csv"
id = "area"
name = "name"
group = "group"
neighbours = "neighbours.csv"

[[counts]]
name = "incidents"
file = "counts.csv"
layout = "long"
area = "area"
period = "month"
count = "count"
date = "offence"
absent = "zero"
published = true                    # made by a program; no counts of anybody's

[[outcomes]]
id = "{OUTCOME}"

[[interventions]]
id = "{INTERVENTION}"
name = "patrol"
kind = "patrol"
start = "{start}"
areas = ["{target}"]
target = ["{target}"]
donors = "rest"
chosen_for = {{ rule = "{chosen_for}"{_chosen(chosen_for)} }}

[[interventions.zones]]
name = "{NEIGHBOURS}"
touching = "target"
tolerance = 0

[interventions.buffer]
touching = "{NEIGHBOURS}"
tolerance = 0

[rule]
data_seen = false
data_seen_date = "{start}-01"
level = {level:g}
headline = "difference"

[[rule.windows]]
name = "{WINDOW}"
intervention = "{INTERVENTION}"
base = {_run(simulated.base)}
post = {_run(simulated.post)}
"""


def _chosen(rule: str) -> str:
    return "" if rule in ("random", "unknown") else f', outcome = "{OUTCOME}"'


def _claim(claim: SimulatedClaim, simulated: Simulated) -> str:
    lines = [
        "[[claims]]",
        f"id = {toml_text(claim.id)}",
        f"who = {toml_text(claim.side)}",
        f"side = {toml_text(claim.side)}",
        f"words = {toml_text(claim.words)}",
        'source = "made up for this demonstration"',
        f'date = "{label(simulated.post.last)}"',
        f"kind = {toml_text(claim.kind)}",
        f"intervention = {toml_text(INTERVENTION)}",
        f"outcome = {toml_text(OUTCOME)}",
        f"zone = {toml_text(claim.zone)}",
        f"window = {toml_text(WINDOW)}",
    ]
    if claim.stated is not None:
        lines += [f"stated = {claim.stated!r}", f"rounding = {claim.rounding!r}"]
    if claim.negated:
        lines.append("negated = true")
    return "\n".join(lines) + "\n"
