"""Keys and values that the form of a study file does not allow: each one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.read.study_files import errors_of, spoil

# Old text, new text, place, problem, value, mend.
MALFORMED = {
    "an unknown key": (
        'layout = "wide"', 'layuot = "wide"\nlayout = "wide"',
        "counts 'crime', layuot", "there is no such key", "wide", "Did you mean 'layout'?",
    ),
    "a missing key": (
        'question = "Did it work?"', "", "question", "this key is missing", None, "Add it.",
    ),
    "a number in quotes": (
        "data_seen = false", 'data_seen = false\nlevel = "95%"',
        "rule, level", "this is not a number", "95%", "Write it without quotes: 0.95.",
    ),
    "a level that no test has": (
        "data_seen = false", "data_seen = false\nlevel = 95",
        "rule, level", "this must be below 1", "95", "Change it.",
    ),
    "a month that does not exist": (
        'start = "2018-08-21"', 'start = "2018-13"',
        "interventions 'patrol', start",
        "this month or date does not exist, or is written otherwise", "2018-13",
        'Write a month as "2017-04" or a day as "2018-08-21", in quotes.',
    ),
    "a day that does not exist": (
        'start = "2018-08-21"', 'start = "2018-02-30"',
        "interventions 'patrol', start",
        "this month or date does not exist, or is written otherwise", "2018-02-30",
        'Write a month as "2017-04" or a day as "2018-08-21", in quotes.',
    ),
    "a reading longer than a year": (
        "[[claims]]", '[[rule.readings]]\nstarts = ["2018-09"]\nlengths = [3, 13]\n[[claims]]',
        "rule, readings no. 1, lengths no. 2", "this must not be above 12", "13", "Change it.",
    ),
    "another start without a source": (
        "[[interventions.zones]]",
        '[[interventions.alternative_starts]]\nstart = "2018-10"\n[[interventions.zones]]',
        "interventions 'patrol', alternative_starts no. 1, source", "this key is missing", None,
        "Add it.",
    ),
    "a kind that nobody judges": (
        'kind = "fell"', 'kind = "fel"',
        "claims 'down', kind", "this key does not take that value", "fel", "Did you mean 'fell'?",
    ),
    "a number that is none": (
        "data_seen = false", "data_seen = false\nsmallest_effect = nan",
        "rule, smallest_effect", "this must be a finite number", "nan", "Change it.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(tmp_path: Path, name: str) -> None:
    old, new, place, problem, value, mend = MALFORMED[name]
    (error,) = errors_of(tmp_path, spoil((old, new)))
    assert error.file.endswith("study.toml")
    assert (error.where, error.problem, error.value) == (place, problem, value)
    assert error.mend.startswith(mend)


def test_all_of_them_are_told_at_once(tmp_path: Path) -> None:
    """Those that do not meet in one place, together in one file."""
    apart = ["an unknown key", "a missing key", "a number in quotes", "a kind that nobody judges"]
    changes = [MALFORMED[name][:2] for name in apart]
    errors = {(error.where, error.problem) for error in errors_of(tmp_path, spoil(*changes))}
    assert errors == {(MALFORMED[name][2], MALFORMED[name][3]) for name in apart}


def test_the_sentence_names_file_place_value_and_mend(tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path, spoil(("data_seen = false", 'data_seen = "no"')))
    assert str(error) == (
        f"{tmp_path / 'study.toml'}, rule, data_seen: this is neither true nor false: 'no'. "
        "Write true or false, without quotes."
    )
