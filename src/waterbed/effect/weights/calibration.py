"""Weights that meet moments exactly: the micro-level synthetic control, and equal weights."""

from __future__ import annotations

import numpy as np

from waterbed.effect.weights.design import Design, DonorWeights, Groups, plain_fits
from waterbed.effect.weights.newton import solve


def calibrated(design: Design, groups: Groups, *, raking: bool = False) -> DonorWeights:
    """Donor weights that reproduce every moment of the treated areas' totals, none negative.

    Truncated linear calibration (chi-square distance), or raking (Kullback distance), from equal
    base weights: Robbins, Saunders and Kilmer (2017), *JASA* 112:109-126, as `microsynth` asks it
    of `survey::calibrate`, here solved exactly.  The weights of a problem that has any are unique.
    """
    base = groups.total / design.donor_counts(groups)
    solution = solve(design.rows, groups.sums(design.moments), base, groups.barred, raking=raking)
    shift = np.zeros((len(groups), len(design.outcomes)))
    return DonorWeights(
        solution.weights, shift, solution.misfit, solution.converged, solution.iterations
    )


def raking(design: Design, groups: Groups) -> DonorWeights:
    """`calibrated` with exponential tilts: every donor keeps some weight."""
    return calibrated(design, groups, raking=True)


def uniform(design: Design, groups: Groups) -> DonorWeights:
    """The same weight for every donor, and the pre-period difference taken off: difference in
    differences."""
    weights = np.repeat(design.donor[None].astype(float), len(groups), axis=0)
    for row, own in enumerate(groups.barred):
        weights[row, own] = 0.0
    weights *= (groups.total / design.donor_counts(groups))[:, None]
    level = design.before.mean(axis=2)
    return plain_fits(design, weights, groups.sums(level) - weights @ level)
