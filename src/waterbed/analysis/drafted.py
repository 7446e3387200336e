"""Whether the claims of a study that `waterbed new` drafts could be tested, as `check` will say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from waterbed.analysis.buffers import costly_buffers, in_want
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.run import reach_of
from waterbed.analysis.understand import answerable
from waterbed.model.areas import Areas
from waterbed.model.draft import Location
from waterbed.model.errors import InputError, WaterbedError
from waterbed.model.study import Study
from waterbed.propose.again import asked_of
from waterbed.propose.edit import at, edited
from waterbed.propose.new import Made, made_at, normal, tried_study, without_buffer
from waterbed.propose.opening import Asked
from waterbed.read import read_areas
from waterbed.read.agree import check_months, check_places
from waterbed.report.words.testable import (
    BARRED_MENDS,
    no_buffer,
    undecided_draft,
    untestable_draft,
)


def foresee(draft: Made) -> tuple[str, ...]:
    """Why the claims of a draft will be refused, untestable or undecided, a sentence each.

    Nothing where the draft leaves open what that hangs on: a column, the start or the place.
    """
    drafted = _study(draft)
    if drafted is None or draft.counts is None:
        return ()
    study, areas = drafted
    panel = draft.counts.panel
    try:
        check_places(study, areas)
        check_months(study, panel)
    except InputError as error:
        return (f"check will refuse the months as drafted: {error.problem}. {error.mend}",)
    testables = answerable(study, areas, panel)
    untestable = _kinds((testable.why, testable.suffices) for testable in testables)
    barred = _kinds((testable.caution, testable.suffices) for testable in testables)
    kinds = [testable.kind for testable in testables]
    return (
        *(
            untestable_draft(_of(kinds, at), *reason)
            for reason, at in untestable.items()
            if reason[0]
        ),
        *(
            undecided_draft(_of(kinds, at), *reason)
            for reason, at in barred.items()
            if reason[0] in BARRED_MENDS
        ),
    )


def _kinds(reasons: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """The positions of the claims that each reason is given for."""
    positions: dict[tuple[str, str], list[int]] = {}
    for k, reason in enumerate(reasons):
        positions.setdefault(reason, []).append(k)
    return positions


def _of(kinds: Sequence[str], at: Sequence[int]) -> list[str]:
    return list(dict.fromkeys(kinds[i] for i in at))


def affordable(draft: Made, today: date) -> tuple[Made, tuple[str, ...]]:
    """The draft without its buffer where that takes areas which its claims have need of, and a
    sentence that says so; as it is where it does not, or where what that hangs on is open."""
    drafted = _study(draft)
    if drafted is None or draft.counts is None:
        return draft, ()
    study, areas = drafted
    panel = draft.counts.panel
    try:
        check_places(study, areas)
        check_months(study, panel)
    except InputError:
        return draft, ()
    foreseen_claims = foreseen(study, areas, panel)
    costly = costly_buffers(study, areas, panel, foreseen_claims)
    taken = max(
        [buffer.areas for buffer in costly] or [in_want(study, areas, panel, foreseen_claims)]
    )
    if not taken:
        return draft, ()
    return without_buffer(draft, today), (no_buffer(taken),)


def _study(draft: Made) -> tuple[Study, Areas] | None:
    """The draft with something in every place that is to be filled, and its areas; None where it
    leaves open what its answers hang on: a column, the start or the place."""
    if draft.counts is None or not draft.survey.asked.start or draft.survey.chosen is None:
        return None
    folder = draft.file.parent
    study, wrong = tried_study(draft.raw, folder)
    if study is None or wrong:
        return None
    if study.areas.file is None:
        return study, draft.counts.areas
    there = study.areas.neighbours
    source = replace(
        study.areas,
        file=normal(study.areas.file),
        neighbours=None if there is None else normal(there),
    )
    return study, read_areas(source, reach_of(study), folder=folder)[0]


PLACING: tuple[Location, ...] = (
    ("interventions", 0, "start_source"),
    ("interventions", 0, "end"),
    ("interventions", 0, "alternative_starts"),
    ("interventions", 0, "chosen_for"),
    ("interventions", 0, "areas_apart"),
    ("events",),
    ("rule", "data_seen"),
)
"""What may be written into a draft beside what the command is asked, and be kept when it is asked
again."""


@dataclass(frozen=True, slots=True)
class AsDrafted:
    """A study that is as `waterbed new` wrote it, but for keys of PLACING.

    asked : what the command was asked; more : values that were written into it, by location
    """

    asked: Asked
    more: Mapping[Location, Any]


def as_drafted(file: Path, text: str) -> AsDrafted | None:
    """What a study was drafted from, or None where somebody has written anything else into it."""
    raw = tomllib.loads(text)
    day = raw.get("rule", {}).get("data_seen_date")
    if not isinstance(day, date):
        return None
    try:
        for asked in asked_of(raw, file.parent):
            draft = redrafted(file, asked, day)
            more = _beside(tomllib.loads(draft), raw)
            if edited(draft, more) == text:
                return AsDrafted(asked, more)
    except (WaterbedError, KeyError, TypeError):  # of a study that the command never wrote
        return None
    return None


def redrafted(file: Path, asked: Asked, day: date) -> str:
    """The text of the draft that the command would have written on a day."""
    return affordable(made_at(file, asked, day), day)[0].content.decode()


def _beside(draft: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[Location, Any]:
    """Values of PLACING that a study has and its draft has not, entry by entry of a list."""
    differing: dict[Location, Any] = {}
    for location in PLACING:
        value = at(raw, location)
        if value == at(draft, location) or value is None:
            continue
        if isinstance(value, list):
            differing |= {(*location, k): entry for k, entry in enumerate(value)}
        else:
            differing[location] = value
    return differing
