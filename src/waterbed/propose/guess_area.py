"""Which column of a table of counts holds the areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from waterbed.propose.columns import Column, determined, named_column, several
from waterbed.propose.guess import (
    BY_NAME,
    BY_VALUES,
    NOTHING,
    Guess,
    answered,
    asked,
    begins,
    named,
)
from waterbed.read.tables.spellings import key as fold
from waterbed.read.tables.totals import is_total

OVERLAP = 0.9
"""Share of a column's rows whose values must stand in the file of areas."""

# Words for areas, and words that are never those of an area that is published.
_AREAS = ("lsoa|msoa|output area|data zone|datazone|beat|ward|neighbourhood|neighborhood|area"
          "|sector|locality|estate|parish|zone|patch|district|borough|authority|council|town|city"
          "|county|region|division|bcu|place")  # fmt: skip
_NEVER = ("street|road|address|postcode|post code|officer|victim|suspect|offender|person|surname"
          "|forename|first name|last name|comment|comments|description|note|notes|reference|ref"
          "|id|narrative|text|phone|email|e mail|birth|dob|age|type|category|offence"
          "|crime")  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaGuess:
    """The column of areas, and with a file of areas the column there that holds the same.

    attributes : columns with one value for each area: names, groups, figures
    """

    guess: Guess
    known: str = ""
    attributes: tuple[Column, ...] = ()


def guess_area(
    columns: Sequence[Column],
    known: Sequence[Column],
    wanted: Sequence[str],
    most: int,
    said: Mapping[str, str] = NOTHING,
) -> AreaGuess:
    """By overlap with the file of areas, by statistical codes, by the place wanted, by name.

    known : columns of the file of areas, or none
    wanted : places that the user names; most : the largest number of areas that there may be, so
        that a column of addresses is none
    said : answers of the user, by key
    """
    if (guess := answered("area", said)) is not None:
        return _as_said(guess, columns, known)
    if known:
        return _by_overlap(columns, known)
    codes = [column for column in columns if column.prefix]
    if codes:
        return _finest(codes, columns, "its values are codes of areas", by_name=False)
    texts = [column for column in columns if column.is_text and column.distinct > 1]
    held = [text for text in texts if wanted and places_held(text, wanted) == len(wanted)]
    if len(held) == 1:
        area_guess = _finest(held, columns, "it holds the place named by --place", by_name=False)
        return _unless_repeated(area_guess, held[0], texts)
    hinted = [text for text in texts if is_area(text.name) and text.distinct <= most]
    if hinted:
        return _finest(hinted, columns, "its name is one of an area", by_name=True)
    names = [text.name for text in texts if text.distinct <= most]
    return AreaGuess(asked("area", "no column is surely one of areas", names))


def _as_said(guess: Guess, columns: Sequence[Column], known: Sequence[Column]) -> AreaGuess:
    """The column that the user names; what it stands for in the file of areas is still told."""
    column = named_column(columns, guess)
    same = _by_overlap([column], known).known if known else ""
    return AreaGuess(guess, same, tuple(determined(columns, column)))


def is_area(name: str) -> bool:
    """Whether a column is called as areas are."""
    return begins(name, _AREAS) and not named(name, _NEVER)


def places_held(column: Column, wanted: Sequence[str]) -> int:
    """How many of the places wanted stand in a column, however they are spelt."""
    there = {fold(value) for value in column.values}
    return sum(fold(place) in there for place in wanted)


def _by_overlap(columns: Sequence[Column], known: Sequence[Column]) -> AreaGuess:
    single = [column for column in known if column.filled == len(column.text) and _tells(column)]
    best: list[tuple[float, Column, Column]] = []
    for column in columns:
        if not column.filled or column.ways:
            continue
        tally = column.text.drop_nulls().value_counts(name="\0rows")
        values = [fold(str(value)) for value in tally[column.name].to_list()]
        rows = tally["\0rows"].to_list()
        for other in single:
            there = {fold(value) for value in other.values}
            share = sum(n for value, n in zip(values, rows, strict=True) if value in there)
            if column.distinct > 1 and share >= OVERLAP * column.filled:
                best.append((share / column.filled, column, other))
    if not best:
        names = [column.name for column in columns if column.is_text]
        how = "no column's values are those of a column of the file of areas"
        return AreaGuess(asked("area", how, names))
    best.sort(key=lambda hit: (bool(hit[1].prefix), hit[0]), reverse=True)
    share, first, other = best[0]
    alike = {column.name for column in determined(columns, first)}
    rivals = {column.name for _, column, _ in best if column.name != first.name} - alike
    if rivals:
        how = "several columns hold areas of the file of areas"
        return AreaGuess(asked("area", how, [first.name, *sorted(rivals)]), other.name)
    how = f"{share:.0%} of its rows stand in the column {other.name!r} of the file of areas"
    return AreaGuess(Guess("area", first.name, how), other.name,
                     tuple(determined(columns, first)))  # fmt: skip


def _tells(column: Column) -> bool:
    """Whether a column of the file of areas has a value for each: a code, or names that hardly
    repeat (the readers ask which is meant by one that does)."""
    least = 0.9 * column.filled if column.is_text and not column.prefix else column.filled
    return bool(column.filled) and column.distinct >= least


def _finest(
    candidates: Sequence[Column], columns: Sequence[Column], how: str, by_name: bool
) -> AreaGuess:
    """The column whose areas are parts of those of every other, or none."""
    finest = max(candidates, key=lambda column: column.distinct)
    attributes = determined(columns, finest)
    inside = {attribute.name for attribute in attributes} | {finest.name}
    apart = [candidate.name for candidate in candidates if candidate.name not in inside]
    if apart:
        first = next(candidate for candidate in candidates if candidate.name == apart[0])
        how = (f"{several(first, finest):,} areas of {finest.name!r} stand under more than one "
               f"value of {first.name!r}, and each would be counted as one area")  # fmt: skip
        return AreaGuess(asked("area", how, [finest.name, *apart]))
    if len(candidates) > 1:
        others = ", ".join(
            repr(candidate.name) for candidate in candidates if candidate is not finest
        )
        how += f", and each of them lies in one of {others}"
    sure = BY_NAME if by_name else BY_VALUES
    return AreaGuess(Guess("area", finest.name, f"{how}: {_number(finest):,} areas", sure), "",
                     tuple(attributes))  # fmt: skip


def _number(area: Column) -> int:
    """How many areas there are, whatever their spellings, totals left out."""
    return len({fold(value) for value in area.values if not is_total(value)})


def _unless_repeated(guess: AreaGuess, held: Column, texts: Sequence[Column]) -> AreaGuess:
    """Ask where a column of larger areas shows that names repeat."""
    inside = {attribute.name for attribute in guess.attributes} | {held.name}
    for text in texts:
        if is_area(text.name) and text.name not in inside and text.distinct < held.distinct:
            return _finest([held, text], texts, "", by_name=False)
    return guess
