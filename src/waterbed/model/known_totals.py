"""Totals that are known from elsewhere: a yearbook, an answer to a question, another's report."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.months import Months


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """A count of unpublished tables that a reader can have without this study's reports.

    areas : ids, or group : the name of a group, all of whose areas it covers
    outcome : id of the outcome that it counts; categories : or categories of the tables' first
        column; every row where neither is given
    tables : names of the tables that it is a total of; () for all that are not published
    """

    name: str
    months: Months
    total: int
    areas: tuple[str, ...] = ()
    group: str = ""
    outcome: str = ""
    categories: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    source: str = ""
