"""What the checks of overlapping lists found, in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable

from waterbed.model.released import ShownCheck, ShownFigure, ShownRemark
from waterbed.report.words.hidden import VERDICTS, people_range, rough
from waterbed.report.words.names import texts
from waterbed.report.words.numbers import counted, listed, plural, sentence, share, statistic
from waterbed.report.words.remarks import filled


def outcome(check: ShownCheck) -> str:
    return {True: "passed", False: "failed", None: "could not be tried"}[check.passed]


def check_text(check: ShownCheck) -> str:
    """The check's sentence with its figures; without them only how it went."""
    figures = [fact for _, fact in check.remark.facts if isinstance(fact, ShownFigure)]
    if any(one.status == "withheld" for one in figures):
        return f"{sentence(outcome(check))}"
    words = CHECK_WORDS[check.name]
    told = filled(words, check.remark, _form) if isinstance(words, str) else words(check.remark)
    return sentence(told)


def _value(one: ShownRemark, key: str) -> float | None:
    found = one[key]
    return found.value if isinstance(found, ShownFigure) else None


def _number(one: ShownRemark, key: str) -> str:
    return counted(_value(one, key))


def _ends(one: ShownRemark, _: str = "") -> str:
    return people_range(_value(one, "low"), _value(one, "high"))


def _share(one: ShownRemark, key: str) -> str:
    value = _value(one, key)
    return "no share" if value is None else share(value)


def _times(one: ShownRemark, key: str) -> str:
    value = _value(one, key)
    return "no factor" if value is None else f"{value:.2g} times"


def _form(one: ShownRemark, key: str, form: str) -> str:
    """A fact as it stands in a template: {models}, {share:share}, {range:ends}."""
    return FORMS[form](one, key)


FORMS: dict[str, Callable[[ShownRemark, str], str]] = {
    "": _number,
    "ends": _ends,
    "share": _share,
    "statistic": lambda one, key: statistic(_value(one, key)),
    "times": _times,
}


def overlap(one: ShownRemark) -> str:
    names = texts(one["names"])
    if not names:
        return f"every one of {_number(one, 'pairs')} pairs of lists shares somebody"
    return (
        f"{_number(one, 'empty')} of {_number(one, 'pairs')} pairs of lists share nobody: "
        f"{listed(names)}"
    )


def seen_once(one: ShownRemark) -> str:
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


def existence(one: ShownRemark) -> str:
    number = _value(one, "infinite")
    if not number:
        return "every dependence in the model chosen is a finite number"
    pairs = plural(int(number), "pair or list", "pairs or lists")
    return f"the model chosen holds {pairs} that nobody is on, taken as impossible"


def left_out(one: ShownRemark) -> str:
    told = f"with each list left out in turn, the estimates lie {_ends(one)}"
    names = texts(one["names"])
    if names:
        told += f"; most depends on {listed(names)}"
    failed = _value(one, "failed")
    return told + (f"; {plural(int(failed), 'time')} there is no estimate" if failed else "")


def held_out(one: ShownRemark) -> str:
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


def bootstrap(one: ShownRemark) -> str:
    told = (
        f"{_number(one, 'failed')} of {_number(one, 'replicates')} draws gave no estimate"
        if _value(one, "failed")
        else f"all {_number(one, 'replicates')} draws gave an estimate"
    )
    if one["edge"] == "yes":
        told += "; an end of the interval lies on the outermost draws, and is rough"
    return told


def chains(one: ShownRemark) -> str:
    rhat = _value(one, "rhat")
    told = (
        f"R-hat {statistic(rhat)}, {_number(one, 'effective')} independent draws' worth; "
        f"medians of the chains lie {_ends(one)}"
    )
    if rhat is not None and rhat >= 1.05:
        told += ", so that this model is left out"
    return told


def joint_dependence(one: ShownRemark) -> str:
    down, up = _value(one, "down"), _value(one, "up")
    lead = "a dependence of all lists at once, which no overlap can show, "
    if down is None and up is None:
        return f"{lead}cannot leave the range"
    ways = [f"divided those on no list by {down:.2g}"] if down is not None else []
    ways += [f"multiplied them by {up:.2g}"] if up is not None else []
    if down is None:
        ways = [f"multiplied those on no list by {up:.2g}"]
    return f"{lead}would leave the range if it {' or '.join(ways)}"


def verdict_check(one: ShownRemark) -> str:
    told = VERDICTS.get(str(one["level"]), "")
    ratio = _value(one, "ratio")
    if ratio is None:
        return told
    return f"{told} The high end of the range is {statistic(ratio)} times the low end"


def strata(one: ShownRemark) -> str:
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


CHECK_WORDS: dict[str, str | Callable[[ShownRemark], str]] = {
    "overlap": overlap,
    "seen-once": seen_once,
    "share-seen": "of all the people estimated, between {least:share} and {most:share} were seen",
    "existence": existence,
    "models": (
        "{models} models fit within six of the best (BIC); their estimates lie {range:ends}, a "
        "factor of {spread:statistic}"
    ),
    "choice": (
        "of people drawn anew, {share:share} led to the model that is reported, and {models} "
        "models were chosen in all"
    ),
    "thresholds": "from a strict to a lax threshold the estimates lie {range:ends}",
    "left-out": left_out,
    "pairwise": "each pair of lists taken for independent gives {range:ends}",
    "held-out": held_out,
    "width": (
        "the interval that counts choosing the model in is {ratio:times} as wide as the one that "
        "takes the model as given"
    ),
    "bootstrap": bootstrap,
    "chains": chains,
    "joint-dependence": joint_dependence,
    "verdict": verdict_check,
    "strata": strata,
    "dependence": (
        "the interval holds if being on one list multiplies the odds of being on the other by "
        "{down:statistic} to {up:statistic}; two lists cannot say whether it does"
    ),
}
