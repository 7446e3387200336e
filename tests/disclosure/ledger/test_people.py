"""Lists of people: what a second release with one list more, or one month more, would tell."""

from __future__ import annotations

import csv
import functools
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from waterbed.cli import main
from waterbed.disclosure.ledger.book import read_book
from waterbed.disclosure.ledger.people import narrow_people, people_cell
from waterbed.hidden import command
from waterbed.hidden.latent import latent_classes
from waterbed.model.population import ListTable

SERVICES = ("refuge", "clinic", "outreach", "helpline")


def cell(lists, seen, file="people.csv"):
    return people_cell(ListTable(file=Path(file)), lists, seen)


@pytest.mark.parametrize(("before", "after", "narrow"), [
    (80.0, 85.0, True), (80.0, 95.0, False), (80.0, 80.0, True), (400.0, 400.0, False),
])  # fmt: skip
def test_a_list_that_is_added(before, after, narrow):
    """Differences of numbers to five have nine values; of numbers to ten nineteen."""
    first, second = cell(SERVICES[:3], before), cell(SERVICES, after)
    assert (narrow_people([second], [first])[0] is not None) == narrow
    assert narrow_people([first], [])[0] is None
    assert narrow_people([second], [second, first])[0] is None  # known already


def test_lists_of_which_none_holds_the_other_tell_nothing():
    first, second = cell(SERVICES[:3], 80.0), cell(SERVICES[1:], 80.0)
    assert narrow_people([second], [first])[0] is None


def test_half_a_year_lies_in_all_of_it():
    half = ListTable(Path("people.csv"), first=24_000, last=24_005)
    second = people_cell(half, SERVICES[:3], 80.0)
    assert narrow_people([second], [cell(SERVICES[:3], 85.0)])[0] is not None
    assert narrow_people([second], [cell(SERVICES[:3], 110.0)])[0] is None


def test_other_tables_are_of_other_people():
    first, second = cell(SERVICES[:3], 80.0), cell(SERVICES, 80.0, "others.csv")
    assert narrow_people([second], [first])[0] is None


@pytest.fixture
def people(tmp_path, monkeypatch):
    quick = functools.partial(latent_classes, warm_up=40, draws=100, chains=2)
    monkeypatch.setattr(command, "latent_classes", quick)
    rng = np.random.default_rng(3)
    shares = np.array([0.3, 0.3, 0.3, 0.1])
    path = tmp_path / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [(*on, int(rng.poisson(120 * np.prod(np.where(on, shares, 1 - shares)))))
                for on in product((0, 1), repeat=4) if any(on)]  # fmt: skip
        rows = [(*row[:4], 4) if row[:4] == (0, 0, 0, 1) else row for row in rows]
        csv.writer(file).writerows([(*SERVICES, "people"), *rows])
    return path


def hidden(people, lists, *more):
    asked = [word for name in lists for word in ("--list", name)]
    told = ["hidden", str(people), *asked, "--count", "people", "--replicates", "200", *more]
    return CliRunner().invoke(main, told)


def test_the_command_keeps_a_ledger_and_refuses_the_fourth_list(people):
    first = hidden(people, SERVICES[:3])
    assert first.exit_code == 0 and "A ledger of what is published" in first.stderr
    assert hidden(people, SERVICES[:3]).exit_code == 0
    ledger = people.parent / "people.ledger.jsonl"
    (line,) = read_book(ledger).lines
    assert line.cells[0].words == "people on 3 lists"
    out = people.parent / "page.html"
    refused = hidden(people, SERVICES, "--out", str(out))
    assert refused.exit_code == 2 and not refused.stdout and not out.exists()
    assert "people on 4 lists (today)" in refused.stderr
    assert len(read_book(ledger).lines) == 1
    assert hidden(people, SERVICES, "--profile", "internal").exit_code == 0


def test_published_lists_need_no_ledger(people):
    assert hidden(people, SERVICES, "--published", "A report").exit_code == 0
    assert not list(people.parent.glob("*.ledger*"))
