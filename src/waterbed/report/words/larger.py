"""What would have told: larger designs of the same kind, and what untestable claims take."""

from __future__ import annotations

from waterbed.model.kinds import COMPARED, KINDS, SECOND
from waterbed.model.released import ShownDetectable, ShownLarger, ShownRun
from waterbed.report.words import names
from waterbed.report.words.answers import at_level
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import plural, sentence, share, spelled

QUESTION = "What would have told?"

NOTE = (
    "Places: so many like this one, apart from one another, all treated and taken together. "
    "Counts: at least so many times as many in this one place; they do less, since a place has "
    "good and bad years of its own."
)


def would_have_told(results: ShownRun, seen: ShownDetectable | None) -> str:
    """Of the change that the first page is about, and of claims that no count here tests; "" where
    there is nothing to say."""
    said = [*_designs(results, seen), *_untestable(results)]
    return " ".join(sentence(one) for one in said)


def _designs(results: ShownRun, seen: ShownDetectable | None) -> list[str]:
    if seen is None or seen.status == "withheld" or not seen.larger:
        return []
    first, *others = seen.larger
    what = lowered(names.outcome(results.study, seen.parameter.outcome))
    level, often = at_level(results.study.rule.level), share(seen.power)
    some = "some " if seen.status == "rounded" else ""
    told = (
        f"a {first.turn} of {share(first.sought)} in {what} would be seen{level} {often} of the "
        f"time {_over(first, some)}"
    )
    for one in others:
        size = "" if one.sought == first.sought else f" of {share(one.sought)}"
        told += f"; a {one.turn}{size} {_over(one, some, places='')}"
    return [told]


def _over(one: ShownLarger, some: str, places: str = " separate places alike") -> str:
    """Over six separate places alike, or with at least nine times the counts here: that many more
    counts are seldom too many, and often too few (docs/fund-trials.md)."""
    if one.places is None and one.counts is None:
        return "by nothing larger that was tried"
    over = f"over {'no number of' if one.places is None else some + spelled(one.places)}"
    over += places or (" places" if one.places is None else "")
    if one.counts is None:
        return f"{over}; more counts here would not show it"
    return f"{over}, or with at least {spelled(one.counts)} times the counts here"


def _claims(number: int) -> str:
    return plural(number, "untestable claim")


def _untestable(results: ShownRun) -> list[str]:
    claims = [one.claim for one in results.verdicts if one.answer == "untestable"]
    second = sum(KINDS[claim.kind].parameter in SECOND for claim in claims)
    compared = sum(KINDS[claim.kind].parameter in COMPARED for claim in claims)
    others, said = len(claims) - second - compared, []
    if compared:
        said.append(f"more places or months to compare could test {_claims(compared)}")
    if second:
        said.append(f"a second source could test {_claims(second)}")
    if others:
        whose = f"{others:,} more" if second or compared else _claims(others)
        said.append(f"no count here holds what {whose} would take")
    return ["; ".join(said)] if said else []


def in_cell(designs: tuple[ShownLarger, ...], field: str) -> str:
    """Six for −30%, 14 for +30%."""
    told = [
        f"{'–' if (many := getattr(one, field)) is None else f'{many:,}'} for "
        f"{'−' if one.turn == 'fall' else '+'}{share(one.sought)}"
        for one in designs
    ]
    return ", ".join(told) or "–"
