"""Weights of an outcome: what an incident of each category counts for, from the user's table.

Harm indices are such weights: days of a sentence's starting point (Sherman, Neyroud and Neyroud
2016, *Policing* 10:171-183), or severity scores (Office for National Statistics 2016).  None is
built in.
"""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

from waterbed.model.errors import InputError, Place
from waterbed.model.written.tables import OutcomeForm
from waterbed.read.study.problems import Problems
from waterbed.read.tables.opener import open_table

MEND = "Give each category one weight, nought or one and more: days, not years."


def read_weights(
    form: OutcomeForm, folder: Path, place: Place, problems: Problems
) -> tuple[tuple[str, float], ...]:
    """Category and weight of each row with a weight above nought, in the order of the table."""
    if form.weights is None:
        return ()
    place = place / "weights"
    for key in ("include", "second", "reported"):
        if getattr(form, key) is not None:
            problem = f"an outcome with weights takes no {key}"
            problems.add(place, problem, mend="The table of weights says which categories count.")
    try:
        frame = _frame(form, folder)
    except InputError as error:
        problems.add(place, error.problem, error.value, error.mend)
        return ()
    weights: dict[str, float] = {}
    for category, weight in frame.iter_rows():
        known = category is not None and weight is not None and math.isfinite(weight)
        if not known or weight < 0 or 0 < weight < 1:
            problems.add(place, "this is no weight of a category", category, MEND)
        elif category in weights:
            problems.add(place, "a category has two weights", category, MEND)
        else:
            weights[category] = weight
    kept = tuple((category, weight) for category, weight in weights.items() if weight)
    if not kept and not problems.found:
        problems.add(place, "no category has a weight", mend=MEND)
    return kept


def _frame(form: OutcomeForm, folder: Path) -> pl.DataFrame:
    """Category and weight, blanks round the category stripped."""
    asked = form.weights
    assert asked is not None
    opened = open_table(
        folder / asked.file, label=asked.file, wanted=(asked.category, asked.weight)
    )
    category = opened.require(asked.category, "weights, category")
    weight = opened.require(asked.weight, "weights, weight")
    frame = opened.read([category, weight])
    return frame.select(
        pl.col(category).cast(pl.String).str.strip_chars(),
        pl.col(weight).cast(pl.Float64, strict=False),
    )
