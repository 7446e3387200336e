"""Does the program still say the same?  Runs a set of studies, and compares two sets of results.

    python scripts/same_results.py studies FOLDER          writes the studies, and locks them
    python scripts/same_results.py record FOLDER OUT [STUDY ...]
                                                           runs each in both profiles, and `check`
    python scripts/same_results.py compare OUT OTHER       numbers to 1e-9, words and hashes alike

`record` runs the waterbed of the Python that runs it, so that an older version is recorded by its
own environment.  The studies: the worked example, three waves, the demonstrations, two of
unpublished counts, and, where the published data are there, West Yorkshire and Skid Row.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("WATERBED_DATA", ROOT.parent / "shared" / "data"))
PROFILES = ("public", "internal")
LOOSE = ("reason", "detectable", "could_see", "notices", "remarks")
"""Keys whose values are listed as different and do not fail a comparison."""
TOLERANCE = 1e-9


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "waterbed", *words], capture_output=True, text=True, check=False
    )


def write_studies(folder: Path) -> None:
    """Every study in a folder of its own, `study.toml` with what it names beside it, locked."""
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "examples" / "redbridge", folder / "redbridge")
    subprocess.run(
        [sys.executable, str(ROOT / "examples" / "waves" / "make.py"), str(folder / "waves")],
        check=True,
    )
    made = command("demo", "--out", str(folder / "demo"))
    if made.returncode:
        raise SystemExit(made.stderr)
    for case in sorted((folder / "demo").iterdir()):
        shutil.rmtree(case / "report", ignore_errors=True)
        case.rename(folder / f"demo-{case.name}")
    shutil.rmtree(folder / "demo")
    unpublish(folder / "demo-moved", folder / "unpublished", 1)
    unpublish(folder / "demo-moved", folder / "unpublished-small", 8)
    if DATA.is_dir():
        shutil.copytree(DATA / "la-skid-row", folder / "skid-row")
        sys.path.insert(0, str(ROOT))
        from tests.examples.test_west_yorkshire import STUDY

        (folder / "west-yorkshire").mkdir()
        (folder / "west-yorkshire" / "study.toml").write_text(STUDY, encoding="utf-8")
        shutil.copy(DATA / "policeuk" / "west-yorkshire.zip", folder / "west-yorkshire/police.uk")
    for study in studies(folder):
        command("lock", str(study))


def unpublish(source: Path, folder: Path, divisor: int) -> None:
    """The same study of an unpublished table, its counts divided and rounded down."""
    shutil.copytree(source, folder)
    (folder / "study.lock.json").unlink(missing_ok=True)
    header, *rows = (folder / "counts.csv").read_text(encoding="utf-8").splitlines()
    cells = [row.rsplit(",", 1) for row in rows]
    kept = [f"{key},{int(count) // divisor}" for key, count in cells if int(count) >= divisor]
    (folder / "counts.csv").write_text("\n".join([header, *kept, ""]), encoding="utf-8")
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    if "published = true" not in text:
        raise SystemExit(f"{study} does not say that its counts are published")
    study.write_text(text.replace("published = true", "published = false"), encoding="utf-8")


def studies(folder: Path, names: list[str] | None = None) -> list[Path]:
    paths = sorted(folder.glob("*/study.toml"))
    return [path for path in paths if not names or path.parent.name in names]


def record(folder: Path, out: Path, names: list[str]) -> None:
    """results.json of each study and profile, and what `check --json` and `run` print."""
    out.mkdir(parents=True)
    for study in studies(folder, names):
        for profile in PROFILES:
            report = out / study.parent.name / profile
            report.parent.mkdir(exist_ok=True)
            ran = command("run", str(study), "--out", str(report), "--profile", profile)
            if ran.returncode:
                report.with_suffix(".error").write_text(ran.stderr, encoding="utf-8")
        looked = command("check", str(study), "--json")
        (out / study.parent.name / "check.json").write_text(looked.stdout or "{}", encoding="utf-8")
        print(study.parent.name)


def differences(one: Any, other: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every place at which two values of JSON differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            if key not in one or key not in other:
                yield f"{place}.{key}", one.get(key, "(none)"), other.get(key, "(none)")
            else:
                yield from differences(one[key], other[key], f"{place}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from differences(a, b, f"{place}[{i}]")
    elif isinstance(one, float) and isinstance(other, int | float):
        if not math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            yield place, one, other
    elif one != other:
        yield place, one, other


def compare(first: Path, second: Path) -> int:
    """Print what differs; the number of places that must not differ and do."""
    run = {path.name for path in second.iterdir()}
    files = sorted(path.relative_to(first) for path in first.rglob("*.json"))
    files = [file for file in files if file.parts[0] in run]
    if not files:
        raise SystemExit(f"{first} holds no results")
    failed = 0
    for file in files:
        if not (second / file).exists():
            print(f"{file}: only in {first}")
            failed += 1
            continue
        one, other = (json.loads((base / file).read_text()) for base in (first, second))
        if file.name == "check.json":
            continue
        found = list(differences(one, other))
        loose = [row for row in found if any(f".{key}" in row[0] for key in LOOSE)]
        tight = [row for row in found if row not in loose]
        failed += len(tight)
        print(f"{file}: {len(tight)} differ, and {len(loose)} words that may")
        for place, was, now in [*tight, *loose][:40]:
            print(f"    {place}\n        {str(was)[:300]}\n        {str(now)[:300]}")
    print(json.dumps({"files": len(files), "differ": failed}))
    return failed


def main(words: list[str]) -> int:
    match words:
        case ["studies", folder]:
            write_studies(Path(folder))
        case ["record", folder, out, *names]:
            record(Path(folder), Path(out), names)
        case ["compare", first, second]:
            return 1 if compare(Path(first), Path(second)) else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
