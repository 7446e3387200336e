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


def shown(*ranges: PopulationRange) -> tuple[ShownPopulation, ...]:
    return tuple(release_population(population_range, "internal") for population_range in ranges)


def held(*ranges: PopulationRange) -> Evidence:
    return Evidence(
        Findings(),
        populations={
            population_range.population.id: population_range for population_range in ranges
        },
    )


@pytest.mark.parametrize(
    ("low", "high", "expected"),
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
def test_a_number_is_judged_on_the_whole_range(low, high, expected):
    said = {"stated": 200.0, "rounding": 100.0, "population": "women"}
    stated = claim("number", **said)
    assert judge(ask(stated, RULE), held(known("women", low, high))).answer == expected
    opposite = claim("number", negated=True, **said)
    answer = judge(ask(opposite, RULE), held(known("women", low, high))).answer
    assert answer == FLIP.get(expected, expected)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ((5, 6), (95, 100), "supported"),  # .05 to .063
        ((5, 60), (95, 100), "undecided"),
        ((40, 60), (95, 100), "contradicted"),
        ((40, None), (95, 100), "contradicted"),
        ((1, 2), (95, None), "undecided"),  # nought to .021, and the claim begins at .02
    ],
)
def test_a_share_is_judged_on_the_extremes_of_both_ranges(part, whole, expected):
    stated = claim("share", stated=0.06, rounding=0.08, numerator="some", denominator="all")
    assert (
        judge(ask(stated, RULE), held(known("some", *part), known("all", *whole))).answer
        == expected
    )


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
    (listed_range,) = once("populations-listed", lambda: ranges_of(asked, {"women": lists()}))
    return listed_range


def from_lists(listed_range: PopulationRange, key: str, low: float, high: float) -> PopulationRange:
    """A range that lists gave, with other ends."""
    return replace(
        listed_range, population=replace(listed_range.population, id=key), low=low, high=high
    )


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
    stated = claim("number", **said)
    assert judge(ask(stated, RULE), held(known("women", low, high))).answer == quoted
    evidence = held(from_lists(listed, "women", low, high))
    assert judge(ask(stated, RULE), evidence).answer == from_listed
    opposite = claim("number", negated=True, **said)
    assert judge(ask(opposite, RULE), evidence).answer == FLIP.get(from_listed, from_listed)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ((known, 5, 6), (from_lists, 95, 100), "undecided"),  # nought to .063
        ((known, 5, 6), (from_lists, 400, 500), "contradicted"),  # nought to .015
        ((from_lists, 40, 60), (known, 95, 100), "contradicted"),  # .4 and more
        ((from_lists, 1, 2), (known, 95, 100), "undecided"),
        ((from_lists, 300, 400), (from_lists, 95, 100), "undecided"),  # 100 is no end
    ],
)
def test_a_share_with_a_range_from_lists_takes_its_high_end_for_none(part, whole, expected, listed):
    stated = claim("share", stated=0.06, rounding=0.08, numerator="some", denominator="all")
    ranges = (
        from_lists(listed, key, *ends) if source is from_lists else known(key, *ends)
        for key, (source, *ends) in (("some", part), ("all", whole))
    )
    assert judge(ask(stated, RULE), held(*ranges)).answer == expected


@pytest.mark.parametrize("whole", [(95, 100), (0, 0), (10, 119)])
def test_a_part_that_is_more_than_its_whole_makes_no_share(whole):
    """Neither certainty from clipping at 1, nor an error of division."""
    stated = claim("share", stated=1.0, rounding=0.2, numerator="some", denominator="all")
    verdict = judge(ask(stated, RULE), held(known("some", 120, 130), known("all", *whole)))
    assert (verdict.answer, verdict.reasons[0].code) == ("untestable", "part-exceeds-whole")
    sentence = REASON_WORDS["part-exceeds-whole"](
        replace(
            fixture.results(), populations=shown(known("some", 120, 130), known("all", *whole))
        ),
        verdict,
        verdict.reasons[0],
    )
    assert "between 120 and 130" in sentence and "do not speak of the same people" in sentence


@pytest.mark.parametrize("whole", [(0, 0), (0, 5), (0, None)])
def test_a_whole_of_nobody_is_never_divided_by(whole):
    stated = claim("share", stated=0.06, rounding=0.08, numerator="some", denominator="all")
    assert (
        judge(ask(stated, RULE), held(known("some", 0, 0), known("all", *whole))).answer
        == "undecided"
    )


@pytest.mark.parametrize("missing", [(), ("some",), ("all",)])
def test_a_share_without_both_numbers_is_untestable(missing):
    stated = claim("share", stated=0.06, numerator="some", denominator="all")
    verdict = judge(ask(stated, RULE), held(*(known(key, 5, 6) for key in missing)))
    assert (verdict.answer, verdict.reasons[0].code) == ("untestable", "no-population")


def test_a_number_from_elsewhere_decides_nothing():
    stated = claim("number", stated=200.0, rounding=100.0, population="women")
    verdict = judge(ask(stated, RULE), held(known("women", 180, 220, here=False)))
    assert verdict.answer == "untestable"
    sentence = words.nearest(shown(known("women", 180, 220, here=False)))
    assert "of another place or time" in sentence and "between 180 and 220" in sentence
    assert words.nearest(shown(known("women", 180, 220))) == ""


def test_lists_give_the_range_that_the_command_gives(listed):
    assert listed.low is not None and listed.high is not None and listed.low < 900 < listed.high
    assert listed.study is not None and listed.study.estimates[0].low == listed.low


def test_unpublished_lists_leave_rounded_and_without_names(listed):
    out = release_population(listed, "public")
    assert out.status == "rounded" and not hasattr(out, "population")
    assert "shelter" not in repr(out)
    for shown, raw in ((out.low, listed.low), (out.high, listed.high)):
        step = 10 ** (math.floor(math.log10(raw)) - 1)
        assert shown % step == 0 and abs(shown - raw) <= step
    inside = release_population(listed, "internal")
    assert (inside.low, inside.status) == (listed.low, "exact") and "shelter" in repr(inside)


def test_lists_without_an_answer_say_so_and_name_no_list_in_public():
    h = lists()
    counts = h.counts.copy()
    counts[[3, 5, 6, 7]] = 0
    case = replace(study(), populations=(population(""),))
    (refused_range,) = ranges_of(case, {"women": replace(h, counts=counts)})
    assert refused_range.refused and refused_range.low is None
    out = release_population(refused_range, "public")
    assert out.why == "" and words.range_sentence(out).endswith("these lists give no range.")


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
    (listed_range,) = results.populations
    assert listed_range.low is not None and listed_range.low > 730
    released = release(results, "internal").content
    for said, (_, answer) in SAID.items():
        verdict = next(row for row in released.verdicts if row.claim.id == said)
        assert verdict.answer == answer and verdict.reasons[0].code == "population"
        text = reason_text(released, verdict)
        assert "only the low end of such a range decides" in text
        assert ("agrees with the claim and part does not" in text) == (answer == "undecided")


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
    errors = errors_of(tmp_path, f"{path.read_text('utf-8')}\n[[populations]]\n{block}\n")
    assert any(place in str(error.place) for error in errors)
