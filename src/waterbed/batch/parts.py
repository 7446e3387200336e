"""What is kept of each study that is done, so that a stopped batch goes on with the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from waterbed.batch.places import Place
from waterbed.model.errors import InputError
from waterbed.model.whole_files import write_whole

PARTS = "parts"
OURS = ("batch.json", "batch.xlsx", "summary.html", PARTS, "reports", "studies")
"""What a batch writes in its folder."""


def begin(out: Path) -> None:
    """Make the folder of a batch; InputError where it holds anything else."""
    strange = [one.name for one in out.iterdir()] if out.is_dir() else []
    strange = sorted(name for name in strange if name not in OURS and not name.startswith("."))
    if strange or (out.exists() and not out.is_dir()):
        raise InputError(
            "the output folder holds what no batch made" if strange else "this is not a folder",
            file=str(out),
            value=strange[0] if strange else None,
            mend="Choose an empty or new folder with --out.",
        )
    (out / PARTS).mkdir(parents=True, exist_ok=True)


def keep(out: Path, id: str, stamp: str, report: Path, places: Sequence[Place]) -> None:
    """Keep what a study gave, once its report stands."""
    part = {"stamp": stamp, "results": _digest(report), "places": [one.as_dict() for one in places]}
    write_whole(_path(out, id), json.dumps(part), "a part of the batch")


def kept(out: Path, id: str, stamp: str, report: Path) -> tuple[Place, ...] | None:
    """What a study gave, where nothing that it follows from has changed and its report stands."""
    try:
        part = json.loads(_path(out, id).read_text("utf-8"))
        if part["stamp"] != stamp or part["results"] != _digest(report):
            return None
        return tuple(Place.of(one) for one in part["places"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(out: Path, id: str) -> Path:
    return out / PARTS / f"{id}.json"


def _digest(report: Path) -> str:
    return hashlib.sha256((report / "results.json").read_bytes()).hexdigest()
