"""A few numbers from Python: counts before and after, what reports may mean, a survey."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from waterbed.analysis.numbers import reporting_chart, wdd_chart, wdd_json, wdd_numbers
from waterbed.analysis.reported import Reported, Surveyed, Wave, reported, reported_json, surveyed
from waterbed.displacement.command import MARGIN, WddAnswer, wdd_answer
from waterbed.library.arguments import explained, fitted
from waterbed.library.shown import Plot, Words, grid_html, grid_text, paragraphs, plot_of
from waterbed.reporting.command import Given

if TYPE_CHECKING:
    import polars as pl

Pair = tuple[float, float]
"""Counts before and after."""


@dataclass(frozen=True, slots=True)
class Wdd:
    """What counts alone say: a table, sentences (`why`), a picture."""

    answer: WddAnswer

    def why(self) -> Words:
        """The answer in sentences."""
        said = wdd_numbers(self.answer)
        return paragraphs((*said.sentences, *said.reach))

    def as_dict(self) -> dict[str, Any]:
        """As `waterbed wdd --json` prints it."""
        printed: dict[str, Any] = json.loads(wdd_json(self.answer))
        return printed

    def to_polars(self) -> pl.DataFrame:
        """A row an estimate."""
        return _rows(self.as_dict()["estimates"])

    def plot(self) -> Plot:
        return plot_of(wdd_chart(self.answer))

    def __repr__(self) -> str:
        said = wdd_numbers(self.answer)
        return f"{self.why()}\n{said.lead}\n{grid_text(said.grid, '')}"

    def _repr_html_(self) -> str:
        said = wdd_numbers(self.answer)
        return self.why()._repr_html_() + grid_html(said.grid, "")


@explained(but=("displaced", "displaced_control"))
def wdd(
    treated: Pair,
    control: Pair,
    displaced: Pair | Sequence[Pair] = (),
    displaced_control: Pair | Sequence[Pair] = (),
    *,
    monthly: Sequence[Sequence[float]] = (),
    dispersion: float | None = None,
    margin: float = MARGIN,
    margin_count: float | None = None,
    time: Pair = (1.0, 1.0),
    areas: Sequence[float] | None = None,
    harm: Sequence[Sequence[float]] = (),
    level: float = 0.95,
) -> Wdd:
    """Did four counts fall, and did they move?  As `waterbed wdd`, by the same code.

    treated, control : counts before and after; displaced, displaced_control : the same where it
        may have moved and of its control, or one such pair a zone
    The rest as of `displacement.command.wdd_answer`.  InputError for counts that cannot be.
    """
    return Wdd(
        wdd_answer(
            treated, control,
            _pairs(displaced, "displaced"), _pairs(displaced_control, "displaced_control"),
            monthly=monthly, dispersion=dispersion, margin=margin, margin_count=margin_count,
            time=time, areas=areas, harm=harm, level=level,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a change in reports may mean: sentences and a picture."""

    reported: Reported

    def why(self) -> Words:
        return paragraphs(self.reported.words)

    def as_dict(self) -> dict[str, Any]:
        """As `waterbed reporting --json` prints it."""
        printed: dict[str, Any] = json.loads(reported_json(self.reported))
        return printed

    def to_polars(self) -> pl.DataFrame:
        """A row an estimate."""
        return _rows(self.as_dict()["estimates"])

    def plot(self) -> Plot:
        return plot_of(reporting_chart(self.reported.estimates[0]))

    def __repr__(self) -> str:
        return str(self.why())

    def _repr_html_(self) -> str:
        return self.why()._repr_html_()


@explained()
def reporting(
    ratio: float | None = None,
    low: float | None = None,
    high: float | None = None,
    *,
    treated: Pair | None = None,
    control: Pair | None = None,
    dispersion: float | None = None,
    rate: float | None = None,
    change: Pair | None = None,
    smallest_effect: float = 0.0,
    least_share: float | None = None,
    exposed: float | None = None,
    measured: tuple[float, float, float] | None = None,
    second: Given | None = None,
    level: float = 0.95,
) -> Reporting:
    """Is a fall in reports a fall in harm?  As `waterbed reporting`, by the same code.

    ratio, low, high : recorded ratio and its interval, 0.70 for a fall of 30%; or counts of
        `treated` and `control` before and after
    rate : share of incidents reported before; change : range of the ratio by which reporting may
        have changed.  The rest as of `reporting.command.reporting_command`.
    """
    given = Given(ratio, low, high, treated, control)
    return Reporting(
        reported(
            given, dispersion=dispersion, rate=rate, change=change,
            smallest_effect=smallest_effect, least_share=least_share, exposed=exposed,
            measured=measured, second=second, level=level,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey before and after says, in sentences."""

    surveyed: Surveyed

    @property
    def change(self) -> tuple[float, float, float]:
        """The change of the share with the ends of its range: low, value, high."""
        change = self.surveyed.change
        return change.low, change.value, change.high

    def why(self) -> Words:
        return paragraphs(self.surveyed.words)

    def as_dict(self) -> dict[str, Any]:
        """As `waterbed survey --json` prints it."""
        printed: dict[str, Any] = json.loads(json.dumps(self.surveyed.as_dict()))
        return printed

    def __repr__(self) -> str:
        return str(self.why())

    def _repr_html_(self) -> str:
        return self.why()._repr_html_()


@explained()
def survey(
    before: Wave,
    after: Wave,
    control_before: Wave | None = None,
    control_after: Wave | None = None,
    *,
    cluster: float = 1.0,
    correlation: float = 0.0,
    design_effect: float | None = None,
    repeated: float = 0.0,
    to: float | None = None,
    level: float = 0.95,
) -> Survey:
    """Do people answer otherwise than before?  As `waterbed survey`, by the same code.

    before, after : who said yes and all who answered; control_before, control_after : the same
        where nothing was done
    The rest as of `analysis.reported.surveyed`.
    """
    return Survey(
        surveyed(
            before, after, control_before, control_after, cluster=cluster, correlation=correlation,
            design_effect=design_effect, repeated=repeated, to=to, level=level,
            mend="give cluster and correlation, or design_effect",
        )
    )  # fmt: skip


def _pairs(given: Any, key: str) -> list[Pair]:
    """One pair of counts, or several; InputError for anything else."""
    if hasattr(given, "tolist"):
        given = given.tolist()
    if given is None or (isinstance(given, (list, tuple)) and not given):
        return []
    single = isinstance(given, (list, tuple)) and not isinstance(given[0], (list, tuple))
    pairs = [given] if single or not isinstance(given, (list, tuple)) else given
    return [fitted(wdd, "treated", pair, key) for pair in pairs]


def _rows(rows: list[dict[str, Any]]) -> pl.DataFrame:
    import polars as pl

    plain = [
        {key: value if not isinstance(value, (list, dict)) else json.dumps(value)
         for key, value in row.items()}
        for row in rows
    ]  # fmt: skip
    return pl.DataFrame(plain, infer_schema_length=None)
