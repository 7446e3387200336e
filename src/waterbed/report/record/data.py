"""results.json: what was read, and the counts as they were recorded."""

from __future__ import annotations

from waterbed.model.months import label
from waterbed.model.released import (
    ShownInput,
    ShownPopulation,
    ShownReading,
    ShownReadings,
    ShownRole,
    ShownSeries,
    ShownTotal,
)
from waterbed.report.record.values import Row, months_row, number
from waterbed.report.words import reading
from waterbed.report.words.population import range_told


def population_row(one: ShownPopulation) -> Row:
    return {
        "id": one.id,
        "name": one.name,
        "scope": one.scope,
        "here": one.here,
        "low": number(one.low),
        "high": number(one.high),
        "source": one.source,
        "refused": one.refused,
        "text": range_told(one),
        "status": one.status,
    }


def input_row(one: ShownInput) -> Row:
    return {
        "path": one.path,
        "sha256": one.sha256 or None,
        "rows": one.rows,
        "rejected": one.rejected,
        "reasons": dict(reading.reasons(one)),
        "notices": list(reading.notices(one)),
        "published": one.published,
        "date": one.date,
        "licence": one.licence,
        "attribution": one.attribution,
    }


def outcome_row(one: ShownTotal) -> Row:
    return {
        "outcome": one.outcome,
        "total": number(one.total.value),
        "status": one.total.status,
        "first": label(one.first),
        "last": label(one.last),
        "areas": one.areas,
        "gaps": list(one.gaps),
        "partial": list(one.partial),
    }


def reading_row(one: ShownReading) -> Row:
    return {
        "base": months_row(one.base),
        "post": months_row(one.post),
        "rule": one.rule,
        "base_count": number(one.base_count),
        "post_count": number(one.post_count),
        "change": number(one.change),
        "reaches": one.reaches,
    }


def series_row(one: ShownSeries) -> Row:
    return {
        "intervention": one.intervention,
        "outcome": one.outcome,
        "zone": one.zone,
        "window": one.window,
        "step": one.step,
        "periods": [label(period) for period in one.periods],
        "observed": [number(x) for x in one.observed],
        "expected": [number(x) for x in one.expected],
        "base": months_row(one.base),
        "post": months_row(one.post),
        "status": one.status,
    }


def role_row(one: ShownRole) -> Row:
    return {
        "intervention": one.intervention,
        "window": one.window,
        "role": one.role,
        "areas": one.areas,
        "names": list(one.names),
    }


def readings_row(one: ShownReadings) -> Row:
    return {
        "claim": one.claim,
        "outcome": one.outcome,
        "claimed": number(one.claimed),
        "stated": reading_row(one.stated) if one.stated else None,
        "readings": [reading_row(reading) for reading in one.readings],
        "status": one.status,
    }
