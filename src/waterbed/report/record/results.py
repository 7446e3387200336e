"""results.json: everything that the report says, for programs.  Same Results, same bytes."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from waterbed.model.months import Months
from waterbed.model.region import Region
from waterbed.model.released import Released, ShownInput, ShownRun
from waterbed.report.record.findings import (
    check_row,
    detectable_row,
    estimate_row,
    verdict_row,
    without,
)
from waterbed.report.record.rows import Row, positions, row_of
from waterbed.report.sections.costs import cost_records
from waterbed.report.words import activity, attitudes, reading, remarks
from waterbed.report.words.population import range_sentence

SURVEYS = ("surveys",)
SOME = ("topic", "loop", "programmes", "opinions", "known", "tests", "covariates")
"""Keys of a run and of its study that stand there where there is something in them."""
PLAIN = frozenset((type(None), bool, int, float, str))
"""Types that hold nothing else: most of a run."""
RELEASED = "waterbed.model.released"
"""Beginning of the names of the modules of released types."""


def results_json(released: Released[ShownRun]) -> bytes:
    """The whole run as JSON, UTF-8, keys in a fixed order.

    Raises ValueError where it has not been through disclosure.
    """
    require_released(released)
    return as_json(record(released.content))


def as_json(run: Row) -> bytes:
    """What `record` made of a run, as results.json holds it: a line a row of each list, since the
    standard library is slow to indent."""

    def written(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)

    def lines(value: object) -> str:
        if not (isinstance(value, list) and value):
            return written(value)
        return "[\n" + ",\n".join(map(written, value)) + "\n]"

    text = ",\n".join(f"{written(key)}: {lines(value)}" for key, value in run.items())
    return f"{{\n{text}\n}}\n".encode()


def require_released(released: Released[ShownRun]) -> None:
    """ValueError for anything but a run all of whose parts are of released types."""
    left: list[tuple[object, tuple[object, ...]]] = [(released.content, ("results",))]
    held: list[tuple[object, object]]
    done: set[int] = set()
    while left:
        value, place = left.pop()
        kind: Any = type(value)
        names, may = _seen(kind)
        if not may:
            at = "".join(f"[{n}]" if isinstance(n, int) else f".{n}" for n in place)[1:]
            raise ValueError(f"{at} has not been through disclosure")
        # Held by the run, so that no other object has its id.
        if id(value) in done:
            continue
        if isinstance(value, tuple):
            done.add(id(value))
            held = [(part, i) for i, part in enumerate(value)]
        elif names:
            done.add(id(value))
            held = [(getattr(value, name), name) for name in names]
        else:
            continue
        left += [(part, (*place, at)) for part, at in held if type(part) not in PLAIN]


@cache
def _seen(kind: type) -> tuple[tuple[str, ...], bool]:
    """Fields of a dataclass (none of another type), and whether it may be written."""
    if not is_dataclass(kind):
        return (), True
    may = kind.__module__.startswith(RELEASED) or kind in (Months, Region)
    return tuple(field.name for field in fields(kind)), may


def record(results: ShownRun) -> Row:
    """The whole run as plain dicts and lists; surveys and costs where there are any."""
    study = results.study
    rows = positions(results.estimates) | positions(results.checks) | positions(results.detectable)
    row = row_of(
        results,
        study=study_row(results),
        inputs=[input_row(file) for file in results.inputs],
        outcomes=[row_of(total, status=total.total.status) for total in results.outcomes],
        detectable=[detectable_row(detectable) for detectable in results.detectable],
        estimates=[estimate_row(study, estimate, rows) for estimate in results.estimates],
        checks=[check_row(study, check) for check in results.checks],
        verdicts=[verdict_row(results, verdict, rows) for verdict in results.verdicts],
        populations=[row_of(people, text=range_sentence(people)) for people in results.populations],
        activity=[
            row_of(shown_activity, text=activity.activity_words(shown_activity))
            for shown_activity in results.activity
        ],
        surveys=[
            row_of(survey) | {"text": attitudes.attitude_sentence(survey)}
            for survey in results.surveys
        ],
        notices=[
            {"code": notice.code, "text": remarks.notice_text(study, notice)}
            for notice in results.notices
        ],
        packages=dict(results.packages),
    )
    if costs := cost_records(results):
        row["costs"] = costs
    return without(row, *(key for key in SURVEYS if not getattr(results, key)))


def study_row(results: ShownRun) -> Row:
    """The study and its lock; programmes and what stands beside the claims where there are any."""
    study = results.study
    row = row_of(
        study,
        data_seen=study.rule.data_seen,
        data_seen_date=study.rule.data_seen_date,
        lock=results.lock,
        lock_date=results.lock_date,
        placebos_asked=results.placebos_asked,
    )
    return without(row, *(key for key in SOME if not getattr(study, key)))


def input_row(file: ShownInput) -> Row:
    return row_of(
        file,
        sha256=file.sha256 or None,
        reasons=dict(reading.reasons(file)),
        notices=list(reading.notices(file)),
    )
