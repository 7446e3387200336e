"""Several starts: a wave for each place, and the programme of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from waterbed.model.errors import InputError
from waterbed.propose.opening import Asked
from waterbed.propose.places import choose
from waterbed.propose.survey import Survey
from waterbed.propose.windows import draft_windows


def check_starts(asked: Asked) -> None:
    """InputError where it cannot be told which start belongs to which place."""
    starts, places = len(asked.starts), len(asked.places)
    if starts > 1 and starts != places:
        raise InputError(
            f"there are {starts} starts for {places} place{'' if places == 1 else 's'}",
            place="--start",
            value=", ".join(asked.starts),
            mend="Give one start for all places, or one for each --place, in the same order: each "
            "is then a wave.",
        )


def waves_of(survey: Survey) -> tuple[Survey, ...]:
    """The files as each wave asks of them, with its place and its start; () where there is one
    start."""
    asked = survey.asked
    if len(asked.starts) < 2:
        return ()
    each = zip(asked.places, asked.starts, strict=True)
    return tuple(
        replace(
            survey,
            asked=replace(asked, places=(place,), start=start, starts=(start,)),
            chosen=choose((place,), survey.known) if survey.known else None,
        )
        for place, start in each
    )


def wave_id(number: int) -> str:
    return f"wave {number}"


def named_wave(raw: Mapping[str, Any], number: int, wave: Survey) -> dict[str, Any]:
    """The entry of [[interventions]] of one wave."""
    name = f"Wave {number}, {wave.asked.places[0]}"
    return {"id": wave_id(number), "name": name} | {k: v for k, v in raw.items() if k != "id"}


def wave_windows(waves: Sequence[Survey]) -> tuple[list[dict[str, Any]], str]:
    """Entries of [[rule.windows]], one for each wave, and a note on them."""
    entries, notes = [], []
    for number, wave in enumerate(waves, 1):
        windows, note = draft_windows(wave)
        key = wave_id(number)
        entries += [
            {"name": f"{key}, {window['name']}", "intervention": key}
            | {k: window[k] for k in _ENDS}
            for window in windows
        ]
        notes.append(note)
    return entries, " ".join(dict.fromkeys(notes))


_ENDS = ("base", "post")


def draft_programmes(waves: Sequence[Survey], id: str) -> list[dict[str, Any]]:
    """The entry of [[programmes]]: all waves, in the order in which they were named."""
    return [{"id": id, "waves": [wave_id(k) for k in range(1, len(waves) + 1)]}] if waves else []
