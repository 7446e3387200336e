"""A results.json beside one that was made again: is it the same, and if not, what differs first?

Of an internal one no value is told, only where it stands: what is printed is read by others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from waterbed.model.errors import InputError
from waterbed.report.since import files_changed

MOST = 2**28
"""Bytes of a results.json that is read: a hundred times the worked example's."""
PUBLIC, INTERNAL = "public", "internal"
PLACEBOS = range(19, 100_001)
LONG = 200
"""So much of a text is shown where two differ."""
FORM = "The content is the same; the bytes are not, as where another program has saved the file."
Row = Mapping[str, Any]
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A results.json that is to be made again."""

    content: bytes
    record: Row

    @property
    def profile(self) -> str:
        return str(self.record["profile"])

    @property
    def placebos(self) -> int:
        return int(self.record["study"]["placebos_asked"])

    @property
    def hides(self) -> bool:
        """Whether it was made so that a count cannot be told from it."""
        return any(file.get("sha256") is None for file in self.record["inputs"]) or any(
            row.get("status") == "rounded" for row in _rows(self.record)
        )


def kept(content: bytes, file: str) -> Kept:
    """A results.json as `run` wrote it; InputError for anything else. file : what it is called"""
    try:
        record = json.loads(content)
        read = Kept(content, record)
        known = read.profile in (PUBLIC, INTERNAL) and read.placebos in PLACEBOS
        known = known and isinstance(read.hides, bool) and bool(record["waterbed"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        known = False
    if not known:
        raise InputError(
            "this is no results.json that a run of a study has written",
            file=file,
            mend="Name the results.json in the folder of its report.",
        )
    return read


def _rows(value: object) -> Iterator[Row]:
    """Every row in a record, however deep."""
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            yield part
            left += part.values()
        elif isinstance(part, list):
            left += [inner for inner in part if isinstance(inner, (dict, list))]


@dataclass(frozen=True, slots=True)
class Verified:
    """same : whether it is, to the byte; sentences : what explains a difference first"""

    same: bool
    sentences: tuple[str, ...]


def verified(before: Kept, content: bytes) -> Verified:
    """What was kept beside what the same study gives now."""
    if before.content == content:
        digest = hashlib.sha256(content).hexdigest()
        return Verified(True, (f"The same: {len(content):,} bytes, SHA-256 {digest}.",))
    now = json.loads(content)
    difference = first_difference(before.record, now)
    last = FORM if difference is None else _first(*difference, before.profile == PUBLIC)
    return Verified(False, (*_explained(before.record, now), last))


def _explained(before: Row, now: Row) -> Iterator[str]:
    """What the same bytes are not to be expected of."""
    if before["waterbed"] != now["waterbed"]:
        yield f"It was made by version {before['waterbed']}; this is {now['waterbed']}."
    for key, what in (("study_sha256", "study file"), ("rule_sha256", "decision rule")):
        if before["study"].get(key) != now["study"].get(key):
            yield f"The {what} is another."
    yield from files_changed(before, now)
    old, new = before.get("packages") or {}, now["packages"]
    yield from (
        f"It was computed with {name} {old.get(name, 'of no known version')}; here is {new[name]}."
        for name in new
        if old.get(name) != new[name]
    )


def first_difference(
    before: object, now: object, place: Place = ()
) -> tuple[Place, object, object] | None:
    """Where two records first differ, in the order of the newer one, and what stands there in
    each; None where they are alike."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in (*now, *(key for key in before if key not in now)):
            if key not in now or key not in before:
                return (*place, key), before.get(key, _NOTHING), now.get(key, _NOTHING)
            if difference := first_difference(before[key], now[key], (*place, key)):
                return difference
        return None
    if isinstance(before, list) and isinstance(now, list):
        for i, (old, new) in enumerate(zip(before, now, strict=False)):
            if difference := first_difference(old, new, (*place, i)):
                return difference
        if len(before) != len(now):
            at = min(len(before), len(now))
            old, new = (side[at] if at < len(side) else _NOTHING for side in (before, now))
            return (*place, at), old, new
        return None
    return None if type(before) is type(now) and before == now else (place, before, now)


class _Nothing:
    def __str__(self) -> str:
        return "nothing"


_NOTHING = _Nothing()


def _first(place: Place, before: object, now: object, shown: bool) -> str:
    at = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    where = f"The first difference is at {at.removeprefix('.')[:LONG]}"
    return f"{where}: {_value(before)} there, {_value(now)} here." if shown else f"{where}."


def _value(value: object) -> str:
    if isinstance(value, _Nothing):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONG else f"{text[:LONG]}…"
