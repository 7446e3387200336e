"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of published data, WATERBED_DATA or ../shared/data; skips where it is absent."""
    folder = Path(os.environ.get("WATERBED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no published data here: set WATERBED_DATA to their folder")
    return folder
