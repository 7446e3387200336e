"""The judge: the rule, its gates, and that it has no side."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.builders import WINDOW, claim, reflected, study
from waterbed.claims import Evidence, answer, ask, judge, widen
from waterbed.effect.inference import critical, invert, simultaneous, tails
from waterbed.model.estimate import Check, Estimate, Reading, remark
from waterbed.model.findings import Findings
from waterbed.model.kinds import Region
from waterbed.model.months import Months, month
from waterbed.model.results import ReadingTable
from waterbed.model.window import AlternativeStart, WindowFrom

RULE = study().rule
MIRROR = {"fall": "rise", "rise": "fall", "both": "both", "": ""}
FLIP = {"supported": "contradicted", "contradicted": "supported"}
END = st.floats(-50, 50) | st.none()
BARS = st.sampled_from(["", "fall", "rise", "both"])
KIND = st.sampled_from(["fell", "rose", "fell-by", "rose-by"])


def ends(a: float | None, b: float | None) -> tuple[float | None, float | None]:
    if a is not None and b is not None and b < a:
        return b, a
    return a, b


def gate(bars: str) -> Check:
    return Check("base-window", not bars, True, remark("base-window", direction="high"), bars=bars)


def estimate(key, deciding, checks=(), value=-1.0) -> Estimate:
    return Estimate(
        key, "difference", WINDOW.base, WINDOW.post, value, None, None, 0.95, deciding, 10, 9, 10,
        checks=checks, p_low=0.1, p_high=0.95, placebos=99,
    )  # fmt: skip


def found(estimates=(), **more) -> Evidence:
    return Evidence(Findings(estimates, **more), {"op": "difference"})


def evidence(one, deciding, bars="", wide=None, **more) -> Evidence:
    key = ask(one, RULE).key
    simultaneous = {one.id: (wide,)} if wide else {}
    return found((estimate(key, deciding, (gate(bars),)),), simultaneous=simultaneous, **more)


@given(KIND, END, END, BARS, END, END)
def test_reflected_evidence_and_claim_give_the_same_answer(kind, a, b, bars, c, d):
    one = claim(kind, stated=-0.4 if kind == "fell-by" else 0.4)
    low, high = ends(a, b)
    low2, high2 = ends(c, d)

    def minus(x):
        return None if x is None else -x

    mirrored = replace(one, region=reflected(one.region))
    first = judge(ask(one, RULE), evidence(one, (low, high), bars, (low2, high2)))
    second = judge(
        ask(mirrored, RULE),
        evidence(one, (minus(high), minus(low)), MIRROR[bars], (minus(high2), minus(low2))),
    )
    assert (first.answer, first.simultaneous) == (second.answer, second.simultaneous)


@given(KIND, END, END, BARS)
def test_negating_a_claim_swaps_supported_and_contradicted(kind, a, b, bars):
    one = claim(kind, stated=-0.4 if kind == "fell-by" else 0.4)
    other = replace(one, negated=True, region=one.region.complement())
    plain = judge(ask(one, RULE), evidence(one, ends(a, b), bars)).answer
    negated = judge(ask(other, RULE), evidence(other, ends(a, b), bars)).answer
    assert negated == FLIP.get(plain, plain)
    assert (plain, negated) != ("supported", "supported")


@given(KIND, END, END, BARS)
def test_who_speaks_makes_no_difference(kind, a, b, bars):
    one = claim(kind, stated=-0.4 if kind == "fell-by" else 0.4)
    other = replace(one, who="A charity", side="charity", words="No.", source="elsewhere")
    held = evidence(one, ends(a, b), bars)
    first, second = judge(ask(one, RULE), held), judge(ask(other, RULE), held)
    assert replace(first, family="") == replace(second, family="", claim=one)


@given(KIND, END, END, BARS)
def test_a_gate_never_gives_the_opposite_answer(kind, a, b, bars):
    one = claim(kind, stated=-0.4 if kind == "fell-by" else 0.4)
    free = judge(ask(one, RULE), evidence(one, ends(a, b))).answer
    held = judge(ask(one, RULE), evidence(one, ends(a, b), bars)).answer
    assert held in (free, "undecided")


@given(KIND, END, END, BARS)
def test_a_gate_that_binds_stands_beside_no_answer(kind, a, b, bars):
    one = claim(kind, stated=-0.4 if kind == "fell-by" else 0.4)
    verdict = judge(ask(one, RULE), evidence(one, ends(a, b), bars))
    codes = {why.code for why in verdict.reasons}
    assert ("gate" in codes) == (bool(bars) and verdict.answer == "undecided")
    assert ("gate-beside" in codes) == (bool(bars) and verdict.answer != "undecided")


@pytest.mark.parametrize(
    ("kind", "deciding", "bars", "expected"),
    [
        ("fell", (-9, -1), "", "supported"),
        ("fell", (-9, -1), "fall", "undecided"),
        ("fell", (-9, -1), "rise", "supported"),
        ("fell", (-9, 1), "", "undecided"),
        ("fell", (0, 4), "", "contradicted"),
        ("fell", (1, 4), "fall", "contradicted"),
        ("fell", (1, 4), "rise", "undecided"),
        ("rose", (-9, -1), "", "contradicted"),
        ("rose", (-9, -1), "fall", "undecided"),
        ("rose", (1, 9), "fall", "supported"),
        ("rose", (1, 9), "rise", "undecided"),
        ("rose", (1, 9), "both", "undecided"),
        ("fell", (None, None), "", "undecided"),
    ],
)
def test_what_a_base_out_of_the_ordinary_bars(kind, deciding, bars, expected):
    one = claim(kind)
    verdict = judge(ask(one, RULE), evidence(one, deciding, bars))
    assert verdict.answer == expected
    if bars and expected == "undecided":
        assert verdict.reasons[0].code == "gate"


def test_a_wider_simultaneous_interval_can_only_take_an_answer_away():
    one = claim("fell")
    verdict = judge(ask(one, RULE), evidence(one, (-9, -1), wide=(-12, 2)))
    assert (verdict.answer, verdict.simultaneous) == ("supported", "undecided")
    verdict = judge(ask(one, RULE), evidence(one, (-9, 2), wide=(-12, -1)))
    assert (verdict.answer, verdict.simultaneous) == ("undecided", "undecided")


@pytest.mark.parametrize(("there", "expected"), [((1, 9), "undecided"), ((-4, 2), "supported")])
def test_another_start_decides_only_when_it_says_the_opposite(there, expected):
    one = claim("fell")
    key = ask(one, RULE).key
    start = AlternativeStart(month("2017-03"), "a newspaper")
    other = replace(key, window=WindowFrom("year", start))
    both = (estimate(key, (-9, -1)), estimate(other, there))
    held = found(both, alternatives={key: (other,)})
    verdict = judge(ask(one, RULE), held)
    assert verdict.answer == expected
    assert verdict.estimates == both


@pytest.mark.parametrize(("rest", "expected"), [((1, 9), "supported"), ((-4, 2), "undecided")])
def test_a_zone_claim_needs_the_same_answer_outside_co_treated_areas(rest, expected):
    one = claim("rose", zone="beside")
    key = ask(one, RULE).key
    held = found(
        (
            estimate(key, (1, 9)),
            estimate(replace(key, part="co-treated"), (1, 9)),
            estimate(replace(key, part="rest"), rest),
        )
    )
    assert judge(ask(one, RULE), held).answer == expected


def test_a_co_treated_part_without_an_estimate_still_asks_for_the_rest():
    one = claim("rose", zone="beside")
    key = ask(one, RULE).key
    held = found(
        (estimate(key, (1, 9)), estimate(replace(key, part="rest"), (-4, 2))),
        refusals={replace(key, part="co-treated"): "nothing-expected"},
    )
    verdict = judge(ask(one, RULE), held)
    assert (verdict.answer, verdict.reasons[0].code) == ("undecided", "parts-differ")


def test_without_an_estimate_a_claim_is_untestable_and_says_why():
    one = claim("fell")
    held = found(refusals={ask(one, RULE).key: "gaps"})
    verdict = judge(ask(one, RULE), held)
    assert (verdict.answer, verdict.reasons[0]["why"]) == ("untestable", "gaps")


@pytest.mark.parametrize("kind", ["reporting-fell", "harm-fell", "harm-rose"])
def test_kinds_of_later_questions_are_untestable(kind):
    verdict = judge(ask(claim(kind), RULE), Evidence(Findings()))
    assert (verdict.answer, verdict.reasons[0].code) == ("untestable", "later")


def reading(change: float, region: Region) -> Reading:
    months = Months(0, 11)
    return Reading(
        months, months, "year-before", 100, 100 * (1 + change), change, region.contains(change)
    )


def recorded(one, stated: float | None, others: list[float]) -> Evidence:
    region = one.region.complement() if one.negated else one.region
    table = ReadingTable(
        one.id,
        "o0",
        one.stated,
        None if stated is None else reading(stated, region),
        tuple(reading(x, region) for x in others),
    )
    return Evidence(Findings(), readings={one.id: table})


@pytest.mark.parametrize(
    ("keys", "stated", "others", "found", "reproduced"),
    [
        ({"window": "year"}, -0.21, [0.1], "supported", True),
        ({"window": "year"}, -0.205, [0.1], "supported", True),
        ({"window": "year"}, -0.30, [0.1], "supported", False),
        ({"window": "year"}, -0.20, [-0.3], "contradicted", False),
        ({"window": "year", "place": "nearest"}, -0.20, [-0.3], "undecided", False),
        ({"window": "year", "negated": True}, -0.30, [], "contradicted", False),
        ({}, None, [-0.3, -0.21], "supported", None),
        ({}, None, [0.3, -0.20], "contradicted", None),
        ({}, None, [0.3, -0.21], "undecided", None),
        ({"place": "nearest"}, None, [0.3, -0.20], "undecided", None),
        ({}, None, [], "untestable", None),
    ],
)
def test_recorded_claims(keys, stated, others, found, reproduced):
    one = claim("recorded", stated=-0.21, **keys)
    verdict = judge(ask(one, RULE), recorded(one, stated, others))
    assert (verdict.answer, verdict.reproduced) == (found, reproduced)
    assert verdict.simultaneous == found


@given(st.lists(st.floats(-5, 5), min_size=20, max_size=99), st.floats(-5, 5))
def test_mirrored_placebos_give_mirrored_intervals(values, t):
    placebos = np.sort(np.array(values))
    assume(np.abs(placebos - t).min() > 1e-6 and abs(t) > 1e-6)
    low, high = invert(3 * t, 3.0, critical((placebos,), 0.9))
    other = invert(-3 * t, 3.0, critical((np.sort(-placebos),), 0.9))
    assert other == pytest.approx((-high, -low))
    assert tails(t, (placebos,)).low == tails(-t, (np.sort(-placebos),)).high


def test_mirrored_joint_placebos_give_mirrored_simultaneous_ends():
    joint = np.random.default_rng(1).normal(0.2, 1.0, (199, 3))
    own, other = (
        [critical((np.sort(column),), 0.9) for column in draws.T] for draws in (joint, -joint)
    )
    for (low, high), (low2, high2) in zip(
        simultaneous(joint, own, 0.9), simultaneous(-joint, other, 0.9), strict=True
    ):
        assert (low2, high2) == pytest.approx((-high, -low))


def test_an_answer_from_unbounded_ends():
    assert answer(Region(high=0, high_open=True), ((None, -1),)) == "supported"
    assert answer(Region(low=-math.inf, high=math.inf), ((None, None),)) == "supported"
    assert widen(((-1.0, 1.0),), frozenset({"fall", "rise"})) == ((None, None),)


def share_evidence(one, pieces, fell=True, rest=None) -> Evidence:
    key = ask(one, RULE).key
    gate_ = Check("target-fell", fell, True, remark("target-fell"), bars="" if fell else "both")

    def of(part, kept):
        bare = estimate(replace(key, part=part), None, (gate_,) if part == "whole" else ())
        return replace(bare, deciding_set=kept if fell else None)

    parts = () if rest is None else (of("co-treated", pieces), of("rest", rest))
    return found((of("whole", pieces), *parts))


@pytest.mark.parametrize(
    ("pieces", "moved"),
    [
        (((0.3, 0.9),), "supported"),
        (((0.2, None),), "supported"),
        (((-0.5, 0.1),), "contradicted"),
        (((None, 0.1),), "contradicted"),
        (((0.1, 0.3),), "undecided"),
        (((None, -3.0), (0.4, None)), "undecided"),
        (((None, None),), "undecided"),
    ],
)
def test_a_share_is_judged_on_all_pieces_of_its_set(pieces, moved):
    for kind, negated in (("moved", False), ("not-moved", True)):
        one = claim(kind, zone="beside", negated=negated)
        assert judge(ask(one, RULE), share_evidence(one, pieces)).answer == moved
    for kind, negated in (("moved", True), ("not-moved", False)):
        one = claim(kind, zone="beside", negated=negated)
        assert judge(ask(one, RULE), share_evidence(one, pieces)).answer == FLIP.get(moved, moved)


@pytest.mark.parametrize("kind", ["moved", "not-moved"])
def test_nothing_moved_or_stayed_where_the_target_did_not_fall(kind):
    one = claim(kind, zone="beside")
    verdict = judge(ask(one, RULE), share_evidence(one, ((0.3, 0.9),), fell=False))
    assert verdict.answer == "undecided"
    assert verdict.reasons[0].code == "gate"


def test_a_claim_of_movement_needs_the_same_share_outside_co_treated_areas():
    one = claim("moved", zone="beside")
    agree = share_evidence(one, ((0.3, 0.9),), rest=((0.25, None),))
    assert judge(ask(one, RULE), agree).answer == "supported"
    differ = share_evidence(one, ((0.3, 0.9),), rest=((-0.5, 0.1),))
    verdict = judge(ask(one, RULE), differ)
    assert (verdict.answer, verdict.reasons[0].code) == ("undecided", "parts-differ")
