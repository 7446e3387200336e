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


def checks(found: ListFindings) -> tuple[Check, ...]:
    """The fifteen in the order of LIST_CHECKS, and the strata where there are any."""
    made = [
        _overlap(found), _seen_once(found), _share_seen(found), _existence(found), _models(found),
        _choice(found), _thresholds(found), _left_out(found), _pairwise(found), _held_out(found),
        _width(found), _bootstrap(found), _chains(found), _joint(found),
    ]  # fmt: skip
    made.append(_verdict(found, made))
    if len(found.histories.strata):
        made.append(_strata(found))
    return tuple(made)


def verdict_code(found: Headline) -> str:
    """range, order-of-magnitude or no-useful-number."""
    widest = found.high / max(found.low, 1.0)
    if found.spread > HOPELESS_SPREAD or widest > HOPELESS_RANGE:
        return "no-useful-number"
    if found.spread > MOST_SPREAD or widest > MOST_RANGE:
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


def _overlap(found: ListFindings) -> Check:
    h = found.histories
    figure = _figures(h, found.published)
    both = (h.counts @ superset(len(h.lists)))[pairs(len(h.lists))]
    ends = [(i, j) for i in range(len(h.lists)) for j in range(i + 1, len(h.lists))]
    names = tuple(f"{h.lists[i]} + {h.lists[j]}" for (i, j), n in zip(ends, both, strict=True)
                  if n == 0)  # fmt: skip
    empty = figure(len(names))
    return _check("overlap", not names, empty, pairs=figure(len(both)), empty=empty, names=names)


def _seen_once(found: ListFindings) -> Check:
    h, bound = found.histories, found.bound
    figure = _figures(h, found.published)
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


def _share_seen(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    seen = found.headline.seen
    least, most = seen / found.headline.high, seen / found.headline.low
    facts = {"least": figure(least, "probability"), "most": figure(most, "probability")}
    return _check("share-seen", least >= LEAST_SEEN, facts["least"], **facts)


def _existence(found: ListFindings) -> Check:
    number = int(found.headline.chosen.fit.infinite[0])
    infinite = _figures(found.histories, found.published)(number)
    return _check("existence", number == 0, infinite, infinite=infinite)


def _models(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    near = found.headline.every.population[found.headline.near]
    spread = figure(found.headline.spread, "statistic")
    return _check(
        "models",
        found.headline.spread <= MOST_SPREAD,
        spread,
        models=figure(len(near)),
        low=figure(near.min()),
        high=figure(near.max()),
        spread=spread,
    )


def _choice(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    number, share = choices(found.headline.chosen)
    same = figure(share, "probability")
    return _check("choice", share >= LEAST_SAME_CHOICE, same, models=figure(number), share=same)


def _moved(name: str, found: ListFindings, values: Floats, most: float, **facts: Fact) -> Check:
    """A check that some estimates lie within a factor of each other."""
    figure = _figures(found.histories, found.published)
    moved = ratio(values)
    good = values[np.isfinite(values)]
    ends = (good.min(), good.max()) if len(good) else (None, None)
    leading = figure(moved, "statistic")
    return _check(
        name, bool(moved <= most), leading, low=figure(ends[0]), high=figure(ends[1]),
        ratio=leading, **facts,
    )  # fmt: skip


def _thresholds(found: ListFindings) -> Check:
    return _moved("thresholds", found, found.thresholds, MOST_BY_THRESHOLD)


def _left_out(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    own = float(found.headline.chosen.fit.population[0])
    names = tuple(
        name
        for name, value in zip(found.histories.lists, found.left_out, strict=True)
        if not max(value / own, own / value) <= MOST_BY_LIST
    )
    failed = int((~np.isfinite(found.left_out)).sum())
    check = _moved("left-out", found, found.left_out, MOST_BY_LIST, names=names,
                   failed=figure(failed))  # fmt: skip
    return check if not failed else Check(check.name, False, False, check.remark, check.figure)


def _pairwise(found: ListFindings) -> Check:
    h = found.histories
    both = (h.counts @ superset(len(h.lists)))[pairs(len(h.lists))]
    values = np.where(both > 0, pairwise(h.counts.astype(float)).value, np.nan)
    return _moved("pairwise", found, values, MOST_BY_PAIR)


def _held_out(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    tried = [one for one in found.held_out if one.tried]
    missed = tuple(
        name
        for name, one in zip(found.histories.lists, found.held_out, strict=True)
        if one.tried and not one.covered
    )
    passed = len(missed) <= MOST_MISSED if tried else None
    bias = float(np.mean([one.log_ratio for one in tried])) if tried else None
    return _check(
        "held-out",
        passed,
        figure(bias, "statistic"),
        tried=figure(len(tried)),
        missed=figure(len(missed)),
        names=missed,
        log_ratio=figure(bias, "statistic"),
    )


def _width(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    own, interval = found.headline.chosen.fit, found.headline.chosen.interval
    low, high = conditional(own.population, own.error, found.headline.seen)
    given = max(float(high[0] - low[0]), 1.0)  # a person at least
    wider = figure((interval.high - interval.low) / given, "statistic")
    passed = wider.value is not None and wider.value <= MOST_WIDENED
    return _check("width", passed, wider, ratio=wider)


def _bootstrap(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    interval, number = found.headline.chosen.interval, len(found.headline.chosen.replicates)
    failed = figure(interval.failed)
    return _check(
        "bootstrap",
        not interval.edge and interval.failed <= MOST_FAILED * number,
        failed,
        replicates=figure(number),
        failed=failed,
        edge="yes" if interval.edge else "no",
    )


def _chains(found: ListFindings) -> Check:
    figure = _figures(found.histories, found.published)
    latent, edge = found.latent, found.headline.averaged.edge
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


def _joint(found: ListFindings) -> Check:
    """By what those on no list would be divided or multiplied to leave the range."""
    figure = _figures(found.histories, found.published)
    own, seen = float(found.headline.chosen.fit.population[0]), float(found.headline.seen)
    down = float(np.exp(-joint_dependence(own, seen, found.headline.low)))
    up = float(np.exp(joint_dependence(own, seen, found.headline.high)))
    facts = {"down": figure(down, "statistic"), "up": figure(up, "statistic")}
    return _check("joint-dependence", min(down, up) >= JOINT, facts["up"], **facts)


def _verdict(found: ListFindings, made: Sequence[Check]) -> Check:
    figure = _figures(found.histories, found.published)
    code = verdict_code(found.headline)
    widest = figure(found.headline.high / max(found.headline.low, 1.0), "statistic")
    failed = sum(check.passed is False for check in made)
    return _check(
        "verdict", code == "range", widest, level=code, ratio=widest, failed=figure(failed),
        of=figure(len(made)),
    )  # fmt: skip


def _strata(found: ListFindings) -> Check:
    """Whether the sum of the strata lies within the range of the whole."""
    figure = _figures(found.histories, found.published)
    missing = int((~np.isfinite(found.strata)).sum())
    total = float(np.nansum(found.strata)) if not missing else None
    inside = total is not None and found.headline.low <= total <= found.headline.high
    return _check(
        "strata", inside, figure(total), strata=figure(len(found.strata)), total=figure(total),
        missing=figure(missing),
    )  # fmt: skip
