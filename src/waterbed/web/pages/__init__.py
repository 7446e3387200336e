"""The table of pages, in the order in which they are walked through."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.web.pages import check, claims, data, numbers, run, start, where
from waterbed.web.visit import Page

PAGES = (
    Page("start", "/", "Start", "start.html", "waterbed example redbridge",
         start.show, start.take, step=False),
    Page("numbers", "/numbers", "Numbers", "numbers.html",
         "waterbed wdd --treated BEFORE AFTER --control BEFORE AFTER", numbers.show, step=False),
    Page("data", "/data", "My data", "data.html", data.NEW, data.show, data.take, step=False),
    Page("where", "/study/{study}/where", "Where and when", "where.html",
         "waterbed new {folder} --counts FILE --place NAME --kind WHAT --start WHEN",
         where.show, where.take),
    Page("claims", "/study/{study}/claims", "Who says what", "claims.html",
         "waterbed check {study}", claims.show, claims.take),
    Page("check", "/study/{study}/check", "Check and lock", "check.html",
         "waterbed check {study}", check.show, check.take),
    Page("run", "/study/{study}/run", "Run", "run.html",
         "waterbed run {study} --summary", run.show, run.take),
)  # fmt: skip


def page(key: str) -> Page:
    """The page of a key."""
    return next(row for row in PAGES if row.key == key)


def after(here: Page, pages: Sequence[Page] = PAGES) -> Page | None:
    """The step of a study that follows a page; None after the last, and where it is no step."""
    steps = [row for row in pages if row.of_study and row.step]
    later = steps[steps.index(here) + 1 :] if here in steps else []
    return later[0] if later else None
