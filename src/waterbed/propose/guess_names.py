"""Names of areas as people spell them: one of each, and those that may be misspelt."""

from __future__ import annotations

from collections import defaultdict

from waterbed.propose.columns import Column
from waterbed.propose.draft import to_fill
from waterbed.propose.guess import ASKED, Guess
from waterbed.propose.guess_table import TableGuess
from waterbed.propose.places import Known
from waterbed.read.tables.spellings import close_pairs, key, nearest
from waterbed.read.tables.totals import is_total


def spellings(area: Column) -> dict[str, dict[str, int]]:
    """Rows of each spelling, by the form that spellings of one name share; totals left out."""
    tally = area.text.drop_nulls().value_counts(name="\0rows")
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    for text, rows in tally.iter_rows():
        if not is_total(str(text)) and str(text) != area.name:
            groups[key(str(text))][str(text)] = int(rows)
    return groups


def commonest(area: Column) -> tuple[str, ...]:
    """The commonest spelling of each area, in order: what the readers call it without a map."""
    return tuple(
        sorted(
            max(sorted(spelling), key=lambda text: spelling[text])
            for spelling in spellings(area).values()
        )
    )


def misspelt(table: TableGuess, known: Known | None) -> Guess | None:
    """Names that are close to another: whether they are the same is asked, one by one.

    known : the areas of the file of areas; without one, names are compared with each other
    """
    area = table.column("area")
    if area is None or area.prefix:
        return None
    pairs = _among(area) if known is None else _with(area, known)
    if not pairs:
        return None
    value = {rare: to_fill(f"{common!r} if that is meant, or {rare!r} if it is an area of its own")
             for rare, common in pairs}  # fmt: skip
    how = f"{len(pairs)} {'name is' if len(pairs) == 1 else 'names are'} close to another"
    return Guess("aliases", value, how, ASKED, tuple(f"{a} = {b}" for a, b in pairs))


def _among(area: Column) -> list[tuple[str, str]]:
    groups = spellings(area)
    pairs = []
    for first, other in close_pairs(groups):
        rare, common = sorted((first, other), key=lambda name: sum(groups[name].values()))
        pairs.append((max(groups[rare], key=lambda text: groups[rare][text]),
                      max(groups[common], key=lambda text: groups[common][text])))  # fmt: skip
    return pairs


def _with(area: Column, known: Known) -> list[tuple[str, str]]:
    names = {key(text): text for text in (*known.ids, *known.names) if text}
    strange = [
        text for form, group in spellings(area).items() if form not in names for text in group
    ]
    close = [(text, nearest(text, list(names))) for text in strange]
    return [(text, names[near]) for text, near in close if near]
