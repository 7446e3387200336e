"""What `waterbed hidden` prints: a text for a terminal, an object for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from click import wrap_text

from waterbed.model.liststudy import Prospect
from waterbed.model.released import Released, ShownCheck, ShownEstimate, ShownLists
from waterbed.model.released_study import NO_STUDY
from waterbed.report.record.findings import check_row, estimate_row
from waterbed.report.record.rows import number, positions, row_of
from waterbed.report.words import hidden as words
from waterbed.report.words import list_checks

WIDTH = 80
"""Columns of the terminal that texts are wrapped for."""


def lists_json(released: Released[ShownLists]) -> str:
    """Estimates and checks in the form of results.json; `level` of the range is null."""
    study = _content(released)
    written = row_of(
        study,
        published=study.source or None,
        text=list(words.lines(study)),
        estimates=[_estimate(estimate) for estimate in study.estimates],
        checks=[_check(check) for check in study.checks],
        histories=[
            {"lists": [study.lists[k] for k in on], "people": people}
            for on, people in study.histories
        ],
        strata=[{"stratum": name, "value": number(value)} for name, value in study.strata],
    )
    return json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False)


def _content(released: Released[ShownLists]) -> ShownLists:
    if released.content.profile == "raw":
        raise ValueError("this study of lists has not been through disclosure")
    return released.content


def _estimate(estimate: ShownEstimate) -> dict[str, Any]:
    row = estimate_row(NO_STUDY, estimate, positions(()))
    row["assumptions"] = [words.ASSUMPTIONS[code] for code in estimate.assumptions]
    return row | ({"level": None} if estimate.method == "range" else {})


def _check(check: ShownCheck) -> dict[str, Any]:
    return check_row(NO_STUDY, check) | {
        "title": words.TITLES[check.name],
        "text": list_checks.check_text(check),
    }


def lists_text(released: Released[ShownLists]) -> str:
    """The answer, the rows that it is made of and those beside it, the checks."""
    study = _content(released)
    parts = [wrap_text(line, WIDTH) for line in words.lines(study)]
    rows = [_row(estimate) for estimate in study.estimates]
    parts += ["", *_table(rows), ""] if rows else [""]
    for i, check in enumerate(words.checks_of(study), 1):
        title, text = words.TITLES[check.name], list_checks.check_text(check)
        parts.append(f"{i:>2}. {title} {list_checks.outcome(check).capitalize()}.")
        if text.lower().rstrip(".") != list_checks.outcome(check):
            parts.append(wrap_text(text, WIDTH, "    ", "    "))
    return "\n".join(parts)


def _row(estimate: ShownEstimate) -> tuple[str, str, str]:
    point = "" if estimate.value is None else f"(best single number {words.rough(estimate.value)})"
    return words.method_name(estimate), words.people_range(estimate.low, estimate.high), point


def _table(rows: list[tuple[str, str, str]]) -> list[str]:
    first, second = (max(len(row[k]) for row in rows) for k in (0, 1))
    return [f"  {a:<{first}}  {b:<{second}}  {c}".rstrip() for a, b, c in rows]


def planned_json(prospects: Sequence[Prospect]) -> str:
    """Rows of `waterbed hidden --design`, with their sentences; guesses in, nothing to release."""
    rows = [
        asdict(prospect) | {"text": " ".join(words.planned(prospect))} for prospect in prospects
    ]
    return json.dumps({"design": rows}, ensure_ascii=False, indent=1, allow_nan=False)


def planned_text(prospects: Sequence[Prospect]) -> str:
    return "\n\n".join(
        "\n".join(wrap_text(text, WIDTH) for text in words.planned(prospect))
        for prospect in prospects
    )
