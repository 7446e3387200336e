"""After the months: the answer of the lots, from the folder that was drawn."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from waterbed.analysis.run import read_inputs
from waterbed.design.asked import STUDY
from waterbed.design.files import FORM, LIST, RECORD, groups_of
from waterbed.design.lots import Change, change, make_test
from waterbed.design.past import expected
from waterbed.design.ways import way
from waterbed.model.errors import InputError
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel

LOTS_DRAWN = 9_999


@dataclass(frozen=True, slots=True)
class Judged:
    """change : the answer, exact; level : of each one-sided test; record : what was drawn
    profile : "public" where the counts are published, else "internal"
    """

    change: Change
    level: float
    record: dict[str, Any]
    profile: str = "internal"


def read_design(folder: Path) -> tuple[dict[str, Any], dict[str, tuple[int, int]]]:
    """The record of a design, and block and group of each area; InputError where the list is not
    the one that was recorded."""
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        text = (folder / LIST).read_bytes().decode()
        groups = groups_of(text)
    except (OSError, ValueError, KeyError, TypeError):
        record, text, groups = None, "", {}
    if not isinstance(record, dict) or record.get("waterbed_design") != FORM or not groups:
        raise InputError("this folder holds no lots that were drawn", file=str(folder),
                         mend="Name the folder that waterbed design --draw wrote.")  # fmt: skip
    if hashlib.sha256(text.encode()).hexdigest() != record["lots_sha256"]:
        raise InputError("the list is not the one that was drawn", file=str(folder / LIST),
                         mend="Restore it from where it was kept.")  # fmt: skip
    return record, groups


def judge(folder: Path, data: Path | None = None, *, lots: int = LOTS_DRAWN) -> Judged:
    """The answer of the lots on the counts that the folder's study names.

    lots : drawn beside the true one.  InputError where the counts do not hold all the months for
    every area that takes part.
    """
    record, groups = read_design(folder)
    inputs = read_inputs(folder / STUDY, data)
    answer = judge_panel(inputs.counts.panel, record, groups, lots=lots)
    return replace(answer, profile=inputs.study.profile)


def judge_panel(
    panel: Panel, record: dict[str, Any], groups: dict[str, tuple[int, int]], *, lots: int
) -> Judged:
    """`judge` on a panel: the same draw, weights from the past alone."""
    chosen = way(record["way"], record["places"], record["months"], record["groups"])
    at = [panel.areas.index(key) for key in groups]
    block, group = (np.array(part) for part in zip(*groups.values(), strict=True))
    past = Months(month(record["past"][0]), month(record["past"][1]))
    post = Months.starting(month(record["start"]), chosen.months)
    own = panel.only([record["outcome"]])
    for months in (past, post):
        if months.first < panel.span.first or months.last > panel.span.last:
            raise InputError(
                f"the counts do not hold {months.in_words()}",
                mend="Wait until they do, and put the longer table where the old one was.",
            )
        gaps = int((~own.complete(months)[0][at]).sum())
        if gaps:
            raise InputError(
                f"{gaps} of the areas that take part have no count in some of {months.in_words()}",
                mend="The lots can be judged once every one of them has all its months.",
            )
    before = own.counts[0][at][:, own.slice(past)].astype(float)
    after = own.counts[0][at][:, own.slice(post)]
    expectation = expected(before, before.shape[1], chosen.months // panel.step, panel.step)
    rng = np.random.default_rng([record["seed"], 1])
    test = make_test(chosen, expectation, block, rng, lots)
    y = after.reshape(len(at), chosen.segments, -1).sum(axis=2).astype(float)
    return Judged(change(test, chosen, y, group, rng, record["level"]), record["level"], record)
