"""The glossary: short, whole, and every heading and code of a report is in it."""

from __future__ import annotations

import html
import re

import pytest
from click.testing import CliRunner

from tests.report import report_fixture as fixture
from waterbed.cli import main
from waterbed.model import codes
from waterbed.report.lean import EXPLAINED
from waterbed.report.page import pages, report_html
from waterbed.report.words.answers import ANSWER_WORDS
from waterbed.report.words.glossary import closest, find, terms

# Headings of columns that say in plain words what stands under them.
PLAIN = {
    "claim", "date", "file", "rows", "rejected", "sha-256", "place", "value", "licence",
    "published", "months", "areas", "reasons", "what was found", "question", "check", "outcome",
    "package", "version", "settings", "names", "beyond chance", "what it holds", "name", "source",
    "what is done", "formula", "warning", "word", "what it means", "places that would tell",
    "times the counts that would",
}  # fmt: skip


def test_every_heading_of_a_table_is_plain_or_explained() -> None:
    made = pages(fixture.released())
    found = {
        html.unescape(one) for one in re.findall(r'<th scope="col"[^>]*>([^<]*)<', made.report)
    }
    assert found
    found |= {column for grid in made.grids for column in grid.columns}
    headings = {one for one in found if ", claimed" not in one}
    named = {one.name.casefold() for one in fixture.released().content.study.outcomes}
    bare = {one: re.sub(r"\s*\([^)]*\)", "", one).strip().casefold() for one in headings}
    assert len(headings) > 10
    assert not [one for one in headings if bare[one] not in PLAIN | named and not find(one)]


@pytest.mark.parametrize(
    "code",
    sorted(
        {*codes.REASONS, *codes.REFUSALS, *codes.CHECKS, *codes.WARNINGS, *codes.NOTICES}
        | {*codes.ASSUMPTIONS, *ANSWER_WORDS}
    ),
)
def test_every_code_of_results_json_is_explained(code: str) -> None:
    assert find(code), f"no entry for {code!r}"


@pytest.mark.parametrize("term", terms(), ids=lambda one: one.name)
def test_an_entry_is_short_and_plain(term) -> None:
    sentences = re.findall(r"[.?!](?=\s|$)", term.text)
    assert 1 <= len(sentences) <= 3 and term.text.endswith(".")
    assert all(len(one.split()) <= 45 for one in re.split(r"(?<=[.?!]) ", term.text))
    for jargon in ("counterfactual", "null hypothesis", "statistically", "exchangeab", "estimator"):
        assert jargon not in term.text.casefold()


def test_names_are_not_claimed_twice() -> None:
    named = [one.casefold() for term in terms() for one in (term.name, *term.also)]
    assert sorted({one for one in named if named.count(one) > 1}) == []
    keys = [one.key for one in terms()]
    assert len(set(keys)) == len(keys)


def test_the_report_holds_every_entry_whose_word_it_uses_folded() -> None:
    page = report_html(fixture.released())
    rest, section = page.split('<section id="words">')
    held = [one for one in terms() if f'<dt id="{one.key}">{one.name}</dt>' in section]
    assert len(held) > 15
    for term in terms():
        if term in held or term.name in EXPLAINED:
            continue
        text = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<[^>]*>", " ", rest, flags=re.S)
        assert not re.search(rf"\b{re.escape(term.name)}\b", text), term.name
    assert section.index("<details>") < section.index("<dl")
    assert page.count('href="#words"') >= 1


def explain(*words: str):
    return CliRunner().invoke(main, ["explain", *words], catch_exceptions=False)


def test_the_command_explains_lists_and_suggests() -> None:
    assert explain("tipping", "point").output.startswith("Tipping point\n  ")
    assert explain("Donors").output.startswith("Donor\n")
    assert all(one.name in explain().output.replace("\n", " ") for one in terms())
    lost = explain("plasebo")
    assert lost.exit_code == 2 and "Did you mean 'Placebo'" in lost.stderr
    assert explain("xyzzy").exit_code == 2 and not closest("xyzzy")
