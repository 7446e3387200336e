"""Goes through pages as a browser without JavaScript does: forms are sent as they stand."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from click.testing import CliRunner
from starlette.testclient import TestClient

from tests.web.conftest import sent
from waterbed.cli import main
from waterbed.web.bench import Bench


class _Forms(HTMLParser):
    """What stands in each form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self.now = self.choice = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.now = a["id"].removeprefix("form-")
            self.forms[self.now] = []
        if tag == "select":
            self.choice = a["name"]
        if tag == "option" and self.choice and "selected" in a:
            self.forms[self.now].append((self.choice, a["value"]))
        ticked = a.get("type") not in ("radio", "checkbox", "file") or "checked" in a
        if tag == "input" and self.now and ticked:
            self.forms[self.now].append((a["name"], a.get("value", "")))


def new_writes(root: Path, study: str, *options: str) -> bytes:
    """What `waterbed new` writes of the files of a study in its place; STUDY in options stands for
    its folder."""
    file = root / study / "study.toml"
    before = file.read_bytes()
    file.unlink()
    words = [part.replace("STUDY", str(root / study)) for part in options]
    result = CliRunner().invoke(main, ["new", str(root / study), *words])
    assert result.exit_code == 0, result.output
    written = file.read_bytes()
    file.write_bytes(before)
    return written


class Visitor:
    def __init__(self, bench: Bench, client: TestClient, at: str) -> None:
        self.bench, self.client, self.at, self.text, self.status = bench, client, at, "", 0

    def get(self, at: str = "") -> Visitor:
        self.at = at or self.at
        answer = self.client.get(self.at)
        self.status, self.text = answer.status_code, answer.text
        return self

    def send(self, *files: tuple[str, Path], names: dict[str, str] | None = None) -> Visitor:
        opened = [(role, ((names or {}).get(role, file.name), file.read_bytes()))
                  for role, file in files]  # fmt: skip
        return self._post({"form": "files"}, files=opened)

    def post(self, **answers: object) -> Visitor:
        return self._post(answers)

    def submit(self, form: str, **answers: object) -> Visitor:
        """Send a form of the page as it stands but for these answers."""
        read = _Forms()
        read.feed(self.text)
        stands: dict[str, object] = {}
        for name, value in read.forms[form]:
            old = stands.get(name)
            stands[name] = (
                value if old is None else [*([old] if isinstance(old, str) else old), value]
            )  # type: ignore[misc]
        named = {key.replace("__", "-"): value for key, value in answers.items()}
        return self._post(stands | named)

    def _post(self, answers: dict[str, object], **more: object) -> Visitor:
        whole = {**sent(self.bench), **answers}
        answer = self.client.post(self.at, data=whole, **more)  # type: ignore[arg-type]
        if answer.status_code == 303:
            where = answer.headers["location"]
            self.at = self.at.partition("?")[0] + where if where.startswith("?") else where
            return self.get()
        self.status, self.text = answer.status_code, answer.text
        return self

    @property
    def question(self) -> str:
        return re.findall(r'name="key" value="([^"]*)"', self.text)[0]

    @property
    def choices(self) -> list[str]:
        return [unescape(one) for one in re.findall(r'name="answer" value="([^"]*)"', self.text)]
