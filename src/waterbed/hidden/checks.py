"""Fifteen checks of an estimate from overlapping lists, with their figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.hidden.bounds import LowerBound, joint_dependence, pairwise
from waterbed.hidden.diagnostics import Held, choices, ratio
from waterbed.hidden.graphs import EDGE
from waterbed.hidden.headline import Headline, conditional
from waterbed.hidden.latent import Latent
from waterbed.hidden.loglinear import pairs, superset
from waterbed.model.dualsystem import break_even_odds_ratio, chapman
from waterbed.model.estimate import Check, Fact, Figure, remark
from waterbed.model.histories import Histories
from waterbed.model.liststudy import MOST_SEEN_ONCE
from waterbed.model.reference import Floats

# Where a figure turns a check from passed to failed.
LEAST_SEEN = 0.1
MOST_SPREAD, HOPELESS_SPREAD = 2.0, 10.0
MOST_RANGE, HOPELESS_RANGE = 10.0, 30.0
LEAST_SAME_CHOICE = 0.5
MOST_BY_THRESHOLD = 1.5
MOST_BY_LIST = 2.0
MOST_BY_PAIR = 10.0
MOST_MISSED = 1
MOST_WIDENED = 1.5
MOST_FAILED = 0.01
JOINT = 2.0


@dataclass(frozen=True, slots=True)
class ListFindings:
    """Everything that the checks rest on."""

    histories: Histories
    headline: Headline
    bound: LowerBound
    thresholds: Floats
    left_out: Floats
    held_out: tuple[Held, ...]
    latent: Latent
    strata: Floats
    published: bool

    @property
    def figure(self) -> FigureOf:
        """Makes figures of these lists, which know their smallest count and where they may go."""
        return _figures(self.histories, self.published)


def checks(findings: ListFindings) -> tuple[Check, ...]:
    """The fifteen in the order of LIST_CHECKS, and the strata where there are any."""
    judged = [
        _overlap(findings), _seen_once(findings), _share_seen(findings), _existence(findings),
        _models(findings), _choice(findings), _thresholds(findings), _left_out(findings),
        _pairwise(findings), _held_out(findings), _width(findings), _bootstrap(findings),
        _chains(findings), _joint(findings),
    ]  # fmt: skip
    judged.append(_verdict(findings, judged))
    if len(findings.histories.strata):
        judged.append(_strata(findings))
    return tuple(judged)


def verdict_code(headline: Headline) -> str:
    """range, order-of-magnitude or no-useful-number."""
    widest = headline.high / max(headline.low, 1.0)
    if headline.spread > HOPELESS_SPREAD or widest > HOPELESS_RANGE:
        return "no-useful-number"
    if headline.spread > MOST_SPREAD or widest > MOST_RANGE:
        return "order-of-magnitude"
    return "range"


def two_list_checks(histories: Histories, published: bool) -> tuple[Check, ...]:
    """What two lists alone can say of themselves: their overlap, those seen once, dependence."""
    c = histories.counts
    cells = (float(c[3]), float(c[1]), float(c[2]))
    whole = chapman(*cells)
    ends = [float(break_even_odds_ratio(*cells, end)) for end in (whole.low, whole.high)]
    figure = _figures(histories, published)
    once = float(c[1] + c[2]) / histories.seen
    return (
        _check("seen-once", once <= MOST_SEEN_ONCE, figure(once, "probability"),
               bound=figure(None), low=figure(None), avoiding=figure(0)),
        _check("dependence", False, None, down=figure(ends[0], "statistic"),
               up=figure(ends[1], "statistic")),
        _check("verdict", False, None, level="two-lists", ratio=figure(None, "statistic"),
               failed=figure(None), of=figure(None)),
    )  # fmt: skip


FigureOf = Callable[..., Figure]


def _figures(histories: Histories, published: bool) -> FigureOf:
    smallest = float(min(histories.counts[histories.counts > 0], default=0))

    def figure(value: float | None, unit: str = "count") -> Figure:
        there = None if value is None or not np.isfinite(value) else float(value)
        return Figure(there, unit, smallest, published)

    return figure


def _check(name: str, passed: bool | None, leading: Figure | None, **facts: Fact) -> Check:
    key = {"seen-once": "share"}.get(name)
    if key and leading is not None:
        facts = {key: leading, **facts}
    return Check(name, None if passed is None else bool(passed), False, remark(name, **facts),
                 leading)  # fmt: skip


def _overlap(findings: ListFindings) -> Check:
    h = findings.histories
    figure = findings.figure
    both = (h.counts @ superset(len(h.lists)))[pairs(len(h.lists))]
    ends = [(i, j) for i in range(len(h.lists)) for j in range(i + 1, len(h.lists))]
    names = tuple(f"{h.lists[i]} + {h.lists[j]}" for (i, j), n in zip(ends, both, strict=True)
                  if n == 0)  # fmt: skip
    empty = figure(len(names))
    return _check("overlap", not names, empty, pairs=figure(len(both)), empty=empty, names=names)


def _seen_once(findings: ListFindings) -> Check:
    h, bound = findings.histories, findings.bound
    figure = findings.figure
    once = float(h.by_lists()[1]) / h.seen
    avoiding = int(bound.avoiding.sum())
    return _check(
        "seen-once",
        once <= MOST_SEEN_ONCE,
        figure(once, "probability"),
        bound=figure(bound.value if bound.holds else None),
        low=figure(bound.low if bound.holds else None),
        avoiding=figure(avoiding),
    )


def _share_seen(findings: ListFindings) -> Check:
    figure = findings.figure
    seen = findings.headline.seen
    least, most = seen / findings.headline.high, seen / findings.headline.low
    facts = {"least": figure(least, "probability"), "most": figure(most, "probability")}
    return _check("share-seen", least >= LEAST_SEEN, facts["least"], **facts)


def _existence(findings: ListFindings) -> Check:
    number = int(findings.headline.chosen.fit.infinite[0])
    infinite = findings.figure(number)
    return _check("existence", number == 0, infinite, infinite=infinite)


def _models(findings: ListFindings) -> Check:
    figure = findings.figure
    near = findings.headline.every.population[findings.headline.near]
    spread = figure(findings.headline.spread, "statistic")
    return _check(
        "models",
        findings.headline.spread <= MOST_SPREAD,
        spread,
        models=figure(len(near)),
        low=figure(near.min()),
        high=figure(near.max()),
        spread=spread,
    )


def _choice(findings: ListFindings) -> Check:
    figure = findings.figure
    number, share = choices(findings.headline.chosen)
    same = figure(share, "probability")
    return _check("choice", share >= LEAST_SAME_CHOICE, same, models=figure(number), share=same)


def _moved(name: str, findings: ListFindings, values: Floats, most: float, **facts: Fact) -> Check:
    """A check that some estimates lie within a factor of each other."""
    figure = findings.figure
    moved = ratio(values)
    good = values[np.isfinite(values)]
    ends = (good.min(), good.max()) if len(good) else (None, None)
    leading = figure(moved, "statistic")
    return _check(
        name, bool(moved <= most), leading, low=figure(ends[0]), high=figure(ends[1]),
        ratio=leading, **facts,
    )  # fmt: skip


def _thresholds(findings: ListFindings) -> Check:
    return _moved("thresholds", findings, findings.thresholds, MOST_BY_THRESHOLD)


def _left_out(findings: ListFindings) -> Check:
    figure = findings.figure
    own = float(findings.headline.chosen.fit.population[0])
    names = tuple(
        name
        for name, value in zip(findings.histories.lists, findings.left_out, strict=True)
        if not max(value / own, own / value) <= MOST_BY_LIST
    )
    failed = int((~np.isfinite(findings.left_out)).sum())
    check = _moved("left-out", findings, findings.left_out, MOST_BY_LIST, names=names,
                   failed=figure(failed))  # fmt: skip
    return check if not failed else Check(check.name, False, False, check.remark, check.figure)


def _pairwise(findings: ListFindings) -> Check:
    h = findings.histories
    both = (h.counts @ superset(len(h.lists)))[pairs(len(h.lists))]
    values = np.where(both > 0, pairwise(h.counts.astype(float)).value, np.nan)
    return _moved("pairwise", findings, values, MOST_BY_PAIR)


def _held_out(findings: ListFindings) -> Check:
    figure = findings.figure
    tried = [held for held in findings.held_out if held.tried]
    missed = tuple(
        name
        for name, held in zip(findings.histories.lists, findings.held_out, strict=True)
        if held.tried and not held.covered
    )
    passed = len(missed) <= MOST_MISSED if tried else None
    bias = float(np.mean([held.log_ratio for held in tried])) if tried else None
    return _check(
        "held-out",
        passed,
        figure(bias, "statistic"),
        tried=figure(len(tried)),
        missed=figure(len(missed)),
        names=missed,
        log_ratio=figure(bias, "statistic"),
    )


def _width(findings: ListFindings) -> Check:
    figure = findings.figure
    own, interval = findings.headline.chosen.fit, findings.headline.chosen.interval
    low, high = conditional(own.population, own.error, findings.headline.seen)
    given = max(float(high[0] - low[0]), 1.0)  # a person at least
    wider = figure((interval.high - interval.low) / given, "statistic")
    passed = wider.value is not None and wider.value <= MOST_WIDENED
    return _check("width", passed, wider, ratio=wider)


def _bootstrap(findings: ListFindings) -> Check:
    figure = findings.figure
    interval, number = findings.headline.chosen.interval, len(findings.headline.chosen.replicates)
    failed = figure(interval.failed)
    return _check(
        "bootstrap",
        not interval.edge and interval.failed <= MOST_FAILED * number,
        failed,
        replicates=figure(number),
        failed=failed,
        edge="yes" if interval.edge else "no",
    )


def _chains(findings: ListFindings) -> Check:
    figure = findings.figure
    latent, edge = findings.latent, findings.headline.averaged.edge
    rhat = figure(latent.rhat, "statistic")
    return _check(
        "chains",
        latent.agrees and edge < EDGE,
        rhat,
        rhat=rhat,
        effective=figure(latent.effective),
        low=figure(latent.modes[0]),
        high=figure(latent.modes[-1]),
        edge=figure(edge, "probability"),
    )


def _joint(findings: ListFindings) -> Check:
    """By what those on no list would be divided or multiplied to leave the range."""
    figure = findings.figure
    own, seen = float(findings.headline.chosen.fit.population[0]), float(findings.headline.seen)
    down = float(np.exp(-joint_dependence(own, seen, findings.headline.low)))
    up = float(np.exp(joint_dependence(own, seen, findings.headline.high)))
    facts = {"down": figure(down, "statistic"), "up": figure(up, "statistic")}
    return _check("joint-dependence", min(down, up) >= JOINT, facts["up"], **facts)


def _verdict(findings: ListFindings, judged: Sequence[Check]) -> Check:
    figure = findings.figure
    code = verdict_code(findings.headline)
    widest = figure(findings.headline.high / max(findings.headline.low, 1.0), "statistic")
    failed = sum(check.passed is False for check in judged)
    return _check(
        "verdict", code == "range", widest, level=code, ratio=widest, failed=figure(failed),
        of=figure(len(judged)),
    )  # fmt: skip


def _strata(findings: ListFindings) -> Check:
    """Whether the sum of the strata lies within the range of the whole."""
    figure = findings.figure
    missing = int((~np.isfinite(findings.strata)).sum())
    total = float(np.nansum(findings.strata)) if not missing else None
    inside = total is not None and findings.headline.low <= total <= findings.headline.high
    return _check(
        "strata", inside, figure(total), strata=figure(len(findings.strata)), total=figure(total),
        missing=figure(missing),
    )  # fmt: skip
