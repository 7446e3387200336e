"""Many runs over the priors: with progress, resumed where they were stopped, the same bytes.

A sweep is a folder.  Its design stands in design.json, and each part that is done in a file of its
own, written whole or not at all; a sweep that was killed goes on with the parts that are missing.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np

from waterbed import __version__
from waterbed.model.errors import InputError
from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Floats
from waterbed.model.whole_files import write_whole
from waterbed.simulate.market.effects import EFFECTS, LAB, Plan, effects_of
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.parameters import defaults, drawn
from waterbed.simulate.market.run import Setting
from waterbed.simulate.market.table import PARAMETERS

PART = 32
"""Points of a part: some seconds of work."""

DESIGN, PARTS, RESULT = "design.json", "parts", "effects.csv"


@dataclass(frozen=True, slots=True)
class Design:
    """What is swept.

    names : parameters; points : float [n, names], 0 to 1, each a quantile of its prior
    plan : what is done; given : values of parameters that are not swept; seed : of every run, so
        that points differ by their parameters and not by luck; part : points of a part
    """

    names: tuple[str, ...]
    points: Floats
    plan: Plan
    given: Mapping[str, float] = field(default_factory=dict)
    seed: int = 1
    setting: Setting = LAB
    part: int = PART

    @property
    def parts(self) -> int:
        """How many parts it has."""
        return -(-len(self.points) // self.part)

    def described(self) -> dict[str, object]:
        """All that its effects follow from, for design.json; the points by their hash."""
        unswept = defaults(PARAMETERS, self.given)
        return {
            "version": __version__,
            "priors": {name: asdict(PARAMETERS[name].prior) for name in self.names},
            "points": len(self.points),
            "points_sha256": hashlib.sha256(self.points.tobytes()).hexdigest(),
            "plan": {"doses": dict(self.plan.doses), "everywhere": list(self.plan.everywhere)},
            "values": {n: v for n, v in sorted(unswept.items()) if n not in self.names},
            "seed": self.seed,
            "setting": asdict(self.setting),
            "effects": list(EFFECTS),
            "part": self.part,
        }

    def values(self, row: int) -> dict[str, float]:
        """Every parameter's value at a point."""
        swept = drawn(PARAMETERS, self.names, self.points[row])
        return defaults(PARAMETERS, {**self.given, **swept})


def sweep(
    design: Design,
    folder: Path,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> Floats:
    """The effects at every point, float [n, EFFECTS], kept in `folder` as they come.

    executor : any `concurrent.futures.Executor`; the same seed gives the same bytes with any of
    them, and where it is stopped and begun again.  InputError where the folder holds another sweep.
    """
    _hold(design, folder)
    count = design.parts
    missing = [part for part in range(count) if not _path(folder, part).exists()]
    done = count - len(missing)
    progress("sweeping", done, count)
    parts = map_tasks(run_part, design, missing, workers=workers, executor=executor)
    for part, effects in zip(missing, parts, strict=True):
        _write(_path(folder, part), effects)
        done += 1
        progress("sweeping", done, count)
    swept = np.concatenate([np.load(_path(folder, part)) for part in range(count)])
    _table(design, swept, folder / RESULT)
    return np.asarray(swept, np.float64)


def run_part(design: Design, part: int) -> Floats:
    """The effects at the points of one part."""
    rows = range(part * design.part, min((part + 1) * design.part, len(design.points)))
    by_point = []
    for row in rows:
        effects = effects_of(
            design.values(row), design.plan, seed=design.seed, setting=design.setting
        )
        by_point.append([effects[name] for name in EFFECTS])
    return np.array(by_point)


def _hold(design: Design, folder: Path) -> None:
    """Begin a folder, or see that it is of this design."""
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    path = folder / DESIGN
    text = json.dumps(design.described(), indent=1) + "\n"
    if not path.exists():
        path.write_text(text, "utf-8")
    elif path.read_text("utf-8") != text:
        raise InputError(
            "this folder holds another sweep, or one of another version's parameters",
            file=str(folder),
            mend="Name another one with --out.",
        )


def _path(folder: Path, part: int) -> Path:
    return folder / PARTS / f"{part:05d}.npy"


def _write(path: Path, effects: Floats) -> None:
    buffer = BytesIO()
    np.save(buffer, effects)
    write_whole(path, buffer.getvalue(), "a part of the sweep")


def _table(design: Design, rows_of_effects: Floats, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*design.names, *EFFECTS])
        for row, effects in enumerate(rows_of_effects):
            swept = drawn(PARAMETERS, design.names, design.points[row])
            writer.writerow([f"{value:.8g}" for value in (*swept.values(), *effects)])


def swept_names(modules: Sequence[str]) -> tuple[str, ...]:
    """Parameters that may decide what modules do: those that tell of them first."""
    telling = [name for module in modules for name in MODULES[module].told_by]
    return tuple(dict.fromkeys([*telling, *ALWAYS]))


ALWAYS = ("rush", "near", "look", "protect", "isolated", "controlled", "refuse", "debt_accept",
          "indoors", "crowd", "short_leave", "short_enter")  # fmt: skip
"""Parameters that may decide whatever is done."""
