"""The table of pages, in the order in which they are walked through."""

from __future__ import annotations

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
    return next(one for one in PAGES if one.key == key)
