"""CPU seconds of `waterbed --help`, the least of five runs, against the budget of 0.15."""

from __future__ import annotations

import sys

from _measure import cpu_of, report

BUDGET = 0.15


def main() -> None:
    runs = [cpu_of([sys.executable, "-m", "waterbed", "--help"])[0] for _ in range(5)]
    for seconds in runs:
        print(f"waterbed --help   {seconds:.3f} CPU s")
    report("start_up", "CPU s", min(runs), BUDGET, "budget", stored=True)


if __name__ == "__main__":
    main()
