"""results.json, tables.xlsx and CSV: the same rows, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import fastexcel
import pytest

from tests.disclosure.attack import results_of
from tests.report import report_fixture as fixture
from waterbed.model.released import Released
from waterbed.model.released_study import ShownKnown, ShownOpinion
from waterbed.report import results_json
from waterbed.report.record.results import require_released
from waterbed.report.tables import csv_files, disarm, tables, workbook
from waterbed.report.words.numbers import HIDDEN

SHEETS = [
    "claims",
    "estimates",
    "checks",
    "readings",
    "roles",
    "inputs",
    "outcomes",
    "series",
    "detectable",
]


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_json_has_the_keys_that_were_promised() -> None:
    found = json.loads(results_json(fixture.released()))
    assert found["waterbed"] == "0.1.0"
    study = {"title", "study_sha256", "rule_sha256", "data_seen", "seed"}
    assert study <= found["study"].keys()
    assert {"path", "sha256", "rows", "rejected"} <= found["inputs"][0].keys()
    estimate = {
        "question", "intervention", "outcome", "zone", "method", "scale", "window", "base", "value",
        "se", "low", "high", "set", "level", "deciding", "p", "placebos", "p_monte_carlo_error",
        "assumptions", "warnings",
    }  # fmt: skip
    assert estimate <= found["estimates"][0].keys()
    assert {"name", "passed", "gate", "figure", "text"} <= found["checks"][0].keys()
    verdict = {
        "claim", "kind", "stated", "recorded", "reproduced", "readings", "negated", "answer",
        "simultaneous", "reason", "estimates", "checks",
    }  # fmt: skip
    assert verdict <= found["verdicts"][0].keys()


def test_json_carries_the_numbers_unrounded() -> None:
    found = json.loads(results_json(fixture.released()))
    first = found["estimates"][0]
    assert first["value"] == pytest.approx(-25.27)
    assert first["window"] == ["2017-04", "2018-03"] and first["base"] == ["2016-04", "2017-03"]
    assert first["deciding"] == [pytest.approx(-54.27), pytest.approx(3.73)]
    assert found["verdicts"][0]["recorded"] == pytest.approx(23 / 33 - 1)
    assert found["verdicts"][0]["readings"] == [7, 70]


def test_json_has_no_number_that_json_lacks() -> None:
    results = fixture.results()
    one = replace(results.estimates[0], low=float("-inf"), value=float("nan"))
    same = fixture.replaced(results, estimates=(one, *results.estimates[1:]))
    text = results_json(Released(same, "public"))
    assert b"NaN" not in text and b"Infinity" not in text


def test_what_is_raw_never_leaves() -> None:
    made = results_of()
    with pytest.raises(ValueError, match="disclosure"):
        results_json(Released(made, "public"))  # type: ignore[arg-type]
    results = fixture.results()
    raw = made.estimates[3]
    mixed = replace(results, estimates=(*results.estimates[:3], raw))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"results.estimates\[3\]"):
        require_released(Released(mixed, "public"))
    verdict = replace(results.verdicts[0], recorded=made.verdicts[0].recorded)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"verdicts\[0\].recorded"):
        require_released(Released(replace(results, verdicts=(verdict,)), "public"))


def test_same_results_same_bytes() -> None:
    one, other = fixture.released(), fixture.released()
    assert results_json(one) == results_json(other)
    assert workbook(one.content, tables(one.content)) == workbook(
        other.content, tables(other.content)
    )
    assert csv_files(tables(one.content)) == csv_files(tables(other.content))


def test_workbook_holds_a_sheet_a_table_and_carries_no_date_of_now() -> None:
    data = workbook(fixture.results(), tables(fixture.results()))
    assert fastexcel.read_excel(data).sheet_names == SHEETS
    core = zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode()
    assert "2000-01-01" in core and core.count("2000-01-01") == core.count("-01T")


def test_what_is_known_from_elsewhere_has_a_sheet() -> None:
    """A row for each claim that a finding bears on, with the side it takes; opinions beside."""
    known = ShownKnown("It fell there", "A paper", "Leeds", "a cohort", ("b",), ("a",), ("c",),
                       "odds ratio", 2.99, 1.96, 4.57, True)  # fmt: skip
    opinion = ShownOpinion(who="The council", words="It is a show.", source="Paper", date="2019")
    plain = fixture.results()
    results = replace(plain, study=replace(plain.study, known=(known,), opinions=(opinion,)))
    files = csv_files(tables(results))
    rows = rows_of(files["known.csv"])
    assert [(row["claim"], row["bears"]) for row in rows] == [
        ("b", "For the claim"), ("a", "Against it"), ("c", "Neither for nor against"),
    ]  # fmt: skip
    assert {row["figure"] for row in rows} == {"2.99"} and rows[0]["source"] == "A paper"
    assert "agrees" not in rows[0] and rows[0]["checked"] == "True"
    assert rows_of(files["opinions.csv"])[0]["who"] == "The council"
    names = fastexcel.read_excel(workbook(results, tables(results))).sheet_names
    assert names == ["claims", "opinions", "known", *SHEETS[1:]]


def test_tables_and_json_say_the_same() -> None:
    results = fixture.results()
    found = json.loads(results_json(Released(results, "public")))
    files = csv_files(tables(results))
    assert sorted(files) == sorted(f"{name}.csv" for name in SHEETS)
    claims = rows_of(files["claims.csv"])
    assert [row["answer"] for row in claims] == [row["answer"] for row in found["verdicts"]]
    assert [row["reason"] for row in claims] == [row["reason"] for row in found["verdicts"]]
    estimates = rows_of(files["estimates.csv"])
    assert [float(row["value"]) for row in estimates] == [r["value"] for r in found["estimates"]]
    assert estimates[0]["deciding_low"] == str(found["estimates"][0]["deciding"][0])
    assert len(rows_of(files["series.csv"])) == 8 * 132
    readings = rows_of(files["readings.csv"])
    assert len(readings) == 4 * 70 + 3
    assert sum(row["stated"] == "True" for row in readings) == 3


def test_withheld_rows_are_empty_and_say_so() -> None:
    results = fixture.results()
    one = replace(results.estimates[0], value=None, low=None, high=None, status="withheld")
    withheld = fixture.replaced(results, estimates=(one, *results.estimates[1:]))
    found = rows_of(csv_files(tables(withheld))["estimates.csv"])
    assert found[0]["value"] == "" and found[0]["shown"] == HIDDEN
    assert found[1]["shown"] == "exact"


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'),
        *(" =1+1", "＝1+1", "\u00a0＋1", "\u200b@SUM(A1)", "\x1b=1"),
    ],
)
def test_spreadsheet_formulas_are_disarmed(text: str) -> None:
    assert disarm(text) == f"'{text}"
    results = fixture.results()
    claims = tuple(replace(one, who=text, words=text) for one in results.study.claims)
    harmed = fixture.replaced(results, study=replace(results.study, claims=claims))
    row = rows_of(csv_files(tables(harmed))["claims.csv"])[0]
    assert row["words"][0] == row["who"][0] == "'"
    book = zipfile.ZipFile(io.BytesIO(workbook(harmed, tables(harmed))))
    sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_numbers_are_numbers_and_words_keep_their_sense() -> None:
    for table in tables(fixture.results()):
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len(set(table.columns)) == len(table.columns)
    assert disarm("− 10") == "− 10" and disarm("10 fewer") == "10 fewer"
