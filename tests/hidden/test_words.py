"""Sentences on how many are never seen: every code has one, and none takes a side."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from waterbed.disclosure.lists import release_lists
from waterbed.hidden.command import hidden_command
from waterbed.model.histories import Histories
from waterbed.model.liststudy import LIST_CHECKS, VERDICTS
from waterbed.model.methods import METHODS
from waterbed.model.released import ShownCheck, ShownFigure, ShownRemark
from waterbed.report.words import hidden as words
from waterbed.report.words import list_checks

COUNTS = np.array([0, 60, 40, 20])
TEXTS = {"edge": "yes", "level": "order-of-magnitude"}


def check(name, passed, value=2.0, status="exact", texts=True):
    facts = []
    for key in LIST_CHECKS[name]:
        if key in TEXTS and (name, key) != ("chains", "edge"):
            facts.append((key, TEXTS[key]))
        elif key == "names":
            facts.append((key, ("Clinic", "Shelter") if texts else ()))
        else:
            facts.append((key, ShownFigure(value, "statistic", status)))
    return ShownCheck(name, passed, False, ShownRemark(name, tuple(facts)), None)


def test_every_check_and_verdict_has_its_words():
    assert list_checks.CHECK_WORDS.keys() == words.TITLES.keys() == LIST_CHECKS.keys()
    assert words.VERDICTS.keys() == VERDICTS.keys()


@pytest.mark.parametrize("name", LIST_CHECKS)
@pytest.mark.parametrize("value", [0.0, 0.5, 2.0, 1234.0, None])
@pytest.mark.parametrize("texts", [True, False])
def test_checks_are_whole_sentences(name, value, texts):
    text = list_checks.check_text(check(name, False, value, texts=texts))
    assert re.fullmatch(r"[A-Z0-9][^{}]*\.", text)
    assert "  " not in text and "nan" not in text and "inf " not in text
    assert "None" not in text


@pytest.mark.parametrize("name", LIST_CHECKS)
def test_without_figures_a_check_says_only_how_it_went(name):
    for passed, told in ((True, "Passed."), (False, "Failed.")):
        assert list_checks.check_text(check(name, passed, None, "withheld")) == told


def test_numbers_of_people_have_two_figures():
    assert words.rough(13434.04) == "13,000"
    assert words.rough(980.6) == "980"
    assert words.rough(96.4) == "96"
    assert words.people_range(9416.6, 33745.7) == "between 9,400 and 34,000"
    assert words.people_range(750.3, None) == "at least 750"
    assert words.people_range(137.0, 139.0) == "about 140"


@pytest.fixture(scope="module")
def two_lists():
    return release_lists(hidden_command(Histories(("A", "B"), COUNTS)), "internal").content


def test_two_lists_say_that_there_is_no_range(two_lists):
    told = " ".join(words.lines(two_lists))
    assert "120 people are on at least one of the two lists" in told
    assert "between 180 and 330" in told
    assert "A third list" in told


def test_the_door_is_always_told(two_lists):
    for source in ("", "Home Office (2014)"):
        told = " ".join(words.lines(replace(two_lists, source=source)))
        assert "Never send lists of clients to police or council" in told
        assert (source in told) and ("Lists as published" in told) == bool(source)


def test_nothing_is_said_of_the_people_but_how_many():
    """No word for people or policies that takes a side; nationality is only said to be unknown."""
    texts = [*words.VERDICTS.values(), *words.TITLES.values(), *words.ASSUMPTIONS.values(),
             words.ASSUMES, words.ABOUT, words.DOOR]  # fmt: skip
    texts += [row.name for row in METHODS.values()]
    texts += [list_checks.check_text(check(name, passed)) for name in LIST_CHECKS
              for passed in (True, False)]  # fmt: skip
    for text in texts:
        assert not re.search(
            r"prostitut|victim|slave|trafficked|illegal|migrant|alarming|only a few|merely|huge",
            text, re.IGNORECASE,
        ), text  # fmt: skip


def test_failures_are_counted():
    study = hidden_command(Histories(("A", "B"), COUNTS))
    none = replace(study, checks=tuple(replace(one, passed=True) for one in study.checks))
    assert words.failures(none) == "None of two checks speaks against it."
    both = replace(study, checks=tuple(replace(one, passed=False) for one in study.checks))
    first, second = (words.TITLES[one.name] for one in study.checks if one.name != "verdict")
    assert words.failures(both) == (f"Two of two checks speak against it: “{first}” and “{second}”")
    untried = replace(study, checks=tuple(replace(one, passed=None) for one in study.checks))
    assert words.failures(untried).endswith("Two could not be tried.")


def test_lists_lead_with_at_least():
    """People may differ in how readily they are listed, which no overlap shows: a range from 530 to
    750 of 870 people was told as an answer."""
    counts = np.array([0, 60, 50, 15, 40, 12, 10, 6])
    study = release_lists(hidden_command(Histories(("A", "B", "C"), counts)), "internal").content
    said = words.finding(study)
    row = next(one for one in study.estimates if one.method == "range")
    assert f"there are at least about {words.rough(row.low)} (on none: at least about" in said
    assert f"no more than about {words.rough(row.high)} if people are alike" in said
    assert "which these lists cannot tell" in said and "between" not in said
