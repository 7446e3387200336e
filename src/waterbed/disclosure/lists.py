"""What may leave of a study of overlapping lists.

A table that is published leaves as it is; of any other the public profile shows the range and the
people seen, rounded to two figures, and each check as passed or failed without its figure.  Names
of lists and of periods or areas, overlaps, and every other estimate stay back: each is a function
of a few counts of people.
"""

from __future__ import annotations

from dataclasses import replace

from waterbed.disclosure.release import PROFILES
from waterbed.disclosure.rules import as_exact, round_total, too_small, withheld
from waterbed.nouns.errors import InputError, Refusal
from waterbed.nouns.estimate import Check, Estimate, Figure, Remark
from waterbed.nouns.liststudy import ListStudy
from waterbed.nouns.results import Released

ROWS = ("range", "chapman")  # two lists have no range, and a row of Chapman's in its place


def release_lists(study: ListStudy, profile: str = "public") -> Released[ListStudy]:
    """Released for a profile, "public" or "internal".

    InputError for any other; Refusal `too-few-to-show` where so few people are seen that their
    rounded number would tell who they are.
    """
    if profile not in PROFILES:
        raise InputError(
            "there is no such disclosure profile", value=profile, mend="Use public or internal."
        )
    if profile == "internal" or study.published:
        content = replace(as_exact(study), profile=profile)
    else:
        content = _public(study)
    return Released(content, profile)


def _public(study: ListStudy) -> ListStudy:
    if study.seen.value is None or too_small(study.seen.value):
        raise Refusal(
            "too-few-to-show",
            "So few people are seen that even rounded numbers could tell who they are",
            "Use --profile internal, and keep what it prints.",
        )
    kept = [one for one in study.estimates if one.method in ROWS]
    if study.verdict != "two-lists":
        kept = [one for one in kept if one.method == "range"]
    return replace(
        study,
        lists=tuple(f"list {k + 1}" for k in range(len(study.lists))),
        seen=replace(
            study.seen, value=round_total(study.seen.value), smallest=None, status="rounded"
        ),
        estimates=tuple(_range(one) for one in kept),
        checks=tuple(_check(one) for one in study.checks),
        histories=(),
        overlaps=(),
        held_out=(),
        left_out=(),
        strata=(),
        unlisted=0,
        profile="public",
    )


def _range(one: Estimate) -> Estimate:
    """Its ends alone, rounded; of a row made from two named lists not which they are."""
    ends = [None if end is None else round_total(end) for end in (one.low, one.high)]
    observed = None if one.observed is None else round_total(one.observed)
    return replace(
        one,
        parameter=replace(one.parameter, zone="population"),
        value=None,
        se=None,
        low=ends[0],
        high=ends[1],
        observed=observed,
        smallest=0.0,
        status="rounded",
    )


def _check(one: Check) -> Check:
    """Whether it passed, and nothing else; what could not be tried does not show either."""
    facts = tuple(
        (name, withheld(fact)) for name, fact in one.remark.facts if isinstance(fact, Figure)
    )
    level = tuple((name, fact) for name, fact in one.remark.facts if name == "level")
    return replace(
        one,
        passed=bool(one.passed),
        remark=Remark(one.remark.code, (*facts, *level)),
        figure=None,
    )
