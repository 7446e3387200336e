"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from filelock import FileLock

if TYPE_CHECKING:
    from waterbed.model.panel import Panel
    from waterbed.model.results import Results

ROOT = Path(__file__).resolve().parents[1]
WORKER = "PYTEST_XDIST_WORKER" in os.environ

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


@pytest.fixture(scope="session")
def redbridge_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `waterbed run` writes of the worked example, run once for all workers: to be read."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if WORKER else base
    with FileLock(base / "redbridge.lock"):
        if not (base / "redbridge.pickle").exists():
            _run_redbridge(base)
    return base / "redbridge"


def _run_redbridge(base: Path) -> None:
    import waterbed.analysis.run
    from waterbed.cli import main

    real, made = waterbed.analysis.run.run, []

    def kept(*words: object, **more: object) -> object:
        made.append(real(*words, **more))
        return made[-1]

    study = ROOT / "examples" / "redbridge" / "study.toml"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(waterbed.analysis.run, "run", kept)
        done = CliRunner().invoke(main, ["run", str(study), "--out", str(base / "redbridge")])
    assert done.exit_code == 0, done.output
    (base / "redbridge.pickle").write_bytes(pickle.dumps(made[0]))


@pytest.fixture(scope="session")
def redbridge_run(redbridge_folder: Path) -> tuple[Results, Panel]:
    """What `run` made of the worked example, before release."""
    return pickle.loads(redbridge_folder.with_suffix(".pickle").read_bytes())


@pytest.fixture
def redbridge_known(redbridge_run: tuple[Results, Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what follows the analysis: `run` of the worked example gives what it gave."""
    monkeypatch.setattr("waterbed.analysis.run.run", lambda *_, **__: redbridge_run)
