"""Words: every code has a sentence, falls and rises mirror each other, release shows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.report import report_fixture as fixture
from waterbed.disclosure.inputs import NOUGHTS, release_input
from waterbed.model.codes import (
    ASSUMPTIONS,
    CHECKS,
    CONTACTS,
    NOTICES,
    READING,
    REASONS,
    REFUSALS,
    WARNINGS,
)
from waterbed.model.estimate import Figure, remark
from waterbed.model.kinds import COMPARED, KINDS
from waterbed.model.methods import HEADLINES, METHODS
from waterbed.model.months import Months
from waterbed.model.released import (
    ShownCheck,
    ShownEstimate,
    ShownFigure,
    ShownParameter,
    ShownReading,
    ShownRemark,
)
from waterbed.model.released_survey import ShownSurvey, ShownWave
from waterbed.model.results import InputRecord
from waterbed.report.words import (
    beside,
    checks,
    claimed,
    could,
    data,
    estimates,
    head,
    methods,
    names,
    reading,
    remarks,
    sections,
    verdicts,
)
from waterbed.report.words.numbers import (
    HIDDEN,
    MINUS,
    between,
    change,
    counted,
    day,
    figure,
    length,
    months_in,
    percent,
    pieces,
    sentence,
    share,
    two_sided,
)

SWAPPED = {
    "fewer": "more",
    "lower": "higher",
    "downwards": "upwards",
    "fall": "rise",
    "fell": "rose",
    "fallen": "risen",
    "low": "high",
    "lowest": "highest",
    "trough": "peak",
    MINUS: "+",
}
SWAPPED |= {b: a for a, b in SWAPPED.items()}


def mirror(text: str) -> str:
    """The text with every word of direction turned round."""
    return re.sub(rf"[a-z]+|[+{MINUS}]", lambda word: SWAPPED.get(word[0], word[0]), text)


# The catalogue ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("catalogue", "words"),
    [
        (REASONS, verdicts.REASON_WORDS),
        (CHECKS, checks.CHECK_WORDS),
        (CHECKS, checks.CHECK_TITLES),
        (WARNINGS, remarks.WARNING_WORDS),
        (NOTICES, remarks.NOTICE_WORDS),
        (REFUSALS, remarks.REFUSAL_WORDS),
        (ASSUMPTIONS, remarks.ASSUMPTION_WORDS),
        (READING, reading.READING_WORDS),
        (CONTACTS, reading.CONTACTS_WORDS),
    ],
    ids=[
        "reasons",
        "checks",
        "check titles",
        "warnings",
        "notices",
        "refusals",
        "assumptions",
        "reading",
        "contacts",
    ],
)
def test_every_code_has_words_and_every_word_a_code(
    catalogue: dict[str, object], words: dict[str, object]
) -> None:
    assert words.keys() == catalogue.keys()


def facts(given: tuple[str, ...], status: str = "exact") -> ShownRemark:
    """A remark with every fact given: numbers where sentences expect numbers."""
    texts = {"direction": "high", "from": "April 2010", "to": "March 2016", "start": "2017-06"}
    texts |= {"date": "2026-11-02", "event": "Covid-19", "source": "the Post", "role": "adjacent"}
    texts |= {"whole": "supported", "rest": "undecided", "answer": "undecided", "why": "gaps"}
    texts |= {"outcome": "robbery"}
    texts |= {"asked": "difference", "used": "forecast", "method": "simplex"}
    texts |= {"check": "base-window", "window": "nine months", "intervention": "order"}
    lists = {"interventions", "events", "tables", "missing", "ratios", "coverages"}
    made: list[tuple[str, ShownFigure | str | tuple[str, ...]]] = []
    for name in given:
        if name in texts:
            made.append((name, texts[name]))
        elif name in lists:
            made.append((name, ("one", "another")))
        elif name == "band":
            made.append((name, "diffusion"))
        else:
            value = None if status == "withheld" else 12.0
            made.append((name, ShownFigure(value, "count", status)))
    return ShownRemark("", tuple(made))


@pytest.mark.parametrize("code", READING)
@pytest.mark.parametrize("published", [True, False])
def test_what_was_done_to_read_a_table_is_a_whole_sentence(code: str, published: bool) -> None:
    """Of a table that is not published: coarse numbers, and no word of the file."""
    figures = (
        "rows", "of", "cells", "areas", "bounded", "low", "high", "keys", "files", "usual",
        "others", "newer", "older", "made", "gone", "moved", "counts", "days", "other_rows",
    )  # fmt: skip
    made = {name: Figure(137) if name in figures else "Loxford" for name in READING[code]}
    if code == "more-months":
        made = {"months": Figure(137)}
    if "outcome" in made:  # the study's own word for what is counted
        made["outcome"] = "burglary"
    row = {name: Figure(4) for name in READING[code] if name in ("header", "first")}
    made |= row
    if code == "period-format":
        made |= {"form": "DD/MM/YYYY"}
    if code == "period-formats":
        made |= {"form": "YYYY-MM-DD", "other_form": "DD/MM/YYYY"}
    record = InputRecord("ward.csv", "", 500, remarks=(remark(code, **made),), published=published)
    texts = reading.notices(release_input(record, True, True))
    if code in NOUGHTS and not published:  # that a kind counts nought is not remarked on
        assert not texts
        return
    (text,) = texts
    assert re.fullmatch(r"[A-Z0-9].*[.]", sentence(text))
    assert "None" not in text and "  " not in text and "Figure" not in text
    assert not row or "row 4" in text
    if not published:
        assert "137" not in text and ("Loxford" not in text or code in ("separator", "encoding"))


@pytest.mark.parametrize("status", ["exact", "rounded", "withheld"])
@pytest.mark.parametrize("code", [*CHECKS, *WARNINGS, *NOTICES])
def test_remarks_are_whole_sentences(code: str, status: str) -> None:
    study = fixture.study()
    given = {**CHECKS, **WARNINGS, **NOTICES}[code]
    one = replace(facts(given, status), code=code)
    if code in CHECKS:
        text = checks.check_text(study, ShownCheck(code, False, False, one))
    elif code in WARNINGS:
        text = remarks.warning_text(study, one)
    else:
        text = remarks.notice_text(study, one)
    assert re.fullmatch(r"[A-Z0-9].*[.]", text)
    assert "None" not in text and "  " not in text and "{" not in text
    assert status != "exact" or HIDDEN not in text


@pytest.mark.parametrize("code", REASONS)
def test_reasons_are_whole_sentences(code: str) -> None:
    results = fixture.results()
    claim = "police-sexual" if "record" in code or "reading" in code else "fell-sexual"
    claim = "men" if code == "needs" else claim
    verdict = next(one for one in results.verdicts if one.claim.id == claim)
    verdict = replace(verdict, reasons=(replace(facts(REASONS[code]), code=code),))
    if code == "as-recorded":
        plain = next(one for one in results.estimates if one.parameter.zone == "target")
        at = verdict.claim
        key = replace(plain.parameter, intervention=at.intervention, outcome=at.outcome,
                      zone=at.zone, part="whole", scale="count")  # fmt: skip
        plain = replace(plain, parameter=key, method="before-after")
        results = replace(results, estimates=(*results.estimates, plain))
        verdict = replace(verdict, claim=replace(at, window=""))
    if code in ("answers", "what-answers-are"):
        waves = {"before": ShownWave(212, 400), "after": ShownWave(171, 405)}
        asked = ShownSurvey("safe", "Safe?", "yes", "", "s", "", **waves, value=-0.1, low=-0.2,
                            high=-0.1, status="exact")  # fmt: skip
        results = replace(results, surveys=(asked,))
        verdict = replace(verdict, claim=replace(verdict.claim, survey="safe"))
    (text,) = verdicts.reason_sentences(results, verdict)
    assert re.fullmatch(r"[A-Z0-9“].*[.]", text)
    assert "None of" in text or "None" not in text


def test_every_kind_of_claim_is_told() -> None:
    study = fixture.study()
    for kind, row in KINDS.items():
        claim = replace(fixture.claims()[4], kind=kind, stated=-0.2)
        told = claimed.judged_as(study, claim)
        assert bool(told) == (
            row.parameter in ("recorded", "population", *COMPARED)
            or row.quantity.done
            or row.quantity.asked
        )
        opposite = claimed.judged_as(study, replace(claim, negated=True))
        assert not told or told.startswith("Judged as: ")
        assert not told or (opposite.startswith("Judged as: ") and opposite != told)


@pytest.mark.parametrize(
    ("kind", "stated", "said", "opposite"),
    [
        ("recorded", -0.21, "a fall of 21% or more in recorded", "no fall of 21% or more in"),
        ("recorded", 0.215, "a rise of 21.5% or more in", "no rise of 21.5% or more in"),
        ("fell", None, "area fell by more than 5% against", "area did not fall by more than 5%"),
        ("rose", None, "area rose by more than 5% against", "area did not rise by more than 5%"),
        ("fell-by", 0.5, "area fell by 50% or more", "area did not fall by 50% or more"),
        (
            "unchanged",
            None,
            "changed by no more than 5% either way",
            "changed by more than 5%",
        ),
        ("moved", None, "at least 20% of the fall in", "less than 20% of the fall in"),
        ("not-moved", None, "less than 20% of the fall in", "at least 20% of the fall in"),
    ],
)
def test_a_claim_and_its_negation_are_told_in_plain_words(
    kind: str, stated: float | None, said: str, opposite: str
) -> None:
    study = fixture.study()
    study = replace(study, rule=replace(study.rule, smallest_effect=0.05, margin=0.2))
    claim = replace(fixture.claims()[4], kind=kind, stated=stated)
    assert said in claimed.judged_as(study, claim)
    assert opposite in claimed.judged_as(study, replace(claim, negated=True))


# Numbers ------------------------------------------------------------------------------------


def test_numbers_are_rounded_once_and_written_out() -> None:
    assert counted(1234.4) == "1,234"
    assert counted(35.0, "rounded") == "about 35"
    assert counted(None, "withheld") == HIDDEN
    assert counted(-4.0) == f"{MINUS}4"
    assert percent(-10 / 33, 33) == f"{MINUS}30%"
    assert percent(66 / 899, 899) == "+7.3%"
    assert share(0.004) == "less than 1%"
    assert day("2018-05-24") == "24 May 2018"
    assert months_in("from 2017-04, not 2017-13") == "from April 2017, not 2017-13"
    assert length(Months.parse("2017-04", "2017-12")) == "the nine months April to December 2017"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-21.2, 6.0, "between 21 fewer and 6 more"),
        (-21.0, -3.0, "between 21 fewer and 3 fewer"),
        (0.2, 6.0, "between no change and 6 more"),
        (None, 6.0, "from 6 more downwards without limit"),
        (-21.0, None, "from 21 fewer upwards without limit"),
        (None, None, "anything at all"),
        (4.6, 5.4, "5 more"),
    ],
)
def test_intervals_are_ranges_of_the_thing(
    low: float | None, high: float | None, said: str
) -> None:
    assert between(low, high) == said


def test_a_set_is_told_piece_by_piece() -> None:
    assert pieces(((None, -0.5), (0.2, None)), "ratio") == (
        "from 50% lower downwards without limit, or from 20% higher upwards without limit"
    )


@pytest.mark.parametrize("x", [0.0, 0.3, 0.5, 2.5, 10.0, 25.27, 408.5, 1234.5])
@pytest.mark.parametrize("scale", ["count", "ratio"])
def test_a_rise_is_the_mirror_of_a_fall(x: float, scale: str) -> None:
    assert change(-x, scale) == mirror(change(x, scale))
    assert percent(-x / 100) == mirror(percent(x / 100))


def turned(one: ShownEstimate) -> ShownEstimate:
    """The estimate of a change of the same size the other way."""
    assert one.value is not None and one.deciding is not None and one.expected is not None
    low, high = one.deciding
    return replace(
        one,
        value=-one.value,
        observed=2 * one.expected - (one.observed or 0.0),
        deciding=(None if high is None else -high, None if low is None else -low),
    )


def test_findings_of_a_fall_and_a_rise_mirror_each_other() -> None:
    study = fixture.study()
    one = replace(fixture.estimates()[0], expected=100.0, observed=70.0, value=-30.0)
    there, back = estimates.finding(study, one), estimates.finding(study, turned(one))
    assert mirror(there) == back.replace("130 recorded", "70 recorded")
    assert estimates.difference(one) == f"30 fewer ({MINUS}30%)"
    assert estimates.difference(turned(one)) == "30 more (+30%)"


def test_base_windows_high_and_low_mirror_each_other() -> None:
    study = fixture.study()
    high = next(one.remark for one in fixture.checks() if one.name == "base-window")
    low = replace(high, facts=tuple((k, "low" if k == "direction" else v) for k, v in high.facts))
    assert mirror(checks.base_window(study, high)) == checks.base_window(study, low)


@pytest.mark.parametrize("bars", ["fall", "rise", "both"])
def test_section_findings_mirror_each_other(bars: str) -> None:
    results = fixture.results()
    one = replace(fixture.estimates()[0], deciding=(-50.0, -3.0))
    other = {"fall": "rise", "rise": "fall", "both": "both"}[bars]
    gate = replace(results.checks[0], bars=bars)
    back = replace(results.checks[0], bars=other)
    there = sections.change_finding(results, [replace(one, checks=(gate,))], "here")
    again = sections.change_finding(results, [replace(turned(one), checks=(back,))], "here")
    assert mirror(there) == again
    assert ("fell" in there) == (bars == "rise")


# Words of the report ------------------------------------------------------------------------


def test_recorded_claims_give_both_ends_counts_first() -> None:
    results = fixture.results()
    text = verdicts.reason_text(results, results.verdicts[0])
    assert text.startswith("Contradicted. Recorded sexual offences in the target area: 33 in ")
    assert f"23 in the nine months April to December 2017: 10 fewer ({MINUS}30%)" in text
    assert "The figure claimed, a fall of 50%, does not come out." in text
    assert "7 of the 70 ways of choosing the months give a fall of 50% or more" in text


def test_a_recorded_claim_whose_counts_are_not_shown_still_says_why() -> None:
    results = fixture.results()
    first = results.verdicts[0]
    tables = tuple(replace(one, stated=None, status="withheld") for one in results.readings)
    about = ShownFigure(-0.3, "ratio", status="rounded")
    withheld = replace(about, value=None, status="withheld")
    for recorded, said in (
        (about, "about 30% lower than before."),
        (withheld, "counts not shown."),
        (None, ""),
    ):
        verdict = replace(first, recorded=recorded, reproduced=None, readings=None)
        hidden = replace(results, readings=tables, verdicts=(verdict, *results.verdicts[1:]))
        text = verdicts.reason_text(hidden, verdict)
        place = "sexual offences in the target area: "
        assert (f"{place}{said}" in text) if said else (place not in text)
        assert ("The figure claimed is a fall of 50%." in text) == bool(said)
        assert "33" not in text and "23 in" not in text


def test_a_binding_gate_comes_first_and_in_words() -> None:
    results = fixture.results()
    verdict = next(one for one in results.verdicts if one.claim.id == "fell-sexual")
    first, second, *_ = verdicts.reason_sentences(results, verdict)
    assert "unusually high for this place: 49 in the base months" in first
    assert "10th of 657 places" in first
    assert "between 54 fewer and 4 more" in second
    assert "agrees with the claim" not in second


def test_reasons_do_not_depend_on_who_speaks() -> None:
    results = fixture.results()
    claims = tuple(
        replace(one, who="Somebody else", side={"for": "against"}.get(one.side, "for"))
        for one in results.study.claims
    )
    swapped = replace(results, study=replace(results.study, claims=claims))
    for verdict in results.verdicts:
        assert verdicts.reason_text(results, verdict) == verdicts.reason_text(swapped, verdict)


def test_no_p_value_and_no_judging_adjective_in_the_reasons() -> None:
    results = fixture.results()
    for verdict in results.verdicts:
        text = verdicts.reason_text(results, verdict)
        assert not re.search(r"\bp ?[=<]|significan|dramatic|success|fail(ed|ure) to", text)


def test_withheld_estimates_are_told_and_not_shown() -> None:
    results = fixture.results()
    one = replace(
        results.estimates[0], value=None, observed=None, expected=None, low=None, high=None,
        deciding=None, status="withheld",
    )  # fmt: skip
    assert estimates.finding(results.study, one).endswith(f"{HIDDEN}.")
    assert HIDDEN in estimates.fits(one)
    assert HIDDEN in sections.change_finding(results, [one], "here")
    assert HIDDEN in sections.parts_sentence(one, one)


def test_rounded_estimates_say_about() -> None:
    one = replace(fixture.estimates()[0], observed=30.0, expected=55.0, value=-25.0)
    one = replace(one, status="rounded")
    told = estimates.finding(fixture.study(), one)
    assert "about 30 recorded" in told and "about 55" in told and "about 25 fewer" in told


def test_figures_by_unit_and_status() -> None:
    assert figure(ShownFigure(35.0, "count", "rounded")) == "about 35"
    assert figure(ShownFigure(None, "ratio", "withheld")) == HIDDEN
    assert figure(ShownFigure(-0.303, "ratio", "exact")) == f"{MINUS}30%"
    assert figure(ShownFigure(0.0004, "probability", "exact")) == "below 0.001"
    assert two_sided(0.0004, 5000) == "below 0.001"
    assert two_sided(0.01, 99) == f"{two_sided(0.02, 99)} or less" == "0.020 or less"
    assert two_sided(0.01, None) == "0.010" and two_sided(None, 99) == ""


@pytest.mark.parametrize(
    ("fall", "rise", "said"),
    [
        (0.6, 0.9, "is a fall of 60% and a rise of 90%."),
        (None, 0.9, "would often have missed even a fall to nothing"),
        (None, None, "this study would often have missed even a fall to nothing"),
    ],
)
def test_what_the_study_could_see(fall: float | None, rise: float | None, said: str) -> None:
    results = fixture.results()
    one = replace(results.detectable[0], fall=fall, rise=rise)
    assert said in could.could_finding(results, [one])


def test_each_intervention_says_what_it_could_see() -> None:
    results = fixture.results()
    one = replace(results.detectable[0], fall=0.6, rise=0.9)
    alone = could.could_findings(results, [one])
    assert alone == could.could_finding(results, [one])
    other = replace(one, fall=0.3, parameter=replace(one.parameter, intervention="second"))
    both = could.could_findings(results, [one, other])
    assert "a fall of 60%" in both and "(second), a fall of 30%" in both
    assert both.count("in the target area (") == 2


def test_a_change_that_could_not_be_seen_is_seen_less_often_than_the_power() -> None:
    """What is not seen at the largest change tried would be supported less often than `power`."""
    results = fixture.results()
    verdict = next(one for one in results.verdicts if one.kind == "fell")
    blind = replace(results.detectable[0], fall=None, rise=None, status="exact", power=0.8)
    results = replace(results, detectable=(*results.detectable, blind))
    verdict = replace(verdict, detectable=results.detectable[-1])
    assert claimed.could_see(results, verdict) == (
        "This study would often have missed even a fall to nothing: even then it would have "
        "supported this claim less than 80% of the time."
    )


def test_could_not_is_said_only_where_no_count_would_do() -> None:
    results = fixture.results()
    verdict = next(one for one in results.verdicts if one.kind == "fell")
    seen = replace(results.detectable[0], fall=None, rise=None, status="exact", power=0.8)
    verdict = replace(verdict, detectable=seen)
    ruled_out = replace(verdict, excluded=("supported",))
    assert "could not" not in claimed.could_see(results, verdict)
    assert claimed.could_see(results, ruled_out) == (
        "This study could not have supported this claim, whatever the counts."
    )
    rare = replace(verdict, detectable=replace(seen, chance=0.0), answer="supported")
    assert "could not" not in claimed.could_see(results, rare)


def test_a_single_other_way_is_told_as_one() -> None:
    verdict = replace(
        fixture.results().verdicts[0], specifications=((fixture.estimates()[0], "undecided"),)
    )
    (told,) = beside.other_ways(verdict)
    assert told == "The one other way of computing it, which decides nothing, gives undecided."
    assert "%" not in told


def test_a_range_open_at_both_ends_is_told_once() -> None:
    one = replace(fixture.results().estimates[0], deciding=(None, None), status="exact")
    assert estimates.fits(one) == "What fits these data: anything at all."


@pytest.mark.parametrize(
    ("beyond", "said"),
    [
        (ShownFigure(0), "None of 16 placebo places and years had a base"),
        (ShownFigure(3), "3 of 16 placebo places and years had a base"),
        (ShownFigure(None, status="withheld"), f"target's, is {HIDDEN}; at least 1 must have,"),
    ],
)
def test_places_with_a_base_as_unusual_are_counted_in_words(beyond: ShownFigure, said: str) -> None:
    told = remark(
        "comparable", beyond=beyond, of=ShownFigure(16), needed=ShownFigure(1), direction="high"
    )
    check = ShownCheck("comparable", False, True, told)
    assert said in checks.check_text(fixture.study(), check)


def test_attributions_once_each() -> None:
    assert data.attribution(fixture.results()) == (
        "Metropolitan Police Service, London Datastore. Licence: OGL v3.",
        "Contains OS data © Crown copyright 2018. Licence: OGL v3.",
    )


@pytest.mark.parametrize("lock", ["", "same", "differs"])
def test_lock_and_seen_are_said(lock: str) -> None:
    results = fixture.results(lock=lock, lock_date="2026-10-01" if lock else "")
    assert {"": "not locked", "same": "is the one", "differs": "differs"}[lock] in (
        head.lock_state(results)
    )
    seen = replace(results.study.rule, data_seen=False)
    assert head.seen_state(replace(results.study, rule=seen)).startswith("No result had been")


def test_methods_give_a_formula_and_the_rule_its_level() -> None:
    assert all(one.text and one.formula for one in (*methods.paragraphs(METHODS), *methods.RULES))
    assert {one.title for one in methods.paragraphs(HEADLINES)} == {
        METHODS[key].title or names.capital(METHODS[key].name) for key in HEADLINES
    }
    assert "5% on either side" in methods.verdict_rule(0.95, "difference").text


def test_places_are_told_by_zone_and_part() -> None:
    results = fixture.results()
    key = ShownParameter("displacement", "operation", "robbery", "adjacent", "w", "count", "rest")
    one = replace(results.estimates[0], parameter=key)
    assert "that no other intervention covers" in estimates.finding(results.study, one)


def test_matched_placebos_are_told_only_where_some_were_left_out() -> None:
    one = replace(fixture.results().estimates[0], placebos=88, placebos_all=3936, reached=None)
    assert "These 88 are the places and years" in sections.matched_sentence(one)
    assert "all 3,936" in sections.matched_sentence(one)
    assert sections.matched_sentence(replace(one, placebos=3936)) == ""
    # Of two pools, the fewest are not those that the share before this sentence is of.
    several = replace(one, reached=(96, 1188))
    assert "These 1,188 are the places and years" in sections.matched_sentence(several)
    assert sections.matched_sentence(replace(one, placebos_all=None)) == ""


def test_no_percentage_is_taken_of_a_count_of_0() -> None:
    base, post = Months.parse("2016-04", "2016-12"), Months.parse("2017-04", "2017-12")
    one = ShownReading(base, post, "year-before", 0.0, 5.0, None, True)
    assert estimates.reading_words(one).endswith(
        "5 more (no percentage can be taken of a count of 0)"
    )
    assert estimates.reading_words(replace(one, post_count=0.0)).endswith(": no change")
    assert estimates.reading_cell(one) == "0 to 5"


def test_unequal_months_are_scaled_before_they_are_compared() -> None:
    base, post = Months.parse("2016-04", "2017-03"), Months.parse("2017-04", "2017-12")
    one = ShownReading(base, post, "year-before", 40.0, 27.0, 27 / 30 - 1, False)
    said = estimates.reading_words(one)
    assert "40 in the twelve months" in said and "(which would be 30 in nine months)" in said
    assert said.endswith(f"3 fewer ({MINUS}10%)")


def test_digits_are_those_of_the_figure_claimed() -> None:
    claim = replace(fixture.claims()[4], kind="recorded", stated=-0.215, rounding=0.001)
    assert claimed.claimed(claim) == "a fall of 21.5%" and claimed.rounded_to(claim) == ""
    coarse = replace(claim, stated=-0.5, rounding=0.05)
    assert claimed.claimed(coarse) == "a fall of 50%"
    assert claimed.rounded_to(coarse) == " (to the nearest 5%)"
    assert claimed.rounded_to(replace(coarse, rounding=0.01)) == ""


def test_ends_that_only_rounding_makes_equal_get_a_digit_more() -> None:
    one = replace(fixture.results().estimates[0], expected=100.0, deciding=(-61.0, -4.6))
    assert "to −4.6%)" in estimates.fits(one, (-0.05,))
    assert "to −5%)" in estimates.fits(one)
