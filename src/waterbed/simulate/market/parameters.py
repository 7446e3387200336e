"""What the street market is told: one row a parameter, with its prior and where that comes from.

The page of the protocol, the comments of a scenario file and the list of a report are made from
these rows.  No value is a fact about a place: a default is where a run starts, and what is not
known is swept over its prior.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from waterbed.model.reference import Floats

Values = Mapping[str, float]

SOURCED, ELICITED, NO_SOURCE = "sourced", "elicited", "no source"
STATUSES = {
    SOURCED: "a published figure; its prior is that figure's uncertainty",
    ELICITED: "judged by us from what is written about such markets, and to be elicited locally",
    NO_SOURCE: "nothing usable is known; the prior is wide, and the default only its middle",
}

ATTENUATION = "_attenuation"
"""Ending of the name of the factor that a cross-sectional ratio's logarithm is taken times."""


_RATES = ("share", "an encounter", "a week", "a person-year", "an area and month",
          "in 1,000 visible person-shifts")  # fmt: skip
"""Units of what may be asked not to happen at all, whatever its prior."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A distribution on an interval: `law` of LAWS, with its two numbers and its limits.

    Beyond the limits nothing is drawn: a lognormal is cut there, by its distribution function.
    """

    law: str
    a: float
    b: float
    low: float
    high: float

    def at(self, u: Floats | float) -> Floats:
        """Quantiles: of float [n] between 0 and 1, the values that so much of the prior is below.

        A uniform draw is turned into one of the prior; so is a point of a design of Sobol's.
        """
        share = np.asarray(u, np.float64)
        if self.law == "uniform":
            return np.asarray(self.a + share * (self.b - self.a))
        if self.law == "loguniform":
            return np.asarray(self.a * (self.b / self.a) ** share)
        if self.law == "beta":
            return np.asarray(special.betaincinv(self.a, self.b, share))
        first, last = (special.ndtr(np.log(end / self.a) / self.b) for end in (self.low, self.high))
        return np.asarray(self.a * np.exp(self.b * special.ndtri(first + share * (last - first))))

    @property
    def words(self) -> str:
        """The distribution in a few words."""
        if self.law in ("uniform", "loguniform"):
            even = " on a log scale" if self.law == "loguniform" else ""
            return f"uniform{even}, {self.a:g} to {self.b:g}"
        if self.law == "beta":
            return f"beta, {self.a:g} and {self.b:g} (mean {self.a / (self.a + self.b):.2g})"
        return f"lognormal, median {self.a:g}, log SD {self.b:g}, {self.low:g} to {self.high:g}"


def uniform(low: float, high: float) -> Prior:
    return Prior("uniform", low, high, low, high)


def loguniform(low: float, high: float) -> Prior:
    return Prior("loguniform", low, high, low, high)


def beta(a: float, b: float) -> Prior:
    return Prior("beta", a, b, 0.0, 1.0)


def lognormal(median: float, sd: float) -> Prior:
    """Of a ratio or a rate known with an interval: `sd` of its logarithm, cut at three of them."""
    low, high = (float(f"{median * np.exp(k * sd):.2g}") for k in (-3, 3))
    return Prior("lognormal", median, sd, low, high)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row.

    name, unit : as scenario files and the page of the protocol write them
    group : heading that it stands under
    prior, default : what is swept over, and where a run starts
    status : a key of STATUSES
    source : who gives it and where, or what it was judged from
    says : what it is, in a sentence
    ratio : whether it is a ratio from a survey at one time, confounded by who is policed most: the
        model then takes its logarithm times a factor between 0 and 1, a row of its own
    """

    name: str
    unit: str
    group: str
    prior: Prior
    default: float
    status: str
    source: str
    says: str
    ratio: bool = False

    @property
    def least(self) -> float:
        """The least that a scenario may give: nought of a share or a rate, else the prior's."""
        return min(0.0, self.prior.low) if self.unit in _RATES else self.prior.low


def attenuation(of: Parameter) -> Parameter:
    """The row of the factor that a ratio is attenuated by: 0 takes it as no cause, 1 as cause."""
    return Parameter(
        of.name + ATTENUATION,
        "share",
        of.group,
        uniform(0, 1),
        0.5,
        NO_SOURCE,
        "surveys at one time cannot tell it",
        f"How much of {of.name}, on a log scale, is cause: 0 none, 1 all of it.",
    )


def completed(rows: Iterable[Parameter]) -> dict[str, Parameter]:
    """The rows by name, each ratio followed by its attenuation."""
    every: dict[str, Parameter] = {}
    for row in rows:
        every[row.name] = row
        if row.ratio:
            factor = attenuation(row)
            every[factor.name] = factor
    return every


def defaults(rows: Mapping[str, Parameter], given: Values | None = None) -> dict[str, float]:
    """Every parameter's value: what is given, and the defaults of the rest."""
    return {name: row.default for name, row in rows.items()} | dict(given or {})


def drawn(rows: Mapping[str, Parameter], names: Iterable[str], u: Floats) -> dict[str, float]:
    """One value for each name, from float [names] between 0 and 1."""
    return {name: float(rows[name].prior.at(v)) for name, v in zip(names, u, strict=True)}


def cause(values: Values, name: str) -> float:
    """A ratio with its attenuation: ratio ** factor."""
    return float(values[name] ** values[name + ATTENUATION])
