"""A draft of a study, section by section, from what the user's files were understood to be."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.licences import OGL
from waterbed.model.months import in_words
from waterbed.propose.claims import draft_claims
from waterbed.propose.draft import Draft, to_fill
from waterbed.propose.guess import ASKED, BY_DEFAULT, Guess
from waterbed.propose.outcomes import called, draft_outcomes
from waterbed.propose.survey import Survey
from waterbed.propose.uncounted import void_rows
from waterbed.propose.waves import draft_programmes, named_wave, wave_windows, waves_of
from waterbed.propose.windows import draft_windows

BESIDE = "next door"
TOLERANCE = 30
"""Metres between the edges of areas that count as neighbours: outlines are generalised."""

_POLICE_UK = (OGL,
              "Contains public sector information licensed under the Open Government Licence v3.0. "
              "Source: data.police.uk.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the draft: its content, and notes by location."""

    raw: Any
    notes: Mapping[Location, str]


def compose(found: Survey, folder: Path, today: date, *, buffer: bool = True) -> Draft:
    """The draft of a study that will stand in `folder`.

    buffer : whether the ring beyond the zones, where there is a map, is kept out of the comparison
    """
    everything = called(found.table, found.categories)
    column = found.categories.column if found.categories else ""
    outcomes, outcome_notes = draft_outcomes(
        everything, found.categories, found.table.part, void_rows(found.table, column)
    )
    waves = waves_of(found)
    programmes = draft_programmes(waves, _id(found.asked.kind))
    about = programmes[0]["id"] if programmes else ""
    parts = {
        "areas": _areas(found, folder),
        "counts": _counts(found, folder),
        "outcomes": Section(outcomes, outcome_notes),
        "interventions": _waves(waves, buffer) if waves else _intervention(found, buffer),
        "programmes": Section(programmes, {("programmes",): _PROGRAMME} if waves else {}),
        "rule": _rule(found, today, waves),
        "claims": Section(*draft_claims(everything, today, about, moves=_has_zones(found))),
    }
    raw: dict[str, Any] = {"title": _title(found), "question": _QUESTION, "seed": 1}
    notes: dict[Location, str] = {("question",): "Write it as its readers would ask it."}
    for key, part in parts.items():
        if part.raw:
            raw[key] = part.raw
            notes |= part.notes
    return Draft(raw, notes)


_QUESTION = (
    "Did what is counted change in the target because of the measure, did it move, and could these "
    "counts tell?"
)


def _title(found: Survey) -> str:
    asked, chosen = found.asked, found.chosen
    if asked.title:
        return asked.title
    if asked.kind and chosen:
        place = ", ".join(asked.places)
        return f"{asked.kind[:1].upper()}{asked.kind[1:]}, {place}"
    return to_fill("what was done, where and when, in a few words")


def relative(path: Path, folder: Path) -> str:
    """A file as the study writes it: seen from its folder, with forward slashes."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def noted(guess: Guess) -> str:
    """A note beside a key: from what it was guessed, or what is asked."""
    if guess.sure == ASKED:
        return f"Not guessed: {guess.how}."
    if guess.sure == BY_DEFAULT:
        return f"Assumed: {guess.how}."
    return f"Guessed: {guess.how}."


def _areas(found: Survey, folder: Path) -> Section:
    asked = found.asked
    if asked.areas is None:
        return Section({}, {})
    raw: dict[str, Any] = {"file": relative(asked.areas, folder)}
    notes: dict[Location, str] = {}
    for key, guess in found.areas.items():
        raw[key] = guess.written()
        notes["areas", key] = noted(guess)
    if asked.neighbours and found.neighbours:
        raw["neighbours"] = found.neighbours.written(relative(asked.neighbours, folder))
        notes["areas", "neighbours"] = f"Pairs up to {found.reach:g} metres apart."
    return Section(raw, notes)


def _counts(found: Survey, folder: Path) -> Section:
    path, table = found.asked.counts, found.table
    raw: dict[str, Any] = {"name": path.stem[:80] or "counts", "file": relative(path, folder)}
    notes: dict[Location, str] = {}
    for key, guess in found.counts.items():
        raw[key] = guess.written()
        notes["counts", 0, key] = noted(guess)
    raw["published"] = table.layout == "police-uk"
    if raw["published"]:
        raw["licence"], raw["attribution"] = _POLICE_UK
    else:
        notes["counts", 0, "published"] = (
            "Set it to true only if these counts are published already for these areas and months; "
            "as long as it is false, a public report rounds or withholds them."
        )
    if table.months:
        first, last = in_words(table.months.first), in_words(table.months.last)
        notes["counts", 0] = f"{table.rows:,} rows, {first} to {last}."
        if table.layout == "police-uk":
            notes["counts", 0] = f"{first} to {last}."
    return Section([raw], notes)


def _intervention(found: Survey, buffer: bool) -> Section:
    asked, months = found.asked, found.table.months
    held = (
        f"; the counts run from {in_words(months.first)} to {in_words(months.last)}"
        if months
        else ""
    )
    raw: dict[str, Any] = {
        "id": _id(asked.kind),
        "kind": asked.kind
        or to_fill("police operation, patrol, cameras, order, clean-up, campaign"),
        "start": asked.start or to_fill(f"the day or month on which it began, as 2017-04-03{held}"),
    }
    notes: dict[Location, str] = {
        ("interventions", 0): f"What was done. Add start_source: who says when it began. {_DONE}"
    }
    target = _target(found)
    raw["target"] = target
    if found.chosen:
        notes["interventions", 0, "target"] = ". ".join(found.chosen.said) + "."
    else:
        notes["interventions", 0, "target"] = _no_place(found)
    _zones(found, buffer, raw, notes)
    raw["chosen_for"] = {"rule": "unknown"}
    notes["interventions", 0, "chosen_for", "rule"] = (
        "Places at their worst get better by themselves, so this decides what the place is "
        "compared with. All but random and unknown need outcome as well."
    )
    return Section([raw], notes)


def _has_zones(found: Survey) -> bool:
    return found.map or found.beside is not None


def _zones(found: Survey, buffer: bool, raw: dict[str, Any], notes: dict[Location, str]) -> None:
    """The zone next door: the areas that the user names, else all that touch the target on a map;
    and the ring beyond it, where there is a map."""
    tolerance = TOLERANCE if found.reach >= TOLERANCE else found.reach
    where = "all areas beside the target"
    if found.beside is not None:
        raw["zones"] = [{"name": BESIDE, "areas": list(found.beside.ids)}]
        where = f"{'. '.join(found.beside.said)}, as --beside says"
    elif found.map:
        raw["zones"] = [{"name": BESIDE, "touching": "target", "tolerance": tolerance}]
    else:
        notes["interventions", 0] += (
            " Without a map nothing can be said on movement: name the areas next door with "
            "--beside, or give a map, or a table of neighbours, under [areas]."
        )
        return
    beyond = ""
    if found.map and buffer:
        raw["buffer"] = {"touching": BESIDE, "tolerance": tolerance}
        beyond = " The ring beyond them, the buffer, is in no comparison."
    elif found.map:
        beyond = (
            " Beyond them there is no buffer, since too few areas would be left to compare with."
        )
    notes["interventions", 0, "zones"] = f"Where it might have moved to: {where}.{beyond}"


_DONE = (
    "How much of it was done may stand under activity (docs/activity.md), an entry a kind of "
    'action: id = "fines", action = "fines", on = "buyers", total = 114, first = "2018-08", last = '
    '"2019-04", source = "minutes"; or file, period and count of a table by month.'
)
_PROGRAMME = "All waves together; claims about the whole of it name this id."


def _waves(waves: Sequence[Survey], buffer: bool) -> Section:
    """An intervention for each wave; what holds of all is noted once."""
    entries, notes = [], dict[Location, str]()
    for number, wave in enumerate(waves):
        one = _intervention(wave, buffer)
        entries.append(named_wave(one.raw[0], number + 1, wave))
        for location, note in one.notes.items():
            if number == 0 or location[2:] == ("target",):
                notes["interventions", number, *location[2:]] = note
    return Section(entries, notes)


def _id(kind: str) -> str:
    text = " ".join(kind.split())[:80]
    return text if text and "@" not in text else "the measure"


def _target(found: Survey) -> Any:
    if found.chosen is None:
        return [to_fill("the ids of the areas it was in")]
    if found.chosen.group and found.areas.get("group"):
        return {"group": found.chosen.group}
    return list(found.chosen.ids)


def _no_place(found: Survey) -> str:
    column = found.areas.get("id") or found.counts.get("area")
    where = f" as they stand in the column {column.value!r}" if column and column.value else ""
    known = found.known
    few = f": {', '.join(repr(one) for one in known.ids)}" if known and len(known.ids) <= 40 else ""
    return (f"Ids{where}{few}. Or run waterbed new again with --place and a name.")  # fmt: skip


def _rule(found: Survey, today: date, waves: Sequence[Survey]) -> Section:
    raw: dict[str, Any] = {
        "data_seen": True,
        "data_seen_date": today,
        "level": 0.95,
        "smallest_effect": 0.0,
        "margin": 0.2,
    }
    notes: dict[Location, str] = {
        ("rule", "data_seen"): "False only if nobody who writes this file has looked at the counts "
        "after the start; then the report says that the rule came first.",
    }
    windows, note = wave_windows(waves) if waves else draft_windows(found)
    if windows:
        raw["windows"] = windows
        notes["rule", "windows"] = note
    elif note:
        notes["rule",] = note
    return Section(raw, notes)
