"""Tables of covariates: what is read, and one clear error for each kind of bad input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from waterbed.model.covariates import Covariate, Followed
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.estimate import Figure
from waterbed.model.months import month
from waterbed.model.results import InputRecord
from waterbed.read.study.study_file import study_from
from waterbed.read.tables.covariates import read_covariates

GOOD = """ward,month,claimants,sex
W1,2018-01,"1,040",all
W2,2018-01,35.5,all
W1,2018-02,0,all
W2,2018-02,,all
Z9,2018-01,7,all
W1,2018-01,3,men
"""
AREAS = ("W1", "W2", "W3")


def read(folder: Path, text: str = GOOD, **keys: Any) -> tuple[Followed, InputRecord]:
    path = folder / "need.csv"
    path.write_text(text, encoding="utf-8")
    given = {"where": (("sex", "all"),), "published": True} | keys
    covariate = Covariate("need", path, "ward", "month", "claimants", "people", "s", **given)
    (followed,), (record,) = read_covariates([covariate], AREAS, folder=folder)
    return followed, record


def refused(folder: Path, text: str, **keys: Any) -> str:
    with pytest.raises(InputError) as error:
        read(folder, text, **keys)
    return str(error.value)


def test_numbers_by_area_and_month_and_what_is_not_there_is_not_known(tmp_path: Path) -> None:
    followed, record = read(tmp_path)
    assert followed.first == month("2018-01")
    np.testing.assert_array_equal(
        followed.values, [[1040, 0], [35.5, np.nan], [np.nan, np.nan]]
    )  # fmt: skip
    # Areas of elsewhere are counted, not refused: such tables are often of a whole country.
    assert [(remark.code, remark["areas"]) for remark in record.remarks] == [
        ("unknown-areas", Figure(1))
    ]
    assert (record.path, record.rows, record.published) == ("need.csv", 5, True)


@pytest.mark.parametrize(
    ("written", "step", "first"),
    [("2018-Q2", 3, "2018-04"), ("2018", 12, "2018-01"), ("2018/19", 12, "2018-04")],
)
def test_a_quarter_or_a_year_has_its_number_in_each_month(
    written: str, step: int, first: str, tmp_path: Path
) -> None:
    followed, _ = read(tmp_path, f"ward,month,claimants,sex\nW2,{written},5,all\n")
    assert (followed.first, followed.values.shape) == (month(first), (3, step))
    assert (followed.values[1] == 5).all() and np.isnan(followed.values[0]).all()


@pytest.mark.parametrize(
    ("text", "keys", "said"),
    [
        (GOOD.replace("W", "X"), {}, "none of these areas is the study's"),
        (GOOD, {"where": ()}, "the month has a number in row 2 already"),
        (GOOD.replace("35.5", "many"), {}, "this is not a number"),
        (GOOD.replace("35.5", "-3"), {}, "a number is below 0"),
        (GOOD.replace("W2,2018-01", ",2018-01"), {}, "the row has no area"),
        (GOOD.replace("W2,2018-01", "W2,"), {}, "the row has no month"),
        (GOOD.replace("W2,2018-01", "W2,soon"), {}, "not a month that can be read"),
        (GOOD, {"where": (("sex", "women"),)}, "no row has this value"),
        (GOOD.replace("claimants", "people"), {}, "claimants"),
    ],
)
def test_bad_tables_are_one_sentence(
    text: str, keys: dict[str, Any], said: str, tmp_path: Path
) -> None:
    assert said in refused(tmp_path, text, **keys)


def test_a_study_names_covariates_once_and_claims_those_that_there_are() -> None:
    need = {
        "name": "need", "file": "need.csv", "area": "ward", "period": "month", "value": "n",
        "unit": "people", "source": "s",
    }  # fmt: skip
    raw = {
        "title": "t", "question": "q",
        "counts": [{"name": "c", "file": "c.csv", "layout": "wide", "area": "ward"}],
        "outcomes": [{"id": "o"}],
        "interventions": [{"id": "i", "kind": "patrol", "start": "2018-01", "target": ["W1"]}],
        "rule": {"data_seen": True, "data_seen_date": "2020-01-01"},
        "claims": [{"id": "poverty", "who": "she", "side": "for", "words": "w", "source": "s",
                    "date": "2019", "kind": "needs", "tested_by": "A survey.",
                    "covariate": "need"}],
        "covariate": [need],
    }  # fmt: skip
    study = study_from(raw, Path("here"))
    assert study.covariates[0].file == Path("here/need.csv")
    assert study.claims[0].covariate == "need"
    with pytest.raises((InputError, InputErrors), match="need"):
        study_from(raw | {"covariate": [need, need]})
    with pytest.raises((InputError, InputErrors), match="needs"):
        study_from(raw | {"covariate": [need | {"name": "needs"}]})
    with pytest.raises((InputError, InputErrors), match="unit"):
        study_from(raw | {"covariate": [{k: v for k, v in need.items() if k != "unit"}]})
