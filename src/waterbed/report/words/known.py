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
    found = [
        (lead, tuple(i for i, one in enumerate(study.known, 1) if claim in getattr(one, side)))
        for side, lead in LEADS.items()
    ]
    return tuple((lead, numbers) for lead, numbers in found if numbers)


def every(study: ShownStudy) -> tuple[str, ...]:
    """All that is known from elsewhere, in the order of the study file."""
    return tuple(told(one) for one in study.known)


def told(one: ShownKnown) -> str:
    """The finding with its figure, where, by what design, whose, and that nobody has held it
    against its source, where nobody has."""
    finding = one.finding.rstrip(".")
    figure = f" ({figure_told(one)})" if one.figure is not None else ""
    place = sentence(f"{one.where}; {one.design}")
    checked = "" if one.checked else UNCHECKED
    source = re.split(r",| \(", one.source)[0]
    return f"{finding}{figure}. {place} {sentence(source)}{checked}"


def figure_told(one: ShownKnown) -> str:
    """odds ratio 2.99, 1.96 to 4.57."""
    ends = "" if one.low is None or one.high is None else f", {one.low:g} to {one.high:g}"
    return f"{one.measure} {one.figure:g}{ends}"
