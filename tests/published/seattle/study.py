"""The Seattle drug market intervention as a study of its own, counts by quarter, 2005 to 2008.

The quarters of the published table have no dates: its thirteenth is taken for the first of 2008.
There is no map, so that placebos are groups of 39 blocks drawn at random.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.published.seattle.seattle import FILE, OUTCOMES

NAMES = {
    "i_felony": "felonies",
    "i_misdemea": "misdemeanours",
    "i_drugs": "drugs",
    "any_crime": "any crime",
}
FIRST_YEAR = 2005

STUDY = """
title = "The drug market intervention in Seattle, by quarter"
question = "Did recorded crime fall in the 39 blocks, and when?"

[[counts]]
name = "recorded incidents"
file = "counts.csv"
layout = "wide"
area = "block"
categories = ["kind"]
period_format = "YYYY-Qn"
published = true

{outcomes}
[[interventions]]
id = "drug market intervention"
kind = "police operation"
start = "2008-01"
start_source = "microsynth: quarters 13 to 16"
areas = {blocks}
target = {blocks}
chosen_for = {{ rule = "level", outcome = "any crime" }}

[rule]
data_seen = true
data_seen_date = 2026-11-28

[[rule.windows]]
name = "2008"
base = ["2007-01", "2007-12"]
post = ["2008-01", "2008-12"]

{claims}
"""
OUTCOME = """
[[outcomes]]
id = "{name}"
include = ["{key}"]
"""
CLAIM = """
[[claims]]
id = "{id}"
who = "{who}"
side = "{side}"
words = "{words}"
source = "{source}"
date = "2017"
kind = "{kind}"
outcome = "{outcome}"
"""
EVALUATORS = ("Robbins, Saunders and Kilmer", "evaluators", "JASA 112:109-126")
SCEPTICS = ("This study, for sceptics", "sceptics", "put by this study")


def claims() -> str:
    """Each outcome fell (evaluators), by as much as was published of any crime; and the
    contrary."""
    made = []
    for name in NAMES.values():
        for (who, side, source), kind, says in (
            (EVALUATORS, "fell", f"{name} fell"), (SCEPTICS, "rose", f"{name} rose")
        ):  # fmt: skip
            made.append(CLAIM.format(id=f"{name} {kind}", who=who, side=side, words=says,
                                     source=source, kind=kind, outcome=name))  # fmt: skip
    for (who, side, source), more in (
        (EVALUATORS, "stated = 0.201\n"), (SCEPTICS, "stated = 0.201\nnegated = true\n")
    ):  # fmt: skip
        says = "any crime fell by 20.1%" if side == "evaluators" else "it did not fall by as much"
        made.append(CLAIM.format(id=f"a fifth, {side}", who=who, side=side, words=says,
                                 source=source, kind="fell-by", outcome="any crime")
                    + more)  # fmt: skip
    return "".join(made)


def write_study(data: Path, folder: Path) -> Path:
    """`study.toml` and its counts, a row a block and kind, a column a quarter."""
    table = pl.read_parquet(data / FILE)
    at = pl.col("time") - 1
    quarter = pl.format("{}-Q{}", at // 4 + FIRST_YEAR, at % 4 + 1).alias("quarter")
    rows = table.select(pl.col("ID").cast(pl.String).alias("block"), quarter, *OUTCOMES)
    rows = rows.unpivot(
        OUTCOMES, index=["block", "quarter"], variable_name="kind", value_name="count"
    )
    wide = rows.pivot(on="quarter", index=["block", "kind"], values="count", maintain_order=True)
    wide.write_csv(folder / "counts.csv")
    treated = table.filter(pl.col("Intervention") == 1)["ID"].cast(pl.String).unique().sort()
    blocks = "[" + ", ".join(f'"{one}"' for one in treated) + "]"
    outcomes = "".join(OUTCOME.format(key=key, name=name) for key, name in NAMES.items())
    study = folder / "study.toml"
    text = STUDY.format(outcomes=outcomes, blocks=blocks, claims=claims())
    study.write_text(text, encoding="utf-8")
    return study
