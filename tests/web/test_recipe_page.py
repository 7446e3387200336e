"""A page added as CONTRIBUTING says: in the menu, shown to whom was let in, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from starlette.testclient import TestClient

from tests.conftest import ROOT
from tests.web.conftest import ORIGIN
from waterbed.web import app, rendered
from waterbed.web.bench import Bench
from waterbed.web.pages import PAGES
from waterbed.web.visit import Page

RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PART = RECIPE.split("## To add a page to the workbench")[1].partition("\n## ")[0]


def block(language: str) -> str:
    return PART.split(f"```{language}\n")[1].split("```")[0]


@pytest.fixture
def browser(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """One that was not let in yet, of a workbench with the page of the recipe."""
    names: dict[str, object] = {"Page": Page}
    exec(block("python"), names)
    page = next(value for value in names.values() if isinstance(value, Page))
    environment = rendered._environment()
    added = jinja2.DictLoader({page.template: block("html")})
    monkeypatch.setattr(environment, "loader", jinja2.ChoiceLoader([added, environment.loader]))
    return TestClient(
        app.create_app(bench, (*PAGES, page)), base_url=ORIGIN, follow_redirects=False
    )


def test_it_is_shown_and_stands_in_the_menu(bench: Bench, browser: TestClient, root: Path) -> None:
    browser.get(bench.address)
    (root / "own").mkdir()
    (root / "own" / "study.toml").write_text('title = "Own"\n')
    answer = browser.get("/counted")
    assert answer.status_code == 200
    assert "<h1>How many</h1>" in answer.text and "Studies here: 1." in answer.text
    assert "<code>ls</code>" in answer.text
    assert '<a href="/counted">How many</a>' in browser.get("/").text


def test_nobody_else_sees_it(browser: TestClient) -> None:
    assert browser.get("/counted").status_code == 403


def test_it_takes_no_form(bench: Bench, browser: TestClient) -> None:
    browser.get(bench.address)
    assert browser.post("/counted", headers={"origin": ORIGIN}).status_code == 405
