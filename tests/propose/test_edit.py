"""A study is changed where it is meant to be, and nowhere else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from waterbed.model.errors import InputError
from waterbed.propose.edit import REMOVED, edited

STUDY = Path("examples/redbridge/study.toml").read_text("utf-8")
ENTRY = {"start": "2017-07", "source": 'said "so"'}
CLAIM = {"id": "more", "who": "é", "window": "w", "by": [0.1, 0.2]}


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


def test_a_value_is_changed_in_its_line_and_the_comment_beside_it_stays() -> None:
    after = edited(STUDY, {("rule", "smallest_effect"): 0.1, ("interventions", 0, "areas"): ["E1"]})
    gone, new = lines_changed(STUDY, after)
    assert new == [
        'areas = ["E1"]               # Loxford',
        "smallest_effect = 0.1              # a change of less than one in twenty counts as none",
    ]
    assert len(gone) == 2 and len(after.splitlines()) == len(STUDY.splitlines())


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("interventions", 0, "end"), "2018-05"),
        (("interventions", 0, "alternative_starts", 1), ENTRY),
        (("interventions", 1, "alternative_starts", 0), ENTRY),
        (("events", 1), {"name": "Games", "first": "2012-07", "last": "2012-09"}),
        (("claims", len(tomllib.loads(STUDY)["claims"])), CLAIM),
        (("rule", "reporting_change"), [0.8, 1.1]),
        (("interventions", 0, "chosen_for"), {"rule": "peak", "outcome": "all crime"}),
    ],
)
def test_what_is_added_and_taken_out_again_leaves_every_byte(
    at: tuple[str | int, ...], value: object
) -> None:
    after = edited(STUDY, {at: value})
    gone, new = lines_changed(STUDY, after)
    assert not gone and new
    assert edited(after, {at: REMOVED}) == STUDY


def test_no_comment_is_lost_with_a_section_that_is_taken_out() -> None:
    after = edited(STUDY, {("events", 0): REMOVED, ("interventions", 0, "buffer"): REMOVED})
    own = [line for line in STUDY.splitlines() if line.startswith("#")]
    assert [line for line in after.splitlines() if line.startswith("#")] == own
    raw = tomllib.loads(after)
    assert "events" not in raw and "buffer" not in raw["interventions"][0]


def test_what_stands_there_already_is_not_written_anew() -> None:
    text = 'a = [ "x",  # one\n  "y" ]\n'
    assert edited(text, {("a",): ["x", "y"]}) == text


def test_tables_in_a_line_lists_of_several_lines_and_other_ends_of_lines() -> None:
    text = "[a]\r\nx = [\r\n 1, # c\r\n]\r\n\r\n[[i]]\r\nz=[{n=1},{n=2}]\r\n# tail\r\n[b]\r\n"
    after = edited(text, {("a", "x"): [2], ("i", 0, "z", 1, "n"): 5, ("i", 1): {"id": "b"},
                          ("b", "q"): 1, ("c",): {"z": 1}})  # fmt: skip
    assert after == (
        "[a]\r\nx = [2]\r\n\r\n[[i]]\r\nz= [{ n = 1 }, { n = 5 }]\r\n\r\n[[i]]\r\n"
        'id = "b"\r\n# tail\r\n[b]\r\nq = 1\r\n\r\n[c]\r\nz = 1\r\n'
    )


@pytest.mark.parametrize("text", ["a = ", "i.a = 1\ni.b = 2\n", "[i]\na.b = 1\n"])
def test_what_cannot_be_changed_is_refused_and_not_spoilt(text: str) -> None:
    with pytest.raises(InputError, match="in an editor"):
        edited(text, {("i", "a"): {"b": 2}})


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\u2029"])
def test_only_what_ends_a_line_of_toml_ends_one(sign: str) -> None:
    text = f"a = 1\n# pasted{sign}from a page\nb = 'x{sign}y'\nc = 2\n"
    assert edited(text, {("c",): 3}) == text.replace("c = 2", "c = 3")


def test_a_list_of_several_lines_ends_them_as_the_file_does() -> None:
    after = edited('a = ["x"]\r\nb = 2\r\n', {("a",): ["a long area" * 3] * 5})
    assert after.count("\n") == after.count("\r\n") == 8
