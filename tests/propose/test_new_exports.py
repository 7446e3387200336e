"""`waterbed new` on tables as they are exported, and what it never shows."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.propose.filled import accepted, made
from tests.read.made import write
from waterbed.cli import main
from waterbed.cli.terminal.drafted import show_new
from waterbed.model.errors import InputError
from waterbed.propose.draft import Draft
from waterbed.propose.toml import toml_text

NAMES = ("Acton", "Burnt Oak", "Castle", "Docks", "Eastgate", "Fields")
SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HEADS = [f"{month}-{year}" for year in (15, 16) for month in SHORT]


def test_a_wide_export_with_titles_a_total_and_dashes(tmp_path, capsys):
    draw = random.Random(5)
    body = [[name, *(draw.randrange(1, 20) for _ in HEADS)] for name in NAMES]
    body[2][5] = "-"
    total = ["Total", *(sum(row[k] for row in body if row[k] != "-") for k in range(1, 25))]
    lines = [["Crime by ward"], [], ["Ward", *HEADS], *body, total]
    (tmp_path / "wide.csv").write_text("\n".join(",".join(map(str, row)) for row in lines))
    new = made(tmp_path, tmp_path / "wide.csv", places=("castle ward",), start="2016-01")
    table = new.raw["counts"][0]
    assert (table["layout"], table["area"], table["period_format"]) == ("wide", "Ward", "Mon YYYY")
    assert "no-data" in table["dash"] and table["dash"].startswith("FILL IN")
    assert new.raw["interventions"][0]["target"] == ["Castle"]
    assert accepted(new, dash="zero").counts.panel.areas == NAMES
    show_new(new)
    assert "fewer than two years of months before the start" in capsys.readouterr().out


def test_another_encoding_and_semicolons(tmp_path):
    rows = ["Ward;Month;Count"]
    rows += [f"{name} é;2015-{k:02d};{k}" for name in NAMES for k in range(1, 13)]
    (tmp_path / "counts.csv").write_bytes("\n".join(rows).encode("cp1252"))
    new = made(tmp_path, tmp_path / "counts.csv", places=("Docks é",), start="2015-07")
    assert new.raw["counts"][0]["encoding"] == "cp1252"
    assert new.raw["rule"]["windows"][0]["base"] == ["2015-01", "2015-06"]
    assert len(accepted(new).areas) == 6


def incidents(folder: Path, **columns):
    """A table of incidents with a column or two of the caller's."""
    draw = random.Random(6)
    rows = 400
    made_of = {
        "When": [
            f"2015-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}" for _ in range(rows)
        ],
        "Ward": [draw.choice(NAMES) for _ in range(rows)],
        **columns,
    }
    return write(folder / "incidents.csv", list(made_of), zip(*made_of.values(), strict=True))


@pytest.mark.parametrize("meant", ["Castle", "Castlle"])
def test_a_misspelt_name_behind_the_right_one_in_the_alphabet_is_asked_about(tmp_path, meant):
    draw = random.Random(6)
    wards = [draw.choice(NAMES) for _ in range(397)] + ["Castlle"] * 3
    new = made(tmp_path, incidents(tmp_path, Ward=wards), places=("Castle",), start="2015-07")
    assert new.raw["counts"][0]["aliases"]["Castlle"].startswith("FILL IN")
    areas = accepted(new, Castlle=meant).counts.panel.areas
    assert set(areas) == {*NAMES, meant}


def test_a_misspelt_name_beside_a_file_of_areas_is_asked_about_and_tried_as_the_one_meant(tmp_path):
    wards = [*NAMES * 60, *["Castlle"] * 25, *["CASTLLE"] * 5, *["Castle"] * 10]
    areas = write(tmp_path / "areas.csv", ["code", "name"],
                  [(f"E0500000{k}", name) for k, name in enumerate(NAMES)])  # fmt: skip
    new = made(tmp_path, incidents(tmp_path, Ward=wards), areas=areas, places=("Castle",),
               start="2015-07")  # fmt: skip
    asked = new.raw["counts"][0]["aliases"]
    assert set(asked) == {"Castlle", "CASTLLE"}
    assert all(text.startswith("FILL IN") for text in asked.values())
    assert new.counts is not None and new.counts.panel.areas == tuple(
        f"E0500000{k}" for k in range(len(NAMES))
    )
    table = accepted(new, Castlle="Castle", CASTLLE="Castle")
    assert table.counts.panel.counts.sum() == new.counts.panel.counts.sum()


def test_a_place_given_by_its_code_is_called_by_its_name_in_the_title(tmp_path):
    areas = write(tmp_path / "areas.csv", ["code", "name"],
                  [(f"E0500000{k}", name) for k, name in enumerate(NAMES)])  # fmt: skip
    titles = {
        made(tmp_path, incidents(tmp_path), areas=areas, places=(place,), kind="patrol",
             start="2015-07").raw["title"]
        for place in ("E05000002", "Castle")
    }  # fmt: skip
    assert titles == {"Patrol, Castle"}


@pytest.mark.parametrize("start", ["07/31/2015", "mid 2015", "2015-7", "2015-06-31", "2015-13"])
def test_a_start_that_is_written_in_another_way_is_refused(tmp_path, start):
    with pytest.raises(InputError, match="neither a month nor a day") as caught:
        made(tmp_path, incidents(tmp_path), places=("Castle",), start=start)
    assert caught.value.place == "--start"


def everything_shown(new, capsys):
    show_new(new)
    return capsys.readouterr().out + toml_text(Draft(new.raw)) + new.content.decode()


def test_rare_kinds_and_other_columns_of_persons_are_not_shown(tmp_path, capsys):
    kinds = ["Nuisance"] * 300 + ["Damage"] * 95 + ["Exposed name"] * 5
    persons = [f"Surname{k % 3}" for k in range(400)]
    path = incidents(tmp_path, **{"Incident type": kinds, "Victim": persons, "Status": persons})
    new = made(tmp_path, path, places=("Castle",))
    shown = everything_shown(new, capsys)
    assert "Damage" in shown and "1 with fewer than 10 incidents are not named" in shown
    assert "Exposed" not in shown and "Surname" not in shown


def test_a_column_of_addresses_is_no_column_of_areas(tmp_path, capsys):
    path = incidents(tmp_path, Place=[f"{k} Hidden Street" for k in range(400)])
    new = made(tmp_path, path, places=("Castle",))
    assert new.raw["counts"][0]["area"] == "Ward"
    text = path.read_text().replace("Ward", "Column 2", 1)
    path.write_text(text)
    again = made(tmp_path, path)
    assert again.raw["counts"][0]["area"].startswith("FILL IN")
    assert "Hidden" not in everything_shown(again, capsys)


@pytest.mark.parametrize(
    "spoil", ["no header", "no header, dates in words", "an open quote", "no dates"]
)
def test_errors_show_no_value_of_a_table_of_persons(tmp_path, spoil):
    path = incidents(tmp_path, Victim=[f"Surname{k}" for k in range(400)])
    lines = path.read_text().splitlines()
    if spoil.startswith("no header"):
        lines = lines[1:]
        if "in words" in spoil:
            lines = [f"3 May 2015,{line.partition(',')[2]}" for line in lines]
    elif spoil == "no dates":
        lines = [line.replace("2015-", "x") for line in lines]
    else:
        lines[5] += '"'
    path.write_text("\n".join(lines))
    with pytest.raises(InputError) as caught:
        made(tmp_path, path)
    told = str(caught.value)
    assert not caught.value.value and "Surname" not in told


def test_a_workbook_without_a_sheet_is_one_error(tmp_path: Path) -> None:
    """Found by the fuzzer: the error of the first sheet was looked for where there was none."""
    whole, spoilt = tmp_path / "whole.xlsx", tmp_path / "spoilt.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Area", "Month", "Count"])
    book.save(whole)
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(spoilt, "w") as out:
        for name in read.namelist():
            data = read.read(name)
            if name == "xl/workbook.xml":
                data = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", data)
            out.writestr(name, data)
    asked = ["new", str(tmp_path / "study"), "--counts", str(spoilt)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 2 and "this workbook has no sheet" in done.output
    assert not (tmp_path / "study").exists()
