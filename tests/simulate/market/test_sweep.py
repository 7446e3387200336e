"""A sweep: the same bytes with any executor, and after a kill; indices of a known case."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from waterbed.model.errors import InputError
from waterbed.simulate.market.effects import EFFECTS, LAB, plan_of
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.parameters import uniform
from waterbed.simulate.market.sensitivity import MORRIS, SOBOL, indices, points_of
from waterbed.simulate.market.sweep import Design, sweep, swept_names
from waterbed.simulate.market.table import PARAMETERS

NAMES = ("nerves", "rush", "controlled")
TINY = replace(LAB, months=1, before=1)

PROGRAM = """
import sys
from pathlib import Path
from tests.simulate.market.test_sweep import design
from waterbed.simulate.market.sweep import sweep
sweep(design(40), Path(sys.argv[1]))
"""


def design(count: int = 10, **changes) -> Design:
    points = np.random.default_rng(1).random((count, len(NAMES)))
    return Design(NAMES, points, plan_of("patrol"), setting=TINY, part=2, **changes)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*"))
    }


def test_any_executor_gives_the_same_bytes(tmp_path):
    alone = sweep(design(), tmp_path / "alone")
    with ThreadPoolExecutor(3) as pool:
        sweep(design(), tmp_path / "threads", executor=pool)
    sweep(design(), tmp_path / "processes", workers=2)
    assert bytes_of(tmp_path / "alone") == bytes_of(tmp_path / "threads")
    assert bytes_of(tmp_path / "alone") == bytes_of(tmp_path / "processes")
    assert alone.shape == (10, len(EFFECTS))
    assert len((tmp_path / "alone" / "effects.csv").read_text().splitlines()) == 11


def test_one_that_was_killed_goes_on(tmp_path):
    """SIGKILL in the middle; the second run does what is missing, and writes the same bytes."""
    folder = tmp_path / "killed"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)], cwd=Path(__file__).parents[3]
    )
    for _ in range(3000):
        if len(list(folder.glob("parts/*.npy"))) >= 3 or process.poll() is not None:
            break
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = {path.name: path.stat().st_mtime_ns for path in folder.glob("parts/*.npy")}
    assert 3 <= len(done) < 20 and not (folder / "effects.csv").exists()
    told: list[tuple[int, int]] = []
    sweep(design(40), folder, progress=lambda what, part, of: told.append((part, of)))
    assert told[0] == (len(done), 20) and told[-1] == (20, 20)
    assert all((folder / "parts" / name).stat().st_mtime_ns == at for name, at in done.items())
    sweep(design(40), tmp_path / "whole")
    left = {name: text for name, text in bytes_of(folder).items() if "unfinished" not in name}
    assert left == bytes_of(tmp_path / "whole")


def test_a_folder_of_another_sweep_is_refused(tmp_path):
    sweep(design(2), tmp_path / "one")
    with pytest.raises(InputError, match="holds another sweep"):
        sweep(design(2, seed=2), tmp_path / "one")
    with pytest.raises(InputError, match="holds another sweep"):
        sweep(design(3), tmp_path / "one")


def test_a_folder_of_another_table_of_parameters_is_refused(tmp_path, monkeypatch):
    """Of a default that is not swept, and of a prior that is: two models would be mixed."""
    sweep(design(2), tmp_path / "one")
    for name, changes in (("look", {"default": 99.0}), ("rush", {"prior": uniform(0, 1)})):
        with monkeypatch.context() as patch:
            patch.setitem(PARAMETERS, name, replace(PARAMETERS[name], **changes))
            with pytest.raises(InputError, match="another version's parameters"):
                sweep(design(2), tmp_path / "one")


def test_parameters_that_tell_of_the_modules_come_first():
    names = swept_names(["closures"])
    assert names[:3] == MODULES["closures"].told_by
    assert len(set(names)) == len(names) and set(names) <= set(PARAMETERS)


def test_indices_are_those_of_a_sum_that_is_known():
    """y = 4 a + 2 b + 0 c of uniforms: Sobol's shares are 0.8, 0.2 and nought; Morris's 4, 2, 0."""
    pytest.importorskip("SALib")
    for method, size, first in ((SOBOL, 256, (0.8, 0.2, 0.0)), (MORRIS, 20, (4.0, 2.0, 0.0))):
        points = points_of(method, NAMES, size, 3)
        assert points.min() >= 0 and points.max() <= 1
        effects = np.full((len(points), len(EFFECTS)), np.nan)
        effects[:, 0] = points @ [4.0, 2.0, 0.0]
        found = indices(method, NAMES, points, effects)
        assert [one.parameter for one in found] == list(NAMES)
        assert {one.effect for one in found} == {next(iter(EFFECTS))}
        assert [one.first for one in found] == pytest.approx(first, abs=0.03)
        ranked = [one.total if method == SOBOL else one.first for one in found]
        assert [one.weight for one in found] == ranked
    assert len(points_of(SOBOL, NAMES, 16, 1)) == 16 * (len(NAMES) + 2)


def test_a_process_that_hides_pandas_still_has_salib():
    """`waterbed.__main__` hides pandas, which SALib needs."""
    pytest.importorskip("SALib")
    asked = (
        "import sys; sys.modules['pandas'] = None; "
        "from waterbed.simulate.market.sensitivity import points_of; "
        "print(len(points_of('morris', ('nerves', 'shy'), 2, 1)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["6"]
