"""Several waves of one programme: what was added up, what its range means, what would narrow it."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.released import ShownDetectable, ShownEstimate, ShownRun
from waterbed.model.released_study import ShownProgramme, ShownStudy
from waterbed.report.words import names, sections
from waterbed.report.words.answers import each_end
from waterbed.report.words.estimates import lowered, range_words
from waterbed.report.words.numbers import HIDDEN, listed, sentence, share, spelled

TITLE = "Do the waves add up to a change?"

CHANGE_MIND = (
    "The waves’ own changes: where they go in different directions, a sum hides both.",
    "Something that happened to every wave and not to its comparison areas.",
)


def together(programme: ShownProgramme) -> str:
    """over the two waves of Crackdown, added up"""
    many = spelled(len(programme.waves))
    return f"over the {many} waves of {lowered(programme.name)}, added up"


def section_finding(
    results: ShownRun, by_programme: Sequence[tuple[ShownProgramme, list[ShownEstimate]]]
) -> str:
    """A sentence for each programme: what fell, what rose, what cannot be told."""
    return " ".join(
        sections.change_finding(results, some, together(programme))
        for programme, some in by_programme
    )


def bounds_meaning(estimate: ShownEstimate) -> str:
    """What the range of a sum is, and how sure each of its parts."""
    if not estimate.waves:
        return ""
    return (
        "This range is made of bounds. Each wave’s own range is first made wider ("
        f"{each_end(estimate.waves[0].level)}), so that all of them hold at once, and then their "
        "lower "
        "ends are added up, and their upper ends. It holds whatever the waves have in common: even "
        "if the same thing pushed all of them the same way. It is wider than it need be if they "
        "err in different directions."
    )


def independent(estimate: ShownEstimate | None) -> str:
    """What the range would be if the waves erred independently, for information."""
    if estimate is None or estimate.status == "withheld" or estimate.deciding is None:
        return ""
    return (
        "If the waves erred independently of each other, the range would be "
        f"{range_words(estimate, *estimate.deciding)}. "
        "Nobody knows that they do, so that this decides nothing."
    )


NARROWER = (
    "What would narrow it: a longer window in each wave, larger places, more places to compare "
    "with, or fewer waves, since each takes its share of the doubt. Splitting a programme into "
    "more waves makes its range no narrower."
)


def _more(value: float, other: float) -> bool:
    """Whether one share is more than another as they are written."""
    return value > other and share(value) != share(other)


def seen(study: ShownStudy, sum_of: ShownDetectable, alone: Sequence[ShownDetectable]) -> str:
    """What the sum could have seen, beside what each wave could by itself."""
    if sum_of.status == "withheld":
        return f"What the waves added up could have seen is {HIDDEN}."
    power = share(sum_of.power)
    first = (
        f"Added up by bounds, even a fall to nothing in every wave would have been seen less than "
        f"{power} of the time"
        if sum_of.fall is None
        else f"Added up by bounds, a fall of {share(sum_of.fall)} or more in every wave would have "
        f"been seen {power} of the time"
    )
    sentences = [
        f"{names.intervention(study, detectable.parameter.intervention)} "
        + (
            "no fall at all"
            if detectable.fall is None
            else f"a fall of {share(detectable.fall)} or more"
        )
        for detectable in alone
        if detectable.status != "withheld"
    ]
    if not sentences:
        return sentence(first)
    best = min(
        (detectable.fall for detectable in alone if detectable.fall is not None), default=None
    )
    text = f"{sentence(first)} By itself, each could have seen: {listed(sentences)}."
    less = sum_of.fall is None or (best is not None and _more(sum_of.fall, best))
    if best is not None and less:
        text += " So the sum sees less than one of its waves does by itself."
    return text


def without_test(estimate: ShownEstimate) -> str:
    """A sum of which some wave has no test."""
    bounds = range_words(estimate, estimate.low, estimate.high)
    return (
        f"What is left are bounds without a test, {bounds}. They have no level and carry no "
        "verdict."
    )


def understood(study: ShownStudy, programme: ShownProgramme) -> str:
    """Both operations: operation in Loxford (2017-04 to 2018-03) and …, each over its own months"""
    sentences = []
    for wave in programme.waves:
        window = study.rule.default_window(wave)
        months = f" ({window.post.in_words()})" if window is not None else ""
        sentences.append(f"{names.intervention(study, wave)}{months}")
    return (
        f"Programme {programme.name}: {spelled(len(sentences))} waves, each over months of its "
        "own, "
        f"judged together by bounds: {listed(sentences)}."
    )
