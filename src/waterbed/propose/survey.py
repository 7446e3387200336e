"""All that the user's files say, before a study is written of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from waterbed.model.messages import fault
from waterbed.model.months import Months, month
from waterbed.propose.columns import Column
from waterbed.propose.guess import Guess
from waterbed.propose.guess_archive import guess_archive
from waterbed.propose.guess_area import guess_area, is_area
from waterbed.propose.guess_keys import (
    absent,
    categories,
    coordinates,
    incident_id,
    marks,
    which_date,
    whole_months,
)
from waterbed.propose.guess_map import AreasFile, guess_map, known_areas, open_areas
from waterbed.propose.guess_names import commonest, misspelt
from waterbed.propose.guess_neighbours import Neighbours, guess_neighbours
from waterbed.propose.guess_table import TableGuess
from waterbed.propose.opening import Asked, how_read, open_counts
from waterbed.propose.outcomes import Categories, tally
from waterbed.propose.places import Chosen, Known, choose
from waterbed.propose.questions import check_answers, settled
from waterbed.propose.uncounted import void_rows
from waterbed.read.police_uk.archive import is_archive
from waterbed.read.tables.files import Opened
from waterbed.read.tables.spellings import key


@dataclass(frozen=True, slots=True)
class Survey:
    """What the files were understood to be.

    counts, areas : guesses by key of [[counts]] and [areas]
    categories : of the first column of categories, or None
    known : the areas by id, name and group, or None where the column is asked
    chosen : the places that the user named, or None; beside : those next door
    map : whether gaps between areas are known; reach : up to how many metres
    neighbours : columns of the table of neighbours, or None
    """

    asked: Asked
    table: TableGuess
    counts: dict[str, Guess]
    areas: dict[str, Guess]
    categories: Categories | None
    known: Known | None
    chosen: Chosen | None
    map: bool
    reach: float = math.inf
    neighbours: Neighbours | None = None
    notes: tuple[str, ...] = ()
    beside: Chosen | None = None


def survey(asked: Asked) -> Survey:
    """Read and guess; InputError where a file cannot be read or a place is not there."""
    file = open_areas(asked.areas) if asked.areas else None
    _check_neighbours(asked, file)
    opened: Opened | None = None
    read: dict[str, Guess] = {}
    if is_archive(asked.counts):
        table = _archive(asked, file)
    else:
        sheet = asked.sheet
        asked, opened, table = open_counts(asked, file.columns if file else ())
        read = how_read(asked, sheet)
    said = dict(asked.answers)
    areas = guess_map(file, table.area.known, asked.places, said) if file else {}
    known = known_areas(file, areas) if file else _named_by_counts(table)
    counts = _keys(table, file) | read
    counts |= {mark.key: mark for mark in marks(table, opened)} if opened else {}
    if (close := misspelt(table, known if file else None)) is not None:
        counts["aliases"] = close
    check_answers(asked.answers)
    counts |= settled(counts, table, said)
    table = replace(table, months=_kept(table, counts))
    kinds = categories(table)
    tallied = tally(table, kinds[0], opened) if kinds else None
    if (kinds or table.part) and table.layout != "police-uk":
        counts["categories"] = _categories(table, [kind.name for kind in kinds])
    chosen = choose(asked.places, known) if asked.places and known else None
    beside = _beside_target(asked, known, chosen)
    pairs = guess_neighbours(asked.neighbours, known) if asked.neighbours else None
    return Survey(
        asked,
        table,
        counts,
        areas,
        tallied,
        known,
        chosen,
        map=pairs is not None or bool(file and file.polygons),
        reach=pairs.reach if pairs else math.inf,
        neighbours=pairs,
        notes=(*_left_open(asked, known), *_void(table)),
        beside=beside,
    )


def _beside_target(asked: Asked, known: Known | None, chosen: Chosen | None) -> Chosen | None:
    """The areas next door that the user names; InputError where one is the place itself."""
    if not asked.beside or known is None:
        return None
    if len(asked.starts) > 1:
        raise fault("beside-waves", place="--beside", value=", ".join(asked.beside))
    beside = choose(asked.beside, known, "--beside")
    both = [id for id in beside.ids if chosen and id in chosen.ids]
    if both:
        raise fault("beside-itself", place="--beside", value=both[0])
    return beside


def _check_neighbours(asked: Asked, file: AreasFile | None) -> None:
    if asked.neighbours and (file is None or file.polygons):
        raise fault("neighbours-with-map" if file else "neighbours-alone", place="--neighbours")


def _archive(asked: Asked, file: AreasFile | None) -> TableGuess:
    table = guess_archive(asked.counts)
    if file is None:
        return table
    guess = guess_area([table.columns[0]], file.columns, (), table.rows)
    if not guess.known:
        raise fault("no-lsoa-column", file=file.path.as_posix())
    return replace(table, area=replace(table.area, known=guess.known))


def _keys(table: TableGuess, file: AreasFile | None) -> dict[str, Guess]:
    """Guesses by key of [[counts]], in the order in which they are written."""
    guesses = dict(table.guesses)
    if table.layout == "police-uk":
        return guesses | {"date": which_date(table)}
    if table.layout == "incidents":
        _place_by_coordinates(guesses, table, file)
        if (reference := incident_id(table)) is not None:
            guesses["id"] = reference
        guesses |= {guess.key: guess for guess in whole_months(table)}
    else:
        guesses["absent"] = absent(table)
    guesses["date"] = which_date(table)
    if (share := _unplaced(table, guesses)) > 0.01:
        how = f"{share:.1%} of the rows have no area; they are left out of every count"
        guesses["max_rejected"] = Guess("max_rejected", round(share + 0.01, 2), how)
    return guesses


def _kept(table: TableGuess, counts: dict[str, Guess]) -> Months | None:
    """The months that are kept: all but those of which the table holds only a part."""
    if table.months is None:
        return None
    first, last = (counts.get(key) for key in ("first", "last"))
    return Months(
        month(first.value) if first else table.months.first,
        month(last.value) if last else table.months.last,
    )


def _place_by_coordinates(
    guesses: dict[str, Guess], table: TableGuess, file: AreasFile | None
) -> None:
    """Take x, y and crs in place of a column of areas, where there is none and a map is given."""
    pair = coordinates(table.columns)
    if pair is None or table.area.guess.value is not None:
        return
    if file is None:
        if any(is_area(name) for name in table.area.guess.candidates):
            return
        raise fault("points-without-map", file=str(pair[0].value))
    if file.polygons:
        del guesses["area"]
        guesses |= {guess.key: guess for guess in pair}


def _unplaced(table: TableGuess, guesses: dict[str, Guess]) -> float:
    """Share of the rows that have no area, at most a tenth; more is for the reader to refuse."""
    area = table.column("area") if "area" in guesses else None
    if area is None:
        return 0.0
    share = 1 - area.filled / table.rows
    return share if share <= 0.1 else 0.0


def _categories(table: TableGuess, names: Sequence[str]) -> Guess:
    part = [table.part[0]] if table.part else []
    how = "columns of few texts, the coarsest first" if len(names) > 1 else "a column of few texts"
    if part and not names:
        how = "tells the tables apart that stand in this one"
    return Guess("categories", [*part, *names], how)


def _named_by_counts(table: TableGuess) -> Known | None:
    """The areas as the counts name them, with names and groups that stand beside them."""
    area = next((column for column in table.columns if column.name == table.area.guess.value), None)
    if area is None:
        return None
    ids = commonest(area)
    texts = [
        attribute
        for attribute in table.area.attributes
        if attribute.is_text and not attribute.prefix
    ]
    names = max(texts, key=lambda text: text.distinct, default=None)
    if names is not None and names.distinct <= area.distinct / 2:
        names = None
    groups = [text for text in texts if text is not names and text.distinct <= area.distinct / 2]
    return Known(ids, _beside(area, names, ids),
                 _beside(area, min(groups, key=lambda group: group.distinct, default=None), ids)
                 )  # fmt: skip


def _beside(area: Column, column: Column | None, ids: tuple[str, ...]) -> tuple[str, ...]:
    if column is None:
        return ("",) * len(ids)
    pairs = pl.DataFrame({"id": area.text, "of": column.text}).drop_nulls()
    first = pairs.unique("id", keep="first", maintain_order=True)
    there = {key(str(id)): str(of) for id, of in first.iter_rows()}
    return tuple(there.get(key(id), "") for id in ids)


def _void(table: TableGuess) -> tuple[str, ...]:
    names = dict.fromkeys(name for row in void_rows(table) for name in row)
    return tuple(
        f"rows that {name!r} calls cancelled, recorded twice or no crime are left out of every "
        "outcome"
        for name in names
    )


def _left_open(asked: Asked, known: Known | None) -> tuple[str, ...]:
    if asked.places and known is None:
        return ("the place was not looked up, since the column of areas is still to be named",)
    return ()
