"""Frames and periods as people hold them, read into panels; what is wrong is told in a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import waterbed as wb
from waterbed.model.errors import InputError, WaterbedError
from waterbed.model.months import Months, label, read_period

pd = pytest.importorskip("pandas")


class Arrow:
    """A frame that speaks the Arrow protocol and nothing else, as a pyarrow table may."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)


def long(periods: Any) -> dict[str, Any]:
    """Two areas with the counts 0, 1, 2... one after the other."""
    n = len(periods)
    return {"ward": ["a"] * n + ["b"] * n, "when": list(periods) * 2, "n": list(range(2 * n))}


@pytest.mark.parametrize(
    "written",
    ["2012 Q2", "2012-Q2", "2012Q2", "q2 2012", "Q2-2012", pd.Period("2012Q2")],
    ids=str,
)
def test_a_quarter_however_it_is_written(written: Any) -> None:
    assert read_period(written) == Months.parse("2012-04", "2012-06")


@pytest.mark.parametrize(
    "written",
    [2012, "2012", np.int64(2012), pd.Period("2012", "Y")],
    ids=str,
)
def test_a_year_however_it_is_written(written: Any) -> None:
    assert read_period(written) == Months.parse("2012-01", "2012-12")


@pytest.mark.parametrize(
    "written",
    ["2012-04", "Apr 2012", "04/2012", date(2012, 4, 9), pd.Timestamp("2012-04-01"),
     np.datetime64("2012-04-30"), pd.Period("2012-04", "M")],
    ids=str,
)  # fmt: skip
def test_a_month_however_it_is_written(written: Any) -> None:
    assert read_period(written) == Months.parse("2012-04", "2012-04")


@pytest.mark.parametrize("written", ["2012 Q5", "soon", "", None, 3.5, True, pd.NaT, [], 99999])
def test_what_is_no_period(written: Any) -> None:
    with pytest.raises(ValueError, match="is no"):
        read_period(written)


QUARTERS = {
    "texts": ["2012 Q1", "2012 Q2", "2012 Q3", "2012 Q4"],
    "first months": ["2012-01", "2012-04", "2012-07", "2012-10"],
    "first days": pd.date_range("2012-01-01", periods=4, freq="QS"),
    "last days": pd.date_range("2012-01-01", periods=4, freq="QE"),
    "periods": pd.period_range("2012Q1", periods=4, freq="Q"),
}


@pytest.mark.parametrize("form", QUARTERS)
@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow"])
def test_quarters_are_one_period_each(form: str, kind: str) -> None:
    frame: Any = pd.DataFrame(long(QUARTERS[form]))
    if form == "periods" and kind != "pandas":
        pytest.skip("pandas alone has periods")
    if kind != "pandas":
        frame = pl.DataFrame({key: list(frame[key]) for key in frame})
        frame = Arrow(frame) if kind == "arrow" else frame
    panel = wb.read_counts(frame, area="ward", period="when", count="n")
    assert panel.step == 3 and panel.covered.all()
    assert [label(int(one)) for one in panel.periods] == [
        "2012-01",
        "2012-04",
        "2012-07",
        "2012-10",
    ]
    assert panel.counts.tolist() == [[[0, 1, 2, 3], [4, 5, 6, 7]]]


def test_months_with_gaps_are_no_quarters() -> None:
    frame = pl.DataFrame(long(["2012-01", "2012-04", "2012-10"]))
    panel = wb.read_counts(frame, area="ward", period="when", count="n")
    assert panel.step == 1 and panel.covered.sum() == 6
    few = wb.read_counts(pl.DataFrame(long(["2012-01", "2012-04"])), area="ward", period="when",
                         count="n")  # fmt: skip
    assert few.step == 1


@pytest.mark.parametrize(
    ("periods", "step"),
    [(pd.period_range("2012", periods=3, freq="Y"), 12), ([2012, 2013, 2014], 12),
     ([2012.0, 2013.0, 2014.0], 12), (pd.date_range("2012-01-01", periods=3, freq="YE"), 12),
     (pd.date_range("2012-01-01", periods=3, freq="ME"), 1),
     (pd.period_range("2012", periods=3, freq="Y-MAR"), 12)],
    ids=["years", "numbers", "floats", "ends of years", "ends of months", "financial years"],
)  # fmt: skip
def test_years_and_months_of_pandas(periods: Any, step: int) -> None:
    panel = wb.read_counts(pd.DataFrame(long(periods)), area="ward", period="when", count="n")
    assert panel.step == step and panel.covered.all() and panel.counts.shape == (1, 2, 3)


def test_a_table_with_a_column_a_period_and_a_named_index() -> None:
    frame = pd.DataFrame(
        {"2012 Q1": [1, 2], "2012 Q2": [3, 4]}, index=pd.Index(["x", "y"], name="w")
    )
    panel = wb.read_counts(frame, area="w")
    assert panel.areas == ("x", "y") and panel.step == 3
    assert panel.counts.tolist() == [[[1, 3], [2, 4]]]


def test_incidents_are_counted_and_a_month_without_any_is_nought() -> None:
    days = pd.to_datetime(["2012-01-05", "2012-01-20", "2012-03-02"])
    frame = pd.DataFrame({"w": ["x", "x", "y"], "day": days, "kind": ["theft", "theft", "arson"]})
    panel = wb.read_counts(frame, area="w", period="day", outcome="kind")
    assert panel.outcomes == ("arson", "theft") and panel.covered.all()
    assert panel.counts.tolist() == [[[0, 0, 0], [0, 0, 1]], [[2, 0, 0], [0, 0, 0]]]
    assert wb.read_counts(frame, area="w", period="day").outcomes == ("incidents",)


def test_a_file_says_the_same_as_a_frame(tmp_path: Any) -> None:
    frame = pl.DataFrame(long(["2012-01", "2012-02", "2012-03"]))
    frame.write_csv(tmp_path / "counts.csv")
    asked = {"area": "ward", "period": "when", "count": "n"}
    one, other = wb.read_counts(frame, **asked), wb.read_counts(tmp_path / "counts.csv", **asked)
    assert one.areas == other.areas and (one.counts == other.counts).all()


def test_dates_that_may_be_of_two_months_are_asked_about() -> None:
    frame = pl.DataFrame(long(["01/02/2012", "02/03/2012", "03/04/2012"]))
    with pytest.raises(wb.InputError, match=r"period 'when': .*period_format='DD/MM/YYYY'"):
        wb.read_counts(frame, area="ward", period="when", count="n")
    panel = wb.read_counts(frame, area="ward", period="when", count="n",
                           period_format="MM/DD/YYYY")  # fmt: skip
    assert label(int(panel.periods[0])) == "2012-01"


def test_areas_come_from_a_frame_with_or_without_pairs() -> None:
    table = pd.DataFrame(
        {"code": ["a", "b", "c"], "called": ["A", "B", "C"], "in": ["x", "x", "y"]}
    )
    pairs = pl.DataFrame({"a": ["a", "c"], "b": ["b", "b"], "gap": [0.0, 40.0]})
    areas = wb.read_areas(table, id="code", name="called", group="in", neighbours=pairs)
    assert (areas.ids, areas.names, areas.groups) == (
        ("a", "b", "c"),
        ("A", "B", "C"),
        ("x", "x", "y"),
    )
    assert areas.pairs.tolist() == [[0, 1], [1, 2]] and areas.reach == 40
    assert wb.read_areas(table, id="code").reach is None


def test_areas_of_geopandas_are_a_map() -> None:
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    squares = [shapely.box(530000 + 100 * k, 180000, 530100 + 100 * k, 180100) for k in range(3)]
    frame = geopandas.GeoDataFrame({"code": list("abc")}, geometry=squares, crs="EPSG:27700")
    areas = wb.read_areas(frame, id="code", reach=150)
    assert areas.pairs.tolist() == [[0, 1], [0, 2], [1, 2]] and areas.gaps.tolist() == [0, 100, 0]
    degrees = wb.read_areas(frame.to_crs("EPSG:4326"), id="code", reach=150)
    assert degrees.pairs.tolist() == areas.pairs.tolist()
    with pytest.raises(wb.InputError, match="areas, crs"):
        wb.read_areas(frame.set_crs(None, allow_override=True), id="code")


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"id": 3}, "id: this should be text: '3'"), ({"id": "cod"}, "'cod'.* Did you mean 'code'"),
     ({"reach": -1}, "reach: this should be a distance in metres: '-1.0'"),
     ({"reach": "far"}, "reach: this should be a number: 'far'. Write digits"),
     ({"data": 7}, "not a data frame"), ({"neighbours": 7}, "not a data frame")],
)  # fmt: skip
def test_what_is_wrong_of_areas(asked: dict[str, Any], told: str) -> None:
    table = pl.DataFrame({"code": ["a", "b"]})
    with pytest.raises(wb.InputError, match=told):
        wb.read_areas(**({"data": table, "id": "code"} | asked))


GOOD = {"area": "ward", "period": "when", "count": "n"}
BAD = [
    (
        pl.DataFrame(long(["2012-01"])),
        GOOD | {"area": "word"},
        "area: .*'word'.* Did you mean 'ward'",
    ),
    (pl.DataFrame(long(["2012-01"])), GOOD | {"area": 3}, "area: .*'3'"),
    (pl.DataFrame(long(["2012-01"])), GOOD | {"absent": "nil"}, "absent: .*'nil'"),
    (pl.DataFrame(long(["2012-01"])), GOOD | {"sheet": "one"}, "sheet: .*'one'"),
    (pl.DataFrame(long(["2012-01"])), GOOD | {"measures": ["x"]}, "measures: .*'x'"),
    (pl.DataFrame(long(["soon"])), GOOD, "period 'when': a period cannot be read"),
    (pl.DataFrame(long([2.0**63])), GOOD, "period 'when': a period cannot be read"),
    (pl.DataFrame(long([float("inf")])), GOOD, "period 'when': a period cannot be read"),
    (pd.DataFrame([[1, 2]], columns=["n", "n"]), GOOD, "columns: two columns have one name: 'n'"),
    (pd.DataFrame(long([object()])), GOOD, "'when': this data frame cannot be read"),
    (pd.Series([1]), GOOD, "not a data frame"),
    ([1, 2], GOOD, "not a data frame"),
    (None, GOOD, "not a data frame"),
    ("nothing.csv", GOOD, "nothing.csv: there is no such file"),
]


@pytest.mark.parametrize(("data", "asked", "told"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_names_the_argument(data: Any, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(wb.InputError, match=told):
        wb.read_counts(data, **asked)


CELLS = st.one_of(
    st.none(), st.integers(-3, 3000), st.floats(allow_nan=True), st.text(max_size=6),
    st.dates(), st.sampled_from(["2012-01", "2012 Q1", "a", b"x", [1], {"k": 1}, True]),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4), st.booleans())
def test_any_cells_make_a_panel_or_a_sentence(rows: list[tuple[Any, ...]], counted: bool) -> None:
    columns = {name: [row[k] for row in rows] for k, name in enumerate(("ward", "when", "n"))}
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    try:
        panel = wb.read_counts(frame, area="ward", period="when", count="n" if counted else "")
    except WaterbedError as error:
        assert str(error)
    else:
        assert panel.counts.min() >= 0


@pytest.mark.parametrize("when", [[["2016-01"], ["2016-02"]], [{"of": 2016}, {"of": 2017}]])
@pytest.mark.parametrize("count", ["n", ""])
def test_a_column_of_lists_is_refused_as_periods(when: list[Any], count: str) -> None:
    frame = pl.DataFrame({"ward": ["N", "S"], "when": when, "n": [1, 2]})
    with pytest.raises(WaterbedError, match="a period cannot be read"):
        wb.read_counts(frame, area="ward", period="when", count=count)


def test_a_panel_prints_how_large_it_is_and_no_count() -> None:
    frame = pl.DataFrame({"ward": ["N", "S"], "2016-01": [7, 8], "2016-02": [9, 7]})
    panel = wb.read_counts(frame, area="ward")
    assert repr(panel) == "Panel(count: 2 areas, 2 periods of 1 months from 2016-01)"


def test_an_area_that_is_the_sum_of_all_others_is_refused() -> None:
    """It was a comparison area as large as all the rest, the place itself among its parts."""
    made = np.random.default_rng(1).poisson(5, (4, 12))
    made[3] = made[:3].sum(axis=0)
    months = [f"2020-{month + 1:02d}" for month in range(12)]
    rows = [
        {"area": area, "month": month, "n": int(made[a, t])}
        for a, area in enumerate(["A", "B", "C", "Borough"])
        for t, month in enumerate(months)
    ]
    with pytest.raises(InputError, match="sum of all others") as error:
        wb.read_counts(pl.DataFrame(rows), area="area", period="month", count="n")
    assert "Borough" in str(error.value)
    rows = [row for row in rows if row["area"] != "Borough"]
    panel = wb.read_counts(pl.DataFrame(rows), area="area", period="month", count="n")
    assert len(panel.areas) == 3
