"""The lot, drawn once, and the files that follow from it: list, study, lock, record, page."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from waterbed import __version__
from waterbed.analysis.lock import write_lock
from waterbed.design.asked import STUDY, Asked
from waterbed.design.past import expected
from waterbed.design.study import study_raw
from waterbed.design.table import Ground, ground
from waterbed.design.ways import NEVER, Way, blocks, draw
from waterbed.disclosure.design import release_design
from waterbed.model.designed import DesignRow, DesignTable
from waterbed.model.errors import InputError
from waterbed.model.months import label
from waterbed.model.reference import Integers
from waterbed.model.whole_files import write_whole
from waterbed.propose.draft import Draft
from waterbed.propose.toml import toml_text
from waterbed.read.study.study_file import read_study
from waterbed.report.design import design_html, design_md

LIST, RECORD, PAGE, TEXT = "lots.csv", "design.json", "design.html", "design.md"
FORM = 1
COLUMNS = ("area", "name", "block", "group", "begins")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lot.  ids : of those that take part; block, group : int [C]; way : what was drawn"""

    way: Way
    ids: tuple[str, ...]
    block: Integers
    group: Integers


def draw_lots(past: Ground, chosen: Way, seed: int) -> Drawn:
    """The lot of a way: the same for the same counts and seed.

    Where only some of the candidates take part, those are drawn first.  Blocks are numbered in an
    order drawn by lot, so that the list ranks nothing.
    """
    rng = np.random.default_rng([seed, 0])
    there = chosen.candidates(len(past.ids))
    kept = np.sort(rng.permutation(len(past.ids))[:there])
    counts = past.counts[kept]
    expectation = expected(
        counts.astype(float), counts.shape[1], chosen.months // past.step, past.step
    )
    block = blocks(chosen, expectation.mu)
    group = draw(chosen, block, rng, 1)[0]
    numbers = rng.permutation(int(block.max()) + 1)
    return Drawn(chosen, tuple(past.ids[i] for i in kept), numbers[block], group)


def list_csv(drawn: Drawn, names: Mapping[str, str], start: int) -> str:
    """The randomisation list: a row an area that takes part, in the order of the table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key, block, group in zip(drawn.ids, drawn.block, drawn.group, strict=True):
        begins = drawn.way.begins[group]
        month = "never" if begins == NEVER else label(start + begins)
        writer.writerow((key, names.get(key, ""), int(block) + 1, int(group) + 1, month))
    return out.getvalue()


def record_json(table: DesignTable, drawn: Drawn, lots: str, step: int, today: date) -> str:
    """What was drawn and how it will be judged: no area, no count."""
    way = drawn.way
    record = {
        "waterbed_design": FORM,
        "version": __version__,
        "date": today.isoformat(),
        "kind": table.kind,
        "outcome": table.outcome,
        "start": label(table.start),
        "past": [label(table.first), label(table.last)],
        "way": way.name,
        "places": way.places,
        "months": way.months,
        "groups": way.groups,
        "step": step,
        "taking_part": len(drawn.ids),
        "level": table.level,
        "seed": table.seed,
        "lots_sha256": hashlib.sha256(lots.encode()).hexdigest(),
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def write_page(
    table: DesignTable, folder: Path, drawn: DesignRow | None = None
) -> tuple[Path, ...]:
    """design.html and design.md, of what may leave."""
    shown = release_design(table)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / PAGE, design_html(shown, drawn, __version__), "the page", option="")
    write_whole(folder / TEXT, design_md(shown, drawn), "the page", option="")
    return folder / PAGE, folder / TEXT


def write(
    asked: Asked, table: DesignTable, chosen: Way, folder: Path, today: date
) -> tuple[Path, ...]:
    """Draw the lot of one design and write list, study, lock, record and page into `folder`.

    InputError where a lot was drawn there already: it is drawn once.
    """
    refuse_second(folder)
    row = next(
        (row for row in table.rows
         if (row.way, row.places, row.months, row.groups)
         == (chosen.name, chosen.places, chosen.months, chosen.groups)),
        None,
    )  # fmt: skip
    if row is None or row.why:
        raise InputError("this design cannot be drawn", mend="Choose one of the table.")
    past = ground(asked.counts.panel, table.outcome, asked.candidates, table.start)
    drawn = draw_lots(past, chosen, table.seed)
    names = dict(zip(asked.areas.ids, asked.areas.names, strict=True))
    lots = list_csv(drawn, names, table.start)
    raw = study_raw(asked, table, drawn.way, drawn.ids, drawn.group, today)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / STUDY, toml_text(Draft(raw)), "the study", option="")
    study = read_study(folder / STUDY)
    locked = write_lock(study, today.isoformat())
    write_whole(folder / LIST, lots, "the list", option="")
    record = record_json(table, drawn, lots, past.step, today)
    write_whole(folder / RECORD, record, "the record", option="")
    pages = write_page(table, folder, row)
    return (folder / LIST, folder / STUDY, locked, folder / RECORD, *pages)


def refuse_second(folder: Path) -> None:
    """InputError where a lot, or a study, stands in the folder already."""
    there: Sequence[str] = [name for name in (LIST, RECORD, STUDY) if (folder / name).exists()]
    if there:
        raise InputError(
            "lots are drawn once, and here some were drawn already" if LIST in there
            else "there is a study already",
            file=(folder / there[0]).as_posix(),
            mend="Choose another folder with --out; never draw again because of what came out.",
        )  # fmt: skip


def groups_of(text: str) -> dict[str, tuple[int, int]]:
    """Block and group of each area of a list; ValueError where it is none."""
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text)))
    return {row["area"]: (int(row["block"]) - 1, int(row["group"]) - 1) for row in rows}
