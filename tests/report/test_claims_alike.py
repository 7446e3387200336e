"""Claims that were said in the same words: the list of claims tells them apart."""

from __future__ import annotations

from dataclasses import replace

from tests.report import report_fixture as fixture
from waterbed.report import report_html
from waterbed.report.sections.cards import judged_here
from waterbed.report.sections.detectable import asked_of


def test_claims_of_the_same_words_say_what_each_is_judged_as() -> None:
    study = fixture.study()
    first, second, *rest = study.claims
    study = replace(study, claims=(first, replace(second, words=first.words), *rest))
    made = fixture.released(study=study)
    told = [judged_here(made.content, one) for one in study.claims]
    assert all(one.startswith("judged here as: ") for one in told[:2]) and told[0] != told[1]
    assert not any(told[2:])
    page = report_html(made)
    assert all(one in page for one in told[:2])


def test_claims_of_words_of_their_own_are_not_told_twice() -> None:
    assert "judged here as" not in report_html(fixture.released())


def test_the_head_names_what_is_asked_of_each_intervention_alone() -> None:
    results = fixture.results()
    one = results.detectable[0].parameter
    claim = next(x for x in results.study.claims if x.intervention == one.intervention)
    strange = replace(results.detectable[0], parameter=replace(one, outcome="unasked"))
    unnamed = replace(strange, parameter=replace(strange.parameter, intervention="no claim's"))
    kept = asked_of(results, [results.detectable[0], strange, unnamed])
    assert claim and kept == [results.detectable[0], unnamed]
