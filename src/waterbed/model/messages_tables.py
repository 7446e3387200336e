"""Errors of tables of counts by code: what is wrong, what to do, and what names are called."""

from __future__ import annotations

_NO_NAMES = (
    "Check that row {row} holds the names of the columns. They are not shown, since they may be "
    "values of somebody."
)

TABLES: dict[str, tuple[str, ...]] = {
    "points-without-polygons": (
        "incidents by coordinates need polygons",
        "Set the areas to a map, or `area` to the column of the area's code.",
    ),
    "no-such-system": (
        "there is no such coordinate system",
        'Use "EPSG:4326" for longitude and latitude, "EPSG:27700" for the British grid.',
    ),
    "no-usable-count": (
        "the tables hold no count that can be used",
        "Check the columns of areas, periods and counts.",
    ),
    "no-such-layout": ("there is no such layout", "", "layouts"),
    "no-such-table": ("there is no such table of counts", "", "tables"),
    "mixed-dates": (
        "some of the dates are written {first} and some {second}: a spreadsheet may have "
        "changed days and months of a part of them",
        "Export it again, and import it into the spreadsheet with this column as text; write "
        "all dates in one way.",
    ),
    "table-outside": (
        "no period of the table lies between `first` and `last`",
        "Change `first` or `last` of the table, or leave the table out.",
    ),
    "wrong-step": ("the periods are not {step} months long", "Leave step out, or correct it."),
    "empty-file": ("the file is empty", "Download or export it again."),
    "no-rows": ("the table has no rows", "Download or export it again."),
    "no-such-absent": ("this is neither no-data nor zero",),
    "no-such-outcome": ("no such outcome is in the frame",),
    "empty-frame": ("the data frame has no rows", "Give one with counts."),
    "frame-without-area": ("an area is missing", "Name it or drop the row."),
    "frame-no-names": (
        "a column of names holds something that is neither text nor a number",
        "Give one with a text or a number a row.",
    ),
    "frame-too-wide": (
        "the first period and the last lie {periods} periods apart, more than a table can hold",
        "Look for a period that is written wrongly.",
    ),
    "one-count-column": ("with an outcome column there is one column of counts",),
    "frame-period": (
        "a period cannot be read",
        "Write periods as 2016-04, 2016-Q2, 2016, dates or whole numbers.",
    ),
    "frame-period-ways": (
        "periods can be read in more than one way",
        "Say which: period_format={way!r}, or {other!r}.",
    ),
    "two-rows": (
        "an area has two rows for one period",
        "Sum them, or name the column that tells them apart as `outcome`.",
    ),
    "frame-no-counts": (
        "an outcome holds numbers that are no counts",
        "Counts are whole numbers of 0 or more; name the outcome under `measures` if it is a "
        "rate, a score or a price.",
    ),
    "frame-no-number": ("a measure holds something that is not a number",),
    "values-for-names": (
        "the first row holds values where the names of the columns should stand",
        "Add a first row with a name for each column.",
    ),
    "same-name": ("two columns have the same name", "Rename or remove one of them."),
    "two-tables": (
        "two tables seem to stand beside each other",
        "Give each a file or a sheet of its own, as two tables under [[counts]].",
    ),
    "overlap": (
        "the tables {other!r} and {table!r} both count {run}",
        'Set last = "{last}" for the table {earlier!r}, or first = "{next}" for the table '
        "{later!r}.",
    ),
    "empty-outcome": ("the outcome selects no row", "", "categories"),
    "empty-outcome-secret": (
        "the outcome selects no row",
        "Check the spelling of the category. Those of a table of incidents are not listed here.",
    ),
    "no-selected-column": (
        "no table has the column that the outcome selects on",
        "",
        "columns of categories",
    ),
    "different-steps": (
        "the table {other!r} counts by periods of {other_step} months from {other_first}, the "
        "table {base!r} of {base_step} from {base_first}",
        "Use tables of the same kind of period, or a study for each kind.",
    ),
    "no-frame": (
        "this object is not a data frame that speaks the Arrow protocol",
        "Give a polars, pandas or pyarrow table.",
    ),
    "broken-parquet": ("this is not a whole parquet file", "Download or export it again."),
    "empty-sheet": ("the sheet is empty", "Set sheet to the one that holds the table."),
    "no-such-format": (
        "periods cannot be read by this format",
        "Use one of {formats}, or a pattern such as %b %Y that holds a month.",
    ),
    "repeated-row": (
        "the row repeats row {row} in every column but the counts",
        "Remove the repeated rows, or add the column that tells them apart.",
    ),
    "no-categories": (
        "the outcome selects by category and the table {table!r} names no column of them",
        "Set `categories` of the table.",
    ),
    "no-such-alias": ("an alias stands for an area that there is not", "", "areas"),
    "may-be-total": (
        "this is the sum of all others in the few periods there are, or, where counts are "
        "withheld, more than that: it may be a total",
        'Set totals = "leave-out" for the table {table!r} if it is one, or totals = "keep".',
    ),
    "unequal-category": (
        "this category is named as a total and is not the sum of the others",
        'To count it, set include = ["{category}"] of the outcome; to count the others, totals '
        '= "leave-out" of the table {table!r}.',
    ),
    "no-html-table": (
        "this is a page of HTML, and it holds no table",
        "Open it in a spreadsheet program and save it as .xlsx or .csv.",
    ),
    "zero-bytes": (
        "the text holds zero bytes: it is in another encoding, or no text",
        'If a spreadsheet program wrote it as Unicode text, set encoding = "utf-16"; or save '
        "the table again as CSV (UTF-8).",
    ),
    "broken-csv": (
        "the table cannot be read as CSV",
        "Open it in a spreadsheet program and save it again as CSV (UTF-8).",
    ),
    "open-quote": (
        "a double quote is opened and never closed",
        "Close the quote, or download the file again: it may be cut off.",
    ),
    "no-such-encoding": (
        "there is no such encoding",
        'Use encoding = "utf-8", "latin-1" or "cp1252".',
    ),
    "same-period": (
        "two columns are the same period, {first!r} and {second!r}",
        "Remove one of them.",
    ),
    "no-month": ("the column's name is not a month", "Correct the name of the column."),
    "marked-period": (
        "the column's name is a period with a mark behind it",
        "Write {bare!r} if it is counted like the others; for a column that is to be left out "
        "write its name in words.",
    ),
    "other-period": (
        "the column's name is a period, and not written {form} as the others are",
        "Write the names of the periods in one way.",
    ),
    "no-such-sheet": ("there is no such sheet", "", "sheets"),
    "no-workbook": (
        "this is not a workbook that can be read",
        "Open it in a spreadsheet program and save it again as .xlsx.",
    ),
    "too-large-inside": (
        "it is far larger inside than a file of its kind: reading it would take the memory of "
        "this computer",
        "Check where it comes from. If it is right, save each sheet as .csv, or unpack it and "
        "give what it holds.",
    ),
    "too-wide-inside": (
        "a cell far from all others makes the sheet larger than can be read",
        "Copy the table alone into a new workbook, or save the sheet as .csv.",
    ),
    "broken-sheet": (
        "the sheet cannot be read",
        "Open the workbook in a spreadsheet program and save it again as .xlsx.",
    ),
    "sparse-years": (
        "the months stand 12 apart: each may be the count of a whole year",
        "Set step = 12 if each is a whole year from that month on, or step = 1 if each is that "
        "month alone.",
    ),
    "sparse-quarters": (
        "the months stand 3 apart: each may be the count of a whole quarter",
        "Set step = 3 if each is a whole quarter from that month on, or step = 1 if each is "
        "that month alone.",
    ),
    "no-dates": ("no date can be read", "Set period_format to how it is written."),
    "no-such-dates": ("no date is written {form}", "Set period_format to how it is written."),
    "other-dates": ("no date is written {form}", 'Set period_format = "{guess}".'),
    "no-file": (
        "this is not a file but a device or a pipe, which may have no end",
        "Give the file itself.",
    ),
    "too-many-columns": (
        "a row has more fields than a table has columns",
        "Check that each row ends with a line of its own, and where the file comes from.",
    ),
    "no-such-column": ("there is no such column", "", "columns"),
    "no-column": ("there is no column for `{key}`", "", "columns"),
    "no-such-column-shown": ("there is no such column", _NO_NAMES),
    "no-column-shown": ("there is no column for `{key}`", _NO_NAMES),
    "turning-year": (
        "the months under this year turn from December to January",
        "Write the year above its first month and above each January, or {year}/{following} if "
        "it is a financial year.",
    ),
    "short-last-row": (
        "the row has {fields} fields where the header has {width}",
        "Download the file again if it is cut off, or delete notes below the table.",
    ),
    "uneven-row": (
        "the row has {fields} fields where the header has {width}",
        "Put text that holds a comma between double quotes, and delete titles and notes above "
        "and below the table.",
    ),
    "no-tables": ("the study names no table of counts", "Add a table of counts."),
    "no-outcomes": ("the study names no outcome", "Add an outcome."),
}
"""Of opening a table and of its rows."""
