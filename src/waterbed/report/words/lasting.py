"""Claims that a change lasted, or that it went back, in words."""

from __future__ import annotations

from waterbed.model.released import ShownEstimate, ShownRun, ShownVerdict
from waterbed.report.words.answers import each_end
from waterbed.report.words.estimates import finding
from waterbed.report.words.numbers import HIDDEN, between, share

BOTH = "What fits these data, both windows at once"


def two_windows(verdict: ShownVerdict) -> tuple[ShownEstimate, ...]:
    """The estimates of the first and of the later window; () where one is not there."""
    if len(verdict.estimates) < 2:
        return ()
    later, first = verdict.estimates[:2]
    return first, later


def windows_sentence(results: ShownRun, verdict: ShownVerdict, agrees: str) -> str:
    """What was found in each window, each with the range that holds for both at once.

    agrees : how much of that range agrees with the claim, said of the later one
    """
    estimates = two_windows(verdict)
    if not estimates:
        return f"What was found in the two windows is {HIDDEN}."
    findings = []
    for k, estimate in enumerate(estimates):
        said = finding(results.study, estimate)
        if verdict.windows and estimate.status != "withheld":
            low, high = verdict.windows[k]
            fit = between(low, high, "ratio", estimate.status)
            said = f"{said} {BOTH} ({each_end(estimate.level)}): {fit}."
        findings.append(said)
    last = agrees.replace("that range", "the later range") if verdict.windows else ""
    return f"{' Then: '.join(findings)} {last}".strip()


def lasting_seen(sizes: dict[str, float | None], direction: str, power: float, comes: str) -> str:
    """What could have been seen of such a claim; comes : supported this claim (at 90%)"""
    size = sizes[direction]
    if size is None:
        return (
            f"This study would often have missed it: whatever the {direction}, it would have "
            f"{comes} less than {share(power)} of the time."
        )
    return (
        f"This study could have seen this after a {direction} of {share(size)} or more: from there "
        f"on it would have {comes} at least {share(power)} of the time."
    )
