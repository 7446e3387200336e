"""Rows of counts that name no place, one name of several places, names with footnote marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.read.exports.clean import KINDS, MONTHS, Export, clean
from tests.read.exports.kinds_wide import HEAD
from tests.read.exports.sheets import long, text, wide
from tests.read.exports.test_exports import cells_of, read
from tests.support.told import notices
from waterbed.model.errors import InputError
from waterbed.model.sources import AreaSource, CountTable
from waterbed.read import CountsRead
from waterbed.read.areas.areas import read_areas
from waterbed.read.tables.nowhere import is_nowhere

NAMES = ["Unknown", "Not recorded", "No fixed location", "Other", "Unallocated"]
LONG = ["Code", "Ward", "Month", "Type", "Offences"]


def said(counts: CountsRead) -> str:
    return " ".join(notices(counts.records[0]))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mapped", [False, True])
def test_a_row_without_a_place_is_no_area(name: str, mapped: bool, tmp_path: Path) -> None:
    lost = [name, *range(5, 5 + len(MONTHS))]
    path = text(tmp_path / "c.csv", [HEAD, *clean().rows(), lost])
    counts = read(Export(wide(path), clean().areas() if mapped else None))
    assert cells_of(counts, clean()) == clean().cells()
    assert counts.records[0].reasons == (("no-place", 1),)
    assert name in said(counts) and f"{sum(lost[1:]):,} of " in said(counts)


def test_an_area_of_that_name_is_one_where_the_study_says_so(tmp_path: Path) -> None:
    path = text(tmp_path / "c.csv", [HEAD, *clean().rows(), ["Other", *[3] * len(MONTHS)]])
    counts = read(Export(wide(path, aliases=(("Other", "Other"),))))
    assert "Other" in counts.panel.areas and counts.records[0].rejected == 0


def test_a_total_that_counts_them_too_is_still_a_total(tmp_path: Path) -> None:
    rows = [*clean().rows(), ["Unknown", *[7] * len(MONTHS)]]
    total = ["Redbridge", *(sum(row[k] for row in rows) for k in range(1, 1 + len(MONTHS)))]
    counts = read(Export(wide(text(tmp_path / "c.csv", [HEAD, *rows, total]))))
    assert cells_of(counts, clean()) == clean().cells()
    assert "Redbridge" not in counts.panel.areas


def test_incidents_without_a_place_are_counted_and_not_shown(tmp_path: Path) -> None:
    rows = [[name, f"2016-04-{d:02d}"] for d in range(1, 29) for name in ("Loxford", "Hainault")]
    rows += [["No Fixed Abode", "2016-04-05"]] * 9
    path = text(tmp_path / "c.csv", [["Ward", "Date"], *rows])
    counts = read(Export(CountTable("crime", path, "incidents", area="Ward", period="Date")))
    assert counts.panel.areas == ("Hainault", "Loxford") and counts.records[0].rejected == 9
    assert "9 of 65" in said(counts) and "Abode" not in said(counts)


def test_names_of_places_are_no_words_for_nowhere() -> None:
    for name in ("Otherton", "Loxford", "Town", "Nowhere Lane", "Central", "Unity", "Outwood",
                 "Nonsuch", "Missingham", "Blankney", "Other Side Estate", "Va"):  # fmt: skip
        assert not is_nowhere(name)
    more = ("UNKNOWN ", "Ward unknown", "Unknown ward", "Not known", "not-stated", "N/A", "None",
            "Other areas", "Outside borough", "No ward", "unspecified", "Unmapped", "NFA",
            "Location not recorded", "Undefined", "Out of area", "TBC", "?", "-")  # fmt: skip
    for name in (*NAMES, *more):
        assert is_nowhere(name), name


def test_a_list_of_areas_holds_places_alone(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", [["id", "name"], ["A", "Abbey"], ["B", "Not recorded"]])
    with pytest.raises(InputError, match="row 3") as caught:
        read_areas(AreaSource(path, id="id", name="name"), 0.0, folder=tmp_path)
    assert "Remove the row" in caught.value.mend


# One name of several places -----------------------------------------------------------------------


def _two_boroughs(twice: str = "Loxford") -> list[list[Any]]:
    rows = [["Redbridge", *row[1:]] for row in clean().long()]
    named = {"Valentines": twice, "Hainault": "Abbey", "Fullwell": "Gascoigne"}
    other = [row for row in clean().long() if row[1] in named]
    return rows + [["Barking", named[row[1]], *row[2:]] for row in other]


@pytest.mark.parametrize("mapped", [False, True])
def test_one_name_in_two_boroughs_is_asked_about(mapped: bool, tmp_path: Path) -> None:
    path = text(tmp_path / "c.csv", [["Borough", *LONG[1:]], *_two_boroughs()])
    with pytest.raises(InputError) as caught:
        read(Export(long(path), clean().areas() if mapped else None))
    assert "'Loxford'" in str(caught.value) and "'Borough'" in str(caught.value)
    assert 'aliases = { "Loxford" = "Loxford" }' in caught.value.mend
    if mapped:
        return
    counts = read(Export(long(path, aliases=(("Loxford", "Loxford"),))))
    assert len(counts.panel.areas) == 22 + 2


def test_one_name_with_two_codes_is_asked_about(tmp_path: Path) -> None:
    rows = clean().long()
    for row in rows:
        row[1] = "Loxford" if row[1] == "Valentines" else row[1]
    with pytest.raises(InputError) as caught:
        read(Export(long(text(tmp_path / "c.csv", [LONG, *rows]))))
    assert 'area = "Code"' in caught.value.mend


def test_wide_and_incidents_ask_as_well(tmp_path: Path) -> None:
    rows = [["Redbridge", *row] for row in clean().rows()]
    rows.append(["Barking", "Loxford", *[2] * len(MONTHS)])
    path = text(tmp_path / "w.csv", [["Borough", *HEAD], *rows])
    with pytest.raises(InputError, match="Loxford"):
        read(Export(wide(path)))
    rows = [[b, w, "2016-04-05"] for b, w in (("A", "Abbey"), ("B", "Abbey"), ("A", "Castle"))] * 9
    path = text(tmp_path / "c.csv", [["District", "Ward", "Date"], *rows])
    with pytest.raises(InputError, match="'District'") as caught:
        read(Export(CountTable("crime", path, "incidents", area="Ward", period="Date")))
    assert "Abbey" not in str(caught.value)


def test_a_column_of_groups_that_fits_asks_nothing(tmp_path: Path) -> None:
    rows = [["Redbridge", *row[1:]] for row in clean().long()]
    counts = read(Export(long(text(tmp_path / "c.csv", [["Borough", *LONG[1:]], *rows]))))
    assert cells_of(counts, clean()) == clean().cells()


# Marks of footnotes -------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["*", " *", "†", "²", " [note 2]", " [2]", " [r]"])
@pytest.mark.parametrize("mapped", [False, True])
def test_a_mark_of_a_footnote_makes_no_area(mark: str, mapped: bool, tmp_path: Path) -> None:
    rows = clean().long()
    for row in rows[len(rows) // 2 :]:
        row[1] = row[1] + mark if row[1] in ("Loxford", "Seven Kings", "Valentines") else row[1]
    path = text(tmp_path / "c.csv", [LONG, *rows])
    counts = read(Export(long(path), clean().areas() if mapped else None))
    assert cells_of(counts, clean()) == clean().cells() and "another spelling" in said(counts)


@pytest.mark.parametrize("mark", ["1", "12", " (1)", " (p)"])
@pytest.mark.parametrize("mapped", [False, True])
def test_a_number_behind_a_name_is_asked_about(mark: str, mapped: bool, tmp_path: Path) -> None:
    rows = clean().long()
    for row in rows[::5]:
        row[1] = row[1] + mark if row[1] == "Valentines" else row[1]
    path = text(tmp_path / "c.csv", [LONG, *rows])
    areas = clean().areas() if mapped else None
    with pytest.raises(InputError) as caught:
        read(Export(long(path), areas))
    alias = (f"Valentines{mark}", "Valentines")
    assert f'"{alias[0]}" = "Valentines"' in caught.value.mend
    counts = read(Export(long(path, aliases=(alias,)), areas))
    assert cells_of(counts, clean()) == clean().cells()


def test_numbered_areas_are_areas(tmp_path: Path) -> None:
    rows = [[f"Leeds {k}", *[2**k] * len(MONTHS)] for k in range(1, 9)]
    rows += [[f"Beat{k}", *[k**3 + 1] * len(MONTHS)] for k in range(1, 4)]
    counts = read(Export(wide(text(tmp_path / "c.csv", [HEAD, *rows]))))
    assert len(counts.panel.areas) == 11


def test_two_tables_that_spell_an_area_otherwise_are_asked_about(tmp_path: Path) -> None:
    from tests.read.made import ALL, NOWHERE
    from waterbed.read import read_counts

    rows = clean().long()
    half = len(rows) // len(clean().codes) // 2
    first = [row for k, row in enumerate(rows) if k % (2 * half) < half]
    second = [[row[0], row[1].upper(), *row[2:]] for k, row in enumerate(rows)
              if k % (2 * half) >= half]  # fmt: skip
    paths = [text(tmp_path / f"{n}.csv", [LONG, *some]) for n, some in enumerate((first, second))]
    assert len(KINDS) * len(MONTHS) == 2 * half
    with pytest.raises(InputError, match='"LOXFORD" = "Loxford"'):
        read_counts([long(paths[0]), long(paths[1])], [ALL], None, NOWHERE, folder=tmp_path)


def test_spellings_are_named_in_the_same_order_each_time(tmp_path: Path) -> None:
    """What is told of a published table stands in the results, which are the same for one seed."""
    rows = clean().long()
    for row in rows[len(rows) // 2 :]:
        row[1] = f"{row[1]}*"
    counts = read(Export(long(text(tmp_path / "c.csv", [LONG, *rows])), clean().areas()))
    spelt = sorted({row[1] for row in rows if row[1].endswith("*")})
    assert len(spelt) > 4 and ", ".join(spelt[:8]) in said(counts)
