"""A study from wherever it is written: a file of either form, or a mapping made in Python."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waterbed.model.study import Study
from waterbed.read.study.study_file import read_study, study_from


def load(study: str | Path | Mapping[str, Any], data: str | Path | None = None) -> Study:
    """A study; InputError, or InputErrors with everything that is wrong with it.

    study : the path of a study file, or its keys and values, as tomllib would return them
    data : the folder that the files which it names are looked for in; by default that of the study
        file, or for a mapping the present one
    """
    folder = None if data is None else Path(data)
    if isinstance(study, Mapping):
        return study_from(study, folder or Path())
    return read_study(Path(study), folder)
