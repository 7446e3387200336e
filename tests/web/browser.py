"""Chromium in tests: pages opened in a live workbench, by mouse, by keys, without script."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from waterbed.web.serving import Served, serving

PICTURES = ROOT / "docs" / "workbench"
"""Where pictures of pages go (docs/workbench.md), if WATERBED_PICTURES is set; else nowhere."""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""Of Debian's packages and programs, the lightest first."""
AXE = "axe_playwright_python"
MOST_CLICKS, MOST_TYPED = 12, 8
PATIENCE = 300
"""Seconds that a busy machine may take for anything but a run."""


def absent(why: str) -> None:
    """No browser: a reason to skip, but in CI a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser that the machine has."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError:
        absent("playwright is not installed")
    path = next((found for name in NAMES if (found := shutil.which(name))), "")
    if not path:
        absent(f"there is no Chromium here: apt-get install {NAMES[0]}")
    with sync_playwright() as play:
        try:
            # A user who is root has no sandbox; pages of the workbench alone are opened.
            made = play.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu"], timeout=180_000
            )
        except Error as error:
            absent(f"Chromium does not start here: {str(error)[:200]}")
        yield made
        made.close()


@contextmanager
def alive(root: Path) -> Iterator[Served]:
    """A workbench that answers, in a thread of its own."""
    with serving(root) as served:
        thread = threading.Thread(target=served.until_stopped, daemon=True)
        thread.start()
        yield served
        served.server.should_exit = True
        thread.join(20)


@dataclass
class Visitor:
    """Somebody at a page of a live workbench; counts what she does, and what is asked for."""

    page: Any
    served: Served
    clicks: int = 0
    typed: int = 0
    foreign: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return self.served.address.partition("/open")[0]

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def click(self, name: str, role: str = "link") -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name).first.click()

    def fill(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self.typed += 1
            self.page.fill(f"#{name}", value)

    def tab_to(self, name: str) -> None:
        """By the tab key alone, to the field of this id, or the link or button of these words."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "name => ((at) => at.id === name || (['A', 'BUTTON'].includes(at.tagName)"
                " && at.textContent.trim().startsWith(name)))(document.activeElement)",
                name,
            ):
                return
        pytest.fail(f"the keyboard does not reach {name!r}")

    def press(self, name: str) -> None:
        """A link or a button, by keyboard."""
        self.clicks += 1
        self.tab_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def enter(self, values: dict[str, str]) -> None:
        """Values typed into fields reached by the tab key."""
        for name, value in values.items():
            self.typed += 1
            self.tab_to(name)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(value)

    def tick(self, name: str, *, mouse: bool = True) -> None:
        """A box or a button of several, by its id."""
        self.clicks += 1
        if mouse:
            self.page.check(f"#{name}")
        else:
            self.tab_to(name)
            self.page.keyboard.press("Space")

    def choose(self, name: str, begins: str) -> None:
        """What a list is set to, by keyboard: by typing how it begins, without a pause as long as
        makes the browser begin anew."""
        self.tab_to(name)
        for _ in range(20):
            self.page.keyboard.type(begins)
            words = self.page.evaluate("document.activeElement.selectedOptions[0].textContent")
            if words.startswith(begins):
                return
            self.page.wait_for_timeout(1500)
        pytest.fail(f"{begins!r} is not chosen by typing")

    def arrives(self, address: str) -> None:
        """Waits until the page of an address is there, and its script has run."""
        self.page.wait_for_url(address)

    def sees(self, words: str, seconds: float = PATIENCE) -> None:
        """Waits for these words, and fails where they do not come."""
        self.page.get_by_text(words).first.wait_for(timeout=1000 * seconds)

    def picture(self, name: str, at: str = "main") -> None:
        """For docs/workbench.md, of the page from an element on."""
        if os.environ.get("WATERBED_PICTURES"):
            PICTURES.mkdir(exist_ok=True)
            if at != "main":
                self.page.locator(at).first.evaluate("it => it.scrollIntoView()")
            self.page.screenshot(path=PICTURES / f"{name}.png")

    @property
    def few(self) -> bool:
        """Whether she came here with few clicks and few words typed."""
        return self.clicks <= MOST_CLICKS and self.typed <= MOST_TYPED

    def unfit(self) -> list[str]:
        """What keeps the page from being usable as it is: violations that axe-core knows, at a
        phone's width in light and a desk's in dark, and scrolling sideways from 320 to 1,920 px."""
        faults = []
        for width, scheme in ((360, "light"), (1280, "dark")):
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=scheme)
            checked = self.page.evaluate(f"async () => {{ {axe()}; return await axe.run(); }}")
            faults += [
                f"{violation['id']} at {width} px, {scheme}: {node['html'][:200]}"
                for violation in checked["violations"]
                for node in violation["nodes"]
            ]
        for width in (320, 1920):
            self.page.set_viewport_size({"width": width, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            faults += [f"scrolls sideways at {width} px"] if wide > width else []
        self.page.set_viewport_size({"width": 1000, "height": 750})
        self.page.emulate_media(color_scheme="light")
        return [f"{self.page.url}: {fault}" for fault in faults]


@functools.cache
def axe() -> str:
    """The source of axe-core, which a wheel carries."""
    import importlib.util

    found = importlib.util.find_spec(AXE)
    if found is None or not found.submodule_search_locations:
        absent("axe-core is not installed")
    assert found is not None and found.submodule_search_locations
    return (Path(next(iter(found.submodule_search_locations))) / "axe.min.js").read_text("utf-8")


@contextmanager
def visiting(browser: Any, served: Served, *, script: bool = True) -> Iterator[Visitor]:
    """A visitor who has opened the address that the workbench prints; script : whether her browser
    runs any. Fails where her browser asked anybody else, or a page of ours had an error."""
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": 1000, "height": 750}, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    made = Visitor(page, served)

    def asked(request: Any) -> None:
        if not request.url.startswith((made.base, "data:")):
            made.foreign.append(request.url)

    page.on("request", asked)
    page.on("pageerror", lambda error: made.foreign.append(str(error)))
    page.on("console", lambda one: "Policy" in one.text and made.foreign.append(one.text))
    # Its sibling with a token can be used once.
    served.bench.used = False
    page.goto(served.address)
    yield made
    context.close()
    assert made.foreign == []
