"""A public report of an unpublished table can be used, and never says the opposite of the internal.

Simulated studies, each through a whole run and both profiles: what stands on the page of one beside
what stands on the page of the other, claim by claim and sentence by sentence.
"""

from __future__ import annotations

import functools
import html
import itertools
import math
import re
from collections import Counter

import pytest

from tests.disclosure.simulated import counted, run_of, told_of
from waterbed.claims.answers import answer, widen
from waterbed.disclosure import release
from waterbed.model.kinds import KINDS
from waterbed.model.released import Released, ShownRun
from waterbed.model.verdict import NOT_SHOWN
from waterbed.report.blocks import headline
from waterbed.report.page import report_html
from waterbed.report.sections.cards import interval_row, ordered, region_band
from waterbed.report.sections.change import did_it_change
from waterbed.report.words.sections import direction

FEW = range(16)
MANY = [
    pytest.param(range(first, first + 20), marks=pytest.mark.slow) for first in range(0, 200, 20)
]
SEEDS = [FEW, *MANY]

drawn = functools.cache(run_of)
OPPOSITE = ({"supported", "contradicted"}, {"fell", "rose"})


@pytest.mark.parametrize("seeds", SEEDS)
def test_no_answer_is_the_opposite_and_few_are_others(seeds):
    total: Counter[str] = Counter()
    for seed in seeds:
        total += counted(told_of(*drawn(seed)))
    other = sum(n for name, n in total.items() if "another answer" in name)
    answers = sum(n for name, n in total.items() if "an answer" in name)
    assert not any(n for name, n in total.items() if "opposite" in name)
    assert answers and other <= 0.08 * answers  # few studies: 5% within what chance brings
    assert total["change: a range"] >= 0.8 * total["change: claims"]


@pytest.mark.parametrize("seeds", SEEDS)
def test_an_answer_follows_from_the_range_that_is_shown(seeds):
    """By the same function that judges, and the gates that the page names."""
    for seed in seeds:
        _, out = drawn(seed)
        for verdict in out.verdicts:
            if KINDS[verdict.kind].parameter != "effect" or verdict.answer == NOT_SHOWN:
                continue
            first = verdict.estimates[0]
            assert first.deciding is not None and first.parameter.scale == "ratio"
            gates = [one for one in verdict.checks if one.gate and one.passed is False]
            bars = frozenset(one.bars for one in gates)
            region = verdict.claim.region
            assert answer(region, widen((first.deciding,), bars)) == verdict.answer


@pytest.mark.parametrize("seeds", SEEDS)
def test_no_sentence_says_the_opposite(seeds):
    """What fell, what rose and what cannot be told, by place."""
    for seed in seeds:
        raw, out = drawn(seed)
        inside = release(raw, "internal").content
        told = {one.parameter: direction(inside, one) for one in headline(inside)}
        for one in headline(out):
            here = direction(out, one)
            assert {here, told[one.parameter]} not in OPPOSITE
            assert (here == "hidden") == (one.status == "withheld")
            if one.deciding is not None and here == "open":
                low, high = one.deciding
                assert not (high is not None and high < 0) and not (low is not None and low > 0)


def shown_text(out: ShownRun) -> str:
    text = report_html(Released(out, "public"))
    text = re.sub(r"<style.*?</style>|<script.*?</script>", "", text, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("profile", ["public", "internal"])
def test_summary_cards_and_pictures_say_the_same(seeds, profile):
    for seed in seeds:
        raw, public = drawn(seed)
        out = public if profile == "public" else release(raw, profile).content
        summary = did_it_change(out).finding
        for number, (claim, verdict) in enumerate(ordered(out), start=1):
            row = interval_row(out, number, claim, verdict)
            if verdict.answer == NOT_SHOWN and row is not None and row.interval:
                # What is shown reaches across the edge, and does not tell.
                assert ("why", "near") in verdict.reasons[0].facts and claim.region is not None
                low = -math.inf if row.low is None else row.low
                high = math.inf if row.high is None else row.high
                assert any(low <= x <= high for x in (claim.region.low, claim.region.high))
            if verdict.answer != "supported":
                continue
            failed = [one for one in verdict.checks if one.gate and one.passed is False]
            if row is not None and row.interval and claim.region is not None and not failed:
                low = -math.inf if row.low is None else row.low
                high = math.inf if row.high is None else row.high
                assert any(a <= low and high <= b for a, b in region_band(claim.region))
            if (claim.kind, claim.zone, claim.negated) == ("fell", "target", False):
                assert "incidents fell" in summary


def test_a_withheld_range_is_not_called_chance():
    """Where nothing of the target is shown, no sentence of the page says what chance could bring
    there."""
    seeds = list(itertools.islice((seed for seed in range(40) if hides_target(seed)), 2))
    assert seeds
    for seed in seeds:
        _, out = drawn(seed)
        assert "cannot tell a change from chance" not in did_it_change(out).finding
        text = shown_text(out)
        assert not re.search(r"in the target area[^.]*chance", text)
        assert text.count("would let more be shown") == 1
        assert not re.search(r"What this study could have seen[^.]*not shown", text)


def hides_target(seed: int) -> bool:
    return all(
        one.status == "withheld"
        for one in headline(drawn(seed)[1])
        if one.parameter.zone == "target"
    )
