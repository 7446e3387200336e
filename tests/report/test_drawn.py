"""Small pictures drawn by hand keep their words within their edges."""

import re

from waterbed.report.charts.drawn import LETTER, WIDE, Bar, Role, before_after, place_map


def test_a_rounded_count_behind_the_longest_bar_stays_within_the_picture():
    bars = [Bar("Expected", "after", 135, "about 1,350", 100, 160, expected=True)]
    at = float(re.findall(r'<text x="([\d.]+)"[^>]*>about', before_after(bars, "k", "t", "d"))[0])
    assert at + LETTER * len("about 1,350") <= WIDE


def test_labels_under_a_map_do_not_run_into_each_other():
    labels = ["Where it was done (1)", "Beside it: next door (8)", "Buffer, not compared (7)"]
    roles = [Role(str(k), label, "buffer") for k, label in enumerate(labels)]
    drawn = place_map((), (0, 0, 9, 9), (), roles, "k", "t", "d")
    told = re.findall(r'<text x="([\d.]+)" y="([\d.]+)">([^<]*)<', drawn)
    for x, y, label in told:
        beside = [float(other) for other, at, _ in told if at == y and float(other) > float(x)]
        assert float(x) + LETTER * len(label) <= min(beside, default=WIDE), label
