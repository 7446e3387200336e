"""The head of a report: who asks, of what place and data, and the state of the decision rule."""

from __future__ import annotations

from waterbed.model.months import in_words
from waterbed.model.released import ShownRun
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import TARGET
from waterbed.report.words import names, remarks
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import day, listed, plural, sentence


def asked(study: ShownStudy) -> str:
    return sentence(f"asked by: {study.asked_by}") if study.asked_by else ""


def place_and_data(results: ShownRun) -> str:
    """What place and which data, in one line."""
    targets = {role.intervention: role for role in results.roles if role.role == TARGET}
    sentences = [
        f"{listed(role.names) or plural(role.areas, 'area')} "
        f"({names.intervention(results.study, key)})"
        for key, role in targets.items()
    ]
    place = listed(sentences) or "no target area"
    if not results.outcomes:
        return sentence(f"place: {place}")
    what = listed(
        lowered(names.outcome(results.study, outcome.outcome)) for outcome in results.outcomes
    )
    first = min(outcome.first for outcome in results.outcomes)
    last = max(outcome.last for outcome in results.outcomes)
    areas = max(outcome.areas for outcome in results.outcomes)
    return (
        f"Place: {place}. Data: recorded counts of {what} in {plural(areas, 'area')}, "
        f"{in_words(first)} to {in_words(last)}."
    )


def seen_state(study: ShownStudy) -> str:
    """Whether results had been seen when the rule was written."""
    when = f" ({day(study.rule.data_seen_date)})" if study.rule.data_seen_date else ""
    if study.rule.data_seen:
        return f"Results had been seen when the decision rule was written{when}."
    return f"No result had been seen when the decision rule was written{when}."


def lock_state(results: ShownRun) -> str:
    return lock_sentence(results.lock, results.lock_date)


def lock_sentence(lock: str, date: str) -> str:
    """Whether the rule is the one that was locked; lock, date : as of `analysis.lock`"""
    when = f" on {day(date)}" if date else ""
    if lock == "same":
        return f"The decision rule is the one that was locked{when}."
    if lock == "differs":
        return f"The decision rule differs from the one that was locked{when}."
    return "The decision rule was not locked: no lock file stands beside the study file."


def seen_before(report: str, said: str = "Say so with data_seen = true") -> str:
    """That a result could be seen before the rule was locked.

    report : the folder it stands in; said : how the reader says so, where it is not said yet
    """
    mend = f"{said}, or lock what is asked of new months." if said else ""
    return (
        f"A report of this study stands in {report} already: its result could be seen before this "
        f"lock. {mend}"
    ).strip()


def replaced(results: ShownRun) -> tuple[str, ...]:
    """That another method than the one asked for decides, which a reader must know first."""
    notices = (notice for notice in results.notices if notice.code == "headline-replaced")
    return tuple(remarks.notice_text(results.study, notice) for notice in notices)


def released_note(results: ShownRun) -> str:
    """What “not shown” and “about” mean, where any number is withheld or rounded."""
    kinds = (results.estimates, results.readings, results.series, results.strips)
    states = {
        row.status for kind in (*kinds, results.detectable, results.by_quarter) for row in kind
    }
    sentences = []
    if "withheld" in states:
        sentences.append(
            "“Not shown” stands where a number would give away small counts of a table that is not "
            "published, or an answer would tell more than its rounded counts do. A larger place, "
            "whole years, or the agreement of whoever owns the table would let more be shown."
        )
    if "rounded" in states:
        sentences.append(
            "“About” stands before numbers made from counts rounded to the nearest five; ranges "
            "are told in steps, rounded outwards, and answers follow from what is shown. Single "
            "months and quarters, and other ways of choosing the months, stay back."
        )
    return " ".join(sentences)


def in_short(results: ShownRun) -> str:
    """What “not shown” and “about” mean, in a line."""
    note = released_note(results)
    said = []
    if "“Not shown”" in note:
        said.append("“Not shown”: it would tell more of the counts than may be shown.")
    if "“About”" in note:
        said.append("“About”: made of counts rounded to the nearest five.")
    return " ".join(said)


def banner(profile: str) -> str:
    if profile == "internal":
        return "Internal: not for publication. Small numbers have not been hidden."
    return ""
