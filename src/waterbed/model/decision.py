"""The decision rule in canonical form: all that decides answers, and nothing else.

The hash of this form is what a run is held to.  It holds no path, no words, no speaker and no
side; of tables that are not published it holds no area and no name that might be one.  The shape of
0.1 is projected here; a key that came later and `decides` is in it by that flag alone, where a
study gives it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from waterbed.model.activity import Activity
from waterbed.model.months import label
from waterbed.model.population import Population
from waterbed.model.programme import Programme
from waterbed.model.sources import CountTable
from waterbed.model.study import (
    Claim,
    Intervention,
    Outcome,
    ReadingGrid,
    Rule,
    Study,
    ZoneRule,
)
from waterbed.model.window import Window
from waterbed.model.written.blocks import blocks
from waterbed.model.written.walk import entries_of, value_of


def decision(study: Study) -> dict[str, Any]:
    """The decision rule as plain values that JSON can hold.

    Interventions, their zones and their windows are called by their own names if every count
    table is published at this geography, by numbers otherwise.
    """
    called = _Names(study)
    return {
        **_figures(study.rule),
        "seed": study.seed,
        "windows": [_window(window, called) for window in study.rule.windows],
        "readings": [_grid(key, grid, called) for key, grid in study.rule.readings],
        "counts": [_table(table) for table in study.counts],
        "outcomes": [_outcome(outcome, study) for outcome in study.outcomes],
        "interventions": [
            _intervention(intervention, called) for intervention in study.interventions
        ],
        **_where_given(
            "programmes",
            [_programme(programme, study, called) for programme in study.programmes],
        ),
        "events": [list(event.months.labels) for event in study.events],
        "populations": [_population(population) for population in study.populations],
        **_where_given("activity", [_activity(activity, study) for activity in study.activity]),
        "claims": [_claim(claim, study, called) for claim in study.claims],
        **_further(study),
    }


def _where_given(key: str, value: Any) -> dict[str, Any]:
    """A key that came after 0.1: studies without it keep their hash."""
    return {} if value in (None, "", []) else {key: value}


def _figures(rule: Rule) -> dict[str, Any]:
    return {
        "level": rule.level,
        "headline": rule.headline,
        "smallest_effect": rule.smallest_effect,
        "margin": rule.margin,
        **_where_given("margin_count", rule.margin_count),
        "reporting_change": list(rule.reporting_change) if rule.reporting_change else None,
        "data_seen": rule.data_seen,
        "data_seen_date": rule.data_seen_date,
        **_where_given("leads", rule.leads),
    }


def _window(window: Window, called: _Names) -> dict[str, Any]:
    return {
        "name": called.window(window.name),
        "intervention": called.intervention(window.intervention),
        "base": list(window.base.labels),
        "post": list(window.post.labels),
    }


def _grid(intervention: str, grid: ReadingGrid, called: _Names) -> dict[str, Any]:
    return {
        "intervention": called.intervention(intervention),
        "starts": [label(start) for start in grid.starts],
        "lengths": list(grid.lengths),
        "bases": list(grid.bases),
    }


def _table(table: CountTable) -> dict[str, Any]:
    return {
        "date": table.date,
        "absent": table.absent,
        "first": _month(table.first),
        "last": _month(table.last),
        "max_rejected": table.max_rejected,
        **_where_given("source", table.source),
    }


_PROJECTED = {
    "study": "seed",
    "counts": "date absent published first last max_rejected source",
    "outcomes": "id tables include exclude weights weights.category weights.weight second",
    "interventions": "id start start_month end areas areas.group target target.group buffer "
    "buffer.group buffer.touching buffer.tolerance buffer.within buffer.of donors donors.group "
    "chosen_for.rule chosen_for.outcome",
    "interventions.zones": "name areas group touching tolerance within of",
    "interventions.alternative_starts": "start",
    "interventions.other_outcomes": "name areas group touching tolerance within of outcome",
    "events": "first last",
    "rule": "data_seen data_seen_date level headline smallest_effect margin margin_count "
    "reporting_change leads",
    "rule.windows": "name intervention base post",
    "rule.readings": "intervention starts lengths bases",
    "claims": "id who kind intervention outcome zone other_outcome window stated rounding negated "
    "place family population numerator denominator actions among span survey",
    "activity": "id on areas areas.group total first last bound by partial where absent published",
    "populations": "id here low high lists published code first last exact",
    "programmes": "id waves",
}
"""Keys that decide and have a place of their own in the form, by section."""


def _further(study: Study) -> dict[str, Any]:
    """Keys that decide and are given, beyond those that the form has a place for.

    Text of a study whose tables are not published may be a name, and stays out unless it is one of
    a few words: such a key needs a place in the form above, and a number for a name.
    """
    further: dict[str, Any] = {}
    for block in blocks() if study.written else ():
        own = _PROJECTED.get(block.name, "").split()
        for column in block.columns:
            named = column.kind in ("text", "pairs", "selector", "when") and not column.choices
            if not column.key.decides or column.header in own:
                continue
            assert study.written is not None
            for place, entry in entries_of(study.written, block):
                value = value_of(entry, column)
                if value not in (None, column.default) and (study.published or not named):
                    location = (*place.location, *column.path)
                    further[".".join(map(str, location))] = value
    return {"further": further} if further else {}


def canonical(form: dict[str, Any]) -> bytes:
    """JSON with sorted keys and no white space, UTF-8."""
    return json.dumps(
        form, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def rule_sha256(study: Study) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(decision(study))).hexdigest()


class _Names:
    """What interventions, zones and windows are called in the canonical form."""

    def __init__(self, study: Study) -> None:
        self.areas = study.published
        self._interventions = [intervention.id for intervention in study.interventions]
        self._programmes = [programme.id for programme in study.programmes]
        self._windows = [window.name for window in study.rule.windows]
        self._zones = {
            intervention.id: [name for name, _ in intervention.zones]
            for intervention in study.interventions
        }
        self._zones |= {
            programme.id: self._zones.get(programme.waves[0], []) for programme in study.programmes
        }
        self._others = {
            intervention.id: [a.name for a in intervention.other_outcomes]
            for intervention in study.interventions
        }

    def _call(self, what: str, key: str, known: list[str]) -> str:
        return key if self.areas or key not in known else f"{what} {known.index(key) + 1}"

    def intervention(self, key: str) -> str:
        if key in self._programmes:
            return self._call("programme", key, self._programmes)
        return self._call("intervention", key, self._interventions)

    def window(self, key: str) -> str:
        return self._call("window", key, self._windows)

    def zone(self, intervention: str, key: str) -> str:
        return self._call("zone", key, self._zones.get(intervention, []))

    def other(self, intervention: str, key: str) -> str:
        return self._call("other outcome", key, self._others.get(intervention, []))


def _month(ordinal: int | None) -> str | None:
    return None if ordinal is None else label(ordinal)


def _outcome(outcome: Outcome, study: Study) -> dict[str, Any]:
    names = [table.name for table in study.counts]
    return {
        "id": outcome.id,
        "tables": sorted(names.index(table) for table in outcome.tables or names),
        "include": [dict(selector) for selector in outcome.include],
        "exclude": [dict(selector) for selector in outcome.exclude],
        **_where_given("second", outcome.second),
        **_where_given("weights", [list(weight) for weight in outcome.weights]),
    }


def _zone(rule: ZoneRule, intervention: str, called: _Names) -> dict[str, Any]:
    form: dict[str, Any] = {"kind": rule.kind}
    if called.areas and rule.kind == "list":
        form["areas"] = sorted(rule.areas)
    if called.areas and rule.kind == "group":
        form["group"] = rule.group
    if rule.kind == "touching":
        form |= {"of": called.zone(intervention, rule.parent), "tolerance": rule.tolerance}
    if rule.kind == "within":
        form |= {"of": called.zone(intervention, rule.parent), "distance": rule.distance}
    return form


def _place(areas: tuple[str, ...], group: str, called: _Names) -> Any:
    if not called.areas:
        return None
    return {"group": group} if group else sorted(areas)


def _intervention(intervention: Intervention, called: _Names) -> dict[str, Any]:
    return {
        "id": called.intervention(intervention.id),
        "start": label(intervention.start),
        "transition": _month(intervention.transition),
        "end": _month(intervention.end),
        "areas": _place(intervention.areas, intervention.group, called),
        "has_target": intervention.has_target,
        "target": _place(intervention.target, intervention.target_group, called),
        "zones": [
            {"name": called.zone(intervention.id, name)} | _zone(rule, intervention.id, called)
            for name, rule in intervention.zones
        ],
        "buffer": _zone(intervention.buffer, intervention.id, called)
        if intervention.buffer
        else None,
        "donors": _zone(intervention.donors, intervention.id, called),
        "alternative_starts": [label(other.start) for other in intervention.alternative_starts],
        "chosen_for": [intervention.chosen_for.rule, intervention.chosen_for.outcome],
        **_where_given(
            "other_outcomes",
            [
                {"name": called.other(intervention.id, other.name), "outcome": other.outcome}
                | _zone(other.place, intervention.id, called)
                for other in intervention.other_outcomes
            ],
        ),
    }


def _programme(programme: Programme, study: Study, called: _Names) -> dict[str, Any]:
    """Its waves in the order of the interventions: that in which it names them decides nothing."""
    waves = [other.id for other in study.interventions if other.id in programme.waves]
    return {
        "id": called.intervention(programme.id),
        "waves": [called.intervention(wave) for wave in waves],
    }


def _population(population: Population) -> dict[str, Any]:
    """Of lists, how they are read and not where they lie; names of columns may be those of people's
    services, and stay out where the table is not published."""
    table = population.table
    lists: dict[str, Any] | None = None
    if table is not None:
        named = sorted(table.lists) if table.published else len(table.lists)
        lists = {"lists": named, "published": bool(table.published)}
        if table.code:
            months = [_month(table.first), _month(table.last)]
            lists |= {"contacts": True, "months": months, "exact": table.exact}
    return {
        "id": population.id,
        "here": population.here,
        "low": population.low,
        "high": population.high,
        "lists": lists,
    }


def _activity(activity: Activity, study: Study) -> dict[str, Any]:
    """What a total says; of a table how it is read.  Groups by the first activity that is done to
    them, so that no text of a study with tables that are not published is in the form."""
    groups = [other.on for other in study.activity]
    spans = [_month(activity.first), _month(activity.last)]
    form: dict[str, Any] = {
        "id": activity.id if study.published else study.activity.index(activity),
        "on": groups.index(activity.on) if activity.on else None,
        "months": spans,
        "partial": activity.partial,
    }
    if study.published:
        form |= {
            "areas": activity.group or (None if activity.areas is None else sorted(activity.areas))
        }
    if activity.file is None:
        return form | {"total": activity.total, "bound": activity.bound, "by": activity.by}
    chosen = [list(pair) for pair in activity.where] if activity.published else len(activity.where)
    return form | {"where": chosen, "absent": activity.absent, "published": activity.published}


def _done(claim: Claim, study: Study) -> dict[str, Any]:
    """Of a claim of what was done: positions of its activity, and its months."""
    known = [activity.id for activity in study.activity]
    parts = {
        key: sorted(known.index(name) for name in names if name in known)
        for key, names in (("actions", claim.actions), ("among", claim.among))
    }
    return parts | {"span": list(claim.span.labels) if claim.span else None}


def _claim(claim: Claim, study: Study, called: _Names) -> dict[str, Any]:
    """The claim as a region of a parameter; its family by the first claim that belongs to it."""
    families = [other.family or (other.who,) for other in study.claims]
    asked = [survey.id for survey in study.surveys]
    return {
        "id": claim.id,
        "kind": claim.kind,
        "intervention": called.intervention(claim.intervention),
        "outcome": claim.outcome,
        "zone": (called.other if claim.other else called.zone)(claim.intervention, claim.zone),
        "window": called.window(claim.window),
        "stated": claim.stated,
        "rounding": claim.rounding,
        "negated": claim.negated,
        "place": claim.place,
        "populations": [claim.population, claim.numerator, claim.denominator],
        "family": families.index(claim.family or (claim.who,)),
        **({"other": True} if claim.other else {}),
        **(_done(claim, study) if claim.actions else {}),
        **({"survey": asked.index(claim.survey)} if claim.survey else {}),
    }
