"""Who says a claim, where and when may be open until a study is run: `check` and `power` answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.propose.filled import made
from tests.propose.test_drafts import monthly
from waterbed.cli import main
from waterbed.model.errors import InputError, InputErrors
from waterbed.propose.new import write
from waterbed.read.study.study_file import read_study

OPEN = ("who", "words", "source", "date")


def call(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("draft")
    new = made(folder, monthly(folder), places=("Market Hill",), start="2014-06", kind="patrol")
    write(new)
    return new.file


def test_check_answers_and_lists_what_is_open(draft: Path) -> None:
    code, said = call("check", draft)
    assert code == 0 and "yes claim (fell)" in said and "SHA-256" not in said
    assert "To fill in before a run: 4" in said
    assert all(f"claims 'claim', {key}" in said for key in OPEN)
    assert "still to be filled in" not in said


def test_power_answers(tmp_path: Path) -> None:
    """Of a short past, which is quick to say."""
    new = made(tmp_path, monthly(tmp_path), places=("Market Hill",), start="2013-01", kind="patrol")
    write(new)
    code, said = call("power", new.file, "--places", "20")
    assert code == 0 and "could this study" in said.casefold()


def test_a_run_and_a_lock_ask_for_all_of_it(draft: Path) -> None:
    for command in ("run", "lock"):
        code, said = call(command, draft)
        assert code == 2 and said.count("still to be filled in") == len(OPEN)


def test_keys_that_are_not_there_are_open_too(draft: Path, tmp_path: Path) -> None:
    lines = [line for line in draft.read_text().splitlines() if "FILL IN" not in line]
    text = "\n".join(lines).replace("../", f"{draft.parent.parent.as_posix()}/")
    study = tmp_path / "study.toml"
    study.write_text(text)
    assert call("check", study)[0] == 0
    with pytest.raises(InputErrors) as caught:
        read_study(study)
    assert {str(error.place).rsplit(", ", 1)[1] for error in caught.value.errors} == set(OPEN)


def test_where_more_is_open_all_of_it_is_listed(draft: Path, tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    study.write_text(draft.read_text().replace('start = "2014-06"', 'start = "FILL IN"'))
    with pytest.raises(InputError) as caught:
        read_study(study, draft=True)
    assert len(getattr(caught.value, "errors", ())) == 5
