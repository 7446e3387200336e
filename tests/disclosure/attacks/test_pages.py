"""The page and the workbook tell an attacker no number that results.json does not: what is solved
for (`learn`) from the one is all that there is to learn from the others."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from tests.disclosure.attacks.scenarios import SCENARIOS
from tests.disclosure.attacks.world import released, write

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


def numbers(value: object) -> Iterator[float]:
    """Every number in a value, in texts too, without its sign."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, str):
        yield from (read(one) for one in NUMBER.findall(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield abs(float(value))


def read(text: str) -> float:
    return float(text.rstrip("%").replace(",", ""))


def page_numbers(folder: Path) -> set[str]:
    """Numbers that a reader sees on the page, pictures included."""
    text = (folder / "report.html").read_text("utf-8")
    text = re.sub(r"<style.*?</style>|<script.*?</script>", "", text, flags=re.S)
    return set(NUMBER.findall(html.unescape(re.sub(r"<[^>]+>", " ", text))))


def workbook_numbers(folder: Path) -> set[str]:
    cells = (
        cell
        for sheet in openpyxl.load_workbook(folder / "tables.xlsx")
        for row in sheet.iter_rows(min_row=2, values_only=True)
        # The first column of estimates numbers them.
        for cell in (row[1:] if sheet.title == "estimates" else row)
    )
    return {one for cell in cells if cell is not None for one in NUMBER.findall(str(cell))}


def told_by(text: str, known: set[float]) -> bool:
    """Whether a number of the page is one of results.json, with as many digits; or a share or a
    ratio in per cent, to the nearest whole."""
    x = read(text)
    if not text.endswith("%"):
        half = 0.5 * 10.0 ** -len(text.partition(".")[2]) if "." in text else 0.0
        return any(abs(x - one) <= half + 1e-6 for one in known)
    shares = (part for one in known for part in (one, abs(one - 1)))
    return any(abs(100 * part - x) <= 0.51 for part in shares)


@pytest.mark.parametrize(
    "name", ["one report", "nested places", "outcomes in outcomes", "beside a published outcome"]
)
def test_page_and_workbook_tell_no_other_number(name, tmp_path):
    pages, own = [], []
    for number in range(2):
        made = SCENARIOS[name](np.random.default_rng([number, *name.encode()]))
        folder = tmp_path / str(number)
        path = write(folder, made.questions[0], made.tables)
        shown = released(folder, path)
        assert shown is not None
        known = {*numbers(shown), *numbers(path.read_text("utf-8"))}
        # Rows of all tables of counts together: rounded, or published.
        known.add(sum(one["rows"] for one in shown["inputs"] if one["date"]))
        # How many checks are listed: one more where areas are small in one table and not the other.
        known.add(len(shown["checks"]))
        report = folder / f"{path.stem}-report"
        pages.append(page_numbers(report) | workbook_numbers(report))
        own.append(known)
    assert pages[0] != pages[1]
    for page, other, known in zip(pages, reversed(pages), own, strict=True):
        # What stands in both reports, of different tables, is not a count of either.
        strange = {one for one in page - other if not told_by(one, known)}
        assert not strange
