"""What the commands on a few numbers print: a table, or JSON in the form of results.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from waterbed.analysis.numbers import wdd_numbers, wdd_sentences
from waterbed.cli.terminal.shapes import open_console
from waterbed.disclosure.exact import as_given
from waterbed.model.released import ShownCheck, ShownEstimate
from waterbed.model.released_study import NO_STUDY
from waterbed.report.record.found import check_row, estimate_row
from waterbed.report.record.rows import positions

if TYPE_CHECKING:
    from waterbed.displacement.command import WddAnswer


def show_counts(answer: WddAnswer) -> None:
    """What `waterbed wdd` found: whether it moved, what could have been seen, the numbers."""
    console = open_console()
    numbers = wdd_numbers(answer)
    for text in (*numbers.sentences, *numbers.reach, numbers.lead):
        console.print(Text(text))
    table = Table(*numbers.grid.columns)
    for row in numbers.grid.rows:
        table.add_row(*row)
    console.print(table)
    for text in numbers.after:
        console.print(Text(text))


def wdd_json(answer: WddAnswer) -> str:
    """The same in the form of results.json, with the sentences."""
    made = json.loads(counts_json(*as_given(answer.estimates, answer.checks)))
    shares, checks = as_given(answer.shares, answer.checks)
    lead, _ = as_given(answer.ratios, ())
    changes, _ = as_given(answer.changes, ())
    made["proportional"] = [estimate_row(NO_STUDY, estimate, {}) for estimate in (*lead, *changes)]
    made["shares"] = [estimate_row(NO_STUDY, share, positions(checks)) for share in shares]
    made["moved"] = [asdict(one) for one in answer.moved]
    made["zones"] = None if answer.zones is None else asdict(answer.zones)
    made["dispersion"] = None if answer.dispersion is None else asdict(answer.dispersion)
    made["level"] = answer.level
    made["words"] = wdd_sentences(answer)
    return json.dumps(made, ensure_ascii=False, indent=1)


def counts_json(estimates: Sequence[ShownEstimate], checks: Sequence[ShownCheck]) -> str:
    """Estimates and checks in the form of results.json."""
    made: dict[str, Any] = {
        "estimates": [
            estimate_row(NO_STUDY, estimate, positions(checks)) for estimate in estimates
        ],
        "checks": [check_row(NO_STUDY, check) for check in checks],
    }
    return json.dumps(made, ensure_ascii=False, indent=1)
