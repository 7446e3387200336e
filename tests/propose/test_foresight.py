"""`waterbed new` says what its draft cannot tell, as `check` says once it is filled in."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.propose.filled import accepted, made
from tests.read.made import crime, street, write
from waterbed.analysis.drafted import foresee
from waterbed.analysis.understand import answerable
from waterbed.cli.terminal.drafted import show_new
from waterbed.model.months import label, month
from waterbed.report.words.testable import untestable_draft


def wards(folder: Path, number: int, years: int) -> Path:
    draw = random.Random(4)
    months = [label(month("2012-01") + k) for k in range(12 * years)]
    rows = [(f"Beat {a}", at, draw.randrange(20, 40))
            for a in range(number) for at in months]  # fmt: skip
    return write(folder / "counts.csv", ["Ward", "Month", "Crimes"], rows)


@pytest.mark.parametrize(
    ("number", "years", "start", "why"),
    [
        (12, 4, "2014-01", "few-references"),
        (60, 3, "2013-06", "short-history"),
        (60, 4, "2015-01", ""),
    ],
)
def test_it_says_what_check_says(
    number: int,
    years: int,
    start: str,
    why: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new = made(tmp_path, wards(tmp_path, number, years), places=("Beat 2",), start=start)
    told = foresee(new)
    found = accepted(new)
    claims = answerable(found.study, found.areas, found.counts.panel)
    assert {one.why for one in claims} == {why}
    kinds = [one.kind for one in claims]
    expected = (untestable_draft(kinds, why, claims[0].suffices),) if why else ()
    assert told == expected
    show_new(new, told)
    printed = " ".join(capsys.readouterr().out.split())
    assert ("will be untestable" in printed) == bool(why)
    assert ("kind = recorded" in printed) == bool(why)


def test_several_areas_without_a_map_are_told_what_would_decide(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing told that no map shows which areas lie side by side."""
    counts = wards(tmp_path, 60, 4)
    new = made(tmp_path, counts, places=("Beat 2", "Beat 3"), start="2015-01")
    told = foresee(new)
    assert told and all("lie side by side" in one for one in told)
    show_new(new, told)
    printed = " ".join(capsys.readouterr().out.split())
    assert "areas_apart = true" in printed and "a map or a table of neighbours" in printed


def test_months_that_check_refuses_are_told(tmp_path: Path) -> None:
    for at in ("2016-07", "2016-10", "2017-09"):  # no month of two years
        street(tmp_path / "files", "kent", at, [crime(f"E0100000{k}") for k in range(1, 9)])
    new = made(tmp_path, tmp_path / "files", places=("E01000003",), start="2017-01")
    (told,) = foresee(new)
    assert "check will refuse the months" in told and "2016-07, 2016-10, 2017-09" in told


def test_a_draft_that_is_open_is_not_foreseen(tmp_path: Path) -> None:
    counts = wards(tmp_path, 12, 4)
    assert foresee(made(tmp_path, counts, places=("Beat 2",))) == ()
    assert foresee(made(tmp_path, counts, start="2015-01")) == ()
