"""What `waterbed check` says, in sentences and rows: for a terminal and for a page alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from waterbed.analysis.understand import Testable, Understanding
from waterbed.disclosure.activity import release_activity
from waterbed.disclosure.attitudes import release_attitude
from waterbed.disclosure.exact import exact
from waterbed.disclosure.inputs import release_study
from waterbed.disclosure.rules import LEAST_SHOWN
from waterbed.model.months import label
from waterbed.model.released import ShownCheck, ShownInput, ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import Study
from waterbed.read.tables.files import shown as path_shown
from waterbed.report.words import attitudes, waves
from waterbed.report.words.activity import activity_words
from waterbed.report.words.checks import check_text
from waterbed.report.words.claimed import how_much
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import plural
from waterbed.report.words.reading import contacts_text, read_day_first, reasons
from waterbed.report.words.reading import notices as told_of
from waterbed.report.words.remarks import CAUTION_WORDS, notice_text, refusal
from waterbed.report.words.testable import (
    BARRED_MENDS,
    KEPT_BACK,
    UNSEEN,
    absent_rows,
    begun_inside,
    costly_buffer,
    kept_back,
    part_years,
    ruled_out,
    would_test,
)
from waterbed.report.words.wanted import wanted

OUTCOME_COLUMNS = ("outcome", "total", "areas", "months", "gaps")
ROLE_COLUMNS = ("window", "role", "areas")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as `check` speaks of it: whether these data can speak to it and may decide it, and
    what is to be said of that.  about : its id and its kind"""

    claim: str
    mark: str
    about: str
    notes: tuple[str, ...]


_SAID = {
    "later": "not yet asked of these data",
    "needs": "these data cannot show it",
    "no-activity": "these data hold no number of such actions in these months",
    "no-answers": "nobody has been asked again yet",
    "no-population": "these data hold no range of such a number",
    "part-exceeds-whole": "one number, at its least, is more than the other at its most",
}


def shown_of(study: Study) -> ShownStudy:
    """The study as whoever writes it may see it."""
    return release_study(study, official=True, internal=True)


UNTESTABLE = "✗ no"
"""The mark of a claim that these data cannot test."""


def claim_rows(
    asked: Study, testables: Sequence[Testable], mends: Mapping[str, str] | None = None
) -> tuple[ClaimRow, ...]:
    """A row a claim; mends : by a caution, what would decide a claim in the words of whoever shows
    it, where it cannot be done there as the study file has it"""
    study = shown_of(asked)
    claims = {claim.id: claim for claim in study.claims}
    rows = []
    for testable in testables:
        why = _SAID.get(testable.why) or (refusal(testable.why) if testable.why else "")
        mend = "" if testable.suffices else would_test(claims[testable.claim], testable.why)
        tested = f"what would test it: {mend}" if mend else ""
        if tested and (size := wanted(study, claims[testable.claim])):
            tested = f"{tested}. {size.rstrip('.')}"
        barred = ruled_out(testable.excluded, testable.gates)
        if testable.caution in BARRED_MENDS:
            mend = (mends or {}).get(testable.caution, BARRED_MENDS[testable.caution][1])
            barred = f"to decide it, {mend}"
        care = CAUTION_WORDS.get(testable.caution, "")
        kept = KEPT_BACK.get(testable.withheld, "")
        unseen = (
            ""
            if asked.published
            else "; ".join(UNSEEN[gate] for gate in testable.gates if gate in UNSEEN)
        )
        seen = (unseen, lowered(testable.suffices), lowered(testable.seen))
        notes = (why, tested, care, barred, kept, *seen)
        kind = ", ".join(
            filter(None, (testable.kind, how_much(study.rule, claims[testable.claim])))
        )
        undecided = len(testable.excluded) > 1
        mark = UNTESTABLE if not testable.testable else "◐ undecided" if undecided else "✓ yes"
        rows.append(
            ClaimRow(testable.claim, mark, f"{testable.claim} ({kind})", tuple(filter(None, notes)))
        )
    return tuple(rows)


def public_lines(testables: Sequence[Testable]) -> tuple[str, ...]:
    """What a public report is likely to keep back of these claims, said once for all."""
    said = kept_back([testable.withheld for testable in testables], math.floor(LEAST_SHOWN))
    return (said,) if said else ()


def read_lines(understanding: Understanding, study: ShownStudy) -> tuple[str, ...]:
    """The files that were read, and what was read in them; what belongs to a line is set in."""
    lines: list[str] = []
    source, folder = understanding.study.areas, understanding.study.folder
    maps = {path_shown(file, folder) for file in (source.file, source.outlines) if file}
    for record in understanding.records:
        held = f"{record.rows:,} rows, {record.rejected:,} rejected"
        if record.path in maps and not record.rejected:
            held = plural(record.rows, "area")
        lines.append(f"{record.path}: {held}")
        shown = exact(ShownInput, record)
        lines += [f"  rejected: {reason}: {rows:,}" for reason, rows in reasons(shown)]
        lines += [f"  notice: {notice}" for notice in told_of(shown)]
    for population, joined in understanding.lists:
        lines.append(f"lists of population {population}: read")
        lines += [f"  notice: {contacts_text(exact(ShownRemark, joint))}" for joint in joined]
    for done in understanding.activity:
        lines.append(f"what was done: {activity_words(release_activity(done, internal=True))}")
    for acted in understanding.acted:
        lines.append(f"  notice: {notice_text(study, exact(ShownRemark, acted))}")
    for survey in understanding.surveys:
        asked = release_attitude(survey, understanding.study.rule.deciding_level, internal=True)
        lines.append(f"what was asked: {attitudes.foretold(asked)}")
    return (*lines, *absent_rows(study))


def outcome_rows(understanding: Understanding) -> tuple[tuple[str, ...], ...]:
    """As of `OUTCOME_COLUMNS`."""
    return tuple(
        (
            understanding.study.outcome(outcome.outcome).name,
            f"{outcome.total.value:,.0f}",
            f"{outcome.areas:,}",
            f"{label(outcome.first)} to {label(outcome.last)}",
            ", ".join((*outcome.gaps, *(f"{month} in part" for month in outcome.partial)))
            or "none",
        )
        for outcome in understanding.outcomes
    )


def role_rows(understanding: Understanding) -> tuple[tuple[str, ...], ...]:
    """As of `ROLE_COLUMNS`; the name of a window stands in the first of its rows alone."""
    rows: list[tuple[str, ...]] = []
    window = None
    for role in understanding.roles:
        names = f" (by the tolerance only: {', '.join(role.names)})" if role.names else ""
        first = role.window if role.window != window else ""
        rows.append((first, f"{role.role}{names}", f"{role.areas:,}"))
        window = role.window
    return tuple(rows)


def day_lines(understanding: Understanding, study: ShownStudy) -> tuple[str, ...]:
    """How days were read, what began inside a month, and what waves a programme has."""
    days = [read_day_first(*reading) for reading in understanding.study.day_first]
    programmes = (waves.understood(study, programme) for programme in study.programmes)
    return (*days, *begun_inside(study), *part_years(study), *programmes)


def buffer_lines(understanding: Understanding, study: ShownStudy) -> tuple[str, ...]:
    """Buffers that cost the answer."""
    return tuple(
        costly_buffer(study, buffer.intervention, buffer.areas, buffer.claims)
        for buffer in understanding.buffers
    )


def limit_lines(understanding: Understanding, study: ShownStudy) -> tuple[str, ...]:
    """What the publisher's tables cannot show."""
    return tuple(
        notice_text(study, exact(ShownRemark, remark)) for remark in understanding.cannot_show
    )


def point_lines(understanding: Understanding, study: ShownStudy) -> tuple[str, ...]:
    """Whether the publisher's snap points moved."""
    marks = {True: "✓", False: "✗", None: "?"}
    return tuple(
        f"{marks[point.passed]} {check_text(study, exact(ShownCheck, point))}"
        for point in understanding.points
    )


def break_lines(understanding: Understanding, study: ShownStudy) -> tuple[str, ...]:
    """What ends, begins or jumps everywhere at once."""
    return tuple(check_text(study, exact(ShownCheck, check)) for check in understanding.breaks)


def rejected_lines(understanding: Understanding) -> tuple[str, ...]:
    """Some of the rows that were rejected."""
    lines = []
    for file, row, column, reason, value in understanding.rejected:
        parts = (file, f"row {row}" if row != "0" else "", column)
        place = ", ".join(part for part in parts if part)
        lines.append(f"{place}: {reason}" + (f": {value!r}" if value else ""))
    return tuple(lines)
