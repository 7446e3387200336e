"""What may be said of the files that were read, and of the study file itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from waterbed.disclosure.elsewhere import sensitive_study
from waterbed.disclosure.exact import exact, only
from waterbed.disclosure.facts import is_listed, leaving_facts, rejected
from waterbed.disclosure.rules import BASE, THRESHOLD, round_to, round_total, withheld
from waterbed.model.activity import Done
from waterbed.model.estimate import Figure, Remark
from waterbed.model.released import (
    ShownFact,
    ShownFigure,
    ShownInput,
    ShownRemark,
)
from waterbed.model.released_places import ShownMapArea, ShownRole
from waterbed.model.released_study import (
    ShownAction,
    ShownIntervention,
    ShownQuestion,
    ShownSource,
    ShownStudy,
)
from waterbed.model.results import InputRecord, MapArea, RoleCount
from waterbed.model.study import Intervention, Study

# Facts that are the number of a row of names of columns: nobody is counted by it.
_ROWS = {"titles": "header", "header-joined": "first"}
# Facts that single incidents decide: no rounded total gives them.
_SINGLE = {"part-first": "days", "part-last": "days"}

NOUGHTS = ("idle-selector",)
"""Remarks that say that nothing at all was counted of a kind."""

FEW_ROWS = THRESHOLD + BASE
"""Rows of which fewer are told as a few."""


def bare_name(path: str | PurePath) -> str:
    """The file's name without folders, which can carry the name of a user, for either system."""
    return PurePosixPath(PureWindowsPath(str(path)).name).name


def printable(path: str) -> str:
    """A path inside the study's folder as it is, any other without its folders."""
    inside = not PurePosixPath(path).is_absolute() and not PureWindowsPath(path).anchor
    inside = inside and ".." not in PureWindowsPath(path).parts
    return path if inside else bare_name(path)


def release_input(
    record: InputRecord,
    open_study: bool,
    open_areas: bool,
    study: Collection[str] = (),
    internal: bool = False,
) -> ShownInput:
    """A published file with its hash; of any other its bare name, rounded rows and reasons.

    A hash of a small table lets a guess of its counts be checked.  Of a study with unpublished
    tables no file keeps its folder, and where its areas are no official geography none keeps its
    hash, since the list of areas is then not published either.  study : every text that it gives
    """
    if internal:
        return exact(ShownInput, record, path=printable(record.path))
    if record.published:
        path = printable(record.path) if open_study else bare_name(record.path)
        return exact(ShownInput, record, path=path, sha256=record.sha256 if open_areas else "")
    return only(
        ShownInput,
        record,
        "date licence attribution",
        path=bare_name(record.path),
        sha256="",
        rows=coarse_rows(record.rows),
        rejected=coarse_rows(record.rejected),
        reasons=tuple((why, coarse_rows(rows)) for why, rows in rejected(record.reasons)),
        remarks=tuple(
            _release_remark(remark, study)
            for remark in record.remarks
            if is_listed(remark) and remark.code not in NOUGHTS
        ),
        status="rounded",
    )


def coarse_rows(number: float) -> int:
    """Rows, each of which can be an incident: no ledger holds them with what else is shown, so that
    ten counts of each, or more, are one; a few of them are five."""
    if number < FEW_ROWS:
        return BASE if number else 0
    return int(round_total(round_to(number, 2 * BASE)))


def _release_remark(remark: Remark, study: Collection[str]) -> ShownRemark:
    """Numbers coarse, and no word of the file but how its periods and cells are written."""
    facts: list[tuple[str, ShownFact]] = []
    for name, fact in leaving_facts(remark, study, open_file=False):
        if not isinstance(fact, Figure):
            facts.append((name, fact))
        elif name == _ROWS.get(remark.code):
            facts.append((name, ShownFigure(fact.value, fact.unit)))
        elif name == _SINGLE.get(remark.code):
            facts.append((name, withheld(fact)))
        else:
            value = None if fact.value is None else float(coarse_rows(fact.value))
            facts.append((name, ShownFigure(value, fact.unit, "rounded")))
    return ShownRemark(remark.code, tuple(facts))


BLANK = ("left out: no data", "left out: gaps")
"""Roles that tell which areas have months without counts."""


def tells_gaps(study: Study, outcome: str) -> bool:
    """Whether months without data may be told of an outcome: not where in one of its tables a row
    that is not there, or a withheld number, means that nothing or little was counted."""
    known = next((asked for asked in study.outcomes if asked.id == outcome), None)
    return all(
        table.published or (table.absent == "no-data" and not table.suppressed)
        for table in (study.counts if known is None else study.tables_of(known))
    )


UNCOVERED = "not-covered"
"""The notice that tells how many areas have none at all."""


def leaving_notices(notices: Sequence[Remark], blanks: bool) -> tuple[Remark, ...]:
    """Those of a run that may leave: how many areas have no counts only where it may be told."""
    return tuple(notice for notice in notices if blanks or notice.code != UNCOVERED)


def release_roles(
    roles: Sequence[RoleCount], official: bool, blanks: bool
) -> tuple[ShownRole, ...]:
    """Names of areas only where their codes are an official geography; of areas without counts how
    many there are only where that may be told (`blanks`)."""
    return tuple(
        exact(ShownRole, role, **({} if official else {"names": ()}))
        for role in roles
        if blanks or role.role not in BLANK
    )


def release_map(areas: Sequence[MapArea], official: bool, blanks: bool) -> tuple[ShownMapArea, ...]:
    """Areas of an official geography alone.

    Which of them hold no counts is not told of tables that are not published: they counted nothing
    that anybody wrote down, or so little that it was withheld.
    """
    if not official:
        return ()
    return tuple(
        exact(ShownMapArea, area)
        if blanks or area.role not in BLANK
        else exact(ShownMapArea, area, role="donors")
        for area in areas
    )


def release_study(study: Study, official: bool, internal: bool = False) -> ShownStudy:
    """What a report says of the study file, and nothing of where its files lie.

    Of an unpublished study, or one with an unpublished survey, the public profile leaves out the
    hash of the file, which can hold the counts: it would let a guess of one be checked; where its
    areas are no official geography, also how many areas a target has.  Of a sensitive kind it does
    not tell a name of the file that somebody gave it.
    """
    open_ = internal or study.published or official
    hashed = internal or (study.published and all(survey.published for survey in study.surveys))
    tables = tuple(
        ShownSource(t.name, t.layout, t.absent, t.licence, t.attribution) for t in study.counts
    )
    areas = study.areas
    return exact(
        ShownStudy,
        study,
        file=_file(study, internal),
        sha256=study.sha256 if hashed else "",
        interventions=tuple(
            _intervention(intervention, open_) for intervention in study.interventions
        ),
        sources=(*tables, ShownSource("areas", "", "", areas.licence, areas.attribution)),
        populations=tuple((population.id, population.name) for population in study.populations),
        activity=tuple(
            ShownAction(
                activity.id, activity.action, activity.on, Done(activity).months, activity.by
            )
            for activity in study.activity
        ),
        surveys=tuple(
            ShownQuestion(survey.id, survey.question, survey.compared) for survey in study.surveys
        ),
    )


USUAL = "study"
"""What a study's file is called where nobody calls it otherwise."""


def _file(study: Study, internal: bool) -> str:
    """The name of a study's file; of a sensitive kind only the usual one, since others may say
    where it is."""
    name = bare_name(study.file)
    own = PurePath(name).stem != USUAL and not internal
    return "" if own and sensitive_study(study) else name


def _intervention(intervention: Intervention, open_: bool) -> ShownIntervention:
    areas = len(intervention.target) if open_ else 0
    return exact(
        ShownIntervention,
        intervention,
        zones=tuple(name for name, _ in intervention.zones),
        targets=2 if intervention.target_group else min(areas, 2),
    )
