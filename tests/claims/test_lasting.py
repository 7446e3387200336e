"""Claims that a change lasted, or that it went back: the rule, its gate, and a slow reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effect.test_by_quarter import AREAS, TARGET, by_forecast, panel
from tests.support.builders import WINDOW, claim
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.run import analyse
from waterbed.claims import Evidence, ask, judge
from waterbed.disclosure import release
from waterbed.effect.compare import compare
from waterbed.effect.inference import invert_ratio
from waterbed.model.estimate import Check, Estimate, remark
from waterbed.model.findings import Findings, Lasting
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.report import report_html

LATER = replace(WINDOW, name="later", post=Months.parse("2018-01", "2018-12"))
TWO = ("lasted", "returned", "rise-lasted", "rise-returned")
MIRROR = {"lasted": "rise-lasted", "returned": "rise-returned"}
FLIP = {"supported": "contradicted", "contradicted": "supported"}
END = st.floats(-0.9, 3) | st.none()
BARS = st.sampled_from(["", "fall", "rise", "both"])
LEAST = 0.05


def said(kind: str, **keys: object):
    """A claim of two windows, with a smallest effect of one in twenty."""
    made = claim(kind, window="year", later="later", **{"id": kind, **keys})
    region = KINDS[kind].region(0.0, 0.0, LEAST)
    return replace(made, region=region.complement() if made.negated else region)


def two(*claims, **intervention):
    made = by_forecast(*claims, **intervention)
    rule = replace(made.rule, windows=(WINDOW, LATER), smallest_effect=LEAST)
    return replace(made, rule=rule)


def counts(first: float, later: float, seed: int = 1) -> Panel:
    """The target's counts thinned (or added to) in the first and in the second year."""
    made = panel(seed)
    rng = np.random.default_rng(seed + 100)
    own = made.counts.copy()
    for k, change in ((48, first), (60, later)):
        months = own[0, TARGET, k : k + 12]
        more = rng.poisson(max(change, 0.0) * 30, 12)
        own[0, TARGET, k : k + 12] = rng.binomial(months, 1 + min(change, 0.0)) + more
    return replace(made, counts=own)


# The rule ---------------------------------------------------------------------------------------


def ends(a, b):
    return (b, a) if a is not None and b is not None and b < a else (a, b)


def evidence(one, first, later, bars=("", "")) -> Evidence:
    """Estimates of two windows, whose own ranges are those that hold at once."""
    asked = ask(one, two(one).rule)
    made = []
    for key, deciding, bar in zip(asked.keys, (first, later), bars, strict=True):
        gate = Check("coverage", not bar, True, remark("coverage"), bars=bar)
        made.append(
            Estimate(
                key, "forecast", WINDOW.base, WINDOW.post, 0.0, None, None, 0.95, deciding,
                10, 9, 10, checks=(gate,), placebos=99,
            )
        )  # fmt: skip
    check = Check("first-change", True, True, remark("first-change", direction="fall", window=""))
    lasting = Lasting((first, later), (first, later), check, ())  # type: ignore[arg-type]
    return Evidence(Findings(tuple(made), lasting={one.id: lasting}), {"op": "forecast"})


def answered(one, first, later, bars=("", "")) -> str:
    return judge(ask(one, two(one).rule), evidence(one, first, later, bars)).answer


@pytest.mark.parametrize(
    ("kind", "first", "later", "answer"),
    [
        ("lasted", (-0.6, -0.2), (-0.5, -0.1), "supported"),
        ("lasted", (-0.6, -0.2), (-0.05, 0.4), "contradicted"),
        ("lasted", (-0.6, -0.2), (-0.5, 0.1), "undecided"),
        ("lasted", (-0.6, -0.05), (-0.5, -0.1), "undecided"),
        ("lasted", (-0.6, 0.1), (0.0, 0.4), "undecided"),
        ("returned", (-0.6, -0.2), (-0.05, 0.4), "supported"),
        ("returned", (-0.6, -0.2), (-0.5, -0.06), "contradicted"),
        ("returned", (0.1, 0.4), (0.0, 0.4), "undecided"),
        ("rise-lasted", (0.2, 0.6), (0.1, 0.5), "supported"),
        ("rise-lasted", (0.2, 0.6), (-0.4, 0.05), "contradicted"),
        ("rise-returned", (0.2, 0.6), (-0.4, 0.05), "supported"),
        ("rise-returned", (-0.6, -0.2), (-0.4, 0.05), "undecided"),
    ],
)
def test_the_rule(kind, first, later, answer):
    assert answered(said(kind), first, later) == answer


@given(st.sampled_from(sorted(MIRROR)), END, END, END, END, BARS, BARS)
def test_a_fall_and_a_rise_mirror_each_other(kind, a, b, c, d, bar, other):
    first, later = ends(a, b), ends(c, d)

    def turned(one):
        low, high = one
        return (None if high is None else -high), (None if low is None else -low)

    swap = {"fall": "rise", "rise": "fall"}
    bars = tuple(swap.get(one, one) for one in (bar, other))
    mirrored = answered(said(MIRROR[kind]), turned(first), turned(later), bars)
    assert answered(said(kind), first, later, (bar, other)) == mirrored


@given(st.sampled_from(TWO), END, END, END, END, BARS, BARS)
def test_a_denial_has_the_opposite_answer(kind, a, b, c, d, bar, other):
    at = (ends(a, b), ends(c, d), (bar, other))
    plain = answered(said(kind), *at)
    assert answered(said(kind, negated=True), *at) == FLIP.get(plain, plain)


@given(END, END, END, END, BARS, BARS)
def test_it_never_lasted_and_came_back(a, b, c, d, bar, other):
    at = (ends(a, b), ends(c, d), (bar, other))
    both = answered(said("lasted"), *at), answered(said("returned"), *at)
    assert both[1] == FLIP.get(both[0], both[0])


@given(st.sampled_from(TWO), END, END, END, END, BARS, BARS)
def test_a_gate_never_gives_the_opposite_answer(kind, a, b, c, d, bar, other):
    first, later = ends(a, b), ends(c, d)
    free = answered(said(kind), first, later)
    assert answered(said(kind), first, later, (bar, other)) in (free, "undecided")


# Whole runs -------------------------------------------------------------------------------------


def reference(made, source: Panel, level: float) -> list[tuple[float | None, float | None]]:
    """Slow and obvious: both windows compared by themselves; one factor for both."""
    found = [
        compare(made, window, AREAS, source, count=99, seed=[1], methods=("forecast",))
        for window in made.rule.windows
    ]
    fits = [one.fitted["forecast"] for one in found]
    rows = range(len(fits[0].reference.t))
    usable = [n for n in rows if all(one.reference.valid[n, 0, 0] for one in fits)]

    def ends_of(values):
        ordered = sorted(values)
        k = int((1 - level) / 2 * (len(ordered) + 1) + 1e-9)
        return ordered[k - 1], ordered[-k]

    columns = [[float(one.reference.t[n, 0, 0]) for n in usable] for one in fits]
    joint = [ends_of(column) for column in columns]
    worst = sorted(
        max(t / low if t < 0 else t / high for t, (low, high) in zip(pair, joint, strict=True))
        for pair in zip(*columns, strict=True)
    )
    factor = max(1.0, worst[-int((1 - level) * (len(worst) + 1) + 1e-9)])
    out = []
    for fit in fits:
        real = fit.real["target", "whole"]
        y, mu, scale = (float(one[0]) for one in (real.observed, real.expected, real.scale))
        low, high = ends_of(fit.reference.placebos("target", "o0")[0])
        out.append(invert_ratio(y, mu, scale, (low * factor, high * factor)))
    return out


@pytest.mark.parametrize(("first", "later"), [(-0.6, -0.6), (-0.6, 0.4), (0.8, 0.8), (0.0, 0.0)])
def test_a_run_agrees_with_the_slow_reference(first, later):
    source = counts(first, later)
    made = two(*(said(kind) for kind in TWO))
    ranges = reference(made, source, made.rule.deciding_level)
    results = analyse(made, AREAS, source)
    for verdict in results.verdicts:
        for found, slow in zip(verdict.windows, ranges, strict=True):
            assert found == pytest.approx(slow, abs=1e-6)
        alone = answered(said(verdict.kind), *ranges)
        assert verdict.answer == alone


def test_what_lasted_fell_in_both_windows_by_themselves():
    claims = (said("lasted"), claim("fell", id="a"), claim("fell", id="b", window="later"))
    results = analyse(two(*claims), AREAS, counts(-0.6, -0.6))
    assert [one.answer for one in results.verdicts] == ["supported"] * 3


def test_adding_a_claim_changes_no_answer():
    source = counts(-0.6, -0.6)
    alone = analyse(two(said("lasted")), AREAS, source).verdicts[0]
    more = analyse(two(*(said(kind) for kind in TWO)), AREAS, source).verdicts[0]
    assert (more.answer, more.windows) == (alone.answer, alone.windows)


def test_after_an_end_the_history_is_still_that_before_the_start():
    """An operation that ends with its first year: what came later is held against the same past."""
    plain, ended = (
        analyse(two(said("returned"), **keys), AREAS, counts(-0.7, 0.5))
        for keys in ({}, {"end": WINDOW.post.last})
    )
    assert plain.verdicts[0].windows == ended.verdicts[0].windows
    assert ended.verdicts[0].answer == "supported"


def test_nothing_to_last_is_named_as_the_gate():
    verdict = analyse(two(said("lasted")), AREAS, counts(0.0, 0.0)).verdicts[0]
    assert verdict.answer == "undecided"
    assert [why["check"] for why in verdict.reasons if why.code == "gate"] == ["first-change"]


def test_what_cannot_come_out_is_foreseen_alike():
    """A place in which hardly anything happened: no count would show a fall, as `check` says."""
    source = counts(0.0, 0.0)
    quiet = source.counts.copy()
    quiet[0, TARGET] = np.arange(quiet.shape[2]) % 12 == 0
    for data in (source, replace(source, counts=quiet)):
        made = two(*(said(kind) for kind in TWO))
        told = {one.claim.id: one for one in foreseen(made, AREAS, data)}
        for verdict in analyse(made, AREAS, data).verdicts:
            assert verdict.excluded == told[verdict.claim.id].excluded
            assert verdict.answer not in verdict.excluded
    assert told["lasted"].undecided and "first-change" in told["lasted"].gates
    assert not told["rise-lasted"].undecided


def test_a_later_window_without_counts_is_untestable():
    short = counts(-0.6, -0.6)
    short = replace(
        short,
        periods=short.periods[:64],
        counts=short.counts[:, :, :64],
        covered=short.covered[:, :, :64],
    )
    made = two(said("lasted"))
    verdict = analyse(made, AREAS, short).verdicts[0]
    assert verdict.answer == "untestable" and verdict.reasons[0]["why"] == "outside"
    assert foreseen(made, AREAS, short)[0].untestable == "outside"


def test_the_report_says_both_windows_and_their_ranges():
    page = report_html(release(analyse(two(said("lasted")), AREAS, counts(-0.6, -0.6))))
    assert "fell by more than 5% and stayed so against what would be expected" in page
    assert page.count("What fits these data, both windows at once") >= 2
    assert "All of the later range agrees with the claim." in page
    assert "after a fall of" in page
    assert "Over the later months, none of" in page


def test_ranges_of_an_unpublished_table_are_told_in_steps():
    raw = analyse(two(said("lasted"), published=False), AREAS, counts(-0.6, -0.6))
    (verdict,) = release(raw).content.verdicts
    assert verdict.answer == "supported"
    region = verdict.claim.region
    for (low, high), (first, last) in zip(
        raw.rounded.verdicts[0].windows, verdict.windows, strict=True
    ):
        assert first <= low and high <= last and region.holds(first, last)
    assert "What fits these data, both windows at once" in report_html(release(raw))
