"""A few numbers, a survey and lists from Python: what their commands say, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import waterbed as wb
from waterbed.cli import main
from waterbed.library.shown import INTERNAL
from waterbed.model.errors import WaterbedError
from waterbed.read.lists.lists import histories_of, read_lists
from waterbed.read.tables.opener import open_frame

LISTS = {"a": [1, 1, 0, 1, 0, 1, 0], "b": [1, 0, 1, 1, 0, 0, 1], "c": [0, 0, 1, 1, 1, 1, 0],
         "n": [20, 120, 90, 8, 70, 15, 30]}  # fmt: skip


def printed(*words: object) -> Any:
    """What a command prints under --json."""
    done = CliRunner().invoke(main, [*map(str, words), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_wdd_says_what_its_command_says() -> None:
    found = wb.wdd((207, 110), (308, 318), (178, 157), (150, 140))
    words = (
        "wdd --treated 207 110 --control 308 318 --displaced 178 157 --displaced-control 150 140"
    )
    assert found.as_dict() == printed(*words.split())
    assert found.to_polars().height == len(found.as_dict()["estimates"])
    assert found.why() in repr(found) and "<table>" in found._repr_html_()
    assert found.plot().svg.startswith("<svg ")
    several = wb.wdd((207, 110), (308, 318), [(178, 157), (50, 60)], [(150, 140), (90, 91)])
    assert [one.zone for one in several.answer.moved][:2] == ["1", "2"]


def test_reporting_says_what_its_command_says() -> None:
    found = wb.reporting(treated=(150, 90), control=(1000, 1010), change=(0.8, 1.25), rate=0.3)
    words = "reporting --treated 150 90 --control 1000 1010 --range 0.8 1.25 --rate 0.3"
    assert found.as_dict() == printed(*words.split())
    assert found.plot().svg.startswith("<svg ") and repr(found) == str(found.why())


def test_a_survey_says_what_its_command_says_but_for_the_names_of_arguments() -> None:
    found = wb.survey((212, 400), (171, 405), (190, 390), (186, 398), cluster=20, correlation=0.05)
    words = ("survey --before 212 400 --after 171 405 --control-before 190 390 --control-after "
             "186 398 --cluster 20 --correlation 0.05")  # fmt: skip
    assert found.as_dict() == printed(*words.split())
    low, value, high = found.change
    assert low < value < high
    alone = wb.survey((212, 400), (171, 405)).why()
    assert "give cluster and correlation" in alone and "--" not in alone


def test_lists_in_a_frame_are_read_as_those_of_a_file(tmp_path: Any) -> None:
    frame = pl.DataFrame(LISTS)
    frame.write_csv(tmp_path / "lists.csv")
    of_file = read_lists(tmp_path / "lists.csv", count="n")
    of_frame = histories_of(open_frame(frame, "data"), count="n")
    assert of_frame.lists == of_file.lists and (of_frame.counts == of_file.counts).all()
    people = pl.DataFrame({"a": [True, False, True], "b": ["yes", "yes", "no"]})
    assert histories_of(open_frame(people, "data"), lists=["a", "b"]).counts.tolist() == [
        0,
        1,
        1,
        1,
    ]


@pytest.mark.slow
def test_lists_in_a_frame_say_what_a_file_says(tmp_path: Any) -> None:
    frame = pl.DataFrame(LISTS)
    frame.write_csv(tmp_path / "lists.csv")
    found = wb.hidden(frame, count="n", replicates=200)
    words = f"hidden {tmp_path}/lists.csv --count n --replicates 200 --profile internal"
    assert found.as_dict() == printed(*words.split())
    least, most = found.range
    assert least is not None and most is not None and 353 <= least < most
    assert INTERNAL in repr(found) and INTERNAL in found.why()
    assert found.to_polars()["profile"].unique().to_list() == ["internal"]


def test_any_method_says_how_it_would_answer(tmp_path: Any) -> None:
    rng = np.random.default_rng(2)
    rows = [
        {
            "town": f"t{k}",
            "year": 2000 + t,
            "rate": float(20 + k + rng.normal() - 9 * (k == 0 and t > 14)),
        }
        for k in range(30)
        for t in range(20)
    ]
    panel = wb.read_counts(
        pl.DataFrame(rows), area="town", period="year", count="rate", measures=["rate"]
    )
    found = wb.estimate(panel, outcome="rate", treated="t0", start="2015", method="sdid")
    assert found.value("rate") == pytest.approx(-9, abs=1.5)
    assert found.would_be("fell") == "supported" and found.would_be("rose") == "contradicted"
    assert found.would_be("fell-by", 0.1) == "supported" and not found.carries
    assert INTERNAL in repr(found) and "carries none" in found.why()
    assert found.plot().save(tmp_path / "one.svg").stat().st_size > 1000
    with pytest.raises(wb.InputError, match=r"kind: .*'moved'.* 'fell'"):
        found.would_be("moved")
    with pytest.raises(wb.InputError, match="stated: this kind states a size above nought: '0"):
        found.would_be("fell-by")
    with pytest.raises(wb.InputError, match="outcome: this outcome is not a count: 'rate'"):
        wb.compare(panel, treated="t0", start=2015, outcome="rate")


WRONG: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (wb.wdd, {"treated": 7, "control": (1, 2)}, r"treated: .*'7'. Write them as \(207, 110\)"),
    (wb.wdd, {"treated": (3, 4), "control": (1, 2), "level": "high"},
     "level: this should be a number: 'high'"),
    (wb.wdd, {"treated": (3, 4), "control": (1, 2), "displaced": 5}, "displaced: .*'5'"),
    (wb.reporting, {"ratio": "a"}, "ratio: this should be a number: 'a'. Write digits"),
    (wb.survey, {"before": (3, 4, 5), "after": (1, 2)}, "before: this should be as many numbers"),
    (wb.survey, {"before": (3.5, 40), "after": (1, 20)}, "before: this should be as many numbers"),
    (wb.survey, {"before": (3, 40), "after": (1, 20), "control_before": (1, 20)},
     "control_before, control_after: a comparison has two waves"),
    (wb.hidden, {"data": pl.DataFrame(LISTS), "replicates": 3}, "replicates: from 200 .*'3'"),
    (wb.hidden, {"data": 7}, "data: this object is not a data frame"),
    (wb.hidden, {"data": pl.DataFrame(LISTS), "count": "people"}, "'people'"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "asked", "told"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_names_the_argument(
    function: Callable[..., Any], asked: dict[str, Any], told: str
) -> None:
    with pytest.raises(wb.InputError, match=told):
        function(**asked)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(wb.InputError) as caught:
        wb.survey((212, 400), "x", cluster="many", level=None)  # type: ignore[arg-type]
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "after", "cluster", "level",
    ]  # fmt: skip


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 500), st.floats(), st.text(max_size=3),
    st.binary(max_size=2),
    st.tuples(st.integers(-2, 50), st.integers(-2, 50)), st.lists(st.floats(), max_size=3),
)  # fmt: skip
KEYS = ("treated", "control", "displaced", "displaced_control", "monthly", "dispersion", "margin",
        "margin_count", "time", "areas", "harm", "level")  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, min_size=1, max_size=3))
def test_anything_is_answered_or_explained(changed: dict[str, Any]) -> None:
    try:
        wb.wdd(**({"treated": (207, 110), "control": (308, 318)} | changed)).why()
    except WaterbedError as error:
        assert str(error)
