"""Claims of what was done: shares, numbers and numbers a month, on totals and on tables."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from waterbed.claims import Evidence, ask, foresee, judge
from waterbed.claims.activity import activity_range
from waterbed.cli.terminal.power import of_what_was_done
from waterbed.model.activity import AT_LEAST, AT_MOST, Activity, Done
from waterbed.model.findings import Findings
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months, month
from waterbed.model.study import Claim, Rule

SPAN = Months.parse("2018-01", "2018-12")
RULE = Rule(0.95, "forecast", ())
TURNED = {"supported": "contradicted", "contradicted": "supported"}
NUMBERS = st.integers(0, 500)


def total(key: str, number: float, on: str = "", span: Months = SPAN, **more: object) -> Done:
    one = Activity(key, key, on, total=number, first=span.first, last=span.last, **more)  # type: ignore[arg-type]
    return Done(one)


def table(key: str, counts: list[float], on: str = "", whole: bool = True) -> Done:
    known = np.full(len(counts), whole)
    return Done(Activity(key, key, on), SPAN.first, np.array(counts, float), known)


def claimed(kind: str, stated: float, *actions: str, among: tuple[str, ...] = (), **more) -> Claim:  # type: ignore[no-untyped-def]
    region = KINDS[kind].region
    assert region is not None
    made = region(stated, 0.005 if among else 0.0, 0.0)
    one = Claim("c", "Council", "council", "Said.", "Paper", "2019", kind, stated=stated,
                actions=actions, among=among, span=SPAN, region=made)  # fmt: skip
    return replace(one, **more)


def denied(claim: Claim) -> Claim:
    assert claim.region is not None
    return replace(claim, negated=True, region=claim.region.complement())


def answered(claim: Claim, *known: Done) -> str:
    evidence = Evidence(Findings(), activity={one.activity.id: one for one in known})
    return judge(ask(claim, RULE), evidence).answer


@pytest.mark.parametrize(
    ("fines", "cautions", "answer"),
    [(114, 68, "supported"), (68, 114, "contradicted"), (50, 50, "supported")],
)
def test_a_share_of_what_was_done(fines: int, cautions: int, answer: str) -> None:
    claim = claimed("done-to", 0.5, "fines", among=("fines", "cautions"))
    known = total("fines", fines, "buyers"), total("cautions", cautions, "women")
    assert answered(claim, *known) == answer


@given(NUMBERS, NUMBERS, st.integers(1, 50))
def test_more_actions_on_one_group_move_the_share_its_way(part: int, rest: int, more: int) -> None:
    assume(part + rest > 0)
    claim = claimed("done-to", 0.5, "a", among=("a", "b"))

    def ends(a: int, b: int) -> tuple[float, float]:
        known = {"a": total("a", a, "x"), "b": total("b", b, "y")}
        found = activity_range(claim, known, SPAN)
        assert found is not None
        return found

    low, high = ends(part, rest)
    assert low == high == part / (part + rest)
    assert ends(part + more, rest)[0] >= low >= ends(part, rest + more)[0]
    assert rest == 0 or ends(part + more, rest)[0] > low
    assert part == 0 or low > ends(part, rest + more)[0]


@given(NUMBERS, NUMBERS, st.floats(0.05, 0.95))
def test_a_denial_has_the_opposite_answer_and_a_share_and_its_rest_agree(
    part: int, rest: int, stated: float
) -> None:
    known = total("a", part, "x"), total("b", rest, "y")
    claim = claimed("done-to", stated, "a", among=("a", "b"))
    said = answered(claim, *known)
    assert answered(denied(claim), *known) == TURNED.get(said, said)
    # The mirror: at least so much on the one is at most the rest on the other.
    other = claimed("not-done", 1 - stated, "b", among=("a", "b"))
    assert answered(other, *known) == said


@given(st.lists(NUMBERS, min_size=12, max_size=12), st.integers(0, 6000))
def test_numbers_and_numbers_a_month_and_their_denials(counts: list[int], stated: int) -> None:
    known = table("hours", [float(n) for n in counts])
    number = sum(counts)
    most = claimed("not-done", stated, "hours")
    assert answered(most, known) == ("supported" if number <= stated else "contradicted")
    least = claimed("delivered", stated / 12, "hours")
    assume(abs(number - stated) > 1e-6)
    assert answered(least, known) == ("supported" if number > stated else "contradicted")
    for claim in (most, least):
        assert answered(denied(claim), known) == TURNED[answered(claim, known)]


SPANS = st.tuples(st.integers(-8, 20), st.integers(0, 30)).map(
    lambda at: Months.starting(SPAN.first + at[0], at[1] + 1)
)


@given(NUMBERS, SPANS, st.booleans(), st.booleans(), st.sampled_from(["exact", AT_LEAST, AT_MOST]))
def test_a_missing_span_is_never_nought(
    number: int, span: Months, by: bool, partial: bool, bound: str
) -> None:
    """The most is finite only where every month of the claim is held by the total."""
    one = total("a", number, span=span, by=by, partial=partial, bound=bound)
    low, high = one.between(SPAN)
    assert 0 <= low <= high
    began = span.first <= SPAN.first or by
    if not (began and span.last >= SPAN.last) or partial or bound == AT_LEAST:
        assert math.isinf(high)
    else:
        assert high == number
    held = SPAN.first <= span.first and span.last <= SPAN.last
    assert low == (number if held and bound != AT_MOST else 0)


@given(st.lists(NUMBERS, min_size=1, max_size=11), st.integers(0, 6))
def test_months_without_a_number_are_no_nought_either(counts: list[int], late: int) -> None:
    one = replace(table("a", [float(n) for n in counts]), first=SPAN.first + late)
    low, high = one.between(SPAN)
    assert math.isinf(high) and low == sum(counts[: 12 - late])
    gap = table("a", [1.0] * 12)
    gap.whole[3] = False
    assert gap.between(SPAN) == (12.0, math.inf)


def test_a_total_that_leaves_out_a_part_is_undecided_unless_its_bound_settles_it() -> None:
    some = total("a", 10, partial=True)
    assert answered(claimed("not-done", 20, "a"), some) == "undecided"
    assert answered(claimed("not-done", 5, "a"), some) == "contradicted"
    assert answered(claimed("delivered", 0.5, "a"), some) == "supported"
    assert answered(claimed("delivered", 2, "a"), some) == "undecided"


def test_actions_on_nobody_knows_whom_may_be_on_either_side() -> None:
    known = [total("fines", 114, "buyers"), total("cautions", 68, "women"), total("arrests", 40)]
    claim = claimed("done-to", 0.5, "fines", among=("fines", "cautions", "arrests"))
    found = activity_range(claim, {one.activity.id: one for one in known}, SPAN)
    assert found == (114 / 222, 154 / 222)
    assert answered(claim, *known) == "supported"
    known[2] = total("arrests", 90)
    assert answered(claim, *known) == "undecided"


@pytest.mark.parametrize(
    "known", [[], [total("a", 5, span=Months.parse("2020-01", "2020-06"))]], ids=["none", "other"]
)
def test_what_nobody_counted_is_untestable(known: list[Done]) -> None:
    assert answered(claimed("not-done", 0, "a"), *known) == "untestable"
    assert answered(claimed("delivered", 1, "a"), *known) == "untestable"


def test_a_share_of_nothing_is_untestable() -> None:
    claim = claimed("done-to", 0.5, "a", among=("a", "b"))
    assert answered(claim, total("a", 0, "x"), total("b", 0, "y")) == "untestable"


KNOWN = st.builds(
    lambda n, span, by, partial, bound, on: (n, span, by, partial, bound, on),
    NUMBERS, SPANS, st.booleans(), st.booleans(), st.sampled_from(["exact", AT_LEAST, AT_MOST]),
    st.sampled_from(["x", "y", ""]),
)  # fmt: skip


@example((0, Months(24216, 24227), False, False, "exact", "x"),
         (0, Months(24215, 24215), False, False, "exact", "x"), "done-to", False, 1.0)  # fmt: skip
@given(KNOWN, KNOWN, st.sampled_from(["done-to", "not-done", "delivered"]), st.booleans(),
       st.floats(0, 1))  # fmt: skip
def test_what_is_foreseen_is_what_comes(a, b, kind: str, negated: bool, stated: float) -> None:  # type: ignore[no-untyped-def]
    """No answer comes out of a run that `check` ruled out, and it says what is untestable."""
    known = {
        key: total(key, n, on, span, by=by, partial=partial, bound=bound)
        for key, (n, span, by, partial, bound, on) in (("a", a), ("b", b))
    }
    among = () if kind == "delivered" else ("a", "b")
    claim = claimed(kind, stated, "a", among=among)
    claim = denied(claim) if negated else claim
    evidence = Evidence(Findings(), activity=known)
    asked = ask(claim, RULE)
    verdict, seen = judge(asked, evidence), foresee(asked, evidence)
    assert bool(seen.untestable) == (verdict.answer == "untestable")
    if verdict.answer in TURNED and not seen.untestable:
        assert verdict.answer in seen.possible


def test_the_article_of_ilford_lane() -> None:
    """Both spans side by side: 106 of 745, and 114 of 182."""
    spans = Months.parse("2013-01", "2015-12"), Months.parse("2017-01", "2019-04")
    claim = claimed("done-to", 0.5, "a", among=("a", "b"))
    early = [total("a", 106, "buyers", spans[0]), total("b", 639, "women", spans[0])]
    late = [
        total("a", 114, "buyers", Months(month("2018-08"), spans[1].last), by=True),
        total("b", 68, "women", spans[1]),
    ]
    assert answered(replace(claim, span=spans[0]), *early) == "contradicted"
    assert answered(replace(claim, span=spans[1]), *late) == "supported"


def test_a_share_from_totals_as_they_stand_is_told_alike_whoever_it_is_of() -> None:
    """Partial totals, and those of other months: it was told of fines and not of referrals."""
    later = Months(SPAN.first, SPAN.last + 11)
    cautions = total("cautions", 68, "women")
    referred = total("referrals", 15, "women", later, by=True, partial=True)
    claim = claimed("not-done", 0.5, "cautions", among=("cautions", "referrals"))
    assert facts(claim, cautions, referred) == (68, 83, "no")
    # The same question from the other side.
    other = claimed("done-to", 0.5, "referrals", among=("cautions", "referrals"))
    assert facts(other, cautions, referred) == (15, 83, "no")
    assert facts(claim, cautions, total("referrals", 15, "women")) is None  # the range says it
    # Where the rest is known in full it is the share of that, and a total nobody gives is none.
    fines, arrests = total("fines", 114, "buyers"), total("arrests", 40, bound=AT_LEAST)
    among = ("fines", "cautions", "arrests")
    late = claimed("done-to", 0.5, "fines", among=among)
    assert facts(late, fines, cautions, arrests) == (114, 182, "yes")
    unknown = Done(Activity("referrals", "referrals", "women"))
    assert facts(claim, cautions, unknown) is None


def facts(claim: Claim, *known: Done) -> tuple[float, float, str] | None:
    evidence = Evidence(Findings(), activity={one.activity.id: one for one in known})
    found = dict(judge(ask(claim, RULE), evidence).reasons[0].facts)
    if "part" not in found:
        return None
    return found["part"].value, found["whole"].value, found["all"]  # type: ignore[union-attr,return-value]


def test_power_says_that_there_is_none_to_lack() -> None:
    told = of_what_was_done([claimed("delivered", 5, "a")])
    assert "can lack no power" in told and "recorded" in told
    assert of_what_was_done([]) == ""
