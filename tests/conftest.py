"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import pytest
from filelock import FileLock, Timeout
from hypothesis import settings

if TYPE_CHECKING:
    from waterbed.model.panel import Panel
    from waterbed.model.results import Results

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
WORKER = "PYTEST_XDIST_WORKER" in os.environ

# No test is timed: a busy machine would fail them.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What is collected stays for the whole session: the collector need not look through it each time.
gc.set_threshold(50_000, 20, 100)

if WORKER:
    # One thread a worker: the workers are as many as the machine has processors.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ.setdefault(name, "1")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of published data, WATERBED_DATA or ../shared/data; skips where it is absent."""
    folder = Path(os.environ.get("WATERBED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no published data here: set WATERBED_DATA to their folder")
    return folder


DEAREST = ("tests/validity/", "tests/simulate/")
"""Folders whose tests take longest, run first: no worker is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(DEAREST))
    gc.freeze()


class Once:
    """What is dear to make, made by one test for those of all workers: to be read only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, make: Callable[[], T], wait: float = -1) -> T:
        """What `make` gives, or gave where a test asked before under this name; by pickle.

        wait : seconds for another worker that makes it; -1: as long as it takes, else Timeout
        """
        kept = self.folder / f"{name}.pickle"
        with FileLock(kept.with_suffix(".lock"), timeout=wait):
            if not kept.exists():
                kept.write_bytes(pickle.dumps(make()))
        return cast("T", pickle.loads(kept.read_bytes()))

    def each(self, make: Mapping[str, Callable[[], T]]) -> list[T]:
        """The same of several, shared out among the workers that ask for them at once."""
        for name, part in make.items():
            with contextlib.suppress(Timeout):
                self(name, part, wait=0)
        return [self(name, part) for name, part in make.items()]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Take what is dear from here by a name: `once("name", make)`."""
    base = tmp_path_factory.getbasetemp()
    return Once(base.parent if WORKER else base)


@pytest.fixture(scope="session", autouse=True)
def drawn_once(once: Once) -> Iterator[None]:
    """A chart that one test has drawn is not drawn again by another: half a report's time.

    Of a specification nothing but its text is drawn, so that the same text is the same picture.
    """
    import vl_convert

    draw = vl_convert.vegalite_to_svg

    def drawn(chart: object) -> str:
        text = json.dumps(chart, sort_keys=True)
        return once(f"chart-{hashlib.sha256(text.encode()).hexdigest()}", lambda: draw(chart))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vl_convert, "vegalite_to_svg", drawn)
        yield


@pytest.fixture(scope="session", autouse=True)
def every_record_keeps_to_its_schema() -> Iterator[None]:
    """Each results.json that any test writes is held to the published schema."""
    from tests.support.schema import faults
    from waterbed.report import folder
    from waterbed.report.record import results

    write = results.as_json

    def validated(run: dict[str, object]) -> bytes:
        content = write(run)
        assert faults(json.loads(content)) == []
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "as_json", validated)
        patch.setattr(folder, "as_json", validated)
        yield


@pytest.fixture(scope="session")
def redbridge_run(once: Once) -> tuple[Results, Panel]:
    """What `run` found in the worked example, before release."""
    from waterbed.analysis.run import run

    return once("redbridge-run", lambda: run(ROOT / "examples" / "redbridge" / "study.toml"))


@pytest.fixture(scope="session")
def redbridge_checked(once: Once) -> tuple[str, str]:
    """What `waterbed check` prints of the worked example: for readers, and as JSON."""
    from click.testing import CliRunner

    from waterbed.cli import main

    def printed(*more: str) -> str:
        file = str(ROOT / "examples" / "redbridge" / "study.toml")
        result = CliRunner().invoke(main, ["check", file, *more], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return str(result.output)

    text, record = once.each(
        {"redbridge-check": printed, "redbridge-check-json": lambda: printed("--json")}
    )
    return text, record


@pytest.fixture(scope="session")
def redbridge_folder(once: Once, redbridge_run: tuple[Results, Panel]) -> Path:
    """What `waterbed run` writes of the worked example."""
    from waterbed.cli.publishing import publish

    folder = once.folder / "redbridge"
    once("redbridge-folder", lambda: publish(*redbridge_run, folder, "public"))
    return folder
