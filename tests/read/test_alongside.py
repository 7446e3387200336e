"""Opinions, findings from elsewhere and studies wanted: what is refused, and in which words."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from tests.read.study_files import SMALL
from waterbed.model.errors import InputError, InputErrors
from waterbed.read.study.study_file import study_from

KNOWN = """
[[known]]
finding = "It fell."
source = "A paper, 2018"
where = "Leeds"
design = "a cohort"
"""
TEST = """
[[tests]]
id = "nights"
what = "Count at night."
"""
OPINION = """
[[opinions]]
who = "A shop"
words = "It is a stunt."
source = "A paper"
date = "2019"
"""


def study(more: str, claim: str = ""):
    return study_from(tomllib.loads(SMALL + claim + more))


def test_what_is_written_is_kept():
    asked = study(
        OPINION + KNOWN + 'agrees = ["down"]\nmeasure = "odds ratio"\nfigure = 2.0\nlow = 1.0\n'
        "high = 4.0\nchecked = true\n" + TEST + 'by = "counts"\nexpected = 20\nchange = -0.25\n',
        'test = "nights"\norder = 2\ngroup = "In the paper"\nby_study = true\n',
    )
    (claim,), (known,), (test,) = asked.claims, asked.known, asked.tests
    assert (claim.test, claim.order, claim.group, claim.by_study) == (
        "nights",
        2,
        "In the paper",
        True,
    )
    assert claim.tested_by == "Count at night."
    assert (known.agrees, known.figure, known.checked) == (("down",), 2.0, True)
    assert (test.by, test.change) == ("counts", -0.25)
    assert asked.opinions[0].who == "A shop"


def test_a_claim_keeps_its_own_sentence_of_what_would_test_it():
    asked = study(TEST, 'test = "nights"\ntested_by = "A count."\n')
    assert asked.claims[0].tested_by == "A count."


def test_needs_is_content_with_a_study_that_is_wanted():
    raw = tomllib.loads(SMALL + TEST)
    raw["claims"] = [
        {key: value for key, value in raw["claims"][0].items()
         if key in ("id", "who", "side", "words", "source", "date")}
        | {"kind": "needs", "test": "nights"}
    ]  # fmt: skip
    assert study_from(raw).claims[0].tested_by == "Count at night."
    del raw["claims"][0]["test"]
    with pytest.raises((InputError, InputErrors), match="tested_by"):
        study_from(raw)


RANGE = 'agrees = ["down"]\nmeasure = "x"\nfigure = {}\nlow = {}\nhigh = {}\n'
WRONG = {
    "no claim": (KNOWN, "bears on no claim"),
    "unknown claim": (KNOWN + 'agrees = ["up"]\n', "no claim of this name"),
    "both ways": (KNOWN + 'agrees = ["down"]\ndisagrees = ["down"]\n', "stands twice"),
    "one end": (KNOWN + 'agrees = ["down"]\nmeasure = "x"\nfigure = 2\nlow = 1\n', "two ends"),
    "upside down": (KNOWN + RANGE.format(2, 3, 1), "upside down"),
    "outside": (KNOWN + RANGE.format(5, 1, 3), "outside its own"),
    "no figure": (KNOWN + 'agrees = ["down"]\nlow = 1\nhigh = 3\n', "without its figure"),
    "no measure": (KNOWN + 'agrees = ["down"]\nfigure = 2\n', "measure"),
    "unknown way": (TEST + 'by = "guess"\n', "guess"),
    "nothing expected": (TEST + 'by = "counts"\nchange = -0.25\n', "expected"),
    "no change": (TEST + 'by = "counts"\nexpected = 20\n', "change"),
    "a change of nought": (TEST + 'by = "counts"\nexpected = 20\nchange = 0\n', "change of nought"),
    "idle": (TEST + 'by = "share"\nexpected = 0.5\nwithin = 0.1\nseen = 0.5\n', "means nothing"),
    "without by": (TEST + "expected = 20\n", "means nothing without by"),
    "a share above one": (TEST + 'by = "share"\nexpected = 28\nwithin = 0.1\n', "between 0 and 1"),
    "after above one": (TEST + 'by = "change"\nexpected = 0.9\nchange = 0.2\n', "outside 0 to 1"),
    "steadier than chance": (
        TEST + 'by = "counts"\nexpected = 20\nchange = -0.25\nspread = 0.5\n', "chance at least"),
    "twice": (TEST + TEST, "stands twice"),
    "an address": (OPINION.replace("stunt.", "stunt at 12 High Street."), "would be published"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name):
    more, said = WRONG[name]
    with pytest.raises((InputError, InputErrors)) as error:
        study(more)
    assert said in str(error.value)


def test_a_study_that_is_not_there_is_named():
    with pytest.raises((InputError, InputErrors), match="no study under tests of this name"):
        study(TEST, 'test = "days"\n')


def test_nothing_alongside_is_in_the_hash_of_the_rule():
    plain = study("")
    more = study(OPINION + KNOWN + 'agrees = ["down"]\n' + TEST, 'test = "nights"\norder = 1\n')
    assert more.rule_sha256 == plain.rule_sha256
    assert replace(more, opinions=(), known=(), tests=()).rule == plain.rule
