"""A server that plays the publishers: it sends ranges, drops lines, changes files, fails."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[[dict[str, str]], tuple[int, str, bytes]]


@dataclass
class Replay:
    """What the server sends, by host/path.

    files : the bytes; answers : made from the query
    drop : paths whose next response breaks off after so many bytes (once each number)
    fail : paths whose next responses have these statuses
    plain : paths that know no ranges; pages : paths at which a web page comes instead
    wrong : paths that promise more bytes than they have
    vague : paths whose promise is not a number
    asked : every request: path, range, status, bytes sent
    """

    base: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    drop: dict[str, list[int]] = field(default_factory=dict)
    fail: dict[str, list[int]] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    vague: set[str] = field(default_factory=set)
    redirect: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, int, int]] = field(default_factory=list)

    def sent(self, path: str) -> int:
        return sum(n for at, _, _, n in self.asked if at == path)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def replay(self) -> Replay:
        return self.server.replay  # type: ignore[attr-defined,no-any-return]

    def log_message(self, format: str, *args: Any) -> None:
        return

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = parts.path.lstrip("/")
        replay = self.replay
        if replay.fail.get(path):
            return self.send(path, replay.fail[path].pop(0), b"", "text/plain")
        if path in replay.redirect:
            self.send_response(302)
            self.send_header("Location", f"{replay.base}/{replay.redirect[path]}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        if path in replay.pages:
            return self.send(path, 200, b"<html>Log in to the proxy</html>", "text/html")
        if path in replay.answers:
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            status, kind, body = replay.answers[path](query)
            return self.send(path, status, body, kind)
        if path not in replay.files:
            return self.send(path, 404, b"", "text/plain")
        return self.file(path, replay.files[path])

    def file(self, path: str, body: bytes) -> None:
        etag = f'"{hashlib.md5(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            return self.send(path, 304, b"", "")
        if self.headers.get("If-Match", etag) != etag:
            return self.send(path, 412, b"", "")
        asked = self.headers.get("Range", "")
        ranged = asked and path not in self.replay.plain
        if not ranged or self.headers.get("If-Range", etag) != etag:
            return self.send(path, 200, body, "application/octet-stream", {"ETag": etag})
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(body) - 1), len(body) - 1)
        if start >= len(body):
            return self.send(path, 416, b"", "")
        extra = {"ETag": etag, "Content-Range": f"bytes {start}-{end}/{len(body)}"}
        return self.send(path, 206, body[start : end + 1], "application/octet-stream", extra)

    def send(
        self, path: str, status: int, body: bytes, kind: str, extra: dict[str, str] | None = None
    ) -> None:
        cut = len(body)
        drops = self.replay.drop.get(path)
        if drops and len(body) > drops[0]:
            cut = drops.pop(0)
        # Before the answer goes out: who has it may look at once at what was asked.
        self.replay.asked.append((path, self.headers.get("Range", ""), status, cut))
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        promised = len(body) + (1000 if path in self.replay.wrong and status < 300 else 0)
        vague = path in self.replay.vague
        self.send_header("Content-Length", "some" if vague else str(promised))
        for key, value in (extra or {}).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body[:cut])
        self.wfile.flush()
        if cut < promised or vague:
            self.close_connection = True
            self.connection.shutdown(2)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # a client that went away


@contextmanager
def serving() -> Iterator[Replay]:
    server = Server(("127.0.0.1", 0), Handler)
    replay = Replay(base=f"http://127.0.0.1:{server.server_address[1]}")
    server.replay = replay  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()


def as_json(value: Any) -> tuple[int, str, bytes]:
    return 200, "application/json", json.dumps(value).encode()
