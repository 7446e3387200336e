"""What police.uk's change log says of the months that a study compares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from waterbed.model.changes import AREAS, POINTS, STOPS, Change, ChangeLog
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.months import Months, in_words
from waterbed.model.study import Study
from waterbed.model.window import Window

MOST = 6
"""Notices that are told one by one."""


def change_notices(study: Study, logs: Sequence[ChangeLog]) -> tuple[Remark, ...]:
    """A notice for each force and what became of its months, where months compared are named; that
    none is, or that no log is kept."""
    if not logs:
        return ()
    remarks: list[Remark] = []
    for log in logs:
        for (force, what), entries in _grouped(log.changes).items():
            remarks += _notice(study, log.of, force, what, entries)
    remarks = list(dict.fromkeys(remarks))
    more = len(remarks) - MOST
    rest = [remark("police-uk-changes-more", entries=Figure(more))] if more > 0 else []
    headings = [log.listed for log in logs if log.listed is not None]
    clear = [remark("police-uk-log", listed=in_words(max(headings)))] if headings else []
    none = [remark("police-uk-no-log")] if len(headings) < len(logs) else []
    return (*(remarks[:MOST] or clear), *rest, *none)


def _grouped(changes: Sequence[Change]) -> dict[tuple[str, str], list[Change]]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.force, change.what), []).append(change)
    return groups


def _notice(
    study: Study, of: str, force: str, what: str, entries: Sequence[Change]
) -> Iterator[Remark]:
    """One notice, where any of the months compared is among the entries'."""
    anew = what in (POINTS, AREAS)
    touched: dict[str, set[int]] = {}
    used: set[Change] = set()
    for window in study.rule.windows:
        for entry in entries:
            if months := _between(entry, window) if anew else _compared(entry, window):
                touched.setdefault(window.name, set()).update(months)
                used.add(entry)
    if not touched:
        return
    named = tuple(run.in_words() for run in runs(set().union(*touched.values())))
    if anew:
        yield remark(f"police-uk-{what}-anew", named=named, windows=tuple(touched))
        return
    listed = [change.listed for change in used if change.listed is not None]
    yield remark(
        f"police-uk-{'stops-' if of == STOPS else ''}{what}",
        force=force,
        named=named,
        windows=tuple(touched),
        listed=in_words(max(listed)) if listed else "",
    )


def _compared(change: Change, window: Window) -> tuple[int, ...]:
    """The months of a window that an entry is about."""
    return tuple(month for span in (window.base, window.post) for month in change.within(span))


def _between(change: Change, window: Window) -> tuple[int, ...]:
    """Months after a window's first, up to its last, in which points or codes were drawn anew."""
    if window.base.first == window.post.last:
        return ()
    return change.within(Months(window.base.first + 1, window.post.last))


def runs(months: set[int]) -> Iterator[Months]:
    """Months as runs without a gap, in order."""
    ordered = sorted(months)
    first = 0
    for at, month in enumerate(ordered):
        if at + 1 == len(ordered) or ordered[at + 1] != month + 1:
            yield Months(ordered[first], month)
            first = at + 1
