"""results.json: everything that the report says, for programs.  Same Results, same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from waterbed.model.kinds import Region
from waterbed.model.months import Months
from waterbed.model.released import Released, ShownRun
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
from waterbed.report.record.values import Row, positions
from waterbed.report.words import remarks

RELEASED = "waterbed.model.released"
"""Beginning of the names of the modules of released types."""


def results_json(released: Released[ShownRun]) -> bytes:
    """The whole run as JSON, UTF-8, keys in a fixed order.

    Raises ValueError where it has not been through disclosure.
    """
    require_released(released)
    text = json.dumps(record(released.content), ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()


def require_released(released: Released[ShownRun]) -> None:
    """ValueError for anything but a run all of whose parts are of released types."""
    for place, kind in _kinds(released.content, "results"):
        if not kind.__module__.startswith(RELEASED) and kind not in (Months, Region):
            raise ValueError(f"{place} has not been through disclosure")


def _kinds(value: object, place: str) -> Iterator[tuple[str, type]]:
    """The type of every object under this one, with its place."""
    if isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from _kinds(part, f"{place}[{i}]")
    elif is_dataclass(value) and not isinstance(value, type):
        yield place, type(value)
        for field in fields(value):
            yield from _kinds(getattr(value, field.name), f"{place}.{field.name}")


def record(results: ShownRun) -> Row:
    """The whole run as plain dicts and lists."""
    study = results.study
    rows = positions(results.estimates) | positions(results.checks) | positions(results.detectable)
    return {
        "waterbed": results.version,
        "profile": results.profile,
        "study": study_row(results),
        "inputs": [input_row(one) for one in results.inputs],
        "outcomes": [outcome_row(one) for one in results.outcomes],
        "roles": [role_row(one) for one in results.roles],
        "detectable": [detectable_row(one) for one in results.detectable],
        "estimates": [estimate_row(study, one, rows) for one in results.estimates],
        "checks": [check_row(study, one) for one in results.checks],
        "verdicts": [verdict_row(results, one, rows) for one in results.verdicts],
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
