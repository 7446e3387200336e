"""What every benchmark shares: CPU seconds of a command, and the last line that it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence


def cpu_of(command: Sequence[str], **environment: str) -> tuple[float, float]:
    """CPU seconds (user and system, children included) and peak memory in MB of one command."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale


def report(
    benchmark: str,
    unit: str,
    ours: float,
    peer: float | None = None,
    peer_name: str = "",
    **more: object,
) -> None:
    """Print the JSON line that ends a benchmark; `ratio` is the peer's figure over ours."""
    line = {"benchmark": benchmark, "unit": unit, "ours": round(ours, 4), **more}
    if peer is not None:
        line |= {"peer": peer, "peer_name": peer_name, "ratio": round(peer / ours, 3)}
    print(json.dumps(line))
