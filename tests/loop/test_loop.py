"""The closed loop: tiny runs, planted mechanisms, and a page that says what the table holds."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.loop import effects, page, record, run
from tests.loop.run import MAIN, NULLS, PANELS
from tests.loop.studies import BEFORE, OUTCOMES, Drawn, Effects, answers, draw, london, plant
from waterbed.model.closed_loop import (
    CLAIMS,
    NAMED,
    NOTHING_HELD,
    RIGHTLY,
    STORIES,
    STREET,
    TOLD,
    TRUE,
    VIOLENCE,
    Design,
    left,
    named,
    table,
    truth,
)
from waterbed.report.sections.stories import stories_apart

NAMES = [one.name for one in STORIES]


def said_by(story: str) -> dict[str, str]:
    """Answers of a study that knows all that is true and false under a story."""
    words = {"true": "supported", "false": "contradicted"}
    return {one.says: words.get(truth(story, one), "undecided") for one in CLAIMS}


@pytest.mark.parametrize("story", NAMES)
def test_a_study_that_knows_all_names_the_story(story):
    assert named(story, said_by(story)) == RIGHTLY
    assert story in left(said_by(story))


def test_a_study_that_knows_nothing_rules_nothing_out():
    assert left({}) == tuple(NAMES)
    assert "deters" not in left(said_by("nothing"))


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return next(one for i in range(1, 9) if (one := draw(Design(times=10, years=3), 1, i)))


def test_what_is_planted_is_there(drawn):
    done = Effects(street=-0.5, street_next=0.4, violence=0.3, reports=-0.2)
    counts = plant(np.random.default_rng(1), drawn, done)
    assert (counts[:, :, :BEFORE] == drawn.counts[:, :, :BEFORE]).all()
    rates = drawn.rates[:, drawn.target, BEFORE:].sum(axis=(1, 2))
    came = counts[:, drawn.target, BEFORE:].sum(axis=(1, 2)) / rates
    expected = {STREET: 0.5 * 0.8, VIOLENCE: 1.3 * 0.8, TOLD: 1.3}
    for o, outcome in enumerate(OUTCOMES):
        assert came[o] == pytest.approx(expected[outcome], abs=5 / np.sqrt(rates[o]))
    more = (counts - drawn.counts)[0][drawn.ring, BEFORE:].sum()
    assert more == pytest.approx(0.4 * rates[0], abs=5 * np.sqrt(rates[0]))
    untouched = np.setdiff1d(np.arange(len(london().areas.ids)), [*drawn.target, *drawn.ring])
    assert (counts[:, untouched] == drawn.counts[:, untouched]).all()


@pytest.mark.parametrize(
    ("done", "wanted"),
    [
        (Effects(street=-0.9, violence=-0.9), "violence itself fell here"),
        (Effects(street=-0.9, violence=2.0), "violence itself rose here"),
        (Effects(reports=-0.9), "less of it is reported here"),
    ],
)
def test_a_planted_mechanism_is_seen(drawn, done, wanted):
    counts = plant(np.random.default_rng(1), drawn, done)
    said = answers(Design(times=10, years=3, second=True), drawn, counts, 1)
    assert said[wanted] == "supported"
    assert said["offences fell here"] == "supported"
    assert set(said) == {one.says for one in CLAIMS if one.held != NOTHING_HELD}


def test_silenced_reports_are_named(drawn):
    counts = plant(np.random.default_rng(1), drawn, Effects(reports=-0.9))
    said = answers(Design(times=10, years=3, second=True), drawn, counts, 1)
    assert "deters" not in left(said) and "silences reports" in left(said)


def test_parts_are_kept_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 2)
    done = {"nothing": [Effects()], "silences reports": [Effects(reports=-0.9)]}
    parts = [one for one in run.parts_of(done) if one.key == MAIN[0] and one.first == 0]
    for part in parts:
        assert run.run_part(done, tmp_path, part) > 0
        assert run.run_part(done, tmp_path, part) == 0
    cells = record.lines(run.held(parts, tmp_path))
    assert {one.story for one in cells} == set(done)
    for one in cells:
        assert one.panels <= 2 and one.supported + one.contradicted <= one.panels


def test_every_story_has_draws_of_the_market():
    found = effects.read()
    assert set(found) == set(NAMES)
    for story, row in effects.ROWS.items():
        for one in found[story]:
            for name in effects.NAMES:
                assert (getattr(one, name) != 0) <= (name in row.keeps), (story, name)


def test_the_multipliers_make_the_table_true():
    """Beyond the smallest effect in the direction that the table of truth gives."""
    of = {STREET: "street", VIOLENCE: "violence"}
    for story, made in effects.read().items():
        for one in made:
            for outcome, name in of.items():
                fell = next(c for c in CLAIMS if (c.kind, c.outcome) == ("fell", outcome))
                change = (1 + getattr(one, name)) * (1 + one.reports) - 1
                if truth(story, fell) == TRUE:
                    assert change < -0.05, (story, outcome)


def test_the_table_has_every_story_and_claim_of_the_main_designs():
    found = {(one.design, one.story, one.claim): one for one in table()}
    for key in MAIN:
        for story in NAMES:
            for one in record.JUDGED:
                cell = found[Design(*key, second=True), story, one.says]
                assert cell.panels >= (NULLS if story == "nothing" else PANELS) * 0.9
            for second in (False, True):
                assert (Design(*key, second), story, NAMED) in found


def test_the_page_says_what_the_table_holds():
    assert page.text(table()) == page.PAGE.read_text("utf-8")


def test_the_table_is_of_these_multipliers():
    """And says which version ran it: a later one that did not run it again changes no word."""
    text = record.TABLE.read_text("utf-8")
    (version,) = re.findall(r"^# \S+, waterbed (\S+), ", text)
    assert record.written(table(), version) == text


def test_a_second_source_changes_no_panel():
    assert Design(second=True).key == replace(Design(), second=False).key


def test_a_report_shows_it_where_the_study_names_a_design_and_nowhere_else():
    assert stories_apart("") == ()
    (block,) = stories_apart("one ward, twelve months")
    assert [row[0] for row in block.open_grids[0].rows] == NAMES
    assert block.points[-1].endswith("; no false claim was supported in more than 7.5%.")
    parts = [block.title, *block.paragraphs, *block.points, block.open_grids[0].note]
    cells = [cell for row in block.open_grids[0].rows for cell in row[:2]]
    assert len(" ".join([*parts, *block.open_grids[0].columns, *cells]).split()) <= 250
