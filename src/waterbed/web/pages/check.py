"""Check and lock: all that `waterbed check` says, the words that would be published, what planted
falls show, and the lock, before any result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.responses import Response

from waterbed.model.errors import InputError
from waterbed.model.study import Study
from waterbed.read.study.absent import absent_files
from waterbed.report.blocks import Block, Grid
from waterbed.report.words.names import capital
from waterbed.web.forms import Form
from waterbed.web.pages.claims import locked
from waterbed.web.pages.run import at_once, doing
from waterbed.web.powers import Power
from waterbed.web.reports import reports_of
from waterbed.web.store import Opened
from waterbed.web.visit import Visit, go
from waterbed.web.words import AHEAD

PLANT = Form("power", (), "Plant falls, and see which it could tell")
STOP = Form("stop", (), "Stop it")
KEEP = "Keep it, or, if nobody relies on it, remove it from the study's folder and lock again."

SAY_SO = "Answer “yes” on Where and when"


def show(visit: Visit) -> Mapping[str, object]:
    opened, later = visit.about, visit.bench.later
    study = visit.bench.store.read(opened, draft=True)
    absent = absent_files(study)
    blocks = None
    if not absent:
        key = ("check", opened.key, opened.seen)
        blocks = later.get(key, lambda: _understood(later.ahead.understanding(study)))
    return {
        "about": study,
        "absent": absent,
        "waiting": blocks is None and not absent,
        "blocks": blocks or (),
        "to_fill": study.to_fill,
        **_words(study),
        **_power(visit.bench.powers.latest(opened)),
        **_lock(visit, opened, study),
        "run": None if absent or study.to_fill else at_once(visit),
    }


def _understood(understanding: object) -> tuple[Block, ...]:
    """What was understood, part by part."""
    from waterbed.analysis import understood as told
    from waterbed.analysis.understand import Understanding
    from waterbed.report.words.answers import level_note

    assert isinstance(understanding, Understanding)
    study = told.shown_of(understanding.study)
    groups = f" in {understanding.groups:,} groups" if understanding.groups else ""
    outcomes = Grid(
        "Outcomes", told.OUTCOME_COLUMNS, told.outcome_rows(understanding), numeric=(1, 2)
    )
    roles = Grid("Areas by role", told.ROLE_COLUMNS, told.role_rows(understanding), numeric=(2,))
    rows = tuple(
        (row.about, row.mark, "; ".join(row.notes))
        for row in told.claim_rows(understanding.study, understanding.claims, AHEAD)
    )
    claims = Grid("Claims", ("claim", "can they?", "what is to be said of it"), rows)
    note = level_note(study.rule.level)
    notes = (*((note,) if note else ()), *told.public_lines(understanding.claims))
    parts = (
        Block("Files", paragraphs=(f"{understanding.areas:,} areas{groups}",),
              points=told.read_lines(understanding, study)),
        Block("What is counted, and where", open_grids=(outcomes, roles),
              points=told.day_lines(understanding, study)),
        Block("Can these data speak to each claim?", paragraphs=notes,
              points=told.buffer_lines(understanding, study), open_grids=(claims,)),
        Block("What police.uk cannot show",
              points=(*told.limit_lines(understanding, study),
                      *told.point_lines(understanding, study))),
        Block("What ends, begins or jumps everywhere at once",
              points=told.break_lines(understanding, study)),
        Block("Rejected rows, for example", points=told.rejected_lines(understanding)),
    )  # fmt: skip
    return tuple(part for part in parts if part.points or part.open_grids or part.paragraphs)


def _words(study: Study) -> Mapping[str, object]:
    """Everything that a report would print as it was written, and whether somebody read it."""
    from waterbed.analysis.ledger import has_secrets, unread_words
    from waterbed.analysis.words import free_text

    secret = has_secrets(study)
    read = "All tables of this study are published: nothing is asked of these words before a run."
    if secret and unread_words(study):
        read = (
            "Nobody has said yet that these words were read and may be published. A screen finds "
            "addresses and numbers; it does not know the names of people and small places. It is "
            "asked before the first public run, and kept in the ledger."
        )
    elif secret:
        read = "The ledger has it that somebody read these words, and that they may be published."
    return {"texts": free_text(study), "read": read}


def _power(power: Power | None) -> Mapping[str, object]:
    line = ""
    if power is not None and power.going:
        line = capital(doing(power))
    return {"power": power, "power_told": line, "plant": PLANT, "stop": STOP}


def _lock(visit: Visit, opened: Opened, study: Study) -> Mapping[str, object]:
    """Whether the rule is locked, and the form that locks it."""
    from waterbed.analysis.lock import compare_lock, lock_path
    from waterbed.analysis.understood import shown_of
    from waterbed.report.words.head import seen_before, seen_state
    from waterbed.web.pages import page

    state, _ = compare_lock(study)
    path = lock_path(study)
    reports = () if state else reports_of(visit.bench.store.root, opened)
    return {
        "locked": locked(study),
        "differs": KEEP if state == "differs" else "",
        "lock_file": path.name,
        "lock_text": path.read_text("utf-8-sig") if state else "",
        "lock": None if state or study.to_fill else Form("lock", (), "Lock the rule",
                                                         seen=opened.seen),
        "rule_after": study.rule.data_seen,
        "seen_before": [
            seen_before(report.folder.name, "" if study.rule.data_seen else SAY_SO)
            for report in reports
        ],
        "seen": seen_state(shown_of(study)),
        "where": page("where"),
    }  # fmt: skip


def take(visit: Visit) -> Response:
    bench, opened, form = visit.bench, visit.about, visit.answers.get("form", "")
    if form == "power":
        bench.store.read(opened, draft=True)
        bench.powers.begin(opened)
    elif form == "stop":
        going = bench.powers.latest(opened)
        if going is not None and going.going:
            bench.powers.stop(going)
    elif form == "lock":
        from waterbed.analysis.lock import write_lock

        if opened.seen != visit.seen:
            raise InputError(
                "This study was changed since this page was opened, in another tab or by an editor",
                mend="Nothing was locked. Read what it says now, and lock it then.",
            )
        write_lock(bench.store.read(opened), date.today().isoformat())
    return go(address(opened) + ("#lock" if form == "lock" else "#power"))


def address(study: Opened) -> str:
    from waterbed.web.pages import page

    return page("check").address(study)
