"""Rows of results.json from what was released: a key for each field that its type lists.

`KEYS` holds what differs: keys in an order of their own, under another name, or fewer of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast

from waterbed.model import released as out
from waterbed.model import released_activity as out_activity
from waterbed.model import released_elsewhere as out_elsewhere
from waterbed.model import released_lists as out_lists
from waterbed.model import released_places as out_places
from waterbed.model import released_study as out_study
from waterbed.model.months import Months, label

Row = dict[str, Any]

KEYS: dict[type, str] = {
    out.ShownRun: "waterbed=version profile study inputs outcomes roles detectable estimates "
    "checks verdicts readings series placebos=strips by_quarter surroundings elsewhere "
    "populations activity surveys notices map donors packages",
    out_study.ShownStudy: "title question asked_by topic loop file study_sha256=sha256 "
    "rule_sha256 data_seen data_seen_date lock lock_date seed placebos_asked rule interventions "
    "programmes events claims opinions known tests covariates",
    out_study.ShownRule: "level headline smallest_effect margin margin_count reporting_change "
    "windows",
    out_study.ShownIntervention: "id name kind start transition end start_source "
    "alternative_starts chosen_for reading_of",
    out_study.ShownClaim: "id who side words source date subject kind intervention outcome zone "
    "window later stated rounding negated place actions among span tested_by test group order "
    "by_study survey covariate",
    out.ShownInput: "path sha256 rows rejected reasons notices published date licence attribution",
    out_places.ShownMapArea: "intervention window role name",
    out.ShownTotal: "outcome total status first last areas gaps partial",
    out.ShownPopulation: "id name scope here low high source refused text status",
    out_activity.ShownActivity: "id action on place intervention number months bound by partial "
    "source date by_month counts text status",
    out.ShownParameter: "question intervention outcome zone part window_name=window scale",
    out.ShownDetectable: "parameter base_count expected fall rise power placebos claim chance "
    "larger status",
    out.ShownEstimate: "parameter method about window=post base base_count observed expected value "
    "se low high set level deciding deciding_set joint t p p_low p_high placebos disjoint "
    "p_monte_carlo_error areas assumptions warnings checks status waves",
    out.ShownCheck: "name passed gate bars figure status parameter facts text",
    out.ShownVerdict: "claim kind stated recorded reproduced readings negated answer simultaneous "
    "family reason reasons could_see estimates checks detectable windows",
    out.ShownReadings: "claim outcome claimed stated readings status",
    out.ShownSeries: "intervention outcome zone window step periods observed expected base post "
    "status",
    out.ShownSurrounding: "intervention outcome window method place areas level observed expected "
    "value low high least most why status",
    out.ShownByQuarter: "intervention outcome window method level quarters status",
    out.ShownLists: "profile published=source lists seen seed replicates verdict text estimates "
    "checks histories overlaps held_out left_out strata",
    out_lists.ShownHeldOut: "list=name known value low high",
    out_lists.ShownLeftOut: "list=name value",
    out_elsewhere.ShownPart: "name observed expected co_treated change rest",
}
"""Keys of a type's row in their order, `key=field` where the key is not the field's name.  A key
that is no field is given by whoever writes the row."""

MONTHS = ("start", "transition", "end", "first", "last", "periods")
"""Fields that hold ordinals of months."""


def row_of(value: object, **given: object) -> Row:
    """The row of a released object; what is `given` stands in place of a field's own value.

    The keys of its parameter stand in the row itself.
    """
    row: Row = {}
    kind: Any = type(value)
    for key, name in keys_of(kind):
        if key in given:
            row[key] = given[key]
        elif isinstance(part := getattr(value, name), out.ShownParameter):
            row |= row_of(part)
        else:
            row[key] = written(part, name)
    return row


@cache
def keys_of(kind: type) -> list[tuple[str, str]]:
    """Key and field, in order."""
    if kind not in KEYS:
        return [(field.name, field.name) for field in fields(cast(Any, kind))]
    pairs = (text.partition("=") for text in KEYS[kind].split())
    return [(key, field or key) for key, _, field in pairs]


def written(value: object, name: str = "") -> object:
    """A field's value as JSON has it: months as labels, figures as numbers, tuples as lists."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return label(value) if name in MONTHS else value
    if isinstance(value, tuple):
        return [written(part, name) for part in value]
    if isinstance(value, Months):
        return list(value.labels)
    if isinstance(value, out.ShownFigure):
        return number(value.value)
    if isinstance(value, out_study.ShownWindowFrom):
        return str(value)
    if isinstance(value, out_study.ShownChoice):
        return value.rule
    return row_of(value) if is_dataclass(value) else value


def number(x: float | None) -> float | None:
    """A number for JSON: None where there is none or it has no bound."""
    return None if x is None or not math.isfinite(x) else x


def positions(objects: Iterable[object]) -> dict[int, int]:
    """Which row each object has, by its identity: equal ones may stand in two rows."""
    return {id(value): i for i, value in enumerate(objects)}
