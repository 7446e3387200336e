"""What is known from elsewhere: printed beside a claim, apart from its answer.

Nothing of a verdict is an argument here, so that what is known cannot lean on the answer.
"""

from __future__ import annotations

import re

from waterbed.model.alongside import SIDES
from waterbed.model.released_study import ShownKnown, ShownStudy
from waterbed.report.words.numbers import sentence

LEADS = dict(zip(SIDES, ("For the claim", "Against it", "Neither for nor against"), strict=True))
UNCHECKED = " Not checked against its source."


def numbers_of(study: ShownStudy, claim: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The numbers, in the list of all of them, of those for a claim, against it, and neither."""
    by_lead = [
        (lead, tuple(i for i, known in enumerate(study.known, 1) if claim in getattr(known, side)))
        for side, lead in LEADS.items()
    ]
    return tuple((lead, numbers) for lead, numbers in by_lead if numbers)


def every(study: ShownStudy) -> tuple[str, ...]:
    """All that is known from elsewhere, in the order of the study file."""
    return tuple(known_sentence(known) for known in study.known)


def known_sentence(known: ShownKnown) -> str:
    """The finding with its figure, where, by what design, whose, and that nobody has held it
    against its source, where nobody has."""
    finding = known.finding.rstrip(".")
    figure = f" ({figure_words(known)})" if known.figure is not None else ""
    place = sentence(f"{known.where}; {known.design}")
    checked = "" if known.checked else UNCHECKED
    source = re.split(r",| \(", known.source)[0]
    return f"{finding}{figure}. {place} {sentence(source)}{checked}"


def figure_words(known: ShownKnown) -> str:
    """odds ratio 2.99, 1.96 to 4.57."""
    ends = "" if known.low is None or known.high is None else f", {known.low:g} to {known.high:g}"
    return f"{known.measure} {known.figure:g}{ends}"
