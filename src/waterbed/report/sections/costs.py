"""What was spent beside what changed: a point an outcome, made from released numbers alone."""

from __future__ import annotations

from waterbed.model.costs import End, cost_each, worth
from waterbed.model.kinds import KINDS
from waterbed.model.released import ShownEstimate, ShownRun
from waterbed.model.released_costs import ShownCost
from waterbed.model.released_study import ShownSpent
from waterbed.model.study import TARGET
from waterbed.report.blocks import Block, headline, of_key
from waterbed.report.record.rows import Row, row_of
from waterbed.report.words import costs as words
from waterbed.report.words.costs import CostRow
from waterbed.report.words.estimates import in_counts


def cost_rows(results: ShownRun) -> tuple[CostRow, ...]:
    """A row for each outcome of each intervention of which it is said what was spent."""
    spent = {done.id: done.spent for done in results.study.interventions}
    rows = []
    for estimate in of_key(headline(results), zone=TARGET, part="whole"):
        own = spent.get(estimate.parameter.intervention)
        if own is not None and estimate.parameter.scale in ("ratio", "count"):
            rows.append(_row(results, estimate, own))
    return tuple(rows)


def _row(results: ShownRun, estimate: ShownEstimate, spent: ShownSpent) -> CostRow:
    ends = _range(estimate)
    if ends is None:
        return CostRow(estimate, spent, "withheld")
    kept = _widened(estimate, ends)
    each = cost_each(spent.amount, *kept)
    gone = kept != ends and kept == (None, None)
    if gone or cost_each(spent.amount, *ends).answer != each.answer:
        return CostRow(estimate, spent, "barred")
    unit = next(
        (
            stated
            for stated in results.study.unit_costs
            if stated.outcome == estimate.parameter.outcome
        ),
        None,
    )
    same = unit is not None and unit.currency == spent.currency
    value = worth(unit.amount, each.avoided) if unit is not None and same else (None, None)
    return CostRow(estimate, spent, each.answer, each, unit, value)


def _range(estimate: ShownEstimate) -> tuple[End, End] | None:
    """The range that decides, in counts, without ends where an exact estimate has none; None where
    it is not shown.  Of a set of several pieces its outermost ends."""
    if estimate.status == "withheld" or not estimate.expected:
        return None
    pieces = estimate.deciding_set or ((estimate.deciding,) if estimate.deciding else ())
    if not pieces:
        return (None, None) if estimate.status == "exact" else None
    return in_counts(estimate, pieces[0][0]), in_counts(estimate, pieces[-1][1])


def _widened(estimate: ShownEstimate, ends: tuple[End, End]) -> tuple[End, End]:
    """The range without the ends that failed gates take away, as the judge takes them: what rests
    on a fall rests on the upper end, what rests on a rise on the lower one."""
    bars = {check.bars for check in estimate.checks if check.gate and not check.passed}
    low, high = ends
    return (
        None if bars & {"rise", "both"} else low,
        None if bars & {"fall", "both"} else high,
    )


def costs_block(results: ShownRun) -> tuple[Block, ...]:
    """The block, where it is said what was spent; else nothing."""
    study, rows = results.study, cost_rows(results)
    estimated = {row.estimate.parameter.intervention for row in rows}
    spent = []
    for done in study.interventions:
        if done.spent is not None:
            text = words.spent_sentence(study, done.id, done.spent)
            silent = done.id not in estimated
            spent.append(f"{text} {_silent(results, done.id)}" if silent else text)
    if not spent:
        return ()
    points = tuple(" ".join(cost_texts(results, row)) for row in rows)
    notes = (words.NOTE,) if rows else ()
    return (Block(words.TITLE, paragraphs=(*spent, *notes), points=points),)


def _silent(results: ShownRun, intervention: str) -> str:
    """Why nothing is said of the cost of an intervention of which nothing is estimated."""
    study = results.study
    waves = {programme.id for programme in study.programmes if intervention in programme.waves}
    asked = any(
        claim.intervention in {intervention, *waves} and KINDS[claim.kind].parameter == "effect"
        for claim in study.claims
    )
    return words.no_cost_sentence(asked)


def cost_texts(results: ShownRun, row: CostRow) -> tuple[str, ...]:
    """Sentences of a row."""
    return tuple(
        filter(None, (words.avoided_sentence(results.study, row), words.worth_sentence(row)))
    )


def cost_lines(results: ShownRun) -> tuple[str, ...]:
    """For a terminal: what was spent, then a sentence an outcome."""
    return tuple(
        text
        for block in costs_block(results)
        for text in (
            *(text for text in block.paragraphs if text != words.NOTE),
            *block.points,
            *(text for text in block.paragraphs if text == words.NOTE),
        )
    )


def cost_records(results: ShownRun) -> list[Row]:
    """For results.json: numbers where they are told, None where not."""
    rows = []
    for row in cost_rows(results):
        key, each, unit = row.estimate.parameter, row.each, row.unit
        shown = ShownCost(
            key.intervention,
            key.outcome,
            str(key.window),
            row.spent.amount,
            row.spent.currency,
            row.spent.source,
            row.answer,
            each.avoided if each else None,
            (each.low, each.high) if each else None,
            unit.amount if unit else None,
            row.worth if unit else None,
            " ".join(cost_texts(results, row)),
        )
        rows.append(row_of(shown))
    return rows
