"""Rates of a row, with their errors, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.validity.cases import Case
from tests.validity.studies import Seen

BOUND = {0.95: 0.075, 0.9: 0.12}
"""Share of wrong answers that a row that decides may show."""

FEWEST = 50
"""Studies that nothing bars, from which a row counts as one that decides."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, its standard error and how many trials it rests on."""

    share: float
    se: float
    n: int

    def __str__(self) -> str:
        return "-" if not self.n else f"{100 * self.share:.1f} ({100 * self.se:.1f})"


def clustered(hits: np.ndarray, *clusters: np.ndarray) -> float:
    """Standard error of a mean, clustered both ways (Cameron, Gelbach and Miller 2011,
    *Journal of Business and Economic Statistics* 29:238-249), never below the binomial one."""
    n, gap = len(hits), hits - hits.mean()

    def variance(label: np.ndarray) -> float:
        _, at = np.unique(label, axis=0, return_inverse=True)
        sums = np.bincount(at.ravel(), gap)
        groups = len(sums)
        return float((sums**2).sum() / n**2 * groups / max(groups - 1, 1))

    plain = float(hits.var() / n)
    if len(clusters) == 1:
        return float(np.sqrt(max(variance(clusters[0]), plain)))
    both = np.stack(clusters, axis=1)
    return float(np.sqrt(max(sum(map(variance, clusters)) - variance(both), plain)))


def rate(hits: Sequence[bool], seen: Sequence[Seen], real: bool = False) -> Rate:
    """Of real counts with errors for the same place, and the same year, coming back."""
    if not len(hits):
        return Rate(float("nan"), float("nan"), 0)
    shares = np.array(hits, float)
    se = float(shares.std() / np.sqrt(len(shares)))
    if real:
        at = (np.array([study.place for study in seen]), np.array([study.year for study in seen]))
        se = clustered(shares, *at)
    return Rate(float(shares.mean()), se, len(shares))


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one claim of a row.

    supported, contradicted : of all studies; barred : studies in which support was excluded before
        the start; ungated : support, had no check failed
    wrong : the answer that is false here, among the studies that nothing bars from it; None where
        no answer is
    """

    claim: str
    supported: Rate
    contradicted: Rate
    barred: Rate
    ungated: Rate
    untestable: Rate
    wrong: Rate | None


def claim_rates(case: Case, seen: Sequence[Seen]) -> list[Found]:
    """Each claim of a row."""
    rates = []
    for i, claim in enumerate(case.claims):
        said = [study.said[i] for study in seen]

        def share(hits: list[bool]) -> Rate:
            return rate(hits, seen, case.real)

        truth, wrong = case.truth(claim), None
        if truth is not None:
            false = "contradicted" if truth else "supported"
            able = [study for study in seen if false not in study.said[i].barred]
            wrong = rate([study.said[i].answer == false for study in able], able, case.real)
        rates.append(
            Found(
                claim,
                share([answer.answer == "supported" for answer in said]),
                share([answer.answer == "contradicted" for answer in said]),
                share(["supported" in answer.barred for answer in said]),
                share([answer.ungated == "supported" for answer in said]),
                share([answer.answer == "untestable" for answer in said]),
                wrong,
            )
        )
    return rates


KNOWN = ("plain", "own season")
"""Worlds of which the oracle knows all but the rate."""


def oracle(case: Case, seen: Sequence[Seen]) -> Rate | None:
    """Power of one who knows all but the rate, his critical value that of the same places with
    nothing planted in them; None where there is none, or the world is another."""
    if case.bed not in KNOWN or not case.effect or not len(seen):
        return None
    untouched = np.array([study.untouched for study in seen])
    planted = np.array([study.planted for study in seen])
    if not np.isfinite(planted).all():
        return None
    if case.effect < 0:
        hits = planted <= np.quantile(untouched, 1 - case.level)
    else:
        hits = planted >= np.quantile(untouched, case.level)
    return rate(list(hits), seen)


def stands(case: Case, rates: Sequence[Found]) -> str:
    """Whether a row holds: no answer that is false here is given too often by the studies that
    nothing bars from it; "barred" where these are too few, "few" where all are."""
    if rates[0].supported.n < FEWEST:
        return "few"
    known = [claim.wrong for claim in rates if claim.wrong is not None]
    open_ = [wrong for wrong in known if wrong.n >= FEWEST]
    if not open_:
        return "barred" if known else ""
    worst = max(open_, key=lambda wrong: wrong.share)
    return "above" if worst.share > BOUND[case.level] else "holds"
