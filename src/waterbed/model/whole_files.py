"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from waterbed.model.errors import InputError


def write_whole(
    path: Path, content: str | bytes, what: str, *, option: str = " with --out"
) -> None:
    """Write bytes, or a text as UTF-8, whole or not at all; what stood there before is replaced.

    what : the thing written, for the message: "the lock"
    option : how the user names another file; "" where it is an argument of the command
    InputError where the system does not let it be written; nothing is then left behind.
    """
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        try:
            part.write_bytes(content if isinstance(content, bytes) else content.encode())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise InputError(
            f"{what} cannot be written ({error.strerror})",
            file=str(path),
            mend=f"Free some space there, or name a file elsewhere{option}."
            if full
            else f"Name a file in a folder that you may write to{option}.",
        ) from error
