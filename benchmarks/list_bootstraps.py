"""CPU seconds of bootstraps of overlapping lists, with the choice of model inside.

1,000 stepwise bootstraps of the UK table of 2013 (five lists) and of New Orleans; all 1,024 models
by BIC on 1,000 bootstraps of the UK table; all 32,768 models of its six lists once.  SparseMSE
2.0.1 takes 109.7 and 29.7 CPU s for the first two on the same machine (stored).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from _measure import report

from waterbed.hidden.bootstrap import procedure_interval
from waterbed.hidden.models import best_populations, effects, fit_all
from waterbed.hidden.stepwise import stepwise
from waterbed.read.lists.lists import read_lists

SPARSEMSE = {"UKdat_5": 109.7, "NewOrl_5": 29.7}
BUDGETS = {"UKdat_5": 0.35, "NewOrl_5": 0.15, "exhaustive": 40.0, "six lists": 10.0}


def folder() -> Path:
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("WATERBED_DATA", beside)) / "lists"


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The least CPU time of some runs."""
    found = []
    for _ in range(times):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def main() -> None:
    if "OMP_NUM_THREADS" not in os.environ:  # threads would count twice
        os.execve(
            sys.executable, [sys.executable, *sys.argv], {**os.environ, "OMP_NUM_THREADS": "1"}
        )
    if not folder().is_dir():
        sys.exit("no published data here: set WATERBED_DATA to their folder")
    tables = {
        name: read_lists(folder() / f"{name}.csv").counts.astype(float)
        for name in ("UKdat_5", "NewOrl_5", "UKdat")
    }
    took: dict[str, float] = {}
    for name, peer in SPARSEMSE.items():
        took[name] = seconds(lambda n=tables[name]: interval(n, stepwise_only), 3)
        print(f"{name:10} 1,000 stepwise bootstraps  {took[name]:7.3f} CPU s   SparseMSE {peer}")
    effects(5), effects(6)
    took["exhaustive"] = seconds(lambda: interval(tables["UKdat_5"], best_populations))
    print(f"UKdat_5    1,024 models x 1,000      {took['exhaustive']:7.3f} CPU s")
    took["six lists"] = seconds(lambda: fit_all(tables["UKdat"]))
    print(f"UKdat      32,768 models once        {took['six lists']:7.3f} CPU s")
    over = [name for name, budget in BUDGETS.items() if took[name] > budget]
    print("over budget: " + (", ".join(over) or "none"))
    report(
        "list_bootstraps",
        "CPU s",
        took["UKdat_5"],
        SPARSEMSE["UKdat_5"],
        "SparseMSE 2.0.1, stored",
        stored=True,
        all={name: round(value, 3) for name, value in took.items()},
        budgets=BUDGETS,
    )


def stepwise_only(tables: np.ndarray) -> np.ndarray:
    return stepwise(tables).population


def interval(counts: np.ndarray, procedure: Callable[[np.ndarray], np.ndarray]) -> object:
    return procedure_interval(procedure, counts, np.random.default_rng(1), 1000)


if __name__ == "__main__":
    main()
