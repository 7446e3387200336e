"""What a public report is likely to keep back is said before the start, from counts before it."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from tests.disclosure.simulated import draw
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import testable_of as able_of
from waterbed.analysis.understood import claim_rows, public_lines
from waterbed.batch.places import places_of
from waterbed.disclosure import release
from waterbed.disclosure.ahead import FALL, FEW, SHARE, Rests, kept_back
from waterbed.model.findings import Findings
from waterbed.model.panel import Panel
from waterbed.model.study import Study

SEEDS = (0, 1, 4, 5)
"""Studies of places that are small once they are thinned."""


def thinned(panel: Panel, seed: int) -> Panel:
    """One incident in six."""
    return replace(panel, counts=np.random.default_rng(seed).binomial(panel.counts, 1 / 6))


@functools.cache
def ahead(seed: int, few: bool) -> dict[str, str]:
    study, found = draw(seed)
    panel = thinned(found.panel, seed) if few else found.panel
    return {one.claim.id: one.withheld for one in foreseen(study, found.areas, panel)}


def answers(seed: int, few: bool) -> dict[str, str]:
    study, found = draw(seed)
    panel = thinned(found.panel, seed) if few else found.panel
    out = release(analyse(study, found.areas, panel)).content
    return {one.claim.id: one.answer for one in out.verdicts}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_too_small_before_is_not_shown_after(seed: int) -> None:
    told, came = ahead(seed, True), answers(seed, True)
    few = [id for id, why in told.items() if why == FEW]
    assert few
    for id in few:
        assert came[id] in ("not-shown", "untestable"), id


def test_large_places_are_kept_back_for_what_comes_alone() -> None:
    assert set(ahead(0, False).values()) <= {"", FALL, SHARE}


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_no_count_after_the_start_is_read(seed: int) -> None:
    study, found = draw(seed)
    panel = thinned(found.panel, seed)
    later = panel.counts.copy()
    target = [found.areas.ids.index(id) for id in study.interventions[0].target]
    later[:, target, panel.periods >= study.interventions[0].start] *= 7
    again = foreseen(study, found.areas, replace(panel, counts=later))
    assert {one.claim.id: one.withheld for one in again} == ahead(seed, True)


def test_a_fall_and_a_rise_are_warned_of_alike() -> None:
    study, found = draw(0)
    one = next(claim for claim in study.claims if claim.kind == "fell" and claim.region)
    both = tuple(replace(one, id=kind, kind=kind) for kind in ("fell", "rose"))
    for few in (True, False):
        panel = thinned(found.panel, 0) if few else found.panel
        told = foreseen(replace(study, claims=both), found.areas, panel)
        assert told[0].withheld == told[1].withheld


@pytest.mark.parametrize(
    ("before", "kept"), [(61.0, {}), (12.0, {"fell": FEW}), (None, {"fell": FEW})]
)
def test_where_nothing_was_compared_a_recorded_claim_goes_by_its_own_count(before, kept) -> None:
    """It was said to be too few of every such claim, however much was counted."""
    rests = Rests((), ("patrols", "burglary", "a year", "target"), before)
    assert kept_back({"fell": rests}, Findings(), []) == kept


def published(study: Study) -> Study:
    return replace(study, counts=tuple(replace(one, published=True) for one in study.counts))


def test_it_is_said_of_each_claim_and_once_of_all() -> None:
    study, found = draw(0)
    panel = thinned(found.panel, 0)
    able = tuple(able_of(study, one) for one in foreseen(study, found.areas, panel))
    notes = [note for row in claim_rows(study, able) for note in row.notes]
    few = [one for one in able if one.withheld == FEW]
    assert sum("likely not to show the answer" in note for note in notes) == len(few) > 0
    (line,) = public_lines(able)
    assert f"That is likely of {len(few)} of {len(able)} claims" in line and "12 or fewer" in line
    open_study = published(study)
    able = tuple(able_of(open_study, one) for one in foreseen(open_study, found.areas, panel))
    assert public_lines(able) == () and not [one for one in able if one.withheld]


STEADY = "a public report does not see how single months lie"


def test_a_check_of_single_months_is_not_said_to_bind_a_public_report() -> None:
    """`check` called a claim undecided whatever the counts; the public run then supported it, and
    told in its results that the place jumped about no more than others."""
    study, found = draw(0)
    able = able_of(study, foreseen(study, found.areas, found.panel)[0])
    barred = replace(able, excluded=("contradicted", "supported"), gates=("steady",))
    for asked, many in ((study, 1), (published(study), 0)):
        (row,) = claim_rows(asked, [barred])
        assert sum(STEADY in note for note in row.notes) == many
    (row,) = claim_rows(study, [replace(barred, gates=("base-window",))])
    assert not any(STEADY in note for note in row.notes)


def test_rounded_years_do_not_say_that_the_months_are_steady() -> None:
    study, found = draw(0)
    for asked in (study, published(study)):
        results = analyse(asked, found.areas, found.panel)
        shown = [
            check
            for estimate in release(results).content.estimates
            for check in estimate.checks
            if check.name == "steady" and dict(check.remark.facts)["direction"] != "unknown"
        ]
        told = {(check.passed, dict(check.remark.facts)["direction"]) for check in shown}
        assert told == ({(None, "unclear")} if asked is study else {(True, "usual")})


def test_what_is_not_told_bars_no_place_of_a_batch() -> None:
    """It stood as the reason of every place of a public batch: a gate that had not passed."""
    study, found = draw(0)
    results = analyse(study, found.areas, found.panel)
    inside, shown = (
        places_of("a", release(results, profile).content, study)
        for profile in ("internal", "public")
    )
    assert [place.status for place in shown] == ["rounded"]
    assert [place.why for place in shown] == [place.why for place in inside] == [()]
