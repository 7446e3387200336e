"""Checks that did not pass: each kind explained once, then where it failed in a few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from waterbed.model.released import ShownCheck, ShownParameter, ShownRun
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import breaks, names
from waterbed.report.words.checks import check_text
from waterbed.report.words.estimates import lowered
from waterbed.report.words.facts import known, number, tell
from waterbed.report.words.numbers import HIDDEN, change, counted, listed, ordinal, sentence

ELSEWHERE = ("target-fell", "own-change", "first-change")
"""Checks that say nothing of the data: told where they matter."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One kind of failure: its title, what it means and binds, and each place where it is."""

    title: str
    meaning: str
    places: tuple[str, ...]


_MEANING = {
    "high": (
        "Unusually high base",
        "The base months held more than this place's earlier months and the comparison areas would "
        "lead one to expect. After a peak, a fall is to be expected with nothing done.",
    ),
    "low": (
        "Unusually low base",
        "The base months held less than this place's earlier months and the comparison areas would "
        "lead one to expect. After a trough, a rise is to be expected with nothing done.",
    ),
    "unknown": (
        "Too few earlier months",
        "There are too few earlier months to say whether the base was usual for this place.",
    ),
    "placebos": (
        "Too few separate places to compare with",
        "Placebos that share areas or years move together, so that what counts is how many have "
        "none in common.",
    ),
    "side-by-side": (
        "Unknown which areas lie side by side",
        "Areas side by side rise and fall together. Placebos are drawn from everywhere where there "
        "is no map, and stray less than several areas side by side do.",
    ),
    "comparable": (
        "Hardly any place like this one",
        "Too few placebos had a base as far from their own past as this place's.",
    ),
    "steady": (
        "A place that jumps about",
        "Its counts have jumped about more than those of most places it is compared with, so that "
        "large falls and large rises come by themselves more often than the others tell.",
    ),
    "own-years": (
        "Good and bad years of its own",
        "Its yearly counts have moved more than those of most places it is compared with, so that "
        "a fall or a rise that nothing caused is taken for real more often than the range says.",
    ),
    "season": (
        "A season of its own",
        "The months compared are not whole years, and in these months of the calendar this place "
        "counts more, or fewer, than the comparison areas do. Where a method takes no account of "
        "it, that alone would look like a rise, or a fall.",
    ),
    "category-break": (
        "A category that ends or begins everywhere",
        f"{breaks.RECORDED}.",
    ),
    "period-jump": ("Months in which everything jumps", f"{breaks.RECORDED}."),
    "pre-trend": (
        "A difference before anything was done",
        "The same comparison one step earlier already gives a difference that chance alone would "
        "seldom bring.",
    ),
    "coverage": ("Months missing", "Months without data are no data, not zero."),
    "snap-points": (
        "Snap points that moved",
        "More incidents lie at points used on one side of the comparison only than splits of the "
        "same months at random would leave there. A rise or a fall may be a point that moved "
        "across an edge.",
    ),
}


BARS = {
    "high": "The months before were unusually high, so a fall from them proves little",
    "low": "The months before were unusually low, so a rise from them proves little",
    "base": "There are too few earlier months to say whether those before were usual here",
    "placebos": "Too few separate places can be compared with it",
    "side-by-side": "It is not known which of its areas lie side by side, so chance cannot be told",
    "comparable": "Hardly any other place had a past like this one",
    "steady": "Its counts jump about more than those of the places it is compared with",
    "season": "It has a season of its own, which alone could look like this",
    "snap-points": "The points on the police's map to which crimes are moved have changed",
    "coverage": "Months are missing",
    "category-break": "What is counted begins or ends everywhere in these months",
    "period-jump": "In some of these months the counts jump everywhere",
}
"""Why a change is larger than chance and still not established, by the check that did not pass."""


BASE = {"fall": "high", "rise": "low"}
"""What a base was that bars a fall, and one that bars a rise."""


def barred_by(failed: Iterable[ShownCheck]) -> str:
    """Why a change beyond chance is not established, by the first check that did not pass."""
    for check in failed:
        key = BASE.get(check.bars, "base") if check.name == "base-window" else check.name
        if key in BARS:
            return lowered(BARS[key])
    return "a check of the comparison did not pass"


def failures(results: ShownRun) -> tuple[Failure, ...]:
    """Every failed check, the binding kinds first; one that fails for many methods is told once."""
    groups: dict[str, list[ShownCheck]] = {}
    for check in results.checks:
        if check.passed is False and check.name not in ELSEWHERE:
            groups.setdefault(kind(check), []).append(check)
    order = sorted(groups, key=lambda key: not any(check.gate for check in groups[key]))
    return tuple(_failure(results, key, groups[key]) for key in order)


def kind(check: ShownCheck) -> str:
    """What failures are told together: the check's name; of a base, its direction."""
    return str(known(check.remark, "direction")) if check.name == "base-window" else check.name


def _failure(results: ShownRun, key: str, checks: list[ShownCheck]) -> Failure:
    title, meaning = _MEANING.get(key, (checks[0].name.replace("-", " "), ""))
    places = dict.fromkeys(place(results.study, check) for check in checks)
    text = " ".join(part for part in (meaning, bound(results, checks)) if part)
    return Failure(names.capital(title), text, tuple(places))


def bound(results: ShownRun, checks: Iterable[ShownCheck]) -> str:
    """Which methods' verdicts the failures bind; for the others they inform."""
    gates = {id(check) for check in checks if check.gate}
    methods = dict.fromkeys(
        names.method(estimate.method)
        for estimate in results.estimates
        if gates & set(map(id, estimate.checks))
    )
    if methods:
        return sentence(f"it bars answers that would rest on: {listed(methods)}")
    return "It bars answers." if gates else "It is told and bars nothing."


def place(study: ShownStudy, check: ShownCheck) -> str:
    """Where a check failed, and its figures: Robbery in the target area, ...: 49, 28 expected."""
    brief = _brief(study, check)
    if check.parameter is None:
        return sentence(brief)
    return sentence(f"{about(study, check.parameter)}: {brief}")


def about(study: ShownStudy, key: ShownParameter) -> str:
    """Sexual offences in the target area, April 2017 to March 2018."""
    plain = replace(key, scale="count")
    when = names.window_words(study, key.window)
    return f"{names.outcome(study, key.outcome)} {names.where(study, plain)}, {when}"


def _brief(study: ShownStudy, check: ShownCheck) -> str:
    facts = check.remark
    if check.name == "base-window":
        if known(facts, "direction") == "unknown":
            return "too few earlier months"
        if number(facts, "base") is None or number(facts, "expected") is None:
            return f"counts {HIDDEN}"
        rank = number(facts, "rank")
        most = "highest" if known(facts, "direction") == "high" else "lowest"
        placed = "" if rank is None else f" ({ordinal(rank)} {most} of {tell(facts, 'of')} places)"
        return f"{tell(facts, 'base')}, {tell(facts, 'expected')} to be expected{placed}"
    if check.name == "placebos":
        few = counted(number(facts, "disjoint"))
        return f"{few} separate of {tell(facts, 'placebos')}, {tell(facts, 'needed')} needed"
    if check.name == "side-by-side":
        return f"{tell(facts, 'areas')} areas, no map"
    if check.name == "comparable":
        beyond = f"{tell(facts, 'beyond')} of {tell(facts, 'of')} placebos"
        return f"{beyond}, {tell(facts, 'needed')} needed"
    if check.name in ("steady", "own-years"):
        if number(facts, "times") is None or number(facts, "limit") is None:
            return f"figures {HIDDEN}"
        return f"{tell(facts, 'times')} times the usual, up to {tell(facts, 'limit')} may be chance"
    if check.name == "pre-trend":
        earlier = number(facts, "change")
        said = HIDDEN if earlier is None else change(earlier)
        return said if number(facts, "p") is None else f"{said} (p {tell(facts, 'p')})"
    if check.name in breaks.BRIEF:
        return breaks.BRIEF[check.name](study, facts).rstrip(".")
    return check_text(study, check).rstrip(".")


def binding_failures(results: ShownRun) -> tuple[int, int]:
    """Places and outcomes at which a binding check failed: of the deciding method, of others."""
    methods = dict(results.methods)
    own: set[tuple[str, ShownParameter]] = set()
    other: set[tuple[str, ShownParameter]] = set()
    for estimate in results.estimates:
        key = replace(estimate.parameter, scale="count")
        decides = estimate.method == methods.get(key.intervention, results.study.rule.headline)
        for check in estimate.checks:
            if check.gate and check.passed is False and check.name not in ELSEWHERE:
                (own if decides else other).add((check.name, key))
    return len(own), len(other - own)
