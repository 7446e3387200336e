"""Small pictures drawn by hand keep their words within their edges."""

import re

from waterbed.report.charts.drawn import LETTER, WIDE, Bar, before_after


def test_a_rounded_count_behind_the_longest_bar_stays_within_the_picture():
    bars = [Bar("Expected", "after", 135, "about 1,350", 100, 160, expected=True)]
    at = float(re.findall(r'<text x="([\d.]+)"[^>]*>about', before_after(bars, "k", "t", "d"))[0])
    assert at + LETTER * len("about 1,350") <= WIDE
