"""From the authoring form to the nouns: the decision rule with its windows and readings."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.errors import Place
from waterbed.model.mends import section, showing, span
from waterbed.model.months import YEAR, Months, label
from waterbed.model.study import Intervention, ReadingGrid, Rule
from waterbed.model.window import Window
from waterbed.model.written.claims import ReadingsForm, RuleForm, WindowForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems
from waterbed.read.study.starts import RULE, check_starts


def resolve_rule(form: RuleForm, interventions: Sequence[Intervention], problems: Problems) -> Rule:
    """The rule; an intervention without windows gets the twelve months before and after."""
    windows = _windows(form.windows, interventions, problems)
    check_starts(form, windows, interventions, problems)
    change = form.reporting_change
    if change and change[1] < change[0]:
        mend = showing("Write {}: the smaller ratio first.", span("0.8", "1.1"))
        problems.add(RULE / "reporting_change", "the range is upside down", list(change), mend)
    if form.margin_count is not None and "margin" in form.model_fields_set:
        problem = "movement has one margin: a share of the fall, or a count"
        leave = "Leave margin or margin_count out."
        problems.add(RULE / "margin_count", problem, form.margin_count, leave)
    return Rule(
        level=form.level,
        headline=form.headline,
        windows=windows,
        smallest_effect=form.smallest_effect,
        margin=form.margin,
        margin_count=form.margin_count,
        readings=_readings(form.readings, interventions, problems),
        reporting_change=(change[0], change[1]) if change else None,
        data_seen=form.data_seen,
        data_seen_date=form.data_seen_date,
        leads=form.leads or "",
    )


def default_window_name(intervention: str) -> str:
    """What the window of an intervention is called that the rule gives none."""
    return f"{intervention}, twelve months"


def _only(given: str | None, interventions: Sequence[Intervention]) -> str:
    """The intervention meant: the one named, or the only one there is."""
    return given or (interventions[0].id if len(interventions) == 1 else "")


def intervention_meant(
    given: str | None, interventions: Sequence[Intervention], place: Place, problems: Problems
) -> Intervention | None:
    """The intervention that a window, a reading or a claim compares; it must have a target."""
    key = _only(given, interventions)
    if not key:
        names = ", ".join(repr(intervention.id) for intervention in interventions)
        mend = f"Name the intervention: {names}."
        problems.add(place / "intervention", "this key is missing", mend=mend)
        return None
    known = {intervention.id: intervention for intervention in interventions}
    problems.check_known(place / "intervention", "intervention", key, known)
    intervention = known.get(key)
    if intervention and not intervention.has_target:
        mend = f"Add target to the intervention {key!r}, or leave this out."
        problems.add(place / "intervention", "the intervention has no target", key, mend)
    return intervention


def _windows(
    forms: Sequence[WindowForm], interventions: Sequence[Intervention], problems: Problems
) -> tuple[Window, ...]:
    problems.no_repeats(
        RULE / "windows" / "name", [form.name for form in forms], "Give each window its own."
    )
    windows = []
    for form in forms:
        place = entry_in(RULE / "windows", forms, form)
        meant = intervention_meant(form.intervention, interventions, place, problems)
        upside_down = False
        for key, (first, last) in (("base", form.base), ("post", form.post)):
            if last < first:
                upside_down = True
                mend = "Write the first month and then the last one."
                problems.add(place / key, "it ends before it begins", label(last), mend)
        if meant is None or upside_down:
            continue
        window = Window(form.name, meant.id, Months(*form.base), Months(*form.post))
        _check_window(window, place, problems)
        windows.append(window)
    asked = {_only(form.intervention, interventions) for form in forms}
    for intervention in interventions:
        if intervention.has_target and intervention.id not in asked:
            base = Months(intervention.began - YEAR, intervention.began - 1)
            post = Months.starting(intervention.start, YEAR)
            windows.append(
                Window(default_window_name(intervention.id), intervention.id, base, post)
            )
    return tuple(windows)


def _check_window(window: Window, place: Place, problems: Problems) -> None:
    if window.base.touches(window.post) or window.post.first < window.base.first:
        mend = "End base before post begins."
        problems.add(place / "base", "base and post months overlap or change places", mend=mend)


def _readings(
    forms: Sequence[ReadingsForm], interventions: Sequence[Intervention], problems: Problems
) -> tuple[tuple[str, ReadingGrid], ...]:
    grids = []
    for form in forms:
        place = entry_in(RULE / "readings", forms, form)
        meant = intervention_meant(form.intervention, interventions, place, problems)
        for key, values in (
            ("starts", [label(start) for start in form.starts]),
            ("lengths", form.lengths),
            ("bases", form.bases),
        ):
            problems.no_repeats(place / key, list(values), "Leave it in once.")
        if meant is None:
            continue
        grid = ReadingGrid(tuple(form.starts), tuple(form.lengths), tuple(form.bases))
        grids.append((meant.id, grid))
    under = showing("Put all of its readings under one {}.", section("rule.readings"))
    problems.no_repeats(RULE / "readings" / "intervention", [key for key, _ in grids], under)
    return tuple(grids)
