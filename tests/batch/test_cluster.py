"""A Dask cluster instead of processes here: the same bytes, also where a worker is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from tests.batch.test_batch import contents, judged, make
from waterbed.cli import main
from waterbed.cli.cluster import executor_at
from waterbed.model.errors import InputError
from waterbed.simulate.market.effects import Plan
from waterbed.simulate.market.sweep import Design, sweep


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0
    ) as found:
        yield found


@pytest.mark.slow
def test_a_batch_on_a_cluster_that_loses_a_worker(cluster: Any, tmp_path: Path) -> None:
    from distributed import Client

    table = make(tmp_path / "places", 8)
    alone = judged(table, tmp_path / "alone")
    lost: list[int] = []
    with executor_at(cluster.scheduler_address) as executor:
        with Client(cluster.scheduler_address) as client:
            pids = list(client.run(os.getpid).values())

        def kill(what: str, done: int, of: int) -> None:
            if what == "judging" and done >= 3 and not lost:
                lost.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        spread = judged(table, tmp_path / "cluster", executor=executor, progress=kill)
    assert len(lost) == 1
    assert contents(spread.folder) == contents(alone.folder)


@pytest.mark.slow
def test_the_command_on_a_cluster(cluster: Any, tmp_path: Path) -> None:
    table = make(tmp_path / "places", 2)
    out = tmp_path / "out"
    arguments = [
        "batch",
        str(table),
        "--study",
        str(table.parent / "study.toml"),
        "--out",
        str(out),
    ]
    found = CliRunner().invoke(main, [*arguments, "--cluster", cluster.scheduler_address])
    assert found.exit_code == 0, found.output
    assert len(list(out.glob("reports/*/report.html"))) == 2


@pytest.mark.slow
def test_a_sweep_on_a_cluster(cluster: Any, tmp_path: Path) -> None:
    points = np.random.default_rng(1).random((6, 2))
    design = Design(("rush", "near"), points, Plan({"patrol": 1.0}), part=2)
    sweep(design, tmp_path / "alone")
    with executor_at(cluster.scheduler_address) as executor:
        sweep(design, tmp_path / "cluster", executor=executor)
    for one in sorted((tmp_path / "alone").rglob("*")):
        if one.is_file():
            other = tmp_path / "cluster" / one.relative_to(tmp_path / "alone")
            assert one.read_bytes() == other.read_bytes()


def test_no_cluster_at_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    monkeypatch.setattr("waterbed.cli.cluster.WAIT", "0.3s")
    with (
        pytest.raises(InputError, match="no Dask scheduler answers"),
        executor_at("tcp://127.0.0.1:9"),
    ):
        pass
