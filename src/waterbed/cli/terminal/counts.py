"""What the commands on a few numbers print: a table, or JSON in the form of results.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console
from waterbed.disclosure.exact import as_given
from waterbed.model.released import ShownCheck, ShownEstimate
from waterbed.model.released_study import NO_STUDY
from waterbed.report.record.found import check_row, estimate_row
from waterbed.report.record.rows import positions
from waterbed.report.words import wdd as wdd_words
from waterbed.report.words.checks import check_text
from waterbed.report.words.names import method, place_title
from waterbed.report.words.numbers import between, change, statistic
from waterbed.report.words.remarks import warning_text

if TYPE_CHECKING:
    from waterbed.displacement.command import WddAnswer


def show_counts(answer: WddAnswer) -> None:
    """What `waterbed wdd` found: whether it moved, what could have been seen, the numbers."""
    console = open_console()
    estimates, checks = as_given(answer.estimates, answer.checks)
    verdicts = wdd_sentences(answer)
    for text in verdicts:
        console.print(Text(text))
    first = [check for check in checks if check.name == "detectable-change"]
    for check in first:
        console.print(Text(check_text(NO_STUDY, check)))
    lead, _ = as_given(answer.ratios, ())
    _print_warnings(console, lead)
    console.print(Text(wdd_words.published_told(lead, estimates, answer.controls)))
    table = Table("where", "method", "change", "interval", "SE", "Z")
    for one in estimates:
        z = one.value / one.se if one.value is not None and one.se else None
        table.add_row(
            place_title(one.parameter.zone),
            method(one.method),
            change(one.value, one.parameter.scale),
            between(one.low, one.high, one.parameter.scale),
            statistic(one.se),
            statistic(z),
        )
    console.print(table)
    console.print(wdd_words.intervals_told(answer.level))
    for check in checks:
        if check not in first:
            console.print(Text(check_text(NO_STUDY, check)))
    _print_warnings(console, estimates)


def _print_warnings(console: Console, estimates: Sequence[ShownEstimate]) -> None:
    for code in dict.fromkeys(warning for one in estimates for warning in one.warnings):
        console.print(Text(warning_text(NO_STUDY, code)))


def wdd_sentences(answer: WddAnswer) -> list[str]:
    """Did the place change, did it move, and how much of it: in sentences."""
    lead, _ = as_given(answer.ratios, ())
    said = [wdd_words.place_told(*one) for one in zip(lead, answer.controls, strict=True)]
    said += [wdd_words.moved_told(one) for one in answer.moved]
    shares, _ = as_given(answer.shares, ())
    said += [wdd_words.share_told(one) for one in shares]
    said += [wdd_words.together_told(answer.zones)] if answer.zones else []
    phi = answer.dispersion
    return said + ([wdd_words.dispersion_told(phi.value, phi.df)] if phi else [])


def wdd_json(answer: WddAnswer) -> str:
    """The same in the form of results.json, with the sentences."""
    made = json.loads(counts_json(*as_given(answer.estimates, answer.checks)))
    shares, checks = as_given(answer.shares, answer.checks)
    lead, _ = as_given(answer.ratios, ())
    changes, _ = as_given(answer.changes, ())
    made["proportional"] = [estimate_row(NO_STUDY, one, {}) for one in (*lead, *changes)]
    made["shares"] = [estimate_row(NO_STUDY, one, positions(checks)) for one in shares]
    made["moved"] = [asdict(one) for one in answer.moved]
    made["zones"] = None if answer.zones is None else asdict(answer.zones)
    made["dispersion"] = None if answer.dispersion is None else asdict(answer.dispersion)
    made["level"] = answer.level
    made["words"] = wdd_sentences(answer)
    return json.dumps(made, ensure_ascii=False, indent=1)


def counts_json(estimates: Sequence[ShownEstimate], checks: Sequence[ShownCheck]) -> str:
    """Estimates and checks in the form of results.json."""
    made: dict[str, Any] = {
        "estimates": [estimate_row(NO_STUDY, one, positions(checks)) for one in estimates],
        "checks": [check_row(NO_STUDY, one) for one in checks],
    }
    return json.dumps(made, ensure_ascii=False, indent=1)
