"""The wheel and the source archive, as somebody gets them who has nothing else.

    python scripts/check_release.py --out release

Builds both, has them read by twine and check-wheel-contents and the citation by cffconvert, and
prints their sizes.  Then, for each Python of this machine, in an empty environment and an empty
folder: installs the wheel with the extra [web], runs the worked example, makes its results.json
again to the same bytes, and has the workbench run it.  Needs pip and a package index.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

from wheelhouse import PYTHONS

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("build", "twine", "check-wheel-contents", "cffconvert")
IN_A_WHEEL = (
    "waterbed/py.typed", "waterbed/web/static/style.css", "waterbed/web/templates/layout.html",
    "waterbed/report/templates/front.html", "waterbed/examples/redbridge/study.toml",
)  # fmt: skip
"""Files that are no Python and without which it does not work."""
EXAMPLES_MAY = "W002,W004"
"""Examples lie in the wheel as files to be copied: two may hold the same table, and a folder's name
need be no module's."""
MOST = {".whl": 4_000_000, ".gz": 8_000_000}
"""Bytes; an example or a picture that went astray is seen by them."""

WORKBENCH = """
import pathlib, re, threading, time, urllib.parse, urllib.request
from http.cookiejar import CookieJar
from waterbed.web.serving import serving

with serving(pathlib.Path.cwd() / "studies") as served:
    threading.Thread(target=served.until_stopped, daemon=True).start()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    base = served.address.partition("/open")[0]
    browser.addheaders = [("Origin", base)]

    def page(path, **answers):
        sent = urllib.parse.urlencode(answers).encode() if answers else None
        with browser.open(base + path, sent, timeout=120) as answer:
            return answer.read().decode()

    with browser.open(served.address) as answer:
        assert answer.status == 200
    key = re.findall(r'name="csrf" value="([^"]+)"', page("/data"))[0]
    page("/study/redbridge/run", csrf=key, form="run", profile="public")
    whole = pathlib.Path("studies/redbridge-report/results.json")
    ends = time.monotonic() + 1800
    while not whole.exists():
        assert time.monotonic() < ends, page("/study/redbridge/run")
        time.sleep(0.2)
    assert "Which claims stand?" in page("/study/redbridge/run/public/report.html")
    served.server.should_exit = True
"""


def main(words: Sequence[str] | None = None) -> int:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("--out", type=Path, default=Path("release"), help="folder for both")
    ask.add_argument("--python", action="append", choices=PYTHONS, help="this one; it must be here")
    given = ask.parse_args(words)
    with tempfile.TemporaryDirectory() as place:
        wheel = built(Path(place), given.out)
        for version in given.python or PYTHONS:
            python = python_of(version)
            if python:
                installed(python, version, wheel, Path(place) / version)
            elif given.python:
                sys.exit(f"Python {version} is not here")
            else:
                print(f"Python {version}: not on this machine, not tried")
    print(f"Checked: {given.out}")
    return 0


def built(place: Path, out: Path) -> Path:
    """Both archives, read by the tools that judge them; where the wheel is."""
    tools = environment(Path(sys.executable), place / "tools")
    run([tools, "-m", "pip", "install", "-q", *TOOLS])
    run([tools.parent / "cffconvert", "--validate", "-i", ROOT / "CITATION.cff"])
    shutil.rmtree(out, ignore_errors=True)
    run([tools, "-m", "build", "--outdir", out, ROOT], quiet=True)
    archives = sorted(out.iterdir())
    run([tools, "-m", "twine", "check", "--strict", *archives])
    (wheel,) = out.glob("*.whl")
    run([tools, "-m", "check_wheel_contents", "--ignore", EXAMPLES_MAY, wheel])
    check_contents(wheel)
    for archive in archives:
        size = archive.stat().st_size
        print(f"{archive.name}: {size:,} bytes")
        if size > MOST[archive.suffix]:
            sys.exit(f"{archive.name} is larger than {MOST[archive.suffix]:,} bytes")
    return wheel.resolve()


def check_contents(wheel: Path) -> None:
    """What is no Python is in it, the version is the source's, and nothing else came along."""
    source = (ROOT / "src" / "waterbed" / "__init__.py").read_text("utf-8")
    (version,) = re.findall(r'^__version__ = "([^"]+)"$', source, re.M)
    names = zipfile.ZipFile(wheel).namelist()
    missing = [name for name in IN_A_WHEEL if name not in names]
    foreign = [name for name in names if not name.startswith(("waterbed/", "waterbed-"))]
    if missing or foreign or not wheel.name.startswith(f"waterbed-{version}-"):
        sys.exit(f"{wheel.name}: missing {missing}, foreign {foreign}, version {version}")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        (told,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        text = archive.read(told).decode("utf-8")
    unsaid = [extra for extra in project["optional-dependencies"]
              if f"Provides-Extra: {extra}\n" not in text]  # fmt: skip
    if unsaid:
        sys.exit(f"{wheel.name} does not say the extras {unsaid}")


def installed(python: Path, version: str, wheel: Path, place: Path) -> None:
    """The wheel in an empty environment, used from an empty folder."""
    own = environment(python, place / "venv")
    run([own, "-m", "pip", "install", "-q", f"{wheel}[web]"])
    here = place / "elsewhere"
    here.mkdir()
    for words in (
        ["--version"],
        ["example", "redbridge", "--out", "studies/redbridge"],
        ["run", "studies/redbridge/study.toml", "--verify",
         "studies/redbridge-report/results.json"],
        ["wdd", "--treated", "207", "110", "--control", "308", "318"],
    ):  # fmt: skip
        run([own, "-m", "waterbed", *words], at=here, quiet=True)
    results = here / "studies" / "redbridge-report" / "results.json"
    first = results.read_bytes()
    shutil.rmtree(results.parent)
    run([own, "-c", WORKBENCH], at=here, quiet=True)
    if results.read_bytes() != first:
        sys.exit(f"Python {version}: the workbench's results.json is another than the command's")
    size = sum(one.stat().st_size for one in (place / "venv").rglob("*") if one.is_file())
    print(f"Python {version}: installs ({size / 1e6:.0f} MB), runs, verifies, serves")
    shutil.rmtree(place)


def python_of(version: str) -> Path | None:
    """A Python of this version on this machine."""
    name = f"python{version}"
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    there = sorted(versions.glob(f"{version}.*/bin/{name}"))
    there += [Path(found)] if (found := shutil.which(name)) else []
    ask = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    for path in there:
        done = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip() == version:
            return path
    return None


def environment(python: Path, place: Path) -> Path:
    """The Python of a new, empty environment."""
    run([python, "-m", "venv", place])
    return place / ("Scripts" if os.name == "nt" else "bin") / "python"


def run(words: Sequence[str | Path], at: Path | None = None, quiet: bool = False) -> None:
    """A command that must succeed; what it prints is shown, if quiet only where it fails."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        words, cwd=at, env=env | {"PYTHONUTF8": "1"}, check=False, text=True,
        stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{done.stdout or ''}\nthis failed: {' '.join(map(str, words[:6]))}")


if __name__ == "__main__":
    sys.exit(main())
