"""Studies from Python: run and release, as the command line does, with findings that show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from waterbed.analysis.foresight import PLACEBOS
from waterbed.analysis.load import load as load_study
from waterbed.analysis.lock import write_lock
from waterbed.analysis.run import run as run_study
from waterbed.analysis.understand import Understanding, understand
from waterbed.batch.run import Batch
from waterbed.batch.run import batch as run_batch
from waterbed.disclosure import release as release_results
from waterbed.library.arguments import explained, must_be
from waterbed.library.findings import Findings
from waterbed.model.errors import InputError
from waterbed.model.progress import Progress, quiet
from waterbed.model.released import Released, ShownRun
from waterbed.model.results import Results
from waterbed.model.study import Study

Asked: TypeAlias = Study | str | Path | Mapping[str, Any]
"""A study: what `load` gave, the path of its file, or its keys and values."""


def load(study: str | Path | Mapping[str, Any], data: str | Path | None = None) -> Study:
    """A study from its file, TOML or a workbook, or from keys and values as tomllib returns them.

    data : the folder that the files which it names are looked for in, if not its own
    InputErrors has everything that is wrong with it.
    """
    must_be(study, (str, Path, Mapping), "study", "Give the path of its file.")
    if data is not None:
        must_be(data, (str, Path), "data", "Give the path of a folder.")
    return load_study(study, data)


def check(study: Asked, data: str | Path | None = None) -> Understanding:
    """What a study is understood to say, before any result: areas by role, months and gaps,
    rejected rows, which claims these data can speak to (`.claims`), all that a report would print.

    data : as of `load`; of a study file, words that bear on no answer may still be open
    """
    if isinstance(study, (str, Path)):
        return understand(Path(study), None if data is None else Path(data))
    return understand(_study(study, data))


def _study(given: Asked, data: str | Path | None = None) -> Study:
    return given if isinstance(given, Study) else load(given, data)


@explained(only=("placebos", "workers"))
def run(
    study: Asked,
    data: str | Path | None = None,
    *,
    placebos: int = PLACEBOS,
    workers: int = 1,
    run_month: int | None = None,
    progress: Progress = quiet,
) -> Findings:
    """Read and analyse a study: what `load` gave, or what it takes.

    data : folder that the study's files are in, if not its own; placebos : how many where they are
        drawn at random; run_month : ordinal of the month of the run, by default this one
    `results, panel = run(study)` gives both by themselves.
    """
    asked = _study(study, data)
    results, panel = run_study(
        asked, placebos=placebos, workers=workers, run_month=run_month, progress=progress
    )
    return Findings(results, panel)


@explained(but=("progress",))
def batch(
    studies: str | Path,
    out: str | Path,
    *,
    template: str | Path | None = None,
    data: str | Path | None = None,
    profile: str = "internal",
    placebos: int = PLACEBOS,
    workers: int = 1,
    words_read: bool = False,
    new_vintage: bool = False,
    progress: Progress = quiet,
) -> Batch:
    """Judge every study of a folder, or of a table of places, by one rule, as `waterbed batch`
    does: a report each, and a summary, in the folder `out`.

    template : the study that the rows of a table of places are put into; the rest as of
        `batch.run.batch`, in the internal profile unless another is asked for
    """
    return run_batch(
        Path(studies), Path(out), template=None if template is None else Path(template),
        data=None if data is None else Path(data), profile=profile, placebos=placebos,
        workers=workers, words_read=words_read, new_vintage=new_vintage, progress=progress,
    )  # fmt: skip


def lock(study: Asked, date: str, file: str | Path | None = None) -> Path:
    """Write the rule, its hash and the date into a file that is meant to be published.

    date : the day, 2026-11-24; file : by default STUDY.lock.json beside the study file
    InputError where the file holds another lock's rule, or cannot be written.
    """
    asked = _study(study)
    if not isinstance(date, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        raise InputError(
            "this should be a day", place="date", value=date, mend='Write it as "2026-11-24".'
        )
    if file is None and not asked.file:
        raise InputError(
            "this study came from no file", place="file", mend="Say where the lock is written."
        )
    return write_lock(asked, date, None if file is None else Path(file))


def release(findings: Findings | Results, profile: str = "public") -> Released[ShownRun]:
    """Everything of one run that may leave, under a profile, "public" or "internal".

    It keeps no ledger: what is published of tables that are not public goes through
    `waterbed run`, which holds it with what was published before.
    """
    must_be(findings, (Findings, Results), "findings", "Give what compare or run found.")
    return release_results(
        findings.results if isinstance(findings, Findings) else findings, profile
    )
