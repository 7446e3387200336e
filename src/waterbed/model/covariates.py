"""Covariates: what else changed in the areas, which may explain a change of the counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np

from waterbed.model.months import Months
from waterbed.model.reference import Floats
from waterbed.model.written.key import ATTRIBUTION, ENCODING, FILE, LICENCE, SHEET, Key, Written
from waterbed.model.written.values import Id, PathText, Text

LITTLE = 0.01
"""Of a covariate's mean, what is added to it under a logarithm."""


@dataclass(frozen=True, slots=True)
class Covariate:
    """A table of what else changed, a row an area and period.  It bears on no answer, so that no
    key of it decides."""

    name: Annotated[Id, Key("What it is, which claims refer to: claimants.", printed=True)]
    file: Annotated[Path, Written(PathText), Key(FILE)]
    area: Annotated[Text, Key("Its column of area codes, as the study has them.")]
    period: Annotated[Text, Key("Its column of the month, quarter or year.")]
    value: Annotated[
        Text,
        Key("Its column of the number, 0 or more. What has no row is not known, and is not 0."),
    ]
    unit: Annotated[
        Text, Key("What the number counts or measures: people, per cent.", printed=True)
    ]
    source: Annotated[Text, Key("Who gives it, and where.", printed=True, links=True)]
    explains: Annotated[
        str, Key("What it might explain, as whoever says so would put it.", printed=True)
    ] = ""
    where: Annotated[
        tuple[tuple[str, str], ...],
        Written(dict[str, str], {}),
        Key("Rows of the table to use, as column = value; all if left out."),
    ] = ()
    period_format: Annotated[
        Text, Key("How periods are written in it; auto: told from the values.")
    ] = "auto"
    encoding: Annotated[Text, Key(ENCODING)] = "utf-8"
    sheet: Annotated[str, Key(SHEET)] = ""
    published: Annotated[
        bool,
        Key("Whether this very table is published already. If not, no public page shows it."),
    ] = False
    licence: Annotated[str, Key(LICENCE, printed=True, links=True)] = ""
    attribution: Annotated[str, Key(ATTRIBUTION, printed=True, links=True)] = ""

    @property
    def count(self) -> str:
        """The column of numbers, as tables by month call it."""
        return self.value


@dataclass(frozen=True, slots=True)
class Followed:
    """A covariate by area and month.

    first : ordinal of the first month
    values : float [A, M], of each month from then on, NaN where nobody knows; a quarter or a year
        has its value in each of its months
    """

    covariate: Covariate
    first: int
    values: Floats

    def mean(self, months: Months) -> Floats:
        """Mean of a run of months, float [A]; NaN where some month of it is not known."""
        start, stop = months.first - self.first, months.last + 1 - self.first
        if start < 0 or stop > self.values.shape[1]:
            return np.full(len(self.values), np.nan)
        mean: Floats = self.values[:, start:stop].mean(axis=1)
        return mean

    def change(self, base: Months, post: Months) -> Floats:
        """Log of the ratio of the means, float [A]; NaN where either is unknown.

        A hundredth of what is usual in the table is added to both, since what comes new to a place
        changes from nought; no unit of the covariate changes it.
        """
        known = self.values[np.isfinite(self.values)]
        little = float(known.mean()) * LITTLE if len(known) else 0.0
        if not little:
            return 0.0 * (self.mean(post) - self.mean(base))
        change: Floats = np.log((self.mean(post) + little) / (self.mean(base) + little))
        return change
