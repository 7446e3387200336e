"""Areas that a study calls by their names: "Bradford 039H" where an id could stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from waterbed.model.areas import Areas
from waterbed.model.errors import raise_all
from waterbed.model.study import Intervention, Study, ZoneRule
from waterbed.model.written.walk import entry_in
from waterbed.read.study.interventions import INTERVENTIONS, no_two_roles
from waterbed.read.study.problems import Problems
from waterbed.read.study.workbook_writing import writing_of
from waterbed.read.tables.spellings import key as fold


def by_name(study: Study, areas: Areas) -> Study:
    """The study with ids in place of names, wherever it lists areas.

    An id counts before a name; a name that no area or several have stays as it is, for
    `check_places` to tell.  InputError for an area that is listed in two roles, once by its name.
    """
    ids = _Ids(areas)
    problems = Problems(study.file, writing_of(study.file))
    interventions = tuple(_intervention(intervention, ids) for intervention in study.interventions)
    for intervention in interventions:
        place = entry_in(INTERVENTIONS, interventions, intervention)
        no_two_roles(intervention.target, intervention.zones, intervention.buffer, place, problems)
    raise_all(problems.found)
    activity = tuple(
        activity if activity.areas is None else replace(activity, areas=ids.of(activity.areas))
        for activity in study.activity
    )
    return replace(study, interventions=interventions, activity=activity)


def unknown_areas(listed: Iterable[str], areas: Areas) -> frozenset[str]:
    """Of some texts, those that mean no area, neither by id nor by name."""
    ids = _Ids(areas)
    return frozenset(text for text in listed if ids.of((text,))[0] not in ids.known)


class _Ids:
    """Ids by every text that means one area alone."""

    def __init__(self, areas: Areas) -> None:
        self.known, self.areas = set(areas.ids), areas

    @cached_property
    def by_text(self) -> dict[str, str]:
        """Made where some text is no id: folding every name of a country takes a while."""
        ids: dict[str, set[str]] = {}
        for id, name in zip(self.areas.ids, self.areas.names, strict=True):
            for text in {fold(id), fold(name)} - {""}:
                ids.setdefault(text, set()).add(id)
        return {text: next(iter(same)) for text, same in ids.items() if len(same) == 1}

    def of(self, listed: Sequence[str]) -> tuple[str, ...]:
        meant = [
            text if text in self.known else self.by_text.get(fold(text), text) for text in listed
        ]
        return tuple(listed) if list(listed) == meant else tuple(dict.fromkeys(meant))

    def rule(self, rule: ZoneRule) -> ZoneRule:
        return replace(rule, areas=self.of(rule.areas)) if rule.areas else rule


def _intervention(intervention: Intervention, ids: _Ids) -> Intervention:
    return replace(
        intervention,
        areas=ids.of(intervention.areas),
        target=ids.of(intervention.target),
        zones=tuple((name, ids.rule(rule)) for name, rule in intervention.zones),
        buffer=ids.rule(intervention.buffer) if intervention.buffer else None,
        donors=ids.rule(intervention.donors),
        other_outcomes=tuple(
            replace(other, place=ids.rule(other.place)) for other in intervention.other_outcomes
        ),
    )
