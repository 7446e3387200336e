"""The commands of the README and of docs/: every block of them runs, and every option exists.

The ```sh blocks of one page run in order, in one fresh folder that holds examples/, benchmarks/
and docs/ as a clone does; so do its ```python blocks, all of a page in one interpreter.  A comment
on the line above a block can keep it from that:
`<!-- needs the network -->`, `<!-- slow -->` (run under -m slow) or `<!-- not run: REASON -->`.
The lines of a block under `<!-- prints -->` must be among what the block above it printed, in
that order; "..." stands for anything.  Files that a page says are the reader's own come from
`tests/support/supplies.py`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from tests.conftest import ROOT
from tests.support.supplies import SUPPLIES
from waterbed.cli import main

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(
    r"(?:<!-- (?P<mark>[^\n]*?) -->\n\s*)?```(?P<kind>\w*)\n(?P<text>.*?)^```", re.M | re.S
)
KEPT_BACK = re.compile(r"needs the network|not run: .+")
RUN = ("sh", "python")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the comment above it, its lines."""

    kind: str
    mark: str
    text: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(found["kind"], found["mark"] or "", found["text"]) for found in FENCE.finditer(text)
    ]


def runnable(page: Path, slow: bool) -> list[Block]:
    """What is run of a page: blocks of commands and of what they print."""
    found = []
    left_out: object = True
    for block in blocks(page):
        if block.kind in RUN:
            left_out = KEPT_BACK.fullmatch(block.mark) or (block.mark == "slow" and not slow)
            if not left_out:
                found.append(block)
        elif block.mark == "prints" and not left_out:
            found.append(block)
    return found


def has(page: Path, mark: str) -> bool:
    return any(block.kind in RUN and block.mark == mark for block in runnable(page, True))


FAST = [page for page in PAGES if any(one.kind in RUN for one in runnable(page, False))]
SLOW = [page for page in PAGES if has(page, "slow")]


def folder_of_a_reader(folder: Path) -> dict[str, str]:
    """A folder as someone has it who cloned and installed; the environment of their shell."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(ROOT / "docs", folder / "docs")
    for name in ("benchmarks", "tests", "scripts"):
        if (ROOT / name).is_dir():
            (folder / name).symlink_to(ROOT / name)
    programs = folder / ".programs"
    programs.mkdir()
    for name, words in (
        ("waterbed", "-m waterbed"), ("python", ""), ("python3", ""), ("pytest", "-m pytest"),
    ):  # fmt: skip
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        (programs / name).chmod(0o755)
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    return os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": paths,
        "PYTHONUTF8": "1",
    }


def run_page(page: Path, folder: Path, slow: bool) -> list[tuple[Block, str]]:
    """Its blocks of commands, which must not fail, each with what it printed; and those that state
    what is printed, each with what the block above it printed."""
    env = folder_of_a_reader(folder)
    SUPPLIES.get(page.stem, lambda _: None)(folder)
    asked = runnable(page, slow)
    code = [block.text for block in asked if block.kind == "python"]
    of_python = iter(python_printed(code, folder, env, page) if code else ())
    printed = ""
    pairs = []
    for block in asked:
        if block.kind == "python":
            printed = next(of_python)
        elif block.kind == "sh":
            printed = done(["bash", "-euo", "pipefail", "-c", block.text], folder, env, page)
        pairs.append((block, printed))
    return pairs


def done(command: list[str], folder: Path, env: dict[str, str], page: Path) -> str:
    """What a command prints in the folder of a reader; it must not fail."""
    run = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    printed = run.stderr + run.stdout
    assert run.returncode == 0, f"{page.name}:\n{command[-1]}\n{printed}"
    return printed


def python_printed(code: list[str], folder: Path, env: dict[str, str], page: Path) -> list[str]:
    """What each block of Python prints, run one after the other in one interpreter."""
    mark = "~ next block ~"
    script = f"\nprint({mark!r}, flush=True)\n".join(code)
    return done([sys.executable, "-c", script], folder, env, page).split(mark)


def not_printed(ran: list[tuple[Block, str]]) -> list[str]:
    """Lines that a page states to be printed and that were not, in that order."""
    stated = [(block.text, printed) for block, printed in ran if block.kind not in RUN]
    return [line for text, printed in stated for line in not_among(text, printed)]


def not_among(stated: str, printed: str) -> list[str]:
    """Lines stated that are not among those printed, in that order; "..." stands for any."""
    lines = iter([line.rstrip() for line in printed.splitlines()])
    asked = [line for line in stated.splitlines() if line.strip() not in ("", "...")]
    return [line for line in asked if line.rstrip() not in lines]


@pytest.mark.skipif(os.name != "posix", reason="the blocks are those of a POSIX shell")
@pytest.mark.parametrize("page", FAST, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    ran = run_page(page, tmp_path, slow=False)
    assert [block for block, _ in ran] == runnable(page, slow=False)
    assert not_printed(ran) == [], "the page states lines that are not printed"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the blocks are those of a POSIX shell")
@pytest.mark.parametrize("page", SLOW, ids=lambda page: page.stem)
def test_the_slow_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    ran = run_page(page, tmp_path, slow=True)
    assert [block for block, _ in ran] == runnable(page, slow=True)
    assert not_printed(ran) == [], "the page states lines that are not printed"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_mark_above_a_block_is_known(page: Path) -> None:
    for block in blocks(page):
        if block.kind in RUN and block.mark:
            known = block.mark == "slow" or KEPT_BACK.fullmatch(block.mark)
            assert known, f"{page.name}: nobody knows the mark {block.mark!r}"


def commands_in(page: Path) -> list[list[str]]:
    """Every `waterbed ...` of a page, in a block or in a line, as words."""
    text = page.read_text(encoding="utf-8")
    inline = re.findall(r"`(waterbed [^`]+)`", FENCE.sub("", text))
    told = [one.text.replace("\\\n", " ") for one in blocks(page) if one.kind != "python"]
    fenced = [line for text in told for line in text.splitlines()]
    found = [
        part for line in (*inline, *fenced) for part in re.findall(r"\bwaterbed ([^|;&>#]+)", line)
    ]
    return [words for part in found if (words := re.findall(r"\"[^\"]*\"|\S+", part))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_and_option_of_a_page_exists(page: Path) -> None:
    for first, *rest in commands_in(page):
        if first.startswith("--"):
            continue
        command = main.commands.get(first)
        if command is None:
            assert not re.fullmatch(r"[a-z]+", first) or not rest, f"{page.name}: waterbed {first}"
            continue
        if isinstance(command, click.Group) and rest:
            assert rest[0] in command.commands, f"{page.name}: waterbed {first} {rest[0]}"
            command = command.commands[rest[0]]
        known = {
            name
            for param in command.params
            if isinstance(param, click.Option)
            for name in (*param.opts, *param.secondary_opts)
        } | {"--help", "-h"}
        for word in rest:
            if re.match(r"--[a-z]", word):
                name = word.split("=")[0].rstrip(".,")
                assert name in known, f"{page.name}: waterbed {first} has no {name}"
