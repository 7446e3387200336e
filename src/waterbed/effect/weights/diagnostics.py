"""What the weights look like, as Checks: balance, concentration, hull, coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.effect.weights.design import Design, DonorWeights, Groups
from waterbed.effect.weights.hull import admissible_range, hull_distance
from waterbed.effect.weights.methods import SOLVERS
from waterbed.model.estimate import Check, Figure, remark
from waterbed.model.reference import Floats

WEIGHT_CHECKS: dict[str, tuple[str, ...]] = {
    "balance": ("before", "worst"),  # figure: the largest standardised difference with weights
    "effective-donors": ("used", "donors"),  # figure: (sum w)^2 / sum w^2
    "largest-weight": ("area",),  # figure: the largest share of the weights
    "hull-distance": (),  # figure: standard deviations from what donors can make up
    "moments-met": ("moments", "iterations"),  # figure: largest |misfit| / (1 + |target|)
    "negative-weights": ("number",),  # figure: the share of the weights that is negative
    "placebos-left-out": ("asked", "p"),  # figure: groups that no weights reproduce; p: were each
    # of them as extreme as the treated areas, two-sided
    "donors-left-out": (),  # figure: donors with gaps in the periods used
    "weights-unique": ("low", "high"),  # figure: width of the effects that all such weights give
}
"""Names of the checks and of their facts, in the form of `model.codes.CHECKS`."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Standardised differences, treated mean less donors' weighted mean over the donors' standard
    deviation, for every moment and predictor but the first, constant one.

    before : with equal weights; after : with the weights found
    """

    names: tuple[str, ...]
    before: Floats
    after: Floats


def balance(design: Design, groups: Groups, fits: DonorWeights) -> Balance:
    """Balance of the first group.  Methods with a shift are held to their lags as they are."""
    donors = design.donors_of(groups, 0)
    table = np.column_stack([design.moments[:, 1:], design.predictors])
    spread = table[donors].std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    mean = table[groups.members[0]].mean(axis=0)
    weights = fits.weights[0, donors] / float(groups.total[0])
    before = (mean - table[donors].mean(axis=0)) / spread
    after = (mean - weights @ table[donors]) / spread
    return Balance((*design.names[1:], *design.predictor_names), before, after)


def weight_checks(
    name: str,
    design: Design,
    groups: Groups,
    fits: DonorWeights,
    areas: tuple[str, ...],
    left_out: int,
) -> tuple[Check, ...]:
    """Checks of the first group's weights; all inform, but "moments-met" gates an exact method.

    areas : ids, in the design's order; left_out : donors that gaps have cost
    """
    donors = design.donors_of(groups, 0)
    weights = fits.weights[0, donors]
    size = np.abs(weights)
    balances = balance(design, groups, fits)
    worst = int(np.argmax(np.abs(balances.after)))
    largest = int(np.argmax(size))
    checks = [
        _informs(
            "balance",
            float(np.abs(balances.after).max()),
            before=Figure(float(np.abs(balances.before).max())),
            worst=balances.names[worst],
        ),
        _informs(
            "effective-donors",
            float(size.sum() ** 2 / (size**2).sum()) if size.any() else 0.0,
            used=Figure(float((size > 1e-10 * max(float(size.max()), 1e-300)).sum())),
            donors=Figure(float(len(donors))),
        ),
        _informs(
            "largest-weight",
            float(size[largest] / size.sum()) if size.any() else 0.0,
            area=areas[donors[largest]],
        ),
        _informs("donors-left-out", float(left_out)),
    ]
    if SOLVERS[name].exact:
        met = bool(fits.converged[0])
        facts = remark(
            "moments-met",
            moments=Figure(float(len(design.names))),
            iterations=Figure(float(fits.iterations[0])),
        )
        figure = Figure(float(fits.misfit[0]))
        checks.append(Check("moments-met", met, True, facts, figure, "" if met else "both"))
    # Weights that meet every moment show that the treated areas' mean lies within the hull.
    inside = SOLVERS[name].exact and bool(fits.converged[0])
    checks.append(_informs("hull-distance", 0.0 if inside else hull_distance(design, groups)))
    if not SOLVERS[name].unique:
        checks.extend(_uniqueness(name, design, groups, fits))
    if (weights < 0).any():
        share = float(-weights[weights < 0].sum() / size.sum())
        number = Figure(float((weights < 0).sum()))
        checks.append(_informs("negative-weights", share, number=number))
    return tuple(checks)


def _uniqueness(name: str, design: Design, groups: Groups, fits: DonorWeights) -> list[Check]:
    """For each outcome, whether other weights that fit as well would give another effect."""
    checks = []
    for low, high in admissible_range(name, design, groups, fits):
        width = float(high - low)
        counts = float(groups.sums(design.after)[0].sum())
        facts = remark("weights-unique", low=Figure(float(low)), high=Figure(float(high)))
        same = width <= 1e-5 * max(1.0, counts)
        checks.append(Check("weights-unique", same, False, facts, figure=Figure(width)))
    return checks


def _informs(name: str, figure: float, **facts: Figure | str) -> Check:
    return Check(name, None, False, remark(name, **facts), figure=Figure(figure))
