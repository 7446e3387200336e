"""A number has one range: on the scale that decides, never below none at all, named by level."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, START, WINDOW, claim, counts, grid, panel_of, study
from waterbed.analysis.run import analyse
from waterbed.claims import ask
from waterbed.disclosure import release
from waterbed.model.kinds import KINDS
from waterbed.model.results import Results
from waterbed.model.study import Claim, Study, ZoneRule
from waterbed.report import report_html
from waterbed.report.record.results import results_json
from waterbed.report.sections.cards import every_card

EFFECTS = [kind for kind, row in KINDS.items() if row.parameter == "effect"]
AREAS = grid(10, 10)


def studied(*claims: Claim, **rule: object) -> Study:
    operation = replace(OPERATION, zones=(("beside", ZoneRule("touching")),), buffer=None)
    return replace(study(*claims, **rule), interventions=(operation,))


def ran(asked: Study, left: float, *, seed: int = 1, mean: float = 2.0) -> Results:
    """So much of what was counted after the start is left in the target; overdispersed counts, of
    which ends of a count would go below all that was expected."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(2.0, mean / 2, (1, len(AREAS), 1)) * rng.gamma(4.0, 0.25, (1, len(AREAS), 4))
    made = rng.poisson(np.repeat(rates, 12, axis=2))
    panel = panel_of(AREAS, made)
    after, target = panel.slice(WINDOW.post), AREAS.ids.index("A027")
    panel.counts[0, target, after] = rng.binomial(panel.counts[0, target, after], left)
    return analyse(asked, AREAS, panel)


@pytest.mark.parametrize("kind", EFFECTS)
def test_every_claim_of_an_effect_is_judged_on_one_scale(kind: str) -> None:
    """`fell` was judged on counts and `fell-by` on the ratio: one was undecided where the other
    was supported, on the same data."""
    for zone in ("target", "beside", "net"):
        key = ask(claim(kind, zone=zone, stated=0.2), study().rule).key
        assert key is not None and key.scale == "ratio"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("least", [0.2, 0.3])
def test_a_fall_by_a_size_is_a_fall_by_more_than_the_smallest_effect_of_that_size(
    seed: int, least: float
) -> None:
    fallen = KINDS["fell"].region(0.0, 0.0, least)
    by = KINDS["fell-by"].region(-least, 0.0, 0.0)
    asked = studied(
        replace(claim("fell", id="fell"), region=fallen),
        replace(claim("fell-by", id="by", stated=-least), region=by),
        smallest_effect=least,
    )
    fell, by_size = ran(asked, 0.25, seed=seed, mean=4.0).verdicts
    assert fell.answer == by_size.answer
    assert fell.estimates == by_size.estimates


def ends(row: dict) -> list[float]:
    found = [
        row.get("low"),
        row.get("high"),
        *(row.get("deciding") or ()),
        *(row.get("joint") or ()),
    ]
    return [one for one in found if one is not None]


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("left", [1.0, 0.3, 0.0])
def test_no_range_goes_below_none_at_all(left: float, published: bool) -> None:
    """Ends of counts went below minus what is expected: 27 fewer where 25 were expected."""
    asked = studied(
        claim("fell", id="a"),
        claim("rose", id="b", zone="beside"),
        claim("fell", id="c", zone="net"),
    )
    tables = tuple(replace(one, published=published) for one in asked.counts)
    found = release(ran(replace(asked, counts=tables), left))
    record = json.loads(results_json(found))
    checked = 0
    for row in record["estimates"]:
        if row["scale"] == "ratio" and row["question"] != "reporting":
            checked += 1
            assert all(end >= -1 for end in ends(row)), row
        if row["scale"] == "count" and row["expected"] is not None and row["question"] != "share":
            checked += 1
            assert all(end >= -row["expected"] - 1e-9 for end in ends(row)), row
    assert checked > 5
    page = re.sub(r"<style.*?</style>", "", report_html(found), flags=re.S)
    fallen = re.findall(r"−([\d,.]+)%|([\d,.]+)% lower", page)
    sizes = [float((a or b).replace(",", "")) for a, b in fallen]
    assert sizes and max(sizes) <= 100
    for one in found.content.estimates:
        if one.parameter.scale == "count" and one.deciding and one.expected:
            assert (one.deciding[0] or 0.0) >= -one.expected - 1e-9


@pytest.mark.parametrize("left", [1.0, 0.6, 0.2])
def test_a_card_tells_one_range_of_its_number_by_its_level(left: float) -> None:
    """The card told the range of counts, and beside it what of reporting would take away that of
    the ratio: two ranges for one number."""
    asked = studied(
        *(claim(kind, id=kind, stated=0.3 if kind.endswith("by") else None) for kind in EFFECTS),
        smallest_effect=0.05,
    )
    found = ran(asked, left, mean=6.0)
    shown = release(found)
    verdicts = {one.claim.id: one for one in found.verdicts}
    told = set()
    for card in every_card(shown.content):
        text = " ".join(card.paragraphs)
        ranges = re.findall(r"What fits these data: (.*?)\. ", text)
        assert len(ranges) == 1 == text.count("What fits these data"), text
        told.add(re.sub(r"\d\.?\d*%", lambda one: f"{float(one[0][:-1]):.0f}%", ranges[0]))
        _, high = verdicts[card.id].estimates[0].deciding
        tipped = re.search(r"by (\d+)% for it to be no more than chance", text)
        if tipped and high is not None and high < 0:
            assert abs(int(tipped[1]) + 100 * high) < 1
    assert len(told) == 1


def test_ends_are_those_of_the_ratio() -> None:
    found = ran(studied(claim("fell")), 0.3, mean=6.0)
    (verdict,) = found.verdicts
    (own,) = verdict.estimates
    low, high = own.deciding
    assert own.parameter.scale == "ratio" and low >= -1 and high < 0
    assert WINDOW.post.first > START and not math.isclose(low, high)
    assert counts(AREAS).counts.shape[1] == len(AREAS)
