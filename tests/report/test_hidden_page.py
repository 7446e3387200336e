"""The page on how many are never seen: its pictures, its tables, and what may not stand in it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.hidden.tables import ORLEANS, from_bits
from tests.report.test_page import Outline
from waterbed.disclosure.lists import release_lists
from waterbed.hidden import command
from waterbed.hidden.command import hidden_command
from waterbed.hidden.latent import latent_classes
from waterbed.model.errors import InputError
from waterbed.model.histories import Histories
from waterbed.model.released import Released
from waterbed.report.sections.hidden import hidden_html, hidden_section, write_page

NAMES = ("<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "Helpline & co", "Court")


@pytest.fixture(scope="module")
def study():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "latent_classes", lambda counts, rng, **_: latent_classes(
            counts, rng, warm_up=60, draws=200, chains=4))  # fmt: skip
        return hidden_command(Histories(NAMES, from_bits(ORLEANS).astype(np.int64)))


@pytest.fixture(scope="module")
def full(study):
    return hidden_html(release_lists(study, "internal"))


def test_the_page_is_whole_and_asks_nobody_for_anything(full):
    outline = Outline(full)
    assert not outline.wrong and not outline.open
    assert "script" not in outline.tags and "img" not in outline.tags
    assert "default-src 'none'" in full
    for name, value in outline.attributes:
        assert not name.startswith("on")
        if name in ("src", "href"):
            assert (value or "").startswith("#")
    assert not re.search(r"url\((?!#)", full.split("</style>")[1])


def test_names_are_shown_as_they_are(full):
    text = "".join(Outline(full).text)
    for name in NAMES:
        assert name in text


def test_three_pictures_each_with_its_table(study, full):
    section = hidden_section(release_lists(study, "internal").content)
    charts = [chart for block in section.blocks for chart in block.charts]
    assert [chart.title for chart in charts] == [
        "People in all, those on no list among them",
        "People by the lists that they are on",
    ]  # no list of this table can be estimated from the others
    assert all(chart.table is not None and chart.table.rows for chart in charts)
    people = sum(int(row[1]) for row in charts[1].table.rows)
    assert people == 186
    assert full.count("<svg") == 2
    assert [row[1] for row in section.blocks[-2].open_grids[0].rows].count("failed") >= 3


def test_lists_held_out_are_drawn_where_they_can_be():
    rng = np.random.default_rng(1)
    on = rng.random((900, 4)) < [0.4, 0.3, 0.35, 0.3]
    counts = np.bincount(on @ (1 << np.arange(4)), minlength=16)
    counts[0] = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "latent_classes", lambda counts, rng, **_: latent_classes(
            counts, rng, warm_up=60, draws=200, chains=4))  # fmt: skip
        found = hidden_command(Histories(tuple("ABCD"), counts))
    section = hidden_section(release_lists(found, "internal").content)
    charts = [chart for block in section.blocks for chart in block.charts]
    assert charts[-1].title.startswith("Each list's size") and len(charts[-1].table.rows) == 4


def test_public_and_unpublished_draws_the_range_alone(study):
    page = hidden_html(release_lists(study, "public"))
    text = "".join(Outline(page).text)
    assert page.count("<svg") == 1 and "Helpline" not in page
    assert "Who is on which lists" not in text
    assert "Internal: not for publication" not in page


def test_internal_pages_are_marked(full):
    assert "Internal: not for publication" in full


def test_raw_studies_and_other_files_are_refused(study, tmp_path):
    with pytest.raises(ValueError, match="disclosure"):
        hidden_html(Released(study, "public"))
    released = release_lists(study, "public")
    for path in (tmp_path / "page.txt", tmp_path / "none" / "page.html"):
        with pytest.raises(InputError):
            write_page(released, path)
    write_page(released, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]
