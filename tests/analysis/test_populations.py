"""Numbers of people in a study: judged on their ranges, found from lists, released, told."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import Once
from tests.read.study_files import errors_of
from tests.report import report_fixture as fixture
from tests.support.builders import claim, study
from waterbed.analysis.populations import ranges_of
from waterbed.analysis.run import run
from waterbed.claims import Evidence, ask, judge
from waterbed.demo import CASES, draw
from waterbed.disclosure import release
from waterbed.disclosure.lists import release_population
from waterbed.model.findings import Findings
from waterbed.model.histories import Histories
from waterbed.model.population import ListTable, Population, PopulationRange
from waterbed.model.released import ShownPopulation
from waterbed.report.words import population as words
from waterbed.report.words.verdicts import REASON_WORDS, reason_text

RULE = study().rule
FLIP = {"supported": "contradicted", "contradicted": "supported"}


def known(key: str, low: float | None, high: float | None, here: bool = True) -> PopulationRange:
    return PopulationRange(
        Population(key, key, "here and now", here, low, high, "a count"), low, high
    )


def shown(*found: PopulationRange) -> tuple[ShownPopulation, ...]:
    return tuple(release_population(one, "internal") for one in found)


def held(*found: PopulationRange) -> Evidence:
    return Evidence(Findings(), populations={one.population.id: one for one in found})


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (180, 220, "supported"),
        (150, 250, "supported"),
        (149, 200, "undecided"),
        (251, 900, "contradicted"),
        (300, None, "contradicted"),
        (100, None, "undecided"),
        (10, 149, "contradicted"),
    ],
)
def test_a_number_is_judged_on_the_whole_range(low, high, found):
    said = {"stated": 200.0, "rounding": 100.0, "population": "women"}
    one = claim("number", **said)
    assert judge(ask(one, RULE), held(known("women", low, high))).answer == found
    opposite = claim("number", negated=True, **said)
    answer = judge(ask(opposite, RULE), held(known("women", low, high))).answer
    assert answer == FLIP.get(found, found)


@pytest.mark.parametrize(
    ("part", "whole", "found"),
    [
        ((5, 6), (95, 100), "supported"),  # .05 to .063
        ((5, 60), (95, 100), "undecided"),
        ((40, 60), (95, 100), "contradicted"),
        ((40, None), (95, 100), "contradicted"),
        ((1, 2), (95, None), "undecided"),  # nought to .021, and the claim begins at .02
    ],
)
def test_a_share_is_judged_on_the_extremes_of_both_ranges(part, whole, found):
    one = claim("share", stated=0.06, rounding=0.08, numerator="some", denominator="all")
    assert judge(ask(one, RULE), held(known("some", *part), known("all", *whole))).answer == found


def lists(seed: int = 1, people: int = 900) -> Histories:
    """Three independent lists of a population of known size."""
    on = np.random.default_rng(seed).random((people, 3)) < (0.4, 0.3, 0.35)
    counts = np.bincount(on @ (1, 2, 4), minlength=8)
    counts[0] = 0
    return Histories(("shelter", "clinic", "outreach"), counts.astype(np.int64), (), None, 0)


def population(published: str) -> Population:
    table = ListTable(Path("lists.csv"), published=published)
    return Population("women", "women met", "one borough, 2020", table=table)


@pytest.fixture(scope="module")
def listed(once: Once) -> PopulationRange:
    """What the unpublished lists of 900 people give."""
    asked = replace(study(), populations=(population(""),))
    (found,) = once("populations-listed", lambda: ranges_of(asked, {"women": lists()}))
    return found


def from_lists(found: PopulationRange, key: str, low: float, high: float) -> PopulationRange:
    """A range that lists gave, with other ends."""
    return replace(found, population=replace(found.population, id=key), low=low, high=high)


@pytest.mark.parametrize(
    ("low", "high", "quoted", "from_listed"),
    [
        (251, 900, "contradicted", "contradicted"),  # the claim lies below the range
        (10, 149, "contradicted", "undecided"),  # above it
        (180, 220, "supported", "undecided"),  # round all of it
        (100, 300, "undecided", "undecided"),
    ],
)
def test_a_range_from_lists_decides_on_its_low_side_only(low, high, quoted, from_listed, listed):
    said = {"stated": 200.0, "rounding": 100.0, "population": "women"}
    one = claim("number", **said)
    assert judge(ask(one, RULE), held(known("women", low, high))).answer == quoted
    found = held(from_lists(listed, "women", low, high))
    assert judge(ask(one, RULE), found).answer == from_listed
    opposite = claim("number", negated=True, **said)
    assert judge(ask(opposite, RULE), found).answer == FLIP.get(from_listed, from_listed)


@pytest.mark.parametrize(
    ("part", "whole", "found"),
    [
        ((known, 5, 6), (from_lists, 95, 100), "undecided"),  # nought to .063
        ((known, 5, 6), (from_lists, 400, 500), "contradicted"),  # nought to .015
        ((from_lists, 40, 60), (known, 95, 100), "contradicted"),  # .4 and more
        ((from_lists, 1, 2), (known, 95, 100), "undecided"),
        ((from_lists, 300, 400), (from_lists, 95, 100), "undecided"),  # 100 is no end
    ],
)
def test_a_share_with_a_range_from_lists_takes_its_high_end_for_none(part, whole, found, listed):
    one = claim("share", stated=0.06, rounding=0.08, numerator="some", denominator="all")
    ranges = (
        from_lists(listed, key, *ends) if source is from_lists else known(key, *ends)
        for key, (source, *ends) in (("some", part), ("all", whole))
    )
    assert judge(ask(one, RULE), held(*ranges)).answer == found


@pytest.mark.parametrize("whole", [(95, 100), (0, 0), (10, 119)])
def test_a_part_that_is_more_than_its_whole_makes_no_share(whole):
    """Neither certainty from clipping at 1, nor an error of division."""
    one = claim("share", stated=1.0, rounding=0.2, numerator="some", denominator="all")
    verdict = judge(ask(one, RULE), held(known("some", 120, 130), known("all", *whole)))
    assert (verdict.answer, verdict.reasons[0].code) == ("untestable", "part-exceeds-whole")
    told = REASON_WORDS["part-exceeds-whole"](
        replace(
            fixture.results(), populations=shown(known("some", 120, 130), known("all", *whole))
        ),
        verdict,
        verdict.reasons[0],
    )
    assert "between 120 and 130" in told and "do not speak of the same people" in told


@pytest.mark.parametrize("whole", [(0, 0), (0, 5), (0, None)])
def test_a_whole_of_nobody_is_never_divided_by(whole):
    one = claim("share", stated=0.06, rounding=0.08, numerator="some", denominator="all")
    assert (
        judge(ask(one, RULE), held(known("some", 0, 0), known("all", *whole))).answer == "undecided"
    )


@pytest.mark.parametrize("missing", [(), ("some",), ("all",)])
def test_a_share_without_both_numbers_is_untestable(missing):
    one = claim("share", stated=0.06, numerator="some", denominator="all")
    verdict = judge(ask(one, RULE), held(*(known(key, 5, 6) for key in missing)))
    assert (verdict.answer, verdict.reasons[0].code) == ("untestable", "no-population")


def test_a_number_from_elsewhere_decides_nothing():
    one = claim("number", stated=200.0, rounding=100.0, population="women")
    verdict = judge(ask(one, RULE), held(known("women", 180, 220, here=False)))
    assert verdict.answer == "untestable"
    told = words.nearest(shown(known("women", 180, 220, here=False)))
    assert "of another place or time" in told and "between 180 and 220" in told
    assert words.nearest(shown(known("women", 180, 220))) == ""


def test_lists_give_the_range_that_the_command_gives(listed):
    found = listed
    assert found.low is not None and found.high is not None and found.low < 900 < found.high
    assert found.study is not None and found.study.estimates[0].low == found.low


def test_unpublished_lists_leave_rounded_and_without_names(listed):
    found = listed
    out = release_population(found, "public")
    assert out.status == "rounded" and not hasattr(out, "population")
    assert "shelter" not in repr(out)
    for shown, raw in ((out.low, found.low), (out.high, found.high)):
        step = 10 ** (math.floor(math.log10(raw)) - 1)
        assert shown % step == 0 and abs(shown - raw) <= step
    inside = release_population(found, "internal")
    assert (inside.low, inside.status) == (found.low, "exact") and "shelter" in repr(inside)


def test_lists_without_an_answer_say_so_and_name_no_list_in_public():
    h = lists()
    counts = h.counts.copy()
    counts[[3, 5, 6, 7]] = 0
    case = replace(study(), populations=(population(""),))
    (found,) = ranges_of(case, {"women": replace(h, counts=counts)})
    assert found.refused and found.low is None
    out = release_population(found, "public")
    assert out.why == "" and words.range_told(out).endswith("these lists give no range.")


LISTS = "a,b,c,count\n1,0,0,200\n0,1,0,150\n0,0,1,170\n1,1,0,60\n1,0,1,70\n0,1,1,55\n1,1,1,25\n"


SAID = {"five thousand": (5000, "undecided"), "three hundred": (300, "contradicted")}
POPULATION = """
[[populations]]
id = "women"
name = "women met"
scope = "one borough, 2020"
file = "lists.csv"
published = "a report"
"""
CLAIM = """
[[claims]]
id = "{words}"
who = "A charity"
side = "charity"
words = "There are some {words}."
source = "minutes"
date = "2020"
kind = "number"
stated = {stated}
rounding = 100
population = "women"
"""


def test_a_study_with_lists_runs_from_its_files(tmp_path):
    path = draw(CASES[0], np.random.default_rng(1), tmp_path, 1)
    (tmp_path / "lists.csv").write_text(LISTS, encoding="utf-8")
    claims = (CLAIM.format(words=said, stated=stated) for said, (stated, _) in SAID.items())
    path.write_text("".join((path.read_text("utf-8"), POPULATION, *claims)), "utf-8")
    results, _ = run(path)
    (found,) = results.populations
    assert found.low is not None and found.low > 730
    released = release(results, "internal").content
    for said, (_, answer) in SAID.items():
        verdict = next(one for one in released.verdicts if one.claim.id == said)
        assert verdict.answer == answer and verdict.reasons[0].code == "population"
        told = reason_text(released, verdict)
        assert "only the low end of such a range decides" in told
        assert ("agrees with the claim and part does not" in told) == (answer == "undecided")


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ('id = "p"\nname = "n"\nscope = "s"', "populations 'p'"),
        ('id = "p"\nname = "n"\nscope = "s"\nlow = 5\nhigh = 4\nsource = "x"', "high"),
        ('id = "p"\nname = "n"\nscope = "s"\nlow = 5\nhigh = 9', "source"),
        ('id = "p"\nname = "n"\nscope = "s"\nlow = 5\nsource = "x"\nlists = ["a"]', "lists"),
        ('id = "p"\nname = "n"\nscope = "s"\nlow = 5\nsource = "x"\nfile = "l.csv"', "populations"),
    ],
)
def test_a_population_that_cannot_be_read_is_one_error(tmp_path, block, place):
    path = draw(CASES[0], np.random.default_rng(1), tmp_path, 1)
    found = errors_of(tmp_path, f"{path.read_text('utf-8')}\n[[populations]]\n{block}\n")
    assert any(place in str(one.place) for one in found)
