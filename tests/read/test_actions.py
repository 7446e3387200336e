"""Tables of what was done: what is read, and one clear error for each kind of bad input."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from waterbed.model.activity import Activity, Done
from waterbed.model.errors import InputError
from waterbed.model.months import Months, month
from waterbed.read.tables.actions import read_activity

GOOD = """action,on,ward,month,count
caution,women,W1,2018-01,4
caution,women,W2,2018-01,1
caution,women,W1,2018-02,2
caution,women,W2,2018-02,0
fine,buyers,W1,2018-01,7
"""
ASKED: dict[str, Any] = {
    "period": "month",
    "count": "count",
    "area": "ward",
    "where": (("action", "caution"), ("on", "women")),
}
AREAS = ("W1", "W2", "W3")


def read(folder: Path, text: str = GOOD, name: str = "acts.csv", **keys: Any) -> Done:
    path = folder / name
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    activity = Activity("a", "cautions", "women", file=path, **(ASKED | keys))
    return read_activity([activity], AREAS, folder=folder)[0][0]


def refused(folder: Path, text: str = GOOD, **keys: Any) -> str:
    with pytest.raises(InputError) as error:
        read(folder, text, **keys)
    return str(error.value)


def test_counts_by_month_of_the_rows_that_are_asked_for(tmp_path: Path) -> None:
    done = read(tmp_path)
    assert done.months == Months.parse("2018-01", "2018-02")
    assert done.counts.tolist() == [5, 2] and done.whole.all()
    assert done.areas == ("W1", "W2")
    fewer = read(tmp_path, areas=("W1",))
    assert fewer.counts.tolist() == [4, 2]


def test_a_workbook_reads_the_same(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "acts.xlsx") as book:
        sheet = book.add_worksheet("log")
        for i, line in enumerate(GOOD.splitlines()):
            sheet.write_row(i, 0, line.split(","))
    assert read(tmp_path, name="acts.xlsx").counts.tolist() == [5, 2]


def test_what_is_not_there_is_not_nought(tmp_path: Path) -> None:
    """A month without a row, an area without one, an empty cell: the most is not known."""
    gap = GOOD.replace("caution,women,W2,2018-02,0\n", "caution,women,W1,2018-04,3\n")
    done = read(tmp_path, gap)
    assert done.counts.tolist() == [5, 2, 0, 3]
    assert done.whole.tolist() == [True, False, False, False]
    assert done.between(Months.parse("2018-01", "2018-04")) == (10, math.inf)
    zero = read(tmp_path, absent="zero")
    assert zero.between(Months.parse("2018-01", "2018-04")) == (10, 10)
    assert zero.between(Months.parse("2018-01", "2018-05")) == (10, math.inf)


def test_an_empty_cell_is_no_number(tmp_path: Path) -> None:
    done = read(tmp_path, GOOD.replace("W2,2018-02,0", "W2,2018-02,"), absent="zero")
    assert done.whole.tolist() == [True, False]


def test_hours_may_be_parts_of_one(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD.replace(",4\n", ",4.5\n")).counts.tolist() == [5.5, 2]


def test_dates_of_a_workbook_and_thousands(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "acts.xlsx", {"default_date_format": "mmm yy"}) as book:
        sheet = book.add_worksheet("log")
        sheet.write_row(0, 0, ("month", "hours"))
        for i, (day, hours) in enumerate(
            [(date(2018, 1, 1), "1,204,500"), (date(2018, 2, 1), 98.5)]
        ):
            sheet.write_datetime(i + 1, 0, day)
            sheet.write(i + 1, 1, hours)
    done = read(tmp_path, name="acts.xlsx", count="hours", area="", where=())
    assert done.counts.tolist() == [1204500, 98.5]
    assert done.months == Months.parse("2018-01", "2018-02")


def test_a_row_an_action(tmp_path: Path) -> None:
    text = "when,what,surname\n2018-01-03,stop,Smith\n2018-01-09,stop,Jones\n2018-02-01,stop,Roe\n"
    done = read(tmp_path, text, count="", area="", where=(), period="when")
    assert done.counts.tolist() == [2, 1]


BAD: dict[str, tuple[Callable[[str], str], dict[str, Any], tuple[str, ...]]] = {
    "no such file": (lambda t: t, {"file": "gone.csv"}, ("gone.csv", "there is no such file")),
    "no column of months": (lambda t: t, {"period": "mnth"},
                            ("acts.csv, period", "no such column: 'mnth'", "Did you mean 'month'")),
    "no column of numbers": (lambda t: t, {"count": "n"}, ("acts.csv, count", "'n'", "columns")),
    "no column of areas": (lambda t: t, {"area": "place"}, ("acts.csv, area", "'place'")),
    "no column to choose by": (lambda t: t, {"where": (("kind", "x"),)},
                               ("acts.csv, where", "'kind'", "columns")),
    "no such action": (lambda t: t, {"where": (("action", "cautoin"),)},
                       ("acts.csv, action", "'cautoin'", "Did you mean 'caution'?")),
    "a month that cannot be read": (lambda t: t.replace("W1,2018-02", "W1,2018-13"), {},
                                    ("row 4, month", "'2018-13'", "2017-04")),
    "a row of totals": (lambda t: t + "caution,women,W1,Total,7\n", {},
                        ("row 7, month", "'Total'", "leave rows of totals out")),
    "no month": (lambda t: t.replace("W1,2018-02", "W1,"), {}, ("row 4, month", "has no month")),
    "quarters": (lambda t: t.replace("2018-01", "2018 Q1").replace("2018-02", "2018 Q2"), {},
                 ("acts.csv, month", "quarters", "'2018 Q1'", "Give months")),
    "months in two ways": (
        lambda t: t.replace("2018-01", "01/02/2018").replace("2018-02", "02/03/2018"), {},
        ("acts.csv, month", "more than one way", "DD/MM/YYYY or MM/DD/YYYY")),
    "not a number": (lambda t: t.replace(",4\n", ",four\n"), {},
                     ("row 2, count", "'four'", "leave the cell empty")),
    "below nought": (lambda t: t.replace(",4\n", ",-4\n"), {}, ("row 2, count", "'-4'")),
    "no end": (lambda t: t.replace(",4\n", ",inf\n"), {}, ("row 2, count", "'inf'")),
    "an area that is not there": (lambda t: t.replace("W2,2018-01", "X9,2018-01"), {},
                                  ("row 3, ward", "'X9'", "file of areas")),
    "no area": (lambda t: t.replace("W2,2018-01", ",2018-01"), {}, ("row 3, ward", "no area")),
    "an area without a row": (lambda t: t, {"areas": ("W1", "W3")},
                              ("acts.csv, ward", "'W3'", "not nought")),
    "the same month twice": (lambda t: t + "caution,women,W1,2018-01,4\n", {},
                             ("row 7", "'2018-01'", "row 2 already", "Add them up")),
    "nothing of those months": (lambda t: t, {"first": month("2020-01")},
                                ("acts.csv, month", "no row", "Change areas, first or last")),
    "no rows": (lambda t: t.splitlines()[0] + "\n", {}, ("acts.csv, row 2", "no rows")),
    "no names": (lambda t: t.split("\n", 1)[1], {}, ("acts.csv",)),
    "too many fields": (lambda t: t.replace(",4\n", ",4,5\n"), {}, ("row 2", "6 fields")),
    "zero bytes": (lambda t: t.replace("women", "wo\0men"), {}, ("acts.csv", "zero bytes")),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_tables_have_one_clear_error(case: str, tmp_path: Path) -> None:
    """The file, the place, the value and what to do, in one sentence or two."""
    spoil, keys, said = BAD[case]
    if "file" in keys:
        activity = Activity("a", "cautions", file=tmp_path / keys["file"], **ASKED)
        with pytest.raises(InputError) as error:
            read_activity([activity], AREAS, folder=tmp_path)
        text = str(error.value)
    else:
        text = refused(tmp_path, spoil(GOOD), **keys)
    for part in said:
        assert part in text, text
    assert "\n" not in text and text.endswith((".", "?")) and len(text) < 400


def test_there_are_fifteen_kinds_at_least() -> None:
    assert len(BAD) >= 15


LOG = "when,what,ward\n2018-01-03,stop,Smith Street\nyesterday,stop,Jones Road\n"


@pytest.mark.parametrize(
    "keys",
    [
        {"period": "when"},
        {"period": "when", "where": (("what", "arest"),)},
        {"period": "ward"},
        {"period": "when", "area": "ward"},
    ],
)
def test_of_a_table_with_a_row_an_action_no_value_is_shown(
    keys: dict[str, Any], tmp_path: Path
) -> None:
    text = refused(tmp_path, LOG, **({"count": "", "area": "", "where": ()} | keys))
    for value in ("yesterday", "Smith", "Jones", "stop", "2018-01-03"):
        assert value not in text.replace("acts.csv", ""), text


# Stop-and-search ----------------------------------------------------------------------------------

HEAD = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,"
    "Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,"
    "Outcome,Outcome linked to object of search,Removal of more than just outer clothing"
)


def stops(month_: str, *searches: tuple[str, str]) -> str:
    """A file of police.uk's layout: made rows, each an object and an outcome."""
    rows = [
        f"Person search,{month_}-0{1 + i % 9}T10:00:00+00:00,,,51.5,0.07,Male,18-24,Other,Asian,"
        f"Misuse of Drugs Act 1971 (section 23),{what},{outcome},,False"
        for i, (what, outcome) in enumerate(searches)
    ]
    return "\n".join((HEAD, *rows)) + "\n"


DRUGS = ("Controlled drugs", "Arrest")
KNIVES = ("Offensive weapons", "A no further action disposal")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "police"
    for name, text in {
        "2018-01": stops("2018-01", DRUGS, DRUGS, KNIVES),
        "2018-02": stops("2018-02", DRUGS),
        "2018-04": stops("2018-04", KNIVES),
    }.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}-metropolitan-stop-and-search.csv").write_text(text)
        (folder / name / f"{name}-metropolitan-street.csv").write_text("Crime ID\n")
    (folder / "2018-01" / "2018-01-essex-stop-and-search.csv").write_text(stops("2018-01", DRUGS))
    return folder


def stopped(path: Path, **keys: Any) -> Done:
    activity = Activity("s", "stops", file=path, **keys)
    return read_activity([activity], AREAS, folder=path.parent)[0][0]


MET = ("Force", "metropolitan")


def test_stops_by_month_of_a_force(archive: Path) -> None:
    done = stopped(archive, where=(MET,))
    assert done.counts.tolist() == [3, 1, 0, 1]
    assert done.whole.tolist() == [True, True, False, True]
    drugs = stopped(archive, where=(MET, ("Object of search", "Controlled drugs")))
    assert drugs.counts.tolist() == [2, 1, 0, 0]
    assert drugs.between(Months.parse("2018-04", "2018-04")) == (0, 0)
    assert drugs.between(Months.parse("2018-03", "2018-04")) == (0, math.inf)


def test_of_all_forces_a_month_is_whole_where_each_gave_it(archive: Path) -> None:
    done = stopped(archive)
    assert done.counts.tolist() == [4, 1, 0, 1] and done.whole.tolist() == [True, *[False] * 3]


def test_a_zip_reads_as_its_folder(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "police.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(archive.rglob("*.csv")):
            packed.write(file, file.relative_to(archive).as_posix())
    assert np.array_equal(stopped(path, where=(MET,)).counts, [3, 1, 0, 1])


@pytest.mark.parametrize("column", ["Gender", "Age range", "Latitude", "Officer-defined ethnicity",
                                    "Self-defined ethnicity"])  # fmt: skip
def test_who_was_stopped_and_where_cannot_be_asked(column: str, archive: Path) -> None:
    with pytest.raises(InputError, match="not opened") as error:
        stopped(archive, where=((column, "Male"),))
    assert "Object of search" in str(error.value) and "Male" not in str(error.value)


def test_only_four_columns_are_ever_opened(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import polars as pl

    opened: set[str] = set()
    true = pl.read_csv

    def watched(*args: Any, columns: list[str], **more: Any) -> Any:
        opened.update(columns)
        return true(*args, columns=columns, **more)

    monkeypatch.setattr(pl, "read_csv", watched)
    stopped(archive, where=(MET, ("Type", "Person search"), ("Outcome", "Arrest")))
    assert opened == {"Date", "Type", "Outcome"}


def test_a_folder_without_stops_and_a_force_that_is_not_there(
    archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no file of stop-and-search"):
        stopped(tmp_path / "empty")
    with pytest.raises(InputError, match="Did you mean 'metropolitan'"):
        stopped(archive, where=(("Force", "metropolitain"),))


def test_a_stop_of_another_month_is_rejected_and_counted(tmp_path: Path) -> None:
    """But not one whose time in UTC is of the month of the file."""
    folder = tmp_path / "police"
    folder.mkdir()
    text = stops("2018-07", DRUGS, DRUGS)
    late = text.replace("2018-07-01T10:00", "2018-07-31T23:30")
    stray = late + late.splitlines()[1].replace("2018-07-31", "2018-03-02") + "\n"
    (folder / "2018-07-kent-stop-and-search.csv").write_text(stray)
    activity = Activity("s", "stops", file=folder)
    (done,), (record,) = read_activity([activity], folder=tmp_path)
    assert done.counts.tolist() == [2]
    assert (record.rows, record.rejected, record.reasons) == (3, 1, (("other-month", 1),))
