"""`waterbed new`: a study of the user's own files, tried on the readers before it is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.errors import InputError, raise_all
from waterbed.model.messages import fault
from waterbed.model.study import Study
from waterbed.model.whole_files import write_whole
from waterbed.propose.compose import compose
from waterbed.propose.draft import Draft
from waterbed.propose.form import content_of
from waterbed.propose.guess import ASKED
from waterbed.propose.opening import Asked
from waterbed.propose.questions import asked_by_option
from waterbed.propose.survey import Survey, survey
from waterbed.propose.waves import check_starts
from waterbed.propose.windows import start_given
from waterbed.read import read_areas, read_counts
from waterbed.read.study.form import check_filled
from waterbed.read.study.problems import Problems, is_unfilled, unfilled
from waterbed.read.study.resolve import resolve_areas, resolve_counts, resolve_outcomes
from waterbed.read.study.study_file import resolve_study
from waterbed.read.tables.counts import CountsRead
from waterbed.report.words.reading import read_day_first

_DECIDE = ("area", "period", "count", "period_format")


@dataclass(frozen=True, slots=True)
class Made:
    """A study that is ready to be written.

    file : where; content : its bytes; raw : the mapping that they hold
    to_fill : location and what belongs there, of each value that only the user can give
    counts : what the readers made of the tables, or None where a column is still to be named
    """

    file: Path
    content: bytes
    raw: Mapping[str, Any]
    survey: Survey
    to_fill: tuple[tuple[Location, str], ...]
    counts: CountsRead | None

    def moved(self, folder: Path) -> Made:
        """The same, of a folder into which all that lies beside it was moved."""
        return replace(self, file=folder / self.file.name)


def study_path(study: Path) -> Path:
    """The file that a study of this name is written to; InputError where it is there already."""
    suffix = study.suffix.lower()
    file = study if suffix in (".toml", ".xlsx") else study / "study.toml"
    if file.exists():
        raise fault("study-there", file=file.as_posix())
    return file


def asking(asked: Asked) -> tuple[Asked, tuple[str, ...]]:
    """What is asked with its starts as a study writes them, and how each was read that could be
    read in two ways.

    InputError for a start that is neither a month nor a day, and where it cannot be told which
    start belongs to which place.
    """
    began = [start_given(start) for start in asked.starts]
    said = [read_day_first("--start", text, given.in_words())
            for text, given in zip(asked.starts, began, strict=True) if given.other]  # fmt: skip
    starts = tuple(given.label() for given in began)
    asked = replace(asked, starts=starts, start=starts[0] if starts else "")
    check_starts(asked)
    return asked, tuple(said)


def make(study: Path, asked: Asked, today: date) -> Made:
    """Guess, compose, and read the tables as the study will; nothing is written.

    Raises InputError for what cannot be read or guessed, for tables that the readers refuse, and
    where there is a study of this name already.
    """
    return made_at(study_path(study), asked, today)


def made_at(file: Path, asked: Asked, today: date) -> Made:
    """`make` of a study whose file may be there already, to be written anew."""
    surveyed = survey(asked)
    draft = compose(surveyed, file.parent, today)
    read = _tried(surveyed, draft, file.parent)
    content = content_of(draft, file)
    return Made(file, content, draft.raw, surveyed, tuple(unfilled(draft.raw)), read)


def without_buffer(drafted: Made, today: date) -> Made:
    """The same draft with no buffer."""
    draft = compose(drafted.survey, drafted.file.parent, today, buffer=False)
    content = content_of(draft, drafted.file)
    return replace(drafted, content=content, raw=draft.raw, to_fill=tuple(unfilled(draft.raw)))


def write(drafted: Made) -> None:
    """Write the study, whole or not at all, into a folder that is made for it."""
    drafted.file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(drafted.file, drafted.content, "the study", option="")


def _tried(surveyed: Survey, draft: Draft, folder: Path) -> CountsRead | None:
    """Areas and counts, read as the study states them; None where it leaves a column open."""
    if any(surveyed.counts[key].sure == ASKED for key in _DECIDE if key in surveyed.counts):
        return None
    if any(guess.sure == ASKED for guess in surveyed.areas.values()):
        return None
    problems = Problems("")
    form = check_filled(_tried_names(surveyed, stand_in(draft.raw)), problems)
    if form is None:  # a value of the command line that a study cannot hold
        raise problems.found[0]
    source = resolve_areas(form.areas, folder, problems)
    tables = resolve_counts(form.counts, source, folder, problems)
    outcomes = resolve_outcomes(form.outcomes, tables, folder, problems)
    raise_all(problems.found)
    tables = tuple(replace(table, file=normal(table.file)) for table in tables)
    areas = None
    if source.file is not None:
        source = replace(source, file=normal(source.file))
        areas, _ = read_areas(replace(source, neighbours=None), 0.0, folder=folder)
    try:
        return read_counts(tables, outcomes, areas, source, folder=folder)
    except InputError as error:
        raise asked_by_option(error) from None


def _tried_names(surveyed: Survey, raw: Any) -> Any:
    """The draft, tried: with a file of areas a name that is asked about is no area of its own, but
    the one that it is close to."""
    asked = surveyed.counts.get("aliases")
    if asked is None or not surveyed.areas:
        return raw
    near = dict(pair.split(" = ", 1) for pair in asked.candidates)
    first, *rest = raw["counts"]
    meant = {
        name: near.get(name, said) if is_unfilled(asked.value[name]) else said
        for name, said in first.get("aliases", {}).items()
    }
    return {**raw, "counts": [{**first, "aliases": meant}, *rest]}


def normal(path: Path) -> Path:
    """A path without "..", which leads nowhere from a folder that is still to be made."""
    return Path(os.path.normpath(path))


def tried_study(raw: Mapping[str, Any], folder: Path) -> tuple[Study | None, list[InputError]]:
    """A study with something in every place that is still to be filled, and what is wrong with the
    rest of it; None where it is not written as a study is."""
    problems = Problems("")
    form = check_filled(stand_in(raw), problems)
    study = None if form is None else resolve_study(form, folder, problems)
    return study, problems.found


def stand_in(raw: Any, key: str | int = "") -> Any:
    """The draft with something in every place that is to be filled, for trying what is there.

    An open mark counts as zero, by which nothing is missing: what is told to be missing then is so
    whatever the user answers.
    """
    if isinstance(raw, Mapping) and key == "aliases":
        return {name: name if is_unfilled(meant) else meant for name, meant in raw.items()}
    if isinstance(raw, Mapping):
        return {name: stand_in(inside, name) for name, inside in raw.items()}
    if isinstance(raw, list):
        return [stand_in(entry, key) for entry in raw]
    if is_unfilled(raw):
        return {
            "start": "2000-01",
            "date": "undated",
            "absent": "zero",
            "id": "",
            "blank": "zero",
            "dash": "zero",
        }.get(str(key), "to be filled in")
    return raw
