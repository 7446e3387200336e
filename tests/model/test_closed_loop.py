"""The loop's table of what is true was written first, and is whole."""

from __future__ import annotations

from itertools import combinations

import pytest

from waterbed.model.closed_loop import (
    CLAIMS,
    FALSE,
    NOTHING_HELD,
    OPEN,
    SECOND,
    STORIES,
    TRUE,
    UNTESTABLE,
    apart,
    truth,
)
from waterbed.model.kinds import KINDS
from waterbed.model.kinds import SECOND as SECONDS

NAMES = [one.name for one in STORIES]


def test_every_mechanism_has_every_claim() -> None:
    assert NAMES == [
        "nothing", "deters", "moves next door", "moves indoors", "silences reports", "harms",
        "frees", "support alone",
    ]  # fmt: skip
    for story in NAMES:
        for one in CLAIMS:
            assert truth(story, one) in (TRUE, FALSE, OPEN, UNTESTABLE)
            assert (truth(story, one) == UNTESTABLE) == (one.held == NOTHING_HELD)


def test_what_a_claim_is_judged_on_is_what_its_kind_takes() -> None:
    for one in CLAIMS:
        assert (KINDS[one.kind].parameter == "none") == (one.held == NOTHING_HELD)
        assert (KINDS[one.kind].parameter in SECONDS) == (one.held == SECOND)


def test_no_story_makes_a_claim_and_its_mirror_true() -> None:
    mirrored = {"fell": "rose", "harm-fell": "harm-rose"}
    for story in NAMES:
        for one, other in combinations(CLAIMS, 2):
            if (one.outcome, one.zone) == (other.outcome, other.zone):
                both = {truth(story, one), truth(story, other)}
                if mirrored.get(one.kind) == other.kind:
                    assert both != {TRUE}, (story, one.says)


@pytest.mark.parametrize("second", [False, True])
def test_only_a_second_source_tells_fewer_reports_from_less_violence(second: bool) -> None:
    assert apart("deters", "silences reports", second) == second
    assert not apart("deters", "support alone", second)
    assert apart("deters", "moves next door", second)
    assert apart("deters", "harms", second)
