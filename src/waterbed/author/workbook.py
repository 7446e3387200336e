"""A draft as a workbook: a sheet a section, with drop-downs and notes in the cells."""

from __future__ import annotations

from waterbed.author.draft import Draft


def workbook_bytes(draft: Draft) -> bytes:
    """The draft as an .xlsx study, which `check`, `lock` and `run` accept as they do TOML."""
    raise NotImplementedError
