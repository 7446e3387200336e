"""What public reports of unpublished tables give, and how far they agree with the internal ones.

Simulated studies of a table that is not published, each through a whole run and both profiles:
of how many claims the public report gives an answer, a range and what could have been seen; of how
many its answer is another one than the internal, and of how many the opposite.

    python benchmarks/public.py --studies 200
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.disclosure.simulated import counted, run_of, told_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    differ = 0
    start = time.process_time()
    for seed in range(asked.first, asked.first + asked.studies):
        claims = [one for one in told_of(*run_of(seed)) if one.parameter != "recorded"]
        total += counted(claims)
        shown = [one for one in claims if one.public not in ("not-shown", "untestable")]
        differ += any(one.public != one.internal for one in shown)
    print(f"{asked.studies} studies, {time.process_time() - start:.0f} CPU seconds")
    for name, number in sorted(total.items()):
        whole = total[f"{name.split(':')[0]}: claims"]
        print(f"{name:45} {number:6} {number / whole:7.1%}")
    print(f"studies with some other answer {differ} ({differ / asked.studies:.1%})")


if __name__ == "__main__":
    main()
