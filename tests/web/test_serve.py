"""`waterbed serve`: where it listens, what it prints, and what it says where it cannot."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from waterbed.cli import main

BESIDE = "127.0.0.2"
"""An address of this machine that it does not listen on."""


@contextmanager
def served(
    folder: Path, temporary: Path, *options: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that it prints."""
    words = [sys.executable, "-m", "waterbed", "serve", str(folder), "--no-browser", *options]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/open\?token=\S+", process.stdout.readline())
        assert found is not None, process.communicate()
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name != "posix", reason="it is stopped by a signal of POSIX")
def test_it_serves_this_machine_alone_and_leaves_nothing(tmp_path: Path) -> None:
    studies, temporary = tmp_path / "my studies", tmp_path / "tmp"
    studies.mkdir()
    temporary.mkdir()
    with served(studies, temporary) as (process, address):
        base, port = address.partition("/open")[0], int(re.findall(r":(\d+)", address)[0])
        with httpx.Client(trust_env=False) as browser:
            assert browser.get(base).status_code == 403
            assert browser.get(address, follow_redirects=True).status_code == 200
        (private,) = temporary.glob("waterbed-bench-*")
        assert private.stat().st_mode & 0o777 == 0o700
        with pytest.raises(OSError), socket.create_connection((BESIDE, port), timeout=1):
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
        assert "token" not in err and "GET" not in out + err and "Traceback" not in err
    assert list(temporary.glob("waterbed-bench-*")) == []


def test_a_port_that_is_taken_is_one_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        answer = CliRunner().invoke(main, ["serve", str(tmp_path), "--port", port, "--no-browser"])
    assert answer.exit_code == 2
    assert "another program listens on this port already" in answer.output
    assert answer.output.count("\n") == 1


def test_a_folder_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["serve", str(tmp_path / "none"), "--no-browser"])
    assert answer.exit_code == 2
    assert "there is no such folder" in answer.output and answer.output.count("\n") == 1


def test_without_the_extra_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "waterbed.web.serving", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    answer = CliRunner().invoke(main, ["serve", str(tmp_path), "--no-browser"])
    assert answer.exit_code == 2
    assert "pip install 'waterbed[web]'" in answer.output and answer.output.count("\n") == 1


def test_what_an_exception_says_is_not_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from waterbed.web.app import create_app
    from waterbed.web.serving import serving
    from waterbed.web.visit import Page, Visit

    def fault(visit: Visit) -> dict[str, object]:
        raise ValueError("a secret of a table: 17")

    with serving(tmp_path) as served:
        page = Page("fault", "/", "Fault", "start.html", "", fault)
        served.server.config.app = create_app(served.bench, [page])
        thread = threading.Thread(target=served.until_stopped, daemon=True)
        thread.start()
        with httpx.Client(trust_env=False, follow_redirects=True, timeout=60) as browser:
            answer = browser.get(served.address)
        served.server.should_exit = True
        thread.join(60)
    said = "".join(capfd.readouterr())
    assert answer.status_code == 500 and "fault" in said
    assert "secret" not in said + answer.text


ALONE = """
import fcntl, pathlib, socket, struct, sys, threading
import httpx
from waterbed.web.serving import serving

UP = 0x8914  # SIOCSIFFLAGS: the loopback of a new namespace is down
fcntl.ioctl(socket.socket(), UP, struct.pack("16sh22x", b"lo", 0x41))
numbers = "treated_before=207&treated_after=110&control_before=308&control_after=318"
with serving(pathlib.Path(sys.argv[1])) as served:
    threading.Thread(target=served.until_stopped, daemon=True).start()
    with httpx.Client(trust_env=False, follow_redirects=True, timeout=60) as browser:
        assert browser.get(served.address).status_code == 200
        base = served.address.partition("/open")[0]
        assert "It fell by more than chance" in browser.get(f"{base}/numbers?{numbers}").text
    served.server.should_exit = True
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces are those of Linux")
def test_it_needs_no_network(tmp_path: Path) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("unshare may not make a network namespace")
    words = [*alone, sys.executable, "-c", ALONE, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_uploads_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    from waterbed.web.bench import Bench
    from waterbed.web.store import Store

    bench = Bench(Store.at(tmp_path), 1)
    assert bench.private.parent == Path(tempfile.gettempdir())
    assert bench.private.stat().st_mode & 0o077 == 0
    bench.close()
    assert not bench.private.exists()


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_what_a_killed_workbench_left_is_wiped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from waterbed.web.bench import Bench
    from waterbed.web.store import Store

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, alive = (tmp_path / f"waterbed-bench-{pid}-x" for pid in (gone.pid, os.getppid()))
    for folder in (left, alive):
        folder.mkdir()
        (folder / "upload").write_text("a,b")
    bench = Bench(Store.at(tmp_path), 1)
    assert not left.exists() and alive.exists()
    bench.close()
