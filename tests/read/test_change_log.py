"""Police.uk's change log beside its files: what is read of the page, and what is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.changelog import WEST_YORKSHIRE, month_of, page
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
)
from waterbed.model.errors import InputError
from waterbed.model.forces import FORCES, force_name
from waterbed.model.months import month
from waterbed.read.police_uk.changes import _read, beside, changes_in, entries_of, forces_in


def read(text: str | bytes) -> list[Change]:
    page = text.decode() if isinstance(text, bytes) else text
    return [change for entry in entries_of(page) for change in changes_in(*entry)]


def entry(text: str, listed: str = "2026-05") -> list[tuple[str, str, str, str | None, str | None]]:
    """Force, kind, what, first and last of each change that an entry says."""
    return [
        (change.force, change.of, change.what, _label(change.first), _label(change.last))
        for change in changes_in(month(listed) if listed else None, "", text)
    ]


def _label(ordinal: int | None) -> str | None:
    return None if ordinal is None else f"{ordinal // 12}-{ordinal % 12 + 1:02d}"


GWENT = "Gwent Police: Crime data"


@pytest.mark.parametrize(
    ("text", "first", "last", "what"),
    [
        (f"{GWENT} not provided.", "2026-05", "2026-05", MISSING),
        (f"{GWENT} not provided for April 2026.", "2026-04", "2026-04", MISSING),
        (f"{GWENT} not provided for April.", "2026-04", "2026-04", MISSING),
        (f"{GWENT} not provided for September.", "2025-09", "2025-09", MISSING),
        (f"{GWENT} refresh from September 2025 to April 2026.", "2025-09", "2026-04", AGAIN),
        (f"{GWENT} refresh for January to October 2019", "2019-01", "2019-10", AGAIN),
        (f"{GWENT} refreshed (Jan 2019 – Mar 2019).", "2019-01", "2019-03", AGAIN),
        (f"{GWENT} refresh between Sept 2025 and Dec 2025.", "2025-09", "2025-12", AGAIN),
        (f"{GWENT} resupplied for 2018.", "2018-01", "2018-12", AGAIN),
        (f"{GWENT} re-submitted from 2015 to 2017.", "2015-01", "2017-12", AGAIN),
        (f"{GWENT} refresh for 2016-07 to 2016-09", "2016-07", "2016-09", AGAIN),
        (f"{GWENT} unavailable from July 2019 onwards.", "2019-07", "2026-05", MISSING),
        (f"{GWENT} has been missing since January 2026", "2026-01", "2026-05", MISSING),
        (f"{GWENT} refresh for all months.", None, "2026-05", AGAIN),
        # What is not given is often promised: a promise is no refresh.
        (f"{GWENT} not provided for May 2026. It will be updated later.", "2026-05", "2026-05",
         MISSING),
        # The verb is not a month; the month is, with its capital or a year after it.
        (f"{GWENT} for March 2026 may be incomplete.", "2026-03", "2026-03", MISSING),
        (f"{GWENT} may be missing.", "2026-05", "2026-05", MISSING),
        (f"{GWENT} for May may be missing.", "2026-05", "2026-05", MISSING),
        (f"{GWENT} missing from april to may 2025.", "2025-04", "2025-05", MISSING),
        (f"{GWENT} missing for MAY 2025.", "2025-05", "2025-05", MISSING),
        (f"{GWENT}: the map of burglary has moved in March 2026.", "2026-03", "2026-03", NOTED),
    ],
)  # fmt: skip
def test_months_and_what_became_of_them(
    text: str, first: str | None, last: str | None, what: str
) -> None:
    assert entry(text) == [("gwent", CRIME, what, first, last)]


def test_several_months_and_several_forces() -> None:
    three = entry("Gwent Police: Crime data not provided for May, June and August 2025.")
    assert [change[3:] for change in three] == [(m, m) for m in ("2025-05", "2025-06", "2025-08")]
    both = entry("Surrey Police and Sussex Police: Crime data refresh for May 2025.")
    assert [change[0] for change in both] == ["surrey", "sussex"]


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Crime data not provided.", [CRIME]),
        ("Stop and search data not provided.", [STOPS]),
        ("Stop & search data not provided.", [STOPS]),
        ("Crime, outcome and stop and search data not provided.", [CRIME, STOPS]),
        ("Outcome data not provided.", []),
        ("ASB data not provided.", [CRIME]),
        ("No data for this month.", [EVERYTHING]),
    ],
)
def test_which_files_an_entry_is_about(text: str, of: list[str]) -> None:
    assert [change[1] for change in entry(f"Gwent Police: {text}")] == of


@pytest.mark.parametrize("force", FORCES)
def test_every_force_is_known_by_its_name(force: str) -> None:
    name = force_name(force)
    assert name and "-" not in name.replace("Dyfed-Powys", "")
    for written in (name, f"{name} Constabulary".replace(" and ", " &amp; ").replace("&amp;", "&")):
        assert forces_in(written) == (force,)


def test_forces_as_the_page_writes_them() -> None:
    written = {
        "Metropolitan Police Service": "metropolitan",
        "Police Service of Northern Ireland": "northern-ireland",
        "City of London Police": "city-of-london",
        "Hampshire and Isle of Wight Constabulary": "hampshire",
        "Devon &amp; Cornwall Police": "devon-and-cornwall",
        "Avon & Somerset Police": "avon-and-somerset",
        "Dyfed Powys Police": "dyfed-powys",
        "West Sussex": "sussex",
    }
    for text, force in written.items():
        assert forces_in(text.replace("&amp;", "&")) == (force,)
    assert forces_in("Kentish Town") == () and forces_in("Essexford") == ()


def test_issues_known_at_the_time_have_no_month() -> None:
    changes = read(page(month_of("July 2026", "Kent Police: Crime data not provided.")))
    manchester = [change for change in changes if change.force == "greater-manchester"]
    assert {change.of for change in manchester} == {CRIME, STOPS}
    assert all(change.first is change.last is change.listed is None for change in manchester)
    (humberside,) = [change for change in changes if change.force == "humberside"]
    assert (humberside.of, humberside.what) == (STOPS, MISSING)


def test_points_and_codes_drawn_anew_are_of_every_force() -> None:
    changes = read(
        page(
            month_of("July 2022", "Snap point data refreshed for July 2022."),
            month_of("June 2023", "The LSOA data has been updated from the 2011 data to the 2021 "
                     "data."),
        )
    )  # fmt: skip
    anew = [(change.force, change.what, change.listed) for change in changes if change.force == ""]
    assert anew == [("", POINTS, month("2022-07")), ("", AREAS, month("2023-06"))]


def test_what_is_no_entry_is_not_read() -> None:
    """Scripts, styles, comments, menus and notices of the site itself."""
    hidden = "<!-- <h2>March 2019</h2><li>Kent Police: Crime data not provided.</li> -->"
    changes = read(
        page(hidden, month_of("July 2026", "The API now answers faster.", "Essex Police: hello."))
    )
    assert not [
        change for change in changes if change.force == "kent" or change.listed == month("2019-03")
    ]
    assert [change.what for change in changes if change.force == "essex"] == [NOTED]


def test_a_force_may_head_its_entries() -> None:
    text = "<h2>May 2026</h2><h3>Kent Police</h3><ul><li>Crime data not provided.<li>Stop and "
    changes = read(text + "search data refresh from April 2026 to May 2026</ul>")
    assert [(change.force, change.of, change.what) for change in changes] == [
        ("kent", CRIME, MISSING),
        ("kent", STOPS, AGAIN),
    ]


def test_the_page_lies_in_the_folder_or_beside_the_zip(tmp_path: Path) -> None:
    folder, packed = tmp_path / "police-uk", tmp_path / "police-uk.zip"
    folder.mkdir()
    packed.touch()
    assert beside(folder) is None and beside(packed) is None
    (tmp_path / LOG).write_bytes(WEST_YORKSHIRE)
    assert beside(folder) == beside(packed) == tmp_path / LOG
    (folder / LOG).write_bytes(WEST_YORKSHIRE)
    assert beside(folder) == folder / LOG


BAD = {
    "empty": (b"", "not the change log"),
    "another page": (b"<html><h1>Log in to the proxy</h1></html>", "not the change log"),
    "no month": (page(), "not the change log"),
    "binary": (bytes(range(256)) * 40, "not the change log"),
    "utf-16": (WEST_YORKSHIRE.decode().encode("utf-16"), "not the change log"),
    "a month far off": (page(month_of("July 9999", "Kent Police: none.")), "not the change log"),
    "too large": (b"<h2>July 2026</h2>" + b" " * LARGEST_LOG, "longer than any"),
    "too many": (b"<h2>July 2026</h2>" + b"<li>a" * 30_000, "longer than any"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_page_is_one_clear_error(tmp_path: Path, name: str) -> None:
    data, said = BAD[name]
    (tmp_path / LOG).write_bytes(data)
    with pytest.raises(InputError) as caught:
        _read(CRIME, tmp_path, ("kent",), tmp_path)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert LOG in str(caught.value)


HANGS = 120.0
"""CPU seconds: of a reader that goes through a page again for each of its characters alone."""

SLOW = {
    "unclosed": "<" * 2_000_000,
    "comments": "<!--" * 600_000,
    "one long item": "<li>" + "January to " * 200_000,
    "forces": "<li>" + "kent police surrey police " * 80_000,
    "no data": "<li>Kent Police: " + "no a, b, " * 200_000,
    "spaces": "<li>" + " " * 2_000_000 + ":",
    "entities": "<li>" + "&amp;" * 400_000,
    "many items": "".join(f"<li>Kent Police: no data for May {k % 99}." for k in range(15_000)),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_hostile_page_ends(name: str) -> None:
    started = time.process_time()
    read("<h2>July 2026</h2>" + SLOW[name])
    assert time.process_time() - started < HANGS


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.text(max_size=60))
def test_any_page_is_read_or_refused(text: str, more: str) -> None:
    changes = read(f"<h2>May 2026</h2><li>Kent Police: {text}<li>{more}")
    for change in changes:
        assert change.force in ("", *FORCES)
        assert change.first is None or change.last is None or change.first <= change.last
