"""What results.json of a public report tells an attacker who has the study file and this code."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tests.disclosure.attacks.solve import Fact, Guarded, differences, grouped
from tests.disclosure.attacks.world import Asked, Cell, Question, Table
from waterbed.disclosure.rules import BASE, LEAST_SHOWN, round_total
from waterbed.model.months import Months, month

HALF = BASE / 2


@dataclass
class Learning:
    """What is known, and which cells are guarded; of any number of releases."""

    tables: Sequence[Table]
    facts: list[Fact] = field(default_factory=list)
    cells: set[Cell] = field(default_factory=set)
    withheld: set[Cell] = field(default_factory=set)
    runs: set[tuple[Months, frozenset[str], str]] = field(default_factory=set)

    def know(self, cell: Cell, lo: float, hi: float, why: str) -> None:
        self.facts.append(Fact(((1.0, cell),), max(lo, 0.0), hi, why))

    def rounded(self, cell: Cell, value: float | None, status: str, why: str) -> None:
        """A count as it stands in a report: exact, a multiple of five, or nothing."""
        self.runs.add((cell.months, cell.kinds, cell.source))
        self.cells.add(cell)
        if value is None:
            self.withheld.add(cell)
        elif status == "exact":
            self.know(cell, value, value, why)
        else:
            # Halves go up, and what is shown is above the threshold.
            least = max(value - HALF, math.floor(LEAST_SHOWN) + 1)
            self.know(cell, math.ceil(least), math.ceil(value + HALF) - 1, why)

    def guarded(self, public: Sequence[Fact] = ()) -> list[Guarded]:
        """Withheld cells; areas and places by window, and by kinds as they can be told apart;
        differences."""
        out = [Guarded("withheld", ((1.0, cell),)) for cell in sorted(self.withheld, key=repr)]
        apart = {cell.kinds for one in public for _, cell in one.terms}
        small: set[Cell] = set()
        for months, kinds, source in self.runs:
            (table,) = (table for table in self.tables if table.name == source)
            known = {run[1] for run in self.runs if run[2] == source} | apart
            for group in {kinds, *(frozenset(some) for some in grouped(sorted(kinds), known))}:
                small |= {Cell(frozenset({area}), months, group, source) for area in table.areas}
                small |= {replace(one, kinds=group) for one in self.cells if one.months == months}
        out += [Guarded("atom", ((1.0, cell),)) for cell in sorted(small, key=repr)]
        return out + differences(sorted(self.cells, key=repr))


def learn(into: Learning, shown: dict, question: Question) -> None:
    """Add what one release tells."""
    asked = {one.name: one for one in question.asked}
    outcomes = {
        name: (frozenset(kinds), sources)
        for name, kinds, sources in question.outcomes
        if not question.published.intersection(sources)  # what is published is nobody's secret
    }

    def cells(key: str, places: frozenset[str], months: Months) -> list[Cell]:
        kinds, sources = outcomes[key]
        return [
            Cell(places, months, kinds, source)
            for source in sources or [table.name for table in into.tables]
        ]

    for row in _rows(shown["estimates"]):
        own = asked.get(row["intervention"])
        if own is None or row["zone"] == "net" or row["part"] != "whole" or not row["base"]:
            continue
        if row["outcome"] not in outcomes:
            continue
        places = area_set(into.tables[0], own, row["zone"])
        for name, months in (("base_count", row["base"]), ("observed", row["window"])):
            found = cells(row["outcome"], places, run(months))
            why = f"{name} of {row['zone']}, {row['outcome']}, {row['method']}"
            if len(found) == 1:
                into.rounded(found[0], row[name], row["status"], why)
            elif row[name] is not None:
                value, terms = row[name], tuple((1.0, cell) for cell in found)
                into.facts.append(Fact(terms, value - HALF, value + HALF - 1e-9, why))
    _blocks(into, shown, asked, outcomes, cells)
    _donors(into, shown, asked, outcomes, question, cells)
    for row in shown["donors"]:
        places = donor_set(into.tables[0], asked[row["intervention"]], question)
        found = cells(row["outcome"], places, run(row["months"]))
        if len(found) == 1 and row["count"] is not None:
            into.rounded(found[0], row["count"], "rounded", "donors as they are shown")
    for total in shown["outcomes"]:
        if total["outcome"] in outcomes and total["status"] == "rounded" and total["total"]:
            least, greatest = within(total["total"])
            months = Months(month(total["first"]), month(total["last"]))
            found = cells(total["outcome"], frozenset(into.tables[0].areas), months)
            into.facts.append(Fact(tuple((1.0, cell) for cell in found), least, greatest, "total"))
    _answers(into, shown, asked, outcomes, question, cells)


def within(total: float) -> tuple[float, float]:
    """Least and greatest count that is told as this total over everything (`round_total`)."""
    every = [count for count in _about(total) if round_total(count) == total]
    return float(min(every)), float(max(every))


def _about(total: float) -> range:
    reach = BASE + round(total / 8)
    return range(max(0, round(total) - reach), round(total) + reach + 1)


def _rows(estimates: list[dict]) -> Iterator[dict]:
    for row in estimates:
        waves = row.get("waves", [])
        if not waves:
            yield row
        for wave in waves:
            yield row | wave | {"zone": "target", "part": "whole"}


def run(pair: Sequence[str]) -> Months:
    return Months(month(pair[0]), month(pair[1]))


def area_set(table: Table, own: Asked, zone: str) -> frozenset[str]:
    zones = dict(own.zones)
    places = own.target if zone == "target" else zones[zone]
    return frozenset(table.areas[place] for place in places)


def donor_set(table: Table, own: Asked, question: Question) -> frozenset[str]:
    """As the study file has them: no area of the target, a zone, the buffer or another target."""
    out = set(own.target) | set(own.buffer)
    for _, places in own.zones:
        out |= set(places)
    for other in question.asked:
        out |= set(other.target)
    every = range(len(table.areas)) if own.donors is None else own.donors
    return frozenset(table.areas[place] for place in every if place not in out)


def _blocks(into: Learning, shown: dict, asked: dict, outcomes: dict, cells) -> None:
    """Counts over time."""
    for line in shown["series"]:
        own = asked.get(line["intervention"])
        if own is None or line["zone"] == "net" or line["outcome"] not in outcomes:
            continue
        places = area_set(into.tables[0], own, line["zone"])
        for period, value in zip(line["periods"], line["observed"], strict=True):
            first = month(period)
            found = cells(line["outcome"], places, Months(first, first + line["step"] - 1))
            if len(found) == 1 and value is not None:
                into.rounded(found[0], value, line["status"], f"series of {line['zone']}")


def _answers(
    into: Learning, shown: dict, asked: dict, outcomes: dict, question: Question, cells
) -> None:
    """A recorded claim's answer says on which side of an edge the counts lie."""
    windows = {
        (one.name, name): (run((base, last)), run((post, post_last)))
        for one in question.asked
        for name, base, last, post, post_last in one.windows
    }
    claims = {one["id"]: one for one in shown["study"]["claims"]}
    for verdict in shown["verdicts"]:
        claim = claims[verdict["claim"]]
        known = claim["kind"] == "recorded" and verdict["answer"] in ("supported", "contradicted")
        known = known and claim["outcome"] in outcomes
        if not known or (claim["intervention"], claim["window"]) not in windows:
            continue
        base, post = windows[claim["intervention"], claim["window"]]
        own = asked[claim["intervention"]]
        if claim["zone"] == "net":
            continue
        places = area_set(into.tables[0], own, claim["zone"])
        edge = claim["stated"] + (claim["rounding"] / 2) * (1 if claim["stated"] < 0 else -1)
        inside = (verdict["answer"] == "supported") != bool(claim["negated"])
        fell = claim["stated"] < 0
        scale = (1 + edge) * len(post) / len(base)
        terms = tuple((1.0, cell) for cell in cells(claim["outcome"], places, post))
        terms += tuple((-scale, cell) for cell in cells(claim["outcome"], places, base))
        low, high = (-math.inf, 1e-6) if inside == fell else (-1e-6, math.inf)
        into.facts.append(Fact(terms, low, high, f"answer of {verdict['claim']}"))


# --- donors ------------------------------------------------------------------------------------


def _donors(
    into: Learning, shown: dict, asked: dict, outcomes: dict, question: Question, cells
) -> None:
    """Donors' totals: every pair of whole numbers that gives the same rows of a place.

    What is expected is the base count as shown times the ratio of the donors' totals as the report
    is made from them (`carried`).
    """
    places: dict[tuple, dict[str, dict]] = {}
    for row in _rows(shown["estimates"]):
        mine = row["intervention"] in asked and row["outcome"] in outcomes
        if mine and row["part"] == "whole" and row["scale"] == "count":
            key = (row["intervention"], row["outcome"], row["window_name"], row["zone"])
            places.setdefault(key, {})[row["method"]] = row
    candidates: dict[tuple, np.ndarray] = {}
    for key, rows in places.items():
        row = rows.get("difference")
        if row is None or row["window"] is None:
            continue
        own = asked[key[0]]
        donors = donor_set(into.tables[0], own, question)
        pair = [cells(key[1], donors, run(row[name])) for name in ("base", "window")]
        if len(pair[0]) != 1:
            continue
        base, post = pair[0][0], pair[1][0]
        for cell in (base, post):
            into.runs.add((cell.months, cell.kinds, cell.source))
            into.cells.add(cell)
        if row["base_count"] is None or row["expected"] is None or row["status"] != "rounded":
            continue
        if key[3] == "net":
            continue
        fits = _fitting(row)
        at = (base, post)
        candidates[at] = candidates[at] & fits if at in candidates else fits
    for (base, post), fits in candidates.items():
        b, y = np.nonzero(fits)
        if not len(b):
            raise ValueError("no total of the donors fits")
        for cell, values in ((base, b), (post, y)):
            top = values.max() if values.max() < MOST else math.inf
            into.know(cell, values.min(), top, "donors")
            if top < LEAST_SHOWN or values.min() < LEAST_SHOWN:
                into.withheld.add(cell)
        # The two together, as half-planes round the candidates: their difference and their sum.
        for weight in (-1.0, 1.0):
            sums = y + weight * b
            top = math.inf if max(b.max(), y.max()) >= MOST else float(sums.max())
            low = -math.inf if weight < 0 and top == math.inf else float(sums.min())
            into.facts.append(Fact(((1.0, post), (weight, base)), low, top, "donors together"))


MOST = 1000
"""Donors' totals that are tried."""


def carried(totals: np.ndarray) -> np.ndarray:
    """The donors' totals as a report is made from them: rounded, or nothing where they are small,
    and then all that rests on them is withheld."""
    return np.where(totals > LEAST_SHOWN, _five(totals), np.nan)


def _fitting(row: dict) -> np.ndarray:
    """bool [MOST + 1, MOST + 1]: totals before and after that would have been shown so."""
    b = row["base_count"]
    totals = carried(np.arange(MOST + 1, dtype=float))
    before, after = totals[:, None], totals[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        fits: np.ndarray = np.abs(after / before * b - row["expected"]) <= HALF + 1e-6
    return fits


def _five(values: np.ndarray) -> np.ndarray:
    return np.floor(np.round(values / BASE, 9) + 0.5) * BASE + 0.0
