"""A study from one form into the other, TOML and workbook; read again before it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from waterbed.model.errors import InputError, raise_all
from waterbed.model.whole_files import write_whole
from waterbed.propose.comments import notes_of
from waterbed.propose.draft import Draft
from waterbed.propose.form import content_of
from waterbed.read.study.form import check_filled
from waterbed.read.study.problems import Problems, unfilled
from waterbed.read.study.study_file import read_written
from waterbed.read.study.study_toml import read_toml
from waterbed.read.study.study_workbook import WORKBOOKS, read_workbook

_FORMS = (".toml", ".xlsx")


def convert(study: Path, other: Path) -> int:
    """Write a study in the other form, and return how many values are still to be filled in.

    study : a study file, TOML or a workbook; values may still be to be filled in
    other : the file to write, which must not be there
    InputError, or InputErrors, for a study that cannot be read or whose keys and values do not fit,
    or where the file cannot be written.
    """
    _check_names(study, other)
    written = read_written(study)
    problems = Problems(str(study), written.writing)
    check_filled(written.raw, problems)
    raise_all(problems.found)
    notes = written.notes
    if study.suffix.lower() == ".toml":
        notes = notes_of(written.content.decode("utf-8-sig"))
    content = content_of(Draft(written.raw, notes), other)
    again = _read(content, other)
    if not _same(written.raw, again):
        raise InputError(
            "this study would not be the same in the other form",
            file=str(study),
            mend="Keep it as it is, and tell the makers of Waterbed.",
        )
    write_whole(other, content, "the study", option="")
    return len(list(unfilled(written.raw)))


def _check_names(study: Path, other: Path) -> None:
    if other.suffix.lower() not in _FORMS:
        mend = "End its name in .toml or .xlsx."
        raise InputError("a study is TOML or a workbook", file=str(other), mend=mend)
    if (study.suffix.lower() == ".toml") == (other.suffix.lower() == ".toml"):
        mend = "Copy the file, or name one that ends in "
        mend += ".xlsx." if other.suffix.lower() == ".toml" else ".toml."
        raise InputError("both files are of the same form", file=str(other), mend=mend)
    if other.exists():
        mend = "Name another file, or remove this one."
        raise InputError("there is a file of this name already", file=str(other), mend=mend)


def _read(content: bytes, other: Path) -> dict[str, Any]:
    if other.suffix.lower() in WORKBOOKS:
        return read_workbook(content, str(other)).raw
    return read_toml(content, str(other))


def _same(first: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two mappings are one study; where some is to be filled in, whether all cells are."""
    forms = [check_filled(raw, Problems("")) for raw in (first, other)]
    if None not in forms:
        return forms[0] == forms[1]
    from waterbed.propose.workbook import workbook_bytes

    return workbook_bytes(Draft(first)) == workbook_bytes(Draft(other))
