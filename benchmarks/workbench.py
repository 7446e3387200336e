"""Seconds that each page of the workbench takes on the worked example.

    python benchmarks/workbench.py

A server of its own, as `waterbed serve` starts it (Linux). By the clock and as CPU seconds of the
server: the first time that a page is asked for, and the least of five times after. What a page has
worked out in the background counts as CPU seconds of the pages asked for meanwhile.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from _measure import report

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.web.process import started
from tests.web.visitor import Visitor
from waterbed.propose.examples import copy_example

FIRST, STEP, TIMES = 0.3, 0.5, 6
STUDY = "/study/redbridge"
PAGES = ("/numbers", "/data", *(f"{STUDY}/{step}" for step in ("where", "claims", "check", "run")))


def cpu(process: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Timed:
    """What was asked of a server, and how long each answer took."""

    def __init__(self, process: int) -> None:
        self.process, self.slowest, self.dearest = process, 0.0, 0.0

    def line(self, name: str, ask: Any, times: int = TIMES) -> float:
        """Ask so many times, print a line, and give the seconds of the first."""
        took = []
        for _ in range(times):
            began, before = time.perf_counter(), cpu(self.process)
            answer = ask()
            took.append((time.perf_counter() - began, cpu(self.process) - before))
            status = getattr(answer, "status_code", None) or answer.status
            if status != 200:
                raise SystemExit(f"{name}: status {status}")
        again = min(took[1:], default=took[0])
        print(f"{name:36}{took[0][0]:8.3f}{took[0][1]:7.2f}{again[0]:8.3f}{again[1]:7.2f}")
        self.slowest = max(self.slowest, took[0][0])
        self.dearest = max(self.dearest, took[0][1])
        return took[0][0]


def main() -> None:
    print(f"{'seconds':36}{'first':>8}{'CPU':>7}{'again':>8}{'CPU':>7}")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as private:
        copy_example("redbridge", Path(folder) / "redbridge")
        with started(Path(folder), Path(private)) as (process, address):
            base = address.partition("/open")[0]
            with httpx.Client(
                trust_env=False, base_url=base, headers={"origin": base}, timeout=60
            ) as client:
                timed = Timed(process.pid)
                open_it = lambda: client.get(address, follow_redirects=True)  # noqa: E731
                first = timed.line("the address that serve prints", open_it, times=1)
                timed.line("/", lambda: client.get("/"))
                for page in PAGES:
                    timed.line(page, lambda page=page: client.get(page))
                key = client.get("/data").text.partition('name="csrf" value="')[2].partition('"')[0]
                walker = Visitor(SimpleNamespace(csrf=key), client, f"{STUDY}/where")  # type: ignore[arg-type]
                timed.line(
                    "where: search",
                    lambda: walker.get(f"{STUDY}/where").submit("where", q="loxford", do="show"),
                )
                timed.line(
                    "where: save", lambda: walker.get(f"{STUDY}/where").submit("where", do="save")
                )
    report("workbench, first page", "s", first, FIRST, "asked for", stored=True)
    report(
        "workbench, slowest step",
        "s",
        timed.slowest,
        STEP,
        "asked for",
        stored=True,
        cpu=timed.dearest,
    )


if __name__ == "__main__":
    main()
