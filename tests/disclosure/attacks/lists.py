"""How many people are on a list that a second release adds: seen with it, less seen without it."""

from __future__ import annotations

import csv
import functools
import json
from itertools import product
from pathlib import Path
from unittest.mock import patch

import numpy as np
from click.testing import CliRunner

from tests.disclosure.attacks.learn import within
from tests.disclosure.attacks.solve import Guarded, Learnt
from waterbed.cli import main
from waterbed.hidden import command
from waterbed.hidden.latent import latent_classes

SERVICES = ("refuge", "clinic", "outreach", "helpline")
QUICK = functools.partial(latent_classes, warm_up=40, draws=100, chains=2)
"""Fewer draws of what this attack does not look at."""


def only_at_the_fourth(rng: np.random.Generator, folder: Path) -> tuple[list[Learnt], int]:
    """What the numbers seen in two releases tell of the people on the fourth list alone.

    Also how many of the two were written.
    """
    shares = np.array([0.3, 0.3, 0.3, 0.1])
    counts = {}
    for on in product((0, 1), repeat=len(SERVICES)):
        counts[on] = int(rng.poisson(120 * np.prod(np.where(on, shares, 1 - shares))))
    counts[0, 0, 0, 1] = int(rng.integers(0, 10))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = ((*on, count) for on, count in counts.items() if any(on))
        csv.writer(file).writerows([(*SERVICES, "people"), *rows])
    ends, written = [], 0
    for lists in (3, 4):
        seen = _seen(path, SERVICES[:lists])
        written += seen is not None
        ends.append((0.0, np.inf) if seen is None else within(seen))
    (low, high), (low_all, high_all) = ends
    true = counts[0, 0, 0, 1]
    least, greatest = max(low_all - high, 0.0), high_all - low
    assert least <= true <= greatest
    return [Learnt(Guarded("only at the fourth", ()), true, least, greatest)], written


def _seen(path: Path, lists: tuple[str, ...]) -> float | None:
    """About how many are seen, as `waterbed hidden` says for anyone; None where it refuses."""
    asked = [word for name in lists for word in ("--list", name)]
    with patch.object(command, "latent_classes", QUICK):
        found = CliRunner().invoke(
            main,
            ["hidden", str(path), *asked, "--count", "people", "--replicates", "200", "--json"],
        )
    if found.exit_code:
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return None
    return float(json.loads(found.stdout)["seen"])
