"""Answers to claims on tables that are not published: those that rounded totals give, where all
that they rest on is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from waterbed.disclosure.attitudes import NOTHING_TOLD, hides
from waterbed.disclosure.cells import Cell, Key
from waterbed.disclosure.checks import OF_RANKS, by_past, release_remarks
from waterbed.disclosure.estimates import edges_of_claim, of_past, windows_outwards
from waterbed.disclosure.exact import Joint, exact
from waterbed.disclosure.near import is_near
from waterbed.disclosure.rules import bounds_of, release_figure, round_ratio, withheld
from waterbed.model.estimate import Reading
from waterbed.model.released import ShownEstimate, ShownFigure, ShownRemark, ShownVerdict
from waterbed.model.results import ReadingTable, Results
from waterbed.model.verdict import NOT_SHOWN, Verdict


def release_verdict(
    verdict: Verdict,
    results: Results,
    cells: Mapping[Key, Cell],
    joint: Joint,
    texts: Collection[str],
    internal: bool,
) -> ShownVerdict:
    """The answer on rounded totals, where all that it rests on is shown.

    Whether a claimed figure comes out to its last digit would give the counts back, and so would
    in how many readings it is reached, the answers of many methods and windows together, or which
    answers no count could have given: none of these is said of unpublished tables.
    """
    joined, others = joint.of(verdict)
    if internal:
        return exact(ShownVerdict, verdict, **joined, specifications=others)
    if hides(verdict, results.surveys):
        return exact(ShownVerdict, verdict, **(joined | NOTHING_TOLD))
    tables = [table for table in results.readings if table.claim == verdict.claim.id]
    used = [estimate for estimate in verdict.estimates if not estimate.published]
    published = not used and all(table.published for table in tables)
    ranked = any(
        of_past(estimate) and by_past(estimate.parameter, results.study) for estimate in used
    )
    hidden = OF_RANKS if ranked else ()
    reasons = release_remarks(verdict.reasons, published, texts, hidden)
    if published:
        recorded = verdict.recorded and release_figure(verdict.recorded)
        return exact(
            ShownVerdict,
            verdict,
            **joined,
            reasons=reasons,
            recorded=recorded,
            specifications=others,
        )
    answers = {"answer": verdict.answer, "simultaneous": verdict.simultaneous}
    recorded = verdict.recorded and _recorded(verdict, results, cells)
    if hide := _hides(verdict, tables, cells, joined) or _near(verdict, results):
        answers = dict.fromkeys(answers, NOT_SHOWN)
        reasons = (ShownRemark(NOT_SHOWN, (("why", hide),)),)
        if tables and verdict.claim.window and recorded is None:
            # Months are missing: told as a count that is too small, which such months may be.
            recorded = ShownFigure(None, "ratio", "withheld")
        joined = joined | {"checks": ()}
    return exact(
        ShownVerdict,
        verdict,
        **joined,
        **answers,
        reasons=reasons,
        recorded=recorded,
        reproduced=None,
        readings=None,
        specifications=(),
        excluded=(),
        windows=windows_outwards(verdict, results.study.rule.smallest_effect),
    )


def _hides(
    verdict: Verdict,
    tables: Sequence[ReadingTable],
    cells: Mapping[Key, Cell],
    joined: Mapping[str, object],
) -> str:
    """Why an answer is not shown, "few" or "near", or ""; what cannot be tested rests on no
    count."""
    for table in tables:
        if table.published:
            continue
        cell = _cell_of(verdict, cells)
        if cell is None or table.stated is None:
            return "few"
        return "" if _same_answer(verdict, table.stated, cell) else "near"
    shown = cast("tuple[ShownEstimate, ...]", joined["estimates"])
    return "few" if any(estimate.status == "withheld" for estimate in shown) else ""


def _near(verdict: Verdict, results: Results) -> str:
    """ "near" where rounding may have given the answer, or ""."""
    least, edges = results.study.rule.smallest_effect, edges_of_claim(verdict)
    return "near" if is_near(verdict, edges, results.estimates, least) else ""


def _same_answer(verdict: Verdict, stated: Reading, cell: Cell) -> bool:
    """Whether all counts that are shown as these give the same answer to a recorded claim."""
    length = len(stated.post) / len(stated.base)
    region = verdict.claim.region
    if region is None or not _stands(stated, cell):
        return False
    answers = {
        region.undenied.contains(post / (base * length) - 1)
        for base in bounds_of(cell.base)
        for post in bounds_of(cell.post)
    }
    return len(answers) == 1


def _stands(stated: Reading, cell: Cell) -> bool:
    """Whether a claimed figure is read off the counts that are shown."""
    return (stated.base_count, stated.post_count) == (cell.base, cell.post)


def _cell_of(verdict: Verdict, cells: Mapping[Key, Cell]) -> Cell | None:
    claim = verdict.claim
    return cells.get((claim.intervention, claim.outcome, claim.window, claim.zone))


def _recorded(verdict: Verdict, results: Results, cells: Mapping[Key, Cell]) -> ShownFigure:
    """The change of a place between the counts that it is shown with."""
    assert verdict.recorded is not None
    cell = _cell_of(verdict, cells)
    table = next((table for table in results.readings if table.claim == verdict.claim.id), None)
    stated = table.stated if table else None
    if cell is None or stated is None or stated.change is None or not _stands(stated, cell):
        return withheld(verdict.recorded)
    return ShownFigure(round_ratio(stated.change), verdict.recorded.unit, "rounded")
