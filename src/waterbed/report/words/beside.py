"""What stands beside an answer: the claims of its family, and the other ways of computing it."""

from __future__ import annotations

from waterbed.model.released import ShownRun, ShownVerdict
from waterbed.report.words import names
from waterbed.report.words.answers import at_level
from waterbed.report.words.numbers import listed, several
from waterbed.report.words.verdicts import deciding


def together(results: ShownRun, verdict: ShownVerdict) -> str:
    """What the claim is answered when judged together with the others of its family.

    A family that the study file names may hold claims about several windows; only those about the
    same months are judged together, and where there are others this says so.
    """
    if not verdict.family or verdict.answer not in ("supported", "contradicted"):
        return ""
    family = [
        shown_verdict
        for shown_verdict in results.verdicts
        if shown_verdict.family == verdict.family
    ]
    own = window_of(results, verdict)
    same = sum(window_of(results, verdict) == own for verdict in family) - 1
    apart = len(family) - 1 - same
    tail = ""
    level = at_level(results.study.rule.level)
    if apart:
        tail = f" The {several(apart, 'claim')} of the group about other months stood apart."
    if verdict.simultaneous != verdict.answer:
        return (
            f"Judged together with the {several(same, 'other claim')} of its group "
            f"({names.month_words(verdict.family)}), the answer is "
            f"{verdict.simultaneous}{level}: with several claims at once, chance has several "
            f"tries.{tail}"
        )
    if not same:
        return tail.strip()
    return (
        f"Judged together with the {several(same, 'other claim')} of its group "
        f"({names.month_words(verdict.family)}), the answer is the same.{tail}"
    )


def window_of(results: ShownRun, verdict: ShownVerdict) -> str:
    """The months that a claim was judged on: intervention and window."""
    estimate = deciding(verdict)
    return (
        "" if estimate is None else f"{estimate.parameter.intervention} {estimate.parameter.window}"
    )


def other_ways(verdict: ShownVerdict) -> tuple[str, ...]:
    """How many of the other ways of computing it would give which answer."""
    answers = [answer for _, answer in verdict.specifications]
    if not answers:
        return ()
    if len(answers) == 1:
        return (f"The one other way of computing it, which decides nothing, gives {answers[0]}.",)
    words = ("supported", "contradicted", "undecided")
    counts = {key: answers.count(key) for key in words}
    tallies = [f"{counts[key]:,} {key}" for key in words if counts[key]]
    return (f"Other methods, which decide nothing: {listed(tallies)}.",)
