"""Months and days as people write them, in study files, in workbooks and in options."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.read.study_files import SMALL, write
from waterbed.cli import main
from waterbed.model.errors import InputError
from waterbed.model.months import month, read_date
from waterbed.read.study.study_file import read_study


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2022-10", "October 2022"),
        ("10/2022", "October 2022"),
        ("Oct-22", "October 2022"),
        ("October 2022", "October 2022"),
        ("Sept. 2022", "September 2022"),
        ("2022-10-01", "1 October 2022"),
        ("01/10/2022", "1 October 2022"),
        ("1/10/22", "1 October 2022"),
        ("01.10.2022", "1 October 2022"),
        ("1st October 2022", "1 October 2022"),
        ("October 3, 2022", "3 October 2022"),
        (" 13/04/2022 ", "13 April 2022"),
    ],
)
def test_usual_ways_are_read(text: str, said: str) -> None:
    assert read_date(text).in_words() == said


@pytest.mark.parametrize(
    "text", ["04/13/2022", "13/2022", "31/02/2022", "2022", "10/22", "1.10.22", "spring 2022", ""]
)
def test_what_would_be_a_guess_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


def test_only_days_that_could_be_others_are_ambiguous() -> None:
    assert str(read_date("03/04/2022").other) == "2022-03-04"
    assert read_date("04/04/2022").other is read_date("13/04/2022").other is None


@pytest.mark.parametrize(
    ("text", "days"), [("21/08/2018", 0), ("21 August 2018", 0), ("08/07/2018", 1)]
)
def test_a_study_takes_them_and_keeps_its_rule(text: str, days: int, tmp_path) -> None:
    iso = read_date(text).label()
    plain = read_study(write(tmp_path, SMALL.replace("2018-08-21", iso)))
    study = read_study(write(tmp_path, SMALL.replace("2018-08-21", text)))
    assert study.rule_sha256 == plain.rule_sha256 and not plain.day_first
    assert len(study.day_first) == days
    if days:
        assert study.day_first[0][1:] == (text, "8 July 2018")


def test_a_day_where_a_month_belongs_is_told(tmp_path) -> None:
    more = '[[events]]\nname = "x"\nfirst = "13/04/2022"\nlast = "June 2022"\n'
    with pytest.raises(InputError, match="April 2017") as caught:
        read_study(write(tmp_path, f"{SMALL}\n{more}"))
    assert str(caught.value.place) == "events 'x', first"
    study = read_study(write(tmp_path, f"{SMALL}\n{more.replace('13/04', '04')}"))
    assert study.events[0].months.first == month("2022-04")


def test_an_option_takes_a_month_by_name() -> None:
    words = ["fetch", "police-uk", "--force", "kent", "--print", "--from", "June 2022", "--to"]
    assert CliRunner().invoke(main, [*words, "07/2022"]).exit_code == 0
    said = CliRunner().invoke(main, [*words, "July"])
    assert said.exit_code == 2 and "01/2024 or January 2024" in said.output
