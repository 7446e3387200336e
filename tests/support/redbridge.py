"""A worked example made smaller, for questions that do not need four interventions and 53 claims.

The places, the counts and their map are those of the example; so are the claims that are kept.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Collection
from pathlib import Path

import tomlkit

EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge"

KEPT = ("police-sexual-offences", "operation-neighbours-rose", "women-before")
"""A recorded figure, a change next door and a number of people: two windows of one measure."""


def smaller(
    folder: Path,
    claims: Collection[str] = KEPT,
    *,
    every: bool = False,
    example: Path = EXAMPLE,
) -> Path:
    """A copy of the example in a new folder, with these claims alone; the path of its study.

    every : whether outcomes and interventions stay that no claim is on
    Windows, outcomes and interventions that no claim is on go with the others, and so do actions,
    opinions and what is known from elsewhere.
    """
    shutil.copytree(
        example,
        folder,
        ignore=shutil.ignore_patterns("study.toml", "complaints.toml", "*.lock.json"),
    )
    study = tomllib.loads((example / "study.toml").read_text(encoding="utf-8"))
    study["claims"] = [one for one in study["claims"] if one["id"] in claims]
    assert len(study["claims"]) == len(claims)
    rule, asked = study["rule"], {claim.get("window") for claim in study["claims"]}
    rule["windows"] = [one for one in rule["windows"] if one["name"] in asked]
    for name in ("outcome", "intervention"):
        asked = {claim.get(name) for claim in study["claims"]}
        study[f"{name}s"] = [one for one in study[f"{name}s"] if every or one["id"] in asked]
    for name in ("activity", "opinions", "known"):
        study.pop(name, None)
    asked = {claim.get("test") for claim in study["claims"]}
    study["tests"] = [one for one in study.get("tests", ()) if one["id"] in asked]
    path = folder / "study.toml"
    path.write_text(tomlkit.dumps(study), encoding="utf-8")
    return path
