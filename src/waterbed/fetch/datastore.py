"""A file of the London Datastore, whose address is looked up in the dataset's catalogue."""

from __future__ import annotations

from pathlib import Path

from waterbed.fetch.download import NOT_COMPARED, Done, fetch_file
from waterbed.fetch.record import intact, read_record
from waterbed.fetch.sources import Resource
from waterbed.fetch.web import BY_BROWSER, Unreachable, json_of
from waterbed.model.errors import InputError
from waterbed.model.licences import OGL
from waterbed.model.progress import Progress, quiet


def fetch_resource(
    resource: Resource,
    folder: Path,
    *,
    replace: bool = False,
    progress: Progress = quiet,
) -> Done:
    """Look the present address up and fetch the file."""
    record = read_record(folder)
    try:
        url = present_address(resource)
    except Unreachable:
        if intact(folder, record.get(resource.file)):
            return Done(resource.file, "kept", NOT_COMPARED)
        raise
    return fetch_file(
        url,
        folder,
        resource.file,
        record,
        replace=replace,
        licence=OGL,
        attribution=resource.attribution,
        source=resource.page,
        progress=lambda done, of: progress(resource.file, done, of),
    )


def present_address(resource: Resource) -> str:
    """The address of the newest file of that title in the dataset's catalogue."""
    catalogue = json_of(resource.catalogue)
    rows = catalogue.get("resources", {}) if isinstance(catalogue, dict) else {}
    rows = list(rows.values()) if isinstance(rows, dict) else rows
    begin = _plain(resource.title)
    named = [
        row
        for row in rows
        if isinstance(row, dict)
        and row.get("url")
        and (
            _plain(str(row.get("title", ""))).startswith(begin)
            or begin in _plain(str(row["url"]).rpartition("/")[2])
        )
    ]
    if not named:
        titles = sorted(str(row.get("title", "")) for row in rows if isinstance(row, dict))
        raise InputError(
            "the dataset holds no file of this title any more",
            file=resource.page,
            value=resource.title,
            mend=f"It holds: {', '.join(titles) or 'nothing'}. {BY_BROWSER}",
        )
    newest = max(named, key=lambda row: str(row.get("check_timestamp") or ""))
    return str(newest["url"])


def _plain(text: str) -> str:
    from urllib.parse import unquote

    return "".join(c for c in unquote(text).lower() if c.isalnum())
