"""What the untreated surroundings did, beside a fall or a rise that is supported."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, claim, grid, panel_of, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.effect.zones import adjacency
from waterbed.model.panel import Panel
from waterbed.model.results import GROUP, RING, Results
from waterbed.model.study import ZoneRule
from waterbed.report.words.surroundings import same_way
from waterbed.report.words.verdicts import reason_sentences

AREAS = grid(12, 12)
EARLIER = 96
"""Months of counts before those of the builders: rings round rings are large, and few of them lie
apart in one year."""
# Sixteen groups of nine areas; the target lies in the middle of one of them.
AREAS = replace(AREAS, groups=tuple(f"g{i % 12 // 3}{i // 12 // 3}" for i in range(144)))
TARGET = AREAS.ids.index("A052")


def near(places: np.ndarray) -> np.ndarray:
    out = adjacency(AREAS, 0.0)[places].sum(axis=0)
    return np.setdiff1d(np.flatnonzero(np.asarray(out).ravel()), places)


BESIDE = near(np.array([TARGET]))
ZONED = np.append(BESIDE, TARGET)
BEYOND = near(ZONED)
REST = np.setdiff1d(np.flatnonzero(np.array(AREAS.groups) == AREAS.groups[TARGET]), ZONED)


def counts(here: float = 1.0, around: float = 1.0, seed: int = 5) -> np.ndarray:
    """Counts [1, A, T]; those after the start of the target and of its surroundings at a
    multiple."""
    rng = np.random.default_rng(seed)
    rate = rng.uniform(5, 9, (1, 144, 1)) * np.ones((1, 1, EARLIER + 48))
    rate[:, TARGET, EARLIER + 24 :] *= here
    rate[:, np.union1d(BEYOND, REST), EARLIER + 24 :] *= around
    return rng.poisson(rate)


def panel_at(made: np.ndarray) -> Panel:
    panel = panel_of(AREAS, made)
    return replace(panel, periods=panel.periods - EARLIER)


def run(made: np.ndarray, *kinds: str, published: bool = True) -> Results:
    op = replace(
        OPERATION, areas=("A052",), target=("A052",), zones=(("beside", ZoneRule("touching")),),
        buffer=None, chosen_for=replace(OPERATION.chosen_for, rule="random"),
    )  # fmt: skip
    asked = replace(
        study(*(claim(kind, id=kind) for kind in kinds or ("fell",)), headline="forecast"),
        interventions=(op,),
    )
    if not published:
        asked = replace(asked, counts=(replace(asked.counts[0], published=False),))
    return analyse(asked, AREAS, panel_at(made))


def told(results: Results, profile: str = "internal") -> str:
    shown = release(results, profile).content
    return " ".join(reason_sentences(shown, shown.verdicts[0]))


@pytest.mark.parametrize(
    ("kind", "here", "around", "went", "spread"),
    [("fell", 0.3, 0.5, "fell as well", "benefit"), ("rose", 2.5, 2.0, "rose as well", "harm")],
)
def test_a_change_of_the_whole_neighbourhood_is_named(kind, here, around, went, spread):
    results = run(counts(here, around), kind)
    (verdict,) = results.verdicts
    assert verdict.answer == "supported"
    assert [one.place for one in results.surroundings] == [RING, GROUP]
    assert [one.areas for one in results.surroundings] == [len(BEYOND), len(REST)]
    checks = [one for one in results.checks if one.name == "common-change"]
    assert [(one.passed, one.gate, one.bars) for one in checks] == [(False, False, "")] * 2
    text = told(results)
    assert f"There it {went} (ring beyond the zones and rest of the target’s group)" in text
    assert "the scheme did not bring" in text and f"a {spread} that spread" in text
    assert "the answer does not rest on it" in text


@pytest.mark.parametrize(("kind", "here", "word"), [("fell", 0.3, "fall"), ("rose", 2.5, "rise")])
def test_a_change_here_alone_is_told_as_such(kind, here, word):
    results = run(counts(here), kind)
    checks = [one for one in results.checks if one.name == "common-change"]
    assert [one.passed for one in checks] == [True, True]
    assert f"No {word} beyond chance shows there" in told(results)


def test_they_are_no_part_of_their_own_prediction():
    """Whatever the surroundings count after the start, as much is expected of them."""
    made = counts(0.3)
    more = made.copy()
    more[0, BEYOND, EARLIER + 24 :] *= 3
    plain, other = (run(one).surroundings[0] for one in (made, more))
    assert (plain.place, plain.observed) != (other.place, other.observed)
    assert plain.expected == pytest.approx(other.expected, rel=1e-9)


def test_they_bind_nothing_and_are_told_of_both_sides_alike():
    """That it did not fall is contradicted: the same line, and the same answer turned round."""
    results = run(counts(0.3, 0.5), "fell")
    asked = results.study
    denied = replace(asked.claims[0], negated=True, region=asked.claims[0].region.complement())
    other = analyse(replace(asked, claims=(denied,)), AREAS, panel_at(counts(0.3, 0.5)))
    assert other.verdicts[0].answer == "contradicted"
    assert other.surroundings == results.surroundings
    assert [why.code for why in other.verdicts[0].reasons].count("surroundings") == 1


def test_where_nothing_is_supported_nothing_is_said():
    results = run(counts(), "fell", "rose", "unchanged")
    assert results.surroundings == ()
    assert not [one for one in results.checks if one.name == "common-change"]


def test_nothing_of_an_unpublished_table_leaves():
    """Nor that there is something: it is looked at only where a fall or a rise is supported."""
    results = run(counts(0.3, 0.5), published=False)
    assert results.surroundings
    assert release(results, "public").content.surroundings == ()
    assert "untreated surroundings" not in told(results, "public")


@pytest.mark.parametrize(
    ("kind", "here", "around", "said"),
    [
        ("fell", 0.3, 1.8, "There it rose, beyond chance (ring beyond the zones"),
        ("rose", 2.5, 0.5, "There it fell, beyond chance (ring beyond the zones"),
    ],
)
def test_a_change_the_other_way_is_told_as_well(kind, here, around, said):
    """Crime that moved beyond the zones was told as "no fall beyond chance shows there"."""
    text = told(run(counts(here, around), kind))
    assert said in text and "beyond chance shows there" not in text


@pytest.mark.slow
def test_a_common_change_is_seen_in_no_more_than_a_twentieth_where_there_is_none():
    """The check has no other size: it binds nothing, and is asked where the target has changed.

    Of 300 panels, with the target alone down by 70%: standard error 1.3 points.
    """
    tries, seen = 300, {(place, turn): 0 for place in (RING, GROUP) for turn in ("fall", "rise")}
    judged = dict.fromkeys((RING, GROUP), 0)
    for seed in range(tries):
        for one in run(counts(0.3, seed=seed)).surroundings:
            judged[one.place] += one.value is not None
            for turn in ("fall", "rise"):
                seen[one.place, turn] += same_way(one, turn)
    shares = {key: count / judged[key[0]] for key, count in seen.items()}
    print(judged, {key: round(100 * share, 1) for key, share in shares.items()})
    assert min(judged.values()) >= 0.8 * tries
    assert max(shares.values()) <= 0.05 + 2.5 * math.sqrt(0.05 * 0.95 / tries)
