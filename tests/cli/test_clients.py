"""From a charity's sheet of contacts to a page for its board, as docs/clients.md walks it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.hidden.clients import PEOPLE, SERVICES, code_of, write_clients
from tests.house.test_docs import blocks, not_among
from tests.read.study_files import SMALL, write
from waterbed.analysis.understand import understand
from waterbed.cli import main
from waterbed.model.decision import rule_sha256
from waterbed.read.study.populations import read_populations
from waterbed.read.study.study_file import read_study

PAGE = ROOT / "docs" / "clients.md"
MOST_COMMANDS, MOST_EDITS = 3, 12


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, list[str]]:
    """The folder, what was printed and the command of the page's first block, carried out."""
    folder = tmp_path_factory.mktemp("charity")
    write_clients(folder / "clients.xlsx")
    command = next(one.text for one in blocks(PAGE) if one.kind == "sh")
    name, *words = shlex.split(command)
    assert name == "waterbed"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return folder, result.output, [command]


def test_few_commands_and_no_edits_lead_to_a_page(walked, capsys):
    folder, _, commands = walked
    edits = 0  # the sheet goes in as it is, and there is no study file
    with capsys.disabled():
        print(f"\nclients to a page: {len(commands)} command, {edits} edits ", end="")
    assert len(commands) <= MOST_COMMANDS and edits <= MOST_EDITS
    kept = {"clients.ledger.jsonl", "clients.ledger.lock"}  # of what was told of the sheet
    assert {one.name for one in folder.iterdir()} == {"clients.xlsx", "board.html", *kept}


def test_the_document_shows_what_is_printed(walked):
    _, printed, _ = walked
    stated = next(one.text for one in blocks(PAGE) if one.mark == "prints")
    assert not_among(stated, printed) == []


def test_the_page_holds_the_range_and_nothing_of_anyone(walked):
    folder, printed, _ = walked
    page = (folder / "board.html").read_text(encoding="utf-8")
    assert "Women met on the street in Northtown, 2024" in page
    for text in (page, printed):
        assert "About 410 people are on at least one of the three lists" in " ".join(text.split())
        for person in range(PEOPLE):
            assert code_of(person) not in text and code_of(person).lower() not in text
        for secret in (*(name for name, _ in SERVICES), "Jo Private", "Secret Street", "409"):
            assert secret not in text
    found, _, glossary = page.partition('<dt id="word-')
    assert glossary and "withheld" not in found and "<script" not in page


def with_population(folder: Path, **changed: str) -> Path:
    keys = {
        "id": '"women"', "name": '"women met"', "scope": '"Northtown, 2024"',
        "file": '"clients.xlsx"', "code": '"Client code"', "service": '"Service"',
    } | changed  # fmt: skip
    lines = "\n".join(f"{key} = {value}" for key, value in keys.items())
    return write(folder, f"{SMALL}\n[[populations]]\n{lines}\n")


def test_a_study_takes_the_same_sheet(tmp_path):
    write_clients(tmp_path / "clients.xlsx")
    study = read_study(with_population(tmp_path))
    ((key, found),) = read_populations(study.populations, folder=study.folder)
    assert key == "women" and found.seen == 409 and found.lists == ("Clinic", "Outreach", "Shelter")
    half = read_study(with_population(tmp_path, date='"Date"', last='"2024-06"'))
    ((_, fewer),) = read_populations(half.populations, folder=half.folder)
    assert 0 < fewer.seen < found.seen
    assert rule_sha256(half) != rule_sha256(study), "the months are part of the rule"


def test_check_says_what_was_joined_and_left_out(tmp_path):
    write_clients(tmp_path / "clients.xlsx")
    folder = ROOT / "examples" / "redbridge"
    text = (folder / "study.toml").read_text(encoding="utf-8")
    study = tmp_path / "study.toml"
    study.write_text(
        f'{text}\n[[populations]]\nid = "women"\nname = "women met"\nscope = "2024"\n'
        f'file = "{(tmp_path / "clients.xlsx").as_posix()}"\ncode = "Client code"\n'
        'service = "Service"\n',
        encoding="utf-8",
    )
    rows = {
        row["population"]: row["notices"] for row in understand(study, folder).as_dict()["lists"]
    }
    assert any("written in more than one way" in notice for notice in rows["women"])
