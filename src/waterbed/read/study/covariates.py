"""Covariates and the claims of them: checked as keys of the study file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waterbed.model.covariates import Covariate
from waterbed.model.errors import Place
from waterbed.model.written.claims import ClaimForm
from waterbed.model.written.key import values_of
from waterbed.model.written.tables import CovariateForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems

COVARIATE, CLAIMS = Place(("covariate",)), Place(("claims",))


def resolve_covariates(
    forms: Sequence[CovariateForm], claims: Sequence[ClaimForm], folder: Path, problems: Problems
) -> tuple[Covariate, ...]:
    named = [form.name for form in forms]
    problems.no_repeats(COVARIATE / "name", named, "Give each its own.")
    for claim in claims:
        if claim.covariate is not None:
            place = entry_in(CLAIMS, claims, claim) / "covariate"
            problems.check_known(place, "covariate", claim.covariate, named)
    return tuple(
        Covariate(
            **values_of(form)
            | {"file": folder / form.file, "where": tuple(values_of(form)["where"].items())}
        )
        for form in forms
    )
