"""docs/validity.md, the methods' table and the rates that both rest on agree."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.validity.lines import BEGIN, END, HELD, put_in
from tests.validity.table import FEWEST, MOST, clustered
from waterbed.model.methods import DEFAULT, HEADLINES, method

DOCUMENT = (Path(__file__).parents[2] / "docs" / "validity.md").read_text(encoding="utf-8")
PRINTED = DOCUMENT.split(BEGIN)[1].split(END)[0]
ROUNDED = 0.0015
"""What printing a rate and its error to a tenth of a per cent can cost share - 2 SE."""


def tables() -> dict[str, list[dict[str, str]]]:
    """Rows of each printed table, by its title."""
    found = {}
    for part in PRINTED.split("### ")[1:]:
        title, *rest = part.splitlines()
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in rest if "|" in line]
        found[title] = [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]
    return found


def test_a_method_may_carry_verdicts_exactly_where_its_size_is_shown_to_hold():
    rows = {row["method"]: row for row in tables()["Where a method's size holds"]}
    assert set(rows) == {*HEADLINES}
    for name, row in rows.items():
        shown = frozenset(rule for rule in HELD if row[rule].startswith("holds"))
        holds = method(name).holds
        assert shown == (frozenset(HELD) if holds is None else holds), name


def test_no_printed_row_told_the_rule_is_above_its_size_and_any_other_is_named():
    checked, above = 0, 0
    for title, rows in tables().items():
        if f": {DEFAULT}" not in title:
            continue
        for row in rows:
            for side in ("says fell", "says rose", "two-sided"):
                made = re.fullmatch(r"([\d.]+) \(([\d.]+)\)", row[side])
                if made and int(row["places"]) >= FEWEST:
                    share, se = (float(one) / 100 for one in made.groups())
                    fails = share - 2 * se > MOST + ROUNDED
                    assert not fails or "told nothing" in title, (title, row)
                    above, checked = above + fails, checked + 1
    assert checked > 100
    assert PRINTED.count("- above its size: ") >= above


def test_the_error_of_a_rate_grows_with_places_that_repeat():
    hits = np.repeat([0.0, 1.0, 0.0, 0.0, 1.0, 0.0], 2)
    alone, twice = np.arange(12), np.repeat(np.arange(6), 2)
    binomial = np.sqrt(hits.mean() * (1 - hits.mean()) / 12)
    assert clustered(hits, alone) == pytest.approx(binomial * np.sqrt(12 / 11))
    assert clustered(hits, twice) == pytest.approx(binomial * np.sqrt(2 * 6 / 5))
    assert clustered(hits, twice, twice) == pytest.approx(clustered(hits, twice))


def test_the_tables_replace_what_stands_between_the_marks():
    document = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert put_in(document, "new\n") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
