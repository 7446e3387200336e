"""The Seattle drug market intervention: 9,642 census blocks, 39 treated, 16 quarters.

Data of the R package microsynth 2.0.51 (GPL-3), read from the published data's folder; nothing
derived from them is stored here but the totals and statistics that microsynth prints.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from waterbed.effect.weights.design import Design, make_design
from waterbed.model.panel import Panel
from waterbed.read import panel_from_long

OUTCOMES = ("i_felony", "i_misdemea", "i_drugs", "any_crime")
COVARIATES = (
    "TotalPop",
    "BLACK",
    "HISPANIC",
    "Males_1521",
    "HOUSEHOLDS",
    "FAMILYHOUS",
    "FEMALE_HOU",
    "RENTER_HOU",
    "VACANT_HOU",
)
FILE = Path("seattle") / "seattledmi.parquet"


def arguments(data: Path) -> tuple[Panel, dict[str, Any]]:
    """The panel, and what `effect.estimate` is asked: quarters 13 to 16, every moment exact."""
    table = pl.read_parquet(data / FILE)
    panel = panel_from_long(table, area="ID", period="time", count=OUTCOMES)
    first = table.filter(pl.col("time") == 1).with_columns(pl.col("ID").cast(pl.String))
    first = first.sort("ID")
    assert tuple(first["ID"]) == panel.areas
    treated = table.filter(pl.col("Intervention") == 1)["ID"].cast(pl.String).unique().sort()
    return panel, {
        "outcome": OUTCOMES,
        "treated": treated.to_list(),
        "start": 13,
        "end": 16,
        "covariates": {name: first[name].to_numpy() for name in COVARIATES},
    }


def design_of(panel: Panel, asked: dict[str, Any]) -> Design:
    """The same problem, for the functions below the front door; areas in the panel's order."""
    values = np.stack([panel.series(name)[0] for name in OUTCOMES], axis=1)
    treated = np.flatnonzero(np.isin(panel.areas, asked["treated"]))
    donor = np.ones(len(panel.areas), bool)
    donor[treated] = False
    return make_design(OUTCOMES, values, 12, donor, treated, covariates=asked["covariates"])
