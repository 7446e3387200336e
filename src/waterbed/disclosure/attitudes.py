"""What may be said of a survey: one that is published as it is, another in full to its holder.

Who said yes and who said no are both counts of people: neither is told where it is small.  The
change and its range are worked through on rounded counts, so that they tell no more than these do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from waterbed.disclosure.exact import only
from waterbed.disclosure.rules import round_count, too_small
from waterbed.model.attitudes import EXACT, WITHHELD, Attitude, Survey, Wave
from waterbed.model.released import ShownRemark
from waterbed.model.released_survey import ShownSurvey, ShownWave
from waterbed.model.verdict import NOT_SHOWN, Verdict

NOTHING_TOLD = {
    "answer": NOT_SHOWN,
    "simultaneous": NOT_SHOWN,
    "reasons": (ShownRemark(NOT_SHOWN, (("why", "few"),)),),
    "specifications": (),
    "excluded": (),
}
"""Fields of a verdict whose answer would tell of counts that are withheld."""


def on_rounded(survey: Survey) -> Survey | None:
    """The survey with rounded counts; None where too few said yes, or too few said no.

    Those who said yes are rounded, and all who answered.  What is small is told from the rounded
    counts, so that each that is shown stands for five, and those who said no for nine.
    """

    def rounded(one: Wave | None) -> Wave | None:
        return one and replace(one, yes=int(round_count(one.yes)), of=int(round_count(one.of)))

    names = ("before", "after", "comparison_before", "comparison_after")
    waves = {name: rounded(getattr(survey, name)) for name in names}
    told = replace(survey, **waves)  # type: ignore[arg-type]
    small = any(too_small(min(one.yes, one.of - one.yes)) for one in told.waves)
    return None if small else told


def hides(verdict: Verdict, surveys: Sequence[Attitude]) -> bool:
    """Whether an answer rests on a survey whose counts are withheld."""
    return any(
        one.survey.id == verdict.claim.survey
        and one.status == WITHHELD
        and one.survey.after is not None
        for one in surveys
    )


def release_attitude(one: Attitude, level: float, internal: bool = False) -> ShownSurvey:
    """A survey with its change; its words alone where its counts are withheld.

    one : as a public report may know it, unless internal; level : two-sided, of its range
    """
    survey, change = one.survey, one.change
    told = internal or survey.published or one.status not in (EXACT, WITHHELD)
    if not told:
        change = None

    def wave(of: Wave | None) -> ShownWave | None:
        if of is None:
            return None
        return ShownWave(of.yes, of.of, of.asked) if told else ShownWave(None, None, of.asked)

    return only(
        ShownSurvey,
        survey,
        "id question yes_means who source date same_people repeated",
        before=wave(survey.before),
        after=wave(survey.after),
        comparison_before=wave(survey.comparison_before),
        comparison_after=wave(survey.comparison_after),
        design_effect=one.effect if told else None,
        value=change and change.value,
        low=change and change.low,
        high=change and change.high,
        level=round(level, 9),
        status=one.status if told else WITHHELD,
    )


def release_attitudes(
    found: Sequence[Attitude], level: float, internal: bool = False
) -> tuple[ShownSurvey, ...]:
    """Every survey of a run."""
    return tuple(release_attitude(one, level, internal) for one in found)
