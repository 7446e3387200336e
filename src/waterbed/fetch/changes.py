"""Police.uk's change log, kept as it is published beside the files that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

from waterbed.fetch.download import NOT_COMPARED, Done, another, room, settle
from waterbed.fetch.record import fetched_bytes, intact, read_record
from waterbed.fetch.sources import CHANGES
from waterbed.fetch.web import BY_BROWSER, Unreachable, ask, chunks, missing, promised
from waterbed.model.changes import LARGEST_LOG, LOG
from waterbed.model.errors import InputError
from waterbed.model.licences import POLICE_UK
from waterbed.model.months import MONTH_NAMES

_HEADING = re.compile(
    rf"<h[1-6][^<>]{{0,200}}>\s{{0,200}}(?:{'|'.join(MONTH_NAMES)}) \d{{4}}\s{{0,200}}<"
)
"""A month as a heading, which each of the log's parts begins with."""


def fetch_changes(folder: Path) -> Done:
    """The page as it is today; it is written over an older one, whose entries it holds as well.

    Files without it are whole: that it did not come is said, and is no error.
    """
    record = read_record(folder)
    known = record.get(LOG)
    here = intact(folder, known)
    try:
        if here and known is not None and not another(CHANGES, known):
            return Done(LOG, "unchanged")
        page, etag, modified = _page()
    except Unreachable:
        return Done(LOG, "kept" if here else "absent", NOT_COMPARED)
    except InputError as error:
        note = f"police.uk's change log did not come: {error.problem}. Page: {CHANGES}"
        return Done(LOG, "kept" if here else "absent", note)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{LOG}.new"
    with room(fresh):
        fresh.write_bytes(page)
    fetched = fetched_bytes(LOG, CHANGES, page, attribution=POLICE_UK, etag=etag, modified=modified)
    return settle(fresh, folder, fetched, record, replace=True)


def _page() -> tuple[bytes, str, str]:
    """The page and how the server names this version; InputError where it is no change log."""
    with ask(CHANGES) as answer:
        if answer.status_code == 404:
            raise missing(CHANGES, "the publisher has no such page", BY_BROWSER)
        if answer.status_code != 200:
            raise InputError(f"the publisher's server answers HTTP {answer.status_code}")
        page = bytearray()
        for part in chunks(answer):
            page += part
            if len(page) > LARGEST_LOG:
                raise InputError("the page is too large to be one")
        if promised(answer) > len(page):
            raise InputError("the connection breaks off")
        if not _HEADING.search(page.decode("utf-8", "replace")):
            raise InputError("another web page came: a proxy's, or a notice of the publisher's")
        headers = answer.headers
        return bytes(page), headers.get("ETag", ""), headers.get("Last-Modified", "")
