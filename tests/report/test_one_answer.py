"""The single answer is the answer, on every surface: claims that are added, or whose speakers are
made one, change no other answer; what the family says stands in the details."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from tests.support.builders import OPERATION, WINDOW, claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.cli.terminal import verdicts as terminal
from waterbed.disclosure import release
from waterbed.model.released import Released, ShownRun
from waterbed.model.results import Results
from waterbed.model.study import Claim, ZoneRule
from waterbed.report import report_html
from waterbed.report.record.results import results_json
from waterbed.report.sections.cards import Card, every_card, strip
from waterbed.report.tables import tables, workbook

TOGETHER = "Judged together with"


def asked(key: str, kind: str = "fell", **more: Any) -> Claim:
    return claim(kind, id=key, words=f"The words of {key}.", **more)


FIRST = (
    asked("main"),
    asked("half", "fell-by", stated=-0.3),
    asked("recorded", "recorded", stated=-0.3),
    asked("went", "moved", zone="beside", who="Shops"),
)
MORE = (
    *(asked(f"rose {o}", "rose", outcome=f"o{o}") for o in range(3)),
    *(asked(f"beside {o}", "rose", outcome=f"o{o}", zone="beside") for o in range(3)),
    asked("net", zone="net"),
    asked("changed", "unchanged"),
    asked("stayed", "not-moved", zone="beside", who="Shops"),
)


def results(*claims: Claim) -> Results:
    """A fall that is supported by itself, and not among so many claims."""
    areas = grid(10, 10)
    panel = counts(areas, seed=3, mean=6.0, outcomes=3)
    made, at = panel.counts.copy(), panel.slice(WINDOW.post)
    target = areas.ids.index("A027")
    made[0, target, at] = made[0, target, at] // 2
    operation = replace(OPERATION, zones=(("beside", ZoneRule("touching")),), buffer=None)
    one = replace(study(*claims, outcomes=3), interventions=(operation,))
    return analyse(one, areas, replace(panel, counts=made))


def merged(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(replace(one, who="Everybody") for one in claims)


RUNS = {
    "as it is": FIRST,
    "claims added behind": (*FIRST, *MORE),
    "claims added before": (*MORE, *FIRST),
    "speakers made one": merged(FIRST),
    "both": merged((*FIRST, *MORE)),
}


@pytest.fixture(scope="module")
def ran() -> dict[str, Released[ShownRun]]:
    return {name: release(results(*claims)) for name, claims in RUNS.items()}


def cards_of(made: Released[ShownRun]) -> dict[str, Card]:
    return {one.id: one for one in every_card(made.content)}


def on_the_terminal(made: Released[ShownRun], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The row of each claim, by the words of the claim, without its number and its speaker."""
    out = io.StringIO()
    monkeypatch.setattr(terminal, "open_console", lambda: Console(file=out, width=400))
    monkeypatch.setattr(terminal, "MOST_REASONED", 100)
    terminal.show_verdicts(made)
    text = re.sub(r"\((Council|Shops|Everybody)\) *", "", out.getvalue())
    parts = re.split(r"\n +\d+ +(?=The words of )", text.split("\n\n28")[0])[1:]
    last = re.compile(r"\n *\n\d+ claims:.*", re.S)
    return {one[: one.index(".")]: " ".join(last.sub("", one).split()) for one in parts}


def on_the_list(made: Released[ShownRun]) -> dict[str, str]:
    """The answer of each claim in the list at the head of the page."""
    page = report_html(made)
    claims = page[page.index('<section id="claims">') : page.index('<section id="could">')]
    form = r"<summary>.*?(The words of [^.]*\.).*?<strong>(.*?)</strong>"
    entries = re.findall(form, claims, re.S)
    return {words: re.sub(r"<.*?>", "", answer).strip() for words, answer in entries}


def on_the_cards(made: Released[ShownRun]) -> dict[str, Any]:
    """What the card of each claim says, but for its number and what it is judged together with."""
    found = {}
    for key, card in cards_of(made).items():
        bar = re.sub(rf"\b(bar|Claim ){card.number}\b", r"\1N", card.bar)
        told = tuple(text for text in card.paragraphs if TOGETHER not in text)
        found[key] = (card.words, card.answer_word, card.reproduced, bar, told)
    return found


def on_the_strip(made: Released[ShownRun]) -> dict[str, Any]:
    shown = strip(made.content)
    assert shown is not None and shown.table is not None
    numbered = {str(card.number): key for key, card in cards_of(made).items()}
    return {
        numbered[row[0].split(".")[0]]: (row[0].split(". ")[1], *row[1:])
        for row in shown.table.rows
    }


def in_the_results(made: Released[ShownRun]) -> dict[str, Any]:
    """The verdict of each claim in results.json, but for what it is judged together with, and for
    positions of rows."""
    rows = json.loads(results_json(made))["verdicts"]
    apart = {"simultaneous", "family", "estimates", "checks", "detectable", "excluded"}
    return {row["claim"]: {k: v for k, v in row.items() if k not in apart} for row in rows}


def in_the_workbook(made: Released[ShownRun]) -> dict[str, Any]:
    book = workbook(made.content, tables(made.content))
    sheet = openpyxl.load_workbook(io.BytesIO(book))["claims"]
    head, *rows = sheet.iter_rows(values_only=True)
    kept = [i for i, name in enumerate(head) if name in ("answer", "reason", "could_see")]
    return {row[head.index("claim")]: [row[i] for i in kept] for row in rows}


Reading = Callable[[Released[ShownRun]], dict[str, Any]]


@pytest.fixture(scope="module")
def as_it_is(ran: dict[str, Released[ShownRun]]) -> dict[Reading, dict[str, Any]]:
    """What each surface says of the study without any other claim, by what reads it there."""
    readings = (on_the_list, on_the_cards, on_the_strip, in_the_results, in_the_workbook)
    return {read: read(ran["as it is"]) for read in readings}


@pytest.mark.parametrize("name", [name for name in RUNS if name != "as it is"])
def test_no_other_answer_changes_on_any_surface(
    ran: dict[str, Released[ShownRun]],
    as_it_is: dict[Reading, dict[str, Any]],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    after = ran[name]
    for read, was in as_it_is.items():
        now = read(after)
        assert was and all(now[key] == was[key] for key in was), read.__name__
    was, now = (on_the_terminal(one, monkeypatch) for one in (ran["as it is"], after))
    assert len(was) == len(FIRST) and all(now[key] == was[key] for key in was)


def test_the_answer_of_the_family_stands_in_the_details_alone(
    ran: dict[str, Released[ShownRun]],
) -> None:
    """It stood on the face of the card, below the answer, and said another one."""
    verdicts = {one.claim.id: one for one in ran["both"].content.verdicts}
    main, card = verdicts["main"], cards_of(ran["both"])["main"]
    assert (main.answer, main.simultaneous) == ("supported", "undecided")
    assert sum(TOGETHER in text for text in card.paragraphs) == 1
    page = report_html(ran["both"])
    faces = re.findall(r'<article class="card".*?</summary>', page, re.S)
    assert len(faces) == len(verdicts) and not any(TOGETHER in face for face in faces)
    row = next(one for one in json.loads(results_json(ran["both"]))["verdicts"]
               if one["claim"] == "main")  # fmt: skip
    assert (row["answer"], row["simultaneous"]) == ("supported", "undecided")
