"""Areas as people write them: by id or by name, in several spellings."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.messages import fault
from waterbed.model.sources import CountTable
from waterbed.read.tables.files import Opened, clean

OFFICIAL = r"^[A-Z]\d{8}$"
"""A code of an area as the statistical offices write it."""

_NAMED = 8
# Marks of a footnote that are part of no name, and those that a name may end in.
_MARKS = re.compile(
    r"(?:\s*(?:[*†‡§^¹²³⁰⁴-⁹]+|\[(?:[a-z]|(?:note )?\d{1,2})\]|\(note \d{1,2}\)))+$", re.I
)
_PERHAPS = re.compile(r"(.*[^\W\d_])(?:\d{1,2}|\s*\((?:\d{1,2}|[pr])\))", re.IGNORECASE)
_APART = {"north", "south", "east", "west", "upper", "lower", "inner", "outer", "great", "little"}


def key(text: str) -> str:
    """One form for the spellings of a name: case, accents, St. and Saint, & and and, apostrophes,
    hyphens, spaces, marks of a footnote and a closing "ward" make no difference; of a code, case,
    spaces and marks alone."""
    text = _MARKS.sub("", text) or text
    if sum(character.isalpha() for character in text) < 4:
        return clean(text).casefold()
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’‘`´]", "", plain.replace("&", " and "))
    words = re.sub(r"[^\w]+", " ", plain).split()
    words = ["st" if word == "saint" else word for word in words]
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "ward" else words)


@dataclass
class _Meanings:
    """What each text of the column stands for, and what is to be told or asked."""

    ids: dict[str, str] = field(default_factory=dict)
    spelt: list[str] = field(default_factory=list)
    aliased: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    close: list[tuple[str, str]] = field(default_factory=list)
    several: list[str] = field(default_factory=list)


def settle(
    table: CountTable,
    opened: Opened,
    column: str,
    series: pl.Series,
    used: NDArray[np.bool_],
    areas: Areas | None,
) -> tuple[pl.Series, tuple[Remark, ...]]:
    """The column with every spelling of an area as its id (without areas: as its commonest one).

    InputError, one for all, where a name is close to another and may be misspelt, or where a name
    is that of several areas; of incidents it names rows, no values.
    """
    texts = series.cast(pl.String).str.strip_chars()
    counted = texts.filter(pl.Series(used)).drop_nulls().value_counts()
    rows = {text: n for text, n in sorted(counted.iter_rows()) if text}
    if _plain(rows, areas, table):
        return texts, ()
    aliases = dict(table.aliases)
    meanings = _known(rows, areas, aliases, opened) if areas else _among(rows, aliases)
    if areas is not None:
        _must_not_be_groups(table, opened, column, [row for row in rows if row not in meanings.ids],
                            len(rows), areas)  # fmt: skip
    first = {text: int(texts.index_of(text) or 0) + opened.first_row for text, _ in meanings.close}
    if meanings.close:
        raise _ask(table, opened, column, meanings.close, first, mapped=areas is not None)
    if meanings.several:
        raise InputError(
            f"{len(meanings.several)} names are those of several areas",
            file=opened.label,
            place=repr(column),
            value=None if table.secret else ", ".join(meanings.several[:_NAMED]),
            mend="Use the column of codes as area, or say which is meant: "
            'aliases = { "Abbey" = "its code" }.',
        )
    changed = {text: id for text, id in meanings.ids.items() if text != id}
    if not changed:
        return texts, ()
    mapped = texts.replace(list(changed), list(changed.values()))
    return mapped, tuple(_said(table, meanings, rows))


def _plain(rows: Mapping[str, int], areas: Areas | None, table: CountTable) -> bool:
    """Whether nothing is to be asked: every text is an id, or is written as an official code."""
    texts = pl.Series(list(rows), dtype=pl.String)
    if areas is not None:
        known = pl.Series(areas.ids, dtype=pl.String)
        return bool((texts.is_in(known.implode()) | texts.str.contains(OFFICIAL)).all())
    return not table.aliases and bool(texts.str.contains(OFFICIAL).all())


def _said(table: CountTable, meanings: _Meanings, rows: Mapping[str, int]) -> list[Remark]:
    remarks = []
    if meanings.named:
        remarks.append(remark("by-name", areas=Figure(len(meanings.named))))
    if meanings.spelt:
        few = tuple(meanings.spelt[:_NAMED]) if not table.secret else ()
        remarks.append(
            remark("spellings", rows=Figure(sum(rows[text] for text in meanings.spelt)), names=few)
        )
    if meanings.aliased:
        remarks.append(remark("aliases", rows=Figure(sum(rows[text] for text in meanings.aliased))))
    return remarks


def _known(
    rows: Mapping[str, int], areas: Areas, aliases: Mapping[str, str], opened: Opened
) -> _Meanings:
    """Each text among areas that are known."""
    ids = {id: id for id in areas.ids}
    names: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, set[str]] = defaultdict(set)
    for id, name in zip(areas.ids, areas.names, strict=True):
        names[name].add(id)
        keys[key(name)].add(id)
        keys[key(id)].add(id)
    meanings = _Meanings()
    for text in rows:
        wanted = aliases.get(text, clean(text))
        if text in aliases and wanted not in ids and wanted not in names:
            raise fault(
                "no-such-alias",
                file=opened.label,
                place=f"aliases, {text!r}",
                value=wanted,
                wanted=wanted,
                there=tuple(areas.names),
            )
        meant = {ids[wanted]} if wanted in ids else names.get(wanted) or keys.get(key(wanted))
        if not meant:
            continue
        if len(meant) > 1:
            meanings.several.append(text)
            continue
        (id,) = meant
        meanings.ids[text] = id
        if text in aliases:
            meanings.aliased.append(text)
        elif wanted != id:
            meanings.named.add(id)
            if wanted not in names:
                meanings.spelt.append(text)
    strange = [text for text in rows if text not in meanings.ids and text not in meanings.several]
    there = [k for k in keys if k]
    meanings.close = [
        (text, near) for text in strange if (near := _marked(text, keys) or nearest(text, there))
    ]
    meanings.close = [(text, _name_of(keys[near], areas)) for text, near in meanings.close]
    return meanings


def _name_of(ids: Iterable[str], areas: Areas) -> str:
    return areas.names[areas.ids.index(min(ids))]


def _marked(text: str, keys: Container[str]) -> str:
    """The key of a name behind which a number or letter may be the mark of a footnote, or ""."""
    match = _PERHAPS.fullmatch(clean(text))
    base = key(match[1]) if match else ""
    return base if base in keys and base != key(text) else ""


def nearest(text: str, keys: Sequence[str]) -> str:
    """The closest key of a name that may be misspelt, or ""; codes are never close."""
    this = key(text)
    if re.search(r"\d", this) or len(this) < 4:
        return ""
    close = difflib.get_close_matches(this, keys, 1, 0.84)
    return close[0] if close and not _differ(this, close[0]) else ""


def _differ(name: str, other: str) -> bool:
    """Whether two names differ by a word that is meant to tell places apart, or by a number."""
    apart = set(name.split()) ^ set(other.split())
    return bool(apart & _APART) or any(re.search(r"\d", word) or len(word) < 2 for word in apart)


def _among(rows: Mapping[str, int], aliases: Mapping[str, str]) -> _Meanings:
    """Each text among themselves: the commonest spelling stands for all of a kind."""
    meanings = _Meanings()
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for text, number in rows.items():
        wanted = aliases.get(text, text)
        groups[key(wanted)][wanted] += number
    for text in rows:
        spellings = groups[key(aliases.get(text, text))]
        chosen = _commonest(spellings)
        meanings.ids[text] = chosen
        if aliases.get(text, text) != text:
            meanings.aliased.append(text)
        elif clean(text) != clean(chosen):
            meanings.spelt.append(text)
    settled = {key(name) for pair in aliases.items() for name in pair}
    names = {k: _commonest(group) for k, group in groups.items()}
    marked = [(k, near) for k, name in names.items() if (near := _marked(name, names))]
    meanings.close = [(names[k], names[near]) for k, near in marked if k not in settled]
    for rare, common in close_pairs(names):
        if sum(groups[rare].values()) > sum(groups[common].values()):
            rare, common = common, rare
        if rare in settled:
            continue
        meanings.close.append((names[rare], names[common]))
    return meanings


def _commonest(spellings: Mapping[str, int]) -> str:
    """The commonest spelling, without the mark of a footnote."""
    text = max(sorted(spellings), key=lambda spelling: spellings[spelling])
    return clean(_MARKS.sub("", text) or text)


def close_pairs(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that begin alike and are one slip apart, or two where both have nine letters
    or more; a slip is a letter too many, too few, another, or two that changed places.

    Names of five letters or more without numbers; words that tell places apart are no slips.
    """
    shared: dict[str, set[str]] = defaultdict(set)
    for name in keys:
        joined = name.replace(" ", "")
        if len(joined) >= 5 and not re.search(r"\d", joined):
            for form in _shorter(joined):
                shared[form].add(name)
    pairs = {pair for names in shared.values() for pair in combinations(sorted(names), 2)}
    return sorted((a, b) for a, b in pairs if a[0] == b[0] and not _differ(a, b) and _slip(a, b))


def _shorter(word: str) -> set[str]:
    """The word and what is left of it without one letter, or two of nine and more."""
    once = {word[:k] + word[k + 1 :] for k in range(len(word))} | {word}
    if len(word) < 9:
        return once
    return once | {shorter[:k] + shorter[k + 1 :] for shorter in once for k in range(len(shorter))}


def _slip(name: str, other: str) -> bool:
    a, b = name.replace(" ", ""), other.replace(" ", "")
    return slips(a, b) <= (2 if min(len(a), len(b)) >= 9 else 1)


def slips(a: str, b: str) -> int:
    """Optimal string alignment distance (Damerau 1964, Levenshtein 1966)."""
    rows = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            least = min(row[-1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]


def _must_not_be_groups(
    table: CountTable,
    opened: Opened,
    column: str,
    strange: Sequence[str],
    names: int,
    areas: Areas,
) -> None:
    """InputError where most names of the column are groups of the areas: boroughs, not wards."""
    groups = {key(group) for group in areas.groups if group}
    inside = sum(key(name) in groups for name in strange)
    if 2 * inside > names:
        raise InputError(
            f"{inside} of {names} names are groups of the file of areas, and no areas of it",
            file=opened.label,
            place=repr(column),
            mend="Use a column of areas. Or, to count by group beside the areas, add each group to "
            "a table of areas, as an area of its own, and give each outcome its tables: this one "
            f'is tables = ["{table.name}"].',
        )


def _ask(
    table: CountTable,
    opened: Opened,
    column: str,
    close: Sequence[tuple[str, str]],
    first: Mapping[str, int],
    *,
    mapped: bool,
) -> InputError:
    number = f"{len(close)} name{'s' if len(close) > 1 else ''} of areas may be misspelt"
    if table.secret:
        lines = ", ".join(f"row {first[text]}" for text, _ in close[:_NAMED])
        return InputError(
            f"{number}: close to another ({lines})",
            file=opened.label,
            place=repr(column),
            mend='Say what each stands for, aliases = { "as written" = "as meant" }; an area of '
            f"its own {'must stand in the file of areas' if mapped else 'stands for itself'}.",
        )
    questions = "; ".join(
        f"{text!r} (row {first[text]}), {near!r}?" for text, near in close[:_NAMED]
    )
    more = f"; and {len(close) - _NAMED} more" if len(close) > _NAMED else ""
    pairs = ", ".join(f'"{text}" = "{near}"' for text, near in close)
    own = f'or for an area of its own "{close[0][0]}" = "{close[0][0]}"'
    if mapped:
        own = "or add an area of its own to the file of areas"
    return InputError(
        f"{number}: {questions}{more}",
        file=opened.label,
        place=repr(column),
        mend=f"Add aliases = {{ {pairs} }} to the table, {own}.",
    )
