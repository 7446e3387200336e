"""Studies from Python: run and release, as the command line does, with findings that show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waterbed.analysis.foresight import PLACEBOS
from waterbed.analysis.load import load
from waterbed.analysis.lock import write_lock
from waterbed.analysis.run import run as run_study
from waterbed.batch.run import Batch
from waterbed.batch.run import batch as run_batch
from waterbed.disclosure import release as release_results
from waterbed.library.findings import Findings
from waterbed.model.errors import InputError
from waterbed.model.progress import Progress, quiet
from waterbed.model.released import Released, ShownRun
from waterbed.model.results import Results
from waterbed.model.study import Study


def run(
    study: Study | str | Path | Mapping[str, Any],
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
    asked = study if isinstance(study, Study) else load(study, data)
    results, panel = run_study(
        asked, placebos=placebos, workers=workers, run_month=run_month, progress=progress
    )
    return Findings(results, panel)


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
        workers=workers, words_read=words_read, progress=progress,
    )  # fmt: skip


def lock(study: Study, date: str, file: str | Path | None = None) -> Path:
    """Write the rule, its hash and the date into a file that is meant to be published.

    date : the day, 2026-11-24; file : by default STUDY.lock.json beside the study file
    InputError where the file holds another lock's rule, or cannot be written.
    """
    if file is None and not study.file:
        raise InputError(
            "this study came from no file", place="file", mend="Say where the lock is written."
        )
    return write_lock(study, date, None if file is None else Path(file))


def release(found: Findings | Results, profile: str = "public") -> Released[ShownRun]:
    """Everything of one run that may leave, under a profile, "public" or "internal".

    It keeps no ledger: what is published of tables that are not public goes through
    `waterbed run`, which holds it with what was published before.
    """
    return release_results(found.results if isinstance(found, Findings) else found, profile)
