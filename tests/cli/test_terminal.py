"""What a run prints at its end: a table that fits 80 columns, the path, what to do next."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.report import report_fixture as fixture
from waterbed.cli import main
from waterbed.cli.terminal.verdicts import MOST_REASONED, next_steps, show_next, show_verdicts
from waterbed.model.released import Released
from waterbed.report.sections.cards import ordered
from waterbed.report.words.answers import ANSWER_WORDS
from waterbed.report.words.glossary import find

STUDY = Path("my studies") / "Łódź.toml"


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def shown(capsys: pytest.CaptureFixture[str], released: Released) -> str:
    show_verdicts(released)
    return capsys.readouterr().out


def test_every_claim_stands_in_the_table_with_its_answer(capsys) -> None:
    released = fixture.released()
    text = shown(capsys, released)
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    flat = " ".join(text.split())
    for number, (claim, verdict) in enumerate(ordered(released.content), 1):
        row = next(line for line in text.splitlines() if line.split()[:1] == [str(number)])
        assert row.rstrip().endswith(ANSWER_WORDS[verdict.answer])
        assert claim.words.split()[0] in row
    assert f"{len(released.content.verdicts)} claims:" in flat


def test_few_claims_have_their_reasons(capsys) -> None:
    released = fixture.released()
    assert len(released.content.verdicts) > MOST_REASONED
    some = replace(released.content, verdicts=released.content.verdicts[:2])
    few = shown(capsys, replace(released, content=some))
    assert "Recorded" in few and "Recorded sexual offences" not in shown(capsys, released)


def test_how_many_answers_do_not_hold_with_their_group_stands_below_the_table(capsys) -> None:
    released = fixture.released()
    results = released.content
    answers = [("supported", "undecided"), ("contradicted", "contradicted")]
    answers += [("untestable", "untestable")] * (len(results.verdicts) - len(answers))
    turned = tuple(
        replace(verdict, answer=answer, simultaneous=group)
        for verdict, (answer, group) in zip(results.verdicts, answers, strict=True)
    )
    some = replace(results, verdicts=turned)
    flat = " ".join(shown(capsys, replace(released, content=some)).split())
    assert "Of 2 supported or contradicted, 1 is undecided once judged together with" in flat
    alike = tuple(replace(verdict, simultaneous=verdict.answer) for verdict in results.verdicts)
    same = replace(released, content=replace(results, verdicts=alike))
    assert "judged together" not in shown(capsys, same)


def test_next_steps_are_commands_that_exist_and_depend_on_the_result() -> None:
    results = fixture.results()
    for lock in ("", "same", "differs"):
        steps = next_steps(replace(results, lock=lock, lock_date="2026-01-01"), STUDY)
        assert 1 <= len(steps) <= 3
        names = [shlex.split(command)[1] for _, command in steps]
        assert ("lock" in names) == (lock == "") and ("check" in names) == (lock == "differs")
        for _, command in steps:
            program, name, subject = shlex.split(command)
            assert program == "waterbed" and name in main.commands
            assert find(subject) if name == "explain" else subject == str(STUDY)
    settled = replace(results, verdicts=tuple(
        replace(one, answer="untestable", estimates=()) for one in results.verdicts
    ), lock="same")  # fmt: skip
    assert [command.split()[1] for _, command in next_steps(settled, STUDY)] == ["explain"]


def test_the_path_of_the_report_is_in_one_piece(capsys) -> None:
    folder = Path("a folder with a name that is much longer than") / "eighty columns can hold" / "x"
    show_next(fixture.results(), folder, STUDY)
    assert f"Report: {folder / 'report.html'}\n" in capsys.readouterr().out


def test_no_word_of_a_user_steers_the_terminal(capsys) -> None:
    """Escape codes in a claim's words are shown as marks: they move and hide nothing."""
    released = fixture.released()
    study = released.content.study
    claims = tuple(replace(c, words="All \x1b[8mhidden\x1b[2A\u202e") for c in study.claims)
    text = shown(
        capsys,
        replace(released, content=replace(released.content, study=replace(study, claims=claims))),
    )
    assert "\ufffd" in text and not set(text) & set("\x1b\x9b\u202e")


def test_an_error_steers_no_terminal(tmp_path: Path, capsys) -> None:
    path = tmp_path / "study.toml"
    path.write_text('title = "a"\n"\\u001b[2Jkey" = 1\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["check", str(path)])
    assert "\x1b" not in capsys.readouterr().err
