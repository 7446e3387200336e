"""The reports of a study: a folder a profile, which never hold each other's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from waterbed.model.errors import InputError
from waterbed.report.folder import earlier, is_output
from waterbed.web.store import Opened

PROFILES = {
    "public": "For anyone: small counts of tables that are not published are rounded or withheld.",
    "internal": "For those who may see the counts. Do not pass it on.",
}


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is there; files : by their path in its folder."""

    profile: str
    folder: Path
    files: dict[str, Path]


def report_folder(root: Path, study: Opened, profile: str) -> Path:
    """Where `waterbed run` writes the public one when it is run in the folder; the internal one
    beside it. InputError where what stands there is of the other profile, or a link."""
    name = f"{study.name}-report" if profile == "public" else f"{study.name}-internal-report"
    folder = root / name
    record = None if folder.is_symlink() else earlier(folder)
    if folder.is_symlink() or (record is not None and record.get("profile") != profile):
        raise InputError(
            f"{name} is a link, or holds a report that is not {profile}",
            mend="Move it away: the workbench keeps the two apart, each in a folder of its own.",
        )
    return folder


def reports_of(root: Path, study: Opened) -> tuple[Report, ...]:
    """Those that are there, the public one first."""
    reports = []
    for profile in PROFILES:
        try:
            folder = report_folder(root, study, profile)
        except InputError:
            continue
        if earlier(folder) is not None:
            reports.append(Report(profile, folder, _files(folder)))
    return tuple(reports)


def _files(folder: Path) -> dict[str, Path]:
    """What a run wrote, the report first; nothing else, and nothing through a link."""
    paths = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and not path.parent.is_symlink()
    }
    ours = {name: path for name, path in paths.items() if is_output(name)}
    return dict(sorted(ours.items(), key=lambda file: (file[0] != "report.html", "/" in file[0])))
