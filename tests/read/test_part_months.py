"""A first or last month that is there in part, told by `check` and left out by `new`."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.propose.filled import accepted, made
from tests.propose.test_drafts import monthly
from tests.read.made import write
from waterbed.disclosure.exact import exact
from waterbed.disclosure.inputs import release_input
from waterbed.model.estimate import Remark
from waterbed.model.months import month
from waterbed.model.released import ShownFigure, ShownInput
from waterbed.model.results import InputRecord
from waterbed.read.tables.part_months import part_months, part_notices, part_of_counts
from waterbed.report.words.reading import notices

WAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%d/%m/%Y %H:%M")


def export(folder: Path, last: date, way: str = WAYS[0], each: float = 2.0) -> Path:
    draw = random.Random(5)
    day, rows = date(2021, 1, 1), []
    while day <= last:
        for _ in range(draw.choice((int(each), int(each) + 1))):
            rows.append([f"R{len(rows)}", day.strftime(way), draw.choice(("Abbey", "Castle"))])
        day += timedelta(days=1)
    return write(folder / "c.csv", ["Ref", "Date", "Ward"], rows)


def said(new: object, **changes: str) -> str:
    inputs = accepted(new)  # type: ignore[arg-type]
    return " ".join(
        text for record in inputs.counts.records for text in notices(exact(ShownInput, record))
    )


@pytest.mark.parametrize("way", WAYS)
def test_days_without_a_row_at_the_end_are_told_and_left_out(way: str, tmp_path: Path) -> None:
    counts = export(tmp_path, date(2022, 9, 22), way)  # more than half of a month's rows
    new = made(tmp_path, counts, places=("Abbey",), start="2022-02")
    guess = new.survey.counts["last"]
    assert guess.value == "2022-08" and "last 8 days of September 2022" in guess.how
    assert "in part" not in said(new)
    table = dict(new.raw["counts"][0])
    table.pop("last")
    new.raw["counts"][0] = table  # type: ignore[index]
    sentences = said(new)
    assert "September 2022 seems to be there in part: its last 8 days hold no row" in sentences
    assert 'last = "2022-08" under the table leaves it out' in sentences


def test_a_whole_month_and_a_quiet_end_are_not_told(tmp_path: Path) -> None:
    new = made(tmp_path, export(tmp_path, date(2022, 9, 29)), places=("Abbey",), start="2022-02")
    assert "last" not in new.survey.counts and "in part" not in said(new)
    at = np.repeat(np.arange(24) + month("2020-01"), 4)  # four a month: a week without is nothing
    assert part_months(at, np.tile([1, 8, 15, 20], 24)) == ()


def test_both_ends_and_months_without_days() -> None:
    first = month("2020-01")
    at = np.repeat(np.arange(24) + first, [30] + [100] * 22 + [45])
    ends = [(part.month, part.end, part.days) for part in part_months(at, None)]
    assert ends == [(first, "first", 0), (first + 23, "last", 0)]
    days = np.concatenate([np.full(30, 25), *[np.arange(100) % 28 + 1] * 22, np.full(45, 10)])
    ends = [(part.month, part.end, part.days) for part in part_months(at, days)]
    assert ends == [(first, "first", 24), (first + 23, "last", 21)]  # of December


def test_a_table_of_counts_whose_last_month_is_begun(tmp_path: Path) -> None:
    counts = monthly(tmp_path, years=2)
    rows = [line.split(",") for line in counts.read_text().splitlines()]
    for row in rows[1:]:
        row[-1] = str(int(row[-1]) // 4)
    counts.write_text("\n".join(map(",".join, rows)))
    sentences = said(made(tmp_path, counts, places=("Abbey Hill",), start="2013-01"))
    assert "December 2013 seems to be there in part: it counts far less than" in sentences
    assert 'last = "2013-11"' in sentences


def test_no_day_of_an_unpublished_table_is_told() -> None:
    """Days at an end without a row turn on one incident: a month "in part" is told, never by what
    number of days; and where days are not known, none are spoken of."""
    first = month("2020-01")
    series = pl.Series([date(2020, 1 + k, 1 + d % 28) for k in range(12) for d in range(100)])
    late = pl.Series([date(2021, 1, 1 + d % 20) for d in range(70)])
    by_day = part_notices(pl.concat([series, late]), "date", np.ones(1270, bool))
    by_month = part_of_counts(np.arange(13) + first, np.array([100] * 12 + [30]))
    published, hidden, bare = (
        public(by_day, published=True), public(by_day), public(by_month)
    )  # fmt: skip
    assert "its last 11 days hold no row" in published
    assert "January 2021 seems to be there in part: its last days hold no row;" in hidden
    assert "it counts far less than the months beside it" in bare and "days" not in bare
    (remark,) = release_input(record_of(by_day), False, False).remarks
    assert remark["days"] == ShownFigure(None, "plain", "withheld")


def record_of(remarks: tuple[Remark, ...], published: bool = False) -> InputRecord:
    return InputRecord("c.csv", "0" * 64, 1270, published=published, remarks=remarks)


def public(remarks: tuple[Remark, ...], published: bool = False) -> str:
    """What a public report says of a table's reading."""
    record = release_input(record_of(remarks, published), published, published)
    return " ".join(notices(record))
