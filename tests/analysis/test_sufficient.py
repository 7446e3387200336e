"""Too few areas, or too few years: what was recorded is shown, and what would have sufficed is said
before any result, and is enough."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, WINDOW, claim, grid, study
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import answerable
from waterbed.disclosure import release
from waterbed.effect.inference import placebos_needed
from waterbed.model.areas import Areas
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.results import Results
from waterbed.model.study import Study
from waterbed.report import report_html
from waterbed.report.sections.cards import Card, every_card
from waterbed.report.words.larger import would_have_told
from waterbed.report.words.verdicts import reason_sentences

TARGET = ("a000",)
FIRST = "2015-01"


def places(count: int) -> Areas:
    ids = tuple(f"a{i:03d}" for i in range(count))
    return Areas(ids, ids, ("",) * count)


def counted(areas: Areas, first: str = FIRST, seed: int = 1) -> Panel:
    """Poisson counts from a month to the end of 2018."""
    periods = np.arange(month(first), month("2019-01"))
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(4.0, 2.0, (1, len(areas), 1)), (1, len(areas), len(periods)))
    return Panel(
        ("o0",), areas.ids, periods, 1, counts.astype(np.int64), np.ones(counts.shape, bool)
    )


def asked(level: float = 0.95) -> Study:
    operation = replace(OPERATION, areas=TARGET, target=TARGET, zones=(), buffer=None)
    plain = study(claim("fell"), claim("rose", id="c2"), level=level, headline="forecast")
    return replace(plain, interventions=(operation,))


def card_of(results: Results) -> Card:
    return next(card for card in every_card(release(results).content) if card.id == "c1")


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(("areas", "first"), [(6, FIRST), (9, FIRST), (14, "2015-06"), (16, FIRST)])
def test_what_would_have_sufficed_is_enough(areas: int, first: str, level: float) -> None:
    few = places(areas)
    (testable, _) = answerable(asked(level), few, counted(few, first))
    if placebos_needed(level) <= areas - 1 and areas > 10 and first == FIRST:
        assert testable.testable and not testable.suffices
        return
    assert not testable.testable or "placebos" in testable.gates or testable.why == "short-history"
    more = re.search(r"(\d+) comparison areas or more", testable.suffices)
    since = re.search(r"from (\w+ \d{4}) or earlier", testable.suffices)
    assert bool(more) == (first == FIRST)
    assert more or since
    if more:
        enough = places(int(more[1]) + 1)
        (wide, _) = answerable(asked(level), enough, counted(enough, first))
        assert wide.testable and "placebos" not in wide.gates and not wide.suffices
        fewer = places(int(more[1]))
        (short, _) = answerable(asked(level), fewer, counted(fewer, first))
        assert short.suffices
    if since:
        earlier = np.datetime64(_iso(since[1]), "M")
        (long, _) = answerable(asked(level), few, counted(few, str(earlier)))
        assert long.testable and "placebos" not in long.gates and not long.suffices
        (late, _) = answerable(asked(level), few, counted(few, str(earlier + 1)))
        assert late.suffices


def _iso(words: str) -> str:
    name, year = words.split()
    names = "January February March April May June July August September October November December"
    return f"{year}-{names.split().index(name) + 1:02d}"


@pytest.mark.parametrize(("areas", "first"), [(6, FIRST), (16, FIRST), (40, "2015-06")])
def test_what_was_recorded_is_shown_all_the_same(areas: int, first: str) -> None:
    """Nothing was shown of it where no effect could be judged, nor what would have sufficed."""
    few = places(areas)
    panel = counted(few, first)
    results = analyse(asked(), few, panel)
    before, after = (int(panel.total(months)[0, 0]) for months in (WINDOW.base, WINDOW.post))
    card, page = card_of(results), report_html(release(results))
    assert card.answer == "untestable"
    sentence = f"{before} in January to December 2016, {after} in January to December 2017"
    assert any("What would have sufficed: " in text for text in card.paragraphs)
    if first == FIRST:
        assert any(sentence in text for text in card.paragraphs)
        section = page[page.index('<section id="change">') :]
        assert sentence in section and "What would have sufficed: " in section


def test_two_years_of_months_are_told_by_their_first() -> None:
    few = places(40)
    (testable, _) = answerable(asked(), few, counted(few, "2015-06"))
    assert testable.why == "short-history"
    assert "counts of these areas from January 2015 or earlier" in testable.suffices


def test_where_there_is_enough_nothing_is_said() -> None:
    many = places(60)
    results = analyse(asked(), many, counted(many, "2012-01"))
    assert "would have sufficed" not in report_html(release(results))


def test_an_unpublished_table_says_no_more_than_what_there_is_to_compare_with() -> None:
    few = places(16)
    open_study = asked()
    hidden = replace(
        open_study, counts=tuple(replace(table, published=False) for table in open_study.counts)
    )
    card = card_of(analyse(hidden, few, counted(few)))
    assert any("there are 15 comparison areas" in text for text in card.paragraphs)


def test_a_zone_is_not_said_to_need_fewer_areas_than_there_are() -> None:
    """Of a zone it said that 81 areas were too few and that 25 would have sufficed."""
    lattice = grid(11, 11)
    target = tuple(lattice.ids[i] for i in (59, 60, 61, 70, 71))
    operation = replace(OPERATION, areas=target, target=target, buffer=None)
    claims = (claim("fell"), claim("no-more", id="c2", zone="beside"))
    wide = replace(study(*claims, headline="forecast"), interventions=(operation,))
    panel = counted(lattice, "2015-01")
    testable = answerable(wide, lattice, panel)[1]
    assert not testable.testable or "placebos" in testable.gates
    there = int(re.search(r"There are (\d+) comparison areas", testable.suffices)[1])
    more = re.search(r"some (\d+) comparison areas", testable.suffices)
    assert more is None or int(more[1]) > there
    assert "or more over these months" not in testable.suffices
    verdict = analyse(wide, lattice, panel).verdicts[1]
    codes = [why.code for why in verdict.reasons]
    assert verdict.answer in ("undecided", "untestable") and "zones-suffice" in codes
    shown = release(analyse(wide, lattice, panel)).content
    said = reason_sentences(shown, shown.verdicts[1])
    assert any("What would have sufficed: " in text for text in said)


@pytest.mark.parametrize("first", ["2015-01", "2013-01", "2006-01"])
def test_no_month_is_named_where_zones_leave_too_few_to_compare_with(first: str) -> None:
    """Of sixteen areas, five of them next door, a month was named; counts from then on were
    refused alike."""
    lattice = grid(4, 4)
    operation = replace(OPERATION, areas=(lattice.ids[5],), target=(lattice.ids[5],), buffer=None)
    claims = (claim("fell"), claim("no-more", id="c2", zone="beside"))
    small = replace(study(*claims, headline="forecast"), interventions=(operation,))
    panel = counted(lattice, first)
    for testable in answerable(small, lattice, panel):
        assert not testable.testable
        assert "or earlier" not in testable.suffices
        assert "What would have sufficed: more comparison areas" in testable.suffices
    content = release(analyse(small, lattice, panel)).content
    assert would_have_told(content, None) == (
        "2 untestable claims need more areas to compare with."
    )
    wide = grid(12, 12)
    operation = replace(operation, areas=(wide.ids[65],), target=(wide.ids[65],))
    many = replace(small, interventions=(operation,))
    assert all(testable.testable for testable in answerable(many, wide, counted(wide, first)))


@pytest.mark.parametrize("seen", [True, False])
def test_a_rule_written_after_results_is_not_said_to_be_written_first(seen: bool) -> None:
    few = places(16)
    rewritten = asked()
    rewritten = replace(rewritten, rule=replace(rewritten.rule, data_seen=seen))
    page = report_html(release(analyse(rewritten, few, counted(few))))
    assert ("Results had been seen when the decision rule was written" in page) == seen
    assert ("written before this run" in page) != seen
