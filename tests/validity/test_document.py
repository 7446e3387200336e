"""docs/validity.md, the table of record beside it and the methods' own table agree."""

from __future__ import annotations

import pytest

from tests.validity.cases import SAID
from tests.validity.page import BLOCKS, PAGE, of, put_in, worst
from tests.validity.rates import BOUND
from tests.validity.record import HEAD, kept, line, written
from tests.validity.rows import ROWS
from waterbed.model.methods import HEADLINES, method

LINES = kept()
SAYS = HEAD[: HEAD.index("studies")]


def test_the_page_says_what_the_table_holds():
    document = PAGE.read_text(encoding="utf-8")
    assert put_in(document, LINES) == document
    assert all(f": {name} -->" in document for name in BLOCKS)


def test_the_table_has_the_rows_of_the_suite():
    asked = {int(row["row"]): row for row in LINES}
    assert len(asked) == len(LINES) == len(ROWS)
    for number, case in enumerate(ROWS, 1):
        wanted = line(number, case, [])
        assert {key: asked[number][key] for key in SAYS} == {key: wanted[key] for key in SAYS}


def test_what_is_written_is_read_back():
    assert written(LINES) == written(kept())


@pytest.mark.parametrize("name", HEADLINES)
def test_a_method_may_carry_verdicts_only_where_its_rows_hold(name):
    """Of the forecast, under every way of choosing; of any other, where it is shown."""
    rows = of(LINES, method=name, bed="plain", target="one", planted="nothing", zone="none")
    if any(row["stands"] == "few" for row in rows):
        pytest.skip("the table of record has too few studies")
    shown = {SAID[row["chosen"]] for row in rows if row["stands"] == "holds"}
    holds = method(name).holds
    if holds is None:
        assert [row["row"] for row in rows if row["stands"] == "above"] == []
    else:
        assert holds <= shown


def test_no_row_that_holds_has_a_false_answer_too_often():
    for row in LINES:
        if row["stands"] == "holds":
            assert worst(row) <= 100 * BOUND[float(row["level"])] + 0.05
