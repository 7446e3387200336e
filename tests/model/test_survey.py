"""A survey's power against published figures and against surveys drawn one by one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from waterbed.model.errors import InputError
from waterbed.model.survey import (
    SurveyDesign,
    affordable,
    detectable_share,
    people_needed,
    survey_power,
)


def test_people_needed_is_the_textbook_formula():
    """n = (z_a + z_b)^2 (p q + p' q') / (p - p')^2 (Fleiss, Levin and Paik 2003, 4.2, unpooled)."""
    survey = SurveyDesign(0.30, 100, 100)
    z = stats.norm.ppf(0.95) + stats.norm.ppf(0.8)
    for after in (0.1, 0.2, 0.25, 0.4):
        n = z**2 * (0.3 * 0.7 + after * (1 - after)) / (after - 0.3) ** 2
        assert people_needed(survey, after) == max(10, math.ceil(n))


def test_clusters_cost_their_design_effect():
    plain = SurveyDesign(0.30, 100, 100)
    clustered = replace(plain, cluster=20, correlation=0.05)
    assert clustered.design_effect == pytest.approx(1.95)
    ratio = people_needed(clustered, 0.2) / people_needed(plain, 0.2)
    assert ratio == pytest.approx(1.95, rel=0.01)


def draw(rng, survey, after, replicates):
    """Cluster means are beta with the intra-cluster correlation; share found to have fallen."""
    size, rho = int(survey.cluster), survey.correlation
    z = stats.norm.ppf(survey.level)

    def wave(p, n):
        clusters = n // size
        a = (1 - rho) / rho
        share = rng.beta(p * a, (1 - p) * a, (replicates, clusters))
        return rng.binomial(size, share).sum(axis=1) / (clusters * size)

    one, two = wave(survey.before, survey.n_before), wave(after, survey.n_after)
    variance = one * (1 - one) / survey.n_before + two * (1 - two) / survey.n_after
    return np.mean((two - one) / np.sqrt(survey.design_effect * variance) < -z)


@pytest.mark.parametrize("after", [0.30, 0.24, 0.20, 0.15])
def test_power_is_what_drawn_surveys_find(after):
    survey = SurveyDesign(0.30, 400, 400, cluster=20, correlation=0.05)
    found = draw(np.random.default_rng(7), survey, after, 20_000)
    promised = 0.05 if after == 0.30 else survey_power(survey, after)
    assert found == pytest.approx(promised, abs=0.012)


def test_a_control_doubles_the_variance_and_the_same_people_lower_it():
    survey = SurveyDesign(0.30, 400, 400)
    assert replace(survey, control=True).variance(0.3) == pytest.approx(2 * survey.variance(0.3))
    assert replace(survey, repeated=0.5).variance(0.3) == pytest.approx(0.5 * survey.variance(0.3))


def test_detectable_share_has_the_power_asked_for():
    survey = SurveyDesign(0.30, 250, 250, cluster=10, correlation=0.02)
    for rise in (False, True):
        after = detectable_share(survey, 0.8, rise=rise)
        assert (after > 0.30) == rise
        assert survey_power(survey, after) == pytest.approx(0.8, abs=1e-4)
    assert detectable_share(SurveyDesign(0.05, 20, 20)) is None


def test_a_behaviour_trial_of_20_000_pounds():
    n = affordable(20_000, 8_000, 12.0)
    assert n == 500
    after = detectable_share(SurveyDesign(0.30, n, n, cluster=25, correlation=0.03))
    assert 0.19 < after < 0.23


def test_designs_that_cannot_be_are_refused():
    for wrong in (
        {"before": 0.0},
        {"n_after": 3},
        {"cluster": 0.5},
        {"correlation": 1.5},
        {"repeated": 0.4, "n_after": 90},
        {"level": 0.4},
    ):
        with pytest.raises(InputError):
            SurveyDesign(**{"before": 0.3, "n_before": 100, "n_after": 100} | wrong)
    with pytest.raises(InputError):
        affordable(1_000, 2_000, 5.0)
    with pytest.raises(InputError):
        survey_power(SurveyDesign(0.3, 100, 100), 1.2)
