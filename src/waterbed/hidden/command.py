"""What `waterbed hidden` answers: a range, what it is made of, and the reasons to distrust it."""

from __future__ import annotations

import numpy as np

from waterbed.hidden.bounds import lower_bound, pair_cells, pairwise
from waterbed.hidden.checks import ListFindings, checks, two_list_checks, verdict_code
from waterbed.hidden.diagnostics import by_stratum, held_out, left_out, sane, threshold_path
from waterbed.hidden.headline import (
    MOST_TIMES_SEEN,
    Headline,
    conditional,
    headline,
    no_useful_range,
    refuse,
)
from waterbed.hidden.latent import Latent, latent_classes
from waterbed.hidden.loglinear import fit, intercept_error, main_effects
from waterbed.hidden.models import fit_all
from waterbed.model import methods
from waterbed.model.errors import Refusal
from waterbed.model.estimate import Estimate, Figure, Parameter
from waterbed.model.histories import Histories, membership
from waterbed.model.liststudy import FEWEST_SHARED, HeldOut, ListStudy, WithoutList
from waterbed.model.progress import Progress, quiet
from waterbed.model.verdict import LEVEL

FEWEST_IN_STRATUM = 50
POPULATION = "population"
MOST_FULL_ORDER = 5  # lists; six have eight million hierarchical models


def hidden_command(
    histories: Histories,
    *,
    source: str = "",
    seed: int = 1,
    replicates: int = 1000,
    progress: Progress = quiet,
) -> ListStudy:
    """Everything that overlapping lists say about how many people there are.

    source : where the table is published; "" for one that is not
    Three lists or more give a range (estimates[0], method "range"), the rows that it is made of
    (stepwise, bic, dga) and those beside it (main-effects, bic-full for models of every order,
    latent-class where its chains agree, chao where it is a bound, chapman for each pair); two
    lists give Chapman's row and no range.  The answers are the same for any order of lists
    and rows.  Refusal by name where there is none.
    """
    h = histories.canonical()
    counts = h.counts.astype(float)
    _check_strata(h)
    refuse(counts, h.lists)
    if len(h.lists) == 2:
        return _two_lists(h, source, seed)
    rngs = np.random.default_rng(seed).spawn(4)
    progress("models of the lists", 0, 1)
    answer = headline(counts, rngs[0], names=h.lists, replicates=replicates)
    latent = latent_classes(counts, rngs[1], progress=progress)
    progress("checks", 0, 1)
    bound = lower_bound(counts, rngs[2], replicates)
    held = held_out(h, rngs[3])
    every = ListFindings(
        h, answer, bound, threshold_path(counts), left_out(h), held, latent, by_stratum(h),
        bool(source),
    )  # fmt: skip
    return ListStudy(
        lists=h.lists,
        seen=Figure(float(h.seen), "count", float(h.seen), bool(source)),
        verdict=verdict_code(answer),
        estimates=_estimates(h, answer, latent, every),
        checks=checks(every),
        histories=_sets(h),
        overlaps=tuple(tuple(int(n) for n in row) for row in h.overlaps()),
        held_out=tuple(
            HeldOut(
                name,
                estimate.known,
                *(_there(x) for x in (estimate.value, estimate.low, estimate.high)),
            )
            for name, estimate in zip(h.lists, held, strict=True)
        ),
        left_out=tuple(
            WithoutList(name, _there(x)) for name, x in zip(h.lists, every.left_out, strict=True)
        ),
        strata=tuple((name, _there(x)) for name, x in zip(h.strata, every.strata, strict=True)),
        source=source,
        unlisted=h.unlisted,
        seed=seed,
        replicates=replicates,
    )


def _check_strata(h: Histories) -> None:
    if h.by_stratum is not None and (h.by_stratum.sum(axis=1) < FEWEST_IN_STRATUM).any():
        raise Refusal(
            "small-stratum",
            f"One of the periods or areas has fewer than {FEWEST_IN_STRATUM} people seen",
            "Put periods or areas together until each has as many, or do not divide.",
        )


def _two_lists(h: Histories, source: str, seed: int) -> ListStudy:
    rows = _chapman(h, bool(source))
    if not all(_sensible(row, h.seen) for row in rows):
        raise no_useful_range()
    return ListStudy(
        lists=h.lists,
        seen=Figure(float(h.seen), "count", float(h.seen), bool(source)),
        verdict="two-lists",
        estimates=rows,
        checks=two_list_checks(h, bool(source)),
        histories=_sets(h),
        overlaps=tuple(tuple(int(n) for n in row) for row in h.overlaps()),
        source=source,
        unlisted=h.unlisted,
        seed=seed,
    )


def _there(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None


def _sets(h: Histories) -> tuple[tuple[tuple[int, ...], int], ...]:
    on = membership(len(h.lists))
    order = sorted(np.flatnonzero(h.counts).tolist(), key=lambda w: (-int(h.counts[w]), w))
    return tuple((tuple(np.flatnonzero(on[w]).tolist()), int(h.counts[w])) for w in order)


class _EstimateRows:
    """Makes estimates of one population."""

    def __init__(self, h: Histories, published: bool) -> None:
        self.seen, self.published = float(h.seen), published
        self.smallest = float(h.counts[h.counts > 0].min())

    def row(
        self,
        method: str,
        value: float | None,
        low: float | None,
        high: float | None,
        *,
        zone: str = POPULATION,
        se: float | None = None,
    ) -> Estimate:
        return Estimate(
            parameter=Parameter("hidden", "", "", zone, "", "count"),
            method=method,
            base=None,
            post=None,
            value=value,
            low=low,
            high=high,
            level=LEVEL,
            deciding=None,
            base_count=None,
            observed=self.seen,
            expected=None,
            se=se,
            assumptions=methods.method(method).assumptions,
            smallest=self.smallest,
            published=self.published,
        )


def _estimates(
    h: Histories, answer: Headline, latent: Latent, every: ListFindings
) -> tuple[Estimate, ...]:
    """The range first; then its parts; then what stands beside it."""
    make = _EstimateRows(h, every.published)
    own, interval = answer.chosen.fit, answer.chosen.interval
    near = answer.every.population[answer.near]
    low, high = conditional(near, answer.every.error[answer.near], answer.seen)
    best = float(answer.every.population[answer.every.best()])
    averaged = answer.averaged
    estimates = [
        make.row("range", None, answer.low, answer.high),
        make.row("stepwise", float(own.population[0]), interval.low, interval.high),
        make.row("bic", best, float(low.min()), float(high.max())),
        make.row("dga", averaged.median, averaged.low, averaged.high),
    ]
    estimates += _main_effects(h, make)
    estimates += _full_order(h, make)
    if latent.agrees:
        estimates.append(make.row("latent-class", latent.median, latent.low, latent.high))
    if every.bound.holds:
        estimates.append(make.row("chao", every.bound.value, every.bound.low, None))
    return tuple(
        estimate
        for estimate in (*estimates, *_chapman(h, every.published))
        if _sensible(estimate, h.seen)
    )


def _sensible(estimate: Estimate, seen: int) -> bool:
    """Whether every number of a row is one, and none lies beyond a thousand times those seen."""
    numbers = [x for x in (estimate.value, estimate.low, estimate.high) if x is not None]
    return all(np.isfinite(x) and x <= MOST_TIMES_SEEN * seen for x in numbers)


def _full_order(h: Histories, make: _EstimateRows) -> list[Estimate]:
    """Best model of any order, and the ends of all within six of its BIC; up to five lists."""
    if not 3 < len(h.lists) <= MOST_FULL_ORDER:
        return []  # of three lists, order two is all there is
    fitted = fit_all(h.counts.astype(float), len(h.lists) - 1, close_only=True)
    near = fitted.close()
    low, high = conditional(fitted.population[near], fitted.error[near], make.seen)
    best = float(fitted.population[fitted.best()])
    return [make.row("bic-full", best, float(low.min()), float(high.max()))]


def _main_effects(h: Histories, make: _EstimateRows) -> list[Estimate]:
    fits = fit(h.counts[None].astype(float), main_effects(len(h.lists))[None])
    population, error = make.seen + fits.means[:, 0], intercept_error(fits)
    low, high = conditional(population, error, make.seen)
    ends = sane(np.array([population[0], low[0], high[0]]), make.seen)
    if not np.isfinite(ends).all():
        return []
    value, least, most = (float(x) for x in ends)
    return [make.row("main-effects", value, least, most)]


def _chapman(h: Histories, published: bool) -> tuple[Estimate, ...]:
    """A row for each pair of lists that people are on both of."""
    make = _EstimateRows(h, published)
    counts = h.counts.astype(float)
    system, (both, _, _) = pairwise(counts), pair_cells(counts)
    ends = [(i, j) for i in range(len(h.lists)) for j in range(i + 1, len(h.lists))]
    return tuple(
        make.row(
            "chapman",
            float(system.value[p]),
            float(system.low[p]),
            float(system.high[p]),
            zone=f"{h.lists[i]} + {h.lists[j]}",
            se=float(np.sqrt(system.variance[p])),
        )
        for p, (i, j) in enumerate(ends)
        if both[p] >= (FEWEST_SHARED if len(h.lists) == 2 else 1)
    )
