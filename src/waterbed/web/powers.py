"""What studies could tell by falls that are planted: `waterbed power`, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from waterbed.model.progress import AS_RECORDS
from waterbed.web.runs import FAILED, RUNNING, STOPPED, WHOLE, Going, end, read_line
from waterbed.web.store import Opened

WIDE = "96"
"""Characters of a line of what it prints."""


@dataclass(slots=True)
class Power(Going):
    """seen : `Opened.seen` of the study that it is of; printed : what the command said, once it is
    whole"""

    study: Opened
    printed: str = ""


@dataclass(slots=True)
class Powers:
    """The latest of each study; one of a study goes at a time."""

    root: Path
    program: tuple[str, ...] = (sys.executable, "-m", "waterbed")
    _latest: dict[str, Power] = field(default_factory=dict)

    def latest(self, study: Opened) -> Power | None:
        """Of the study as it stands: what was found of an earlier state of it is told no more."""
        power = self._latest.get(study.key)
        return power if power is not None and power.study.seen == study.seen else None

    def begin(self, study: Opened) -> None:
        """Begin one, unless it goes already; one of an earlier state of the study is ended."""
        there = self._latest.get(study.key)
        if there is not None and there.going:
            if there.study.seen == study.seen:
                return
            self.stop(there)
        power = self._latest[study.key] = Power(study, state=RUNNING, began=time.monotonic())
        threading.Thread(target=self._work, args=(power,), daemon=True).start()

    def stop(self, power: Power) -> threading.Thread:
        """End one beside: it has some seconds to stop by itself."""
        power.state = STOPPED
        ending = threading.Thread(target=_ended, args=(power,))
        ending.start()
        return ending

    def close(self) -> None:
        """End all."""
        ending = [self.stop(power) for power in list(self._latest.values()) if power.going]
        for thread in ending:
            thread.join()

    def _work(self, power: Power) -> None:
        file = str(power.study.file.relative_to(self.root))
        more = {AS_RECORDS: "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": WIDE, "NO_COLOR": "1"}
        try:
            with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as printed:
                power.process = process = subprocess.Popen(
                    [*self.program, "power", file],
                    cwd=self.root, env=os.environ | more, stdin=subprocess.DEVNULL, stdout=printed,
                    stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
                    start_new_session=True,
                )  # fmt: skip
                if power.state == STOPPED:
                    end(process)
                assert process.stderr is not None
                for line in process.stderr:
                    read_line(power, line)
                code = process.wait()
                power.process = None
                printed.seek(0)
                power.printed = printed.read()
        except OSError as error:
            power.said.append(f"It could not begin ({error.strerror}).")
            power.state = FAILED
            return
        if power.state != STOPPED:
            power.state = WHOLE if code == 0 else FAILED


def _ended(power: Power) -> None:
    if power.process is not None:
        end(power.process)
