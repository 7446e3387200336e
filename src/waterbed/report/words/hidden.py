"""Sentences on how many are never seen, after release."""

from __future__ import annotations

import math

from waterbed.nouns.estimate import Check, Estimate, Figure, Remark
from waterbed.nouns.liststudy import ListStudy, Prospect
from waterbed.report.words.names import texts
from waterbed.report.words.numbers import (
    HIDDEN,
    counted,
    listed,
    plural,
    sentence,
    share,
    spelled,
    statistic,
)

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

METHODS = {
    "range": "range over methods",
    "stepwise": "stepwise choice of dependent lists",
    "bic": "all models close to the best",
    "bic-full": "models with lists that depend in threes and more",
    "dga": "average over dependence graphs",
    "main-effects": "lists taken for independent",
    "latent-class": "groups of people alike",
    "chao": "lower bound",
    "chapman": "two lists alone",
}

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
    "held-out": "Do the other lists find a list whose size is known?",
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


def finding(study: ListStudy) -> str:
    """The answer in a sentence or two: the range, and how many of them were seen."""
    seen = counted(study.seen.value, study.seen.status)
    number = spelled(len(study.lists))
    lead = f"{sentence(seen)[:-1]} people are on at least one of the {number} lists."
    one = _row(study, "range")
    if one is not None:
        return (
            f"{lead} Counting those on none, there are {people_range(one.low, one.high)}"
            f"{_unseen(study, one)}, by whichever of the methods that the lists do not rule out."
        )
    one = _row(study, "chapman")
    if one is None:
        return lead
    if one.status == "withheld":
        return f"{lead} What they would give is not shown: it could tell how many are on both."
    return (
        f"{lead} If being on one made being on the other neither likelier nor less, there would "
        f"be {people_range(one.low, one.high)} people in all; if not, any larger number, or a "
        "smaller one."
    )


def _unseen(study: ListStudy, whole: Estimate) -> str:
    """How many are on none, from the numbers that are shown: (on none: between 130 and 360)."""
    seen = study.seen.value
    if seen is None or whole.low is None:
        return ""
    low = max(0.0, whole.low - seen)
    if whole.high is None:
        return f" (on none: {people_range(low, None)})"
    high = whole.high - seen
    told = people_range(low, high) if rough(low) != "0" else f"at most {rough(high)}"
    return f" (on none: {told})"


def verdict(study: ListStudy) -> str:
    return VERDICTS[study.verdict]


def failures(study: ListStudy) -> str:
    """How many of the checks speak against the estimate."""
    asked = [one for one in study.checks if one.name != "verdict"]
    failed = sum(one.passed is False for one in asked)
    untried = sum(one.passed is None for one in asked)
    if not failed:
        told = f"None of {spelled(len(asked))} checks speaks against it."
    else:
        verb = "speaks" if failed == 1 else "speak"
        told = f"{sentence(spelled(failed))[:-1]} of {spelled(len(asked))} checks {verb} against it"
        named = listed(f"“{TITLES[one.name]}”" for one in asked if one.passed is False)
        told = sentence(f"{told}: {named}" if failed <= MOST_NAMED else told)
    return told + (f" {sentence(spelled(untried))[:-1]} could not be tried." if untried else "")


def lines(study: ListStudy) -> tuple[str, ...]:
    """Everything before the tables, a sentence or two each."""
    source = f"Lists as published in {study.source}." if study.source else ""
    left = ""
    if study.unlisted:
        left = f"{plural(study.unlisted, 'person is', 'people are')} on none of the lists named."
    return tuple(
        one
        for one in (
            finding(study), verdict(study), failures(study), ABOUT, ASSUMES, source, left, DOOR,
            "" if study.source else ONCE,
        )
        if one
    )  # fmt: skip


def _row(study: ListStudy, method: str) -> Estimate | None:
    return next((one for one in study.estimates if one.method == method), None)


# Lists that are planned -------------------------------------------------------------------------

ENOUGH = 0.8


def planned(one: Prospect) -> tuple[str, ...]:
    """What some lists could tell, if the guesses were true."""
    number = sentence(spelled(one.lists))[:-1]
    told = [
        f"{number} lists, if there are {counted(one.population)} people and the guesses hold: "
        f"{rough(one.seen)} would be on at least one list, {rough(one.shared)} on two or more."
    ]
    given = one.tables - one.refused
    if one.lists == 2:
        told.append(VERDICTS["two-lists"])
        if one.low is not None and one.covered is not None:
            ends = people_range(one.low, one.high)
            told.append(
                f"Taken for independent, they would typically give {ends}, which would hold the "
                f"true number {_chance(one.covered)}."
            )
        return tuple(told)
    told.append(
        f"Of {counted(one.tables)} tables drawn, {counted(given)} gave a range"
        + (f", and {counted(one.refused)} were refused." if one.refused else ".")
    )
    if one.low is not None and one.covered is not None:
        told.append(
            f"It typically ran {people_range(one.low, one.high)}, and held the true number "
            f"{_chance(one.covered)}."
        )
    told.append(
        f"Its ends lay within a factor of three {_chance(one.useful)}: such lists "
        + ("could tell." if one.useful >= ENOUGH else "could not be counted on to tell.")
    )
    return tuple(told)


def _chance(share_of: float) -> str:
    """93 times in 100."""
    return f"{round(100 * share_of)} times in 100"


# Checks ---------------------------------------------------------------------------------------


def outcome(check: Check) -> str:
    return {True: "passed", False: "failed", None: "could not be tried"}[check.passed]


def check_text(check: Check) -> str:
    """The check's sentence with its figures; without them only how it went."""
    figures = [fact for _, fact in check.remark.facts if isinstance(fact, Figure)]
    if any(one.status == "withheld" for one in figures):
        return f"{sentence(outcome(check))}"
    words = CHECK_WORDS[check.name]
    return sentence(words(check.remark))


def _value(one: Remark, key: str) -> float | None:
    found = one[key]
    return found.value if isinstance(found, Figure) else None


def _number(one: Remark, key: str) -> str:
    return counted(_value(one, key))


def _times(one: Remark, key: str) -> str:
    value = _value(one, key)
    return "no factor" if value is None else f"{value:.2g} times"


def _share(one: Remark, key: str) -> str:
    value = _value(one, key)
    return "no share" if value is None else share(value)


def _ends(one: Remark) -> str:
    return people_range(_value(one, "low"), _value(one, "high"))


def overlap(one: Remark) -> str:
    names = texts(one["names"])
    if not names:
        return f"every one of {_number(one, 'pairs')} pairs of lists shares somebody"
    return (
        f"{_number(one, 'empty')} of {_number(one, 'pairs')} pairs of lists share nobody: "
        f"{listed(names)}"
    )


def seen_once(one: Remark) -> str:
    lead = f"{_share(one, 'share')} of the people seen are on one list only"
    if _value(one, "bound") is not None:
        return (
            f"{lead}; if people differ in how easily they are listed, there are at least "
            f"{rough(_value(one, 'bound'))} (no fewer than {rough(_value(one, 'low'))} within "
            "chance)"
        )
    if _value(one, "avoiding"):
        return f"{lead}; some lists avoid each other, so that there is no lower bound"
    return lead


def share_seen(one: Remark) -> str:
    return (
        f"of all the people estimated, between {_share(one, 'least')} and {_share(one, 'most')} "
        "were seen"
    )


def existence(one: Remark) -> str:
    number = _value(one, "infinite")
    if not number:
        return "every dependence in the model chosen is a finite number"
    pairs = plural(int(number), "pair or list", "pairs or lists")
    return f"the model chosen holds {pairs} that nobody is on, taken as impossible"


def models(one: Remark) -> str:
    return (
        f"{_number(one, 'models')} models fit within six of the best (BIC); their estimates lie "
        f"{_ends(one)}, a factor of {statistic(_value(one, 'spread'))}"
    )


def choice(one: Remark) -> str:
    return (
        f"of people drawn anew, {_share(one, 'share')} led to the model that is reported, and "
        f"{_number(one, 'models')} models were chosen in all"
    )


def thresholds(one: Remark) -> str:
    return f"from a strict to a lax threshold the estimates lie {_ends(one)}"


def left_out(one: Remark) -> str:
    told = f"with each list left out in turn, the estimates lie {_ends(one)}"
    names = texts(one["names"])
    if names:
        told += f"; most depends on {listed(names)}"
    failed = _value(one, "failed")
    return told + (f"; {plural(int(failed), 'time')} there is no estimate" if failed else "")


def pairwise(one: Remark) -> str:
    return f"each pair of lists taken for independent gives {_ends(one)}"


def held_out(one: Remark) -> str:
    tried = _value(one, "tried")
    if not tried:
        return "the lists share too few people to estimate one of them from the others"
    missed = _value(one, "missed")
    bias = _value(one, "log_ratio") or 0.0
    told = f"the others were asked how many are on each of {plural(int(tried), 'list')}; "
    if missed:
        told += f"the true number lay outside the interval for {listed(texts(one['names']))}"
    else:
        told += "the true number lay inside the interval every time"
    side = "low" if bias < 0 else "high"
    factor = math.exp(min(abs(bias), 10.0))
    off = f"{factor:.2g} times" if factor >= 2 else share(abs(math.expm1(bias)))
    return f"{told}; on average they came out {off} too {side}"


def width(one: Remark) -> str:
    return (
        "the interval that counts choosing the model in is "
        f"{_times(one, 'ratio')} as wide as the one that takes the model as given"
    )


def bootstrap(one: Remark) -> str:
    told = (
        f"{_number(one, 'failed')} of {_number(one, 'replicates')} draws gave no estimate"
        if _value(one, "failed")
        else f"all {_number(one, 'replicates')} draws gave an estimate"
    )
    if one["edge"] == "yes":
        told += "; an end of the interval lies on the outermost draws, and is rough"
    return told


def chains(one: Remark) -> str:
    rhat = _value(one, "rhat")
    told = (
        f"R-hat {statistic(rhat)}, {_number(one, 'effective')} independent draws' worth; "
        f"medians of the chains lie {_ends(one)}"
    )
    if rhat is not None and rhat >= 1.05:
        told += ", so that this model is left out"
    return told


def joint_dependence(one: Remark) -> str:
    down, up = _value(one, "down"), _value(one, "up")
    lead = "a dependence of all lists at once, which no overlap can show, "
    if down is None and up is None:
        return f"{lead}cannot leave the range"
    ways = [f"divided those on no list by {down:.2g}"] if down is not None else []
    ways += [f"multiplied them by {up:.2g}"] if up is not None else []
    if down is None:
        ways = [f"multiplied those on no list by {up:.2g}"]
    return f"{lead}would leave the range if it {' or '.join(ways)}"


def verdict_check(one: Remark) -> str:
    told = VERDICTS.get(str(one["level"]), "")
    ratio = _value(one, "ratio")
    if ratio is None:
        return told
    return f"{told} The high end of the range is {statistic(ratio)} times the low end"


def strata(one: Remark) -> str:
    missing = _value(one, "missing")
    if missing:
        return (
            f"{_number(one, 'missing')} of {_number(one, 'strata')} periods or areas have no "
            "estimate of their own"
        )
    return (
        f"estimated one by one, {_number(one, 'strata')} periods or areas add up to "
        f"{rough(_value(one, 'total'))}"
    )


def dependence(one: Remark) -> str:
    return (
        "the interval holds if being on one list multiplies the odds of being on the other by "
        f"{statistic(_value(one, 'down'))} to {statistic(_value(one, 'up'))}; two lists cannot say "
        "whether it does"
    )


CHECK_WORDS = {
    "overlap": overlap,
    "seen-once": seen_once,
    "share-seen": share_seen,
    "existence": existence,
    "models": models,
    "choice": choice,
    "thresholds": thresholds,
    "left-out": left_out,
    "pairwise": pairwise,
    "held-out": held_out,
    "width": width,
    "bootstrap": bootstrap,
    "chains": chains,
    "joint-dependence": joint_dependence,
    "verdict": verdict_check,
    "strata": strata,
    "dependence": dependence,
}
