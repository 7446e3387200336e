"""What a study could tell, asked again and again while its claims are written.

What the study names is read once, and compared once; both again only when a file changes, or the
study in anything but its claims.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path

from waterbed.analysis.compare import Memory
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.run import Inputs, read_inputs
from waterbed.analysis.understand import (
    Testable,
    Understanding,
    testable_of,
    understanding_of,
)
from waterbed.model.study import Study
from waterbed.read.agree import check_months, check_places
from waterbed.read.study.by_name import by_name

KEPT = 3
"""Studies that are remembered at once."""

Stamp = tuple[str, int, int]
"""A file by its path, the time of its last change and its size; -1 where it is not there."""


@dataclass(slots=True)
class _Known:
    study: Study
    stamps: tuple[Stamp, ...]
    inputs: Inputs
    memory: Memory = field(default_factory=dict)


@dataclass(slots=True)
class Ahead:
    """One at a time asks, since what is made for one is what the next has need of."""

    known: list[_Known] = field(default_factory=list)
    asking: threading.Lock = field(default_factory=threading.Lock)

    def claims(self, study: Study) -> dict[str, Testable]:
        """By the id of each claim what `check` says of it; errors as of `understand.understand`."""
        with self.asking:
            inputs, memory = self._read(study)
            areas, panel = inputs.areas, inputs.counts.panel
            check_months(inputs.study, panel)
            foreseen_claims = foreseen(
                inputs.study, areas, panel, activity=inputs.activity, memory=memory
            )
            return {ahead.claim.id: testable_of(inputs.study, ahead) for ahead in foreseen_claims}

    def understanding(self, study: Study) -> Understanding:
        """As `understand.understand`."""
        with self.asking:
            return understanding_of(*self._read(study))

    def inputs(self, study: Study) -> Inputs:
        """As `run.read_inputs`."""
        with self.asking:
            return self._read(study)[0]

    def _read(self, study: Study) -> tuple[Inputs, Memory]:
        bare, stamps = _but_claims(study), tuple(_stamps(study))
        for known in self.known:
            if known.study == bare and known.stamps == stamps:
                named = by_name(study, known.inputs.areas)
                check_places(named, known.inputs.areas)
                return replace(known.inputs, study=named), known.memory
        inputs = read_inputs(study, draft=True)
        self.known = [_Known(bare, stamps, inputs), *self.known][:KEPT]
        return inputs, self.known[0].memory


def _but_claims(study: Study) -> Study:
    """The study without its claims and without what bears on nothing that is read or compared."""
    return replace(
        study, claims=(), known=(), opinions=(), tests=(), written=None, file="", sha256="",
        rule_sha256="", to_fill=(), day_first=(), title="", question="", asked_by="", topic="",
    )  # fmt: skip


def _stamps(study: Study) -> Iterator[Stamp]:
    """Of every file that a study names, and of all in a folder that it names."""
    for path in dict.fromkeys(_paths(replace(study, folder=Path(), written=None))):
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            try:
                there = file.stat()
            except OSError:
                yield str(file), -1, -1
                continue
            yield str(file), there.st_mtime_ns, there.st_size


def _paths(value: object) -> Iterator[Path]:
    if isinstance(value, Path):
        if value != Path():
            yield value
    elif isinstance(value, tuple):
        for element in value:
            yield from _paths(element)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _paths(getattr(value, part.name))
