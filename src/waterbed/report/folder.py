"""The output folder: the old one or the new one, never a mixture.

A run writes a complete folder beside the old output, `.NAME.new-PID-XXXX`, which nobody else may
enter and whose name nobody can know before, flushes it to disk, and swaps it in by renames: old to
`.NAME.old-PID`, new to NAME, then the old one is removed.  Where
the system can exchange two names at once (Linux), the swap is that one step, and a kill at any
point leaves the old output or the new one.  Elsewhere a kill between the two renames leaves the
old output whole under its other name, and the next run puts it back before anything else.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from waterbed.model.disk import flush_folder
from waterbed.model.errors import InputError
from waterbed.model.released import Released, ShownRun
from waterbed.report.figures import figure_files
from waterbed.report.page import Pages, pages
from waterbed.report.record.results import as_json, record
from waterbed.report.summary import summary_docx
from waterbed.report.tables import csv_files, tables, workbook

# What a run writes, and what Excel, LibreOffice and file managers leave beside it.
_OURS = re.compile(
    r"report\.html|summary\.(html|docx)|results\.json|tables\.xlsx|[\w-]+\.parquet"
    r"|tables/[\w-]+\.csv|figures/[\w-]+\.(svg|png)"
    r"|((tables|figures)/)?(~\$.*|\.~lock\..*#|\.DS_Store|Thumbs\.db|desktop\.ini)"
)
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


Entered = Callable[[bytes], AbstractContextManager[None]]
"""From results.json to what stands in the ledger of releases while the report takes its place; it
is taken back where that fails."""


@dataclass(frozen=True, slots=True)
class Also:
    """What a run may write beside the report: its first page by itself, as summary.html and
    summary.docx; every chart by itself, under figures/, as SVG and PNG."""

    summary: bool = False
    figures: bool = False


def write_outputs(
    released: Released[ShownRun],
    folder: Path,
    extra: dict[str, bytes] | None = None,
    entered: Entered | None = None,
    also: Also | None = None,
) -> tuple[Path, ...]:
    """Write report.html, results.json, tables.xlsx and tables/*.csv, all or nothing.

    extra : further files by their path in the folder (panel.parquet under the internal profile)
    also : what is written beside these
    entered : how the release is written down, once the new output is whole and before it is seen
    Returns the paths written.  Raises InputError where the folder holds something else, or where it
    holds another study's public report and this one is internal, where
    another program holds one of its files open, or the disk is full or read-only; the earlier
    output is then untouched and nothing else is left behind.
    """
    given, folder = folder, Path(os.path.abspath(folder))  # noqa: PTH100 - not through a link
    recover(folder)
    refuse_foreign(given)
    _refuse_other_public(given, released)
    shown, run = pages(released), record(released.content)
    run_tables = tables(released.content, run)
    files = {
        "report.html": shown.report.encode(),
        "results.json": as_json(run),
        "tables.xlsx": workbook(released.content, run_tables, shown),
        **{f"tables/{name}": data for name, data in csv_files(run_tables).items()},
        **(summary_files(shown) if also and also.summary else {}),
        **(figure_files(shown.charts, shown.source) if also and also.figures else {}),
        **(extra or {}),
    }
    fresh: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        name = f"{_beside(folder, 'new').name}-"
        fresh = Path(tempfile.mkdtemp(prefix=name, dir=folder.parent))
        _write_all(fresh, files)
        with entered(files["results.json"]) if entered else contextlib.nullcontext():
            swap(fresh, folder)
    except OSError as error:
        raise _not_written(given, error) from error
    finally:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
    return tuple(folder / name for name in files)


def summary_files(shown: Pages) -> dict[str, bytes]:
    """The first page by itself, for a browser and for a word processor."""
    return {
        "summary.html": shown.summary.encode(),
        "summary.docx": summary_docx(shown.front, shown.banner, shown.source),
    }


def _not_written(folder: Path, error: OSError) -> InputError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    first = "Free some space there" if full else "Make its folder one that you may write to"
    return InputError(
        f"the output folder cannot be written ({error.strerror})",
        file=str(folder),
        mend=f"{first}, or choose another folder with --out; what stood there before is untouched.",
    )


def _beside(folder: Path, kind: str) -> Path:
    return folder.parent / f".{folder.name}.{kind}-{os.getpid()}"


def _write_all(fresh: Path, files: dict[str, bytes]) -> None:
    """Every file and folder of the new output, on disk before this returns."""
    for name, data in files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    # As open to others as any folder that this user makes.
    (fresh / "tables").mkdir(exist_ok=True)
    fresh.chmod((fresh / "tables").stat().st_mode)
    for place in {(fresh / name).parent for name in files} | {fresh}:
        flush_folder(place)


def earlier(folder: Path) -> dict[str, object] | None:
    """The results.json that this program made in a folder; None where there is none."""
    try:
        results = json.loads((folder / "results.json").read_bytes())
    except (OSError, ValueError):
        return None
    return (
        results if isinstance(results, dict) and isinstance(results.get("waterbed"), str) else None
    )


def is_output(name: str) -> bool:
    """Whether a run may have written a file of this path in its folder."""
    return _OURS.fullmatch(name) is not None


def is_ours(folder: Path) -> bool:
    """Whether a folder holds a results.json that this program made."""
    return earlier(folder) is not None


def _refuse_other_public(folder: Path, released: Released[ShownRun]) -> None:
    """InputError where an internal report would take the place of another study's public one, which
    somebody may go on publishing from there."""
    there = earlier(folder)
    if released.profile == "public" or there is None or there.get("profile") != "public":
        return
    study = there.get("study")
    if isinstance(study, dict) and study.get("title") != released.content.study.title:
        raise InputError(
            "the output folder holds the public report of another study, and this one is internal",
            file=str(folder),
            mend="Choose another folder with --out.",
        )


def refuse_foreign(folder: Path) -> None:
    """InputError unless the folder is new, empty, or an output of ours with nothing added."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(
            "the output folder is a file or a link, not a folder",
            file=str(folder),
            mend="Choose another folder with --out.",
        )
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not is_ours(folder):
        raise InputError(
            "the output folder holds files that waterbed did not make, and would replace them",
            file=str(folder),
            mend="Choose an empty or new folder with --out, or move its files away first.",
        )
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_dir() and not is_output(name):
            raise InputError(
                "the output folder holds a file that waterbed did not make, and would delete it",
                file=str(folder),
                value=name,
                mend="Move that file away, or choose another folder with --out.",
            )


def swap(fresh: Path, folder: Path) -> None:
    """Put `fresh` in the place of `folder`; the old output is whole until the new one is there."""
    if not folder.exists():
        fresh.rename(folder)
        flush_folder(folder.parent)
        return
    _refuse_held(folder)
    if _exchange(fresh, folder):
        flush_folder(folder.parent)
        shutil.rmtree(fresh, ignore_errors=True)
        return
    old = _beside(folder, "old")
    try:
        folder.rename(old)
    except PermissionError as error:
        raise _held("a file in it") from error
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    flush_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _exchange(path: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the disk cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    a, b = os.fsencode(path), os.fsencode(other)
    return bool(rename(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE) == 0)


def _refuse_held(folder: Path) -> None:
    """InputError naming the first file that another program holds open for itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                with path.open("r+b"):
                    pass
            except PermissionError as error:
                raise _held(path.name) from error


def _held(name: str) -> InputError:
    return InputError(
        "another program holds it open, or it is read-only, so that the output cannot be replaced",
        file=name,
        mend=f"Close {name} and run again; the earlier output is untouched.",
    )


def recover(folder: Path) -> None:
    """Clear up after runs that were killed: put a stranded old output back, remove leftovers."""
    if not folder.parent.is_dir():
        return
    form = re.compile(re.escape(f".{folder.name}.") + r"(new|old)-(\d+)(?:-\w+)?")
    for path in sorted(folder.parent.iterdir()):
        match = form.fullmatch(path.name)
        if not match or path.is_symlink() or not path.is_dir() or alive(int(match[2])):
            continue
        if match[1] == "old" and not folder.exists():
            path.rename(folder)
        else:
            shutil.rmtree(path, ignore_errors=True)


def alive(pid: int) -> bool:
    """Whether another process of this number is running (its leftovers are its own)."""
    if pid == os.getpid():
        return False
    if sys.platform == "win32":
        return False
    with contextlib.suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True
