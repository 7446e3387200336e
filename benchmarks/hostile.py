"""Files made to harm whoever opens them, through check, new, run and fetch: what is said, how much
memory it takes.

    python benchmarks/hostile.py [WORD ...]

A line a file: the command, how it ended, its peak memory, and the first sentence that it said.
Words choose the kinds that hold them.  Each runs in a process of its own, which may have 6 GB.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from tests.fetch.replay import Replay, serving
from tests.read.hostile import FETCHED, FILES, Hostile

MOST = 6 * 2**30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="of the kinds to try; all if left out")
    words = parser.parse_args().words
    kinds = {
        name: one
        for name, one in (FILES | FETCHED).items()
        if not words or any(word in name for word in words)
    }
    print(f"{'kind':44}{'command':9}{'ended':>7}{'MB':>7}{'s':>6}  said")
    wrong, peak = 0, 0.0
    for name, one in kinds.items():
        with tempfile.TemporaryDirectory() as folder, serving() as replay:
            status, memory, seconds, said = run(one, Path(folder), replay)
        peak = max(peak, memory)
        bad = status not in one.ends or "Traceback" in said or "panicked" in said
        wrong += bad
        first = next((line for line in said.splitlines() if line.strip()), "")
        print(
            f"{name:44}{one.command[0]:9}{status:7}{memory:7.0f}{seconds:6.1f}  "
            f"{'WRONG ' if bad else ''}{first.replace(folder, '')[:90]}",
            flush=True,
        )
    report("hostile", "kinds that did not end in a sentence", wrong, kinds=len(kinds), peak=peak)


def run(one: Hostile, folder: Path, replay: Replay) -> tuple[int, float, float, str]:
    """Exit status, peak memory in MB, seconds, and all that was printed."""
    one.make(folder, replay)
    out = folder / "said.txt"
    begun = time.perf_counter()
    with out.open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "waterbed", *one.command],
            cwd=folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "WATERBED_FETCH_BASE": replay.base, "NO_PROXY": "*"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST)),
        )
        peak = 0.0
        while child.poll() is None:
            peak = max(peak, held(child.pid))
            time.sleep(0.01)
    seconds = time.perf_counter() - begun
    return child.returncode, peak, seconds, out.read_text("utf-8", "replace")


def held(process: int) -> float:
    """MB that a running process has held at most; Linux alone (`getrusage` would count the memory
    of the parent that it was forked from)."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0][1]) / 1024 if lines else 0.0


if __name__ == "__main__":
    main()
