"""Claims of what people answer: mirrored, denied, at a level, and what could come out of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterbed.analysis.attitudes import attitude
from waterbed.claims import Evidence, ask, foresee, judge
from waterbed.model.attitudes import Survey, Wave
from waterbed.model.findings import Findings
from waterbed.model.kinds import KINDS
from waterbed.model.study import Claim, Rule

RULE = Rule(0.95, "forecast", ())
TURNED = {"supported": "contradicted", "contradicted": "supported"}


def asked(*waves: tuple[int, int], **more: object) -> Survey:
    """Before, after, and the same where nothing was done."""
    names = ("before", "after", "comparison_before", "comparison_after")
    told = {name: Wave(*wave) for name, wave in zip(names, waves, strict=False)}
    return Survey("s", "Safe?", "yes", source="paper", **(told | more))  # type: ignore[arg-type]


def claimed(kind: str, stated: float | None = None) -> Claim:
    region = KINDS[kind].region
    assert region is not None
    return Claim("c", "Council", "council", "Said.", "Paper", "2019", kind, survey="s",
                 stated=stated, region=region(stated or 0.0, 0.005, 0.0))  # fmt: skip


def denied(claim: Claim) -> Claim:
    assert claim.region is not None
    return replace(claim, negated=True, region=claim.region.complement())


def answered(claim: Claim, survey: Survey, rule: Rule = RULE) -> str:
    evidence = Evidence(Findings(), surveys={"s": attitude(survey, rule)})
    return judge(ask(claim, rule), evidence).answer


@pytest.mark.parametrize(
    ("kind", "stated", "answer"),
    [("fewer-say", None, "supported"), ("more-say", None, "contradicted"),
     ("fewer-say", 0.04, "supported"), ("fewer-say", 0.1, "undecided"),
     ("fewer-say", 0.2, "contradicted"), ("more-say", 0.1, "contradicted")],
)  # fmt: skip
def test_a_share_that_fell_by_eleven_points(kind: str, stated: float | None, answer: str) -> None:
    assert answered(claimed(kind, stated), asked((212, 400), (171, 405))) == answer


def test_what_changed_everywhere_is_no_answer() -> None:
    survey = asked((212, 400), (171, 405), (190, 390), (150, 395))
    assert answered(claimed("fewer-say"), survey) == "undecided"


def test_each_end_is_at_the_level_of_the_study() -> None:
    """4.9 points fewer: one side of nought at 90%, not at 99%."""
    survey = asked((212, 400), (190, 400))
    answers = [answered(claimed("fewer-say"), survey, replace(RULE, level=x)) for x in (0.9, 0.99)]
    assert answers == ["supported", "undecided"]


def test_clusters_widen_what_fits() -> None:
    plain, wide = ({}, {"cluster": 20.0, "correlation": 0.1})
    both = [asked((212, 400), (180, 400), **more) for more in (plain, wide)]
    assert [answered(claimed("fewer-say"), one) for one in both] == ["supported", "undecided"]


def test_nobody_asked_again_is_untestable() -> None:
    for kind in ("fewer-say", "more-say"):
        evidence = Evidence(Findings(), surveys={"s": attitude(asked((212, 400)), RULE)})
        assert judge(ask(claimed(kind), RULE), evidence).answer == "untestable"
        assert foresee(ask(claimed(kind), RULE), evidence).untestable == "no-answers"


WAVES = st.integers(10, 90).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
FIGURES = st.none() | st.floats(0.01, 0.6)
MIRROR = {"fewer-say": "more-say", "more-say": "fewer-say"}


def no(wave: tuple[int, int]) -> tuple[int, int]:
    return wave[1] - wave[0], wave[1]


@given(st.lists(WAVES, min_size=4, max_size=4), st.booleans(), FIGURES, st.sampled_from([*MIRROR]))
def test_mirrors_denials_and_what_was_foreseen(
    waves: list[tuple[int, int]], compared: bool, stated: float | None, kind: str
) -> None:
    """Whoever says no answers the mirrored claim; a denial has the opposite answer; and what came
    out was possible by the wave before and the number of people asked after."""
    waves = waves if compared else waves[:2]
    claim, survey = claimed(kind, stated), asked(*waves)
    answer = answered(claim, survey)
    assert answered(claimed(MIRROR[kind], stated), asked(*map(no, waves))) == answer
    swapped = [waves[1], waves[0], *reversed(waves[2:])]
    assert answered(claimed(MIRROR[kind], stated), asked(*swapped)) == answer
    assert answered(denied(claim), survey) == TURNED.get(answer, answer)
    evidence = Evidence(Findings(), surveys={"s": attitude(survey, RULE)})
    for one in (claim, denied(claim)):
        came = answered(one, survey)
        assert came == "undecided" or came in foresee(ask(one, RULE), evidence).possible


def test_an_answer_that_no_number_of_people_could_give_is_ruled_out() -> None:
    """Of whom one in a hundred said yes before, no survey of ten after shows a fall."""
    evidence = Evidence(Findings(), surveys={"s": attitude(asked((1, 100), (0, 10)), RULE)})
    assert foresee(ask(claimed("fewer-say"), RULE), evidence).excluded == ("supported",)
    assert foresee(ask(claimed("more-say"), RULE), evidence).excluded == ("contradicted",)
