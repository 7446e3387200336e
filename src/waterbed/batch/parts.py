"""What is kept of each study that is done, so that a stopped batch goes on with the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from waterbed.batch.places import Place
from waterbed.model.errors import InputError
from waterbed.model.whole_files import write_whole
from waterbed.report.folder import earlier

PARTS, REPORTS = "parts", "reports"
OURS = ("batch.json", "batch.xlsx", "summary.html", PARTS, REPORTS, "studies")
"""What a batch writes in its folder."""


def begin(out: Path, profile: str = "internal") -> None:
    """Make the folder of a batch; InputError where it holds anything else or, of a public one, an
    internal report: what fails now would leave it there among what is to be published."""
    strange = [path.name for path in out.iterdir()] if out.is_dir() else []
    strange = sorted(name for name in strange if name not in OURS and not name.startswith("."))
    if strange or (out.exists() and not out.is_dir()):
        raise InputError(
            "the output folder holds what no batch made" if strange else "this is not a folder",
            file=str(out),
            value=strange[0] if strange else None,
            mend="Choose an empty or new folder with --out.",
        )
    internal = _internal_report(out) if profile == "public" else None
    if internal is not None:
        raise InputError(
            "the output folder holds internal reports, and these are to be published",
            file=str(out),
            value=f"{REPORTS}/{internal}",
            mend="Choose another folder with --out.",
        )
    (out / PARTS).mkdir(parents=True, exist_ok=True)


def _internal_report(out: Path) -> str | None:
    """The name of a report there that is internal."""
    for report in sorted((out / REPORTS).glob("*")):
        earlier_report = earlier(report)
        if earlier_report is not None and earlier_report.get("profile") != "public":
            return report.name
    return None


def keep(out: Path, id: str, stamp: str, report: Path, places: Sequence[Place]) -> None:
    """Keep what a study gave, once its report stands."""
    part = {
        "stamp": stamp,
        "results": _digest(report),
        "places": [place.as_dict() for place in places],
    }
    write_whole(_path(out, id), json.dumps(part), "a part of the batch")


def kept(out: Path, id: str, stamp: str, report: Path) -> tuple[Place, ...] | None:
    """What a study gave, where nothing that it follows from has changed and its report stands."""
    try:
        part = json.loads(_path(out, id).read_text("utf-8"))
        if part["stamp"] != stamp or part["results"] != _digest(report):
            return None
        return tuple(Place.of(place) for place in part["places"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(out: Path, id: str) -> Path:
    return out / PARTS / f"{id}.json"


def _digest(report: Path) -> str:
    return hashlib.sha256((report / "results.json").read_bytes()).hexdigest()
