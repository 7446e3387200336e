"""Could this study tell?  The smallest changes that it could have seen, in words."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.released import ShownDetectable, ShownRun
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import TARGET
from waterbed.report.words import names
from waterbed.report.words.answers import at_level
from waterbed.report.words.estimates import lowered, where_of
from waterbed.report.words.numbers import HIDDEN, counted, listed, percent, sentence, share

DONORS = (
    "Comparison areas (“donors” in the literature) are the places whose change over the same "
    "months says what would be expected with nothing done."
)


def _spread(smallest: Sequence[tuple[str, float]], word: str, about: str) -> str:
    """The smallest of each outcome: a fall of 26% (violence) to 59% (robbery)."""
    best = min(smallest, key=lambda pair: pair[1])
    worst = max(smallest, key=lambda pair: pair[1])
    least, most = share(best[1]), share(worst[1])
    if least == most:
        return f"a {word} of {about}{least}"
    return f"a {word} of {about}{least} ({best[0]}) to {most} ({worst[0]})"


def could_findings(results: ShownRun, shown: Sequence[ShownDetectable]) -> str:
    """The smallest effects that could have been shown; where several interventions or programmes
    are asked about, of each by its name."""
    keys = dict.fromkeys(detectable.parameter.intervention for detectable in shown)
    if len(keys) < 2:
        return could_finding(results, shown)
    findings, several = [], len({detectable.parameter.outcome for detectable in shown}) > 1
    for key in keys:
        own = [detectable for detectable in shown if detectable.parameter.intervention == key]
        parts, blind, barred = _could_see(results, _of_targets(own))
        said = [listed(parts)] if parts else []
        said += [f"not {' or '.join(blind)}"] if blind else []
        said += [f"no {' and no '.join(barred)} at all ({BARRED})"] if barred else []
        where, outcomes = (
            where_of(results.study, key),
            {detectable.parameter.outcome for detectable in own},
        )
        if several and len(outcomes) == 1:
            where += f" for {lowered(names.outcome(results.study, *outcomes))}"
        findings.append(f"{where}, {', but '.join(said) or HIDDEN}")
    level = at_level(results.study.rule.level)
    lead = f"the smallest change that this study could have seen{level} is"
    return sentence(f"{lead}, {'; '.join(findings)}")


def could_finding(results: ShownRun, shown: Sequence[ShownDetectable]) -> str:
    """The smallest effects that the target's comparisons could have shown."""
    target, level = _of_targets(shown), at_level(results.study.rule.level)
    if not target:
        if any(verdict.recorded is not None for verdict in results.verdicts):
            return "No comparison could be made: what was recorded can be told, an effect cannot."
        return "No comparison could be made, so that there is nothing that this study could tell."
    if all(detectable.status == "withheld" for detectable in target):
        return sentence(f"the smallest effect that this study could have seen{level} is {HIDDEN}")
    parts, blind, barred = _could_see(results, target)
    where = names.where(results.study, target[0].parameter)
    first = f"the smallest change that this study could have seen{level} {where} is {listed(parts)}"
    if not parts and blind:
        first = f"{where} this study would often have missed{level} {listed(blind)}"
    elif blind:
        first += f"; it would often have missed {listed(blind)}"
    if barred:
        never = (
            f"could have seen{level} no {' and no '.join(barred)}, whatever the counts: {BARRED}"
        )
        first = f"{first}; it {never}" if parts or blind else f"{where} this study {never}"
    return sentence(first)


BARRED = "a check had failed before the start"


def _of_targets(shown: Sequence[ShownDetectable]) -> list[ShownDetectable]:
    return [detectable for detectable in shown if detectable.parameter.zone == TARGET] or list(
        shown
    )


def _could_see(
    results: ShownRun, target: Sequence[ShownDetectable]
) -> tuple[list[str], list[str], list[str]]:
    """The smallest fall and rise, what would often have been missed however large, and what a check
    keeps from any verdict."""
    parts, blind, barred = [], [], []
    for word in ("fall", "rise"):
        kept = [
            lowered(names.outcome(results.study, detectable.parameter.outcome))
            for detectable in target
            if word in detectable.barred
        ]
        if kept:
            some = f" for {listed(dict.fromkeys(kept))}" if len(kept) < len(target) else ""
            barred.append(f"{word}{some}")
        sizes = [
            (
                lowered(names.outcome(results.study, detectable.parameter.outcome)),
                detectable.fall if word == "fall" else detectable.rise,
            )
            for detectable in target
            if detectable.status != "withheld" and word not in detectable.barred
        ]
        seen = [(name, size) for name, size in sizes if size is not None]
        gone = [name for name, size in sizes if size is None]
        if seen:
            rounded = any(detectable.status == "rounded" for detectable in target)
            parts.append(_spread(seen, word, "about " if rounded else ""))
        if gone:
            limit = "even a fall to nothing" if word == "fall" else "even a rise to four times"
            blind.append(f"{limit} for {listed(dict.fromkeys(gone))}")
    return parts, blind, barred


def seen_in_counts(study: ShownStudy, detectable: ShownDetectable) -> str:
    """Robbery in the target area: 50 fewer (90%) or 60 more (107%) than the 56 expected."""
    key = detectable.parameter
    what = f"{names.outcome(study, key.outcome)} {names.where(study, key)}"
    if detectable.status == "withheld":
        return sentence(f"{what}: {HIDDEN}")
    fall, rise = (
        in_counts(detectable, detectable.fall, "fall"),
        in_counts(detectable, detectable.rise, "rise"),
    )
    against = (
        ""
        if detectable.expected is None
        else f", against {counted(detectable.expected, detectable.status)}"
    )
    return sentence(f"{what}: smallest fall {fall}, smallest rise {rise}{against} expected")


def in_counts(detectable: ShownDetectable, ratio: float | None, word: str) -> str:
    """32 fewer than 54 expected (−60%)."""
    if detectable.status == "withheld":
        return HIDDEN
    if word in detectable.barred:
        return "none: a check had failed"
    if ratio is None:
        return "none: not even to nothing" if word == "fall" else "none: not even to four times"
    if detectable.expected is None:
        return percent(-ratio if word == "fall" else ratio)
    size = counted(detectable.expected * ratio, detectable.status)
    return f"{size} {'fewer' if word == 'fall' else 'more'} ({share(ratio)})"
