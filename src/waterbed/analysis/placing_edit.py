"""Where and when, answered anew: by the command that drafted a study, or in the file as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from waterbed.analysis.drafted import AsDrafted, redrafted
from waterbed.analysis.understood import shown_of
from waterbed.model.draft import Location
from waterbed.model.errors import InputError, raise_all
from waterbed.propose.compose import BESIDE
from waterbed.propose.edit import REMOVED, at, edited
from waterbed.propose.new import asking, tried_study
from waterbed.propose.opening import Asked
from waterbed.propose.windows import start_given
from waterbed.report.front import leading_outcome

SEEN: Location = ("rule", "data_seen")
"""Whether the counts had been seen: an answer of the day on which it is given."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered of one intervention.

    places, beside : areas by id, or one group by its name; () where nothing is said
    groups : names among `places` that are a group's
    about : id of the outcome that the study is about, "" as it stands
    more : other values by location in the study, each as it is to stand there; a list has all of
        its entries, `REMOVED` is no value
    """

    title: str
    kind: str
    start: str
    places: tuple[str, ...]
    beside: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    about: str = ""
    more: Mapping[Location, Any] = field(default_factory=dict)


def answered(
    file: Path, text: str, number: int, said: Answers, known: AsDrafted | None
) -> tuple[str, AsDrafted | None]:
    """The text of the study with these answers in it, and what it was drafted from then, as known.

    number : of the intervention; known : `as_drafted` of this text, or None where somebody has
        written into it: it is then changed in place.
    InputError or InputErrors for answers that the study cannot hold, at its place or under the
    name of the option of `waterbed new`.
    """
    raw = tomllib.loads(text)
    if known is not None and number == 0:
        day = raw["rule"]["data_seen_date"]
        if said.more.get(SEEN, raw["rule"]["data_seen"]) != raw["rule"]["data_seen"]:
            day = date.today()
        asked, _ = asking(_asked_anew(known.asked, said, raw))
        more = {place: entry for location, value in said.more.items()
                for place, entry in _entries(location, value)}  # fmt: skip
        drafted = redrafted(file, asked, day)
        more = _without_kept(tomllib.loads(drafted), more)
        new, known = edited(drafted, more), AsDrafted(asked, more)
    else:
        changes = _changes(raw, number, said) | _leads(raw, file.parent, number, said.about)
        new, known = edited(text, changes), None
    _check(raw, tomllib.loads(new), file.parent)
    return new, known


def _asked_anew(asked: Asked, said: Answers, raw: Mapping[str, Any]) -> Asked:
    """raw : as it stands; its title goes on being made of what was done and where if it was"""
    titled_by_draft = not asked.title and said.title == raw["title"]
    starts = (said.start,) if said.start else ()
    about = asked.about
    if said.about:  # the first is all that is counted, which need not be named
        about = "" if said.about == raw["outcomes"][0]["id"] else said.about
    return replace(
        asked, places=said.places, beside=said.beside, kind=said.kind,
        title="" if titled_by_draft else said.title, start="", starts=starts, about=about,
    )  # fmt: skip


def _entries(location: Location, value: Any) -> list[tuple[Location, Any]]:
    """A list of sections entry by entry; any other value as it is."""
    if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
        return [((*location, k), entry) for k, entry in enumerate(value)]
    return [(location, value)]


def _without_kept(raw: Mapping[str, Any], more: Mapping[Location, Any]) -> dict[Location, Any]:
    """Without windows, which the command sets by the start, and without what is not there."""
    return {
        place: entry
        for place, entry in more.items()
        if place[:2] != ("rule", "windows") and not (entry is REMOVED and at(raw, place) is None)
    }


def _changes(raw: dict[str, Any], number: int, said: Answers) -> dict[Location, Any]:
    """What differs from the study as it stands."""
    here: Location = ("interventions", number)
    wanted: dict[Location, Any] = {}
    if said.title:
        wanted["title",] = said.title
    if said.kind:
        wanted[*here, "kind"] = said.kind
    if said.start:
        wanted[*here, "start"] = start_given(said.start).label()
    if said.places:
        group = said.groups == said.places and len(said.places) == 1
        wanted[*here, "target"] = {"group": said.places[0]} if group else list(said.places)
    if said.beside:
        wanted |= _next_door(raw, here, said.beside)
    if said.more.get(SEEN, at(raw, SEEN)) != at(raw, SEEN):
        wanted["rule", "data_seen_date"] = date.today()
    for location, value in said.more.items():
        before = at(raw, location)
        wanted |= dict(_entries(location, value))
        if isinstance(value, list) and isinstance(before, list):
            for k in reversed(range(len(value), len(before))):
                wanted[*location, k] = REMOVED
    return {place: entry for place, entry in wanted.items()
            if not (entry in (REMOVED, []) and at(raw, place) is None)}  # fmt: skip


def _leads(raw: dict[str, Any], folder: Path, number: int, about: str) -> dict[Location, Any]:
    """What makes an outcome lead the report, nothing where it does; InputError for one that no
    claim is about."""
    study, _ = tried_study(raw, folder)
    if not about or study is None:
        return {}
    shown, id = shown_of(study), study.interventions[number].id
    if about == leading_outcome(shown, id):
        return {}
    if not any(claim.outcome == about for claim in shown.claims if claim.intervention == id):
        raise InputError(
            "no claim is about this", place="about", value=about,
            mend="Change a claim to it first, or add one.",
        )  # fmt: skip
    return {("rule", "leads"): about}


def _next_door(raw: dict[str, Any], here: Location, beside: Sequence[str]) -> dict[Location, Any]:
    """Areas next door in the first zone that lists its areas, or in a new one."""
    zones = at(raw, (*here, "zones")) or []
    number = next((k for k, zone in enumerate(zones) if "areas" in zone), len(zones))
    zone = dict(zones[number]) if number < len(zones) else {"name": BESIDE}
    return {(*here, "zones", number): zone | {"areas": list(beside)}}


def _check(before: Mapping[str, Any], after: Mapping[str, Any], folder: Path) -> None:
    """InputErrors for what is wrong now and was not before."""
    known = {_error_key(problem) for problem in tried_study(before, folder)[1]}
    wrong = tried_study(after, folder)[1]
    raise_all([problem for problem in wrong if _error_key(problem) not in known])


def _error_key(error: InputError) -> tuple[str, str, str | None]:
    return str(error.place), error.problem, error.value
