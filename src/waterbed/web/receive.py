"""What a form sends: its key first, then its answers and its files, none of it larger than allowed.

Files go straight into the workbench's private folder, under names of its own.  The key stands first
in each form (`forms.html`), so that nothing of a foreign form is kept.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import ClientDisconnect, Request

from waterbed.model.errors import InputError
from waterbed.web.bench import Bench
from waterbed.web.guard import same

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

KEY = "csrf"
MOST_TEXT = 2**21
MOST_PARTS = 2_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent.

    field : of the form; name : as the sender calls it, never a path of ours; file : where it is,
    until the request is answered
    """

    field: str
    name: str
    file: Path

    @property
    def suffix(self) -> str:
        """The end of its name, in small letters: ".csv"."""
        return Path(self.name.replace("\\", "/")).suffix.lower()


class Foreign(Exception):
    """A form without the key that ours carry."""


@dataclass(slots=True)
class Received:
    answers: ImmutableMultiDict[str, str]
    uploads: tuple[Upload, ...]


async def receive(request: Request, bench: Bench) -> Received:
    """The form of a request.

    Raises Foreign without the key, and InputError for what is too large, broken, or finds no room:
    no file is then left behind; nor is one of what its sender breaks off, of which the next page
    tells (`Bench.told_broken_off`).
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"multipart/form-data" and b"boundary" in options:
        try:
            return await _multipart(request, options[b"boundary"], bench)
        except ClientDisconnect:
            bench.broken_off = True
            raise
    if kind != b"application/x-www-form-urlencoded":
        raise Foreign
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_TEXT:
            raise _too_much(MOST_TEXT)
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    answers = ImmutableMultiDict(pairs)
    _check_key(answers.get(KEY, ""), bench)
    return Received(answers, ())


async def _multipart(request: Request, boundary: bytes, bench: Bench) -> Received:
    reader, stream = _Reader(bench), request.stream()
    try:
        _check_size(request.headers.get("content-length", ""), bench.most_uploaded)
        await _read(stream, MultipartParser(boundary, reader.callbacks()), bench.most_uploaded)
        reader.check_whole()
        _check_key(reader.key, bench)
    except (FormParserError, InputError, OSError) as error:
        reader.drop()
        # A browser shows the answer only once it has sent all.
        async for _ in stream:
            pass
        if isinstance(error, InputError):
            raise
        raise _broken() if isinstance(error, FormParserError) else _no_room(error) from None
    except BaseException:
        reader.drop()
        raise
    return Received(ImmutableMultiDict(reader.answers), tuple(reader.uploads))


async def _read(stream: AsyncIterator[bytes], parser: MultipartParser, most: int) -> None:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > most + MOST_TEXT:
            raise _too_much(most)
        parser.write(chunk)
    parser.finalize()


def _check_size(said: str, most: int) -> None:
    """InputError for a form that says of itself that it is too large: nothing is written of it."""
    if said.isdecimal() and int(said) > most + MOST_TEXT:
        raise _too_much(most)


def _check_key(given: str, bench: Bench) -> None:
    if not same(given, bench.csrf):
        raise Foreign


def _too_much(most: int) -> InputError:
    return InputError(
        f"this is more than {most // 2**20} MB, the most that the workbench takes at once",
        mend="Send a part of it, or put the file into the study's folder yourself and name it in "
        "study.toml.",
    )


def _no_room(error: OSError) -> InputError:
    return InputError(
        f"the file could not be kept ({error.strerror})",
        mend="Free some space on this disk, and send it again; nothing was kept.",
    )


def _broken() -> InputError:
    return InputError(
        "the file did not arrive whole", mend="Nothing was kept of it. Send it again."
    )


@dataclass(slots=True)
class _Reader:
    """Takes parts as they come."""

    bench: Bench
    answers: list[tuple[str, str]] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    ended: bool = False
    _header: bytes = b""
    _value: bytes = b""
    _told: bytes = b""
    _field: str = ""
    _text: bytearray = field(default_factory=bytearray)
    _texts: int = 0
    _out: BinaryIO | None = None

    @property
    def key(self) -> str:
        """That of the form, if it stood first."""
        return dict(self.answers[:1]).get(KEY, "")

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self.begin,
            "on_header_field": self.header_field,
            "on_header_value": self.header_value,
            "on_header_end": self.header_end,
            "on_headers_finished": self.headers_finished,
            "on_part_data": self.data,
            "on_part_end": self.end,
            "on_end": self.whole,
        }

    def begin(self) -> None:
        self._told, self._text = b"", bytearray()
        if len(self.answers) + len(self.uploads) > MOST_PARTS:
            raise _too_much(MOST_TEXT)

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._told = self._value
        self._header = self._value = b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._told)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            return
        _check_key(self.key, self.bench)
        handle, path = tempfile.mkstemp(dir=self.bench.private)
        self._out = cast("BinaryIO", os.fdopen(handle, "wb"))
        name = options[b"filename"].decode("utf-8", "replace")
        self.uploads.append(Upload(self._field, name, Path(path)))

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._out is not None:
            self._out.write(data[start:end])
            return
        self._texts += end - start
        if self._texts > MOST_TEXT:
            raise _too_much(MOST_TEXT)
        self._text += data[start:end]

    def end(self) -> None:
        if self._out is None:
            self.answers.append((self._field, self._text.decode("utf-8", "replace")))
            return
        self._out.close()
        self._out = None

    def whole(self) -> None:
        self.ended = True

    def check_whole(self) -> None:
        """InputError unless the last boundary came. A field of files that was left empty is
        none."""
        if not self.ended:
            raise _broken()
        for upload in [
            sent for sent in self.uploads if not sent.name and not sent.file.stat().st_size
        ]:
            upload.file.unlink()
            self.uploads.remove(upload)

    def drop(self) -> None:
        """Keep nothing; on a disk that is full, closing a file fails as writing did."""
        if self._out is not None:
            with suppress(OSError):
                self._out.close()
        for upload in self.uploads:
            upload.file.unlink(missing_ok=True)
