"""Do the same study, files and version give the same results.json?  Nothing is written.

Refused where a count could be guessed at: a public results.json of tables that are not published
holds rounded counts, and whoever is told that a table of her making gives the same bytes knows the
counts themselves.  It is refused before any file but the study is read, so that neither the time it
takes nor an error of a table tells anything.
"""

from __future__ import annotations

from pathlib import Path

from waterbed.analysis.run import run
from waterbed.disclosure import release
from waterbed.model.errors import InputError
from waterbed.model.progress import Progress, quiet
from waterbed.model.study import Study
from waterbed.read.study.study_file import read_study
from waterbed.report import results_json
from waterbed.report.verified import MOST, PUBLIC, Kept, Verified, kept, verified


def verify(
    study: Path,
    results: Path,
    data: Path | None = None,
    *,
    workers: int = 1,
    progress: Progress = quiet,
) -> Verified:
    """A results.json held against what its study gives now, in the profile that it is of.

    study, data : as of `read_study`; results : the file
    InputError where it is no results.json, and for a public one of tables that are not published.
    """
    before = _read(results)
    asked = read_study(study, data)
    _refuse_guesses(asked, before, results)
    raw, _ = run(study, data, placebos=before.placebos, workers=workers, progress=progress)
    return verified(before, results_json(release(raw, before.profile)))


def _read(results: Path) -> Kept:
    with results.open("rb") as opened:
        content = opened.read(MOST + 1)
    if len(content) > MOST:
        raise InputError(f"this is larger than {MOST // 2**20} MB", file=str(results),
                         mend="Name the results.json in the folder of a report.")  # fmt: skip
    return kept(content, str(results))


def _refuse_guesses(study: Study, before: Kept, results: Path) -> None:
    """By the study that is given, and by what the file says of itself: either is enough, since
    the one who asks may have written the study."""
    if before.hides or (before.profile == PUBLIC and not all_published(study)):
        raise InputError(
            "a public results.json of tables that are not published is not verified: it would tell "
            "whether a guess at their counts is right",
            file=str(results),
            mend="Whoever holds the tables verifies the internal one, and says so.",
        )


def all_published(study: Study) -> bool:
    """Whether all that a study counts is published: tables of counts, lists, surveys, what was
    done, what else changed and how late offences are recorded."""
    return all([
        study.published,
        *(given.published for given in study.populations),
        *(given.published for given in study.surveys),
        *(given.open for given in study.activity),
        *(given.published for given in study.covariates),
        *(given.published for given in study.delays),
    ])  # fmt: skip
