"""Kinds that a table writes as numbers or as true and false, as Parquet and workbooks hold them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read import read_counts

KINDS = {"whole": (10, 20), "parts": (1.5, 2.5), "truth": (False, True), "text": ("10", "20")}


@pytest.mark.parametrize("kinds", KINDS.values(), ids=KINDS)
def test_they_are_counted_apart_as_their_texts_are(
    tmp_path: Path, kinds: tuple[object, ...]
) -> None:
    rows = [(area, f"2017-{month:02d}", kind, 1 + k)
            for area in "ab" for month in range(1, 13) for k, kind in enumerate(kinds)]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["area", "month", "kind", "count"], orient="row")
    frame.write_parquet(tmp_path / "counts.parquet")
    table = CountTable(
        "counts", tmp_path / "counts.parquet", "long", area="area", period="month", count="count",
        categories=("kind",),
    )  # fmt: skip
    texts = frame["kind"].unique(maintain_order=True).cast(pl.String).to_list()
    outcome = Outcome("all", "", (), tuple((("", text),) for text in texts))
    panel = read_counts([table], [outcome], None, AreaSource()).panel
    assert panel.counts.sum() == 2 * 12 * (1 + 2)
