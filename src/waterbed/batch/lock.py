"""The lock of a batch: the hash of every study's rule, in one small file that may be published.

It stands beside the studies: batch.lock.json in their folder, or NAME.lock.json beside a table.  It
holds no path, no area and no words but the ids: of a sensitive table of places they are numbers,
of a folder the names of its files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waterbed.batch.planned import Read
from waterbed.model.errors import InputError
from waterbed.model.whole_files import write_whole

FORM = 1
_KEYS = {"waterbed_batch_lock", "date", "false_discoveries", "sha256", "studies"}


@dataclass(frozen=True, slots=True)
class Locked:
    """What a lock says of a batch.

    said : "" (there is none), "same" or "differs"; date : of locking
    changed, added, missing : ids of studies whose rule is another, that are not in the lock, and
        that the lock has and the batch has not
    """

    said: str = ""
    date: str = ""
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def lock_path(studies: Path) -> Path:
    """Where the lock of a folder of studies, or of a table of places, stands."""
    if studies.is_dir():
        return studies / "batch.lock.json"
    return studies.with_name(f"{studies.stem}.lock.json")


def rules_of(read: Sequence[Read]) -> dict[str, str]:
    """The hash of each study's rule, by id, of those that could be read."""
    return {each.planned.id: each.study.rule_sha256 for each in read if each.study is not None}


def write_lock(read: Sequence[Read], path: Path, date: str, false: float) -> Path:
    """Write the lock; InputError where a study cannot be read, or another lock stands there.

    false : the share of false discoveries that is allowed; date : YYYY-MM-DD
    A lock of the same rules is left as it is, with its date.
    """
    broken = [each for each in read if each.study is None]
    if broken:
        raise InputError(
            f"{len(broken)} of {len(read)} studies cannot be locked; the first: {broken[0].error}",
            mend="Mend them, or take them out, and lock again.",
        )
    rules = rules_of(read)
    if path.exists():
        if _read(path)["studies"] != rules:
            raise InputError(
                "there is a lock of other rules already",
                file=str(path),
                mend="Keep it, or, if nobody relies on it, remove it and lock again.",
            )
        return path
    lock = {
        "waterbed_batch_lock": FORM,
        "date": date,
        "false_discoveries": false,
        "sha256": _hash(rules),
        "studies": rules,
    }
    write_whole(path, json.dumps(lock, indent=1) + "\n", "the lock")
    return path


def compare_lock(read: Sequence[Read], path: Path) -> Locked:
    """Whether the studies are those that were locked; InputError where the lock is none."""
    if not path.exists():
        return Locked()
    lock = _read(path)
    before, now = lock["studies"], rules_of(read)
    known = {each.planned.id for each in read}
    changed = tuple(id for id in now if id in before and before[id] != now[id])
    broken = tuple(id for id in before if id in known and id not in now)
    added = tuple(id for id in now if id not in before)
    missing = tuple(id for id in before if id not in known)
    differs = changed or broken or added or missing
    said = "differs" if differs else "same"
    return Locked(said, str(lock["date"]), (*changed, *broken), added, missing)


def _hash(rules: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        lock = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError):
        lock = None
    whole = isinstance(lock, dict) and set(lock) == _KEYS and isinstance(lock["studies"], dict)
    if not whole or _hash(lock["studies"]) != lock["sha256"]:
        raise InputError(
            "this is no lock of a batch that this version can read",
            file=str(path),
            mend="Restore it from where it was published, or remove it.",
        )
    kept: dict[str, Any] = lock
    return kept
