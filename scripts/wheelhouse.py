"""A folder of wheels with which Waterbed is installed where no network is.

    python scripts/wheelhouse.py --platform windows --python 3.12 --out wheels

Downloads, for the platform and the Python named and whatever this machine is, a wheel of every
package that Waterbed needs there, builds Waterbed's own, and checks that the folder is complete.
Beside them: INSTALL.txt with the two lines to type, and SHA256SUMS.  Needs pip and a package index.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

try:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name, parse_wheel_filename
except ImportError:  # pip brings its own
    from pip._vendor.packaging.requirements import Requirement  # type: ignore[assignment]
    from pip._vendor.packaging.utils import (  # type: ignore[assignment]
        canonicalize_name,
        parse_wheel_filename,
    )

ROOT = Path(__file__).resolve().parents[1]
EXTRA = "web"
"""Of waterbed's own: the workbench comes along."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True)
class Platform:
    """A kind of machine: its wheel tags, what its Python says of itself, how it is typed there."""

    tags: tuple[str, ...]
    system: str
    sys_platform: str
    os_name: str
    machine: str
    python: str
    scripts: str


def _manylinux(machine: str) -> tuple[str, ...]:
    """glibc 2.28 and older: Debian 10, RHEL 8 and all that came after."""
    numbered = tuple(f"manylinux_2_{minor}_{machine}" for minor in range(28, 4, -1))
    return (*numbered, f"manylinux2014_{machine}", f"manylinux2010_{machine}")


PLATFORMS = {
    "windows": Platform(
        ("win_amd64",), "Windows", "win32", "nt", "AMD64", "py -{}", r"waterbed-env\Scripts\python"
    ),
    "macos-arm": Platform(
        ("macosx_14_0_arm64",), "Darwin", "darwin", "posix", "arm64",
        "python{}", "waterbed-env/bin/python",
    ),
    "macos-intel": Platform(
        ("macosx_14_0_x86_64",), "Darwin", "darwin", "posix", "x86_64",
        "python{}", "waterbed-env/bin/python",
    ),
    "linux": Platform(
        _manylinux("x86_64"), "Linux", "linux", "posix", "x86_64",
        "python{}", "waterbed-env/bin/python",
    ),
    "linux-arm": Platform(
        _manylinux("aarch64"), "Linux", "linux", "posix", "aarch64",
        "python{}", "waterbed-env/bin/python",
    ),
}  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("--platform", required=True, choices=PLATFORMS)
    ask.add_argument("--python", required=True, choices=PYTHONS, help="version on that machine")
    ask.add_argument("--out", type=Path, default=Path("wheels"), help="folder, new or empty")
    given = ask.parse_args(words)
    if given.out.exists() and any(given.out.iterdir()):
        ask.error(f"{given.out} is not empty: name another folder with --out")
    platform = PLATFORMS[given.platform]
    given.out.mkdir(parents=True, exist_ok=True)
    own = build(given.out)
    download(given.out, [f"{own}[{EXTRA}]"], platform, given.python)
    while missing := incomplete(given.out, platform, given.python):
        download(given.out, missing, platform, given.python)
    (given.out / "INSTALL.txt").write_text(
        instructions(platform, given.platform, given.python), encoding="utf-8"
    )
    wheels = sorted(given.out.glob("*.whl"))
    sums = [f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in wheels]
    (given.out / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")
    size = sum(one.stat().st_size for one in wheels) / 1e6
    print(f"{given.out}: {len(wheels)} wheels, {size:.0f} MB; see INSTALL.txt in it")
    return 0


def build(out: Path) -> Path:
    """Waterbed's own wheel, which is the same for every machine; where it stands."""
    with tempfile.TemporaryDirectory() as place:
        _pip("wheel", "--no-deps", "--wheel-dir", place, str(ROOT))
        (made,) = Path(place).glob("waterbed-*.whl")
        target = out / made.name
        target.write_bytes(made.read_bytes())
    return target


def download_words(wanted: Iterable[str], out: Path, platform: Platform, python: str) -> list[str]:
    """What pip is told: wheels only, for that machine and not for this one."""
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    return [
        "download", "--dest", str(out), "--find-links", str(out), "--only-binary", ":all:",
        "--implementation", "cp", "--python-version", python, *tags, *wanted,
    ]  # fmt: skip


def download(out: Path, wanted: Iterable[str], platform: Platform, python: str) -> None:
    _pip(*download_words(wanted, out, platform, python))


def _pip(*words: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    done = subprocess.run([sys.executable, "-m", "pip", *words, *quiet], check=False)
    if done.returncode:
        sys.exit(f"pip {words[0]} did not succeed; what it says stands above")


def environment(platform: Platform, python: str) -> dict[str, str]:
    """The markers of PEP 508 as that machine answers them; pip asks this machine instead."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": platform.os_name,
        "platform_machine": platform.machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": platform.system,
        "platform_version": "",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": platform.sys_platform,
        "extra": "",
    }


def incomplete(folder: Path, platform: Platform, python: str) -> list[str]:
    """What wheels of the folder ask for on that machine and no wheel there meets."""
    there = {
        canonicalize_name(name): version
        for name, version, *_ in (parse_wheel_filename(one.name) for one in folder.glob("*.whl"))
    }
    asked = environment(platform, python)
    own = asked | {"extra": EXTRA}
    missing = {
        str(Requirement(f"{need.name}{need.specifier}"))
        for wheel in folder.glob("*.whl")
        for need in requirements(wheel)
        if need.marker is None
        or need.marker.evaluate(own if wheel.name.startswith("waterbed-") else asked)
        if canonicalize_name(need.name) not in there
        or not need.specifier.contains(there[canonicalize_name(need.name)], prereleases=True)
    }
    return sorted(missing)


def requirements(wheel: Path) -> list[Requirement]:
    """What a wheel says that it needs."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    return [Requirement(one) for one in told.get_all("Requires-Dist", [])]


def instructions(platform: Platform, name: str, python: str) -> str:
    """INSTALL.txt: two lines, and how to go on."""
    start = platform.python.format(python)
    return f"""Waterbed for {name}, Python {python}. No network is needed.

In this folder, type:

{start} -m venv waterbed-env
{platform.scripts} -m pip install --no-index --find-links . "waterbed[{EXTRA}]"

Then:

{platform.scripts} -m waterbed example redbridge

SHA256SUMS holds the checksum of every wheel.
"""


if __name__ == "__main__":
    sys.exit(main())
