"""A name from somebody's table, as a word of a command that a page or the terminal offers."""

from __future__ import annotations

import os
import subprocess

import pytest

from waterbed.model.typed import typed

NAMES = ["Riverside", "aliases.Thornhil=Thornhill", "my study/study.toml", "St John's",
         'the "Lane"', "$(touch there)", "`id` here", "a;b&c|d", "Ilford (north)",
         "$HOME", "-"]  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="the shell is that of POSIX")
@pytest.mark.parametrize("name", NAMES)
def test_the_shell_takes_it_as_one_word_and_runs_nothing(name: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"printf '[%s]' {typed(name)}"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"[{name}]"


@pytest.mark.parametrize("name", NAMES[:2])
def test_what_needs_no_quotes_has_none(name: str) -> None:
    assert typed(name) == name


def test_a_windows_path_keeps_its_strokes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waterbed.model.typed.os.name", "nt")
    assert typed(r"study\study.toml") == r"study\study.toml"
    assert typed(r"my study\study.toml") == r'"my study\study.toml"'
    assert typed("St John's") == '"St John\'s"'
