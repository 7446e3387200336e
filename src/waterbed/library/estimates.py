"""One estimate by any method, from Python, with its placebos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from waterbed.claims.answers import answer, decides
from waterbed.disclosure.exact import as_given
from waterbed.disclosure.facts import is_listed
from waterbed.effect import api
from waterbed.effect.results import Effect, Placebos
from waterbed.library.arguments import MOST, explained, must_be
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
from waterbed.model.estimate import Estimate
from waterbed.model.kinds import KINDS
from waterbed.model.methods import HEADLINES, carrying
from waterbed.model.methods import method as row_of
from waterbed.model.months import Period, label
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats
from waterbed.model.released_study import NO_STUDY
from waterbed.report import charts
from waterbed.report.blocks import Chart, Grid
from waterbed.report.charts import CountsOverTime, Marker
from waterbed.report.words import names
from waterbed.report.words.checks import check_text
from waterbed.report.words.numbers import probability

if TYPE_CHECKING:
    import polars as pl

Column = Sequence[float]
"""A number an area, in the order of the panel's areas."""

SCALES = {"count": "total", "ratio": "share of what was expected",
          "rate": "an area and period"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimated:
    """What one method found, exact, and marked as internal: it prints as a table.

    effect : all that the method gave: weights, balance, series, checks; panel : what it was made on
    placebos : what its p rests on, or None
    chosen_for : how the treated areas were picked
    """

    effect: Effect
    panel: Panel
    placebos: Placebos | None
    chosen_for: str = "unknown"

    def value(self, scale: str = "ratio", outcome: str = "") -> float | None:
        """The estimate of an outcome (the first, unless named) on a scale: "ratio", "count" or
        "rate", a mean for an area and period."""
        return self.effect.estimate(outcome, scale).value

    def interval(
        self, scale: str = "ratio", outcome: str = ""
    ) -> tuple[float | None, float | None]:
        """The range that decides; an end is None where there is none, or too few placebos."""
        return self.effect.estimate(outcome, scale).deciding or (None, None)

    @property
    def carries(self) -> bool:
        """Whether a study whose place was so chosen may take a verdict from this method."""
        return carrying(self.effect.method, self.chosen_for) == self.effect.method

    def would_be(self, kind: str, stated: float = 0.0, outcome: str = "") -> str:
        """What this method alone would answer to a claim: "supported", "contradicted" or
        "undecided".

        kind : of an effect: fell, rose, unchanged, fell-by, rose-by; stated : the size of the last
            two, a ratio
        It is a verdict only where the method carries one (`carries`) and no check bars it.
        """
        kinds = [key for key, listed in KINDS.items() if listed.parameter == "effect"]
        region = KINDS[chosen(kind, kinds, "kind")].region
        assert region is not None
        sized = KINDS[kind].figure == "size"
        if not isinstance(stated, (int, float)) or sized != (stated > 0):
            raise InputError(
                "this kind states a size above nought" if sized else "this kind states no size",
                place="stated", value=stated, mend="Write 0.2 for 20%." if sized else "Leave it "
                "out.",
            )  # fmt: skip
        return answer(region(float(stated), 0.0, 0.0), decides(self._judged(outcome)))

    def _judged(self, outcome: str) -> Estimate:
        """On the ratio scale, on which claims are judged, where it has a range there."""
        own = [each for each in self.effect.estimates
                 if each.parameter.outcome == (outcome or self.effect.outcomes[0])]  # fmt: skip
        return next((each for each in own if each.parameter.scale == "ratio"), own[0])

    def why(self) -> Words:
        """What the method does, on what the p rests, and what its checks say."""
        row = row_of(self.effect.method)
        listed = [check for check in self.effect.checks if is_listed(check)]
        _, checks = as_given((), listed)
        sentences = (check_text(NO_STUDY, check) for check in checks)
        verdict = (
            "In a study this method may carry verdicts."
            if self.carries
            else f"In a study this method stands beside the verdicts and carries none: {row.fails}."
        )
        return paragraphs((INTERNAL, row.text, *sentences, verdict))

    def grid(self) -> Grid:
        """A row an outcome and scale."""
        bare = [replace(each, checks=()) for each in self.effect.estimates]
        estimates, _ = as_given(bare, ())
        columns = ("Outcome", "Scale", "Estimate", "What fits, from", "to", "p", "Placebos")
        rows = tuple(
            (
                each.parameter.outcome,
                SCALES.get(each.parameter.scale, each.parameter.scale),
                _number(each.value),
                *map(_number, each.deciding or (None, None)),
                probability(each.p),
                "" if each.placebos is None else f"{each.placebos:,}",
            )
            for each in estimates
        )
        title = f"{names.capital(names.method(self.effect.method))}"
        return Grid(title, columns, rows, numeric=(2, 3, 4, 5, 6))

    def __repr__(self) -> str:
        return grid_text(self.grid())

    def _repr_html_(self) -> str:
        return grid_html(self.grid())

    def to_polars(self) -> pl.DataFrame:
        """A row an outcome and scale, unrounded."""
        import polars as pl

        rows = [
            {
                "outcome": each.parameter.outcome,
                "method": self.effect.method,
                "scale": each.parameter.scale,
                "value": each.value,
                "low": None if each.deciding is None else each.deciding[0],
                "high": None if each.deciding is None else each.deciding[1],
                "p": each.p,
                "placebos": each.placebos,
                "profile": "internal",
            }
            for each in self.effect.estimates
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def plot(self, outcome: str = "") -> Plot:
        """Recorded totals of the treated areas over time, and what the method expected."""
        effect = self.effect
        o = effect.outcomes.index(chosen(outcome or effect.outcomes[0], effect.outcomes, "outcome"))
        periods = tuple(int(period) for period in effect.periods)
        if periods[0] < 12_000:
            raise InputError("periods without dates are not drawn", place="panel")
        start = periods[effect.pre]
        title = f"Recorded {effect.outcomes[o]}, and what would be expected"
        over_time = CountsOverTime(
            "", self.panel.step, periods, _values(effect.observed[o]), _values(effect.expected[o])
        )
        band = (start, periods[-1] + self.panel.step)
        description = f"{title}. Treated from {label(start)} on."
        svg = charts.series_chart(
            [over_time], [Marker(start, "A")], band, "time", title, description
        )
        return plot_of(Chart(title, "Totals of the treated areas", svg, None, "A: the start."))


@explained(only=("method", "chosen_for", "placebos", "seed", "workers"))
def estimate(
    panel: Panel,
    *,
    outcome: str | Sequence[str],
    treated: str | Sequence[str],
    start: Period,
    end: Period | None = None,
    method: str = "forecast",
    covariates: dict[str, Column] | None = None,
    predictors: dict[str, Column] | None = None,
    donors: Sequence[str] | None = None,
    since: Period | None = None,
    period: int | Sequence[int] = 1,
    base: tuple[Period, Period] | None = None,
    chosen_for: str = "unknown",
    level: float = 0.95,
    placebos: int = api.COUNT,
    seed: int = 0,
    workers: int = 1,
) -> Estimated:
    """What happened in the treated areas, against what one method says would have.

    method : "forecast" (counts alone), "difference", or one that weighs donors and takes rates and
        scores as well: "simplex" (synthetic control), "sdid", "ridge", "calibrated", "raking",
        "uniform"
    placebos : at most so many, 0 for none (of methods that weigh donors); seed : of their draw
    The other arguments, and InputError and Refusal, as of `waterbed.effect.estimate`.
    """
    must_be(panel, Panel, "panel", "Make one with read_counts(frame, area=..., period=...).")
    chosen(method, HEADLINES, "method")
    if not 0 <= placebos <= MOST:
        raise InputError(
            f"from none to {MOST:,} placebos can be drawn", place="placebos", value=placebos,
            mend="Leave it out.",
        )  # fmt: skip
    asked: dict[str, Any] = {
        "outcome": outcome, "treated": [treated] if isinstance(treated, str) else treated,
        "start": start, "end": end, "method": method, "covariates": covariates,
        "predictors": predictors, "donors": donors, "since": since, "period": period,
        "base": base, "chosen_for": chosen_for,
    }  # fmt: skip
    reference = None
    if placebos or not row_of(method).weighs:
        reference = api.placebos(
            panel, count=placebos or api.COUNT, seed=seed, workers=workers, **asked
        )
    effect = api.estimate(panel, level=level, reference=reference, **asked)
    return Estimated(effect, panel, reference, chosen_for)


def _number(x: float | None) -> str:
    return "" if x is None or not np.isfinite(x) else f"{x:,.3f}".replace("-", "−")


def _values(row: Floats) -> tuple[float | None, ...]:
    return tuple(None if not np.isfinite(value) else float(value) for value in row)
