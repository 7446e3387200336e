"""Pages from the templates of this package: every value is escaped but for our own SVG."""

from __future__ import annotations

import functools
from importlib import resources

import jinja2
from markupsafe import Markup


def render(name: str, **values: object) -> str:
    """One page as HTML text, with the style that all pages share."""
    return _environment().get_template(name).render(style=Markup(style()), **values) + "\n"


def style() -> str:
    """The style that all pages share."""
    return resources.files("waterbed.report").joinpath("templates/style.css").read_text("utf-8")


@functools.cache
def _environment() -> jinja2.Environment:
    return environment()


def environment(*more: jinja2.BaseLoader) -> jinja2.Environment:
    """Templates of this package, and of a door that shows its parts; a door's come first."""
    ours = jinja2.PackageLoader("waterbed.report", "templates")
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*more, ours]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["svg"] = Markup
    return environment
