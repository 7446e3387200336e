"""Tables of lists: what is read, what is refused, and that no value of a person is ever shown."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from waterbed.model.errors import InputError
from waterbed.model.histories import Histories
from waterbed.read.lists.lists import read_lists

SECRETS = ("Ana", "Mirela", "1984-02-03", "X17", "07700900123")
PERSONS = """name,born,code,Shelter,Clinic,Outreach,Borough
Ana,1984-02-03,X17,1,0,1,Newham
Mirela,1990-01-01,X18,0,1,0,Redbridge
"Ana, again",1984-02-03,X19,1,1,0,Newham
Zoe,1979-12-31,X20,0,0,0,Newham
"""
LISTS = ["Shelter", "Clinic", "Outreach"]


def written(tmp_path, text: str, name: str = "lists.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def refused(file, **options) -> InputError:
    with pytest.raises(InputError) as caught:
        read_lists(file, **options)
    for secret in SECRETS:
        assert secret not in str(caught.value)
    return caught.value


def test_histories_with_counts(tmp_path):
    text = "A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,4\n1,1,0,2\n0,0,0,9\n"
    histories = read_lists(written(tmp_path, text))
    assert histories.lists == ("A", "B", "C")
    assert histories.counts.tolist() == [0, 40, 30, 6, 20, 0, 0, 0]
    assert histories.unlisted == 9 and histories.seen == 96
    assert histories.totals.tolist() == [46, 36, 20]
    assert histories.by_lists().tolist() == [0, 90, 6, 0]
    assert histories.overlaps().tolist() == [[46, 6, 0], [6, 36, 0], [0, 0, 20]]


def test_some_of_the_lists_of_a_table_of_histories(tmp_path):
    text = "A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,4\n1,1,1,2\n"
    histories = read_lists(written(tmp_path, text), lists=["A", "B"], count="count")
    assert histories.counts.tolist() == [0, 40, 30, 6] and histories.unlisted == 20


def test_a_row_a_person(tmp_path):
    histories = read_lists(written(tmp_path, PERSONS), lists=LISTS)
    assert histories.counts[[0b101, 0b010, 0b011]].tolist() == [1, 1, 1]
    assert histories.seen == 3 and histories.unlisted == 1


def test_yes_and_no_are_read_as_one_and_nought(tmp_path):
    said = PERSONS.replace(",1", ",Yes").replace(",0", ",no ").replace("Yes984", "1984")
    said = said.replace("Yes979", "1979").replace("Yes990", "1990").replace("no 7700", "07700")
    worded, plain = (read_lists(written(tmp_path, text), lists=LISTS) for text in (said, PERSONS))
    assert "Yes,no ,Yes" in said and worded.counts.tolist() == plain.counts.tolist()
    half = written(tmp_path, said.replace("no ,Yes,no ,Red", "no ,,no ,Red"))
    assert refused(half, lists=LISTS).place == "row 3, 'Clinic'"


def test_a_workbook_and_parquet_say_the_same_as_csv(tmp_path):
    csv = read_lists(written(tmp_path, PERSONS), lists=LISTS, stratum="Borough")
    frame = pl.read_csv(written(tmp_path, PERSONS))
    frame.write_excel(tmp_path / "lists.xlsx")
    frame.write_parquet(tmp_path / "lists.parquet")
    (tmp_path / "semicolons.csv").write_text(PERSONS.replace(",", ";"))
    (tmp_path / "titles.csv").write_text("Our clients,,,\n,,,\n" + PERSONS)
    for name in ("lists.xlsx", "lists.parquet", "semicolons.csv", "titles.csv"):
        other = read_lists(tmp_path / name, lists=LISTS, stratum="Borough")
        assert (other.counts == csv.counts).all()
        assert other.strata == csv.strata == ("Newham", "Redbridge")
        assert (other.by_stratum == csv.by_stratum).all()


def test_only_the_named_columns_are_opened(tmp_path, monkeypatch):
    opened: list[str] = []
    scan = pl.read_csv

    def spied(*args, columns, **options):
        opened.extend(columns)
        return scan(*args, columns=columns, **options)

    monkeypatch.setattr(pl, "read_csv", spied)
    read_lists(written(tmp_path, PERSONS), lists=LISTS)
    assert opened == LISTS


BAD = {
    "neither 0 nor 1": (PERSONS.replace("0,1,0,Red", "0,X17,0,Red"), {}, ["row 3", "'Clinic'"]),
    "an empty cell": (PERSONS.replace("0,1,0,Red", "0,,0,Red"), {}, ["row 3", "'Clinic'"]),
    "a two": (PERSONS.replace("0,1,0,Red", "0,2,0,Red"), {}, ["row 3", "'Clinic'"]),
    "a name is taken for a list": (PERSONS, {"lists": ["name", "Clinic"]}, ["row 2", "'name'"]),
    "no lists named": (PERSONS, {"lists": []}, ["--list"]),
    "no such list": (PERSONS, {"lists": ["Shelter", "Clinik"]}, ["Clinik", "Did you mean"]),
    "one list": (PERSONS, {"lists": ["Shelter"]}, ["two"]),
    "a list twice": (PERSONS, {"lists": ["Shelter", "Shelter"]}, ["twice"]),
    "no header": (PERSONS.partition("\n")[2], {"lists": ["a", "b"]}, ["row 1"]),
    "a comma too many": (PERSONS.replace("X18,", "X18,Ana,"), {}, ["row 3"]),
    "nationality": (PERSONS.replace("Borough", "Nationality"), {"stratum": "Nationality"}, []),
    "immigration": (PERSONS.replace("Borough", "visa type"), {"stratum": "visa type"}, []),
    "a postcode": (PERSONS.replace("Redbridge", "IG1 2AB"), {"stratum": "Borough"}, ["row 3"]),
    "a ward": (PERSONS.replace("Redbridge", "E05011247"), {"stratum": "Borough"}, ["row 3"]),
    "an LSOA": (PERSONS.replace("Redbridge", "E01003747"), {"stratum": "Borough"}, ["row 3"]),
    "an empty stratum": (PERSONS.replace("Redbridge", ""), {"stratum": "Borough"}, ["row 3"]),
    "nobody": ("A,B\n0,0\n", {"lists": ["A", "B"]}, ["nobody"]),
    "nine lists": (
        "A,B,C,D,E,F,G,H,I,count\n1,0,0,0,0,0,1,0,0,5\n",
        {"lists": []},
        ["8", "Merge"],
    ),
    "a count with a fraction": ("A,B,count\n1,0,2.5\n", {"lists": []}, ["row 2", "'count'"]),
    "persons or histories?": (
        "A,B,C,count\n1,0,1,5\n",
        {"lists": ["A", "B"]},
        ["'count'", "--count", "rename"],
    ),
    "a negative count": ("A,B,count\n1,0,-2\n", {"lists": []}, ["row 2", "'count'"]),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_tables_are_one_clear_error_without_a_value(what, tmp_path):
    text, options, named = BAD[what]
    error = refused(written(tmp_path, text), **{"lists": LISTS, **options})
    assert error.value is None or error.place in ("list", "by", "count")
    for word in named:
        assert word in str(error), str(error)


def test_periods_and_boroughs_are_strata(tmp_path):
    for name in ("Q1", "H2", "2017", "2017-04", "E09000026", "Newham", "Greater Manchester"):
        text = PERSONS.replace("Redbridge", name)
        assert name in read_lists(written(tmp_path, text), lists=LISTS, stratum="Borough").strata


def test_the_order_of_lists_rows_and_names_leave_the_canonical_table_alone():
    rng = np.random.default_rng(4)
    for lists in (3, 4, 5):
        counts = rng.poisson(3, 1 << lists)
        counts[0] = 0
        plain = Histories(tuple("abcde"[:lists]), counts)
        order = rng.permutation(lists)
        cells = sum(((np.arange(1 << lists) >> k) & 1) << order[k] for k in range(lists))
        moved = np.empty_like(counts)
        moved[cells] = counts
        names = tuple("abcde"[int(np.flatnonzero(order == k)[0])] for k in range(lists))
        other = Histories(names, moved)
        assert other.totals.tolist() == [plain.totals[plain.lists.index(n)] for n in names]
        assert (plain.canonical().counts == other.canonical().counts).all()


def test_a_list_left_out_and_a_list_conditioned_on(tmp_path):
    text = "A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n1,1,1,2\n0,1,1,3\n"
    histories = read_lists(written(tmp_path, text))
    rest = histories.without(2)
    assert rest.lists == ("A", "B") and rest.counts.tolist() == [0, 40, 33, 8]
    inside = histories.among(2)  # 25 on C, of whom 20 on no other list
    assert inside.lists == ("A", "B") and inside.counts.tolist() == [0, 0, 3, 2]


def test_a_column_that_is_no_list_is_asked_about(tmp_path):
    rows = "1,0,{},40\n0,1,{},30\n1,1,{},20\n"
    for name, cells in (
        ("Year", (1, 0, 1)), ("Under age", (0, 0, 1)), ("Ward", (7, 8, 9)), ("Seen", (1, 1, 1)),
    ):  # fmt: skip
        text = f'A,B,"{name}",count\n{rows.format(*cells)}'
        error = refused(written(tmp_path, text))
        assert error.code == "columns-no-lists" and repr(name) in str(error)
        assert "--list" in error.mend
        named = written(tmp_path, text)
        if max(cells) < 2:  # whoever says that it is a list is taken at her word
            assert read_lists(named, lists=["A", name], count="count").lists == ("A", name)


def test_a_slip_in_a_list_is_still_told_by_its_cell(tmp_path):
    error = refused(written(tmp_path, "A,B,C,count\n1,0,1,4\n0,1,0,3\n1,1,5,2\n0,0,1,2\n"))
    assert error.code == "no-membership" and "row 4" in str(error)
