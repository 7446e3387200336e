"""Population: how many people there are of some kind, quoted from a source or found from lists."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from waterbed.model.liststudy import ListStudy


@dataclass(frozen=True, slots=True)
class ListTable:
    """A table of overlapping lists, or a sheet with a row a contact.

    lists : its 0/1 columns, one a list, or () (then every column but `count`, of histories only)
    count, stratum : columns, or ""; published : where the table is published, or ""
    code, service, date : of a sheet of contacts, its columns; `lists` are then the services that
        count, () for all; first, last : months of the contacts that count (ordinals), both
        included; exact : whether codes written in two ways are two people's
    """

    file: Path
    lists: tuple[str, ...] = ()
    count: str = ""
    stratum: str = ""
    encoding: str = "utf-8"
    sheet: str = ""
    published: str = ""
    code: str = ""
    service: str = ""
    date: str = ""
    first: int | None = None
    last: int | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Population:
    """A number of people that claims speak of.

    scope : of what place and time it is, in words
    here : whether that is the place and time of this study; else it is near evidence, and decides
        nothing
    low, high : the range quoted, with its source; None where `table` is to give it
    """

    id: str
    name: str
    scope: str
    here: bool = True
    low: float | None = None
    high: float | None = None
    source: str = ""
    table: ListTable | None = None

    @property
    def published(self) -> bool:
        return self.table is None or bool(self.table.published)


@dataclass(frozen=True, slots=True)
class PopulationRange:
    """A population with the range that was found or quoted.

    low, high : None where it is refused, or unbounded above
    refused : code of the refusal, or ""; why : its sentence
    study : all that the lists say, where there are lists
    """

    population: Population
    low: float | None
    high: float | None
    refused: str = ""
    why: str = ""
    study: ListStudy | None = None
