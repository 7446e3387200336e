"""Attacks on public reports: how many small counts can be had from all that was released?

    python benchmarks/attacks.py --tables 10

A line a scenario of tests/disclosure/attacks: guarded counts under ten (small areas by window,
withheld cells, differences of two cells), how many of them are known to within fewer than ten
values, the fewest values left of any, and how many of the reports asked for were written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from _measure import report

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.disclosure.attacks.scenarios import NAMES, attacked
from tests.disclosure.attacks.solve import LEAST


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=10, help="random tables a scenario")
    parser.add_argument("names", nargs="*", default=NAMES, help="scenarios, all if left out")
    asked = parser.parse_args()
    print(f"{'scenario':28}{'attacked':>10}{'known':>8}{'fewest':>8}{'written':>9}{'seconds':>9}")
    known = 0
    for name in asked.names or NAMES:
        begun, written, learnt = time.process_time(), 0, []
        for number in range(asked.tables):
            with tempfile.TemporaryDirectory() as folder:
                found = attacked(name, number, Path(folder))
            learnt += found.learnt
            written += found.written
        lost = [one for one in learnt if one.values < LEAST]
        known += len(lost)
        fewest = min((one.values for one in learnt), default=0)
        spent = time.process_time() - begun
        print(
            f"{name:28}{len(learnt):10}{len(lost):8}{fewest:8.0f}{written:9}{spent:9.1f}",
            flush=True,
        )
    report("attacks", "counts under ten known to fewer than ten values", known)


if __name__ == "__main__":
    main()
