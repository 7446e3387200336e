"""What leaves of a study of lists: attacks on the public profile of an unpublished table."""

from __future__ import annotations

import json
import re
from collections import Counter

import numpy as np
import pytest

from tests.hidden.tables import ORLEANS, from_bits
from waterbed.disclosure.lists import release_lists
from waterbed.disclosure.rules import round_total
from waterbed.hidden import command
from waterbed.hidden.command import hidden_command
from waterbed.hidden.latent import latent_classes
from waterbed.model.dualsystem import chapman
from waterbed.model.errors import InputError, Refusal
from waterbed.model.histories import Histories
from waterbed.report.lists import lists_json, lists_text

NAMES = ("Refuge", "Clinic", "Outreach", "Helpline", "Court")


@pytest.fixture(scope="module")
def study():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "latent_classes", lambda counts, rng, **_: latent_classes(
            counts, rng, warm_up=60, draws=200, chains=4))  # fmt: skip
        parts = np.array([from_bits(ORLEANS), np.zeros(32)], np.int64)
        parts[1, [1, 2, 4, 8, 16]] = 12
        table = Histories(NAMES, parts.sum(axis=0), ("Newham", "Ilford"), parts, unlisted=7)
        return hidden_command(table, seed=5)


def test_public_and_unpublished_shows_the_range_and_how_many_were_seen_to_two_figures(study):
    released = release_lists(study, "public")
    made = json.loads(lists_json(released))
    (one,) = made["estimates"]
    assert one["method"] == "range" and one["level"] is None and one["value"] is None
    for end in (one["low"], one["high"], made["seen"], one["observed"]):
        assert end == float(f"{end:.2g}")
    assert one["se"] is one["p"] is None
    for key in ("histories", "held_out", "left_out", "strata"):
        assert made[key] == []


def test_checks_leave_without_a_figure(study):
    made = json.loads(lists_json(release_lists(study, "public")))
    assert len(made["checks"]) == 16
    for check in made["checks"]:
        assert check["passed"] in (True, False)
        assert check["figure"] is None
        assert check["text"] in ("Passed.", "Failed.")
        assert [x for key, x in check["facts"].items() if key != "level" and x is not None] == []


def test_no_name_of_a_list_or_an_area_leaves_and_no_number_but_three(study):
    released = release_lists(study, "public")
    text, made = lists_text(released), lists_json(released)
    for name in (*NAMES, "Newham", "Ilford"):
        assert name not in text and name not in made
    numbers = {float(x.replace(",", "")) for x in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    low, high = released.content.estimates[0].low, released.content.estimates[0].high
    seen = released.content.seen.value
    on_none = {float(f"{end - seen:.2g}") for end in (low, high)}  # made from the three
    allowed = {low, high, seen, *on_none, *range(1, 17)}
    assert numbers <= allowed


def test_how_many_were_seen_leaves_five_numbers_possible():
    shown = [round_total(float(n)) for n in range(3000)]
    possible = Counter(shown)
    assert min(possible[x] for x in shown[13:2900]) >= 5


def test_published_and_internal_keep_everything(study):
    from dataclasses import replace

    for kept in (
        release_lists(study, "internal"),
        release_lists(replace(study, source="A paper"), "public"),
    ):
        made = json.loads(lists_json(kept))
        assert len(made["estimates"]) > 5 and made["histories"] and made["lists"][0] in NAMES
        assert made["strata"] and any(check["figure"] for check in made["checks"])


def test_two_lists_leave_their_interval_without_their_names():
    study = hidden_command(Histories(("Refuge", "Clinic"), np.array([0, 60, 40, 20])))
    released = release_lists(study, "public")
    text = lists_text(released)
    assert "between 180 and 330" in text and "Refuge" not in text
    assert json.loads(lists_json(released))["estimates"][0]["value"] is None


SMALL = [[0, 60, 40, 20], [0, 40, 30, 10], [0, 8, 9, 12], [0, 120, 90, 11], [0, 30, 20, 25],
         [0, 12, 70, 14], [0, 55, 60, 40], [0, 4, 6, 15], [0, 90, 80, 10]]  # fmt: skip


@pytest.mark.parametrize("counts", SMALL)
def test_what_two_lists_tell_leaves_five_values_of_each_count(counts):
    """Every table of two lists that gives the same three numbers, by brute force."""
    study = hidden_command(Histories(("Refuge", "Clinic"), np.array(counts)))
    released = release_lists(study, "public").content
    (row,) = released.estimates
    assert row.method == "chapman" and row.value is None and row.se is None
    if row.low is None:
        assert row.high is None and row.status == "withheld"
        assert "not shown" in lists_text(release_lists(study, "public"))
        return
    told = (released.seen.value, row.low, row.high)
    possible = []
    for m in range(10, 90):
        a, b = (x.ravel() for x in np.meshgrid(np.arange(1, 160), np.arange(1, 160)))
        near = np.abs(m + a + b - told[0]) <= 10
        found = chapman(m, a[near], b[near])
        for x, y, low, high in zip(a[near], b[near], found.low, found.high, strict=True):
            if (round_total(float(m + x + y)), round_total(low), round_total(high)) == told:
                possible.append((m, x, y))
    for values in zip(*possible, strict=True):
        assert len(set(values)) >= 5


def test_some_tables_of_two_lists_leave_and_some_do_not():
    shown = []
    for counts in SMALL:
        study = hidden_command(Histories(("Refuge", "Clinic"), np.array(counts)))
        shown.append(release_lists(study, "public").content.estimates[0].low is not None)
    assert 0 < sum(shown) < len(SMALL)


def test_very_few_people_are_not_shown():
    study = hidden_command(Histories(("Refuge", "Clinic"), np.array([0, 1, 1, 10])))
    with pytest.raises(Refusal) as caught:
        release_lists(study, "public")
    assert caught.value.name == "too-few-to-show"
    assert release_lists(study, "internal").content.seen.value == 12


def test_raw_studies_are_not_written(study):
    from waterbed.model.released import Released

    with pytest.raises(ValueError, match="disclosure"):
        lists_json(Released(study, "public"))
    with pytest.raises(InputError):
        release_lists(study, "open")
