"""Where a measure is, or would be: what a study's rule makes of every area, before it is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waterbed.analysis.mapped import Frame, frame_of, outlines, roles_of, within_frame
from waterbed.analysis.run import reach_of
from waterbed.analysis.weighted_outcomes import to_read
from waterbed.effect.zones import resolve
from waterbed.model.areas import Areas
from waterbed.model.errors import raise_all
from waterbed.model.months import Months
from waterbed.model.results import Outline
from waterbed.model.study import Study
from waterbed.propose.new import tried_study
from waterbed.propose.places import Known
from waterbed.read import read_areas, read_counts
from waterbed.read.police_uk.lsoa_names import with_lsoa_names
from waterbed.read.study.by_name import by_name

MOST_DRAWN = 1_500
"""More areas than these are not drawn all at once: nobody could pick one."""
BESIDE = 400
"""So many are drawn beside those that were chosen."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The areas of a study and which of them have counts, as read once.

    months : from the first to the last that is counted
    """

    areas: Areas
    known: NDArray[np.bool_]
    months: Months

    @property
    def names(self) -> Known:
        return Known(self.areas.ids, self.areas.names, self.areas.groups)

    @property
    def gaps(self) -> bool:
        """Whether it is known which areas lie beside which."""
        return self.areas.reach is not None


@dataclass(frozen=True, slots=True)
class Placed:
    """roles : of each area, "" of one that plays none; zones : their names, nearest first
    frame, drawn : what a map shows, and outlines by position of the area; None where there is none
    """

    roles: NDArray[Any]
    zones: tuple[str, ...]
    frame: Frame | None
    drawn: tuple[tuple[int, Outline], ...] = ()


def drafted_study(raw: Mapping[str, Any], folder: Path) -> Study:
    """A study as far as it is filled in, with something in every place that is not; InputError, or
    InputErrors, for what is wrong with the rest."""
    study, wrong = tried_study(raw, folder)
    raise_all(wrong)
    assert study is not None
    return study


def ground(study: Study) -> Ground:
    """Read the areas and the counts of a study; InputError for what cannot be read."""
    areas = None
    if study.areas.file is not None:
        areas, _ = read_areas(study.areas, reach_of(study), folder=study.folder)
    counts = read_counts(
        study.counts, to_read(study.outcomes), areas, study.areas, folder=study.folder
    )
    known_areas = counts.areas if areas else with_lsoa_names(counts.areas, study.counts)
    return Ground(known_areas, counts.panel.has_data, counts.panel.span)


def place(study: Study, intervention: str, on: Ground, target: tuple[str, ...] = ()) -> Placed:
    """The roles of all areas round an intervention; target : ids of another one, to be tried.

    InputError for areas that are not there.
    """
    asked = study.intervention(intervention)
    if target:
        asked = replace(asked, target=target, target_group="", areas=target, group="")
        others = [other for other in study.interventions if other.id != intervention]
        study = replace(study, interventions=(asked, *others))
    study = by_name(study, on.areas)
    asked = study.intervention(intervention)
    window = study.rule.default_window(intervention)
    roles = np.full(len(on.areas), "", object)
    if window is not None and asked.has_target:
        zones = resolve(asked, window, study.interventions, on.areas, on.known)
        roles = roles_of(zones, zones.donors, len(on.areas))
    return _drawn(roles, tuple(name for name, _ in asked.zones), on)


def nowhere(on: Ground) -> Placed:
    """No area chosen yet."""
    return _drawn(np.full(len(on.areas), "", object), (), on)


def _drawn(roles: NDArray[Any], zones: tuple[str, ...], on: Ground) -> Placed:
    shapes = on.areas.shapes
    if shapes is None:
        return Placed(roles, zones, None)
    known = np.array([shape is not None for shape in shapes])
    chosen = np.isin(roles, ["target", *zones]) & known
    if not chosen.any():
        chosen = known
    if not chosen.any() or (chosen.sum() > MOST_DRAWN):
        return Placed(roles, zones, None)
    frame = frame_of(shapes[chosen])
    near = within_frame(shapes, known, frame)
    if len(near) > max(BESIDE, chosen.sum()):
        near = np.flatnonzero(chosen)
    return Placed(roles, zones, frame, tuple(outlines(shapes, near, frame)))
