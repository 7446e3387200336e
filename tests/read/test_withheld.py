"""Withheld counts with bounds: what a place can have counted, against counts that are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.read.exports.clean import KINDS, Export, clean
from tests.read.exports.kinds_wide import HEAD
from tests.read.exports.sheets import long, text, wide
from tests.read.exports.test_exports import read
from waterbed.model.months import Months
from waterbed.model.panel import Panel

SPAN = Months.parse("2016-04", "2018-03")


def truth(ward: str, months: Months) -> int:
    code = next(code for code, name in clean().names.items() if name == ward)
    return sum(clean().counts[code, kind, at] for kind in KINDS
               for at in range(months.first, months.last + 1))  # fmt: skip


def hide(n: int, mark: str = "1-9") -> Any:
    return mark if 1 <= n <= 9 else n


def long_panel(folder: Path, mark: str = "1-9") -> Panel:
    head = ["Code", "Ward", "Month", "Type", "Offences"]
    rows = [[*row[:4], hide(row[4], mark)] for row in clean().long()]
    return read(Export(long(text(folder / "l.csv", [head, *rows])))).panel


def wide_panel(folder: Path) -> Panel:
    head = ["Ward", "Type", *HEAD[1:]]
    rows = [
        [
            name,
            kind,
            *(hide(clean().counts[code, kind, at]) for at in range(SPAN.first, SPAN.last + 1)),
        ]
        for code, name in clean().names.items()
        for kind in KINDS
    ]
    return read(Export(wide(text(folder / "w.csv", [head, *rows]), categories=("Type",)))).panel


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_the_range_of_a_place_holds_the_truth(layout: str, tmp_path: Path) -> None:
    panel = long_panel(tmp_path) if layout == "long" else wide_panel(tmp_path)
    outcome = panel.outcomes[0]
    for first in ("2016-04", "2017-04"):
        months = Months.starting(Months.parse(first, first).first, 12)
        for a, ward in enumerate(panel.areas):
            members = np.array([a])
            ends = panel.range(outcome, members, months)
            assert ends is not None
            low, high = ends
            code = next(code for code, name in clean().names.items() if name == ward)
            cells = [clean().counts[code, kind, at] for kind in KINDS
                     for at in range(months.first, months.last + 1)]  # fmt: skip
            small = [n for n in cells if 1 <= n <= 9]
            assert low == sum(cells) - sum(small) + len(small)
            assert high == sum(cells) - sum(small) + 9 * len(small)
            assert low <= truth(ward, months) <= high


def test_a_mark_without_bounds_gives_no_range(tmp_path: Path) -> None:
    panel = long_panel(tmp_path, "*")
    assert panel.bounds == {}
    gone = np.flatnonzero(~panel.covered[0].all(axis=1))
    assert len(gone) and panel.range(panel.outcomes[0], gone[:1], SPAN) is None


def test_a_whole_place_has_its_own_count(tmp_path: Path) -> None:
    export = Export(wide(text(tmp_path / "c.csv", [HEAD, *clean().rows()])))
    panel = read(export).panel
    total = int(panel.counts[0, 3].sum())
    assert panel.range(panel.outcomes[0], np.array([3]), SPAN) == (total, total)
