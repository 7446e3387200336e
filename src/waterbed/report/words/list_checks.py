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
    if any(figure.status == "withheld" for figure in figures):
        return f"{sentence(outcome(check))}"
    words = CHECK_WORDS[check.name]
    text = filled(words, check.remark, _form) if isinstance(words, str) else words(check.remark)
    return sentence(text)


def _value(remark: ShownRemark, key: str) -> float | None:
    fact = remark[key]
    return fact.value if isinstance(fact, ShownFigure) else None


def _number(remark: ShownRemark, key: str) -> str:
    return counted(_value(remark, key))


def _ends(remark: ShownRemark, _: str = "") -> str:
    return people_range(_value(remark, "low"), _value(remark, "high"))


def _share(remark: ShownRemark, key: str) -> str:
    value = _value(remark, key)
    return "no share" if value is None else share(value)


def _times(remark: ShownRemark, key: str) -> str:
    value = _value(remark, key)
    return "no factor" if value is None else f"{value:.2g} times"


def _form(remark: ShownRemark, key: str, form: str) -> str:
    """A fact as it stands in a template: {models}, {share:share}, {range:ends}."""
    return FORMS[form](remark, key)


FORMS: dict[str, Callable[[ShownRemark, str], str]] = {
    "": _number,
    "ends": _ends,
    "share": _share,
    "statistic": lambda remark, key: statistic(_value(remark, key)),
    "times": _times,
}


def overlap(remark: ShownRemark) -> str:
    names = texts(remark["names"])
    if not names:
        return f"every one of {_number(remark, 'pairs')} pairs of lists shares somebody"
    return (
        f"{_number(remark, 'empty')} of {_number(remark, 'pairs')} pairs of lists share nobody: "
        f"{listed(names)}"
    )


def seen_once(remark: ShownRemark) -> str:
    lead = f"{_share(remark, 'share')} of the people seen are on one list only"
    if _value(remark, "bound") is not None:
        return (
            f"{lead}; if people differ in how easily they are listed, there are at least "
            f"{rough(_value(remark, 'bound'))} (no fewer than {rough(_value(remark, 'low'))} "
            "within "
            "chance)"
        )
    if _value(remark, "avoiding"):
        return f"{lead}; some lists avoid each other, so that there is no lower bound"
    return lead


def existence(remark: ShownRemark) -> str:
    number = _value(remark, "infinite")
    if not number:
        return "every dependence in the model chosen is a finite number"
    pairs = plural(int(number), "pair or list", "pairs or lists")
    return f"the model chosen holds {pairs} that nobody is on, taken as impossible"


def left_out(remark: ShownRemark) -> str:
    text = f"with each list left out in turn, the estimates lie {_ends(remark)}"
    names = texts(remark["names"])
    if names:
        text += f"; most depends on {listed(names)}"
    failed = _value(remark, "failed")
    return text + (f"; {plural(int(failed), 'time')} there is no estimate" if failed else "")


def held_out(remark: ShownRemark) -> str:
    tried = _value(remark, "tried")
    if not tried:
        return "the lists share too few people to estimate one of them from the others"
    missed = _value(remark, "missed")
    bias = _value(remark, "log_ratio") or 0.0
    text = f"the others were asked how many are on each of {plural(int(tried), 'list')}; "
    if missed:
        text += f"the true number lay outside the interval for {listed(texts(remark['names']))}"
    else:
        text += "the true number lay inside the interval every time"
    side = "low" if bias < 0 else "high"
    factor = math.exp(min(abs(bias), 10.0))
    off = f"{factor:.2g} times" if factor >= 2 else share(abs(math.expm1(bias)))
    return f"{text}; on average they came out {off} too {side}"


def bootstrap(remark: ShownRemark) -> str:
    draws = (
        f"{_number(remark, 'failed')} of {_number(remark, 'replicates')} draws gave no estimate"
        if _value(remark, "failed")
        else f"all {_number(remark, 'replicates')} draws gave an estimate"
    )
    if remark["edge"] == "yes":
        draws += "; an end of the interval lies on the outermost draws, and is rough"
    return draws


def chains(remark: ShownRemark) -> str:
    rhat = _value(remark, "rhat")
    text = (
        f"R-hat {statistic(rhat)}, {_number(remark, 'effective')} independent draws' worth; "
        f"medians of the chains lie {_ends(remark)}"
    )
    if rhat is not None and rhat >= 1.05:
        text += ", so that this model is left out"
    return text


def joint_dependence(remark: ShownRemark) -> str:
    down, up = _value(remark, "down"), _value(remark, "up")
    lead = "a dependence of all lists at once, which no overlap can show, "
    if down is None and up is None:
        return f"{lead}cannot leave the range"
    ways = [f"divided those on no list by {down:.2g}"] if down is not None else []
    ways += [f"multiplied them by {up:.2g}"] if up is not None else []
    if down is None:
        ways = [f"multiplied those on no list by {up:.2g}"]
    return f"{lead}would leave the range if it {' or '.join(ways)}"


def verdict_check(remark: ShownRemark) -> str:
    verdict = VERDICTS.get(str(remark["level"]), "")
    ratio = _value(remark, "ratio")
    if ratio is None:
        return verdict
    return f"{verdict} The high end of the range is {statistic(ratio)} times the low end"


def strata(remark: ShownRemark) -> str:
    missing = _value(remark, "missing")
    if missing:
        return (
            f"{_number(remark, 'missing')} of {_number(remark, 'strata')} periods or areas have no "
            "estimate of their own"
        )
    return (
        f"estimated one by one, {_number(remark, 'strata')} periods or areas add up to "
        f"{rough(_value(remark, 'total'))}"
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
