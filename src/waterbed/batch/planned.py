"""Which studies a batch holds: those of a folder, or one for each row of a table of places."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from waterbed.analysis.lock import lock_path
from waterbed.analysis.run import read_inputs
from waterbed.batch.composed import compose, ids_of, read_template
from waterbed.disclosure.elsewhere import sensitive_study, sensitive_written
from waterbed.model.errors import InputError, WaterbedError
from waterbed.model.freetext import leads_to_somebody
from waterbed.model.study import Study
from waterbed.model.whole_files import write_whole
from waterbed.read import read_areas
from waterbed.read.study.by_name import unknown_areas
from waterbed.read.study.place_table import PlaceRow, read_place_table
from waterbed.read.study.study_file import read_study

STUDIES = "studies"


@dataclass(frozen=True, slots=True)
class Planned:
    """One study of a batch.

    id : by which it is called in the batch; path : of its file
    data : the folder that its files are in, None for its own
    """

    id: str
    path: Path
    data: Path | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A planned study as it was read, or the one error that it has."""

    planned: Planned
    study: Study | None = None
    error: str = ""


def planned_in(studies: Path, out: Path, template: Path | None, data: Path | None) -> list[Planned]:
    """The studies of a batch, in the order of their ids or of the table's rows.

    studies : a folder, or a table of places; then a study file for each row is written under `out`
    template : the study that a table's rows are put into; data : the folder of its files
    InputError where there are none.
    """
    if studies.is_dir():
        if template is not None:
            raise InputError(
                "a folder of studies needs no template",
                place="--study",
                value=template,
                mend="Leave it out, or give a table of places instead of the folder.",
            )
        return _in_folder(studies, data)
    if template is None:
        raise InputError(
            "a table of places needs a study that its rows are put into",
            file=str(studies),
            mend="Give one with --study: counts, areas, rule, and one place as for one row.",
        )
    return _in_table(studies, out, template, data)


def _in_folder(folder: Path, data: Path | None) -> list[Planned]:
    """Study files of a folder, and study.toml or study.xlsx of each folder in it."""
    files: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")):
            continue
        inside = [path / f"study{end}" for end in (".toml", ".xlsx")] if path.is_dir() else [path]
        for file in inside:
            if file.is_file() and file.suffix.lower() in (".toml", ".xlsx"):
                id = path.name if path.is_dir() else path.stem
                longer = f"{id}-{file.name}" if path.is_dir() else file.name
                files.setdefault(id if id not in files else longer, file)
    if not files:
        raise InputError(
            "the folder holds no study",
            file=str(folder),
            mend="Put study files in it, NAME.toml or NAME.xlsx, or NAME/study.toml.",
        )
    return [Planned(id, path, data) for id, path in files.items()]


def _in_table(table: Path, out: Path, template: Path, data: Path | None) -> list[Planned]:
    rows, raw = read_place_table(table), read_template(template)
    secret = sensitive_written(raw, [row.kind for row in rows])
    called, unknown = _places(template, data, rows)
    folder = out / STUDIES
    folder.mkdir(parents=True, exist_ok=True)
    planned = []
    for id, row in zip(ids_of(rows, secret), rows, strict=True):
        path = folder / f"{id}.toml"
        text = compose(raw, rows, row, id if secret else row.place, called, unknown)
        if not path.exists() or path.read_text("utf-8") != text:
            write_whole(path, text, "a study of the batch")
        planned.append(Planned(id, path, (data or template.parent).resolve()))
    return planned


def _places(
    template: Path, data: Path | None, rows: Sequence[PlaceRow]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Ids and names of the areas of the template's place, and what rows list that is no area;
    nothing where the template cannot be read, which each row's own error tells."""
    try:
        study = read_study(template, data, draft=True)
        if study.areas.file is None:
            areas = read_inputs(study).areas
        else:
            areas, _ = read_areas(study.areas, 0.0, folder=study.folder)
    except WaterbedError:
        return (), frozenset()
    ids = {key for done in study.interventions for key in done.target}
    names = dict(zip(areas.ids, areas.names, strict=True))
    called = tuple(sorted(ids | {names[key] for key in ids if key in names}))
    return called, unknown_areas((area for row in rows for area in row.areas), areas)


def read_batch(studies: Path, out: Path, template: Path | None, data: Path | None) -> list[Read]:
    """The studies of a batch as they were read; arguments as of `planned_in`.

    Where one of a folder is of a sensitive kind, or its name has the shape of an address, all are
    numbered, by the order of their files' names: an id names a folder of reports and stands in the
    lock, which are published.
    """
    read = read_planned(planned_in(studies, out, template, data))
    if template is None and any(map(_is_nameless, read)):
        return [_called(each, f"study-{number}") for number, each in enumerate(read, 1)]
    return read


def _is_nameless(read: Read) -> bool:
    sensitive = read.study is not None and sensitive_study(read.study)
    return sensitive or leads_to_somebody(read.planned.id)


def _called(read: Read, id: str) -> Read:
    return replace(read, planned=replace(read.planned, id=id))


def read_planned(planned: Sequence[Planned]) -> list[Read]:
    """Each study, or its error; those whose rule is not that of the first that could be read."""
    reads: list[Read] = []
    first: Study | None = None
    for each in planned:
        try:
            study = read_study(each.path, each.data)
        except WaterbedError as error:
            reads.append(Read(each, error=str(error)))
            continue
        first = first or study
        why = other_rule(first, study)
        reads.append(Read(each, error=why) if why else Read(each, study))
    return reads


def other_rule(first: Study, study: Study) -> str:
    """In what a study is judged otherwise than the first, or ""."""
    for key in ("level", "headline", "smallest_effect"):
        own, usual = getattr(study.rule, key), getattr(first.rule, key)
        if own != usual:
            said = f"{study.file}, rule, {key}: a batch is judged by one rule, and this study has "
            return f"{said}{own!r} where the first has {usual!r}. Write the same in both."
    return ""


Standings = dict[Path, list[object]]
"""Sizes and times of files and folders that were looked at already."""


def stamp_of(read: Read, known: Standings, **more: object) -> str:
    """Hash of all that a study's report follows from: its file, its rule with the weights that it
    names, its lock, the files that it names as they stand, and how it is run.

    known : is added to
    """
    study = read.study
    assert study is not None
    lock = lock_path(study)
    files = [[str(path), _standing(path, known)] for path in named_files(study)]
    parts = {
        "study": study.sha256,
        "rule": study.rule_sha256,
        "lock": lock.read_text("utf-8", "replace") if lock.exists() else "",
        "files": files,
        **more,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def named_files(study: Study) -> list[Path]:
    """Every file or folder that a study names, but for tables of weights, which its rule holds."""
    files: list[Path | None] = [study.areas.file, study.areas.neighbours, study.areas.outlines]
    lists = [population.table for population in study.populations]
    for part in (study.counts, study.delays, study.covariates, study.activity, lists):
        files += [getattr(table, "file", None) for table in part]
    return sorted({path for path in files if isinstance(path, Path)})


def _standing(path: Path, known: Standings) -> list[object]:
    """Size and time of a file, or of every file of a folder."""
    if path not in known:
        inside = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else []
        known[path] = [[str(file.relative_to(path)), *_own(file)] for file in inside] or _own(path)
    return known[path]


def _own(path: Path) -> list[object]:
    if not path.exists():
        return []
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]
