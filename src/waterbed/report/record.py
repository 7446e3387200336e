"""results.json: everything that the report says, for programs.  Same Results, same bytes."""

from __future__ import annotations

import json
import math
from dataclasses import fields, is_dataclass
from typing import Any

from waterbed.nouns.estimate import (
    Check,
    Detectable,
    Estimate,
    Fact,
    Figure,
    Parameter,
    Pieces,
    Reading,
    Remark,
    Verdict,
)
from waterbed.nouns.months import Months, label
from waterbed.nouns.population import PopulationRange
from waterbed.nouns.results import InputRecord, OutcomeTotal, Released, Results, Series
from waterbed.nouns.study import Claim, Intervention, Study
from waterbed.report.elsewhere_record import elsewhere_row
from waterbed.report.words import claimed, reading, remarks, verdicts
from waterbed.report.words.checks import check_text
from waterbed.report.words.population import range_told

Row = dict[str, Any]


def results_json(released: Released[Results]) -> bytes:
    """The whole run as JSON, UTF-8, keys in a fixed order.

    Raises ValueError where anything has not been through disclosure.
    """
    results = released.content
    require_released(results)
    text = json.dumps(record(results), ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()


def require_released(results: Results) -> None:
    """ValueError where the run or any of its numbers is still raw."""
    if results.profile == "raw":
        raise ValueError("these results have not been through disclosure")
    for place, status in _statuses(results, "results"):
        if status == "raw":
            raise ValueError(f"{place} has not been through disclosure")


def _statuses(value: object, place: str) -> list[tuple[str, str]]:
    """Status of every released object under this one, with its place."""
    if isinstance(value, tuple):
        return [one for i, part in enumerate(value) for one in _statuses(part, f"{place}[{i}]")]
    if not is_dataclass(value) or isinstance(value, Study):
        return []
    found = []
    for field in fields(value):
        part = getattr(value, field.name)
        if field.name == "status" and not (isinstance(value, Figure) and value.unit == "plain"):
            found.append((place, part))
        elif isinstance(part, tuple) or is_dataclass(part):
            found += _statuses(part, f"{place}.{field.name}")
    return found


def record(results: Results) -> Row:
    """The whole run as plain dicts and lists."""
    study = results.study
    return {
        "waterbed": results.version,
        "profile": results.profile,
        "study": study_row(results),
        "inputs": [input_row(one) for one in results.inputs],
        "outcomes": [outcome_row(one) for one in results.outcomes],
        "roles": [
            {
                "intervention": one.intervention,
                "window": one.window,
                "role": one.role,
                "areas": one.areas,
                "names": list(one.names),
            }
            for one in results.roles
        ],
        "detectable": [detectable_row(one) for one in results.detectable],
        "estimates": [estimate_row(study, one) for one in results.estimates],
        "checks": [check_row(study, one) for one in results.checks],
        "verdicts": [verdict_row(results, one) for one in results.verdicts],
        "readings": [
            {
                "claim": one.claim,
                "outcome": one.outcome,
                "claimed": number(one.claimed),
                "stated": reading_row(one.stated) if one.stated else None,
                "readings": [reading_row(reading) for reading in one.readings],
                "status": one.status,
            }
            for one in results.readings
        ],
        "series": [series_row(one) for one in results.series],
        "placebos": [
            {
                **parameter_row(one.parameter),
                "target": number(one.target),
                "placebos": [number(x) for x in one.placebos],
                "status": one.status,
            }
            for one in results.strips
        ],
        "elsewhere": [elsewhere_row(one) for one in results.elsewhere],
        "populations": [population_row(one) for one in results.populations],
        "notices": [
            {"code": one.code, "text": remarks.notice_text(study, one)} for one in results.notices
        ],
        "packages": dict(results.packages),
    }


def population_row(one: PopulationRange) -> Row:
    return {
        "id": one.population.id,
        "name": one.population.name,
        "scope": one.population.scope,
        "here": one.population.here,
        "low": number(one.low),
        "high": number(one.high),
        "source": one.population.source,
        "refused": one.refused,
        "text": range_told(one),
        "status": one.status,
    }


def number(x: float | None) -> float | None:
    """A number for JSON: None where there is none or it has no bound."""
    return None if x is None or not math.isfinite(x) else x


def months_row(months: Months | None) -> list[str] | None:
    return None if months is None else list(months.labels)


def study_row(results: Results) -> Row:
    study, rule = results.study, results.study.rule
    return {
        "title": study.title,
        "question": study.question,
        "asked_by": study.asked_by,
        "file": study.file,
        "study_sha256": study.sha256,
        "rule_sha256": study.rule_sha256,
        "data_seen": rule.data_seen,
        "data_seen_date": rule.data_seen_date,
        "lock": results.lock,
        "lock_date": results.lock_date,
        "seed": study.seed,
        "placebos_asked": results.placebos_asked,
        "rule": {
            "level": rule.level,
            "headline": rule.headline,
            "smallest_effect": rule.smallest_effect,
            "margin": rule.margin,
            "margin_count": rule.margin_count,
            "reporting_change": list(rule.reporting_change) if rule.reporting_change else None,
            "windows": [
                {
                    "name": one.name,
                    "intervention": one.intervention,
                    "base": months_row(one.base),
                    "post": months_row(one.post),
                }
                for one in rule.windows
            ],
        },
        "interventions": [intervention_row(one) for one in study.interventions],
        **(
            {
                "programmes": [
                    {"id": one.id, "name": one.name, "waves": list(one.waves)}
                    for one in study.programmes
                ]
            }
            if study.programmes
            else {}
        ),
        "events": [
            {"name": one.name, "months": months_row(one.months), "source": one.source}
            for one in study.events
        ],
        "claims": [claim_row(one) for one in study.claims],
    }


def intervention_row(one: Intervention) -> Row:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "start": label(one.start),
        "transition": None if one.transition is None else label(one.transition),
        "end": None if one.end is None else label(one.end),
        "start_source": one.start_source,
        "alternative_starts": [
            {"start": label(other.start), "source": other.source}
            for other in one.alternative_starts
        ],
        "chosen_for": one.chosen_for.rule,
    }


def claim_row(one: Claim) -> Row:
    return {
        "id": one.id,
        "who": one.who,
        "side": one.side,
        "words": one.words,
        "source": one.source,
        "date": one.date,
        "subject": one.subject,
        "kind": one.kind,
        "intervention": one.intervention,
        "outcome": one.outcome,
        "zone": one.zone,
        "window": one.window,
        "stated": one.stated,
        "rounding": one.rounding,
        "negated": one.negated,
        "place": one.place,
        "tested_by": one.tested_by,
    }


def input_row(one: InputRecord) -> Row:
    return {
        "path": one.path,
        "sha256": one.sha256 or None,
        "rows": one.rows,
        "rejected": one.rejected,
        "reasons": dict(one.reasons),
        "notices": list(reading.notices(one)),
        "published": one.published,
        "date": one.date,
        "licence": one.licence,
        "attribution": one.attribution,
    }


def outcome_row(one: OutcomeTotal) -> Row:
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


def parameter_row(one: Parameter) -> Row:
    return {
        "question": one.question,
        "intervention": one.intervention,
        "outcome": one.outcome,
        "zone": one.zone,
        "part": one.part,
        "window_name": one.window,
        "scale": one.scale,
    }


def estimate_row(study: Study, one: Estimate) -> Row:
    return {
        **parameter_row(one.parameter),
        "method": one.method,
        "about": one.about,
        "window": months_row(one.post),
        "base": months_row(one.base),
        "base_count": number(one.base_count),
        "observed": number(one.observed),
        "expected": number(one.expected),
        "value": number(one.value),
        "se": number(one.se),
        "low": number(one.low),
        "high": number(one.high),
        "set": pieces_row(one.set),
        "level": one.level,
        "deciding": None if one.deciding is None else [number(end) for end in one.deciding],
        "deciding_set": pieces_row(one.deciding_set),
        "joint": None if one.joint is None else [number(end) for end in one.joint],
        "t": number(one.t),
        "p": number(one.p),
        "p_low": number(one.p_low),
        "p_high": number(one.p_high),
        "placebos": one.placebos,
        "disjoint": one.disjoint,
        "p_monte_carlo_error": number(one.p_monte_carlo_error),
        "areas": one.areas,
        "assumptions": [remarks.assumption_text(code) for code in one.assumptions],
        "warnings": [remarks.warning_text(study, warning) for warning in one.warnings],
        "checks": list(one.checks),
        "status": one.status,
        **({"waves": [wave_row(wave) for wave in one.waves]} if one.waves else {}),
    }


def wave_row(one: Estimate) -> Row:
    """A wave as it goes into a sum: its range at the level that the sum takes of it."""
    return {
        "intervention": one.parameter.intervention,
        "window_name": one.parameter.window,
        "method": one.method,
        "window": months_row(one.post),
        "base": months_row(one.base),
        "base_count": number(one.base_count),
        "observed": number(one.observed),
        "expected": number(one.expected),
        "value": number(one.value),
        "low": number(one.low),
        "high": number(one.high),
        "level": one.level,
        "deciding": None if one.deciding is None else [number(end) for end in one.deciding],
        "status": one.status,
    }


def pieces_row(pieces: Pieces | None) -> list[list[float | None]] | None:
    return None if pieces is None else [[number(low), number(high)] for low, high in pieces]


def check_row(study: Study, one: Check) -> Row:
    row: Row = {
        "name": one.name,
        "passed": one.passed,
        "gate": one.gate,
        "bars": one.bars,
        "figure": number(one.figure.value) if one.figure else None,
        "status": one.figure.status if one.figure else "exact",
    }
    if one.parameter is not None:
        row |= {
            key: value
            for key, value in parameter_row(one.parameter).items()
            if key not in ("scale", "part")
        }
    row["facts"] = facts_row(one.remark)
    row["text"] = check_text(study, one)
    return row


def facts_row(one: Remark) -> Row:
    return {key: fact_value(value) for key, value in one.facts}


def fact_value(one: Fact) -> object:
    if isinstance(one, Figure):
        return number(one.value)
    return one if isinstance(one, str) else list(one)


def verdict_row(results: Results, one: Verdict) -> Row:
    return {
        "claim": one.claim,
        "kind": one.kind,
        "stated": one.stated,
        "recorded": number(one.recorded.value) if one.recorded else None,
        "reproduced": one.reproduced,
        "readings": list(one.readings) if one.readings else None,
        "negated": one.negated,
        "answer": one.answer,
        "simultaneous": one.simultaneous,
        "family": one.family,
        "reason": verdicts.reason_text(results, one),
        "reasons": [{"code": why.code, **facts_row(why)} for why in one.reasons],
        "could_see": claimed.could_see(results, one),
        "estimates": list(one.estimates),
        "checks": list(one.checks),
        "detectable": one.detectable,
    }


def detectable_row(one: Detectable) -> Row:
    return {
        **parameter_row(one.parameter),
        "base_count": number(one.base_count),
        "expected": number(one.expected),
        "fall": number(one.fall),
        "rise": number(one.rise),
        "power": one.power,
        "placebos": one.placebos,
        "claim": one.claim or None,
        "chance": number(one.chance),
        "status": one.status,
    }


def reading_row(one: Reading) -> Row:
    return {
        "base": months_row(one.base),
        "post": months_row(one.post),
        "rule": one.rule,
        "base_count": number(one.base_count),
        "post_count": number(one.post_count),
        "change": number(one.change),
        "reaches": one.reaches,
    }


def series_row(one: Series) -> Row:
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
