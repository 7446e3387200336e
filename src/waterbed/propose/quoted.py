"""What a claim's source and its own words say of its date and its figure, so that nobody need type
it twice: taken only where they say one thing, and left to be typed where they say none or two."""

from __future__ import annotations

import re

from waterbed.model.kinds import KINDS
from waterbed.model.months import MONTH_NAMES

_MONTH = "|".join((*MONTH_NAMES, *(name[:3] for name in MONTH_NAMES), "Sept"))
_YEAR = r"(?:19|20)\d\d"
_WRITTEN = rf"{_YEAR}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(
    rf"(?<!\d[–/-])\b(?:(?:\d{{1,2}} )?(?:{_MONTH}) {_YEAR}|{_WRITTEN})(?![\d–/-])",
    re.IGNORECASE,
)
_TWO = re.compile(r"\d\d(\d\d)-(\d\d)")


def dated_by(source: str) -> str:
    """The date that a source names, "" where it names none, or several, or what may as well be two
    years: 2011-12."""
    dates = [str(date) for date in _DATE.findall(source)]
    if len(dates) != 1 or ((two := _TWO.fullmatch(dates[0])) and int(two[2]) == int(two[1]) + 1):
        return ""
    return dates[0]


_VERBS = {
    "fall": (
        "fell|fallen|dropped|decreased|declined|(?<!broken )(?<!broke )down|(?:was|were) cut"
        "|(?:was|were) reduced"
    ),
    "rise": (
        "rose|risen|climbed|increased|grew|(?<!made )(?<!make )(?<!makes )up|(?:was|were) pushed up"
        "|(?:was|were) raised"
    ),
}
"""How a change is said, each way with its mirror."""
SIGNS = {"fall": "-", "rise": "+"}
_SHARE = r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent\b)(?!\s*(?:points?|of|more|less|faster|slower)\b)"
_ANY = re.compile(r"\d\s*(?:%|per ?cent)", re.IGNORECASE)
_SAID = {
    way: re.compile(rf"(?:(?<=\s)|^)(?:{verbs})(?: by)? {_SHARE}", re.IGNORECASE)
    for way, verbs in _VERBS.items()
}
# Words that deny or suppose; May is a month.
_DENIES = re.compile(
    r"\b(?:not|never|no|nor|without|instead|should|would|could|(?-i:may)|might|will|if)\b|n[’']t\b",
    re.IGNORECASE,
)


def figured_by(words: str, kind: str) -> str:
    """The figure of a claim of this kind that its words name as "fell by 30%", "" of none.

    Of kinds that state a change of counts alone: with its sign where the kind has it.  Nothing is
    taken of words that name two shares, that deny or suppose, or that say the other way.
    """
    row = KINDS[kind]
    if not row.ratio or len(_ANY.findall(words)) != 1 or _DENIES.search(words):
        return ""
    each = {way: match[1] for way, said in _SAID.items() if (match := said.search(words))}
    if len(each) != 1:
        return ""
    ((way, figure),) = each.items()
    if row.figure == "change":
        return f"{SIGNS[way]}{figure}%"
    return f"{figure}%" if row.direction == way else ""
