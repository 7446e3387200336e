"""Coverage of the 95% intervals where counts fall and rise, by the size of the change.

Prints the table of docs/validity.md.  100 areas whose yearly rates are gamma (shape 8), one chosen
at random, its counts thinned or Poisson counts added after the start; a whole run each.  Of the
count: how often the interval holds the number that came or went, and the mean of such numbers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from tests.validity.coverage import count_covers, meant_covers, rate, ratio_covers, select
from tests.validity.test_validity import CHANGES, changes


def lines(means: list[float], replicates: int) -> Iterator[str]:
    yield "| a month | places | change | count, as it came | count, on average | ratio |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for mean in means:
        for wandering in (False, True):
            rows = changes(mean, wandering, replicates)
            for effect in CHANGES:
                here = select(rows, effect=effect)
                cells = (rate(here, one) for one in (count_covers, meant_covers, ratio_covers))
                kind = "wander" if wandering else "Poisson"
                told = f"{100 * effect:+.0f}%" if effect else "none"
                yield "| " + " | ".join((f"{mean:g}", kind, told, *map(str, cells))) + " |"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--replicates", type=int, default=400)
    ask.add_argument("--means", nargs="*", type=float, default=[3, 10, 50])
    asked = ask.parse_args()
    start, trials = time.process_time(), 0
    for line in lines(asked.means, asked.replicates):
        print(line, flush=True)
        trials += asked.replicates
    seconds = round(time.process_time() - start)
    report("changes", "trials", trials, cpu_seconds=seconds)


if __name__ == "__main__":
    main()
