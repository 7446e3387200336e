"""What would have told: larger designs of the same kind, and what untestable claims take."""

from __future__ import annotations

from collections import Counter

from waterbed.model.codes import TOO_LITTLE
from waterbed.model.released import ShownDetectable, ShownLarger, ShownRun, ShownVerdict
from waterbed.report.words import names
from waterbed.report.words.answers import at_level
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import listed, plural, sentence, share, spelled

QUESTION = "What would have told?"

NOTE = (
    "Places: about so many like this one, apart from one another, all treated and taken together. "
    "Counts: at least so many times as many in this one place; they do less, since a place has "
    "good and bad years of its own."
)


def would_have_told(results: ShownRun, seen: ShownDetectable | None) -> str:
    """Of the change that the first page is about, and of claims that no count here tests; "" where
    there is nothing to say."""
    said = [*_designs(results, seen), *_untestable(results)]
    return " ".join(map(sentence, said))


def _designs(results: ShownRun, seen: ShownDetectable | None) -> list[str]:
    if seen is None or seen.status == "withheld" or not seen.larger:
        return []
    first, *others = seen.larger
    what = lowered(names.outcome(results.study, seen.parameter.outcome))
    level, often = at_level(results.study.rule.level), share(seen.power)
    lacks = {_lack(design) for design in seen.larger}
    once = lacks.pop() if len(lacks) == 1 else ""
    said = (
        f"a {first.turn} of {share(first.sought)} in {what} would be seen{level} {often} of the "
        f"time {_over(first, once=once)}"
    )
    for design in others:
        size = "" if design.sought == first.sought else f" of {share(design.sought)}"
        said += f"; a {design.turn}{size}, {_over(design, places='', once=once)}"
    return [said, once] if once else [said]


def _over(design: ShownLarger, *, places: str = " separate places alike", once: str = "") -> str:
    """Over about six separate places alike, or with at least nine times the counts here: so many
    places see it nearly as often as told, or oftener; so many more counts are seldom too many, and
    often too few (docs/fund-trials.md). once : what is said of all designs together"""
    ways = []
    if design.places is not None:
        ways.append(f"over about {spelled(design.places)}{places}")
    if design.counts is not None:
        ways.append(f"with at least {spelled(design.counts)} times the counts here")
    lack = _lack(design)
    aside = f" ({lack})" if lack and not once else ""
    return f"{', or '.join(ways) or 'by no larger study of its kind that was worked out'}{aside}"


def _lack(design: ShownLarger) -> str:
    """Which way would not see the change, where the other would."""
    if (design.places is None) == (design.counts is None):
        return ""
    return f"more {'places' if design.places is None else 'counts here'} alone would not do"


PLACES, AREAS, SOURCE, MENDED, NOTHING = "places", "areas", "source", "mended", "nothing"

TAKES = {
    PLACES: "more places or months to compare with",
    AREAS: "more areas to compare with",
    SOURCE: "a second source",
    MENDED: "what their cards say is missing",
    NOTHING: "something that is not counted here",
}
"""What untestable claims need, by `_takes`."""


def _untestable(results: ShownRun) -> list[str]:
    claims = Counter(
        _takes(verdict) for verdict in results.verdicts if verdict.answer == "untestable"
    )
    needs = []
    for take, needed in TAKES.items():
        if count := claims[take]:
            whose = f"{count:,}" if len(claims) > 1 else plural(count, "untestable claim")
            needs.append(f"{whose} {'needs' if count == 1 else 'need'} {needed}")
    of_all = f"of {claims.total():,} untestable claims, " if len(needs) > 1 else ""
    return [of_all + listed(needs)] if needs else []


def _takes(verdict: ShownVerdict) -> str:
    """By why it is untestable: a zone that nobody drew, or a month that is missing, is made good
    by no number of places; where zones take too many areas, months may not make it good either."""
    zoned = any(reason.code == "zones-suffice" for reason in verdict.reasons)
    for reason in verdict.reasons:
        if reason.code == "later":
            return SOURCE
        if reason.code == "no-estimate":
            few = AREAS if zoned else PLACES
            return few if reason["why"] in TOO_LITTLE else MENDED
    return NOTHING


def in_cell(designs: tuple[ShownLarger, ...], field: str) -> str:
    """Six for −30%, 14 for +30%."""
    cells = [
        f"{'–' if (many := getattr(design, field)) is None else f'{many:,}'} for "
        f"{'−' if design.turn == 'fall' else '+'}{share(design.sought)}"
        for design in designs
    ]
    return ", ".join(cells) or "–"
