"""Every reader on spoilt files: what was asked for, or one sentence that shows no secret."""

from __future__ import annotations

import shutil
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.read.fuzz.good import FILES, SECRETS
from tests.read.fuzz.spoil import Change, spoilt
from waterbed.model.errors import WaterbedError

LONGEST = 20.0
"""Seconds that no small file may take."""

MEMORY = 3 * 2**30
"""Bytes that reading may take beyond what the process has when it begins."""

CHANGES = st.lists(
    st.builds(
        Change,
        kind=st.integers(0, 11),
        at=st.floats(0, 1),
        to=st.floats(0, 1),
        which=st.integers(0, 255),
        inside=st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
IN_CI = 10
"""Spoilt files of each kind; there are some thirty kinds."""


@cache
def made(name: str) -> tuple[TemporaryDirectory[str], bytes]:
    """A folder with the good file in it, and what that holds."""
    folder = TemporaryDirectory(prefix="fuzz")
    path = Path(folder.name) / FILES[name].name
    FILES[name].make(path)
    return folder, path.read_bytes()


@pytest.fixture
def bounded():
    """What reading may take is bounded by the system."""
    if sys.platform != "linux":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def try_reading(name: str, changes: list[Change]) -> None:
    good = FILES[name]
    folder, content = made(name)
    path = Path(folder.name) / good.name
    path.write_bytes(spoilt(content, changes))
    begun = time.process_time()
    try:
        good.read(path)
    except WaterbedError as error:
        said = str(error)
        assert said.strip() and "Traceback" not in said
        assert not good.secret or not any(word in said for word in SECRETS), said
    finally:
        shutil.rmtree(Path(folder.name) / "study", ignore_errors=True)
    assert time.process_time() - begun < LONGEST


@pytest.mark.parametrize("name", FILES)
def test_the_good_file_is_read(name: str, tmp_path: Path) -> None:
    FILES[name].make(tmp_path / FILES[name].name)
    assert FILES[name].read(tmp_path / FILES[name].name) is not None


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", FILES)
@settings(QUIET, max_examples=IN_CI, derandomize=True)
@given(changes=CHANGES)
def test_a_spoilt_file_is_read_or_refused(name: str, changes: list[Change]) -> None:
    try_reading(name, changes)


@pytest.mark.slow
@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", FILES)
@settings(QUIET, max_examples=320)
@given(changes=CHANGES)
def test_ten_thousand_spoilt_files_are_read_or_refused(name: str, changes: list[Change]) -> None:
    try_reading(name, changes)
