"""Builds the documentation site: pages that open from disk and ask nothing of a network.

    pip install '.[site]'
    python scripts/site.py site

README.md, CONTRIBUTING.md, CHANGELOG.md and docs/ are mirrored as they lie, so that every link of
theirs is also a link of the site; the pages made from the code are put beside them.  Any warning
ends it with an error, and so does a page that would load something from elsewhere.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import waterbed

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
FILES = ("LICENSE", "CITATION.cff", "examples", "docs")
SHIM = "https://unpkg.com/iframe-worker/shim"
"""Lets the search work in pages opened from disk; ours lies in docs/site."""

LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|data)=\"?(https?:)?//"
    r"|<link\b(?![^>]*rel=\"?(?:canonical|next|prev))[^>]*?href=\"?(https?:)?//"
    r"|@import\s+(?:url\()?[\"']?(https?:)?//"
)
"""What a browser would fetch by itself; links that a reader follows are not among it."""


def reference() -> str:
    """The page of the library's names, each with its docstring."""
    lines = ["# Every name of the library", "", "What `import waterbed` offers.", ""]
    for name, module in sorted(waterbed._HOMES.items()):
        lines += [
            f"::: {module}.{name}",
            "    options:",
            f"      heading: waterbed.{name}",
            "",
        ]
    return "\n".join(lines)


def benchmarks() -> str:
    """The page of benchmark scripts: what each measures, and how it is run."""
    lines = [
        "# Benchmarks",
        "",
        "Each prints our figure, the one it is set beside, and the ratio.",
        "",
    ]
    for script in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        said = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
        first = said.partition("\n\n")[0]
        lines += [
            f"## {script.stem.replace('_', ' ').capitalize()}",
            "",
            " ".join(first.split()),
            "",
        ]
        lines += [f"`python benchmarks/{script.name}`", ""]
    return "\n".join(lines)


def mirror(folder: Path) -> None:
    """The pages as they lie in the source, with those made from the code."""
    for name in (*PAGES, *FILES):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.py"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    (folder / "docs" / "names.md").write_text(reference(), encoding="utf-8")
    (folder / "benchmarks").mkdir()
    (folder / "benchmarks" / "README.md").write_text(benchmarks(), encoding="utf-8")


def localise(out: Path) -> None:
    """Every page loads what lies beside it, or SystemExit names the page that does not.  The page
    for what is not found goes: its addresses are those of a server, and lead nowhere from disk."""
    (out / "404.html").unlink(missing_ok=True)
    for page in sorted(out.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(out).parts) - 1)
        text = text.replace(SHIM, f"{up}docs/site/iframe-worker.js")
        text = re.sub(r'(<a href="(?![a-z]+:)[^"]+/)(?=")', r"\1index.html", text)
        page.write_text(text, encoding="utf-8")
    asks = [
        page.relative_to(out)
        for page in sorted([*out.rglob("*.html"), *out.rglob("*.css")])
        if LOADED.search(page.read_text(encoding="utf-8"))
    ]
    if asks:
        raise SystemExit(f"these would load something from elsewhere: {', '.join(map(str, asks))}")
    if lost := list(lost_links(out)):
        raise SystemExit(f"these links lead nowhere: {'; '.join(lost)}")


def lost_links(out: Path) -> Iterator[str]:
    """Pages and the links of theirs that lead to no file or to no place on a page."""
    marks: dict[Path, set[str]] = {}
    pages = {page: page.read_text(encoding="utf-8") for page in sorted(out.rglob("*.html"))}
    for page, text in pages.items():
        marks[page] = {unescape(name) for name in re.findall(r'\bid="([^"]+)"', text)}
    for page, text in pages.items():
        for link in re.findall(r'<a\b[^>]*?href="([^"]+)"', text):
            to = urlsplit(unescape(link))
            if to.scheme or to.netloc:
                continue
            file = (page.parent / unquote(to.path)).resolve() if to.path else page
            known = marks.get(file, {unquote(to.fragment)})
            if not file.is_file() or (to.fragment and unquote(to.fragment) not in known):
                yield f"{page.relative_to(out)}: {link}"


def build(out: Path) -> None:
    """The site in `out`, whose earlier content goes; SystemExit where anything was warned of."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pages").mkdir()
        mirror(folder / "pages")
        shutil.copy(ROOT / "zensical.toml", folder)
        for name in ("src", "scripts"):
            (folder / name).symlink_to(ROOT / name)
        program = Path(sys.executable).with_name("zensical")
        done = subprocess.run(
            [program, "build", "--strict", "--clean"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        said = re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr)
        if done.returncode or "Warning" in said or "Error" in said:
            raise SystemExit(said)
        localise(folder / "site")
        if out.exists():
            shutil.rmtree(out)
        shutil.copytree(folder / "site", out)
    print(f"{sum(1 for _ in out.rglob('*.html'))} pages in {out}: open {out / 'index.html'}")


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "site").resolve())
