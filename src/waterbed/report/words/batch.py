"""What is said of many studies judged together."""

from __future__ import annotations

from waterbed.model import released_batch as batch
from waterbed.model.region import Ends
from waterbed.model.released_batch import ShownBatch, ShownPlace, ShownTogether
from waterbed.report.words.checks import CHECK_TITLES
from waterbed.report.words.numbers import digits_of, listed, percent, plural, share
from waterbed.report.words.remarks import REFUSAL_WORDS

FOUND = {
    batch.FELL: "fell",
    batch.ROSE: "rose",
    batch.UNTOLD: "cannot be told",
    batch.NOT_SHOWN: "not shown",
    batch.NONE: "no estimate",
}
WHY = {
    "chance": "not far enough out for the one rule for all places; its own report says more",
    "too-few": "too few counts: not even a fall of half would have been seen 80% of the time",
    "no-window": "no months to compare",
    "no-estimate": "there is no estimate",
}
UNTITLED = "Places judged together"
"""Where the name of the batch is not said."""

MONTHS = (
    "Of the places in the average that had the month: what was counted over what would have been, "
    "told from the areas where nothing was done and from each place's months before. Each line "
    "holds for all months at once. Months below nought are before the start: there nothing should "
    "show."
)
MONTHS_WHY = {
    "not-published": "Not made: it would be made of monthly counts that are not published.",
    "several-panels": "Not made: the studies do not share one set of counts.",
    "few-places": "Not made: fewer than five places in the average have months after their start.",
    "sensitive": "Not made: its subject is sensitive.",
    "not-monthly": "Not made: the counts are not monthly.",
    "few-donors": "Not made: fewer than ten areas never had it.",
    "no-control-counts": "Not made: nothing was counted in areas that never had it.",
    "short-history": "Not made: some starts have too few months before them.",
}
NAMED = (
    "A place is named as fallen or risen by one rule for all: the more places lie beyond a line "
    "than would if nothing had been done anywhere, told from the places they were compared with, "
    "the nearer to nought the line may lie."
)
SHRUNK = (
    "Drawn: each place's change given the average. A place of which little is known is taken to be "
    "more like the others, so that the largest changes are not those of the smallest places."
)
CANNOT = (
    "It says nothing of what was done where it was not done: places were chosen, and a fall of "
    "all chosen places together may be the fall of such places.",
    "A place of which it cannot be told may have changed. The report of each says how large a "
    "change could have been seen.",
)
CHANGE_MIND = (
    "More months after each start, or places drawn by lot.",
    "A second source for the same incidents, where reporting may have changed.",
)
SENSITIVE = (
    "Its subject is sensitive. No place is named, there is no map, and places are put in no order."
)
ALONE = (
    "Its subject is sensitive: publish the summary alone. The reports name no area, but what was "
    "counted in a place can tell which it is."
)
LEFT = "reports/ also holds what this batch did not make; move it away before you publish"
LOCK = "Publish it before you run them."
LOCK_SENSITIVE = (
    "Leave it with somebody whom both sides trust before you run them. Its subject is sensitive, "
    "and where tables are published its hashes can be tried against a list of places."
)
TELLS = "This summary is made of what the reports show, and of nothing else."
NOT_HERE = "What is wrong with it was said when the batch was run, and is not published."
MAP = "Each place's areas by what was found there."


def finding(shown: ShownBatch) -> str:
    """The first sentence: of the first outcome, how many fell, rose, cannot be told."""
    if not shown.outcomes:
        return f"None of {plural(shown.studies, 'study', 'studies')} could be judged."
    return " ".join(together(outcome) for outcome in shown.outcomes)


def together(outcome: ShownTogether) -> str:
    """Robbery: of 300 places, 84 fell, 2 rose, of 210 it cannot be told; 4 are not shown."""
    every = outcome.judged + outcome.not_shown + outcome.without
    if outcome.status == "withheld":
        return f"{outcome.name}: too few places to say how many fell or rose."
    parts = [
        f"{outcome.fell:,} fell",
        f"{outcome.rose:,} rose",
        f"of {outcome.untold:,} it cannot be told",
    ]
    if outcome.not_shown:
        parts.append(f"{outcome.not_shown:,} are not shown")
    if outcome.without:
        parts.append(f"{outcome.without:,} have no estimate")
    return f"{outcome.name}: of {plural(every, 'place')}, {listed(parts)}."


def without_report(failed: int, studies: int) -> str:
    """3 of 30 studies have no report."""
    have = "has" if failed == 1 else "have"
    return f"{failed:,} of {plural(studies, 'study', 'studies')} {have} no report."


def rule(shown: ShownBatch) -> str:
    """How places are named, and how often wrongly."""
    false = share(1 - shown.level, digits_of(1 - shown.level))
    return (
        f"{NAMED} Of all places named, at most {false} on average are named wrongly, falls and "
        "rises together; the line of each is drawn for half of that."
    )


def lock(shown: ShownBatch) -> str:
    """Whether the rules are those that were locked."""
    if not shown.lock:
        return "The rules of this batch were not locked together before it was run."
    if shown.lock == "same":
        return f"The rules of all studies are those that were locked on {shown.lock_date}."
    parts = []
    for ids, what in (
        (shown.changed, "changed"),
        (shown.added, "added"),
        (shown.missing, "left out"),
    ):
        if ids:
            named = f" ({', '.join(ids)})" if all(ids) and len(ids) <= 20 else ""
            parts.append(f"{plural(len(ids), 'study', 'studies')} {what}{named}")
    return f"Since the rules were locked on {shown.lock_date}: {listed(parts)}."


def average(outcome: ShownTogether) -> str:
    """What the average place did, and how much places differ."""
    if outcome.status == "withheld":
        return "There are too few places to give their average."
    if outcome.mean is None:
        return _without_average(outcome)
    mean = f"On average a place changed by {percent(outcome.mean)} ({span(outcome.mean_range)})."
    if outcome.averaged < outcome.judged:
        mean = f"{mean} {_of_which(outcome)}"
    if outcome.between is None:
        return mean
    low, high = outcome.between_range
    if high is not None and f"{high:.2f}" == "0.00":
        return (
            f"{mean} Beyond chance no difference between places is seen: they lie at least as "
            "close together as chance alone would put them."
        )
    ends = f"{0.0 if low is None else low:.2f} to {'no bound' if high is None else f'{high:.2f}'}"
    return (
        f"{mean} Places differ by a standard deviation of {outcome.between:.2f} ({ends}) on the "
        "scale of logarithms, beyond chance."
    )


def _without_average(outcome: ShownTogether) -> str:
    """Why there is none."""
    if outcome.judged < 2:
        return "Fewer than two places can be judged, so that there is no average."
    few = "fewer than two pass" if outcome.averaged < 2 else "too few pass"
    return (
        f"Of the {outcome.judged:,} places that are judged, {few} every check that bars an answer, "
        "so that there is no average."
    )


def _of_which(outcome: ShownTogether) -> str:
    """How many places the average is of, how many not, and why."""
    others = outcome.judged - outcome.averaged
    are, their, they = (
        ("is", "its own study", "it") if others == 1 else ("are", "their own studies", "they")
    )
    left = (
        f"That is of {outcome.averaged:,} of the {outcome.judged:,} that are judged; {others:,} "
        f"{are} not in it, since {their} may not say that {they} fell, or may not say that {they} "
        "rose"
    )
    reasons = "; ".join(f"{why(code)}: {count:,}" for code, count in outcome.barred)
    return f"{left} ({reasons})." if reasons else f"{left}."


def span(ends: Ends) -> str:
    """−34% to −12%; no bound where an end has none."""
    low, high = ends
    return f"{_end(low)} to {_end(high)}"


def _end(x: float | None) -> str:
    return "no bound" if x is None else percent(x)


def in_average(row: ShownPlace) -> str:
    """Whether the average is of a place, nothing of one that is not judged."""
    if row.found not in (batch.FELL, batch.ROSE, batch.UNTOLD):
        return ""
    return "yes" if row.averaged else "no"


def why(code: str) -> str:
    """Why it cannot be told of a place, or why there is nothing of it."""
    if code in WHY:
        return WHY[code]
    if code in REFUSAL_WORDS:
        return REFUSAL_WORDS[code]
    title = CHECK_TITLES.get(code)
    return f"a check is not passed: {title}" if title else code.replace("-", " ")
