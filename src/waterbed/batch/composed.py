"""A study for each row of a table of places, over the counts of one template.

The template is a study of one place.  A row changes its areas, its start and its kind, and moves
every window and other date of the intervention by as many months; what is done in other rows is an
intervention of its own in each, so that no place is compared with one where something was done.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from waterbed.model.errors import InputError
from waterbed.model.kinds import KINDS
from waterbed.model.months import label, read_date
from waterbed.propose.draft import Draft
from waterbed.propose.toml import toml_text
from waterbed.read.study.place_table import PlaceRow
from waterbed.read.study.study_file import read_written

_PLAIN = re.compile(r"[^a-z0-9]+")


def read_template(path: Path) -> dict[str, Any]:
    """The keys and values of a template; InputError unless it asks about one place."""
    raw = read_written(path).raw
    if len(_asked_about(raw)) != 1:
        raise InputError(
            "a template asks about one place: one intervention with a target",
            file=str(path),
            place="interventions",
            value=len(_asked_about(raw)),
            mend="Write it as for one row of the table; the rows put their areas and dates in.",
        )
    return raw


def _asked_about(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    entries = raw.get("interventions", [])
    return [entry for entry in entries if isinstance(entry, dict) and entry.get("target")]


def ids_of(rows: Sequence[PlaceRow], secret: bool = False) -> tuple[str, ...]:
    """A short name for each row, of letters, digits and hyphens, all different.

    secret : whether no place is named, so that rows are numbered
    """
    ids: dict[str, PlaceRow] = {}
    for row in rows:
        plain = _PLAIN.sub("-", row.place.lower()).strip("-")[:40]
        id = f"place-{row.row}" if secret or not plain else plain
        while id in ids:
            id = f"{id}-{row.row}"
        ids[id] = row
    return tuple(ids)


def compose(
    raw: Mapping[str, Any],
    rows: Sequence[PlaceRow],
    row: PlaceRow,
    name: str,
    called: Sequence[str] = (),
    unknown: Collection[str] = (),
) -> str:
    """The study of one row as TOML.

    raw : the template; rows : all of the table; name : of the place in the title
    called : names of the template's own place, for which title, question and claims say `name`
    unknown : areas that nobody knows, which are an error of their own row alone
    """
    study = copy.deepcopy(dict(raw))
    intervention = _asked_about(study)[0]
    if len(study["interventions"]) == 1:
        _name_it(study, intervention.get("id"))
    before = str(intervention.get("start", ""))
    shift = _shift(before, row.start)
    title = str(raw.get("title", "Study"))
    moved = _renamed(title, called, name)
    study["title"] = f"{title}: {name}" if moved == title else moved
    for entry, key in (
        (study, "question"),
        *((claim, "words") for claim in study.get("claims", [])),
    ):
        if isinstance(entry.get(key), str):
            entry[key] = _renamed(entry[key], called, name)
    intervention |= {"start": row.start, "kind": row.kind, "target": list(row.areas)}
    if "areas" in intervention:
        intervention["areas"] = list(row.areas)
    if intervention.get("end") is not None:
        intervention["end"] = _moved(str(intervention["end"]), shift)
    intervention.pop("alternative_starts", None)
    for window in study.get("rule", {}).get("windows", []):
        if window.get("intervention") == intervention.get("id"):
            window |= {key: _months(window[key], shift) for key in ("base", "post")
                       if key in window}  # fmt: skip
    study["interventions"] = [*study["interventions"], *_others(rows, row, unknown)]
    return toml_text(Draft(study))


def _renamed(text: str, called: Sequence[str], name: str) -> str:
    """A text that speaks of the template's place, of a row's."""
    longest = sorted(
        (re.escape(place_name) for place_name in called if len(place_name) > 2),
        key=len,
        reverse=True,
    )
    if not longest:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", lambda _: name, text)


def _name_it(study: Mapping[str, Any], id: Any) -> None:
    """In every window, reading and claim that may leave the intervention out while there is one."""
    rule = study.get("rule", {})
    claims = (claim for claim in study.get("claims", [])
              if (kind := KINDS.get(claim.get("kind", "")))
              and "intervention" in kind.needs)  # fmt: skip
    for entry in (*rule.get("windows", []), *rule.get("readings", []), *claims):
        entry.setdefault("intervention", id)


def _others(
    rows: Sequence[PlaceRow], own: PlaceRow, unknown: Collection[str]
) -> list[dict[str, Any]]:
    """What the other rows do, an intervention without a target for each start."""
    starts: dict[str, list[str]] = {}
    for row in rows:
        areas = [area for area in row.areas if area not in unknown]
        if areas and row is not own and _known(row.start) is not None:
            starts.setdefault(row.start, []).extend(areas)
    return [
        {
            "id": f"other places, {start}",
            "kind": "the same in other places",
            "start": start,
            "areas": list(dict.fromkeys(starts[start])),
        }
        for start in sorted(starts)
    ]


def _known(text: str) -> int | None:
    """The month of a date as it is written, or None."""
    try:
        return read_date(text).month
    except ValueError:
        return None


def _shift(before: str, after: str) -> int:
    """Months from the template's start to a row's; none where either is not a date."""
    first, second = _known(before), _known(after)
    return 0 if first is None or second is None else second - first


def _moved(text: str, shift: int) -> str:
    month = _known(text)
    return text if month is None else label(month + shift)


def _months(run: Sequence[str], shift: int) -> list[str]:
    """First and last month of a run, or each of its months, moved."""
    return [_moved(str(month), shift) for month in run]
