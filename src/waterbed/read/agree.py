"""Whether a study file agrees with the files that it names: its areas, its groups and its months.

`read/study/resolve.py` and `read/study/rules.py` check the study file by itself; here the map and
the counts have been read.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.errors import Entry, Place, raise_all
from waterbed.model.mends import Sample, listed, section, showing, text
from waterbed.model.messages import suggestion
from waterbed.model.months import Months, label
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource
from waterbed.model.study import Intervention, Study, ZoneRule
from waterbed.model.window import Window
from waterbed.model.written.walk import entry_in
from waterbed.read.study.activity import ACTIVITY
from waterbed.read.study.interventions import INTERVENTIONS
from waterbed.read.study.problems import Problems
from waterbed.read.study.rules import default_window_name
from waterbed.read.study.starts import RULE
from waterbed.read.study.workbook_writing import writing_of
from waterbed.read.tables.files import shown

# Unknown ids of one list that are named; the rest are counted.
_NAMED = 3


def check_places(study: Study, areas: Areas) -> None:
    """InputError, or InputErrors with all of them, for ids, groups and distances not on the map."""
    problems = Problems(study.file, writing_of(study.file))
    where = _where_ids_stand(study.areas, study)
    index = areas.index()
    by_group: dict[str, set[str]] = {}
    for key, group in zip(areas.ids, areas.groups, strict=True):
        by_group.setdefault(group, set()).add(key)
    groups = sorted(set(by_group) - {""})
    for intervention in study.interventions:
        place = entry_in(INTERVENTIONS, study.interventions, intervention)
        for within, rule in _rules(intervention):
            strange = [area for area in rule.areas if area not in index]
            _note_strange(place / within, strange, areas, where, problems)
            if rule.group and rule.group not in groups:
                mend = suggestion(rule.group, groups, "groups")
                problems.add(place / within, "no area is in this group", rule.group, mend)
            _check_reach(place / within, rule, areas, problems)
        if {intervention.group, intervention.target_group} - {"", *groups}:
            continue
        covered = by_group[intervention.group] if intervention.group else set(intervention.areas)
        target = (
            by_group[intervention.target_group]
            if intervention.target_group
            else set(intervention.target) & set(index)
        )
        if intervention.areas_apart:
            _check_apart(place / "areas_apart", target, areas, problems)
        beyond = sorted(target - covered)
        if beyond and (intervention.group or intervention.target_group):
            mend = "Add it to areas, or leave it out of target."
            problems.add(place / "target", "this is not among its areas", beyond[0], mend)
    for done in study.activity:
        place = entry_in(ACTIVITY, study.activity, done) / "areas"
        strange = [area for area in done.areas or () if area not in index]
        _note_strange(place, strange, areas, where, problems)
        if done.group and done.group not in groups:
            mend = suggestion(done.group, groups, "groups")
            problems.add(place, "no area is in this group", done.group, mend)
    raise_all(problems.found)


def _check_apart(place: Place, target: set[str], areas: Areas, problems: Problems) -> None:
    """Areas that are said to lie apart must not touch on the map."""
    for i, j in areas.pairs[areas.gaps <= 0]:
        if {areas.ids[i], areas.ids[j]} <= target:
            problem = "the map shows areas of the target side by side"
            mend = "Leave it out: the map tells how they lie."
            problems.add(place, problem, f"{areas.ids[i]}, {areas.ids[j]}", mend)
            return


def _rules(intervention: Intervention) -> Iterator[tuple[Place, ZoneRule]]:
    """Every place that an intervention names, by its key; areas that were left out are its target
    and are named there."""
    if (intervention.areas, intervention.group) != (intervention.target, intervention.target_group):
        yield (
            Place(("areas",)),
            ZoneRule("list", areas=intervention.areas, group=intervention.group),
        )
    yield (
        Place(("target",)),
        ZoneRule("list", areas=intervention.target, group=intervention.target_group),
    )
    yield from intervention.rules()
    yield Place(("donors",)), intervention.donors


def _where_ids_stand(source: AreaSource, study: Study) -> str:
    if source.file is None:
        return "Use ids as they stand in the counts."
    file = shown(source.file, study.folder)
    return f"Use ids as they stand in {file}, column {source.id!r}."


def _note_strange(
    place: Place, strange: Sequence[str], areas: Areas, where: str, problems: Problems
) -> None:
    for number, value in enumerate(strange[:_NAMED], 1):
        words, *samples = _closest(value, areas)
        rest = where
        more = len(strange) - number
        if number == _NAMED and more:
            rest += f" {more} more of this list {'is' if more == 1 else 'are'} not there either."
        problems.add(place, "no area has this id", value, showing(words, *samples, text(rest)))


def _closest(value: str, areas: Areas) -> tuple[Any, ...]:
    """The id that was meant, by its name or by the closest id or name, as a mend that goes on."""
    named: dict[str, list[str]] = {}
    for key, name in zip(areas.ids, areas.names, strict=True):
        named.setdefault(name.casefold(), []).append(key)
    wanted = value.casefold()
    several = [part.strip() for part in value.split(",")]
    if len(several) > 1 and set(several) <= set(areas.ids):
        return "These are several ids in one text: write {}. {}", listed(*several)
    if wanted in named:
        keys = ", ".join(repr(key) for key in named[wanted][:3])
        return "This is the name of {}. {}", text(keys)
    folded = {key.casefold(): key for key in areas.ids}
    close = difflib.get_close_matches(wanted, [*folded, *named], 1, 0.6)
    if not close:
        return ("{}",)
    key = folded.get(close[0]) or named[close[0]][0]
    name = areas.names[areas.ids.index(key)]
    called = f" ({name})" if name not in ("", key) else ""
    return "Did you mean {}? {}", text(f"{key!r}{called}")


def _check_reach(place: Place, rule: ZoneRule, areas: Areas, problems: Problems) -> None:
    """A rule must not ask for areas further apart than gaps are known."""
    if rule.kind not in ("touching", "within") or areas.reach is None:
        return
    asked = rule.tolerance if rule.kind == "touching" else rule.distance
    if asked > areas.reach:
        key = "tolerance" if rule.kind == "touching" else "within"
        problem = f"the table of neighbours reaches no further than {areas.reach:g} metres"
        mend = "Ask for no more than that, or give polygons or a table that reaches as far."
        problems.add(place / key, problem, f"{asked:g}", mend)


def check_months(study: Study, panel: Panel) -> None:
    """InputError, or InputErrors with all of them, for starts and windows that the counts lack.

    Refused are a start of an intervention with a target outside the counts, base months before
    them, windows of which they hold no month or that cut a period, and a reading that starts
    outside.  Post months that are still to come are refused only where no window of the
    intervention can be answered: a rule may be locked before its last counts are in.
    """
    problems = Problems(study.file, writing_of(study.file))
    held = _held(panel)
    span = panel.span
    outside = set()
    for intervention in study.interventions:
        if not intervention.has_target:
            continue
        if not span.first < intervention.began <= span.last:
            outside.add(intervention.id)
            problem = "the counts have no months both before and after this start"
            started = entry_in(INTERVENTIONS, study.interventions, intervention) / "start"
            problems.add(started, problem, label(intervention.began),
                         f"{held} Correct the start or give more counts; lock and power need none "
                         "after it.")  # fmt: skip
            continue
        _check_windows(intervention, study, panel, held, problems)
    for number, (key, grid) in enumerate(study.rule.readings):
        for start in grid.starts if key not in outside else ():
            if not span.first < start <= span.last:
                problem = "this reading starts outside the counts"
                place = RULE / "readings" / Entry(number) / "starts"
                problems.add(place, problem, label(start), f"{held} Correct it, or leave it out.")
    raise_all(problems.found)


def _check_windows(
    intervention: Intervention, study: Study, panel: Panel, held: str, problems: Problems
) -> None:
    windows = [window for window in study.rule.windows if window.intervention == intervention.id]
    misfits = [(window, _misfit(window, panel)) for window in windows]
    some_fit = any(misfit is None for _, misfit in misfits)
    for window, misfit in misfits:
        if misfit is None:
            continue
        key, months, problem, pending = misfit
        if pending and some_fit:
            continue
        whole = _whole_periods(window, panel)
        place = entry_in(RULE / "windows", study.rule.windows, window) / key
        words = "{} Choose months that they hold."
        if whole:
            words = "{} Choose base = {} and post = {}, which are whole periods."
        if window.name == default_window_name(intervention.id):
            place = entry_in(INTERVENTIONS, study.interventions, intervention) / "start"
            words = "{0} Add {1} of these."
            if whole:
                words = "{0} Add {3} with base = {1} and post = {2}, which are whole periods."
            problem = f"of the twelve months before and after this start, {problem}"
        mend = showing(words, text(held), *whole, section("rule.windows"))
        problems.add(place, problem, " to ".join(months.labels), mend)


def _whole_periods(window: Window, panel: Panel) -> tuple[Sample, ...]:
    """The nearest base and post of whole periods; () where there are none or months are single.

    The base ends no later and the months after begin no earlier than the window's own.
    """
    step, span = panel.step, panel.span
    if step == 1:
        return ()
    last = span.first + (window.base.last + 1 - span.first) // step * step - 1
    first = span.first - (span.first - window.post.first) // step * step
    base = Months(last - max(step, len(window.base) // step * step) + 1, last)
    post = Months(first, first + max(step, len(window.post) // step * step) - 1)
    if base.first < span.first or post.last > span.last:
        return ()
    return listed(*base.labels), listed(*post.labels)


def _misfit(window: Window, panel: Panel) -> tuple[str, Months, str, bool] | None:
    """What keeps a window from being answered: key, months, problem, whether they may yet come."""
    span = panel.span
    known = _held_periods(panel)
    for key, months in (("base", window.base), ("post", window.post)):
        if months.first < span.first:
            return key, months, f"the {key} months begin before the counts do", False
        if months.last > span.last:
            return key, months, f"the {key} months end after the counts do", True
        if (months.first - span.first) % panel.step or len(months) % panel.step:
            problem = f"the {key} months cut one of the periods of {panel.step} months"
            return key, months, problem, False
        at = panel.slice(months)
        if not known[at].any():
            return key, months, f"the counts hold none of the {key} months", False
    return None


def _held_periods(panel: Panel) -> NDArray[np.bool_]:
    """Periods that any outcome and area has data for, bool [T]."""
    known: NDArray[np.bool_] = np.logical_or.reduce(panel.covered, axis=(0, 1))
    return known


def _held(panel: Panel) -> str:
    """The months that the counts hold, as a sentence."""
    known = _held_periods(panel)
    ordinals = panel.periods[known]
    breaks = np.flatnonzero(np.diff(ordinals) > panel.step) + 1
    runs = [
        Months(int(run[0]), int(run[-1]) + panel.step - 1) for run in np.split(ordinals, breaks)
    ]
    if len(runs) > 4:
        return f"The counts hold {_run(Months(runs[0].first, runs[-1].last))}, with gaps."
    return f"The counts hold {', '.join(_run(run) for run in runs)}."


def _run(months: Months) -> str:
    first, last = months.labels
    return first if first == last else f"{first} to {last}"
