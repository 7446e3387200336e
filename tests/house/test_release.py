"""What goes with a release: one version, a citation, a changelog by reader, a word on security."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import waterbed
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_version_stands_in_one_place() -> None:
    project = PROJECT["project"]
    assert "version" not in project and project["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "src/waterbed/__init__.py"


def test_the_citation_is_of_this_version_and_has_what_the_format_asks() -> None:
    """`.ci/full` has it validated by cffconvert."""
    lines = text_of("CITATION.cff").splitlines()
    said = dict(re.findall(r"^([a-z-]+): *(.*)$", "\n".join(lines), re.M))
    assert said["version"] == waterbed.__version__ and said["license"] == "Apache-2.0"
    assert {"cff-version", "message", "title", "authors", "type"} <= set(said)


def test_the_changelog_has_this_version_and_stays_short() -> None:
    text = text_of("CHANGELOG.md")
    (part,) = re.findall(
        rf"^## {re.escape(waterbed.__version__)}\n(.*?)(?=^## )", text, re.M | re.S
    )
    assert len(part.strip().splitlines()) <= 75
    assert part.count("### If you ") >= 4


@pytest.mark.parametrize(
    "name", ["CHANGELOG.md", "SECURITY.md", "README.md", "CONTRIBUTING.md", "docs/deprecation.md",
             "docs/changes-in-full.md"]
)  # fmt: skip
def test_files_that_are_linked_are_there(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (page.parent / link).exists()] == []


def slow_files() -> list[str]:
    """Files of tests some of which are slow."""
    marked = [path for path in sorted((ROOT / "tests").rglob("test_*.py"))
              if "pytest.mark.slow" in path.read_text("utf-8")]  # fmt: skip
    return [path.relative_to(ROOT).as_posix() for path in marked if path != Path(__file__)]


def test_every_slow_test_is_run_by_something_that_is_written_down() -> None:
    (listed,) = re.findall(r"^slow=\((.*?)^\)", text_of(".ci/full"), re.M | re.S)
    (hours,) = re.findall(r"^\| hours of simulation.*$", text_of("CONTRIBUTING.md"), re.M)
    folders = (*listed.split(), *re.findall(r"`(tests/\w+)`", hours))
    left = [name for name in slow_files() if not name.startswith(folders)]
    assert left == [], "name the folder in .ci/full, or in CONTRIBUTING among those that take hours"


def test_the_pieces_of_the_full_run_are_those_that_are_told() -> None:
    text = text_of(".ci/full")
    pieces = re.findall(r"^  (\w+)\)", text, re.M)
    assert pieces == ["run", "slow", "release", "site"]
    told = text_of("CONTRIBUTING.md")
    assert all(f"`.ci/full {piece}`" in told for piece in pieces[1:])
    assert "bash .ci/run" in text


def test_no_address_is_made_up() -> None:
    assert "@" not in text_of("SECURITY.md")
