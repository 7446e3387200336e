"""Many calibration problems at once, each by semismooth Newton on its concave dual.

One problem: find weights w >= 0 with X'w = t that lie nearest to base weights d, where nearness
is the chi-square distance sum (w - d)^2 / 2d or the Kullback distance.  The dual of either is

    D(eta) = t'eta - d sum psi(x_i'eta) - sum soft_j eta_j^2 / 2,   w_i = d psi'(x_i'eta),

with psi(u) = ((1 + u)_+^2 - 1) / 2 (truncated linear) or exp(u) (raking); a moment with soft_j > 0
is met only as far as a penalty |misfit_j|^2 / (2 soft_j) asks (Deville and Sarndal 1992, *JASA*
87:376-382; Robbins, Saunders and Kilmer 2017, *JASA* 112:109-126).  The problems share the rows
of X, so that their matrix products are one; a problem's Gram matrix is changed only by the rows
that enter or leave its support, and gives the slope of the dual as well while many rows do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dsymv, dsyrk
from scipy.linalg.lapack import dposv

from waterbed.model.reference import Floats, Mask
from waterbed.model.zones import Members

ARMIJO = 1e-4
RIDGE = 1e-12
HALVINGS = 40
LARGEST = 500.0
"""Raking tilts above this overflow; the step is halved instead."""

LONG = (1.4, 2.2, 1.6, 1.3, 1.1)
"""A Newton step is too short while rows leave the support, since the dual bends less without them:
so many times its length is tried first, at each of the first steps."""

CHANGED = 0.05
"""Share of its support that a problem must have changed by in the step before for a long step."""

SETTLED = 0.003
"""Share of changed support below which slopes are summed over the rows, and no longer those of the
Gram matrices, which rounding has reached from rows that came and went."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The rows that every problem draws its donors from.

    x : float [N, M], moments divided by `unit`; across : x', laid out by rows for its products
    unit : float [M]
    gram : float [M, M], x'x over the donors
    donor : bool [N], rows that may be a donor in some problem
    """

    x: Floats
    across: Floats
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
        return cls(x, np.ascontiguousarray(x.T), unit, x[donor].T @ x[donor], donor)

    def add_to(self, gram: Floats, which: NDArray[np.int64], sign: float = 1.0) -> None:
        """Add x'x of some rows to the lower triangle of a Gram matrix, in place."""
        if len(which):
            part = self.x.take(which, axis=0)
            dsyrk(sign, part.T, beta=1.0, c=gram.T, overwrite_c=True)


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

    gram : float [B, M, M], of which the lower triangles are kept up
    tilt : float [B, N], psi'(x'eta), of the problems that have ended
    used : bool [B, N], rows that the Gram matrices hold
    level : float [M], the eta at which x'eta is 1 in every row
    room : float [B, N], where tilts are tried
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
    level: Floats
    room: Floats

    def tilts(self, live: NDArray[np.int64], eta: Floats) -> tuple[Floats, Floats]:
        """psi'(x'eta) of the live problems [L, N], 0 where barred, and their dual values [L].
        They stand in `room` until this is called again."""
        u = self.room[: len(live)]
        np.matmul(eta if self.raking else eta + self.level, self.rows.across, out=u)
        if self.raking:
            over = u.max(axis=1) > LARGEST
            np.exp(np.minimum(u, LARGEST, out=u), out=u)
        else:
            np.maximum(u, 0.0, out=u)
        for row, problem in enumerate(live):
            u[row, self.barred[problem]] = 0.0
        spent: Floats = u.sum(axis=1) if self.raking else np.vecdot(u, u) / 2
        gain = np.einsum("bm,bm->b", self.targets[live], eta)
        value = gain - self.base[live] * spent - (self.soft[live] * eta**2).sum(axis=1) / 2
        if self.raking:
            value[over] = -np.inf
        return u, value

    def slopes(self, live: NDArray[np.int64], eta: Floats, tilt: Floats) -> Floats:
        met = self.base[live, None] * (tilt @ self.rows.x)
        slopes: Floats = self.targets[live] - met - self.soft[live] * eta
        return slopes

    def slopes_by_gram(self, live: NDArray[np.int64], eta: Floats) -> Floats:
        """The same, not raked, by the Gram matrices of the rows that eta uses."""
        both = zip(live.tolist(), eta + self.level, strict=True)
        met = np.array([dsymv(1.0, self.gram[problem].T, full) for problem, full in both])
        slopes: Floats = self.targets[live] - self.base[live, None] * met - self.soft[live] * eta
        return slopes

    def refresh(self, live: NDArray[np.int64], tilt: Floats) -> Floats:
        """Bring Gram matrices to the rows that the new tilts use; share of them that is new or
        gone, [L]."""
        if not self.raking:
            both = zip(live.tolist(), tilt, strict=True)
            return np.array([self._refresh(problem, row > 0) for problem, row in both])
        x = self.rows.x
        for row, problem in enumerate(live):
            self.gram[problem] = (x * tilt[row][:, None]).T @ x
        return np.zeros(len(live))

    def _refresh(self, problem: int, used: Mask) -> float:
        gram, before, many = self.gram[problem], self.used[problem], int(np.count_nonzero(used))
        which = (used != before).nonzero()[0]
        before[:] = used
        if len(which) > many:
            gram[:] = 0.0
            self.rows.add_to(gram, used.nonzero()[0])
        else:
            enters = used.take(which)
            self.rows.add_to(gram, which[enters])
            self.rows.add_to(gram, which[~enters], -1.0)
        return len(which) / max(many, 1)

    def directions(self, live: NDArray[np.int64]) -> Floats:
        """The Newton steps."""
        systems, base = self.gram[live], self.base[live, None]
        slopes = self.gradient[live] / base
        many = systems.shape[1]
        diagonal = systems.reshape(len(live), many**2)[:, :: many + 1]
        spread = np.maximum(diagonal.sum(axis=1, keepdims=True), 1e-300 / base)
        diagonal += self.soft[live] / base + RIDGE * spread
        steps = np.empty_like(slopes)
        for row, (system, slope) in enumerate(zip(systems, slopes, strict=True)):
            _, steps[row], failed = dposv(system.T, slope)
            if failed:
                steps[row] = np.linalg.solve(np.tril(system) + np.tril(system, -1).T, slope)
        return steps


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
        work.gradient[left] = work.slopes(left, work.eta[left], work.tilt[left])
    exact = (work.soft == 0).all(axis=0)
    worst = np.abs(work.gradient * unit / size)[:, exact].max(axis=1, initial=0.0)
    work.tilt *= work.base[:, None]
    return Solution(work.tilt, worst, climb.converged, climb.iterations)


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
        first = 1.0 if work.raking else LONG[0]
        iterations, step = np.zeros(count, np.int64), np.full(count, first)
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
        work.eta[live], work.value[live] = trial, value
        self.iterations[live] += 1
        changed = work.refresh(live, tilt)
        done = self._slopes(live, tilt, changed)
        self.converged[live] = done
        work.tilt[live[done]] = tilt[done]
        live, changed = live[~done], changed[~done]
        direction[live] = work.directions(live)
        at = np.minimum(self.iterations[live], len(LONG))
        step[live] = np.where(changed > CHANGED, np.append(LONG, 1.0)[at], 1.0)

    def _slopes(self, live: NDArray[np.int64], tilt: Floats, changed: Floats) -> Mask:
        """Slopes of the live problems where they now stand; which of them have ended, [L]: none
        but by a slope that is summed over the rows."""
        work = self.work
        summed = np.full(len(live), work.raking) | (changed < SETTLED)
        if not summed.all():
            others = live[~summed]
            slopes = work.slopes_by_gram(others, work.eta[others])
            work.gradient[others] = slopes
            misfit = np.abs(slopes * self.measure[others]).max(axis=1)
            summed[~summed] = misfit < self.tolerance
        # The gradient already holds soft * eta, so that for soft moments it is their condition.
        done = np.zeros(len(live), bool)
        if summed.any():
            some = live[summed]
            work.gradient[some] = work.slopes(some, work.eta[some], tilt[summed])
            misfit = np.abs(work.gradient[some] * self.measure[some]).max(axis=1)
            done[summed] = misfit < self.tolerance
        return done


def _highest(targets: Floats, base: Floats, raking: bool) -> Floats:
    """Dual values that no problem with a solution exceeds, [B].

    Weights that sum to T = targets[:, 0] are farthest from base weights d where one donor has all:
    T^2 / 2d - T, or T log(T / d) - T; weak duality does the rest.
    """
    total = targets[:, 0]
    far = total * np.log(total / base) if raking else total**2 / (2 * base)
    highest: Floats = (far - total) + 1e-6 * np.abs(far) + 1e-6
    return highest


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
    shut = [np.concatenate([always, own]) for own in barred]
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
    level, donors = np.eye(1, moments)[0] / rows.x[0, 0], int(rows.donor.sum())
    every = rows.gram @ level
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
        level=level,
        room=np.empty_like(tilt),
    )
