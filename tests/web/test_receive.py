"""What a form sends: capped, kept privately under names of ours, wiped, and never a path."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from tests.web.conftest import ORIGIN
from waterbed.model.errors import InputError
from waterbed.web.app import create_app
from waterbed.web.bench import Bench
from waterbed.web.forms import FILE, Field, Form
from waterbed.web.visit import Page, Visit

FORM = Form("drop", (Field("file", "A file", kind=FILE), Field("note", "A note")), "Send")
NAMES = ["../../etc/passwd", "..\\..\\evil.csv", "/etc/passwd", "a/b.csv", "\x00.csv", "<b>.csv",
         "con", "." * 300, "-rf", "ünï çödé.csv"]  # fmt: skip


class Taken:
    """What the page of these tests was given."""

    def __init__(self) -> None:
        self.visits: list[tuple[str, bytes, int]] = []

    def show(self, visit: Visit) -> Mapping[str, object]:
        return {"numbers": visit.form(FORM), "told": None}

    def take(self, visit: Visit) -> Response:
        if visit.answers.get("note") == "fault":
            raise ValueError("a secret of a table: 17")
        if visit.answers.get("note") == "wrong":
            raise InputError("this is <i>wrong</i>", place="note", value=visit.answers["note"])
        one = visit.upload("file")
        if one is not None:
            assert one.file.parent == visit.bench.private
            mode = one.file.stat().st_mode & 0o777
            self.visits.append((one.suffix, one.file.read_bytes(), mode))
        return PlainTextResponse("taken")


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def dropping(bench: Bench, taken: Taken) -> Iterator[TestClient]:
    page = Page("drop", "/drop", "Drop", "numbers.html", "", taken.show, taken.take)
    browser = TestClient(
        create_app(bench, [page]), base_url=ORIGIN, raise_server_exceptions=False,
        follow_redirects=False,
    )  # fmt: skip
    browser.get(bench.address)
    browser.headers["origin"] = ORIGIN
    yield browser
    assert list(bench.private.iterdir()) == [], "nothing is left of what was sent"


def multipart(parts: list[tuple[str, str | None, bytes]], end: bytes = b"--x--\r\n") -> bytes:
    made = b""
    for name, file, content in parts:
        given = "" if file is None else f'; filename="{file}"'
        made += f'--x\r\ncontent-disposition: form-data; name="{name}"{given}\r\n\r\n'.encode()
        made += content + b"\r\n"
    return made + end


def send(client: TestClient, body: bytes | Iterator[bytes]) -> Response:
    kind = {"content-type": "multipart/form-data; boundary=x"}
    return client.post("/drop", content=body, headers=kind)  # type: ignore[return-value]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_a_path(
    dropping: TestClient, bench: Bench, taken: Taken, root: Path, name: str
) -> None:
    parts = [("csrf", None, bench.csrf.encode()), ("file", name, b"a,b\n1,2\n")]
    assert send(dropping, multipart(parts)).status_code == 200
    ((suffix, content, mode),) = taken.visits
    assert content == b"a,b\n1,2\n" and mode == 0o600
    assert "/" not in suffix and "\\" not in suffix
    assert list(root.iterdir()) == []


def test_a_form_of_somebody_else_keeps_no_file(
    dropping: TestClient, bench: Bench, taken: Taken
) -> None:
    for parts in (
        [("file", "a.csv", b"1")],
        [("file", "a.csv", b"1"), ("csrf", None, bench.csrf.encode())],
        [("csrf", None, b"wrong"), ("file", "a.csv", b"1")],
        [("note", None, b""), ("csrf", None, bench.csrf.encode()), ("file", "a.csv", b"1")],
    ):
        assert send(dropping, multipart(parts)).status_code == 403
    assert taken.visits == []


def test_two_gigabytes_are_refused_as_they_come(
    dropping: TestClient, bench: Bench, taken: Taken
) -> None:
    """The cap of these tests is a megabyte: what is sent beyond it and a little is never read."""
    read = 0

    def body() -> Iterator[bytes]:
        nonlocal read
        yield multipart([("csrf", None, bench.csrf.encode()), ("file", "a.csv", b"")], b"")[:-2]
        while read < 64 * 2**20:
            read += 2**16
            yield b"0" * 2**16

    answer = send(dropping, body())
    assert answer.status_code == 422 and "more than 1 MB" in answer.text  # type: ignore[attr-defined]
    assert taken.visits == []


@pytest.mark.parametrize("name", ["note", "csrf"])
def test_a_text_of_many_megabytes_is_refused(dropping: TestClient, bench: Bench, name: str) -> None:
    parts = [("csrf", None, bench.csrf.encode()), (name, None, b"0" * (2**21 + 1))]
    assert send(dropping, multipart(parts)).status_code == 422
    plain = dropping.post("/drop", data={"csrf": bench.csrf, "note": "0" * (2**21 + 1)})
    assert plain.status_code == 422


def test_many_parts_are_refused(dropping: TestClient, bench: Bench) -> None:
    parts = [("csrf", None, bench.csrf.encode()), *[("note", None, b"")] * 3_000]
    assert send(dropping, multipart(parts)).status_code == 422


@pytest.mark.parametrize("end", [b"", b"--x", b"--y--\r\n"])
def test_an_upload_that_broke_off_says_so(
    dropping: TestClient, bench: Bench, taken: Taken, end: bytes
) -> None:
    parts = [("csrf", None, bench.csrf.encode()), ("file", "a.csv", b"a,b\n1,2\n")]
    answer = send(dropping, multipart(parts, end))
    assert answer.status_code == 422 and "did not arrive whole" in answer.text  # type: ignore[attr-defined]
    assert taken.visits == []


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"--x\r\n\r\n\r\n--x--\r\n", b"--x\r\n" + b"a" * 9_999]
)
def test_what_is_no_form_is_no_fault(dropping: TestClient, body: bytes) -> None:
    assert send(dropping, body).status_code in (403, 422)


def test_a_full_disk_is_a_sentence(
    dropping: TestClient, bench: Bench, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("waterbed.web.receive.tempfile.mkstemp", full)
    parts = [("csrf", None, bench.csrf.encode()), ("file", "a.csv", b"1")]
    answer = send(dropping, multipart(parts))
    assert answer.status_code == 422 and "No space left" in answer.text  # type: ignore[attr-defined]
    assert taken.visits == []


class Full(io.BytesIO):
    """A file on a disk that is full: neither can it be written nor closed."""

    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_fills_while_a_file_comes_leaves_none(
    dropping: TestClient, bench: Bench, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun is wiped though it cannot be closed (`dropping` looks)."""

    def full(handle: int, mode: str) -> Full:
        os.close(handle)
        return Full()

    monkeypatch.setattr("waterbed.web.receive.os.fdopen", full)
    parts = [("csrf", None, bench.csrf.encode()), ("file", "a.csv", b"1")]
    answer = send(dropping, multipart(parts))
    assert answer.status_code == 422 and "No space left" in answer.text  # type: ignore[attr-defined]
    assert taken.visits == []


def test_what_says_that_it_is_too_large_is_never_written(
    dropping: TestClient, bench: Bench, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(**_: object) -> None:
        raise AssertionError("a file was begun")

    monkeypatch.setattr("waterbed.web.receive.tempfile.mkstemp", written)
    body = multipart([("csrf", None, bench.csrf.encode()), ("file", "a.csv", b"0" * 2**22)])
    answer = send(dropping, body)
    assert answer.status_code == 422 and "more than 1 MB" in answer.text  # type: ignore[attr-defined]
    assert taken.visits == []


def test_a_fault_of_ours_is_a_number_and_says_nothing_of_a_table(
    dropping: TestClient, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = dropping.post("/drop", data={"csrf": bench.csrf, "note": "fault"})
    number = answer.text.partition("fault ")[2][:8]
    assert answer.status_code == 500 and "Traceback" not in answer.text
    logged = capsys.readouterr().err
    assert number in logged and "test_receive.py" in logged
    assert "secret" not in answer.text + logged


def test_what_was_entered_stays_beside_its_error(dropping: TestClient, bench: Bench) -> None:
    answers = {"csrf": bench.csrf, "form": "drop", "note": "wrong"}
    page = dropping.post("/drop", data=answers)
    assert page.status_code == 422
    assert '<a href="#note">This is &lt;i&gt;wrong&lt;/i&gt;' in page.text
    assert 'value="wrong"' in page.text and 'aria-invalid="true"' in page.text
