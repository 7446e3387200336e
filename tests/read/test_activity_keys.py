"""Keys of [[activity]] and of claims of it: what they mean, and an error for each that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.read.study_files import SMALL, errors_of
from waterbed.model.months import Months
from waterbed.read.study.study_file import read_study

DONE = """
[[activity]]
id = "fines"
action = "fines"
on = "buyers"
areas = { group = "North" }
total = 114
by = true
first = "2018-08"
last = "2019-04"
source = "minutes"

[[activity]]
id = "cautions"
action = "cautions"
on = "women"
file = "acts.csv"
period = "month"
count = "number"
where = { action = "caution" }

[[claims]]
id = "men first"
who = "The council"
side = "for"
words = "The men who buy came first."
source = "A paper"
date = "early 2019"
kind = "done-to"
actions = ["fines"]
among = ["fines", "cautions"]
span = ["2018-08", "2019-04"]
stated = 0.5
"""
WHOLE = SMALL + DONE


def test_what_the_keys_mean(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(WHOLE, encoding="utf-8")
    study = read_study(path)
    fines, cautions = study.activity
    assert (fines.total, fines.group, fines.by, fines.open) == (114, "North", True, True)
    assert cautions.file == tmp_path / "acts.csv" and not cautions.open
    assert cautions.where == (("action", "caution"),)
    # left out, it belongs to the first intervention
    assert {activity.intervention for activity in study.activity} == {"patrol"}
    claim = study.claims[-1]
    assert claim.actions == ("fines",) and claim.among == ("fines", "cautions")
    assert claim.span == Months.parse("2018-08", "2019-04")
    assert claim.region is not None and claim.region.low == pytest.approx(0.495)


SECOND = DONE.split("[[claims]]")[0].split("[[activity]]")[1].replace('id = "fines"', 'id = "more"')
BAD = {
    "a total and a table": ("total = 114", 'total = 114\nfile = "x.csv"', "either a total or a"),
    "neither": ("total = 114\n", "", "either a total or a table"),
    "no first month": ('first = "2018-08"\n', "", "without them nothing is known of any month"),
    "no last month": ('last = "2019-04"\n', "", "without them nothing is known of any month"),
    "upside down": ('first = "2018-08"', 'first = "2020-08"', "last month is before the first"),
    "no source": ('source = "minutes"', "", "Say who gives the total"),
    "below nought": ("total = 114", "total = -1", "must not be below 0"),
    "no such bound": ("by = true", 'bound = "nearly"', "at-most"),
    "keys of a table beside a total": ("by = true", 'period = "month"', "goes with a table"),
    "keys of a total beside a table": ('count = "number"', "by = true", "goes with a total"),
    "no column of months": ('period = "month"\n', "", "Name the column of months"),
    "an id twice": ('id = "cautions"', 'id = "fines"', "this stands twice"),
    "no such intervention": ("by = true", 'intervention = "patrl"', "Did you mean 'patrol'"),
    "areas and a group": ('{ group = "North" }', '{ group = "North", areas = ["A1"] }',
                          "areas or a group"),
    "no such activity": ('actions = ["fines"]', 'actions = ["fine"]', "Did you mean 'fines'"),
    "not among the whole": ('among = ["fines", "cautions"]', 'among = ["cautions"]',
                            "not among all that it is a share of"),
    "no whole": ('among = ["fines", "cautions"]\n', "", "needs it"),
    "no months": ('span = ["2018-08", "2019-04"]\n', "", "needs it"),
    "months upside down": ('span = ["2018-08", "2019-04"]', 'span = ["2019-04", "2018-08"]',
                           "it ends before it begins"),
    "a share above one": ("stated = 0.5", "stated = 50", "Write 28% as 0.28"),
    "no figure": ("stated = 0.5\n", "", "needs it"),
    "a share a month": ('kind = "done-to"', 'kind = "delivered"', "is of a number, not of a share"),
    "keys of another kind": ('kind = "done-to"', 'kind = "needs"\ntested_by = "x"',
                             "means nothing in a claim of the kind"),
    "the same counted twice": (
        'among = ["fines", "cautions"]', 'among = ["fines", "cautions", "more"]',
        "counts the same actions as 'fines'"),
    "stops by area": (
        'file = "acts.csv"\nperiod = "month"\ncount = "number"',
        'file = "stops.zip"\narea = "LSOA"', "columns of their own"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_is_one_sentence_with_its_place(case: str, tmp_path: Path) -> None:
    old, new, said = BAD[case]
    before, claims = DONE.split("[[claims]]")
    text = f"{before}[[activity]]{SECOND}[[claims]]{claims}"
    assert old in text
    spoilt = SMALL + text.replace(old, new, 1)
    messages = [str(error) for error in errors_of(tmp_path, spoilt)]
    assert any(said in message for message in messages), messages
    assert all("activity" in message or "claims" in message for message in messages)
    assert all(message.endswith((".", "?")) and "\n" not in message for message in messages)


def test_totals_that_follow_one_another_are_added_up(tmp_path: Path) -> None:
    later = SECOND.replace("2018-08", "2019-05").replace("2019-04", "2019-12")
    before, claims = WHOLE.rsplit("[[claims]]", 1)
    claims = claims.replace('"fines", "cautions"]', '"fines", "cautions", "more"]')
    path = tmp_path / "study.toml"
    path.write_text(f"{before}[[activity]]{later}[[claims]]{claims}", encoding="utf-8")
    assert read_study(path).claims[-1].among == ("fines", "cautions", "more")
