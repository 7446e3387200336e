"""The first page says what results.json says: each sentence is read back into its numbers, its
direction and its answer, in simulated studies under both profiles."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.report import report_fixture as fixture
from tests.report.test_words import mirror
from waterbed.analysis.run import analyse, read_inputs
from waterbed.demo import claims_of
from waterbed.disclosure import release
from waterbed.model.verdict import NOT_SHOWN
from waterbed.report.front import MOST, front_of
from waterbed.report.page import pages, report_html
from waterbed.report.record.results import record
from waterbed.report.sections.first_page import first_page as first_of
from waterbed.report.words import front
from waterbed.report.words.failures import BARS
from waterbed.report.words.sections import barring, change_finding
from waterbed.simulate.folder import write_study
from waterbed.simulate.panel import Settings, simulate_panel

PROFILES = ("public", "internal")
SIZE = Settings(rows=12, columns=15, rate=8.0, shape=0.7, months=60, before=48)
EFFECTS = (-0.7, 0.0, 0.9, -0.4)
NUMBER = r"(?:about )?([\d,]+)"


@functools.cache
def simulated(folder, number: int, published: bool):
    """One study from file to results, of a planted fall, rise or nothing."""
    settings = replace(
        SIZE,
        effect=EFFECTS[number % len(EFFECTS)],
        displaced=float(number % 3 == 0 and EFFECTS[number % len(EFFECTS)] < 0),
        rate=(8.0, 1.5, 25.0)[number % 3],
        select=("random", "peak")[number % 2],
        least=40,
    )
    found = simulate_panel(np.random.default_rng(number), settings)
    path = write_study(
        found, folder, title=f"Study {number}", question="Did it fall?", said=claims_of(found),
        chosen_for=settings.select, level=0.95, seed=number,
    )  # fmt: skip
    if not published:
        path.write_text(path.read_text("utf-8").replace("published = true", "published = false"))
    inputs = read_inputs(path)
    return analyse(inputs.study, inputs.areas, inputs.counts.panel, inputs.records, placebos=199)


def first_page(page: str) -> dict[str, str]:
    """The sentences of the first page by their question."""
    header = page[page.index('<header class="front">') : page.index("</header>")]
    pairs = re.findall(r'<p><a href="#\w+">([^<]+)</a> (.*?)</p>', header)
    return {question: plain_text(text) for question, text in pairs}


def plain_text(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def number(text: str) -> float:
    return float(text.replace(",", ""))


def as_printed(x: float) -> int:
    return int(abs(x) + 0.5)


def row_of(run, zone: str, scale: str, method: str):
    return next(
        (
            one
            for one in run["estimates"]
            if (one["zone"], one["scale"], one["part"], one["method"])
            == (zone, scale, "whole", method)
        ),
        None,
    )


def turned(run, row) -> str:
    """Which way an estimate goes, from its range and its checks alone."""
    if row is None or row["observed"] is None:
        return "hidden"
    low, high = row["deciding"] or (None, None)
    failed = {
        run["checks"][i]["bars"]
        for i in row["checks"]
        if run["checks"][i]["gate"] and run["checks"][i]["passed"] is False
    }
    least = run["study"]["rule"]["smallest_effect"]
    if high is not None and high < 0:
        return "barred" if failed & {"fall", "both"} else "fell" if high < -least else "small"
    if low is not None and low > 0:
        return "barred" if failed & {"rise", "both"} else "rose" if low > least else "small"
    return "open"


def assert_agrees(run, method: str, told: dict[str, str]) -> None:
    target = row_of(run, "target", "ratio", method)
    counted = [
        one
        for one in run["estimates"]
        if (one["zone"], one["part"]) == ("target", "whole") and one["observed"] is not None
    ]
    text = told["What was recorded?"]
    if not counted:
        assert "not shown" in text or "not known" in text
    else:
        one = counted[0]
        found = re.search(rf": {NUMBER} recorded in .*? and {NUMBER} in [^:]*: (.*)\.$", text)
        assert found, text
        assert number(found[1]) == as_printed(one["base_count"])
        assert number(found[2]) == as_printed(one["observed"])
        gap = one["observed"] - one["base_count"]
        assert ("fewer" in found[3]) == (gap < 0) and ("more" in found[3]) == (gap > 0)
        assert gap == 0 or number(re.search(NUMBER, found[3])[1]) == as_printed(gap)
    went = turned(run, target)
    text = told["Did it change?"]
    if went == "hidden":
        assert "not shown" in text or "cannot be said" in text
    else:
        assert number(re.search(rf"With nothing done, {NUMBER} would", text)[1]) == as_printed(
            target["expected"]
        )
        said = {
            "fell": "So it fell by more than chance would explain;",
            "rose": "So it rose by more than chance would explain;",
            "small": "perhaps by too little to count.",
            "open": "So these counts cannot tell a change from chance,",
            "barred": "That is more than chance, but ",
        }
        assert [key for key, words in said.items() if words in text] == [went], text
        gap = target["observed"] - target["expected"]
        if as_printed(gap):
            assert (f"{as_printed(gap):,} {'fewer' if gap < 0 else 'more'}") in text, text
    assert_moved(run, told["Did it move?"], went, method)
    assert_seen(run, told["Could this study tell?"])


def assert_moved(run, text: str, went: str, method: str) -> None:
    share = row_of(run, "next door", "share", method)
    beside = row_of(run, "next door", "ratio", method)
    if share is not None and share["deciding_set"] and went == "fell":
        nothing = all(high is not None and high < 0 for _, high in share["deciding_set"])
        assert "turned up in the" in text and ("None of the fall" in text) == nothing
        return
    assert "turned up" not in text
    assert ("It rose, so there is no fall" in text) == (went == "rose")
    if turned(run, beside) == "hidden":
        assert "not shown" in text or "cannot be said" in text
        return
    found = re.search(rf", {NUMBER} were recorded where {NUMBER} would be expected: (.*)", text)
    assert number(found[1]) == as_printed(beside["observed"])
    assert number(found[2]) == as_printed(beside["expected"])
    assert ("a fall beyond what chance" in text) == (turned(run, beside) == "fell")
    assert ("a rise beyond what chance" in text) == (turned(run, beside) == "rose")


def assert_seen(run, text: str) -> None:
    rows = [
        one
        for one in run["detectable"]
        if (one["zone"], one["part"], one["claim"]) == ("target", "whole", None)
    ]
    if not rows or rows[0]["status"] == "withheld":
        assert "not shown" in text or "Nothing was compared" in text
        return
    for word in ("fall", "rise"):
        size = rows[0][word]
        found = re.search(rf"a {word} of (?:about )?([\d,]+)%", text)
        assert (found is not None) == (size is not None), text
        assert size is None or number(found[1]) == as_printed(100 * size)


def assert_study(folder, number_: int, published: bool, profile: str) -> None:
    released = release(simulated(folder, number_, published), profile)
    page = report_html(released)
    run = record(released.content)
    (method,) = dict(released.content.methods).values()
    assert_agrees(run, method, first_page(page))
    header = page[page.index('<header class="front">') : page.index("</header>")]
    listed = re.findall(
        r'href="#claim-(\d+)">(.*?)</a>.*?#is-([\w-]+)"', header, re.S
    )  # each claim with its answer
    answers = {one["claim"]: one["answer"] for one in run["verdicts"]}
    words = {one.words: one.id for one in released.content.study.claims}
    assert len(listed) == len(answers)
    for _, said, shape in listed:
        assert shape == answers[words[plain_text(said)]]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("number_", range(4))
def test_every_sentence_agrees_with_the_results(number_, published, profile, tmp_path):
    assert_study(tmp_path, number_, published, profile)


@pytest.mark.slow
@pytest.mark.parametrize("number_", range(200))
def test_every_sentence_agrees_in_200_studies(number_, tmp_path):
    published = number_ % 2 == 0
    for profile in PROFILES:
        assert_study(tmp_path, number_, published, profile)


# By a rule that knows no side, and of every place ----------------------------------------------


def test_the_claims_that_it_lists_do_not_hang_on_who_said_them():
    run = fixture.results()
    sides = {"Council": "Women's group", "Women's group": "Council"}
    claims = tuple(
        replace(one, who=sides.get(one.who, one.who), side=f"not {one.side}")
        for one in run.study.claims
    )
    by = {one.id: one for one in claims}
    other = replace(
        run,
        study=replace(run.study, claims=claims),
        verdicts=tuple(replace(one, claim=by[one.claim.id]) for one in run.verdicts),
    )
    listed = [[(c.number, c.words, c.answer) for c in first_of(one).claims] for one in (run, other)]
    assert listed[0] == listed[1] and len(listed[0]) <= MOST < len(run.study.claims)


def test_it_says_how_many_of_those_listed_are_undecided_once_judged_with_others():
    given = fixture.results()
    same = tuple(replace(one, simultaneous=one.answer) for one in given.verdicts)
    run = replace(given, verdicts=same)
    plain = first_of(run)
    ids = {one.words: one.id for one in run.study.claims}
    listed = [ids[one.words] for one in plain.claims]
    answered = [
        one.claim.id
        for one in run.verdicts
        if one.claim.id in listed and one.answer in ("supported", "contradicted")
    ]
    assert answered and "once judged together" not in plain.claims_note
    undone = tuple(
        replace(one, simultaneous="undecided") if one.claim.id == answered[0] else one
        for one in run.verdicts
    )
    told = first_of(replace(run, verdicts=undone)).claims_note
    assert f"One of the {front.spelled(len(listed))} listed is undecided once judged" in told


def test_a_fall_and_a_rise_read_alike():
    assert front.MEANS["fell"].replace("fell", "rose") == front.MEANS["rose"]
    assert mirror(front.BESIDE["fell"]) == front.BESIDE["rose"]
    assert mirror(BARS["high"]) == BARS["low"]


def test_what_was_recorded_stands_where_nothing_else_can_be_said(tmp_path):
    """One place, and no other to compare it with: before and after, with its picture."""
    found = simulate_panel(np.random.default_rng(3), replace(SIZE, effect=-0.5, least=40))
    path = write_study(
        found, tmp_path, title="One", question="Did it fall?", said=claims_of(found)[1:2],
    )  # fmt: skip
    study, panel = read_inputs(path).study, found.panel
    alone = replace(
        panel, areas=(panel.areas[found.target],), counts=panel.counts[:, [found.target]],
        covered=panel.covered[:, [found.target]],
    )  # fmt: skip
    done = replace(study.interventions[0], zones=(), buffer=None)
    asked = replace(study, interventions=(done,))
    areas = replace(
        found.areas, ids=alone.areas, names=("Here",), groups=("",),
        pairs=np.empty((0, 2), np.int64), gaps=np.empty(0),
    )  # fmt: skip
    released = release(analyse(asked, areas, alone))
    told = first_page(report_html(released))
    before = panel.total(found.base)[0, found.target]
    assert f": {before:,.0f} recorded in " in told["What was recorded?"]
    assert "fewer than two comparison areas" in told["Did it change?"]
    assert first_of(released.content).picture is not None


def test_of_a_change_that_was_barred_beforehand_no_size_could_have_been_seen():
    run = fixture.results()
    (one, *_) = run.detectable
    told = front.seen(run, replace(one, fall=None, rise=0.4, barred=("fall",), status="exact"))
    assert "a rise of 40% or more" in told and "of any size" not in told
    assert "could have shown no fall, whatever the counts: a check had failed" in told
    both = replace(one, fall=None, rise=None, barred=("fall", "rise"), status="exact")
    assert front.seen(run, both).startswith("This study could have shown no fall and no rise")


def test_a_change_beyond_chance_that_may_be_small_says_yes_under_beyond_chance():
    assert front.IN_A_WORD["small"].startswith("yes")


def test_a_change_is_barred_by_a_check_of_its_own_direction_alone():
    run = fixture.results()
    one = next(one for one in run.estimates if one.deciding is not None)
    gates = tuple(
        replace(run.checks[0], name=name, gate=True, passed=False, bars=bars)
        for name, bars in (("base-window", "rise"), ("steady", "both"))
    )
    fell = replace(one, deciding=(-0.6, -0.4), status="exact", checks=gates)
    assert [check.name for check in barring(fell)] == ["steady"]
    assert barring(replace(fell, deciding=(-0.6, 0.4))) == ()
    other = replace(
        fell, checks=gates[:1], deciding=(0.4, 0.6),
        parameter=replace(fell.parameter, outcome=run.study.outcomes[-1].id),
    )  # fmt: skip
    told = change_finding(run, (fell, other), "here")
    assert told.count("it is not established") == 2 and "jump about" in told


# Words that readers from outside did not know ---------------------------------------------------


def test_an_area_the_measures_of_the_title_and_what_a_range_misses_are_said():
    run = fixture.results()
    titled = fixture.replaced(run, study=replace(run.study, title="Ilford Lane, 2017 to 2021"))
    lines = dict(first_of(titled).lines)
    assert re.search(r"^1 of the \d+ areas that counts are given for;", lines["Where"])
    several = len(run.study.interventions)
    assert several == 2 and ", and the title gives the years of all; the report" in lines["What"]
    plain = fixture.replaced(run, study=replace(run.study, title="Ilford Lane"))
    assert "measures; the report has the other too." in dict(first_of(plain).lines)["What"]
    told = {one.question: one.text for one in first_of(run).sentences}
    assert "in 10% of such studies the truth lies outside" in told["Did it change?"]
    assert "% range" not in told["Did it change?"]
    assert told["Could this study tell?"].endswith(front.BEFOREHAND)


def test_what_the_page_leaves_out_is_in_the_workbook_and_the_page_says_so():
    made = pages(fixture.released())
    left = {grid.caption: grid for grid in made.grids}
    words = dict(left["What the words mean"].rows)
    for term in re.findall(r'<dt id="word-[^"]*">([^<]+)</dt><dd>([^<]+)</dd>', made.report):
        assert words[html.unescape(term[0])].startswith(html.unescape(term[1]))
    assert {"Methods and rules", "Settings of this run"} <= set(left)
    for name in ("change", "move", "method", "quality"):
        section = made.report[made.report.index(f'<section id="{name}">') :]
        assert "of this section: tables.xlsx" in section[: section.index("</section>")]


def test_no_word_stands_beside_counts_whose_answers_are_kept_back():
    run = fixture.results()
    facts = front_of(run)
    (key, _), *_ = [(one.outcome, two) for one, two in facts.others if two.direction != "hidden"]
    asked = [
        verdict
        for verdict in run.verdicts
        if (verdict.claim.intervention, verdict.claim.outcome, verdict.claim.zone)
        == (facts.intervention, key, "target")
    ]
    assert asked
    kept = tuple(
        replace(one, answer=NOT_SHOWN) if one in asked else one for one in run.verdicts
    )  # fmt: skip
    hidden = replace(run, verdicts=kept)
    rows = {row[0]: row for row in
            (front.other_row(hidden, pair) for pair in front_of(hidden).others)}  # fmt: skip
    named = {row[0]: row for row in (front.other_row(run, pair) for pair in facts.others)}
    changed = [name for name in rows if rows[name] != named[name]]
    assert len(changed) == 1 and rows[changed[0]][-1] == "not shown"
