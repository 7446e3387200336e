"""Did it move: its words, and its section in a whole run."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from waterbed.analysis.run import analyse
from waterbed.demo import CASES, claims_of
from waterbed.disclosure import release
from waterbed.model.estimate import remark
from waterbed.model.released import ShownDetectable, ShownParameter, ShownRemark
from waterbed.read.study.study_file import read_study
from waterbed.report.sections.cards import short_label
from waterbed.report.sections.movement import (
    did_it_move,
    of_outcomes,
    share_sentences,
    shares_said,
)
from waterbed.report.words import movement as words
from waterbed.report.words.verdicts import reason_sentences
from waterbed.simulate.folder import write_study
from waterbed.simulate.panel import simulate_panel


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The raw results of the demonstration's three cases."""
    made = {}
    for case in CASES:
        found = simulate_panel(np.random.default_rng(3), case.settings)
        path = write_study(
            found,
            tmp_path_factory.mktemp(case.key),
            title="t",
            question="q",
            said=claims_of(found),
            chosen_for=case.chosen_for,
            level=0.95,
        )
        made[case.key] = analyse(read_study(path), found.areas, found.panel)
    return made


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (((-0.3, 0.06),), "between none and 6% of it"),
        (((0.4, 0.9),), "between 40% and 90% of it"),
        (((0.86, 1.6),), "between 86% of it and 1.6 times as much"),
        (((1.0, None),), "all of it or more"),
        (((None, None),), "any share, from none of it to more than all"),
        (((None, -2.0), (0.3, None)), "30% of it or more"),
        (((None, 0.1), (0.9, None)), "between none and 10% of it, or 90% of it or more"),
        (((-0.9, -0.1),), "none of it: the zone fell as well"),
    ],
)
def test_a_set_of_shares_in_words(pieces, told):
    assert words.share_range(pieces) == told
    cut = words.at_least_nought(pieces)
    for share in np.linspace(-3, 3, 601):
        within = [(low is None or low <= share) and (high is None or share <= high)
                  for low, high in pieces]  # fmt: skip
        shown = [low <= share and (high is None or share <= high) for low, high in cut]
        assert any(shown) == (share >= 0 and any(within))


@pytest.mark.parametrize(("none", "all_"), [("yes", "yes"), ("yes", "no"), ("no", "yes")])
def test_what_keeps_a_claim_of_movement_from_an_answer_is_turned_round_for_its_opposite(none, all_):
    swapped = remark("target-fell", none=all_, all=none)
    given = remark("target-fell", none=none, all=all_)
    full, nothing = "a full move of what the target lost to there", "nothing having moved"

    def turned(text):
        return text.replace(full, "@").replace(nothing, full).replace("@", nothing)

    moved = words.kept_from(given, "moved", False)
    assert turned(moved) == words.kept_from(swapped, "not-moved", False)
    assert moved == words.kept_from(given, "not-moved", True)
    assert moved != words.kept_from(given, "not-moved", False)
    assert ("Against this claim" in moved) is (none == "yes")


def test_what_the_data_allow_gives_both_sides_the_same_words():
    only_full, only_none = words.allowed("no", "yes"), words.allowed("yes", "no")
    assert "full move" in only_full.split("not with")[0]
    assert "nothing having changed" in only_none.split("not with")[0]
    assert len(only_full) == len(only_none)
    assert "and with" in words.allowed("yes", "yes")
    assert "neither" in words.allowed("no", "no")


@pytest.mark.parametrize("kind", ["moved", "not-moved"])
def test_what_could_be_seen_names_the_case_that_it_is_the_power_of(kind):
    key = ShownParameter("share", "op", "o", "beside", "year", "share")
    seen = ShownDetectable(key, 50, 50, 0.6, None, 0.8, 99)
    text = words.movement_seen(seen, kind, negated=False)
    opposite = words.movement_seen(seen, kind, negated=True)
    moved = "all that the target lost had moved"
    assert (moved in text) == (kind == "moved") and (moved in opposite) == (kind != "moved")
    assert "60%" in text and "80%" in text
    assert "less than 80%" in words.movement_seen(replace(seen, fall=None), kind, negated=False)


def shares(results):
    method = dict(results.methods)["patrol"]
    return [
        one
        for one in results.estimates
        if one.parameter.question == "share" and one.method == method
    ]


def test_no_share_is_given_where_the_targets_fall_is_not_supported(runs):
    raw = runs["picked-at-peak"]
    (one,) = shares(raw)
    assert (one.value, one.set, one.deciding_set) == (None, None, None)
    gate, places = one.checks
    assert places.name == "placebos"  # the bar of the zone's own change
    assert (gate.name, gate.passed, gate.gate, gate.bars) == ("target-fell", False, True, "both")
    section = did_it_move(release(raw, "internal").content)
    text = " ".join(p for block in section.blocks for p in block.paragraphs)
    assert "can be given only where that fall is supported" in text
    assert not [chart for b in section.blocks for chart in b.charts if "turned up" in chart.title]


def test_what_is_said_of_several_zones_names_the_zone_first(runs):
    """And what stands above of one outcome is not said to hold of another."""
    results = release(runs["picked-at-peak"], "internal").content
    (share,) = (one for one in shares(results) if one.parameter.part == "whole")
    far = replace(share, parameter=replace(share.parameter, zone="far"), checks=share.checks[:1])
    target = next(one for one in results.estimates if one.parameter.zone == "next door")
    alone = share_sentences(results, target)
    assert {one.where for one in alone} == {""}
    both = replace(results, estimates=(*results.estimates, far))
    gate, places = shares_said(both, [target])
    assert (gate.where, places.where) == ("zone “next door” and zone “far”", "zone “next door”")
    said = of_outcomes(places, ["robbery", "theft"])
    assert said.startswith("Zone “next door”, for robbery and theft: ")
    pointer = words.as_above("first measure")
    known = {(target.parameter.outcome, gate.text): pointer, ("another", places.text): pointer}
    above, unsaid = shares_said(both, [target], known)
    assert (above.text, unsaid) == (pointer, places)
    assert "under “first measure” holds here" in above.text


def test_a_full_move_is_shown_as_a_shaded_share_and_on_one_axis(runs):
    raw = runs["moved"]
    (one,) = shares(raw)
    assert one.set is not None and one.set[0][0] < 1 < one.set[-1][1]
    section = did_it_move(release(raw, "internal").content)
    charts = {chart.title: chart for block in section.blocks for chart in block.charts}
    shaded = charts["How much of the fall in incidents turned up elsewhere"]
    assert shaded.table.rows[0][1] == words.share_range(one.deciding_set)
    balance = charts["Incidents: more or fewer than expected"]
    assert [row[0] for row in balance.table.rows] == [
        "Target area",
        "Zone “next door”",
        "Target and zones together",
        "Ring beyond the zones",  # untreated, since the target's fall is supported
    ]
    assert "Ring beyond the zones" in balance.svg
    assert re.search(r"<svg", balance.svg)


def test_joint_intervals_are_never_narrower_than_each_alone(runs):
    found = [one for raw in runs.values() for one in raw.estimates if one.joint is not None]
    assert any(None not in one.joint for one in found)
    for one in found:
        assert one.parameter.part == "whole"
        for joint, own, sign in zip(one.joint, (one.low, one.high), (1, -1), strict=True):
            assert joint is None or sign * joint <= sign * own + 1e-9


def test_shares_of_unpublished_counts_do_not_leave(runs):
    raw = runs["moved"]
    estimates = tuple(replace(one, published=False) for one in raw.estimates)
    tables = tuple(replace(one, published=False) for one in raw.study.counts)
    hidden = replace(
        raw, study=replace(raw.study, counts=tables), estimates=estimates, verdicts=(), donors=()
    )
    hidden = replace(hidden, rounded=hidden)
    found = shares(release(hidden, "public").content)
    assert found
    for one in found:
        assert one.status == "withheld"
        assert (one.value, one.set, one.deciding_set, one.joint) == (None, None, None, None)


@pytest.mark.parametrize(
    ("margin", "said"), [(0.2, "at least 20% of it"), (0.35, "at least 35% of it")]
)
def test_a_claim_of_movement_says_the_share_wherever_it_is_read(runs, margin, said):
    """ "moved" was read on the strip, the list and the terminal without a share, as if any did."""
    study = runs["moved"].study
    out = release(runs["moved"]).content
    out = replace(out, study=replace(out.study, rule=replace(out.study.rule, margin=margin)))
    one = next(verdict for verdict in out.verdicts if verdict.kind in ("moved", "not-moved"))
    claim = replace(one.claim, kind="moved", negated=False)
    less = said.replace("at least", "less than")
    assert study.rule.margin == 0.2
    assert short_label(out, claim).endswith(f" moved ({said}), {claim.zone}")
    assert f"did not move ({less})" in short_label(out, replace(claim, kind="not-moved"))
    assert f"did not move ({less})" in short_label(out, replace(claim, negated=True))
    verdict = replace(one, claim=claim, kind="moved", reasons=(ShownRemark("share"),))
    agreed = re.sub(r" \([^)]*\)", "", reason_sentences(out, verdict)[0])
    assert f"the claim ({said})" in reason_sentences(out, verdict)[0]
    assert agreed.endswith(("agrees with the claim.", "and part does not."))


def test_a_margin_in_counts_is_said_as_one(runs):
    out = release(runs["moved"]).content
    rule = replace(out.study.rule, margin_count=5.0)
    out = replace(out, study=replace(out.study, rule=rule))
    one = next(verdict for verdict in out.verdicts if verdict.kind in ("moved", "not-moved"))
    claim = replace(one.claim, kind="moved", negated=False)
    assert "moved (at least 5 more than expected)" in short_label(out, claim)
