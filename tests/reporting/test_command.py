"""waterbed reporting as a user meets it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from waterbed.cli import main


def call(words: str):
    return CliRunner().invoke(main, ["reporting", *words.split()], catch_exceptions=False)


RATIO = "--ratio .70 --low .58 --high .85"


def rows(words: str) -> dict[tuple[str, str], dict]:
    made = json.loads(call(f"{words} --json").output)
    assert set(made) == {"estimates", "checks", "words"} and made["words"]
    return {(one["method"], one["about"]): one for one in made["estimates"]}


def test_the_example_needs_no_file():
    result = call(f"{RATIO} --rate .30")
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    assert "fall by 30%, from 30 in 100 to 21 in 100, for this to be no fall at all" in text
    assert "by 15%, to 25.5 in 100, for it to be no more than chance" in text


def test_json_has_the_form_of_the_results():
    found = rows(f"{RATIO} --rate .30 --smallest .1 --range .8 1.25")
    assert {one["question"] for one in found.values()} == {"reporting"}
    assert found["tipping-point", "rho_point"]["value"] == pytest.approx(0.70)
    assert found["tipping-point", "rho_sig"]["value"] == pytest.approx(0.85)
    assert found["tipping-point", "rho_sei"]["value"] == pytest.approx(0.85 / 0.9)
    widest = rows(f"{RATIO} --least-share .5")["bounds", "no-information"]
    assert widest["set"] == [[pytest.approx(0.35), pytest.approx(1.4)]]
    assert found["bounds", "union"]["set"] == [[pytest.approx(0.56), pytest.approx(0.875)]]


def test_counts_and_second_source():
    found = rows(
        "--treated 150 90 --control 1000 1010 --second-treated 90 88 --second-control 500 505"
    )
    police = found["tipping-point", "rho_point"]["value"]
    assert police == pytest.approx(90 / 150 / 1.01)
    assert found["kappa", "relative-reporting"]["value"] == pytest.approx(police / (88 / 90 / 1.01))
    cardiff = rows(
        "--ratio .68 --low .61 --high .75 --second-ratio .58 --second-low .49 --second-high .69"
    )
    assert cardiff["kappa", "relative-reporting"]["value"] == pytest.approx(1.17, abs=0.005)
    assert cardiff["second-source", "rho_sig"]["value"] == pytest.approx(0.69)


def test_linked_and_encounters():
    found = rows(f"{RATIO} --linked-before 140 100 35 --linked-after 80 100 20 --recall .9")
    assert found["linked", "reporting-change"]["value"] == pytest.approx(0.20 / 0.35)
    assert found["encounters-remaining", "same"]["value"] == pytest.approx(0.70)
    risk = rows(f"{RATIO} --encounters 300 200")["per-encounter", "risk"]
    assert risk["value"] == pytest.approx(0.70 / (2 / 3))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (f"{RATIO} --rate 1.3", "rate"),
        (f"{RATIO} --rate 0", "rate"),
        (f"{RATIO} --rate nan", "rate"),
        ("--ratio .7 --low .8 --high .9", "does not contain"),
        ("--ratio .7", "low, high missing"),
        ("--treated 150 90", "control missing"),
        ("", "ratio, low, high missing"),
        (f"{RATIO} --treated 1 2 --control 3 4", "not both"),
        ("--treated 150 0 --control 3 4", "nought"),
        (f"{RATIO} --range 1.25 .8", "range"),
        (f"{RATIO} --exposed 0", "exposed"),
        (f"{RATIO} --smallest 2", "smallest"),
        (f"{RATIO} --least-share 0", "least share"),
        (f"{RATIO} --second-ratio .8", "second-low"),
        (f"{RATIO} --measured .8 .9 1", "measured"),
        (f"{RATIO} --linked-before 10 20 15 --linked-after 10 20 5", "more incidents are on both"),
        (f"{RATIO} --linked-before 10 20 5", "linked-after"),
        (f"{RATIO} --encounters 10 0", "encounters"),
        (f"{RATIO} --second-ratio .8 --second-low .7 --second-high .9 --covariance 1", "covarian"),
    ],
)
def test_each_wrong_input_is_one_clear_error(words, named):
    result = call(words)
    assert result.exit_code == 2
    assert named in result.stderr and "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
