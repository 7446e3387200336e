"""The lock: the decision rule, its hash and a date, in a small file that is meant to be published.

It stands beside the study file as STEM.lock.json.  It holds no path, no words of a claim and no
speaker, and of tables that are not published no area and no name of one: `covers_areas` then says
false, since the choice of areas is not held by it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from waterbed.model.decision import canonical, decision, rule_sha256
from waterbed.model.errors import InputError
from waterbed.model.study import Study
from waterbed.model.whole_files import write_whole

FORM = 1
_KEYS = {"waterbed_lock", "date", "rule_sha256", "covers_areas", "rule"}


def lock_path(study: Study) -> Path:
    """Where the lock of a study file stands; ValueError for a study that came from no file."""
    if not study.file:
        raise ValueError("a study that was not read from a file has no lock")
    path = Path(study.file)
    return path.with_name(f"{path.stem}.lock.json")


def write_lock(study: Study, date: str, path: Path | None = None) -> Path:
    """Write the lock and return where it stands.

    path : where to write it, or None for beside the study file
    date : of locking, YYYY-MM-DD
    A lock of the same rule is left as it is, with its date.  InputError where a lock of another
    rule, or another file, stands there already: a promise is not overwritten in passing; or where
    the file cannot be written.
    """
    path = path or lock_path(study)
    if path.exists():
        if _read(path)["rule_sha256"] != rule_sha256(study):
            raise InputError(
                "there is a lock of another rule already",
                file=str(path),
                mend="Keep it and write the new one elsewhere, or, if nobody relies on it, remove "
                "it and lock again.",
            )
        return path
    lock = {
        "waterbed_lock": FORM,
        "date": date,
        "rule_sha256": rule_sha256(study),
        "covers_areas": study.published,
        "rule": decision(study),
    }
    write_whole(path, json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "the lock")
    return path


def compare_lock(study: Study) -> tuple[str, str]:
    """Whether the rule is the one that was locked, and the date of the lock.

    Returns ("", "") without a lock, ("same", date) or ("differs", date).  InputError where the
    lock is no lock, or its rule does not have the hash that it states.
    """
    if not study.file or not lock_path(study).exists():
        return "", ""
    lock = _read(lock_path(study))
    same = lock["rule_sha256"] == rule_sha256(study)
    return "same" if same else "differs", str(lock["date"])


def _read(path: Path) -> dict[str, Any]:
    try:
        lock = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        lock = None
    if not isinstance(lock, dict) or set(lock) != _KEYS or not isinstance(lock["rule"], dict):
        raise InputError(
            "this is no lock that this version can read",
            file=str(path),
            mend="Restore it from where it was published, or remove it.",
        )
    try:
        stated = hashlib.sha256(canonical(lock["rule"])).hexdigest()
    except ValueError:
        stated = ""
    if stated != lock["rule_sha256"]:
        raise InputError(
            "the rule in the lock does not have the hash that stands beside it",
            file=str(path),
            mend="Restore it from where it was published.",
        )
    return lock
