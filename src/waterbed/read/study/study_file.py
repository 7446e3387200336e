"""The study file: TOML or a workbook to a Study, or everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from waterbed.model.decision import rule_sha256
from waterbed.model.draft import Location
from waterbed.model.errors import InputError, raise_all
from waterbed.model.study import Study
from waterbed.model.written.study import StudyForm
from waterbed.read.study.activity import resolve_activity
from waterbed.read.study.alongside import placed, resolve_known, resolve_opinions, resolve_tests
from waterbed.read.study.claims import resolve_claims
from waterbed.read.study.costs import resolve_unit_costs
from waterbed.read.study.covariates import resolve_covariates
from waterbed.read.study.delays import resolve_delays
from waterbed.read.study.form import check_form
from waterbed.read.study.interventions import resolve_interventions
from waterbed.read.study.known_totals import resolve_known_totals
from waterbed.read.study.later import check_ended
from waterbed.read.study.open_words import with_open_words
from waterbed.read.study.populations import resolve_populations
from waterbed.read.study.problems import (
    Problems,
    Writing,
    days_first,
    place_of,
    screen_text,
)
from waterbed.read.study.programmes import resolve_programmes
from waterbed.read.study.resolve import (
    resolve_areas,
    resolve_counts,
    resolve_events,
    resolve_outcomes,
)
from waterbed.read.study.rules import resolve_rule
from waterbed.read.study.starts import RULE
from waterbed.read.study.study_toml import read_toml
from waterbed.read.study.study_workbook import is_workbook, read_workbook
from waterbed.read.study.surveys import resolve_surveys
from waterbed.read.study.workbook_writing import WorkbookWriting
from waterbed.read.tables.files import TABLE_SUFFIXES


@dataclass(frozen=True, slots=True)
class Written:
    """A study as it stands in its file, nothing checked but that it can be read.

    raw : keys and values, as tomllib returns them
    content : the bytes of the file
    writing : how errors are said in its form
    notes : comments on cells of a workbook, by location
    """

    raw: dict[str, Any]
    content: bytes
    writing: Writing
    notes: dict[Location, str] = field(default_factory=dict)


def read_study(path: Path, data: Path | None = None, *, draft: bool = False) -> Study:
    """Read and check a study file, TOML or a workbook.

    data : the folder that file paths are resolved against, in place of the study's own folder
    draft : whether words that bear on no answer may still be open: who makes a claim, where and
        when (`read.study.open_words`); such a study has no hash of its rule
    Raises InputError, or InputErrors with everything found in one pass: what cannot be read as
    TOML or as a study workbook; else all keys and values, and what is still to be filled in; else
    all that one key means for another.  No file that the study names is opened.
    """
    written = read_written(path)
    folder = data or path.parent
    study = study_from(written.raw, folder, file=str(path), writing=written.writing, draft=draft)
    return replace(study, sha256=hashlib.sha256(written.content).hexdigest())


def study_from(
    raw: Mapping[str, Any],
    folder: Path = Path(),
    *,
    file: str = "",
    writing: Writing | None = None,
    draft: bool = False,
) -> Study:
    """A study of a mapping, as tomllib would return it; InputError or InputErrors as `read_study`.

    folder : that which file paths are resolved against; draft : as of `read_study`
    file : the study file that it came from; writing : how errors are said in its form
    """
    problems = Problems(file, writing)
    raw, to_fill = with_open_words(raw) if draft else (raw, ())
    form = check_form(raw, problems)
    raise_all(problems.found)
    assert form is not None
    screen_text(form, problems)
    study = resolve_study(form, folder, problems)
    raise_all(problems.found)
    day_first = tuple(
        (str(place_of(location, raw)), text, dated.in_words())
        for location, text, dated in days_first(raw)
    )
    sha256 = "" if to_fill else rule_sha256(study)
    return replace(study, file=file, rule_sha256=sha256, day_first=day_first, to_fill=to_fill)


def read_written(path: Path) -> Written:
    """A study file as it stands; InputError, or InputErrors, where it cannot be taken apart."""
    file = str(path)
    try:
        if path.is_dir():
            raise _no_study(path)
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=file, mend="Check the path.") from None
    except OSError as error:
        mend = "Allow yourself to read it, or copy it elsewhere."
        raise InputError(
            f"the file cannot be read ({error.strerror})", file=file, mend=mend
        ) from None
    if is_workbook(path):
        book = read_workbook(content, file)
        return Written(book.raw, content, WorkbookWriting(path, book), book.notes)
    if path.suffix.lower() in TABLE_SUFFIXES:
        raise _no_study(path)
    return Written(read_toml(content, file), content, Writing())


def _order(path: Path) -> tuple[bool, str]:
    """Of several study files in a folder, the one called study.toml first."""
    return path.name != "study.toml", path.name


def _no_study(path: Path) -> InputError:
    kind = "folder" if path.is_dir() else "table"
    inside = sorted(path.glob("*.toml"), key=_order) if path.is_dir() else []
    mend = f"Give the study file{f': {inside[0]}' if inside else ', which ends in .toml or .xlsx'}."
    if kind == "table":
        mend += f" If there is none, write one: waterbed new my-study --counts {path.name}"
    return InputError(f"this is a {kind}, not a study file", file=str(path), mend=mend)


def resolve_study(form: StudyForm, folder: Path, problems: Problems) -> Study:
    """What a form means, without a hash; what is wrong between its keys is added to `problems`."""
    areas = resolve_areas(form.areas, folder, problems)
    counts = resolve_counts(form.counts, areas, folder, problems)
    outcomes = resolve_outcomes(form.outcomes, counts, folder, problems)
    known = {outcome.id for outcome in outcomes}
    interventions = resolve_interventions(form.interventions, areas, known, problems)
    ids = [intervention.id for intervention in interventions]
    rule = resolve_rule(form.rule, interventions, problems)
    if rule.leads:
        problems.check_known(RULE / "leads", "outcome", rule.leads, known)
    check_ended(form, interventions, rule, problems)
    programmes = resolve_programmes(form.programmes, interventions, form.rule.windows, problems)
    tests = resolve_tests(form.tests, problems)
    claims = resolve_claims(form.claims, interventions, programmes, outcomes, rule, problems)
    return Study(
        title=form.title,
        question=form.question,
        asked_by=form.asked_by,
        topic=form.topic,
        loop=form.loop,
        seed=form.seed,
        areas=areas,
        counts=counts,
        outcomes=outcomes,
        interventions=interventions,
        events=resolve_events(form.events, problems),
        rule=rule,
        claims=placed(claims, form.claims, tests, problems),
        populations=resolve_populations(form.populations, form.claims, folder, problems),
        delays=resolve_delays(form.delays, sorted(known), ids, folder, problems),
        programmes=programmes,
        activity=resolve_activity(form.activity, form.claims, areas, ids, folder, problems),
        surveys=resolve_surveys(form.survey, form.claims, problems),
        covariates=resolve_covariates(form.covariate, form.claims, folder, problems),
        unit_costs=resolve_unit_costs(form.unit_cost, known, problems),
        known_totals=resolve_known_totals(form.known_total, counts, outcomes, problems),
        opinions=resolve_opinions(form.opinions),
        known=resolve_known(form.known, form.claims, problems),
        tests=tests,
        written=form,
        folder=folder,
    )
