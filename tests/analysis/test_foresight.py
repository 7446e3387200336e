"""One judge: what `check` rules out never comes out of a run, and what a run finds untestable or
barred by what stood before the start, `check` ruled out under the same code."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.programme.staggered import about, boroughs, programme, wave, window
from tests.support.builders import OPERATION, WINDOW, claim, grid, study
from tests.support.builders import counts as few_counts
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import answerable
from waterbed.claims.foreseen import AFTER
from waterbed.disclosure import release
from waterbed.model.areas import Areas
from waterbed.model.estimate import Remark
from waterbed.model.kinds import KINDS
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.results import Results
from waterbed.model.study import ChosenFor, Claim, Intervention, Outcome, Study, ZoneRule
from waterbed.model.window import AlternativeStart
from waterbed.report.sections.cards import every_card

Simulated = tuple[Study, Areas, Panel]

BESIDE = (("beside", ZoneRule("touching")),)


def kinds(*zones: str) -> tuple[Claim, ...]:
    """Claims of every kind that a comparison answers, denied ones too, of the target and zones."""
    plain = [
        claim(kind, id=f"{kind} {zone}", zone=zone)
        for zone in ("target", *zones)
        for kind in ("fell", "rose", "unchanged")
    ]
    movement = [
        claim(kind, id=f"{kind} {zone}", zone=zone)
        for zone in zones
        if zone != "net"
        for kind in (
            "moved",
            "not-moved",
            *(key for key, kind in KINDS.items() if kind.quantity.turn),
        )
    ]
    sized = [claim("fell-by", id="by half", stated=-0.5), claim("rose-by", id="up", stated=0.2)]
    every = (*plain, *movement, *sized, claim("recorded", id="recorded", stated=-0.2))
    denied = (
        replace(
            plain_claim,
            id=f"not {plain_claim.id}",
            negated=True,
            region=plain_claim.region.complement(),
        )
        for plain_claim in every
        if plain_claim.region is not None
    )
    return (*every, *denied)


def places(areas: Areas, width: int) -> dict[str, Intervention]:
    """Targets of one area and of several, with zones of every rule, and none."""
    ids, middle = areas.ids, len(areas) // 2 + width // 2
    alone, pair = (ids[middle],), (ids[middle], ids[middle + 1])
    block = (*pair, ids[middle + width])
    far = (("beside", ZoneRule("list", areas=(ids[0], ids[2]))),)
    group = "west" if areas.groups[middle] == "east" else "east"
    plain = replace(OPERATION, zones=(), buffer=None)
    return {
        "one area": replace(plain, areas=alone, target=alone, zones=BESIDE),
        "two areas": replace(plain, areas=pair, target=pair, zones=BESIDE),
        "a block": replace(plain, areas=block, target=block),
        "scattered": replace(plain, areas=(ids[middle], ids[1]), target=(ids[middle], ids[1])),
        "a list": replace(plain, areas=alone, target=alone, zones=far),
        "a group": replace(
            plain, areas=alone, target=alone, zones=(("beside", ZoneRule("group", group=group)),)
        ),
    }


def single(seed: int) -> Iterator[tuple[str, Simulated]]:
    """Places on maps of few and of many areas, with a fall planted, or a high base, or gaps."""
    for width, height in ((5, 5), (6, 6), (9, 9)):
        areas = grid(width, height)
        for name, intervention in places(areas, width).items():
            panel = boroughs(areas, seed, mean=25.0, own=0.1)
            hit = [areas.ids.index(key) for key in intervention.target]
            counts, at = panel.counts.copy(), panel.slice(WINDOW.post)
            counts[0, hit, at] = counts[0, hit, at] // 4
            claims = kinds("beside", "net") if intervention.zones else kinds()
            asked = replace(study(*claims), interventions=(intervention,))
            yield f"{name} of {width}x{height}", (asked, areas, replace(panel, counts=counts))


def awkward() -> Iterator[tuple[str, Simulated]]:
    """What gates and refusals are for."""
    areas = grid(8, 8)
    panel = boroughs(areas, 5, mean=15.0, own=0.05)
    target = areas.ids.index("A027")
    plain = replace(OPERATION, zones=BESIDE, buffer=None)
    asked = replace(study(*kinds("beside", "net")), interventions=(plain,))
    high = panel.counts.copy()
    high[0, target, panel.slice(WINDOW.base)] *= 3
    yield "a high base", (_difference(asked), areas, replace(panel, counts=high))
    after = panel.slice(WINDOW.post)
    risen = high.copy()
    risen[0, target, after] *= 8
    yield "a high base and a rise", (_difference(asked), areas, replace(panel, counts=risen))
    low = panel.counts.copy()
    low[0, target, panel.slice(WINDOW.base)] //= 4
    yield "a low base", (_difference(asked), areas, replace(panel, counts=low))
    fallen = low.copy()
    fallen[0, target, after] = 0
    yield "a low base and a fall", (_difference(asked), areas, replace(panel, counts=fallen))
    covered = panel.covered.copy()
    covered[0, target, panel.slice(WINDOW.post).start] = False
    yield "a month missing", (asked, areas, replace(panel, covered=covered))
    order = Intervention("order", "Order", "order", month("2016-06"), areas=("A028",))
    both = replace(asked, interventions=(plain, order))
    yield "a zone under another measure", (both, areas, panel)
    empty = panel.counts.copy()
    empty[0, areas.ids.index("A028")] = 0
    yield "a part where nothing is counted", (both, areas, replace(panel, counts=empty))
    moved = replace(plain, alternative_starts=(AlternativeStart(month("2017-03"), "minutes"),))
    yield "another start", (replace(asked, interventions=(moved,)), areas, panel)
    later = replace(WINDOW, base=WINDOW.base.shift(36), post=WINDOW.post.shift(36))
    rule = replace(asked.rule, windows=(later,))
    yield "a window outside the counts", (replace(asked, rule=rule), areas, panel)
    none = replace(asked, interventions=(replace(plain, target=(), zones=()),))
    yield "no target", (replace(none, claims=kinds()), areas, panel)
    second = [Outcome("o0", "police", (), ((),), second="o1"), Outcome("o1", "health", (), ((),))]
    pair = replace(panel, outcomes=("o0", "o1"), counts=np.repeat(panel.counts, 2, axis=0),
                   covered=np.concatenate([panel.covered, covered]))  # fmt: skip
    harm = tuple(claim(kind, id=kind) for kind in ("reporting-fell", "harm-fell", "harm-rose"))
    yield "a second source with a gap", (replace(asked, outcomes=tuple(second), claims=harm),
                                         areas, pair)  # fmt: skip
    yield "no second source", (replace(asked, claims=harm), areas, panel)


def small() -> Iterator[tuple[str, Simulated]]:
    """Ten areas side by side that count little each, and lost all of it."""
    areas = grid(20, 20)
    ids = tuple(areas.ids[20 * (8 + i // 4) + 8 + i % 4] for i in range(10))
    panel = few_counts(areas, mean=0.2)
    fallen = panel.counts.copy()
    hit = [areas.ids.index(key) for key in ids]
    fallen[0, hit, panel.slice(WINDOW.post)] = 0
    for rule, outcome in (("level", panel.outcomes[0]), ("random", "")):
        chosen = ChosenFor(rule, outcome)
        place = replace(
            OPERATION, areas=ids, target=ids, zones=BESIDE, buffer=None, chosen_for=chosen
        )
        asked = replace(study(*kinds("beside", "net")), interventions=(place,))
        yield f"many small areas, {rule}", (asked, areas, replace(panel, counts=fallen))


def _difference(asked: Study) -> Study:
    chosen = replace(asked.interventions[0].chosen_for, rule="random")
    first = replace(asked.interventions[0], chosen_for=chosen)
    rule = replace(asked.rule, headline="difference")
    return replace(asked, interventions=(first, *asked.interventions[1:]), rule=rule)


def waves() -> Iterator[tuple[str, Simulated]]:
    """Programmes of two waves, of many areas and of few, with zones and without."""
    for width, height, zones in ((10, 10, True), (5, 6, False), (10, 10, False)):
        areas = grid(width, height)
        last = areas.ids[-width // 2 - 3]
        both = (
            wave("first", (areas.ids[width + 2],), "2017-01", zones=zones),
            wave("second", (last,), "2017-07", zones=zones),
        )
        months = (window("first", "2017-01"), window("second", "2017-07"))
        targets = ("target", "beside") if zones else ("target",)
        claims = [
            about(kind, id=f"{kind} {zone}", zone=zone)
            for zone in targets
            for kind in ("fell", "rose", "unchanged")
        ]
        claims += [about("moved", id="moved", zone="beside")] if zones else []
        panel = boroughs(areas, 3, mean=30.0, own=0.05)
        yield f"waves on {width}x{height}", (programme(both, months, *claims), areas, panel)


EVERY = dict([*single(1), *awkward(), *small(), *waves()])


@functools.cache
def ran(name: str) -> Results:
    return analyse(*EVERY[name])


def reason(why: Remark) -> str:
    return str(why["why"]) if why.code == "no-estimate" else why.code


@pytest.mark.parametrize("name", EVERY)
def test_a_run_finds_what_was_foreseen(name: str) -> None:
    asked, areas, panel = EVERY[name]
    ahead = {testable.claim: testable for testable in answerable(asked, areas, panel)}
    results = ran(name)
    assert len(results.verdicts) == len(ahead) > 0
    for verdict in results.verdicts:
        testable = ahead[verdict.claim.id]
        assert verdict.answer not in testable.excluded
        assert verdict.excluded == testable.excluded
        assert (verdict.answer == "untestable") == (not testable.testable)
        if verdict.answer == "untestable":
            assert testable.why == reason(verdict.reasons[0])
            continue
        barred = {str(why["check"]) for why in verdict.reasons if why.code == "gate"}
        assert barred - set(AFTER) <= set(testable.gates)
        if testable.caution == "few-places":
            assert verdict.answer == "undecided"


PAIRED = ("check of this comparison did not pass", "may not decide")


@pytest.mark.parametrize("name", EVERY)
def test_no_card_pairs_an_answer_with_a_check_that_binds(name: str) -> None:
    """A gate that took away the other end only was told as one that binds, beside Supported."""
    for card in every_card(release(ran(name)).content):
        if card.answer in ("supported", "contradicted"):
            text = " ".join(card.paragraphs)
            assert not any(words in text for words in PAIRED), (card.id, text)


@pytest.mark.parametrize(
    ("name", "key", "barred"),
    [
        ("a high base and a rise", "rose target", "fall"),
        ("a low base and a fall", "fell target", "rise"),
    ],
)
def test_a_gate_of_the_other_end_is_told_as_what_it_is(name: str, key: str, barred: str) -> None:
    cards = {card.id: card for card in every_card(release(ran(name)).content)}
    assert cards[key].answer == "supported"
    said = f"An answer that rests on a {barred} could not have been given here"
    assert any(said in text for text in cards[key].paragraphs)
    assert not any(said in text for text in cards[key].paragraphs[:2])  # what it rests on


@pytest.mark.parametrize("name", ["one area of 9x9", "two areas of 9x9", "waves on 10x10"])
def test_no_count_after_the_start_is_looked_at(name: str) -> None:
    asked, areas, panel = EVERY[name]
    counts = panel.counts.copy()
    places = [key for intervention in asked.interventions for key in intervention.target]
    post = panel.slice(asked.rule.windows[-1].post)
    counts[0, [areas.ids.index(key) for key in places], post] = 0
    before = foreseen(asked, areas, panel)
    assert foreseen(asked, areas, replace(panel, counts=counts)) == before


def test_too_few_places_are_told_before_any_result() -> None:
    """A target of two areas in a map of 36: its placebos are drawn, and too few of them share no
    area."""
    asked, areas, panel = EVERY["two areas of 6x6"]
    testable = {
        answerable_claim.claim: answerable_claim
        for answerable_claim in answerable(asked, areas, panel)
    }["fell target"]
    assert (testable.testable, testable.caution) == (True, "few-places")
    assert testable.excluded == ("contradicted", "supported") and "placebos" in testable.gates


@pytest.mark.parametrize(
    ("side", "answer", "caution"), [(7, "undecided", "few-places"), (12, "supported", "")]
)
def test_movement_to_a_listed_zone_is_judged_by_the_places_that_check_counts(
    side: int, answer: str, caution: str
) -> None:
    """`check` said "it will be undecided, whatever the counts", by the zone's own placebos, which
    gated nothing of a share; the run then supported the claim.  Now they gate both: of 49 areas 16
    such zones share none, and 19 are needed."""
    areas = grid(side, side)
    intervention = places(areas, side)["a list"]
    panel = boroughs(areas, 0, mean=40.0, own=0.05)
    counts, at = panel.counts.copy(), panel.slice(WINDOW.post)
    counts[0, areas.ids.index(intervention.target[0]), at] //= 5
    for key in intervention.zones[0][1].areas:
        counts[0, areas.ids.index(key), at] *= 3
    asked = replace(study(claim("moved", zone="beside")), interventions=(intervention,))
    panel = replace(panel, counts=counts)
    (testable,) = answerable(asked, areas, panel)
    (verdict,) = analyse(asked, areas, panel).verdicts
    assert verdict.answer == answer
    assert (testable.testable, testable.caution) == (True, caution)


def test_a_claim_of_no_change_at_all_can_never_be_supported() -> None:
    """Smallest effect nought: an interval of some width is never inside."""
    asked, areas, panel = EVERY["one area of 9x9"]
    testables = {testable.claim: testable for testable in answerable(asked, areas, panel)}
    assert testables["unchanged target"].excluded == ("supported",)
    assert testables["not unchanged target"].excluded == ("contradicted",)
    assert testables["fell target"].excluded == ()


def excluded(results: Results) -> dict[str, tuple[str, ...]]:
    return {verdict.claim.id: verdict.excluded for verdict in results.verdicts}


def test_ten_small_areas_may_fall_however_they_were_chosen() -> None:
    """They lost all they had: supported where they were drawn by lot, and where they were the
    busiest."""
    for rule in ("level", "random"):
        verdicts = {
            verdict.claim.id: verdict for verdict in ran(f"many small areas, {rule}").verdicts
        }
        assert verdicts["fell target"].answer == "supported", rule
        assert verdicts["rose target"].answer == "contradicted", rule
        assert not verdicts["fell target"].excluded, rule


def test_a_high_base_bars_what_rests_on_a_fall() -> None:
    never = excluded(analyse(*EVERY["a high base"]))
    assert never["fell target"] == ("supported",)
    assert never["rose target"] == ("contradicted",)
    assert never["not fell target"] == ("contradicted",)
