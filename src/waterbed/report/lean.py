"""A page that says each thing once: keys of charts, figures that a card has, words that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from waterbed.report.blocks import Block, Chart, Grid, Section
from waterbed.report.sections.card_notes import END, LEAST
from waterbed.report.sections.cards import Card
from waterbed.report.template import render
from waterbed.report.words.answers import ANSWER_WORDS
from waterbed.report.words.glossary import Term, terms

EXPLAINED = {*ANSWER_WORDS.values(), "Claim", "Opinion", "Known from elsewhere", "What was done"}
"""Words that the page explains where they stand."""


def used(page: str) -> tuple[Term, ...]:
    """The entries of the glossary whose word stands in a page; `waterbed explain` has the rest."""
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<[^>]*>", " ", page, flags=re.S)
    said = {
        term: rf"\b{re.escape(term.name)}s?\b" for term in terms() if term.name not in EXPLAINED
    }
    return tuple(term for term, form in said.items() if re.search(form, text, re.IGNORECASE))


def with_words(name: str, note: str = "", short: bool = False, **values: object) -> str:
    """A page with the words that it uses explained at its end.

    note : what stands above them; short : whether each is explained in its first sentence alone
    """
    bare = render(name, **values, terms=(), terms_note="")
    terms_used = used(bare)
    explained = (
        tuple(replace(term, text=term.short) for term in terms_used) if short else terms_used
    )
    return render(name, **values, terms=explained, terms_note=note)


def words_grid(page: str) -> Grid:
    """The words of a page in full, for the workbook."""
    rows = tuple((term.name, term.text) for term in used(page))
    return Grid("What the words mean", ("Word", "What it means"), rows, page=False)


def once(sections: Sequence[Section], cards: Sequence[Card], notes: Sequence[str]) -> list[Section]:
    """Sections whose folded parts leave out what a card or a note says already, and with each key
    of a chart under the first that needs it."""
    by_card = {
        text: card.number
        for card in reversed(cards)
        for paragraph in card.paragraphs
        for text in END.split(paragraph)
    }
    noted = {text for note in notes for text in END.split(note)}
    known: set[str] = set()
    return [
        replace(
            section,
            blocks=tuple(_block(block, by_card, noted, known) for block in section.blocks),
            left=sum(not grid.page for grid in grids_of([section])),
        )
        for section in sections
    ]


def _block(block: Block, by_card: dict[str, int], noted: set[str], known: set[str]) -> Block:
    cards: dict[int, None] = {}
    if not block.folded:
        return replace(block, charts=tuple(_chart(chart, known) for chart in block.charts))

    def kept(text: str) -> str:
        left = []
        for sentence in END.split(text):
            if sentence in by_card and len(sentence.split()) >= LEAST:
                cards[by_card[sentence]] = None
            elif sentence not in noted:
                left.append(sentence)
        return " ".join(left)

    finding = kept(block.finding)
    paragraphs = tuple(filter(None, map(kept, block.paragraphs)))
    points = tuple(filter(None, map(kept, block.points)))
    if cards:
        numbers = ", ".join(map(str, sorted(cards)))
        paragraphs = (f"See also the card of claim {numbers}.", *paragraphs)
    charts = tuple(_chart(chart, known) for chart in block.charts)
    return replace(block, finding=finding, paragraphs=paragraphs, points=points, charts=charts)


def _chart(chart: Chart, known: set[str]) -> Chart:
    """A chart whose key stands under an earlier one does without."""
    parts = re.split(r"(?<=[.;]) (?=[A-Z])", chart.subtitle)
    new = [part for part in parts if part not in known]
    subtitle = chart.subtitle if len(new) == len(parts) else " ".join(new)
    note = "" if chart.note in known else chart.note
    known.update((*parts, chart.note))
    return replace(chart, subtitle=subtitle, note=note)


def grids_of(sections: Iterable[Section]) -> list[Grid]:
    """Every table of the sections, in the order of the page."""
    grids: list[Grid] = []
    for section in sections:
        for block in section.blocks:
            grids += [chart.table for chart in block.charts if chart.table is not None]
            grids += [*block.open_grids, *block.grids]
    return grids


def charts_of(sections: Iterable[Section]) -> list[Chart]:
    """Every chart of the sections that has a picture."""
    blocks = (block for section in sections for block in section.blocks)
    return [chart for block in blocks for chart in block.charts if chart.svg]
