"""A buffer that takes the areas which an answer needs is not drafted, and `check` names it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result

from tests.propose.filled import TODAY, accepted, made
from tests.read.made import squares, write
from waterbed.analysis.drafted import affordable
from waterbed.cli import main
from waterbed.model.months import label, month

WIDE, HIGH = 6, 4
START = "2016-01"


def town(folder: Path, width: int = WIDE, height: int = HIGH) -> tuple[Path, Path]:
    """Counts of five years, and a map of square wards of 100 metres."""
    draw = random.Random(7)
    at = {f"E0500{x:02d}{y:02d}": (x, y) for x in range(width) for y in range(height)}
    months = [label(month("2012-01") + k) for k in range(60)]
    rows = [(key, when, draw.randrange(20, 40)) for key in at for when in months]
    shapes = {
        key: shapely.box(530000 + 100 * x, 180000 + 100 * y, 530100 + 100 * x, 180100 + 100 * y)
        for key, (x, y) in at.items()
    }
    counts = write(folder / "counts.csv", ["Ward", "Month", "Crimes"], rows)
    return counts, squares(folder / "wards.gpkg", shapes)


def asked(*command: str) -> Result:
    return CliRunner().invoke(main, command)


def test_new_drafts_no_buffer_that_costs_the_answer(tmp_path: Path) -> None:
    counts, wards = town(tmp_path)
    told = asked(
        "new", str(tmp_path / "study"), "--counts", str(counts), "--areas", str(wards),
        "--place", "E05000101", "--start", START,
    )  # fmt: skip
    assert told.exit_code == 0
    printed = " ".join(told.output.split())
    assert "No buffer is drafted" in printed and "untestable" in printed
    assert "the claim that it only moved will be untestable" in printed  # and no other claim
    drafted = (tmp_path / "study" / "study.toml").read_text()
    assert "[[interventions.zones]]" in drafted and "buffer]" not in drafted
    assert "too few areas would be left" in " ".join(drafted.replace("#", "").split())


def test_where_enough_areas_are_left_the_buffer_stays(tmp_path: Path) -> None:
    counts, wards = town(tmp_path, 10, 8)
    new = made(tmp_path, counts, areas=wards, places=("E05000101",), start=START)
    kept, told = affordable(new, TODAY)
    assert kept is new and not told and "buffer" in kept.raw["interventions"][0]


@pytest.mark.parametrize(("size", "costs"), [((WIDE, HIGH), True), ((10, 8), False)])
def test_check_names_a_buffer_that_costs_the_answer(
    size: tuple[int, int], costs: bool, tmp_path: Path
) -> None:
    counts, wards = town(tmp_path, *size)
    new = made(tmp_path, counts, areas=wards, places=("E05000101",), start=START)
    accepted(new)
    shown = " ".join(asked("check", str(new.file)).output.split())
    found = json.loads(asked("check", str(new.file), "--json").output)
    assert ("takes 7 areas out of the comparison" in shown) == costs
    assert ("leave it out, or give counts of more areas" in shown) == costs
    assert bool(found["buffers"]) == costs
    if costs:
        (told,) = found["buffers"]
        assert (told["areas"], told["claims"]) == (7, ["claim", "the opposite"])


def test_new_says_what_would_have_sufficed_and_of_both_claims(tmp_path: Path) -> None:
    """Of fifteen wards the draft's buffer took the last six, "fewer than two" were left, only the
    second claim was named, and not how many would do."""
    counts, wards = town(tmp_path, 5, 3)
    told = asked(
        "new", str(tmp_path / "study"), "--counts", str(counts), "--areas", str(wards),
        "--place", "E05000201", "--start", START,
    )  # fmt: skip
    printed = " ".join(told.output.split())
    assert "it fell or rose or only moved will be untestable: fewer than ten" in printed
    assert "There are 6 comparison areas" in printed and "No buffer is drafted" in printed
    assert "What would have sufficed: more comparison areas" in printed
    assert printed.count("As drafted") == 1


def test_a_claim_that_nothing_can_decide_is_not_ticked(tmp_path: Path) -> None:
    counts, _ = town(tmp_path, 10, 8)
    ids = write(
        tmp_path / "ids.csv",
        ["Ward"],
        [(f"E0500{x:02d}{y:02d}",) for x in range(10) for y in range(8)],
    )
    new = made(tmp_path, counts, areas=ids, places=("E05000101", "E05000102"), start=START)
    accepted(new)
    shown = " ".join(asked("check", str(new.file)).output.split())
    assert "◐ undecided claim (fell)" in shown and "✓ yes" not in shown
