"""Covariates in words: what else changed, the reading with it, and that it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.released import ShownCheck, ShownFigure, ShownRemark, ShownRun
from waterbed.model.released_study import ShownClaim, ShownStudy
from waterbed.report.words import names
from waterbed.report.words.answers import each_end
from waterbed.report.words.estimates import lowered
from waterbed.report.words.facts import known, number, tell
from waterbed.report.words.numbers import HIDDEN, ended, percent, share
from waterbed.report.words.remarks import refusal

TITLE = "What else changed there?"
COLUMNS = ("What else changed", "Outcome", "Without it", "With it", "Accounts for", "Compared with")
LIMIT = (
    "No answer rests on it: what goes with the counts may share their cause, or be moved by them"
)
NOTE = (
    "With it: the difference from the forecast when its change is taken into account, as it goes "
    "with the counts in the comparison areas. Accounts for: its share of how places stray "
    "where nothing was done, chance among it. Of several areas: the mean of a covariate."
)
_FAR = "its change here is beyond that of every comparison area"


def covariate_sentence(study: ShownStudy, remark: ShownRemark) -> str:
    """What it did, and the reading with it, of one outcome."""
    return f"{changed(study, remark)}. {_reading(remark)}. {LIMIT}"


def changed(study: ShownStudy, remark: ShownRemark) -> str:
    """claimants (people): 812 before, 1,030 after (+27%) in the target, +4% elsewhere."""
    name = tell(remark, "covariate")
    covariate = next(
        (shown_covariate for shown_covariate in study.covariates if shown_covariate.name == name),
        None,
    )
    said = name if covariate is None else f"{name} ({covariate.unit})"
    here = _from_to(remark, "")
    if not here:
        return f"{said}: {HIDDEN}"
    there = _from_to(remark, "around_")
    beside = f"; comparison areas, on average, {there}" if there else ""
    return f"{said}: in the target {here}{beside}"


def point(study: ShownStudy, remark: ShownRemark) -> str:
    """The same, whose figures they are, and what they are said to explain."""
    said = changed(study, remark)
    name = tell(remark, "covariate")
    for covariate in study.covariates:
        if covariate.name == name:
            said += f". Source: {covariate.source.rstrip('.')}"
            said += (
                f". It might explain: {covariate.explains.rstrip('.')}"
                if covariate.explains
                else ""
            )
    far = f". {names.capital(_FAR)}" if known(remark, "outside") == "yes" else ""
    left = number(remark, "donors_left_out")
    lacks = f". It is not known for {left:,.0f} comparison areas" if left else ""
    return f"{said}{far}{lacks}."


def _from_to(remark: ShownRemark, lead: str) -> str:
    before, after = (number(remark, f"{lead}{name}") for name in ("before", "after"))
    if before is None or after is None:
        facts = [known(remark, f"{lead}{name}") for name in ("before", "after")]
        lacks = all(isinstance(fact, ShownFigure) and fact.status == "exact" for fact in facts)
        return "" if lead or not lacks else "not known for all months"
    grew = f" ({percent(after / before - 1)})" if before > 0 else ""
    return f"{_plain(before)} before, {_plain(after)} after{grew}"


def _plain(x: float) -> str:
    """A mean of any size: 1,030; 12.4; 0.31."""
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}"


def _reading(remark: ShownRemark) -> str:
    why = str(known(remark, "why"))
    if why:
        return f"There is no reading with it: {refusal(why)}"
    if number(remark, "with_change") is None:
        return f"What the reading with it would be is {HIDDEN}"
    accounts = share(number(remark, "accounts") or 0.0)
    return (
        f"With it taken into account the target is {estimate(remark, 'with_')} from what is "
        f"expected, without it {estimate(remark, '')}; it accounts for {accounts} of how places "
        "stray where nothing was done"
    )


def estimate(remark: ShownRemark, lead: str) -> str:
    """−12% (−30% to +9%)"""
    low, high = (ended(number(remark, lead + end)) or "no limit" for end in ("low", "high"))
    return f"{percent(number(remark, f'{lead}change'))} ({low} to {high})"


def row(study: ShownStudy, check: ShownCheck) -> tuple[str, ...]:
    """One covariate beside one outcome."""
    remark, key = check.remark, check.parameter
    outcome = "" if key is None else names.outcome(study, key.outcome)
    cells = (tell(remark, "covariate"), outcome)
    areas = number(remark, "areas")
    among = "" if areas is None else f"{areas:,.0f} areas"
    why = str(known(remark, "why"))
    if why:
        return (*cells, "", names.capital(refusal(why)), "", among)
    if number(remark, "with_change") is None:
        return (*cells, HIDDEN, HIDDEN, HIDDEN, among)
    accounts = share(number(remark, "accounts") or 0.0)
    return (*cells, estimate(remark, ""), estimate(remark, "with_"), accounts, among)


def note(level: float) -> str:
    return f"{NOTE} In brackets: what fits the data ({each_end(level)})."


def of_claim(results: ShownRun, claim: ShownClaim) -> str:
    """Of a claim that speaks of a covariate, its reading, beside the answer; else ""."""
    checks = checks_of(results.checks, claim.covariate) if claim.covariate else ()
    own = [
        check for check in checks if check.parameter and check.parameter.outcome == claim.outcome
    ]
    for check in own or checks:
        assert check.parameter is not None
        what = lowered(names.outcome(results.study, check.parameter.outcome))
        name = tell(check.remark, "covariate")
        return f"Beside the answer, {what} and {name}: {lowered(_reading(check.remark))}. {LIMIT}."
    return ""


def checks_of(checks: Sequence[ShownCheck], name: str = "") -> tuple[ShownCheck, ...]:
    """The readings with covariates, or with one."""
    return tuple(
        check
        for check in checks
        if check.name == "covariate" and name in ("", tell(check.remark, "covariate"))
    )
