"""What was done: read beside the counts, and what must be said of it before any result."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from waterbed.effect.compare import Comparison
from waterbed.effect.zones import resolve
from waterbed.model.activity import Activity, Done
from waterbed.model.areas import Areas
from waterbed.model.estimate import Remark, remark
from waterbed.model.panel import Panel
from waterbed.model.results import InputRecord
from waterbed.model.study import Intervention, Study
from waterbed.model.window import Window
from waterbed.read.tables.actions import read_activity


def read_done(study: Study, areas: Areas) -> tuple[tuple[Done, ...], tuple[InputRecord, ...]]:
    """What is known of each activity; InputError as `read_activity`."""
    placed = [
        activity
        if not activity.group
        else replace(activity, areas=tuple(_of_group(areas, activity.group)))
        for activity in study.activity
    ]
    done, records = read_activity(placed, areas.ids, folder=study.folder)
    # As the study has it: a group stays one, and is told by its name.
    kept = zip(done, study.activity, strict=True)
    return tuple(replace(read, activity=asked) for read, asked in kept), records


def of_target(done: Done, comparison: Comparison, areas: Areas) -> bool:
    """Whether an activity is of the intervention that is compared, and of its target alone."""
    target = {areas.ids[i] for i in comparison.zones.target}
    own = done.activity.intervention == comparison.window.intervention
    return own and set(_areas_of(done, areas)) <= target


def _of_group(areas: Areas, group: str) -> list[str]:
    return [key for key, other in zip(areas.ids, areas.groups, strict=True) if other == group]


def activity_notices(
    study: Study, areas: Areas, panel: Panel, done: Sequence[Done]
) -> tuple[Remark, ...]:
    """Where what was done was not there in the months compared, is not known of them, or is of
    places that were compared with as well: of each intervention's first window."""
    remarks: list[Remark] = []
    for intervention in study.interventions:
        window = study.rule.default_window(intervention.id)
        own = [other for other in done if other.activity.intervention == intervention.id]
        if window is None or not own or not intervention.has_target:
            continue
        months = [(other.activity.id, other.between(window.post)) for other in own]
        none = tuple(key for key, ends in months if ends == (0.0, 0.0))
        unknown = tuple(
            key
            for (key, _), other in zip(months, own, strict=True)
            if other.months is not None and not other.months.touches(window.post)
            and key not in none
        )  # fmt: skip
        donors = _among_donors(study, intervention, window, areas, panel, own)
        for code, keys in (
            ("activity-none", none),
            ("activity-other-months", unknown),
            ("activity-donors", donors),
        ):
            if keys:
                remarks.append(remark(code, activities=keys, window=window.name))
    return tuple(remarks)


def _among_donors(
    study: Study,
    intervention: Intervention,
    window: Window,
    areas: Areas,
    panel: Panel,
    own: Sequence[Done],
) -> tuple[str, ...]:
    """Activities that are of donors as well, or of a place that holds some."""
    zones = resolve(intervention, window, study.interventions, areas, panel.has_data)
    donors = {areas.ids[i] for i in zones.donors}
    return tuple(done.activity.id for done in own if donors & set(_areas_of(done, areas)))


def _areas_of(done: Done, areas: Areas) -> Collection[str]:
    """The areas that an activity is of, as far as it says."""
    asked: Activity = done.activity
    if asked.group:
        return _of_group(areas, asked.group)
    return done.areas or asked.areas or ()
