"""Unpublished tables of small counts, and studies of them that are run through the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from click.testing import CliRunner
from numpy.typing import NDArray

from waterbed.cli import main
from waterbed.model.months import Months, label, month

FIRST = month("2014-01")
KINDS = ("soliciting", "brothels", "other")
START = "2017-01"


@dataclass(frozen=True, slots=True)
class Table:
    """counts : int [kinds, areas, months] of one source, unpublished

    The attacker knows all but the counts.
    """

    counts: NDArray[np.int64]
    name: str = "incidents"

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(f"beat {a:02}" for a in range(self.counts.shape[1]))

    @property
    def months(self) -> Months:
        return Months(FIRST, FIRST + self.counts.shape[2] - 1)

    def total(self, cell: Cell) -> int:
        """The true count of a cell."""
        return int(self.counts[np.ix_(*positions(self, cell))].sum())


@dataclass(frozen=True, slots=True)
class Cell:
    """A product set: areas, a run of months, kinds, of one source."""

    areas: frozenset[str]
    months: Months
    kinds: frozenset[str] = frozenset(KINDS)
    source: str = "incidents"


def positions(table: Table, cell: Cell) -> tuple[list[int], list[int], list[int]]:
    first = table.months.first
    return (
        [i for i, kind in enumerate(KINDS) if kind in cell.kinds],
        [i for i, area in enumerate(table.areas) if area in cell.areas],
        [period - first for period in range(cell.months.first, cell.months.last + 1)],
    )


def made(
    rng: np.random.Generator, yearly: Sequence[float], years: int = 5, shares: Sequence[float] = ()
) -> Table:
    """A table whose areas count so many a year; `shares` of the kinds, alike if left out."""
    of_kinds = np.array(shares or [1 / len(KINDS)] * len(KINDS))
    rate = of_kinds[:, None, None] * np.array(yearly, float)[None, :, None] / 12
    return Table(rng.poisson(np.broadcast_to(rate, (*rate.shape[:2], 12 * years))))


@dataclass(frozen=True, slots=True)
class Asked:
    """One intervention of a study: places as positions of areas; donors all others if None."""

    name: str
    target: Sequence[int]
    zones: Sequence[tuple[str, Sequence[int]]] = ()
    buffer: Sequence[int] = ()
    donors: Sequence[int] | None = None
    start: str = START
    windows: Sequence[tuple[str, str, str, str, str]] = (
        ("year", "2016-01", "2016-12", "2017-01", "2017-12"),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A claim: lines of its keys beyond those that every claim has."""

    id: str
    kind: str
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A study file: interventions, outcomes (name, kinds, tables), claims, programmes.

    published : names of tables that are published; second : outcomes and their second sources
    """

    asked: Sequence[Asked]
    outcomes: Sequence[tuple[str, Sequence[str], Sequence[str]]] = (("all", KINDS, ()),)
    claims: Sequence[Said] = ()
    programmes: Sequence[tuple[str, Sequence[str]]] = ()
    published: frozenset[str] = frozenset()
    headline: str = "difference"
    more: str = ""
    level: float = 0.9
    second: Sequence[tuple[str, str]] = ()


def names(table: Table, places: Sequence[int]) -> str:
    return json.dumps([table.areas[place] for place in places])


def toml_of(question: Question, tables: Sequence[Table]) -> str:
    table = tables[0]
    parts = [
        'title = "Small counts"\nquestion = "Did it fall?"\nasked_by = "Council"\nseed = 1\n',
        '[areas]\nfile = "areas.csv"\nid = "area"\nname = "name"\ngroup = "group"\n'
        'neighbours = "neighbours.csv"\n',
    ]
    for one in tables:
        known = str(one.name in question.published).lower()
        parts.append(
            f'[[counts]]\nname = "{one.name}"\nfile = "{one.name}.csv"\nlayout = "long"\n'
            f'area = "area"\nperiod = "month"\ncount = "count"\ncategories = ["kind"]\n'
            f'absent = "zero"\ndate = "offence"\npublished = {known}\nsource = "{one.name}"\n'
        )
    for name, kinds, sources in question.outcomes:
        include = "" if set(kinds) == set(KINDS) else f"include = {json.dumps(list(kinds))}\n"
        where = f"tables = {json.dumps(list(sources))}\n" if sources else ""
        second = "".join(f'second = "{to}"\n' for of, to in question.second if of == name)
        parts.append(f'[[outcomes]]\nid = "{name}"\n{include}{where}{second}')
    parts += [_intervention(one, table) for one in question.asked]
    for name, waves in question.programmes:
        parts.append(f'[[programmes]]\nid = "{name}"\nwaves = {json.dumps(list(waves))}\n')
    parts.append(
        "[rule]\ndata_seen = false\ndata_seen_date = 2016-06-01\n"
        f'level = {question.level:g}\nheadline = "{question.headline}"\n'
    )
    for one in question.asked:
        parts += [
            f'[[rule.windows]]\nname = "{name}"\nintervention = "{one.name}"\n'
            f'base = ["{base}", "{base_last}"]\npost = ["{post}", "{post_last}"]\n'
            for name, base, base_last, post, post_last in one.windows
        ]
    for said in question.claims:
        parts.append(
            f'[[claims]]\nid = "{said.id}"\nwho = "Council"\nside = "for"\nwords = "It fell"\n'
            f'source = "a page"\ndate = "2018"\nkind = "{said.kind}"\n{said.keys}\n'
        )
    return "\n".join([*parts, question.more])


def _intervention(one: Asked, table: Table) -> str:
    donors = '"rest"' if one.donors is None else names(table, one.donors)
    lines = [
        f'[[interventions]]\nid = "{one.name}"\nkind = "patrol"\nstart = "{one.start}"\n'
        f"target = {names(table, one.target)}\nareas_apart = false\ndonors = {donors}\n"
        'chosen_for = { rule = "random" }\n'
    ]
    for name, places in one.zones:
        lines.append(f'[[interventions.zones]]\nname = "{name}"\nareas = {names(table, places)}\n')
    if one.buffer:
        lines.append(f"[interventions.buffer]\nareas = {names(table, one.buffer)}\n")
    return "".join(lines)


def write(
    folder: Path, question: Question, tables: Sequence[Table], name: str = "study.toml"
) -> Path:
    """Tables, list of areas, neighbours in a row and study file; the path of the last."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        rows = (
            (KINDS[k], table.areas[a], label(FIRST + t), table.counts[k, a, t])
            for k, a, t in zip(*np.nonzero(table.counts), strict=True)
        )
        _csv(folder / f"{table.name}.csv", ("kind", "area", "month", "count"), rows)
    areas = tables[0].areas
    _csv(folder / "areas.csv", ("area", "name", "group"), ((a, a, "force") for a in areas))
    pairs = pairwise(areas)
    _csv(folder / "neighbours.csv", ("a", "b", "gap"), ((a, b, 0) for a, b in pairs))
    path = folder / name
    path.write_text(toml_of(question, tables), "utf-8")
    return path


def _csv(path: Path, header: Sequence[str], rows: object) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[call-overload]


def released(folder: Path, path: Path, *more: str) -> dict[str, object] | None:
    """What `waterbed run` writes for anyone; None where it refuses to write."""
    out = folder / f"{path.stem}-report"
    found = CliRunner().invoke(
        main,
        [
            "run",
            str(path),
            "--profile",
            "public",
            "--placebos",
            "99",
            "--out",
            str(out),
            "--words-read",
            *more,
        ],
    )
    if found.exit_code:
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return None
    return json.loads((out / "results.json").read_text("utf-8"))
