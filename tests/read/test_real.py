"""Published data as they come: exact figures."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xlsxwriter

from tests.read.made import ALL, NOWHERE, cells, picks
from tests.support.told import notices
from waterbed.model.areas import Areas
from waterbed.model.months import Months, month
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read import CountsRead, panel_from_frame, read_areas, read_counts
from waterbed.read.tables.rejects import STAND_IN

LOXFORD = "E05011247"
BEFORE, AFTER = Months.parse("2016-04", "2016-12"), Months.parse("2017-04", "2017-12")
OUTCOMES = (
    picks("all", without=["NFIB FRAUD"]),
    picks("sexual", "SEXUAL OFFENCES"),
    picks("robbery", "ROBBERY"),
    picks("violence", "VIOLENCE AGAINST THE PERSON"),
)
WARD_FILE = "mps-recorded-crime-ward-historical.parquet"


def ward_table(path: Path, **changes: str) -> CountTable:
    return CountTable(
        "wards", path, "wide", area="wardcode", categories=("majortext", "minortext"),
        period_format="YYYYMM", published=True, **changes,
    )  # fmt: skip


@pytest.fixture(scope="module")
def london(data: Path) -> Path:
    return data / "london"


@pytest.fixture(scope="module")
def wards(london: Path) -> Areas:
    source = AreaSource(london / "wards2025.gpkg", id="wardcode", name="wardname", group="borough")
    return read_areas(source, 30.0)[0]


@pytest.fixture(scope="module")
def ward_counts(london: Path, wards: Areas) -> CountsRead:
    return read_counts([ward_table(london / WARD_FILE)], OUTCOMES, wards, NOWHERE)


def test_wards_beside_loxford(wards: Areas) -> None:
    at = wards.index()[LOXFORD]
    near = {
        wards.ids[j if i == at else i]: gap
        for (i, j), gap in zip(wards.pairs.tolist(), wards.gaps.tolist(), strict=True)
        if at in (i, j)
    }
    assert len(near) == 8
    assert sorted(near.values())[:7] == [0.0] * 7
    assert near["E05013926"] == pytest.approx(14.272, abs=0.0005)
    assert wards.names[wards.index()["E05013926"]] == "Wall End"
    assert wards.reach == 30.0


def test_ward_figures(ward_counts: CountsRead, wards: Areas) -> None:
    at = wards.index()[LOXFORD]
    assert ward_counts.panel.total(BEFORE)[:, at].tolist() == [899, 33, 45, 277]
    assert ward_counts.panel.total(AFTER)[:, at].tolist() == [965, 23, 48, 305]


def test_ward_coverage(ward_counts: CountsRead, wards: Areas) -> None:
    panel = ward_counts.panel
    assert panel.span == Months.parse("2010-04", "2024-02")
    with_data = panel.covered.any(axis=(0, 2))
    assert with_data.sum() == 679
    missing = {wards.groups[i] for i in np.flatnonzero(~with_data)}
    assert missing == {"City of London"} and (~with_data).sum() == 5
    assert panel.covered[:, with_data].all()
    assert panel.counts[0].sum() == 10_983_038 - 1  # one NFIB FRAUD in 202402


def test_heathrow_is_summed_with_a_notice(ward_counts: CountsRead, london: Path) -> None:
    (record,) = ward_counts.records
    assert (record.rows, record.rejected) == (21_118, 0)
    assert len(notices(record)) == 1
    assert "27 keys" in notices(record)[0] and "lookup_boroughname" in notices(record)[0]
    frame = pl.read_parquet(london / WARD_FILE).filter(pl.col("wardcode") == "E05013570")
    at = ward_counts.panel.areas.index("E05013570")
    months = [name for name in frame.columns if name.isdigit()]
    assert ward_counts.panel.counts[0, at].tolist() == list(frame.select(months).sum().row(0))


def test_all_pairs_against_a_slow_count(london: Path, ward_counts: CountsRead) -> None:
    """Robbery of every ward and month, summed in a loop."""
    frame = pl.read_parquet(london / WARD_FILE)
    months = [name for name in frame.columns if name.isdigit()]
    sums: dict[str, np.ndarray] = {}
    for row in frame.filter(pl.col("majortext") == "ROBBERY").iter_rows(named=True):
        line = np.array([row[name] for name in months])
        sums[row["wardcode"]] = sums.get(row["wardcode"], 0) + line
    compared = 0
    for a, ward in enumerate(ward_counts.panel.areas):
        if ward in sums:
            assert (ward_counts.panel.counts[2, a] == sums[ward]).all()
            compared += 1
    assert compared > 600


def test_boroughs(london: Path) -> None:
    table = CountTable(
        "b", london / "mps-recorded-crime-borough-historical.parquet", "wide",
        area="boroughname", categories=("majortext",), period_format="YYYYMM",
    )  # fmt: skip
    counts = read_counts([table], (ALL,), None, NOWHERE)
    lost = pl.read_parquet(table.file).filter(pl.col("boroughname") == "Unknown")
    months = [name for name in lost.columns if name.isdigit()]
    nowhere = lost.select(pl.sum_horizontal(months).sum()).item()
    assert nowhere > 200_000 and counts.panel.counts.sum() == 11_213_684 - nowhere
    assert len(counts.areas) == 33 and counts.panel.covered.all()
    assert counts.records[0].rejected == lost.height
    assert counts.records[0].rows == 1085


def lsoa_table(london: Path, **changes: int) -> CountTable:
    return CountTable(
        "lsoa", london / "mps-recorded-crime-lsoa.parquet", "wide", area="lsoa_code",
        categories=("major_category",), period_format="YYYYMM", **changes,
    )  # fmt: skip


def test_lsoas(london: Path) -> None:
    counts = read_counts([lsoa_table(london)], (ALL, picks("r", "ROBBERY")), None, NOWHERE)
    assert counts.panel.counts[0].sum() == 1_730_432
    assert len(counts.areas) == 4988
    assert counts.panel.span == Months.parse("2024-02", "2026-02")
    assert counts.panel.covered.all()  # an area without a row of robberies had none


def test_annual_lsoas_have_their_dropped_zeros(london: Path) -> None:
    table = CountTable(
        "annual", london / "mps-recorded-crime-lsoa2011-annual.parquet", "long", area="LSOA11CD",
        period="year", count="count", categories=("category",), period_format="YYYY",
    )  # fmt: skip
    counts = read_counts([table], (ALL, picks("arson", "arson")), None, NOWHERE)
    panel = counts.panel
    assert panel.step == 12 and panel.span == Months.parse("2011-01", "2021-12")
    assert panel.counts[0].sum() == 8_436_014
    assert len(panel.areas) == 4829 and panel.covered.all()
    arson = pl.read_parquet(table.file).filter(pl.col("category") == "arson")
    assert panel.counts[1].sum() == arson["count"].sum()
    assert (panel.counts[1] == 0).sum() == 4829 * 11 - len(arson)


def test_an_outcome_that_a_table_lacks_is_no_data(london: Path, data: Path) -> None:
    """LSOA counts hold no sexual offences: suppressed at source, not zero."""
    boroughs = CountTable(
        "b", london / "mps-recorded-crime-borough-historical.parquet", "wide",
        area="boroughname", categories=("majortext",), period_format="YYYYMM",
        last=month("2024-01"),
    )  # fmt: skip
    outcomes = (picks("all", without=["NFIB FRAUD"]), picks("sexual", "SEXUAL OFFENCES"))
    counts = read_counts([boroughs, lsoa_table(london)], outcomes, None, NOWHERE)
    lsoas = np.array([area.startswith("E01") for area in counts.panel.areas])
    assert lsoas.sum() == 4988
    assert not counts.panel.covered[1, lsoas].any()
    assert counts.panel.covered[0, lsoas][:, -25:].all()


def test_west_yorkshire(data: Path) -> None:
    table = CountTable("wy", data / "policeuk" / "west-yorkshire.zip", "police-uk")
    asb = picks("asb", "Anti-social behaviour")
    counts = read_counts([table], (ALL, asb), None, NOWHERE)
    panel = counts.panel
    assert panel.span == Months.parse("2016-07", "2018-07") and len(panel.periods) == 25
    with_data = panel.covered[0].any(axis=0)
    assert np.flatnonzero(with_data).tolist() == [0, 12, 24]
    assert panel.covered[0][:, [0, 12, 24]].all() and len(panel.areas) == 1417
    (record,) = counts.records
    assert record.rows == 27_176 + 28_537 + 31_635
    assert record.rejected == 1347 + 1541 + 883
    assert panel.counts[0].sum(axis=0)[[0, 12, 24]].tolist() == [
        27_176 - 1347, 28_537 - 1541, 31_635 - 883,
    ]  # fmt: skip
    assert all(row.value is None for row in counts.rejected) and counts.rejected


def test_west_yorkshire_unpacked_is_the_same(data: Path, tmp_path: Path) -> None:
    zipped = data / "policeuk" / "west-yorkshire.zip"
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path)
    both = [
        read_counts([CountTable("wy", path, "police-uk")], (ALL,), None, NOWHERE)
        for path in (zipped, tmp_path)
    ]
    assert cells(both[0]) == cells(both[1])
    assert both[0].records[0].reasons == both[1].records[0].reasons
    assert both[0].records[0].sha256 != both[1].records[0].sha256


@pytest.fixture(scope="module")
def extract(london: Path) -> pl.DataFrame:
    """Redbridge's wards, as wide as they come."""
    frame = pl.read_parquet(london / WARD_FILE)
    return frame.filter(pl.col("lookup_boroughname") == "Redbridge")


@pytest.mark.parametrize("form", ["xlsx", "utf-8", "utf-8-sig", "latin-1", "frame", "pandas"])
def test_other_forms_give_the_same(
    extract: pl.DataFrame, tmp_path: Path, ward_counts: CountsRead, form: str
) -> None:
    frame = extract.with_columns(pl.col("wardname") + " ü")  # outside ASCII
    if form in ("frame", "pandas"):
        given = frame if form == "frame" else frame.to_dict(as_series=False)
        if form == "pandas":
            given = pytest.importorskip("pandas").DataFrame(given)
        counts = panel_from_frame(given, ward_table(Path("none")), OUTCOMES)
    else:
        table = ward_table(tmp_path / "wards.csv")
        if form == "xlsx":
            table = ward_table(tmp_path / "wards.xlsx", sheet="counts")
            write_workbook(table.file, frame)
        else:
            table.file.write_bytes(frame.write_csv().encode(form))
            if form == "latin-1":
                table = ward_table(table.file, encoding="latin-1")
        counts = read_counts([table], OUTCOMES, None, NOWHERE)
    at = [ward_counts.panel.areas.index(ward) for ward in counts.panel.areas]
    assert len(at) == 22
    assert (counts.panel.counts == ward_counts.panel.counts[:, at]).all()
    assert counts.panel.covered.all()


def write_workbook(path: Path, frame: pl.DataFrame) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("read me").write(0, 0, "Counts are on the other sheet.")
        sheet = book.add_worksheet("counts")
        for k, name in enumerate(frame.columns):
            sheet.write(0, k, int(name) if name.isdigit() else name)
            sheet.write_column(1, k, frame[name].to_list())


PLACED = ~pl.col("borough_name").is_in(["Other", "Unknown"])  # null where there is none


def test_vawg_by_recorded_month(london: Path) -> None:
    """Rows differ by the month of the offence, which is not used: summed, with a notice."""
    frame = pl.read_parquet(london / "mps-vawg-offences.parquet", columns=["sheet"])
    sheets = frame["sheet"].value_counts().sort("count", descending=True)
    place = Outcome("vawg", "vawg", (), ((("sheet", sheets["sheet"][0]),),))
    table = CountTable(
        "v", london / "mps-vawg-offences.parquet", "long", area="borough_name",
        period="recorded_date_months", count="count", categories=("sheet",), period_format="date",
        max_rejected=0.05,
    )  # fmt: skip
    counts = read_counts([table], (place,), None, NOWHERE)
    counted = pl.read_parquet(table.file).filter(pl.col("sheet") == sheets["sheet"][0])
    kept = counted.filter(PLACED)
    assert counts.panel.counts.sum() == kept["count"].sum()
    assert "date_committed_from_date_months" in " ".join(notices(counts.records[0]))


def test_offences_by_committed_month_reject_placeholders(london: Path) -> None:
    table = CountTable(
        "v", london / "mps-vawg-offences.parquet", "long", area="borough_name",
        period="date_committed_from_date_months", count="count", categories=("sheet",),
        period_format="date", date="offence", max_rejected=0.05,
    )  # fmt: skip
    frame = pl.read_parquet(table.file)
    sheet = frame["sheet"].value_counts().sort("count", descending=True)["sheet"][0]
    counts = read_counts([table], (Outcome("v", "v", (), ((("sheet", sheet),),)),), None, NOWHERE)
    used = frame.filter((pl.col("sheet") == sheet) & PLACED)
    committed = used["date_committed_from_date_months"]
    reasons = dict(counts.records[0].reasons)
    assert reasons["no-period"] == committed.null_count()
    assert reasons[STAND_IN] == (committed.dt.year() < 1901).sum() > 0
