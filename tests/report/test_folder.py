"""The output folder: all or nothing, ours only, never a mixture."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.report import report_fixture as fixture
from waterbed.model.errors import InputError
from waterbed.model.released import Released
from waterbed.report import folder as folders
from waterbed.report import write_outputs

FILES = {"report.html", "results.json", "tables.xlsx", "tables/claims.csv", "tables/series.csv"}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    place = tmp_path_factory.mktemp("once") / "out"
    write_outputs(fixture.released(), place)
    return contents(place)


def test_writes_everything_and_returns_it(tmp_path: Path) -> None:
    paths = write_outputs(fixture.small(), tmp_path / "out", {"panel.parquet": b"PAR1"})
    found = contents(tmp_path / "out")
    assert FILES | {"panel.parquet"} <= found.keys()
    assert {path.relative_to(tmp_path / "out").as_posix() for path in paths} == found.keys()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_same_results_same_bytes(tmp_path: Path, files: dict[str, bytes]) -> None:
    write_outputs(fixture.released(), tmp_path / "again")
    assert contents(tmp_path / "again") == files


def test_replaces_an_output_of_ours_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_outputs(fixture.small(), out, {"old.parquet": b"x"})
    write_outputs(fixture.small(), out)
    assert "old.parquet" not in contents(out)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "content", [None, b"{}", b"not json", b'["waterbed"]'], ids=["none", "empty", "text", "list"]
)
def test_refuses_a_folder_that_is_not_ours(tmp_path: Path, content: bytes | None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_bytes(b"years of work")
    if content is not None:
        (out / "results.json").write_bytes(content)
    before = contents(out)
    with pytest.raises(InputError, match="did not make") as caught:
        write_outputs(fixture.small(), out)
    assert "--out" in caught.value.mend
    assert contents(out) == before


@pytest.mark.parametrize("name", ["notes.docx", "tables/mine.xlsx", "report.html.bak"])
def test_refuses_to_delete_a_file_put_beside_its_own(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    write_outputs(fixture.small(), out)
    (out / name).write_bytes(b"mine")
    (out / "~$tables.xlsx").write_bytes(b"of Excel")
    before = contents(out)
    with pytest.raises(InputError, match=re.escape(name)) as caught:
        write_outputs(fixture.small(), out)
    assert "Move that file away" in caught.value.mend
    assert contents(out) == before
    (out / name).unlink()
    write_outputs(fixture.small(), out)
    assert "~$tables.xlsx" not in contents(out)


def test_refuses_a_file_in_the_folders_place(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match="file or a link"):
        write_outputs(fixture.small(), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_held_file_is_named_and_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_outputs(fixture.small(), out)
    before = contents(out)
    plain = Path.open

    def held(self: Path, mode: str = "r", *args: object, **more: object) -> object:
        if self.name == "tables.xlsx" and self.parent == out and "+" in mode:
            raise PermissionError(13, "Permission denied")
        return plain(self, mode, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(InputError, match=r"Close tables\.xlsx"):
        write_outputs(fixture.small(), out)
    monkeypatch.undo()
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_recovers_an_output_stranded_between_two_renames(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_outputs(fixture.small(), out)
    before = contents(out)
    out.rename(tmp_path / ".out.old-999999")
    (tmp_path / ".out.new-999999").mkdir()
    folders.recover(out)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_leaves_other_folders_alone(tmp_path: Path) -> None:
    for name in (".out.new-x", ".output.new-999999", "out.old-999999"):
        (tmp_path / name).mkdir()
    folders.recover(tmp_path / "out")
    assert len(list(tmp_path.iterdir())) == 3


def test_without_an_exchange_of_names_two_renames_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_outputs(fixture.small(), out, {"old.parquet": b"x"})
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    write_outputs(fixture.small(), out)
    assert "old.parquet" not in contents(out)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


KILLED = """
import json, os, signal, sys
from pathlib import Path
from waterbed.report import folder

OLD = {"report.html": b"old", "tables/a.csv": b"old", "results.json": b'{"waterbed": "old"}'}
NEW = {"report.html": b"new", "tables/b.csv": b"new", "results.json": b'{"waterbed": "new"}'}

def run(out, at):
    steps = 0
    def tick(event, args):
        nonlocal steps
        if event in ("open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree"):
            steps += 1
            if steps == at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(tick)
    folder.recover(out)
    fresh = folder._beside(out, "new")
    folder._write_all(fresh, NEW)
    folder.swap(fresh, out)
    os._exit(0)

for step in range(1, 200):
    out = Path(sys.argv[1]) / str(step) / "out"
    folder._write_all(out, OLD)
    child = os.fork()
    if child == 0:
        run(out, step)
    if os.waitpid(child, 0)[1] == 0:
        break
print(step)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the one-step swap is Linux's")
def test_killed_at_any_step_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """Every file, folder and rename of a swap in turn is the last thing that a run does."""
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    last = int(run.stdout)
    assert 10 < last < 199
    seen = []
    for step in range(1, last + 1):
        out = tmp_path / str(step) / "out"
        state = {data.decode() for name, data in contents(out).items() if name != "results.json"}
        seen.append(json.loads((out / "results.json").read_bytes())["waterbed"])
        assert state == {seen[-1]}, f"a mixture after step {step}"
        folders.recover(out)
        assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert seen == sorted(seen, reverse=True)
    assert seen[0] == "old" and seen[-1] == "new"


def test_a_link_planted_beside_the_output_is_not_followed(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    (tmp_path / f".out.new-{os.getpid()}").symlink_to(trap)
    write_outputs(fixture.small(), tmp_path / "out")
    assert list(trap.iterdir()) == [] and contents(tmp_path / "out").keys() >= FILES


def test_the_output_is_as_open_as_any_folder_of_its_maker(tmp_path: Path) -> None:
    write_outputs(fixture.small(), tmp_path / "out")
    (tmp_path / "other").mkdir()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_an_internal_report_never_replaces_another_studys_public_one(tmp_path: Path) -> None:
    public = fixture.small()
    study = replace(public.content.study, title="Another place")
    run = replace(public.content, study=study, profile="internal")
    internal = Released(run, "internal")
    write_outputs(public, tmp_path / "out")
    before = contents(tmp_path / "out")
    with pytest.raises(InputError, match="another study"):
        write_outputs(internal, tmp_path / "out")
    assert contents(tmp_path / "out") == before
    write_outputs(Released(replace(run, study=public.content.study), "internal"), tmp_path / "out")
    write_outputs(internal, tmp_path / "out")
