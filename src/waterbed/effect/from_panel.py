"""A study's comparison, asked from Python: methods that are fitted together with their placebos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from waterbed.effect import diagnostics
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.methods import FITS
from waterbed.effect.question import Question, outcomes_of, position, roles, span_of
from waterbed.effect.results import Effect, Placebos
from waterbed.effect.setting import WHOLE, Place
from waterbed.model.areas import Areas
from waterbed.model.codes import REFUSALS
from waterbed.model.errors import InputError, Refusal
from waterbed.model.methods import method
from waterbed.model.months import YEAR, Months
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource
from waterbed.model.study import TARGET, ChosenFor, Intervention, Outcome, Rule, Study, ZoneRule
from waterbed.model.verdict import LEVEL
from waterbed.model.window import Window

HERE: Place = (TARGET, WHOLE)


def compare_panel(
    panel: Panel, asked: Question, *, count: int, seed: int, level: float = LEVEL
) -> Comparison:
    """The comparison that a study of one intervention without zones would make at this level.

    The counts are read from `since` on; donors with gaps leave, as in a study.
    """
    outcomes = outcomes_of(asked)
    other = [name for name in outcomes if name not in panel.outcomes]
    if other:
        panel.series(other[0])
        raise InputError(
            "this method takes counts of incidents, and this outcome is none",
            place="outcome",
            value=other[0],
            mend="Use a method that weighs donors: simplex, ridge or another.",
        )
    span, pre = span_of(panel, asked)
    treated, donors = roles(panel, asked)
    counted = _part(panel, outcomes, span)
    window = _window(panel, asked, span, pre)
    intervention = Intervention(
        "",
        "",
        "",
        window.post.first,
        areas=tuple(panel.areas[i] for i in treated),
        target=tuple(panel.areas[i] for i in treated),
        donors=ZoneRule("list", areas=tuple(panel.areas[i] for i in donors)),
        chosen_for=ChosenFor(asked.chosen_for),
    )
    study = Study(
        "",
        "",
        "",
        seed,
        AreaSource(),
        (),
        tuple(Outcome(name, name, (), ()) for name in outcomes),
        (intervention,),
        (),
        Rule(level, asked.method, (window,)),
        (),
    )
    areas = Areas(panel.areas, panel.areas, ("",) * len(panel.areas))
    return compare(study, window, areas, counted, count=count, seed=[seed], methods=(asked.method,))


def _part(panel: Panel, outcomes: Sequence[str], span: slice) -> Panel:
    """Some outcomes and periods."""
    rows = [panel.outcomes.index(name) for name in outcomes]
    return Panel(
        tuple(outcomes),
        panel.areas,
        panel.periods[span],
        panel.step,
        panel.counts[rows][:, :, span],
        panel.covered[rows][:, :, span],
        squares={name: own for name, own in panel.squares.items() if name in outcomes},
    )


def _window(panel: Panel, asked: Question, span: slice, pre: int) -> Window:
    """Post months from the start on; base months as given, or the same a year (or more) before."""
    if int(panel.periods[0]) < YEAR * 1000:
        raise InputError(
            "this method needs periods with dates",
            place="method",
            value=asked.method,
            mend="Give the panel months or years, or use a method that weighs donors.",
        )
    first, last = int(panel.periods[span.start + pre]), int(panel.periods[span.stop - 1])
    post = Months(first, last + panel.step - 1)
    base = post.shift(-YEAR * -(-len(post) // YEAR))
    if asked.base is not None:
        begins, ends = asked.base
        first = int(panel.periods[position(panel, begins, "base")])
        last = int(panel.periods[position(panel, ends, "end")])
        if last < first:
            raise InputError("the base ends before it starts", place="base", value=asked.base[1])
        base = Months(first, last + panel.step - 1)
    if base.last >= post.first:
        raise InputError(
            "the base ends after the treatment has started", place="base", mend="End it earlier."
        )
    panel.slice(base)
    return Window("post", "", base, post)


def at_level(comparison: Comparison, level: float) -> Comparison:
    """The same placebos, and of them those that a test at another level is judged on."""
    if comparison.setting.level == level:
        return comparison
    setting = replace(comparison.setting, level=level)
    fitted = {name: FITS[name](setting) for name in comparison.fitted}
    return replace(comparison, setting=setting, fitted=fitted)


def refuse(comparison: Comparison, name: str) -> None:
    """Refusal by its code where the method gives no estimate of an outcome."""
    for outcome in comparison.outcomes:
        why = comparison.refusal(HERE, outcome, name)
        if why:
            raise Refusal(why, f"{REFUSALS[why]} ({outcome})")


def fitted_effect(asked: Question, comparison: Comparison, level: float) -> Effect:
    """Estimates of the treated areas, each with the checks that a study makes of it."""
    name, setting = asked.method, comparison.setting
    refuse(comparison, name)
    rule = Rule(level, name, (comparison.window,))
    estimands = [Estimand(comparison, HERE, outcome, name, True) for outcome in comparison.outcomes]
    estimates = tuple(
        on_placebos(estimand, scale, rule)
        for estimand in estimands
        for scale in method(name).scales
    )
    checks = [check for estimand in estimands for check in diagnostics.checks(estimand, rule)]
    panel, own = setting.panel, setting.zones.target
    donors = comparison.totals.donors.all(axis=1)
    counts = panel.counts[:, own].sum(axis=1).astype(float)
    return Effect(
        method=name,
        outcomes=comparison.outcomes,
        estimates=estimates,
        donors=tuple(panel.areas[i] for i in np.flatnonzero(donors)),
        periods=panel.periods,
        pre=int(np.searchsorted(panel.periods, comparison.window.post.first)),
        observed=counts,
        expected=np.full(counts.shape, np.nan),
        checks=tuple(checks),
    )


def fitted_placebos(asked: Question, comparison: Comparison) -> Placebos:
    """The places that a fitted method was judged on; NaN where an outcome has no value."""
    refuse(comparison, asked.method)
    reference = comparison.fitted[asked.method].reference
    z = reference.zones.index(TARGET)
    t = np.where(reference.valid[:, z], reference.t[:, z], np.nan)
    nothing = np.empty((*t.shape, 0))
    return Placebos(
        asked.method,
        comparison.outcomes,
        reference.effect[:, z],
        reference.scale[:, z],
        t,
        nothing,
        nothing,
        nothing,
        len(t),
        reference.drawn,
        asked.key,
        comparison,
    )
