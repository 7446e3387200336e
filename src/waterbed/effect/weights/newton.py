"""Many calibration problems at once, each by semismooth Newton on its concave dual.

One problem: find weights w >= 0 with X'w = t that lie nearest to base weights d, where nearness
is the chi-square distance sum (w - d)^2 / 2d or the Kullback distance.  The dual of either is

    D(eta) = t'eta - d sum psi(x_i'eta) - sum soft_j eta_j^2 / 2,   w_i = d psi'(x_i'eta),

with psi(u) = ((1 + u)_+^2 - 1) / 2 (truncated linear) or exp(u) (raking); a moment with soft_j > 0
is met only as far as a penalty |misfit_j|^2 / (2 soft_j) asks (Deville and Sarndal 1992, *JASA*
87:376-382; Robbins, Saunders and Kilmer 2017, *JASA* 112:109-126).  The problems share the rows
of X, so that their matrix products are one; a problem's Gram matrix is changed only by the rows
that enter or leave its support.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.reference import Floats, Mask
from waterbed.model.zones import Members

ARMIJO = 1e-4
RIDGE = 1e-12
HALVINGS = 40
LARGEST = 500.0
"""Raking tilts above this overflow; the step is halved instead."""

LONG = 1.7
"""A Newton step is too short while rows leave the support, since the dual bends less without them:
so many times its length is tried first."""

CHANGED, EARLY = 0.05, 6
"""Share of its support that a problem must have changed by in the step before, and the steps up to
which that is looked at."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The rows that every problem draws its donors from.

    x : float [N, M], moments divided by `unit`
    unit : float [M]
    gram : float [M, M], x'x over the donors
    donor : bool [N], rows that may be a donor in some problem
    """

    x: Floats
    unit: Floats
    gram: Floats
    donor: Mask

    @classmethod
    def of(cls, moments: Floats, donor: Mask) -> Moments:
        """Divide each moment by its standard deviation among donors (by 1 where that is 0)."""
        unit = moments[donor].std(axis=0)
        unit = np.where(unit > 0, unit, np.maximum(np.abs(moments[donor]).max(axis=0), 1e-300))
        unit = np.where(np.isfinite(unit) & (unit > 1e-290), unit, 1.0)
        x = np.ascontiguousarray(moments / unit)
        return cls(x, unit, x[donor].T @ x[donor], donor)

    def gram_of(self, which: NDArray[np.int64]) -> Floats:
        part = self.x.take(which, axis=0)
        found: Floats = part.T @ part
        return found


@dataclass(frozen=True, slots=True)
class Solution:
    """weights : float [B, N], 0 where barred; misfit : float [B], the largest |misfit| / (1 + |t|)
    over the exact moments in their own units; converged : bool [B]; iterations : int [B]"""

    weights: Floats
    misfit: Floats
    converged: Mask
    iterations: NDArray[np.int64]


@dataclass(slots=True)
class _Work:
    """State of B problems; arrays are changed in place.

    tilt : float [B, N], psi'(x'eta), of the problems that have ended
    used : bool [B, N], rows that the Gram matrices hold
    """

    rows: Moments
    targets: Floats
    base: Floats
    barred: Sequence[Members]
    soft: Floats
    raking: bool
    eta: Floats
    value: Floats
    gradient: Floats
    gram: Floats
    tilt: Floats
    used: Mask

    def tilts(self, live: NDArray[np.int64], eta: Floats) -> tuple[Floats, Floats]:
        """psi'(x'eta) of the live problems [L, N], 0 where barred, and their dual values [L]."""
        u = eta @ self.rows.x.T
        if self.raking:
            over = u.max(axis=1) > LARGEST
            np.exp(np.minimum(u, LARGEST, out=u), out=u)
        else:
            u += 1.0
            np.maximum(u, 0.0, out=u)
        for row, problem in enumerate(live):
            u[row, self.barred[problem]] = 0.0
        spent: Floats = u.sum(axis=1) if self.raking else np.einsum("bn,bn->b", u, u) / 2
        gain = np.einsum("bm,bm->b", self.targets[live], eta)
        value = gain - self.base[live] * spent - (self.soft[live] * eta**2).sum(axis=1) / 2
        if self.raking:
            value[over] = -np.inf
        return u, value

    def slopes(self, live: NDArray[np.int64], eta: Floats, tilt: Floats) -> Floats:
        met = self.base[live, None] * (tilt @ self.rows.x)
        found: Floats = self.targets[live] - met - self.soft[live] * eta
        return found

    def refresh(self, live: NDArray[np.int64], tilt: Floats) -> Floats:
        """Bring Gram matrices to the rows that the new tilts use; share of them that is new or
        gone, [L]."""
        x = self.rows.x
        if self.raking:
            for row, problem in enumerate(live):
                self.gram[problem] = (x * tilt[row][:, None]).T @ x
            return np.zeros(len(live))
        used = tilt > 0
        changed = used != self.used[live]
        self.used[live] = used
        share = np.zeros(len(live))
        for row, problem in enumerate(live):
            which, many = np.flatnonzero(changed[row]), int(np.count_nonzero(used[row]))
            share[row] = len(which) / max(many, 1)
            if len(which) > many:
                self.gram[problem] = self.rows.gram_of(np.flatnonzero(used[row]))
                continue
            enters = used[row].take(which)
            if enters.any():
                self.gram[problem] += self.rows.gram_of(which[enters])
                which = which[~enters]
            if len(which):
                self.gram[problem] -= self.rows.gram_of(which)
        return share

    def directions(self, live: NDArray[np.int64]) -> Floats:
        hessian: Floats = self.base[live, None, None] * self.gram[live]
        spread: Floats = np.trace(hessian, axis1=1, axis2=2)
        diagonal = np.arange(hessian.shape[1])
        hessian[:, diagonal, diagonal] += (
            self.soft[live] + RIDGE * np.maximum(spread, 1e-300)[:, None]
        )
        step = np.linalg.solve(hessian, self.gradient[live][:, :, None])
        found: Floats = step[:, :, 0].astype(float)
        return found


def solve(
    rows: Moments,
    targets: Floats,
    base: Floats,
    barred: Sequence[Members],
    *,
    soft: Floats | None = None,
    raking: bool = False,
    tolerance: float = 1e-8,
    limit: int = 200,
) -> Solution:
    """Solve B problems over the same rows.

    targets : float [B, M], in the moments' own units; base : float [B], base weight of each donor
    barred : for each problem, rows that are no donors to it beside those not in `rows.donor`
    soft : float [M] or [B, M], 0 for a moment that must be met; in the moments' units squared
    The first moment is the constant.  A problem that no weights can meet does not converge, and
    ends as soon as its dual value shows that.
    """
    work = _start(rows, targets, base, barred, soft, raking)
    unit, size = rows.unit, 1.0 + np.abs(targets)
    climb = _DualAscent.of(work, unit / size, tolerance)
    highest = np.full(len(targets), np.inf) if soft is not None else _highest(targets, base, raking)
    live = np.flatnonzero(~climb.converged)
    while len(live):
        climb.round(live)
        going = (climb.iterations < limit) & (climb.step > 0.5**HALVINGS) & (work.value <= highest)
        live = live[~climb.converged[live] & going[live]]
    left = np.flatnonzero(~climb.converged)
    if len(left):
        work.tilt[left], _ = work.tilts(left, work.eta[left])
    weights = work.base[:, None] * work.tilt
    exact = (work.soft == 0).all(axis=0)
    missed = np.abs((targets / unit - weights @ rows.x) * unit / size)[:, exact]
    worst = missed.max(axis=1, initial=0.0)
    return Solution(weights, worst, climb.converged, climb.iterations)


@dataclass(slots=True)
class _DualAscent:
    """Where each of B problems stands on its way up; arrays are changed in place.

    measure : float [B, M], turns a scaled gradient into misfit / (1 + |target|)
    step : float [B], the length tried next; direction : float [B, M]
    """

    work: _Work
    measure: Floats
    tolerance: float
    converged: Mask
    iterations: NDArray[np.int64]
    step: Floats
    direction: Floats

    @classmethod
    def of(cls, work: _Work, measure: Floats, tolerance: float) -> _DualAscent:
        count = len(work.eta)
        converged = np.abs(work.gradient * measure).max(axis=1) < tolerance
        direction = np.zeros_like(work.eta)
        direction[~converged] = work.directions(np.flatnonzero(~converged))
        iterations, step = np.zeros(count, np.int64), np.full(count, 1.0 if work.raking else LONG)
        return cls(work, measure, tolerance, converged, iterations, step, direction)

    def round(self, live: NDArray[np.int64]) -> None:
        """One trial of each live problem: a step taken, or halved where it rises too little."""
        work, step, direction = self.work, self.step, self.direction
        trial = work.eta[live] + step[live, None] * direction[live]
        tilt, value = work.tilts(live, trial)
        rise = np.einsum("bm,bm->b", work.gradient[live], direction[live])
        slack = 1e-12 * (1 + np.abs(work.value[live]))
        ok = value >= work.value[live] + ARMIJO * step[live] * rise - slack
        step[live[~ok]] /= 2
        if not ok.all():
            live, trial, tilt, value = live[ok], trial[ok], tilt[ok], value[ok]
        if not len(live):
            return
        work.gradient[live] = work.slopes(live, trial, tilt)
        work.eta[live], work.value[live] = trial, value
        # The gradient already holds soft * eta, so that for soft moments it is their condition.
        misfit = np.abs(work.gradient[live] * self.measure[live]).max(axis=1)
        self.iterations[live] += 1
        done = misfit < self.tolerance
        self.converged[live] = done
        if done.any():
            work.tilt[live[done]] = tilt[done]
            live, tilt = live[~done], tilt[~done]
        if len(live):
            changed = work.refresh(live, tilt)
            direction[live] = work.directions(live)
            far = (changed > CHANGED) & (self.iterations[live] < EARLY)
            step[live] = np.where(far, LONG, 1.0)


def _highest(targets: Floats, base: Floats, raking: bool) -> Floats:
    """Dual values that no problem with a solution exceeds, [B].

    Weights that sum to T = targets[:, 0] are farthest from base weights d where one donor has all:
    T^2 / 2d - T, or T log(T / d) - T; weak duality does the rest.
    """
    total = targets[:, 0]
    far = total * np.log(total / base) if raking else total**2 / (2 * base)
    found: Floats = (far - total) + 1e-6 * np.abs(far) + 1e-6
    return found


def _start(
    rows: Moments,
    targets: Floats,
    base: Floats,
    barred: Sequence[Members],
    soft: Floats | None,
    raking: bool,
) -> _Work:
    """Every problem at eta = 0, where each donor has its base weight."""
    count, moments = targets.shape
    always = np.flatnonzero(~rows.donor)
    shut = [np.union1d(always, own) for own in barred]
    scaled = targets / rows.unit
    penalty = np.zeros((count, moments))
    if soft is not None:
        penalty += soft / rows.unit**2
    tilt = np.ones((count, len(rows.x)))
    value, met, gram = (
        np.empty(count),
        np.empty((count, moments)),
        np.empty((count, *rows.gram.shape)),
    )
    every, donors = rows.x[rows.donor].sum(axis=0), int(rows.donor.sum())
    for problem, own in enumerate(barred):
        tilt[problem, shut[problem]] = 0.0
        part = rows.x[own[rows.donor[own]]]
        spent = (donors - len(part)) * (1.0 if raking else 0.5)
        value[problem] = -base[problem] * spent
        met[problem] = base[problem] * (every - part.sum(axis=0))
        gram[problem] = rows.gram - part.T @ part
    return _Work(
        rows=rows,
        targets=scaled,
        base=base,
        barred=shut,
        soft=penalty,
        raking=raking,
        eta=np.zeros((count, moments)),
        value=value,
        gradient=scaled - met,
        gram=gram,
        tilt=tilt,
        used=tilt > 0,
    )
