"""Files that were sent and are not yet a study: they lie in the workbench's private folder as they
will lie in the study's, so that the draft made there is to the byte the one made here."""

from __future__ import annotations

import functools
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from waterbed.analysis.drafted import affordable, foresee
from waterbed.model.errors import InputError
from waterbed.propose.new import Made, make
from waterbed.propose.opening import Asked
from waterbed.propose.questions import LAYOUT, SHEET
from waterbed.web.bench import Bench
from waterbed.web.receive import Upload
from waterbed.web.words import worded

ROLES = ("counts", "areas", "neighbours")
"""What a file is of, and the fields of the form that sends them; the first must be there."""


@dataclass(frozen=True, slots=True)
class Staged:
    """key : in addresses; folder : holds what was answered, and in `files` what was sent"""

    key: str
    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def kept(self) -> dict[str, dict[str, str]]:
        """Names of the files by role, and what was answered by key."""
        kept: dict[str, dict[str, str]] = json.loads((self.folder / "kept.json").read_text())
        return kept

    def keep(self, names: dict[str, str], answers: dict[str, str]) -> None:
        text = json.dumps({"names": names, "answers": answers})
        (self.folder / "kept.json").write_text(text)

    def asked(self, folder: Path | None = None) -> Asked:
        """What `waterbed new` would be asked of the files here, or in a folder."""
        folder = folder or self.files
        names, answers = self.kept["names"], self.kept["answers"]
        counts, areas, neighbours = (names.get(role) for role in ROLES)
        assert counts is not None
        return Asked(
            folder / counts,
            folder / areas if areas else None,
            folder / neighbours if neighbours else None,
            layout=answers.get(LAYOUT, ""),
            sheet=answers.get(SHEET, ""),
            answers=tuple((k, v) for k, v in answers.items() if k not in (LAYOUT, SHEET)),
        )

    def drafted(self) -> tuple[Made, tuple[str, ...]]:
        """The draft and what it will not be able to tell; InputError as of `make`, with the file's
        own name and at the field that sent it."""
        with self.named():
            return _drafted(self.files / "study.toml", self.asked(), date.today())

    @contextmanager
    def named(self) -> Iterator[None]:
        try:
            yield
        except InputError as error:
            raise self._named(error) from None

    def _named(self, error: InputError) -> InputError:
        names = self.kept["names"]
        role = next((role for role, name in names.items() if name in error.file), "counts")
        where = error.where.replace(str(self.files) + "/", "")
        mend = worded(error).mend
        return InputError(
            ": ".join(part for part in (names[role], where, error.problem) if part),
            place=role if not error.code.startswith("several") else "",
            value=error.value, mend=mend, code=error.code, facts=error.facts,
        )  # fmt: skip

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def move(self, folder: Path) -> None:
        """Put the files into a folder that was made for them, or take that away again."""
        try:
            for path in self.files.iterdir():
                shutil.move(path, folder / path.name)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self.drop()


@functools.lru_cache(maxsize=4)
def _drafted(file: Path, asked: Asked, today: date) -> tuple[Made, tuple[str, ...]]:
    """Kept, since a page is loaded more often than the files behind it change: they never do."""
    draft, notes = affordable(make(file, asked, today), today)
    return draft, (*notes, *foresee(draft))


def stage(bench: Bench, uploads: dict[str, Upload]) -> Staged:
    """Keep files that were sent, under names of letters, digits, dashes and dots."""
    key = secrets.token_hex(8)
    sent = Staged(key, bench.private / f"sent-{key}")
    sent.files.mkdir(parents=True)
    names: dict[str, str] = {}
    for role in ROLES:
        if role in uploads:
            name = safe_name(uploads[role].name, role)
            names[role] = f"{role}-{name}" if name in names.values() else name
            uploads[role].file.rename(sent.files / names[role])
    sent.keep(names, {})
    return sent


def staged(bench: Bench, key: str) -> Staged:
    """What was sent under a key; InputError where there is nothing, or no more."""
    there = {f"sent-{key}"} & {path.name for path in bench.private.iterdir()}
    if not there:
        raise InputError(
            "these files are here no more: they were taken into a study, or the workbench was "
            "started anew",
            mend="Look among the studies at the start, or send them again.",
        )
    return Staged(key, bench.private / there.pop())


def safe_name(name: str, otherwise: str) -> str:
    """A file's name that is one on every system: never a path, never hidden, never a device's."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = last.rpartition(".")
    stem, suffix = (stem, suffix) if dot else (last, "")
    kept = "".join(
        character if character.isalnum() or character in "_ " else "-" for character in stem
    ).strip("- ")[:60]
    if kept.casefold().rstrip("0123456789") in ("", "con", "prn", "aux", "nul", "com", "lpt"):
        kept = f"{otherwise}{'-' if kept else ''}{kept}"
    end = "".join(character for character in suffix.casefold() if character.isalnum())[:10]
    return f"{kept}.{end}" if end else kept
