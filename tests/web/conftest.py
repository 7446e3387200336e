"""A workbench on a folder of one small study, and a browser that was let in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from starlette.testclient import TestClient

from waterbed.web.app import create_app
from waterbed.web.bench import Bench
from waterbed.web.store import Store

if TYPE_CHECKING:
    from waterbed.web.serving import Served

PORT = 8123
HOST = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HOST}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder that the workbench is opened on."""
    folder = tmp_path / "studies"
    folder.mkdir()
    return folder


@pytest.fixture
def bench(root: Path) -> Iterator[Bench]:
    made = Bench(Store.at(root), PORT, most_uploaded=2**20)
    yield made
    made.close()


@pytest.fixture
def stranger(bench: Bench) -> TestClient:
    """A browser on this machine that was not let in."""
    return TestClient(
        create_app(bench), base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False
    )


@pytest.fixture
def client(bench: Bench, stranger: TestClient) -> TestClient:
    """The browser that was opened with the token."""
    assert stranger.get(bench.address).status_code == 303
    stranger.headers["origin"] = ORIGIN
    return stranger


def sent(bench: Bench, **answers: str) -> dict[str, str]:
    """A form as a page of ours sends it, its key first."""
    return {"csrf": bench.csrf, **answers}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser that the machine has; skips where it has none, and fails in CI."""
    from tests.web.browser import chromium

    with chromium() as found:
        yield found


@pytest.fixture
def live(root: Path) -> Iterator[Served]:
    """A workbench that answers, for a browser."""
    from tests.web.browser import alive

    with alive(root) as served:
        yield served
