"""`waterbed new` on published tables: the guess is what one would write by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from tests.propose.filled import accepted, made
from waterbed.analysis.understand import understand

EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge"
SHARED = ("layout", "area", "categories", "period_format", "absent")


def counts_of(new, *keys):
    return {key: new.raw["counts"][0].get(key) for key in keys or SHARED}


def test_the_worked_example_is_guessed_as_it_was_written_by_hand(tmp_path):
    new = made(
        tmp_path,
        EXAMPLE / "counts.parquet",
        areas=EXAMPLE / "areas.csv",
        neighbours=EXAMPLE / "neighbours.csv",
        places=("Loxford",),
        kind="police operation",
        start="2017-04",
    )
    hand = tomllib.loads((EXAMPLE / "study.toml").read_text())
    assert counts_of(new, *SHARED, "date") == {
        key: hand["counts"][0][key] for key in (*SHARED, "date")
    }
    for key in ("id", "name", "group"):
        assert new.raw["areas"][key] == hand["areas"][key]
    operation = hand["interventions"][0]
    guessed = new.raw["interventions"][0]
    assert guessed["target"] == operation["target"]
    zone, by_hand = guessed["zones"][0], operation["zones"][0]
    assert (zone["touching"], zone["tolerance"]) == (by_hand["touching"], by_hand["tolerance"])
    windows = [(one["base"], one["post"]) for one in new.raw["rule"]["windows"]]
    assert windows == [(hand["rule"]["windows"][0]["base"], hand["rule"]["windows"][0]["post"])]
    accepted(new)
    found = understand(new.file)
    assert {one.role: one.areas for one in found.roles}["next door"] == 8
    assert [one.testable for one in found.claims] == [True, True, True]


def test_wards_by_month_with_a_map(data, tmp_path):
    new = made(
        tmp_path,
        data / "london" / "mps-recorded-crime-ward-historical.parquet",
        areas=data / "london" / "wards2025.gpkg",
        places=("Redbridge",),
        start="2018-08-21",
    )
    assert counts_of(new) == {
        "layout": "wide",
        "area": "wardcode",
        "categories": ["majortext", "minortext"],
        "period_format": "YYYYMM",
        "absent": "zero",
    }
    assert new.raw["areas"]["group"] == "borough"
    assert new.raw["interventions"][0]["target"] == {"group": "Redbridge"}
    assert new.raw["outcomes"][0]["exclude"] == ["NFIB FRAUD"]
    sexual = next(one for one in new.raw["outcomes"] if one["id"] == "sexual offences")
    assert sexual["sensitive"] is True
    window = new.raw["rule"]["windows"][0]
    assert (window["base"], window["post"]) == (["2017-08", "2018-07"], ["2018-09", "2019-08"])
    assert accepted(new).study.interventions[0].target_group == "Redbridge"


def test_lsoas_are_named_by_the_beginning_of_their_names(data, tmp_path):
    new = made(
        tmp_path,
        data / "london" / "mps-recorded-crime-lsoa.parquet",
        places=("Redbridge 032",),
        start="2025-01",
    )
    assert counts_of(new) == {
        "layout": "wide",
        "area": "lsoa_code",
        "categories": ["major_category", "minor_category"],
        "period_format": "YYYYMM",
        "absent": "zero",
    }
    codes = ["E01003729", "E01003730", "E01003732", "E01003733", "E01034482", "E01034483"]
    assert new.raw["interventions"][0]["target"] == [*codes, "E01034484"]
    assert "zones" not in new.raw["interventions"][0]
    window = new.raw["rule"]["windows"][0]
    assert (window["base"], window["post"]) == (["2024-02", "2024-12"], ["2025-01", "2025-11"])
    assert len(accepted(new).areas) == len(new.counts.areas) == 4988


def test_years_in_a_long_table(data, tmp_path):
    new = made(
        tmp_path,
        data / "london" / "mps-recorded-crime-lsoa2011-annual.parquet",
        places=("E01003729",),
        start="2016-01",
    )
    assert counts_of(new, *SHARED, "period", "count") == {
        "layout": "long",
        "area": "LSOA11CD",
        "categories": ["category"],
        "period_format": "YYYY",
        "absent": "zero",
        "period": "year",
        "count": "count",
    }
    assert new.raw["rule"]["windows"][0]["base"] == ["2015-01", "2015-12"]
    assert len(accepted(new).areas) == 4829


def test_two_dates_and_repeated_names_are_asked(data, tmp_path):
    """Ward names repeat across boroughs, and of two dates none is taken."""
    frame = pl.scan_parquet(data / "london" / "mps-vawg-offences.parquet")
    years = pl.col("recorded_date_months").dt.year().is_between(2017, 2019)
    frame = frame.filter(years).collect()
    frame.write_parquet(tmp_path / "vawg.parquet")
    new = made(tmp_path, tmp_path / "vawg.parquet", kind="patrol")
    table = new.raw["counts"][0]
    assert table["area"].startswith("FILL IN: one of 'ward_name_clean_2'")
    assert table["period"].startswith("FILL IN: one of 'recorded_date_months'")
    assert (table["layout"], table["count"], table["period_format"]) == ("long", "count", "date")
    assert new.raw["outcomes"] == [
        {"id": "everything", "include": [{"sheet": "Offence count location"}]}
    ]
    found = accepted(
        new,
        area="borough_name",
        period="recorded_date_months",
        start="2018-08",
        target="Redbridge",
    )
    placed = ~pl.col("borough_name").is_in(["Other", "Unknown"]) & (
        pl.col("sheet") == "Offence count location"
    )
    by_ward = frame.filter(placed)["count"].sum()
    assert found.counts.panel.counts.sum() == by_ward < frame["count"].sum()


def test_an_archive_of_police_uk(data, tmp_path):
    new = made(tmp_path, data / "policeuk" / "west-yorkshire.zip", places=("Leeds 111B",))
    table = new.raw["counts"][0]
    assert table["layout"] == "police-uk" and table["published"] is True
    assert {"area", "period", "categories", "period_format", "absent"}.isdisjoint(table)
    assert new.raw["interventions"][0]["target"] == ["E01033010"]
    assert {"burglary", "violence and sexual offences"} & {
        one["id"].lower() for one in new.raw["outcomes"]
    }
    assert len(accepted(new, start="2017-08").areas) == len(new.counts.areas)


@pytest.mark.parametrize("name", ["wards2025.gpkg", "lsoa2021.gpkg", "lsoa2011.gpkg"])
def test_maps_of_the_wrong_areas_leave_the_column_open(data, tmp_path, name):
    """Counts by borough lie on none of these maps."""
    new = made(
        tmp_path,
        data / "london" / "mps-recorded-crime-borough-historical.parquet",
        areas=data / "london" / name,
    )
    assert str(new.raw["counts"][0]["area"]).startswith("FILL IN")
    assert new.counts is None
