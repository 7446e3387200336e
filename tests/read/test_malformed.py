"""Spoilt copies of published files: one clear error each, with file, place, value and mend."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import pytest
import shapely
import xlsxwriter
from click.testing import CliRunner

from tests.read.made import ALL, NOWHERE, picks
from tests.support.told import notices
from waterbed.analysis.run import run
from waterbed.cli import main
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.months import label
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read import read_areas, read_counts

WARD_FILE = "mps-recorded-crime-ward-historical.parquet"
WARDS = CountTable(
    "wards", Path(), "wide", area="wardcode", categories=("majortext", "minortext"),
    period_format="YYYYMM",
)  # fmt: skip


EARLIER = {"report.html": b"the earlier report", "results.json": b'{"waterbed": "0.1.0"}'}
FRAME = """
title = "Spoilt"
question = "What does it say?"

[[interventions]]
id = "one"
kind = "patrol"
start = "2017-04"
areas = ["any"]

[rule]
data_seen = false
data_seen_date = 2026-01-31
"""


def value_of(value: object) -> str:
    """A value as TOML, for paths, texts, numbers and lists of texts."""
    if isinstance(value, tuple):
        return f"[{', '.join(value_of(entry) for entry in value)}]"
    return json.dumps(value.name if isinstance(value, Path) else value)


def section(head: str, keys: dict[str, object]) -> str:
    return "\n".join([f"[{head}]", *(f"{k} = {value_of(v)}" for k, v in keys.items()), ""])


def counts_section(table: CountTable) -> str:
    values = {field.name: getattr(table, field.name) for field in fields(table)}
    keys = {
        field.name: values[field.name]
        for field in fields(table)
        if field.default is MISSING or values[field.name] != field.default
    }
    keys |= {key: label(keys[key]) for key in ("first", "last") if key in keys}
    return section("[counts]", keys)


def outcome_section(outcome: Outcome) -> str:
    keys: dict[str, object] = {"id": outcome.id}
    if outcome.include != ((),):
        keys["include"] = tuple(value for ((_, value),) in outcome.include)
    return section("[outcomes]", keys)


def refused(folder: Path, *sections: str) -> InputError:
    """The one error that a run of the study ends with: its sentence, exit 2, nothing written."""
    study = folder / "study.toml"
    study.write_text("\n".join([FRAME, *sections]), encoding="utf-8")
    out = folder / "earlier"
    out.mkdir()
    for name, content in EARLIER.items():
        (out / name).write_bytes(content)
    with pytest.raises(InputError) as error:
        run(study)
    assert not isinstance(error.value, InputErrors)
    words = ["run", str(study), "--out", str(out), "--words-read"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 2
    assert result.stderr == f"{error.value}\n"
    assert {path.name: path.read_bytes() for path in out.iterdir()} == EARLIER
    assert not [path for path in folder.iterdir() if ".earlier." in path.name]
    return error.value


def caught(table: CountTable, *outcomes: Outcome, areas: Areas | None = None) -> InputError:
    """What a run says of a table, among these areas."""
    folder = table.file.parent
    known = ""
    if areas is not None:
        pl.DataFrame({"code": areas.ids}).write_csv(folder / "known.csv")
        known = section("areas", {"file": "known.csv", "id": "code"})
    every = [outcome_section(outcome) for outcome in outcomes or (ALL,)]
    return refused(folder, known, counts_section(table), *every)


def check(error: InputError, file: str, place: str, value: str | None, mend: str) -> None:
    """All of it stands in the message that the user sees."""
    assert error.exit_code == 2
    assert error.file.endswith(file)
    assert place in str(error.place) and bool(str(error.place)) == bool(place)
    assert error.value is None if value is None else error.value is not None
    if value is not None:
        assert value in str(error)
    assert mend in error.mend
    for part in (error.file, error.place, error.mend):
        assert part in str(error)


@pytest.fixture(scope="module")
def redbridge(data: Path) -> pl.DataFrame:
    """The 22 wards of Redbridge, as wide as they come, as text."""
    frame = pl.read_parquet(data / "london" / WARD_FILE)
    return frame.filter(pl.col("lookup_boroughname") == "Redbridge").cast(pl.String)


@dataclass
class Wards:
    """A copy of the ward file as CSV, to be spoilt."""

    path: Path
    frame: pl.DataFrame

    def table(self, **changes: Any) -> CountTable:
        return replace(WARDS, file=self.path, **changes)

    def text(self, spoil: Callable[[str], str] = str, **changes: Any) -> CountTable:
        self.path.write_text(spoil(self.frame.write_csv()))
        return self.table(**changes)

    def cell(self, row: int, column: str, value: str | None) -> CountTable:
        """Write one cell; `row` as the user counts, the header being row 1."""
        column_values = self.frame[column].to_list()
        column_values[row - 2] = value
        self.frame = self.frame.with_columns(pl.Series(column, column_values, dtype=pl.String))
        return self.text(max_rejected=0.0)


@pytest.fixture
def wards(redbridge: pl.DataFrame, tmp_path: Path) -> Wards:
    return Wards(tmp_path / "wards.csv", redbridge)


# ------------------------------------------------------------------ counts, wide


def test_negative_count(wards: Wards) -> None:
    error = caught(wards.cell(7, "201604", "-3"))
    check(error, "wards.csv", "row 7, '201604'", "-3", "leave it empty")


def test_fractional_count(wards: Wards) -> None:
    error = caught(wards.cell(8, "201605", "2.5"))
    check(error, "wards.csv", "row 8, '201605'", "2.5", "not rates")


def test_missing_ward_code(wards: Wards) -> None:
    error = caught(wards.cell(10, "wardcode", None))
    check(error, "wards.csv", "row 10, 'wardcode'", None, "Fill in the area")


def test_ward_code_of_another_year(wards: Wards) -> None:
    known = tuple(wards.frame["wardcode"].unique().sort())
    table = wards.cell(11, "wardcode", "E05000500")
    error = caught(table, areas=Areas(known, known, ("",) * len(known)))
    check(error, "wards.csv", "row 11, 'wardcode'", "E05000500", "codes of the same year")


def test_repeated_row(wards: Wards) -> None:
    wards.frame = pl.concat([wards.frame, wards.frame[4:5]])
    error = caught(wards.text())
    place = f"row {len(wards.frame) + 1}"
    check(error, "wards.csv", place, wards.frame["wardcode"][4], "Remove the repeated rows")
    assert "row 6" in error.problem


def test_renamed_area_column(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text.replace("wardcode", "ward_code", 1)))
    check(error, "wards.csv", "area", "wardcode", "Did you mean 'ward_code'?")


def test_renamed_category_column(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text.replace("majortext", "major text", 1)))
    check(error, "wards.csv", "categories", "majortext", "Did you mean 'major text'?")


def test_misspelt_category(wards: Wards) -> None:
    error = caught(wards.text(), picks("s", "SEXUAL OFFENCE"))
    check(error, "wards.csv", "outcome 's'", "SEXUAL OFFENCE", "Did you mean 'SEXUAL OFFENCES'?")


def test_month_column_that_is_no_month(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text.replace("201604", "201613", 1)))
    check(error, "wards.csv", "row 1", "201613", "Correct the name")


def test_other_period_format(wards: Wards) -> None:
    error = caught(wards.text(period_format="YYYY-MM"))
    check(error, "wards.csv", "row 1", "202402", 'period_format = "YYYYMM"')


def test_month_column_twice(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text.replace("201605", "201604", 1)))
    check(error, "wards.csv", "row 1", "201604", "Rename or remove")


def test_months_that_are_not_there(wards: Wards) -> None:
    error = caught(wards.text(first=12 * 2030))
    check(error, "wards.csv", "'201004' to '202402'", None, "Change `first` or `last`")


def test_latin_1_read_as_utf_8(wards: Wards) -> None:
    table = wards.text()
    lines = table.file.read_bytes().split(b"\n")
    lines[4] = b"\xd3" + lines[4]
    table.file.write_bytes(b"\n".join(lines))
    error = caught(table)
    check(error, "wards.csv", "row 5", "0xd3", 'encoding = "latin-1"')


def test_unquoted_comma(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text.replace("\nBarkingside,", "\nBarking,side,", 1)))
    line = next(k for k, name in enumerate(wards.frame["wardname"], 2) if name == "Barkingside")
    check(error, "wards.csv", f"row {line}", None, "double quotes")


def test_half_a_csv_file(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text[: len(text) // 2]))
    line = wards.path.read_text().count("\n") + 1
    check(error, "wards.csv", f"row {line}", None, "it is cut off")


def test_quote_that_is_not_closed(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text.replace("\nBarkingside,", '\n"Barkingside,', 1)))
    check(error, "wards.csv", "", None, "Close the quote")


def test_empty_file(wards: Wards) -> None:
    table = wards.text(lambda text: "")
    error = caught(table)
    check(error, "wards.csv", "", None, "Download or export it again")


def test_header_alone(wards: Wards) -> None:
    error = caught(wards.text(lambda text: text.split("\n", 1)[0] + "\n"))
    check(error, "wards.csv", "row 2", None, "Download or export it again")


def test_file_that_is_not_there(wards: Wards) -> None:
    wards.text()
    error = caught(replace(WARDS, file=wards.path.with_name("ward.csv")))
    check(error, "ward.csv", "", "ward.csv", "Did you mean 'wards.csv'?")


def test_half_a_parquet_file(data: Path, tmp_path: Path) -> None:
    whole = (data / "london" / WARD_FILE).read_bytes()
    path = tmp_path / "wards.parquet"
    path.write_bytes(whole[: len(whole) // 2])
    error = caught(replace(WARDS, file=path))
    check(error, "wards.parquet", "", "", "Download or export it again")


def test_no_such_sheet(wards: Wards) -> None:
    path = wards.path.with_suffix(".xlsx")
    wards.frame.write_excel(path, worksheet="Wards")
    error = caught(replace(WARDS, file=path, sheet="Ward"))
    check(error, "wards.xlsx", "sheet", "Ward", "Did you mean 'Wards'?")


def test_csv_that_calls_itself_a_workbook(wards: Wards) -> None:
    table = wards.text()
    path = table.file.rename(table.file.with_suffix(".xlsx"))
    error = caught(replace(WARDS, file=path))
    check(error, "wards.xlsx", "", "", "save it again as .xlsx")


def test_a_table_that_is_a_zip(wards: Wards) -> None:
    table = wards.text()
    path = table.file.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(table.file, "wards.csv")
    error = caught(replace(table, file=path))
    check(error, "wards.zip", "", "zip", "Give a .csv, .parquet or .xlsx file")


# ------------------------------------------------------------------ counts, long


@pytest.fixture
def annual(data: Path, tmp_path: Path) -> Callable[[int, str, str], CountTable]:
    """Spoils one cell of the annual LSOA table; rows as the user counts."""
    frame = pl.read_parquet(data / "london" / "mps-recorded-crime-lsoa2011-annual.parquet")
    few = frame.head(500).cast(pl.String)

    def spoil(row: int, column: str, value: str) -> CountTable:
        values = few[column].to_list()
        values[row - 2] = value
        path = tmp_path / "annual.csv"
        few.with_columns(pl.Series(column, values)).write_csv(path)
        return CountTable(
            "annual", path, "long", area="LSOA11CD", period="year", count="count",
            categories=("category",), period_format="YYYY", max_rejected=0.0,
        )  # fmt: skip

    return spoil


def test_year_that_is_none(annual: Callable[[int, str, str], CountTable]) -> None:
    error = caught(annual(12, "year", "2016/17"))
    check(error, "annual.csv", "row 12, 'year'", "2016/17", "period_format")


def test_negative_annual_count(annual: Callable[[int, str, str], CountTable]) -> None:
    error = caught(annual(13, "count", "-1"))
    check(error, "annual.csv", "row 13, 'count'", "-1", "Correct the count")


def test_annual_row_twice(annual: Callable[[int, str, str], CountTable]) -> None:
    table = annual(2, "count", "9")
    lines = table.file.read_text().splitlines()
    table.file.write_text("\n".join([*lines, lines[20]]) + "\n")
    error = caught(table)
    check(error, "annual.csv", f"row {len(lines) + 1}", lines[20][:9], "Remove the repeated rows")


def test_years_read_as_months(annual: Callable[[int, str, str], CountTable]) -> None:
    error = caught(replace(annual(2, "count", "9"), period_format="YYYY-MM"))
    check(error, "annual.csv", "'year'", "2011", 'period_format = "YYYY"')


def test_annual_table_without_names_of_columns(
    annual: Callable[[int, str, str], CountTable],
) -> None:
    table = annual(2, "count", "9")
    lines = table.file.read_text().split("\n", 1)
    table.file.write_text(lines[1])
    error = caught(table)
    check(error, "annual.csv", "row 1", "2011", "Add a first row with a name for each column")


# ------------------------------------------------------------------ police.uk


@dataclass
class Archive:
    """A copy of West Yorkshire's street files, to be spoilt; no value may be shown."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "2016-07" / "2016-07-west-yorkshire-street.csv"

    def caught(self, **changes: Any) -> InputError:
        return caught(CountTable("wy", self.folder, "police-uk", **changes))

    def spoil(self, change: Callable[[bytes], bytes]) -> None:
        self.path.write_bytes(change(self.path.read_bytes()))


@pytest.fixture
def archive(data: Path, tmp_path: Path) -> Archive:
    with zipfile.ZipFile(data / "policeuk" / "west-yorkshire.zip") as zipped:
        zipped.extractall(tmp_path / "wy")
    return Archive(tmp_path / "wy")


STREET = "2016-07-west-yorkshire-street.csv"


def test_street_file_without_its_column(archive: Archive) -> None:
    archive.spoil(lambda text: text.replace(b"LSOA code", b"LSOA_code", 1))
    check(archive.caught(), STREET, "area", "LSOA code", "Did you mean 'LSOA_code'?")


def test_street_file_without_names_of_columns(archive: Archive) -> None:
    archive.spoil(lambda text: text.split(b"\n", 1)[1])
    error = archive.caught()
    check(error, STREET, "row 1", None, "Add a first row with a name for each column")
    assert "West Yorkshire Police" not in str(error)


def test_street_file_of_another_month(archive: Archive) -> None:
    archive.spoil(lambda text: text.replace(b",2016-07,", b",2016-08,"))
    check(archive.caught(), STREET, "'Month'", None, "file of that month")


def test_street_months_that_are_none(archive: Archive) -> None:
    archive.spoil(lambda text: text.replace(b",2016-07,", b",July 2016,"))
    error = archive.caught()
    check(error, STREET, "'Month'", None, "period_format")
    assert "July" not in str(error)


def test_street_file_twice(archive: Archive) -> None:
    other = archive.folder / "again"
    other.mkdir()
    shutil.copy(archive.path, other)
    error = archive.caught()
    check(error, STREET, "west-yorkshire 2016-07", None, "Remove it or")


def test_street_file_that_is_empty(archive: Archive) -> None:
    archive.spoil(lambda text: b"")
    error = archive.caught()
    check(error, STREET, "", None, "Download the archive again")


def test_street_crimes_twice(archive: Archive) -> None:
    archive.spoil(lambda text: text + text.split(b"\n", 1)[1])
    check(archive.caught(), STREET, "'Crime ID'", None, "Remove the repeated rows")


def test_street_row_with_a_comma_too_many(archive: Archive) -> None:
    lines = archive.path.read_bytes().split(b"\r\n")
    lines[40] = lines[40].replace(b",E01", b",secret,E01")
    archive.path.write_bytes(b"\r\n".join(lines))
    error = archive.caught(max_rejected=0.0)
    check(error, STREET, "row 41, 'LSOA code'", None, "double quotes")
    assert "secret" not in str(error)


def test_street_file_in_no_month(archive: Archive) -> None:
    archive.path.rename(archive.path.with_name("2016-17-west-yorkshire-street.csv"))
    check(archive.caught(), "2016-17-west-yorkshire-street.csv", "file name", "2016-17", "names")


def test_half_a_zip(data: Path, tmp_path: Path) -> None:
    whole = (data / "policeuk" / "west-yorkshire.zip").read_bytes()
    path = tmp_path / "wy.zip"
    path.write_bytes(whole[: len(whole) // 2])
    error = caught(CountTable("wy", path, "police-uk"))
    check(error, "wy.zip", "", "", "Download the archive again")


def test_zip_with_a_damaged_member(data: Path, tmp_path: Path) -> None:
    whole = bytearray((data / "policeuk" / "west-yorkshire.zip").read_bytes())
    whole[200_000:200_200] = bytes(200)
    path = tmp_path / "wy.zip"
    path.write_bytes(whole)
    error = caught(CountTable("wy", path, "police-uk"))
    check(error, STREET, "", "", "Download the archive again")


def test_archive_without_street_files(archive: Archive) -> None:
    for path in archive.folder.rglob("*-street.csv"):
        path.rename(path.with_name(path.name.replace("street", "outcomes")))
    error = archive.caught()
    check(error, "wy", "", None, "as downloaded")


def incidents(archive: Archive) -> CountTable:
    """One month's street file, read as a table of incidents."""
    path = archive.path.rename(archive.folder.parent / "incidents.csv")
    return CountTable(
        "wy", path, "incidents", area="LSOA code", period="Month", id="Crime ID",
        categories=("Crime type",), max_rejected=0.0,
    )  # fmt: skip


def test_incidents_without_names_of_columns(archive: Archive) -> None:
    table = incidents(archive)
    table.file.write_bytes(table.file.read_bytes().split(b"\n", 1)[1])
    error = caught(table)
    check(error, "incidents.csv", "row 1", None, "Add a first row with a name for each column")
    assert "West Yorkshire" not in str(error) and "2016" not in str(error)


def test_an_incident_with_a_date_that_is_none(archive: Archive) -> None:
    table = incidents(archive)
    lines = table.file.read_bytes().split(b"\r\n")
    kept = [line for line in lines if b",E01" in line]
    kept[30] = kept[30].replace(b"2016-07", b"sometime")
    table.file.write_bytes(b"\r\n".join([lines[0], *kept, b""]))
    error = caught(table)
    check(error, "incidents.csv", "row 32, 'Month'", None, "period_format")
    assert "sometime" not in str(error)


def test_lsoas_of_another_census(archive: Archive) -> None:
    known = ("E01099999",)
    table = CountTable("wy", archive.folder, "police-uk")
    error = caught(table, areas=Areas(known, known, ("",)))
    check(error, STREET, "'LSOA code'", None, "same codes of the same year")
    assert "E010" not in str(error)


# ------------------------------------------------------------------ maps


@pytest.fixture
def geojson(data: Path, tmp_path: Path) -> Path:
    """Redbridge's wards as GeoJSON in longitude and latitude."""
    meta, _, shapes, fields = pyogrio.raw.read(
        data / "london" / "wards2025.gpkg", where="borough = 'Redbridge'"
    )
    path = tmp_path / "map.geojson"
    metric = AreaSource(tmp_path / "map.gpkg", id="wardcode")
    pyogrio.raw.write(
        metric.file, shapes, fields, meta["fields"], geometry_type="MultiPolygon", crs=meta["crs"]
    )
    import pyproj

    onto = pyproj.Transformer.from_crs(meta["crs"], "EPSG:4326", always_xy=True)
    degrees = shapely.transform(
        shapely.from_wkb(shapes), lambda x, y: onto.transform(x, y), interleaved=False
    )
    pyogrio.raw.write(
        path, shapely.to_wkb(degrees), fields, meta["fields"], geometry_type="MultiPolygon",
        crs="EPSG:4326",
    )  # fmt: skip
    return path


def map_error(path: Path, **changes: str) -> InputError:
    keys = {"file": path, "id": "wardcode", "name": "wardname", **changes}
    counts = section("[counts]", {"name": "c", "file": "c.csv", "layout": "wide", "area": "a"})
    return refused(path.parent, section("areas", keys), counts, outcome_section(ALL))


def spoil_map(path: Path, change: Callable[[list[Any]], Any]) -> None:
    """Change the features of a GeoJSON file."""
    content = json.loads(path.read_text())
    change(content["features"])
    path.write_text(json.dumps(content))


def test_the_map_is_whole_before_it_is_spoilt(geojson: Path) -> None:
    source = AreaSource(geojson, id="wardcode")
    degrees, _ = read_areas(source, 30.0)
    metric, _ = read_areas(replace(source, file=geojson.with_suffix(".gpkg")), 30.0)
    assert degrees.ids == metric.ids and len(degrees) == 22
    assert degrees.pairs.tolist() == metric.pairs.tolist()


def test_ward_twice_in_the_map(geojson: Path) -> None:
    spoil_map(geojson, lambda wards: wards.append(wards[3]))
    check(map_error(geojson), "map.geojson", "row 23, 'wardcode'", "E050", "one row and one id")


def test_ward_without_a_code(geojson: Path) -> None:
    spoil_map(geojson, lambda wards: wards[3]["properties"].update(wardcode=None))
    check(map_error(geojson), "map.geojson", "row 4, 'wardcode'", None, "Fill in the id")


def test_ward_without_an_outline(geojson: Path) -> None:
    spoil_map(geojson, lambda wards: wards[3].update(geometry=None))
    check(map_error(geojson), "map.geojson", "row 4", "E050", "Give every area a polygon")


def test_ward_that_is_a_point(geojson: Path) -> None:
    point = {"type": "Point", "coordinates": [0.08, 51.56]}
    spoil_map(geojson, lambda wards: wards[3].update(geometry=point))
    check(map_error(geojson), "map.geojson", "row 4", "E050", "Give every area a polygon")


def test_map_without_its_column(geojson: Path) -> None:
    error = map_error(geojson, name="ward_name")
    check(error, "map.geojson", "areas.name", "ward_name", "Did you mean 'wardname'?")


def test_map_without_its_layer(geojson: Path) -> None:
    error = map_error(geojson.with_suffix(".gpkg"), layer="wards")
    check(error, "map.gpkg", "layer", "wards", "The layers are: map")


def test_half_a_map(geojson: Path) -> None:
    geojson.write_text(geojson.read_text()[:5000])
    check(map_error(geojson), "map.geojson", "", "", "Give a GeoPackage")


def test_a_map_that_is_no_map(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    shutil.copy(data / "london" / WARD_FILE, path)
    check(map_error(path), "map.gpkg", "", None, "Give a GeoPackage")


def test_wards_that_cross_themselves_are_mended(geojson: Path) -> None:
    """No error: the outline is mended, and said to be."""

    def cross(wards: list[Any]) -> None:
        ring = wards[3]["geometry"]["coordinates"][0][0]
        ring[10], ring[40] = ring[40], ring[10]

    spoil_map(geojson, cross)
    areas, (record,) = read_areas(AreaSource(geojson, id="wardcode"), 30.0)
    assert len(areas) == 22
    assert "1 area was invalid" in notices(record)[0] and areas.ids[3] in notices(record)[0]


# ------------------------------------------------------------------ how many there are


def test_forty_kinds_of_spoilt_files_and_no_error_of_the_study_files_keys() -> None:
    """Each spoils a copy of a published file, and `check`s the one error of a whole run."""
    checks = {"caught", "map_error"}
    kinds = [
        name
        for name, function in globals().items()
        if name.startswith("test_")
        and "check" in function.__code__.co_names
        and checks & set(function.__code__.co_names)
    ]
    print(f"{len(kinds)} kinds of spoilt files, every one a copy of a published file")
    assert len(kinds) >= 40


# ------------------------------------------------------------------ read, not an error


def reads_alike(table: CountTable, clean: CountTable) -> tuple[str, ...]:
    """The codes of what was done to read a spoilt table; its panel is that of the clean one."""
    spoilt, whole = (read_counts([source], (ALL,), None, NOWHERE) for source in (table, clean))
    assert spoilt.areas.ids == whole.areas.ids
    assert (spoilt.panel.periods == whole.panel.periods).all()
    assert (spoilt.panel.counts == whole.panel.counts).all()
    assert (spoilt.panel.covered == whole.panel.covered).all()
    return tuple(remark.code for remark in spoilt.records[0].remarks)


@pytest.fixture
def clean(redbridge: pl.DataFrame, tmp_path: Path) -> CountTable:
    return Wards(tmp_path / "clean.csv", redbridge).text()


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("titles", lambda text: "Recorded crime by ward,,\n\n" + text),
        ("titles", lambda text: "Recorded crime" + "," * 170 + "\n" + text),
        ("notes", lambda text: text + "Source: Metropolitan Police Service\n"),
        ("separator", lambda text: text.replace(",", ";")),
    ],
)
def test_what_stands_round_a_table_is_left_aside(
    wards: Wards, clean: CountTable, code: str, spoil: Callable[[str], str]
) -> None:
    assert code in reads_alike(wards.text(spoil), clean)


def test_utf_16_from_a_spreadsheet(wards: Wards, clean: CountTable) -> None:
    table = wards.text()
    table.file.write_bytes(table.file.read_text().encode("utf-16"))
    assert "encoding" in reads_alike(table, clean)


def test_titles_above_the_table_in_a_workbook(wards: Wards, clean: CountTable) -> None:
    path = wards.path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet("Wards")
        sheet.write(0, 0, "Recorded crime by ward")
        for row, line in enumerate([wards.frame.columns, *wards.frame.rows()], 3):
            sheet.write_row(row, 0, line)
    assert "titles" in reads_alike(replace(WARDS, file=path), clean)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_suppressed_count_is_no_data_and_nothing_else_changes(
    wards: Wards, clean: CountTable, suffix: str
) -> None:
    table = wards.cell(9, "201606", "<5")
    if suffix == ".xlsx":
        table = replace(table, file=wards.path.with_suffix(".xlsx"))
        wards.frame.write_excel(table.file)
    spoilt, whole = (read_counts([source], (ALL,), None, NOWHERE) for source in (table, clean))
    lost = whole.panel.covered & ~spoilt.panel.covered
    area, month = spoilt.areas.ids.index(wards.frame["wardcode"][7]), 12 * 2016 + 5
    assert np.argwhere(lost).tolist() == [[0, area, month - int(spoilt.panel.periods[0])]]
    assert (spoilt.panel.counts == np.where(lost, 0, whole.panel.counts)).all()
    (notice,) = [remark for remark in spoilt.records[0].remarks if remark.code == "suppressed"]
    assert [notice[name].value for name in ("cells", "bounded", "low", "high")] == [1, 1, 0, 4]


# ------------------------------------------------------------------ planted, not an error


def test_planted_fraud_and_a_removed_month_leave_the_rest_right(wards: Wards) -> None:
    """50 NFIB FRAUD counts in the base are left out, and a month taken out is a gap."""
    outcome = picks("all", without=["NFIB FRAUD"])
    whole = read_counts([wards.text()], (outcome,), None, NOWHERE).panel
    fraud = wards.frame.filter(pl.col("wardcode") == "E05011247").head(1)
    planted = fraud.with_columns(
        majortext=pl.lit("NFIB FRAUD"), minortext=pl.lit("NFIB"), **{"201606": pl.lit("50")}
    )
    wards.frame = pl.concat([wards.frame, planted]).drop("201609")
    spoilt = read_counts([wards.text()], (outcome,), None, NOWHERE).panel
    gap = 12 * 2016 + 8 - int(whole.periods[0])
    assert not spoilt.covered[:, :, gap].any()
    kept = [t for t in range(len(whole.periods)) if t != gap]
    assert (spoilt.counts[:, :, kept] == whole.counts[:, :, kept]).all()
    assert spoilt.covered[:, :, kept].all()
