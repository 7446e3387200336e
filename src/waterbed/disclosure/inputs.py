"""What may be said of the files that were read, and of the study file itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from waterbed.disclosure.rules import round_total
from waterbed.model.codes import REJECTED
from waterbed.model.estimate import Fact, Figure, Remark
from waterbed.model.results import InputRecord, RoleCount
from waterbed.model.sources import CountTable
from waterbed.model.study import Intervention, Study, ZoneRule

# Facts of `codes.READING` that say how a file is written, not what it holds, and the name that the
# study gives to an outcome.
_WAYS = ("form", "separator", "encoding", "meaning", "outcome")
# Facts that are the number of a row of names of columns: nobody is counted by it.
_ROWS = {"titles": "header", "header-joined": "first"}


def bare_name(path: str | PurePath) -> str:
    """The file's name without folders, which can carry the name of a user, for either system."""
    return PurePosixPath(PureWindowsPath(str(path)).name).name


def printable(path: str) -> str:
    """A path inside the study's folder as it is, any other without its folders."""
    inside = not PurePosixPath(path).is_absolute() and not PureWindowsPath(path).anchor
    inside = inside and ".." not in PureWindowsPath(path).parts
    return path if inside else bare_name(path)


def release_input(one: InputRecord, open_study: bool, open_areas: bool) -> InputRecord:
    """A published file with its hash; of any other its bare name, rounded rows and reasons.

    A hash of a small table lets a guess of its counts be checked.  Of a study with unpublished
    tables no file keeps its folder, and where its areas are no official geography none keeps its
    hash, since the list of areas is then not published either.
    """
    if one.published:
        path = printable(one.path) if open_study else bare_name(one.path)
        return replace(one, path=path, sha256=one.sha256 if open_areas else "")
    reasons: dict[str, int] = {}
    for code, rows in one.reasons:
        known = code if code in REJECTED else "other"
        reasons[known] = reasons.get(known, 0) + rows
    return replace(
        one,
        path=bare_name(one.path),
        sha256="",
        rows=int(round_total(one.rows)),
        reasons=tuple(reasons.items()),
        remarks=tuple(_release_remark(remark) for remark in one.remarks),
    )


def _release_remark(one: Remark) -> Remark:
    """Numbers coarse, and no word of the file but how its periods and cells are written."""
    facts: list[tuple[str, Fact]] = []
    for name, fact in one.facts:
        if isinstance(fact, Figure) and name != _ROWS.get(one.code):
            value = None if fact.value is None else round_total(fact.value)
            facts.append((name, replace(fact, value=value, status="rounded")))
        else:
            kept = name in _WAYS or isinstance(fact, Figure)
            facts.append((name, fact if kept else ""))
    return Remark(one.code, tuple(facts))


def release_role(role: RoleCount, official: bool) -> RoleCount:
    """Names of areas only where their codes are an official geography."""
    return role if official else replace(role, names=())


def without_folders(study: Study) -> Study:
    """The study without the folder that its paths were resolved against, or any absolute path."""
    areas = study.areas
    return replace(
        study,
        folder=Path(),
        file=bare_name(study.file),
        areas=replace(areas, file=_relative(areas.file), neighbours=_relative(areas.neighbours)),
        counts=tuple(replace(t, file=Path(printable(str(t.file)))) for t in study.counts),
        populations=tuple(replace(one, table=None) for one in study.populations),
    )


def _relative(path: Path | None) -> Path | None:
    return None if path is None else Path(printable(str(path)))


def release_study(study: Study, official: bool) -> Study:
    """The study of the public profile.

    Files of unpublished tables by their bare names; ids of areas of an unpublished study only
    where they are official codes.  The hash of such a study file goes too: it would let a guess
    of the ids be checked.
    """
    study = without_folders(study)
    if study.published:
        return study
    areas = study.areas
    study = replace(
        study,
        areas=replace(areas, file=_bare(areas.file), neighbours=_bare(areas.neighbours)),
        counts=tuple(_bare_table(table) for table in study.counts),
    )
    if official:
        return study
    return replace(
        study, sha256="", interventions=tuple(_without_ids(one) for one in study.interventions)
    )


def _bare(path: Path | None) -> Path | None:
    return None if path is None else Path(bare_name(path))


def _bare_table(table: CountTable) -> CountTable:
    return table if table.published else replace(table, file=Path(bare_name(table.file)))


def _without_ids(one: Intervention) -> Intervention:
    def rule(zone: ZoneRule) -> ZoneRule:
        return replace(zone, areas=(), group="")

    return replace(
        one,
        areas=(),
        target=(),
        zones=tuple((name, rule(zone)) for name, zone in one.zones),
        buffer=None if one.buffer is None else rule(one.buffer),
        donors=rule(one.donors),
        other_outcomes=tuple(
            replace(other, place=rule(other.place)) for other in one.other_outcomes
        ),
    )
