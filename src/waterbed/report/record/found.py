"""results.json: estimates, checks and verdicts."""

from __future__ import annotations

from collections.abc import Mapping

from waterbed.model.released import (
    Pieces,
    ShownCheck,
    ShownDetectable,
    ShownEstimate,
    ShownFact,
    ShownFigure,
    ShownParameter,
    ShownRemark,
    ShownRun,
    ShownStrip,
    ShownVerdict,
)
from waterbed.model.released_study import ShownStudy
from waterbed.report.record.values import Row, months_row, number
from waterbed.report.words import claimed, remarks, verdicts
from waterbed.report.words.checks import check_text


def parameter_row(one: ShownParameter) -> Row:
    return {
        "question": one.question,
        "intervention": one.intervention,
        "outcome": one.outcome,
        "zone": one.zone,
        "part": one.part,
        "window_name": str(one.window),
        "scale": one.scale,
    }


def estimate_row(study: ShownStudy, one: ShownEstimate, checks: Mapping[int, int]) -> Row:
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
        "checks": [checks[id(check)] for check in one.checks],
        "status": one.status,
        **({"waves": [wave_row(wave) for wave in one.waves]} if one.waves else {}),
    }


def wave_row(one: ShownEstimate) -> Row:
    """A wave as it goes into a sum: its range at the level that the sum takes of it."""
    return {
        "intervention": one.parameter.intervention,
        "window_name": str(one.parameter.window),
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


def check_row(study: ShownStudy, one: ShownCheck) -> Row:
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


def facts_row(one: ShownRemark) -> Row:
    return {key: fact_value(value) for key, value in one.facts}


def fact_value(one: ShownFact) -> object:
    if isinstance(one, ShownFigure):
        return number(one.value)
    return one if isinstance(one, str) else list(one)


def verdict_row(results: ShownRun, one: ShownVerdict, rows: Mapping[int, int]) -> Row:
    """rows : the row of each estimate, check and detectable effect, by its identity"""
    return {
        "claim": one.claim.id,
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
        "estimates": [rows[id(estimate)] for estimate in one.estimates],
        "checks": [rows[id(check)] for check in one.checks],
        "detectable": None if one.detectable is None else rows[id(one.detectable)],
    }


def detectable_row(one: ShownDetectable) -> Row:
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


def strip_row(one: ShownStrip) -> Row:
    return {
        **parameter_row(one.parameter),
        "target": number(one.target),
        "placebos": [number(x) for x in one.placebos],
        "status": one.status,
    }
