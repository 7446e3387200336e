"""Words of a command as they are typed."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path


def typed(word: Path | str) -> str:
    """A path or a value as a word of a command, in quotes where the shell would take it for more:
    it may be a name from a table that somebody else has made."""
    text = str(word)
    if os.name == "posix":
        return shlex.quote(text)
    if re.fullmatch(r"[\w@+=:,./\\-]+", text):
        return text
    quoted = text.replace('"', '\\"')
    return f'"{quoted}"'
