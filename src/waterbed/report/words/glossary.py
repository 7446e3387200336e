"""What the words mean, in at most three sentences each: for the report and `waterbed explain`."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from waterbed.report.words.numbers import sentence
from waterbed.report.words.remarks import ASSUMPTION_WORDS, REFUSAL_WORDS


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field: its name, what it means, and how else it is printed or asked for."""

    name: str
    text: str
    also: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """What it means in its first sentence."""
        return re.split(r"(?<=\.) ", self.text, maxsplit=1)[0]

    @property
    def key(self) -> str:
        """For a link: word-tipping-point."""
        return "word-" + re.sub(r"\W+", "-", self.name.casefold()).strip("-")


@cache
def terms() -> tuple[Term, ...]:
    """All of them, in alphabetical order."""
    text = resources.files("waterbed.report.words").joinpath("glossary.toml").read_text("utf-8")
    return tuple(
        Term(name, entry["text"], tuple(entry.get("also", ())))
        for name, entry in sorted(tomllib.loads(text).items(), key=lambda item: item[0].casefold())
    )


def _plain(word: str) -> str:
    """A word as it is compared: without brackets, quotes, capitals and hyphens."""
    word = re.sub(r"\([^)]*\)", " ", word.casefold().replace("’", "'"))
    return " ".join(re.sub(r"[^\w',?]+", " ", word).split())


def _names() -> dict[str, Term]:
    by_name: dict[str, Term] = {}
    for term in terms():
        for name in (term.name, *term.also):
            by_name.setdefault(_plain(name), term)
    return by_name


def find(word: str) -> Term | None:
    """The term of this name, in the singular or plural, or of a code that a report prints."""
    asked, known = _plain(word), _names()
    code = word.strip().casefold()
    texts = REFUSAL_WORDS | ASSUMPTION_WORDS
    if code in texts and ("-" in code or asked not in known):
        return Term(code, sentence(texts[code]))
    for form in (asked, asked.rstrip("?"), asked.removesuffix("s"), f"{asked}s"):
        if form in known:
            return known[form]
    return None


def closest(word: str) -> tuple[str, ...]:
    """Names most like a word that is not known, the likest first."""
    known = _names()
    near = difflib.get_close_matches(_plain(word), list(known), 6, 0.6)
    within = [name for name in known if len(_plain(word)) > 3 and _plain(word) in name]
    return tuple(dict.fromkeys(known[name].name for name in (*near, *within)))[:3]
