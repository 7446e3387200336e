"""Surveys and the claims of them: checked as keys of the study file."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.attitudes import Survey, Wave, WaveForm
from waterbed.model.errors import InputError, Place
from waterbed.model.kinds import KINDS
from waterbed.model.survey import Answers, effect_of
from waterbed.model.written.claims import ClaimForm
from waterbed.model.written.key import values_of
from waterbed.model.written.tables import SurveyForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems

SURVEY, CLAIMS = Place(("survey",)), Place(("claims",))
WAVES = ("before", "after", "comparison_before", "comparison_after")


def resolve_surveys(
    forms: Sequence[SurveyForm], claims: Sequence[ClaimForm], problems: Problems
) -> tuple[Survey, ...]:
    problems.no_repeats(SURVEY / "id", [form.id for form in forms], "Give each its own.")
    for claim in claims:
        known = [form.id for form in forms]
        _check_claim(claim, entry_in(CLAIMS, claims, claim), known, problems)
    return tuple(_survey(form, entry_in(SURVEY, forms, form), problems) for form in forms)


def _survey(form: SurveyForm, place: Place, problems: Problems) -> Survey:
    values = values_of(form)
    waves = {key: _wave(values[key]) for key in WAVES}
    survey = Survey(**(values | waves))
    if _check_waves(survey, place, problems) and _check_keys(survey, place, problems):
        _check_design(survey, place, problems)
    return survey


def _wave(form: WaveForm | None) -> Wave | None:
    return None if form is None else Wave(form.yes, form.of, form.asked)


def _check_waves(survey: Survey, place: Place, problems: Problems) -> bool:
    """Whether every wave is possible, and a comparison was asked when the others were."""
    fine = True
    for key in WAVES:
        wave: Wave | None = getattr(survey, key)
        try:
            if wave is not None:
                Answers(wave.yes, wave.of)
        except InputError as error:
            problems.add(place / key, error.problem, mend=error.mend)
            fine = False
    before, after = survey.comparison_before, survey.comparison_after
    if after is not None and survey.after is None:
        mend = "Give the wave after as well."
        problems.add(place / "after", "only the comparison was asked again", mend=mend)
    elif (before is None) != (after is None) and survey.after is not None:
        key = "comparison_before" if before is None else "comparison_after"
        mend = "Give both, or leave both out."
        problems.add(place / key, "a comparison has two waves", mend=mend)
    else:
        return fine
    return False


def _check_keys(survey: Survey, place: Place, problems: Problems) -> bool:
    """Whether the keys of the design go together."""
    if survey.repeated and not survey.same_people:
        problem = "two answers of a person go with the same people asked twice"
        mend = "Set same_people = true, or leave it out."
        problems.add(place / "repeated", problem, survey.repeated, mend)
        return False
    if (survey.cluster > 1) != (survey.correlation > 0):
        key = "correlation" if survey.cluster > 1 else "cluster"
        problem = "cluster and correlation go together"
        mend = "Give both, or the design_effect of the survey's own report."
        problems.add(place / key, problem, mend=mend)
        return False
    return True


def _check_design(survey: Survey, place: Place, problems: Problems) -> None:
    waves = [wave.answers for pair in survey.pairs for wave in (pair[0], pair[1] or pair[0])]
    try:
        effect_of(waves, survey.cluster, survey.correlation, survey.design_effect, survey.repeated)
    except InputError as error:
        at = place / str(error.place) if error.place else place
        problems.add(at, error.problem, error.value, error.mend)


def _check_claim(claim: ClaimForm, place: Place, known: Sequence[str], problems: Problems) -> None:
    """The survey that a claim names, and the points that it states."""
    kind = KINDS[claim.kind]
    if not kind.quantity.asked:
        if claim.survey is not None:
            problem = f"this key means nothing in a claim of the kind {claim.kind!r}"
            problems.add(place / "survey", problem, claim.survey, "Leave it out.")
        return
    if claim.survey is not None:
        problems.check_known(place / "survey", "survey", claim.survey, known)
    half = (0.01 if claim.rounding is None else claim.rounding) / 2
    if claim.stated is not None and not half < claim.stated <= 1:
        problem = "points of a share lie above 0, above half their rounding, and are at most 1"
        mend = "Write ten points as 0.1; the kind says which way."
        problems.add(place / "stated", problem, claim.stated, mend)
