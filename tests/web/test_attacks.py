"""Attacks on a real process of the workbench: sizes, signals, disks and folders are what they are.

All are slow but the first, since each starts the program anew. `test_receive.py`, `test_runs.py`
and `test_bombs.py` ask the same of its parts, quickly.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.redbridge import KEPT, smaller
from tests.web.process import Guest, alive, guest, kept_in, memory, started, until
from waterbed.propose.examples import copy_example
from waterbed.web.bench import MOST_UPLOADED
from waterbed.web.receive import MOST_TEXT
from waterbed.web.serving import Served

GIGABYTES = 2 * 2**30
FLAT = 64 * 2**20
"""By so much may the memory of the workbench grow while gigabytes are sent."""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is that of Linux")
BROKEN_OFF = "Files were being sent, and that was broken off."
STUDIES = "The studies of this folder"


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where a workbench keeps what is sent."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


def works(she: Guest) -> None:
    """A small table is taken as ever."""
    rows = "".join(f"{area},2017-{month:02d},{month}\n" for area in "ab" for month in range(1, 13))
    answer = she.posts("/data", form="files", counts=f"Area,Month,Count\n{rows}".encode())
    assert answer.status_code == 200 and "sent.csv" in answer.text, answer.text


def test_an_upload_that_its_sender_breaks_off_is_told_once(live: Served, root: Path) -> None:
    with guest(live.address) as she:
        link = she.begins(2**20, 2**16)
        until(lambda: any(live.bench.private.iterdir()))
        link.close()
        until(lambda: not any(live.bench.private.iterdir()))
        until(lambda: live.bench.broken_off)
        assert BROKEN_OFF in she.page("/data")
        assert BROKEN_OFF not in she.page("/data")
        works(she)
    assert list(root.iterdir()) == []


# Two gigabytes ------------------------------------------------------------------------------------


@linux
@pytest.mark.slow
@pytest.mark.parametrize("chunked", [False, True], ids=["its size said", "in chunks"])
def test_two_gigabytes_are_refused(root: Path, temporary: Path, chunked: bool) -> None:
    """Of what says how large it is nothing is written; of what does not, no more than the cap."""
    most = 0

    def look(sent: int) -> None:
        nonlocal most
        if sent % 2**25 == 0:
            most = max(most, kept_in(temporary))

    with started(root, temporary) as (process, address), guest(address) as she:
        works(she)
        kept, before = kept_in(temporary), memory(process)
        answer = she.streams(GIGABYTES, chunked=chunked, each=look)
        assert answer.status == 422 and b"more than 1024 MB" in answer.read()
        grown = memory(process) - before
        assert kept_in(temporary) == kept, "nothing is left of it"
        assert most - kept <= (MOST_UPLOADED + MOST_TEXT if chunked else 0)
        assert most - kept > MOST_UPLOADED // 2 or not chunked, "it was looked at while it came"
        assert grown < FLAT
        works(she)
        print(f"disk {(most - kept) / 2**20:.0f} MB at most, memory grew {grown / 2**20:.1f} MB")
    assert list(root.iterdir()) == []


# Killed -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_killed_in_an_upload_it_wipes_the_half_and_keeps_the_studies(
    root: Path, temporary: Path
) -> None:
    copy_example("redbridge", root / "redbridge")
    before = {path.name: path.read_bytes() for path in (root / "redbridge").iterdir()}
    with started(root, temporary) as (process, address), guest(address) as she:
        works(she)
        link = she.begins(2**28, 2**22)
        until(lambda: kept_in(temporary) >= 2**21)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        link.close()
    assert kept_in(temporary) >= 2**21, "a process that is killed wipes nothing"
    with started(root, temporary) as (_, address), guest(address) as she:
        assert kept_in(temporary) == 0 and len(list(temporary.iterdir())) == 1
        assert "Ilford Lane" in she.page("/")
        assert she.browser.get(f"{she.base}/study/redbridge/where").status_code == 200
        works(she)
    assert {path.name: path.read_bytes() for path in (root / "redbridge").iterdir()} == before


# Ten runs at once ---------------------------------------------------------------------------------


def runs_of(process: subprocess.Popen[str]) -> list[int]:
    """Processes that this one started and that are alive (Linux)."""
    found = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(pid) for path in found for pid in path.read_text("utf-8").split()]


@linux
@pytest.mark.slow
def test_ten_runs_at_once_are_run_one_by_one_and_all_are_whole(root: Path, temporary: Path) -> None:
    """The real command, asked for by ten at once."""
    smaller(root / "study0", KEPT[:1])
    for k in range(1, 10):
        shutil.copytree(root / "study0", root / f"study{k}")
    most = 0

    def whole() -> bool:
        nonlocal most
        most = max(most, len(runs_of(process)))
        return len(list(root.glob("*-report/results.json"))) == 10 and not runs_of(process)

    with started(root, temporary) as (process, address), guest(address) as she:
        ask = {"form": "run", "profile": "public", "words_read": "yes"}

        def asked(k: int) -> int:
            return she.posts(f"/study/study{k}/run", **ask).status_code

        with ThreadPoolExecutor(10) as ten:
            assert list(ten.map(asked, range(10))) == [200] * 10
        until(whole, 900)
        assert most == 1
    found = {path.read_bytes() for path in root.glob("*-report/results.json")}
    assert len(found) == 1, "the same study gives the same bytes"


# The disk -----------------------------------------------------------------------------------------

FULL = """
mount -t tmpfs -o size=$1 tmpfs "$2" || exit 77
shift 2
exec "$@"
"""


def on_a_small_disk(folder: Path, size: str) -> tuple[str, ...]:
    """Words that start a program for which a folder is a disk of its own, of this size."""
    apart = ("unshare", "--mount", "--map-root-user")
    words = (*apart, "sh", "-c", FULL, "sh", size, str(folder))
    try:
        done = subprocess.run([*words, "true"], capture_output=True, check=False).returncode
    except FileNotFoundError:
        done = 1
    if done:
        pytest.skip("unshare may not mount a small disk here")
    return words


@pytest.mark.slow
def test_a_disk_that_is_full_is_a_sentence_and_then_goes_on(root: Path, temporary: Path) -> None:
    inside = on_a_small_disk(temporary, "3m")
    with started(root, temporary, inside=inside) as (_, address), guest(address) as she:
        for size in (2**20 * 7, 2**22 + 17):
            answer = she.streams(size, chunked=False)
            text = answer.read().decode()
            assert answer.status == 422, text
            assert "could not be kept (No space left on device)" in text
        works(she)
    assert list(root.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits are those of POSIX")
def test_a_file_that_may_not_grow_is_a_sentence_and_no_study_is_lost(
    root: Path, temporary: Path
) -> None:
    copy_example("redbridge", root / "redbridge")
    file = root / "redbridge" / "study.toml"
    before = file.read_bytes()
    limited = ("sh", "-c", 'ulimit -f 16; exec "$@"', "sh")  # 16 blocks: 8 or 16 kB
    with started(root, temporary, inside=limited) as (_, address), guest(address) as she:
        answer = she.streams(2**20, chunked=False)
        assert answer.status == 422 and b"could not be kept (File too large)" in answer.read()
        assert kept_in(temporary) == 0
        page = she.page("/study/redbridge/claims")
        seen = page.partition('name="seen" value="')[2].partition('"')[0]
        said = she.posts("/study/redbridge/claims", form="remove", of="police-sexual-offences",
                         seen=seen)  # fmt: skip
        assert said.status_code == 422 and "There is a problem" in said.text
        assert file.read_bytes() == before
        assert sorted(path.name for path in file.parent.iterdir() if ".tmp" in path.name) == []
        works(she)


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["the folder", "the study", "the private folder"])
def test_a_folder_deleted_below_it_is_a_sentence(root: Path, temporary: Path, gone: str) -> None:
    copy_example("redbridge", root / "redbridge")
    lost: dict[str, Callable[[], Path]] = {
        "the folder": lambda: root,
        "the study": lambda: root / "redbridge",
        "the private folder": lambda: next(temporary.iterdir()),
    }
    with started(root, temporary) as (process, address), guest(address) as she:
        folder = lost[gone]()
        shutil.rmtree(folder)
        paths = ("/", "/data", "/study/redbridge/where", "/study/redbridge/check",
                 "/study/redbridge/run")  # fmt: skip
        for path in paths:
            answer = she.browser.get(she.base + path)
            assert answer.status_code in (200, 404, 422) and "Traceback" not in answer.text
        assert gone != "the folder" or "is gone" in she.page("/")
        sent = she.posts("/data", form="files", counts=b"Area,Month,Count\na,2017-01,1\n")
        assert sent.status_code in (200, 422), sent.text
        assert process.poll() is None and not folder.exists()


# Nobody else --------------------------------------------------------------------------------------

ALONE = """
import fcntl, os, socket, struct, sys
# The loopback of a new namespace is down: SIOCSIFFLAGS.
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh22x", b"lo", 0x41))
os.execv(sys.argv[1], sys.argv[1:])
"""
WHOLE = """
import pathlib, sys, time
from tests.web.process import guest, started, until
from tests.web.test_attacks import works
root, temporary = map(pathlib.Path, sys.argv[1:])
with started(root, temporary) as (process, address), guest(address) as she:
    works(she)
    for page in ("/", "/numbers", "/data", *(f"/study/small/{one}" for one in
                 ("where", "claims", "check", "run"))):
        assert she.browser.get(she.base + page).status_code == 200, page
    asked = she.posts("/study/small/run", form="run", profile="public", words_read="yes")
    assert asked.status_code == 200, asked.text
    until(lambda: (root / "small-report" / "results.json").exists(), 600)
    report = she.browser.get(she.base + "/study/small/run/public/report.html")
    assert report.status_code == 200 and "Which claims stand?" in report.text
"""


@linux
@pytest.mark.slow
def test_from_a_table_to_a_report_it_needs_no_network(root: Path, temporary: Path) -> None:
    """In a network namespace that has nothing but itself, every page and a run."""
    alone = ["unshare", "--map-root-user", "--net"]
    try:
        refused = subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    except FileNotFoundError:
        refused = 1
    if refused:
        pytest.skip("unshare may not make a network namespace")
    smaller(root / "small", KEPT[:1])
    words = [*alone, sys.executable, "-c", ALONE, sys.executable, "-c", WHOLE]
    done = subprocess.run(
        [*words, str(root), str(temporary)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


__all__ = ["STUDIES", "alive"]
