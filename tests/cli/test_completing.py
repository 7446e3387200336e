"""What the Tab key offers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.propose.test_drafts import monthly
from waterbed.cli import main

STUDY = ROOT / "examples" / "redbridge" / "study.toml"


def offered(words: list[str], typed: str) -> list[str]:
    shell = ShellComplete(main, {}, "waterbed", "_WATERBED_COMPLETE")
    return [one.value for one in shell.get_completions(words, typed)]


def test_words_of_the_glossary() -> None:
    assert "placebo" in map(str.casefold, offered(["explain"], "plac"))
    assert offered(["explain"], "zzz") == []


def test_areas_of_the_tables_on_the_line(tmp_path: Path) -> None:
    counts = monthly(tmp_path, years=2)
    for option in ("--place", "--beside"):
        found = offered(["new", "s", "--counts", str(counts), option], "market")
        assert len(found) == 8 and "Market Hill" in found
    folder = ROOT / "examples" / "redbridge"
    line = ["new", "s", "--counts", str(folder / "counts.parquet"), "--areas",
            str(folder / "areas.csv"), "--place"]  # fmt: skip
    assert "Loxford" in offered(line, "Lox")


def test_claims_of_the_study_on_the_line() -> None:
    found = offered(["power", str(STUDY), "--claim"], "police-")
    assert "police-sexual-offences" in found and all(one.startswith("police-") for one in found)


@pytest.mark.parametrize("file", ["absent.csv", "text.csv"])
def test_what_cannot_be_read_offers_nothing(file: str, tmp_path: Path) -> None:
    (tmp_path / "text.csv").write_text("no table at all")
    assert offered(["new", "s", "--counts", str(tmp_path / file), "--place"], "a") == []
    assert offered(["power", str(tmp_path / file), "--claim"], "a") == []


def test_each_shell_has_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    for shell in ("bash", "zsh", "fish"):
        monkeypatch.setenv("_WATERBED_COMPLETE", f"{shell}_source")
        text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
        assert f"_WATERBED_COMPLETE={shell}_source waterbed" in text


def test_power_of_a_claim_that_is_not_there_is_told() -> None:
    done = CliRunner().invoke(main, ["power", str(STUDY), "--claim", "police-sexual-offense"])
    assert done.exit_code == 2 and "Did you mean 'police-sexual-offences'?" in done.output
