"""report.html: what stands in it, what may not, and how it stands up to its input."""

from __future__ import annotations

import html
import itertools
import math
import re
from collections.abc import Iterable
from dataclasses import replace
from html.parser import HTMLParser
from typing import TypeVar

import pytest

from tests.report import report_fixture as fixture
from waterbed.model.kinds import Region
from waterbed.model.released import Released
from waterbed.report import report_html
from waterbed.report.page import pages
from waterbed.report.sections import cards
from waterbed.report.words.numbers import HIDDEN

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></svg><script>1</script>",
    "{{ 7 * 7 }}{% raw %}",
    "<!--",
    "]]>&lt;b&gt;",
)
T = TypeVar("T")
VOID = {"meta", "br", "img", "link", "input", "hr"}
IMPLIED = {"td": ("td", "th"), "th": ("td", "th"), "tr": ("td", "th", "tr")}
"""Open cells and rows that a tag ends (HTML, 13.1.2.4)."""


class Outline(HTMLParser):
    """Tags, attributes and text of a page; notes tags that do not close in order.

    Cells and rows close where HTML says that they do without an end tag: a cell before the next
    cell, either before the next row, and all of them with the table's part.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.end_before(IMPLIED.get(tag, ()))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def end_before(self, tags: Iterable[str]) -> None:
        while self.open and self.open[-1] in tags:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("thead", "tbody", "table"):
            self.end_before(("td", "th", "tr"))
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def page() -> str:
    return report_html(fixture.released())


def test_is_one_small_file_without_script_or_request(page: str) -> None:
    outline = Outline(page)
    assert len(page.encode()) < 500_000
    assert not {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & set(
        outline.tags
    )
    for name, value in outline.attributes:
        assert not name.startswith("on")
        if name in ("href", "src", "xlink:href", "action", "data"):
            assert (value or "").startswith("#")
    assert "@import" not in page and not re.search(r"url\((?!#)", page)
    assert (
        "default-src &#39;none&#39;" in page
        or "default-src 'none'; style-src 'unsafe-inline'" in page
    )


def test_is_well_formed_with_unique_ids(page: str) -> None:
    outline = Outline(page)
    assert outline.wrong == [] and outline.open == []
    ids = [value for name, value in outline.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    wanted = [
        one
        for name, value in outline.attributes
        if name in ("aria-labelledby", "href")
        for one in (value or "").replace("#", "").split()
    ]
    assert set(wanted) <= set(ids)


def test_sections_come_in_the_order_of_the_design(page: str) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", page[page.index("<main>") :])
    assert headings == [
        "The claims",
        "Could this study tell?",
        "Did it change?",
        "Did it move?",
        "Is a fall in reports a fall in harm?",
        "What is wrong with these data",
        "How it was done",
        "Quality assurance",
        "What the words mean",
    ]
    without = ("The claims", "What the words mean")
    assert page.count('<p class="finding"><strong>') == len(headings) - len(without)


def test_the_top_says_what_was_seen_and_locked(page: str) -> None:
    top = page[: page.index("<main>")]
    assert (
        "written after the results had been seen (2 November 2026); "
        "no lock shows that it has not changed since."
    ) in top
    assert "b" * 64 not in top and "a" * 64 not in top
    quality = page[page.index('<section id="quality">') :]
    assert "b" * 64 in quality and "a" * 64 in quality
    assert "674 areas, April 2010 to March 2021" in quality


def test_no_heading_stands_over_nothing(page: str) -> None:
    """Which areas play which role: its table is in the workbook alone, and no area was let in."""
    results = fixture.results()
    roles = tuple(replace(role, names=()) for role in results.roles)
    plain = report_html(Released(fixture.replaced(results, roles=roles), "public"))
    for text in (page, plain):
        assert re.findall(r"<h3>[^<]*</h3>\s*(?=<h[23]|</section)", text) == []


def test_a_card_for_every_claim_by_subject_and_no_tally(page: str) -> None:
    assert page.count('<article class="card"') == len(fixture.claims()) == 16
    for answer in ("Supported", "Contradicted", "Undecided", "Untestable"):
        assert f"<strong>{answer}</strong>" in page
    claims = page[page.index('id="claims"') : page.index('id="could"')]
    first, second = (
        claims.index(f'<h3 class="topic">{topic}</h3>') for topic in ("Sexual offences", "Robbery")
    )
    sexual = claims[first:second]
    assert "It has made women safer" in sexual and "Violence went up" in sexual
    text = "".join(Outline(claims).text)
    assert not re.search(r"\d+ (of \d+ )?(claims )?(were |was |are |is )?supported", text, re.I)


def test_every_chart_has_a_title_a_description_and_a_table(page: str) -> None:
    charts = re.findall(r'<svg class="chart".*?</svg>', page, re.S)
    assert len(charts) > 20
    for chart in charts:
        assert re.search(r'role="img" aria-labelledby="[\w-]+ [\w-]+"><title', chart)
        assert (
            len(re.findall(r"<title id=[^>]+>[^<]+</title><desc id=[^>]+>[^<]+</desc>", chart)) == 1
        )
    figures = page.count("<figure>")
    assert figures >= 1 + 1 + 1 + 8 + 4 + 1 + 4
    made = pages(fixture.released())
    for one in made.charts:
        if one.table is None:  # its numbers stand in a sentence, or in a table of all such charts
            assert one is made.front.picture or "every way of choosing" in one.title
        else:
            shown = f">{html.escape(one.table.caption, quote=False)}<" in page
            assert shown if one.table.page else one.table in made.grids


def test_zero_months_events_and_interventions_are_named_in_charts(page: str) -> None:
    start = page.index('aria-labelledby="time0-t')
    figure = page[page.rindex("<figure>", 0, start) : page.index("</figure>", start)]
    for said in (
        "A: Police operation, April 2017",
        "B: Anti-social behaviour order, May 2017",
        "C: Covid-19, March 2020",
        "in blocks counted from April 2017",
    ):
        assert said in re.sub(r"<desc.*?</desc>", "", figure)
    for text in ("A", "B", "C", "Recorded", "Expected", "0", "Jan 2014"):
        assert f">{text}</text>" in figure
    assert "stroke-dasharray" in figure


def test_numbers_in_the_prose_are_those_of_the_run(page: str) -> None:
    text = " ".join("".join(Outline(page).text).split())
    assert "33 in the nine months April to December 2016, 23 in the nine months" in text
    assert "899 in the nine months April to December 2016, 965 in" in text
    assert "25 fewer (−47%)" in text
    assert "26 more (+16%) in the 3 areas of the zone under another intervention" in text
    assert "Wall End" in text and "donors" in text
    assert "Licence: OGL v3." in text


def test_text_of_users_does_no_harm(page: str) -> None:
    """Every text that a user may write carries markup, one attack after the other."""
    results = fixture.results()
    attacks = itertools.cycle(ATTACKS)

    def spoilt(one: T, *fields: str) -> T:
        return replace(one, **{field: next(attacks) for field in fields})  # type: ignore[type-var]

    study = spoilt(
        replace(
            results.study,
            claims=tuple(
                spoilt(one, "who", "words", "source", "tested_by", "subject", "date")
                for one in results.study.claims
            ),
            interventions=tuple(spoilt(one, "name") for one in results.study.interventions),
            outcomes=tuple(spoilt(one, "name") for one in results.study.outcomes),
            events=tuple(spoilt(one, "name", "source") for one in results.study.events),
        ),
        "title",
        "question",
        "asked_by",
    )
    inputs = tuple(spoilt(one, "path", "attribution", "licence") for one in results.inputs)
    roles = tuple(replace(one, names=(next(attacks),)) for one in results.roles)
    spoilt_run = fixture.replaced(results, study=study, inputs=inputs, roles=roles)
    harmed = Outline(report_html(Released(spoilt_run, "public")))
    clean = Outline(page)
    assert set(harmed.tags) <= set(clean.tags)
    assert {name for name, _ in harmed.attributes} <= {name for name, _ in clean.attributes}
    assert harmed.wrong == [] and harmed.open == []
    for attack in ATTACKS:
        assert attack in "".join(harmed.text)


def test_internal_says_so_on_every_page() -> None:
    page = report_html(fixture.released(profile="internal"))
    assert "Internal: not for publication." in page
    style = page[page.index("<style>") : page.index("</style>")]
    printed = style[style.index("@media print") :]
    assert re.search(r"\.banner\{position:fixed", printed)
    assert "Internal: not" not in report_html(fixture.released())


def test_withheld_numbers_come_out_as_words() -> None:
    results = fixture.results()
    hidden = fixture.replaced(
        results,
        estimates=tuple(
            replace(
                one, value=None, low=None, high=None, deciding=None, observed=None, expected=None,
                base_count=None, p=None, t=None, status="withheld",
            )
            for one in results.estimates
        ),
        series=tuple(
            replace(one, periods=(), observed=(), expected=(), status="withheld")
            for one in results.series
        ),
        strips=tuple(
            replace(one, target=None, placebos=(), status="withheld") for one in results.strips
        ),
        readings=tuple(
            replace(one, stated=None, readings=(), status="withheld") for one in results.readings
        ),
        detectable=tuple(
            replace(one, fall=None, rise=None, expected=None, base_count=None, status="withheld")
            for one in results.detectable
        ),
    )  # fmt: skip
    page = report_html(Released(hidden, "public"))
    text = " ".join("".join(Outline(page).text).split())
    assert text.count(HIDDEN) > 20
    assert "None" not in re.sub(r"None of", "", text)
    for number in ("1,255", "54.27", "25 fewer"):
        assert number not in text


def test_other_methods_stand_beside_the_deciding_one(page: str) -> None:
    results = fixture.results()
    other = replace(results.estimates[0], method="before-after", expected=49.0, value=-20.0)
    shown = replace(results, estimates=(*results.estimates, other))
    assert "the same by other methods" not in page
    text = " ".join("".join(Outline(report_html(Released(shown, "public"))).text).split())
    assert "the same by other methods" not in text  # the workbook has it
    (grid,) = (
        one
        for one in pages(Released(shown, "public")).grids
        if "the same by other methods" in one.caption
    )
    table = " ".join(cell for row in grid.rows for cell in row)
    assert "Difference against comparison areas (decides)" in table
    assert "Before and after" in table and "20 fewer (−41%)" in table


def test_one_withheld_zone_beside_a_shown_one() -> None:
    results = fixture.results()
    first, *rest = results.series
    series = (replace(first, periods=(), observed=(), expected=(), status="withheld"), *rest)
    page = report_html(Released(replace(results, series=series), "public"))
    assert HIDDEN in page.lower()


def test_a_run_with_nothing_to_show_still_reports() -> None:
    none: tuple[()] = ()
    bare = fixture.small().content
    page = report_html(Released(replace(bare, inputs=none, roles=none, outcomes=none), "public"))
    assert Outline(page).wrong == []
    assert "home postcodes of those fined" in page


def test_dark_and_print_styles_open_what_is_folded(page: str) -> None:
    assert "prefers-color-scheme:dark" in page
    assert "details::details-content{content-visibility:visible" in page
    assert "section{break-before:page}" in page


def test_the_shaded_part_of_a_card_is_the_region_of_its_claim() -> None:
    """Of a range in counts too: a fall of more than 5% is shaded up to -5%."""
    results = fixture.results()
    region = Region(high=-0.05, high_open=True)
    study = results.study
    claims = tuple(
        replace(one, region=region) if one.id == "fell-sexual" else one for one in study.claims
    )
    shown = replace(results, study=replace(study, claims=claims))
    claim = next(one for one in claims if one.id == "fell-sexual")
    verdict = next(one for one in results.verdicts if one.claim.id == "fell-sexual")
    assert verdict.estimates[0].parameter.scale == "count"
    row = cards.interval_row(shown, 1, claim, verdict)
    assert row is not None and row.band == ((-math.inf, -0.05),)


def test_no_two_tables_have_the_same_name(page: str) -> None:
    names = re.findall(r'role="region" aria-labelledby="t\d+">\s*<table[^>]*>\s*'
                       r'<caption id="t\d+">([^<]*)<', page)  # fmt: skip
    names += [grid.caption for grid in pages(fixture.released()).grids]
    assert len(names) > 10 and len(names) == len(set(names))


def test_every_column_of_numbers_is_set_to_the_right(page: str) -> None:
    """A table names its columns of numbers once; the style has a rule for each of them."""
    style = page[: page.index("</style>")]
    named = {
        name for found in re.findall(r'<table class="([^"]*)">', page) for name in found.split()
    }
    assert len(named) >= 3  # the tables of estimates, which have thirteen, are in the workbook
    for name in named:
        assert f".{name} :is(th,td):nth-child({name[1:]})" in style
