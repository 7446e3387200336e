"""A Dask cluster's workers as an executor, for commands with --cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from waterbed.model.errors import InputError

WAIT = "30s"

CLUSTER: dict[str, Any] = {
    "metavar": "ADDRESS",
    "default": "",
    "help": "Address of a Dask scheduler (tcp://HOST:8786) whose workers see the same files, "
    "instead of processes here.",
}
"""The option of commands that can use one."""


@contextmanager
def executor_at(address: str) -> Iterator[Executor | None]:
    """The executor of a scheduler at an address, None where there is no address; InputError where
    none answers, or Dask is not installed.  A task whose worker is lost is done by another."""
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "a cluster needs Dask, which is not installed",
            place="--cluster",
            mend='Install it: python -m pip install "waterbed[cluster]"',
        ) from error
    try:
        client: Any = Client(address, timeout=WAIT)  # type: ignore[no-untyped-call, unused-ignore]
    except (OSError, ValueError) as error:
        raise InputError(
            "no Dask scheduler answers at this address",
            place="--cluster",
            value=address,
            mend="Start one with `dask scheduler`, and workers with `dask worker ADDRESS`.",
        ) from error
    with client:
        yield client.get_executor(pure=False)
