"""Consoles and folders as they are: few characters, names in any script, spaces."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.conftest import ROOT
from tests.support.redbridge import smaller
from waterbed.cli import main
from waterbed.cli.streams import PLAIN, plain

FILES = {"LC_ALL": "C.UTF-8"}
"""Names of files are Unicode, as on Windows, whatever the locale that the tests run in."""
ODD = "Łódź ünïcode O'Brien & Söhne 50%"


def call(folder: Path, *words: object, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "waterbed", *map(str, words)],
        cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL,
        env=os.environ | FILES | {"PYTHONPATH": str(ROOT / "src")} | env,
    )  # fmt: skip


def study_in(folder: Path) -> Path:
    return smaller(folder)


@pytest.mark.parametrize("encoding", ["cp437", "ascii"])
def test_a_console_with_few_characters(tmp_path: Path, encoding: str) -> None:
    """No sign of ours, and no letter of a name, stops a command half way."""
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    pairs = ["--treated", 207, 110, "--control", 308, 318]
    done = call(tmp_path, "wdd", *pairs, "--displaced", 178, 157, "--displaced-control", 150, 140,
                **env)  # fmt: skip
    assert done.returncode == 0 and "Error" not in done.stderr.decode()
    assert "Target area" in done.stdout.decode(encoding)
    lost = call(tmp_path, "check", "ńo such füle.toml", **env)
    assert lost.returncode == 2 and b"no such file" in lost.stderr
    assert b"Traceback" not in lost.stderr


def test_a_run_on_a_windows_console_by_a_user_with_a_name_in_any_script(tmp_path: Path) -> None:
    """To its end, where the shapes of the verdicts stand; the files are UTF-8 all the same.

    The folder of the study is closed to writing, and nothing is written into it.
    """
    home = tmp_path / "Użytkownik Σωκράτης O'Neill"
    study = study_in(home / ODD)
    before = sorted(study.parent.iterdir())
    study.parent.chmod(0o555)
    env = {"HOME": str(home), "USERPROFILE": str(home), "TMPDIR": str(home), "COLUMNS": "80",
           "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}  # fmt: skip
    done = call(home, "run", study, **env)
    study.parent.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert sorted(study.parent.iterdir()) == before
    told = done.stdout.decode("cp1252")
    assert "/ Undecided" in told and "report.html" in told
    out = home / f"{ODD}-report"
    assert "−" in (out / "report.html").read_text(encoding="utf-8")
    record = (out / "results.json").read_text(encoding="utf-8")
    assert json.loads(record)["verdicts"] and home.name not in record


def test_json_through_a_pipe_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    study = study_in(tmp_path / ODD)
    text = study.read_text(encoding="utf-8").replace('title = "', 'title = "Iłford “East” ', 1)
    study.write_text(text, encoding="utf-8")
    done = call(tmp_path, "check", study, "--json", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"].startswith("Iłford “East” ")


def test_stand_ins_are_plain() -> None:
    assert plain("− “x” ● Łódź ü 👍") == '- "x" * Lodz u ?'
    assert all(chr(key).isascii() is False and told.isascii() for key, told in PLAIN.items())


def test_help_needs_no_stand_ins() -> None:
    """It is printed before streams are settled."""
    with click.Context(main) as ctx:
        assert main.get_help(ctx).isascii()
