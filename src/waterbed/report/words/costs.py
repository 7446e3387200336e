"""What was spent, and what an incident avoided cost, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from waterbed.model.costs import CostEach, End
from waterbed.model.released import ShownEstimate
from waterbed.model.released_study import ShownSpent, ShownStudy, ShownUnitCost
from waterbed.report.words import names
from waterbed.report.words.answers import end_at
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import MINUS, counted, sentence

TITLE = "What it cost"
NOTE = (
    "The whole sum is set against each kind of incident by itself: these costs do not add up, and "
    "what else the money did is not in them."
)
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True, slots=True)
class CostRow:
    """What was spent on an intervention beside one estimate of it.

    answer : that of `model.costs.CostEach`, or "withheld" (counts that are not shown) or "barred"
        (a check that binds did not pass)
    each : None of these two; worth : what the avoided would have cost, from least to most
    """

    estimate: ShownEstimate
    spent: ShownSpent
    answer: str
    each: CostEach | None = None
    unit: ShownUnitCost | None = None
    worth: tuple[End, End] = (None, None)


def money(x: float, currency: str, *, exact: bool = False) -> str:
    """£1,200; to two significant figures unless it is what somebody states, pence and all."""
    if not exact and x:
        step = 10.0 ** (math.floor(math.log10(abs(x))) - 1)
        x = round(x / step) * step
    digits = 0 if (abs(x) >= 10 and not exact) or x == round(x) else 2
    text = f"{abs(x):,.{digits}f}"
    said = f"{SIGNS[currency]}{text}" if currency in SIGNS else f"{currency} {text}"
    return f"{MINUS}{said}" if x < 0 else said


def spent_sentence(study: ShownStudy, intervention: str, spent: ShownSpent) -> str:
    """£120,000 was spent on ..., as ... says."""
    what = lowered(names.intervention(study, intervention))
    amount = money(spent.amount, spent.currency, exact=True)
    return f"{amount} was spent on {what} (source: {spent.source.rstrip('.')})."


def no_cost_sentence(asked: bool) -> str:
    """Why nothing is said of what an incident avoided cost; asked : whether a claim asks for an
    effect of it."""
    why = "no effect of it could be estimated" if asked else "no claim asks for an effect of it"
    return f"What an incident avoided cost cannot be told: {why}."


def avoided_sentence(study: ShownStudy, row: CostRow) -> str:
    """What each incident avoided cost, as far as the range tells."""
    what = names.outcome(study, row.estimate.parameter.outcome)
    if row.answer == "barred":
        return sentence(
            f"{what}: cannot be told, since a check that binds the comparison did not pass"
        )
    if row.each is None:
        return sentence(f"{what}: not shown, since its counts are not")
    least, most = row.each.avoided
    currency, at = row.spent.currency, end_at(row.estimate.level)
    if row.answer == "none":
        return sentence(f"{what}: none was avoided{at}; there were {_more(least, most)}")
    if row.answer == "cannot":
        bound = ""
        if row.each.low:
            bound = f"; if any was, each cost {money(row.each.low, currency)} or more"
        return sentence(
            f"{what}: cannot be told, since what fits these data{at} holds none avoided as "
            f"well{bound}"
        )
    low, high = row.each.low, row.each.high
    assert high is not None
    cost = f"between {money(low, currency)} and {money(high, currency)}" if low else (
        f"at most {money(high, currency)}"
    )  # fmt: skip
    return sentence(f"{what}: {_avoided(least, most)} avoided{at}, {cost} for each")


def _more(least: End, most: End) -> str:
    """Of avoided below nought: between 3 and 20 more."""
    fewest = counted(-most if most is not None else 0.0)
    if least is None:
        return f"at least {fewest} more than expected"
    return f"between {fewest} and {counted(-least)} more than expected"


def _avoided(least: End, most: End) -> str:
    if most is None:
        return f"{counted(least)} or more"
    return f"between {counted(least)} and {counted(most)}"


def worth_sentence(row: CostRow) -> str:
    """What the avoided are worth, beside what was spent; "" without a unit cost or a range."""
    if row.unit is None or row.each is None:
        return ""
    if row.unit.currency != row.spent.currency:
        return (
            f"What one costs is given in {row.unit.currency} and what was spent in "
            f"{row.spent.currency}: they are not set beside each other."
        )
    low, high = row.worth
    unit = money(row.unit.amount, row.unit.currency, exact=True)
    source = row.unit.source.rstrip(".")
    if low is None and high is None:
        return ""
    ends = (
        f"at most {money(high, row.unit.currency)}" if low is None and high is not None
        else f"{money(low, row.unit.currency)} or more" if high is None and low is not None
        else f"between {money(low or 0.0, row.unit.currency)} and "
        f"{money(high or 0.0, row.unit.currency)}"
    )  # fmt: skip
    less = " (below nought: there were more)" if low is None or low < 0 else ""
    spent = money(row.spent.amount, row.spent.currency, exact=True)
    at = f"At {unit} an incident (source: {source})"
    return f"{at} that is worth {ends}{less}, beside {spent} spent."
