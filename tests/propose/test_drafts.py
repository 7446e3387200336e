"""What `waterbed new` drafts: areas next door, claims against the claim, months that are there."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.propose.filled import accepted, made
from tests.read.made import crime, street, write
from waterbed.analysis.drafted import foresee
from waterbed.cli import main
from waterbed.model.errors import InputError
from waterbed.model.months import label, month

FIRST = ("Abbey", "Castle", "Market", "Manor", "Priory")
LAST = ("East", "West", "North", "South", "Hill", "Park", "Cross", "End")
NAMES = [f"{first} {last}" for first in FIRST for last in LAST]


def told(*words: object) -> str:
    done = CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)
    return f"{done.exit_code} " + " ".join(done.output.split())


def monthly(folder: Path, years: int = 4, blank: str = "0", first: str = "2012-01") -> Path:
    """A pivot: a row a ward, a column a month."""
    draw = random.Random(4)
    months = [label(month(first) + k) for k in range(12 * years)]
    rows = [[name, *(draw.choice((blank, "5", "6", "7", "8")) for _ in months)] for name in NAMES]
    return write(folder / "pivot.csv", ["Ward", *months], rows)


def test_areas_next_door_are_named_without_a_map(tmp_path: Path) -> None:
    counts = monthly(tmp_path)
    command = ("new", tmp_path / "study", "--counts", counts, "--place", "Market Hill", "--start",
               "01/01/2015", "--beside", "MARKET EAST")  # fmt: skip
    said = told(*command, "--beside", "Market West ward")
    assert said.startswith("0 ") and "next door" in said
    new = made(tmp_path / "b", counts, places=("Market Hill",), start="2015-01",
               beside=("Market East", "market west"))  # fmt: skip
    (done,) = new.raw["interventions"]
    assert done["zones"] == [{"name": "next door", "areas": ["Market East", "Market West"]}]
    assert "buffer" not in done
    assert told(*command, "--beside", "Market Hill").startswith("2 ")
    with pytest.raises(InputError, match="--beside"):
        made(tmp_path / "c", counts, places=("Market Hill",), beside=("Nowhere",), start="2015-01")


def test_that_it_only_moved_is_drafted_where_there_is_a_zone(tmp_path: Path) -> None:
    counts = monthly(tmp_path)
    bare = made(tmp_path, counts, places=("Market Hill",), start="2015-01")
    assert [one["kind"] for one in bare.raw["claims"]] == ["fell", "rose"]
    new = made(tmp_path, counts, places=("Market Hill",), beside=("Market East",), start="2015-01")
    assert [one["kind"] for one in new.raw["claims"]] == ["fell", "rose", "moved"]
    found = accepted(new)
    assert [one.by_study for one in found.study.claims] == [False, True, True]
    assert found.study.claims[2].zone == "next door"


def test_a_side_that_is_not_named_is_who_says_it(tmp_path: Path) -> None:
    new = made(tmp_path, monthly(tmp_path), places=("Market Hill",), start="2015-01")
    assert [str(place[-1]) for place, _ in new.to_fill if place[0] == "claims"] == [
        "who", "words", "source", "date",
    ]  # fmt: skip
    assert accepted(new).study.claims[0].side == "The council"


def test_three_julys_are_compared_july_on_july(tmp_path: Path) -> None:
    for at in ("2016-07", "2017-07", "2018-07"):
        street(tmp_path / "files", "kent", at, [crime(f"E0100000{k}") for k in range(1, 9)])
    new = made(tmp_path, tmp_path / "files", places=("E01000003",), start="2017-01")
    assert new.raw["rule"]["windows"] == [
        {"name": "July on July", "base": ["2016-07"] * 2, "post": ["2017-07"] * 2}
    ]
    accepted(new)


def test_months_that_are_missing_are_in_no_window(tmp_path: Path) -> None:
    draw = random.Random(2)
    months = [month("2014-01") + k for k in range(48) if k not in (30, 31)]  # July, August 2016
    rows = [[name, label(at), draw.randrange(3, 9)] for name in NAMES for at in months]
    counts = write(tmp_path / "c.csv", ["Ward", "Month", "Count"], rows)
    new = made(tmp_path, counts, places=("Market Hill",), start="2016-04")
    (window,) = new.raw["rule"]["windows"]
    assert window["post"] == ["2016-09", "2017-03"] and window["base"] == ["2015-09", "2016-03"]
    accepted(new)


def test_the_day_of_the_report_is_taken_over_that_of_closing(tmp_path: Path) -> None:
    draw = random.Random(3)
    rows = []
    for k in range(900):
        day = date(2021, 1, 1) + timedelta(days=k)
        closed = day + timedelta(days=draw.randrange(1, 90))
        rows += [(f"{closed:%d/%m/%Y}", f"{day:%d/%m/%Y}", name) for name in NAMES[:5]]
    counts = write(tmp_path / "c.csv", ["Date Closed", "Date Reported", "Ward"], rows)
    new = made(tmp_path, counts, places=("Abbey East",), start="2022-05")
    guess = new.survey.counts["period"]
    assert guess.value == "Date Reported" and "taken over 'Date Closed'" in guess.how
    assert new.raw["counts"][0]["date"] == "recorded" and new.counts is not None
    other = write(tmp_path / "d.csv", ["Date Committed", "Date Reported", "Ward"], rows)
    open_still = made(tmp_path / "o", other, places=("Abbey East",), start="2022-05")
    assert open_still.survey.counts["period"].sure == "asked"


def test_an_open_mark_raises_no_false_alarm(tmp_path: Path) -> None:
    """Of a pivot whose noughts are empty cells every area would lack months."""
    counts = monthly(tmp_path, blank="")
    new = made(tmp_path, counts, places=("Market Hill",), start="2015-01")
    assert "blank" in {place[-1] for place, _ in new.to_fill}
    assert foresee(new) == ()
    said = told("new", tmp_path / "study.toml", "--counts", counts, "--place", "Market Hill",
                "--start", "2015-01")  # fmt: skip
    assert "blank cells taken" not in said and "untestable" not in said


def test_a_start_beyond_the_counts_is_one_error(tmp_path: Path) -> None:
    counts = monthly(tmp_path)
    said = told("new", tmp_path / "s.toml", "--counts", counts, "--place", "Market Hill",
                "--start", "2031-01")  # fmt: skip
    assert said.startswith("2 ") and "They run from 2012-01 to 2015-12" in said
    assert not (tmp_path / "s.toml").exists()


def test_a_kind_in_several_spellings_is_drafted_once(tmp_path: Path) -> None:
    """Case and spaces make no difference when the table is read, so each spelling would count the
    same rows again under another name."""
    draw = random.Random(5)
    kinds = ("Street drinking", "Street drinking", "STREET DRINKING", "street  drinking ", "Noise")
    rows = [
        (f"2021-{1 + k % 12:02d}-{1 + k % 28:02d}", draw.choice(kinds), NAMES[k % 5])
        for k in range(900)
    ]
    counts = write(tmp_path / "c.csv", ["Date Reported", "Incident Type", "Ward"], rows)
    new = made(tmp_path, counts, places=("Abbey East",), start="2021-07")
    drafted = [(row["id"], row.get("include")) for row in new.raw["outcomes"][1:]]
    assert drafted == [("Street drinking", ["Street drinking"]), ("Noise", ["Noise"])]
