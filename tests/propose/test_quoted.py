"""What a claim's source and words say of its date and its figure is taken where they say one."""

from __future__ import annotations

import pytest

from waterbed.propose.quoted import dated_by, figured_by


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("Cabinet minutes, March 2023", "March 2023"),
        ("minutes of 3 March 2023, page 4", "3 March 2023"),
        ("report-2023-04-01.pdf", "2023-04-01"),
        ("Annual report 2019/20", ""),
        ("Annual report 2019-20", ""),
        ("Annual report 2011-12", ""),
        ("Minutes, 2012-11", "2012-11"),
        ("Paper 2023-04-45", ""),
        ("Plan 2019-2024", ""),
        ("Minutes of March 2023 and of May 2023", ""),
        ("Minutes", ""),
        ("Paper 12023", ""),
    ],
)
def test_a_date_is_taken_from_a_source_that_names_one(source: str, date: str) -> None:
    assert dated_by(source) == date


MIRROR = {
    "fell": "rose", "down": "up", "dropped": "increased", "reduced": "raised",
    "fallen": "risen", "cut": "pushed up",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("Calls fell by 30%.", "30%"),
        ("Calls fell 12.5 per cent in a year", "12.5%"),
        ("Crime is down 30 percent", "30%"),
        ("They have fallen by 8%", "8%"),
        ("It dropped by 40 %", "40%"),
        ("Calls were cut by 30%", "30%"),
        ("In May 2019 calls fell by 30%.", "30%"),
        ("Calls may have fallen by 30%", ""),
        ("Calls fell by a third.", ""),
        ("Calls fell to 30%", ""),
        ("30% of people say that calls fell", ""),
        ("Calls fell by 30%, burglary by 20%", ""),
        ("Calls did not fall: they fell by 30% nowhere", ""),
        ("Calls should have fallen by 30%", ""),
        ("The share fell by 30 percentage points", ""),
        ("Calls fell by 30% more than elsewhere", ""),
        ("Calls fell by 1,030%", ""),
    ],
)
def test_a_figure_is_taken_from_words_that_name_one(words: str, figure: str) -> None:
    """And all that is said of a fall is said of a rise."""
    assert figured_by(words, "fell-by") == figure and figured_by(words, "rose-by") == ""
    assert figured_by(words, "recorded") == (f"-{figure}" if figure else "")
    assert figured_by(words, "fell") == figured_by(words, "done-to") == ""
    turned = words
    for fall, rise in MIRROR.items():
        turned = turned.replace(fall, rise)
    assert figured_by(turned, "rose-by") == figure and figured_by(turned, "fell-by") == ""
    assert figured_by(turned, "recorded") == (f"+{figure}" if figure else "")


@pytest.mark.parametrize("words", ["Burglary made up 30% of it", "Calls broken down 30% by ward"])
def test_a_share_that_is_no_change_is_no_figure(words: str) -> None:
    assert figured_by(words, "recorded") == ""
