"""Tipping points, bounds and measured reporting as Estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from waterbed.model.errors import InputError
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.reference import Floats
from waterbed.model.region import Ends
from waterbed.model.study import OTHER, TARGET, Study
from waterbed.model.tipping import TippingPoints, tipping_points
from waterbed.model.window import WindowKey
from waterbed.reporting import bounds
from waterbed.reporting.ratios import Ratio

QUESTION, SCALE = "reporting", "factor"


@dataclass(frozen=True, slots=True)
class RatioSubject:
    """What a ratio is about: copied into every estimate made of it; by default nothing but the
    numbers given."""

    intervention: str = ""
    outcome: str = ""
    zone: str = TARGET
    window: WindowKey = ""
    published: bool = False

    @property
    def parameter(self) -> Parameter:
        return Parameter(QUESTION, self.intervention, self.outcome, self.zone, self.window, SCALE)


def figure(
    subject: RatioSubject,
    method: str,
    about: str,
    value: float | None,
    ends: Ends = (None, None),
    *,
    level: float = 0.95,
    assumptions: Sequence[str] = (),
    se: float | None = None,
    pieces: tuple[Ends, ...] | None = None,
    smallest: float = 0.0,
) -> Estimate:
    """An Estimate of the question "reporting"; its scale "factor" is a ratio, 1 for no change."""
    return Estimate(
        parameter=subject.parameter,
        method=method,
        about=about,
        base=None,
        post=None,
        value=value,
        low=ends[0],
        high=ends[1],
        level=level,
        deciding=None,
        base_count=None,
        observed=None,
        expected=None,
        se=se,
        set=pieces,
        assumptions=tuple(assumptions),
        smallest=smallest,
        published=subject.published,
    )


def tipping_estimates(ratio: Ratio, smallest_effect: float = 0.0) -> tuple[Estimate, ...]:
    """rho_point, rho_sig and, with a smallest effect of interest, rho_sei, as Estimates.

    A value of None: the recorded change is no more than chance (or not larger than the smallest
    effect) as it stands, so that no change of reporting is needed.  reporting.md's names.
    """
    if not 0 <= smallest_effect < 1:
        raise InputError(
            "the smallest effect of interest is a share between 0 and 1",
            place="smallest effect",
            value=f"{smallest_effect:g}",
            mend="Write 10% as 0.1.",
        )
    points = tipping_points(ratio.value, ratio.low, ratio.high, smallest_effect)
    return _points(points, bool(smallest_effect), RatioSubject(), ratio.level, ratio.smallest)


def _points(
    points: TippingPoints,
    smallest_asked: bool,
    subject: RatioSubject,
    level: float,
    smallest: float,
) -> tuple[Estimate, ...]:
    rows = [("rho_point", points.point), ("rho_sig", points.significant)]
    if smallest_asked:
        rows.append(("rho_sei", points.smallest))
    return tuple(
        figure(subject, "tipping-point", about, value, level=level, smallest=smallest)
        for about, value in rows
    )


def bounds_estimates(ratio: Ratio, least: float, most: float) -> tuple[Estimate, ...]:
    """The true ratio for reporting changed by `least` to `most`: union and Imbens-Manski.

    `set` is the identified set, chance left out.  Imbens-Manski takes the log ratio for normal.
    """
    pieces = (bounds.identified_set(ratio, least, most),)
    shared = {"level": ratio.level, "assumptions": ("reporting-range",), "pieces": pieces}
    low, high = bounds.imbens_manski(ratio.log, ratio.se, least, most, ratio.level)
    about = RatioSubject()
    return tuple(
        figure(about, "bounds", name, None, ends, smallest=ratio.smallest, **shared)  # type: ignore[arg-type]
        for name, ends in (
            ("union", bounds.union_interval(ratio, least, most)),
            ("imbens-manski", (float(low), float(high))),
        )
    )


def measured_estimate(ratio: Ratio, log_change: float, se: float) -> Estimate:
    """The true ratio where the change of reporting was measured."""
    true = bounds.with_data(ratio, log_change, se)
    return figure(
        RatioSubject(),
        "measured-reporting",
        "true-change",
        true.value,
        (true.low, true.high),
        level=true.level,
        assumptions=("independent-measure",),
        se=true.se,
        smallest=true.smallest,
    )


def exposure_curve(reporting: float, exposed: ArrayLike) -> Floats:
    """Change of reporting among the exposed that makes `reporting` among all, for each share.

    exposed : shares f of the reports before, above 0 and at most 1
    For a fall d among them rho = 1 - f d, so the curve is f d = 1 - rho; NaN where even a fall to
    nothing is too little.
    """
    f = np.asarray(exposed, float)
    if not ((f > 0) & (f <= 1)).all():
        raise InputError(
            "the share of reports from those exposed lies above 0 and is at most 1",
            place="exposed",
            value=f"{float(f[~((f > 0) & (f <= 1))][0]):g}",
        )
    among = 1 - (1 - reporting) / f
    return np.asarray(np.where(among >= 0, among, np.nan))


def from_effect(estimate: Estimate, smallest_effect: float = 0.0) -> tuple[Estimate, ...]:
    """Tipping points of an effect estimate on the scale "ratio"; nothing on any other.

    The interval is the one that decides claims of a ratio.
    """
    if estimate.parameter.scale != "ratio" or estimate.value is None or estimate.deciding is None:
        return ()
    ends = [None if end is None else 1 + end for end in estimate.deciding]
    ratio = 1 + estimate.value
    if ratio <= 0:
        return ()
    points = tipping_points(ratio, ends[0], ends[1], smallest_effect)
    key = estimate.parameter
    subject = RatioSubject(key.intervention, key.outcome, key.zone, key.window, estimate.published)
    level = 2 * estimate.level - 1
    return tuple(
        replace(point, base=estimate.base, post=estimate.post, areas=estimate.areas)
        for point in _points(points, bool(smallest_effect), subject, level, estimate.smallest)
    )


def tipping_of(
    study: Study, estimates: Sequence[Estimate], methods: Mapping[str, str]
) -> list[Estimate]:
    """Tipping points of every place and outcome over each intervention's default window; of another
    outcome in its own place none, since nothing that is counted there need be a report.

    methods : the method that carries the verdicts of each intervention
    """
    out: list[Estimate] = []
    for estimate in estimates:
        key = estimate.parameter
        window = study.rule.default_window(key.intervention)
        named = window is not None and key.window == window.name
        whole = (key.scale, key.part) == ("ratio", "whole")
        whole &= key.question not in (QUESTION, OTHER)
        if named and whole and estimate.method == methods.get(key.intervention):
            out += from_effect(estimate, study.rule.smallest_effect)
    return out
