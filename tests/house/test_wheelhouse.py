"""Wheels for a machine without a network: what pip is asked, that none lacks, that they run."""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wheelhouse", ROOT / "scripts" / "wheelhouse.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["wheelhouse"] = made
    spec.loader.exec_module(made)
    return made


wheelhouse = _script()
KINDS = [(name, python) for name in wheelhouse.PLATFORMS for python in wheelhouse.PYTHONS]


@pytest.mark.parametrize(("name", "python"), KINDS)
def test_pip_is_asked_for_wheels_of_that_machine_alone(name: str, python: str) -> None:
    platform = wheelhouse.PLATFORMS[name]
    words = wheelhouse.download_words(["waterbed"], Path("w"), platform, python)
    pairs = list(itertools.pairwise(words))
    assert ("--only-binary", ":all:") in pairs and ("--python-version", python) in pairs
    tags = [value for key, value in pairs if key == "--platform"]
    assert tags == list(platform.tags) and words[-1] == "waterbed"
    starts = {"Windows": "win", "Darwin": "macosx", "Linux": "manylinux"}
    assert all(tag.startswith(starts[platform.system]) for tag in tags)
    assert all(tag.endswith(platform.machine.lower()) for tag in tags)


@pytest.mark.parametrize(("name", "python"), KINDS)
def test_the_two_lines_need_no_network(name: str, python: str) -> None:
    text = wheelhouse.instructions(wheelhouse.PLATFORMS[name], name, python)
    make, install = text.split("type:\n\n")[1].split("\n\n")[0].splitlines()
    assert make.endswith("-m venv waterbed-env") and python in make
    assert '--no-index --find-links . "waterbed[web]"' in install and "http" not in text
    assert ("Scripts\\python" in install) == (name == "windows")


def wheel(folder: Path, name: str, version: str, *needs: str) -> None:
    told = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {one}" for one in needs)]
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(told) + "\n\nText.\n")


def test_what_a_machine_needs_is_asked_of_that_machine(tmp_path: Path) -> None:
    """pip answers markers for the machine that it runs on; colorama is the case that bites."""
    wheel(
        tmp_path, "one", "1.0", 'colorama; platform_system == "Windows"', "two>=2", "THREE.x",
        'four; extra == "more"', 'five; python_version < "3.12"',
    )  # fmt: skip
    wheel(tmp_path, "two", "1.5")
    wheel(tmp_path, "three_x", "0.1")

    def lacks(name: str, python: str) -> list[str]:
        found: list[str] = wheelhouse.incomplete(tmp_path, wheelhouse.PLATFORMS[name], python)
        return found

    assert lacks("linux", "3.13") == ["two>=2"]
    assert lacks("windows", "3.13") == ["colorama", "two>=2"]
    assert lacks("macos-arm", "3.11") == ["five", "two>=2"]
    wheel(tmp_path, "waterbed", "0.1", 'web-thing; extra == "web"', 'test-thing; extra == "test"')
    assert lacks("linux", "3.13") == ["two>=2", "web-thing"]
    wheel(tmp_path, "web_thing", "1.0")
    wheel(tmp_path, "two", "2.0")
    (tmp_path / "two-1.5-py3-none-any.whl").unlink()
    assert lacks("linux", "3.13") == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    words = ["--platform", "windows", "--python", "3.12", "--out", str(tmp_path)]
    with pytest.raises(SystemExit) as left:
        wheelhouse.main(words)
    assert left.value.code == 2
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.docx"]


WITHOUT_NETWORK = ["unshare", "--map-root-user", "--net"]


def no_network_here() -> str:
    """Why a namespace without a network cannot be had, or ""."""
    if not shutil.which("unshare"):
        return "there is no unshare"
    tried = subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "unshare may not make a network namespace"


def index_reached() -> bool:
    tried = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--retries", "0",
         "--dest", "/dev/null/none", "hatchling"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "No matching distribution" not in tried.stderr


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces are those of Linux")
def test_installed_and_run_with_no_network(tmp_path: Path) -> None:
    """The folder for this machine, installed from and run in an empty network namespace."""
    if why := no_network_here():
        pytest.skip(why)
    if not index_reached():
        pytest.skip("no package index is reached from here")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    wheels = tmp_path / "wheels with space"
    words = ["--platform", "linux", "--python", python, "--out", str(wheels)]
    assert wheelhouse.main(words) == 0
    for line in (wheels / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((wheels / name).read_bytes()).hexdigest() == digest
    text = (wheels / "INSTALL.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "python" in line and " -m " in line]
    lines[0] = lines[0].replace(f"python{python}", f'"{sys.executable}"')
    probe = (
        "waterbed-env/bin/python -c "
        "'import socket; socket.create_connection((\"192.0.2.1\", 53), 2)'"
    )
    script = "\n".join(["set -e", *lines[:2], f"if {probe}; then exit 9; fi", *lines[2:]])
    done = subprocess.run(
        [*WITHOUT_NETWORK, "bash", "-c", script],
        cwd=wheels, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Network is unreachable" in done.stderr
    made = json.loads((wheels / "redbridge-report" / "results.json").read_text(encoding="utf-8"))
    assert made["verdicts"] and (wheels / "redbridge-report" / "report.html").stat().st_size > 0
