"""What a few numbers say, for the doors that take them: sentences, a table and a picture, and the
same for programs, in the form of results.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from waterbed.disclosure.exact import as_given
from waterbed.displacement.command import WddAnswer
from waterbed.model.released import ShownCheck, ShownEstimate
from waterbed.model.released_study import NO_STUDY
from waterbed.report.blocks import Chart, Grid
from waterbed.report.charts.intervals import IntervalRow, interval_chart
from waterbed.report.record.findings import check_row, estimate_row
from waterbed.report.record.rows import positions
from waterbed.report.words import wdd as words
from waterbed.report.words.answers import level_words
from waterbed.report.words.checks import check_text
from waterbed.report.words.names import method, place_title
from waterbed.report.words.numbers import between, change, statistic
from waterbed.report.words.remarks import warning_text
from waterbed.report.words.reporting import assumed


@dataclass(frozen=True, slots=True)
class Numbers:
    """What `waterbed wdd` says of counts.

    sentences : whether the place changed and whether it moved; reach : what could have been seen
    grid : the published form, told by `lead`; after : what belongs under it
    """

    sentences: tuple[str, ...]
    reach: tuple[str, ...]
    lead: str
    grid: Grid
    after: tuple[str, ...]


def wdd_numbers(answer: WddAnswer) -> Numbers:
    """The answer in words, in the order in which it is read."""
    estimates, checks = as_given(answer.estimates, answer.checks)
    lead, _ = as_given(answer.ratios, ())
    seen = [check for check in checks if check.name == "detectable-change"]
    rest = [check for check in checks if check.name != "detectable-change"]
    return Numbers(
        tuple(wdd_sentences(answer)),
        (*(check_text(NO_STUDY, check) for check in seen), *_warnings(lead)),
        words.published_form(lead, estimates, answer.controls),
        _published(estimates),
        (
            words.intervals_sentence(answer.level),
            *(check_text(NO_STUDY, check) for check in rest),
            *_warnings(estimates),
        ),
    )


def wdd_sentences(answer: WddAnswer) -> list[str]:
    """Did the place change, did it move, and how much of it: in sentences."""
    lead, _ = as_given(answer.ratios, ())
    said = [words.place_sentence(*pair) for pair in zip(lead, answer.controls, strict=True)]
    said += [words.moved_sentence(movement) for movement in answer.moved]
    shares, _ = as_given(answer.shares, ())
    said += [words.share_sentence(share) for share in shares]
    said += [words.together_sentence(answer.zones)] if answer.zones else []
    phi = answer.dispersion
    return said + ([words.dispersion_sentence(phi.value, phi.df)] if phi else [])


def _warnings(estimates: Sequence[ShownEstimate]) -> tuple[str, ...]:
    codes = dict.fromkeys(warning for estimate in estimates for warning in estimate.warnings)
    return tuple(warning_text(NO_STUDY, code) for code in codes)


def _published(estimates: Sequence[ShownEstimate]) -> Grid:
    rows = tuple(
        (
            place_title(estimate.parameter.zone),
            method(estimate.method),
            change(estimate.value, estimate.parameter.scale),
            between(estimate.low, estimate.high, estimate.parameter.scale),
            statistic(estimate.se),
            statistic(
                estimate.value / estimate.se if estimate.value is not None and estimate.se else None
            ),
        )
        for estimate in estimates
    )
    columns = ("where", "method", "change", "interval", "SE", "Z")
    return Grid("As published in 2018", columns, rows, numeric=(4, 5))


def wdd_chart(answer: WddAnswer) -> Chart:
    """Each place against what it would be in proportion to its control; without an SVG where none
    can be said."""
    lead, _ = as_given(answer.ratios, ())
    rows = [
        IntervalRow(
            place_title(estimate.parameter.zone), estimate.low, estimate.high, estimate.value
        )
        for estimate in lead
        if estimate.value is not None
    ]
    level = level_words(answer.level)
    return _chart(rows, "wdd", "Change in proportion to the control", f"{level} intervals")


def reporting_chart(recorded: ShownEstimate) -> Chart:
    """What was recorded, and what happened by either reading of it (`words.two_readings`).

    recorded : of `reporting_command`, its first
    """
    ratio = recorded.value or 0.0
    silences, uncovers = assumed(ratio)
    readings = (
        ("As it was recorded", 1.0),
        ("If fear silences", silences),
        ("If police presence uncovers", uncovers),
    )
    rows = [
        IntervalRow(
            label, _change(recorded.low, rho), _change(recorded.high, rho), _change(ratio, rho)
        )
        for label, rho in readings
    ]
    subtitle = "Change against what would be expected, with intervals"
    return _chart(rows, "reporting", "What was recorded, and what may have happened", subtitle)


def _change(ratio: float | None, reporting: float) -> float | None:
    return None if ratio is None else ratio / reporting - 1


def _chart(rows: Sequence[IntervalRow], key: str, title: str, subtitle: str) -> Chart:
    if not rows:
        return Chart(title, subtitle, "")
    grid = Grid(
        title,
        ("", "estimate", "interval"),
        tuple(
            (row.label, change(row.point, "ratio"), between(row.low, row.high, "ratio"))
            for row in rows
        ),
    )
    return Chart(title, subtitle, interval_chart(rows, key, title, subtitle), grid)


def wdd_json(answer: WddAnswer) -> str:
    """What `waterbed wdd` found in the form of results.json, with the sentences."""
    record = json.loads(counts_json(*as_given(answer.estimates, answer.checks)))
    shares, checks = as_given(answer.shares, answer.checks)
    lead, _ = as_given(answer.ratios, ())
    changes, _ = as_given(answer.changes, ())
    record["proportional"] = [
        estimate_row(NO_STUDY, estimate, {}) for estimate in (*lead, *changes)
    ]
    record["shares"] = [estimate_row(NO_STUDY, share, positions(checks)) for share in shares]
    record["moved"] = [asdict(movement) for movement in answer.moved]
    record["zones"] = None if answer.zones is None else asdict(answer.zones)
    record["dispersion"] = None if answer.dispersion is None else asdict(answer.dispersion)
    record["level"] = answer.level
    record["words"] = wdd_sentences(answer)
    return json.dumps(record, ensure_ascii=False, indent=1)


def counts_json(estimates: Sequence[ShownEstimate], checks: Sequence[ShownCheck]) -> str:
    """Estimates and checks in the form of results.json."""
    record: dict[str, Any] = {
        "estimates": [
            estimate_row(NO_STUDY, estimate, positions(checks)) for estimate in estimates
        ],
        "checks": [check_row(NO_STUDY, check) for check in checks],
    }
    return json.dumps(record, ensure_ascii=False, indent=1)
