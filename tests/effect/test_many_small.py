"""A target of many areas that count little each: nothing may rest on its fall."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, WINDOW, claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import answerable
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.many_small import ENOUGH, MANY, SHOWN, a_year, many_small
from waterbed.effect.setting import WHOLE
from waterbed.model.estimate import Check
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET, ChosenFor, Study, ZoneRule
from waterbed.model.written.places import CHOSEN_FOR
from waterbed.power.planted import prospect
from waterbed.report.words.testable import no_fall

AREAS = grid(20, 20)
SMALL, LARGE = 0.2, 2.0
"""Of a month, beside the half that every area has: 8 and 29 a year."""


def asked_of(size: int, rule: str = "level", *claims) -> Study:
    """Areas side by side, with the ring that touches them."""
    ids = tuple(AREAS.ids[20 * (8 + i // 4) + 8 + i % 4] for i in range(size))
    chosen = ChosenFor(rule, "" if rule in ("random", "unknown") else "o0")
    beside = (("beside", ZoneRule("touching")),)
    place = replace(OPERATION, areas=ids, target=ids, zones=beside, buffer=None, chosen_for=chosen)
    return replace(study(*claims or (claim(),)), interventions=(place,))


def estimand(size: int, rule: str = "level", mean: float = SMALL, zone: str = TARGET) -> Estimand:
    found = compare(
        asked_of(size, rule), WINDOW, AREAS, counts(AREAS, mean=mean), count=20, seed=[1]
    )
    return Estimand(found, (zone, WHOLE), "o0", "forecast", True)


def gate(size: int, rule: str = "level", mean: float = SMALL, zone: str = TARGET) -> Check | None:
    return many_small(estimand(size, rule, mean, zone))


@pytest.mark.parametrize("rule", sorted(set(CHOSEN_FOR) - set(SHOWN)))
def test_what_rests_on_a_fall_is_barred(rule: str) -> None:
    check = gate(MANY, rule)
    assert check is not None
    assert (check.name, check.passed, check.gate, check.bars) == ("many-small", False, True, "fall")


@pytest.mark.parametrize(
    ("size", "rule", "mean"),
    [(MANY, "random", SMALL), (MANY, "rise", SMALL), (MANY - 1, "level", SMALL),
     (MANY, "level", LARGE), (1, "unknown", SMALL)],
)  # fmt: skip
def test_where_it_was_shown_or_areas_are_few_or_large_nothing_is_barred(
    size: int, rule: str, mean: float
) -> None:
    assert gate(size, rule, mean) is None


def test_the_target_with_its_zones_is_barred_and_a_zone_is_not() -> None:
    assert gate(MANY, zone="net") is not None
    assert gate(MANY, zone="beside") is None


def test_no_rule_of_choosing_is_for_the_lowest() -> None:
    """One that is added needs the mirror of this gate: a bar on what rests on a rise."""
    high = {"peak", "peak-share", "rise", "level", "excess", "last-quarter"}
    assert set(CHOSEN_FOR) == high | {"random", "unknown"}


def test_a_year_is_the_last_twelve_months_before_the_start() -> None:
    one = estimand(MANY)
    months = one.panel.slice(WINDOW.base)
    donors = np.flatnonzero(one.setting.totals.donors[:, 0])
    assert a_year(one) == pytest.approx(one.panel.counts[0][donors, months].sum(axis=1).mean())
    assert a_year(one) < ENOUGH
    later = one.panel.counts.copy()
    later[..., one.panel.slice(WINDOW.post)] *= 90
    after = replace(one.comparison.setting, panel=replace(one.panel, counts=later))
    assert a_year(replace(one, comparison=replace(one.comparison, setting=after))) == a_year(one)
    gone = one.panel.covered.copy()
    gone[0, donors, months.start : months.start + 6] = False
    half = replace(one.comparison.setting, panel=replace(one.panel, covered=gone))
    kept = one.panel.counts[0][donors, months.start + 6 : months.stop].sum(axis=1).mean()
    found = a_year(replace(one, comparison=replace(one.comparison, setting=half)))
    assert found == pytest.approx(2 * kept)


def fallen(panel: Panel, asked: Study) -> Panel:
    made = panel.counts.copy()
    hit = [AREAS.ids.index(key) for key in asked.interventions[0].target]
    made[0, hit, panel.slice(WINDOW.post)] = 0
    return replace(panel, counts=made)


def test_power_says_that_no_fall_could_be_seen_and_why() -> None:
    """Planted in places like the target, whole studies of which are judged."""
    panel = counts(AREAS, mean=SMALL)
    for rule, why in (("level", "many-small"), ("random", "")):
        (row,) = prospect(asked_of(MANY, rule), AREAS, panel, places=3, longer=(), falls=(0.0, 0.9))
        assert row.why == why
    assert "not passed: Do its areas count enough each?" in no_fall("many-small", 12)


def test_check_and_run_say_the_same_of_a_fall_and_of_what_moved() -> None:
    """A place that lost everything: supported where it was drawn by lot, and barred where not."""
    claims = [claim(kind, id=kind) for kind in ("fell", "rose")]
    claims += [claim("moved", id="moved", zone="beside")]
    panel, barred = counts(AREAS, mean=SMALL), {}
    for rule in ("random", "level", "unknown"):
        asked = asked_of(MANY, rule, *claims)
        after = fallen(panel, asked)
        ahead = {one.claim: one for one in answerable(asked, AREAS, after)}
        for verdict in analyse(asked, AREAS, after).verdicts:
            told = ahead[verdict.claim.id]
            assert verdict.excluded == told.excluded and verdict.answer not in told.excluded
            barred[rule, verdict.claim.id] = (verdict.answer, told.excluded, told.gates)
    assert barred["random", "fell"] == ("supported", (), ())
    for rule in ("level", "unknown"):
        answer, excluded, gates = barred[rule, "fell"]
        assert (answer, excluded) == ("undecided", ("supported",)) and "many-small" in gates
        answer, excluded, gates = barred[rule, "rose"]
        assert (answer, excluded) == ("undecided", ("contradicted",)) and "many-small" in gates
        answer, excluded, gates = barred[rule, "moved"]
        assert (answer, excluded) == ("undecided", ("contradicted", "supported"))
        assert "target-fell" in gates
