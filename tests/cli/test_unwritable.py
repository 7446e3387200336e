"""Folders that may not be written, disks that are full: one message, nothing lost, nothing left.

Folder rights do not bind root.  Where root runs the tests, it puts down the two capabilities that
free it from them for as long as a test needs, and is then bound as any owner of files is: it need
not become another user, who may not be allowed to read the package.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.read.study_files import SMALL, write
from tests.report import report_fixture as fixture
from waterbed.analysis.lock import lock_path, write_lock
from waterbed.cli import main
from waterbed.model.errors import InputError
from waterbed.read.study.study_file import read_study
from waterbed.report import folder as folders
from waterbed.report import write_outputs

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights and limits are those of POSIX")
VERSION_3 = 0x20080522
"""Of the kernel's form for capabilities: two words each, effective, permitted and inheritable."""
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that anyone may enter, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="waterbed-test-"))
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


class Header(ctypes.Structure):
    """Whose capabilities are meant: version of the form, and a thread, 0 for this one."""

    _fields_ = (("version", ctypes.c_uint32), ("thread", ctypes.c_int))


@contextlib.contextmanager
def bound_by_rights() -> Iterator[None]:
    """The rights of files and folders bind whoever runs the tests, root as well."""
    if os.geteuid() != 0:
        yield
        return
    if not sys.platform.startswith("linux"):
        pytest.skip("rights of folders do not bind root here: run the tests as another user")
    libc = ctypes.CDLL(None, use_errno=True)
    header, held = Header(VERSION_3, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(ctypes.byref(header), held) == 0, os.strerror(ctypes.get_errno())
    bound = type(held)(*held)
    bound[0] &= ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    assert libc.capset(ctypes.byref(header), bound) == 0, os.strerror(ctypes.get_errno())
    try:
        yield
    finally:
        assert libc.capset(ctypes.byref(header), held) == 0, os.strerror(ctypes.get_errno())


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder closed to writing, and proof that it is."""
    folder.chmod(0o555)
    with bound_by_rights():
        with pytest.raises(PermissionError):
            (folder / "probe").write_text("x")
        yield


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_output_folder_that_may_not_be_written(place: Path) -> None:
    out = place / "out"
    write_outputs(fixture.small(), out)
    before = contents(place)
    with read_only(place), pytest.raises(InputError) as caught:
        write_outputs(fixture.small(), out)
    assert contents(place) == before
    assert caught.value.exit_code == 2 and caught.value.file == str(out)
    assert "cannot be written (Permission denied)" in str(caught.value)
    assert "Make its folder one that you may write to" in caught.value.mend
    assert "--out" in caught.value.mend and "untouched" in caught.value.mend


def test_a_lock_into_a_folder_that_may_not_be_written(place: Path) -> None:
    asked = read_study(write(place, SMALL))
    with read_only(place), pytest.raises(InputError) as caught:
        write_lock(asked, "2026-02-01")
    assert caught.value.exit_code == 2 and caught.value.file == str(lock_path(asked))
    assert "the lock cannot be written (Permission denied)" in str(caught.value)
    assert "--out" in caught.value.mend
    assert [path.name for path in place.iterdir()] == ["study.toml"]
    with pytest.raises(InputError, match="cannot be written"):
        write_lock(asked, "2026-02-01", place / "nowhere" / "lock.json")


@pytest.mark.parametrize("name", ["study.toml", "areas.csv", "neighbours.csv", "counts.parquet"])
def test_a_file_that_may_not_be_read(place: Path, example: Path, name: str) -> None:
    shutil.copytree(example, place, dirs_exist_ok=True)
    for path in place.iterdir():
        path.chmod(0o644)
    (place / name).chmod(0o000)
    with bound_by_rights():
        with pytest.raises(PermissionError):
            (place / name).read_bytes()
        result = check(place / "study.toml")
    assert result.exit_code == 2
    assert name in result.stderr and "cannot be read (Permission denied)" in result.stderr
    assert "Allow yourself to read it" in result.stderr
    assert "Traceback" not in result.stderr


def check(study: Path) -> Result:
    return CliRunner().invoke(main, ["check", str(study)], catch_exceptions=False)


@pytest.fixture(scope="module")
def example() -> Path:
    """The example, read once by whoever runs the tests, so that every module is there."""
    folder = Path(__file__).parents[2] / "examples" / "redbridge"
    assert check(folder / "study.toml").exit_code == 0
    return folder


@pytest.mark.parametrize("words", [("example", "redbridge"), ("demo",)], ids=lambda w: w[0])
def test_a_copy_or_a_demonstration_that_may_not_be_written(
    place: Path, example: Path, words: tuple[str, ...]
) -> None:
    with read_only(place):
        out = ["--out", str(place / "mine")]
        result = CliRunner().invoke(main, [*words, *out], catch_exceptions=False)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{place / 'mine'}")
    assert "cannot be read or written (Permission denied). Choose another folder" in result.stderr
    assert not list(place.iterdir())


def test_a_folder_of_files_that_may_not_be_entered(place: Path, example: Path) -> None:
    inside = place / "study"
    shutil.copytree(example, inside)
    inside.chmod(0o000)
    with bound_by_rights():
        result = check(inside / "study.toml")
    assert result.exit_code == 2
    assert "study.toml" in result.stderr and "cannot be read (Permission denied)" in result.stderr


@pytest.mark.parametrize("at", ["write", "flush", "folder"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_the_old_output_and_no_part_of_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, code: int
) -> None:
    out = tmp_path / "out"
    write_outputs(fixture.small(), out)
    before = contents(tmp_path)
    calls = []

    def full(*_: object) -> None:
        calls.append(at)
        if len(calls) == 2 or at == "folder":
            assert list(tmp_path.glob(".out.new-*")), "the disk fills half way"
            raise OSError(code, os.strerror(code))

    if at == "folder":
        monkeypatch.setattr(folders, "flush_folder", full)
    elif at == "flush":
        monkeypatch.setattr(folders.os, "fsync", full)
    else:
        plain = Path.mkdir
        monkeypatch.setattr(Path, "mkdir", lambda self, *a, **k: (plain(self, *a, **k), full())[0])
    with pytest.raises(InputError) as caught:
        write_outputs(fixture.small(), out)
    monkeypatch.undo()
    assert calls
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert caught.value.file == str(out) and os.strerror(code) in caught.value.problem
    assert "Free some space there" in caught.value.mend and "untouched" in caught.value.mend


LIMITED = """
import resource, sys
from pathlib import Path
from tests.report import report_fixture as fixture
from waterbed.model.errors import InputError
from waterbed.report import write_outputs

resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
try:
    write_outputs(fixture.small(), Path(sys.argv[1]))
except InputError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


FULL = """
import sys
from pathlib import Path
from tests.report import report_fixture as fixture
from waterbed.model.errors import InputError
from waterbed.report import write_outputs
from waterbed.model.whole_files import write_whole

place, kind = Path(sys.argv[1]), sys.argv[2]
try:
    if kind == "page":
        write_whole(place / "out", "x" * 200_000, "the page")
    else:
        write_outputs(fixture.small(), place / "out")
except InputError as error:
    print(error, file=sys.stderr)
    print(*(one.name for one in place.iterdir()))
    sys.exit(error.exit_code)
"""


def own_disk() -> bool:
    """Whether a small disk of our own may be mounted here."""
    if not shutil.which("unshare"):
        return False
    words = ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("kind", ["page", "folder"])
@pytest.mark.skipif(not own_disk(), reason="no disk of our own may be mounted")
def test_a_disk_that_is_full(tmp_path: Path, kind: str) -> None:
    """A disk of 40 kB, filled by the output itself."""
    mounted = f'mount -t tmpfs -o size=40k none "{tmp_path}" && exec "$0" -c "$1" "$2" {kind}'
    run = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted, sys.executable, FULL,
         str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    assert "No space left on device" in run.stderr and "Traceback" not in run.stderr
    assert "Free some space there" in run.stderr
    assert run.stdout.strip() == "", "nothing is left on it"


def test_a_disk_that_takes_no_more_for_real(tmp_path: Path) -> None:
    """The system itself stops a file half way; this binds root too."""
    out = tmp_path / "out"
    write_outputs(fixture.small(), out)
    assert (out / "report.html").stat().st_size > 9_000
    before = contents(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(out)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith(f"{out}: the output folder cannot be written (File too large)")
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
