"""The map and the rings: what leaves, what is drawn, and how small it stays."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from tests.report import report_fixture as fixture
from waterbed.disclosure import release
from waterbed.model.results import MapArea
from waterbed.report.figures import figure_files, standing_alone
from waterbed.report.folder import Also, write_outputs
from waterbed.report.page import pages
from waterbed.report.sections.places import place_chart
from waterbed.report.summary import described
from waterbed.report.words.front import place_line

MAIN = "police operation"


def on_a_map(run):
    raw = run[0]
    assert raw.official
    return raw


def test_the_example_draws_its_wards_by_role_and_names_them(redbridge_run):
    shown = release(on_a_map(redbridge_run)).content
    roles = {one.role for one in shown.map}
    assert {"target", "adjacent wards", "buffer", "donors", "behind"} <= roles
    named = {one.name for one in shown.map if one.role == "adjacent wards"}
    assert len(named) == 8 and "Wall End" in named
    assert not any(one.name for one in shown.map if one.role in ("donors", "behind"))
    chart = place_chart(shown, MAIN, "m")
    assert chart is not None and chart.table is not None
    assert ">Loxford<" in chart.svg and "pattern" in chart.svg
    assert len(chart.svg.encode()) < 40_000
    rows = {row[0]: row for row in chart.table.rows}
    assert rows["Beside it: adjacent wards"][1] == "8"
    assert "Clementswood" in rows["Beside it: adjacent wards"][2]
    assert "Beside it: adjacent wards (8)" in described(chart)


@pytest.mark.parametrize("official", [True, False], ids=["map", "rings"])
def test_nothing_is_called_compared_with_where_nothing_could_be(redbridge_run, official):
    shown = release(replace(on_a_map(redbridge_run), official=official)).content
    alone = "Other areas, not compared"
    for estimates, there, gone in (
        (shown.estimates, "Compared with", alone),
        ((), alone, "Compared with"),
    ):
        chart = place_chart(replace(shown, estimates=estimates), MAIN, "m")
        assert chart is not None and chart.table is not None
        for text in (chart.svg, described(chart), str(chart.table.rows)):
            assert there in text and gone not in text
        line = place_line(replace(shown, estimates=estimates), MAIN)
        assert ("; compared with" in line) == bool(estimates)
        assert ("not compared with others" in line) != bool(estimates)


def test_areas_of_no_official_geography_are_rings(redbridge_run):
    shown = release(replace(on_a_map(redbridge_run), official=False)).content
    assert shown.map == ()
    chart = place_chart(shown, MAIN, "m")
    assert chart is not None
    rings = re.sub(r"<defs>.*?</defs>", "", chart.svg)
    assert rings.count("<circle") == 4  # target, zone, buffer, donors
    assert "Loxford" not in chart.svg.replace("police operation in Loxford", "")


@pytest.mark.parametrize(("profile", "told"), [("public", False), ("internal", True)])
def test_which_areas_have_blanks_is_told_of_published_tables_alone(redbridge_run, profile, told):
    """Blanks of an unpublished table are small counts."""
    raw = on_a_map(redbridge_run)
    (window,) = {one.window for one in raw.map}
    gaps = MapArea(MAIN, window, "left out: gaps", "", (((0, 0), (9, 0), (9, 9), (0, 0)),))
    study = replace(
        raw.study, counts=tuple(replace(one, published=False) for one in raw.study.counts)
    )
    secret = replace(raw, study=study, map=(*raw.map, gaps))
    secret = replace(secret, rounded=secret)
    shown = release(secret, profile).content
    assert any(one.role == "left out: gaps" for one in shown.map) == told
    assert len(shown.map) == len(secret.map)


def test_each_figure_stands_alone(redbridge_run):
    made = pages(release(on_a_map(redbridge_run)))
    titles = [one.title for one in made.charts]
    assert len(titles) == len(set(titles)) > 20
    for one in made.charts:
        svg = standing_alone(one, made.source)
        text = re.sub(r"<[^>]+>", " ", svg)
        assert "Key as above" not in text and "var(" not in svg
        assert "Metropolitan Police Service" in " ".join(text.split())
        assert " ".join(one.title.split()[:3]) in " ".join(text.split())
    files = figure_files(made.charts[:2], made.source)
    assert sorted(name.rsplit(".")[-1] for name in files) == ["png", "png", "svg", "svg"]
    assert all(data.startswith(b"\x89PNG") for name, data in files.items() if "png" in name)


def test_a_run_writes_its_first_page_and_figures_where_asked(tmp_path):
    released = fixture.released()
    paths = write_outputs(released, tmp_path / "out", also=Also(summary=True, figures=True))
    names = {path.relative_to(tmp_path / "out").as_posix() for path in paths}
    assert {"summary.html", "summary.docx"} <= names and any("figures/" in one for one in names)
    html = (tmp_path / "out" / "summary.html").read_text("utf-8")
    assert 'href="report.html#claims"' in html and "<script" not in html
    front = pages(released).front
    with zipfile.ZipFile(tmp_path / "out" / "summary.docx") as file:
        text = re.sub(r"<[^>]+>", " ", file.read("word/document.xml").decode())
        assert 'descr="' in file.read("word/document.xml").decode()
    for one in front.sentences:
        assert " ".join(one.text.replace("&", "&amp;").split())[:40] in " ".join(text.split())
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "out" / "tables.xlsx").read_bytes()))
    assert book.sheetnames[:2] == ["summary", "report tables"] and book.active.title == "summary"
    cells = [cell for row in book["summary"].iter_rows(values_only=True) for cell in row if cell]
    assert front.sentences[0].text in cells
    # a later run without them replaces the folder, and knows them as its own
    again = write_outputs(released, tmp_path / "out")
    assert not (tmp_path / "out" / "summary.docx").exists() and len(again) < len(paths)


def test_the_document_is_the_same_bytes_again(tmp_path):
    for name in ("one", "other"):
        write_outputs(fixture.released(), tmp_path / name, also=Also(summary=True))
    one, other = ((tmp_path / name / "summary.docx").read_bytes() for name in ("one", "other"))
    assert one == other
