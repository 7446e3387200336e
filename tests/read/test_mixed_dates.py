"""Dates with the year first beside British ones: each is read as it is written, and how many are
written so is said; what a spreadsheet may have turned is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.propose.exported import WARDS
from tests.read.made import write
from waterbed.model.errors import InputError
from waterbed.model.months import label
from waterbed.propose.guess import BY_VALUES
from waterbed.propose.new import make
from waterbed.propose.opening import Asked
from waterbed.propose.survey import survey
from waterbed.propose.understood import understood
from waterbed.read.tables.detect import detect
from waterbed.read.tables.part_months import days_of
from waterbed.read.tables.periods import MIXED, ordinals

DAYS = [date(2019, 1, 1) + timedelta(3 * k) for k in range(360)]
MONTHS = [12 * day.year + day.month - 1 for day in DAYS]
FORM = "YYYY-MM-DD or DD/MM/YYYY"


def mixed(every: int) -> list[str]:
    """Each so many-th day the British way."""
    return [f"{day:%d/%m/%Y}" if k % every == 0 else f"{day:%Y-%m-%d}"
            for k, day in enumerate(DAYS)]  # fmt: skip


@pytest.mark.parametrize("every", [2, 7, 40])
def test_every_day_is_read_as_it_is_written(every: int) -> None:
    texts = pl.Series(mixed(every))
    assert detect(texts).form == FORM and not detect(texts).rivals
    assert ordinals(texts, FORM).to_list() == MONTHS
    days = days_of(texts, FORM)
    assert days is not None and days.to_list() == [day.day for day in DAYS]


def turned(day: date) -> str:
    """As a spreadsheet that puts the month first keeps 04/05/2019 and 28/05/2019."""
    return f"{day:%Y-%d-%m}" if day.day <= 12 else f"{day:%d/%m/%Y}"


@pytest.mark.parametrize(
    "texts",
    [
        [turned(day) for day in DAYS],
        [f"{day:%m/%d/%Y}" if k % 2 else f"{day:%Y-%m-%d}" for k, day in enumerate(DAYS)],
        [f"{day:%d/%m/%Y}" if k % 2 and day.day <= 12 else f"{day:%Y-%m-%d}"
         for k, day in enumerate(DAYS)],
        [f"{day:%d/%m/%Y}" if k % 2 and day.day > 12 else f"{day:%Y-%m-%d}"
         for k, day in enumerate(DAYS)],
    ],
    ids=["turned by a spreadsheet", "month first", "no day beyond the 12th", "no other day"],
)  # fmt: skip
def test_what_is_not_beyond_doubt_is_no_format(texts: list[str]) -> None:
    assert detect(texts).form not in MIXED


def table(folder: Path, texts: list[str]) -> Path:
    rows = [(k, at, WARDS[k % 20], "Noise" if k % 3 else "Litter") for k, at in enumerate(texts)]
    return write(folder / "calls.csv", ["Reference", "Reported", "Ward", "Kind"], rows)


def test_an_export_says_how_many_are_written_in_each_way(tmp_path: Path) -> None:
    surveyed = survey(Asked(table(tmp_path, mixed(7))))
    guess = surveyed.counts["period_format"]
    assert (guess.value, guess.sure) == (FORM, BY_VALUES)
    assert guess.how.endswith("308 as YYYY-MM-DD and 52 as DD/MM/YYYY")
    study = make(tmp_path / "study", Asked(table(tmp_path, mixed(7))), date(2026, 1, 1))
    assert study.counts is not None and label(int(study.counts.panel.periods[0])) == "2019-01"
    assert any("308 as YYYY-MM-DD and 52 as DD/MM/YYYY" in line for line in understood(study, True))
    assert study.counts.records[0].rejected == 0


def test_what_a_spreadsheet_turned_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="day and month have changed places"):
        survey(Asked(table(tmp_path, [turned(day) for day in DAYS])))
