"""What `waterbed check` prints: what was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console, unframed
from waterbed.disclosure.activity import release_activity
from waterbed.disclosure.attitudes import release_attitude
from waterbed.disclosure.exact import exact
from waterbed.disclosure.inputs import release_study
from waterbed.model.months import label
from waterbed.model.released import ShownCheck, ShownInput, ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import attitudes, waves
from waterbed.report.words.activity import told
from waterbed.report.words.answers import level_note
from waterbed.report.words.checks import check_text
from waterbed.report.words.claimed import how_much
from waterbed.report.words.estimates import lowered
from waterbed.report.words.reading import contacts_text, read_day_first, reasons
from waterbed.report.words.reading import notices as told_of
from waterbed.report.words.remarks import CAUTION_WORDS, notice_text, refusal
from waterbed.report.words.testable import (
    BARRED_MENDS,
    absent_rows,
    begun_inside,
    costly_buffer,
    part_years,
    ruled_out,
    would_test,
)
from waterbed.report.words.wanted import wanted

if TYPE_CHECKING:
    from waterbed.analysis.understand import Understanding


def show_understanding(found: Understanding) -> None:
    """What `waterbed check` understood, part by part."""
    console, study = open_console(), release_study(found.study, official=True, internal=True)
    console.print(Text(study.title, style="bold"))
    if study.rule_sha256:
        console.print(f"Decision rule, SHA-256: {study.rule_sha256}", soft_wrap=True)
    groups = f" in {found.groups:,} groups" if found.groups else ""
    console.print(f"{found.areas:,} areas{groups}")
    console.print("\nFiles", style="bold")
    for record in found.records:
        console.print(Text(f"{record.path}: {record.rows:,} rows, {record.rejected:,} rejected"))
        shown = exact(ShownInput, record)
        for reason, rows in reasons(shown):
            console.print(Text(f"  rejected: {reason}: {rows:,}"))
        for notice in told_of(shown):
            console.print(Text(f"  notice: {notice}"))
    for population, joined in found.lists:
        console.print(Text(f"lists of population {population}: read"))
        for joint in joined:
            console.print(Text(f"  notice: {contacts_text(exact(ShownRemark, joint))}"))
    for done in found.activity:
        console.print(Text(f"what was done: {told(release_activity(done, internal=True))}"))
    for acted in found.acted:
        console.print(Text(f"  notice: {notice_text(study, exact(ShownRemark, acted))}"))
    for survey in found.surveys:
        asked = release_attitude(survey, found.study.rule.deciding_level, internal=True)
        console.print(Text(f"what was asked: {attitudes.foretold(asked)}"))
    for line in absent_rows(study):
        console.print(Text(line))
    console.print(_outcomes(found))
    console.print(_roles(found))
    days = [read_day_first(*one) for one in found.study.day_first]
    for line in (*days, *begun_inside(study), *part_years(study)):
        console.print(Text(line))
    for programme in study.programmes:
        console.print(Text(waves.understood(study, programme)))
    console.print("\nCan these data speak to each claim?", style="bold")
    if note := level_note(study.rule.level):
        console.print(Text(note))
    console.print(_claims(found, study))
    for buffer in found.buffers:
        said = costly_buffer(study, buffer.intervention, buffer.areas, buffer.claims)
        console.print(Text(said, style="bold"))
    _limits(console, found, study)
    if found.breaks:
        console.print("\nWhat ends, begins or jumps everywhere at once", style="bold")
    for one in found.breaks:
        console.print(Text(f"- {check_text(study, exact(ShownCheck, one))}"))
    _rejected(console, found)
    console.print("\nEverything that a report would print as you wrote it", style="bold")
    table = unframed()
    for where, text in found.free_text:
        table.add_row(Text(where), Text(text))
    console.print(table)
    if found.study.to_fill:
        console.print(f"\nTo fill in before a run: {len(found.study.to_fill)}", style="bold")
        for place in found.study.to_fill:
            console.print(Text(f"  {place}"))
    console.print("\nNothing was computed.")


def _rejected(console: Console, found: Understanding) -> None:
    """Some of the rows that were rejected, after what was understood."""
    if found.rejected:
        console.print("\nRejected rows, for example", style="bold")
    for file, row, column, reason, value in found.rejected:
        place = ", ".join(
            part for part in (file, f"row {row}" if row != "0" else "", column) if part
        )
        shown = f": {value!r}" if value else ""
        console.print(Text(f"  {place}: {reason}{shown}"))


def _outcomes(found: Understanding) -> Table:
    table = Table("outcome", "total", "areas", "months", "gaps", title="Outcomes")
    for one in found.outcomes:
        table.add_row(
            Text(found.study.outcome(one.outcome).name),
            f"{one.total.value:,.0f}",
            f"{one.areas:,}",
            f"{label(one.first)} to {label(one.last)}",
            ", ".join((*one.gaps, *(f"{month} in part" for month in one.partial))) or "none",
        )
    return table


def _roles(found: Understanding) -> Table:
    table = Table("window", "role", "areas", title="Areas by role")
    window = None
    for one in found.roles:
        if one.window != window and window is not None:
            table.add_section()
        names = f" (by the tolerance only: {', '.join(one.names)})" if one.names else ""
        table.add_row(
            Text(one.window if one.window != window else ""),
            Text(f"{one.role}{names}"),
            f"{one.areas:,}",
        )
        window = one.window
    return table


def _claims(found: Understanding, study: ShownStudy) -> Table:
    """A claim a row, ticked where these data can speak to it and may decide it."""
    table = unframed()
    said = {
        "later": "not yet asked of these data",
        "needs": "these data cannot show it",
        "no-activity": "these data hold no number of such actions in these months",
        "no-answers": "nobody has been asked again yet",
        "no-population": "these data hold no range of such a number",
        "part-exceeds-whole": "one number, at its least, is more than the other at its most",
    }
    claims = {one.id: one for one in study.claims}
    for one in found.claims:
        why = said.get(one.why) or (refusal(one.why) if one.why else "")
        mend = "" if one.suffices else would_test(claims[one.claim], one.why)
        tested = f"what would test it: {mend}" if mend else ""
        if tested and (size := wanted(study, claims[one.claim])):
            tested = f"{tested}. {size.rstrip('.')}"
        barred = ruled_out(one.excluded, one.gates)
        if one.caution in BARRED_MENDS:
            barred = f"to decide it, {BARRED_MENDS[one.caution][1]}"
        care = CAUTION_WORDS.get(one.caution, "")
        notes = [part for part in (why, tested, care, barred, lowered(one.suffices), lowered(one.seen)) if part]
        kind = ", ".join(filter(None, (one.kind, how_much(study.rule, claims[one.claim]))))
        about = Text(f"{one.claim} ({kind})", style="bold").append(
            f": {'; '.join(notes)}" if notes else "", style="not bold"
        )
        undecided = len(one.excluded) > 1
        mark = "✗ no" if not one.testable else "◐ undecided" if undecided else "✓ yes"
        table.add_row(mark, about)
    return table


def _limits(console: Console, found: Understanding, study: ShownStudy) -> None:
    """What the publisher's tables cannot show, and whether its snap points moved."""
    if found.cannot_show:
        console.print("\nWhat police.uk cannot show", style="bold")
    for one in found.cannot_show:
        console.print(Text(f"- {notice_text(study, exact(ShownRemark, one))}"))
    for check in found.points:
        mark = {True: "✓", False: "✗", None: "?"}[check.passed]
        console.print(Text(f"{mark} {check_text(study, exact(ShownCheck, check))}"))
