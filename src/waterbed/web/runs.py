"""Runs: each a process of its own, the same command that a user would type; one at a time.

The output of a run takes the place of the earlier one only when it is whole (`report.folder`), so
that stopping or killing a run at any point leaves the earlier report as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from waterbed.model.errors import InputError
from waterbed.model.progress import AS_RECORDS
from waterbed.report.folder import earlier, recover
from waterbed.report.since import since
from waterbed.web.reports import PROFILES, report_folder
from waterbed.web.store import Opened

WAITING, RUNNING, WHOLE, STOPPED, FAILED = "waiting", "running", "whole", "stopped", "failed"
MOST_WAITING = 20
PATIENCE = 3.0
"""Seconds that a run has to stop by itself."""
MOST_SAID = 40
KILLED = (
    "The run was ended from outside before it was whole. The earlier report, if there was one, is "
    "as it was. Run it again."
)


@dataclass(slots=True, kw_only=True)
class Going:
    """A command that goes beside the workbench, and how far it is.

    said : sentences of the command, of its errors or of what was withheld
    """

    state: str = WAITING
    what: str = ""
    done: int = 0
    of: int = 0
    began: float = 0.0
    said: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    @property
    def going(self) -> bool:
        return self.state in (WAITING, RUNNING)

    @property
    def left(self) -> float | None:
        """Seconds that this step may still take; None where that cannot be told."""
        if self.state != RUNNING or not 0 < self.done < self.of:
            return None
        return self.taken * (self.of - self.done) / self.done

    @property
    def taken(self) -> float:
        """Seconds since this step began."""
        return time.monotonic() - self.began


@dataclass(slots=True)
class Run(Going):
    """A run that was asked for.

    changed : what is different from the report that it took the place of, once it is whole
    """

    study: Opened
    profile: str
    folder: Path
    words_read: bool = False
    changed: tuple[str, ...] = ()

    def words(self, root: Path) -> list[str]:
        """The command, from the folder that the workbench was opened on."""
        words = ["run", str(self.study.file.relative_to(root)), "--out", self.folder.name]
        words += ["--profile", self.profile, "--summary"]
        return [*words, "--words-read"] if self.words_read else words


class Runs:
    """The runs of a workbench, one of which is going.

    root : of its store; program : what a command begins with
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.program: tuple[str, ...] = (sys.executable, "-m", "waterbed")
        self._lock = threading.Lock()
        self._waiting: deque[Run] = deque()
        self._latest: dict[tuple[str, str], Run] = {}
        self._thread: threading.Thread | None = None

    def latest(self, study: Opened) -> tuple[Run, ...]:
        """The last run of a study for each profile."""
        kept = (self._latest.get((study.key, profile)) for profile in PROFILES)
        return tuple(run for run in kept if run is not None)

    def add(self, study: Opened, profile: str, words_read: bool = False) -> Run:
        """Ask for a run; the one that waits or goes already where there is one. InputError where
        too many wait, or the folder holds what the run may not replace."""
        with self._lock:
            there = self._latest.get((study.key, profile))
            if there is not None and there.going:
                return there
            if len(self._waiting) >= MOST_WAITING:
                raise InputError(
                    f"{MOST_WAITING} runs are waiting already", mend="Wait until one is whole."
                )
            run = Run(study, profile, report_folder(self.root, study, profile), words_read)
            self._latest[study.key, profile] = run
            self._waiting.append(run)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            return run

    def ahead(self, run: Run) -> int:
        """How many are before it."""
        with self._lock:
            going = sum(run.state == RUNNING for run in self._latest.values())
            return going + self._waiting.index(run) if run in self._waiting else 0

    def stop(self, run: Run) -> None:
        """End a run, or let it not begin."""
        with self._lock:
            if run in self._waiting:
                self._waiting.remove(run)
            if run.going:
                run.state = STOPPED
            process = run.process
        if process is not None:
            end(process)

    def close(self) -> None:
        """End all."""
        for run in list(self._latest.values()):
            self.stop(run)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                run = self._waiting.popleft()
                run.state = RUNNING
            try:
                self._one(run)
            except OSError as error:
                run.said.append(f"The run could not begin ({error.strerror}).")
                run.state = FAILED

    def _one(self, run: Run) -> None:
        before = earlier(run.folder)
        run.began = time.monotonic()
        with self._lock:
            if run.state != RUNNING:
                return
            run.process = process = subprocess.Popen(
                [*self.program, *run.words(self.root)],
                cwd=self.root, env=os.environ | {AS_RECORDS: "1", "PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True, encoding="utf-8", errors="replace", start_new_session=True,
            )  # fmt: skip
        assert process.stderr is not None
        for line in process.stderr:
            read_line(run, line)
        code = process.wait()
        run.process = None
        if code == 0:
            run.changed = _changed(before, earlier(run.folder))
            run.state = WHOLE
            return
        with contextlib.suppress(OSError):
            recover(run.folder)
        if run.state == STOPPED:
            run.said.clear()
            return
        if code < 0:
            run.said[:] = [KILLED]
        elif code != 2:
            run.said[:] = [_fault(run.said)]
        run.state = FAILED


def read_line(run: Going, line: str) -> None:
    """A line of the command: how far it is, or a sentence."""
    with contextlib.suppress(ValueError):
        event = json.loads(line)
        if isinstance(event, dict) and "what" in event:
            if event["what"] != run.what:
                run.began = time.monotonic()
            run.what, run.done, run.of = str(event["what"]), int(event["done"]), int(event["of"])
            return
    if line.strip() and len(run.said) < MOST_SAID:
        run.said.append(line.rstrip()[:500])


def _changed(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> tuple[str, ...]:
    if before is None or now is None:
        return ()
    try:
        return since(before, now)
    except (KeyError, TypeError):  # of a version that wrote other results
        return ()


def _fault(said: list[str]) -> str:
    """A fault of ours in the command: a number for the reader, and where it was for the terminal;
    never what it says, which may hold a value of a table."""
    number = secrets.token_hex(4)
    places = [line for line in said if line.lstrip().startswith("File ")]
    print(f"fault {number}: in a run", *places, sep="\n", file=sys.stderr)
    return (
        f"Something went wrong in Waterbed itself: fault {number}. The earlier report is as it "
        "was. The terminal that waterbed serve runs in says where it was."
    )


def end(process: subprocess.Popen[str]) -> None:
    """Ask a run and its workers to stop, and make them."""
    for how in (signal.SIGINT, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(process.pid, how)
            else:
                process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
            return
