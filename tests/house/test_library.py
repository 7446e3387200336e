"""The library: load, check, lock, run and release take a study that is an object."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import waterbed
from tests.conftest import ROOT
from waterbed import demo
from waterbed.model.errors import InputError
from waterbed.report import results_json


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = next(case for case in demo.CASES if case.key == "real-fall")
    return demo.draw(case, np.random.default_rng(1), tmp_path_factory.mktemp("library"), 1)


def test_a_study_of_a_mapping_is_checked_locked_run_and_released(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    study, of_file = waterbed.load(raw, path.parent), waterbed.load(path)
    assert isinstance(study, waterbed.Study)
    assert study.rule_sha256 == of_file.rule_sha256 and (study.file, of_file.file) == (
        "",
        str(path),
    )
    assert waterbed.check(study).as_dict() == waterbed.check(of_file).as_dict()
    lock = waterbed.lock(study, "2026-11-24", path.parent / "of-mapping.json")
    assert lock.read_bytes() == waterbed.lock(of_file, "2026-11-24").read_bytes()
    results, _ = waterbed.run(study, placebos=19, run_month=24300)
    again, _ = waterbed.run(path, placebos=19, run_month=24300)
    assert results.verdicts == again.verdicts and results.estimates == again.estimates
    assert b'"verdicts"' in results_json(waterbed.release(results, "public"))


def test_what_is_wrong_with_a_mapping_has_its_place_as_an_object(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    raw["claims"][1]["kind"] = "fel"
    with pytest.raises(InputError) as caught:
        waterbed.load(raw, path.parent)
    place = caught.value.place
    assert not isinstance(place, str)
    assert (place.section, place.location) == ("claims", ("claims", 1, "kind"))


WRONG = [
    (lambda: waterbed.load(3), "study: this must be str or Path or Mapping: 'int'"),
    (lambda: waterbed.load("nothing.toml"), "nothing.toml: there is no such file"),
    (lambda: waterbed.check(None), "study: this must be"),
    (
        lambda: waterbed.run("nothing.toml", placebos="many"),
        "placebos: this should be a whole number",
    ),
    (lambda: waterbed.release(1), "findings: this must be Findings or Results: 'int'"),
    (lambda: waterbed.batch(1, 2), "studies: this should be the path"),
]


@pytest.mark.parametrize(("call", "told"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_names_the_argument(call: Callable[[], object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        call()


def test_names_come_when_they_are_asked_for() -> None:
    assert {"load", "check", "lock", "run", "release", "Study"} <= set(dir(waterbed))
    assert {"read_areas", "read_counts", "compare", "estimate"} <= set(dir(waterbed))
    assert {"wdd", "reporting", "survey", "hidden"} <= set(dir(waterbed))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        waterbed.nothing  # noqa: B018


def stub() -> str:
    """`__init__.pyi` as the table of names makes it."""
    homes = waterbed._HOMES.items()
    lines = sorted(f"from {module} import {name} as {name}" for name, module in homes)
    listed = "".join(f'    "{name}",\n' for name, _ in sorted(homes))
    head = '"""What the library offers, for type checkers: made from the table in `__init__.py`."""'
    body = "\n".join(lines)
    return f"{head}\n\n{body}\n\n__all__ = [\n{listed}]\n__version__: str\n"


def test_type_checkers_are_told_the_same_names() -> None:
    file = Path(waterbed.__file__).with_suffix(".pyi")
    assert ast.dump(ast.parse(file.read_text(encoding="utf-8"))) == ast.dump(ast.parse(stub())), (
        f"write into {file.name}:\n{stub()}"
    )
    assert (file.parent / "py.typed").exists()


@pytest.mark.parametrize("name", sorted(waterbed.__all__))
def test_every_name_is_there_and_says_what_it_is(name: str) -> None:
    assert (getattr(waterbed, name).__doc__ or "").strip()


def test_importing_it_imports_nothing_else() -> None:
    code = (
        "import sys, waterbed; print(*{'numpy', 'polars', 'pydantic', 'click'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_function_called_as_a_folder_is_stays_a_function() -> None:
    import waterbed.hidden.graphs
    import waterbed.reporting.bounds

    assert callable(waterbed.hidden) and callable(waterbed.reporting)
    assert "waterbed.hidden" in sys.modules


USER = """\
import polars as pl
import waterbed as wb

panel: wb.Panel = wb.read_counts(pl.DataFrame(), area="ward", period="month", count="n")
areas: wb.Areas = wb.read_areas("wards.gpkg", id="code")
found = wb.compare(panel, treated=["a"], start="2017 Q2", claims=["fell"], areas=areas)
answer: str = found["fell"].answer
why: str = found.why("fell")
frame: pl.DataFrame = found.to_polars("estimates")
found.plot("time").save("time.svg")
effect: float | None = wb.estimate(panel, outcome="n", treated="a", start=2017).value("ratio")
study: wb.Study = wb.load("study.toml")
results, counts = wb.run(study)
wb.release(wb.run(study), "public").content.verdicts
wb.wdd((207, 110), (308, 318)).why()
wb.reporting(treated=(150, 90), control=(1000, 1010)).why()
low, value, high = wb.survey((212, 400), (171, 405)).change
least, most = wb.hidden(pl.DataFrame(), ["a", "b"]).range
"""


@pytest.mark.slow
def test_a_users_file_passes_a_strict_type_checker(tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(USER.replace('start="2017 Q2"', "start=[]"), "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache")]
    told = [
        subprocess.run([*command, name], cwd=tmp_path, capture_output=True, text=True, check=False)
        for name in ("user.py", "wrong.py")
    ]
    assert told[0].returncode == 0, told[0].stdout
    assert told[1].returncode == 1 and 'Argument "start" to "compare"' in told[1].stdout


def test_a_study_goes_to_worker_processes_and_back(path: Path) -> None:
    study = waterbed.load(path)
    assert pickle.loads(pickle.dumps(study)) == study
