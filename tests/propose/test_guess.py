"""Guesses by values: what order columns stand in and what they are called changes nothing."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.propose.filled import accepted, made
from waterbed.model.errors import InputError
from waterbed.propose.columns import column_of
from waterbed.propose.guess import ASKED
from waterbed.propose.guess_keys import absent, categories, coordinates, incident_id
from waterbed.propose.guess_table import guess_table
from waterbed.read.tables.opener import open_frame, open_table

EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge" / "counts.parquet"
MONTHS = [f"{year}-{month:02d}" for year in (2015, 2016) for month in range(1, 13)]
CODES = [f"E0500{k:04d}" for k in range(30)]


def long_table():
    rng = random.Random(1)
    return pl.DataFrame(
        [
            {"ward": code, "when": month, "what": kind, "n": rng.randrange(60)}
            for code in CODES
            for month in MONTHS
            for kind in ("Burglary", "Theft")
        ]
    ).with_columns(pl.col("ward").replace_strict(CODES, [f"Ward {c}" for c in CODES]).alias("name"))


def incident_table(rows=3000):
    rng = random.Random(2)
    return pl.DataFrame(
        {
            "ref": [f"X{k:06d}" for k in range(rows)],
            "seen": [f"{rng.choice(MONTHS)}-{rng.randrange(1, 29):02d} {rng.randrange(24):02d}:15"
                     for _ in range(rows)],
            "ward": [rng.choice(CODES) for _ in range(rows)],
            "kind": [rng.choice(["Burglary", "Theft", "Robbery"]) for _ in range(rows)],
            "surname": [f"Person{rng.randrange(1500)}" for _ in range(rows)],
            "age": [str(rng.randrange(16, 80)) for _ in range(rows)],
        }
    )  # fmt: skip


def understood(frame):
    """Layout, and keys by the position that their columns have in `frame`."""
    found = guess_table(open_frame(frame, "the table"), (), ())
    at = {name: k for k, name in enumerate(frame.columns)}
    keys = {
        key: at.get(str(guess.value), guess.value if guess.sure != ASKED else guess.sure)
        for key, guess in found.guesses.items()
    }
    return found.layout, keys, [at[one.name] for one in categories(found)], absent(found).value


TABLES = {"long": long_table(), "wide": pl.read_parquet(EXAMPLE)}


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.randoms(use_true_random=False))
def test_order_and_names_of_columns_change_nothing(name, seed):
    frame = TABLES[name]
    few = list(frame.columns)
    seed.shuffle(few)
    shuffled = frame.select(few)
    new = {old: f"col {seed.randrange(10**6)} {k}" for k, old in enumerate(few)
           if not old.isdigit()}  # fmt: skip
    layout, keys, kinds, rest = understood(shuffled.rename(new))
    names = dict(enumerate(few))
    told = {key: names[at] if isinstance(at, int) else at for key, at in keys.items()}
    plain = understood(frame)
    there = dict(enumerate(frame.columns))
    expected = {key: there[at] if isinstance(at, int) else at for key, at in plain[1].items()}
    assert (layout, told, [names[k] for k in kinds], rest) == (
        plain[0], expected, [there[k] for k in plain[2]], plain[3],
    )  # fmt: skip
    assert ASKED not in told.values()


def test_incidents_are_told_by_dates_without_counts():
    found = guess_table(open_frame(incident_table(), "x"), (), ())
    assert found.layout == "incidents"
    assert {key: guess.value for key, guess in found.guesses.items() if key != "layout"} == {
        "area": "ward", "period": "seen", "period_format": found.guesses["period_format"].value,
    }  # fmt: skip
    assert [one.name for one in categories(found)] == ["kind"]
    reference = incident_id(found)
    assert reference is not None and reference.value == "ref"


def test_counts_alike_in_all_rows_are_counts():
    """As a figure of each area they were left aside, and each row was read as one incident."""
    frame = pl.DataFrame(
        [{"ward": code, "month": month, "offences": 7} for code in CODES[:4] for month in MONTHS]
    )
    found = guess_table(open_frame(frame, "x"), (), ())
    assert found.layout == "long" and found.guesses["count"].value == "offences"


def test_repeated_references_are_asked():
    frame = incident_table()
    twice = pl.concat([frame, frame.head(60)])
    reference = incident_id(guess_table(open_frame(twice, "x"), (), ()))
    assert reference is not None and reference.sure == ASKED and "60 rows" in reference.how


def test_days_and_months_that_cannot_be_told_apart_are_asked():
    days = [f"{a:02d}/{b:02d}/2016" for a in range(1, 13) for b in range(1, 13)]
    assert len(column_of(pl.Series("day", days)).ways) == 2
    clear = column_of(pl.Series("day", [*days, "28/02/2016"] * 2))
    assert clear.ways == ("DD/MM/YYYY",) and clear.at is not None
    firsts = column_of(pl.Series("day", [f"01/{b:02d}/2016" for b in range(1, 13)]))
    assert firsts.ways == ("DD/MM/YYYY",)


def test_numbers_are_not_taken_for_periods():
    assert not column_of(pl.Series("n", [1, 2014, 300, 2016, 5])).ways
    assert not column_of(pl.Series("n", ["199", "201", "204"])).ways
    assert column_of(pl.Series("y", [2014, 2015, 2016])).ways == ("YYYY",)


def test_coordinates_are_told_by_name_and_range():
    frame = pl.DataFrame({"Easting": ["543210", "544000"], "Northing": ["186000", "187250"]})
    found = coordinates([column_of(frame[name]) for name in frame.columns])
    assert found and [one.value for one in found] == ["Easting", "Northing", "EPSG:27700"]
    swapped = frame.rename({"Easting": "latitude", "Northing": "longitude"})
    assert coordinates([column_of(swapped[name]) for name in swapped.columns]) is None


def test_missing_periods_among_zeros_are_asked():
    frame = long_table()
    assert absent(guess_table(open_frame(frame, "x"), (), ())).value == "zero"
    thinned = guess_table(open_frame(frame.sample(fraction=0.5, seed=1), "x"), (), ())
    assert absent(thinned).sure == ASKED
    no_zeros = frame.filter(pl.col("n") > 0)
    assert absent(guess_table(open_frame(no_zeros, "x"), (), ())).value == "zero"


def test_two_columns_of_counts_are_asked():
    frame = long_table().with_columns((pl.col("n") * 2).alias("m"))
    unnamed = frame.rename({"n": "a", "m": "b"})
    assert guess_table(open_frame(unnamed, "x"), (), ()).guesses["count"].sure == ASKED
    frame = frame.rename({"m": "count"})
    assert guess_table(open_frame(frame, "x"), (), ()).guesses["count"].sure == ASKED
    named = frame.rename({"count": "population seen"})
    assert guess_table(open_frame(named, "x"), (), ()).guesses["count"].value == "n"


def test_a_table_without_periods_is_refused(data):
    opened = open_table(data / "london" / "imd2019-london-lsoa2011.csv")
    with pytest.raises(InputError, match="no column holds months or dates"):
        guess_table(opened, (), ())


def test_a_year_with_its_month_in_another_column_is_refused():
    frame = long_table().with_columns(
        pl.col("when").str.slice(0, 4).alias("year"), pl.col("when").str.slice(5).alias("month")
    )
    with pytest.raises(InputError, match="the year and the month stand in two columns"):
        guess_table(open_frame(frame.drop("when"), "x"), (), ())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_accepted_once_filled_or_nothing_is(data, tmp_path_factory):
    """Random tables: `new` refuses, or `check` reads the study when the marks are filled."""
    folder = tmp_path_factory.mktemp("new")
    draw = data.draw
    frame = draw(st.sampled_from([long_table(), incident_table(800)]))
    frame = frame.sample(fraction=draw(st.floats(0.2, 1)), seed=draw(st.integers(0, 99)))
    for column in draw(st.sets(st.sampled_from(frame.columns), max_size=2)):
        frame = frame.drop(column)
    if draw(st.booleans()):
        name = draw(st.sampled_from(frame.columns))
        every = draw(st.sampled_from([3, 30, 300]))
        keep = pl.Series([k % every != 0 for k in range(frame.height)])
        frame = frame.with_columns(pl.when(keep).then(pl.col(name)).alias(name))
    frame.write_csv(folder / "counts.csv")
    try:
        new = made(folder, folder / "counts.csv")
    except InputError:
        return
    table = new.raw["counts"][0]
    truth = {"area": "ward", "period": "when" if "when" in frame.columns else "seen", "count": "n"}
    asked = [key for key in truth if str(table.get(key)).startswith("FILL")]
    if not {truth[key] for key in asked} <= set(frame.columns):
        return
    rows = frame.filter(pl.col(truth["area"]).is_not_null()) if "ward" in frame.columns else frame
    first = str(rows["ward"].min()) if "ward" in frame.columns else new.counts.areas.ids[0]
    filled = accepted(new, start="2016-01", target=first, **{key: truth[key] for key in asked})
    assert not filled.study.to_fill


def test_a_total_beside_other_numbers_is_asked(tmp_path):
    """The total may be a cumulative one, or that of the columns beside it."""
    frame = long_table().rename({"n": "Total"}).with_columns(pl.col("Total").alias("In month") // 2)
    found = guess_table(open_frame(frame, "c"), (), ())
    assert found.guesses["count"].sure == ASKED
    assert set(found.guesses["count"].candidates) == {"Total", "In month"}


@pytest.mark.parametrize("written", ["%B", "%b"])
def test_a_year_and_the_name_of_a_month_in_two_columns_are_refused(written):
    when = pl.col("when").str.to_date("%Y-%m")
    parts = [when.dt.year().alias("Year"), when.dt.strftime(written).alias("Month")]
    frame = long_table().with_columns(parts).drop("when")
    with pytest.raises(InputError, match="two columns"):
        guess_table(open_frame(frame, "c"), (), ())


def test_an_answer_about_dates_that_cannot_be_so_leaves_a_wide_table_as_it_is():
    names = ["ward", *(f"2020-{month:02d}" for month in range(1, 13))]
    opened = open_frame(
        pl.DataFrame([["A", *range(12)], ["B", *range(12)]], names, orient="row"), "c"
    )
    for way in ("DD/MM/YYYY", "YYYY-MM"):
        table = guess_table(opened, (), (), said={"period_format": way})
        assert table.guesses["period_format"].value == "YYYY-MM" and table.layout == "wide"
