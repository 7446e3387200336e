"""A made table of past counts, and what came after a lot was drawn: nobody's counts.

python examples/design/make.py counts.csv
python examples/design/make.py counts.csv --months 84 --lots trial/lots.csv --fall 0.4
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

WARDS = 60
FIRST = 2020
LONGEST = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--months", type=int, default=72)
    parser.add_argument("--lots", type=Path, help="The list that was drawn.")
    parser.add_argument("--fall", type=float, default=0.0, help="What it does where it was drawn.")
    asked = parser.parse_args()
    rates = np.random.default_rng(1).gamma(2.0, 2.0, WARDS)
    begins = begun(asked.lots) if asked.lots else {}
    with asked.table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("ward", "month", "thefts"))
        for i, rate in enumerate(rates):
            ward = f"Ward {i + 1:02d}"
            rng, gone = np.random.default_rng([2, i]), np.random.default_rng([3, i])
            counts = rng.poisson(rng.gamma(2 * rate, 0.5, LONGEST))[: asked.months]
            for t, count in enumerate(counts):
                month = f"{FIRST + t // 12}-{t % 12 + 1:02d}"
                if month >= begins.get(ward, "never"):
                    count = gone.binomial(count, 1 - asked.fall)
                rows.writerow((ward, month, count))


def begun(lots: Path) -> dict[str, str]:
    """The month in which each ward of a list begins, or "never"."""
    with lots.open(newline="", encoding="utf-8") as file:
        return {row["area"]: row["begins"] for row in csv.DictReader(file)}


if __name__ == "__main__":
    main()
