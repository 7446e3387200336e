"""results.json: everything that the report says, for programs.  Same Results, same bytes."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass

from waterbed.model.estimate import Figure
from waterbed.model.results import Released, Results
from waterbed.model.study import Study
from waterbed.report.record.asked import study_row
from waterbed.report.record.data import (
    input_row,
    outcome_row,
    population_row,
    readings_row,
    role_row,
    series_row,
)
from waterbed.report.record.elsewhere import elsewhere_row
from waterbed.report.record.found import (
    check_row,
    detectable_row,
    estimate_row,
    strip_row,
    verdict_row,
)
from waterbed.report.record.values import Row
from waterbed.report.words import remarks


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
        "roles": [role_row(one) for one in results.roles],
        "detectable": [detectable_row(one) for one in results.detectable],
        "estimates": [estimate_row(study, one) for one in results.estimates],
        "checks": [check_row(study, one) for one in results.checks],
        "verdicts": [verdict_row(results, one) for one in results.verdicts],
        "readings": [readings_row(one) for one in results.readings],
        "series": [series_row(one) for one in results.series],
        "placebos": [strip_row(one) for one in results.strips],
        "elsewhere": [elsewhere_row(one) for one in results.elsewhere],
        "populations": [population_row(one) for one in results.populations],
        "notices": [
            {"code": one.code, "text": remarks.notice_text(study, one)} for one in results.notices
        ],
        "packages": dict(results.packages),
    }
