"""What the first page says, as facts: which comparison it is of, and its numbers as they were
released.  `words.front` makes the sentences; nothing here knows who speaks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from waterbed.model.months import Months
from waterbed.model.released import (
    ShownCheck,
    ShownDetectable,
    ShownEstimate,
    ShownRun,
    ShownVerdict,
)
from waterbed.model.released_study import ShownClaim, ShownStudy
from waterbed.model.study import TARGET
from waterbed.model.verdict import NOT_SHOWN
from waterbed.report.blocks import (
    deciding_method,
    headline,
    main_intervention,
    of_key,
    role_of,
    shown_detectable,
    spoken_outcomes,
    zones_of,
)
from waterbed.report.words.sections import barring, direction

DECIDED = ("supported", "contradicted")
EFFECTS = ("effect", "displacement")
"""Questions of a change in the target, and in a zone."""

LISTED, MOST = 8, 4
"""So many claims stand one by one; of more, so many."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Counts of a place before and after, None where they are not shown or not there."""

    outcome: str
    base: Months | None
    post: Months | None
    before: float | None
    after: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What would have been expected with nothing done.

    direction : of `words.sections.direction`, or "none" where no comparison could be made
    estimate : what decides, or None; failed : the checks that keep it from deciding
    why : a code of REFUSALS where there is none, or ""
    """

    outcome: str
    direction: str
    estimate: ShownEstimate | None = None
    failed: tuple[ShownCheck, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One zone: the share of the target's fall that turned up in it, and its own change."""

    zone: str
    areas: int
    share: ShownEstimate | None
    own: Expected
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Front:
    """The first page of a run; `outcome` is as of `leading_outcome`."""

    intervention: str
    outcome: str
    recorded: Recorded
    expected: Expected
    moved: tuple[Moved, ...]
    others: tuple[tuple[Recorded, Expected], ...]
    seen: ShownDetectable | None


def front_of(results: ShownRun) -> Front | None:
    """The facts of the first page; None where no intervention has a target in these data."""
    study, main = results.study, main_intervention(results)
    if not any(intervention.id == main for intervention in study.interventions):
        return None
    outcome = leading_outcome(study, main)
    spoken = {claim.outcome for claim in study.claims if claim.intervention == main}
    others = [key for key in spoken_outcomes(results) if key != outcome and key in spoken]
    zones = [moved_of(results, main, outcome, zone) for zone in zones_of(results, main)]
    seen = of_key(shown_detectable(results), intervention=main, outcome=outcome, zone=TARGET)
    return Front(
        main,
        outcome,
        recorded_of(results, main, outcome),
        expected_of(results, main, outcome),
        tuple(zones),
        tuple((recorded_of(results, main, key), beside_of(results, main, key)) for key in others),
        next(iter(seen), None),
    )


def leading_outcome(study: ShownStudy, intervention: str) -> str:
    """The outcome that the rule says leads, where a claim on an intervention speaks of it; else the
    one that most of them do: of claims that somebody made, then of all, the first among equals."""
    claims = [
        claim for claim in study.claims if claim.intervention == intervention and not claim.other
    ]
    spoken = [claim.outcome for claim in claims]
    theirs = [claim.outcome for claim in claims if not claim.by_study]
    leads = study.rule.leads
    if leads in spoken:
        return leads
    order = [outcome.id for outcome in study.outcomes]
    return max(order, key=lambda key: (theirs.count(key), spoken.count(key))) if order else ""


def recorded_of(results: ShownRun, intervention: str, outcome: str, zone: str = TARGET) -> Recorded:
    """What was counted before and after over the default window, by whichever method shows it."""
    window = results.study.rule.default_window(intervention)
    estimates = [
        estimate
        for estimate in of_key(
            results.estimates, intervention=intervention, outcome=outcome, zone=zone, part="whole"
        )
        if estimate.parameter.question in EFFECTS
        and window
        and estimate.parameter.window == window.name
    ]
    shown_estimates = [
        estimate
        for estimate in estimates
        if estimate.base_count is not None and estimate.observed is not None
    ]
    if shown_estimates:
        estimate = shown_estimates[0]
        return Recorded(
            outcome,
            estimate.base,
            estimate.post,
            estimate.base_count,
            estimate.observed,
            estimate.status,
        )
    status = "withheld" if any(estimate.status == "withheld" for estimate in estimates) else "exact"
    base, post = (None, None) if window is None else (window.base, window.post)
    return Recorded(outcome, base, post, None, None, status)


def expected_of(results: ShownRun, intervention: str, outcome: str, zone: str = TARGET) -> Expected:
    """What decides over the default window, and what keeps it from deciding."""
    estimates = of_key(
        headline(results), intervention=intervention, outcome=outcome, zone=zone, part="whole"
    )
    effects = [
        estimate
        for estimate in estimates
        if estimate.parameter.question in EFFECTS
        and estimate.method == deciding_method(results, intervention)
    ]
    if not effects:
        return Expected(outcome, "none", why=refused(results, intervention, outcome, zone))
    estimate = effects[0]
    return Expected(outcome, direction(results, estimate), estimate, barring(estimate))


def beside_of(results: ShownRun, intervention: str, outcome: str) -> Expected:
    """What decides of a further outcome, hidden where all answers to claims on it are: a word
    beside its counts would be one."""
    expected = expected_of(results, intervention, outcome)
    answers = {
        verdict.answer
        for verdict in results.verdicts
        if (verdict.claim.intervention, verdict.claim.outcome, verdict.claim.zone)
        == (intervention, outcome, TARGET)
    }
    return replace(expected, direction="hidden") if answers == {NOT_SHOWN} else expected


def refused(results: ShownRun, intervention: str, outcome: str, zone: str) -> str:
    """Why no estimate could be made, as a claim on it was told; "" where no claim asked."""
    for verdict in results.verdicts:
        claim = verdict.claim
        if (claim.intervention, claim.outcome, claim.zone) != (intervention, outcome, zone):
            continue
        for reason in verdict.reasons:
            if reason.code == "no-estimate":
                return str(dict(reason.facts).get("why", ""))
    return ""


def moved_of(results: ShownRun, intervention: str, outcome: str, zone: str) -> Moved:
    window = results.study.rule.default_window(intervention)
    shares = [
        estimate
        for estimate in of_key(
            results.estimates, intervention=intervention, outcome=outcome, zone=zone, part="whole"
        )
        if estimate.parameter.question == "share"
        and estimate.parameter.scale == "share"
        and estimate.method == deciding_method(results, intervention)
        and window
        and estimate.parameter.window == window.name
    ]
    return Moved(
        zone,
        areas_of(results, intervention, zone),
        next(iter(shares), None),
        expected_of(results, intervention, outcome, zone),
        recorded_of(results, intervention, outcome, zone),
    )


def areas_of(results: ShownRun, intervention: str, role: str) -> int:
    """How many areas play a role in the intervention's default window; 0 where none is known."""
    shown_role = role_of(results, intervention, role)
    return 0 if shown_role is None else shown_role.areas


def is_compared(results: ShownRun, intervention: str) -> bool:
    """Whether anything is estimated of an intervention."""
    return any(estimate.parameter.intervention == intervention for estimate in results.estimates)


def names_of(results: ShownRun, intervention: str, role: str) -> tuple[str, ...]:
    """Official names of the areas of a role, where all of them may be told."""
    shown_role = role_of(results, intervention, role)
    return (
        () if shown_role is None or len(shown_role.names) != shown_role.areas else shown_role.names
    )


Pair = tuple[int, ShownClaim, ShownVerdict]


def deciding_few(facts: Front | None, numbered: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The claims that the first page lists, by a rule that knows no side: all of a few; of more,
    those answered for or against, then others that could be tested on what its figures count, no
    speaker's second before every speaker's first."""
    if len(numbered) <= LISTED:
        return numbered
    decided = [pair for pair in numbered if pair[2].answer in DECIDED]
    own = [
        pair
        for pair in numbered
        if facts is not None
        and pair not in decided
        and pair[1].outcome == facts.outcome
        and pair[2].answer != "untestable"
    ]
    # Those on the comparison whose figures it shows before those on another.
    own.sort(key=lambda pair: facts is None or pair[1].intervention != facts.intervention)
    spoken: Counter[str] = Counter()
    chosen: list[Pair] = []
    for group in (decided, own):
        turns: list[tuple[int, int]] = []
        for _, claim, _ in group:
            turns.append((spoken[_speaker(claim)], len(turns)))
            spoken[_speaker(claim)] += 1
        chosen += [pair for _, pair in sorted(zip(turns, group, strict=True))]
    return tuple(sorted(chosen[:MOST], key=lambda pair: pair[0]))


def _speaker(claim: ShownClaim) -> str:
    """The body that somebody speaks for: Redbridge Council, of "Redbridge Council, leader"."""
    return claim.who.partition(",")[0]
