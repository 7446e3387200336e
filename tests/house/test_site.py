"""The documentation site: what is made from the code is current, the menu holds every page."""

from __future__ import annotations

import importlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import waterbed
from tests.conftest import ROOT
from tests.published import page as methods
from tests.web.browser import chromium
from waterbed.model.kinds import SECOND
from waterbed.model.methods import METHODS
from waterbed.propose.glossary_page import glossary_page


def menu(entries: list[dict[str, object]]) -> list[str]:
    """The pages of a menu, in order."""
    found: list[str] = []
    for entry in entries:
        for value in entry.values():
            found += [value] if isinstance(value, str) else menu(value)  # type: ignore[arg-type]
    return found


NAV = menu(tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"])


@pytest.mark.parametrize(("name", "make"), [("methods", methods.page), ("glossary", glossary_page)])
def test_a_page_made_from_the_code_is_current(name, make):
    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == make()


def test_no_assumption_of_a_method_is_a_code_left_unworded():
    for row in METHODS.values():
        for code in row.assumptions:
            said = methods.assumed(code).rstrip(".").lower()
            assert said != code.replace("-", " "), f"{row.key}: {code}"


def test_a_method_that_decides_says_of_which_claims():
    decides = {"recorded", "readings", "pooled-bounds", "range", *SECOND.values()}
    assert decides == set(methods.ELSEWHERE)
    for key in decides:
        assert f"Decides {methods.ELSEWHERE[key]}." in methods.page()


def test_every_figure_belongs_to_a_method_and_every_carrying_method_has_one_or_rows():
    known = methods.figures()
    assert known and {one.method for one in known} <= set(METHODS)
    shown = {one.method for one in known}
    fitted = [key for key, row in METHODS.items() if row.fitted and key not in shown]
    bare = [key for key in fitted if not methods.weak_rows(key)]
    assert bare == ["simplex-intercept"], f"without a published figure and without rows: {bare}"


def test_the_menu_holds_every_page_once():
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md")}
    made = {"docs/names.md", "benchmarks/README.md"}
    roots = {name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
             if (ROOT / name).exists()}  # fmt: skip
    assert len(NAV) == len(set(NAV))
    assert set(NAV) == pages | made | roots


def marks(page: Path) -> set[str]:
    """What a link to a page may have behind its #: a heading in small letters and hyphens."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    heads = re.findall(r"^#+ (.+)$", text, flags=re.M)
    return {re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", head).strip().lower()) for head in heads}


@pytest.mark.parametrize(
    "page",
    [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda page: page.stem,
)
def test_every_link_of_a_page_leads_somewhere(page: Path):
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target, mark in re.findall(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)", text):
        if target.startswith(("http://", "https://")):
            continue
        to = page.parent / target if target else page
        made = ROOT / "docs" / "names.md"
        assert to.exists() or to == made, f"{page.name}: {target}"
        if mark and to.suffix == ".md" and to.exists():
            assert mark in marks(to), f"{page.name}: {target}#{mark}"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/site.py, which lies in no package."""
    spec = importlib.util.spec_from_file_location("site_script", ROOT / "scripts" / "site.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_name_of_the_library_is_on_its_page(script: ModuleType):
    """Under the address that the docstrings are read from."""
    lines = [line for line in script.reference().splitlines() if line.startswith("::: ")]
    assert {line.rpartition(".")[2] for line in lines} == set(waterbed.__all__)
    for line in lines:
        module, _, name = line.removeprefix("::: ").rpartition(".")
        assert getattr(importlib.import_module(module), name) is getattr(waterbed, name)


def test_a_link_of_the_site_that_leads_nowhere_is_named(script: ModuleType, tmp_path: Path):
    links = ("b.html#here", "b.html#gone", "lost.html", "folder/", "https://example.org/x")
    (tmp_path / "a.html").write_text("".join(f'<a href="{one}">x</a>' for one in links))
    (tmp_path / "b.html").write_text('<h2 id="here">Here</h2>')
    (tmp_path / "folder").mkdir()
    found = list(script.lost_links(tmp_path))
    assert found == ["a.html: b.html#gone", "a.html: lost.html", "a.html: folder/"]
    (tmp_path / "folder" / "index.html").write_text("")
    with pytest.raises(SystemExit, match=r"b\.html#gone; a\.html: lost\.html$"):
        script.localise(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("zensical") is None:
        pytest.skip("needs pip install '.[site]'")
    out = tmp_path_factory.mktemp("site") / "site"
    script = ROOT / "scripts" / "site.py"
    done = subprocess.run(
        [sys.executable, script, out], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(built: Path):
    pages = {str(page.relative_to(built).with_suffix(".md")) for page in built.rglob("*.html")}
    missing = {name.replace("README", "index") for name in NAV} - pages
    assert not missing
    assert not (built / "404.html").exists(), "its links lead nowhere from disk"


@pytest.mark.slow
def test_it_is_searched_from_disk_and_asks_nothing(built: Path):
    with chromium() as browser:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((built / "docs" / "verdict.html").as_uri(), timeout=180_000)
        page.get_by_role("button", name="Search").first.click()
        page.keyboard.type("tipping")
        page.get_by_text(re.compile(r"^\d+ results?$")).wait_for(timeout=120_000)
        assert asked and all(url.startswith(("file:", "data:", "blob:")) for url in asked)
