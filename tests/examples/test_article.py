"""The article of the worked example: every assertion, under its speaker, in its own words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from waterbed.disclosure import release
from waterbed.model.kinds import KINDS
from waterbed.read.study.study_file import read_study
from waterbed.report import results_json
from waterbed.report.sections.opinions import in_order
from waterbed.report.words.concerned import concerned

STUDY = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"
ECP = "English Collective of Prostitutes, spokesperson"
COUNCIL = "Redbridge Council, leader"
ARTICLE = "The article"

# Who makes each assertion, by its number in the article.
SPEAKERS = {
    1: ECP, 2: ARTICLE, 3: ARTICLE, 4: ECP, 5: ECP, 6: ECP, 7: ECP, 8: ECP, 9: COUNCIL, 10: COUNCIL,
    11: ECP, 12: ECP, 13: ECP, 14: ECP, 15: ECP, 16: ECP, 17: COUNCIL, 18: COUNCIL, 19: COUNCIL,
    20: COUNCIL, 21: COUNCIL, 22: COUNCIL, 23: COUNCIL,
}  # fmt: skip
ACTIVITY = {3, 19, 20, 21}
"""Assertions on what was done, which counts of actions answer."""

# The words of the article that are quoted; the rest is put in ours.
QUOTED = {
    1: "only force sex workers into more dangerous situations",
    12: "Migrant workers make up about six per cent of the total",
    15: "All this will do is displace",
    17: "almost exclusively Romanian migrants",
}


@pytest.fixture(scope="module")
def study():
    return read_study(STUDY)


@pytest.fixture(scope="module")
def shown(redbridge_run):
    return release(redbridge_run[0], "public").content


def test_every_assertion_stands_under_its_speaker(study):
    said = [one for one in (*study.claims, *study.opinions) if one.order is not None]
    assert {one.order for one in said} >= set(SPEAKERS) - ACTIVITY
    for one in said:
        assert one.who == SPEAKERS[one.order], one.words
        assert one.group == "Said in the article"


def test_only_the_article_s_own_words_are_quoted(study):
    for one in (*study.claims, *study.opinions):
        if one.order is None:
            continue
        quoted = re.findall(r'"([^"]+)"', one.words)
        assert [text.rstrip(".") for text in quoted] in ([], [QUOTED.get(one.order, "")])
    for order, words in QUOTED.items():
        assert any(words in one.words for one in study.claims if one.order == order)


def test_whose_share_of_whom_is_said_and_nobody_is_credited_with_another_s_words(study):
    """One quotation was joined from two and put to supporters of the crackdown; six per cent was
    put to those trafficked, where the article prints it of migrants."""
    text = STUDY.read_text(encoding="utf-8")
    assert "Supporters of the crackdown" not in text and "many of whom" not in text
    six = next(one for one in study.claims if one.order == 12)
    assert (
        "the share who are migrants" in six.words
        and "no share of those who are trafficked" in six.words
    )
    for one in study.claims:
        if one.kind == "share" and one.order is not None:
            assert "the share" in one.words


def test_within_a_subject_they_stand_in_the_order_of_the_article(study):
    for subject in {one.subject for one in study.claims if one.order is not None}:
        orders = [o.order for o in study.claims if o.subject == subject and o.order is not None]
        assert orders == sorted(orders)


def test_what_the_study_puts_itself_is_marked_and_nothing_else_is(study):
    for one in study.claims:
        assert one.by_study == (one.who == "This study")
        assert one.by_study == one.source.startswith("Not from a source")


def test_an_opinion_has_no_answer(study, shown):
    assert [one.order for one in study.opinions] == [13]
    words = {one.words for one in study.opinions}
    assert not words & {one.claim.words for one in shown.verdicts}
    grid = in_order(shown)
    (row,) = (row for row in grid.rows if row[0] == "13")
    assert row[3] == "Opinion"


def test_the_table_stands_in_the_article_s_order(shown):
    rows = in_order(shown).rows
    numbers = [int(row[0]) for row in rows]
    assert numbers == sorted(numbers)
    answers = {one.claim.words: one.answer for one in shown.verdicts}
    for _, words, _, answer, test in rows:
        if answer == "Opinion":
            continue
        assert answer.casefold() == answers[words]
        assert test or answer != "Untestable", words


def test_what_cannot_be_tested_says_what_would_how_large_and_who_has_the_data(study):
    tests = {one.id: one for one in study.tests}
    for one in study.claims:
        if KINDS[one.kind].parameter == "none" and one.order is not None:
            assert one.tested_by
    used = {one.test for one in study.claims if one.test}
    assert used == set(tests)
    for one in tests.values():
        assert one.by and one.staff and one.months and one.holders


def test_harm_claims_say_how_much_of_the_count_can_concern_the_women(shown):
    told = {}
    for verdict in shown.verdicts:
        if KINDS[verdict.kind].parameter in ("harm", "reporting"):
            told[verdict.claim.id] = concerned(shown, verdict.claim)
    assert all(told.values())
    said = told["violence-less"]
    assert "Of 277 recorded in April to December 2016" in said
    assert "can be only a few: one each would be 20 to 35 (7% to 13%)" in said
    assert "more than one for each of those concerned" in said
    assert told["order-more-dangerous"] == told["women-supported"]  # the one denies the other


def test_the_denial_of_a_claim_of_harm_is_answered_as_the_claim_is(shown):
    by = {one.claim.id: one for one in shown.verdicts}
    turned = {"supported": "contradicted", "contradicted": "supported"}
    answer = by["order-more-dangerous"].answer
    assert by["women-supported"].answer == turned.get(answer, answer)


def test_findings_from_elsewhere_stand_on_either_side_and_are_marked(study):
    ids = {one.id for one in study.claims}
    checked = {one.checked for one in study.known}
    assert checked == {True, False}
    for one in study.known:
        assert one.design and one.where and {*one.agrees, *one.disagrees, *one.beside} <= ids
    sided = ("trial-more-dangerous", "clients-no-fall", "cannot-report", "trial-moved")
    for claim in sided:
        assert any(claim in one.agrees for one in study.known)
        assert any(claim in one.disagrees for one in study.known)
    by = {one.id: one for one in study.claims}
    for one in study.known:  # what speaks for a claim speaks against its denial
        if "order-more-dangerous" in (*one.agrees, *one.disagrees):
            sides = ("order-more-dangerous" in one.agrees, "women-supported" in one.disagrees)
            assert by["women-supported"].negated and (sides[0] == sides[1] or not sides[1])


def test_two_figures_of_one_cohort_are_explained_in_a_line(study):
    """The article's list has 4.35, a later model of the same women 4.79."""
    (one,) = [one for one in study.known if one.figure == 4.79]
    assert "4.35 (1.36 to 13.90)" in one.source and "allowed for" in one.source
    exposed, others = 0.796, 0.449
    odds = exposed / (1 - exposed) / (others / (1 - others))
    assert round(odds, 2) == one.figure and "79.6% against 44.9%" in one.source


def test_the_assertions_on_what_was_done_stand_beside_what_is_known_of_it(study):
    """Both readers missed it: the order and the cameras, one operation, a week's referrals."""
    for claim in ("more-enforcement", "rather-than-arrested", "brothels-with-home-office"):
        bears = [one for one in study.known if claim in (*one.agrees, *one.beside)]
        assert bears, claim
    police = {one.id: one.words for one in study.claims if one.kind == "done-to"}
    assert "the police's cautions and arrests" in police["buyers-first-2013"]
    assert "before the council's order" in police["buyers-first-2013"]
    assert "the council's fines" in police["buyers-first-2017"]


def test_the_first_page_names_what_was_done_to_either_group(shown):
    """It named cautions of women, and no fine of a buyer: those are of another measure."""
    from waterbed.model.months import month
    from waterbed.report.words.activity import on_others

    women = on_others(shown.study, shown.activity, "police operation", month("2017-04"))
    assert women == (
        " Under another measure: 114 fines of buyers, by April 2019 (public space protection order "
        "on buying sex, whole borough)."
    )
    buyers = on_others(shown.study, shown.activity, "borough order", month("2018-08"))
    assert "68 cautions of women who sell sex" in buyers and "police operation" in buyers


def test_the_twenty_three_are_printed_in_their_order(redbridge_run, capsys):
    """`waterbed run examples/redbridge/study.toml --in-order`"""
    from waterbed.cli.terminal.verdicts import show_in_order

    show_in_order(release(redbridge_run[0], "public"))
    said = " ".join(capsys.readouterr().out.split())
    assert "23 assertions; one that says several things has a row for each." in said
    assert "26 claims: 0 supported, 1 contradicted, 5 undecided, 20 untestable." in said
    assert "1 opinion is listed and not judged" in said
    places = [said.index(f" {number} ") for number in (1, 22)]
    assert places == sorted(places)
    for who in (ECP, COUNCIL, ARTICLE):
        assert who.split(",")[0] in said
    assert "What would test it" not in said  # a line of reason, not how else to test it


def test_what_is_known_from_elsewhere_moves_no_answer(redbridge_run):
    """All of it turned round, and none of it at all: the same answers, reasons and estimates."""
    raw = redbridge_run[0]
    plain = _answers(raw)
    turned = tuple(
        replace(one, agrees=one.disagrees, disagrees=one.agrees, figure=99.0, low=None, high=None,
                measure="odds ratio", finding="The opposite.", checked=not one.checked)
        for one in raw.study.known
    )  # fmt: skip
    for known in (turned, ()):
        assert _answers(replace(raw, study=replace(raw.study, known=known))) == plain


def test_known_findings_and_opinions_are_judged_by_nothing(study, tmp_path):
    """A study without them has the same rule: what is judged does not hold them."""
    raw = tomllib.loads(STUDY.read_text(encoding="utf-8"))
    assert {"known", "opinions", "tests"} <= raw.keys()
    from waterbed.read.study.study_file import study_from

    bare = {key: value for key, value in raw.items() if key not in ("known", "opinions")}
    assert study_from(bare).rule_sha256 == study_from(raw).rule_sha256


def _answers(raw) -> list[object]:
    import json

    written = json.loads(results_json(release(raw, "public")))
    return [written["verdicts"], written["estimates"], written["checks"]]
