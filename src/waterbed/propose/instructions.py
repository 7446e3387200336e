"""The first sheet of a study workbook: how to fill in the others."""

from __future__ import annotations

from typing import Any

from waterbed.model.draft import TO_FILL
from waterbed.propose.workbook_style import Look
from waterbed.read.study.study_sheets import MORE, READ_ME, SHEETS

_TEXT = (
    ("title", "A study in a workbook"),
    ("text", "Fill in the coloured sheets, check, then run. Nothing leaves this computer."),
    ("head", "Three steps"),
    (
        "text",
        "1. Replace every yellow cell. Each says what belongs there. Click a cell, or rest the "
        "pointer on a heading, to read what it is for; many cells offer a list to choose from.",
    ),
    ("text", "2. Save this file, beside the files that it names, and check it:"),
    ("code", "waterbed check STUDY.xlsx"),
    (
        "text",
        "Whatever is wrong is named by sheet and cell, all of it at once. Mend it and check again, "
        "until no error is left.",
    ),
    ("text", "3. Write the rule down before anyone sees a result, and run:"),
    ("code", "waterbed lock STUDY.xlsx"),
    ("code", "waterbed run STUDY.xlsx"),
    ("head", "What the colours mean"),
    ("dark", "Heading of what must be filled in, for every entry of a list"),
    ("pale", "Heading of what may be left empty"),
    ("yellow", f"{TO_FILL}: still to be filled in"),
    ("rose", "Must be filled in, and is empty"),
    ("head", "How to write things"),
    (
        "text",
        "A row is an entry: a table of counts, an outcome, an intervention, a claim. Empty rows "
        "are skipped; where there are too few, insert rows. The order of the columns is free, and "
        "a column that is not needed may be deleted.",
    ),
    (
        "text",
        "Several values in one cell: separate them with ; or give each a line (Alt and Enter). A "
        'value that holds ; itself stands in double quotes: "a;b".',
    ),
    (
        "text",
        "A month: 2017-04. A day: 2018-08-21. If the spreadsheet turns a month into a date, that "
        "is understood. First and last month in one cell: 2016-04 to 2017-03.",
    ),
    ("text", "A share is written as a ratio: 0.05 for 5%, -0.21 for a fall of 21%."),
    (
        "text",
        "Leave the names in brackets, such as [counts], and the headings as they are: they say "
        "where each block begins. Notes of your own go on a sheet whose name begins with Notes.",
    ),
    ("head", "The sheets"),
)
_SHEETS = {
    "study": "what is asked, and by whom",
    "data": "the map or table of areas, the tables of counts, and what is counted together",
    "places": "what was done, where and since when, and where it may have moved to",
    "dates": "other dates that are given for the start, events, and the months to compare",
    "rule": "how claims will be judged",
    "claims": "what each side says",
    MORE: "delays of recording, numbers of people, and programmes of several waves; seldom needed",
}


def read_me(book: Any, look: Look) -> None:
    """Write the first sheet."""
    sheet = book.add_worksheet(READ_ME)
    sheet.set_column(0, 0, 110)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    forms = {
        "title": look.title,
        "head": look.head,
        "code": look.code,
        "dark": look.header(True),
        "pale": look.header(False),
        "yellow": look.yellow,
        "rose": look.rose,
    }
    row = 0
    for kind, text in _TEXT:
        row += kind == "head"
        sheet.write_string(row, 0, text, forms.get(kind, look.text))
        row += 1
    for name in (*SHEETS, MORE):
        sheet.write_string(row, 0, f"{name}: {_SHEETS[name]}", look.text)
        row += 1
