"""CPU seconds and peak memory of the Redbridge run, against the budget of 10 s and 500 MB."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from _measure import cpu_of, report

BUDGET = 10.0
MEMORY = 500.0
STUDY = Path(__file__).parents[1] / "examples" / "redbridge" / "study.toml"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "waterbed", "run", str(STUDY), "--out", f"{folder}/out"]
        runs = [cpu_of(command) for _ in range(3)]
        size = (Path(folder) / "out" / "report.html").stat().st_size
    for seconds, memory in runs:
        print(f"Redbridge run   {seconds:6.2f} CPU s   {memory:6.1f} MB at its peak")
    print(f"report.html     {size / 1000:.0f} kB")
    seconds = min(seconds for seconds, _ in runs)
    more = {"peak_mb": max(memory for _, memory in runs), "budget_mb": MEMORY}
    report("redbridge_run", "CPU s", seconds, BUDGET, "budget", stored=True, **more)


if __name__ == "__main__":
    main()
