"""What would have told: larger designs of the same kind, and what untestable claims take."""

from __future__ import annotations

from collections import Counter

from waterbed.model.codes import TOO_LITTLE
from waterbed.model.released import ShownDetectable, ShownLarger, ShownRun, ShownVerdict
from waterbed.report.words import names
from waterbed.report.words.answers import at_level
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import plural, sentence, share, spelled

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
    said = (
        f"a {first.turn} of {share(first.sought)} in {what} would be seen{level} {often} of the "
        f"time {_over(first)}"
    )
    for design in others:
        size = "" if design.sought == first.sought else f" of {share(design.sought)}"
        said += f"; a {design.turn}{size} {_over(design, places='')}"
    return [said]


def _over(design: ShownLarger, places: str = " separate places alike") -> str:
    """Over about six separate places alike, or with at least nine times the counts here: so many
    places see it nearly as often as told, or oftener; so many more counts are seldom too many, and
    often too few (docs/fund-trials.md)."""
    if design.places is None and design.counts is None:
        return "by nothing larger that was tried"
    over = f"over {'no number of' if design.places is None else f'about {spelled(design.places)}'}"
    over += places or (" places" if design.places is None else "")
    if design.counts is None:
        return f"{over}, but not with more counts here"
    joined = "but" if design.places is None else "or"
    return f"{over}, {joined} with at least {spelled(design.counts)} times the counts here"


PLACES, AREAS, SOURCE, MENDED, NOTHING = "places", "areas", "source", "mended", "nothing"

TAKES = {
    PLACES: "more places or months to compare could test {}",
    AREAS: "more areas to compare with could test {}",
    SOURCE: "a second source could test {}",
    MENDED: "the cards of {} say what these lack",
    NOTHING: "no count here holds what {} would take",
}
"""What untestable claims take, by `_takes`."""


def _untestable(results: ShownRun) -> list[str]:
    claims = Counter(
        _takes(verdict) for verdict in results.verdicts if verdict.answer == "untestable"
    )
    wanted = [take for take in TAKES if claims[take]]
    whose = [
        f"{claims[take]:,} more" if i else plural(claims[take], "untestable claim")
        for i, take in enumerate(wanted)
    ]
    said = [TAKES[take].format(number) for take, number in zip(wanted, whose, strict=True)]
    return ["; ".join(said)] if said else []


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
