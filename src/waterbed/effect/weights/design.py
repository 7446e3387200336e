"""What every weighting method reads (Design, Groups) and gives back (DonorWeights)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import index
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.weights.newton import Moments
from waterbed.model.errors import InputError, Refusal
from waterbed.model.reference import Floats, Mask
from waterbed.model.zones import Members

LARGEST = 1e60
"""Numbers beyond it, or none above its inverse, do not survive being squared and summed."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of treated areas, real or placebo, each weighed against donors of its own.

    members : positions of the treated areas of each
    barred : positions of the areas that are no donors to it (its members among them)
    total : float [B], what its weights sum to where a method sets their sum: the number of its
        treated areas, or that of the whole group where a jackknife has left some out
    """

    members: tuple[Members, ...]
    barred: tuple[Members, ...]
    total: Floats

    @classmethod
    def of(cls, members: Sequence[Members]) -> Groups:
        sizes = np.array([len(own) for own in members], float)
        return cls(tuple(members), tuple(members), sizes)

    def __len__(self) -> int:
        return len(self.members)

    def sums(self, values: Floats) -> Floats:
        """Totals over each group's areas of `values` [A, ...], scaled up to `total`: [B, ...]."""
        sums = [
            values[own].sum(axis=0) * (total / len(own))
            for own, total in zip(self.members, self.total, strict=True)
        ]
        return np.stack(sums)


@dataclass(frozen=True, slots=True)
class Design:
    """One problem: treated areas and donors, what is balanced, and over which periods.

    outcomes : O ids
    values : float [A, O, T], pre-periods first, then post-periods
    pre : number of pre-periods
    donor : bool [A]
    treated : positions of the really treated areas
    moments : float [A, M], first ones, then covariates, then each outcome's lags (totals over
        chunks of pre-periods); names : of the moments
    covariates : how many of the moments are covariates
    rows : the moments, scaled, with their Gram matrix
    predictors : float [A, K], K may be 0; predictor_names
    kept : what the values alone give and every group needs, made when first asked for (`survey`)
    """

    outcomes: tuple[str, ...]
    values: Floats
    pre: int
    donor: Mask
    treated: Members
    moments: Floats
    names: tuple[str, ...]
    covariates: int
    rows: Moments
    predictors: Floats
    predictor_names: tuple[str, ...]
    kept: dict[bool, Floats] = field(default_factory=dict, repr=False, compare=False)

    @property
    def before(self) -> Floats:
        """Values in the pre-periods, [A, O, T0]."""
        return self.values[:, :, : self.pre]

    @property
    def after(self) -> Floats:
        """Values in the post-periods, [A, O, P]."""
        return self.values[:, :, self.pre :]

    def with_donors(self, donor: Mask) -> Design:
        return replace(self, donor=donor, rows=Moments.of(self.moments, donor))

    def donors_of(self, groups: Groups, position: int) -> Members:
        """Positions of the donors of one group."""
        free = self.donor.copy()
        free[groups.barred[position]] = False
        return np.flatnonzero(free)

    def donor_counts(self, groups: Groups) -> Floats:
        """Number of donors of each group, [B]."""
        every = int(self.donor.sum())
        return np.array([every - int(self.donor[own].sum()) for own in groups.barred], float)


@dataclass(frozen=True, slots=True)
class DonorWeights:
    """Weights of B groups.

    weights : float [B, A], 0 where no donor
    shift : float [B, O], added to the donors' weighted sum in every period; 0 for most methods
    misfit : float [B], largest |misfit| / (1 + |target|) of the moments that had to be met
    converged : bool [B]; iterations : int [B]
    periods : float [B, O, T0], weights of pre-periods that make up the shift, or None
    importance : float [B, K], weights of predictors, or None
    """

    weights: Floats
    shift: Floats
    misfit: Floats
    converged: Mask
    iterations: NDArray[np.int64]
    periods: Floats | None = None
    importance: Floats | None = None


def plain_fits(
    design: Design,
    weights: Floats,
    shift: Floats | None = None,
    periods: Floats | None = None,
    importance: Floats | None = None,
) -> DonorWeights:
    """Weights of a method that has no moments to meet and always ends."""
    count = len(weights)
    blank = np.zeros((count, len(design.outcomes)))
    return DonorWeights(
        weights,
        blank if shift is None else shift,
        np.zeros(count),
        np.ones(count, bool),
        np.zeros(count, np.int64),
        periods,
        importance,
    )


def as_integer(value: Any) -> int | None:
    """A whole number as one; None for anything else."""
    try:
        return index(value)
    except TypeError:
        return None


def chunks(pre: int, period: int | Sequence[int]) -> list[slice]:
    """Chunks of pre-periods, earliest first, counted backwards from the last pre-period.

    period : length of all chunks (an incomplete first one is left out), or the length of each
        from the last backwards
    """
    if isinstance(period, Sequence):
        lengths = [as_integer(chunk) or 0 for chunk in period]
    else:
        length = as_integer(period) or 0
        lengths = [length] * (pre // length if length > 0 else 0)
    if not lengths or min(lengths) < 1 or sum(lengths) > pre:
        raise InputError(
            f"periods are to be put together in chunks that {pre} pre-periods do not hold",
            place="period",
            value=period,
            mend="Give a whole number from 1 to the number of pre-periods.",
        )
    chunks, last = [], pre
    for length in lengths:
        chunks.append(slice(last - length, last))
        last -= length
    return chunks[::-1]


def make_design(
    outcomes: Sequence[str],
    values: Floats,
    pre: int,
    donor: Mask,
    treated: Members,
    *,
    covariates: Mapping[str, Floats] | None = None,
    predictors: Mapping[str, Floats] | None = None,
    period: int | Sequence[int] = 1,
) -> Design:
    """Put the moments together and check that the problem is one.

    values : float [A, O, T]; covariates, predictors : float [A] by name
    InputError where there is no donor, no pre-period, a value that is not a number (or beyond
    LARGEST), a covariate that the others make up or a predictor that does not vary; Refusal
    "no-variation" where an outcome is the same for every donor in every pre-period.
    """
    if not len(treated):
        raise InputError("no area is treated", place="treated", mend="Name at least one area.")
    _check(outcomes, values, pre, donor)
    chosen = {**(covariates or {})}
    names, columns = ["intercept"], [np.ones(len(values))]
    for name, column in chosen.items():
        names.append(name)
        columns.append(np.asarray(column, float))
    _check_covariates(names[1:], columns, donor)
    for o, outcome in enumerate(outcomes):
        for at, part in enumerate(chunks(pre, period)):
            names.append(f"{outcome} [{at + 1}]")
            columns.append(values[:, o, part].sum(axis=1))
    moments = np.column_stack(columns)
    extra = {**(predictors or {})}
    table = np.column_stack([*extra.values()]) if extra else np.empty((len(values), 0))
    _finite(table, tuple(extra), "predictors")
    for name, column in zip(extra, table[donor].T, strict=True):
        if float(np.ptp(column)) == 0:
            raise InputError(
                "this predictor is the same for every donor",
                place=f"predictors {name!r}",
                mend="Leave it out: it tells no donors apart.",
            )
    return Design(
        tuple(outcomes),
        values,
        pre,
        donor,
        treated,
        moments,
        tuple(names),
        len(chosen),
        Moments.of(moments, donor),
        table,
        tuple(extra),
    )


def _check(outcomes: Sequence[str], values: Floats, pre: int, donor: Mask) -> None:
    if not donor.any():
        raise InputError(
            "no donor is left to compare the treated areas with",
            place="donors",
            mend="Leave more areas untreated, or allow more donors.",
        )
    if pre < 1:
        raise InputError(
            "the treatment starts in the first period, so that nothing is known from before it",
            place="start",
            mend="Give a later start, or counts from before it.",
        )
    if values.shape[2] <= pre:
        raise InputError(
            "there is no period after the treatment's start",
            place="end",
            mend="Give a later end.",
        )
    _sizes(values, "outcome")
    for outcome, own in zip(outcomes, values[donor][:, :, :pre].swapaxes(0, 1), strict=True):
        if float(np.ptp(own)) == 0:
            raise Refusal(
                "no-variation",
                f"every donor has the same value of {outcome!r} in every pre-period, so that "
                "nothing tells donors apart and nothing says how much counts vary",
                "Choose another outcome, larger areas or a longer pre-period.",
            )


def _sizes(values: Floats, place: str) -> None:
    """InputError for numbers whose squares overflow, or all of whose squares vanish."""
    largest = float(np.abs(values).max(initial=0.0))
    if not largest < LARGEST:
        raise InputError(
            "a value is no finite number, or too large to compute with",
            place=place,
            mend=f"Give numbers below {LARGEST:g}.",
        )
    if 0 < largest < 1 / LARGEST:
        raise InputError(
            "no value is large enough to compute with", place=place, mend="Use another unit."
        )


def _finite(table: Floats, names: Sequence[str], place: str) -> None:
    for name, column in zip(names, table.T, strict=True):
        if not np.isfinite(column).all():
            raise InputError(
                "a value is missing or is no finite number",
                place=f"{place} {name!r}",
                mend="Give a number for every treated area and donor, or leave the column out.",
            )
        _sizes(column, f"{place} {name!r}")


def _check_covariates(names: Sequence[str], columns: Sequence[Floats], donor: Mask) -> None:
    """InputError for a covariate that is a linear combination of those before it and a constant."""
    if not names:
        return
    table = np.column_stack(columns)
    _finite(table[:, 1:], names, "covariates")
    basis: list[Floats] = []
    for name, column in zip(["", *names], table[donor].T, strict=True):
        size = float(np.linalg.norm(column))
        left = column.copy()
        for _ in range(2):
            for direction in basis:
                left = left - direction * (direction @ left)
        rest = float(np.linalg.norm(left))
        if rest <= 1e-9 * max(size, 1e-300):
            raise InputError(
                "among the donors this covariate is constant, or made up of the ones before it",
                place=f"covariates {name!r}",
                mend="Leave it out: balancing the others balances it too.",
            )
        basis.append(left / rest)
