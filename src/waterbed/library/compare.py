"""The comparison that carries verdicts, asked from Python: a study without a study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from waterbed.analysis.foresight import PLACEBOS
from waterbed.analysis.run import analyse, this_month
from waterbed.library.arguments import MOST, explained, must_be
from waterbed.library.asking import (
    Claim,
    PlaceRule,
    Span,
    as_argument,
    claims_of,
    intervention_of,
    study_of,
    windows_of,
)
from waterbed.library.findings import Findings
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.months import Period
from waterbed.model.panel import Panel
from waterbed.model.study import Study
from waterbed.read.agree import check_months, check_places
from waterbed.read.study.by_name import by_name
from waterbed.read.study.study_file import study_from


@explained(
    only=(
        *("published", "placebos", "seed", "workers", "title", "kind", "chosen_outcome"),
        "areas_apart",
    )
)
def compare(
    panel: Panel,
    *,
    treated: str | Sequence[str],
    start: Period,
    outcome: str | Sequence[str] = (),
    base: Span | None = None,
    post: Span | None = None,
    windows: Mapping[str, tuple[Span, Span]] | None = None,
    claims: Claim | Sequence[Claim] = (),
    areas: Areas | None = None,
    zones: Mapping[str, PlaceRule] | None = None,
    buffer: PlaceRule | None = None,
    donors: Sequence[str] | None = None,
    areas_apart: bool = False,
    chosen_for: str = "unknown",
    chosen_outcome: str = "",
    level: float = 0.95,
    smallest_effect: float = 0.0,
    margin: float = 0.2,
    data_seen: bool = True,
    title: str = "A comparison",
    kind: str = "intervention",
    published: bool = False,
    placebos: int = PLACEBOS,
    seed: int = 1,
    workers: int = 1,
) -> Findings:
    """Did it change in the treated areas, and which claims stand?

    The forecast made from each area's own history, judged by placebos: as a study file with the
    same keys would be, by the same code.

    panel : counts, as `read_counts` gives them; areas : as `read_areas` gives them, for zones
    treated : ids or names of the treated areas; start : the first period under it
    outcome : one or several; all counts of the panel if left out
    base, post : first and last period before and after; by default twelve months each.  windows :
        several of them, by name
    claims : kinds ("fell", "rose") or keys of claims as in a study file (docs/keys.md), as few as
        are needed: {"kind": "no-more", "zone": "beside"}; that it fell and that it rose if left out
    zones : where it may have moved to, nearest first: name -> ids, or the keys of a zone
        ({"touching": "target", "tolerance": 30}); buffer : areas in no comparison, likewise
    donors : ids of the areas that it may be compared with; all others if left out
    areas_apart : without a map, that no two of several areas lie side by side: else nothing tells,
        and they decide nothing
    chosen_for : how the place was chosen: peak, rise, level, random, unknown and others;
        chosen_outcome : by which outcome
    level : of each one-sided test; smallest_effect, margin : a change, and a share of it moved,
        that is too small to matter
    data_seen : whether the counts after the start were seen when this was written
    title, kind : what the comparison and what was done are called
    published : whether these very counts are public already: if not, what `release` gives for the
        public is rounded, or withheld where counts are small
    placebos : how many where they are drawn at random; the same seed gives the same answer
    Raises InputError, or InputErrors with all that is wrong, naming the argument.
    """
    _of_kind(panel, areas, zones)
    outcomes = _outcomes(panel, outcome)
    counted = aligned(panel.only(outcomes), areas)
    intervention = intervention_of(
        kind,
        start,
        treated,
        chosen_for,
        chosen_outcome,
        zones or {},
        buffer,
        donors,
        areas_apart,
    )
    rule = {
        "data_seen": data_seen,
        "data_seen_date": date.today().isoformat(),
        "level": level,
        "smallest_effect": smallest_effect,
        "margin": margin,
        "windows": windows_of(windows or {}, base, post),
    }
    said = claims_of(claims, outcomes)
    raw = study_of(outcomes, areas, intervention, rule, said, title, seed, published)
    study, on = _study(raw, counted, areas)
    results = analyse(
        study, on, counted, run_month=this_month(), placebos=_least(placebos), workers=workers
    )
    return Findings(results, counted)


def _of_kind(panel: object, areas: object, zones: object) -> None:
    must_be(panel, Panel, "panel", "Make one with read_counts(frame, area=..., period=...).")
    if areas is not None:
        must_be(areas, Areas, "areas", "Read them with read_areas(file, id=...).")
    if zones is not None:
        must_be(zones, Mapping, "zones", 'Write {"next door": ["E05011246"]}.')


def _study(raw: Mapping[str, Any], panel: Panel, areas: Areas | None) -> tuple[Study, Areas]:
    """The study that these keys come to, agreed with the areas and the months."""
    on = areas or Areas(panel.areas, panel.areas, ("",) * len(panel.areas))
    try:
        study = by_name(study_from(raw), on)
        check_places(study, on)
        check_months(study, panel)
    except InputError as error:
        raise as_argument(error) from None
    return study, on


def aligned(panel: Panel, areas: Areas | None) -> Panel:
    """The panel on just these areas and in their order: one without counts has no data, and counts
    of an area that is not among them are an InputError."""
    if areas is None or panel.areas == areas.ids:
        return panel
    index = areas.index()
    strange = [area for area in panel.areas if area not in index]
    if strange:
        raise InputError(
            f"{len(strange)} of the areas that have counts are not among the areas",
            place="areas",
            value=strange[0],
            mend="Use the same codes in both.",
        )
    at = np.array([index[area] for area in panel.areas])
    shape = (len(panel.outcomes), len(areas), len(panel.periods))
    counts, covered = np.zeros(shape, np.int64), np.zeros(shape, bool)
    counts[:, at], covered[:, at] = panel.counts, panel.covered
    return replace(panel, areas=areas.ids, counts=counts, covered=covered)


def _outcomes(panel: Panel, outcome: str | Sequence[str]) -> list[str]:
    must_be(outcome, (str, Sequence), "outcome", "Write one, or several in a list.")
    asked = [outcome] if isinstance(outcome, str) else list(outcome)
    for name in asked:
        if name not in panel.outcomes:
            measured = name in panel.measures
            raise InputError(
                "this outcome is not a count" if measured else "there is no such outcome",
                place="outcome",
                value=name,
                mend="estimate(..., method=...) takes rates and scores."
                if measured
                else f"Outcomes there are: {', '.join(panel.outcomes)}.",
            )
    if not (asked or panel.outcomes):
        raise InputError(
            "the panel holds no counts",
            place="panel",
            mend="estimate(..., method=...) takes rates and scores.",
        )
    return list(dict.fromkeys(asked)) or list(panel.outcomes)


def _least(placebos: int) -> int:
    if not 19 <= placebos <= MOST:
        raise InputError(
            f"a verdict needs 19 placebos, and {MOST:,} are the most", place="placebos",
            value=placebos, mend="Leave it out, or write 999.",
        )  # fmt: skip
    return placebos
