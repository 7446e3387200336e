"""How the files of a study become nouns: each read as it is asked for, or once for many studies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from waterbed.model.areas import Areas
from waterbed.model.points import PointUse
from waterbed.model.results import InputRecord
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read import read_areas, read_counts
from waterbed.read.police_uk.snap_points import read_snap_points
from waterbed.read.tables.counts import CountsRead

T = TypeVar("T")


class Readers:
    """Reads anew whatever is asked for."""

    def areas(
        self, source: AreaSource, reach: float, folder: Path
    ) -> tuple[Areas, tuple[InputRecord, ...]]:
        """As `read.read_areas`."""
        return read_areas(source, reach, folder=folder)

    def counts(
        self,
        tables: Sequence[CountTable],
        outcomes: Sequence[Outcome],
        areas: Areas | None,
        source: AreaSource,
        folder: Path,
    ) -> CountsRead:
        """As `read.read_counts`."""
        return read_counts(tables, outcomes, areas, source, folder=folder)

    def points(
        self,
        table: CountTable,
        source: AreaSource,
        ids: Collection[str],
        months: Collection[int],
        folder: Path,
    ) -> PointUse | None:
        """As `read_snap_points`."""
        return read_snap_points(table, source, set(ids), set(months), folder=folder)


@dataclass
class KeptReaders(Readers):
    """Reads each table and map once for all studies that ask the same of it; for threads as well.

    What is read is shared, and nobody may write to it.
    """

    kept: dict[str, object] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def _once(self, what: object, make: Callable[[], T]) -> T:
        key = repr(what)
        with self.lock:
            if key not in self.kept:
                self.kept[key] = make()
            found: T = self.kept[key]  # type: ignore[assignment]
            return found

    def areas(
        self, source: AreaSource, reach: float, folder: Path
    ) -> tuple[Areas, tuple[InputRecord, ...]]:
        asked = super().areas
        return self._once(("areas", source, reach, folder), lambda: asked(source, reach, folder))

    def counts(
        self,
        tables: Sequence[CountTable],
        outcomes: Sequence[Outcome],
        areas: Areas | None,
        source: AreaSource,
        folder: Path,
    ) -> CountsRead:
        asked = super().counts
        key = ("counts", tables, outcomes, id(areas), source, folder)
        return self._once(key, lambda: asked(tables, outcomes, areas, source, folder))
