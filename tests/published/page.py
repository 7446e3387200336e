"""docs/methods.md: every method by its row, the figures it is held to, its weak rows.

    python -m tests.published.page > docs/methods.md

The figures are the constants that the tests compare with, so that a page and a test cannot part.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.published.cardiff.test_published_cardiff import DIGIT as CARDIFF_DIGIT
from tests.published.cardiff.test_published_cardiff import KAPPA, RHO_SIG
from tests.published.classic import test_published_classic as classic
from tests.published.lists import test_published_lists as lists
from tests.published.peers.peers import TABLE as PEERS
from tests.published.seattle import test_published_seattle as seattle
from tests.published.seattle.seattle import OUTCOMES
from tests.published.wdd.test_published_wdd import WDD_CASES
from tests.validity.cases import SAID
from tests.validity.page import of, place, worst
from tests.validity.record import kept
from waterbed.model.methods import METHODS, Method
from waterbed.report.words.hidden import ASSUMPTIONS as LIST_ASSUMPTIONS
from waterbed.report.words.remarks import assumption_text

CALIFORNIA = "California's Proposition 99: packs a head and year, 1989 to 2000"
SEATTLE = "Seattle drug market intervention"
CHAN = "Chan, Silverman and Vincent 2021, JASA 116:1297; SparseMSE 2.0.1"


@dataclass(frozen=True)
class Figure:
    """A published figure that a test holds a method to."""

    method: str
    what: str
    value: str
    within: str
    source: str


def _classic() -> Iterator[Figure]:
    for key, exact in classic.EXACT.items():
        yield Figure(key, CALIFORNIA, f"{exact:.5f}", "0.00001", "the exact solution")
        theirs = classic.SYNTHDID[key]
        if theirs != exact:
            by = "synthdid 0.0.9, which stops before it"
            yield Figure(key, CALIFORNIA, f"{theirs:.5f}", "0.000001, stopped alike", by)
    for key, value in (
        ("ridge", classic.PYSYNCON_CHOSEN["gap"]),
        ("simplex", classic.PYSYNCON_SIMPLEX),
    ):
        yield Figure(key, CALIFORNIA, f"{value:.4f}", "0.0001", "pysyncon 1.7.0")


def _seattle() -> Iterator[Figure]:
    expected = zip(OUTCOMES, *(seattle.PRINTED["expected"][:1]), strict=True)
    for name, value in expected:
        yield Figure(
            "calibrated", f"{SEATTLE}: {name}, expected", f"{value:.4f}",
            f"{seattle.PRINTED['expected'][1]:g}", "microsynth 2.0.51",
        )  # fmt: skip
    for name, value in zip(OUTCOMES, seattle.RAKING[0], strict=True):
        yield Figure(
            "raking", f"{SEATTLE}: {name}, expected", f"{value:.4f}", f"{seattle.RAKING[1]:g}",
            "worked out apart from the program, not run in R",
        )  # fmt: skip


def _peers() -> Iterator[Figure]:
    of = {"difference, ": "uniform", "ridge": "ridge", "synthetic control": "simplex",
          "synthetic difference": "sdid", "calibrated, w": "calibrated"}  # fmt: skip
    with PEERS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = next(
                (key for start, key in of.items() if row["quantity"].startswith(start)), None
            )
            if key is not None:
                what = f"a made-up panel of 24 areas: {row['quantity']}"
                source = f"{row['package']} {row['version']}"
                yield Figure(key, what, f"{float(row['value']):.5f}", row["tolerance"], source)


def _wdd() -> Iterator[Figure]:
    for (zone, what), (value, within) in WDD_CASES["paper"][2].items():
        source = "Wheeler and Ratcliffe 2018, Crime Science 7:11"
        yield Figure(
            "wdd", f"the paper's table: {zone}, {what}", f"{value:g}", f"{within:g}", source
        )


def _reporting() -> Iterator[Figure]:
    paper = "Florence and others 2011, BMJ 342:d3313"
    for name, value in RHO_SIG:
        yield Figure("tipping-point", f"Cardiff, {name}: no more than chance at", f"{value}",
                     "0", f"by hand from {paper}")  # fmt: skip
    for name, value, low, high in KAPPA:
        yield Figure("kappa", f"Cardiff, {name}", f"{value} ({low} to {high})",
                     f"{CARDIFF_DIGIT}", paper)  # fmt: skip


def _lists() -> Iterator[Figure]:
    for name, (value, *_) in lists.MAIN.items():
        yield Figure("main-effects", name, f"{value:,.1f}", "0.05", CHAN)
    for name, (value, *_) in lists.STEPWISE.items():
        yield Figure("stepwise", name, f"{value:,.1f}", "0.05", CHAN)
    for (name, order), row in lists.BIC.items():
        key = "bic" if order == 2 else "bic-full"
        yield Figure(
            key, f"{name}, best model", f"{row[3]:,.1f}", "0.05", "MultipleSystemsEstimation 1.2.0"
        )
    for name, (ten, *_) in lists.DGA.items():
        yield Figure("dga", f"{name}, median", f"{ten[0]:,}", "0.6 or 0.2%", "dga")
    for name, (value, *_) in lists.BOUNDS.items():
        yield Figure("chao", name, f"{value:,}", "0.5", "Chan, Silverman and Vincent 2021")
    for name, (low, high) in lists.LATENT.items():
        yield Figure("latent-class", name, f"{low} to {high}", "Monte Carlo error", "LCMCR")


def figures() -> list[Figure]:
    """Every published figure of the page."""
    parts = (_classic, _seattle, _peers, _wdd, _reporting, _lists)
    return [figure for part in parts for figure in part()]


HEAD = """# The methods

Every method that a report may name: what it does, its formula and source where it has them, what it
takes for granted, when it may carry a verdict, and the figures that our tests hold it to (others'
published ones, what others' programs give, or exact solutions), each with the tolerance of the
test. Of the methods for lists of people it has no more than what they take for granted and figures:
what goes into their range, and how it was tested, is in [how many are never seen](lists.md). How
often verdicts are wrong, in which worlds, is in [how a verdict was tested](validity.md).

This page is made from the table of methods and the tests
(`python -m tests.published.page > docs/methods.md`).
"""


GLANCE = """## At a glance

Which methods may carry a verdict; in the worst row of the
[table of record](validity.md#what-came-out) in which each may decide, how often it said that
something changed when nothing had, beside the level of its range; and how many figures of others,
or exact ones, a test holds it to. `-`: none, or not simulated so. The table is not the worst that
can happen: see [where it is weak](validity.md#where-it-is-weak) and worlds drawn to break it,
some of which do: [more worlds](validity/more.md#worlds-that-the-table-does-not-have).
"""

ELSEWHERE = {
    "recorded": "claims of the counts alone",
    "readings": "claims of the counts alone",
    "pooled-bounds": "claims of several waves together",
    "kappa": "claims of reporting",
    "second-source": "claims of harm",
    "range": "claims of how many people, by its low end",
}
"""Methods that no rule can ask to carry verdicts on a change, and of which claims they decide."""


def carries(row: Method) -> str:
    """When a method's estimates decide, in a sentence; "" for those of other questions."""
    if row.holds is None:
        return "Carries verdicts, however the place was chosen."
    if row.holds:
        under = " or ".join(sorted(row.holds))
        return f"Carries verdicts where the place was chosen by this rule: {under}; {row.fails}."
    if row.key in ELSEWHERE:
        return f"Decides {ELSEWHERE[row.key]}."
    return f"Never carries a verdict: {row.fails}." if row.fitted else ""


def deciding(key: str) -> list[dict[str, str]]:
    """Rows of the table of record with nothing planted of which a method decides."""
    holds = METHODS[key].holds
    return [
        line
        for line in of(kept(), method=key, planted="nothing")
        if line["stands"] != "barred" and (holds is None or SAID[line["chosen"]] in holds)
    ]


def weak_rows(key: str) -> str:
    """What the table of record says of a method, "" where it has no rows."""
    lines = of(kept(), method=key, planted="nothing")
    if not lines:
        return ""
    decide = deciding(key)
    said = (
        f"Validity: {len(lines)} kinds of study with nothing planted, of which it decides "
        f"{len(decide)}, {above(decide)} of them above the bound"
    )
    if decide:
        most = max(decide, key=worst)
        said += (
            f"; the most false answers there are {worst(most):.1f}% (row {most['row']}: "
            f"{place(most)})"
        )
    others = [line for line in lines if line not in decide]
    return (
        f"{said}; above it of those that it may not decide: {above(others)}."
        if above(others)
        else f"{said}."
    )


def above(lines: list[dict[str, str]]) -> int:
    """How many rows give more false answers than they may."""
    return sum(line["stands"] == "above" for line in lines)


def about(row: Method, shown: list[Figure]) -> Iterator[str]:
    """One method's part of the page."""
    yield from (f"## {heading(row)}", "", f"`{row.key}`", "")
    if row.told_in:
        yield from (f"Described with {METHODS[row.told_in].name}.", "")
    if of_lists(row):
        yield from ("One of the methods for lists of people: [lists.md](lists.md).", "")
    for text in (
        row.text,
        f"`{row.formula}`" if row.formula else "",
        carries(row),
        weak_rows(row.key),
    ):
        if text:
            yield from (text, "")
    if row.source:
        yield from (f"Source: {row.source}", "")
    if row.assumptions:
        yield from ("It takes for granted:", "")
        yield from (f"- {assumed(code)}" for code in row.assumptions)
        yield ""
    if shown:
        yield from ("| figure | value | our test allows | by |", "|---|---|---|---|")
        yield from (f"| {one.what} | {one.value} | {one.within} | {one.source} |" for one in shown)
        yield ""


def of_lists(row: Method) -> bool:
    """Whether a method is one for lists of people."""
    return any(code.startswith("lists-") for code in row.assumptions)


def assumed(code: str) -> str:
    """What an assumption says; of lists, in the words of their own report."""
    return LIST_ASSUMPTIONS.get(code) or assumption_text(code)


def heading(row: Method) -> str:
    """The heading of a method's part."""
    title = row.title or row.name
    return f"{title[0].upper()}{title[1:]}"


def decides(row: Method) -> str:
    """When a method's estimates decide, in a cell; "" for those that decide nothing."""
    if row.key in ELSEWHERE:
        return ELSEWHERE[row.key]
    if row.holds is None:
        return "however the place was chosen"
    return (
        f"if chosen by: {' or '.join(sorted(row.holds))}"
        if row.holds
        else "never" * bool(row.fitted)
    )


def false_answers(key: str) -> str:
    """The most false answers of the kinds of study that a method decides, in a cell."""
    most = max(deciding(key), key=worst, default=None)
    return f"{worst(most):.1f}%, at {100 * float(most['level']):g}%" if most else "-"


def at_a_glance(known: list[Figure]) -> Iterator[str]:
    """A row a method."""
    yield from (
        GLANCE,
        "| method | carries a verdict | false answers, worst row | figures of others, or exact |",
    )
    yield "|---|---|---|---|"
    for row in METHODS.values():
        anchor = re.sub(r"[^a-z0-9 -]", "", heading(row).lower()).replace(" ", "-")
        held = sum(figure.method == row.key for figure in known)
        cells = (decides(row) or "-", false_answers(row.key), held or "-")
        yield f"| [{heading(row)}](#{anchor}) | " + " | ".join(map(str, cells)) + " |"
    yield ""


def page() -> str:
    """The whole page."""
    known = figures()
    lines = [HEAD, *at_a_glance(known)]
    for key, row in METHODS.items():
        lines += about(row, [figure for figure in known if figure.method == key])
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(page(), end="")
