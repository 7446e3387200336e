"""A target that counts exactly what was expected: no share of a fall, and no division by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.disclosure.attacks.world import FIRST, Asked, Question, made, released, write
from waterbed.model.months import month


def test_a_target_without_any_change_is_reported(tmp_path: Path) -> None:
    table = made(np.random.default_rng(3), [30] * 13 + [300])
    before, after = month("2016-06") - FIRST, month("2017-06") - FIRST
    table.counts[:, 0] = 2
    year = slice(after - 5, after + 7)
    more = table.counts[:, 2:, year].sum() - table.counts[:, 2:, before - 5 : before + 7].sum()
    table.counts[0, -1, after if more < 0 else before] += abs(more)
    shown = released(
        tmp_path, write(tmp_path, Question([Asked("patrol", [0], [("next", [1])])]), [table])
    )
    assert shown is not None
    shares = {
        estimate["method"]: estimate
        for estimate in shown["estimates"]
        if estimate["scale"] == "share"
    }
    assert "difference" in shares and shares["difference"]["value"] is None
