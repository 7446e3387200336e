"""`waterbed hidden` as a user meets it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.hidden.tables import ORLEANS
from waterbed.cli import main

FEWER = ("--replicates", 200)
"""Where no figure that is asked about rests on draws."""


def call(*words):
    found = CliRunner().invoke(main, ["hidden", *map(str, words)], catch_exceptions=False)
    assert "Traceback" not in found.output
    return found


@pytest.fixture
def orleans(tmp_path):
    rows = [",".join((*reversed(cell), str(people))) for cell, people in ORLEANS.items()]
    file = tmp_path / "lists.csv"
    file.write_text("\n".join(["A,BEFG,C,D,H,count", *rows]), encoding="utf-8")
    return file


def test_a_published_table_in_full(orleans):
    made = json.loads(call(orleans, "--published", "Bales and others (2020)", "--json").output)
    methods = [one["method"] for one in made["estimates"]]
    assert methods[:5] == ["range", "stepwise", "bic", "dga", "main-effects"]
    assert {"chao", "chapman"} <= set(methods)
    assert {one["question"] for one in made["estimates"]} == {"hidden"}
    whole, stepwise = made["estimates"][:2]
    assert whole["level"] is None and whole["value"] is None
    assert stepwise["value"] == pytest.approx(981.4, abs=0.05)
    assert made["seen"] == 186 and len(made["checks"]) == 15
    assert made["published"] == "Bales and others (2020)"
    assert sum(one["people"] for one in made["histories"]) == 186
    text = call(orleans, "--published", "Bales and others (2020)", *FEWER).output
    for words in ("186 people", "between 5", "Lists as published in Bales", "Never send lists"):
        assert words in text


def test_an_unpublished_table_is_rounded_by_default(orleans):
    text = call(orleans, *FEWER).output
    assert "About 190 people" in text and "BEFG" not in text and "981" not in text
    assert "BEFG" in call(orleans, "--profile", "internal", *FEWER).output


def test_a_refusal_leaves_with_two_and_says_what_would_mend_it(tmp_path):
    file = tmp_path / "lists.csv"
    file.write_text("A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n", encoding="utf-8")
    found = call(file, "--json")
    assert found.exit_code == 2 and not found.stdout
    assert "Fewer than 10 people" in found.stderr and "would mend it" in found.stderr


def test_bad_calls_leave_with_two(tmp_path, orleans):
    for words in ((), ("--design",), (orleans, "--design"), (orleans, "--population", 600),
                  (tmp_path / "none.csv",), (orleans, "--list", "Q")):  # fmt: skip
        assert call(*words).exit_code == 2


def test_a_person_table_never_shows_a_person(tmp_path):
    rows = [f"Ana {i},{i % 2},{(i // 2) % 2},{int(i % 7 == 0)}" for i in range(1, 120)]
    file = tmp_path / "clients.csv"
    file.write_text("\n".join(["name,shelter,clinic,court", *rows]), encoding="utf-8")
    lists = [x for name in ("shelter", "clinic", "court") for x in ("--list", name)]
    assert "Ana" not in call(file, *lists).output
    file.write_text("\n".join(["name,shelter,clinic,court", *rows, "Ana 120,1,perhaps,0"]),
                    encoding="utf-8")  # fmt: skip
    found = call(file, *lists)
    assert found.exit_code == 2 and "row 121, 'clinic'" in found.stderr
    assert "Ana" not in found.stderr and "perhaps" not in found.stderr


def test_a_file_of_another_encoding_names_the_option(tmp_path):
    file = tmp_path / "lists.csv"
    file.write_bytes("Zufluchtsstätte,B,count\n1,0,60\n0,1,40\n1,1,20\n".encode("latin-1"))
    found = call(file)
    assert found.exit_code == 2 and "latin-1" in found.stderr
    assert call(file, "--encoding", "latin-1").exit_code == 0


def test_design_tells_whether_a_third_list_would_help():
    words = ("--design", "--population", 600, "--coverage", 0.2, "--coverage", 0.15, "--coverage",
             0.1, "--tables", 20)  # fmt: skip
    text = call(*words).output
    assert text.startswith("Two lists") and "Three lists" in text
    made = json.loads(call(*words, "--json").output)
    assert [one["lists"] for one in made["design"]] == [2, 3]
