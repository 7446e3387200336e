"""Police.uk's change log as it lies beside the files: which months of which force it names.

A page of headings, each a month, and under each a list: "Gwent Police: Crime data not provided for
March 2026."  Above them stand known issues without a month.  Whatever the page holds, what is read
of it is a force that police.uk has, months, and what became of them; none of its words is kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from waterbed.model.changes import (
    AGAIN,
    AREAS,
    CRIME,
    EVERYTHING,
    LARGEST_LOG,
    LOG,
    MISSING,
    NOTED,
    POINTS,
    STOPS,
    Change,
    ChangeLog,
)
from waterbed.model.forces import FORCES, written_names
from waterbed.model.licences import OGL, POLICE_UK
from waterbed.model.messages import fault
from waterbed.model.months import MONTH_NAMES, month
from waterbed.model.results import InputRecord
from waterbed.model.study import Study
from waterbed.read.police_uk.archive import STOPS as SEARCHES
from waterbed.read.police_uk.archive import STREET, files_in, is_archive
from waterbed.read.tables.files import digest, shown

MOST_ENTRIES = 20_000
LONGEST = 2_000
"""Letters of an entry that are read."""

_MONTHS = {name.lower(): k for k, name in enumerate(MONTH_NAMES)}
_MONTHS |= {name[:3]: k for name, k in tuple(_MONTHS.items())} | {"sept": 8}
_YEARS = (2008, 2100)
_NAMED = re.compile(
    # Data that "may be incomplete" are of no month: in small letters May is one with a year alone.
    r"\b(?!(?-i:may)\b(?!\.?,? \d{4}\b))"
    rf"({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?,?(?: (\d{{4}})\b)?"
    r"|\b(\d{4})-(\d{2})\b|\b(20\d{2})\b",
    re.I,
)
_HEADING = re.compile(rf"({'|'.join(_MONTHS)}) (\d{{4}})", re.I)
_TO = re.compile(r"\s*(?:to|until|till|through|and|-|–|—)\s*")
_ONWARDS = re.compile(r"\b(?:onwards?|to date|to present|until now|until further notice)\b", re.I)
_SINCE = re.compile(r"\b(?:since|from)\s*$", re.I)
_BETWEEN = re.compile(r"\bbetween\s*$", re.I)

_GONE = re.compile(
    r"\b(?:not (?:yet )?(?:been |being |currently )?(?:provided|supplied|submitted|available|"
    r"received|published|included)|(?:unable|failed) to (?:provide|supply|submit)|unavailable|"
    r"missing|incomplete|no (?:[a-z-]+,? ){0,6}data)\b",
    re.I,
)
_RENEWED = re.compile(
    r"\b(?:refresh(?:ed)?|re-?suppl(?:y|ied)|re-?submi(?:t|tted|ssion)|re-?load(?:ed)?|"
    r"revised|corrected|replaced|amended|updated?|re-?published|back-?dated)\b",
    re.I,
)
_CRIME = re.compile(r"\b(?:crimes?|asb|anti-?\s?social|incidents?|street)\b", re.I)
_STOPS = re.compile(r"\bstops?(?: |-)?(?:and|&)(?: |-)?search|\bstop[- ]search", re.I)
_OUTCOMES = re.compile(r"\boutcomes?\b", re.I)
_SNAP = re.compile(r"\bsnap[- ]?points?\b|\blocation anonymisation\b", re.I)
_LSOA = re.compile(r"\blsoas?\b", re.I)
_EVERY = re.compile(r"\b(?:all|every) (?:police )?forces?\b", re.I)
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTS = (*_TITLES, "li", "p", "dt", "dd", "td", "br", "ul", "ol", "div", "tr")


def read_changes(
    study: Study, folder: Path | None
) -> tuple[tuple[ChangeLog, ...], tuple[InputRecord, ...]]:
    """The change logs kept with a study's files of police.uk, and a record of each page.

    InputError where one is too large, or is no change log of police.uk's.
    """
    logs, records = [], {}
    asked = [(CRIME, count.file, STREET) for count in study.counts if count.layout == "police-uk"]
    asked += [
        (STOPS, activity.file, SEARCHES)
        for activity in study.activity
        if activity.file is not None and is_archive(activity.file)
    ]
    for of, path, kind in dict.fromkeys(asked):
        forces = [file[0] for file in files_in(path, shown(path, folder), kind)]
        log, record = _read(of, path, tuple(dict.fromkeys(forces)), folder)
        logs.append(log)
        if record is not None:
            records[record.path] = record
    return tuple(logs), tuple(records.values())


def _read(
    of: str, path: Path, forces: tuple[str, ...], folder: Path | None
) -> tuple[ChangeLog, InputRecord | None]:
    log = beside(path)
    if log is None:
        return ChangeLog(of, forces), None
    label = shown(log, folder)
    if log.stat().st_size > LARGEST_LOG:
        raise fault("long-log", file=label)
    entries = tuple(entries_of(log.read_bytes().decode("utf-8", "replace")))
    headings = [listed for listed, _, _ in entries if listed is not None]
    if not headings:
        raise fault("no-log", file=label)
    changes = tuple(
        dict.fromkeys(
            change
            for entry in entries
            for change in changes_in(*entry)
            if change.force in ("", *forces) and change.of in (of, EVERYTHING)
        )
    )
    record = InputRecord(
        label, digest(log), sum(bool(text) for _, _, text in entries), published=True,
        licence=OGL, attribution=POLICE_UK,
    )  # fmt: skip
    return ChangeLog(of, forces, changes, max(headings)), record


def beside(path: Path) -> Path | None:
    """Where the page lies: in a folder of files, or beside that or their zip."""
    places = ([path] if path.is_dir() else []) + [path.parent]
    return next((at / LOG for at in places if (at / LOG).is_file()), None)


def entries_of(page: str) -> Iterator[tuple[int | None, str, str]]:
    """The month that each entry stands under, a heading of its own below that or "", its text.

    InputError past so many entries as no log has.
    """
    listed, own = None, ""
    for number, (tag, text) in enumerate(_blocks(page)):
        if number > MOST_ENTRIES:
            raise fault("long-log", file=LOG)
        heading = _HEADING.fullmatch(text) if tag in _TITLES else None
        if heading and _YEARS[0] <= int(heading[2]) < _YEARS[1]:
            listed, own = _ordinal(heading[1], int(heading[2])), ""
            yield listed, "", ""
        elif tag in _TITLES:
            # "Known issues", or a force whose entries follow
            listed, own = (None, "") if re.search(r"\bissues?\b", text, re.I) else (listed, text)
        else:
            yield listed, own, text


def _blocks(page: str) -> Iterator[tuple[str, str]]:
    """The texts of headings, list items and paragraphs, each with its tag.

    In one pass over the page, whatever its tags: none needs to be closed.
    """
    tag, hidden = "", ""
    parts: list[str] = []
    for piece in _without_comments(page).split("<"):
        inside, _, text = piece.partition(">")
        named = re.match(r"/?[a-zA-Z][a-zA-Z0-9]{0,9}", inside)
        name = named[0].lower() if named else ""
        if name in ("script", "style", "head"):
            hidden = f"/{name}"
        elif name == hidden:
            hidden = ""
        if name.lstrip("/") in _PARTS:
            if tag and (said := _plain("".join(parts))):
                yield tag, said
            tag, parts = ("" if name.startswith("/") else name), []
        if not hidden:
            parts.append(f" {text}" if name == "br" else text)


def _without_comments(page: str) -> str:
    parts = page.split("<!--")
    return parts[0] + "".join(part.partition("-->")[2] for part in parts[1:])


def _plain(text: str) -> str:
    return " ".join(html.unescape(text[:LONGEST]).split())


def changes_in(listed: int | None, own: str, text: str) -> Iterator[Change]:
    """What an entry says: a change for each force and run of months that it names."""
    if not text:
        return
    head, colon, body = text.partition(":")
    body = body if colon else text
    forces = forces_in(head) or forces_in(own) or forces_in(text)
    if not forces:
        yield from _of_all(listed, text)
        return
    for of, what, first, last in _said(body, listed):
        for force in forces:
            yield Change(force, of, what, first, last, listed)


def _said(text: str, listed: int | None) -> Iterator[tuple[str, str, int | None, int | None]]:
    """Files, what became of them and months, as the clauses say that speak of it: "new crime
    system; unable to provide stop and search data" is of stops alone."""
    for what, pattern in ((MISSING, _GONE), (AGAIN, _RENEWED), (NOTED, None)):
        clauses = (
            text
            if pattern is None
            else ". ".join(part for part in re.split(r"[.;] ", text) if pattern.search(part))
        )
        if not clauses:
            continue
        runs = runs_of(clauses, listed) or runs_of(text, listed)
        # Without any month: that of a gap's own heading, or all up to it of what was given again.
        for first, last in runs or [(listed if what != AGAIN else None, listed)]:
            for of in kinds_of(clauses):
                yield of, what, first, last
        return


def _of_all(listed: int | None, text: str) -> Iterator[Change]:
    """An entry that names no force: of points and codes, which change for all, or said of all."""
    if _SNAP.search(text) or _LSOA.search(text):
        what = POINTS if _SNAP.search(text) else AREAS
        runs = runs_of(text, listed)
        first, last = runs[-1] if runs else (listed, listed)
        if first is not None:
            yield Change("", EVERYTHING, what, first, last, listed)
    elif _EVERY.search(text):
        for of, what, first, last in _said(text, listed):
            yield Change("", of, what, first, last, listed)


def forces_in(text: str) -> tuple[str, ...]:
    """The forces that a text names, each once."""
    said = f" {_letters(text)} "
    return tuple(force for force, names in _names() if any(f" {name} " in said for name in names))


@cache
def _names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((force, written_names(force)) for force in FORCES)


def _letters(text: str) -> str:
    """Words in small letters with a space between them."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("&", " and ")))


def kinds_of(text: str) -> tuple[str, ...]:
    """Which files a text is about, as far as they are read here: outcomes alone are none."""
    kinds = [CRIME] if _CRIME.search(text) else []
    kinds += [STOPS] if _STOPS.search(text) else []
    if kinds or _OUTCOMES.search(text):
        return tuple(kinds)
    return (EVERYTHING,)


def runs_of(text: str, listed: int | None) -> Sequence[tuple[int | None, int | None]]:
    """The runs of months that a text names, ordinals; the last month of one that goes on is that of
    the heading, None where there is none."""
    matches = list(_NAMED.finditer(text))
    spans = [_span(match) for match in matches]
    years = _years(matches, listed)
    runs: list[tuple[int | None, int | None]] = []
    joined = [
        bool(_TO.fullmatch(text[a.end() : b.start()]))
        and (
            "and" not in text[a.end() : b.start()].lower()
            or bool(_BETWEEN.search(text[: a.start()]))
        )
        for a, b in pairwise(matches)
    ]
    at = 0
    while at < len(matches):
        until = at + 1 if at < len(joined) and joined[at] else at
        first, last = _of_year(spans[at], years[at]), _of_year(spans[until], years[until])
        if first is not None and last is not None and first[0] <= last[1]:
            goes_on = until == at and _goes_on(text, matches[at])
            runs.append((first[0], listed if goes_on else last[1]))
        at = until + 1
    return runs


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether a month is the first of a run without an end: since April, from April onwards."""
    return bool(
        _ONWARDS.match(text[match.end() :].lstrip()) or _SINCE.search(text[: match.start()])
    )


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    """The first and last month of the year, from 0, that a match names; None for no such month."""
    if match[1]:
        return (_MONTHS[match[1].lower()],) * 2
    if match[3]:
        return (int(match[4]) - 1,) * 2 if 1 <= int(match[4]) <= 12 else None
    return 0, 11


def _years(matches: Sequence[re.Match[str]], listed: int | None) -> list[int | None]:
    """The year of each month: its own, or that of the next one that has one, or of the latest month
    of that name up to the heading."""
    years: list[int | None] = []
    coming: int | None = None
    for match in reversed(matches):
        own = match[2] or match[3] or match[5]
        if own:
            coming = int(own)
        year = coming
        if year is None and listed is not None:
            year = listed // 12 - (_MONTHS[match[1].lower()] > listed % 12)
        years.append(year)
    return years[::-1]


def _of_year(span: tuple[int, int] | None, year: int | None) -> tuple[int, int] | None:
    if span is None or year is None or not _YEARS[0] <= year < _YEARS[1]:
        return None
    start = month(f"{year}-01")
    return start + span[0], start + span[1]


def _ordinal(name: str, year: int) -> int:
    return month(f"{year}-01") + _MONTHS[name.lower()]
