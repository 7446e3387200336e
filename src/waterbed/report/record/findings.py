"""results.json: estimates, checks and verdicts, with their sentences and each other's positions."""

from __future__ import annotations

from collections.abc import Mapping

from waterbed.model.released import (
    ShownCheck,
    ShownDetectable,
    ShownEstimate,
    ShownRemark,
    ShownRun,
    ShownVerdict,
)
from waterbed.model.released_study import ShownStudy
from waterbed.report.record.rows import Row, row_of, written
from waterbed.report.words import claimed, remarks, verdicts
from waterbed.report.words.checks import check_text

WAVE = (
    "intervention", "window_name", "method", "window", "base", "base_count", "observed", "expected",
    "value", "low", "high", "level", "deciding", "status",
)  # fmt: skip
"""Keys of a wave as it goes into a sum: its range at the level that the sum takes of it."""


def estimate_row(study: ShownStudy, estimate: ShownEstimate, checks: Mapping[int, int]) -> Row:
    """checks : the row of each check, by its identity"""
    row = row_of(
        estimate,
        assumptions=[remarks.assumption_text(code) for code in estimate.assumptions],
        warnings=[remarks.warning_text(study, warning) for warning in estimate.warnings],
        checks=[checks[id(check)] for check in estimate.checks],
        waves=[wave_row(wave) for wave in estimate.waves],
    )
    return row if estimate.waves else without(row, "waves")


def wave_row(wave: ShownEstimate) -> Row:
    row = row_of(wave)
    return {key: row[key] for key in WAVE}


def without(row: Row, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def check_row(study: ShownStudy, check: ShownCheck) -> Row:
    """A check of the whole study has no keys of a parameter, others those that matter to it."""
    row = row_of(
        check,
        status=check.figure.status if check.figure else "exact",
        facts=facts_row(check.remark),
        text=check_text(study, check),
    )
    return without(row, "parameter", "scale", "part")


def facts_row(remark: ShownRemark) -> Row:
    return {key: written(fact) for key, fact in remark.facts}


def verdict_row(results: ShownRun, verdict: ShownVerdict, rows: Mapping[int, int]) -> Row:
    """rows : the row of each estimate, check and detectable effect, by its identity"""
    return row_of(
        verdict,
        claim=verdict.claim.id,
        reason=verdicts.reason_text(results, verdict),
        reasons=[{"code": why.code, **facts_row(why)} for why in verdict.reasons],
        could_see=claimed.could_see(results, verdict),
        estimates=[rows[id(estimate)] for estimate in verdict.estimates],
        checks=[rows[id(check)] for check in verdict.checks],
        detectable=None if verdict.detectable is None else rows[id(verdict.detectable)],
    )


def detectable_row(detectable: ShownDetectable) -> Row:
    return row_of(detectable, claim=detectable.claim or None)
