"""A survey before and after: what change of a share could it see?

Two proportions, from two independent samples or from the same people asked twice, of people drawn
in clusters.  The test is the two-sample z of the difference with its variance inflated by the
design effect 1 + (m - 1) rho, m the people a cluster and rho the intra-cluster correlation
(Kish 1965, *Survey Sampling*, section 5.4; Fleiss, Levin and Paik 2003, *Statistical Methods for
Rates and Proportions*, section 4.2; Donner and Klar 2000, *Design and Analysis of Cluster
Randomization Trials*, section 5.2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.model.errors import InputError
from waterbed.model.laws import below, quantile


@dataclass(frozen=True, slots=True)
class Answers:
    """Of the people who answered in one wave of a survey, how many said yes."""

    yes: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.yes <= self.of:
            raise InputError(
                f"{self.yes:,} of {self.of:,} people cannot have said yes",
                mend="Give those who said yes first, then all who answered.",
            )
        if self.of < 10:
            raise InputError(
                f"a wave of {self.of:,} is too small", mend="Each wave needs at least ten people."
            )

    @property
    def share(self) -> float:
        return self.yes / self.of


@dataclass(frozen=True, slots=True)
class ShareChange:
    """How a share of people changed; where a comparison was asked too, by how much more than there.

    waves : before and after, where something was done and, if asked, where nothing was
    value, low, high : change of the share, in parts of one; level : two-sided, of the interval
    design_effect : factor by which the design raises the variance of a share
    df : degrees of freedom of the clusters, or None where they are not known or not few
    """

    waves: tuple[Answers, ...]
    value: float
    low: float
    high: float
    level: float
    design_effect: float
    df: float | None


@dataclass(frozen=True, slots=True)
class SurveyDesign:
    """The design of a survey before and after.

    before : share expected before, strictly between 0 and 1
    n_before, n_after : people who answer in each wave
    cluster : people asked a cluster (street, school, workplace), 1 for a simple sample
    correlation : intra-cluster correlation of the answer, 0 to 1
    repeated : correlation of a person's two answers where the same people are asked twice, 0 where
        each wave is a new sample
    control : whether as many people are asked where nothing is done, so that the estimate is a
        difference of differences
    level : of the one-sided test that decides
    """

    before: float
    n_before: int
    n_after: int
    cluster: float = 1.0
    correlation: float = 0.0
    repeated: float = 0.0
    control: bool = False
    level: float = 0.95

    def __post_init__(self) -> None:
        problems = {
            "the share before must lie strictly between 0 and 1": not 0 < self.before < 1,
            "each wave needs at least ten people": min(self.n_before, self.n_after) < 10,
            "a cluster has at least one person": self.cluster < 1,
            "the intra-cluster correlation lies between 0 and 1": not 0 <= self.correlation <= 1,
            "a repeated answer's correlation lies between 0 and 1": not 0 <= self.repeated < 1,
            "people asked twice are as many after as before": self.repeated > 0
            and self.n_before != self.n_after,
            "the level lies between .5 and 1": not 0.5 < self.level < 1,
        }
        for problem, holds in problems.items():
            if holds:
                raise InputError(problem, mend="Change the design of the survey.")

    @property
    def design_effect(self) -> float:
        """Factor by which clusters raise the variance of a share."""
        return 1 + (self.cluster - 1) * self.correlation

    def variance(self, after: float) -> float:
        """Variance of the estimated change of a share that becomes `after` where something is done
        and stays where nothing is."""

        def change(p: float, q: float) -> float:
            early, late = p * (1 - p) / self.n_before, q * (1 - q) / self.n_after
            return self.design_effect * (early + late - 2 * self.repeated * math.sqrt(early * late))

        own = change(self.before, after)
        return own + (change(self.before, self.before) if self.control else 0.0)


def as_asked(
    before: Sequence[Answers],
    after: Sequence[Answers],
    effect: float,
    repeated: float,
    level: float,
) -> SurveyDesign:
    """The design of a survey that was asked: what a survey of its size could see.

    before, after : where something was done and, if asked, where nothing was
    effect : its design effect, taken as that of pairs of people who answer alike
    Where fewer were asked in one place than in the other, as many as there: it then sees no less.
    """
    return SurveyDesign(
        min(max(before[0].share, 0.01), 0.99), min(answers.of for answers in before),
        min(answers.of for answers in after), effect, 1.0 if effect > 1 else 0.0, repeated,
        len(before) > 1, level,
    )  # fmt: skip


def effect_of(
    waves: Sequence[Answers],
    cluster: float,
    correlation: float,
    given: float | None,
    repeated: float,
) -> tuple[float, float | None]:
    """The design effect of a survey and the degrees of freedom of its clusters, None without any.

    waves : each before with its after; given : a design effect instead of cluster and correlation
    InputError, its place a key, for a design that cannot be or has fewer than two clusters a wave.
    """
    for before, after in zip(waves[::2], waves[1::2], strict=True):
        asked = SurveyDesign(0.5, before.of, after.of, cluster, correlation, repeated)
    if given is not None:
        if cluster > 1 or given < 1:
            raise InputError(
                "a design effect is at least 1, and stands instead of clusters",
                place="design_effect",
                value=given,
                mend="Give it alone, or cluster and correlation.",
            )
        return given, None
    if cluster == 1:
        return 1.0, None
    clusters = [wave.of / cluster for wave in waves]
    if min(clusters) < 2:
        raise InputError(
            "a wave needs at least two clusters",
            place="cluster",
            value=cluster,
            mend="Give the people asked in one street, school or workplace.",
        )
    # The same clusters twice are no more of them.
    independent = clusters[::2] if repeated else clusters
    return asked.design_effect, sum(independent) - len(independent)


def survey_power(survey: SurveyDesign, after: float) -> float:
    """Chance that the one-sided test finds a share that went from `before` to `after`.

    The test's own standard error is that of the estimate at the two shares (unpooled).
    InputError for a share outside 0 to 1.
    """
    if not 0 <= after <= 1:
        raise InputError("the share after must lie between 0 and 1", mend="Give a share.")
    error = math.sqrt(max(survey.variance(after), 1e-300))
    z = abs(after - survey.before) / error
    return float(below(z - quantile(survey.level)))


def detectable_share(
    survey: SurveyDesign, power: float = 0.8, *, rise: bool = False
) -> float | None:
    """The share after that is just seen with this power: the smallest fall, or rise.

    None where not even a fall to nothing, or a rise to everybody, would be seen.
    """
    limit = 1.0 if rise else 0.0
    if survey_power(survey, limit) < power:
        return None
    near, far = survey.before, limit
    while abs(far - near) > 1e-6:
        middle = (near + far) / 2
        near, far = (near, middle) if survey_power(survey, middle) >= power else (middle, far)
    return far


def people_needed(survey: SurveyDesign, after: float, power: float = 0.8) -> int | None:
    """People a wave (as many before as after) for this power; None above ten million.

    Only the share, the clusters and the correlations of `survey` are used.
    """
    if after == survey.before:
        return None

    def enough(n: int) -> bool:
        return survey_power(replace(survey, n_before=n, n_after=n), after) >= power

    low, high = 10, 10
    while not enough(high):
        low, high = high, 2 * high
        if high > 10_000_000:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def affordable(budget: float, fixed: float, each: float, waves: int = 2) -> int:
    """People a wave that a budget pays for: (budget - fixed) / (each x waves), rounded down.

    All in one currency; InputError where an answer costs nothing or nothing is left for answers.
    """
    if each <= 0 or waves < 1 or fixed < 0:
        raise InputError(
            "an answer costs something, and fixed costs are not negative",
            mend="Give the cost of an answer, the fixed costs and the number of waves.",
        )
    left = math.floor((budget - fixed) / (each * waves))
    if left < 1:
        raise InputError("the budget does not pay for an answer", mend="Raise it, or ask fewer.")
    return left
