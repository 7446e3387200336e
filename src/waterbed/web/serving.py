"""The server: on this machine alone, at a port that is held before anything is said of it."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from waterbed.model.errors import InputError
from waterbed.web.app import create_app
from waterbed.web.bench import Bench
from waterbed.web.store import Store

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Served:
    """A workbench that is ready to answer."""

    bench: Bench
    server: uvicorn.Server
    listening: socket.socket

    @property
    def root(self) -> Path:
        return self.bench.store.root

    @property
    def address(self) -> str:
        return self.bench.address

    def until_stopped(self) -> None:
        """Answer until somebody stops it."""
        self.server.run(sockets=[self.listening])


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[Served]:
    """A workbench on a folder, wiped at the end.

    port : 0 for one that is free
    InputError where the folder or the port cannot be had.
    """
    store = Store.at(folder)
    with _listening(port) as listener:
        bench = Bench(store, listener.getsockname()[1])
        try:
            yield Served(bench, _server(bench), listener)
        finally:
            bench.close()


def _server(bench: Bench) -> uvicorn.Server:
    """Nothing that is asked is logged, nor what an exception says (`app.log_fault`): it may hold a
    value of a table."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(bench),
            access_log=False,
            ws="none",
            log_level="critical",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
    )


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        raise InputError(
            "another program listens on this port already" if taken else
            f"this port cannot be used ({error.strerror})",
            place="--port",
            value=port,
            mend="Leave --port out, for one that is free, or name another.",
        ) from None  # fmt: skip
    return listener
