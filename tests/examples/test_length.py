"""How much of the worked example a reader meets: words in view and in all, bytes, repetitions."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from html.parser import HTMLParser

import pytest

IN_VIEW, IN_ALL, BYTES = 6_000, 15_000, 400_000
LONG = 12
"""Words of a sentence that a reader would notice the second time."""
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")
BREAKS = {"p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "summary", "figcaption", "caption"}


class Words(HTMLParser):
    """Texts of a page, those inside a folded part apart; pictures and style are none."""

    def __init__(self) -> None:
        super().__init__()
        self.skip, self.folds, self.summary = 0, 0, 0
        self.view: list[str] = []
        self.every: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skip += tag in ("style", "svg", "title")
        self.folds += tag == "details"
        self.summary += tag == "summary"
        if tag in BREAKS:
            self.every.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in ("style", "svg", "title")
        self.folds -= tag == "details"
        self.summary -= tag == "summary"

    def handle_data(self, data: str) -> None:
        if self.skip:
            return
        self.every.append(data)
        if self.folds == 0 or (self.folds == 1 and self.summary):
            self.view.append(data)


@pytest.fixture(scope="module")
def page(redbridge_folder):
    return (redbridge_folder / "report.html").read_text("utf-8")


def test_the_worked_example_can_be_read(page):
    words = Words()
    words.feed(page[page.index("<body") :])
    assert len(page.encode()) <= BYTES
    assert len(" ".join(words.view).split()) <= IN_VIEW
    assert len(" ".join(words.every).split()) <= IN_ALL


def test_no_sentence_rests_on_one_that_stands_elsewhere(page, redbridge_folder):
    """Reasons that cards share are notes, and tables stand in the workbook: nothing speaks as if
    they stood beside it; and two figures of one kind say whose each is."""
    texts = re.findall(r"<(?:p|li)[^>]*>([^<]+)", page)
    assert not [text for text in texts if text.startswith(("So this", "Of this"))]
    assert not re.findall(r"<li>[\d,]+ other places and years", page)
    assert "those against them" not in page
    with zipfile.ZipFile(redbridge_folder / "tables.xlsx") as book:
        told = book.read("xl/sharedStrings.xml").decode()
    assert "cards below" not in told and "this kind, in “Did it change?”" not in told


AGAIN = {
    "This study · Put by this study": "who put a claim stands on each",
    "Its reasons, which other claims share": "two claims with the same reasons, which stand once",
    "Known from elsewhere: ": "two claims on which the same findings bear",
    "Sexual offences in the target areas: 479": "a claim and its opposite rest on one comparison",
    "What fits these data: between 75 fewer": "the same, its range",
    "After a peak, a fall is to be expected": "on the card that it bars, and what the check means",
    "How much of it there was in the months compared": "of two measures",
    "By quarter, with ranges that hold": "of two measures",
    "What is said above of the share that moved": "of two measures",
    "In Redbridge, Newham and Barking and Dagenham nothing rose": "of two outcomes",
    "Elsewhere chance could explain the change": "of two outcomes",
    "If reporting changed nowhere": "of two outcomes",
}
"""Sentences said twice, by how they begin, and why: each card and folded part is read by itself."""


def test_no_long_sentence_is_said_twice_but_for_a_reason(page):
    words = Words()
    words.feed(page[page.index("<main>") :])
    texts = " ".join(words.every).split("\n")
    said = Counter(
        " ".join(one.split())
        for text in texts
        for one in SENTENCE.split(text)
        if len(one.split()) >= LONG
    )
    again = {one: times for one, times in said.items() if times > 1}
    assert [one for one in again if not one.startswith(tuple(AGAIN))] == []
    assert [one for one, times in again.items() if times > 3] == []
    assert [one for one in AGAIN if not any(text.startswith(one) for text in again)] == []
