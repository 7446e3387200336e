"""The loop's studies in parts, kept as they come."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.loop.studies import LIKE, WARDS, Effects, answers, draw, plant
from waterbed.model.closed_loop import STORIES, Design

SEED = 17
CHUNK = 25
"""Panels in a part."""

PANELS, NULLS, SEARCHED = 200, 1000, 100
"""Panels a mechanism in the main designs; with nothing done; in those of the search alone."""

MAIN = ((1, 1, 1), (10, 1, 1), (1, 3, 1))
"""Times, years and places of designs whose claims are all kept."""

SEARCH = ((10, 3, 4), (10, 3, 1), (1, 3, 4))

Done = Mapping[str, Sequence[Effects]]
Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Panels `first` to `first + count` of a design, one mechanism each in turn."""

    key: Key
    stories: tuple[str, ...]
    first: int
    count: int
    of: str

    def path(self, folder: Path) -> Path:
        name = "-".join(map(str, (*self.key, self.first, self.count, self.of)))
        return folder / f"{name}.json"


def parts_of(done: Done) -> list[Part]:
    """All parts, so ordered that what is there when it stops is of all designs."""
    stories = tuple(one.name for one in STORIES if one.name in done)
    nothing, rest = ("nothing",), tuple(one for one in stories if one != "nothing")

    def parts(keys: tuple[Key, ...], of: tuple[str, ...], first: int, last: int) -> list[Part]:
        sign = _sign(done, of)
        firsts = range(first, last, CHUNK)
        return [Part(key, of, at, CHUNK, sign) for at in firsts for key in keys]

    def both(keys: tuple[Key, ...], first: int, last: int) -> list[Part]:
        return parts(keys, nothing, first, last) + parts(keys, rest, first, last)

    return [
        *both(MAIN[:1], 0, PANELS),
        *both(SEARCH, 0, CHUNK),
        *both(MAIN[1:], 0, PANELS),
        *parts(MAIN, nothing, PANELS, NULLS),
        *both(SEARCH, CHUNK, SEARCHED),
    ]


def _sign(done: Done, stories: tuple[str, ...]) -> str:
    """What a part rests on: the effects that are planted, and from what counts are drawn."""
    told = repr(([list(done[one]) for one in stories], WARDS, LIKE, SEED))
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def trials(
    done: Done, key: Key, stories: Sequence[str], replicate: int
) -> dict[str, dict[str, str]]:
    """Each story planted in one panel, and what a run answers; {} where no place is like it."""
    design = Design(*key, second=True)
    drawn = draw(design, SEED, replicate)
    if drawn is None:
        return {}
    made = {}
    for story in stories:
        number = [one.name for one in STORIES].index(story)
        rng = np.random.default_rng([SEED, replicate, *key, number])
        effect = done[story][replicate % len(done[story])]
        made[story] = answers(design, drawn, plant(rng, drawn, effect), replicate + 1)
    return made


def run_part(done: Done, keep: Path, part: Part) -> float:
    """Run a part that is not kept yet; CPU seconds."""
    begun, path = time.process_time(), part.path(keep)
    if path.exists():
        return 0.0
    found = [
        trials(done, part.key, part.stories, replicate)
        for replicate in range(part.first, part.first + part.count)
    ]
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(found), "utf-8")
    unfinished.replace(path)
    return time.process_time() - begun


Held = dict[Key, dict[str, list[dict[str, str]]]]


def held(parts: Sequence[Part], keep: Path) -> Held:
    """Answers by design and story, of the parts that a folder holds."""
    found: Held = {}
    for part in parts:
        if part.path(keep).exists():
            of = found.setdefault(part.key, {})
            for panel in json.loads(part.path(keep).read_text("utf-8")):
                for story, said in panel.items():
                    of.setdefault(story, []).append(said)
    return found
