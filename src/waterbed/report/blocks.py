"""The parts that a page is made of: what to say, apart from how it looks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from waterbed.model.kinds import PAIRED
from waterbed.model.programme import ALL_WAVES
from waterbed.model.region import Ends
from waterbed.model.released import (
    ShownDetectable,
    ShownEstimate,
    ShownParameter,
    ShownRun,
    ShownSeries,
)
from waterbed.model.released_places import ShownRole
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import TARGET
from waterbed.report.charts import IntervalRow
from waterbed.report.words.estimates import in_counts


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; columns set to the right (`numeric`), those that may break anywhere (`code`), and
    what its columns mean (`note`); whether it stands in the page or in the workbook alone."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    code: tuple[int, ...] = ()
    note: str = ""
    page: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its title (what is seen), subtitle (the unit) its table, and a note under it."""

    title: str
    subtitle: str
    svg: str
    table: Grid | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Paragraphs folded under a summary."""

    summary: str
    paragraphs: tuple[str, ...]
    formula: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a section: a bold sentence, paragraphs, charts, folded tables; whether it is
    folded under its title."""

    title: str = ""
    finding: str = ""
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    open_grids: tuple[Grid, ...] = ()
    folds: tuple[Fold, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its finding, its parts, and what would change our mind; how many of its
    tables stand in the workbook alone."""

    id: str
    title: str
    finding: str
    blocks: tuple[Block, ...] = ()
    change_mind: tuple[str, ...] = ()
    left: int = 0


# What a page shows of a run -----------------------------------------------------------------------


class Keyed(Protocol):
    """Whatever is of a parameter."""

    @property
    def parameter(self) -> ShownParameter | None: ...


KeyedRow = TypeVar("KeyedRow", bound=Keyed)


def of_key(rows: Iterable[KeyedRow], **asked: object) -> list[KeyedRow]:
    """Rows whose parameter is so: of_key(estimates, zone=NET, part="whole")."""
    return [
        row
        for row in rows
        if row.parameter is not None
        and all(getattr(row.parameter, name) == value for name, value in asked.items())
    ]


OF_ONE = ("ratio", "relative")
"""Scales on which a change is a share of 1."""


def ratio(estimate: ShownEstimate, x: float | None) -> float | None:
    """An end or a value on the ratio scale, for a chart's axis; None where there is none."""
    if x is None or estimate.parameter.scale in OF_ONE:
        return x
    return x / estimate.expected if estimate.expected else None


def counts_row(label: str, estimate: ShownEstimate, ends: Ends) -> IntervalRow:
    """A row of a chart in counts: the value of an estimate between the ends of a range."""
    low, high, value = (in_counts(estimate, x) for x in (*ends, estimate.value))
    return IntervalRow(label, low, high, value)


def spoken_outcomes(results: ShownRun) -> tuple[str, ...]:
    """Outcomes that a claim speaks of, in the order of the study file."""
    spoken = {claim.outcome for claim in results.study.claims}
    order = [outcome.id for outcome in results.study.outcomes]
    return tuple(key for key in order if key in spoken) or tuple(order)


def spoken_interventions(study: ShownStudy) -> tuple[str, ...]:
    """Interventions that claims speak of, one entry a claim; of a programme, each of its waves."""
    spoken: list[str] = []
    for claim in study.claims:
        programme = study.programme(claim.intervention)
        spoken += [claim.intervention] if programme is None else programme.waves
    return tuple(intervention for intervention in spoken if intervention)


def deciding_method(results: ShownRun, intervention: str) -> str:
    """The method that carries an intervention's verdicts; else the rule's headline."""
    return dict(results.methods).get(intervention, results.study.rule.headline)


def headline(results: ShownRun) -> tuple[ShownEstimate, ...]:
    """Estimates of the deciding method over each intervention's default window, one scale each.

    Only interventions and outcomes that a claim speaks of; ratios, on which claims are judged,
    before counts.
    """
    study = results.study
    spoken = spoken_outcomes(results)
    judged = set(spoken_interventions(study))
    methods = {key: deciding_method(results, key) for key in judged}
    estimates: dict[tuple[str, ...], ShownEstimate] = {}
    for estimate in sorted(
        results.estimates, key=lambda estimate: estimate.parameter.scale != "ratio"
    ):
        key = estimate.parameter
        default = study.rule.default_window(key.intervention)
        if key.intervention not in judged or estimate.method != methods[key.intervention]:
            continue
        if default is None or key.window != default.name or key.outcome not in spoken:
            continue
        if key.question in PAIRED:
            continue
        estimates.setdefault((key.intervention, key.outcome, key.zone, key.part), estimate)
    return tuple(
        sorted(estimates.values(), key=lambda estimate: spoken.index(estimate.parameter.outcome))
    )


def main_intervention(results: ShownRun) -> str:
    """The intervention that most claims speak of, of those that were compared."""
    have = {estimate.parameter.intervention for estimate in results.estimates}
    return most_spoken(results.study, have)


def most_spoken(study: ShownStudy, have: Collection[str] = ()) -> str:
    """The intervention that most claims speak of, the first one named among equals; of some of
    them, where claims speak of any of these."""
    alone = [
        claim.intervention
        for claim in study.claims
        if claim.intervention and study.programme(claim.intervention) is None
    ]
    spoken = alone or list(spoken_interventions(study))
    spoken = [intervention for intervention in spoken if intervention in have] or spoken
    return max(spoken, key=spoken.count) if spoken else ""


def shown_detectable(results: ShownRun) -> tuple[ShownDetectable, ...]:
    """One row a comparison of the default windows, whichever scale it was asked on."""
    detectables: dict[tuple[str, ...], ShownDetectable] = {}
    spoken = spoken_outcomes(results)
    for detectable in results.detectable:
        key = detectable.parameter
        default = results.study.rule.default_window(key.intervention)
        shown = ALL_WAVES if default is None else default.name
        if key.part != "whole" or key.window != shown:
            continue
        if key.outcome in spoken and not detectable.claim:
            detectables.setdefault((key.intervention, key.outcome, key.zone), detectable)
    return tuple(detectables.values())


def series_of(results: ShownRun, intervention: str, outcome: str, zone: str) -> ShownSeries | None:
    """The series over the intervention's default window, or any that there is."""
    default = results.study.rule.default_window(intervention)
    series = [
        shown_series
        for shown_series in results.series
        if (shown_series.intervention, shown_series.outcome, shown_series.zone)
        == (intervention, outcome, zone)
    ]
    named = [
        shown_series
        for shown_series in series
        if default is not None and shown_series.window == default.name
    ]
    return next(iter(named or series), None)


def roles_of(results: ShownRun, intervention: str) -> list[ShownRole]:
    """Roles that any area plays in the intervention's default window, from the target outwards."""
    window = results.study.rule.default_window(intervention)
    return [
        role
        for role in results.roles
        if window and (role.intervention, role.window) == (intervention, window.name) and role.areas
    ]


def role_of(results: ShownRun, intervention: str, role: str) -> ShownRole | None:
    """One of them; None where no area plays it."""
    return next(
        (shown_role for shown_role in roles_of(results, intervention) if shown_role.role == role),
        None,
    )


def zones_of(results: ShownRun, intervention: str) -> tuple[str, ...]:
    """Displacement zones of an intervention, in the order of the study file."""
    known = next(
        (
            shown_intervention
            for shown_intervention in results.study.interventions
            if shown_intervention.id == intervention
        ),
        None,
    )
    return tuple(name for name in known.zones if name != TARGET) if known else ()


def quiet_step(series: ShownSeries) -> int:
    """Months in a block that is not too noisy to draw: 1, 3 or 12.

    The shortest whose blocks hold 6 incidents on average and number at most 60; a rounded series
    stays as it is, since rounding errors add up.
    """
    seen = [x for x in series.observed if x is not None]
    if not seen or series.status != "exact":
        return series.step
    mean = sum(seen) / len(seen) / series.step
    months = len(series.periods) * series.step
    step = next((k for k in (1, 3) if k * mean >= 6 and months <= 60 * k), 12)
    return step if step > series.step and step % series.step == 0 else series.step


def in_blocks(series: ShownSeries, step: int) -> ShownSeries:
    """The series added up in blocks of `step` months counted from its post months.

    A block with a missing month is missing; what does not fill a block at either end is left out.
    """
    per = step // series.step
    if per <= 1 or not series.periods:
        return series
    offset = (series.post.first - series.periods[0]) // series.step % per
    starts = range(offset, len(series.periods) - per + 1, per)
    return replace(
        series,
        periods=tuple(series.periods[i] for i in starts),
        step=step,
        observed=tuple(_sum(series.observed[i : i + per]) for i in starts),
        expected=tuple(_sum(series.expected[i : i + per]) for i in starts),
    )


def _sum(values: tuple[float | None, ...]) -> float | None:
    return None if any(value is None for value in values) else sum(value or 0.0 for value in values)
