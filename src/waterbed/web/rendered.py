"""Pages from the templates of this package and the parts of the report's."""

from __future__ import annotations

import functools
from importlib import resources

import jinja2

from waterbed import __version__
from waterbed.report import template as report


@functools.cache
def _environment() -> jinja2.Environment:
    return report.environment(jinja2.PackageLoader("waterbed.web", "templates"))


def render(name: str, **values: object) -> str:
    """One page as HTML text; every value is escaped but for our own SVG."""
    return _environment().get_template(name).render(version=__version__, **values) + "\n"


@functools.cache
def static(name: str) -> tuple[bytes, str] | None:
    """A file of web/static with its media type; None for any that is not there. The style is the
    report's with our own after it."""
    media = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    folder = resources.files("waterbed.web").joinpath("static")
    file = next((path for path in folder.iterdir() if path.name == name), None)
    if file is None:
        return None
    text = file.read_text("utf-8")
    if name == "style.css":
        text = report.style() + text
    return text.encode(), f"{media['.' + name.rpartition('.')[2]]}; charset=utf-8"
