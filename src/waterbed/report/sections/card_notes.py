"""What would stand on several cards, said once: notes that the cards refer to by number."""

from __future__ import annotations

import re
from collections.abc import Sequence

LEAST, FIRST, FEW = 8, 60, 4
"""Words of what is worth a note of its own, and of a card's first paragraph; cards that are few."""

END = re.compile(r"(?<=[.?!])\s+(?=[A-Z“‘\"])")

Paragraphs = tuple[str, ...]


def said_once(
    cards: Sequence[Paragraphs],
) -> tuple[tuple[Paragraphs, ...], tuple[tuple[int, ...], ...], Paragraphs]:
    """Cards without the sentences that several of them share; the numbers of the notes that say
    these; and the notes, in the order of their first card.

    Sentences that follow one another on the same cards are one note.  What is one card's own stays
    there, and so does what is short, and the sentence that a card begins with, its reason, but for
    what is long, or what many share.
    """
    cut = [[END.split(text) for text in card] for card in cards]
    there: dict[str, list[int]] = {}
    for i, card in enumerate(cut):
        for text in dict.fromkeys(sentence for paragraph in card for sentence in paragraph):
            there.setdefault(text, []).append(i)
    notes: dict[str, int] = {}
    left, numbers = [], []
    for card in cut:
        kept: list[str] = []
        own: list[int] = []
        for paragraph in card:
            stays: list[str] = []
            for run in runs_of(paragraph, there):
                first = run[0] == card[0][0]
                text, cards_of = " ".join(run), len(there[run[0]])
                words = len(text.split())
                shared = cards_of >= (FEW if first and words < FIRST else 2)
                if not shared or words < LEAST:
                    stays.append(text)
                elif (number := notes.setdefault(text, len(notes) + 1)) not in own:
                    own.append(number)
            if stays:
                kept.append(" ".join(stays))
        left.append(tuple(dict.fromkeys(kept)))
        numbers.append(tuple(sorted(own)))
    return tuple(left), tuple(numbers), tuple(notes)


def runs_of(paragraph: Sequence[str], there: dict[str, list[int]]) -> list[list[str]]:
    """Its sentences in runs that stand on the same cards."""
    runs: list[list[str]] = []
    for sentence in paragraph:
        if runs and there[runs[-1][0]] == there[sentence]:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return runs
