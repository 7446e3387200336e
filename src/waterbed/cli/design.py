"""The command that plans before anything is done, and draws the lots."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from waterbed.cli import completing
from waterbed.cli.shared import FOLDER, explained, month_given, progress_bar
from waterbed.cli.streams import echo, print_json
from waterbed.model.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from waterbed.design.asked import Asked
    from waterbed.design.ways import Way
    from waterbed.model.designed import DesignTable
    from waterbed.model.progress import Progress

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The options of `design` that say what is asked, as click gives them."""

    kind: str
    outcome: str
    map_file: Path | None
    neighbours: Path | None
    candidates: tuple[str, ...]
    places: tuple[int, ...]
    fall: float | None
    start: int | None
    months: tuple[int, ...]
    ways: tuple[str, ...]
    steps: int
    level: float
    seed: int
    draws: int
    published: bool
    by_last_year: bool
    sheet: str
    layout: str | None
    answers: tuple[str, ...]

    def read(self, counts: Path, folder: Path, today: date) -> Asked:
        """The tables that the question rests on."""
        from waterbed.design.asked import read_asked
        from waterbed.propose.opening import Asked as Opening

        answers = (answer.partition("=") for answer in self.answers)
        opening = Opening(
            counts, self.map_file, self.neighbours, kind=self.kind, title=self.kind or "design",
            layout=self.layout or "", sheet=self.sheet,
            answers=tuple((key, value) for key, _, value in answers),
        )  # fmt: skip
        return read_asked(opening, folder, today, outcome=self.outcome, candidates=self.candidates,
                          published=self.published)  # fmt: skip

    def table(self, asked: Asked, progress: Progress) -> DesignTable:
        """What each design could see."""
        from waterbed.design.table import MONTHS
        from waterbed.design.table import design as designs
        from waterbed.design.ways import WAYS

        return designs(
            asked.counts.panel, outcome=asked.outcome.id, kind=self.kind,
            candidates=asked.candidates, places=self.places, fall=self.fall,
            months=self.months or MONTHS, ways=self.ways or WAYS, groups=self.steps,
            start=self.start, level=self.level, seed=self.seed, draws=self.draws,
            selectors=asked.outcome, areas=asked.areas, published=asked.published,
            by_last_year=self.by_last_year, progress=progress,
        )  # fmt: skip

    def way(self) -> Way:
        """The only design asked for."""
        from waterbed.design.ways import way

        return way(self.ways[0], self.places[0], self.months[0], self.steps)


@click.command()
@click.argument("counts", type=_FILE)
@click.option("--kind", default="", help="What will be done: lighting, patrols, a clean-up.")
@click.option("--outcome", default="", help="What is to change; by default all that is counted.")
@click.option("--areas", "map_file", type=_FILE, help="Map of the areas, or a table of them.")
@click.option("--neighbours", type=_FILE, help="Table of pairs of areas, where --areas is a table.")
@click.option("--candidate", "candidates", multiple=True, shell_complete=completing.areas,
              help="An area that could get it: id, name or group. May be repeated; by default "
              "all.")  # fmt: skip
@click.option("--by-last-year", is_flag=True, help="The candidates were chosen since much, or "
              "little, was counted there in the last twelve months.")  # fmt: skip
@click.option("--places", multiple=True, type=int, help="How many can get it. May be repeated.")
@click.option("--fall", type=float, help="Look for the number of places by which a fall of this "
              "size is seen, 0.3 for 30%; asked where no --places are given.")  # fmt: skip
@click.option("--start", callback=month_given, help="First month: 2027-04; by default the one "
              "after the counts.")  # fmt: skip
@click.option("--months", multiple=True, type=int, help="How long it is compared. May be repeated; "
              "by default 12 and 24.")  # fmt: skip
@click.option("--way", "ways", multiple=True, type=click.Choice(["lots", "halves", "steps"]),
              help="At once by lots, in two halves, in steps; by default all three.")  # fmt: skip
@click.option("--steps", default=4, show_default=True, help="Groups that begin one after another.")
@click.option("--level", default=0.95, show_default=True, help="Of each one-sided test.")
@click.option("--seed", default=1, show_default=True, help="Of the lots; take it from somewhere "
              "that nobody chose, as a public draw.")  # fmt: skip
@click.option("--draws", default=600, show_default=True, help="Lots in which falls are planted.")
@click.option("--published", is_flag=True, help="These counts are published already for these "
              "areas.")  # fmt: skip
@click.option("--sheet", default="", help="Sheet of the workbook, if not its first.")
@click.option("--layout", type=click.Choice(["wide", "long", "incidents"]))
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE", help="As for new.")
@click.option("--out", type=FOLDER, help="Folder to write design.html and design.md to.")
@click.option("--draw", "drawing", is_flag=True, help="Draw the lots of the only design asked for "
              "and write list, study and lock to --out.")  # fmt: skip
@click.option("--judge", "judging", is_flag=True, help="After the months: COUNTS is the folder "
              "that was drawn.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print rows as JSON.")
@explained
def design(
    counts: Path,
    out: Path | None,
    drawing: bool,
    judging: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Before anything is done: how many places, how long, by lots or in steps.

    Plants falls in these places' own past, and says which would be seen. With --draw it draws the
    lots once, and writes them with a study and its lock; with --judge it gives their answer when
    the months are over. Never for what concerns people who sell sex, or sexual offences.

    \b
    Example:
      waterbed design examples/redbridge/counts.parquet --areas examples/redbridge/areas.csv \\
        --candidate Redbridge --outcome robbery --kind lighting --places 12 --months 12
    """
    if judging:
        _judge(counts, as_json)
        return
    from datetime import date

    from waterbed.cli.terminal.design import show_design
    from waterbed.design.files import write, write_page
    from waterbed.disclosure.design import refuse_sensitive
    from waterbed.model.study import Outcome

    wanted, today = _Wanted(**options), date.today()
    refuse_sensitive(Outcome(wanted.outcome, wanted.outcome, (), ()), wanted.kind)
    if drawing:
        _demand_one_design(out, wanted)
    with progress_bar(not as_json) as progress:
        progress("reading", 0, 1)
        asked = wanted.read(counts, out or Path(), today)
        table = wanted.table(asked, progress)
    written: tuple[Path, ...] = ()
    if out is not None and drawing:
        written = write(asked, table, wanted.way(), out, today)
    elif out is not None:
        written = write_page(table, out)
    if as_json:
        rows = [asdict(row) | {"profile": table.profile} for row in table.rows]
        print_json(json.dumps(rows, indent=1))
        return
    show_design(table)
    for path in written:
        echo(f"Wrote {path}.")


def _demand_one_design(out: Path | None, wanted: _Wanted) -> None:
    """InputError where lots cannot be drawn for what is asked."""
    from waterbed.design.files import refuse_second

    if out is None:
        raise InputError("lots need a folder", place="--draw", mend="Name it with --out.")
    refuse_second(out)
    several = {len(wanted.places), len(wanted.months), len(wanted.ways)} != {1}
    if several or wanted.fall is not None:
        raise InputError(
            "lots are drawn for one design", place="--draw",
            mend="Give one --places, one --months and one --way, and no --fall.",
        )  # fmt: skip


def _judge(folder: Path, as_json: bool) -> None:
    from waterbed.design.judged import judge
    from waterbed.report.words.design import judged
    from waterbed.report.words.head import banner

    answer = judge(folder)
    said = judged(astuple(answer.change), answer.level)
    if as_json:
        more = {"level": answer.level, "words": said, "profile": answer.profile}
        change = {key: _number(x) for key, x in asdict(answer.change).items()}
        print_json(json.dumps(change | more, ensure_ascii=False, indent=1))
        return
    for text in filter(None, (banner(answer.profile), *said)):
        echo(text)


def _number(x: float) -> float | None:
    """JSON has no number for an end that is open."""
    return x if math.isfinite(x) else None
