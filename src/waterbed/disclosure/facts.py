"""Remarks as they leave: which codes, which of their facts, and by what rule for each kind of fact.

A remark is a code with facts.  A code that no catalogue has does not leave, nor does a fact that
the catalogue does not name for it, nor a text of no kind listed here.  Whatever the kind, a text
leaves only where it is what it is said to be: a word of ours, a date, a name that the study file
gives.  Figures leave by their unit (`rules.release_figure`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass

from waterbed.model import codes
from waterbed.model.estimate import Check, Figure, Remark
from waterbed.model.forces import FORCES
from waterbed.model.liststudy import LIST_CHECKS, VERDICTS
from waterbed.model.methods import METHODS
from waterbed.model.months import MONTH_NAMES
from waterbed.model.programme import ALL_WAVES
from waterbed.model.released import ShownFact, ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import NET, TARGET

CATALOGUES: tuple[dict[str, tuple[str, ...]], ...] = (
    codes.REASONS,
    codes.CHECKS,
    codes.WARNINGS,
    codes.NOTICES,
    codes.READING,
    codes.CONTACTS,
    LIST_CHECKS,
)

OURS = {
    "high", "low", "usual", "unknown", "rise", "fall", "unclear", "yes", "no", "zero", "no-data",
    "supported", "contradicted", "undecided", "untestable",
    "exceeds", "diffusion", "none", "displacement", "outweighs",
    "ring", "peak", "peak-share", "level", "excess", "last-quarter", "random",
    "all", "all-origins", "busy-origins", "counting-origins", "nearest",
    "said", "group", "half", "few", "near",
}  # fmt: skip
"""Words that a fact may be beside codes: directions, answers, bands, rules that choose a place."""

_DATED = re.compile(rf"(?:\d{{1,4}}|Q[1-4]|to|from|{'|'.join(MONTH_NAMES)}|[-,. ])*")
_DIGITS = re.compile(r"[\d.,]*")
_FORM = re.compile(r"(?:%\w|D+|M+|Y+|H+|S+|Mon|Qn|financial|excel|date|[-/., :'T])*")
SEPARATORS = ("tabs", "semicolons", "commas", "bars", "spaces")


def ours(text: str, study: Collection[str], open_file: bool) -> bool:
    """A code or a word of this program."""
    known = (OURS, codes.REFUSALS, codes.CHECKS, METHODS, VERDICTS, LIST_CHECKS)
    return any(text in words for words in known)


def dated(text: str, study: Collection[str], open_file: bool) -> bool:
    """A day, a month or a run of months."""
    return _DATED.fullmatch(text) is not None


def digits(text: str, study: Collection[str], open_file: bool) -> bool:
    return _DIGITS.fullmatch(text) is not None


def force(text: str, study: Collection[str], open_file: bool) -> bool:
    """A police force, as police.uk's files name it."""
    return text in FORCES


def of_study(text: str, study: Collection[str], open_file: bool) -> bool:
    """A name that the study file gives, word for word, or one of the places that we name."""
    return text in study or text in (TARGET, NET, ALL_WAVES)


def of_file(text: str, study: Collection[str], open_file: bool) -> bool:
    """A word of a file that was read: of a published one alone."""
    return open_file


def named(text: str, study: Collection[str], open_file: bool) -> bool:
    """A word of a file that was read, which the study may name itself."""
    return open_file or text in study


def way(text: str, study: Collection[str], open_file: bool) -> bool:
    """How a file is written: a separator, an encoding, a form of dates."""
    if text in SEPARATORS or _FORM.fullmatch(text):
        return True
    try:
        return bool(codecs.lookup(text))
    except LookupError:
        return False


Kind = Callable[[str, Collection[str], bool], bool]

KINDS: dict[Kind, str] = {
    ours: "all answer around asked because band check direction edge how level meaning method "
    "none outside rest rules used whole why",
    dated: "date first from last listed missing named start to",
    digits: "coverages ratios",
    of_study: "activities covariate event intervention interventions outcome outcomes populations "
    "source table tables wave waves window windows zone",
    force: "force",
    of_file: "columns example kind means month months names selector sheet",
    named: "category",
    way: "encoding form other_form separator",
}
"""What kind of text each fact is, by its name; whether such a text may leave is the kind's rule."""

TEXTS: dict[str, Kind] = {name: kind for kind, names in KINDS.items() for name in names.split()}

# Plain figures that are not made from counts: numbers of areas, of places to compare with.  Any
# other plain number of an unpublished table is taken for a rank among counts, as fine as a p-value.
PLAIN = (
    *("areas", "disjoint", "donors_left_out", "enough", "entries", "needed", "of", "placebos"),
    *("power", "starts", "waves", "years"),
)


def listed(code: str) -> tuple[str, ...] | None:
    """The names of a code's facts; None of a code that no catalogue has."""
    listings = [names[code] for names in CATALOGUES if code in names]
    return tuple(name for names in listings for name in names) if listings else None


def is_listed(value: object) -> bool:
    """Whether a value may leave as far as its code goes: a remark or a check of the catalogue."""
    if isinstance(value, Check):
        return value.name in _checked() and listed(value.remark.code) is not None
    return not isinstance(value, Remark) or listed(value.code) is not None


def _checked() -> set[str]:
    return codes.CHECKS.keys() | LIST_CHECKS.keys()


def rejected(reasons: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Why rows were rejected, and how many: codes that are not in the catalogue taken together."""
    rows: dict[str, int] = {}
    for code, number in reasons:
        known = code if code in codes.REJECTED else "other"
        rows[known] = rows.get(known, 0) + number
    return tuple(rows.items())


def leaving_facts(
    remark: Remark, study: Collection[str], open_file: bool = True
) -> Iterator[tuple[str, Figure | ShownFact]]:
    """Those facts of a remark that may leave: texts as they may, figures still raw.

    study : every text that the study file gives; open_file : whether a word of the file may leave
    A text that may not is empty.
    """
    names = listed(remark.code) or ()
    for name, fact in remark.facts:
        if name not in names:
            continue
        if isinstance(fact, Figure):
            yield name, fact
        elif name in TEXTS:
            yield name, _text(TEXTS[name], fact, study, open_file)


def _text(
    kind: Kind, fact: str | tuple[str, ...], study: Collection[str], open_file: bool
) -> str | tuple[str, ...]:
    if isinstance(fact, str):
        return fact if not fact or kind(fact, study, open_file) else ""
    return tuple(text for text in fact if not text or kind(text, study, open_file))


ALONE: dict[str, tuple[str, ...]] = {
    "police-attention": ("direction",),
    "covariate": ("covariate",),
}
"""Checks of which no other fact leaves that rests on a table which is not published, and what does:
what was done by month; how far a covariate goes with the counts."""


GAPS: dict[str, tuple[str, ...]] = {
    "base-window": ("from", "to"),
    "coverage": ("missing", "donors_left_out"),
}
"""Facts of checks that say in which months, or in how many areas, nothing was written down."""


def without_gaps(check: Check, remark: ShownRemark) -> ShownRemark:
    """What is told of a check where a month without a row may be one in which nothing happened."""
    if check.passed and check.name == "coverage":
        hidden: tuple[str, ...] = ("donors_left_out",)
    else:
        hidden = GAPS.get(check.name, ())
    return ShownRemark(remark.code, tuple(pair for pair in remark.facts if pair[0] not in hidden))


def only_published(check: Check, remark: ShownRemark, names_place: bool = False) -> ShownRemark:
    """What is told of such a check, without what rests on a table that is not published.

    names_place : whether published numbers of a place would tell which it is, where its name may
    not be told: they can be looked up
    """
    figures = {name: fact for name, fact in check.remark.facts if isinstance(fact, Figure)}
    if check.name not in ALONE:
        return remark
    if not names_place and all(fact.published for fact in figures.values()):
        return remark
    kept = ALONE[check.name]
    if check.name == "covariate" and not names_place:
        kept += tuple(name for name, fact in figures.items() if fact.published)
    return ShownRemark(remark.code, tuple(pair for pair in remark.facts if pair[0] in kept))


def texts_of(study: ShownStudy) -> frozenset[str]:
    """Every text that stands in what is shown of a study."""
    return frozenset(_texts(study))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


class Anything(frozenset[str]):
    """The texts of whoever reads them on a terminal of their own: all of them."""

    def __contains__(self, text: object) -> bool:
        return True
