"""One small wide or long table for each rule of reading counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.read.exports.clean import MONTHS, clean
from tests.read.made import ALL, areas, cells, long, ordinal, picks, read, wide, write
from tests.support.told import notices
from waterbed.model.errors import InputError
from waterbed.model.months import label
from waterbed.read.tables.rejects import STAND_IN
from waterbed.read.tables.subtotals import sums_of_block

HEAD = ("area", "kind", "2016-01", "2016-02", "2016-03")
LONG = ("area", "month", "kind", "count")


# ------------------------------------------------------------------ wide tables


def test_wide_sums_categories_and_leaves_out(tmp_path: Path) -> None:
    rows = [("a", "theft", 1, 2, 3), ("a", "fraud", 10, 20, 30), ("b", "theft", 4, 5, 6)]
    table = wide(write(tmp_path / "w.csv", HEAD, rows))
    counts = read(table, outcomes=[ALL, picks("rest", without=["fraud"])])
    assert counts.panel.counts.tolist() == [[[11, 22, 33], [4, 5, 6]], [[1, 2, 3], [4, 5, 6]]]
    assert counts.areas.ids == ("a", "b") and counts.panel.covered.all()


@pytest.mark.parametrize(("blank", "expected"), [("no-data", None), ("zero", 2)])
def test_an_empty_cell_is_what_the_study_says(
    tmp_path: Path, blank: str, expected: int | None
) -> None:
    rows = [("a", "theft", 1, "", 3), ("a", "fraud", 1, 2, 3)]
    table = wide(write(tmp_path / "w.csv", HEAD, rows), blank=blank)
    counts = read(table, outcomes=[ALL, picks("f", "fraud")])
    assert cells(counts, 0) == {
        ("a", "2016-01"): 2,
        ("a", "2016-02"): expected,
        ("a", "2016-03"): 6,
    }
    assert cells(counts, 1)["a", "2016-02"] == 2
    with pytest.raises(InputError, match="1 cell of counts is blank") as caught:
        read(wide(table.file))
    assert caught.value.place == "row 2, '2016-02'" and 'blank = "zero"' in caught.value.mend


@pytest.mark.parametrize("blank", ["zero", "no-data"])
def test_a_month_or_area_of_blanks_alone_is_no_data(tmp_path: Path, blank: str) -> None:
    rows = [("a", "theft", 1, "", 3), ("b", "theft", "", "", ""), ("c", "theft", 1, "", 2)]
    counts = read(wide(write(tmp_path / "w.csv", HEAD, rows), blank=blank))
    assert cells(counts)["a", "2016-02"] is None and cells(counts)["b", "2016-01"] is None
    assert cells(counts)["c", "2016-03"] == 2


@pytest.mark.parametrize(("absent", "expected"), [("zero", 0), ("no-data", None)])
def test_an_absent_category_is_zero_or_no_data(
    tmp_path: Path, absent: str, expected: int | None
) -> None:
    rows = [("a", "theft", 1, 2, 3), ("b", "fraud", 4, 5, 6)]
    table = wide(write(tmp_path / "w.csv", HEAD, rows), absent=absent)
    assert cells(read(table, outcomes=[picks("t", "theft")]))["b", "2016-01"] == expected


def test_a_month_without_any_count_is_no_data_even_for_an_absent_category(tmp_path: Path) -> None:
    rows = [("a", "theft", 1, "", 3), ("b", "fraud", 4, "", 6)]
    counts = read(wide(write(tmp_path / "w.csv", HEAD, rows)), outcomes=[picks("t", "theft")])
    assert cells(counts)["b", "2016-02"] is None and cells(counts)["b", "2016-01"] == 0


def test_a_missing_column_is_a_gap(tmp_path: Path) -> None:
    table = wide(
        write(tmp_path / "w.csv", ("area", "kind", "2016-01", "2016-03"), [("a", "t", 1, 2)])
    )
    counts = read(table)
    assert counts.panel.periods.tolist() == [ordinal(f"2016-0{m}") for m in (1, 2, 3)]
    assert cells(counts)["a", "2016-02"] is None


def test_an_area_of_the_map_that_never_appears_is_not_covered(tmp_path: Path) -> None:
    table = wide(write(tmp_path / "w.csv", HEAD, [("a", "t", 1, 2, 3)]))
    counts = read(table, among=areas("a", "b"))
    assert counts.panel.covered.tolist() == [[[True] * 3, [False] * 3]]


def test_first_and_last_restrict_the_months(tmp_path: Path) -> None:
    path = write(tmp_path / "w.csv", HEAD, [("a", "t", 1, 2, 3)])
    counts = read(wide(path, first=ordinal("2016-02"), last=ordinal("2016-02")))
    assert cells(counts) == {("a", "2016-02"): 2}


def test_whole_decimals_are_counts(tmp_path: Path) -> None:
    counts = read(wide(write(tmp_path / "w.csv", HEAD, [("a", "t", "1.0", " 2 ", "3.00")])))
    assert counts.panel.counts.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-1", "negative"),
        ("2.5", "fraction"),
        ("1,23", "not-number"),
        ("12r", "not-number"),
        ("nan", "not-number"),
        ("inf", "not-number"),
        ("1e300", "not-number"),
    ],
)
def test_a_cell_that_is_no_count_is_rejected_and_no_data(
    tmp_path: Path, cell: str, reason: str
) -> None:
    table = wide(write(tmp_path / "w.csv", HEAD, [("a", "t", 1, cell, 3)]), max_rejected=1.0)
    counts = read(table)
    assert cells(counts) == {("a", "2016-01"): 1, ("a", "2016-02"): None, ("a", "2016-03"): 3}
    assert counts.records[0].rejected == 1 and counts.records[0].reasons == ((reason, 1),)
    (row,) = counts.rejected
    assert (row.row, row.column, row.value) == (2, "2016-02", cell)


def test_a_row_with_two_bad_cells_is_one_rejected_row(tmp_path: Path) -> None:
    table = wide(write(tmp_path / "w.csv", HEAD, [("a", "t", -1, "x", 3)]), max_rejected=1.0)
    assert read(table).records[0].rejected == 1


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("YYYYMM", ["201601", "201602", "201603"]),
        ("YYYY-MM-DD", ["2016-01-01", "2016-02-01", "2016-03-01"]),
        ("date", ["2016-01-01 00:00:00", "2016-02-01", "2016-03-31"]),
        ("%b %Y", ["Jan 2016", "Feb 2016", "Mar 2016"]),
        ("DD/MM/YYYY", ["01/01/2016", "01/02/2016", "01/03/2016"]),
    ],
)
def test_ways_of_naming_months(tmp_path: Path, written: str, names: list[str]) -> None:
    path = write(tmp_path / "w.csv", ("area", "kind", *names), [("a", "t", 1, 2, 3)])
    assert list(cells(read(wide(path, period_format=written))).values()) == [1, 2, 3]


@pytest.mark.parametrize(
    ("written", "names", "step"),
    [("YYYY", ["2016", "2018"], 12), ("YYYY-Qn", ["2016-Q1", "2016Q3"], 3)],
)
def test_longer_periods(tmp_path: Path, written: str, names: list[str], step: int) -> None:
    path = write(tmp_path / "w.csv", ("area", "kind", *names), [("a", "t", 1, 2)])
    panel = read(wide(path, period_format=written)).panel
    assert panel.step == step and panel.covered.tolist() == [[[True, False, True]]]


# ------------------------------------------------------------------ repeats


def test_a_repeated_row_is_an_error(tmp_path: Path) -> None:
    rows = [("a", "t", 1, 2, 3), ("b", "t", 1, 2, 3), ("a", "t", 9, 9, 9)]
    with pytest.raises(InputError, match="repeats row 2") as caught:
        read(wide(write(tmp_path / "w.csv", HEAD, rows)))
    assert caught.value.place.startswith("row 4") and caught.value.value == "a"


def test_keys_that_differ_in_an_unused_column_are_summed(tmp_path: Path) -> None:
    rows = [("a", "t", "x", 1, 2), ("a", "t", "y", 3, 4)]
    path = write(tmp_path / "w.csv", ("area", "kind", "lookup", "2016-01", "2016-02"), rows)
    counts = read(wide(path))
    assert counts.panel.counts.tolist() == [[[4, 6]]]
    (notice,) = notices(counts.records[0])
    assert "1 key " in notice and "lookup" in notice


def test_repeats_in_rows_that_no_outcome_counts_do_not_matter(tmp_path: Path) -> None:
    rows = [("a", "t", 1, 2, 3), ("a", "u", 1, 2, 3), ("a", "u", 1, 2, 3)]
    counts = read(wide(write(tmp_path / "w.csv", HEAD, rows)), outcomes=[picks("t", "t")])
    assert counts.panel.counts.sum() == 6


def test_a_repeated_key_of_a_long_table_is_an_error(tmp_path: Path) -> None:
    rows = [("a", "2016-01", "t", 1), ("a", "2016-01", "t", 2)]
    with pytest.raises(InputError, match="repeats row 2"):
        read(long(write(tmp_path / "l.csv", LONG, rows)))


def test_counts_by_day_are_summed_to_the_month(tmp_path: Path) -> None:
    rows = [("a", "2016-01-01", "t", 1), ("a", "2016-01-02", "t", 2)]
    table = long(write(tmp_path / "l.csv", LONG, rows), period_format="YYYY-MM-DD")
    assert cells(read(table)) == {("a", "2016-01"): 3}


# ------------------------------------------------------------------ long tables


@pytest.mark.parametrize(("absent", "expected"), [("zero", 0), ("no-data", None)])
def test_an_absent_row_is_zero_or_no_data(
    tmp_path: Path, absent: str, expected: int | None
) -> None:
    rows = [("a", "2016-01", "t", 1), ("b", "2016-02", "t", 2), ("b", "2016-04", "u", 5)]
    table = long(write(tmp_path / "l.csv", LONG, rows), absent=absent)
    by_cell = cells(read(table, outcomes=[picks("t", "t")]))
    assert by_cell["a", "2016-02"] == expected
    assert by_cell["a", "2016-04"] == expected  # a month of the table, by another category
    assert by_cell["a", "2016-03"] is None  # a month that nobody has


def test_rows_that_no_outcome_counts_are_not_judged(tmp_path: Path) -> None:
    rows = [("a", "2016-01", "t", 1), ("", "2016-01", "London", 7), ("", "2016-02", "London", 8)]
    counts = read(long(write(tmp_path / "l.csv", LONG, rows)), outcomes=[picks("t", "t")])
    assert counts.records[0].rejected == 0 and counts.records[0].rows == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "2016-01", "t", 1), "no-area"),
        (("z", "2016-01", "t", 1), "unknown-area"),
        (("a", "", "t", 1), "no-period"),
        (("a", "2016-13", "t", 1), "bad-period"),
        (("a", "1900-01", "t", 1), STAND_IN),
        (("a", "1970-01", "t", 1), STAND_IN),
        (("a", "9999-12", "t", 1), STAND_IN),
        (("a", "2016-01", "t", -4), "negative"),
        (("a", "2016-01", "t", "4.5"), "fraction"),
        (("a", "2016-01", "t", "four"), "not-number"),
    ],
)
def test_reasons(tmp_path: Path, row: tuple[Any, ...], reason: str) -> None:
    good = [("a", f"2016-{m:02d}", "u", m) for m in range(1, 13)]
    table = long(write(tmp_path / "l.csv", LONG, [*good, row]), max_rejected=0.1)
    counts = read(table, among=areas("a"))
    assert counts.records[0].reasons == ((reason, 1),)
    assert counts.rejected[0].row == 14
    with pytest.raises(InputError, match=r"1 of 13 rows .* max_rejected"):
        read(long(table.file), among=areas("a"))


def test_a_cell_whose_count_was_rejected_is_no_data(tmp_path: Path) -> None:
    rows = [("a", "2016-01", "t", 1), ("a", "2016-01", "u", -1), ("b", "2016-01", "t", 2)]
    table = long(write(tmp_path / "l.csv", LONG, rows), max_rejected=1.0)
    assert cells(read(table)) == {("a", "2016-01"): None, ("b", "2016-01"): 2}


def test_distinct_unknown_areas_are_counted(tmp_path: Path) -> None:
    rows = [("a", "2016-01", "t", 1), ("x", "2016-01", "t", 1), ("y", "2016-01", "t", 1),
            ("y", "2016-02", "t", 1)]  # fmt: skip
    table = long(write(tmp_path / "l.csv", LONG, rows), max_rejected=1.0)
    counts = read(table, among=areas("a"))
    assert counts.records[0].rejected == 3
    assert notices(counts.records[0]) == ("2 areas of the table are not among the study's areas",)


def test_too_many_rejected_names_file_place_value_and_mend(tmp_path: Path) -> None:
    rows = [("a", "2016-01", "t", 1), ("a", "2016-02", "t", "many")]
    with pytest.raises(InputError) as caught:
        read(long(write(tmp_path / "l.csv", LONG, rows)))
    error = caught.value
    assert error.file.endswith("l.csv") and error.place == "row 3, 'count'"
    assert error.value == "many" and "a whole number" in error.mend


def test_a_table_without_a_usable_count_is_an_error(tmp_path: Path) -> None:
    rows = [("z", "2016-01", "t", 1), ("z", "2016-02", "t", 1)]
    table = long(write(tmp_path / "l.csv", LONG, rows), max_rejected=1.0)
    with pytest.raises(InputError, match="no count that can be used") as caught:
        read(table, among=areas("a"))
    assert "2 rows" in caught.value.place


def test_sums_of_a_block_are_those_that_adding_up_finds() -> None:
    rng = np.random.default_rng(4)
    for _ in range(200):
        counts = rng.integers(0, 40, (int(rng.integers(3, 9)), 4))
        for at in rng.integers(0, len(counts) - 2, 2):
            counts[at] = counts[at + 1 : at + 1 + rng.integers(1, 3)].sum(axis=0)
        slow = [
            counts[g].sum() >= 30 and (counts[g] > 0).sum() >= 3 and any(
                counts[part].any(axis=1).sum() >= 2
                and (counts[part].sum(axis=0) == counts[g]).all()
                for k in range(len(counts) + 1)
                for part in (slice(g + 1, k), slice(k, g))
            )
            for g in range(len(counts))
        ]  # fmt: skip
        assert sums_of_block(counts).tolist() == slow


def renamed(folder: Path, at: int) -> Path:
    """The name of a ward changes after so many months; zeros have no row."""
    known, rows = clean(), []
    for code, kind, month in known.counts:
        name = known.names[code]
        if name == "Loxford" and month >= MONTHS[0] + at:
            name = "Ilford Lane"
        if known.counts[code, kind, month]:
            rows.append((name, label(month), kind, known.counts[code, kind, month]))
    return write(folder / "l.csv", LONG, rows)


def test_a_renamed_area_is_told(tmp_path: Path) -> None:
    record = read(long(renamed(tmp_path, 12))).records[0]
    (notice,) = [remark for remark in record.remarks if remark.code == "cut-short"]
    assert notice["areas"].value == 2 and set(notice["names"]) == {"Loxford", "Ilford Lane"}
    assert any("no data instead" in line for line in notices(record))


def test_nothing_is_told_where_no_zero_is_made(tmp_path: Path) -> None:
    for at, absent in ((12, "no-data"), (24, "zero")):
        table = long(renamed(tmp_path, at), absent=absent)
        assert "cut-short" not in [remark.code for remark in read(table).records[0].remarks]


def test_an_area_with_rows_only_outside_the_months_that_are_kept_is_told(tmp_path: Path) -> None:
    record = read(long(renamed(tmp_path, 12), first=MONTHS[12])).records[0]
    (notice,) = [remark for remark in record.remarks if remark.code == "cut-short"]
    assert notice["names"] == ("Loxford",)


def test_a_number_that_has_lost_its_digits_is_no_count(tmp_path: Path) -> None:
    rows = [("a", "2016-01", "t", 1), ("a", "2016-02", "t", "1.2E+03")]
    with pytest.raises(InputError, match="not a number"):
        read(long(write(tmp_path / "l.csv", LONG, rows)))
