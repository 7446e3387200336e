"""The tables of the validity suite, in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from tests.validity.beds import Row
from tests.validity.table import (
    band,
    count_covers,
    failures,
    fell,
    groups,
    holds,
    misses,
    no_fall,
    no_rise,
    rate,
    ratio_covers,
    says_fell,
    says_rose,
    select,
    sizes,
)
from tests.validity.trial import EXTREME, PICKS
from waterbed.model.methods import DEFAULT, HEADLINES

BANDS = ((10, 20), (20, 40), (40, np.inf))
HELD = tuple(rule for rule in PICKS if rule != EXTREME)
BEGIN, END = "<!-- printed by benchmarks/validity.py -->", "<!-- end of what it printed -->"

HEAD = (
    "outcome", "place chosen by", "reference", "places", "says fell", "says rose", "two-sided",
    "fell, gates aside", "count covered", "ratio covered", "fell supported", "rose supported",
    "fall refused", "rise refused",
)  # fmt: skip


def lines(rows: Sequence[Row]) -> list[str]:
    """Every table, summaries first."""
    return [
        *carry_lines(rows),
        *summary_lines(rows),
        *power_lines(rows),
        *coverage_lines(rows),
        *refusal_lines(rows),
        *size_lines(rows),
    ]


def put_in(document: str, made: str) -> str:
    """A document with what stands between the two marks replaced."""
    head, rest = document.split(BEGIN, 1)
    return f"{head}{BEGIN}\n\n{made.strip()}\n\n{END}{rest.split(END, 1)[1]}"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(title: str, head: Sequence[str], body: Iterable[Iterable[str]]) -> list[str]:
    made = [_line(cells) for cells in body]
    return [f"### {title}", "", _line(head), _line(["---"] * len(head)), *made, ""] if made else []


def carry_lines(rows: Sequence[Row]) -> list[str]:
    """Method by rule: whether its size holds, with its worst row."""

    def cell(method: str, rule: str) -> str:
        held, worst = holds(rows, method, rule)
        return {True: "holds", False: "fails", None: "not shown"}[held] + f", {worst}"

    there = {row.method for row in rows}
    methods = [name for name in HEADLINES if name in there]
    body = ((name, *(cell(name, rule) for rule in HELD)) for name in methods)
    return _table("Where a method's size holds", ("method", *HELD), body)


def summary_lines(rows: Sequence[Row]) -> list[str]:
    """The headline method by bed, over its rows."""
    null = [row for row in rows if row.effect == 0 and row.method == DEFAULT]
    body = []
    for bed in dict.fromkeys(row.bed for row in null):
        parts = list(groups(row for row in null if row.bed == bed and row.rule != EXTREME).values())
        cells = [bed, str(len(parts)), str(sum(map(len, parts)))]
        for side in ("fell", "rose", "two-sided"):
            shares = [found for part in parts if (found := sizes(part)[side]).n >= 100]
            shares.sort(key=lambda one: one.share)
            cells.append(f"{shares[0]} to {shares[-1]}" if shares else "-")
        cells.append(str(len(failures(row for row in null if row.bed == bed))))
        body.append(cells)
    head = ("bed", "rows", "places", "says fell", "says rose", "two-sided", "rows above their size")
    made = _table("Size of the headline method, rows of a hundred places or more", head, body)
    return [*made, *(f"- above its size: {row}" for row in failures(null)), ""]


def power_lines(rows: Sequence[Row]) -> list[str]:
    """Share of planted falls whose claim is supported, refusals among the others, by base count."""
    planted = [row for row in rows if row.effect < 0 and row.method == DEFAULT]
    head = ("bed", "outcome", "place chosen by", "places", "all", "10 to 20", "20 to 40",
            "over 40", "refused")  # fmt: skip
    body = []
    keys = dict.fromkeys((row.bed, row.outcome, row.rule) for row in planted)
    for bed, outcome, rule in sorted(keys, key=lambda key: (key[:2], PICKS.index(key[2]))):
        here = band(select(planted, bed=bed, outcome=outcome, rule=rule), 10, np.inf)
        cells = [rate(here, says_fell), *(rate(band(here, *ends), says_fell) for ends in BANDS)]
        counted = str(len(here))
        body.append((bed, outcome, rule, counted, *map(str, cells), str(rate(here, no_fall))))
    return _table("Falls of 40% that are supported, places with ten a year or more", head, body)


def coverage_lines(rows: Sequence[Row]) -> list[str]:
    """Coverage of the headline method's 95% intervals by bed and outcome, all rules together."""
    made = [row for row in rows if row.method == DEFAULT and row.rule != EXTREME]
    made = [row for row in made if not row.trial.refused]
    body = []
    for bed, outcome in dict.fromkeys((row.bed, row.outcome) for row in made):
        here = select(made, bed=bed, outcome=outcome)
        null, planted = ([row for row in here if (row.effect == 0) == no] for no in (True, False))
        cells = (rate(null, count_covers), rate(planted, count_covers), rate(planted, ratio_covers))
        body.append((bed, outcome, str(len(null)), str(len(planted)), *map(str, cells)))
    head = ("bed", "outcome", "untouched", "thinned", "count, untouched", "count, thinned",
            "ratio, thinned")  # fmt: skip
    outside = misses(rows)
    return [
        *_table("Coverage of the 95% intervals", head, body),
        f"Rows by bed, outcome and rule outside 93 to 97% by two standard errors: {len(outside)}.",
        *(f"- {one}" for one in outside),
        "",
    ]


def refusal_lines(rows: Sequence[Row]) -> list[str]:
    """How many untouched places are refused an answer, by the name of what refuses it."""
    null = [row for row in rows if row.effect == 0 and row.method == DEFAULT]
    names = sorted({name for row in null for name in row.trial.why})
    body = []
    for bed, rule in dict.fromkeys((row.bed, row.rule) for row in null):
        here = select(null, bed=bed, rule=rule)
        counts = Counter(name for row in here for name in row.trial.why)
        answered = sum(not no_fall(row.trial) and not no_rise(row.trial) for row in here)
        body.append((bed, rule, str(len(here)), str(answered), *(str(counts[n]) for n in names)))
    head = ("bed", "place chosen by", "places", "nothing refused", *names)
    return _table("Refusals of the headline method, by name", head, body)


def _cells(rows: Sequence[Row]) -> tuple[str, ...]:
    """Size where nothing refuses, coverage of all estimates, verdicts and refusals of all rows.

    The ratio is covered where an effect was planted, if any was; the rest is of untouched places.
    """
    null = [row for row in rows if row.effect == 0]
    planted = [row for row in rows if row.effect != 0 and not row.trial.refused]
    made = [row for row in null if not row.trial.refused]
    figures = (
        *sizes(null).values(),
        rate(made, fell),
        rate(made, count_covers),
        rate(planted or made, ratio_covers),
        rate(null, says_fell),
        rate(null, says_rose),
        rate(null, no_fall),
        rate(null, no_rise),
    )
    return str(len(null)), *map(str, figures)


def size_lines(rows: Sequence[Row]) -> list[str]:
    """A table for each bed and method, and one where the study does not say the rule."""
    found = {key: part for key, part in groups(rows).items() if any(r.effect == 0 for r in part)}
    out = []
    for bed, method, said in dict.fromkeys((key[0], key[1], key[4]) for key in found):
        if said == "unknown" and method != DEFAULT:
            continue
        keys = [key for key in found if (key[0], key[1], key[4]) == (bed, method, said)]
        keys.sort(key=lambda key: (key[2], PICKS.index(key[3]), key[5]))
        body = ((key[2], key[3], key[5], *_cells(found[key])) for key in keys)
        title = f"{bed}: {method}" + (", told nothing of the choice" if said == "unknown" else "")
        out += _table(title, HEAD, body)
    return out
