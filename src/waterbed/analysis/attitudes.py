"""Surveys of a study: how each share changed, at the level that decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from waterbed.disclosure.attitudes import on_rounded
from waterbed.effect.shares import share_change
from waterbed.model.attitudes import ROUNDED, WITHHELD, Attitude, Survey
from waterbed.model.errors import InputError
from waterbed.model.study import Rule
from waterbed.model.survey import Answers, ShareChange, effect_of


def attitudes(surveys: Sequence[Survey], rule: Rule) -> tuple[Attitude, ...]:
    """What each survey found; those of a study read from its file raise nothing."""
    return tuple(attitude(survey, rule) for survey in surveys)


def attitude(survey: Survey, rule: Rule) -> Attitude:
    waves = tuple(wave.answers for wave, again in survey.pairs for wave in (wave, again or wave))
    effect, _ = effect_of(
        waves, survey.cluster, survey.correlation, survey.design_effect, survey.repeated
    )
    if survey.after is None:
        return Attitude(survey, effect)
    change = _change(survey, waves, rule)
    possible = (_change(survey, supposed, rule) for supposed in _furthest(waves))
    return Attitude(survey, effect, change, tuple(possible))


def _change(survey: Survey, waves: Sequence[Answers], rule: Rule) -> ShareChange:
    control = (waves[2], waves[3]) if len(waves) == 4 else None
    return share_change(
        waves[0], waves[1], control, cluster=survey.cluster, correlation=survey.correlation,
        design_effect=survey.design_effect, repeated=survey.repeated, level=rule.deciding_level,
    )  # fmt: skip


def _furthest(waves: Sequence[Answers]) -> Iterator[tuple[Answers, ...]]:
    """The waves, had all or none of those asked after said yes, and the other where nothing was
    done."""
    for everybody in (False, True):
        supposed = list(waves)
        for at, all_say in ((1, everybody), (3, not everybody)):
            if at < len(supposed):
                supposed[at] = replace(supposed[at], yes=supposed[at].of if all_say else 0)
        yield tuple(supposed)


def as_public(exact: Attitude, rule: Rule) -> Attitude:
    """As a public report may know it: worked through on rounded counts where they are not
    published, and not at all where one of them is too small to be shown."""
    if exact.survey.published:
        return exact
    rounded = on_rounded(exact.survey)
    try:
        public = None if rounded is None else attitude(rounded, rule)
    except InputError:  # of rounded counts, fewer than two clusters
        public = None
    if public is None:
        return Attitude(exact.survey, status=WITHHELD)
    return replace(public, status=ROUNDED)
