"""A workbench in a process of its own, as `waterbed serve` starts it, and who speaks to it raw."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from waterbed.report.folder import alive

TOKEN = re.compile(r"http://127\.0\.0\.1:(\d+)/open\?token=\S+")


@contextmanager
def started(
    folder: Path, temporary: Path, *options: str, inside: tuple[str, ...] = ()
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that it prints; killed at the end.

    temporary : where it keeps what is sent; inside : words of a program that starts it, which
    takes its place
    """
    words = [*inside, sys.executable, "-m", "waterbed", "serve", str(folder), "--no-browser"]
    process = subprocess.Popen(
        [*words, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = TOKEN.search(process.stdout.readline())
        assert found is not None, process.communicate()
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


@dataclass
class Guest:
    """A browser that was let in, with its cookie and the key of a form."""

    browser: httpx.Client
    base: str
    key: str

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())

    def page(self, path: str) -> str:
        return self.browser.get(self.base + path).text

    def posts(self, path: str, **answers: object) -> httpx.Response:
        """A form of ours, sent whole; a value that is bytes is a file."""
        files = {key: ("sent.csv", value) for key, value in answers.items()
                 if isinstance(value, bytes)}  # fmt: skip
        plain = {key: value for key, value in answers.items() if key not in files}
        headers = {"origin": self.base}
        return self.browser.post(
            self.base + path, data={"csrf": self.key, **plain}, files=files or None, headers=headers
        )  # type: ignore[arg-type]

    def streams(
        self, size: int, *, chunked: bool, each: Callable[[int], None] = lambda _: None
    ) -> http.client.HTTPResponse:
        """The answer to an upload of so many zeros. each : told how many bytes went so far"""
        line, head, end = self.upload()
        link = self._opened(line)
        length = len(head) + size + len(end)
        link.putheader(*(("Transfer-Encoding", "chunked") if chunked else
                         ("Content-Length", str(length))))  # fmt: skip
        link.endheaders()
        block = bytes(2**20)

        def send(data: bytes) -> None:
            link.send(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)

        send(head)
        for sent in range(0, size, len(block)):
            send(block[: size - sent])
            each(sent)
        send(end)
        if chunked:
            link.send(b"0\r\n\r\n")
        return link.getresponse()

    def begins(self, said: int, sent: int) -> http.client.HTTPConnection:
        """An upload that says it has so many bytes, of which the first were sent."""
        line, head, _ = self.upload()
        link = self._opened(line)
        link.putheader("Content-Length", str(said))
        link.endheaders()
        link.send(head + bytes(sent))
        return link

    def upload(self) -> tuple[str, bytes, bytes]:
        """The kind of a form of the page My data, what it begins with and ends with."""
        part = '--x\r\ncontent-disposition: form-data; name="{}"{}\r\n\r\n{}'
        head = part.format("csrf", "", f"{self.key}\r\n") + part.format("form", "", "files\r\n")
        head += part.format("counts", '; filename="big.csv"', "")
        return "multipart/form-data; boundary=x", head.encode(), b"\r\n--x--\r\n"

    def _opened(self, kind: str) -> http.client.HTTPConnection:
        link = http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=600)
        link.putrequest("POST", "/data")
        for name, value in (("Content-Type", kind), ("Cookie", self.cookie), ("Origin", self.base)):
            link.putheader(name, value)
        return link


@contextmanager
def guest(address: str) -> Iterator[Guest]:
    """Whoever opens the address that the workbench prints."""
    base = address.partition("/open")[0]
    with httpx.Client(trust_env=False, follow_redirects=True, timeout=600) as browser:
        assert browser.get(address).status_code == 200
        (key, *_) = re.findall(r'name="csrf" value="([^"]+)"', browser.get(f"{base}/data").text)
        yield Guest(browser, base, key)


def kept_in(temporary: Path) -> int:
    """Bytes of files that lie in the private folder of a workbench."""
    return sum(path.stat().st_size for path in temporary.glob("waterbed-bench-*/*")
               if path.is_file())  # fmt: skip


def memory(process: subprocess.Popen[str]) -> int:
    """Bytes of memory that a process had at its most (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def until(true: Callable[[], object], seconds: float = 300.0) -> None:
    """Waits, for as long as a busy machine may need, and fails where it never comes true."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.02)


__all__ = ["Guest", "alive", "guest", "kept_in", "memory", "started", "until"]
