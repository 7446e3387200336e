"""Worked examples on real data, copied to where somebody may change them."""

from __future__ import annotations

import shutil
from pathlib import Path

from waterbed.model.errors import InputError

EXAMPLES = {
    "redbridge": "Ilford Lane, Redbridge: the measures of 2017 to 2020 against a street trade",
    "waltham-forest": "Waltham Forest: low traffic neighbourhoods from 2015, and crime",
}
"""Folders of examples/ that are given out, and what each is about; all are on published counts."""


def copy_example(name: str, folder: Path) -> None:
    """Copy one of `EXAMPLES`; InputError where its folder is a link or holds something."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise InputError(
            "the folder is not empty", file=str(folder), mend="Name another one with --out."
        )
    shutil.copytree(examples_folder() / name, folder, dirs_exist_ok=True)


def examples_folder() -> Path:
    """Inside an installed wheel, or beside the sources in a clone."""
    here = Path(__file__).parents[1]
    inside = here / "examples"
    return inside if inside.is_dir() else here.parents[1] / "examples"
