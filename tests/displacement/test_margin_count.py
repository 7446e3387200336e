"""A displacement margin that is a count: in a study's claims, and from counts alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from waterbed.analysis.run import analyse
from waterbed.demo import CASES
from waterbed.disclosure import release
from waterbed.displacement.command import wdd_answer
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.kinds import KINDS
from waterbed.read.study.study_file import read_study
from waterbed.report.words import claimed, verdicts
from waterbed.simulate.folder import NEIGHBOURS, SimulatedClaim, write_study
from waterbed.simulate.panel import simulate_panel

SAID = [
    SimulatedClaim("moved", "side", "It moved.", "moved", NEIGHBOURS),
    SimulatedClaim("stayed", "other", "It did not.", "not-moved", NEIGHBOURS),
]


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """Two simulated places: a fall that moved whole, a fall that did not move."""
    by_key = {}
    for case in CASES:
        if case.chosen_for != "random":
            continue
        simulated = simulate_panel(np.random.default_rng(3), replace(case.settings, effect=-0.75))
        folder = tmp_path_factory.mktemp(case.key)
        keys = {"title": "t", "question": "q", "said": SAID, "chosen_for": "random"}
        by_key[case.key] = simulated, write_study(simulated, folder, level=0.95, **keys)
    return by_key


def judged(towns, key, margin):
    simulated, path = towns[key]
    text = path.read_text(encoding="utf-8")
    again = path.with_name(f"again{margin:g}.toml")
    assert text.count("[rule]\n") == 1
    again.write_text(text.replace("[rule]\n", f"[rule]\nmargin_count = {margin:g}\n"), "utf-8")
    return analyse(read_study(again), simulated.areas, simulated.panel)


def rise(results):
    """The zone's rise as the claims are judged on it, and as the zone's effect is printed."""
    at = {verdict.claim.id: verdict.estimates[0] for verdict in results.verdicts}
    share = at["moved"]
    assert (share.parameter.question, share.parameter.scale) == ("share", "count")
    (effect,) = (
        other
        for other in results.estimates
        if (other.method, other.parameter.zone) == (share.method, NEIGHBOURS)
        and (other.parameter.question, other.parameter.scale) == ("displacement", "count")
    )
    return share, effect


def test_a_rise_is_judged_against_the_count_where_the_target_fell(towns):
    share, effect = rise(judged(towns, "moved", 1000.0))
    low, high = effect.deciding
    assert share.deciding_set == ((low, high),) and share.value == pytest.approx(effect.value)
    assert 10 < low < high < 1000
    for margin, moved, stayed in (
        (low - 1, "supported", "contradicted"),
        (high + 1, "contradicted", "supported"),
        ((low + high) / 2, "undecided", "undecided"),
    ):
        results = judged(towns, "moved", margin)
        answers = {verdict.claim.id: verdict.answer for verdict in results.verdicts}
        assert answers == {"moved": moved, "stayed": stayed}


def test_without_a_supported_fall_nothing_is_judged(towns):
    simulated = towns["moved"][0]
    results = judged(towns, "moved", 5.0)
    later = replace(results.study.rule, smallest_effect=0.99)
    again = analyse(replace(results.study, rule=later), simulated.areas, simulated.panel)
    share, _ = rise(again)
    assert share.value is None and share.deciding_set is None
    for verdict in again.verdicts:
        assert verdict.answer == "undecided" and verdict.reasons[0].code == "gate"


def test_a_rise_that_is_not_there_is_shown_not_to_be_with_a_wide_margin(towns):
    share, _ = rise(judged(towns, "real-fall", 1000.0))
    high = share.deciding_set[0][1]
    results = judged(towns, "real-fall", high + 1)
    by_claim = {verdict.claim.id: verdict for verdict in results.verdicts}
    assert by_claim["stayed"].answer == "supported"
    seen = by_claim["stayed"].detectable
    assert seen.parameter.scale == "count" and 0.3 < seen.chance <= 1


def test_words_name_the_count(towns):
    raw = judged(towns, "moved", 12.0)
    results = release(raw, "internal").content
    claims = {claim.id: claim for claim in results.study.claims}
    assert "at least 12 more than expected" in claimed.judged_as(results.study, claims["moved"])
    assert "less than 12 more than expected" in claimed.judged_as(results.study, claims["stayed"])
    sentence = verdicts.reason_text(results, results.verdicts[0])
    assert "beside the fall in the target area: what fits these data is" in sentence
    tables = tuple(replace(table, published=False) for table in raw.study.counts)
    simulated = towns["moved"][0]
    closed = analyse(replace(raw.study, counts=tables), simulated.areas, simulated.panel)
    public = release(closed, "public").content
    assert all(
        estimate.status == "withheld"
        for estimate in public.estimates
        if (estimate.parameter.question, estimate.parameter.scale) == ("share", "count")
    )


def test_the_region_is_in_counts_and_in_the_hash(towns):
    first, other = (judged(towns, "moved", margin).study for margin in (12.0, 13.0))
    assert first.claims[0].region == KINDS["moved"].region(0.0, 0.0, 12.0)
    assert first.rule_sha256 != other.rule_sha256
    assert first.rule_sha256 != read_study(towns["moved"][1]).rule_sha256


def test_one_margin_only(towns, tmp_path):
    _, path = towns["moved"]
    text = path.read_text(encoding="utf-8")
    both = path.with_name("both.toml")
    both.write_text(text.replace("[rule]\n", "[rule]\nmargin = 0.2\nmargin_count = 5\n"), "utf-8")
    with pytest.raises((InputError, InputErrors), match="one margin"):
        read_study(both)


def counts(**keys):
    given = {"treated": (200, 100), "control": (300, 300), "displaced": [(200, 190)]}
    return wdd_answer(**given, displaced_control=[(300, 300)], **keys)


def test_counts_alone_against_a_count():
    answer = counts(margin_count=40.0)
    (movement,) = answer.moved
    zone = next(e for e in answer.changes if e.parameter.zone == movement.zone)
    assert movement.p_below == pytest.approx(stats.norm.cdf((zone.value - 40) / zone.se))
    assert movement.p_above == pytest.approx(1 - movement.p_below) and movement.count == 40
    assert movement.power == pytest.approx(stats.norm.cdf(40 / zone.se - stats.norm.ppf(0.95)))
    assert counts(margin_count=100.0).moved[0].answer == "not-moved"
    assert counts(margin_count=1.0).moved[0].answer == "undecided"
    assert counts().moved[0].count is None


def test_a_margin_in_counts_is_above_nought():
    with pytest.raises(InputError, match="above nought"):
        counts(margin_count=0.0)
