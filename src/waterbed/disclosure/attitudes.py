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

    def rounded(wave: Wave | None) -> Wave | None:
        return wave and replace(wave, yes=int(round_count(wave.yes)), of=int(round_count(wave.of)))

    names = ("before", "after", "comparison_before", "comparison_after")
    waves = {name: rounded(getattr(survey, name)) for name in names}
    coarse = replace(survey, **waves)  # type: ignore[arg-type]
    small = any(too_small(min(wave.yes, wave.of - wave.yes)) for wave in coarse.waves)
    return None if small else coarse


def hides(verdict: Verdict, surveys: Sequence[Attitude]) -> bool:
    """Whether an answer rests on a survey whose counts are withheld."""
    return any(
        survey.survey.id == verdict.claim.survey
        and survey.status == WITHHELD
        and survey.survey.after is not None
        for survey in surveys
    )


def release_attitude(attitude: Attitude, level: float, internal: bool = False) -> ShownSurvey:
    """A survey with its change; its words alone where its counts are withheld.

    attitude : as a public report may know it, unless internal; level : two-sided, of its range
    """
    survey, change = attitude.survey, attitude.change
    shown = internal or survey.published or attitude.status not in (EXACT, WITHHELD)
    if not shown:
        change = None

    def wave(of: Wave | None) -> ShownWave | None:
        if of is None:
            return None
        return ShownWave(of.yes, of.of, of.asked) if shown else ShownWave(None, None, of.asked)

    return only(
        ShownSurvey,
        survey,
        "id question yes_means who source date same_people repeated",
        before=wave(survey.before),
        after=wave(survey.after),
        comparison_before=wave(survey.comparison_before),
        comparison_after=wave(survey.comparison_after),
        design_effect=attitude.effect if shown else None,
        value=change and change.value,
        low=change and change.low,
        high=change and change.high,
        level=round(level, 9),
        status=attitude.status if shown else WITHHELD,
    )


def release_attitudes(
    attitudes: Sequence[Attitude], level: float, internal: bool = False
) -> tuple[ShownSurvey, ...]:
    """Every survey of a run."""
    return tuple(release_attitude(attitude, level, internal) for attitude in attitudes)
