"""What `waterbed reporting` prints: tipping points and bounds of numbers given by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.displacement.proportional import bounded
from waterbed.model.errors import InputError
from waterbed.model.estimate import Check, Estimate
from waterbed.reporting import linked
from waterbed.reporting.bounds import demand_range, no_information
from waterbed.reporting.encounters import encounter_estimates
from waterbed.reporting.ratios import Ratio, from_counts, from_interval
from waterbed.reporting.sources import source_estimates
from waterbed.reporting.tipping import (
    RatioSubject,
    bounds_estimates,
    exposure_curve,
    figure,
    measured_estimate,
    tipping_estimates,
)

Pair = Sequence[float]


@dataclass(frozen=True, slots=True)
class Given:
    """A recorded change as the user gave it: a ratio with its interval, or counts."""

    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    treated: Pair | None = None
    control: Pair | None = None

    @property
    def empty(self) -> bool:
        return all(
            figure is None
            for figure in (self.ratio, self.low, self.high, self.treated, self.control)
        )


def recorded(given: Given, level: float, where: str = "", dispersion: float | None = None) -> Ratio:
    """The Ratio of what was given; one InputError that says what is missing or too much."""
    numbers = (given.ratio, given.low, given.high)
    counts = (given.treated, given.control)
    some, all_counts = any(number is not None for number in numbers), None not in counts
    if some and any(count is not None for count in counts):
        raise InputError(
            "give the ratio with its interval or the counts, not both", place=f"{where}ratio"
        )
    if given.treated is not None and given.control is not None:
        return from_counts(given.treated, given.control, level, where, dispersion)
    if given.ratio is not None and given.low is not None and given.high is not None:
        return from_interval(given.ratio, given.low, given.high, level, where)
    missing = [
        name
        for name, figure in (("ratio", given.ratio), ("low", given.low), ("high", given.high))
        if figure is None
    ]
    if not some and not all_counts and any(count is not None for count in counts):
        missing = ["control" if given.control is None else "treated"]
    raise InputError(
        f"{', '.join(missing)} missing",
        place=f"{where}{missing[0]}",
        mend="Give a ratio with both ends of its interval ({0}ratio, {0}low and {0}high), or "
        "counts ({0}treated and {0}control).".format(f"--{where}"),
    )


def reporting_command(
    given: Given,
    *,
    level: float = 0.95,
    dispersion: float | None = None,
    rate: float | None = None,
    change: Pair | None = None,
    smallest_effect: float = 0.0,
    least_share: float | None = None,
    exposed: float | None = None,
    measured: Sequence[float] | None = None,
    second: Given | None = None,
    covariance: float = 0.0,
    linked_before: Sequence[float] | None = None,
    linked_after: Sequence[float] | None = None,
    recall: float = 1.0,
    encounters: Pair | None = None,
) -> tuple[tuple[Estimate, ...], tuple[Check, ...]]:
    """Estimates of `waterbed reporting`, in the order in which they are told; no checks.

    dispersion : variance over mean of the counts given, None where it is not known
    rate : share of incidents reported before, in (0, 1]
    change : range of the reporting ratio; measured : a measured reporting ratio and its interval
    least_share : least share of incidents that can have been reported, before or after
    exposed : share of reports from those exposed
    second : the same change in a second source; linked_before, linked_after : incidents on the
        police's list, on the other list, on both
    InputError for whatever cannot be.
    """
    if not 0.5 < level < 1:
        raise InputError("the level must lie between 0.5 and 1", value=level)
    if rate is not None and not (math.isfinite(rate) and 0 < rate <= 1):
        raise InputError(
            "the share reported before lies above 0 and is at most 1",
            place="rate",
            value=f"{rate:g}",
            mend="Write 30 in 100 as 0.30.",
        )
    ratio = recorded(given, level, dispersion=dispersion)
    estimates = [_recorded(ratio), *tipping_estimates(ratio, smallest_effect)]
    if exposed is not None:
        estimates.append(_exposed(ratio, exposed))
    if change is not None:
        demand_range(change[0], change[1])
        estimates += bounds_estimates(ratio, change[0], change[1])
    if least_share is not None:
        estimates.append(_no_information(ratio, least_share))
    if measured is not None:
        known = from_interval(measured[0], measured[1], measured[2], level, "measured ")
        estimates.append(measured_estimate(ratio, known.log, known.se))
    if second is not None and not second.empty:
        other = recorded(second, level, "second-", dispersion)
        estimates += source_estimates(ratio, other, smallest_effect, covariance)
    estimates += _linked(linked_before, linked_after, recall, level)
    estimates += encounter_estimates(ratio, encounters)
    return tuple(estimates), ()


def _recorded(ratio: Ratio) -> Estimate:
    ends = (ratio.low, ratio.high)
    estimate = figure(
        RatioSubject(), "recorded-ratio", "", ratio.value, ends,
        level=ratio.level, se=ratio.se, smallest=ratio.smallest,
    )  # fmt: skip
    return replace(estimate, warnings=(bounded(),)) if ratio.bounded else estimate


def _no_information(ratio: Ratio, least_share: float) -> Estimate:
    """Nothing assumed but that a share between `least_share` and all is reported each time."""
    low, high = no_information(ratio, least_share)
    pieces = ((low, high),)
    ends = (ratio.low * least_share, ratio.high / least_share)
    return figure(
        RatioSubject(), "bounds", "no-information", None, ends,
        level=ratio.level, pieces=pieces, smallest=ratio.smallest,
    )  # fmt: skip


def _exposed(ratio: Ratio, exposed: float) -> Estimate:
    """Reporting among the exposed at which the recorded change would be no change at all."""
    among = float(exposure_curve(ratio.value, [exposed])[0])
    value = among if math.isfinite(among) else None
    return figure(RatioSubject(), "tipping-point", "exposed", value, level=ratio.level)


def _linked(
    before: Sequence[float] | None, after: Sequence[float] | None, recall: float, level: float
) -> tuple[Estimate, ...]:
    if before is None and after is None:
        return ()
    if before is None or after is None:
        raise InputError(
            "linked counts are needed for both periods",
            place="linked-after" if after is None else "linked-before",
            mend="Give incidents on the police's list, on the other list, and on both.",
        )
    periods = [
        linked.overlap(counts[0], counts[1], counts[2], recall, where=where)
        for counts, where in ((before, "linked-before"), (after, "linked-after"))
    ]
    return linked.linked_estimates(periods[0], periods[1], level)
