"""How the files of a study become nouns: each read as it is asked for, or once for many studies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import polars as pl

from waterbed.model.areas import Areas
from waterbed.model.points import PointUse
from waterbed.model.results import InputRecord
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read import read_areas, read_counts
from waterbed.read.police_uk.archive import Member, members_of
from waterbed.read.police_uk.police_uk import as_published
from waterbed.read.police_uk.snap_points import points_used, read_snap_points
from waterbed.read.tables.counts import CountsRead
from waterbed.read.tables.files import shown

T = TypeVar("T")


class Readers:
    """Reads anew whatever is asked for.

    targets : areas that studies will ask the points of, so that each file is gone through once
    """

    targets: frozenset[str] = frozenset()

    def _once(self, what: object, make: Callable[[], T]) -> T:
        """What is made of what is asked for; `what` tells it apart from all else."""
        return make()

    def areas(
        self, source: AreaSource, reach: float, folder: Path
    ) -> tuple[Areas, tuple[InputRecord, ...]]:
        """As `read.read_areas`."""
        key = ("areas", source, reach, folder)
        return self._once(key, lambda: read_areas(source, reach, folder=folder))

    def counts(
        self,
        tables: Sequence[CountTable],
        outcomes: Sequence[Outcome],
        areas: Areas | None,
        source: AreaSource,
        folder: Path,
    ) -> CountsRead:
        """As `read.read_counts`."""
        key = ("counts", tables, outcomes, id(areas), source, folder)
        return self._once(key, lambda: read_counts(tables, outcomes, areas, source, folder=folder))

    def points(
        self,
        table: CountTable,
        source: AreaSource,
        ids: Collection[str],
        months: Collection[int],
        folder: Path,
    ) -> PointUse | None:
        """As `read_snap_points`: the files are looked for once, and each study's own points are
        read from them."""
        label, plain = shown(table.file, folder), as_published(table)
        files = self._once(("files", table, label), lambda: members_of(plain, label))
        used = self._used if self.targets.issuperset(ids) else None
        return read_snap_points(table, source, set(ids), set(months), folder, files, used)

    def _used(
        self, member: Member, columns: list[str], area: str, areas: Collection[str]
    ) -> pl.DataFrame:
        """As `points_used`, from what all targets have in the file."""
        key = ("points", member.label, columns, area)
        if not area:
            return self._once(key, lambda: points_used(member, columns, area, areas))
        every = self._once(key, lambda: points_used(member, columns, area, sorted(self.targets)))
        return every.filter(pl.col(area).is_in(list(areas)))


@dataclass
class KeptReaders(Readers):
    """Reads each table and map once for all studies that ask the same of it; for threads as well.

    What is read is shared, and nobody may write to it.
    """

    targets: frozenset[str] = frozenset()
    kept: dict[str, object] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def _once(self, what: object, make: Callable[[], T]) -> T:
        key = repr(what)
        with self.lock:
            if key not in self.kept:
                self.kept[key] = make()
            held: T = self.kept[key]  # type: ignore[assignment]
            return held
