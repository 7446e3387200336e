"""No output names a folder of the machine; messages name paths as they were given."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import ROOT
from tests.support.redbridge import smaller
from waterbed.cli import main


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def texts(folder: Path) -> dict[str, bytes]:
    """Every file, those in a workbook unpacked."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        name = path.relative_to(folder).as_posix()
        found[name] = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found |= {f"{name}/{one}": book.read(one) for one in book.namelist()}
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose counts lie elsewhere and are named by their whole path."""
    place = tmp_path_factory.mktemp("machine") / "amy"
    smaller(place / "study")
    (place / "data").mkdir()
    (place / "study" / "counts.parquet").rename(place / "data" / "counts.parquet")
    (place / "study" / "areas.csv").rename(place / "data" / "areas.csv")
    study = place / "study" / "study.toml"
    text = study.read_text(encoding="utf-8")
    whole = (place / "data" / "counts.parquet").as_posix()
    text = text.replace('"counts.parquet"', f'"{whole}"')
    study.write_text(text.replace('"areas.csv"', '"../data/areas.csv"'), encoding="utf-8")
    return place


@pytest.mark.parametrize(("profile", "relative"), [("public", True), ("internal", False)])
def test_no_output_names_a_folder_of_the_machine(
    folder: Path, profile: str, relative: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    study = folder / "study" / "study.toml"
    out = folder / f"out-{profile}"
    lock = study.with_name("study.lock.json")
    lock.unlink(missing_ok=True)
    asked = study.relative_to(folder.parent) if relative else study
    assert call("lock", asked).exit_code == 0
    result = call("run", asked, "--out", out, "--profile", profile)
    assert result.exit_code == 0, result.output
    secret = {str(folder.parent), str(folder), str(Path.home()), str(ROOT), str(Path.cwd())} - {"/"}
    secret |= {folder.name + "/", "../data"}
    found = texts(out) | {"lock": lock.read_bytes()}
    assert b"study.toml" in found["results.json"] and b"counts.parquet" in found["results.json"]
    for name, content in found.items():
        for one in secret:
            assert one.encode() not in content, f"{one} stands in {name}"


def test_messages_name_paths_as_they_were_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    assert call("check", "amy/no.toml").stderr.startswith("amy/no.toml: there is no such file")
    Path("amy/full").mkdir()
    Path("amy/full/thesis.docx").write_text("years of work")
    refused = call("run", "amy/study/study.toml", "--out", "amy/full")
    assert refused.exit_code == 2 and refused.stderr.startswith("amy/full: ")
    Path("amy/data/areas.csv").rename("amy/data/area.csv")
    try:
        lost = call("run", "amy/study/study.toml", "--out", "amy/other")
    finally:
        Path("amy/data/area.csv").rename("amy/data/areas.csv")
    assert lost.exit_code == 2
    assert lost.stderr.startswith("../data/areas.csv: there is no such file: 'areas.csv'. Did you")
    assert "It was looked for in 'amy/study/../data'" in lost.stderr
    whole = folder / "data" / "counts.parquet"
    whole.rename(whole.with_suffix(".old"))
    try:
        lost = call("run", "amy/study/study.toml", "--out", "amy/other")
    finally:
        whole.with_suffix(".old").rename(whole)
    assert lost.stderr.startswith(f"{whole.as_posix()}: there is no such file")
