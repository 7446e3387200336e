"""A simulated market as a folder that `waterbed run` reads, and the truth beside it.

The areas are called by their row and column on the grid: nobody could be found by them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from waterbed.model.errors import InputError
from waterbed.model.months import label
from waterbed.model.reference import Integers
from waterbed.simulate.folder import write_areas, write_rows
from waterbed.simulate.market.counts import SOURCES, observe
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.run import Outcome
from waterbed.simulate.market.scenario import Scenario
from waterbed.simulate.market.study import study_text
from waterbed.simulate.market.truth import truth_of

STUDY, TRUTH, ACTIVITY, PAGE = "study.toml", "truth.json", "activity.csv", "market.html"
AREAS = ("areas.csv", "neighbours.csv")


def write_folder(scenario: Scenario, happened: Outcome, nothing: Outcome, folder: Path) -> Path:
    """Write what a study would know of a scenario, and truth.json; returns the study's path.

    nothing : the same market, people and draws with nothing done to it, for the truth
    A market that the folder holds is replaced, and a page on it goes.  InputError as of
    `refuse_study`.
    """
    refuse_study(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).unlink(missing_ok=True)
    truth = json.dumps(truth_of(scenario, happened, nothing), indent=1, ensure_ascii=False)
    (folder / TRUTH).write_text(truth + "\n", "utf-8")
    counts = observe(happened, scenario.values, Draws(scenario.seed))
    ids, months = happened.places.areas.ids, [label(int(at)) for at in happened.periods]
    for source, kinds in counts.items():
        write_rows(
            folder / f"{source}.csv", ("area", "month", "kind", "count"), _rows(kinds, ids, months)
        )
    write_areas(happened.places.areas, folder)
    write_rows(
        folder / ACTIVITY,
        ("module", "action", "on", "area", "month", "count"),
        _actions(happened, ids, months),
    )
    path = folder / STUDY
    path.write_text(study_text(scenario, happened, counts), "utf-8")
    return path


def refuse_study(folder: Path) -> None:
    """InputError where a folder holds files of these names without the truth of a market beside
    them: somebody's own study, which would be overwritten."""
    if (folder / TRUTH).exists():
        return
    for name in (STUDY, *AREAS, ACTIVITY, PAGE, *(f"{source}.csv" for source in SOURCES)):
        if (folder / name).exists():
            raise InputError(
                "the folder holds a file that no simulation wrote, and would replace it",
                file=str(folder),
                value=name,
                mend="Choose an empty or new folder with --out, or move its files away first.",
            )


def _rows(
    kinds: Mapping[str, Integers], ids: tuple[str, ...], months: list[str]
) -> Iterator[tuple[str, str, str, int]]:
    """Counts above nought; and noughts of every area's first month and of every month's first area:
    an area or a month that has no row at all is not known."""
    for kind, counted in kinds.items():
        written = counted > 0
        written[0], written[:, 0] = True, True
        for t, a in zip(*np.nonzero(written), strict=True):
            yield ids[a], months[t], kind, int(counted[t, a])


def _actions(
    happened: Outcome, ids: tuple[str, ...], months: list[str]
) -> Iterator[tuple[str, str, str, str, str, int]]:
    for name, done in happened.done.items():
        row = MODULES[name]
        for t, a in zip(*np.nonzero(done), strict=True):
            yield name, row.action, row.on, ids[a], months[t], int(done[t, a])
