"""One level for all claims of a study; below the usual one the word carries it everywhere."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import pytest

from tests.report.test_one_answer import cards_of, on_the_list, on_the_strip, on_the_terminal
from tests.support.builders import OPERATION, WINDOW, claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.cli.terminal.power import show_other_power, show_power
from waterbed.disclosure import release
from waterbed.model.released import Released, ShownRun
from waterbed.model.study import ZoneRule
from waterbed.report import report_html
from waterbed.report.page import pages
from waterbed.report.record.results import results_json
from waterbed.report.tables import tables, workbook

CLAIMS = tuple(
    claim(kind, id=key, words=f"The words of {key}.", **more)
    for key, kind, more in (
        ("main", "fell", {}),
        ("denied", "rose", {}),
        ("open", "fell-by", {"stated": -0.9}),
        ("moved", "moved", {"zone": "beside"}),
        ("recorded", "recorded", {"stated": -0.2, "window": "year"}),
        ("cannot", "needs", {"tested_by": "A count of people."}),
    )
)
TESTED = ("main", "denied", "open", "moved")


def made(level: float) -> Released[ShownRun]:
    areas = grid(10, 10)
    panel = counts(areas, seed=3, mean=6.0)
    after, target = panel.slice(WINDOW.post), areas.ids.index("A027")
    panel.counts[0, target, after] //= 3
    operation = replace(OPERATION, zones=(("beside", ZoneRule("touching")),), buffer=None)
    asked = replace(study(*CLAIMS, level=level), interventions=(operation,))
    return release(analyse(asked, areas, panel))


@pytest.fixture(scope="module")
def ninety() -> Released[ShownRun]:
    return made(0.9)


def words_of(run: Released[ShownRun], key: str) -> str:
    answer = next(one.answer for one in run.content.verdicts if one.claim.id == key)
    return answer.capitalize() + (" (at 90%)" if key in TESTED and answer != "untestable" else "")


def test_every_surface_carries_the_level(
    ninety: Released[ShownRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards, listed = cards_of(ninety), on_the_list(ninety)
    printed = on_the_terminal(ninety, monkeypatch)
    rows = {row["claim"]: row for row in json.loads(results_json(ninety))["verdicts"]}
    book = workbook(ninety.content, tables(ninety.content))
    sheet = openpyxl.load_workbook(io.BytesIO(book))["claims"]
    head, *lines = sheet.iter_rows(values_only=True)
    told = {line[head.index("claim")]: line[head.index("reason")] for line in lines}
    answers = {row["answer"] for row in rows.values()}
    assert answers >= {"supported", "contradicted", "undecided", "untestable"}
    for key, row in rows.items():
        word = words_of(ninety, key)
        assert cards[key].answer_word == word
        assert listed[f"The words of {key}."].endswith(word)
        assert word in printed[f"The words of {key}"]
        assert row["reason"].startswith(f"{word}. ") and told[key].startswith(f"{word}. ")
        assert row["answer"] == word.split(" ")[0].lower()  # the code stays as it was
    strip = on_the_strip(ninety)
    assert strip["main"][0].startswith("Supported (at 90%): ")


def test_tables_charts_and_what_could_be_seen_say_the_same_level(
    ninety: Released[ShownRun],
) -> None:
    page, cards = report_html(ninety), cards_of(ninety)
    told = {key: " ".join(cards[key].paragraphs) for key in ("main", "moved")}
    assert "would have supported this claim (at 90%)" in told["main"]
    assert "this claim (at 90%)" in told["moved"]
    assert "What fits these data (each end at 90%)" in told["main"]
    columns = {one for grid in pages(ninety).grids for one in grid.columns}
    assert "Range that decides (each end at 90%)" in columns
    assert "Wider range (each end at 95%)" in columns
    assert "this study could have seen (at 90%)" in page
    assert "come out supported (at 90%) 80% of the time" in page
    assert "are judged at 90%, not at the usual 95%" in page
    assert "95% of the time" not in page


def test_no_range_that_decides_is_said_to_be_at_another_level(ninety: Released[ShownRun]) -> None:
    """A wider range is shown in the workbook's tables of estimates alone, and says that it is."""
    page = report_html(ninety)
    assert "each end at 95%" not in page and "each end at 97.5%" not in page


def test_at_the_usual_level_the_word_stands_alone() -> None:
    run = made(0.95)
    assert cards_of(run)["main"].answer_word == "Supported"
    assert "(at 9" not in report_html(run) and "usual 95%" not in report_html(run)


def test_the_level_is_said_where_power_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    show_power((), 0.9)
    show_other_power((), 0.9)
    assert "Claims are judged at 90%." in " ".join(capsys.readouterr().out.split())
    show_power((), 0.95)
    assert "judged at" not in capsys.readouterr().out
