"""What `waterbed new` was asked, told from the study that it wrote, so that it can be asked again.

Nothing is kept of a draft but the draft: whoever answers another of its questions gets the study
that the command would have written, as long as nobody has written anything else into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from waterbed.propose.compose import BESIDE
from waterbed.propose.guess import ASKED
from waterbed.propose.opening import Asked
from waterbed.propose.questions import ALIAS, TOTALS
from waterbed.propose.survey import survey
from waterbed.read.study.problems import filled, is_unfilled


def asked_of(raw: Mapping[str, Any], folder: Path) -> Iterator[Asked]:
    """What the command may have been asked that wrote this, likeliest first; nothing where it
    cannot have been it.

    Whether one of them was, only a draft made anew tells.  InputError for files that cannot be
    read.
    """
    counts, interventions = raw.get("counts", []), raw.get("interventions", [])
    if len(counts) != 1 or len(interventions) != 1 or "programmes" in raw:
        return
    (table,), (done,) = counts, interventions
    areas = raw.get("areas", {})
    asked = Asked(
        folder / table["file"],
        folder / areas["file"] if "file" in areas else None,
        folder / areas["neighbours"]["file"] if "neighbours" in areas else None,
        places=_places(done.get("target", [])),
        kind=filled(done.get("kind")),
        beside=tuple(next((zone["areas"] for zone in done.get("zones", [])
                           if zone.get("name") == BESIDE and "areas" in zone), ())),
    )  # fmt: skip
    outcomes, claims = raw.get("outcomes", []), raw.get("claims", [])
    if claims and outcomes and claims[0].get("outcome") != outcomes[0].get("id"):
        asked = replace(asked, about=str(claims[0].get("outcome", "")))
    if start := filled(done.get("start")):
        asked = replace(asked, start=start, starts=(start,))
    said = _answers(asked, table, areas)
    title = filled(raw.get("title"))
    for layout, sheet in (("", ""), (table["layout"], table.get("sheet", ""))):
        for called in ("", title) if title else ("",):
            yield replace(asked, answers=said, title=called, layout=layout, sheet=sheet)


def _places(target: Any) -> tuple[str, ...]:
    if isinstance(target, Mapping):
        return (str(target.get("group", "")),)
    return () if any(map(is_unfilled, target)) else tuple(map(str, target))


def _answers(
    asked: Asked, table: Mapping[str, Any], areas: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    """What was answered of keys that the files alone leave open: an answer may open another."""
    said: dict[str, str] = {TOTALS: table[TOTALS]} if TOTALS in table else {}
    while True:
        surveyed = survey(replace(asked, places=(), beside=(), answers=tuple(said.items())))
        new: dict[str, str] = {}
        for section, guesses, written in (
            ("areas.", surveyed.areas, areas),
            ("", surveyed.counts, table),
        ):
            for key, guess in guesses.items():
                value = written.get(key)
                if guess.sure != ASKED or value is None:
                    continue
                if key == "aliases":
                    new |= {ALIAS + rare: meant for rare, meant in value.items()
                            if not is_unfilled(meant)}  # fmt: skip
                elif not is_unfilled(value):
                    new[section + key] = str(value)
        if not new.keys() - said.keys():
            return tuple(said.items())
        said |= new
