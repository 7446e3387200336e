"""The first page by itself: as a page of HTML, and as a document for a word processor."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from waterbed.report.blocks import Chart, Grid
from waterbed.report.figures import png, sourced, standing_alone
from waterbed.report.sections.first_page import FirstPage

_CREATED = datetime(2000, 1, 1)  # constant, so that the same results give the same bytes
NARROW = 7.6
"""Width of a picture in centimetres."""


def summary_docx(front: FirstPage, banner: str, source: str) -> bytes:
    """One sheet of A4 as .docx: the first page's text, pictures and tables, in one column."""
    from docx import Document
    from docx.shared import Cm, Pt

    document: Any = Document()
    document.core_properties.created = document.core_properties.modified = _CREATED
    document.core_properties.title = front.title[:250]
    document.core_properties.author = "Waterbed"
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin = page.bottom_margin = Cm(1.4)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(9)
    normal.paragraph_format.space_after = Pt(2)
    if banner:
        document.add_paragraph().add_run(banner).bold = True
    document.add_heading(front.title, 1)
    if front.question:
        document.add_paragraph(front.question)
    for label, text in (*front.lines, ("Rule", front.rule)):
        _led(document, label, text)
    for sentence in front.sentences:
        _led(document, sentence.question, sentence.text)
    pictures = [chart for chart in (front.picture, front.map) if chart is not None]
    if pictures:
        row = document.add_table(rows=1, cols=len(pictures)).rows[0]
        for cell, chart in zip(row.cells, pictures, strict=True):
            _picture(cell.paragraphs[0].add_run(), chart, Cm(NARROW))
    if front.others is not None:
        _table(document, front.others)
    if front.total:
        document.add_heading("Which claims stand?", 2)
        document.add_paragraph(front.total)
        for claim in front.claims:
            _led(document, claim.answer_word, f"{claim.words} ({claim.who})")
    for note in filter(None, (front.claims_note, *front.notes, sourced(source))):
        document.add_paragraph().add_run(note).font.size = Pt(7.5)
    out = io.BytesIO()
    document.save(out)
    return _dated(out.getvalue())


def _led(document: Any, lead: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{lead.rstrip('.')} " if lead.endswith("?") else f"{lead}: ").bold = True
    paragraph.add_run(text)


def _picture(run: Any, chart: Chart, width: Any) -> None:
    """A picture with its title inside, and what it shows for those who do not see it."""
    picture = run.add_picture(io.BytesIO(png(standing_alone(chart, ""))), width=width)
    picture._inline.docPr.set("descr", described(chart))


def described(chart: Chart) -> str:
    """The title and the description of a chart."""
    description = chart.svg.partition("<desc")[2].partition(">")[2].partition("</desc>")[0]
    return f"{chart.title}. {description}"


def _table(document: Any, grid: Grid) -> None:
    document.add_paragraph().add_run(grid.caption).bold = True
    table = document.add_table(rows=1, cols=len(grid.columns), style="Light List")
    for cell, text in zip(table.rows[0].cells, grid.columns, strict=True):
        cell.text = text
    for row in grid.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _dated(data: bytes) -> bytes:
    """The same file with one constant date on each of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w") as dated:
        for name in read.namelist():
            info = zipfile.ZipInfo(name, date_time=_CREATED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            dated.writestr(info, read.read(name))
    return out.getvalue()
