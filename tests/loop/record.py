"""The loop's table of record: a line a design, mechanism and claim."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.loop import effects
from tests.loop.run import MAIN, SEED, Held
from tests.loop.studies import ROOT, WARDS
from waterbed import __version__
from waterbed.model.closed_loop import (
    CLAIMS,
    FALSE,
    FALSE_BOUND,
    HEAD,
    NAMED,
    NOTHING_HELD,
    RIGHTLY,
    SECOND,
    STORIES,
    WRONGLY,
    Cell,
    Design,
    named,
    truth,
)

TABLE = ROOT / "src" / "waterbed" / "model" / "closed_loop.csv"
JUDGED = tuple(one for one in CLAIMS if one.held != NOTHING_HELD)


def lines(held: Held) -> list[Cell]:
    """What the folder of parts holds, counted; claims of the main designs, names of all.  A design
    of which a story is not there yet is left out."""
    stories = {one for of in held.values() for one in of}
    return [
        one
        for key in sorted(held)
        if held[key].keys() == stories
        for story in (each.name for each in STORIES)
        if story in stories
        for one in _cells(key, story, held[key][story])
    ]


def _cells(
    key: tuple[int, int, int], story: str, panels: Sequence[dict[str, str]]
) -> Iterator[Cell]:
    for second in (False, True):
        design = Design(*key, second)
        able = {one.says for one in JUDGED if second or one.held != SECOND}
        told = [{k: v for k, v in said.items() if k in able} for said in panels]
        names = Counter(named(story, said) for said in told)
        yield Cell(design, story, NAMED, len(panels), names[RIGHTLY], names[WRONGLY])
        for one in JUDGED if key in MAIN and second else ():
            said = Counter(panel[one.says] for panel in panels)
            counts = (said["supported"], said["contradicted"])
            yield Cell(design, story, one.says, len(panels), *counts)


def written(cells: Sequence[Cell], version: str = __version__) -> str:
    """The file of record, with its provenance above it. version : that the panels were run by"""
    effect = hashlib.sha256(effects.TABLE.read_bytes()).hexdigest()[:12]
    made = io.StringIO()
    made.write(
        f"# benchmarks/closed_loop.py, waterbed {version}, seed {SEED}, {WARDS} wards or more "
        f"of London; effects.csv {effect}\n"
    )
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(HEAD)
    for one in cells:
        d = one.design
        writer.writerow([d.times, d.years, d.places, "yes" if d.second else "no", one.story,
                         one.claim, one.panels, one.supported, one.contradicted])  # fmt: skip
    return made.getvalue()


def false_in_nothing(cells: Sequence[Cell]) -> list[str]:
    """False claims that are supported too often where nothing happened, with the share."""
    says = {one.says: one for one in JUDGED}
    return [
        f"{one.claim}: {share:.1f} ({error:.1f}), {one.design}"
        for one in cells
        if one.story == "nothing" and one.claim in says
        and truth(one.story, says[one.claim]) == FALSE
        for share, error in [one.share(one.supported)]
        if share > 100 * FALSE_BOUND
    ]  # fmt: skip
