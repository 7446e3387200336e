"""A workbench on a folder of one small study, and a browser that was let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from starlette.testclient import TestClient

from waterbed.propose.examples import copy_example
from waterbed.web.app import create_app
from waterbed.web.bench import Bench
from waterbed.web.store import Store

if TYPE_CHECKING:
    from tests.web.visitor import Visitor
    from waterbed.web.serving import Served

PORT = 8123
HOST = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HOST}"
KEYS = {"token": "T" * 43, "cookie": "C" * 43, "csrf": "K" * 43}
"""In place of random ones, of which a page could hold any few letters that a test looks for."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder that the workbench is opened on."""
    folder = tmp_path / "studies"
    folder.mkdir()
    return folder


@pytest.fixture
def bench(root: Path) -> Iterator[Bench]:
    made = Bench(Store.at(root), PORT, most_uploaded=2**20, **KEYS)
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


@pytest.fixture
def visitor(bench: Bench, client: TestClient) -> Visitor:
    """Somebody without script, on the page that files are sent from."""
    from tests.web.visitor import Visitor

    bench.most_uploaded = 2**24
    return Visitor(bench, client, "/data")


def loaded(client: TestClient, address: str, there: Callable[[str], bool]) -> str:
    """A page, loaded anew until what is worked out beside is there."""
    from tests.web.process import until

    text = ""

    def look() -> bool:
        nonlocal text
        text = client.get(address).text
        return there(text)

    until(look)
    return text


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


Example = tuple[Bench, TestClient, Path]
"""A workbench on the worked example, the browser that was let in, and the study's file."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, TestClient]]:
    """A workbench on the worked example: what it learns of its counts is kept between tests."""
    root = tmp_path_factory.mktemp("studies")
    copy_example("redbridge", root / "redbridge")
    bench = Bench(Store.at(root), PORT, **KEYS)
    client = TestClient(create_app(bench), base_url=ORIGIN, follow_redirects=False)
    client.get(bench.address)
    client.headers["origin"] = ORIGIN
    yield bench, client
    bench.close()


@pytest.fixture
def example(opened: tuple[Bench, TestClient]) -> Iterator[Example]:
    bench, client = opened
    file = bench.store.root / "redbridge" / "study.toml"
    before = file.read_bytes()
    yield bench, client, file
    file.write_bytes(before)


def answered(bench: Bench, **answers: str) -> dict[str, str]:
    return sent(bench, seen=bench.store.open("redbridge").seen, **answers)
