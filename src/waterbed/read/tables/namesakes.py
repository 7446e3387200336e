"""One name of several areas: a ward of the same name in two boroughs must not become one area."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError, raise_all
from waterbed.model.sources import CountTable
from waterbed.read.tables.files import Opened
from waterbed.read.tables.spellings import OFFICIAL, close_pairs, key
from waterbed.read.tables.tally import Tally

_NAMED = 8
# A column of larger areas, by its name; towns of addresses and areas of persons are none.
_LARGER = re.compile(
    r"\b(borough|district|authority|council|county|region|lad?|csp|force)s?\b", re.IGNORECASE
)
_NEVER = re.compile(r"victim|suspect|offender|person|home|officer|type|reported by", re.IGNORECASE)
# Of incidents, a second group with a smaller share of a name's rows is a slip of the pen.
_SLIP = 0.01


def check_namesakes(
    table: CountTable,
    opened: Opened,
    written: pl.Series,
    ids: pl.Series,
    used: NDArray[np.bool_],
) -> None:
    """InputError where another column shows that one name is that of several areas.

    written, ids : of each row, the area as the table has it and as it was understood
    That column holds official codes, or is called as larger areas are.  Where it has several
    values for more than half of the names, it is none that these areas lie in or are coded by.
    """
    column = written.name
    rows = pl.Series(used) & ids.is_not_null()
    texts = written.cast(pl.String).str.strip_chars()
    if texts.filter(rows).str.contains(OFFICIAL).all():
        return
    aliased = {text for pair in table.aliases for text in pair}
    for name in _candidates(opened, column, rows):
        values = opened.read([name])[name].cast(pl.String).str.strip_chars()
        pairs = pl.DataFrame({"id": ids, "text": texts, "group": values}).filter(rows)
        twice = _several(pairs, table.secret)
        if not twice or 2 * len(twice) > pairs["id"].n_unique():
            continue
        asked = [text for text in twice if text not in aliased]
        if asked:
            raise _ask(table, opened, column, name, values, asked)


def _candidates(opened: Opened, column: str, rows: pl.Series) -> Iterable[str]:
    """Columns of larger areas and of official codes, those of codes first."""
    others = [
        name for name in opened.columns if name and name != column and not _NEVER.search(name)
    ]
    coded = []
    for name in others:
        if re.search(r"code|gss", name, re.IGNORECASE):
            codes = opened.read([name])[name].cast(pl.String).str.strip_chars().filter(rows)
            if codes.drop_nulls().len() and codes.drop_nulls().str.contains(OFFICIAL).all():
                coded.append(name)
    return [*coded, *(other for other in others if _LARGER.search(other) and other not in coded)]


def _several(pairs: pl.DataFrame, slips: bool) -> list[str]:
    """Texts of the areas that stand in several groups, in whatever spelling, sorted."""
    pairs = pairs.drop_nulls().filter(pl.col("group") != "")
    spelt = {group: key(group) for group in pairs["group"].unique()}
    pairs = pairs.with_columns(
        pl.col("group").replace_strict(list(spelt), list(spelt.values()), return_dtype=pl.String)
    )
    counts = pairs.group_by("id", "group").agg(pl.len(), pl.col("text").min())
    if slips:
        counts = counts.filter(pl.col("len") >= _SLIP * pl.col("len").sum().over("id"))
    frame = counts.group_by("id").agg(pl.len(), pl.col("text").min()).filter(pl.col("len") > 1)
    return sorted(frame["text"].to_list())


def _ask(
    table: CountTable,
    opened: Opened,
    column: str,
    group: str,
    values: pl.Series,
    twice: Sequence[str],
) -> InputError:
    coded = bool(values.drop_nulls().str.contains(OFFICIAL).all())
    secret = table.secret
    number = f"{len(twice)} name{'s' if len(twice) > 1 else ''} of areas"
    said = "" if secret else f" ({', '.join(map(repr, twice[:_NAMED]))})"
    verb = "stands" if len(twice) == 1 else "stand"
    first = "as written" if secret else twice[0]
    same = ", ".join(f'"{name}" = "{name}"' for name in ([first] if secret else twice))
    mends = [f'area = "{group}" counts by code'] if coded else [
        f'a selector {{ "{group}" = "..." }} under include of the outcome counts one of them '
        f"alone; a column with codes, or with names that differ, as area counts each"
    ]  # fmt: skip
    return InputError(
        f"{number}{said} {verb} under more than one value of {group!r}: places of one name would "
        "be counted as one area",
        file=opened.label,
        place=repr(column),
        mend=f"Say which is meant: {mends[0]}; if it is one place all the same, "
        f"aliases = {{ {same} }} (table {table.name!r}).",
    )


def check_alike(tallies: Sequence[Tally]) -> None:
    """InputError where two tables, without a map, spell an area in two ways, or nearly alike."""
    if len(tallies) < 2 or len({tally.areas for tally in tallies}) == 1:
        return
    spelt: dict[str, dict[str, Tally]] = defaultdict(dict)
    for tally in tallies:
        for id in tally.areas:
            spelt[key(id)].setdefault(id, tally)
    pairs = [tuple(ids) for ids in spelt.values() if len(ids) > 1]
    for a, b in close_pairs(spelt):
        spellings = {**spelt[a], **spelt[b]}
        if not any(set(spellings) <= set(tally.areas) for tally in tallies):
            pairs.append(tuple(sorted(spellings, key=lambda id: tallies.index(spellings[id]))))
    settled = {name for tally in tallies for pair in tally.table.aliases for name in pair}
    pairs = [pair for pair in pairs if pair[1] not in settled]
    by_table: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    files: dict[str, Tally] = {}
    for pair in pairs:
        owner = next(t for t in tallies if pair[1] in t.areas and pair[0] not in t.areas)
        by_table[owner.table.name].append(pair)
        files[owner.table.name] = owner
    raise_all([_spelt_otherwise(files[name], close) for name, close in by_table.items()])


def _spelt_otherwise(tally: Tally, pairs: Sequence[tuple[str, ...]]) -> InputError:
    secret = tally.table.secret
    questions = "; ".join(f"{other!r}, {name!r}?" for name, other, *_ in pairs[:_NAMED])
    same = ", ".join(f'"{other}" = "{name}"' for name, other, *_ in pairs)
    return InputError(
        f"{len(pairs)} name{'s' if len(pairs) > 1 else ''} of areas may be those of another table "
        "in another spelling" + ("" if secret else f": {questions}"),
        file=tally.file,
        place=repr(tally.table.area),
        mend=(
            'Say what each stands for, aliases = { "as written" = "as in the other table" }'
            if secret
            else f"Add aliases = {{ {same} }} to the table {tally.table.name!r}"
        )
        + "; an area of its own stands for itself.",
    )
