"""What `estimate` and its kin are asked, read against the panel: a Problem, or what is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from waterbed.effect.weights.design import Design, as_integer, make_design
from waterbed.effect.weights.methods import solver
from waterbed.model.errors import InputError, Refusal
from waterbed.model.methods import HEADLINES, method
from waterbed.model.months import Months, Period, label, read_period
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.zones import Members

Names = str | Sequence[str]
Columns = Mapping[str, ArrayLike]


@dataclass(frozen=True, slots=True)
class Problem:
    """A design with the names of what stands in its rows.

    areas : ids, in the design's order; kept : their positions in the panel
    periods : ordinals, pre-periods first; left_out : donors that gaps have cost
    measures : outcomes that are no counts
    """

    design: Design
    areas: tuple[str, ...]
    kept: Members
    periods: Members
    step: int
    left_out: int
    measures: tuple[str, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What was asked, without the numbers: placebos of one question are no reference for
        another."""
        design = self.design
        return (
            design.outcomes,
            tuple(self.areas[i] for i in design.treated),
            self.areas,
            tuple(int(period) for period in self.periods),
            design.pre,
            design.names,
            design.predictor_names,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments that `estimate`, `placebos`, `admissible` and `jackknife` share, as given."""

    outcome: Names
    treated: Names
    start: Period
    end: Period | None = None
    method: str = "calibrated"
    covariates: Columns | None = None
    predictors: Columns | None = None
    donors: Names | None = None
    since: Period | None = None
    period: int | Sequence[int] = 1
    base: tuple[Period, Period] | None = None
    chosen_for: str = "unknown"

    @property
    def key(self) -> tuple[object, ...]:
        """What was asked: placebos of one question are no reference for another."""
        several = (names_of(names) for names in (self.outcome, self.treated))
        donors = None if self.donors is None else frozenset(names_of(self.donors))
        when = (self.start, self.end, self.since, self.base)
        return (*(tuple(names) for names in several), donors, when, self.chosen_for)

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Question:
        """From keyword arguments; InputError for one that there is not, or that is missing."""
        known = [field.name for field in fields(cls)]
        for key in arguments:
            if key not in known:
                raise InputError(
                    "there is no such argument",
                    place=key,
                    mend=f"Arguments there are: {', '.join(known)}.",
                )
        for key in known[:3]:
            if key not in arguments:
                raise InputError("an argument is missing", place=key)
        return cls(**arguments)


def read_problem(panel: Panel, asked: Question) -> Problem:
    """The problem that the arguments pose; InputError or Refusal where there is none."""
    outcomes = outcomes_of(asked)
    span, pre = span_of(panel, asked)
    own, others = roles(panel, asked)
    values, known = _values(panel, outcomes, span)
    if not known[own].all():
        gaps = np.flatnonzero(~known[own].all(axis=(0, 1)))
        raise Refusal(
            "gaps",
            "a treated area has no data in "
            + ", ".join(_shown(int(panel.periods[span][gap]), panel.step) for gap in gaps[:6]),
            "Choose periods without gaps.",
        )
    usable = others[known[others].all(axis=(1, 2))]
    kept = np.sort(np.concatenate([own, usable]))
    is_donor = np.isin(kept, usable)
    _enough(is_donor)
    design = make_design(
        outcomes,
        np.ascontiguousarray(values[kept]),
        pre,
        is_donor,
        np.flatnonzero(~is_donor),
        covariates=_columns(panel, asked.covariates, kept, "covariates"),
        predictors=_columns(panel, asked.predictors, kept, "predictors"),
        period=asked.period,
    )
    return Problem(
        design,
        tuple(panel.areas[i] for i in kept),
        kept,
        panel.periods[span],
        panel.step,
        len(others) - len(usable),
        tuple(name for name in outcomes if name in panel.measures),
    )


def outcomes_of(asked: Question) -> tuple[str, ...]:
    """The outcomes asked about, each once; InputError for an argument that the method takes not."""
    _check_arguments(asked)
    outcomes = tuple(names_of(asked.outcome))
    if not outcomes or len(set(outcomes)) < len(outcomes):
        raise InputError("outcomes must be named, each once", place="outcome")
    return outcomes


def _check_arguments(asked: Question) -> None:
    if asked.method not in HEADLINES:
        raise InputError(
            "there is no such method",
            place="method",
            value=asked.method,
            mend=f"Use one of {', '.join(HEADLINES)}.",
        )
    weighs = method(asked.method).weighs
    takes = solver(asked.method).takes if weighs else ()
    if weighs and asked.base is not None:
        raise InputError(
            "this method balances all periods before the start and takes no base",
            place="base",
            mend="Leave it out; `since` says where the earlier periods begin.",
        )
    if not weighs and asked.period != 1:
        raise InputError("this method balances no periods", place="period", mend="Leave it out.")
    columns: tuple[tuple[Any, str], ...] = (
        (asked.covariates, "covariates"),
        (asked.predictors, "predictors"),
    )
    for given, key in columns:
        if given is not None and not isinstance(given, Mapping):
            raise InputError("columns are given by name", place=key, mend="Give name -> numbers.")
        if given and key not in takes:
            raise InputError(
                f"this method takes no {key}",
                place="method",
                value=asked.method,
                mend="Use calibrated or raking for covariates, simplex for predictors.",
            )


def roles(panel: Panel, asked: Question) -> tuple[Members, Members]:
    """Positions of the treated areas and of all that may be donors; one role an area."""
    own = _members(panel, asked.treated, "treated")
    if asked.donors is None:
        return own, np.setdiff1d(np.arange(len(panel.areas)), own)
    others = _members(panel, asked.donors, "donors")
    both = np.intersect1d(own, others)
    if len(both):
        raise InputError(
            "an area has two roles, treated and donor",
            place="donors",
            value=panel.areas[int(both[0])],
            mend="Leave it in one of them.",
        )
    return own, others


def read_integer(value: int, key: str, least: int) -> int:
    """A whole number that is not below `least`; InputError where it is none."""
    number = as_integer(value)
    if number is None or number < least:
        raise InputError(
            f"a whole number from {least} on is needed", place=key, value=value, mend="Write one."
        )
    return number


def read_level(level: Any) -> float:
    """The level of an interval; InputError where it is none that can decide."""
    if not (isinstance(level, (int, float)) and math.isfinite(level) and 0.5 < level < 1):
        raise InputError(
            "a level lies between 0.5 and 1, both left out",
            place="level",
            value=level,
            mend="Write 0.95 for 95%.",
        )
    return float(level)


def positions(ids: Sequence[str], problem: Problem, with_treated: bool) -> Members:
    """Positions in the design of the areas of one placebo group."""
    index = {name: i for i, name in enumerate(problem.areas)}
    missing = [name for name in ids if name not in index]
    if missing:
        raise InputError(
            "a placebo group names an area that is neither treated nor a usable donor",
            place="groups",
            value=missing[0],
        )
    barred = {problem.areas[i] for i in problem.design.treated} & set(ids)
    if barred and not with_treated:
        raise InputError(
            "an area has two roles, treated and placebo",
            place="groups",
            value=min(barred),
            mend="Leave it out of the group, or let the treated be drawn (`with_treated`).",
        )
    size = len(problem.design.treated)
    if not len(ids) == len(set(ids)) == size:
        raise InputError(
            f"a placebo group has as many areas as were treated: {size}",
            place="groups",
            value=len(ids),
        )
    return np.array(sorted({index[name] for name in ids}), np.int64)


def _enough(donor: Mask) -> None:
    if int(donor.sum()) == 1:
        raise Refusal(
            "no-donors", "fewer than two donors are left", "Allow more donors, or fewer gaps."
        )


def _values(panel: Panel, outcomes: Sequence[str], span: slice) -> tuple[Floats, Mask]:
    """Values and coverage of the outcomes, [A, O, T]."""
    parts = [panel.series(name) for name in outcomes]
    for name in set(outcomes) & set(panel.measures):
        assert panel.values is not None
        endless = np.argwhere(np.isinf(panel.values[panel.measures.index(name)]))
        if len(endless):
            area, period = endless[0]
            raise InputError(
                "a measure is infinite",
                place=f"{name!r}, area {panel.areas[area]!r}, "
                f"{_shown(int(panel.periods[period]), panel.step)}",
                mend="Give a number, or leave it out where there is no data.",
            )
    values = np.stack([series[:, span] for series, _ in parts], axis=1)
    return values, np.stack([known[:, span] for _, known in parts], axis=1)


def names_of(given: Any) -> list[str]:
    """One name, or several, as a list of texts."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [str(given)]
    return [str(name) for name in given]


def _members(panel: Panel, given: Names, key: str) -> Members:
    ids = names_of(given)
    index = {name: i for i, name in enumerate(panel.areas)}
    if len(set(ids)) < len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise InputError("an area is named twice", place=key, value=twice, mend="Name it once.")
    for name in ids:
        if name not in index:
            raise InputError(
                "no area has this id",
                place=key,
                value=name,
                mend="Use ids as they stand in the panel's areas.",
            )
    return np.array(sorted(index[name] for name in ids), np.int64)


def _columns(
    panel: Panel, given: Columns | None, kept: Members, key: str
) -> dict[str, Floats] | None:
    if not given:
        return None
    columns = {}
    for name, column in given.items():
        try:
            array = np.asarray(column, float)
        except (TypeError, ValueError) as error:
            raise InputError(
                "a column holds something that is not a number",
                place=f"{key} {name!r}",
                mend="Give a number for each area.",
            ) from error
        if array.shape != (len(panel.areas),):
            raise InputError(
                f"a column needs one number for each of the {len(panel.areas)} areas",
                place=f"{key} {name!r}",
                value=array.shape,
                mend="Give it in the order of panel.areas.",
            )
        columns[name] = array[kept]
    return columns


def _months(panel: Panel, when: Period, key: str) -> tuple[int, int]:
    """First and last ordinal of a period as it is written (`model.months.read_period`); a number of
    a panel without dates is that period."""
    number = None if isinstance(when, str) else as_integer(when)
    if number is not None and not (panel.step == 12 and 1000 <= number < 3000):
        return number, number
    months = period_of(when, key)
    return months.first, months.last


def period_of(when: Period, key: str) -> Months:
    """The months of a period; InputError with the argument, its value and the mend."""
    try:
        return read_period(when)
    except ValueError:
        raise InputError(
            "this is not a period",
            place=key,
            value=when,
            mend="Write it as 2016-04, 2016 Q2 or 2016.",
        ) from None


def position(panel: Panel, when: Period, key: str) -> int:
    """Position of a period in the panel: the one that begins with it, for "end" that ends with it.

    A month that begins a period names it, for "end" too.  InputError for one in its middle: part
    of the period is then treated and part is not.
    """
    first, last = _months(panel, when, key)
    wanted = last if key == "end" else first
    begins, ends = panel.periods, panel.periods + panel.step - 1
    periods = np.flatnonzero((begins <= wanted) & (wanted <= ends))
    if not len(periods):
        earliest, latest = (_shown(int(panel.periods[i]), panel.step) for i in (0, -1))
        raise InputError(
            f"this period lies outside the panel, which runs from {earliest} to {latest}",
            place=key,
            value=when,
        )
    at = int(periods[0])
    if first != begins[at] and not (key == "end" and last == ends[at]):
        raise InputError(
            f"this lies within a period of {panel.step} months that begins with "
            f"{label(int(begins[at]))}",
            place=key,
            value=when,
            mend="Name whole periods, by their first months.",
        )
    return at


def _shown(ordinal: int, step: int) -> str:
    return str(ordinal) if ordinal < 12000 else label(ordinal)[: 4 if step == 12 else 7]


def span_of(panel: Panel, asked: Question) -> tuple[slice, int]:
    """Periods used, and how many of them come before the treatment."""
    first = 0 if asked.since is None else position(panel, asked.since, "since")
    begun = position(panel, asked.start, "start")
    last = len(panel.periods) - 1 if asked.end is None else position(panel, asked.end, "end")
    if last < begun:
        raise InputError("the treatment ends before it starts", place="end", value=asked.end)
    if first >= begun:
        raise InputError(
            "the treatment starts in the first period, so that nothing is known from before it",
            place="start",
            value=asked.start,
            mend="Give a later start, or counts from before it.",
        )
    return slice(first, last + 1), begun - first
