"""Files that visitors of the workbench bring, made up: none of them is anybody's."""

from __future__ import annotations

import csv
import functools
import random
import zipfile
from datetime import datetime
from pathlib import Path

import shapely

from tests.propose.exported import MISSPELT, SECRETS, WARDS, incidents
from tests.read.made import crime, squares, street, write
from waterbed.model.months import label, month

MANY = 8_000
PLANTED = "<script>alert(1)</script>"
HEADER = ("Reference", "Reported", "Ward", "Incident type", "Caller", "Telephone", "Door")


@functools.cache
def _rows() -> list[tuple[str, datetime, str, str, str, str, str]]:
    return sorted(random.Random(5).sample(incidents(), MANY), key=lambda row: row[1])


def export(path: Path, *, misspelt: bool = False, planted: str = "", every: int = 1) -> Path:
    """8,000 incidents as a CSV, in 33 wards and 80 months.

    every : only each so many-th of them, for tests whose question is not how many there are
    misspelt : whether a ward is misspelt in some rows; planted : text of one kind of incident, and
        in the name of a column that nobody needs
    """
    right = {wrong: ward for ward, wrong in MISSPELT.items()}
    with path.open("w", newline="", encoding="utf-8") as out:
        made = csv.writer(out)
        made.writerow((*HEADER[:6], HEADER[6] + planted))
        for key, at, ward, kind, *rest in _rows()[::every]:
            ward = ward if misspelt else right.get(ward, ward)
            kind = planted if planted and kind == "Fly-tipping" else kind
            made.writerow((key, f"{at:%Y-%m-%d %H:%M}", ward, kind, *rest))
    return path


def polygons(folder: Path) -> tuple[Path, Path]:
    """Counts by month of 24 squares, and their map."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(2)
    places = [f"Sq {k:02d}" for k in range(24)]
    months = [label(month("2016-01") + k) for k in range(60)]
    rows = [(one, at, draw.randrange(20, 40)) for one in places for at in months]
    counts = write(folder / "squares.csv", ["Area", "Month", "Count"], rows)
    shapes = {one: shapely.box(*(1000 * at for at in (k % 6, k // 6, k % 6 + 1, k // 6 + 1)))
              for k, one in enumerate(places)}  # fmt: skip
    return counts, squares(folder / "map.geojson", shapes)


def archive(folder: Path) -> Path:
    """A zip as data.police.uk gives it: three years of one force in 30 LSOAs."""
    draw = random.Random(4)
    with zipfile.ZipFile(folder / "police.zip", "w") as out:
        for at in range(36):
            name = label(month("2019-01") + at)
            rows = [crime(f"E010{k:05d}", draw.choice(("Burglary", "Robbery")), f"{at}-{k}-{n}")
                    for k in range(30) for n in range(draw.randrange(3, 8))]  # fmt: skip
            file = street(folder / "archive", "metropolitan", name, rows)
            out.write(file, f"{name}/{file.name}")
    return folder / "police.zip"


__all__ = ["MANY", "PLANTED", "SECRETS", "WARDS", "archive", "export", "polygons"]
