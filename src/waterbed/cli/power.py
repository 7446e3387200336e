"""The command that says, before any result, whether a study could tell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from waterbed.cli import completing
from waterbed.cli.shared import FOLDER, STUDY, explained, progress_bar
from waterbed.cli.streams import echo
from waterbed.model.errors import InputError

if TYPE_CHECKING:
    from waterbed.analysis.run import Inputs
    from waterbed.model.progress import Progress
    from waterbed.model.released_study import ShownStudy
    from waterbed.model.released_survey import ShownSurvey
    from waterbed.model.study import Study
    from waterbed.power.other_outcomes import OtherRow
    from waterbed.power.planted import PowerRow


@click.command()
@click.argument("study", type=STUDY, required=False)
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@click.option("--places", type=click.IntRange(20, 1000), default=60, show_default=True,
              help="Most places in which falls are planted.")  # fmt: skip
@click.option("--claim", "claims", multiple=True, metavar="ID", shell_complete=completing.claims,
              help="Ask it for this claim alone; may be repeated. By default for all.")  # fmt: skip
@click.option("--people", type=int, help="Instead of a study: people asked in each wave.")
@click.option("--before", type=float, default=0.5, show_default=True, help="Share expected before.")
@click.option("--cluster", type=float, default=1.0, help="People asked a cluster.")
@click.option("--correlation", type=float, default=0.0, help="Of answers within a cluster.")
@click.option("--repeated", type=float, default=0.0, help="Of one person's two answers.")
@click.option("--control", is_flag=True, help="As many are asked where nothing is done.")
@click.option("--json", "as_json", is_flag=True, help="Print rows as JSON.")
@explained
def power(
    study: Path | None,
    data: Path | None,
    places: int,
    claims: tuple[str, ...],
    people: int | None,
    before: float,
    cluster: float,
    correlation: float,
    repeated: float,
    control: bool,
    as_json: bool,
) -> None:
    """Could this study tell? Asked before any result.

    Plants falls where nothing was done, and judges each as the study would.

    \b
    Example:
      waterbed power examples/redbridge/study.toml
      waterbed power --people 400 --before 0.3 --cluster 20 --correlation 0.05
    """
    if (study is None) == (people is None):
        raise InputError("give a study file or --people, one of them", mend="See --help.")
    if people is not None:
        from waterbed.cli.terminal.power import show_survey, survey_row
        from waterbed.model.survey import SurveyDesign

        asked = SurveyDesign(before, people, people, cluster, correlation, repeated, control)
        echo(json.dumps(survey_row(asked), indent=1)) if as_json else show_survey(asked)
        return
    assert study is not None
    could_tell(study, data, places, claims, as_json)


@dataclass(frozen=True)
class _Foreseen:
    """What a study could show, part by part, of the claims that are asked about.

    waves : of each programme, a row for JSON and what it says in words; shown : the study as it
    leaves, with what would test the claims that these data cannot
    """

    study: Study
    rows: Sequence[PowerRow]
    others: Sequence[OtherRow]
    waves: Sequence[tuple[dict[str, Any], str]]
    surveys: Sequence[ShownSurvey]
    shown: ShownStudy


def could_tell(
    study: Path, data: Path | None, places: int, claims: tuple[str, ...], as_json: bool
) -> None:
    """Print what planted falls, other outcomes and waves together could show.

    claims : ids of those that it is asked for, or none for all
    """
    from waterbed.analysis.run import read_inputs
    from waterbed.cli.publishing import mark_internal

    with progress_bar(not as_json) as progress:
        progress("reading", 0, 1)
        inputs = read_inputs(study, data, draft=True)
    inputs = replace(inputs, study=only(inputs.study, claims))
    if not as_json:
        echo(
            f"Planting falls in up to {places} places, for each outcome and window: this can take "
            "some minutes; fewer --places are quicker, and rougher.",
            err=True,
        )
    with progress_bar(not as_json) as progress:
        foreseen = _foresee(inputs, places, progress)
    if as_json:
        profile = foreseen.study.profile
        echo(json.dumps([row | {"profile": profile} for row in _rows(foreseen)], indent=1))
    else:
        mark_internal(foreseen.study)
        _show(foreseen)


def _foresee(inputs: Inputs, places: int, progress: Progress) -> _Foreseen:
    from waterbed.analysis.attitudes import attitudes
    from waterbed.analysis.foresight import PLACEBOS
    from waterbed.disclosure.attitudes import release_attitudes
    from waterbed.disclosure.inputs import release_study
    from waterbed.power.other_outcomes import prospect_others
    from waterbed.power.planted import prospect

    asked, areas, panel = inputs.study, inputs.areas, inputs.counts.panel
    rows = prospect(asked, areas, panel, places=places, progress=progress)
    progress("comparing other outcomes", 0, 1)
    others = prospect_others(asked, areas, panel, placebos=PLACEBOS)
    waves = _together(inputs)
    named = {claim.survey for claim in asked.claims}
    spoken = [survey for survey in asked.surveys if survey.id in named]
    surveys = release_attitudes(
        attitudes(spoken, asked.rule), asked.rule.deciding_level, internal=True
    )
    shown = release_study(asked, official=True, internal=True)
    return _Foreseen(asked, rows, others, waves, surveys, shown)


def _rows(foreseen: _Foreseen) -> list[Any]:
    from waterbed.cli.terminal.power import other_power_rows, power_rows, survey_row
    from waterbed.report.words.wanted import size_row

    level = foreseen.study.rule.level
    return [
        *power_rows(foreseen.rows),
        *other_power_rows(foreseen.others),
        *(row for row, _ in foreseen.waves),
        *(size_row(test, level) for test in foreseen.shown.tests),
        *(
            {"survey": survey.id} | survey_row(survey.seen)
            for survey in foreseen.surveys
            if survey.seen
        ),
    ]


def _show(foreseen: _Foreseen) -> None:
    from waterbed.cli.terminal.power import (
        of_what_was_done,
        show_other_power,
        show_power,
        show_sizes,
    )
    from waterbed.report.words.attitudes import foretold

    level = foreseen.study.rule.level
    show_power(foreseen.rows, level)
    if done := of_what_was_done(foreseen.study.claims):
        echo(done)
    for survey in foreseen.surveys:
        echo(foretold(survey))
    show_other_power(foreseen.others, level)
    for _, words in foreseen.waves:
        echo(words)
    show_sizes(foreseen.shown)


def only(study: Study, claims: tuple[str, ...]) -> Study:
    """The study with these claims alone, all where none is named; InputError for one that is not
    there."""
    from waterbed.model.messages import suggestion

    known = [claim.id for claim in study.claims]
    for claim in claims:
        if claim not in known:
            mend = suggestion(claim, known, "claims")
            raise InputError("the study has no such claim", place="--claim", value=claim, mend=mend)
    kept = tuple(claim for claim in study.claims if not claims or claim.id in claims)
    return replace(study, claims=kept)


def _together(inputs: Inputs) -> list[tuple[dict[str, Any], str]]:
    """What the waves of each programme could show added up: a row for JSON, and in words."""
    from waterbed.disclosure import release
    from waterbed.power.planted import together
    from waterbed.report.sections.programme import foreseen

    results = together(inputs.study, inputs.areas, inputs.counts.panel)
    return [] if results is None else foreseen(release(results).content)
