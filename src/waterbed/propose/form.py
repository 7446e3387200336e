"""A draft as the bytes of a study file, TOML or a workbook by the file's name."""

from __future__ import annotations

from pathlib import Path

from waterbed.propose.draft import Draft
from waterbed.read.study.study_workbook import WORKBOOKS


def content_of(draft: Draft, file: Path) -> bytes:
    """The bytes of a study in the form that the suffix of its file says."""
    if file.suffix.lower() in WORKBOOKS:
        from waterbed.propose.workbook import workbook_bytes

        return workbook_bytes(draft)
    from waterbed.propose.toml import toml_text

    return toml_text(draft).encode()
