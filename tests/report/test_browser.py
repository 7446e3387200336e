"""The page in a browser: no request, no sideways scrolling, nothing that axe-core objects to."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.report import report_fixture as fixture
from waterbed.report.page import pages

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
AXE = os.environ.get("WATERBED_AXE", "")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--virtual-time-budget=20000",
)
PROBE = """
<script>
const found = {width: innerWidth, scroll: document.documentElement.scrollWidth,
  requests: performance.getEntriesByType('resource').length};
document.querySelectorAll('details').forEach(one => { one.open = true; });
found.opened = document.documentElement.scrollWidth;
const report = () => { document.documentElement.innerHTML =
  '<body><pre id="found">' + btoa(JSON.stringify(found)) + '</pre></body>'; };
if (window.axe) axe.run(document).then(result => {
  found.violations = result.violations.map(one => one.id); report(); });
else report();
</script>
"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("width", "profile"), [(320, "public"), (1280, "internal")])
@pytest.mark.parametrize("shown", ["report", "summary"])
def test_page_in_a_browser(tmp_path: Path, width: int, profile: str, shown: str) -> None:
    """The page is put into a frame of the width, since a window is at least 500 px wide.

    axe-core runs where WATERBED_AXE names its axe.min.js.
    """
    page = getattr(pages(fixture.released(profile=profile)), shown)
    policy = page[page.index('<meta http-equiv="Content-Security-Policy"') :]
    page = page.replace(policy[: policy.index(">") + 1], "")
    axe = f"<script>{Path(AXE).read_text('utf-8')}</script>" if AXE else ""
    inner = tmp_path / "page.html"
    inner.write_text(page.replace("</body>", f"{axe}{PROBE}</body>"), "utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe>'
    )
    assert BROWSER is not None
    flags = [*FLAGS, "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}"]
    script = (
        "<script>onload = () => setInterval(() => { const f = "
        "document.querySelector('iframe').contentDocument.getElementById('found');"
        "if (f) document.title = f.textContent; }, 50)</script>"
    )
    outer.write_text(outer.read_text() + script)
    run = subprocess.run(
        [BROWSER, *flags, "--dump-dom", outer.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    title = run.stdout[run.stdout.index("<title>") + 7 : run.stdout.index("</title>")]
    found = json.loads(base64.b64decode(title))
    assert found["width"] == width
    assert found["scroll"] <= width and found["opened"] <= width
    assert found["requests"] == 0
    assert found.get("violations", []) == []
