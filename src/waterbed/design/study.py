"""The study of a design: one intervention, or a programme with a wave for each group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from waterbed.design.asked import Asked
from waterbed.design.ways import LOTS, NEVER, Way
from waterbed.model.designed import DesignTable
from waterbed.model.months import YEAR, Months, label
from waterbed.model.reference import Integers

ALL = "all groups"


def study_raw(
    asked: Asked, table: DesignTable, way: Way, ids: Sequence[str], group: Integers, today: date
) -> dict[str, Any]:
    """What study.toml holds: the draft of the tables, with what the lot decided.

    ids : of those that take part; group : of each, int [C]
    """
    drafted = dict(asked.draft.raw)
    kind, outcome = table.kind, table.outcome
    counts = [dict(counted) for counted in drafted["counts"]]
    counts[0]["published"] = table.published
    waves = [_wave(way, g, ids, group, table) for g in range(way.groups)]
    judged = [wave for wave in waves if wave is not None and "target" in wave]
    about = ALL if len(judged) > 1 else str(judged[0]["id"])
    raw: dict[str, Any] = {
        "title": f"{kind[:1].upper()}{kind[1:]}, places drawn by lot",
        "question": f"Did {outcome} change where {kind} was drawn by lot to be done?",
        "seed": table.seed,
    }
    if "areas" in drafted:
        raw["areas"] = drafted["areas"]
    raw["counts"] = counts
    raw["outcomes"] = [declared for declared in drafted["outcomes"] if declared["id"] == outcome]
    raw["interventions"] = [wave for wave in waves if wave is not None]
    if about == ALL:
        raw["programmes"] = [{"id": ALL, "waves": [wave["id"] for wave in judged]}]
    raw["rule"] = {
        "data_seen": False,
        "data_seen_date": today,
        "level": table.level,
        "smallest_effect": 0.0,
        "margin": 0.2,
        "windows": [_window(way, g, wave, table.start) for g, wave in enumerate(judged)],
    }
    raw["claims"] = [_claim(word, about, table, today) for word in ("fell", "rose")]
    return raw


def _wave(
    way: Way, g: int, ids: Sequence[str], group: Integers, table: DesignTable
) -> dict[str, Any] | None:
    """The intervention of one group; None for those that never get it.  The group that begins as
    the months end is there, and is not asked about."""
    begins = way.begins[g]
    if begins == NEVER:
        return None
    own = [key for key, of in zip(ids, group, strict=True) if of == g]
    name = table.kind if way.name == LOTS else f"group {g + 1}"
    wave: dict[str, Any] = {
        "id": name[:80],
        "kind": table.kind,
        "start": label(table.start + begins),
        "start_source": "drawn by lot before it began: design.json",
    }
    if begins >= way.months:
        return wave | {"areas": own}
    return wave | {"target": own, "chosen_for": {"rule": "random"}}


def _window(way: Way, g: int, wave: dict[str, Any], start: int) -> dict[str, Any]:
    """Months until the next group begins, and the same calendar months of a year before all."""
    length = way.months // way.segments
    begins = way.begins[g]
    post = Months.starting(start + begins, length)
    base = post.shift(-YEAR * -(-(begins + length) // YEAR))
    return {
        "name": f"{wave['id']}, {length} months",
        "intervention": wave["id"],
        "base": list(base.labels),
        "post": list(post.labels),
    }


def _claim(word: str, about: str, table: DesignTable, today: date) -> dict[str, Any]:
    return {
        "id": f"it {word}",
        "who": "This study",
        "side": "put by this study",
        "words": f"Because of {table.kind}, {table.outcome} {word} where it was drawn by lot to be "
        "done.",
        "source": "Not from a source: put by this study before it began, so that either answer is "
        "open",
        "date": f"{today.year}",
        "by_study": True,
        "kind": word,
        "outcome": table.outcome,
        "intervention": about,
    }
