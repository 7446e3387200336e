"""One running workbench: its folder, its keys, its private place for what is uploaded."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from waterbed.report.folder import alive
from waterbed.web.later import Later
from waterbed.web.powers import Powers
from waterbed.web.runs import Runs
from waterbed.web.store import Store

MOST_UPLOADED = 2**30
"""Bytes of one upload: all of police.uk's street files of three years have less."""


def _private() -> Path:
    """A folder of this process, which nobody else may enter; those of processes that were killed
    are wiped."""
    place = Path(tempfile.gettempdir())
    for path in place.glob("waterbed-bench-*"):
        match = re.fullmatch(r"waterbed-bench-(\d+)-\w+", path.name)
        others = match and not path.is_symlink() and int(match[1]) != os.getpid()
        if match and others and not alive(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"waterbed-bench-{os.getpid()}-"))


def _key() -> str:
    return secrets.token_urlsafe(32)


@dataclass(slots=True)
class Bench:
    """What all requests share.

    port : that the server listens on; hosts that a browser may call it by follow from it
    token : opens the workbench once; cookie, csrf : what the browser holds from then on
    runs, powers : of its studies; later : what takes longer than a page may
    private : a folder that nobody else may enter, for uploads, wiped by `close`
    broken_off : whether files were on their way and their sender went, and no page has said so yet
    """

    store: Store
    port: int
    most_uploaded: int = MOST_UPLOADED
    token: str = field(default_factory=_key)
    used: bool = False
    cookie: str = field(default_factory=_key)
    csrf: str = field(default_factory=_key)
    private: Path = field(default_factory=_private)
    broken_off: bool = False

    runs: Runs = field(init=False)
    powers: Powers = field(init=False)
    later: Later = field(default_factory=Later)

    def __post_init__(self) -> None:
        self.runs = Runs(self.store.root)
        self.powers = Powers(self.store.root)

    @property
    def hosts(self) -> tuple[str, ...]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie_name(self) -> str:
        """Cookies are kept by host and not by port: two workbenches have one each."""
        return f"waterbed-{self.port}"

    @property
    def address(self) -> str:
        """Where a browser opens it, with the token."""
        return f"http://127.0.0.1:{self.port}/open?token={self.token}"

    def told_broken_off(self) -> bool:
        """Whether the page that asks is to say that files did not arrive: it is said once."""
        was, self.broken_off = self.broken_off, False
        return was

    def close(self) -> None:
        """End its runs, and wipe what was uploaded."""
        self.runs.close()
        self.powers.close()
        self.later.close()
        shutil.rmtree(self.private, ignore_errors=True)
