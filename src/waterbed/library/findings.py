"""What a comparison or a study found: claims with their answers, numbers and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from waterbed.disclosure import release
from waterbed.library.shown import (
    INTERNAL,
    Plot,
    Words,
    chosen,
    grid_html,
    grid_text,
    paragraphs,
    plot_of,
)
from waterbed.model.errors import InputError
from waterbed.model.panel import Panel
from waterbed.model.released import Released, ShownRun, ShownVerdict
from waterbed.model.released_study import ShownClaim
from waterbed.model.results import Results
from waterbed.model.study import TARGET, Study
from waterbed.report import write_outputs
from waterbed.report.blocks import Chart, Grid, headline, series_of, spoken_interventions
from waterbed.report.charts.timeline_charts import time_chart
from waterbed.report.sections.cards import Card, every_card, ordered, strip
from waterbed.report.sections.change import overview
from waterbed.report.tables import Table, tables
from waterbed.report.words import data, names
from waterbed.report.words.answers import answer_word, each_end
from waterbed.report.words.claimed import edges
from waterbed.report.words.estimates import difference, range_words
from waterbed.report.words.numbers import counted
from waterbed.report.words.verdicts import deciding

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Answered:
    """One claim and its answer: supported, contradicted, undecided or untestable.

    value, low, high : of the estimate that decides, as ratios or in counts (`scale`), None where
        there is none
    """

    id: str
    words: str
    who: str
    kind: str
    answer: str
    scale: str
    value: float | None
    low: float | None
    high: float | None
    card: Card

    def why(self) -> Words:
        """Why the answer is so, how it was judged, and what could have been seen."""
        head = f"{self.words} {self.card.answer_word}."
        shown = self.card.paragraphs[:-1] if self.card.mark else self.card.paragraphs
        return paragraphs((INTERNAL, head, self.card.reproduced, *shown))

    def __repr__(self) -> str:
        return f"{self.id}: {self.answer}"


class Findings:
    """What was found, exact, and marked as internal: it prints as a table of the claims.

    claims : each with its answer, also by its id: findings["fell"].why()
    released : all that may be shown, in the internal profile
    results, panel : what was analysed; `release(findings, "public")` makes of them what may leave
    """

    def __init__(self, results: Results, panel: Panel) -> None:
        self.results = results
        self.panel = panel

    def __iter__(self) -> Iterator[Results | Panel]:
        """Results and panel, as `run` gave them before there were findings."""
        return iter((self.results, self.panel))

    def __getitem__(self, claim: str) -> Answered:
        """The claim of this id; InputError where there is none."""
        ids = [answered.id for answered in self.claims]
        return self.claims[ids.index(chosen(claim, ids, "claim"))]

    @cached_property
    def released(self) -> Released[ShownRun]:
        return release(self.results, "internal")

    @property
    def study(self) -> Study:
        return self.results.study

    @property
    def answers(self) -> dict[str, str]:
        """The answer of each claim, by its id."""
        return {answered.id: answered.answer for answered in self.claims}

    @cached_property
    def claims(self) -> tuple[Answered, ...]:
        run = self.released.content
        cards = every_card(run)
        return tuple(
            _answered(run, claim, verdict, card)
            for (claim, verdict), card in zip(ordered(run), cards, strict=True)
        )

    def why(self, claim: str = "") -> Words:
        """Why the claim of this id, or each of them, was answered so."""
        if claim:
            return self[claim].why()
        each = (answered.why().removeprefix(f"{INTERNAL}\n") for answered in self.claims)
        return Words("\n\n".join((INTERNAL, *each)))

    def grid(self) -> Grid:
        """The claims, their answers and the numbers that decide."""
        run = self.released.content
        level = run.study.rule.level
        columns = ("No.", "What is claimed", "Answer", "Recorded", "Expected", "Difference",
                   f"What fits ({each_end(level)})")  # fmt: skip
        rows = tuple(
            (str(number), claim.words, answer_word(verdict, level), *_numbers(run, claim, verdict))
            for number, (claim, verdict) in enumerate(ordered(run), 1)
        )
        return Grid(run.study.title, columns, rows, numeric=(3, 4))

    def __repr__(self) -> str:
        return grid_text(self.grid())

    def _repr_html_(self) -> str:
        return grid_html(self.grid())

    def to_polars(self, table: str = "claims") -> pl.DataFrame:
        """A table of results.json as a polars frame, with its profile in the last column.

        table : claims, estimates, checks, series, detectable and others; InputError for none
        """
        by_name = {sheet.name: sheet for sheet in tables(self.released.content)}
        return _frame(by_name[chosen(table, tuple(by_name), "table")])

    def plot(self, what: str = "claims", outcome: str = "") -> Plot:
        """A chart of the report.

        what : "claims", what decides each; "change", the target's outcomes on one axis; "time",
            recorded and expected counts of an outcome (the first that a claim speaks of)
        """
        run = self.released.content
        chosen(what, ("claims", "change", "time"), "what")
        source = " ".join(data.attribution(run))
        if what == "claims":
            drawn = strip(run) or _change(run)
            return plot_of(drawn, source)
        if what == "change":
            return plot_of(_change(run), source)
        there = [declared.id for declared in run.study.outcomes]
        about = chosen(outcome or there[0], there, "outcome")
        series = series_of(run, _main(run), about, TARGET)
        if series is None:
            raise InputError("there is nothing to draw", place="outcome", value=about)
        title = f"Recorded {names.outcome(run.study, about)}, and what would be expected"
        return plot_of(time_chart(run, [series], "time", title), source)

    def save(self, folder: str | Path) -> Path:
        """Write the internal report (report.html, results.json, tables) into a folder."""
        write_outputs(self.released, Path(folder))
        return Path(folder)


def _answered(run: ShownRun, claim: ShownClaim, verdict: ShownVerdict, card: Card) -> Answered:
    estimate = deciding(verdict)
    low, high = (None, None) if estimate is None else estimate.deciding or (None, None)
    return Answered(
        claim.id,
        claim.words,
        claim.who,
        claim.kind,
        verdict.answer,
        "" if estimate is None else estimate.parameter.scale,
        None if estimate is None else estimate.value,
        low,
        high,
        card,
    )


def _numbers(run: ShownRun, claim: ShownClaim, verdict: ShownVerdict) -> tuple[str, ...]:
    """Recorded, expected, the difference and what fits, of the estimate that decides."""
    estimate = deciding(verdict)
    if estimate is None:
        return "", "", "", ""
    fits = range_words(estimate, *estimate.deciding, edges(claim, estimate)) if (
        estimate.deciding is not None
    ) else ""  # fmt: skip
    number = difference(estimate) if estimate.parameter.scale in ("ratio", "count") else ""
    counts = (estimate.observed, estimate.expected)
    return (
        *("" if count is None else counted(count, estimate.status) for count in counts),
        number,
        fits,
    )


def _main(run: ShownRun) -> str:
    """The intervention that claims speak of first, or that the first window is of; "" for none."""
    spoken = (
        *spoken_interventions(run.study),
        *(window.intervention for window in run.study.rule.windows),
    )
    return next((intervention for intervention in spoken if intervention), "")


def _change(run: ShownRun) -> Chart | None:
    main = _main(run)
    estimates = [
        estimate
        for estimate in headline(run)
        if (estimate.parameter.intervention, estimate.parameter.zone) == (main, TARGET)
    ]
    charts = overview(run, estimates, "change", "The change in the target area").charts
    return charts[0] if charts else None


def _frame(table: Table) -> pl.DataFrame:
    import polars as pl

    columns = {
        name: pl.Series(name, [row[k] for row in table.rows], strict=False)
        for k, name in enumerate(table.columns)
    }
    return pl.DataFrame(columns).with_columns(pl.lit("internal").alias("profile"))
