"""What to do about an error in a study, in whichever form the study is written.

A mend shows samples of what to write.  They are kept as what they are, a list, a month, a section,
and each form of a study shows them as it has them: no form reads the words of another.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """Something to write.

    kind : "list", "pair" (column and value), "span" (two numbers), "quoted" (a month or a day),
        "section", "text" (in every form the same), or "type": what a value of a wrong type should
        be, by the code of the error
    """

    kind: str
    parts: tuple[str, ...]


def listed(*values: str) -> Sample:
    return Sample("list", values)


def pair(column: str, value: str) -> Sample:
    return Sample("pair", (column, value))


def span(first: str, last: str) -> Sample:
    return Sample("span", (first, last))


def quoted(value: str) -> Sample:
    return Sample("quoted", (value,))


def section(name: str) -> Sample:
    return Sample("section", (name,))


def text(words: str) -> Sample:
    return Sample("text", (words,))


@dataclass(frozen=True, slots=True)
class Mend:
    """A sentence with {} wherever a sample stands."""

    words: str
    samples: tuple[Sample, ...] = ()


def showing(words: str, *samples: Sample) -> Mend:
    """A mend that shows these."""
    return Mend(words, samples)


def by_type(code: str) -> Mend:
    """What to do about a value of a wrong type, which each form says in its own words."""
    return Mend("{}", (Sample("type", (code,)),))
