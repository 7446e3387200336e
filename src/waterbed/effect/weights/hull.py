"""Linear programmes: whether moments can be met at all, and what all weights that meet them say."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from waterbed.effect.weights.design import Design, DonorWeights, Groups
from waterbed.effect.weights.methods import SOLVERS
from waterbed.effect.weights.simplex import centred, lags, simplex_qp
from waterbed.model.errors import Refusal
from waterbed.model.reference import Floats


def least_misfit(design: Design, groups: Groups) -> Floats:
    """For the first group, by how much the moments must at least be missed, [M].

    Misfits are per treated area and in donors' standard deviations; their sum is the least that
    non-negative weights reach (an L1 programme).  All zero where the moments can be met.
    """
    from scipy.optimize import linprog  # slow to import, and few studies ask for it

    donors = design.donors_of(groups, 0)
    x = design.rows.x[donors].T
    target = groups.sums(design.rows.x)[0]
    moments, count = x.shape
    slack = sparse.eye_array(moments)
    solution = linprog(
        np.concatenate([np.zeros(count), np.ones(2 * moments)]),
        A_eq=sparse.hstack([sparse.csr_array(x), slack, -slack]),
        b_eq=target,
        bounds=(0, None),
        method="highs",
    )
    missed: Floats = (solution.x[count : count + moments] + solution.x[count + moments :]) / float(
        groups.total[0]
    )
    return np.where(missed > 1e-7, missed, 0.0)


def refuse_infeasible(design: Design, groups: Groups, fits: DonorWeights) -> None:
    """Refusal "infeasible-weights" where the first group's moments were not met."""
    if bool(fits.converged[0]):
        return
    missed = least_misfit(design, groups)
    worst = int(np.argmax(missed))
    if missed[worst] > 0:
        raise Refusal(
            "infeasible-weights",
            f"no donor weights reproduce the treated areas: {int((missed > 0).sum())} of "
            f"{len(missed)} moments cannot be met, {design.names[worst]!r} by the most "
            f"({missed[worst]:.3g} standard deviations)",
            "Balance longer periods or fewer covariates, allow more donors, or use a method that "
            "does not need an exact balance.",
        )
    raise Refusal(
        "no-convergence",
        f"the weights were not found: the largest misfit left is {fits.misfit[0]:.3g}",
        "Balance longer periods or fewer covariates.",
    )


def hull_distance(design: Design, groups: Groups) -> float:
    """Root mean square distance, in standard deviations, of the first group's mean lags from what
    donors can make up with weights >= 0 that sum to one."""
    columns = lags(design)
    apart = columns[design.donors_of(groups, 0)] - columns[groups.members[0]].mean(axis=0)
    missed = simplex_qp(apart) @ apart
    distance = float(np.sqrt((missed**2).mean()))
    return distance if distance > 1e-6 else 0.0


def admissible_range(name: str, design: Design, groups: Groups, fits: DonorWeights) -> Floats:
    """Least and largest effect of the first group over all weights as good as those found, [O, 2].

    Weights >= 0 that meet the same moments as `fits` does: for an exact method every moment, for a
    simplex method its fitted lags or predictors, summing to one.  An end is infinite where the
    programme has no bound.  Refusal where the method's weights are of another kind.
    """
    donors = design.donors_of(groups, 0)
    total = float(groups.total[0])
    own = fits.weights[0, donors] / total
    level = np.zeros((len(design.values), len(design.outcomes)))
    if SOLVERS[name].exact:
        columns = design.rows.x
    elif name == "simplex" and fits.importance is not None:
        spread = design.predictors[donors].std(axis=0)
        used = fits.importance[0] > 1e-6
        columns = (design.predictors / np.where(spread > 0, spread, 1.0))[:, used]
    elif name == "simplex":
        columns = lags(design)
    elif name == "simplex-intercept":
        columns, level = centred(design, lags(design)), design.before.mean(axis=2)
    else:
        raise Refusal(
            "unique-weights",
            "this method's weights are unique: there is no range over others",
        )
    from scipy.optimize import linprog

    x = np.column_stack([np.ones(len(donors)), columns[donors]]).T
    after = design.after.sum(axis=2) - level * design.after.shape[2]
    observed = groups.sums(after)[0]
    ends = np.empty((len(design.outcomes), 2))
    for o in range(len(design.outcomes)):
        chosen = float(own @ after[donors, o])
        for end, sign in enumerate((-1.0, 1.0)):
            best = linprog(
                sign * after[donors, o], A_eq=x, b_eq=x @ own, bounds=(0, None), method="highs"
            )
            reached = sign * float(best.fun) if best.status == 0 else chosen
            expected = -sign * np.inf if best.status == 3 else reached
            ends[o, end] = observed[o] - total * expected
    return np.sort(ends, axis=1)
