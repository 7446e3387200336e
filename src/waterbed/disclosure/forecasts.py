"""Forecasts of tables that are not published: made again from counts that are rounded first.

A forecast rests on the latest year and on earlier ones, which are shown nowhere, so that rounding
each number made from it gives those counts back.  What is expected and its spread are snapped
once; every number is then a function of the two and of the rounded count after.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from waterbed.disclosure.cells import WHOLE, Cell, Key, key_of
from waterbed.disclosure.rules import BASE, round_count, round_to, too_small
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.months import Months
from waterbed.model.results import Series
from waterbed.model.study import NET, TARGET, Intervention, Study

YEAR = 12
SPREAD_STEP = 1.1
"""Spreads are snapped to powers of this."""

COARSEST = 2 * BASE
"""What is expected is withheld where it would have to be rounded to more than this."""

LEAST_MEMORY = 0.5
"""The elasticities of what is expected in all years but the latest are taken to add up to no less:
disclosure knows that in the latest year alone, and the sum over all years is about one."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a forecast of one place rests on.

    place : equal for windows and interventions that ask about the same areas
    latest : the latest twelve months before the start
    earlier : whole twelve-month counts before those, the latest first
    ranked : whether placebos are picked by how the place's past ranks among theirs
    """

    place: tuple[object, ...]
    latest: Months
    earlier: tuple[float, ...]
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Snapped:
    """What is expected and its spread, in counts, as they may be used.

    ends : whether its interval may be shown.  Where placebos are picked by how the past ranks, an
        end jumps at the count at which a rule is met, and would give that count away
    """

    expected: float
    spread: float
    ends: bool = True


Forecasts = Mapping[tuple[str, Parameter], Snapped]
"""By method and parameter on the count scale."""


def forecast_key(estimate: Estimate) -> tuple[str, Parameter]:
    return estimate.method, replace(estimate.parameter, scale="count")


def pasts_of(study: Study, series: Iterable[Series]) -> dict[Key, Past]:
    """The past of each place and window, in yearly blocks that end where the forecast begins.

    None for another start, which is a second window of the same place and has no series.
    """
    found: dict[Key, Past] = {}
    known = {one.id: one for one in study.interventions}
    for one in series:
        meant = known.get(one.intervention)
        if meant is None:
            continue
        place = (one.outcome, one.zone, *_where(meant, one.zone))
        latest = Months(meant.began - YEAR, meant.began - 1)
        earlier: list[float] = []
        while (end := latest.first - 1 - YEAR * len(earlier)) - YEAR + 1 >= one.periods[0]:
            counts = _inside(one, Months(end - YEAR + 1, end))
            if not counts:
                break
            earlier.append(sum(counts))
        key = (one.intervention, one.outcome, one.window, one.zone)
        ranked = meant.chosen_for.rule != "random"
        found[key] = Past(place, latest, tuple(earlier), ranked)
    return found


def _where(meant: Intervention, zone: str) -> tuple[object, ...]:
    target = (frozenset(meant.target), meant.target_group)
    return target if zone == TARGET else (*target, meant.zones)


def _inside(one: Series, months: Months) -> list[float]:
    """Counts of the periods in these months; empty where one has none."""
    pairs = zip(one.periods, one.observed, strict=True)
    counts = [count for period, count in pairs if months.first <= period <= months.last]
    known = [count for count in counts if count is not None]
    return known if len(known) * one.step == len(months) else []


def snap_forecasts(
    estimates: Sequence[Estimate], cells: Mapping[Key, Cell], pasts: Mapping[Key, Past]
) -> dict[tuple[str, Parameter], Snapped]:
    """The forecasts that may be shown, one method and window of each place.

    Two windows of a place rest on the same past, and round it at different edges.  A net forecast
    is the sum of those shown of its places, lest it give one of them more finely.
    """
    found: dict[tuple[str, Parameter], Snapped] = {}
    taken: dict[tuple[object, ...], tuple[str, Parameter]] = {}
    plain = [
        one
        for one in estimates
        if one.elasticity and not one.published and one.parameter.part == WHOLE
    ]
    for one in plain:
        key = forecast_key(one)
        cell, past = cells.get(key_of(one.parameter)), pasts.get(key_of(one.parameter))
        if one.parameter.zone == NET or cell is None or past is None or key in found:
            continue
        made = _snap(one, cell, past)
        if made is not None and taken.setdefault(past.place, key) == key:
            found[key] = replace(made, ends=not past.ranked)
    for one in plain:
        net = _net(one, plain, found) if one.parameter.zone == NET else None
        if net is not None and key_of(one.parameter) in cells:
            found[forecast_key(one)] = net
    return found


def _snap(one: Estimate, cell: Cell, past: Past) -> Snapped | None:
    """None where fewer than five values of a count it rests on would be left.

    A count of an earlier year moves what is expected by its elasticity times the ratio of the two;
    a year of one of several areas by up to twice that.  How far one of the last quarter moves it,
    where that is in it too, is not known here.
    """
    if any(warning.code == "matched-quarter" for warning in one.warnings):
        return None
    spread = spread_of(one)
    if spread is None or not one.expected or one.elasticity is None or one.base != past.latest:
        return None
    if cell.base <= 0 or not past.earlier or any(too_small(count) for count in past.earlier):
        return None
    memory = one.elasticity[0]
    again = one.expected * (cell.base_shown / cell.base) ** memory
    fewest = min(round_count(count) for count in past.earlier)
    slope = max(LEAST_MEMORY, 1 - memory) * round_count(again) / fewest
    step = BASE * max(1, math.ceil(slope - 1e-9)) * (1 if one.areas <= 1 else 2)
    expected = round_to(again, step)
    if step > COARSEST or expected <= 0:
        return None
    return _with_spread(one, expected, spread)


def _net(
    one: Estimate, plain: Sequence[Estimate], found: Mapping[tuple[str, Parameter], Snapped]
) -> Snapped | None:
    places = {
        forecast_key(other)
        for other in plain
        if other.method == one.method
        and key_of(other.parameter)[:3] == key_of(one.parameter)[:3]
        and other.parameter.zone != NET
    }
    spread = spread_of(one)
    if spread is None or not places or any(place not in found for place in places):
        return None
    made = _with_spread(one, sum(found[place].expected for place in places), spread)
    return replace(made, ends=all(found[place].ends for place in places))


def _with_spread(one: Estimate, expected: float, spread: float) -> Snapped:
    """The spread as it would be at what is shown, to the nearest power of SPREAD_STEP."""
    assert one.expected and one.elasticity
    memory, of_spread = one.elasticity
    power = of_spread / memory if abs(memory) > 1e-6 else 0.5
    there = spread * (expected / one.expected) ** power
    steps = round(math.log(there) / math.log(SPREAD_STEP))
    return Snapped(expected, SPREAD_STEP**steps)


def spread_of(one: Estimate) -> float | None:
    """The denominator of the studentised value, in counts."""
    if not one.t or one.observed is None or one.expected is None:
        return None
    spread = (one.observed - one.expected) / one.t
    return spread if math.isfinite(spread) and spread > 0 else None
