"""Sentences on how many are never seen, after release."""

from __future__ import annotations

import math

from waterbed.model.liststudy import Prospect
from waterbed.model.released import ShownCheck, ShownEstimate, ShownLists
from waterbed.report.words.names import method
from waterbed.report.words.numbers import HIDDEN, counted, listed, plural, sentence, spelled

DOOR = (
    "Link your own coded lists yourself. Never send lists of clients to police or council to be "
    "linked; a police list comes in as totals of histories only."
)
ONCE = (
    "Publish no more than one such range a year from the same lists: two of them together can tell "
    "of single people."
)
ABOUT = (
    "The range is about people who could have come onto these lists, in the time and place that "
    "the lists cover. It says nothing of anyone's nationality, consent or status."
)
ASSUMES = (
    "It takes the population to be the same throughout, and each person to be recognised on every "
    "list. One person written in two ways makes the number too high; lists that send people to one "
    "another make it too low. If people differ in how readily they are listed, the true number is "
    "more likely above this range than in it."
)

CHANGE_MIND = (
    "A further list, kept on its own and by other rules, that met these as chance would have it.",
    "The same lists linked again by somebody else, with the share of people that were missed.",
    "One list of known length, such as everybody whom a service met, found again by the others.",
)

ASSUMPTIONS = {
    "lists-range": "The truth agrees with at least one of the ways in which lists can depend that "
    "were tried.",
    "lists-pairs": "Lists depend on each other in pairs, and where they do the overlaps show it.",
    "lists-models": "Lists depend on each other in pairs, in one of the ways that the overlaps do "
    "not rule out.",
    "lists-orders": "Lists depend on each other in pairs, threes or more, in one of the ways that "
    "the overlaps do not rule out.",
    "lists-graphs": "What is known of one list tells of another through a chain of lists between.",
    "lists-independent": "Being on one list makes being on another neither likelier nor less.",
    "lists-classes": "There are a few kinds of people, and among each kind the lists are "
    "independent.",
    "lists-bound": "People differ in how easily they are listed, and no list keeps people off "
    "another.",
}

VERDICTS = {
    "range": "The models that fit about as well as the best agree to within a factor of two.",
    "order-of-magnitude": (
        "Only the order of magnitude can be said: models that fit these lists about equally well "
        "disagree widely."
    ),
    "no-useful-number": "These lists give no useful number: models that fit about equally well "
    "disagree more than tenfold, or their ends lie further apart still.",
    "two-lists": "Two lists give no range: whether they share people by chance or because one "
    "sends people to the other cannot be told. A third list, kept on its own, would tell.",
}

TITLES = {
    "overlap": "Does every pair of lists share somebody?",
    "seen-once": "Are enough people seen more than once?",
    "share-seen": "Is a fair share of the people seen at all?",
    "existence": "Is every dependence that was used a finite number?",
    "models": "Do models that fit about as well agree?",
    "choice": "Would other draws have chosen the same model?",
    "thresholds": "Does the threshold of choice matter?",
    "left-out": "Does leaving one list out matter?",
    "pairwise": "Do pairs of lists agree?",
    "held-out": "Do the other lists find how many are on each list?",
    "width": "How much does choosing the model widen the interval?",
    "bootstrap": "Did the bootstrap reach its ends?",
    "chains": "Do the chains of the group model agree?",
    "joint-dependence": "Would a dependence of all lists at once leave the range?",
    "verdict": "What can be said?",
    "strata": "Do periods or areas add up to the whole?",
    "dependence": "What if the two lists depend on each other?",
}


MOST_NAMED = 3
"""Checks that failed, named in the text; more are in the table."""


def rough(x: float | None) -> str:
    """A number of people to two figures: 9,400."""
    if x is None or not math.isfinite(x):
        return "no estimate"
    if x >= 100:
        base = 10 ** (math.floor(math.log10(x)) - 1)
        x = math.floor(x / base + 0.5) * base
    return counted(x)


def people_range(low: float | None, high: float | None) -> str:
    """between 9,400 and 34,000; at least 750; not shown where both ends are withheld."""
    if low is None and high is None:
        return HIDDEN
    if high is None:
        return f"at least {rough(low)}"
    first, second = rough(low), rough(high)
    return f"about {first}" if first == second else f"between {first} and {second}"


def method_name(estimate: ShownEstimate) -> str:
    """The method, and the lists where it is of some of them alone."""
    name, zone = method(estimate.method), estimate.parameter.zone
    return name if zone == "population" else f"{name}: {zone}"


def finding(study: ShownLists) -> str:
    """The answer in a sentence or two: the range, and how many of them were seen."""
    seen = counted(study.seen.value, study.seen.status)
    number = spelled(len(study.lists))
    lead = f"{sentence(seen)[:-1]} people are on at least one of the {number} lists."
    row = _row(study, "range")
    if row is not None:
        return (
            f"{lead} Counting those on none, there are {at_least(row.low)}{_unseen(study, row)}. "
            f"{if_alike(row.high)}"
        ).strip()
    row = _row(study, "chapman")
    if row is None:
        return lead
    if row.status == "withheld":
        return f"{lead} What they would give is not shown: it could tell how many are on both."
    return (
        f"{lead} If being on one made being on the other neither likelier nor less, there would "
        f"be {people_range(row.low, row.high)} people in all; if not, any larger number, or a "
        "smaller one."
    )


def at_least(low: float | None) -> str:
    """What lists can say where people may differ in how readily they are listed, which no overlap
    shows (Link 2003, *Biometrics* 59:1123): at least about 570."""
    return HIDDEN if low is None else f"at least about {rough(low)}"


def if_alike(high: float | None) -> str:
    """The other end of the range, and what it takes for granted."""
    if high is None:
        return ""
    return (
        f"There are no more than about {rough(high)} if people are alike in how readily they are "
        "listed, which these lists cannot tell."
    )


def _unseen(study: ShownLists, whole: ShownEstimate) -> str:
    """How many are on none, from the numbers that are shown: (on none: at least about 130)."""
    seen = study.seen.value
    if seen is None or whole.low is None or rough(max(0.0, whole.low - seen)) == "0":
        return ""
    return f" (on none: {at_least(whole.low - seen)})"


def checks_of(study: ShownLists) -> tuple[ShownCheck, ...]:
    """The checks that speak for or against a number; what they come to is no check."""
    return tuple(check for check in study.checks if check.name != "verdict")


def verdict(study: ShownLists) -> str:
    return VERDICTS[study.verdict]


def failures(study: ShownLists) -> str:
    """How many of the checks speak against the estimate."""
    asked = checks_of(study)
    failed = sum(check.passed is False for check in asked)
    untried = sum(check.passed is None for check in asked)
    if not failed:
        text = f"None of {spelled(len(asked))} checks speaks against it."
    else:
        verb = "speaks" if failed == 1 else "speak"
        text = f"{sentence(spelled(failed))[:-1]} of {spelled(len(asked))} checks {verb} against it"
        named = listed(f"“{TITLES[check.name]}”" for check in asked if check.passed is False)
        text = sentence(f"{text}: {named}" if failed <= MOST_NAMED else text)
    return text + (f" {sentence(spelled(untried))[:-1]} could not be tried." if untried else "")


def lines(study: ShownLists) -> tuple[str, ...]:
    """Everything before the tables, a sentence or two each."""
    source = f"Lists as published in {study.source}." if study.source else ""
    left = ""
    if study.unlisted:
        left = f"{plural(study.unlisted, 'person is', 'people are')} on none of the lists named."
    return tuple(
        line
        for line in (
            finding(study), verdict(study), failures(study), ABOUT, ASSUMES, source, left, DOOR,
            "" if study.source else ONCE,
        )
        if line
    )  # fmt: skip


def _row(study: ShownLists, method: str) -> ShownEstimate | None:
    return next((estimate for estimate in study.estimates if estimate.method == method), None)


# Lists that are planned -------------------------------------------------------------------------

ENOUGH = 0.8


def planned(plan: Prospect) -> tuple[str, ...]:
    """What some lists could tell, if the guesses were true."""
    number = sentence(spelled(plan.lists))[:-1]
    sentences = [
        f"{number} lists, if there are {counted(plan.population)} people and the guesses hold: "
        f"{rough(plan.seen)} would be on at least one list, {rough(plan.shared)} on two or more."
    ]
    given = plan.tables - plan.refused
    if plan.lists == 2:
        sentences.append(VERDICTS["two-lists"])
        if plan.low is not None and plan.covered is not None:
            ends = people_range(plan.low, plan.high)
            sentences.append(
                f"Taken for independent, they would typically give {ends}, which would hold the "
                f"true number {_chance(plan.covered)}."
            )
        return tuple(sentences)
    sentences.append(
        f"Of {counted(plan.tables)} tables drawn, {counted(given)} gave a range"
        + (f", and {counted(plan.refused)} were refused." if plan.refused else ".")
    )
    if plan.low is not None and plan.covered is not None:
        sentences.append(
            f"It typically ran {people_range(plan.low, plan.high)}, and held the true number "
            f"{_chance(plan.covered)}."
        )
    sentences.append(
        f"Its ends lay within a factor of three {_chance(plan.useful)}: such lists "
        + ("could tell." if plan.useful >= ENOUGH else "could not be counted on to tell.")
    )
    return tuple(sentences)


def _chance(share_of: float) -> str:
    """93 times in 100."""
    return f"{round(100 * share_of)} times in 100"
