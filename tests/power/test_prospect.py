"""What a study could see: the target's own result stays unread, and windows to come are moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, claim, grid, panel_of, study
from waterbed.cli.terminal.power import power_rows, show_power
from waterbed.model.areas import Areas
from waterbed.model.months import Months, month
from waterbed.model.study import ChosenFor
from waterbed.model.window import Window
from waterbed.power.planted import prospect
from waterbed.report.words.remarks import unseen
from waterbed.report.words.testable import no_fall

AREAS = grid(10, 10)
MONTHS = 84
FALLS = (0.0, 0.4, 0.9)


def made(seed: int = 1, mean: float = 6.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rate = rng.gamma(8.0, mean / 8.0, (1, len(AREAS), 1)) + 0.5
    return rng.poisson(rate, (1, len(AREAS), MONTHS))


def asked(first: str = "2019-01", rule: str = "random"):
    start = month(first)
    window = Window("year", "op", Months(start - 12, start - 1), Months.starting(start, 12))
    one = study(claim(), windows=(window,), readings=(), headline="forecast")
    moved = replace(OPERATION, start=start, chosen_for=ChosenFor(rule, "o0" * (rule != "random")))
    return replace(one, interventions=(moved,))


def test_several_areas_without_a_map_are_barred_by_name():
    """It planted falls that no count could show, and printed 0% without a reason."""
    bare = Areas(AREAS.ids, AREAS.names, ("",) * len(AREAS))
    one, both = asked(), AREAS.ids[44:46]
    for apart, why in ((False, "side-by-side"), (True, "")):
        moved = replace(
            one.interventions[0], areas=both, target=both, zones=(), buffer=None, areas_apart=apart
        )
        study_of_two = replace(one, interventions=(moved,))
        (row,) = prospect(
            study_of_two, bare, panel_of(bare, made()), places=2, longer=(), falls=(0.0, 0.9)
        )
        assert row.why == why and (row.injected is None) == bool(why)
    assert "lie side by side" in unseen("side-by-side")


@pytest.fixture(scope="module")
def found():
    panel = panel_of(AREAS, made())
    return prospect(asked(), AREAS, panel, places=12, longer=(24, 36), falls=FALLS)


def test_a_row_for_the_window_and_for_each_longer_one(found):
    assert [(row.months, row.own, row.back) for row in found] == [
        (12, True, 0), (24, False, 0), (36, False, 0),
    ]  # fmt: skip
    for row in found:
        assert row.injected.places == 12
        assert row.nearest[0] <= row.base_count <= row.nearest[1]


def test_nine_in_ten_gone_is_seen_and_nothing_gone_is_not(found):
    for row in found:
        (size, _), (some, _), (most, _) = row.injected.power()
        assert size <= 0.25
        assert size <= some <= most
        assert most >= 0.9
        at, error = row.injected.detectable()
        assert 0.1 < at < 0.9
        assert error is None or 0 <= error < 0.3


def test_the_targets_own_result_is_never_read():
    counts, raised = made(), made()
    target = AREAS.ids.index("A027")
    raised[0, target, -36:] *= 7
    found, again = (
        prospect(asked(), AREAS, panel_of(AREAS, one), places=3, longer=(24,), falls=FALLS)
        for one in (counts, raised)
    )
    assert len(found) == 2
    for one, other in zip(found, again, strict=True):
        assert (one.injected.fell == other.injected.fell).all()
        assert (one.injected.rose == other.injected.rose).all()
        assert one.base_count == other.base_count


def test_a_window_still_to_come_is_moved_back_by_whole_years():
    panel = panel_of(AREAS, made())
    (row,) = prospect(asked("2021-10"), AREAS, panel, places=3, longer=(), falls=(0.0, 0.9))
    assert row.back == 12
    assert row.injected.power()[1][0] == 1.0


def test_a_history_too_short_is_said():
    panel = panel_of(AREAS, made())
    (row,) = prospect(asked("2016-06"), AREAS, panel, places=3, longer=(), falls=(0.0, 0.9))
    assert row.injected is None and row.why == "short-history"


def test_places_are_picked_as_the_target_was():
    counts = made()
    target = AREAS.ids.index("A027")
    counts[0, target, 36:48] += 3
    panel = panel_of(AREAS, counts)
    row = prospect(
        asked(rule="peak"), AREAS, panel, places=20, longer=(), falls=(0.0, 0.9)
    )[0]  # fmt: skip
    years = counts[0, :, :48].reshape(len(AREAS), 4, 12).sum(axis=2)
    peaked = (years[:, 3] > years[:, :3].max(axis=1)) & (years[:, 3] >= 10)
    assert peaked[target]
    assert row.rule == ("peak" if peaked.sum() - 1 >= 20 else "")


def test_a_window_that_no_fall_could_be_seen_in_says_why(capsys):
    """A window of 24 months printed 0% and "no fall tried": earlier starts are two years apart."""
    few = grid(4, 4)
    counts = np.random.default_rng(3).poisson(30.0, (1, len(few), MONTHS))
    one = asked("2018-01")
    alone = replace(one.interventions[0], areas=("A005",), target=("A005",), zones=(), buffer=None)
    rows = prospect(
        replace(one, interventions=(alone,)), few, panel_of(few, counts),
        places=3, longer=(24,), falls=(0.0, 0.9),
    )  # fmt: skip
    assert [(row.months, row.why) for row in rows] == [(12, ""), (24, "few-references")]
    assert rows[1].injected.refused.all() and not rows[0].injected.refused.all()
    show_power(rows, 0.95)
    told = " ".join(capsys.readouterr().out.split())
    assert "24 months: too few separate places and earlier years are left" in told
    assert "each earlier start lies two years before the next" in told
    assert [row["why"] for row in power_rows(rows)] == ["", "few-references"]


def test_a_check_that_bars_a_fall_in_every_place_is_named():
    assert "not passed: Was the base usual?" in no_fall("base-window", 12)
    assert "two years" not in no_fall("few-places", 12)


def test_places_that_falls_are_planted_in_are_not_taken_for_the_target():
    """They have fewer to compare with than the target: a study that could decide, and did,
    was called undecided whatever the counts."""
    said = no_fall("few-places", 12)
    assert "whether enough compare with the target itself, waterbed check says" in said
    assert "it will be undecided" not in said
