"""A draft of a study, section by section, from what the user's files were understood to be."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.errors import InputError
from waterbed.model.licences import OGL
from waterbed.model.months import in_words
from waterbed.propose.claims import draft_claims
from waterbed.propose.draft import Draft, to_fill
from waterbed.propose.guess import ASKED, BY_DEFAULT, Guess
from waterbed.propose.outcomes import called, draft_outcomes
from waterbed.propose.question import subject_of
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


def compose(survey: Survey, folder: Path, today: date, *, buffer: bool = True) -> Draft:
    """The draft of a study that will stand in `folder`.

    buffer : whether the ring beyond the zones, where there is a map, is kept out of the comparison
    """
    everything = called(survey.table, survey.categories)
    column = survey.categories.column if survey.categories else ""
    outcomes, outcome_notes = draft_outcomes(
        everything, survey.categories, survey.table.part, void_rows(survey.table, column)
    )
    waves = waves_of(survey)
    programmes = draft_programmes(waves, _id(survey.asked.kind))
    about = programmes[0]["id"] if programmes else ""
    ids = [entry["id"] for entry in outcomes]
    subject = subject_of(survey, ids, moves=_has_zones(survey))
    parts = {
        "areas": _areas(survey, folder),
        "counts": _counts(survey, folder),
        "outcomes": Section(outcomes, outcome_notes),
        "interventions": _waves(waves, buffer) if waves else _intervention(survey, buffer),
        "programmes": Section(programmes, {("programmes",): _PROGRAMME} if waves else {}),
        "rule": _rule(survey, today, waves),
        "claims": Section(*draft_claims(_asked_about(survey, ids), today, about, subject)),
    }
    raw: dict[str, Any] = {"title": _title(survey), "question": subject.question, "seed": 1}
    notes: dict[Location, str] = {("question",): "Write it as its readers would ask it."}
    for key, part in parts.items():
        if part.raw:
            raw[key] = part.raw
            notes |= part.notes
    return Draft(raw, notes)


def _asked_about(survey: Survey, outcomes: Sequence[str]) -> str:
    """The outcome that claims are drafted about; InputError for one that is not counted."""
    about = survey.asked.about or outcomes[0]
    if about not in outcomes:
        raise InputError(
            "nothing of this name is counted", place="--about", value=about,
            mend=f"Name one of: {', '.join(outcomes)}.",
        )  # fmt: skip
    return about


def _title(survey: Survey) -> str:
    asked, chosen = survey.asked, survey.chosen
    if asked.title:
        return asked.title
    if asked.kind and chosen:
        known = survey.known
        names = dict(zip(known.ids, known.names, strict=True)) if known else {}
        place = ", ".join(names.get(place) or place for place in asked.places)
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


def _areas(survey: Survey, folder: Path) -> Section:
    asked = survey.asked
    if asked.areas is None:
        return Section({}, {})
    raw: dict[str, Any] = {"file": relative(asked.areas, folder)}
    notes: dict[Location, str] = {}
    for key, guess in survey.areas.items():
        raw[key] = guess.written()
        notes["areas", key] = noted(guess)
    if asked.neighbours and survey.neighbours:
        raw["neighbours"] = survey.neighbours.written(relative(asked.neighbours, folder))
        notes["areas", "neighbours"] = f"Pairs up to {survey.reach:g} metres apart."
    return Section(raw, notes)


def _counts(survey: Survey, folder: Path) -> Section:
    path, table = survey.asked.counts, survey.table
    raw: dict[str, Any] = {"name": path.stem[:80] or "counts", "file": relative(path, folder)}
    notes: dict[Location, str] = {}
    for key, guess in survey.counts.items():
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


def _intervention(survey: Survey, buffer: bool) -> Section:
    asked, months = survey.asked, survey.table.months
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
    target = _target(survey)
    raw["target"] = target
    if survey.chosen:
        notes["interventions", 0, "target"] = ". ".join(survey.chosen.said) + "."
    else:
        notes["interventions", 0, "target"] = _no_place(survey)
    _zones(survey, buffer, raw, notes)
    raw["chosen_for"] = {"rule": "unknown"}
    notes["interventions", 0, "chosen_for", "rule"] = (
        "Places at their worst get better by themselves, so this decides what the place is "
        "compared with. All but random and unknown need outcome as well."
    )
    return Section([raw], notes)


def _has_zones(survey: Survey) -> bool:
    return survey.map or survey.beside is not None


def _zones(survey: Survey, buffer: bool, raw: dict[str, Any], notes: dict[Location, str]) -> None:
    """The zone next door: the areas that the user names, else all that touch the target on a map;
    and the ring beyond it, where there is a map."""
    tolerance = TOLERANCE if survey.reach >= TOLERANCE else survey.reach
    where = "all areas beside the target"
    if survey.beside is not None:
        raw["zones"] = [{"name": BESIDE, "areas": list(survey.beside.ids)}]
        where = f"{'. '.join(survey.beside.said)}, as --beside says"
    elif survey.map:
        raw["zones"] = [{"name": BESIDE, "touching": "target", "tolerance": tolerance}]
    else:
        notes["interventions", 0] += (
            " Without a map nothing can be said on movement: name the areas next door with "
            "--beside, or give a map, or a table of neighbours, under [areas]."
        )
        return
    beyond = ""
    if survey.map and buffer:
        raw["buffer"] = {"touching": BESIDE, "tolerance": tolerance}
        beyond = " The ring beyond them, the buffer, is in no comparison."
    elif survey.map:
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
        section = _intervention(wave, buffer)
        entries.append(named_wave(section.raw[0], number + 1, wave))
        for location, note in section.notes.items():
            if number == 0 or location[2:] == ("target",):
                notes["interventions", number, *location[2:]] = note
    return Section(entries, notes)


def _id(kind: str) -> str:
    text = " ".join(kind.split())[:80]
    return text if text and "@" not in text else "the measure"


def _target(survey: Survey) -> Any:
    if survey.chosen is None:
        return [to_fill("the ids of the areas it was in")]
    if survey.chosen.group and survey.areas.get("group"):
        return {"group": survey.chosen.group}
    return list(survey.chosen.ids)


def _no_place(survey: Survey) -> str:
    column = survey.areas.get("id") or survey.counts.get("area")
    where = f" as they stand in the column {column.value!r}" if column and column.value else ""
    known = survey.known
    few = f": {', '.join(repr(id) for id in known.ids)}" if known and len(known.ids) <= 40 else ""
    return (f"Ids{where}{few}. Or run waterbed new again with --place and a name.")  # fmt: skip


def _rule(survey: Survey, today: date, waves: Sequence[Survey]) -> Section:
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
    windows, note = wave_windows(waves) if waves else draft_windows(survey)
    if windows:
        raw["windows"] = windows
        notes["rule", "windows"] = note
    elif note:
        notes["rule",] = note
    return Section(raw, notes)
