"""What the files leave open is asked, and an answer is written as a guess would be."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.propose.filled import TODAY
from tests.read.made import write
from waterbed.cli import main
from waterbed.model.errors import InputError
from waterbed.propose.again import asked_of
from waterbed.propose.guess import ASKED
from waterbed.propose.new import make
from waterbed.propose.opening import Asked
from waterbed.propose.questions import LAYOUT, TOTALS, open_questions, question_of
from waterbed.propose.survey import survey
from waterbed.propose.understood import first_rows, guessed

MONTHS = [f"{year}-{month:02d}" for year in (2019, 2020, 2021) for month in range(1, 13)]


def open_table(folder: Path) -> Asked:
    """Two columns of areas, two of months, cells left empty, and a name that may be misspelt."""
    draw, rows = random.Random(3), []
    for place in range(12):
        for at, month in enumerate(MONTHS):
            name = (
                "Thornhil" if (place, at) == (3, 5) else f"{'Thornhill' if place == 3 else 'Beat'}"
            )
            name += "" if place == 3 else f" {chr(65 + place)}"
            team = f"Ward {(place + at) % 5}"
            closed = MONTHS[min(at + place % 2, 35)]
            rows.append(
                (name, team, month, closed, "" if (place, at) == (1, 1) else draw.randrange(1, 9))
            )
    return Asked(write(folder / "counts.csv", ["Beat", "Ward", "Month", "Month 2", "Count"], rows))


def test_each_open_key_is_a_question_and_each_answer_closes_it(tmp_path: Path) -> None:
    asked, seen = open_table(tmp_path), []
    answers = {"area": "Beat", "period": "Month", "absent": "zero", "blank": "no-data",
               "aliases.Thornhil": "Thornhill"}  # fmt: skip
    while questions := open_questions(survey(asked)):
        first = questions[0]
        seen.append(first.key)
        assert answers[first.key] in dict(first.choices), first
        assert first.asks.endswith("?") and first.why
        asked = replace(asked, answers=(*asked.answers, (first.key, answers[first.key])))
    assert seen[:2] == ["area", "period"] and "blank" in seen and "aliases.Thornhil" in seen
    made = make(tmp_path / "study", asked, TODAY)
    counts = made.raw["counts"][0]
    assert (counts["area"], counts["period"], counts["blank"]) == ("Beat", "Month", "no-data")
    assert counts["aliases"] == {"Thornhil": "Thornhill"}
    shown = {guess.key: guess for guess in guessed(made.survey)}["counts, aliases"]
    assert (shown.value, shown.how, shown.sure) == (
        "Thornhil = Thornhill", "as you answered", "you decided"
    )  # fmt: skip
    assert made.counts is not None and "Thornhil" not in made.counts.areas.ids
    assert {place[:1] for place, _ in made.to_fill} <= {("title",), ("interventions",), ("claims",)}


def test_the_command_takes_the_same_answers(tmp_path: Path) -> None:
    asked = open_table(tmp_path)
    given = ["area=Beat", "period=Month", "blank=no-data", "aliases.Thornhil=Thornhill"]
    options = [part for one in given for part in ("--answer", one)]
    file = tmp_path / "study" / "study.toml"
    result = CliRunner().invoke(
        main, ["new", str(file.parent), "--counts", str(asked.counts), *options]
    )
    assert result.exit_code == 0, result.output
    raw = tomllib.loads(file.read_text("utf-8"))
    assert raw["counts"][0]["area"] == "Beat"
    assert "as --answer says" in file.read_text("utf-8")


@pytest.mark.parametrize("answer", [("colour", "red"), ("layout", "long")])
def test_an_answer_to_nothing_is_an_error(tmp_path: Path, answer: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="nothing is asked"):
        survey(replace(open_table(tmp_path), answers=(answer,)))


def test_a_column_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Did you mean 'Beat'"):
        survey(replace(open_table(tmp_path), answers=(("area", "Beet"),)))


def test_days_and_months_that_change_places_are_asked(tmp_path: Path) -> None:
    rows = [(f"P{place}", f"{1 + at % 12:02d}/{1 + at // 12:02d}/2020")
            for place in range(5) for at in range(144)]  # fmt: skip
    asked = Asked(write(tmp_path / "calls.csv", ["Ward", "Date"], rows))
    questions = [one for one in open_questions(survey(asked)) if one.key == "period_format"]
    assert {one for one, _ in questions[0].choices} == {"DD/MM/YYYY", "MM/DD/YYYY"}
    told = survey(replace(asked, answers=(("period_format", "MM/DD/YYYY"),)))
    assert not open_questions(told) and told.table.months is not None


def test_a_question_that_another_settles_waits_for_it(tmp_path: Path) -> None:
    """Two columns of dates, each written in its own way: which of them tells how it is written."""
    rows = [(f"Ward {k % 5}", MONTHS[k % 36] + f"-{1 + k % 28:02d}",
             f"{1 + (k * 7) % 28:02d}/{1 + k % 12:02d}/20{18 + k % 3}")
            for k in range(400)]  # fmt: skip
    asked = Asked(write(tmp_path / "calls.csv", ["Ward", "Took place", "Was noted"], rows))
    first = survey(asked)
    assert first.counts["period"].sure == first.counts["period_format"].sure == ASKED
    assert [question.key for question in open_questions(first)] == ["period"]
    for column, form in (("Took place", "YYYY-MM-DD"), ("Was noted", "DD/MM/YYYY")):
        answered = survey(replace(asked, answers=(("period", column),)))
        assert not open_questions(answered), column
        assert answered.counts["period_format"].value == form


def test_a_reference_that_repeats_is_asked(tmp_path: Path) -> None:
    rows = [(k // 2 if k < 40 else k, f"Ward {k % 5}", MONTHS[k % 36] + "-01") for k in range(400)]
    asked = Asked(write(tmp_path / "calls.csv", ["Ref", "Ward", "Reported"], rows))
    (question,) = open_questions(survey(asked))
    assert (question.key, [one for one, _ in question.choices]) == ("id", ["", "Ref"])
    for answer, kept in (("", 400), ("Ref", 380)):
        made = make(tmp_path / "s", replace(asked, answers=(("id", answer),)), TODAY)
        assert made.counts is not None
        assert made.counts.panel.counts.sum() == kept


def test_whether_rows_are_counts_or_incidents_is_asked(tmp_path: Path) -> None:
    rows = [(f"W{k % 7}", f"{MONTHS[k % 36]}-01 1{k % 9}:00", k % 9) for k in range(300)]
    asked = Asked(write(tmp_path / "x.csv", ["Ward", "Reported", "Incidents"], rows))
    with pytest.raises(InputError) as caught:
        survey(asked)
    question = question_of(caught.value)
    assert question is not None and question.key == LAYOUT
    assert survey(replace(asked, layout=question.choices[1][0])).table.layout == "incidents"


def with_subtotals(folder: Path) -> Path:
    """Counts by month of four regions, each followed by the four wards that it is the sum of."""
    draw, rows = random.Random(4), []
    for region in ("North", "East", "South", "West"):
        inside = [[draw.randrange(5, 30) for _ in MONTHS] for _ in range(4)]
        rows += [(region, at, sum(n)) for at, n in zip(MONTHS, zip(*inside, strict=True),
                                                       strict=True)]  # fmt: skip
        rows += [(f"{region} {k}", at, n) for k, ward in enumerate(inside)
                 for at, n in zip(MONTHS, ward, strict=True)]  # fmt: skip
    return write(folder / "wards.csv", ["Area", "Month", "Count"], rows)


@pytest.mark.parametrize(("answer", "areas"), [("leave-out", 16), ("keep", 20)])
def test_areas_that_may_be_subtotals_are_asked(tmp_path: Path, answer: str, areas: int) -> None:
    asked = Asked(with_subtotals(tmp_path))
    with pytest.raises(InputError, match="--answer totals=leave-out") as caught:
        make(tmp_path / "study", asked, TODAY)
    question = question_of(caught.value)
    assert question is not None and question.key == TOTALS
    assert answer in dict(question.choices) and "North" in question.why
    made = make(tmp_path / "study", replace(asked, answers=((TOTALS, answer),)), TODAY)
    assert made.raw["counts"][0]["totals"] == answer
    assert made.counts is not None and len(made.counts.areas) == areas
    # The study tells what was answered, so that it can be asked again.
    made.file.parent.mkdir()
    assert next(asked_of(made.raw, made.file.parent)).answers == ((TOTALS, answer),)


def test_first_rows_of_counts_are_shown_and_none_of_persons(tmp_path: Path) -> None:
    told = (("area", "Beat"), ("period", "Month"))
    shown = first_rows(survey(replace(open_table(tmp_path), answers=told)))
    assert shown is not None
    assert shown[0] == ("Beat", "Month", "Ward", "Count") and len(shown[1]) == 5
    people = [(f"W{k % 7}", f"{MONTHS[k % 36]}-{1 + k % 28:02d}", f"Person {k}", 20 + k % 60)
              for k in range(300)]  # fmt: skip
    asked = Asked(write(tmp_path / "p.csv", ["Ward", "Date", "Client", "Age"], people))
    try:
        found = survey(asked)
    except InputError:
        found = survey(replace(asked, layout="long"))
    assert first_rows(found) is None
