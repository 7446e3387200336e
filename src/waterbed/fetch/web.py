"""Requests to publishers: with patience, by ranges, and with errors that say what to do."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from waterbed import __version__
from waterbed.model.errors import InputError

if TYPE_CHECKING:
    import requests

BASE = "WATERBED_FETCH_BASE"
"""Environment variable: the address of a mirror that holds https://HOST/PATH as BASE/HOST/PATH."""

TRIES = 5
TIMEOUT = 60.0
CHUNK = 1 << 16
BytesProgress = Callable[[int, int], None]
"""Called with how many bytes have come, and of how many (0: not known)."""


def quiet(done: int, of: int) -> None:
    return None


def address(url: str) -> str:
    """The address as it is asked for: at the publisher's, or at a mirror."""
    base = os.environ.get(BASE, "").rstrip("/")
    return f"{base}/{url.partition('://')[2]}" if base else url


@cache
def session() -> requests.Session:
    import requests

    opened = requests.Session()
    opened.headers["User-Agent"] = f"waterbed/{__version__}"
    # The bytes as they are stored: ranges and checksums are of those.
    opened.headers["Accept-Encoding"] = "identity"
    return opened


def pause(attempt: int) -> None:
    """Wait a little longer after each failure."""
    time.sleep(min(0.2 * 3**attempt, 20.0))


def ask(url: str, headers: dict[str, str] | None = None, **more: Any) -> requests.Response:
    """One GET, streamed, repeated where the line or the server fails for the moment.

    InputError where there is no network, no such file, or the server goes on failing.
    """
    import requests

    last: Exception | None = None
    for attempt in range(TRIES):
        if attempt:
            pause(attempt - 1)
        try:
            response = session().get(
                address(url), headers=headers, stream=True, timeout=TIMEOUT, **more
            )
        except requests.exceptions.RequestException as error:
            last = error
            continue
        if response.status_code < 500 and response.status_code != 429:
            return response
        last = None
        status = response.status_code
        response.close()
    if last is not None:
        raise unreachable(url, last)
    raise InputError(
        "the publisher's server fails",
        file=url,
        value=f"HTTP {status}",
        mend=f"Try again later: what has come is kept. {BY_BROWSER}",
    )


BY_BROWSER = "Or download by browser: the same command with --print says what from which page."


class Unreachable(InputError):
    """No answer at all: the network, a proxy, or the server."""


def unreachable(url: str, error: Exception) -> Unreachable:
    from requests.exceptions import ProxyError, SSLError

    why = "the publisher's server cannot be reached"
    if isinstance(error, ProxyError):
        why = "the proxy does not let the request through"
    elif isinstance(error, SSLError):
        why = "the connection cannot be made safe (a certificate is not accepted)"
    return Unreachable(
        why,
        file=url,
        mend=f"Check the network and run it again: what has come is kept. {BY_BROWSER}",
    )


def missing(url: str, what: str, mend: str) -> InputError:
    return InputError(what, file=url, value="HTTP 404", mend=mend)


def expect(response: requests.Response, url: str, *statuses: int) -> None:
    """InputError for any other status, and for a web page where a file was asked for."""
    if response.status_code not in statuses:
        raise InputError(
            "the publisher's server refuses the request",
            file=url,
            value=f"HTTP {response.status_code}",
            mend=BY_BROWSER,
        )
    if "text/html" in response.headers.get("Content-Type", ""):
        raise InputError(
            "a web page came where a file was asked for: a proxy's, or a notice of the publisher's",
            file=url,
            mend=BY_BROWSER,
        )


def json_of(url: str, params: dict[str, str] | None = None) -> Any:
    """A JSON answer."""
    import requests

    for attempt in range(TRIES):
        response = ask(url, params=params)
        if response.status_code == 404:
            raise missing(url, "the publisher has no such page", BY_BROWSER)
        expect(response, url, 200)
        try:
            return response.json()
        except (requests.exceptions.JSONDecodeError, RecursionError) as error:
            raise InputError(
                "the publisher's answer is no JSON", file=url, mend=BY_BROWSER
            ) from error
        except requests.exceptions.RequestException as error:
            if attempt == TRIES - 1:
                raise unreachable(url, error) from error
            pause(attempt)
    raise AssertionError


def promised(response: requests.Response) -> int:
    """The bytes that an answer says will come; 0 where it does not say, or names no number."""
    length = response.headers.get("Content-Length", "").strip()
    return int(length) if length.isdecimal() and len(length) < 19 else 0


def chunks(response: requests.Response) -> Iterator[bytes]:
    """The body; ends early, without an error, where the connection breaks."""
    import requests

    try:
        yield from response.iter_content(CHUNK)
    except requests.exceptions.RequestException:
        return


class RemoteFile(io.RawIOBase):
    """A file at a server, read by ranges as if it stood here.

    InputError where the server sends no ranges, or the file changes while it is read.
    """

    def __init__(self, url: str, progress: BytesProgress = quiet) -> None:
        self.url = url
        self.progress = progress
        self.at = 0
        first = ask(url, {"Range": "bytes=0-0"})
        with first:
            if first.status_code == 404:
                raise FileNotFoundError(url)
            expect(first, url, 200, 206)
            if first.status_code == 200:
                raise InputError(
                    "the server, or a proxy before it, sends this file only as a whole",
                    file=url,
                    mend=BY_BROWSER,
                )
            self.size = int(first.headers["Content-Range"].rpartition("/")[2])
            self.etag = first.headers.get("ETag", "")
            self.modified = first.headers.get("Last-Modified", "")
        self._start, self._held = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def hold(self, start: int, end: int) -> None:
        """Fetch the bytes from start to before end in one request, resumed where it breaks."""
        end = min(end, self.size)
        got = bytearray()
        for attempt in range(TRIES):
            if attempt:
                pause(attempt - 1)
            before = len(got)
            wanted = {"Range": f"bytes={start + len(got)}-{end - 1}"}
            if self.etag:
                wanted["If-Match"] = self.etag
            with ask(self.url, wanted) as response:
                self._same(response)
                for part in chunks(response):
                    got += part
                    self.progress(len(got), end - start)
            if len(got) >= end - start:
                self._start, self._held = start, bytes(got[: end - start])
                return
            if len(got) > before:
                continue
        raise InputError(
            "the connection breaks off again and again",
            file=self.url,
            mend=f"Run it again: what has come is kept. {BY_BROWSER}",
        )

    def _same(self, response: requests.Response) -> None:
        if response.status_code == 206:
            of = int(response.headers["Content-Range"].rpartition("/")[2])
            if of == self.size and response.headers.get("ETag", "") == self.etag:
                return
        if response.status_code in (200, 206, 412, 416):
            raise InputError(
                "the publisher changed the file while it was read",
                file=self.url,
                mend="Run it again.",
            )
        expect(response, self.url, 206)

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, but at the file's end."""
        view = memoryview(buffer).cast("B")
        length = max(min(len(view), self.size - self.at), 0)
        filled = 0
        while filled < length:
            if not self._start <= self.at < self._start + len(self._held):
                self.hold(self.at, self.at + max(length - filled, CHUNK))
            offset = self.at - self._start
            part = self._held[offset : offset + length - filled]
            view[filled : filled + len(part)] = part
            filled += len(part)
            self.at += len(part)
        return filled
