"""A Panel as a long data frame, for those who go on in polars or pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from waterbed.nouns.months import label
from waterbed.nouns.panel import Panel


def to_polars(panel: Panel) -> pl.DataFrame:
    """A row an outcome, area and period: outcome, area, period (YYYY-MM), count (null: no data)."""
    outcomes, areas, periods = panel.counts.shape
    o, a, t = (index.ravel() for index in np.indices((outcomes, areas, periods), np.int32))
    labels = [label(int(ordinal)) for ordinal in panel.periods]
    frame = pl.DataFrame(
        {
            "outcome": pl.Series(panel.outcomes, dtype=pl.String).gather(o),
            "area": pl.Series(panel.areas, dtype=pl.String).gather(a),
            "period": pl.Series(labels, dtype=pl.String).gather(t),
            "count": panel.counts.ravel(),
            "covered": panel.covered.ravel(),
        }
    )
    return frame.select(
        "outcome", "area", "period", count=pl.when("covered").then("count").otherwise(None)
    )


def to_pandas(panel: Panel) -> Any:
    """The same as a pandas frame (pandas must be installed); count is Int64 with <NA>."""
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]

    columns = {series.name: series.to_list() for series in to_polars(panel)}
    return pd.DataFrame(columns).astype({"count": "Int64"})
