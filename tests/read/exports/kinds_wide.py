"""Wide tables as they are exported, each a function of a folder and the clean table."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from tests.read.exports.clean import MONTHS, Clean, Export, british, english
from tests.read.exports.sheets import book, text, wide
from waterbed.model.months import label

ISO = [label(at) for at in MONTHS]
HEAD = ["Ward", *(english(at) for at in MONTHS)]


def titles_in_a_workbook(folder: Path, clean: Clean) -> Export:
    rows = [["Recorded crime by ward"], ["Produced on 3 May 2018"], [], HEAD, *clean.rows()]
    return Export(wide(book(folder / "c.xlsx", {"Data": rows})), codes=("titles", "period-format"))


def titles_padded_in_csv(folder: Path, clean: Clean) -> Export:
    pad = [""] * 24
    rows = [["Recorded crime by ward", *pad], ["", *pad], HEAD, *clean.rows()]
    return Export(wide(text(folder / "c.csv", rows)), codes=("titles",))


def calendar_years_merged_above_months(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(english(at, "{m}") for at in MONTHS)]
    merged = [(0, 1, 0, 9, "2016"), (0, 10, 0, 21, "2017"), (0, 22, 0, 24, "2018")]
    path = book(folder / "c.xlsx", {"Data": [[], head, *clean.rows()]}, merged)
    return Export(wide(path), codes=("header-joined",))


def financial_years_merged_above_months_ward_merged_down(folder: Path, clean: Clean) -> Export:
    head = ["", *(english(at, "{mmm}") for at in MONTHS)]
    merged = [(2, 0, 3, 0, "Ward"), (2, 1, 2, 12, "2016/17"), (2, 13, 2, 24, "2017/18")]
    rows = [["Recorded crime"], [], [], head, *clean.rows()]
    return Export(wide(book(folder / "c.xlsx", {"Data": rows}, merged)), codes=("header-joined",))


def years_above_months_in_csv(folder: Path, clean: Clean) -> Export:
    years = ["", *(str(at // 12) if at % 12 == 0 or at == MONTHS[0] else "" for at in MONTHS)]
    head = ["Ward", *(english(at, "{m}") for at in MONTHS)]
    return Export(wide(text(folder / "c.csv", [years, head, *clean.rows()])),
                  codes=("header-joined",))  # fmt: skip


def month_names_and_two_digits(folder: Path, clean: Clean) -> Export:
    return Export(wide(text(folder / "c.csv", [HEAD, *clean.rows()])), codes=("period-format",))


def months_in_words(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(english(at, "{mmm} {yyyy}") for at in MONTHS)]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()])), codes=("period-format",))


def dates_as_cells(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(date(at // 12, at % 12 + 1, 1) for at in MONTHS)]
    return Export(wide(book(folder / "c.xlsx", {"Data": [head, *clean.rows()]})))


def serial_days_in_the_header(folder: Path, clean: Clean) -> Export:
    day = [(date(at // 12, at % 12 + 1, 1) - date(1899, 12, 30)).days for at in MONTHS]
    return Export(wide(book(folder / "c.xlsx", {"Data": [["Ward", *day], *clean.rows()]})),
                  codes=("period-format",))  # fmt: skip


def british_dates_in_the_header(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(british(at) for at in MONTHS)]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()])), codes=("period-format",))


def american_dates_in_the_header(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(british(at, form="{m:02d}/{d:02d}/{y}") for at in MONTHS)]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()])), mend='"DD/MM/YYYY" or')


def date_times_in_the_header(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(f"{label(at)}-01 00:00:00" for at in MONTHS)]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()])))


def two_ways_of_writing_months(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *ISO[:-1], english(MONTHS[-1])]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()])), mend="in one way")


def total_row_and_column(folder: Path, clean: Clean) -> Export:
    rows = [[*row, sum(row[1:])] for row in clean.rows()]
    rows.append(["Grand Total", *(sum(column) for column in list(zip(*rows, strict=True))[1:])])
    return Export(wide(book(folder / "c.xlsx", {"Data": [[*HEAD, "Grand Total"], *rows]})),
                  codes=("totals", "columns-left-out"))  # fmt: skip


def years_among_the_months(folder: Path, clean: Clean) -> Export:
    head = [*HEAD[:13], "2016/17", *HEAD[13:], "2017/18"]
    rows = [[*row[:13], sum(row[1:13]), *row[13:], sum(row[13:])] for row in clean.rows()]
    return Export(wide(text(folder / "c.csv", [head, *rows])), codes=("columns-left-out",))


def _with_borough(clean: Clean, name: str) -> list[list[object]]:
    rows = clean.rows()
    return [*rows, [name, *(sum(column) for column in list(zip(*rows, strict=True))[1:])]]


def total_under_the_boroughs_name(folder: Path, clean: Clean) -> Export:
    rows = [HEAD, *_with_borough(clean, "Redbridge")]
    return Export(wide(text(folder / "c.csv", rows)), codes=("sum-area",))


def total_under_the_boroughs_name_and_a_map(folder: Path, clean: Clean) -> Export:
    rows = [HEAD, *_with_borough(clean, "Redbridge")]
    return Export(wide(text(folder / "c.csv", rows)), clean.areas(), codes=("sum-area", "by-name"))


def borough_that_may_be_a_total_in_two_months(folder: Path, clean: Clean) -> Export:
    rows = [row[:3] for row in [HEAD, *_with_borough(clean, "Redbridge")]]
    return Export(wide(text(folder / "c.csv", rows)), mend='totals = "leave-out"')


def total_that_is_not_the_sum(folder: Path, clean: Clean) -> Export:
    total = ["Total", *(999_999 for _ in MONTHS)]
    return Export(wide(text(folder / "c.csv", [HEAD, *clean.rows(), total])),
                  codes=("totals", "totals-unequal"))  # fmt: skip


def total_in_the_column_beside(folder: Path, clean: Clean) -> Export:
    head = ["Code", "Ward", *ISO]
    rows = [[code, *row] for code, row in zip(clean.codes, clean.rows(), strict=True)]
    total = ["", "Total", *(sum(column) for column in list(zip(*rows, strict=True))[2:])]
    path = text(folder / "c.csv", [head, *rows, total])
    return Export(wide(path, area="Code"), clean.areas(), codes=("totals",))


def spaces_round_names_and_counts(folder: Path, clean: Clean) -> Export:
    rows = [[f" {row[0]} \u00a0", *(f"{n} " for n in row[1:])] for row in clean.rows()]
    head = ["Ward ", *(f" {name} " for name in HEAD[1:])]
    return Export(wide(text(folder / "c.csv", [head, *rows])))


def names_in_capitals_with_ward_behind(folder: Path, clean: Clean) -> Export:
    rows = [[f"{row[0]} Ward".upper(), *row[1:]] for row in clean.rows()]
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])), clean.areas(),
                  codes=("by-name", "spellings"))  # fmt: skip


def a_misspelt_ward_among_known_ones(folder: Path, clean: Clean) -> Export:
    rows = [["Loxfrod" if row[0] == "Loxford" else row[0], *row[1:]] for row in clean.rows()]
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])), clean.areas(),
                  mend='"Loxfrod" = "Loxford"')  # fmt: skip


def a_misspelt_ward_with_its_alias(folder: Path, clean: Clean) -> Export:
    misspelt = a_misspelt_ward_among_known_ones(folder, clean)
    table = wide(misspelt.table.file, aliases=(("Loxfrod", "Loxford"),))
    return Export(table, clean.areas(), codes=("aliases",))


def a_ward_twice_in_two_spellings(folder: Path, clean: Clean) -> Export:
    rows = clean.rows()
    rows.append([str(rows[3][0]).upper(), *rows[3][1:]])
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])), mend="Remove the repeated rows")


def _marked(clean: Clean, below: int, marks: list[str]) -> tuple[list[list[object]], list]:
    """Counts below a number replaced by marks, and where."""
    rows, lost = [], []
    for code, row in zip(clean.codes, clean.rows(), strict=True):
        new: list[object] = [row[0]]
        for at, n in zip(MONTHS, row[1:], strict=True):
            hide = n < below
            new.append(marks[len(lost) % len(marks)] if hide else n)
            if hide:
                lost.append((code, at))
        rows.append(new)
    assert lost
    return rows, lost


def small_counts_suppressed(folder: Path, clean: Clean) -> Export:
    rows, lost = _marked(clean, 30, ["<30", "< 30", "fewer than 30", "0-29"])
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])), codes=("suppressed",),
                  lost=tuple(lost))  # fmt: skip


def marks_of_suppression(folder: Path, clean: Clean) -> Export:
    rows, lost = _marked(clean, 30, ["*", "..", "c", "[c]", "[x]", "~"])
    return Export(wide(book(folder / "c.xlsx", {"Data": [HEAD, *rows]})), codes=("suppressed",),
                  lost=tuple(lost))  # fmt: skip


def a_mark_of_the_publishers_own(folder: Path, clean: Clean) -> Export:
    rows, _ = _marked(clean, 30, ["low"])
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])), mend="suppressed")


def a_mark_of_the_publishers_own_declared(folder: Path, clean: Clean) -> Export:
    rows, lost = _marked(clean, 30, ["low"])
    table = wide(text(folder / "c.csv", [HEAD, *rows]), suppressed=(("low", (0, 29)),))
    return Export(table, codes=("suppressed",), lost=tuple(lost))


def blanks_undeclared(folder: Path, clean: Clean) -> Export:
    rows, _ = _marked(clean, 30, [""])
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])), mend='blank = "zero"')


def blanks_that_are_no_data(folder: Path, clean: Clean) -> Export:
    rows, lost = _marked(clean, 30, [""])
    return Export(wide(text(folder / "c.csv", [HEAD, *rows]), blank="no-data"), codes=("blank",),
                  lost=tuple(lost))  # fmt: skip


def dashes_undeclared(folder: Path, clean: Clean) -> Export:
    rows, _ = _marked(clean, 30, ["-", "–"])
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])), mend='dash = "zero"')


def notes_and_a_key_below(folder: Path, clean: Clean) -> Export:
    notes = [[], ["Source: Metropolitan Police Service"], ["* fewer than five"], ["© Crown"]]
    return Export(wide(text(folder / "c.csv", [HEAD, *clean.rows(), *notes])), codes=("notes",))


def pages_with_the_header_again(folder: Path, clean: Clean) -> Export:
    rows = clean.rows()
    pages = [HEAD, *rows[:10], [], HEAD, *rows[10:], [], ["Page 2 of 2"]]
    return Export(wide(book(folder / "c.xlsx", {"Data": pages})),
                  codes=("blank-rows", "repeated-header", "notes"))  # fmt: skip


def semicolons(folder: Path, clean: Clean) -> Export:
    path = text(folder / "c.csv", [["Recorded crime"], HEAD, *clean.rows()], ";")
    return Export(wide(path), codes=("separator", "titles"))


def unicode_text_from_excel(folder: Path, clean: Clean) -> Export:
    path = text(folder / "c.txt", [HEAD, *clean.rows()], "\t", "utf-16")
    return Export(wide(path), codes=("separator", "encoding"))


def another_code_page(folder: Path, clean: Clean) -> Export:
    path = text(folder / "c.csv", [["Café crime, £"], HEAD, *clean.rows()], ",", "cp1252")
    return Export(wide(path), mend='encoding = "latin-1"')


def a_cover_sheet_first(folder: Path, clean: Clean) -> Export:
    cover = [["Recorded crime"], ["Contact: the team"], [], ["Sheet", "What"], ["Data", "Counts"]]
    path = book(folder / "c.xlsx", {"Cover": cover, "Data": [HEAD, *clean.rows()]})
    return Export(wide(path), codes=("sheet",))


def a_sheet_a_year(folder: Path, clean: Clean) -> Export:
    rows = [HEAD, *clean.rows()]
    sheets = {"2016": [row[:13] for row in rows], "2017": [[row[0], *row[13:]] for row in rows]}
    return Export(wide(book(folder / "c.xlsx", sheets)), mend='sheet = "2016"')


def financial_quarters(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(f"{y}/{y - 1999} Q{q}" for y in (2016, 2017) for q in (1, 2, 3, 4))]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows(step=3)])), step=3,
                  codes=("period-format",))  # fmt: skip


def quarters_that_may_be_financial(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(f"Q{at % 12 // 3 + 1} {at // 12}" for at in MONTHS[::3])]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows(step=3)])),
                  mend='"Qn YYYY" or "financial Qn"')  # fmt: skip


def quarters_of_the_calendar(folder: Path, clean: Clean) -> Export:
    path = quarters_that_may_be_financial(folder, clean).table.file
    return Export(wide(path, period_format="Qn YYYY"), step=3)


def quarters_of_the_financial_year(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(f"{y} Q{q}" for y in (2016, 2017) for q in (1, 2, 3, 4))]
    path = text(folder / "c.csv", [head, *clean.rows(step=3)])
    return Export(wide(path, period_format="financial Qn"), step=3)


def quarters_of_short_financial_years(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(f"Q{q} {y}/{y + 1}" for y in (16, 17) for q in (1, 2, 3, 4))]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows(step=3)])), step=3,
                  codes=("period-format",))  # fmt: skip


def financial_years_with_thousands(folder: Path, clean: Clean) -> Export:
    rows = [[row[0], *(f"{n:,}" for n in row[1:])] for row in clean.rows(step=12)]
    path = text(folder / "c.csv", [["Ward", "2016/17", "2017/18"], *rows])
    return Export(wide(path), step=12, codes=("thousands", "period-format"))


def dates_of_quarters(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *(british(at) for at in MONTHS[::3])]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows(step=3)])), mend="step = 3")


def dates_of_quarters_declared(folder: Path, clean: Clean) -> Export:
    path = dates_of_quarters(folder, clean).table.file
    return Export(wide(path, step=3), step=3)


def one_financial_year_that_may_be_a_month(folder: Path, clean: Clean) -> Export:
    rows = [row[:2] for row in clean.rows(step=12)]
    return Export(wide(text(folder / "c.csv", [["Ward", "2011-12"], *rows])), mend='"YYYY/YY"')


def numbers_with_decimals(folder: Path, clean: Clean) -> Export:
    rows = [[row[0], *(f"{n}.0" for n in row[1:])] for row in clean.rows()]
    return Export(wide(text(folder / "c.csv", [HEAD, *rows])))


def thousands_with_a_full_stop(folder: Path, clean: Clean) -> Export:
    rows = [[row[0], *(f"{n / 1000:.3f}" for n in row[1:])] for row in clean.rows(step=12)]
    path = text(folder / "c.csv", [["Ward", "2016/17", "2017/18"], *rows])
    return Export(wide(path), mend="not rates")


def two_tables_in_one_sheet(folder: Path, clean: Clean) -> Export:
    rows = [["Burglary"], HEAD, *clean.rows(), [], ["Robbery"], HEAD, *clean.rows()]
    return Export(wide(book(folder / "c.xlsx", {"Data": rows})), mend="repeated rows")


def months_twice_under_two_kinds(folder: Path, clean: Clean) -> Export:
    head = ["Ward", *HEAD[1:13], *HEAD[1:13]]
    merged = [(0, 1, 0, 12, "Burglary"), (0, 13, 0, 24, "Robbery")]
    path = book(folder / "c.xlsx", {"Data": [[], head, *clean.rows()]}, merged)
    return Export(wide(path), mend="Rename or remove")


def a_time_stamp_as_title(folder: Path, clean: Clean) -> Export:
    rows = [["Run at", datetime(2018, 5, 3, 9, 30)], [], HEAD, *clean.rows()]
    return Export(wide(book(folder / "c.xlsx", {"Data": rows})), codes=("titles",))


def a_total_among_withheld_counts(folder: Path, clean: Clean) -> Export:
    rows = [HEAD, *_with_borough(clean, "Redbridge")]
    for k, row in enumerate(rows[1:-1]):
        row[1 + k : len(row) : 6] = ["*"] * len(row[1 + k : len(row) : 6])
    return Export(wide(text(folder / "c.csv", rows)), mend='totals = "leave-out"')


def a_total_with_a_footnote_among_withheld_counts(folder: Path, clean: Clean) -> Export:
    rows, lost = _marked(clean, 30, ["*"])
    path = text(folder / "c.csv", [HEAD, *rows, _with_borough(clean, "TOTAL *")[-1]])
    return Export(wide(path), codes=("totals", "suppressed"), lost=tuple(lost))


def errors_of_a_spreadsheet(folder: Path, clean: Clean) -> Export:
    rows = clean.rows()
    rows[3][5] = "=NA()"
    lost = ((clean.codes[3], MONTHS[4]),)
    return Export(wide(book(folder / "c.xlsx", {"Data": [HEAD, *rows]}), blank="zero"),
                  codes=("absent",), lost=lost)  # fmt: skip


def broken_references(folder: Path, clean: Clean) -> Export:
    rows = clean.rows()
    rows[3][5] = "=#REF!"
    return Export(wide(book(folder / "c.xlsx", {"Data": [HEAD, *rows]}), blank="zero"),
                  mend="suppressed")  # fmt: skip


def names_of_columns_in_two_lines(folder: Path, clean: Clean) -> Export:
    head = ["Ward\nname", *(english(at, "{m}\n{yyyy}") for at in MONTHS)]
    return Export(wide(text(folder / "c.csv", [head, *clean.rows()]), area="Ward name"))


def a_line_that_states_the_separator(folder: Path, clean: Clean) -> Export:
    path = text(folder / "c.csv", [HEAD, *clean.rows()], ";")
    path.write_text("sep=;\n" + path.read_text())
    return Export(wide(path), codes=("separator", "titles"))


def a_column_without_a_name(folder: Path, clean: Clean) -> Export:
    rows = [["", *HEAD], *([k, *row] for k, row in enumerate(clean.rows()))]
    return Export(wide(text(folder / "c.csv", rows)), codes=("unnamed-columns",))
